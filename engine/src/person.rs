//! `Person`: who this is, as far as somebody said or a purpose allows.

use crate::random::Random;
use crate::value::Value;

const ALL: &str = "anonymous_id user_id traits preferences";

/// One person on this device: `anonymous_id`, `user_id` (the store's own), `traits`: what the store told, and
/// `preferences`: what they chose to receive.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person(Value);

impl Person {
    pub fn get(&self, name: &str) -> &Value {
        self.0.get(name)
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.0.set(name, value);
    }

    /// The anonymous id, made when it is first needed. Keeping it is another matter: see `record`.
    pub fn anonymous_id(&mut self, random: &mut Random, now: i64) -> Value {
        if self.get("anonymous_id").is_null() {
            self.set("anonymous_id", random.id(now).into());
        }
        self.get("anonymous_id").clone()
    }

    /// What tells this person from others: the store's own id, else the anonymous one; empty where there is none.
    pub fn key(&self) -> &str {
        self.get("user_id").text().unwrap_or(self.get("anonymous_id").text_or_empty())
    }

    /// The record for the device. The anonymous id is in it only where a purpose allows to know the person again.
    pub fn record(&self, identity_allowed: bool) -> Value {
        self.0.pick(if identity_allowed { ALL } else { "user_id traits preferences" })
    }

    /// Takes up the record; an id that may not be kept stays as it is.
    pub fn restore(&mut self, record: &Value) {
        self.0.merge(&record.pick(ALL));
    }
}

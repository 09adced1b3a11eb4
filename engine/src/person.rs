//! `Person`: who this is, as far as somebody said or a purpose allows.

use crate::consent::Keeping;
use crate::random::Random;
use crate::value::Value;

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

    /// The record for the device: of a person's fields those that may be kept.
    pub fn record(&self, keeping: Keeping) -> Value {
        self.0.pick(keeping.of_person())
    }

    /// Takes up the record; an id that may not be kept stays as it is.
    pub fn restore(&mut self, record: &Value) {
        self.0.merge(&record.pick(Keeping::ALL.of_person()));
    }

    /// Lets go of what may not be kept any more.
    pub fn withdraw(&mut self, keeping: Keeping) {
        self.0 = self.record(keeping);
    }
}

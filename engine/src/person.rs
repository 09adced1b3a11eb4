//! `Person`: who this is, as far as somebody said or a purpose allows.

use alloc::string::String;

use crate::random::Random;
use crate::value::Value;

/// The ids and traits of one person on this device.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Person {
    anonymous_id: Option<String>,
    /// The store's own id.
    pub user_id: Option<String>,
    /// What the store or the person told.
    pub traits: Value,
}

impl Person {
    /// The anonymous id, made when it is first needed. Keeping it is another matter: see `record`.
    pub fn anonymous_id(&mut self, random: &mut Random, now: i64) -> String {
        self.anonymous_id.get_or_insert_with(|| random.id(now)).clone()
    }

    /// The record for the device. The anonymous id is in it only where a purpose allows to know the person again.
    pub fn record(&self, identity_allowed: bool) -> Value {
        let mut record = Value::map([]);
        record.set_known("anonymous_id", self.anonymous_id.clone().filter(|_| identity_allowed).into());
        record.set_known("user_id", self.user_id.clone().into());
        record.set_known("traits", self.traits.clone());
        record
    }

    /// Takes up the record.
    pub fn restore(record: &Value) -> Person {
        let text = |name| record.get(name).text().map(String::from);
        Person {
            anonymous_id: text("anonymous_id"),
            user_id: text("user_id"),
            traits: record.get("traits").clone(),
        }
    }
}

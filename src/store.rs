//! `Store`: the engine's records on the device. It writes only what the engine says; where the browser
//! refuses (private mode, blocked, full), the records live in the engine's memory until the page goes.

use barrio_engine::{Value, merged, text};
use wasm_bindgen::prelude::*;

use crate::js::{
    self,
    Arg::{Is, Text},
};

/// What our keys begin with, and the names of our locks.
pub const PREFIX: &str = "barrio:";

/// The device's storage.
pub struct Store {
    /// Whether the page lets barrio use it.
    pub allowed: bool,
}

impl Store {
    /// All records, by their names.
    pub fn load(&self) -> Value {
        let mut records = Value::Null;
        for name in self.names() {
            if let Some(record) = call("getItem", &name, "").unwrap_or_default().as_string() {
                records.set(&name, record.into());
            }
        }
        records
    }

    /// Keeps a record, or removes it. Answers whether the device took it: it is no loss for now if not,
    /// since the engine knows what it asked to keep.
    pub fn persist(&self, name: &str, value: Option<&str>) -> bool {
        if !self.allowed {
            return true;
        }
        let Some(text) = value else { return call("removeItem", name, "").is_ok() };
        // Another tab may have written since this one heard of it.
        let held = call("getItem", name, "").unwrap_or_default().as_string();
        let text = merged(name, text, &held.unwrap_or_default());
        call("setItem", name, &text).is_ok()
    }

    /// Removes all records, those of earlier versions too.
    pub fn clear(&self) {
        for name in self.names() {
            self.persist(&name, None);
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        if self.allowed {
            for key in js::items(&js::run("Object.keys", &[Is(&js::at("localStorage"))])) {
                if let Some(name) = key.as_string().unwrap_or_default().strip_prefix(PREFIX) {
                    names.push(name.into());
                }
            }
        }
        names
    }
}

/// Calls a method for a record. All but one leave the value alone.
fn call(method: &str, name: &str, value: &str) -> Result<JsValue, JsValue> {
    js::attempt(&js::at("localStorage"), method, &[Text(&text::concat(&[PREFIX, name])), Text(value)])
}

//! `Store`: the engine's records on the device. It writes only what the engine says; where the browser
//! refuses (private mode, blocked, full), the records live in the engine's memory until the page goes.

use wasm_bindgen::prelude::*;

use crate::js;

/// What our keys begin with.
const PREFIX: &str = "barrio:";

/// The device's storage.
pub struct Store {
    /// Whether the page lets barrio use it.
    pub allowed: bool,
}

impl Store {
    /// All records, by their names.
    pub fn load(&self) -> Vec<(String, String)> {
        let mut records = Vec::new();
        for key in self.keys() {
            let record = js::run("localStorage.getItem", &[JsValue::from_str(&key)]);
            if let (Some(name), Some(record)) =
                (key.strip_prefix(PREFIX), record.and_then(|record| record.as_string()))
            {
                records.push((name.into(), record));
            }
        }
        records
    }

    /// Keeps a record, or removes it. Answers whether the device took it: it is no loss for now if not,
    /// since the engine knows what it asked to keep.
    pub fn persist(&self, key: &str, value: Option<&str>) -> bool {
        let key = JsValue::from_str(&[PREFIX, key].concat());
        let done = match value {
            _ if !self.allowed => return true,
            Some(value) => js::run("localStorage.setItem", &[key, value.into()]),
            None => js::run("localStorage.removeItem", &[key]),
        };
        done.is_some()
    }

    /// Removes all records, those of earlier versions too.
    pub fn clear(&self) {
        for key in self.keys() {
            js::run("localStorage.removeItem", &[key.into()]);
        }
    }

    fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        if self.allowed {
            let all = js::run("Object.keys", &[js::at("localStorage")]).unwrap_or_default();
            keys.extend(js::items(&all).iter().filter_map(JsValue::as_string));
            keys.retain(|key| key.starts_with(PREFIX));
        }
        keys
    }
}

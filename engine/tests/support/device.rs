//! A device that tabs share: what it holds, as a page finds it when it begins.

use std::collections::BTreeMap;

use barrio_engine::Value;

/// What is kept, by key.
pub type Device = BTreeMap<String, String>;

/// All records.
pub fn records(device: &Device) -> Value {
    let mut records = Value::Map(Vec::new());
    for (key, text) in device {
        records.set(key, text.as_str().into());
    }
    records
}

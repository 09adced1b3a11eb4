//! Data attributes: `<button data-barrio-track="add_to_cart" data-barrio-item-id="P1">` needs no script.

use barrio_engine::{Input, Value, json};
use wasm_bindgen::prelude::*;

use super::Report;
use crate::js;
use crate::listener::Listener;

/// How much the attributes of one element may hold, in bytes.
const LIMIT: usize = 10_000;
/// Properties that GA4 defines as numbers. All others stay text: an item's id may look like one.
const NUMBERS: [&str; 3] = ["value", "price", "quantity"];

/// Reports clicks on marked elements, and for a marked form its sending.
pub fn listen(report: &Report) -> Listener {
    let report = report.clone();
    Listener::new(js::at("document"), &["click", "submit"], move |event| {
        if let Some(input) = read(&event) {
            report(input);
        }
    })
}

fn read(event: &JsValue) -> Option<Input> {
    let marked = js::call(&js::get(event, "target"), "closest", &["[data-barrio-track]".into()])?;
    // A click inside a marked form is not yet what the form is for.
    if (js::text(&marked, "localName") == "form") != (js::text(event, "type") == "submit") {
        return None;
    }
    read_data(&js::to_value(&js::get(&marked, "dataset"), LIMIT)?)
}

/// Reads an element's data attributes, under the names that scripts know them by: `barrioItemId`.
fn read_data(data: &Value) -> Option<Input> {
    let name = data.get("barrioTrack").text()?.into();
    let mut properties = Value::Map(Vec::new());
    for (key, value) in data.entries() {
        if let Some(key) = key.strip_prefix("barrio").filter(|key| *key != "Track") {
            let key = snake_case(key);
            let number = if NUMBERS.contains(&key.as_str()) { number(value) } else { None };
            properties.set(&key, number.unwrap_or_else(|| value.clone()));
        }
    }
    Some(Input::Event { name, properties })
}

fn snake_case(key: &str) -> String {
    let mut out = String::new();
    for character in key.chars() {
        if character.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

fn number(value: &Value) -> Option<Value> {
    json::parse(value.text()?).ok().filter(|value| value.number().is_some())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::read_data;
    use barrio_engine::{Input, json};

    #[test]
    fn names_the_properties_as_ga4_does() {
        let data = r#"{"color":"red","barrioTrack":"add_to_cart","barrioItemId":"0012","barrioPrice":"49.90",
            "barrioQuantity":"two"}"#;
        let properties = r#"{"item_id":"0012","price":49.9,"quantity":"two"}"#;
        let expected =
            Input::Event { name: "add_to_cart".into(), properties: json::parse(properties).unwrap() };
        assert_eq!(read_data(&json::parse(data).unwrap()), Some(expected));
    }

    #[test]
    fn needs_a_name() {
        assert_eq!(read_data(&json::parse(r#"{"barrioItemId":"1"}"#).unwrap()), None);
    }
}

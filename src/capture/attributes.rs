//! Data attributes: `<button data-barrio-track="add_to_cart" data-barrio-item-id="P1">` needs no script.

use barrio_engine::{Input, Value, json};
use wasm_bindgen::prelude::*;

use crate::door::Source;
use crate::js;
use crate::listener::Listener;
use crate::table::lists;

/// How much the attributes of one element may hold, in bytes.
const LIMIT: usize = 10_000;
/// Properties that GA4 defines as numbers. All others stay text: an item's id may look like one.
const NUMBERS: &str = "value price quantity";

/// Tells clicks on marked elements, and for a marked form its sending.
pub fn watch() -> Listener {
    Listener::new(js::at("document"), "click submit", Source::Page)
}

/// What a click or a sending means, if it concerns a marked element.
pub fn read(event: &JsValue) -> Option<Input> {
    let marked = js::ask(event, "target.closest", "[data-barrio-track]");
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
        let key = snake_case(key.strip_prefix("barrio").unwrap_or_default());
        if !key.is_empty() && key != "track" {
            properties.set(&key, if lists(NUMBERS, &key) { number(value) } else { value.clone() });
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

/// The number that a text is; the text where it is none.
fn number(value: &Value) -> Value {
    match json::parse(value.text_or_empty()) {
        Ok(Value::Number(number)) => Value::Number(number),
        _ => value.clone(),
    }
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

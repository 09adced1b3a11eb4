//! The data layer: what the store tells Google's tags, in GA4's words, it tells barrio too.
//!
//! Read are GTM's pushes (`{event, ecommerce}`) and gtag's (`['event', name, parameters]`). GTM's own
//! events are not; nor are page views, which are counted from the page itself.

use barrio_engine::{Input, Value, text};
use wasm_bindgen::prelude::*;

use super::patch::Patch;
use crate::door::Source;
use crate::js::{self, Arg::Is};
use crate::table::{self, lists};

const NAME: &str = "dataLayer";
/// How many entries are read at once, the latest ones.
const LATEST: usize = 200;
/// What one entry may measure as JSON, in bytes.
const ENTRY: usize = 65_536;
/// Keys that speak to the tags, not of the visitor.
const FOR_TAGS: &str = "event ecommerce eventCallback eventTimeout event_callback send_to";
/// The names under which stores tell the kind of a page.
const PAGE_TYPES: &str = "page_type pageType ecomm_pagetype";
/// The events of GA4 that imply it. The first that happened counts: a product's page lists others too.
/// A list of items says nothing: home pages have them too.
const PAGES: &str = "purchase=purchase begin_checkout=checkout view_cart=cart view_item=product \
    search=search view_search_results=search";

/// `window.dataLayer`, watched.
pub struct DataLayer {
    /// Whether the page had none: then ours goes when we go, unless somebody has used it.
    made: bool,
    _patch: Patch,
}

impl DataLayer {
    /// Tells what is pushed from now on.
    pub fn watch() -> DataLayer {
        let made = !js::is(&js::global(), NAME);
        if made {
            js::set(&js::global(), NAME, Is(&js::array(&[])));
        }
        DataLayer { made, _patch: Patch::new(js::at(NAME), "push", Source::DataLayer) }
    }
}

impl Drop for DataLayer {
    fn drop(&mut self) {
        if self.made && js::at("dataLayer.length").as_f64() == Some(0.0) {
            js::remove(&js::global(), NAME);
        }
    }
}

/// What stood in the data layer before.
pub fn earlier() -> Vec<Value> {
    read_all(&js::at(NAME))
}

/// The latest of a list of entries.
pub fn read_all(entries: &JsValue) -> Vec<Value> {
    let entries = js::items(entries);
    let first = entries.len().saturating_sub(LATEST);
    let mut values = Vec::new();
    for entry in entries.get(first..).unwrap_or_default() {
        values.push(read(entry));
    }
    values
}

/// The events among entries.
pub fn events(entries: &[Value]) -> Vec<Input> {
    let mut events = Vec::new();
    for entry in entries {
        events.extend(event(entry));
    }
    events
}

/// An entry as JSON holds it; of one that JSON cannot hold (an element, a circle), its name and its commerce alone.
fn read(entry: &JsValue) -> Value {
    let mut value = js::to_value(entry, ENTRY).unwrap_or_default();
    if value.is_null() {
        for name in &["event", "ecommerce"] {
            value.set_known(name, js::to_value(&js::get(entry, name), ENTRY).unwrap_or_default());
        }
    }
    value
}

/// The event that an entry tells.
fn event(entry: &Value) -> Option<Input> {
    let name = name(entry).text().filter(|name| counts(name))?;
    let parameters = parameters(entry);
    let mut properties = Value::Map(Vec::new());
    for (key, value) in parameters.entries() {
        if !lists(FOR_TAGS, key) && !key.starts_with("gtm.") {
            properties.set(key, value.clone());
        }
    }
    properties.merge(parameters.get("ecommerce"));
    Some(Input::Event { name: name.into(), properties })
}

fn name(entry: &Value) -> &Value {
    if is_call(entry) { entry.at("1") } else { entry.get("event") }
}

fn parameters(entry: &Value) -> &Value {
    if is_call(entry) { entry.at("2") } else { entry }
}

/// `gtag('event', name, parameters)`: its arguments, an array or an object keyed by number.
fn is_call(entry: &Value) -> bool {
    entry.at("0").text() == Some("event")
}

fn counts(name: &str) -> bool {
    !name.is_empty() && !name.starts_with("gtm.") && name != "page_view"
}

/// The kind of the page in the store's own words, the latest.
pub fn told_type(entries: &[Value]) -> Option<&str> {
    for entry in entries.iter().rev() {
        for key in text::split(PAGE_TYPES, " ") {
            if let Some(kind) = parameters(entry).get(key).text() {
                return Some(kind);
            }
        }
    }
    None
}

/// The kind of the page that its events imply.
pub fn implied_type(entries: &[Value]) -> Option<&'static str> {
    table::find(PAGES, &|event| entries.iter().any(|entry| name(entry).text() == Some(event)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{event, implied_type, told_type};
    use barrio_engine::{Input, Value, json};

    fn read(text: &str) -> Value {
        json::parse(text).unwrap()
    }

    fn told(entry: &str) -> Option<(String, String)> {
        match event(&read(entry))? {
            Input::Event { name, properties } => Some((name, properties.to_json())),
            _ => None,
        }
    }

    #[test]
    fn takes_a_push_of_tag_manager() {
        let entry = r#"{"event":"add_to_cart","gtm.uniqueEventId":7,"list":"home",
            "ecommerce":{"currency":"USD","value":49.9,"items":[{"item_id":"P1"}]}}"#;
        let properties = r#"{"list":"home","currency":"USD","value":49.9,"items":[{"item_id":"P1"}]}"#;
        assert_eq!(told(entry), Some(("add_to_cart".into(), properties.into())));
    }

    #[test]
    fn takes_a_call_of_gtag_as_array_or_arguments() {
        let expected = Some(("purchase".into(), r#"{"transaction_id":"T1","value":9}"#.into()));
        let parameters = r#"{"transaction_id":"T1","value":9,"send_to":"G-1"}"#;
        assert_eq!(told(&format!(r#"["event","purchase",{parameters}]"#)), expected);
        assert_eq!(told(&format!(r#"{{"0":"event","1":"purchase","2":{parameters}}}"#)), expected);
    }

    #[test]
    fn leaves_out_what_is_no_event_of_the_visitor() {
        for entry in [
            r#"{"event":"gtm.js","gtm.start":1}"#,
            r#"{"event":"page_view"}"#,
            r#"{"event":""}"#,
            r#"{"event":5}"#,
            r#"{"ecommerce":null}"#,
            r#"["config","G-1",{}]"#,
            r#"["consent","default",{"ad_storage":"denied"}]"#,
            "null",
            "3",
        ] {
            assert_eq!(told(entry), None, "{entry}");
        }
    }

    #[test]
    fn finds_the_kind_of_the_page() {
        let kinds = |text: &str| {
            let entries = read(text);
            (told_type(entries.items()).map(String::from), implied_type(entries.items()))
        };
        assert_eq!(kinds(r#"[{"pageType":"home"},{"event":"gtm.js"}]"#), (Some("home".into()), None));
        let product_page =
            r#"[{"event":"view_item_list"},["event","view_item",{}],{"event":"view_item_list"}]"#;
        assert_eq!(kinds(product_page), (None, Some("product")));
        assert_eq!(kinds(r#"[{"event":"add_to_cart"}]"#), (None, None));
    }
}

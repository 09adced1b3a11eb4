//! How stored values read to a person.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde_json::Value;

use crate::database::{Contact, Touch};

/// A moment, in UTC: the reader and the person may be in different time zones.
pub(super) fn time(stamp: &str) -> Markup {
    let shown = stamp
        .parse::<Timestamp>()
        .map(|time| time.to_zoned(TimeZone::UTC).strftime("%-d %b %Y, %H:%M UTC").to_string());
    html! { time datetime=(stamp) { (shown.as_deref().unwrap_or(stamp)) } }
}

/// `Spain` for `ES`; the code itself where it is none.
pub(super) fn country(code: &str) -> &str {
    rust_iso3166::from_alpha2(code).map_or(code, |country| country.name)
}

/// The best name that there is for a contact.
pub(super) fn name(contact: &Contact) -> String {
    let known = contact.name.as_ref().or(contact.email.as_ref()).or(contact.user_id.as_ref());
    known.cloned().unwrap_or_else(|| format!("Visitor {}", contact.id))
}

/// `Paid Social · instagram`, or what there is of it.
pub(super) fn origin(touch: &Touch) -> Option<String> {
    let source = touch.source.as_deref().filter(|source| *source != "(direct)");
    let parts: Vec<&str> = [touch.channel.as_deref(), source].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// `opt_in` reads `Opt in`.
pub(super) fn sentence_case(name: &str) -> String {
    let spaced = name.replace(['_', '-'], " ");
    let mut letters = spaced.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// What was being looked at: the product, else the page.
pub(super) fn viewed(viewing: &Value) -> Option<String> {
    let text =
        |pointer: &str| viewing.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    let product = text("/product/name").or_else(|| text("/product")).or_else(|| text("/product/sku"));
    product.or_else(|| text("/title")).or_else(|| text("/path")).map(str::to_owned)
}

/// `129.50 USD`, if a price was sent.
pub(super) fn price(viewing: &Value) -> Option<String> {
    let price = match viewing.pointer("/product/price")? {
        Value::Number(number) if number.is_f64() => format!("{:.2}", number.as_f64()?),
        other => plain(other),
    };
    let currency = viewing.pointer("/product/currency").map(plain).unwrap_or_default();
    (!price.is_empty()).then(|| format!("{price} {currency}").trim().to_owned())
}

/// A value without the quotes and brackets of JSON, as far as one line can show it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key}: {}", plain(value)));
            pairs.collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_product_is_named_however_it_was_sent() {
        let whole = json!({ "path": "/p", "product": { "sku": "PARKA-1", "name": "Parka", "price": 129.5, "currency": "USD" } });
        assert_eq!(viewed(&whole).as_deref(), Some("Parka"));
        assert_eq!(price(&whole).as_deref(), Some("129.50 USD"));
        assert_eq!(viewed(&json!({ "product": "PARKA-1" })).as_deref(), Some("PARKA-1"));
        assert_eq!(viewed(&json!({ "path": "/cart" })).as_deref(), Some("/cart"));
        assert_eq!(viewed(&json!(7)), None);
    }

    #[test]
    fn moments_are_shown_in_utc() {
        let shown = time("2026-11-22T09:05:00.000Z").into_string();
        assert_eq!(shown, "<time datetime=\"2026-11-22T09:05:00.000Z\">22 Nov 2026, 09:05 UTC</time>");
    }

    #[test]
    fn answers_read_without_brackets() {
        assert_eq!(plain(&json!(["a", 2, true])), "a, 2, yes");
        assert_eq!(plain(&json!({ "score": 9 })), "score: 9");
    }
}

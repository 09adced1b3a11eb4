//! What the visitor has in the cart, and what they have bought, as GA4's commerce events tell it.
//!
//! Names and meanings are those of GA4's recommended events: `price` is what one piece costs after its
//! `discount`, which is therefore not taken off again.

use alloc::string::String;
use alloc::vec::Vec;

use crate::list;
use crate::number;
use crate::text;
use crate::value::Value;

/// So many different items are kept.
const MOST_ITEMS: usize = 100;
/// So many ids of purchases are remembered, to count none twice.
const MOST_IDS: usize = 20;
/// So many bytes of a text are kept.
const LONGEST: usize = 120;
/// No number of pieces and no price is greater; so no sum overflows.
const GREATEST: f64 = 1e9;

/// What is kept of an item beside its price and quantity.
const NAMES: [&str; 5] = ["item_id", "item_name", "item_category", "item_brand", "item_variant"];

/// The cart after an event; `None` where the event says nothing of the cart.
///
/// A cart is `{"items": [{"item_id", …, "price", "quantity"}], "quantity", "value", "currency"}`. `view_cart` and
/// `begin_checkout` say all that is in it, `add_to_cart` and `remove_from_cart` what comes and goes, `purchase`
/// empties it. Without `items` the properties themselves may be the one item.
pub(crate) fn apply(cart: &Value, event: &str, properties: &Value) -> Option<Value> {
    let is_whole = matches!(event, "view_cart" | "begin_checkout");
    if !is_whole && !matches!(event, "add_to_cart" | "remove_from_cart" | "purchase") {
        return None;
    }
    let mut items = cart.get("items").items().to_vec();
    let told = read_items(properties);
    if event == "purchase" || is_whole && told.is_some() {
        items.clear();
    }
    for item in told.iter().flatten() {
        match event {
            "remove_from_cart" => remove(&mut items, item),
            "purchase" => {}
            _ => add(&mut items, item),
        }
    }
    let (sum, is_priced) = sum(&items);
    let mut value = sum;
    if is_whole && told.is_none() {
        value = amount(properties.get("value")).or_else(|| cart.get("value").number()).unwrap_or(sum);
    } else if is_whole && !is_priced {
        value = amount(properties.get("value")).unwrap_or(sum);
    }
    let quantity = items.iter().map(pieces).sum::<f64>();
    let mut after = Value::map([
        ("items", Value::List(items)),
        ("quantity", round(quantity).into()),
        ("value", round(value).into()),
    ]);
    after.set_known("currency", currency(properties).or_else(|| text(cart.get("currency"))).into());
    Some(after)
}

/// What items cost as far as they say, and whether each of them does; of no items nobody knows.
fn sum(items: &[Value]) -> (f64, bool) {
    let (mut sum, mut is_priced) = (0.0, !items.is_empty());
    for item in items {
        let price = item.get("price").number();
        is_priced &= price.is_some();
        sum += price.unwrap_or(0.0) * pieces(item);
    }
    (sum, is_priced)
}

/// The purchases after one more: `{"count", "value", "first", "last", "ids"}`, the times of the first and the last one in
/// milliseconds.
/// One whose `transaction_id` was seen among the last 20 changes nothing: shops tell it again on every reload.
pub(crate) fn order(orders: &Value, properties: &Value, now: i64) -> Value {
    let mut ids = orders.get("ids").items().to_vec();
    if let Some(id) = text(properties.get("transaction_id")) {
        let id = Value::from(id);
        if ids.contains(&id) {
            return orders.clone();
        }
        ids.push(id);
    }
    while ids.len() > MOST_IDS {
        list::remove(&mut ids, 0);
    }
    let before = |key| orders.get(key).number().unwrap_or(0.0);
    let value =
        amount(properties.get("value")).unwrap_or_else(|| sum(&read_items(properties).unwrap_or_default()).0);
    let first = orders.get("first").integer().or(orders.get("last").integer()).unwrap_or(now);
    Value::map([
        ("count", (before("count") + 1.0).into()),
        ("value", round(before("value") + value).into()),
        ("first", first.into()),
        ("last", now.into()),
        ("ids", Value::List(ids)),
    ])
}

/// The items that an event tells of; `None` where it tells of none, not even of an empty list.
fn read_items(properties: &Value) -> Option<Vec<Value>> {
    let items = properties.get("items");
    let mut read = Vec::new();
    if matches!(items, Value::List(_)) {
        for item in items.items().iter().take(MOST_ITEMS) {
            read.extend(read_item(item));
        }
        return Some(read);
    }
    read.extend(read_item(properties));
    (!read.is_empty()).then_some(read)
}

/// An item with what is kept of it; `None` where nothing says which it is, or how many is not a number above 0.
fn read_item(item: &Value) -> Option<Value> {
    let quantity = item.get("quantity");
    let quantity = if quantity.is_null() { 1.0 } else { amount(quantity)? };
    let mut read = Value::Null;
    for name in &NAMES {
        read.set_known(name, text(item.get(name)).into());
    }
    read.set_known("price", amount(item.get("price")).into());
    read.set("quantity", quantity.into());
    (quantity > 0.0 && !key(&read).is_null()).then_some(read)
}

fn add(items: &mut Vec<Value>, item: &Value) {
    let at = find(items, item, true).unwrap_or(MOST_ITEMS);
    if let Some(there) = items.get_mut(at) {
        let quantity = (pieces(there) + pieces(item)).min(GREATEST);
        there.merge(item);
        there.set("quantity", round(quantity).into());
    } else if items.len() < MOST_ITEMS {
        items.push(item.clone());
    }
}

fn remove(items: &mut Vec<Value>, item: &Value) {
    // Some shops name the variant when it comes and not when it goes.
    let by_key = || find(items, item, false).filter(|_| item.get("item_variant").is_null());
    let Some(at) = find(items, item, true).or_else(by_key) else { return };
    let left = items.get(at).map_or(0.0, pieces) - pieces(item);
    if left <= 0.0 {
        list::remove(items, at);
    } else if let Some(there) = items.get_mut(at) {
        there.set("quantity", round(left).into());
    }
}

/// Where the same item stands.
fn find(items: &[Value], item: &Value, with_variant: bool) -> Option<usize> {
    let variant = "item_variant";
    items.iter().position(|there| {
        key(there) == key(item) && (!with_variant || there.get(variant) == item.get(variant))
    })
}

/// What tells an item from others: its id, or its name where it has none.
fn key(item: &Value) -> &Value {
    let id = item.get("item_id");
    if id.is_null() { item.get("item_name") } else { id }
}

fn pieces(item: &Value) -> f64 {
    item.get("quantity").number().unwrap_or(0.0)
}

/// The currency, of the event or else of its first item.
fn currency(properties: &Value) -> Option<String> {
    text(properties.get("currency")).or_else(|| text(properties.at("items.0.currency")))
}

/// A number, which shops also write as text, of a size that money and quantities have.
pub(crate) fn amount(value: &Value) -> Option<f64> {
    let number = value.number().or_else(|| number::parse(text::trim(value.text()?)));
    number.filter(|number| number.abs() <= GREATEST)
}

/// A text that is not empty, at most as long as is kept; ids are also written as numbers.
fn text(value: &Value) -> Option<String> {
    let mut text = String::from(value.text_or_empty());
    if value.number().is_some() {
        text = value.to_json();
    }
    let kept = text::clip(&text, LONGEST);
    if kept.is_empty() { None } else { Some(kept.into()) }
}

/// Rounded to a millionth, so that 0.1 and 0.2 are 0.3.
pub(crate) fn round(amount: f64) -> f64 {
    let half = if amount < 0.0 { -0.5 } else { 0.5 };
    let millionths = amount * 1e6 + half;
    // Beyond 2^53 millionths a float has no such digits to round.
    if millionths.abs() < 9e15 { millionths as i64 as f64 / 1e6 } else { amount }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use alloc::format;

    fn json(text: &str) -> Value {
        crate::json::parse(text).unwrap()
    }

    /// The cart after events, each a name and its properties.
    fn after(events: &[(&str, &str)]) -> String {
        let mut cart = Value::Null;
        for (event, properties) in events {
            cart = apply(&cart, event, &json(properties)).unwrap();
        }
        cart.to_json()
    }

    /// What is tried, events with their properties, and the cart that they leave.
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

    const PARKA: &str = r#"{"currency":"EUR","items":[{"item_id":"P","item_name":"Parka","price":99.9,"discount":10,"index":3}]}"#;

    #[test]
    fn carts() {
        let empty = r#"{"items":[],"quantity":0,"value":0}"#;
        let cases: [Case; 21] = [
            (
                "one piece comes where no quantity is told",
                &[("add_to_cart", PARKA)],
                r#"{"items":[{"item_id":"P","item_name":"Parka","price":99.9,"quantity":1}],"quantity":1,"value":99.9,"currency":"EUR"}"#,
            ),
            (
                "the same item twice is one item",
                &[("add_to_cart", PARKA), ("add_to_cart", r#"{"item_id":"P","price":"89.90","quantity":2}"#)],
                r#"{"items":[{"item_id":"P","item_name":"Parka","price":89.9,"quantity":3}],"quantity":3,"value":269.7,"currency":"EUR"}"#,
            ),
            (
                "variants are different items",
                &[
                    ("add_to_cart", r#"{"item_id":"P","item_variant":"S","price":0.1}"#),
                    ("add_to_cart", r#"{"item_id":"P","item_variant":"M","price":0.2}"#),
                ],
                r#"{"items":[{"item_id":"P","item_variant":"S","price":0.1,"quantity":1},{"item_id":"P","item_variant":"M","price":0.2,"quantity":1}],"quantity":2,"value":0.3}"#,
            ),
            (
                "what is taken out is fewer",
                &[
                    ("add_to_cart", r#"{"item_id":"P","price":5,"quantity":3}"#),
                    ("remove_from_cart", r#"{"item_id":"P"}"#),
                ],
                r#"{"items":[{"item_id":"P","price":5,"quantity":2}],"quantity":2,"value":10}"#,
            ),
            (
                "the last piece takes the item with it",
                &[
                    ("add_to_cart", r#"{"item_id":"P"}"#),
                    ("remove_from_cart", r#"{"item_id":"P","quantity":5}"#),
                ],
                empty,
            ),
            (
                "a variant need not be named when it goes",
                &[
                    ("add_to_cart", r#"{"item_id":"P","item_variant":"S"}"#),
                    ("remove_from_cart", r#"{"item_id":"P"}"#),
                ],
                empty,
            ),
            (
                "another variant stays",
                &[
                    ("add_to_cart", r#"{"item_id":"P","item_variant":"S","price":1}"#),
                    ("remove_from_cart", r#"{"item_id":"P","item_variant":"M"}"#),
                ],
                r#"{"items":[{"item_id":"P","item_variant":"S","price":1,"quantity":1}],"quantity":1,"value":1}"#,
            ),
            ("what is not in it cannot go", &[("remove_from_cart", r#"{"item_id":"P"}"#)], empty),
            (
                "a look at the cart says what is in it",
                &[
                    ("add_to_cart", PARKA),
                    ("view_cart", r#"{"value":7,"items":[{"item_id":"S","price":2,"quantity":2}]}"#),
                ],
                r#"{"items":[{"item_id":"S","price":2,"quantity":2}],"quantity":2,"value":4,"currency":"EUR"}"#,
            ),
            (
                "where a price is missing, the told value holds",
                &[(
                    "begin_checkout",
                    r#"{"value":"30.50","items":[{"item_id":"S","price":2},{"item_id":"T"}]}"#,
                )],
                r#"{"items":[{"item_id":"S","price":2,"quantity":1},{"item_id":"T","quantity":1}],"quantity":2,"value":30.5}"#,
            ),
            (
                "and where none is told, what can be summed up",
                &[("view_cart", r#"{"items":[{"item_id":"S","price":2},{"item_id":"T"}]}"#)],
                r#"{"items":[{"item_id":"S","price":2,"quantity":1},{"item_id":"T","quantity":1}],"quantity":2,"value":2}"#,
            ),
            (
                "the value of what is added is not that of the cart",
                &[("add_to_cart", r#"{"value":7,"items":[{"item_id":"T"}]}"#)],
                r#"{"items":[{"item_id":"T","quantity":1}],"quantity":1,"value":0}"#,
            ),
            (
                "without items only the value and the currency change",
                &[("add_to_cart", PARKA), ("begin_checkout", r#"{"value":104.85,"currency":"USD"}"#)],
                r#"{"items":[{"item_id":"P","item_name":"Parka","price":99.9,"quantity":1}],"quantity":1,"value":104.85,"currency":"USD"}"#,
            ),
            (
                "or nothing",
                &[("add_to_cart", PARKA), ("begin_checkout", "{}")],
                r#"{"items":[{"item_id":"P","item_name":"Parka","price":99.9,"quantity":1}],"quantity":1,"value":99.9,"currency":"EUR"}"#,
            ),
            (
                "an empty list empties it",
                &[("add_to_cart", r#"{"item_id":"P"}"#), ("view_cart", r#"{"items":[]}"#)],
                empty,
            ),
            (
                "a purchase empties it",
                &[("add_to_cart", PARKA), ("purchase", PARKA)],
                r#"{"items":[],"quantity":0,"value":0,"currency":"EUR"}"#,
            ),
            (
                "a name does where there is no id, and a number is an id",
                &[("add_to_cart", r#"{"items":[{"item_name":"Sock"},{"item_name":"Sock"},{"item_id":17}]}"#)],
                r#"{"items":[{"item_name":"Sock","quantity":2},{"item_id":"17","quantity":1}],"quantity":3,"value":0}"#,
            ),
            (
                "quantities that are none are passed over",
                &[(
                    "add_to_cart",
                    r#"{"items":[{"item_id":"A","quantity":-1},{"item_id":"B","quantity":0},{"item_id":"C","quantity":1e999},{"item_id":"D","quantity":"x"},{"item_id":"E","quantity":"2"}]}"#,
                )],
                r#"{"items":[{"item_id":"E","quantity":2}],"quantity":2,"value":0}"#,
            ),
            (
                "what has no name is passed over",
                &[("add_to_cart", r#"{"items":[{"price":5},7,null]}"#), ("add_to_cart", r#"{"value":5}"#)],
                empty,
            ),
            (
                "the currency may stand in the item",
                &[("add_to_cart", r#"{"items":[{"item_id":"A","currency":"GBP","price":-1}]}"#)],
                r#"{"items":[{"item_id":"A","price":-1,"quantity":1}],"quantity":1,"value":-1,"currency":"GBP"}"#,
            ),
            (
                "anything is survived",
                &[("view_cart", "7"), ("add_to_cart", "[1]"), ("purchase", "null")],
                empty,
            ),
        ];
        for (name, events, expected) in cases {
            assert_eq!(after(events), expected, "{name}");
        }
    }

    #[test]
    fn other_events_say_nothing_of_it() {
        for event in ["view_item", "page_view", "add_to_wishlist", "refund", ""] {
            assert_eq!(apply(&Value::Null, event, &json(PARKA)), None, "{event}");
        }
    }

    #[test]
    fn it_is_bounded() {
        let mut cart = Value::Null;
        for n in 0..150 {
            let item = format!(
                r#"{{"item_id":"{n}","item_name":"{}","price":1e9,"quantity":1e9}}"#,
                "ñ".repeat(500)
            );
            cart = apply(&cart, "add_to_cart", &json(&item)).unwrap();
        }
        assert_eq!(cart.get("items").items().len(), 100);
        assert_eq!(cart.at("items.0.item_name").text_or_empty().len(), 120);
        assert_eq!(cart.get("value"), &Value::from(1e20));
        assert!(cart.to_json().len() < 30_000);
    }

    #[test]
    fn purchases_count_once() {
        let mut orders = Value::Null;
        for (properties, now) in [
            (r#"{"transaction_id":"T1","value":0.1}"#, 10),
            (r#"{"transaction_id":"T1","value":0.1}"#, 20),
            (r#"{"transaction_id":2,"value":"0.20"}"#, 30),
            (r#"{"items":[{"item_id":"A","price":1.5,"quantity":2},{"item_id":"B"}]}"#, 40),
        ] {
            orders = order(&orders, &json(properties), now);
        }
        assert_eq!(orders.to_json(), r#"{"count":3,"value":3.3,"first":10,"last":40,"ids":["T1","2"]}"#);
        for n in 0..50 {
            orders = order(&orders, &json(&format!(r#"{{"transaction_id":"N{n}"}}"#)), 50);
        }
        assert_eq!((orders.get("count"), orders.get("ids").items().len()), (&Value::from(53.0), 20));
        assert_eq!(order(&orders, &json(r#"{"transaction_id":"N30"}"#), 60), orders);
    }
}

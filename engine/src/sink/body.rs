//! Templates of JSON: texts with Liquid's tags in them, and a few operators where the structure depends on what is known.
//!
//! A text that is one output alone gives the value with its type; what is unknown is left out. Values are put into the
//! structure, never into its text: none can become more than a value.

use alloc::string::String;
use alloc::vec::Vec;

use crate::expression::{Datum, Reader};
use crate::filter::Output;
use crate::markup::{self, Kind};
use crate::sink::encode;
use crate::template::Scope;
use crate::text::{contains, find, trim};
use crate::value::Value;
use crate::view::plain;

/// What a template says of these values; `Null` where that is unknown.
pub(crate) fn fill(template: &Value, scope: &dyn Scope) -> Value {
    match template {
        Value::Text(source) => fill_text(source, scope),
        Value::List(items) => {
            let mut filled = Vec::new();
            for item in items {
                push_known(&mut filled, fill(item, scope));
            }
            Value::List(filled)
        }
        Value::Map(entries) => operate(template, scope).unwrap_or_else(|| {
            let mut filled = Value::Null;
            for (key, value) in entries {
                filled.set_known(key, fill(value, scope));
            }
            // An object of which nothing is known is unknown itself.
            if entries.is_empty() { template.clone() } else { filled }
        }),
        other => other.clone(),
    }
}

fn push_known(list: &mut Vec<Value>, value: Value) {
    if !value.is_null() {
        list.push(value);
    }
}

/// The text of a template, empty where it is none.
pub(crate) fn text(template: &Value, scope: &dyn Scope, kind: Kind) -> String {
    plain(&markup::fill(template.text_or_empty(), scope, kind).0)
}

fn fill_text(source: &str, scope: &dyn Scope) -> Value {
    let alone = trim(source).strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    if let Some(rest) = alone.filter(|inside| find(inside, "}}").is_none()) {
        let output = Output::read(&mut Reader { rest, scope, fault: None });
        if output.before.is_empty() && output.after.is_empty() {
            return output.datum.value;
        }
    }
    if contains(source, "{") { text(&source.into(), scope, Kind::Plain).into() } else { source.into() }
}

/// What an operator makes; `None` where the object has none. Keys such as `$set` are names like any other.
///
/// `$each` of a list or an object, `do` what is made of its `item.key` and `item.value`, as an object under `key` if
/// there is one; `$merge`: objects or lists put together; `$if`, `then`, `else`; `$query`: an object as in an address.
fn operate(template: &Value, scope: &dyn Scope) -> Option<Value> {
    let (operator, operand) = template.entries().first()?;
    let operand = || fill(operand, scope);
    Some(match operator.as_str() {
        "$each" => each(template, &operand(), scope),
        "$merge" => merge(&operand()),
        "$query" => encode::query(&operand()).into(),
        "$if" => {
            let asked = Datum::from(operand());
            fill(template.get(if asked.is_falsy() || asked.is_empty() { "else" } else { "then" }), scope)
        }
        _ => return None,
    })
}

fn each(template: &Value, whole: &Value, scope: &dyn Scope) -> Value {
    let (mut list, mut object) = (Vec::new(), Value::Null);
    let mut one = |key: Value, value: &Value| {
        let within = Within { item: Value::map([("key", key), ("value", value.clone())]), outer: scope };
        let made = fill(template.get("do"), &within);
        match template.get("key") {
            Value::Null => push_known(&mut list, made),
            key => object.set_known(&text(key, &within, Kind::Plain), made),
        }
    };
    for (key, value) in whole.entries() {
        one(key.into(), value);
    }
    for (index, value) in whole.items().iter().enumerate() {
        one(index.into(), value);
    }
    if template.get("key").is_null() { Value::List(list) } else { object }
}

/// Objects become one, later ones over earlier ones; so do lists.
fn merge(parts: &Value) -> Value {
    let (mut object, mut list) = (Value::Null, Vec::new());
    for part in parts.items() {
        object.merge(part);
        list.extend_from_slice(part.items());
    }
    if list.is_empty() { object } else { Value::List(list) }
}

/// The names inside of `$each`.
struct Within<'a> {
    item: Value,
    outer: &'a dyn Scope,
}

impl Scope for Within<'_> {
    fn value(&self, path: &str) -> Value {
        path.strip_prefix("item.").map_or_else(|| self.outer.value(path), |rest| self.item.at(rest).clone())
    }
}

//! What stands inside of a template's tags: names, literals and conditions, read and answered in one go.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::filter;
use crate::number;
use crate::template::Scope;
use crate::text::{contains, is_among, split_once, trim, trim_start};
use crate::value::Value;

/// What went wrong, as a sentence for the one who wrote the template.
pub(crate) type Fault = &'static str;

/// A value within a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Datum {
    pub value: Value,
    pub nature: Nature,
}

/// What a `Value` does not say of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Nature {
    #[default]
    Plain,
    /// A number with decimals, even where they are 0: `5.0`.
    Decimal,
    /// The word `empty`, which equals whatever is.
    Empty,
    /// The word `blank`, which equals whatever is.
    Blank,
}

impl Datum {
    /// A text that says nothing, a list or an object without anything in it.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// What counts as no in a condition.
    pub fn is_falsy(&self) -> bool {
        matches!(self.value, Value::Null | Value::Bool(false))
    }

    fn is_blank(&self) -> bool {
        self.is_empty() || self.is_falsy() || self.value.text().is_some_and(|text| trim(text).is_empty())
    }

    /// As a person reads it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        display(&self.value, &mut out);
        if self.nature == Nature::Decimal && !contains(&out, ".") {
            out.push_str(".0");
        }
        out
    }
}

impl<T: Into<Value>> From<T> for Datum {
    fn from(value: T) -> Datum {
        Datum { value: value.into(), nature: Nature::Plain }
    }
}

/// A value as a person reads it; lists separated by commas, objects as nothing.
pub(crate) fn display(value: &Value, out: &mut String) {
    match value {
        Value::Text(text) => out.push_str(text),
        Value::Number(number) => number::write(*number, out),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::List(items) => {
            let mut before = "";
            for item in items {
                out.push_str(before);
                display(item, out);
                before = ", ";
            }
        }
        Value::Null | Value::Map(_) | Value::Raw(_) => {}
    }
}

/// Whether two values are the same to Liquid: `empty` and `blank` equal whatever is.
pub(crate) fn equal(one: &Datum, other: &Datum) -> bool {
    match (one.nature, other.nature) {
        (Nature::Empty, _) => other.is_empty(),
        (_, Nature::Empty) => one.is_empty(),
        (Nature::Blank, _) => other.is_blank(),
        (_, Nature::Blank) => one.is_blank(),
        _ => one.value == other.value,
    }
}

fn holds(one: &Datum, operator: &str, other: &Datum) -> bool {
    let order = match (&one.value, &other.value) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    };
    match operator {
        "==" => equal(one, other),
        "!=" | "<>" => !equal(one, other),
        "<" => order == Some(Ordering::Less),
        ">" => order == Some(Ordering::Greater),
        "<=" => order.is_some_and(Ordering::is_le),
        ">=" => order.is_some_and(Ordering::is_ge),
        _ => has(&one.value, &other.value),
    }
}

/// Whether a text, list or object contains something. Nothing contains what is unknown.
fn has(whole: &Value, part: &Value) -> bool {
    let words = Datum::from(part.clone()).text();
    match whole {
        _ if part.is_null() => false,
        Value::Text(text) => words.is_empty() || contains(text, &words),
        Value::List(items) => items.contains(part),
        _ => !whole.get(&words).is_null(),
    }
}

/// Reads what stands inside of a tag, from left to right.
pub(crate) struct Reader<'a> {
    pub rest: &'a str,
    pub scope: &'a dyn Scope,
    /// The first thing that was wrong.
    pub fault: Option<Fault>,
}

impl<'a> Reader<'a> {
    /// Notes what is wrong. Reading goes on, for nothing is said of a tag with a fault.
    #[inline(never)]
    pub fn fail(&mut self, fault: Fault) {
        self.fault = self.fault.or(Some(fault));
    }

    /// Passes over a mark if it comes next.
    pub fn take(&mut self, mark: &str) -> bool {
        self.rest = trim_start(self.rest);
        let after = self.rest.strip_prefix(mark);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// The name, number or key word that comes next; empty where there is none.
    pub fn word(&mut self) -> &'a str {
        self.rest = trim_start(self.rest);
        let is_end = |byte: u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"._-".contains(&byte);
        let end = self.rest.bytes().position(is_end).unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = after;
        word
    }

    /// Passes over a key word if it comes next.
    pub fn take_word(&mut self, expected: &str) -> bool {
        let before = self.rest;
        let found = self.word() == expected;
        if !found {
            self.rest = before;
        }
        found
    }

    /// A name's value, or a literal.
    pub fn datum(&mut self) -> Datum {
        for quote in ["\"", "'"] {
            if self.take(quote) {
                let Some((words, after)) = split_once(self.rest, quote) else {
                    self.fail("A text that begins with a quote has none at its end.");
                    break;
                };
                self.rest = after;
                return words.into();
            }
        }
        let word = self.word();
        let (value, nature) = match word {
            "" => {
                self.fail(
                    "Here must stand a name such as customer.first_name, a number, or a text in quotes.",
                );
                (Value::Null, Nature::Plain)
            }
            "nil" | "null" => (Value::Null, Nature::Plain),
            "true" => (true.into(), Nature::Plain),
            "false" => (false.into(), Nature::Plain),
            "empty" => ("".into(), Nature::Empty),
            "blank" => ("".into(), Nature::Blank),
            _ if is_number(word) => {
                let number = number::parse(word);
                if number.is_none() {
                    self.fail("This is no number.");
                }
                let decimal = contains(word, ".");
                (number.into(), if decimal { Nature::Decimal } else { Nature::Plain })
            }
            _ => (self.value(word), Nature::Plain),
        };
        Datum { value, nature }
    }

    /// The value of a name; of a list also its `first`, its `last` and its `size`.
    fn value(&self, path: &str) -> Value {
        let value = self.scope.value(path);
        let dot = path.bytes().rposition(|byte| byte == b'.');
        let (list, part) = dot.and_then(|dot| path.split_at_checked(dot)).unwrap_or_default();
        if value.is_null() && is_among(part, ".first .last .size") {
            return filter::part(&self.scope.value(list), part.get(1..).unwrap_or_default());
        }
        value
    }

    /// A condition with all of its parts. They join from the right: `a and b or c` asks `a and (b or c)`.
    pub fn condition(&mut self) -> bool {
        // Each with whether it joins the next by `and`.
        let mut parts = Vec::new();
        loop {
            let part = self.comparison();
            let joins = self.take_word("and");
            parts.push((part, joins));
            if !joins && !self.take_word("or") {
                break;
            }
        }
        let mut whole = parts.pop().is_some_and(|(part, _)| part);
        while let Some((part, joins)) = parts.pop() {
            whole = if joins { part && whole } else { part || whole };
        }
        whole
    }

    fn comparison(&mut self) -> bool {
        let one = self.datum();
        for operator in &["==", "!=", "<>", "<=", ">=", "<", ">", "contains"] {
            if self.take(operator) {
                return holds(&one, operator, &self.datum());
            }
        }
        !one.is_falsy()
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
}

//! `Value`: any JSON datum, the one dynamic type of the engine. Reading and writing text is in `json.rs`.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::{ManuallyDrop, take};

use crate::text;

/// A JSON datum. Objects keep the order of their keys, so that writing is deterministic.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`, and whatever is not there.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number. JSON has no other kind; whole numbers are exact up to 2^53.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in the order in which it was written.
    Map(Vec<(String, Value)>),
    /// JSON text that nobody here looks into, written as it is.
    Raw(String),
}

/// What is found where nothing is.
pub(crate) static NULL: Value = Value::Null;

impl Value {
    /// The value under `key`, or `Null`. Of a key that was written twice the last one holds.
    pub fn get(&self, key: &str) -> &Value {
        self.position(key).and_then(|at| self.entries().get(at)).map_or(&NULL, |(_, value)| value)
    }

    #[inline(never)]
    fn position(&self, key: &str) -> Option<usize> {
        self.entries().iter().rposition(|(name, _)| name == key)
    }

    /// The value at a dotted path such as `page.query.size` or `items.0.price`, or `Null`.
    ///
    /// A key that itself holds a dot wins over the path.
    pub fn at(&self, path: &str) -> &Value {
        let whole = self.get(path);
        if !whole.is_null() {
            return whole;
        }
        match text::split_once(path, ".") {
            Some((head, rest)) => self.child(head).at(rest),
            None => self.child(path),
        }
    }

    fn child(&self, key: &str) -> &Value {
        match self {
            Value::List(items) => index(key).and_then(|at| items.get(at)).unwrap_or(&NULL),
            _ => self.get(key),
        }
    }

    /// Puts `value` under `key`, in place if the key is there. Turns anything but an object into one.
    pub fn set(&mut self, key: &str, mut value: Value) {
        self.change(key, &mut |old| *old = core::mem::take(&mut value));
    }

    /// Changes what stands under `key`; `Null` stands there at first. Turns anything but an object into one.
    pub fn change(&mut self, key: &str, change: &mut dyn FnMut(&mut Value)) {
        let at = self.position(key);
        if !matches!(self, Value::Map(_)) {
            *self = Value::Map(Vec::new());
        }
        let Value::Map(entries) = self else { return };
        match at.and_then(|at| entries.get_mut(at)) {
            Some((_, old)) => change(old),
            None => {
                let mut value = Value::Null;
                change(&mut value);
                entries.push((key.into(), value));
            }
        }
    }

    /// Puts a value that is not `Null` under `key`, for objects that leave out what is unknown.
    pub fn set_known(&mut self, key: &str, value: Value) {
        if !value.is_null() {
            self.set(key, value);
        }
    }

    /// Takes away what stands under `key`; `Null` stays there.
    pub(crate) fn take(&mut self, key: &str) -> Value {
        let at = self.position(key);
        match self {
            Value::Map(entries) => at.and_then(|at| entries.get_mut(at)).map(|(_, value)| take(value)),
            _ => None,
        }
        .unwrap_or_default()
    }

    /// Takes away the text under `key`.
    pub(crate) fn take_text(&mut self, key: &str) -> Option<String> {
        match self.take(key) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Puts every entry of `other`, an object, over the entries of this one.
    pub fn merge(&mut self, other: &Value) {
        for (key, value) in other.entries() {
            self.set(key, value.clone());
        }
    }

    /// An object of these entries.
    #[inline(always)]
    pub fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
        // One copy of code for every length: nothing is left in the array that would need to be dropped.
        Value::take_entries(&mut *ManuallyDrop::new(entries))
    }

    #[inline(never)]
    fn take_entries(entries: &mut [(&str, Value)]) -> Value {
        let mut taken = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            taken.push((String::from(*key), take(value)));
        }
        Value::Map(taken)
    }

    /// The entries of an object; none for anything else.
    pub fn entries(&self) -> &[(String, Value)] {
        match self {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of an array; none for anything else.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string, or the empty text.
    pub fn text_or_empty(&self) -> &str {
        self.text().unwrap_or_default()
    }

    /// The JSON text of what nobody looked into.
    pub(crate) fn raw(&self) -> &str {
        match self {
            Value::Raw(text) => text,
            _ => "",
        }
    }

    /// The number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The whole number, cut towards zero and kept within the range of `i64`.
    pub fn integer(&self) -> Option<i64> {
        self.number().map(|number| number as i64)
    }

    /// The whole number, where it is not below 0: a place in a list, a count.
    pub fn index(&self) -> Option<usize> {
        self.integer().and_then(|number| usize::try_from(number).ok())
    }

    /// The truth value.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Whether it is `Null`.
    #[inline(never)]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The name of its type as JSON calls it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::List(_) => "array",
            Value::Map(_) | Value::Raw(_) => "object",
        }
    }
}

impl Value {
    /// Puts a text under `key`.
    pub(crate) fn set_text(&mut self, key: &str, text: &str) {
        self.set(key, text.into());
    }

    /// An object of those of these names that are known. A name is a path, or stands before one: `sku=product.sku`.
    pub(crate) fn pick(&self, names: &str) -> Value {
        let mut out = Value::Map(Vec::new());
        for name in text::split(names, " ") {
            let (name, path) = text::split_once(name, "=").unwrap_or((name, name));
            out.set_known(name, self.at(path).clone());
        }
        out
    }
}

/// An index into an array as a path writes it.
fn index(digits: &str) -> Option<usize> {
    let mut index = None;
    for byte in digits.bytes() {
        let digit = usize::from(byte.checked_sub(b'0').filter(|digit| *digit < 10)?);
        index = Some(index.unwrap_or(0_usize).checked_mul(10)?.checked_add(digit)?);
    }
    index
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.into())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Value {
        Value::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number as f64)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Value {
        Value::Number(number as f64)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

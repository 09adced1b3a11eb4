//! `Place`: a value in a store file together with its path, so that every reader can say where a fault is.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Report;
use crate::number;
use crate::time;
use crate::value::Value;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    pub value: &'a Value,
    pub path: String,
}

impl<'a> Place<'a> {
    pub fn root(value: &'a Value) -> Place<'a> {
        Place { value, path: String::new() }
    }

    /// The place under a key, which need not be there.
    pub fn key(&self, key: &str) -> Place<'a> {
        self.child(key, self.value.get(key))
    }

    fn child(&self, key: &str, value: &'a Value) -> Place<'a> {
        let dot = if self.path.is_empty() { "" } else { "." };
        Place { value, path: [&self.path, dot, key].concat() }
    }

    /// The entries of an object, each with its place. A fault where it is something else.
    pub fn entries(&self, report: &mut Report) -> Vec<(&'a str, Place<'a>)> {
        if !matches!(self.value, Value::Map(_) | Value::Null) {
            report.fault(&self.path, "This must be an object.");
        }
        let entries = self.value.entries().iter();
        entries.map(|(key, value)| (key.as_str(), self.child(key, value))).collect()
    }

    /// The items of an array, each with its place. A fault where it is something else.
    pub fn items(&self, report: &mut Report) -> Vec<Place<'a>> {
        if !matches!(self.value, Value::List(_) | Value::Null) {
            report.fault(&self.path, "This must be an array.");
        }
        let items = self.value.items().iter().enumerate();
        items.map(|(index, value)| Place { value, path: self.item_path(index) }).collect()
    }

    fn item_path(&self, index: usize) -> String {
        let mut path = [&self.path, "["].concat();
        number::write_integer(index as u64, &mut path);
        path.push(']');
        path
    }

    pub fn is_absent(&self) -> bool {
        self.value.is_null()
    }

    /// Notes every key of an object that nobody reads: most often a slip of the pen.
    pub fn only(&self, known: &[&str], report: &mut Report) {
        for (key, _) in self.value.entries() {
            if !known.contains(&key.as_str()) && !key.starts_with('$') {
                report.note(&self.key(key).path, "This key is unknown and has no effect.");
            }
        }
    }

    /// A text. A fault where it is something else; `None` where it is absent.
    pub fn text(&self, report: &mut Report) -> Option<&'a str> {
        self.expect(self.value.text(), "This must be text in double quotes.", report)
    }

    /// A text that must be there and not be empty.
    pub fn required_text(&self, report: &mut Report) -> Option<&'a str> {
        let found = self.value.text().filter(|text| !text.trim().is_empty());
        if found.is_none() {
            report.fault(&self.path, "A text must stand here.");
        }
        found
    }

    pub fn number(&self, report: &mut Report) -> Option<f64> {
        self.expect(self.value.number(), "This must be a number.", report)
    }

    /// A whole number that is not negative.
    pub fn count(&self, report: &mut Report) -> Option<usize> {
        let count = self.value.integer().and_then(|number| usize::try_from(number).ok());
        self.expect(count, "This must be a whole number, 0 or more.", report)
    }

    pub fn bool(&self, report: &mut Report) -> Option<bool> {
        self.expect(self.value.bool(), "This must be true or false.", report)
    }

    /// A duration in milliseconds.
    pub fn duration(&self, report: &mut Report) -> Option<i64> {
        let duration = self.value.text().and_then(time::parse_duration);
        self.expect(duration, "This must be a duration such as \"30s\", \"10m\", \"2h\" or \"7d\".", report)
    }

    /// One text, or an array of texts.
    pub fn texts(&self, report: &mut Report) -> Vec<String> {
        match self.value {
            Value::Text(text) => [text.clone()].into(),
            Value::Null => Vec::new(),
            _ => self.items(report).iter().filter_map(|item| item.text(report)).map(String::from).collect(),
        }
    }

    fn expect<T>(&self, found: Option<T>, sentence: &str, report: &mut Report) -> Option<T> {
        if found.is_none() && !self.is_absent() {
            report.fault(&self.path, sentence);
        }
        found
    }
}

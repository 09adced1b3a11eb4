//! `Place`: a value in a store file together with its path, so that every reader can say where a fault is.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Report;
use crate::number;
use crate::text;
use crate::time;
use crate::value::Value;

/// What is said of an id that stands twice in a list.
pub(crate) const DOUBLE: &str = "Another one above has this id; give each its own.";

/// A value and where it stands. The path is only put together when there is something to say of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub value: &'a Value,
    /// Its key in the object that it stands in.
    pub key: &'a str,
    /// Its index in the array that it stands in.
    index: Option<usize>,
    parent: Option<&'a Place<'a>>,
}

impl<'a> Place<'a> {
    pub fn root(value: &'a Value) -> Place<'a> {
        Place::at("", value)
    }

    /// A value of which the path is known.
    pub fn at(path: &'a str, value: &'a Value) -> Place<'a> {
        Place { value, key: path, index: None, parent: None }
    }

    /// The path, such as `campaigns[2].content.es.blocks[0]`.
    pub fn path(&self) -> String {
        let mut path = self.parent.map(Place::path).unwrap_or_default();
        if let Some(index) = self.index {
            path.push('[');
            number::write_integer(index as u64, &mut path);
            path.push(']');
        } else if !path.is_empty() {
            path.push('.');
        }
        path.push_str(self.key);
        path
    }

    /// The place under a key, which need not be there.
    #[inline(never)]
    pub fn key<'b>(&'b self, key: &'b str) -> Place<'b> {
        Place { value: self.value.get(key), key, index: None, parent: Some(self) }
    }

    /// The entries of an object. A fault where it is something else.
    pub fn entries<'b>(&'b self, report: &mut Report) -> Vec<Place<'b>> {
        if !matches!(self.value, Value::Map(_) | Value::Null) {
            self.fault("This must be an object.", report);
        }
        let mut entries = Vec::new();
        for (key, value) in self.value.entries() {
            entries.push(Place { value, key, index: None, parent: Some(self) });
        }
        entries
    }

    /// The items of an array. A fault where it is something else.
    pub fn items<'b>(&'b self, report: &mut Report) -> Vec<Place<'b>> {
        if !matches!(self.value, Value::List(_) | Value::Null) {
            self.fault("This must be an array.", report);
        }
        let mut items = Vec::new();
        for (index, value) in self.value.items().iter().enumerate() {
            items.push(Place { value, key: "", index: Some(index), parent: Some(self) });
        }
        items
    }

    pub fn is_absent(&self) -> bool {
        self.value.is_null()
    }

    /// Something is wrong here, and what it is in cannot be used.
    #[inline(never)]
    pub fn fault(&self, sentence: &str, report: &mut Report) {
        report.fault(&self.path(), sentence);
    }

    /// Something is not as it should be here, and what it is in works without it.
    #[inline(never)]
    pub fn note(&self, sentence: &str, report: &mut Report) {
        report.note(&self.path(), sentence);
    }

    /// Notes every key of an object that is not in this list: most often a slip of the pen.
    /// A fault where it is something else.
    pub fn only(&self, known: &str, report: &mut Report) {
        self.expect(matches!(self.value, Value::Map(_)), "This must be an object.", report);
        for (key, _) in self.value.entries() {
            if !text::is_among(key, known) && !key.starts_with('$') {
                self.key(key).note("This key is unknown and has no effect.", report);
            }
        }
    }

    /// A text. A fault where it is something else; `None` where it is absent.
    pub fn text(&self, report: &mut Report) -> Option<&'a str> {
        let text = self.value.text();
        self.expect(text.is_some(), "This must be text in double quotes.", report);
        text
    }

    /// A text that must be there and not be empty.
    pub fn required_text(&self, report: &mut Report) -> Option<&'a str> {
        let found = self.value.text().filter(|text| !text::trim(text).is_empty());
        if found.is_none() {
            self.fault("A text must stand here.", report);
        }
        found
    }

    pub fn number(&self, report: &mut Report) -> Option<f64> {
        let number = self.value.number();
        self.expect(number.is_some(), "This must be a number.", report);
        number
    }

    /// A number that is not negative.
    pub fn amount(&self, report: &mut Report) -> Option<f64> {
        let number = self.value.number().filter(|number| *number >= 0.0);
        self.expect(number.is_some(), "This must be a number, 0 or more.", report);
        number
    }

    /// A whole number that is not negative.
    pub fn count(&self, report: &mut Report) -> Option<usize> {
        let count = self.value.number().filter(|number| *number > -1.0);
        self.expect(count.is_some(), "This must be a whole number, 0 or more.", report);
        count.map(|count| count as usize)
    }

    pub fn bool(&self, report: &mut Report) -> Option<bool> {
        let truth = self.value.bool();
        self.expect(truth.is_some(), "This must be true or false.", report);
        truth
    }

    /// A duration in milliseconds.
    pub fn duration(&self, report: &mut Report) -> Option<i64> {
        let duration = self.value.text().and_then(time::parse_duration);
        let sentence = "This must be a duration such as \"30s\", \"10m\", \"2h\" or \"7d\".";
        self.expect(duration.is_some(), sentence, report);
        duration
    }

    /// One text, or an array of texts.
    pub fn texts(&self, report: &mut Report) -> Vec<String> {
        let mut texts = Vec::new();
        if let Value::Text(text) = self.value {
            texts.push(text.clone());
        } else {
            for item in &self.items(report) {
                if let Some(text) = item.text(report) {
                    texts.push(text.into());
                }
            }
        }
        texts
    }

    #[inline(never)]
    fn expect(&self, fits: bool, sentence: &str, report: &mut Report) {
        if !fits && !self.is_absent() {
            self.fault(sentence, report);
        }
    }
}

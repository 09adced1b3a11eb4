//! `Issue`: what is wrong with a store file, said to the person who wrote it; and `Report`, which gathers them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::value::Value;

/// How many issues are kept: whoever has this many mends some and asks again.
const MOST: usize = 200;

/// One fault or surprise in a store file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where: a path such as `campaigns[2].content.es.blocks[0]`, empty for the file as a whole.
    pub path: String,
    /// What is wrong and what to do, a sentence.
    pub message: String,
}

impl Issue {
    /// The issue as JSON.
    pub fn to_value(&self) -> Value {
        Value::map([("path", Value::from(&self.path)), ("message", Value::from(&self.message))])
    }
}

/// The issues of one reading.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// In the order in which they were found.
    pub issues: Vec<Issue>,
    /// How many of them make the part that they are in unusable.
    pub faults: usize,
}

impl Report {
    /// Something is not as it should be, and what it is in works without it.
    pub fn note(&mut self, path: &str, message: &str) {
        if self.issues.len() < MOST {
            self.issues.push(Issue { path: path.into(), message: message.into() });
        }
    }

    /// Something is wrong, and what it is in cannot be used.
    pub fn fault(&mut self, path: &str, message: &str) {
        self.faults += 1;
        self.note(path, message);
    }
}

//! Reads the fields of a JSON object and names the path of whatever is wrong with them.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::serve::Refusal;

/// Objects may hold objects, but not endlessly: deeper ones are mistakes or attacks.
const MAX_DEPTH: usize = 16;

/// What is wrong with the shape of a request, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) path: String,
    pub(crate) problem: String,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { path: path.into(), problem: problem.into() }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        let sentence = format!("{} {}. Nothing of this request was stored.", fault.path, fault.problem);
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, sentence).at(fault.path)
    }
}

/// A JSON object together with its path in the request.
pub(crate) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(path: String, map: &'a Map<String, Value>) -> Self {
        Self { path, map }
    }

    /// The path of a field; those of the request itself stand alone.
    pub(crate) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(crate) fn fault(&self, name: &str, problem: impl Into<String>) -> Fault {
        Fault::new(self.path(name), problem)
    }

    /// A value that is there; null counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| self.fault(name, "is missing"))
    }

    /// A text of at most `max` characters; an empty one counts as absent.
    pub(crate) fn text(&self, name: &str, max: usize) -> Result<Option<String>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let text = value.as_str().ok_or_else(|| self.fault(name, "must be a text"))?;
        if text.chars().nth(max).is_some() {
            return Err(self.fault(name, format!("is longer than {max} characters")));
        }
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    /// A text of 1 to `max` characters.
    pub(crate) fn required_text(&self, name: &str, max: usize) -> Result<String, Fault> {
        let problem = if self.get(name).is_some() { "is empty" } else { "is missing" };
        self.text(name, max)?.ok_or_else(|| self.fault(name, problem))
    }

    /// An RFC 3339 time.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let time = value.as_str().and_then(|text| text.parse().ok());
        time.map(Some).ok_or_else(|| self.fault(name, "must be a time like 2026-11-22T10:00:00.000Z"))
    }

    /// One object or a list of them, each with its path.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Fields<'a>>, Fault> {
        let read = |path: String, value: &'a Value| match value.as_object() {
            Some(map) => Ok(Fields::new(path, map)),
            None => Err(Fault::new(path, "must be an object")),
        };
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let numbered = items.iter().enumerate();
                numbered.map(|(index, item)| read(format!("{}[{index}]", self.path(name)), item)).collect()
            }
            Some(one) => Ok(vec![read(self.path(name), one)?]),
        }
    }

    /// An object of bounded depth; an empty one if there is none.
    pub(crate) fn object(&self, name: &str) -> Result<Map<String, Value>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(Map::new());
        };
        let map = value.as_object().ok_or_else(|| self.fault(name, "must be an object"))?;
        if is_deeper_than(value, MAX_DEPTH) {
            return Err(self.fault(name, format!("is nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(map.clone())
    }
}

fn is_deeper_than(value: &Value, levels: usize) -> bool {
    let Some(inner) = levels.checked_sub(1) else {
        return value.is_object() || value.is_array();
    };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper_than(item, inner)),
        Value::Object(map) => map.values().any(|item| is_deeper_than(item, inner)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn nested(levels: usize) -> Value {
        (1..levels).fold(json!({}), |inner, _| json!({ "in": inner }))
    }

    #[test]
    fn depth_is_bounded_exactly() {
        assert!(!is_deeper_than(&nested(MAX_DEPTH), MAX_DEPTH));
        assert!(is_deeper_than(&nested(MAX_DEPTH + 1), MAX_DEPTH));
    }

    #[test]
    fn texts_are_bounded_in_characters_not_bytes() {
        let value = json!({ "name": "ñññ" });
        let fields = Fields::new("a".into(), value.as_object().unwrap());
        assert_eq!(fields.text("name", 3), Ok(Some("ñññ".to_owned())));
        assert_eq!(fields.text("name", 2), Err(Fault::new("a.name", "is longer than 2 characters")));
    }
}

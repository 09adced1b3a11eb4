//! One line of recorded visits, read from its JSON straight into what the engine takes.

use std::borrow::Cow;
use std::fmt;

use barrio_engine::Value;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::moment;

/// How deep a visit may nest: what the engine itself reads back.
const MAX_DEPTH: usize = 60;

/// A visit as it was recorded.
#[derive(Deserialize)]
pub(super) struct Visit<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow)]
    pub person: Cow<'a, str>,
    /// Attributes under the names of the store file.
    #[serde(default = "nothing", deserialize_with = "value")]
    pub visitor: Value,
    #[serde(borrow)]
    pub events: Vec<Event<'a>>,
}

/// Something that happened in a visit.
#[derive(Deserialize)]
pub(super) struct Event<'a> {
    #[serde(default)]
    pub at: Moment,
    #[serde(borrow)]
    pub event: Cow<'a, str>,
    #[serde(default = "nothing", deserialize_with = "value")]
    pub properties: Value,
}

/// When it happened, in milliseconds since 1970; `None` where that cannot be read.
#[derive(Clone, Copy, Default)]
pub(super) struct Moment(pub Option<i64>);

impl<'a> Visit<'a> {
    /// Reads a line; an empty one holds no visit.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read_line(line: &'a [u8]) -> Result<Option<Visit<'a>>, String> {
        let line = line.trim_ascii();
        if line.is_empty() { Ok(None) } else { Visit::read(line).map(Some) }
    }

    fn read(line: &'a [u8]) -> Result<Visit<'a>, String> {
        let Ok(line) = std::str::from_utf8(line) else { return Err("The visit is not UTF-8.".into()) };
        serde_json::from_str(line).map_err(|error| sentence(&error))
    }
}

/// The crate counts lines as well, but here each has only one.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    format!("The visit cannot be read: {what} at column {}.", error.column())
}

fn nothing() -> Value {
    Value::Map(Vec::new())
}

fn value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    Datum(0).deserialize(deserializer)
}

/// Reads any JSON text as a `Value`; `None` where it is none.
pub(super) fn read_value(text: &str) -> Option<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Datum(0).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(value)
}

/// Builds a `Value` at this depth.
#[derive(Clone, Copy)]
struct Datum(usize);

impl Datum {
    fn deeper<E: Error>(self) -> Result<Datum, E> {
        if self.0 < MAX_DEPTH { Ok(Datum(self.0 + 1)) } else { Err(E::custom("it nests too deeply")) }
    }
}

impl<'de> DeserializeSeed<'de> for Datum {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Datum {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let (mut list, inner) = (Vec::new(), self.deeper()?);
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let (mut map, inner) = (Vec::new(), self.deeper()?);
        while let Some(key) = entries.next_key()? {
            map.push((key, entries.next_value_seed(inner)?));
        }
        Ok(Value::Map(map))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        deserializer.deserialize_any(MomentVisitor)
    }
}

/// Anything but a text is no time, which is the matter of that event and not of the whole visit.
struct MomentVisitor;

impl<'de> Visitor<'de> for MomentVisitor {
    type Value = Moment;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a time")
    }

    fn visit_str<E>(self, text: &str) -> Result<Moment, E> {
        Ok(Moment(moment::read(text)))
    }

    fn visit_unit<E>(self) -> Result<Moment, E> {
        Ok(Moment(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Moment, E> {
        Ok(Moment(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Moment, E> {
        Ok(Moment(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Moment, E> {
        Ok(Moment(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Moment, E> {
        Ok(Moment(None))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_a_visit() {
        let line = r#"{"id":"v","person":"\u00f1","visitor":{"country":"ES","n":-2.5,"l":[true,null,7]},"else":{},
            "events":[{"at":"1970-01-01T00:00:01Z","event":"page_view","properties":{"path":"/"}},{"event":"x"},{"at":3,"event":"y"}]}"#;
        let visit = Visit::read(line.as_bytes()).unwrap();
        assert_eq!((&*visit.id, &*visit.person), ("v", "ñ"));
        assert_eq!(visit.visitor.to_json(), r#"{"country":"ES","n":-2.5,"l":[true,null,7]}"#);
        let times: Vec<_> = visit.events.iter().map(|event| event.at.0).collect();
        assert_eq!(times, [Some(1_000), None, None]);
    }

    #[test]
    fn says_what_is_wrong() {
        let wrong = |line: &str| Visit::read(line.as_bytes()).err().unwrap();
        assert_eq!(
            wrong(r#"{"id":"a","events":[]}"#),
            "The visit cannot be read: missing field `person` at column 22."
        );
        assert!(wrong("{").starts_with("The visit cannot be read: EOF while parsing"), "{}", wrong("{"));
        assert!(wrong(&format!("{{\"visitor\":{}", "[".repeat(80))).contains("nests too deeply"));
        assert_eq!(Visit::read(b"\xff").err().unwrap(), "The visit is not UTF-8.");
    }
}

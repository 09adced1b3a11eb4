//! Journal: what the visitor did, recorded on their own device, bounded. It never leaves the device as it is.
//!
//! Its records are segments, lists of `[time, name, properties]`, and the visit: its `number` (1 is the first), when
//! it `started`, the `last` activity, its `pages`, when the visit `before` ended, and `times`: how often each event
//! was seen in all, also after the event itself was dropped.

use alloc::string::String;
use alloc::vec::Vec;

use crate::engine::Engine;
use crate::memory::{JOURNAL, Memory, VISIT};
use crate::number;
use crate::time::{DAY, MINUTE};
use crate::value::Value;

/// How many events one segment holds. Recording rewrites one segment, whatever the journal's length.
const SEGMENT: usize = 25;
/// How many events a segment may hold into which several tabs wrote at once; the first of them stay.
pub(crate) const SHARED: usize = 4 * SEGMENT;
/// How many segments are kept: 1,000 events.
const SEGMENTS: usize = 40;
/// How long an event is kept.
const KEPT: i64 = 90 * DAY;
/// How many names have counters that stay for ever.
const NAMES: usize = 200;
/// A visit ends after this long without activity.
pub(crate) const VISIT_GAP: i64 = 30 * MINUTE;
/// How much of an event's properties is kept, in bytes as `size` counts them: about 2,000 of JSON.
const PROPERTIES: usize = 3_000;
/// The largest whole number that JSON holds exactly.
const MOST: i64 = 1 << 53;

/// Something that the visitor did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Event<'a> {
    pub at: i64,
    pub name: &'a str,
    pub properties: &'a Value,
}

impl Event<'_> {
    fn read(event: &Value) -> Option<Event<'_>> {
        match event.items() {
            [at, name, properties] => Some(Event { at: at.integer()?, name: name.text()?, properties }),
            _ => None,
        }
    }
}

impl Memory {
    /// The events kept, oldest first.
    pub(crate) fn events(&self) -> impl DoubleEndedIterator<Item = Event<'_>> {
        let mut events = Vec::new();
        for (_, segment) in self.under(JOURNAL) {
            for event in segment.items() {
                if let Some(event) = Event::read(event) {
                    events.push(event);
                }
            }
        }
        events.into_iter()
    }

    /// A segment to be written to.
    fn segment(&mut self, key: &str) -> &mut Value {
        let segment = self.edit(key);
        if segment.is_null() {
            *segment = Value::List(Vec::new());
        }
        segment
    }

    /// Finds the segment that is written to: the newest.
    pub(crate) fn find_newest(&mut self) {
        let newest = self.under(JOURNAL).last().and_then(|(key, _)| number_of(key));
        self.newest = newest.unwrap_or(0);
    }

    /// How often an event was seen in all.
    pub(crate) fn times(&self, name: &str) -> i64 {
        self.get(VISIT).get("times").get(name).integer().unwrap_or(0)
    }

    /// A number of the visit now.
    pub(crate) fn visit(&self, name: &str) -> i64 {
        self.get(VISIT).get(name).integer().unwrap_or(0).clamp(0, MOST)
    }
}

impl Engine {
    /// Notes activity; `true` if it begins a new visit.
    pub(crate) fn arrive(&mut self) -> bool {
        self.visitor.is_here = true;
        let (now, number, last) = (self.now, self.memory.visit("number"), self.memory.visit("last"));
        let begins = number == 0 || now - last >= VISIT_GAP;
        if begins {
            for (name, value) in [("number", number + 1), ("started", now), ("pages", 0), ("before", last)] {
                self.memory.amend(VISIT, name, value.into());
            }
        }
        self.memory.amend(VISIT, "last", now.max(last).into());
        begins
    }

    /// Writes an event into the journal.
    pub(crate) fn record(&mut self, name: &str, properties: &Value) {
        let (at, properties) = (self.now, bounded(properties));
        let newest = self.memory.get(&key(self.memory.newest)).items().len();
        if newest >= SEGMENT {
            self.memory.newest += 1;
            let segments = self.memory.under(JOURNAL);
            if segments.len() >= SEGMENTS {
                let oldest = String::from(segments.first().map_or("", |(key, _)| *key));
                self.drop_segment(&oldest);
            }
        }
        let number = self.memory.newest;
        let event = Event { at, name, properties: &properties };
        self.answers.record(&self.store.questions, &event);
        if let Value::List(events) = self.memory.segment(&key(number)) {
            events.push(Value::List([at.into(), name.into(), properties].into()));
        }
        self.count(name);
    }

    fn drop_segment(&mut self, key: &str) {
        for event in self.memory.get(key).items() {
            if let Some(event) = Event::read(event) {
                self.answers.forget(&self.store.questions, &event);
            }
        }
        self.memory.remove(key);
    }

    fn count(&mut self, name: &str) {
        self.memory.edit(VISIT).change("times", &mut |times| {
            let count = times.get(name).integer().unwrap_or(0);
            if count > 0 || times.entries().len() < NAMES {
                times.set(name, (count + 1).into());
            }
        });
    }
}

/// A segment without what is damaged; `None` if nothing is left or it is too old, and it should go from the device.
pub(crate) fn sound(key: &str, segment: &Value, now: i64) -> Option<Value> {
    number_of(key)?;
    let mut events = Vec::new();
    let mut last = i64::MIN;
    for event in segment.items().iter().take(SHARED) {
        if let Some(Event { at, .. }) = Event::read(event) {
            last = at;
            events.push(event.clone());
        }
    }
    (last >= now - KEPT).then_some(Value::List(events))
}

fn number_of(key: &str) -> Option<usize> {
    let number = number::parse(key.strip_prefix(JOURNAL)?)? as usize;
    (self::key(number) == key).then_some(number)
}

fn key(number: usize) -> String {
    let mut key = String::from(JOURNAL);
    number::write_integer(number as u64, &mut key);
    key
}

/// About how many bytes of JSON a value takes, and not less.
fn size(value: &Value) -> usize {
    let mut bytes = 24 + value.text_or_empty().len();
    for item in value.items() {
        bytes += size(item);
    }
    for (key, value) in value.entries() {
        bytes += key.len() + size(value);
    }
    bytes
}

/// Properties as they are if they are small; else only those that are no lists or objects and no long texts.
fn bounded(properties: &Value) -> Value {
    if size(properties) <= PROPERTIES {
        return properties.clone();
    }
    let mut out = Value::Map(Vec::new());
    for (key, value) in properties.entries() {
        let small = match value {
            Value::Text(text) => text.len() <= 100,
            Value::List(_) | Value::Map(_) => false,
            _ => true,
        };
        if small && key.len() <= 100 && out.entries().len() < 10 {
            out.set(key, value.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::input::{Input, Start};
    use alloc::vec;

    fn engine(records: Vec<(String, String)>) -> Engine {
        let mut stored = Value::Null;
        for (key, record) in records {
            stored.set(&key, record.into());
        }
        let mut engine = Engine::new(r#"{"version": 1, "consent": {"default": "granted"}}"#);
        engine.step(50, Input::Start(Start { stored, ..Start::default() }));
        engine
    }

    #[test]
    fn stays_within_its_bounds() {
        let mut engine = engine(vec![]);
        for n in 0..3_000 {
            engine.now = n;
            engine.record("view_item", &Value::Null);
        }
        assert_eq!((engine.memory.events().count(), engine.memory.times("view_item")), (1_000, 3_000));
        assert_eq!(engine.memory.events().next().unwrap().at, 2_000);
        assert_eq!(engine.memory.under(JOURNAL).len(), 40);
    }

    #[test]
    fn large_properties_are_cut_to_what_can_be_asked() {
        let mut properties = Value::map([("value", 3_i64.into()), ("text", "x".repeat(5_000).into())]);
        properties.set("currency", "USD".into());
        assert_eq!(bounded(&properties).to_json(), r#"{"value":3,"currency":"USD"}"#);
    }

    #[test]
    fn survives_a_reload_and_damage() {
        let mut before = engine(vec![]);
        for n in 0..300_i64 {
            before.record("view_item", &Value::map([("n", n.into())]));
        }
        let mut stored: Vec<(String, String)> = before
            .memory
            .under(JOURNAL)
            .iter()
            .map(|(key, record)| ((*key).into(), record.to_json()))
            .collect();
        stored.reverse();
        stored.push(("journal/x".into(), "[[1,\"a\",{}]]".into()));
        stored.push(("journal/92".into(), "[1".into()));
        stored.push(("journal/93".into(), "[]".into()));
        let again = engine(stored);
        assert!(again.memory.events().eq(before.memory.events()));
        let old = crate::json::parse("[[1,\"a\",{}]]").unwrap();
        assert!(sound("journal/4", &old, KEPT + 1).is_some() && sound("journal/4", &old, KEPT + 2).is_none());
    }

    #[test]
    fn visits_end_after_half_an_hour() {
        let mut engine = engine(vec![]);
        let mut arrive = |now| {
            engine.now = now;
            (engine.arrive(), engine.memory.visit("number"), engine.memory.visit("before"))
        };
        assert_eq!(arrive(1_000), (true, 1, 0));
        assert_eq!(arrive(1_000 + VISIT_GAP - 1), (false, 1, 0));
        assert_eq!(arrive(1_000 + 2 * VISIT_GAP), (true, 2, 1_000 + VISIT_GAP - 1));
        // A clock set back neither ends a visit nor loses it.
        assert_eq!(arrive(5), (false, 2, 1_000 + VISIT_GAP - 1));
    }
}

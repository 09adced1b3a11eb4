//! `Journal`: what the visitor did, recorded on their own device, bounded. It never leaves the device as it is.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json;
use crate::number;
use crate::time::{DAY, MINUTE};
use crate::value::Value;

/// How many events one record on the device holds. Recording rewrites one record, whatever the journal's length.
const SEGMENT: usize = 25;
/// How many records are kept: 1,000 events.
const SEGMENTS: usize = 40;
/// How long an event is kept.
const KEPT: i64 = 90 * DAY;
/// How many names have counters that stay for ever.
const NAMES: usize = 200;
/// A visit ends after this long without activity.
const VISIT_GAP: i64 = 30 * MINUTE;
/// How much of an event's properties is kept, in bytes of JSON.
const PROPERTIES: usize = 2_000;

/// Something that the visitor did.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub at: i64,
    pub name: String,
    pub properties: Value,
}

/// How often an event was seen in all, also after the event itself was dropped.
#[derive(Clone, Debug, PartialEq)]
struct Counter {
    name: String,
    times: i64,
}

/// A visit: what happens without a pause of 30 minutes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Visit {
    /// 1 is the first.
    pub number: i64,
    pub started: i64,
    pub last: i64,
    pub pages: i64,
    /// When the visit before ended; 0 if there was none.
    pub before: i64,
}

/// The events of the last 90 days, counters for ever, and the visit now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    segments: Vec<Segment>,
    counters: Vec<Counter>,
    pub visit: Visit,
}

#[derive(Clone, Debug)]
struct Segment {
    number: usize,
    events: Vec<Event>,
}

impl Journal {
    /// Notes activity; `true` if it begins a new visit.
    pub fn arrive(&mut self, now: i64) -> bool {
        let visit = &mut self.visit;
        let begins = visit.number == 0 || now - visit.last >= VISIT_GAP;
        if begins {
            *visit =
                Visit { number: visit.number + 1, started: now, last: now, pages: 0, before: visit.last };
        }
        visit.last = visit.last.max(now);
        begins
    }

    /// Records an event; returns the key of the record that changed, and of one that is to go.
    pub fn record(&mut self, now: i64, name: &str, properties: &Value) -> (String, Option<String>) {
        self.count(name);
        let event = Event { at: now, name: name.into(), properties: bounded(properties) };
        match self.segments.last_mut() {
            Some(segment) if segment.events.len() < SEGMENT => segment.events.push(event),
            last => {
                let number = last.map_or(0, |segment| segment.number + 1);
                self.segments.push(Segment { number, events: [event].into() });
            }
        }
        let full = self.segments.len() > SEGMENTS;
        let dropped = full.then(|| key(self.segments.remove(0).number));
        (key(self.segments.last().map_or(0, |segment| segment.number)), dropped)
    }

    fn count(&mut self, name: &str) {
        let room = self.counters.len() < NAMES;
        match self.counters.iter_mut().find(|counter| counter.name == name) {
            Some(counter) => counter.times += 1,
            None if room => self.counters.push(Counter { name: name.into(), times: 1 }),
            None => {}
        }
    }

    /// The events kept, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.segments.iter().flat_map(|segment| &segment.events)
    }

    /// How often an event was seen in all.
    pub fn times(&self, name: &str) -> i64 {
        self.counters.iter().find(|counter| counter.name == name).map_or(0, |counter| counter.times)
    }

    /// The record under a key, as JSON; `None` where there is none.
    pub fn segment_record(&self, wanted: &str) -> Option<String> {
        let segment = self.segments.iter().find(|segment| key(segment.number) == wanted)?;
        Some(Value::List(segment.events.iter().map(Event::to_value).collect()).to_json())
    }

    /// The visit and the counters as a record.
    pub fn visit_record(&self) -> Value {
        let visit = &self.visit;
        let times = self.counters.iter().map(|counter| (counter.name.clone(), counter.times.into()));
        Value::map([
            ("number", visit.number.into()),
            ("started", visit.started.into()),
            ("last", visit.last.into()),
            ("pages", visit.pages.into()),
            ("before", visit.before.into()),
            ("times", Value::Map(times.collect())),
        ])
    }

    /// Takes up the visit and the counters.
    pub fn restore_visit(&mut self, record: &Value) {
        let field = |name| record.get(name).integer().unwrap_or(0).max(0);
        self.visit = Visit {
            number: field("number"),
            started: field("started"),
            last: field("last"),
            pages: field("pages"),
            before: field("before"),
        };
        let times = record.get("times").entries().iter().take(NAMES);
        self.counters = times
            .filter_map(|(name, times)| Some(Counter { name: name.clone(), times: times.integer()? }))
            .collect();
    }

    /// Takes up a segment; `false` if it is damaged or too old, and should go from the device.
    pub fn restore_segment(&mut self, record_key: &str, record: &str, now: i64) -> bool {
        let number = record_key.strip_prefix(PREFIX).and_then(|digits| digits.parse::<usize>().ok());
        let parsed = json::parse(record).unwrap_or_default();
        let events: Vec<Event> = parsed.items().iter().take(SEGMENT).filter_map(Event::restore).collect();
        let fresh = events.last().is_some_and(|event| now - event.at <= KEPT);
        match number.filter(|_| fresh) {
            Some(number) => {
                let place = self.segments.partition_point(|segment| segment.number < number);
                self.segments.insert(place, Segment { number, events });
                true
            }
            None => false,
        }
    }

    /// The keys of all segments.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.segments.iter().map(|segment| key(segment.number))
    }
}

/// What the keys of the journal's records begin with.
pub(crate) const PREFIX: &str = "journal/";

fn key(number: usize) -> String {
    let mut key = String::from(PREFIX);
    number::write_integer(number as u64, &mut key);
    key
}

impl Event {
    fn to_value(&self) -> Value {
        Value::List([self.at.into(), Value::from(&self.name), self.properties.clone()].into())
    }

    fn restore(value: &Value) -> Option<Event> {
        match value.items() {
            [at, name, properties] => {
                Some(Event { at: at.integer()?, name: name.text()?.into(), properties: properties.clone() })
            }
            _ => None,
        }
    }
}

/// Properties as they are if they are small; else only those that are no lists or objects and no long texts.
fn bounded(properties: &Value) -> Value {
    if properties.to_json().len() <= PROPERTIES {
        return properties.clone();
    }
    let small = |value: &Value| match value {
        Value::Text(text) => text.len() <= 100,
        Value::List(_) | Value::Map(_) => false,
        _ => true,
    };
    let entries = properties.entries().iter().filter(|(key, value)| key.len() <= 100 && small(value));
    Value::Map(entries.take(10).cloned().collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn stays_within_its_bounds() {
        let mut journal = Journal::default();
        let mut dropped = 0;
        for n in 0..3_000 {
            dropped += usize::from(journal.record(n, "view_item", &Value::Null).1.is_some());
        }
        assert_eq!((journal.events().count(), journal.times("view_item")), (1_000, 3_000));
        assert_eq!((journal.keys().count(), dropped), (40, 80));
    }

    #[test]
    fn large_properties_are_cut_to_what_can_be_asked() {
        let mut properties = Value::map([("value", 3_i64.into()), ("text", "x".repeat(5_000).into())]);
        properties.set("currency", "USD".into());
        let mut journal = Journal::default();
        journal.record(0, "purchase", &properties);
        assert_eq!(journal.events().next().unwrap().properties.to_json(), r#"{"value":3,"currency":"USD"}"#);
    }

    #[test]
    fn survives_a_reload_and_damage() {
        let mut journal = Journal::default();
        for n in 0..30 {
            journal.record(n, "view_item", &Value::map([("n", n.into())]));
        }
        let mut again = Journal::default();
        for key in ["journal/1", "journal/0"] {
            assert!(again.restore_segment(key, &journal.segment_record(key).unwrap(), 50));
        }
        assert!(again.events().eq(journal.events()));
        for (key, record) in [("journal/x", "[[1,\"a\",{}]]"), ("journal/2", "[1"), ("journal/3", "[]")] {
            assert!(!again.restore_segment(key, record, 50), "{key}");
        }
        assert!(!again.restore_segment("journal/4", "[[1,\"a\",{}]]", KEPT + 2));
    }

    #[test]
    fn visits_end_after_half_an_hour() {
        let mut journal = Journal::default();
        assert!(journal.arrive(1_000));
        assert!(!journal.arrive(1_000 + VISIT_GAP - 1));
        assert!(journal.arrive(1_000 + 2 * VISIT_GAP));
        assert_eq!((journal.visit.number, journal.visit.before), (2, 1_000 + VISIT_GAP - 1));
        // A clock set back neither ends a visit nor loses it.
        assert!(!journal.arrive(5));
    }
}

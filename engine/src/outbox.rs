//! `Outbox`: messages kept until the CRM has them. At least once, in order; message ids make resending safe.
//!
//! Each message is a record: the `message`, and `pending`: the names of the sinks that still have to get it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::effect::Request;
use crate::engine::NEVER;
use crate::memory::{Memory, OUTBOX};
use crate::random::Random;
use crate::sink::{self, Outcome, Sink};
use crate::time::{HOUR, SECOND};
use crate::value::Value;

/// How much is held in all, in bytes of JSON.
const MAX_BYTES: usize = 1_000_000;
/// The first wait after a failure; it doubles with each further one, up to an hour.
const FIRST_WAIT: i64 = 2 * SECOND;
const LONGEST_WAIT: i64 = HOUR;

/// How far one sink has got.
#[derive(Clone, Debug, Default)]
struct Cursor {
    /// The number of the request under way, and the keys of the messages in it.
    request: usize,
    under_way: Vec<String>,
    failures: u32,
    not_before: i64,
}

/// A cursor for each sink; the messages are in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    cursors: Vec<Cursor>,
    requests: usize,
    /// How large the records are in all.
    bytes: usize,
}

/// An answer to a request.
pub(crate) struct Answer {
    pub request: usize,
    pub now: i64,
    pub status: u16,
    /// Seconds.
    pub retry_after: Option<i64>,
    /// What it says, where the request asked to read it.
    pub body: String,
}

/// What an answer means.
pub(crate) struct Settled {
    /// The place of the sink among all.
    pub sink: usize,
    pub outcome: Outcome,
    /// The keys of the messages that were in the request.
    pub keys: Vec<String>,
}

impl Outbox {
    pub fn new(sinks: &[Sink]) -> Outbox {
        let mut cursors = Vec::new();
        for _ in sinks {
            cursors.push(Cursor::default());
        }
        Outbox { cursors, requests: 0, bytes: 0 }
    }

    /// Makes room for a record; `false` where there is none.
    pub fn take_room(&mut self, record: &Value) -> bool {
        let bytes = self.bytes + record.to_json().len();
        let fits = bytes <= MAX_BYTES;
        if fits {
            self.bytes = bytes;
        }
        fits
    }

    /// Gives back the room of a record that goes.
    pub fn give_room(&mut self, record: &Value) {
        self.bytes = self.bytes.saturating_sub(record.to_json().len());
    }

    /// The request that is due for a sink. With `leaving`, also beside one under way: nobody will hear the answer,
    /// so nothing is settled by it.
    pub fn due(
        &mut self,
        memory: &Memory,
        sink: &Sink,
        index: usize,
        now: i64,
        leaving: bool,
    ) -> Option<Request> {
        let cursor = self.cursors.get_mut(index)?;
        if cursor.not_before > now || (!leaving && !cursor.under_way.is_empty()) {
            return None;
        }
        if !sink.is_ready() || (leaving && !sink.dedupes()) {
            return None;
        }
        let (keys, messages) = choose(memory, sink, &cursor.under_way);
        if keys.is_empty() {
            return None;
        }
        let request = sink.request(&messages, now);
        self.requests += 1;
        if !leaving {
            (cursor.request, cursor.under_way) = (self.requests, keys);
        }
        Some(Request { id: self.requests, leaving, ..request })
    }

    /// Takes an answer; `None` where nobody waits for it.
    pub fn settle(&mut self, answer: &Answer, sinks: &[Sink], random: &mut Random) -> Option<Settled> {
        let waits = |cursor: &Cursor| !cursor.under_way.is_empty() && cursor.request == answer.request;
        let sink = self.cursors.iter().position(waits)?;
        let cursor = self.cursors.get_mut(sink)?;
        let outcomes = sinks.get(sink)?.judge(answer, cursor.under_way.len());
        let outcome = *outcomes.iter().find(|one| **one != Outcome::Accepted).unwrap_or(&Outcome::Accepted);
        cursor.wait(outcome, answer, random);
        Some(Settled { sink, outcome, keys: core::mem::take(&mut cursor.under_way) })
    }

    /// When to try again.
    pub fn next_try(&self, memory: &Memory, sinks: &[Sink]) -> i64 {
        let mut next = NEVER;
        let messages = memory.under(OUTBOX);
        for (sink, cursor) in sinks.iter().zip(&self.cursors) {
            if sink.is_ready()
                && cursor.under_way.is_empty()
                && messages.iter().any(|(_, record)| waits(record, &sink.name))
            {
                next = cursor.not_before.min(next);
            }
        }
        next
    }
}

impl Cursor {
    /// After a failure the wait doubles, from half of it to the whole at random, so that not all devices
    /// come back at once. What the endpoint asks for is the least.
    fn wait(&mut self, outcome: Outcome, answer: &Answer, random: &mut Random) {
        if outcome != Outcome::Later {
            (self.failures, self.not_before) = (0, 0);
            return;
        }
        let doubled = FIRST_WAIT << self.failures.min(16);
        let wait = doubled.min(LONGEST_WAIT) as f64 * (0.5 + random.fraction() / 2.0);
        let asked = answer.retry_after.unwrap_or(0).clamp(0, 86_400) * SECOND;
        self.failures += 1;
        self.not_before = answer.now + (wait as i64).max(asked);
    }
}

/// The keys and the JSON of the messages that go next to a sink.
fn choose(memory: &Memory, sink: &Sink, under_way: &[String]) -> (Vec<String>, Vec<Value>) {
    let (mut keys, mut messages, mut bytes): (_, Vec<Value>, _) = (Vec::new(), Vec::new(), 0);
    let limit = sink.limit();
    for (key, record) in memory.under(OUTBOX) {
        if !waits(record, &sink.name) || under_way.iter().any(|other| other == key) {
            continue;
        }
        let message = record.get("message").clone();
        bytes += message.to_json().len();
        let apart = messages.first().is_some_and(|first| !sink.together(first, &message));
        // A single message larger than a batch goes alone.
        if keys.len() == limit.0 || apart || (bytes > limit.1 && !keys.is_empty()) {
            break;
        }
        keys.push(key.into());
        messages.push(message);
    }
    (keys, messages)
}

fn waits(record: &Value, sink: &str) -> bool {
    record.get("pending").items().iter().any(|name| name.text() == Some(sink))
}

/// The record of a message for these sinks, the names of those that want the event.
pub(crate) fn record(message: Value, event: &str, sinks: &[Sink]) -> Value {
    let mut pending = Vec::new();
    for sink in sinks {
        if sink.takes(event) {
            pending.push(Value::from(&sink.name));
        }
    }
    let mut record = Value::Null;
    record.set("pending", Value::List(pending));
    record.set("message", message);
    record
}

/// The record once a sink has no more need of it; `None` if nobody has.
pub(crate) fn released(record: &Value, sink: &str) -> Option<Value> {
    let mut pending = Vec::new();
    for name in record.get("pending").items() {
        if name.text() != Some(sink) {
            pending.push(name.clone());
        }
    }
    if pending.is_empty() {
        return None;
    }
    let mut record = record.clone();
    record.set("pending", Value::List(pending));
    Some(record)
}

/// Whether a record holds a message that one of these sinks waits for.
pub(crate) fn sound(record: &Value, sinks: &[Sink]) -> bool {
    sink::is_message(&record.get("message").to_json()) && sinks.iter().any(|sink| waits(record, &sink.name))
}

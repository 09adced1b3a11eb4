//! `Outbox`: messages kept until the CRM has them. At least once, in order; message ids make resending safe.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json;
use crate::random::Random;
use crate::sink::{self, Outcome, Sink};
use crate::time::{HOUR, SECOND};
use crate::value::Value;

/// What the keys of the outbox's records begin with.
pub(crate) const PREFIX: &str = "outbox/";
/// How much is held in all, in bytes of JSON.
const MAX_BYTES: usize = 1_000_000;
/// How much goes into one request: under the 64 KB that browsers let a page send while it closes.
const BATCH_BYTES: usize = 50_000;
const BATCH_MESSAGES: usize = 50;
/// The first wait after a failure; it doubles with each further one, up to an hour.
const FIRST_WAIT: i64 = 2 * SECOND;
const LONGEST_WAIT: i64 = HOUR;

/// One message and who still has to get it.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    id: String,
    message: String,
    /// Names of sinks.
    pending: Vec<String>,
}

/// How far one sink has got.
#[derive(Clone, Debug, Default)]
struct Cursor {
    /// The request under way: its number and the ids in it.
    under_way: Option<(usize, Vec<String>)>,
    failures: u32,
    not_before: i64,
}

/// The messages and a cursor for each sink.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    entries: Vec<Entry>,
    cursors: Vec<Cursor>,
    requests: usize,
}

/// A request to make.
pub(crate) struct Batch {
    pub number: usize,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// What an answer changed.
#[derive(Default)]
pub(crate) struct Settled {
    /// Ids of messages that changed: to be kept anew, or removed.
    pub changed: Vec<String>,
    /// Ids that the endpoint will never take.
    pub refused: Vec<String>,
    /// The name of the sink.
    pub sink: String,
    pub accepted: usize,
}

impl Outbox {
    pub fn new(sinks: &[Sink]) -> Outbox {
        Outbox { cursors: sinks.iter().map(|_| Cursor::default()).collect(), ..Outbox::default() }
    }

    /// Takes a message for every sink that wants its event; `false` where none does or it is full.
    pub fn add(&mut self, id: &str, event: &str, message: String, sinks: &[Sink]) -> bool {
        let pending: Vec<String> =
            sinks.iter().filter(|sink| sink.takes(event)).map(|sink| sink.name.clone()).collect();
        let room = self.bytes() + message.len() <= MAX_BYTES;
        if pending.is_empty() || !room {
            return false;
        }
        self.entries.push(Entry { id: id.into(), message, pending });
        true
    }

    fn bytes(&self) -> usize {
        self.entries.iter().map(|entry| entry.message.len()).sum()
    }

    /// The record of a message, as JSON; `None` once everybody has it.
    pub fn record(&self, id: &str) -> Option<String> {
        let entry = self.entries.iter().find(|entry| entry.id == id)?;
        let pending = Value::from(entry.pending.iter().map(Value::from).collect::<Vec<_>>());
        Some(["{\"pending\":", &pending.to_json(), ",\"message\":", &entry.message, "}"].concat())
    }

    /// Takes up a message from its record; `false` if it is damaged or nobody waits for it any more.
    pub fn restore(&mut self, key: &str, record: &str, sinks: &[Sink]) -> bool {
        let (Some(id), Ok(record)) = (key.strip_prefix(PREFIX), json::parse(record)) else { return false };
        let message = record.get("message").to_json();
        let waiting = record.get("pending").items().iter().filter_map(Value::text);
        let pending: Vec<String> =
            waiting.filter(|name| sinks.iter().any(|sink| sink.name == *name)).map(String::from).collect();
        if pending.is_empty()
            || !sink::is_message(&message)
            || self.entries.iter().any(|entry| entry.id == id)
        {
            return false;
        }
        // Ids sort by time: the order in which things happened is restored, whatever that of the records.
        let place = self.entries.partition_point(|entry| entry.id.as_str() < id);
        self.entries.insert(place, Entry { id: id.into(), message, pending });
        true
    }

    /// The requests that are due. With `leaving`, also beside one under way: nobody will hear the answer,
    /// so nothing is settled by it.
    pub fn due(&mut self, sinks: &[Sink], now: i64, leaving: bool) -> Vec<Batch> {
        (0..sinks.len()).filter_map(|index| self.batch(sinks, index, now, leaving)).collect()
    }

    fn batch(&mut self, sinks: &[Sink], index: usize, now: i64, leaving: bool) -> Option<Batch> {
        let (sink, cursor) = (sinks.get(index)?, self.cursors.get(index)?);
        let under_way: &[String] = cursor.under_way.as_ref().map_or(&[], |(_, ids)| ids);
        if cursor.not_before > now || (!leaving && !under_way.is_empty()) {
            return None;
        }
        let chosen = choose(&self.entries, &sink.name, under_way);
        if chosen.is_empty() {
            return None;
        }
        let messages: Vec<&str> = chosen.iter().map(|entry| entry.message.as_str()).collect();
        let (url, headers, body) = sink.request(&messages, now);
        let ids = chosen.iter().map(|entry| entry.id.clone()).collect();
        self.requests += 1;
        if !leaving && let Some(cursor) = self.cursors.get_mut(index) {
            cursor.under_way = Some((self.requests, ids));
        }
        Some(Batch { number: self.requests, url, headers, body })
    }

    /// Takes an answer; `None` where nobody waits for it.
    pub fn settle(
        &mut self,
        sinks: &[Sink],
        request: usize,
        answer: &Answer,
        random: &mut Random,
    ) -> Option<Settled> {
        let waits = |cursor: &Cursor| cursor.under_way.as_ref().is_some_and(|(number, _)| *number == request);
        let index = self.cursors.iter().position(waits)?;
        let (name, cursor) = (sinks.get(index)?.name.clone(), self.cursors.get_mut(index)?);
        let (_, ids) = cursor.under_way.take()?;
        let outcome = sink::outcome(answer.status);
        cursor.wait(outcome, answer, random);
        let mut settled = Settled { sink: name, ..Settled::default() };
        if outcome != Outcome::Later {
            self.release(&ids, &settled.sink);
            settled.changed = ids.clone();
        }
        match outcome {
            Outcome::Accepted => settled.accepted = ids.len(),
            Outcome::Refused => settled.refused = ids,
            Outcome::Later => {}
        }
        Some(settled)
    }

    fn release(&mut self, ids: &[String], sink: &str) {
        for entry in self.entries.iter_mut().filter(|entry| ids.contains(&entry.id)) {
            entry.pending.retain(|name| name != sink);
        }
        self.entries.retain(|entry| !entry.pending.is_empty());
    }

    /// When to try again; `None` where nothing waits.
    pub fn next_try(&self, sinks: &[Sink]) -> Option<i64> {
        let waiting = sinks.iter().zip(&self.cursors).filter(|(sink, cursor)| {
            cursor.under_way.is_none() && self.entries.iter().any(|entry| entry.pending.contains(&sink.name))
        });
        waiting.map(|(_, cursor)| cursor.not_before).min()
    }

    /// The keys of all records.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.entries.iter().map(|entry| key(&entry.id))
    }
}

/// An answer to a request.
pub(crate) struct Answer {
    pub now: i64,
    pub status: u16,
    /// Seconds.
    pub retry_after: Option<i64>,
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

fn choose<'a>(entries: &'a [Entry], sink: &str, under_way: &[String]) -> Vec<&'a Entry> {
    let mut bytes = 0;
    let waits =
        |entry: &&Entry| entry.pending.iter().any(|name| name == sink) && !under_way.contains(&entry.id);
    entries
        .iter()
        .filter(waits)
        .take(BATCH_MESSAGES)
        .take_while(|entry| {
            let first = bytes == 0;
            bytes += entry.message.len();
            // A single message larger than a batch goes alone.
            first || bytes <= BATCH_BYTES
        })
        .collect()
}

/// The key of a message's record.
pub(crate) fn key(id: &str) -> String {
    [PREFIX, id].concat()
}

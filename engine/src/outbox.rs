//! `Outbox`: what is to be sent to whom next, and what an answer settles. At least once, in order; message ids make
//! resending safe. The messages are in memory, in segments: see `segment.rs`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cursor::{Cursor, Place};
use crate::effect::Request;
use crate::engine::NEVER;
use crate::json;
use crate::memory::{CONTEXT, Memory, OUTBOX, Record};
use crate::random::Random;
use crate::segment::{self, CONTEXT_KEY, Draft, KEY, Segment};
use crate::sink::{Outcome, Sink};
use crate::time::SECOND;
use crate::value::Value;

/// How much goes into a request that nobody hears the answer of: browsers let 64 KB outlive a page.
const LEAVING_BYTES: usize = 50_000;
/// How long a segment waits for its context, which another tab may be about to write again.
const CONTEXT_WAIT: i64 = 2 * SECOND;

/// A cursor for each sink, and what is being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    pub cursors: Vec<Cursor>,
    requests: usize,
    /// The segment of this step.
    pub draft: Option<Draft>,
    /// What messages have in common now.
    pub common: Common,
    /// How many messages have come since nothing waited.
    pub gathered: usize,
    /// Whether contexts may have lost their last segment.
    pub untidy: bool,
    /// The browser says that there is no network.
    pub offline: bool,
    /// The page goes away in this step.
    pub leaving: bool,
    /// How many messages of which event had no room in this step.
    pub dropped: Value,
}

/// What messages have in common: the name of its record, and whether it is known to be as it is now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Common {
    pub id: String,
    pub is_fresh: bool,
}

/// An answer to a request.
pub(crate) struct Answer {
    pub request: usize,
    pub now: i64,
    pub status: u16,
    /// Seconds.
    pub retry_after: Option<i64>,
    /// What the endpoint said, where the request wanted to know.
    pub body: String,
}

/// What an answer settles.
#[derive(Default)]
pub(crate) struct Settled {
    /// The place of the sink among all.
    pub sink: usize,
    pub accepted: Vec<Place>,
    pub refused: Vec<Place>,
    /// What it needs no more of in order, beginning with what was not yet settled.
    pub done: Vec<Place>,
}

/// What is chosen for a request.
#[derive(Default)]
struct Choice {
    places: Vec<Place>,
    messages: Vec<Value>,
    bytes: usize,
}

/// What the search for messages has met beside them.
#[derive(Default)]
pub(crate) struct Findings {
    /// Segments of which nobody needs anything.
    pub needless: Vec<String>,
    pub damaged: Vec<String>,
}

impl Outbox {
    pub fn new(sinks: &[Sink]) -> Outbox {
        let mut cursors = Vec::new();
        for _ in sinks {
            cursors.push(Cursor::default());
        }
        Outbox { cursors, ..Outbox::default() }
    }

    /// The request that is due for a sink. With `leaving`, also beside one under way: nobody will hear the answer,
    /// so nothing is settled by it, and it begins with what was not answered. `all`: what is on the device too.
    pub fn due(
        &mut self,
        memory: &Memory,
        (sinks, index): (&[Sink], usize),
        now: i64,
        all: bool,
        found: &mut Findings,
    ) -> Option<Request> {
        let (sink, cursor) = (sinks.get(index)?, self.cursors.get_mut(index)?);
        let may = if self.leaving { sink.dedupes() } else { cursor.under_way.is_empty() };
        if cursor.not_before > now || self.offline || !may || !sink.is_ready() {
            return None;
        }
        let choice = choose(memory, (sinks, sink), cursor, (now, self.leaving, all), found);
        if choice.places.is_empty() {
            return None;
        }
        let mut request = sink.request(&choice.messages, now);
        self.requests += 1;
        (request.id, request.leaving) = (self.requests, self.leaving);
        if !self.leaving {
            (cursor.request, cursor.under_way) = (self.requests, choice.places);
        }
        Some(request)
    }

    /// Takes an answer; `None` where nobody waits for it, or where part of the request is to be tried again.
    pub fn settle(&mut self, answer: &Answer, sinks: &[Sink], random: &mut Random) -> Option<Settled> {
        let waits = |cursor: &Cursor| !cursor.under_way.is_empty() && cursor.request == answer.request;
        let index = self.cursors.iter().position(waits)?;
        let (cursor, sink) = (self.cursors.get_mut(index)?, sinks.get(index)?);
        let places = core::mem::take(&mut cursor.under_way);
        let outcomes = sink.judge(answer, places.len());
        let first = outcomes.first().copied().unwrap_or(Outcome::Later);
        cursor.go_on();
        if outcomes.len() < 2 && cursor.halve(answer, first, places.len()) {
            return None;
        }
        let mut settled = Settled { sink: index, ..Settled::default() };
        let mut later = false;
        for (at, place) in places.into_iter().enumerate() {
            let outcome = outcomes.get(at).copied().unwrap_or(first);
            match outcome {
                Outcome::Accepted => settled.accepted.push(place.clone()),
                Outcome::Refused => settled.refused.push(place.clone()),
                Outcome::Later => later = true,
            }
            match outcome {
                Outcome::Later => {}
                _ if later => cursor.over.push(place),
                _ => settled.done.push(place),
            }
        }
        if later {
            cursor.wait(answer, random);
        }
        Some(settled)
    }

    /// When to try again. `all`: what is on the device too.
    pub fn next_try(&self, memory: &Memory, sinks: &[Sink], all: bool) -> i64 {
        let mut next = NEVER;
        if self.offline {
            return next;
        }
        for (sink, cursor) in sinks.iter().zip(&self.cursors) {
            let waits = |record: &Record| all || !record.is_kept();
            if cursor.under_way.is_empty() && sink.is_ready() && rest(memory, cursor).iter().any(waits) {
                next = cursor.not_before.min(next);
            }
        }
        next
    }

    /// The network is there again, and every sink may be tried; or it is gone.
    pub fn set_online(&mut self, online: bool) {
        self.offline = !online;
        for cursor in &mut self.cursors {
            cursor.try_now();
        }
    }

    /// A segment has come, from here or from another tab.
    pub fn came(&mut self, key: &str) {
        for cursor in &mut self.cursors {
            cursor.look_back(key);
        }
    }

    /// Whether something was written in this step that is not in memory yet.
    pub fn is_writing(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.is_open)
    }

    /// Nothing more is written to the segment that was written last.
    pub fn end_draft(&mut self) {
        self.draft = self.draft.take().filter(|draft| draft.is_open);
    }

    /// Lets every message look again what they have in common: something of it may have changed.
    pub fn doubt(&mut self) {
        self.common.is_fresh = false;
    }
}

/// The segments that a sink may still need something of.
fn rest<'a>(memory: &'a Memory, cursor: &Cursor) -> &'a [Record] {
    let all = memory.range(OUTBOX, KEY);
    let from = all.partition_point(|record| record.key <= cursor.after);
    all.get(from..).unwrap_or_default()
}

/// What goes next to a sink.
fn choose(
    memory: &Memory,
    (sinks, sink): (&[Sink], &Sink),
    cursor: &mut Cursor,
    (now, leaving, all): (i64, bool, bool),
    found: &mut Findings,
) -> Choice {
    let (mut choice, mut common, mut context) = (Choice::default(), Value::Null, "");
    for record in rest(memory, cursor) {
        if !all && record.is_kept() {
            continue;
        }
        let Some(segment) = Segment::read(record) else {
            found.damaged.push(record.key.clone());
            continue;
        };
        let mut next = segment.next(sink, segment.done(&sink.name));
        if next.is_none() {
            if choice.places.is_empty() {
                cursor.after.clone_from(&record.key);
            }
            if !segment.is_needed(sinks) {
                found.needless.push(record.key.clone());
            }
        }
        if next.is_some() && context != segment::context_of(&record.key) {
            context = segment::context_of(&record.key);
            common = json::parse(memory.get(&segment::context_key(&record.key)).raw()).unwrap_or_default();
            if common.is_null() && now < segment.time() + CONTEXT_WAIT {
                cursor.not_before = segment.time() + CONTEXT_WAIT;
                return choice;
            }
        }
        while let Some(at) = next {
            if !cursor.is_over(&record.key, at) {
                let mut message = segment.message(at);
                message.merge(&common);
                if !choice.takes(&message, sink, cursor.most, leaving) {
                    return choice;
                }
                choice.places.push((record.key.clone(), at));
                choice.messages.push(message);
            }
            next = segment.next(sink, at + 1);
        }
    }
    choice
}

impl Choice {
    /// Whether a further message may go with those chosen. A single message goes however large it is.
    fn takes(&mut self, message: &Value, sink: &Sink, most: usize, leaving: bool) -> bool {
        let (mut messages, mut bytes) = sink.limit();
        if most > 0 {
            messages = messages.min(most);
        }
        if leaving {
            bytes = bytes.min(LEAVING_BYTES);
        }
        self.bytes += message.to_json().len();
        let Some(first) = self.messages.first() else { return !leaving || self.bytes <= bytes };
        self.messages.len() < messages && self.bytes <= bytes && sink.together(first, message)
    }
}

impl Memory {
    /// How many messages wait.
    pub(crate) fn waiting(&self) -> usize {
        let mut count = 0;
        for record in self.range(OUTBOX, KEY) {
            count += segment::head(record.text()).map_or(0, |(_, _, count)| count);
        }
        count
    }

    /// The oldest segment of those that are worth least.
    pub(crate) fn least(&self) -> Option<&Record> {
        let mut least: Option<(usize, &Record)> = None;
        for record in self.range(OUTBOX, KEY) {
            let class = segment::head(record.text()).map_or(0, |(class, _, _)| class);
            if least.is_none_or(|(lower, _)| class < lower) {
                least = Some((class, record));
            }
            if class == 0 {
                break;
            }
        }
        least.map(|(_, record)| record)
    }

    /// The keys of the contexts that no segment has.
    pub(crate) fn needless_contexts(&self) -> Vec<String> {
        let mut needless = Vec::new();
        for record in self.range(CONTEXT, CONTEXT_KEY) {
            needless.push(record.key.clone());
        }
        let mut last = "";
        for record in self.range(OUTBOX, KEY) {
            let context = segment::context_of(&record.key);
            if context != last {
                needless.retain(|key| key.strip_prefix(CONTEXT) != Some(context));
                last = context;
            }
        }
        needless
    }
}

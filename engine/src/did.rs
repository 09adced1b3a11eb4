//! What the visitor did: the question `did`, answered from counts that every event brings up to date.

use alloc::string::String;
use alloc::vec::Vec;

use crate::condition::{Node, Questions, Verdict};
use crate::journal::Event;
use crate::list;
use crate::memory::Memory;
use crate::operator::{self, Check};
use crate::value::Value;

/// How often an event must have happened, and since when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Did {
    pub event: String,
    /// What must be of its properties, or of those of one of its items.
    pub filter: Node,
    /// Milliseconds.
    pub within: Option<i64>,
    /// What must be of the count; none: at least once.
    pub times: Vec<Check>,
    /// As the store file has it.
    pub question: Value,
    /// The record of the program that asks: it counts what was done after the visitor entered it.
    pub since: Option<String>,
}

/// The times at which it happened, as far as the journal goes back, and what follows for now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    times: Vec<i64>,
    pub verdict: Verdict,
    /// How many of the times count, or the counter that is kept for ever.
    pub seen: i64,
    /// From then on to then it stays so, if nothing happens.
    from: i64,
    until: i64,
    /// What was done up to then does not count.
    entered: i64,
}

impl Did {
    /// Whether an event counts.
    fn takes(&self, event: &Event, questions: &Questions) -> bool {
        event.name == self.event && self.filter.of_event(event.properties, questions)
    }

    /// Whether the counter of all times answers it, which outlives the events.
    pub fn is_ever(&self) -> bool {
        self.filter.is_open() && self.within.is_none() && self.since.is_none()
    }

    /// How often, for a number of times: whether that is enough.
    fn enough(&self, count: i64, questions: &Questions) -> Verdict {
        if self.times.is_empty() {
            return Verdict::of(count > 0);
        }
        operator::all(&self.times, &count.into(), questions)
    }
}

impl Count {
    /// Takes an event that has been recorded.
    pub fn add(&mut self, did: &Did, event: &Event, questions: &Questions) {
        if did.takes(event, questions) {
            if !did.is_ever() {
                self.times.push(event.at);
            }
            self.until = i64::MIN;
        }
    }

    /// Takes an event that the journal has let go, the oldest.
    pub fn forget(&mut self, did: &Did, event: &Event, questions: &Questions) {
        if !did.is_ever() && did.takes(event, questions) {
            list::remove(&mut self.times, 0);
            self.until = i64::MIN;
        }
    }

    /// Answers for now, unless the answer is still that of before.
    pub fn settle(&mut self, did: &Did, memory: &Memory, now: i64, questions: &Questions) {
        // Outside of the program nothing counts.
        let of_program = |record: &String| memory.entered(record).unwrap_or(i64::MAX);
        let entered = did.since.as_ref().map_or(i64::MIN, of_program);
        if self.entered == entered && (self.from..self.until).contains(&now) {
            return;
        }
        self.entered = entered;
        if did.is_ever() {
            (self.seen, self.from, self.until) = (memory.times(&did.event), i64::MIN, i64::MAX);
        } else {
            self.count(did, now);
        }
        self.verdict = did.enough(self.seen, questions);
    }

    fn count(&mut self, did: &Did, now: i64) {
        let within = did.within.unwrap_or(i64::MAX);
        let since = now.saturating_sub(within);
        (self.seen, self.from, self.until) = (0, i64::MIN, i64::MAX);
        for at in &self.times {
            if *at <= self.entered {
                continue;
            }
            if *at >= since {
                self.seen += 1;
                // One past the end of its time it counts no more.
                self.until = self.until.min(at.saturating_add(within).saturating_add(1));
            } else {
                // A clock that is set back would count it again.
                self.from = self.from.max(at.saturating_add(within).saturating_add(1));
            }
        }
    }
}

//! `Cursor`: how far one sink has got, what is under way to it, and when it may be asked again.

use alloc::string::String;
use alloc::vec::Vec;

use crate::outbox::Answer;
use crate::random::Random;
use crate::sink::Outcome;
use crate::time::{HOUR, SECOND};

/// The first wait after a failure; it doubles with each further one, up to an hour.
const FIRST_WAIT: i64 = 2 * SECOND;
const LONGEST_WAIT: i64 = HOUR;
/// The longest wait that an endpoint can ask for, in seconds.
const LONGEST_ASKED: i64 = 86_400;
/// What is refused because of what stands in it: one of its messages may be the reason, or that there are many.
const ABOUT_CONTENT: [u16; 3] = [400, 413, 422];

/// Where a message stands: the key of its segment, and its place in it.
pub(crate) type Place = (String, usize);

#[derive(Clone, Debug, Default)]
pub(crate) struct Cursor {
    /// The key of the last segment that has nothing more for this sink; empty: none is known.
    pub after: String,
    /// The number of the request under way, and the messages in it.
    pub request: usize,
    pub under_way: Vec<Place>,
    /// What the sink has taken although it still needs something before it.
    pub over: Vec<Place>,
    /// So many messages in one request at most, while one that is refused is looked for; 0: as many as go.
    pub most: usize,
    failures: u32,
    pub not_before: i64,
    /// Until when the endpoint asked to be left alone.
    asked: i64,
}

impl Cursor {
    pub fn is_over(&self, key: &str, at: usize) -> bool {
        self.over.iter().any(|(other, place)| other == key && *place == at)
    }

    /// A segment has come that stands before what is known to be done: it begins anew.
    pub fn look_back(&mut self, key: &str) {
        if key <= self.after.as_str() {
            self.after.clear();
        }
    }

    /// After a failure the wait doubles, from half of it to the whole at random, so that not all devices
    /// come back at once. What the endpoint asks for is the least.
    pub fn wait(&mut self, answer: &Answer, random: &mut Random) {
        let doubled = FIRST_WAIT << self.failures.min(16);
        let wait = doubled.min(LONGEST_WAIT) as f64 * (0.5 + random.fraction() / 2.0);
        self.asked = answer.now + answer.retry_after.unwrap_or(0).clamp(0, LONGEST_ASKED) * SECOND;
        self.failures += 1;
        self.not_before = self.asked.max(answer.now + wait as i64);
    }

    /// Nothing speaks against a try now but what the endpoint asked for.
    pub fn try_now(&mut self) {
        (self.failures, self.not_before) = (0, self.asked);
    }

    /// The request did not fail as a whole: it may go on at once.
    pub fn go_on(&mut self) {
        (self.failures, self.not_before, self.asked) = (0, 0, 0);
    }

    /// Whether half of the messages are to be tried instead of setting all aside. Where they went well again, more
    /// are tried again.
    pub fn halve(&mut self, answer: &Answer, outcome: Outcome, count: usize) -> bool {
        let about_content = ABOUT_CONTENT.contains(&answer.status) || matches!(answer.status, 200..=299);
        let halve = outcome == Outcome::Refused && about_content && count > 1;
        self.most = if halve {
            count / 2
        } else if outcome == Outcome::Accepted {
            self.most.saturating_mul(2)
        } else {
            self.most
        };
        halve
    }
}

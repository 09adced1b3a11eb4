//! Answers: what is known of the visitor's answers to a store's questions. Only what has changed is asked again.

use alloc::vec::Vec;

use crate::condition::{Questions, Verdict};
use crate::did::Count;
use crate::journal::Event;
use crate::memory::Memory;
use crate::text;
use crate::value::Value;

/// The answers to a store file's questions, by their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    verdicts: Vec<Verdict>,
    /// What was seen of each subject.
    seen: Vec<Value>,
    counts: Vec<Count>,
}

impl Answers {
    /// No answer yet.
    pub fn new(questions: &Questions) -> Answers {
        Answers {
            verdicts: questions.all.iter().map(|_| Verdict::Unknown).collect(),
            seen: questions.subjects.iter().map(|_| Value::Null).collect(),
            counts: questions.did.iter().map(|_| Count::default()).collect(),
        }
    }

    pub fn of(&self, number: usize) -> Verdict {
        self.verdicts.get(number).copied().unwrap_or_default()
    }

    pub fn of_did(&self, number: usize) -> Verdict {
        self.counts.get(number).map_or(Verdict::Unknown, |count| count.verdict)
    }

    /// How often the visitor did what that question counts.
    pub fn times(&self, number: usize) -> i64 {
        self.counts.get(number).map_or(0, |count| count.seen)
    }

    /// Asks everything anew.
    pub fn start(&mut self, questions: &Questions, attributes: &Value, memory: &Memory) {
        *self = Answers::new(questions);
        for (subject, seen) in questions.subjects.iter().zip(&self.seen) {
            answer(&subject.questions, seen, questions, &mut self.verdicts);
        }
        self.refresh(questions, attributes, None);
        for event in memory.events() {
            self.record(questions, &event);
        }
    }

    /// Asks again what is under these names, or everything.
    pub fn refresh(&mut self, questions: &Questions, attributes: &Value, changed: Option<&[&str]>) {
        for (subject, seen) in questions.subjects.iter().zip(&mut self.seen) {
            let head = text::cut(&subject.path, ".").0;
            if changed.is_some_and(|changed| !changed.contains(&head)) {
                continue;
            }
            let value = attributes.at(&subject.path);
            if value != seen {
                *seen = value.clone();
                answer(&subject.questions, value, questions, &mut self.verdicts);
            }
        }
    }

    /// Takes an event that the journal has recorded.
    pub fn record(&mut self, questions: &Questions, event: &Event) {
        for (did, count) in questions.did.iter().zip(&mut self.counts) {
            count.add(did, event, questions);
        }
    }

    /// Takes an event that the journal has let go.
    pub fn forget(&mut self, questions: &Questions, event: &Event) {
        for (did, count) in questions.did.iter().zip(&mut self.counts) {
            count.forget(did, event, questions);
        }
    }

    /// Counts what the visitor did, as of now.
    pub fn settle(&mut self, questions: &Questions, memory: &Memory, now: i64) {
        for (did, count) in questions.did.iter().zip(&mut self.counts) {
            let ever = if did.is_ever() { memory.times(&did.event) } else { 0 };
            count.settle(did, ever, now, questions);
        }
    }
}

fn answer(numbers: &[usize], value: &Value, questions: &Questions, verdicts: &mut [Verdict]) {
    for number in numbers {
        if let (Some(question), Some(verdict)) = (questions.all.get(*number), verdicts.get_mut(*number)) {
            *verdict = question.check.ask(value, questions);
        }
    }
}

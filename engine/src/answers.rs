//! Answers: what is known of the visitor's answers to a store's questions. A question is asked when its answer is
//! wanted, and again only when what it is about has changed.

use alloc::vec::Vec;
use core::cell::Cell;

use crate::condition::{Questions, Verdict};
use crate::did::Count;
use crate::journal::Event;
use crate::memory::Memory;
use crate::text;
use crate::value::{NULL, Value};

/// The answers to a store file's questions, by their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    /// `None`: not asked yet.
    verdicts: Vec<Cell<Option<Verdict>>>,
    /// What is known of each subject.
    seen: Vec<Value>,
    counts: Vec<Count>,
}

impl Answers {
    /// No answer yet.
    pub fn new(questions: &Questions) -> Answers {
        Answers {
            verdicts: questions.all.iter().map(|_| Cell::new(None)).collect(),
            seen: questions.subjects.iter().map(|_| Value::Null).collect(),
            counts: questions.did.iter().map(|_| Count::default()).collect(),
        }
    }

    /// The visitor's answer to the question of that number.
    pub fn of(&self, number: usize, questions: &Questions) -> Verdict {
        let Some(answer) = self.verdicts.get(number) else { return Verdict::Unknown };
        if let Some(known) = answer.get() {
            return known;
        }
        let verdict = questions.all.get(number).map_or(Verdict::Unknown, |question| {
            question.check.ask(self.seen.get(question.subject).unwrap_or(&NULL), questions)
        });
        answer.set(Some(verdict));
        verdict
    }

    /// Whether that answer is known to be no.
    pub fn is_no(&self, number: usize) -> bool {
        self.verdicts.get(number).is_some_and(|answer| answer.get() == Some(Verdict::No))
    }

    pub fn of_did(&self, number: usize) -> Verdict {
        self.counts.get(number).map_or(Verdict::Unknown, |count| count.verdict)
    }

    /// How often the visitor did what that question counts.
    pub fn times(&self, number: usize) -> i64 {
        self.counts.get(number).map_or(0, |count| count.seen)
    }

    /// Forgets every answer, and takes up what is known now.
    pub fn start(&mut self, questions: &Questions, attributes: &Value, memory: &Memory) {
        *self = Answers::new(questions);
        self.refresh(questions, attributes, None);
        if !questions.did.is_empty() {
            for event in memory.events() {
                self.record(questions, &event);
            }
        }
    }

    /// Takes up what has changed under these names, or under any.
    pub fn refresh(&mut self, questions: &Questions, attributes: &Value, changed: Option<&[&str]>) {
        for (subject, seen) in questions.subjects.iter().zip(&mut self.seen) {
            let head = text::cut(&subject.path, ".").0;
            if changed.is_some_and(|changed| !changed.contains(&head)) {
                continue;
            }
            let value = attributes.at(&subject.path);
            if value != seen {
                *seen = value.clone();
                for number in &subject.questions {
                    if let Some(answer) = self.verdicts.get(*number) {
                        answer.set(None);
                    }
                }
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
            count.settle(did, memory, now, questions);
        }
    }
}

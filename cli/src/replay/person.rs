//! What one visit of a person leaves for their next, and how the engine hands it over: all that replay knows of
//! the engine's memory is here.

use std::rc::Rc;

use barrio_engine::{Effect, Engine, Input, Records, Start, StoreFile, Value};

use super::pyramid::Standing;

/// A person between two visits.
#[derive(Default)]
pub(super) struct Person {
    pub records: Records,
    /// The campaigns that they have seen, by their places in the store file.
    pub seen: Vec<u16>,
    /// The time of their last event so far.
    pub last: Option<i64>,
    /// Where they stand in the pyramid, where that is asked for.
    pub standing: Option<Standing>,
    /// About how much memory they take, in bytes.
    pub weight: usize,
}

impl Person {
    /// The records as text, to be put aside.
    pub fn records_text(&self) -> String {
        self.records.to_value().to_json()
    }
}

/// The records from their text.
pub(super) fn records(value: &Value) -> Records {
    Records::from_value(value)
}

/// An engine that serves one person after another.
pub(super) struct Machine {
    pub engine: Engine,
}

impl Machine {
    /// An engine for this store.
    pub fn new(store: Rc<StoreFile>) -> Machine {
        Machine { engine: Engine::open(store) }
    }

    /// Begins a visit with what the person remembers.
    pub fn begin(&mut self, person: &mut Person, now: i64, start: Start) -> Vec<Effect> {
        self.engine.give_records(std::mem::take(&mut person.records));
        self.engine.step(now, Input::Start(start))
    }

    /// Tells for each campaign, by its place in the store file, the first reason that stops it now.
    pub fn reasons(&self, now: i64, mut tell: impl FnMut(usize, &str)) {
        for place in 0..self.engine.campaigns() {
            if let Some(reason) = self.engine.stopped_by(place, now) {
                tell(place, reason);
            }
        }
    }

    /// Where the person stands since `from`, and when silence alone would change that.
    pub fn standing(&self, from: i64) -> Option<Standing> {
        let (stage, _, until) = self.engine.standing();
        Standing::new(from, stage, until.map(|until| until.saturating_add(1)))
    }

    /// Ends it, and takes back what is to be remembered.
    pub fn end(&mut self, person: &mut Person) {
        person.records = self.engine.take_records();
    }
}

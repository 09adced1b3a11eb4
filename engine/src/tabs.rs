//! Tabs: what the tabs of one store, open at the same time, owe each other. One of them speaks at a time, and what
//! one of them did the others know.

use alloc::string::String;

use crate::effect::Effect;
use crate::engine::Engine;
use crate::journal::SHARED;
use crate::memory::{
    CAMPAIGN, CART, CONSENT, DROPPED, JOURNAL, ORDERS, PERSON, PROGRAM, TOUCH, VISIT, is_text,
};
use crate::value::Value;
use crate::{json, list};

/// Where this tab stands among the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tabs {
    /// Whether turns are taken at all.
    pub shared: bool,
    /// The turn is asked for.
    claimed: bool,
    /// It is this tab's turn, in this step.
    pub turn: bool,
    /// Whether the device keeps what this tab writes, where the others see it.
    pub device: bool,
    /// Whether this tab has asked to be the one that sends, and whether it is.
    pub seeks: bool,
    pub leads: bool,
    /// When it asked, or let go of it.
    pub sought: i64,
    /// The campaigns that others show, an array of ids, as of the last turn.
    pub elsewhere: Value,
}

impl Tabs {
    /// Whether another tab shows this campaign.
    pub fn show(&self, id: &str) -> bool {
        self.elsewhere.items().iter().any(|shown| shown.text() == Some(id))
    }
}

impl Engine {
    /// Whether this tab, which has something to say, may speak now. If not, it asks for the turn, and for what it
    /// takes to speak.
    pub(crate) fn has_turn(&mut self) -> bool {
        if self.whole && (!self.tabs.shared || self.tabs.turn) {
            return true;
        }
        if !self.tabs.claimed {
            self.tabs.claimed = true;
            self.effects.push(Effect::Claim);
        }
        false
    }

    /// It is this tab's turn: it first learns what the others have done.
    pub(crate) fn turn(&mut self, stored: &Value, elsewhere: Value) {
        (self.tabs.turn, self.tabs.claimed, self.tabs.elsewhere) = (true, false, elsewhere);
        let mut learnt = false;
        for (key, text) in stored.entries() {
            learnt |= self.learn(key, text.text_or_empty());
        }
        if learnt {
            self.recall();
        }
    }

    /// Another tab has changed a record on the device.
    pub(crate) fn stored(&mut self, key: &str, text: Option<&str>) {
        let Some(text) = text else { return self.lost(key) };
        if let Some(id) = key.strip_prefix(CAMPAIGN) {
            // What happened to it may be that it was closed.
            self.tabs.forget(id);
        }
        if self.learn(key, text) {
            self.recall();
        }
    }

    /// Another tab let go of a record: it was sent, it was too old, or all was forgotten.
    fn lost(&mut self, key: &str) {
        if is_text(key) {
            return self.lose_waiting(key);
        }
        self.memory.released(key);
        if key == CONSENT {
            // All was denied there, or forgotten: what is on the device goes here too.
            self.consent.forget();
        }
        if key == VISIT || key == CONSENT {
            self.recall();
        }
    }

    /// Takes a record of another tab into memory; whether that says something new of the visitor.
    fn learn(&mut self, key: &str, text: &str) -> bool {
        if is_text(key) {
            self.learn_waiting(key, text);
            return false;
        }
        let known = self.memory.get(key);
        if known.to_json() == text {
            return false;
        }
        let Some(theirs) = self.sound(key, text) else { return false };
        let merged = merge(key, known, &theirs);
        if key == CONSENT {
            self.consent.answers = merged.clone();
        }
        let differs = merged != theirs;
        self.memory.restore(key, theirs);
        if differs {
            self.memory.put(key, merged);
        }
        if key == CONSENT {
            self.stop_forbidden();
        }
        true
    }
}

impl Tabs {
    fn forget(&mut self, id: &str) {
        if let Value::List(shown) = &mut self.elsewhere {
            shown.retain(|other| other.text() != Some(id));
        }
    }
}

/// What is to be written of a record, as JSON, where the device holds this under its key by now: a tab that had not
/// heard of what another wrote must not undo it. Only what happened to campaigns and in programs is told by several tabs
/// at once.
pub fn merged(key: &str, mine: &str, device: &str) -> String {
    match (json::parse(mine), json::parse(device)) {
        (Ok(mine), Ok(theirs)) if is_history(key) => merge(key, &mine, &theirs).to_json(),
        _ => mine.into(),
    }
}

/// What two tabs know together.
fn merge(key: &str, mine: &Value, theirs: &Value) -> Value {
    if mine.is_null() {
        return theirs.clone();
    }
    match key {
        _ if key.starts_with(JOURNAL) => {
            let mut all = union(theirs, mine, |event| event.at("0").number());
            // As many as are taken up again: more, and two tabs would never agree.
            if let Value::List(events) = &mut all {
                events.truncate(SHARED);
            }
            all
        }
        _ if is_history(key) => both(mine, theirs),
        VISIT => later(mine, theirs),
        // Whoever wrote last has seen what was there before.
        TOUCH | CART | ORDERS | PERSON | CONSENT | DROPPED => theirs.clone(),
        _ => mine.clone(),
    }
}

/// Whether it is the record of a campaign or a program.
fn is_history(key: &str) -> bool {
    key.starts_with(CAMPAIGN) || key.starts_with(PROGRAM)
}

/// Such a record: all the times, and of anything else the latest.
fn both(mine: &Value, theirs: &Value) -> Value {
    let mut out = theirs.clone();
    for (field, value) in mine.entries() {
        let other = theirs.get(field);
        let merged = match value {
            Value::List(_) => union(other, value, Value::number),
            Value::Number(time) if other.number().is_none_or(|other| other < *time) => value.clone(),
            // The steps of a program.
            Value::Map(_) if value.get("time").number().is_none() => both(value, other),
            // A run: its last step is the one that counts. What became of a step of a program.
            Value::Map(_) if other.get("time").number() < value.get("time").number() => value.clone(),
            _ if other.is_null() => value.clone(),
            _ => continue,
        };
        out.set(field, merged);
    }
    out
}

/// What stands in either of two lists that are in the order of time.
fn union(theirs: &Value, mine: &Value, time: fn(&Value) -> Option<f64>) -> Value {
    let mut all = theirs.items().to_vec();
    for item in mine.items() {
        if !all.contains(item) {
            let place = all.iter().position(|other| time(other) > time(item)).unwrap_or(all.len());
            list::insert(&mut all, place, item.clone());
        }
    }
    Value::List(all)
}

/// The later visit; of one and the same the earlier beginning, the later activity and the higher of each count.
fn later(mine: &Value, theirs: &Value) -> Value {
    let number = |visit: &Value| visit.get("number").number();
    let is_mine = number(mine) > number(theirs);
    let (mut out, other) = if is_mine { (mine.clone(), theirs) } else { (theirs.clone(), mine) };
    if number(mine) == number(theirs) {
        for name in ["pages", "last", "before"] {
            raise(&mut out, other, name);
        }
        if other.get("started").number() < out.get("started").number() {
            out.set("started", other.get("started").clone());
        }
    }
    out.change("times", &mut |times| {
        for (name, _) in other.get("times").entries() {
            raise(times, other.get("times"), name);
        }
    });
    out
}

fn raise(counts: &mut Value, other: &Value, name: &str) {
    if counts.get(name).number() < other.get(name).number() {
        counts.set(name, other.get(name).clone());
    }
}

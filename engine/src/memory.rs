//! `Memory`: the records of one visitor, and which of them the device has yet to be told of.
//!
//! Whatever outlives a page is a record here: a JSON value under its key, just as the device holds it.
//! The journal, the history and the outbox read and change records; none has a copy of its own. What waits to be sent
//! is kept as the text that the device has, and looked into when it is needed.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::consent::Keeping;
use crate::effect::Effect;
use crate::time::SECOND;
use crate::value::{NULL, Value};
use crate::{json, list, text};

pub(crate) const CONSENT: &str = "consent";
pub(crate) const PERSON: &str = "person";
pub(crate) const TOUCH: &str = "touch";
pub(crate) const VISIT: &str = "visit";
pub(crate) const CART: &str = "cart";
pub(crate) const ORDERS: &str = "orders";
/// How many messages of which event the outbox had no room for.
pub(crate) const DROPPED: &str = "dropped";
/// The keys of which there is one each, in their places.
pub(crate) const SINGLE: [&str; 7] = [CONSENT, PERSON, TOUCH, VISIT, CART, ORDERS, DROPPED];

/// What the keys begin with of which there are many.
pub(crate) const JOURNAL: &str = "journal/";
pub(crate) const CAMPAIGN: &str = "campaign/";
pub(crate) const PROGRAM: &str = "program/";
pub(crate) const OUTBOX: &str = "outbox/";
/// What the messages of many segments have in common.
pub(crate) const CONTEXT: &str = "context/";
/// What a CRM refused for good.
pub(crate) const REFUSED: &str = "refused/";
/// What is kept as text: what waits, and what is set aside.
const TEXTS: [&str; 3] = [OUTBOX, CONTEXT, REFUSED];

/// How long the device is left alone after it had no room, in milliseconds.
const FULL: i64 = 30 * SECOND;

/// All that is remembered of one visitor.
#[derive(Clone, Debug)]
pub struct Memory {
    /// The single ones in their places, then the others in the order of their keys.
    records: Vec<Record>,
    /// Stands in for a record that is not where it was just put, so that nothing here can panic.
    spare: Record,
    /// What is on the device and gone here.
    gone: Vec<String>,
    /// The number of the journal's segment that is written to.
    pub(crate) newest: usize,
    /// Whether there is something to tell the device.
    stale: bool,
    /// What the device was allowed to keep when it was told last.
    allowed: Keeping,
    /// The device had no room: nothing is tried until then.
    full_until: i64,
    /// How large the records are that are kept as text, with their keys.
    pub(crate) bytes: usize,
    /// Whether there is a device: somebody else keeps a memory that is given and taken whole.
    pub(crate) detached: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub key: String,
    pub value: Value,
    /// Changed since the device was told.
    dirty: bool,
    /// On the device, in whatever state.
    kept: bool,
}

impl Default for Memory {
    fn default() -> Memory {
        let mut records = Vec::new();
        for key in &SINGLE {
            records.push(Record::new(key));
        }
        let spare = Record::new("");
        Memory {
            records,
            spare,
            gone: Vec::new(),
            newest: 0,
            stale: false,
            allowed: Keeping::default(),
            full_until: 0,
            bytes: 0,
            detached: false,
        }
    }
}

impl Record {
    fn new(key: &str) -> Record {
        Record { key: key.into(), value: Value::Null, dirty: false, kept: false }
    }

    /// The JSON text of a record that is kept as such.
    pub fn text(&self) -> &str {
        self.value.raw()
    }

    /// Whether the device holds it as it is here.
    pub fn is_kept(&self) -> bool {
        self.kept && !self.dirty
    }

    fn bytes(&self) -> usize {
        let text = self.text().len();
        if text == 0 { 0 } else { text + self.key.len() }
    }
}

impl Memory {
    /// The record of that key, or `Null`.
    pub(crate) fn get(&self, key: &str) -> &Value {
        self.record(key).map_or(&NULL, |record| &record.value)
    }

    /// The record of that key, if there is one.
    pub(crate) fn record(&self, key: &str) -> Option<&Record> {
        self.find(key).ok().and_then(|at| self.records.get(at))
    }

    /// The records whose keys begin so, in the order of their numbers or ids.
    pub(crate) fn under(&self, prefix: &str) -> Vec<(&str, &Value)> {
        let mut found = Vec::new();
        for Record { key, value, .. } in &self.records {
            if key.starts_with(prefix) {
                found.push((key.as_str(), value));
            }
        }
        found
    }

    /// The records whose keys begin so and have that length, which all of that beginning have: in their order.
    pub(crate) fn range(&self, prefix: &str, length: usize) -> &[Record] {
        let from = self.search(length, prefix).unwrap_or_else(|at| at);
        let to = self.search(length, &text::concat(&[prefix, "~"])).unwrap_or_else(|at| at);
        self.records.get(from..to).unwrap_or_default()
    }

    /// Puts a record in the place of what was there.
    pub(crate) fn put(&mut self, key: &str, value: Value) {
        self.stale = true;
        self.replace(key, value, &|record| record.dirty = true);
    }

    fn replace(&mut self, key: &str, value: Value, mark: &dyn Fn(&mut Record)) {
        let record = self.place(key);
        let before = record.bytes();
        record.value = value;
        mark(record);
        let after = record.bytes();
        self.bytes = (self.bytes + after).saturating_sub(before);
    }

    /// Changes one field of a record.
    pub(crate) fn amend(&mut self, key: &str, field: &str, value: Value) {
        self.edit(key).set(field, value);
    }

    /// A record to be changed; an empty one where there was none.
    pub(crate) fn edit(&mut self, key: &str) -> &mut Value {
        self.stale = true;
        let record = self.place(key);
        record.dirty = true;
        &mut record.value
    }

    /// Takes up a record as the device has it.
    pub(crate) fn restore(&mut self, key: &str, value: Value) {
        self.replace(key, value, &|record| (record.dirty, record.kept) = (false, true));
    }

    /// Lets go of a record.
    pub(crate) fn remove(&mut self, key: &str) {
        let Ok(at) = self.find(key) else { return };
        let removed = match self.records.get_mut(at) {
            Some(record) if at < SINGLE.len() => Some(core::mem::replace(record, Record::new(key))),
            _ => list::remove(&mut self.records, at),
        };
        let Some(removed) = removed else { return };
        self.bytes = self.bytes.saturating_sub(removed.bytes());
        if removed.kept {
            self.discard(key);
        }
    }

    /// Lets the device forget a key, whatever is kept there.
    pub(crate) fn discard(&mut self, key: &str) {
        self.stale = true;
        self.gone.push(key.into());
    }

    /// The device has let go of a record by itself.
    pub(crate) fn released(&mut self, key: &str) {
        self.place(key).kept = false;
        self.remove(key);
    }

    /// The device did not take a record: it is told again when it may have room.
    pub(crate) fn unkept(&mut self, key: &str, now: i64) {
        if let Some(record) = self.find(key).ok().and_then(|at| self.records.get_mut(at)) {
            record.dirty = true;
            self.full_until = now + FULL;
        }
    }

    /// Another tab has removed a record that is still of use: it is written again.
    pub(crate) fn rewrite(&mut self, key: &str) {
        self.stale = true;
        let record = self.place(key);
        (record.dirty, record.kept) = (true, false);
    }

    /// Lets go of what is on the device and kept as text, in order to take it up as it is there by now.
    pub(crate) fn let_go(&mut self) {
        let mut bytes = 0;
        self.records.retain(|record| {
            let stays = !record.is_kept() || record.text().is_empty();
            if stays {
                bytes += record.bytes();
            }
            stays
        });
        self.bytes = bytes;
    }

    /// Removes all records but those whose keys this wants.
    pub(crate) fn retain(&mut self, wants: &dyn Fn(&str) -> bool) {
        let mut keys = Vec::new();
        for record in &self.records {
            if !wants(&record.key) {
                keys.push(record.key.clone());
            }
        }
        for key in &keys {
            self.remove(key);
        }
    }

    /// Where a record stands, or is to stand.
    #[inline(never)]
    fn find(&self, key: &str) -> Result<usize, usize> {
        if let Some(at) = SINGLE.iter().position(|single| *single == key) {
            return Ok(at);
        }
        self.search(key.len(), key)
    }

    /// The same by what a key of that length begins with. Where shorter keys go first, numbers stand in their order.
    #[inline(never)]
    fn search(&self, length: usize, key: &str) -> Result<usize, usize> {
        let (mut low, mut high) = (SINGLE.len(), self.records.len());
        while let Some(middle) = self.records.get(low..high).and_then(|part| part.get(part.len() / 2)) {
            let at = low + (high - low) / 2;
            match (middle.key.len(), middle.key.as_str()).cmp(&(length, key)) {
                Ordering::Equal => return Ok(at),
                Ordering::Less => low = at + 1,
                Ordering::Greater => high = at,
            }
        }
        Err(low)
    }

    fn place(&mut self, key: &str) -> &mut Record {
        let at = self.find(key).unwrap_or_else(|at| {
            list::insert(&mut self.records, at, Record::new(key));
            at
        });
        self.records.get_mut(at).unwrap_or(&mut self.spare)
    }

    /// Tells the device what has changed, before anything else is done, and what it may not keep any more.
    pub(crate) fn sync(&mut self, allowed: Keeping, now: i64, effects: &mut Vec<Effect>) {
        if self.detached || (!self.stale && self.allowed == allowed) {
            return;
        }
        (self.stale, self.allowed) = (false, allowed);
        // What goes makes room.
        let full = now < self.full_until && self.gone.is_empty();
        let mut told = Vec::new();
        for key in core::mem::take(&mut self.gone) {
            told.push(Effect::Persist { key, value: None });
        }
        for record in &mut self.records {
            let keeps = !record.value.is_null() && allowed.keeps(&record.key);
            if keeps != record.kept || (keeps && record.dirty) {
                if keeps && full {
                    record.dirty = true;
                    continue;
                }
                let value = if keeps { Some(record.value.to_json()) } else { None };
                told.push(Effect::Persist { key: record.key.clone(), value });
                (record.kept, record.dirty) = (keeps, !keeps);
            }
        }
        told.append(effects);
        *effects = told;
    }

    /// All records by their keys: what the device holds, or would.
    pub fn to_value(&self) -> Value {
        let mut all = Value::Map(Vec::new());
        for Record { key, value, .. } in &self.records {
            let known = match value {
                Value::Raw(text) => json::parse(text).unwrap_or_else(|_| text.into()),
                _ => value.clone(),
            };
            all.set_known(key, known);
        }
        all
    }

    /// Records as `to_value` gave them.
    pub fn from_value(all: &Value) -> Memory {
        let mut memory = Memory::default();
        for (key, value) in all.entries() {
            let value = if is_text(key) { Value::Raw(value.to_json()) } else { value.clone() };
            memory.put(key, value);
        }
        memory
    }
}

/// Whether the record of that key is kept as text.
pub(crate) fn is_text(key: &str) -> bool {
    TEXTS.iter().any(|prefix| key.starts_with(prefix))
}

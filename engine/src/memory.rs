//! `Memory`: the records of one visitor, and how the engine takes them up, keeps, gives out and erases them.
//!
//! Whatever outlives a page is a record here: a JSON value under its key, just as the device holds it.
//! The journal, the history and the outbox read and change records; none has a copy of its own.

use alloc::string::String;
use alloc::vec::Vec;

use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::Start;
use crate::json;
use crate::outbox::Outbox;
use crate::person::Person;
use crate::random::Random;
use crate::source::Touch;
use crate::value::{NULL, Value};
use crate::view::Surface;
use crate::visitor::Visitor;
use crate::{journal, outbox, text};

const CONSENT: &str = "consent";
const PERSON: &str = "person";
const TOUCH: &str = "touch";
pub(crate) const VISIT: &str = "visit";
/// The keys of which there is one each.
const SINGLE: [&str; 4] = [CONSENT, PERSON, TOUCH, VISIT];

/// What the keys begin with of which there are many.
pub(crate) const JOURNAL: &str = "journal/";
pub(crate) const CAMPAIGN: &str = "campaign/";
pub(crate) const OUTBOX: &str = "outbox/";

/// All records by their keys, whether or not the device may keep them.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    records: Vec<(String, Value)>,
}

impl Default for Memory {
    fn default() -> Memory {
        let mut memory = Memory { records: Vec::new() };
        for key in &SINGLE {
            memory.put(key, Value::Null);
        }
        memory
    }
}

impl Memory {
    /// The record of that key, or `Null`.
    pub fn get(&self, key: &str) -> &Value {
        for (known, record) in &self.records {
            if known == key {
                return record;
            }
        }
        &NULL
    }

    /// The records whose keys begin so, in the order of their numbers or ids.
    pub fn under(&self, prefix: &str) -> Vec<(&str, &Value)> {
        let mut found = Vec::new();
        for (key, record) in &self.records {
            if key.starts_with(prefix) {
                found.push((key.as_str(), record));
            }
        }
        found
    }

    fn put(&mut self, key: &str, record: Value) {
        if let Some(old) = self.place(key) {
            *old = record;
        }
    }

    /// Changes one field of a record.
    pub fn amend(&mut self, key: &str, field: &str, value: Value) {
        if let Some(record) = self.place(key) {
            record.set(field, value);
        }
    }

    /// Where a record stands, or is to stand.
    fn place(&mut self, key: &str) -> Option<&mut Value> {
        if !self.records.iter().any(|(known, _)| known == key) {
            self.records.push((key.into(), Value::Null));
            self.sort_in();
        }
        self.records.iter_mut().find(|(known, _)| known == key).map(|(_, record)| record)
    }

    /// Carries a record to the end, and takes it from there.
    fn remove(&mut self, key: &str) {
        let mut found = false;
        let mut at = 0;
        while let Some([this, next]) = self.records.get_mut(at..at + 2) {
            found |= this.0 == key;
            if found {
                core::mem::swap(this, next);
            }
            at += 1;
        }
        if found || self.records.last().is_some_and(|(last, _)| last == key) {
            self.records.pop();
        }
    }

    /// Brings the last record to its place. Where shorter keys go first, numbers stand in their order.
    fn sort_in(&mut self) {
        let mut at = self.records.len();
        while at > SINGLE.len() + 1
            && let Some([before, last]) = self.records.get_mut(at - 2..at)
            && (last.0.len(), &last.0) < (before.0.len(), &before.0)
        {
            core::mem::swap(before, last);
            at -= 1;
        }
    }
}

impl Engine {
    pub(crate) fn start(&mut self, start: Start) {
        self.random = Random::new(&start.seed);
        self.consent.gpc = start.facts.get("gpc") == &Value::Bool(true);
        self.visitor = Visitor::start(&start.facts, start.zones, &self.store.home);
        self.restore(&start.stored);
        self.visitor.set("customer", self.person.get("traits").clone());
    }

    fn restore(&mut self, stored: &Value) {
        if let Ok(answers) = json::parse(stored.get(CONSENT).text_or_empty()) {
            self.consent.answers = answers;
        }
        let allowed = self.consent.allows_storage();
        for (key, text) in stored.entries() {
            match self.sound(key, text.text_or_empty()) {
                Some(record) if allowed => {
                    if key.starts_with(OUTBOX) {
                        self.outbox.take_room(&record);
                    }
                    self.memory.put(key, record);
                }
                // Damaged, of no use any more, none of ours, or no longer allowed.
                _ => self.effects.push(Effect::Persist { key: key.clone(), value: None }),
            }
        }
        self.person = Person::restore(self.memory.get(PERSON));
    }

    fn sound(&self, key: &str, text: &str) -> Option<Value> {
        let record = json::parse(text).ok()?;
        if key.starts_with(JOURNAL) {
            return journal::sound(key, &record, self.now);
        }
        let good = match key {
            TOUCH => Touch::restore(record.get("last")).is_some(),
            _ if key.starts_with(OUTBOX) => outbox::sound(&record, &self.store.sinks),
            _ => key.starts_with(CAMPAIGN) || SINGLE.contains(&key),
        };
        good.then_some(record)
    }

    /// Keeps a record: in memory, and on the device where a purpose allows to keep anything.
    pub(crate) fn keep(&mut self, key: &str, record: Value) {
        self.memory.put(key, record);
        self.keep_amended(key);
    }

    /// Keeps a record as it stands in memory.
    pub(crate) fn keep_amended(&mut self, key: &str) {
        self.persist(key, Some(self.memory.get(key).to_json()));
    }

    /// Lets go of a record.
    pub(crate) fn drop_record(&mut self, key: &str) {
        self.persist(key, None);
        self.memory.remove(key);
    }

    fn persist(&mut self, key: &str, value: Option<String>) {
        if self.consent.allows_storage() {
            self.persist_always(key, value);
        }
    }

    /// Asks the device once a step for each record, as it stands at the end.
    fn persist_always(&mut self, key: &str, value: Option<String>) {
        for effect in &mut self.effects {
            if let Effect::Persist { key: other, value: earlier } = effect
                && other == key
            {
                *earlier = value;
                return;
            }
        }
        self.effects.push(Effect::Persist { key: key.into(), value });
    }

    /// Takes a page view.
    pub(crate) fn page(&mut self, facts: &Value) {
        let begins = self.arrive();
        let pages = self.memory.visit("pages") + 1;
        self.memory.amend(VISIT, "pages", pages.into());
        self.visitor.set_page(facts);
        self.touch(facts, begins);
        let mut properties = self.visitor.attributes().pick("path=page.path");
        properties.merge(&facts.pick("product=product.sku item_category=product.category"));
        self.record("page_view", &properties);
        // What waited on the page before no longer holds.
        self.armed.clear();
        self.arm(None);
    }

    /// What brought the visitor. Typing the address does not take the credit from what brought them before.
    fn touch(&mut self, facts: &Value, begins: bool) {
        let text = |name| facts.get(name).text_or_empty();
        let arrival = Touch::detect(text("url"), text("referrer"), self.now);
        let touch = self.memory.get(TOUCH);
        let (first, last) = (touch.get("first"), touch.get("last"));
        if let Some(arrival) = arrival
            && (last.is_null() || !arrival.is_direct())
            && (begins || last.get("source") != arrival.fields().get("source"))
        {
            if first.is_null() {
                self.memory.amend(TOUCH, "first", arrival.fields().clone());
            }
            self.memory.amend(TOUCH, "last", arrival.fields().clone());
            self.keep_amended(TOUCH);
        }
        self.visitor.set_touch(self.memory.get(TOUCH));
    }

    pub(crate) fn keep_person(&mut self) {
        self.keep(PERSON, self.person.record(self.consent.allows_identity()));
    }

    /// The store says who this is.
    pub(crate) fn identify(&mut self, id: Option<String>, traits: &Value) {
        if let Some(id) = id {
            let known = self.person.get("user_id").text();
            if known.is_some_and(|known| known != id) {
                self.reset();
            }
            self.person.set("user_id", id.into());
        }
        let mut known = self.person.get("traits").clone();
        known.merge(traits);
        self.visitor.set("customer", known.clone());
        self.person.set("traits", known);
        self.keep_person();
        self.tell_identity();
    }

    /// Takes answers about purposes; what follows for the device follows at once.
    pub(crate) fn answer(&mut self, purposes: &Value, source: &str) {
        let before = self.consent.allows_storage();
        self.consent.set_all(purposes, source, self.now);
        self.keep(CONSENT, self.consent.answers.clone());
        self.keep_person();
        let memory = core::mem::take(&mut self.memory);
        match (before, self.consent.allows_storage()) {
            (true, false) => self.erase(&memory, &[]),
            (false, true) => self.keep_everything(&memory),
            _ => {}
        }
        self.memory = memory;
    }

    /// Storage has just been allowed: what was only in memory is kept from now on.
    fn keep_everything(&mut self, memory: &Memory) {
        for (key, record) in &memory.records {
            if !record.is_null() {
                self.persist(key, Some(record.to_json()));
            }
        }
    }

    /// Removes these records from the device, whatever the consent is now; all but those whose keys begin so.
    fn erase(&mut self, memory: &Memory, spared: &[&str]) {
        for (key, record) in &memory.records {
            if spared.iter().any(|prefix| key.starts_with(prefix)) {
                self.memory.put(key, record.clone());
            } else {
                self.persist_always(key, None);
            }
        }
    }

    fn begin_afresh(&mut self, spared: &[&str]) {
        let memory = core::mem::take(&mut self.memory);
        self.erase(&memory, spared);
        for surface in Surface::ALL {
            self.clear(surface);
        }
        self.person = Person::default();
        self.armed.clear();
        self.visitor.set("customer", Value::Null);
    }

    /// The person logged out: whoever comes next is somebody else. What was agreed to send is still sent.
    pub(crate) fn reset(&mut self) {
        self.begin_afresh(&[OUTBOX, CONSENT]);
        self.keep(CONSENT, self.consent.answers.clone());
    }

    /// Erases all that the device holds, and begins as on a first visit.
    pub(crate) fn forget(&mut self) {
        self.begin_afresh(&[]);
        self.consent.answers = Value::Map(Vec::new());
        self.outbox = Outbox::new(&self.store.sinks);
    }

    /// All that the device holds of this visitor, for the visitor.
    pub fn export(&self) -> Value {
        let mut all = Value::Map(Vec::new());
        for (key, record) in &self.memory.records {
            all.set_known(key, record.clone());
        }
        all
    }
}

/// What stands before the next separator; `rest` becomes what stands after it, `None` where that was the last.
pub(crate) fn take_part<'a>(text: &'a str, separator: &str, rest: &mut Option<&'a str>) -> &'a str {
    let found = text::split_once(text, separator);
    *rest = found.map(|(_, after)| after);
    found.map_or(text, |(before, _)| before)
}

impl Value {
    /// Puts a text under `key`.
    pub(crate) fn set_text(&mut self, key: &str, text: &str) {
        self.set(key, text.into());
    }

    /// An object of those of these names that are known. A name is a path, or stands before one: `sku=product.sku`.
    pub(crate) fn pick(&self, names: &str) -> Value {
        let mut out = Value::Map(Vec::new());
        let mut rest = Some(names);
        while let Some(names) = rest {
            let name = take_part(names, " ", &mut rest);
            let (name, path) = text::split_once(name, "=").unwrap_or((name, name));
            out.set_known(name, self.at(path).clone());
        }
        out
    }
}

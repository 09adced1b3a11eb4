//! The engine's memory: what it takes up from the device, keeps there, gives out and erases.

use alloc::string::String;
use alloc::vec::Vec;

use crate::consent::{Consent, Source};
use crate::effect::Effect;
use crate::engine::Engine;
use crate::history::{self, History};
use crate::input::Start;
use crate::journal::{self, Journal};
use crate::json;
use crate::outbox::{self, Outbox};
use crate::person::Person;
use crate::random::Random;
use crate::source::Touch;
use crate::value::Value;
use crate::view::Surface;
use crate::visitor::Visitor;

const CONSENT: &str = "consent";
const PERSON: &str = "person";
const TOUCH: &str = "touch";
const VISIT: &str = "visit";

impl Engine {
    pub(crate) fn start(&mut self, start: Start) {
        self.random = Random::new(&start.seed);
        self.consent.gpc = start.facts.get("gpc") == &Value::Bool(true);
        self.visitor = Visitor::start(&start.facts, &start.zones, &self.store.home);
        self.restore(&start.stored);
        let traits = self.person.traits.clone();
        self.visitor.set_customer(&traits);
    }

    fn restore(&mut self, stored: &[(String, String)]) {
        if let Some((_, record)) = stored.iter().find(|(key, _)| key == CONSENT) {
            self.consent.restore(&json::parse(record).unwrap_or_default());
        }
        if !self.consent.allows_storage() {
            // It was allowed once and no longer is: what was kept goes.
            self.effects
                .extend(stored.iter().map(|(key, _)| Effect::Persist { key: key.clone(), value: None }));
            return;
        }
        for (key, record) in stored {
            if !self.restore_record(key, record) {
                self.keep(key, None);
            }
        }
    }

    /// Takes up one record; `false` if it is damaged, of no use any more, or none of ours.
    fn restore_record(&mut self, key: &str, record: &str) -> bool {
        if key.starts_with(journal::PREFIX) {
            return self.journal.restore_segment(key, record, self.now);
        }
        if key.starts_with(history::PREFIX) {
            return self.history.restore(key, record);
        }
        if key.starts_with(outbox::PREFIX) {
            return self.outbox.restore(key, record, &self.store.sinks);
        }
        let Ok(record) = json::parse(record) else { return false };
        match key {
            CONSENT => {}
            PERSON => self.person = Person::restore(&record),
            VISIT => self.journal.restore_visit(&record),
            TOUCH => {
                self.first_touch = Touch::restore(record.get("first"));
                self.last_touch = Touch::restore(record.get("last"));
            }
            _ => return false,
        }
        true
    }

    /// Notes activity and, at the beginning of a visit, that there is one.
    pub(crate) fn arrive(&mut self) -> bool {
        let begins = self.journal.arrive(self.now);
        self.keep_visit();
        begins
    }

    /// Takes a page view.
    pub(crate) fn page(&mut self, facts: &Value) {
        let begins = self.arrive();
        self.journal.visit.pages += 1;
        self.visitor.set_page(facts);
        self.touch(facts, begins);
        let product = facts.get("product");
        let mut properties = Value::map([("path", self.visitor.text("page.path").into())]);
        properties.set_known("product", product.get("sku").clone());
        properties.set_known("item_category", product.get("category").clone());
        self.record("page_view", &properties);
        self.arm_page();
    }

    /// What brought the visitor. Typing the address does not take the credit from what brought them before.
    fn touch(&mut self, facts: &Value, begins: bool) {
        let arrival =
            Touch::detect(facts.get("url").text_or_empty(), facts.get("referrer").text_or_empty(), self.now);
        if let Some(arrival) = arrival
            && (self.last_touch.is_none() || !arrival.is_direct())
            && (begins
                || self
                    .last_touch
                    .as_ref()
                    .is_none_or(|last| last.fields().get("source") != arrival.fields().get("source")))
        {
            self.first_touch.get_or_insert_with(|| arrival.clone());
            self.last_touch = Some(arrival);
            let record =
                Value::map([("first", fields(&self.first_touch)), ("last", fields(&self.last_touch))]);
            self.keep(TOUCH, Some(record.to_json()));
        }
        if let (Some(last), Some(first)) = (&self.last_touch, &self.first_touch) {
            self.visitor.set_touches(last, first);
        }
    }

    /// Writes an event into the journal.
    pub(crate) fn record(&mut self, name: &str, properties: &Value) {
        let (changed, dropped) = self.journal.record(self.now, name, properties);
        let record = self.journal.segment_record(&changed);
        self.keep(&changed, record);
        if let Some(dropped) = dropped {
            self.keep(&dropped, None);
        }
        self.keep_visit();
    }

    /// Keeps the visit once a step, as it stands at the end.
    fn keep_visit(&mut self) {
        self.effects.retain(|effect| !matches!(effect, Effect::Persist { key, .. } if key == VISIT));
        let record = self.journal.visit_record().to_json();
        self.keep(VISIT, Some(record));
    }

    /// Keeps what happened to a campaign.
    pub(crate) fn keep_history(&mut self, id: &str) {
        let record = self.history.record(id).map(|record| record.to_json());
        self.keep(&history::key(id), record);
    }

    pub(crate) fn keep_person(&mut self) {
        let record = self.person.record(self.consent.allows_identity());
        self.keep(PERSON, Some(record.to_json()));
    }

    /// The store says who this is.
    pub(crate) fn identify(&mut self, id: Option<String>, traits: &Value) {
        let other = id.is_some() && self.person.user_id.is_some() && id != self.person.user_id;
        if other {
            self.reset();
        }
        self.person.user_id = id.or(self.person.user_id.take());
        self.person.traits.merge(traits);
        let known = self.person.traits.clone();
        self.visitor.set_customer(&known);
        self.keep_person();
        self.tell_identity();
    }

    /// Takes answers about purposes; what follows for the device follows at once.
    pub(crate) fn answer(&mut self, purposes: &Value, source: Source) {
        let before = self.consent.allows_storage();
        self.consent.set_all(purposes, source, self.now);
        match (before, self.consent.allows_storage()) {
            (true, false) => self.erase(),
            (false, true) => self.keep_everything(),
            _ => {
                self.keep_consent();
                self.keep_person();
            }
        }
    }

    fn keep_consent(&mut self) {
        let record = self.consent.record().to_json();
        self.keep(CONSENT, Some(record));
    }

    /// Storage has just been allowed: what was only in memory is kept from now on.
    fn keep_everything(&mut self) {
        self.keep_consent();
        self.keep_person();
        for (key, value) in self.records() {
            self.keep(&key, Some(value));
        }
    }

    fn records(&self) -> Vec<(String, String)> {
        let journal = self
            .journal
            .keys()
            .filter_map(|key| self.journal.segment_record(&key).map(|record| (key, record)));
        let history = self.history.keys().filter_map(|key| {
            let record = self.history.record(key.strip_prefix(history::PREFIX)?)?;
            Some((key, record.to_json()))
        });
        let outbox = self.outbox.keys().filter_map(|key| {
            let record = self.outbox.record(key.strip_prefix(outbox::PREFIX)?)?;
            Some((key, record))
        });
        let touch =
            Value::map([("first", fields(&self.first_touch)), ("last", fields(&self.last_touch))]).to_json();
        let own = [(TOUCH.into(), touch), (VISIT.into(), self.journal.visit_record().to_json())];
        own.into_iter().chain(journal).chain(history).chain(outbox).collect()
    }

    /// Removes every record from the device, whatever the consent is now.
    fn erase(&mut self) {
        self.effects.retain(|effect| !matches!(effect, Effect::Persist { .. }));
        let own = [CONSENT, PERSON].map(String::from).into_iter();
        let keys = own.chain(self.records().into_iter().map(|(key, _)| key));
        self.effects.extend(keys.map(|key| Effect::Persist { key, value: None }));
    }

    /// The person logged out: whoever comes next is somebody else. What was agreed to send is still sent.
    pub(crate) fn reset(&mut self) {
        let (consent, outbox) = (core::mem::take(&mut self.consent), core::mem::take(&mut self.outbox));
        self.forget();
        (self.consent, self.outbox) = (consent, outbox);
        self.keep_everything();
    }

    /// Erases all that the device holds, and begins as on a first visit.
    pub(crate) fn forget(&mut self) {
        self.erase();
        [Surface::Overlay, Surface::Edge].into_iter().for_each(|surface| self.clear(surface));
        let gpc = self.consent.gpc;
        self.consent = Consent::new(self.store.consent);
        self.consent.gpc = gpc;
        self.outbox = Outbox::new(&self.store.sinks);
        self.journal = Journal::default();
        self.history = History::default();
        self.person = Person::default();
        (self.first_touch, self.last_touch) = (None, None);
        self.armed.clear();
        self.visitor.set_customer(&Value::Null);
    }

    /// All that the device holds of this visitor, for the visitor.
    pub fn export(&self) -> Value {
        let records =
            self.records().into_iter().map(|(key, record)| (key, json::parse(&record).unwrap_or_default()));
        let mut all = Value::map([
            (CONSENT, self.consent.record()),
            (PERSON, self.person.record(self.consent.allows_identity())),
        ]);
        records.for_each(|(key, record)| all.set(&key, record));
        all
    }
}

fn fields(touch: &Option<Touch>) -> Value {
    touch.as_ref().map(|touch| touch.fields().clone()).unwrap_or_default()
}

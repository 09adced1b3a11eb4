//! The course of a visit: who is here, the pages they see, what they do, and what they have forgotten.

use alloc::string::String;
use alloc::vec::Vec;

use crate::address::host;
use crate::bots;
use crate::engine::{Engine, NEVER};
use crate::input::Start;
use crate::memory::{
    CAMPAIGN, CART, CONSENT, CONTEXT, DROPPED, JOURNAL, ORDERS, OUTBOX, PERSON, PROGRAM, SINGLE, TOUCH,
    VISIT, is_text,
};
use crate::outbox::Outbox;
use crate::person::Person;
use crate::random::Random;
use crate::source::Touch;
use crate::value::Value;
use crate::visitor::Visitor;
use crate::{cart, consent, journal, json, segment, text};

impl Engine {
    pub(crate) fn start(&mut self, start: Start) {
        let facts = &start.facts;
        let says = |name| facts.get(name) == &Value::Bool(true);
        self.random = Random::new(&start.seed);
        self.bot = says("webdriver") || bots::is_bot(facts.get("user_agent").text_or_empty());
        self.hidden = says("hidden");
        (self.tabs.shared, self.tabs.device) = (says("tabs"), says("device"));
        self.outbox.offline = says("offline");
        self.consent.gpc = says("gpc");
        self.sources = facts.get("sources").clone();
        self.visitor = Visitor::start(facts, start.zones, &self.store.home);
        self.learn_consent(start.stored.get(CONSENT), facts.get("signals"));
        self.restore(start.stored);
        self.keep_consent();
        self.recall();
    }

    /// What was answered before, and what consent managers say now: nothing is taken up that they do not allow.
    fn learn_consent(&mut self, stored: &Value, signals: &Value) {
        if let Ok(answers) = json::parse(stored.text_or_empty()) {
            self.consent.answers = answers;
        }
        for (source, told) in signals.entries() {
            self.consent.tell(source, told, self.now);
        }
    }

    fn restore(&mut self, stored: Value) {
        let keeping = self.consent.keeping();
        let (mut entries, mut damaged) = (core::mem::take(&mut self.waiting), Vec::new());
        if let Value::Map(others) = stored {
            entries.extend(others);
        }
        for (key, text) in entries {
            let Value::Text(text) = text else { continue };
            let is_old = key.starts_with(JOURNAL) && json::parse(&text).is_ok();
            match self.taken(&key, text) {
                Some(record) if keeping.keeps(&key) => self.memory.restore(&key, record),
                // Damaged, of no use any more, none of ours, or no longer allowed.
                found => {
                    self.memory.discard(&key);
                    if found.is_none() && !is_old {
                        damaged.push(key);
                    }
                }
            }
        }
        self.tell_damaged(&damaged);
        self.stop_forbidden();
        self.outbox.untidy = true;
    }

    /// A record that is as it should be. What is kept as text is looked into when it is needed: there may be much of it.
    fn taken(&self, key: &str, text: String) -> Option<Value> {
        if is_text(key) {
            return segment::is_sound(key, &text).then_some(Value::Raw(text));
        }
        self.sound(key, &text)
    }

    /// A record that is as it should be.
    pub(crate) fn sound(&self, key: &str, text: &str) -> Option<Value> {
        let record = json::parse(text).ok()?;
        if key.starts_with(JOURNAL) {
            return journal::sound(key, &record, self.now);
        }
        let good = match key {
            TOUCH => Touch::restore(record.get("last")).is_some(),
            _ if key.starts_with(PROGRAM) => record.get("entered").number().is_some(),
            _ => key.starts_with(CAMPAIGN) || SINGLE.contains(&key),
        };
        good.then_some(record)
    }

    /// Takes what memory says into what is known of the visitor, and asks every question anew.
    pub(crate) fn recall(&mut self) {
        self.memory.find_newest();
        self.person.restore(self.memory.get(PERSON));
        self.visitor.set("customer", self.person.get("traits").clone());
        self.know_preferences();
        self.visitor.set_touch(self.memory.get(TOUCH));
        self.know_consent();
        self.know_commerce();
        self.visitor.set_time(&self.memory, self.now);
        self.know_programs();
        self.visitor.set("checkout", self.memory.get(VISIT).get("checkout").clone());
        self.name_person();
        self.serve();
        self.relate(true);
        self.answers.start(&self.store.questions, self.visitor.attributes(), &self.memory);
    }

    fn know_commerce(&mut self) {
        self.visitor.set_commerce(self.memory.get(CART), self.memory.get(ORDERS));
    }

    fn know_consent(&mut self) {
        let subscribed = self.consent.subscribed(&[consent::FORM, consent::API]);
        self.visitor.set("consent", self.consent.state());
        self.visitor.set("subscribed", subscribed.into());
    }

    /// Takes a page view.
    pub(crate) fn page(&mut self, facts: &Value) {
        let begins = self.arrive();
        let pages = self.memory.visit("pages") + 1;
        self.memory.amend(VISIT, "pages", pages.into());
        self.visitor.set_page(facts, self.now);
        self.touch(facts, begins);
        let mut properties = self.visitor.attributes().pick("path=page.path");
        properties.merge(&facts.pick(
            "product=product.sku item_category=product.category item_brand=product.brand price=product.price",
        ));
        self.observe("page_view", &properties);
        if self.whole {
            self.resume_tours();
        }
        self.begin_page();
    }

    /// What brought the visitor. Typing the address does not take the credit from what brought them before.
    fn touch(&mut self, facts: &Value, begins: bool) {
        let text = |name| facts.get(name).text_or_empty();
        let (url, referrer) = (text("url"), text("referrer"));
        let plain = self.visitor.attributes().at("page.query").entries().is_empty();
        if !begins && plain && (referrer.is_empty() || host(referrer) == host(url)) {
            // A further page of the same visit: most are.
            return;
        }
        let arrival = Touch::detect(url, referrer, self.now, &self.sources);
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
            self.visitor.set_touch(self.memory.get(TOUCH));
        }
    }

    /// Records what the visitor did, and wakes the campaigns that wait for it.
    pub(crate) fn event(&mut self, name: &str, properties: &Value) {
        self.arrive();
        self.observe(name, properties);
        self.be_active();
        self.arm_for_event(name, properties);
        if self.store.share.iter().any(|shared| shared == name) {
            self.tell_behaviour(name, properties);
        }
    }

    /// What follows from an event for what is known.
    pub(crate) fn observe(&mut self, name: &str, properties: &Value) {
        self.record(name, properties);
        self.call_programs(name, properties);
        self.tick(name);
        self.add_points(name);
        if let Some(cart) = cart::apply(self.memory.get(CART), name, properties) {
            if name == "purchase" {
                let orders = cart::order(self.memory.get(ORDERS), properties, self.now);
                self.memory.put(ORDERS, orders);
                self.outdate_word();
            }
            self.memory.put(CART, cart);
            self.know_commerce();
        }
        self.check_out(name);
        self.take_interest(name, properties);
        self.convert(name, properties);
    }

    /// Where in the checkout they are, or stopped; nowhere once they have bought.
    fn check_out(&mut self, event: &str) {
        let mut checkout = Value::Null;
        if text::is_among(event, "begin_checkout add_shipping_info add_payment_info") {
            checkout = self.visitor.attributes().pick("path=page.path url=page.url");
            checkout.set_text("step", event);
            checkout.set("at", self.now.into());
        } else if event != "purchase" {
            return;
        }
        self.visitor.set("checkout", checkout.clone());
        self.memory.amend(VISIT, "checkout", checkout);
    }

    pub(crate) fn keep_person(&mut self) {
        let record = self.person.record(self.consent.keeping());
        if self.memory.get(PERSON) != &record {
            self.outbox.doubt();
            self.memory.put(PERSON, record);
        }
    }

    /// The store says who this is. An empty id says that nobody is logged in: whoever was, has gone.
    pub(crate) fn identify(&mut self, id: Option<String>, traits: &Value) {
        if let Some(id) = id {
            let known = self.person.get("user_id").text();
            if known.is_some_and(|known| known != id) {
                self.reset();
            }
            if !id.is_empty() && self.person.get("user_id").is_null() {
                self.person.set("user_id", id.into());
                self.tell_alias();
            }
        }
        let mut known = self.person.get("traits").clone();
        known.merge(traits);
        self.visitor.set("customer", known.clone());
        self.person.set("traits", known);
        self.know_commerce();
        self.keep_person();
        self.tell_identity();
    }

    /// What the CRM said of where the person stands was before this order.
    fn outdate_word(&mut self) {
        let mut traits = self.person.get("traits").clone();
        if !traits.take("lifecycle").is_null() {
            self.visitor.set("customer", traits.clone());
            self.person.set("traits", traits);
            self.keep_person();
        }
    }

    /// Takes what a source says of purposes; what follows for the device follows at the end of the step.
    pub(crate) fn answer(&mut self, told: &Value, source: &str) {
        let was_subscribed = self.consent.subscribed(&[consent::FORM]);
        if source == consent::API && was_subscribed && told.get("marketing") == &Value::Bool(false) {
            // The CRM hears whose subscription ends while it may still know who it is.
            self.end_subscription();
        }
        self.consent.tell(source, told, self.now);
        self.forgotten = false;
        self.keep_consent();
        self.know_consent();
        self.keep_person();
        self.stop_forbidden();
    }

    fn end_subscription(&mut self) {
        let properties = Value::map([("purpose", "marketing".into()), ("method", consent::API.into())]);
        self.did("opt_out", &Value::Null);
        self.tell_turn("opt_out", properties.clone());
        self.emit("opt_out", properties);
    }

    fn keep_consent(&mut self) {
        let answers = &self.consent.answers;
        if self.memory.get(CONSENT) != answers
            && !(answers.entries().is_empty() && self.memory.get(CONSENT).is_null())
        {
            self.memory.put(CONSENT, answers.clone());
        }
    }

    /// What follows when the visitor allows something else than they did: what shows without its purpose goes, and
    /// what was kept for a purpose is erased with it, here and on the device.
    pub(crate) fn mind_consent(&mut self) {
        let keeping = self.consent.keeping();
        let before = core::mem::replace(&mut self.keeping, keeping);
        if keeping == before {
            return;
        }
        for shown in self.shown.clone() {
            let campaign = self.store.campaigns.get(shown.campaign);
            if let Some(campaign) = campaign.filter(|campaign| self.denies(campaign)) {
                let id = campaign.id.clone();
                self.hide(&id);
            }
        }
        if keeping.lacks(before) {
            self.person.withdraw(keeping);
            self.memory
                .retain(&|key| key == CONSENT || waits(key) || keeping.keeps(key) || !before.keeps(key));
            self.memory.put(PERSON, self.person.record(keeping));
            self.recall();
        }
    }

    fn begin_afresh(&mut self, spares: &dyn Fn(&str) -> bool) {
        self.close_segment();
        self.outbox.end_draft();
        self.outbox.doubt();
        self.memory.retain(spares);
        self.clear_all();
        self.person = Person::default();
        self.armed.fill(NEVER);
        self.called.fill(false);
        self.recall();
    }

    /// The person logged out: whoever comes next is somebody else. What was agreed to send is still sent.
    pub(crate) fn reset(&mut self) {
        self.consent.reset();
        self.begin_afresh(&|key| key == CONSENT || waits(key));
        self.keep_consent();
    }

    /// Erases all that the device holds, and begins as on a first visit. Where the visitor wants it, the CRM is told
    /// whom to forget; that is sent from memory. `fields` is what they gave with it.
    pub(crate) fn forget(&mut self, tell: bool, fields: &Value) {
        self.memory.retain(&|_| false);
        self.outbox = Outbox::new(&self.store.sinks);
        if tell {
            self.tell_erasure(fields);
        }
        self.consent.forget();
        self.begin_afresh(&waits);
        // An id that was made for what is left to chance goes too: nothing stays.
        self.memory.remove(PERSON);
        self.forgotten = true;
    }

    /// All that the device holds of this visitor, for the visitor.
    pub fn export(&self) -> Value {
        self.memory.to_value()
    }
}

/// Whether it is of what waits to be sent, which goes its own way.
fn waits(key: &str) -> bool {
    key.starts_with(OUTBOX) || key.starts_with(CONTEXT) || key == DROPPED
}

//! Telling the CRM: what is told when, and when the outbox sends. The messages themselves are made in `message.rs`.

use alloc::rc::Rc;

use crate::consent::Purpose;
use crate::engine::{Engine, NEVER};
use crate::memory::OUTBOX;
use crate::message::ADDRESSES;
use crate::segment::{self, CLASSES, KEY, NO_PURPOSE, Segment};
use crate::time::SECOND;
use crate::value::Value;

/// How long behaviour waits for company, so that one request carries what comes together.
const GATHER: i64 = 5 * SECOND;
/// How many messages go without waiting for more.
const ENOUGH: usize = 50;

impl Engine {
    /// What the visitor did goes out only where analytics is allowed.
    pub(crate) fn tell_behaviour(&mut self, event: &str, properties: &Value) {
        if self.consent.allows(Purpose::Analytics) {
            self.gather(1);
            self.post("track", event, properties, Some(Purpose::Analytics));
        }
    }

    /// Where the person stands goes out only where the store may write to them.
    pub(crate) fn tell_relation(&mut self, event: &str, properties: &Value) {
        if self.consent.allows(Purpose::Marketing) {
            self.post("track", event, properties, Some(Purpose::Marketing));
        }
    }

    /// Lets so many messages wait for company, where nothing waits already, and until they are enough for a request.
    pub(crate) fn gather(&mut self, messages: usize) {
        if self.hold <= self.now && !self.outbox.is_writing() && self.next_try() == NEVER {
            self.hold = self.now + GATHER;
            self.outbox.gathered = 0;
        }
        self.outbox.gathered += messages;
        if self.outbox.gathered >= ENOUGH {
            self.hold = self.now;
        }
    }

    /// Who they are goes out only where the store may write to them.
    pub(crate) fn tell_identity(&mut self) {
        if self.consent.allows(Purpose::Marketing) {
            let traits = self.person.get("traits").clone();
            self.post("identify", "identify", &traits, Some(Purpose::Marketing));
        }
    }

    /// What was told under the person's anonymous id is theirs.
    pub(crate) fn tell_alias(&mut self) {
        let before = self.person.get("anonymous_id").clone();
        if self.consent.allows(Purpose::Marketing) && !before.is_null() {
            self.post("alias", "alias", &before, Some(Purpose::Marketing));
        }
    }

    /// Whoever gave an address is whom we knew by an id alone.
    pub(crate) fn tell_subscriber(&mut self, fields: &Value) {
        if self.consent.allows_identity() && !fields.get("email").is_null() {
            self.post("identify", "identify", &fields.pick(ADDRESSES), None);
        }
    }

    /// The visitor wants to be forgotten by the store too: all that it may know them by, if there is anything.
    pub(crate) fn tell_erasure(&mut self, fields: &Value) {
        let mut whom = self.person.get("traits").pick("email");
        whom.merge(&fields.pick("email"));
        for name in ["user_id", "anonymous_id"] {
            whom.set_known(name, self.person.get(name).clone());
        }
        if !whom.entries().is_empty() {
            self.post("track", "erasure_request", &whom, None);
            self.hold = self.now;
        }
    }

    /// The visitor turned to the store: that, and what they were looking at, is theirs to hand over.
    pub(crate) fn tell_turn(&mut self, event: &str, mut properties: Value) {
        let attributes = self.visitor.attributes();
        let mut viewing = Value::Null;
        viewing.set("path", attributes.at("page.path").clone());
        viewing.merge(&attributes.pick("title=page.title product"));
        properties.set("viewing", viewing);
        if event == "opt_in" && self.consent.allows_identity() {
            properties.set_known("interests", self.visitor.attributes().get("interests").clone());
        }
        self.post("track", event, &properties, None);
        self.hold = self.now;
    }

    /// What has been answered in a survey so far. It takes the place of what waits of the same response, and goes
    /// a little later, unless it is complete: most people have the next answer soon.
    pub(crate) fn tell_feedback(&mut self, response: &str, properties: Value, complete: bool) {
        let was_idle = self.next_try() == NEVER;
        self.retract(response);
        let hold = if was_idle { self.now + GATHER } else { self.hold };
        self.tell_turn("feedback", properties);
        if !complete {
            self.hold = hold;
        }
    }

    /// Takes back what waits of a response.
    fn retract(&mut self, response: &str) {
        let mut key = None;
        for record in self.memory.range(OUTBOX, KEY) {
            let explicit = segment::head(record.text()).is_some_and(|(class, _, _)| class == CLASSES - 1);
            if explicit && Segment::read(record).is_some_and(|segment| segment.response() == Some(response)) {
                key = Some(record.key.clone());
            }
        }
        if let Some(key) = key {
            self.let_segment_go(&key);
        }
    }

    /// Puts a message into the outbox, on the device before anywhere else.
    ///
    /// `purpose` is what allows it; none for what the visitor did in order to tell the store.
    fn post(&mut self, kind: &str, event: &str, properties: &Value, purpose: Option<Purpose>) {
        let store = Rc::clone(&self.store);
        if !store.sinks.iter().any(|sink| sink.takes(event)) {
            return;
        }
        let class = class(kind, event, purpose);
        let under = purpose.map_or(NO_PURPOSE, |purpose| purpose as usize);
        self.know_common();
        let (now, common) = (self.now, &self.outbox.common);
        // What another tab sends is not written to any more: it may be settled as it was.
        let alone = self.sends_all();
        if !self
            .outbox
            .draft
            .as_ref()
            .is_some_and(|draft| draft.takes(&common.id, (class, under), (alone, now)))
        {
            let draft = segment::Draft::new(&self.random.id(now), &common.id, class, under, now);
            self.close_segment();
            self.outbox.draft = Some(draft);
        }
        if let Some(draft) = &mut self.outbox.draft {
            draft.push(kind, event, properties, now);
            if draft.is_full() {
                self.hold = now;
            }
        }
        if class == CLASSES - 1 {
            // Another of the same response may take its place in this very step.
            self.close_segment();
        }
    }
}

/// What a message is worth.
fn class(kind: &str, event: &str, purpose: Option<Purpose>) -> usize {
    match kind {
        _ if purpose.is_none() => CLASSES - 1,
        "track" => usize::from(event.starts_with("campaign_") || event == "program_step"),
        _ => 2,
    }
}

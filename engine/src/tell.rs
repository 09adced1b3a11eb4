//! Telling the CRM: what is told when, and when the outbox sends. The messages themselves are made in `message.rs`.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::consent::Purpose;
use crate::effect::Effect;
use crate::engine::{Engine, NEVER};
use crate::memory::OUTBOX;
use crate::outbox::{self, Answer};
use crate::sink::Outcome;
use crate::text;
use crate::time::SECOND;
use crate::value::Value;

/// How long behaviour waits for company, so that one request carries what comes together.
const GATHER: i64 = 5 * SECOND;
impl Engine {
    /// What the visitor did goes out only where analytics is allowed.
    pub(crate) fn tell_behaviour(&mut self, event: &str, properties: Value) {
        if self.consent.allows(Purpose::Analytics) {
            let was_idle = self.next_try() == NEVER;
            self.post("track", event, properties, Some(Purpose::Analytics));
            if was_idle {
                self.hold = self.now + GATHER;
            }
        }
    }

    /// Who they are goes out only where the store may write to them.
    pub(crate) fn tell_identity(&mut self) {
        if self.consent.allows(Purpose::Marketing) {
            let traits = self.person.get("traits").clone();
            self.post("identify", "identify", traits, Some(Purpose::Marketing));
        }
    }

    /// What was told under the person's anonymous id is theirs.
    pub(crate) fn tell_alias(&mut self) {
        let before = self.person.get("anonymous_id").clone();
        if self.consent.allows(Purpose::Marketing) && !before.is_null() {
            self.post("alias", "alias", before, Some(Purpose::Marketing));
        }
    }

    /// Whoever gave an address is whom we knew by an id alone.
    pub(crate) fn tell_subscriber(&mut self, fields: &Value) {
        if self.consent.allows_identity() && !fields.get("email").is_null() {
            self.post("identify", "identify", fields.pick("email phone name first_name last_name"), None);
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
            self.post("track", "erasure_request", whom, None);
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
        self.post("track", event, properties, None);
        self.hold = self.now;
    }

    /// What has been answered in a survey so far. It takes the place of what waits of the same response, and goes
    /// a little later, unless it is complete: most people have the next answer soon.
    pub(crate) fn tell_feedback(&mut self, response: &str, properties: Value, complete: bool) {
        let was_idle = self.next_try() == NEVER;
        let mut keys = Vec::new();
        for (key, record) in self.memory.under(OUTBOX) {
            if record.at("message.properties.response").text() == Some(response) {
                keys.push(text::concat(&[key]));
            }
        }
        for key in &keys {
            self.outbox.give_room(self.memory.get(key));
            self.memory.remove(key);
        }
        let hold = if was_idle { self.now + GATHER } else { self.hold };
        self.tell_turn("feedback", properties);
        if !complete {
            self.hold = hold;
        }
    }

    /// Puts a message into the outbox, on the device before anywhere else.
    ///
    /// `purpose` is what allows it; none for what the visitor did in order to tell the store.
    pub(crate) fn post(&mut self, kind: &str, event: &str, properties: Value, purpose: Option<Purpose>) {
        let store = Rc::clone(&self.store);
        if !store.sinks.iter().any(|sink| sink.takes(event)) {
            return;
        }
        let id = self.random.id(self.now);
        let mut message = self.message(&id, kind, event, properties);
        message.merge(&self.envelope(purpose));
        let record = outbox::record(message, event, &store.sinks);
        if self.outbox.take_room(&record) {
            self.memory.put(&text::concat(&[OUTBOX, &id]), record);
        } else {
            self.emit_error("The outbox is full (1 MB); a message was dropped.");
        }
    }

    fn next_try(&self) -> i64 {
        self.outbox.next_try(&self.memory, &self.store.sinks)
    }

    /// When the outbox wants to send next.
    pub(crate) fn next_send(&self) -> i64 {
        self.next_try().max(self.hold)
    }

    /// Sends what is pending, as far as no endpoint asked to wait.
    pub(crate) fn flush(&mut self, leaving: bool) {
        for (index, sink) in self.store.sinks.iter().enumerate() {
            if let Some(request) = self.outbox.due(&self.memory, sink, index, self.now, leaving) {
                self.effects.push(Effect::Send(request));
            }
        }
    }

    /// Takes the answer to a request.
    pub(crate) fn sent(&mut self, answer: &Answer) {
        let store = Rc::clone(&self.store);
        let Some(settled) = self.outbox.settle(answer, &mut self.random) else { return };
        let sink = store.sinks.get(settled.sink).map_or("", |sink| &sink.name);
        if settled.outcome == Outcome::Later {
            return;
        }
        let mut ids = Vec::new();
        for key in &settled.keys {
            ids.push(Value::from(key.strip_prefix(OUTBOX).unwrap_or(key)));
            match outbox::released(self.memory.get(key), sink) {
                Some(record) => self.memory.put(key, record),
                None => {
                    self.outbox.give_room(self.memory.get(key));
                    self.memory.remove(key);
                }
            }
        }
        let mut detail = Value::Null;
        if settled.outcome == Outcome::Accepted {
            detail.set_text("crm", sink);
            detail.set("messages", ids.len().into());
            self.emit("sent", detail);
        } else {
            detail.set("message", text::concat(&["The CRM `", sink, "` refused messages for good."]).into());
            detail.set("status", i64::from(answer.status).into());
            detail.set("messages", Value::List(ids));
            self.emit("error", detail);
        }
    }
}

//! Telling the CRM: the canonical message (that of the Segment HTTP spec), and when the outbox sends.

use alloc::string::String;

use crate::build::Shown;
use crate::consent::Purpose;
use crate::effect::{Effect, Request};
use crate::engine::Engine;
use crate::form::{self, Submission};
use crate::outbox::{self, Answer};
use crate::time::{self, SECOND};
use crate::value::Value;

/// How long behaviour waits for company, so that one request carries what comes together.
const GATHER: i64 = 5 * SECOND;
/// The version that messages carry.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Engine {
    /// What the visitor did goes out only where analytics is allowed.
    pub(crate) fn tell_behaviour(&mut self, event: &str, properties: Value) {
        if self.consent.allows(Purpose::Analytics) {
            let was_idle = self.outbox.next_try(&self.store.sinks).is_none();
            self.post("track", event, properties);
            if was_idle {
                self.hold = self.now + GATHER;
            }
        }
    }

    /// Who they are goes out only where they may be told apart.
    pub(crate) fn tell_identity(&mut self) {
        if self.consent.allows_identity() {
            let traits = self.person.traits.clone();
            self.post("identify", "identify", traits);
        }
    }

    /// The visitor turned to the store: that, and what they were looking at, is theirs to hand over.
    pub(crate) fn tell_chat(&mut self, mut properties: Value) {
        properties.set("viewing", self.viewing());
        self.post("track", "chat_started", properties);
        self.hold = self.now;
    }

    /// What was given in a form, with the proof of each consent.
    pub(crate) fn tell_opt_in(&mut self, campaign: &str, shown: &Shown, submission: &Submission) {
        let mut properties = Value::map([("campaign", campaign.into())]);
        properties.merge(&submission.fields);
        let page = String::from(self.visitor.text("page.url"));
        let proofs = submission
            .agreed
            .iter()
            .map(|agreed| form::proof(agreed, shown, campaign, &page, self.consent.gpc, self.now));
        let mut proofs: alloc::vec::Vec<Value> = proofs.collect();
        match proofs.len() {
            0 => {}
            1 => properties.set("consent", proofs.pop().unwrap_or_default()),
            _ => properties.set("consent", Value::List(proofs)),
        }
        properties.set("viewing", self.viewing());
        properties.set_known("interests", self.interests());
        let mut detail = Value::map([("campaign", campaign.into())]);
        detail.set("fields", submission.fields.clone());
        self.post("track", "opt_in", properties);
        self.hold = self.now;
        self.emit("opt_in", detail);
    }

    fn viewing(&self) -> Value {
        let attributes = self.visitor.attributes();
        let mut viewing = Value::map([("path", attributes.at("page.path").clone())]);
        viewing.set_known("title", attributes.at("page.title").clone());
        viewing.set_known("product", attributes.get("product").clone());
        viewing
    }

    /// The categories looked at last, the most recent first: at most five.
    fn interests(&self) -> Value {
        let mut found: alloc::vec::Vec<Value> = alloc::vec::Vec::new();
        for event in self.journal.events().rev() {
            let own = event.properties.get("item_category");
            let items = event.properties.get("items").items().iter().map(|item| item.get("item_category"));
            for category in items.chain([own]) {
                if category.text().is_some() && !found.contains(category) && found.len() < 5 {
                    found.push(category.clone());
                }
            }
        }
        if found.is_empty() { Value::Null } else { Value::List(found) }
    }

    /// Puts a message into the outbox, on the device before anywhere else.
    fn post(&mut self, kind: &str, event: &str, properties: Value) {
        if !self.store.sinks.iter().any(|sink| sink.takes(event)) {
            return;
        }
        let id = self.random.id(self.now);
        let message = self.message(&id, kind, event, properties);
        if self.outbox.add(&id, event, message.to_json(), &self.store.sinks) {
            let record = self.outbox.record(&id);
            self.keep(&outbox::key(&id), record);
        } else {
            self.emit_error("The outbox is full (1 MB); a message was dropped.");
        }
    }

    fn message(&mut self, id: &str, kind: &str, event: &str, properties: Value) -> Value {
        let anonymous_id = self.person.anonymous_id(&mut self.random, self.now);
        self.keep_person();
        let mut message = Value::map([("messageId", id.into()), ("type", kind.into())]);
        if kind == "track" {
            message.set("event", event.into());
        }
        message.set("anonymousId", anonymous_id.into());
        message.set("userId", self.person.user_id.clone().into());
        message.set("timestamp", time::rfc3339(self.now).into());
        message.set(if kind == "identify" { "traits" } else { "properties" }, properties);
        message.set("context", self.context());
        message
    }

    fn context(&self) -> Value {
        let attributes = self.visitor.attributes();
        let pick = |names: &[(&str, &str)]| {
            let mut out = Value::map([]);
            names.iter().for_each(|(name, path)| out.set_known(name, attributes.at(path).clone()));
            out
        };
        let mut context = pick(&[
            ("locale", "locale"),
            ("timezone", "timezone"),
            ("country", "country"),
            ("country_source", "country_source"),
            ("device", "device"),
        ]);
        context.set(
            "page",
            pick(&[
                ("url", "page.url"),
                ("path", "page.path"),
                ("title", "page.title"),
                ("referrer", "page.referrer"),
            ]),
        );
        context.set(
            "campaign",
            pick(&[("source", "source"), ("medium", "medium"), ("name", "campaign"), ("channel", "channel")]),
        );
        context.set("referrer", pick(&[("url", "referrer")]));
        context.set("first_touch", attributes.get("first").clone());
        context.set("visit", pick(&[("number", "visit.number")]));
        context.set("library", Value::map([("name", "barrio".into()), ("version", VERSION.into())]));
        context
    }

    /// When the outbox wants to send next.
    pub(crate) fn next_send(&self) -> Option<i64> {
        self.outbox.next_try(&self.store.sinks).map(|at| at.max(self.hold))
    }

    /// Sends what is due.
    pub(crate) fn send_due(&mut self) {
        if self.next_send().is_some_and(|at| at <= self.now) {
            self.flush(false);
        }
    }

    /// Sends what is pending, as far as no endpoint asked to wait.
    pub(crate) fn flush(&mut self, leaving: bool) {
        for batch in self.outbox.due(&self.store.sinks, self.now, leaving) {
            let request = Request {
                id: batch.number,
                url: batch.url,
                headers: batch.headers,
                body: batch.body,
                leaving,
            };
            self.effects.push(Effect::Send(request));
        }
    }

    /// Takes the answer to a request.
    pub(crate) fn sent(&mut self, request: usize, status: u16, retry_after: Option<i64>) {
        let answer = Answer { now: self.now, status, retry_after };
        let Some(settled) = self.outbox.settle(&self.store.sinks, request, &answer, &mut self.random) else {
            return;
        };
        for id in &settled.changed {
            let record = self.outbox.record(id);
            self.keep(&outbox::key(id), record);
        }
        if settled.accepted > 0 {
            let detail =
                Value::map([("crm", Value::from(&settled.sink)), ("messages", settled.accepted.into())]);
            self.emit("sent", detail);
        }
        if !settled.refused.is_empty() {
            self.emit("error", refusal(&settled.sink, status, &settled.refused));
        }
    }
}

fn refusal(sink: &str, status: u16, ids: &[String]) -> Value {
    Value::map([
        ("message", ["The CRM `", sink, "` refused messages for good."].concat().into()),
        ("status", i64::from(status).into()),
        ("messages", Value::List(ids.iter().map(Value::from).collect())),
    ])
}

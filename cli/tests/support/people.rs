//! People of a made-up shop, by number, and what their browsers tell of them: the tests of the reports count these.

use serde_json::{Value, json};

pub const PEOPLE: usize = 240;
pub const STAGES: [&str; 4] = ["probable", "potential", "active", "inactive"];
pub const SOURCES: [&str; 3] = ["instagram", "google", "newsletter"];

/// The store file that the people below met.
pub fn store() -> Value {
    json!({
        "version": 1, "store": { "locale": "en-US" },
        "campaigns": [
            { "id": "welcome", "variants": [{ "id": "a" }, { "id": "b" }], "holdout": 0.25, "goal": { "event": "purchase" } },
            { "id": "after", "format": "survey", "content": { "en": { "blocks": [
                { "question": "nps", "name": "score", "text": "Would you recommend us?" },
                { "question": "single", "name": "found", "text": "How?", "options": [{ "value": "ad", "label": "An ad" }, "friend"] },
                { "question": "text", "name": "why", "text": "Why?" }
            ] } } }
        ],
        "programs": [{ "id": "hello", "steps": [{ "id": "one" }, { "id": "two" }] }]
    })
}

/// Somebody, by number: what they are follows from it.
#[derive(Clone, Copy)]
pub struct Person(pub usize);

impl Person {
    /// A third of them have two devices, and say on both who they are.
    pub fn has_two_devices(self) -> bool {
        self.0.is_multiple_of(3)
    }

    pub fn arm(self) -> &'static str {
        ["holdout", "a", "b", "a"][self.0 % 4]
    }

    pub fn clicked(self) -> bool {
        self.arm() != "holdout" && self.0.is_multiple_of(5)
    }

    pub fn opted_in(self) -> bool {
        self.0 % 7 == 1
    }

    pub fn converted(self) -> bool {
        self.0 % 6 == 2 && self.arm() != "holdout" || self.0 % 20 == 4
    }

    pub fn stage(self) -> &'static str {
        STAGES[self.0 % 4]
    }

    /// On which stage they were in September.
    pub fn earlier(self) -> &'static str {
        if self.stage() == "inactive" { "active" } else { self.stage() }
    }

    pub fn source(self) -> &'static str {
        SOURCES[self.0 % 3]
    }

    pub fn last_source(self) -> &'static str {
        if self.0 % 8 == 2 { "newsletter" } else { self.source() }
    }

    pub fn orders(self) -> usize {
        if self.0 % 4 >= 2 { self.0 % 3 + 1 } else { 0 }
    }

    pub fn currency(self) -> &'static str {
        if self.0.is_multiple_of(2) { "EUR" } else { "USD" }
    }

    pub fn score(self) -> Option<usize> {
        (self.orders() > 0).then_some(self.0 % 11)
    }

    pub fn message(
        self,
        device: usize,
        at: &str,
        event: &str,
        stage: &str,
        source: &str,
        properties: Value,
    ) -> Value {
        let number = self.0;
        json!({
            "messageId": format!("{number}-{device}-{event}-{at}-{properties}").chars().take(90).collect::<String>(),
            "type": "track", "event": event, "timestamp": at, "properties": properties,
            "anonymousId": format!("device-{number}-{device}"), "userId": format!("user-{number}"),
            "context": {
                "locale": "en-US", "lifecycle": stage, "lead": (["cold", "warm", "hot"][number % 3]),
                "campaign": { "source": source, "medium": "web", "channel": "Web" },
                "first_touch": { "source": if device == 0 { self.source() } else { "other" }, "medium": "web",
                    "time": if device == 0 { "2026-09-01T00:00:00Z" } else { "2026-09-20T00:00:00Z" } }
            }
        })
    }

    pub fn messages(self) -> Vec<Value> {
        let mut told = Vec::new();
        let mut tell =
            |device: usize, day: &str, event: &str, stage: &str, source: &str, properties: Value| {
                told.push(self.message(device, &format!("2026-{day}Z"), event, stage, source, properties));
            };
        let campaign = json!({ "campaign": "welcome", "variant": self.arm() });
        let met = if self.arm() == "holdout" { "campaign_held_out" } else { "campaign_shown" };
        tell(0, "09-02T10:00:00", met, self.earlier(), self.source(), campaign.clone());
        if self.has_two_devices() {
            tell(1, "09-21T10:00:00", met, self.earlier(), self.source(), campaign.clone());
        }
        if self.clicked() {
            tell(0, "09-02T10:01:00", "campaign_clicked", self.earlier(), self.source(), campaign.clone());
        }
        if self.opted_in() {
            let consent = json!({ "purpose": "marketing", "text": "Yes", "method": "form" });
            let yes = json!({ "campaign": "form", "email": format!("p{}@example.com", self.0), "consent": consent });
            tell(0, "09-02T10:02:00", "opt_in", self.earlier(), self.source(), yes);
            let plan = json!([{ "step": "one" }, { "step": "two" }]);
            tell(
                0,
                "09-02T10:03:00",
                "program_step",
                self.earlier(),
                self.source(),
                json!({ "program": "hello", "status": "entered", "entry": 1, "steps": plan }),
            );
            tell(
                0,
                "09-02T10:04:00",
                "program_step",
                self.earlier(),
                self.source(),
                json!({ "program": "hello", "status": "shown", "step": "one", "entry": 1 }),
            );
            let end = if self.0.is_multiple_of(2) { "completed" } else { "exited" };
            tell(
                0,
                "09-05T10:00:00",
                "program_step",
                self.earlier(),
                self.source(),
                json!({ "program": "hello", "status": end, "entry": 1 }),
            );
        }
        if self.converted() {
            tell(0, "09-03T10:00:00", "campaign_converted", self.earlier(), self.source(), campaign.clone());
        }
        for order in 0..self.orders() {
            let bought = json!({ "currency": self.currency(), "value": 10.5, "transaction_id": format!("T{}-{order}", self.0) });
            tell(
                0,
                &format!("10-0{}T09:00:00", order + 1),
                "purchase",
                self.stage(),
                self.last_source(),
                bought.clone(),
            );
            // The page that says thanks is loaded again.
            tell(
                0,
                &format!("10-0{}T09:05:00", order + 1),
                "purchase",
                self.stage(),
                self.last_source(),
                bought,
            );
        }
        if self.earlier() != self.stage() {
            tell(
                0,
                "10-08T10:00:00",
                "lifecycle_changed",
                self.earlier(),
                self.source(),
                json!({ "from": self.earlier(), "to": self.stage() }),
            );
        }
        if let Some(score) = self.score() {
            let part = |answers: Value, complete: bool| json!({ "survey": "after", "response": format!("r{}", self.0), "answers": answers, "complete": complete });
            tell(
                0,
                "10-09T10:00:00",
                "feedback",
                self.stage(),
                self.last_source(),
                part(json!({ "score": 5 }), false),
            );
            let whole = json!({ "score": score, "found": (["ad", "friend", "=elsewhere"][self.0 % 3]), "why": format!("Because {}", self.0) });
            tell(
                0,
                "10-09T10:01:00",
                "feedback",
                self.stage(),
                self.last_source(),
                part(whole, !self.0.is_multiple_of(5)),
            );
        }
        told
    }
}

/// All of them.
pub fn people() -> impl Iterator<Item = Person> {
    (0..PEOPLE).map(Person)
}

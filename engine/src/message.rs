//! The canonical message, that of the Segment HTTP spec: what happened, and around it an envelope of who and where.

use crate::consent::Purpose;
use crate::engine::Engine;
use crate::text::cut;
use crate::time;
use crate::value::Value;

/// The version that messages carry.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The parts of a message's context, each with the attributes that it is made of.
const CONTEXT: [(&str, &str); 4] = [
    ("page", "url=page.url path=page.path title=page.title referrer=page.referrer"),
    ("campaign", "source medium name=campaign channel"),
    ("referrer", "url=referrer"),
    ("visit", "number=visit.number"),
];

/// What of a person's traits tells a CRM who they are and where to write to them.
pub(crate) const ADDRESSES: &str = "email phone name first_name last_name";

/// What happened at a time: `messageId`, `type`, `timestamp`, and `event` with `properties`, or `traits`.
pub(crate) fn message(id: &str, at: i64, kind: &str, event: &str, properties: Value) -> Value {
    let mut message = Value::Null;
    message.set_text("messageId", id);
    message.set_text("type", kind);
    let track = kind == "track";
    if track {
        message.set_text("event", event);
    }
    message.set_text("timestamp", &time::rfc3339(at));
    // An id that joins nothing, for where nothing allows to tell people apart: that of this one act, which may take
    // several messages.
    message.set_text("anonymousId", properties.get("response").text().unwrap_or(id));
    let content = match kind {
        "track" => "properties",
        "alias" => "previousId",
        _ => "traits",
    };
    message.set(content, properties);
    message
}

impl Engine {
    /// What all messages of one moment have in common: `anonymousId`, `userId`, `context`. Where nothing allows to tell
    /// people apart, it is only what they saw, and the messages have ids of their own.
    pub(crate) fn envelope(&mut self) -> Value {
        let mut envelope = Value::Null;
        let known = self.consent.allows_identity();
        if known {
            let anonymous_id = self.person.anonymous_id(&mut self.random, self.now);
            self.keep_person();
            envelope.set("anonymousId", anonymous_id);
        }
        let marketing = self.consent.allows(Purpose::Marketing);
        let mut context = self.context(known);
        let (mut user_id, traits) = (Value::Null, self.person.get("traits").pick(ADDRESSES));
        if marketing {
            user_id = self.person.get("user_id").clone();
            if !traits.entries().is_empty() {
                context.set("traits", traits);
            }
        }
        envelope.set("userId", user_id);
        envelope.set("context", context);
        envelope
    }

    /// The address of the page as it may be told: its query says what brought the visitor there, which is told only
    /// where they may be told apart.
    pub(crate) fn page_seen(&self) -> &str {
        let url = self.visitor.text("page.url");
        if self.consent.allows_identity() { url } else { cut(url, "?#").0 }
    }

    fn context(&self, known: bool) -> Value {
        let attributes = self.visitor.attributes();
        let mut context = attributes.pick("locale");
        if known {
            context.merge(&attributes.pick("timezone country country_source device lifecycle lead"));
            for (part, names) in &CONTEXT {
                context.set(part, attributes.pick(names));
            }
            context.set("first_touch", attributes.get("first").clone());
        } else {
            let mut page = attributes.pick("path=page.path title=page.title");
            page.set_text("url", self.page_seen());
            context.set("page", page);
        }
        let mut library = Value::Null;
        library.set_text("name", "barrio");
        library.set_text("version", VERSION);
        context.set("library", library);
        context
    }
}

//! The canonical message, that of the Segment HTTP spec: what happened, and around it an envelope of who and where.

use crate::consent::Purpose;
use crate::engine::Engine;
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
    message.set(if track { "properties" } else { "traits" }, properties);
    message
}

impl Engine {
    /// What all messages of one moment have in common: `anonymousId`, `userId`, `context`. `purpose` is what allows
    /// them; none for what the visitor did in order to tell the store.
    pub(crate) fn envelope(&mut self, _purpose: Option<Purpose>) -> Value {
        let anonymous_id = self.person.anonymous_id(&mut self.random, self.now);
        self.keep_person();
        let mut envelope = Value::Null;
        envelope.set("anonymousId", anonymous_id);
        envelope.set("userId", self.person.get("user_id").clone());
        envelope.set("context", self.context());
        envelope
    }

    fn context(&self) -> Value {
        let attributes = self.visitor.attributes();
        let mut context = attributes.pick("locale timezone country country_source device");
        for (part, names) in &CONTEXT {
            context.set(part, attributes.pick(names));
        }
        context.set("first_touch", attributes.get("first").clone());
        let mut library = Value::Null;
        library.set_text("name", "barrio");
        library.set_text("version", VERSION);
        context.set("library", library);
        context
    }
}

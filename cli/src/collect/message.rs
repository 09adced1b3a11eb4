//! The canonical batch: messages of the Segment HTTP spec, read with every bound checked.

use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::consent::Consent;
use super::fields::{Fault, Fields};

const MAX_MESSAGES: usize = 500;
const MAX_ID: usize = 100;
const MAX_USER_ID: usize = 200;
const MAX_EVENT: usize = 200;
const MAX_NAME: usize = 200;
/// The longest address that mail can be delivered to.
const MAX_EMAIL: usize = 254;

/// What one request brings.
pub(crate) struct Batch {
    /// The sender's clock when it sent, to tell how wrong that clock is.
    pub(crate) sent_at: Option<Timestamp>,
    pub(crate) messages: Vec<Message>,
}

/// One message, with who it is about already picked out of it.
pub(crate) struct Message {
    pub(crate) message_id: String,
    pub(crate) kind: Kind,
    pub(crate) event: Option<String>,
    pub(crate) anonymous_id: Option<String>,
    pub(crate) user_id: Option<String>,
    /// For `alias`: the anonymousId under which the person was known before.
    pub(crate) previous_id: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) timestamp: Timestamp,
    pub(crate) properties: Map<String, Value>,
    pub(crate) traits: Map<String, Value>,
    pub(crate) context: Map<String, Value>,
    pub(crate) consents: Vec<Consent>,
}

/// The message types that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Track,
    Identify,
    Alias,
    Page,
}

impl Kind {
    /// As it is written in a message.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Identify => "identify",
            Self::Alias => "alias",
            Self::Page => "page",
        }
    }
}

impl Batch {
    /// Reads `{"sentAt": …, "batch": [ … ]}`, or one message by itself.
    ///
    /// # Errors
    /// The first fault, with its path.
    pub(crate) fn read(value: &Value) -> Result<Self, Fault> {
        let map =
            value.as_object().ok_or_else(|| Fault::new("The body", "must be an object with a batch"))?;
        let fields = Fields::new(String::new(), map);
        let sent_at = fields.time("sentAt")?;
        let messages = if map.contains_key("messageId") && !map.contains_key("batch") {
            vec![Message::read(&fields)?]
        } else {
            read_messages(&fields)?
        };
        Ok(Self { sent_at, messages })
    }
}

fn read_messages(fields: &Fields) -> Result<Vec<Message>, Fault> {
    let batch = fields.required("batch", fields.get("batch"))?;
    let items = batch.as_array().ok_or_else(|| fields.fault("batch", "must be a list of messages"))?;
    if items.len() > MAX_MESSAGES {
        return Err(fields.fault("batch", format!("has more than {MAX_MESSAGES} messages")));
    }
    items.iter().enumerate().map(|(index, item)| read_item(index, item)).collect()
}

fn read_item(index: usize, item: &Value) -> Result<Message, Fault> {
    let path = format!("batch[{index}]");
    match item.as_object() {
        Some(map) => Message::read(&Fields::new(path, map)),
        None => Err(Fault::new(path, "must be an object")),
    }
}

impl Message {
    fn read(fields: &Fields) -> Result<Self, Fault> {
        let properties = fields.object("properties")?;
        let traits = fields.object("traits")?;
        let timestamp = fields.required("timestamp", fields.time("timestamp")?)?;
        let event = fields.text("event", MAX_EVENT)?;
        let about = [
            Fields::new(fields.path("traits"), &traits),
            Fields::new(fields.path("properties"), &properties),
        ];
        let message = Self {
            message_id: fields.required_text("messageId", MAX_ID)?,
            kind: read_kind(fields)?,
            anonymous_id: fields.text("anonymousId", MAX_ID)?,
            user_id: fields.text("userId", MAX_USER_ID)?,
            previous_id: fields.text("previousId", MAX_ID)?,
            email: about.iter().find_map(read_email),
            name: about.iter().find_map(read_name),
            consents: Consent::read(event.as_deref(), fields, &properties, timestamp)?,
            context: fields.object("context")?,
            timestamp,
            event,
            properties,
            traits,
        };
        message.checked(fields)
    }

    fn checked(self, fields: &Fields) -> Result<Self, Fault> {
        if self.kind == Kind::Track && self.event.is_none() {
            return Err(fields.fault("event", "is missing"));
        }
        if self.kind == Kind::Alias && self.previous_id.is_none() {
            return Err(fields.fault("previousId", "is missing"));
        }
        if self.anonymous_id.is_none() && self.user_id.is_none() && self.email.is_none() {
            return Err(fields.fault("anonymousId", "is missing, and so are userId and an email"));
        }
        Ok(self)
    }
}

fn read_kind(fields: &Fields) -> Result<Kind, Fault> {
    let value = fields.required("type", fields.get("type"))?;
    Kind::deserialize(value).map_err(|_| fields.fault("type", "must be track, identify, alias or page"))
}

/// The address, trimmed, its domain in lower case. The part before the @ is left alone:
/// only the receiving server knows whether case matters there. What is no address identifies
/// nobody, but is no reason to refuse a batch that may hold somebody else's consent.
fn read_email(fields: &Fields) -> Option<String> {
    normalised(fields.get("email")?.as_str()?.trim())
}

fn normalised(email: &str) -> Option<String> {
    let (local, domain) = email.rsplit_once('@')?;
    let whole = !local.is_empty() && !domain.is_empty() && email.chars().count() <= MAX_EMAIL;
    // A quoted local part may hold spaces; nothing may hold control characters.
    let clean = !email.contains(char::is_control) && !domain.contains(char::is_whitespace);
    (whole && clean).then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// A name is worth showing, never worth refusing a message for.
fn read_name(fields: &Fields) -> Option<String> {
    let text = |name| fields.get(name).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    let parts = match text("name") {
        "" => format!("{} {}", text("first_name"), text("last_name")),
        name => name.to_owned(),
    };
    let name: String = parts.trim().chars().take(MAX_NAME).collect();
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::json;

    fn valid() -> Value {
        json!({ "messageId": "m1", "type": "track", "event": "opt_in", "anonymousId": "a1",
                "timestamp": "2026-11-22T10:00:00.000Z", "properties": {}, "context": {} })
    }

    /// The fault of a batch whose second message has `field` set to `value`.
    fn fault_of(field: &str, value: Value) -> String {
        let mut message = valid();
        message[field] = value;
        let read = Batch::read(&json!({ "batch": [valid(), message] }));
        let fault = read.err().unwrap();
        format!("{} {}", fault.path, fault.problem)
    }

    #[test]
    fn faults_name_their_path() {
        let long = "x".repeat(201);
        let cases = [
            ("messageId", json!(null), "batch[1].messageId is missing"),
            ("messageId", json!(""), "batch[1].messageId is empty"),
            ("messageId", json!(7), "batch[1].messageId must be a text"),
            ("messageId", json!(long), "batch[1].messageId is longer than 100 characters"),
            ("type", json!("group"), "batch[1].type must be track, identify, alias or page"),
            ("type", json!(null), "batch[1].type is missing"),
            ("type", json!("alias"), "batch[1].previousId is missing"),
            ("event", json!(null), "batch[1].event is missing"),
            ("event", json!(long), "batch[1].event is longer than 200 characters"),
            (
                "timestamp",
                json!("yesterday"),
                "batch[1].timestamp must be a time like 2026-11-22T10:00:00.000Z",
            ),
            (
                "timestamp",
                json!("2026-11-22T10:00:00"),
                "batch[1].timestamp must be a time like 2026-11-22T10:00:00.000Z",
            ),
            ("timestamp", json!(null), "batch[1].timestamp is missing"),
            ("properties", json!([]), "batch[1].properties must be an object"),
            ("context", json!("x"), "batch[1].context must be an object"),
            ("anonymousId", json!(null), "batch[1].anonymousId is missing, and so are userId and an email"),
            ("traits", json!(1), "batch[1].traits must be an object"),
        ];
        for (field, value, expected) in cases {
            assert_eq!(fault_of(field, value), expected);
        }
    }

    #[test]
    fn a_message_may_stand_alone() {
        let batch = Batch::read(&valid()).ok().unwrap();
        assert_eq!(batch.messages.len(), 1);
    }

    #[test]
    fn five_hundred_messages_are_enough() {
        let full = Batch::read(&json!({ "batch": vec![valid(); 500] }));
        assert_eq!(full.ok().unwrap().messages.len(), 500);
        let fault = Batch::read(&json!({ "batch": vec![valid(); 501] })).err().unwrap();
        assert_eq!(fault, Fault::new("batch", "has more than 500 messages"));
    }

    #[test]
    fn an_address_keeps_its_name_and_lowers_its_domain() {
        assert_eq!(normalised("Ana@Example.COM"), Some("Ana@example.com".into()));
        assert_eq!(normalised("\"a na\"@example.com"), Some("\"a na\"@example.com".into()));
        for text in ["@example.com", "ana@", "ana@exa mple.com", "a\u{0}@example.com", "ana"] {
            assert_eq!(normalised(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_identifies_nobody_and_loses_nothing() {
        let mut message = valid();
        message["properties"] = json!({ "email": "n/a" });
        let batch = Batch::read(&message).ok().unwrap();
        assert_eq!(batch.messages[0].email, None);
        assert_eq!(batch.messages[0].properties["email"], "n/a");
    }

    #[test]
    fn a_name_comes_whole_or_in_parts() {
        let mut message = valid();
        message["traits"] = json!({ "first_name": "Ana", "last_name": "Ruiz" });
        let batch = Batch::read(&message).ok().unwrap();
        assert_eq!(batch.messages[0].name.as_deref(), Some("Ana Ruiz"));
    }
}

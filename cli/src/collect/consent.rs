//! The consent that an `opt_in`, `opt_out` or `erasure_request` carries: the proof that a person said so.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::fields::{Fault, Fields};

const MAX_TEXT: usize = 10_000;
const MAX_DETAIL: usize = 500;

/// Whether consent was given or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Grant,
    Withdraw,
}

/// One answer about one purpose, as it was told.
pub(crate) struct Consent {
    pub(crate) action: Action,
    /// None for a withdrawal of everything.
    pub(crate) purpose: Option<String>,
    /// The exact words that the person agreed to.
    pub(crate) text: Option<String>,
    /// SHA-256 of those words, as the page computed it, in hexadecimal.
    pub(crate) text_hash: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) variant: Option<String>,
    pub(crate) page: Option<String>,
    /// The sender's clock.
    pub(crate) time: Timestamp,
    /// Whether the address still has to be confirmed by mail.
    pub(crate) pending: bool,
    /// What was told of double opt-in, such as `pending` or `none`.
    pub(crate) double_opt_in: Option<String>,
    /// The signals that were in force, such as `{"gpc": false}`, as they were sent.
    pub(crate) signals: Option<Value>,
}

impl Consent {
    /// What `event` says about consent: one answer, a list of them, or none. An `opt_in` without
    /// a consent is an event like any other: it proves nothing, so nothing is recorded as proof.
    pub(super) fn read(
        event: Option<&str>,
        message: &Fields,
        properties: &Map<String, Value>,
        timestamp: Timestamp,
    ) -> Result<Vec<Self>, Fault> {
        let action = match event {
            Some("opt_in") => Action::Grant,
            // Who asks to be erased wants no mail in the meantime.
            Some("opt_out" | "erasure_request") => Action::Withdraw,
            _ => return Ok(Vec::new()),
        };
        let around = Fields::new(message.path("properties"), properties);
        let nothing = Map::new();
        let mut told = around.objects("consent")?;
        if told.is_empty() && action == Action::Withdraw {
            told.push(Fields::new(around.path("consent"), &nothing));
        }
        told.iter().map(|fields| Self::read_one(action, fields, &around, timestamp)).collect()
    }

    fn read_one(
        action: Action,
        fields: &Fields,
        around: &Fields,
        timestamp: Timestamp,
    ) -> Result<Self, Fault> {
        let either = |name| match fields.text(name, MAX_DETAIL)? {
            Some(text) => Ok(Some(text)),
            None => around.text(name, MAX_DETAIL),
        };
        let purpose = match action {
            Action::Grant => Some(fields.required_text("purpose", MAX_DETAIL)?),
            Action::Withdraw => either("purpose")?,
        };
        // What is told here in another shape than a word is no reason to lose the consent itself.
        let told = fields.get("double_opt_in").and_then(Value::as_str);
        let double_opt_in = told.map(|word| word.chars().take(MAX_DETAIL).collect());
        Ok(Self {
            action,
            purpose,
            text: fields.text("text", MAX_TEXT)?,
            text_hash: fields.text("text_hash", MAX_DETAIL)?,
            locale: fields.text("locale", MAX_DETAIL)?,
            method: fields.text("method", MAX_DETAIL)?,
            campaign: either("campaign")?,
            variant: either("variant")?,
            page: fields.text("page", MAX_TEXT)?,
            time: fields.time("time")?.unwrap_or(timestamp),
            pending: double_opt_in.as_deref() == Some("pending"),
            double_opt_in,
            signals: fields.get("signals").cloned(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn read(event: &str, properties: &Value) -> Result<Vec<Consent>, Fault> {
        let message = Map::new();
        let fields = Fields::new("batch[0]".into(), &message);
        Consent::read(Some(event), &fields, properties.as_object().unwrap(), Timestamp::UNIX_EPOCH)
    }

    fn purposes(event: &str, properties: &Value) -> Vec<Option<String>> {
        read(event, properties).unwrap().into_iter().map(|one| one.purpose).collect()
    }

    #[test]
    fn a_grant_needs_its_purpose() {
        let fault = read("opt_in", &json!({ "consent": { "text": "yes" } })).err().unwrap();
        assert_eq!(fault, Fault::new("batch[0].properties.consent.purpose", "is missing"));
        let among = json!({ "consent": [{ "purpose": "marketing" }, { "text": "yes" }] });
        let fault = read("opt_in", &among).err().unwrap();
        assert_eq!(fault.path, "batch[0].properties.consent[1].purpose");
    }

    #[test]
    fn several_boxes_are_several_answers() {
        let both = json!({ "consent": [{ "purpose": "marketing" }, { "purpose": "analytics" }] });
        assert_eq!(purposes("opt_in", &both), [Some("marketing".into()), Some("analytics".into())]);
    }

    #[test]
    fn a_withdrawal_may_name_its_purpose_outside_or_nowhere() {
        assert_eq!(purposes("opt_out", &json!({ "purpose": "marketing" })), [Some("marketing".into())]);
        assert_eq!(purposes("opt_out", &json!({})), [None]);
    }

    #[test]
    fn who_asks_to_be_erased_takes_everything_back() {
        assert_eq!(purposes("erasure_request", &json!({})), [None]);
    }

    #[test]
    fn signals_and_double_opt_in_are_kept_as_they_were_told() {
        let told = json!({ "consent": { "purpose": "marketing", "double_opt_in": "pending", "signals": { "gpc": true } } });
        let proof = read("opt_in", &told).unwrap().remove(0);
        assert_eq!((proof.double_opt_in.as_deref(), proof.pending), (Some("pending"), true));
        assert_eq!(proof.signals, Some(json!({ "gpc": true })));
        let odd = json!({ "consent": { "purpose": "marketing", "double_opt_in": 7 } });
        assert_eq!(read("opt_in", &odd).unwrap().remove(0).double_opt_in, None);
    }

    #[test]
    fn other_events_and_an_opt_in_without_consent_prove_nothing() {
        assert!(purposes("feedback", &json!({ "consent": { "purpose": "x" } })).is_empty());
        assert!(purposes("opt_in", &json!({})).is_empty());
    }
}

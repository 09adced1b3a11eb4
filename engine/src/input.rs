//! `Input`: all that can happen to the engine. Everything enters here, with its time beside it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::value::Value;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The first input: what the browser says of the visitor, and what the device has kept.
    Start(Start),
    /// A page view: `url`, `title`, `referrer`, `type`, and `product` from its markup
    /// (`sku`, `name`, `brand`, `category`, `price`, `currency`, `url`).
    Page {
        /// An object with those keys; what is unknown is left out.
        facts: Value,
    },
    /// Something the visitor did in the store, by GA4's name for it.
    Event {
        /// Such as `add_to_cart`.
        name: String,
        /// An object.
        properties: Value,
    },
    /// The store says who this is.
    Identify {
        /// The store's own id for the person, if it told one.
        id: Option<String>,
        /// What it knows of them, an object.
        traits: Value,
    },
    /// The visitor, or the store for them, answered about some purposes: an object of booleans.
    Consent {
        /// `preferences`, `analytics`, `marketing`.
        purposes: Value,
    },
    /// Show this campaign now: the page asked.
    Show {
        /// The campaign.
        campaign: String,
    },
    /// The visitor closed the message, or the page did.
    Dismiss {
        /// The campaign.
        campaign: String,
    },
    /// The visitor used a control of what is shown.
    Act {
        /// The campaign.
        campaign: String,
        /// The `action` of the node.
        action: usize,
        /// What stands in the fields: text by name, `true` for a ticked box.
        fields: Value,
    },
    /// Open the chat: the page asked.
    Chat,
    /// The time of the last `Effect::Wake` has come.
    Wake,
    /// Send what is pending now.
    Flush {
        /// The page is going away.
        leaving: bool,
    },
    /// The outcome of an `Effect::Send`.
    Sent {
        /// The request's `id`.
        request: usize,
        /// The HTTP status; 0 where there was no answer.
        status: u16,
        /// The `Retry-After` header, in seconds.
        retry_after: Option<i64>,
    },
    /// The person logged out: start afresh.
    Reset,
    /// Erase all that the device holds.
    Forget,
}

/// What is known when the page is ready.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// Randomness for ids and chances: any text, best 32 hexadecimal digits.
    pub seed: String,
    /// The records kept on the device, as `Effect::Persist` gave them.
    pub stored: Vec<(String, String)>,
    /// Offsets of time zones now, in minutes east of UTC: the visitor's and those of `Engine::zones`.
    pub zones: Vec<(String, i64)>,
    /// The rest of what the browser says: `languages`, `timezone`, `country` (told by the host),
    /// `user_agent`, `width`, `touch`, `color_scheme`, `reduced_motion`, `gpc`.
    pub facts: Value,
}

impl Input {
    /// Reads an input from JSON: `{"type": "event", "name": "add_to_cart", "properties": {}}`.
    ///
    /// # Errors
    /// A sentence where the type is unknown or what it needs is missing.
    pub fn read(value: &Value) -> Result<Input, &'static str> {
        let text = |key: &str| value.get(key).text().map(String::from);
        let campaign = || text("campaign").ok_or("`campaign` must be the id of a campaign.");
        Ok(match value.get("type").text_or_empty() {
            "start" => Input::Start(Start::read(value)),
            "page" => Input::Page { facts: value.get("facts").clone() },
            "event" => Input::Event {
                name: text("name").ok_or("`name` must be the name of an event.")?,
                properties: value.get("properties").clone(),
            },
            "identify" => Input::Identify { id: text("id"), traits: value.get("traits").clone() },
            "consent" => Input::Consent { purposes: value.get("purposes").clone() },
            "show" => Input::Show { campaign: campaign()? },
            "dismiss" => Input::Dismiss { campaign: campaign()? },
            "act" => Input::Act {
                campaign: campaign()?,
                action: whole(value, "action").ok_or("`action` must be a number.")?,
                fields: value.get("fields").clone(),
            },
            "chat" => Input::Chat,
            "wake" => Input::Wake,
            "flush" => Input::Flush { leaving: value.get("leaving") == &Value::Bool(true) },
            "sent" => Input::Sent {
                request: whole(value, "request").ok_or("`request` must be a number.")?,
                status: whole(value, "status").unwrap_or(0) as u16,
                retry_after: value.get("retry_after").integer(),
            },
            "reset" => Input::Reset,
            "forget" => Input::Forget,
            _ => return Err("`type` must be the name of an input."),
        })
    }
}

impl Start {
    fn read(value: &Value) -> Start {
        Start {
            seed: value.get("seed").text_or_empty().into(),
            stored: value
                .get("stored")
                .entries()
                .iter()
                .filter_map(|(key, record)| Some((key.clone(), String::from(record.text()?))))
                .collect(),
            zones: value
                .get("zones")
                .entries()
                .iter()
                .filter_map(|(zone, offset)| Some((zone.clone(), offset.integer()?)))
                .collect(),
            facts: value.get("facts").clone(),
        }
    }
}

fn whole(value: &Value, key: &str) -> Option<usize> {
    value.get(key).integer().and_then(|number| usize::try_from(number).ok())
}

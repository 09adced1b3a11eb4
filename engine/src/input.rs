//! `Input`: all that can happen to the engine. Everything enters here, with its time beside it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::is_among;
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
        /// The store's own id for the person, if it told one; empty where it says that nobody is logged in.
        id: Option<String>,
        /// What it knows of them, an object.
        traits: Value,
    },
    /// The visitor, or the store for them, answered about some purposes; or a consent manager says what holds now.
    Consent {
        /// `preferences`, `analytics`, `marketing`: true, false, or `pending` where the source governs one and has not
        /// been answered; and `said`: the source's own words, for the proof of a consent.
        purposes: Value,
        /// `api`: an act of the visitor's. `init`, `consent_mode`, `tcf`, `gpp`, `shopify`: all that this source says now.
        source: String,
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
        /// The `action` of the node, a number; or `next`, `back`, `skip` or `open` for a control of the view's own.
        action: Value,
        /// What stands in the fields: text by name, `true` for a ticked box.
        fields: Value,
    },
    /// A message that belongs to an element of the page has found it.
    Placed {
        /// The campaign.
        campaign: String,
    },
    /// It has not found it in time.
    Missing {
        /// The campaign.
        campaign: String,
    },
    /// Nobody answers the chat that it opened: none of the store's channels is on the page.
    Unanswered {
        /// The campaign.
        campaign: String,
    },
    /// Open the chat: the page asked.
    Chat,
    /// What the browser has learnt of the visitor since the start: `country_name`, `color_scheme`, `reduced_motion`.
    Facts {
        /// An object with some of those keys.
        facts: Value,
    },
    /// Something on the page that triggers wait for; `Engine::watches` says which of them are of use.
    Signal {
        /// `click`, `seen` and `unseen` (an element), `scroll`, `active` (the visitor does something), `exit_intent`
        /// and `stay` (they come back from it), `page_hidden` and `page_visible`.
        name: String,
        /// The CSS selector that the element answers to, as the store file has it.
        selector: String,
        /// For `scroll` how much of the page has been passed, in percent.
        value: f64,
    },
    /// Another tab of the store has changed a record on the device.
    Stored {
        /// Its name.
        key: String,
        /// JSON text, or `None` where it was removed.
        value: Option<String>,
    },
    /// The answer to `Effect::Claim`: this tab may speak until the effects of this step are done.
    Turn {
        /// The records kept on the device now: JSON text by key.
        stored: Value,
        /// The campaigns that other tabs show now, an array of ids.
        elsewhere: Value,
    },
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
        /// What the answer says, as far as it can be read, for requests that ask for it; else empty.
        body: String,
    },
    /// Rows of CRMs that the shell has loaded, by name: those that `Engine::rows` asked for.
    Rows {
        /// An object of objects.
        rows: Value,
    },
    /// What came in one task of the page: taken one after another, decided on once. A start or a forgetting among them
    /// is passed over. In JSON an event may be written shorter here: `[name, properties]`.
    Batch {
        /// In their order.
        inputs: Vec<Input>,
    },
    /// The answer to `Effect::Lead`: this tab sends from now on, for all tabs of the store; or it no longer does.
    Lead {
        /// The records kept on the device now: JSON text by key. `None`: it no longer does.
        stored: Option<Value>,
    },
    /// The device did not take a record: it is full, or closed.
    Unkept {
        /// Its name.
        key: String,
    },
    /// The browser found a network, or lost it.
    Online {
        /// Whether there is one.
        online: bool,
    },
    /// The person logged out: start afresh.
    Reset,
    /// Erase all that the device holds.
    Forget {
        /// The visitor wants the CRM to erase what it knows of them, too.
        tell: bool,
    },
}

/// What is known when the page is ready.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// Randomness for ids and chances: any text, best 32 hexadecimal digits.
    pub seed: String,
    /// The records kept on the device, as `Effect::Persist` gave them: JSON text by key.
    pub stored: Value,
    /// Offsets of time zones now, in minutes east of UTC, by name: the visitor's and those of `Engine::zones`.
    pub zones: Value,
    /// The rest of what the browser says: `languages`, `timezone`, `country` (told by the host),
    /// `user_agent`, `width`, `touch`, `color_scheme`, `reduced_motion`, `gpc`, `webdriver`, `hidden` (nobody
    /// sees the page yet), `tabs` (the shell obeys `Effect::Claim`), `device` (what is kept there all tabs see, and the
    /// shell obeys `Effect::Lead`), `offline`, `visitor`: attributes under the names of the store file, which go over
    /// what is found out (a simulation, a recorded visit); and `signals`: by source what consent managers say already,
    /// as in `Input::Consent`.
    pub facts: Value,
}

/// What an input cannot do without: its type, the key, whether that is a number, and the sentence where it is missing.
const NEEDS: [(&str, &str, bool, &str); 11] = [
    ("event", "name", false, "`name` must be the name of an event."),
    ("show", "campaign", false, NO_CAMPAIGN),
    ("dismiss", "campaign", false, NO_CAMPAIGN),
    ("act", "campaign", false, NO_CAMPAIGN),
    ("placed", "campaign", false, NO_CAMPAIGN),
    ("missing", "campaign", false, NO_CAMPAIGN),
    ("unanswered", "campaign", false, NO_CAMPAIGN),
    ("signal", "name", false, "`name` must be the name of a signal."),
    ("stored", "key", false, "`key` must be the name of a record."),
    ("unkept", "key", false, "`key` must be the name of a record."),
    ("sent", "request", true, "`request` must be a number."),
];
/// What the view can do by itself.
const CONTROLS: &str = "next back skip open";
const NO_CAMPAIGN: &str = "`campaign` must be the id of a campaign.";

impl Input {
    /// Reads an input from JSON: `{"type": "event", "name": "add_to_cart", "properties": {}}`.
    ///
    /// # Errors
    /// A sentence where the type is unknown or what it needs is missing.
    pub fn read(value: &Value) -> Result<Input, &'static str> {
        Input::take(value.clone())
    }

    /// The same, of a value that nobody needs any more.
    ///
    /// # Errors
    /// As `read`.
    pub fn take(mut value: Value) -> Result<Input, &'static str> {
        if let Value::List(parts) = value {
            return read_event(parts);
        }
        let kind = value.take_text("type").unwrap_or_default();
        for (of, key, number, sentence) in &NEEDS {
            if *of == kind.as_str() {
                let known = value.get(key);
                let there = if *number { known.index().is_some() } else { known.text().is_some() };
                if !there {
                    return Err(sentence);
                }
            }
        }
        Ok(match kind.as_str() {
            "start" => Input::Start(Start {
                seed: value.take_text("seed").unwrap_or_default(),
                stored: value.take("stored"),
                zones: value.take("zones"),
                facts: value.take("facts"),
            }),
            "page" => Input::Page { facts: value.take("facts") },
            "event" => Input::Event {
                name: value.take_text("name").unwrap_or_default(),
                properties: value.take("properties"),
            },
            "identify" => Input::Identify { id: value.take_text("id"), traits: value.take("traits") },
            "consent" => Input::Consent {
                purposes: value.take("purposes"),
                source: value.take_text("source").unwrap_or("api".into()),
            },
            "show" => Input::Show { campaign: value.take_text("campaign").unwrap_or_default() },
            "dismiss" => Input::Dismiss { campaign: value.take_text("campaign").unwrap_or_default() },
            "act"
                if value.get("action").index().is_none()
                    && !is_among(value.get("action").text_or_empty(), CONTROLS) =>
            {
                return Err("`action` must be a number, or next, back, skip or open.");
            }
            "act" => Input::Act {
                campaign: value.take_text("campaign").unwrap_or_default(),
                action: value.take("action"),
                fields: value.take("fields"),
            },
            "placed" => Input::Placed { campaign: value.take_text("campaign").unwrap_or_default() },
            "missing" => Input::Missing { campaign: value.take_text("campaign").unwrap_or_default() },
            "unanswered" => Input::Unanswered { campaign: value.take_text("campaign").unwrap_or_default() },
            "chat" => Input::Chat,
            "facts" => Input::Facts { facts: value.take("facts") },
            "signal" => Input::Signal {
                name: value.take_text("name").unwrap_or_default(),
                selector: value.take_text("selector").unwrap_or_default(),
                value: value.get("value").number().unwrap_or(0.0),
            },
            "stored" => Input::Stored {
                key: value.take_text("key").unwrap_or_default(),
                value: value.take_text("value"),
            },
            "turn" => Input::Turn { stored: value.take("stored"), elsewhere: value.take("elsewhere") },
            "wake" => Input::Wake,
            "flush" => Input::Flush { leaving: value.get("leaving").bool() == Some(true) },
            "sent" => Input::Sent {
                request: value.get("request").index().unwrap_or(0),
                status: value.get("status").index().unwrap_or(0) as u16,
                retry_after: value.get("retry_after").integer(),
                body: value.take_text("body").unwrap_or_default(),
            },
            "rows" => Input::Rows { rows: value.take("rows") },
            "batch" => Input::Batch { inputs: read_all(value.take("inputs"))? },
            "lead" => Input::Lead { stored: Some(value.take("stored")).filter(|stored| !stored.is_null()) },
            "unkept" => Input::Unkept { key: value.take_text("key").unwrap_or_default() },
            "online" => Input::Online { online: value.get("online").bool() == Some(true) },
            "reset" => Input::Reset,
            "forget" => Input::Forget { tell: value.get("tell").bool() == Some(true) },
            _ => return Err("`type` must be the name of an input."),
        })
    }
}

/// An event in its short form, `[name, properties]`.
fn read_event(parts: Vec<Value>) -> Result<Input, &'static str> {
    let mut parts = parts.into_iter();
    match (parts.next(), parts.next()) {
        (Some(Value::Text(name)), properties) => {
            Ok(Input::Event { name, properties: properties.unwrap_or_default() })
        }
        _ => Err("An event that is a list must be its name and its properties."),
    }
}

fn read_all(values: Value) -> Result<Vec<Input>, &'static str> {
    let mut inputs = Vec::new();
    if let Value::List(values) = values {
        for value in values {
            inputs.push(Input::take(value)?);
        }
    }
    Ok(inputs)
}

//! `Effect`: all that the engine can ask of its shell, and nothing else.

use alloc::string::String;
use alloc::vec::Vec;

use crate::value::Value;
use crate::view::View;

/// Something to be done. The shell does them in the order in which they come.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Keep this record on the device, or remove it where the value is `None`.
    Persist {
        /// Its name: letters, digits, `/`, `-`.
        key: String,
        /// JSON text.
        value: Option<String>,
    },
    /// Show this, in place of what the same campaign shows now.
    Show(View),
    /// Take away what this campaign shows.
    Hide {
        /// The campaign.
        campaign: String,
    },
    /// Say at this field of a shown form what is wrong, and move the focus there.
    Invalid {
        /// The campaign.
        campaign: String,
        /// The field's name.
        field: String,
        /// A sentence in the content's language.
        message: &'static str,
    },
    /// Post this, and answer with `Input::Sent`.
    Send(Request),
    /// Come back with `Input::Wake` at this time (milliseconds since 1970, UTC). Replaces the wake before.
    Wake {
        /// When.
        at: i64,
    },
    /// Hand over to the store's chat.
    OpenChat(Chat),
    /// Go to this address.
    Open {
        /// `https:`, `http:`, `mailto:`, `tel:` or within the store.
        url: String,
    },
    /// Tell the page.
    Emit {
        /// The name that `on()` takes.
        name: &'static str,
        /// What happened.
        detail: Value,
    },
}

/// A request to a CRM, ready to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its number, to be given back in `Input::Sent`.
    pub id: usize,
    /// Where to.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
    /// The page is going away: no answer will be heard (a beacon).
    pub leaving: bool,
}

/// What the store's chat is opened with.
#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    /// The store's channels in its order: the first that is on the page serves.
    pub channels: Vec<Value>,
    /// The language to talk in, a BCP 47 tag.
    pub locale: String,
    /// What the visitor begins with, in their language; may be empty.
    pub text: String,
    /// The person on duty, empty if nobody is.
    pub agent: String,
}

impl Effect {
    /// The effect as JSON, for case files.
    pub fn to_value(&self) -> Value {
        match self {
            Effect::Persist { key, value } => {
                Value::map([("persist", key.into()), ("value", value.as_ref().into())])
            }
            Effect::Show(view) => Value::map([("show", view.to_value())]),
            Effect::Hide { campaign } => Value::map([("hide", campaign.into())]),
            Effect::Invalid { campaign, field, message } => Value::map([
                ("invalid", field.into()),
                ("campaign", campaign.into()),
                ("message", (*message).into()),
            ]),
            Effect::Send(request) => Value::map([("send", request.to_value())]),
            Effect::Wake { at } => Value::map([("wake", (*at).into())]),
            Effect::OpenChat(chat) => Value::map([("open_chat", chat.to_value())]),
            Effect::Open { url } => Value::map([("open", url.into())]),
            Effect::Emit { name, detail } => {
                Value::map([("emit", (*name).into()), ("detail", detail.clone())])
            }
        }
    }
}

impl Request {
    /// The body is given as JSON where it is JSON, so that a case file can be read.
    fn to_value(&self) -> Value {
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), value.into())).collect();
        Value::map([
            ("id", self.id.into()),
            ("url", Value::from(&self.url)),
            ("headers", Value::Map(headers)),
            ("body", crate::json::parse(&self.body).unwrap_or_else(|_| Value::from(&self.body))),
            ("leaving", self.leaving.into()),
        ])
    }
}

impl Chat {
    fn to_value(&self) -> Value {
        Value::map([
            ("channels", Value::List(self.channels.clone())),
            ("locale", Value::from(&self.locale)),
            ("text", Value::from(&self.text)),
            ("agent", Value::from(&self.agent)),
        ])
    }
}

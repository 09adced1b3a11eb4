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
        /// What is wrong, for the view to say: `required`, `agree`, `choose`, `invalid_email`, `invalid_phone`,
        /// `invalid_date` or `too_long`.
        code: &'static str,
    },
    /// Post this, and answer with `Input::Sent`.
    Send(Request),
    /// Come back with `Input::Wake` at this time (milliseconds since 1970, UTC). Replaces the wake before.
    Wake {
        /// When.
        at: i64,
    },
    /// Something is to be said: take the turn among the store's tabs, and answer with `Input::Turn`. The turn
    /// ends when the effects of that step are done. Only where `Start::facts` said `tabs`.
    Claim,
    /// Something is to be sent, and this engine is only a part: load the rest, call `Engine::make_whole`, and come back
    /// with `Input::Wake`. What asks for the turn needs the rest too.
    Complete,
    /// Become the one of the store's tabs that sends, and answer with `Input::Lead` when it is so; or let another be
    /// it. Only where `Start::facts` said `device`.
    Lead {
        /// Whether it is to become the one.
        wanted: bool,
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// Its number, to be given back in `Input::Sent`.
    pub id: usize,
    /// Where to; empty for `data_layer`.
    pub url: String,
    /// The HTTP method; empty: POST.
    pub method: String,
    /// `no-cors`: the answer cannot be read, one that comes is taken for 200. `data_layer`: the body is an array of
    /// objects, to be pushed to the page's `dataLayer` one by one, which is 200 too. Else empty.
    pub mode: String,
    /// Whether `Input::Sent` must give the answer's body.
    pub reads: bool,
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
    /// The campaign that asks for it, empty where the page does: to be told if nobody answers.
    pub campaign: String,
    /// The store's channels in its order: the first that is on the page serves.
    pub channels: Vec<Value>,
    /// The language to talk in, a BCP 47 tag.
    pub locale: String,
    /// What the visitor begins with, in their language; may be empty.
    pub text: String,
    /// What the visitor is looking at: the product's name or the page's title, a space, and the page's address.
    /// Empty where nothing is known of it.
    pub viewing: String,
    /// The person on duty, empty if nobody is.
    pub agent: String,
}

impl Effect {
    /// The effect as JSON, for case files.
    pub fn to_value(&self) -> Value {
        let mut out = Value::Null;
        match self {
            Effect::Persist { key, value } => {
                out.set_text("persist", key);
                out.set("value", value.as_ref().into());
            }
            Effect::Show(view) => out.set("show", view.to_value()),
            Effect::Hide { campaign } => out.set_text("hide", campaign),
            Effect::Invalid { campaign, field, code } => {
                out.set_text("invalid", field);
                out.set_text("campaign", campaign);
                out.set_text("code", code);
            }
            Effect::Send(request) => out.set("send", request.to_value()),
            Effect::Wake { at } => out.set("wake", (*at).into()),
            Effect::Claim => out.set("claim", true.into()),
            Effect::Complete => out.set("complete", true.into()),
            Effect::Lead { wanted } => out.set("lead", (*wanted).into()),
            Effect::OpenChat(chat) => out.set("open_chat", chat.to_value()),
            Effect::Open { url } => out.set_text("open", url),
            Effect::Emit { name, detail } => {
                out.set_text("emit", name);
                out.set("detail", detail.clone());
            }
        }
        out
    }
}

impl Request {
    /// The body is given as JSON where it is an object or an array, so that a case file can be read. Other texts stay
    /// as they are: `1.50` would come back as another.
    fn to_value(&self) -> Value {
        let mut headers = Value::Map(Vec::new());
        for (name, value) in &self.headers {
            headers.set_text(name, value);
        }
        let mut out = Value::Null;
        out.set("id", self.id.into());
        for (key, text) in [("method", &self.method), ("url", &self.url), ("mode", &self.mode)] {
            if !text.is_empty() {
                out.set_text(key, text);
            }
        }
        out.set("headers", headers);
        let structure =
            Some(&self.body).filter(|body| body.starts_with(['{', '[']) && body.ends_with(['}', ']']));
        let structure = structure.and_then(|body| crate::json::parse(body).ok());
        out.set("body", structure.unwrap_or_else(|| Value::from(&self.body)));
        if self.reads {
            out.set("reads", true.into());
        }
        out.set("leaving", self.leaving.into());
        out
    }
}

impl Chat {
    fn to_value(&self) -> Value {
        let mut out = Value::Null;
        if !self.campaign.is_empty() {
            out.set_text("campaign", &self.campaign);
        }
        out.set("channels", Value::List(self.channels.clone()));
        out.set_text("locale", &self.locale);
        out.set_text("text", &self.text);
        out.set_text("viewing", &self.viewing);
        out.set_text("agent", &self.agent);
        out
    }
}

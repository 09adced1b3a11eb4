//! `Consent`: what the visitor allows, by purpose, and where each answer came from. The only gate:
//! storage and sending ask it, nothing else decides.

use alloc::string::String;

use crate::value::Value;

/// What a visitor can allow or refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To remember on the device what helps the visitor: visits, what was seen, what was closed.
    Preferences,
    /// To tell the store what they did.
    Analytics,
    /// To write to them.
    Marketing,
}

impl Purpose {
    /// All of them, in the order of their strength.
    pub const ALL: [Purpose; 3] = [Purpose::Preferences, Purpose::Analytics, Purpose::Marketing];

    /// Its name in the store file, in the API and in what is sent.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Preferences => "preferences",
            Purpose::Analytics => "analytics",
            Purpose::Marketing => "marketing",
        }
    }

    /// The purpose of that name.
    pub fn from_name(name: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// Who gave an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The visitor, in one of our forms, under the exact words.
    Form,
    /// The page, through the API: a consent banner of the store's.
    Api,
}

impl Source {
    fn name(self) -> &'static str {
        match self {
            Source::Form => "form",
            Source::Api => "api",
        }
    }
}

/// An answer about one purpose.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Answer {
    granted: bool,
    source: Source,
    at: i64,
}

/// All answers, over what holds until somebody answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Consent {
    defaults: [bool; 3],
    answers: [Option<Answer>; 3],
    /// Global Privacy Control: the browser says no to sharing, for its user.
    pub gpc: bool,
}

impl Consent {
    /// What the store says: by purpose, true where it holds without an answer.
    pub fn new(defaults: [bool; 3]) -> Consent {
        Consent { defaults, ..Consent::default() }
    }

    /// Whether this purpose is allowed now.
    ///
    /// Global Privacy Control forbids what goes to others, unless the visitor has said yes to exactly
    /// that in a form: a later act of their own.
    pub fn allows(&self, purpose: Purpose) -> bool {
        let answer = self.answer(purpose);
        let granted = answer.map_or(self.holds_unasked(purpose), |answer| answer.granted);
        let own_act = answer.is_some_and(|answer| answer.source == Source::Form);
        granted && (!self.gpc || own_act || purpose == Purpose::Preferences)
    }

    /// Whether the device may keep anything at all.
    pub fn allows_storage(&self) -> bool {
        Purpose::ALL.into_iter().any(|purpose| self.allows(purpose))
    }

    /// Whether the visitor may be told apart from others in what is sent.
    pub fn allows_identity(&self) -> bool {
        self.allows(Purpose::Analytics) || self.allows(Purpose::Marketing)
    }

    /// Takes an answer.
    pub fn set(&mut self, purpose: Purpose, granted: bool, source: Source, at: i64) {
        if let Some(slot) = self.answers.get_mut(purpose as usize) {
            *slot = Some(Answer { granted, source, at });
        }
    }

    /// Takes the answers of an object of booleans; everything else in it is passed over.
    pub fn set_all(&mut self, purposes: &Value, source: Source, at: i64) {
        for (name, granted) in purposes.entries() {
            if let (Some(purpose), Some(granted)) = (Purpose::from_name(name), granted.bool()) {
                self.set(purpose, granted, source, at);
            }
        }
    }

    fn answer(&self, purpose: Purpose) -> Option<Answer> {
        self.answers.get(purpose as usize).copied().flatten()
    }

    fn holds_unasked(&self, purpose: Purpose) -> bool {
        self.defaults.get(purpose as usize).copied().unwrap_or(false)
    }

    /// The answers as a record for the device.
    pub fn record(&self) -> Value {
        let mut out = Value::map([]);
        for purpose in Purpose::ALL {
            if let Some(answer) = self.answer(purpose) {
                let fields = [
                    ("granted", Value::from(answer.granted)),
                    ("source", answer.source.name().into()),
                    ("at", answer.at.into()),
                ];
                out.set(purpose.name(), Value::map(fields));
            }
        }
        out
    }

    /// Takes up the answers of such a record.
    pub fn restore(&mut self, record: &Value) {
        for (name, answer) in record.entries() {
            let source = if answer.get("source").text() == Some("form") { Source::Form } else { Source::Api };
            if let (Some(purpose), Some(granted)) = (Purpose::from_name(name), answer.get("granted").bool()) {
                self.set(purpose, granted, source, answer.get("at").integer().unwrap_or(0));
            }
        }
    }

    /// What is allowed now, by purpose: for conditions, and for the page.
    pub fn state(&self) -> Value {
        let entries = Purpose::ALL
            .into_iter()
            .map(|purpose| (String::from(purpose.name()), self.allows(purpose).into()));
        Value::Map(entries.collect())
    }
}

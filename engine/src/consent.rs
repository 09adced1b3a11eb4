//! `Consent`: what the visitor allows, by purpose, and where each answer came from. The only gate:
//! storage and sending ask it, nothing else decides.

use alloc::vec::Vec;

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

/// The source of an answer that the visitor gave in one of our forms, under the exact words.
pub(crate) const FORM: &str = "form";
/// That of one which the page gave through the API: a consent banner of the store's.
pub(crate) const API: &str = "api";

/// All answers, over what holds until somebody answers.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    defaults: [bool; 3],
    /// The record of the answers: by purpose whether it is `granted`, the `source`, and when (`at`).
    pub answers: Value,
    /// Global Privacy Control: the browser says no to sharing, for its user.
    pub gpc: bool,
}

impl Consent {
    /// What the store says: by purpose, true where it holds without an answer.
    pub fn new(defaults: [bool; 3]) -> Consent {
        Consent { defaults, answers: Value::Map(Vec::new()), gpc: false }
    }

    /// Whether this purpose is allowed now.
    ///
    /// Global Privacy Control forbids what goes to others, unless the visitor has said yes to exactly
    /// that in a form: a later act of their own.
    pub fn allows(&self, purpose: Purpose) -> bool {
        let answer = self.answers.get(purpose.name());
        let unasked = self.defaults.get(purpose as usize) == Some(&true);
        let own_act = answer.get("source").text() == Some(FORM);
        answer.get("granted").bool().unwrap_or(unasked)
            && (!self.gpc || own_act || purpose == Purpose::Preferences)
    }

    /// Whether the device may keep anything at all.
    pub fn allows_storage(&self) -> bool {
        self.allows(Purpose::Preferences) || self.allows_identity()
    }

    /// Whether the visitor may be told apart from others in what is sent.
    pub fn allows_identity(&self) -> bool {
        self.allows(Purpose::Analytics) || self.allows(Purpose::Marketing)
    }

    /// Takes the answers of an object of booleans; everything else in it is passed over.
    pub fn set_all(&mut self, purposes: &Value, source: &str, at: i64) {
        for (name, granted) in purposes.entries() {
            if Purpose::from_name(name).is_some() && granted.bool().is_some() {
                let mut answer = Value::Null;
                answer.set("granted", granted.clone());
                answer.set_text("source", source);
                answer.set("at", at.into());
                self.answers.set(name, answer);
            }
        }
    }

    /// What is allowed now, by purpose: for conditions, and for the page.
    pub fn state(&self) -> Value {
        let mut out = Value::Null;
        for purpose in Purpose::ALL {
            out.set(purpose.name(), self.allows(purpose).into());
        }
        out
    }
}

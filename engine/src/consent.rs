//! `Consent`: what the visitor allows, by purpose, and where each answer came from. The only gate:
//! storage and sending ask it, nothing else decides.

use alloc::vec::Vec;

use crate::memory;
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
/// That of one which the page gave through the API, for the visitor: an act of theirs too.
pub(crate) const API: &str = "api";
/// What the page says at its start of answers given before.
const INIT: &str = "init";
/// Global Privacy Control: the browser says no to sharing, for its user.
const GPC: &str = "gpc";
/// What the store says holds until somebody answers.
const DEFAULT: &str = "default";
/// What a source says of a purpose that it governs and has not been answered about.
const PENDING: &str = "pending";
/// Consent managers that the page may have, and that the shell can watch.
pub(crate) const SIGNALS: [&str; 4] = ["consent_mode", "tcf", "gpp", "shopify"];

/// All answers, over what holds until somebody answers.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    defaults: [bool; 3],
    /// The signals that the store listens to.
    signals: Vec<&'static str>,
    /// The record of the answers, by source and then by purpose: whether it is `granted`, since when it is so (`at`), and
    /// whether that is only because the answer is `pending`.
    pub answers: Value,
    /// By source, what it says in its own words: the proof of a consent carries them.
    said: Value,
    pub gpc: bool,
}

impl Consent {
    /// What the store says: by purpose, true where it holds without an answer; and the signals that it listens to.
    pub fn new(defaults: [bool; 3], signals: &[&'static str]) -> Consent {
        let nothing = Value::Map(Vec::new());
        Consent { defaults, signals: signals.into(), answers: nothing, said: Value::Null, gpc: false }
    }

    /// Whether this purpose is allowed now.
    pub fn allows(&self, purpose: Purpose) -> bool {
        self.verdict(purpose).0
    }

    /// Whether this purpose is allowed now, and the source that decides it.
    ///
    /// What the visitor answered in a form, under the exact words, goes over all that was said before it and over what
    /// nobody asked them; a source that changes to no after it goes over the form. Without it everyone must agree.
    pub fn verdict(&self, purpose: Purpose) -> (bool, &str) {
        let name = purpose.name();
        let own = self.answers.get(FORM).get(name);
        let since = own.get("at").number().unwrap_or(0.0);
        let mut verdict = match own.get("granted").bool() {
            Some(granted) => (granted, FORM),
            None if self.gpc && purpose != Purpose::Preferences => return (false, GPC),
            None => (self.is_default(purpose), DEFAULT),
        };
        for (source, answers) in self.answers.entries() {
            let answer = answers.get(name);
            let Some(granted) = answer.get("granted").bool().filter(|_| self.counts(source)) else {
                continue;
            };
            if !granted && answer.get("at").number().unwrap_or(0.0) > since {
                return (false, source);
            }
            if granted && verdict.1 == DEFAULT {
                verdict = (true, source);
            }
        }
        verdict
    }

    fn is_default(&self, purpose: Purpose) -> bool {
        self.defaults.get(purpose as usize) == Some(&true)
    }

    /// Whether a source other than the form has a say.
    fn counts(&self, source: &str) -> bool {
        source == API || source == INIT || self.signals.contains(&source)
    }

    /// Whether the visitor may be told apart from others in what is sent.
    pub fn allows_identity(&self) -> bool {
        self.allows(Purpose::Analytics) || self.allows(Purpose::Marketing)
    }

    /// Whether the visitor agreed to be written to, in a form or through the page's own.
    pub fn subscribed(&self, sources: &[&str]) -> bool {
        let mut answers =
            sources.iter().map(|source| self.answers.get(source).at("marketing.granted").bool());
        answers.find_map(|granted| granted) == Some(true)
    }

    /// Takes what a source says of purposes: an object of booleans, or `pending`; everything else in it is passed over,
    /// but `said`, its own words. Forms and the API answer what they were asked, others say all that they have to say.
    pub fn tell(&mut self, source: &str, told: &Value, now: i64) {
        let acts = source == FORM || source == API;
        let known = self.answers.get(source).clone();
        let mut answers = if acts { known.clone() } else { Value::Map(Vec::new()) };
        for purpose in Purpose::ALL {
            let name = purpose.name();
            if let Some(answer) = answer(told.get(name), known.get(name), acts, now) {
                if source == API {
                    self.supersede(name, answer.get("granted"));
                }
                answers.set(name, answer);
            }
        }
        put(&mut self.answers, source, answers);
        self.said.set(source, told.get("said").clone());
    }

    /// What was answered in a form does not stand against what is answered otherwise after it.
    fn supersede(&mut self, name: &str, granted: &Value) {
        let mut own = self.answers.get(FORM).clone();
        if own.get(name).get("granted") != granted {
            remove(&mut own, name);
            put(&mut self.answers, FORM, own);
        }
    }

    /// Forgets what this person answered in forms; what the page and the browser say holds for whoever comes next.
    pub fn reset(&mut self) {
        remove(&mut self.answers, FORM);
    }

    /// Forgets all answers. A no of the page's consent manager, which is still there, holds until it says otherwise.
    pub fn forget(&mut self) {
        let known = core::mem::replace(&mut self.answers, Value::Map(Vec::new()));
        for source in SIGNALS {
            let mut answers = Value::Null;
            for (name, answer) in known.get(source).entries() {
                if answer.get("granted").bool() == Some(false) {
                    answers.set(name, answer.clone());
                }
            }
            put(&mut self.answers, source, answers);
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

    /// The signals in force, each in its own words: part of a proof.
    pub fn signals(&self) -> Value {
        let mut out = Value::map([(GPC, self.gpc.into())]);
        for (source, said) in self.said.entries() {
            out.set_known(source, said.clone());
        }
        out
    }

    /// What the device may keep now.
    pub fn keeping(&self) -> Keeping {
        let mut keeping = 0;
        for purpose in Purpose::ALL {
            let (granted, by) = self.verdict(purpose);
            if granted {
                keeping |= 1 << purpose as u8;
            } else if self.is_default(purpose) && !self.is_pending(by, purpose) && by != GPC {
                // Were a no forgotten, the default would be a yes again.
                keeping |= REFUSED;
            }
        }
        Keeping(keeping)
    }

    /// Whether a source governs this purpose and has not been answered.
    pub fn is_pending(&self, source: &str, purpose: Purpose) -> bool {
        !self.answers.get(source).get(purpose.name()).get(PENDING).is_null()
    }
}

/// What is known of a source's answer about one purpose once it says this; `None` where it has nothing to say.
fn answer(told: &Value, known: &Value, acts: bool, now: i64) -> Option<Value> {
    let is_pending = told.text() == Some(PENDING);
    if is_pending && known.get(PENDING).is_null() && !known.is_null() {
        // It answered on an earlier page, and is about to say the same again.
        return Some(known.clone());
    }
    let granted = if is_pending { Some(false) } else { told.bool() }?;
    let is_same = !acts && known.get("granted").bool() == Some(granted);
    let mut answer = Value::map([("granted", granted.into()), ("at", now.into())]);
    if is_same {
        answer.set("at", known.get("at").clone());
    }
    if is_pending {
        answer.set(PENDING, true.into());
    }
    Some(answer)
}

/// Puts what a source says in the place of what it said; what says nothing leaves no trace.
fn put(answers: &mut Value, source: &str, told: Value) {
    if told.entries().is_empty() {
        remove(answers, source);
    } else {
        answers.set(source, told);
    }
}

fn remove(map: &mut Value, key: &str) {
    if let Value::Map(entries) = map {
        entries.retain(|(name, _)| name != key);
    }
}

const PREFERENCES: u8 = 1;
const ANALYTICS: u8 = 2;
const MARKETING: u8 = 4;
const ANY: u8 = PREFERENCES | ANALYTICS | MARKETING;
/// The visitor refused what is else allowed by default.
const REFUSED: u8 = 8;

/// What the device may keep: a bit for each purpose that is allowed, and one for a refusal that must be remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keeping(u8);

impl Keeping {
    /// What is kept where everything is allowed.
    pub const ALL: Keeping = Keeping(ANY);

    /// Whether a record may be on the device.
    pub fn keeps(self, key: &str) -> bool {
        let by = match key {
            memory::CONSENT => ANY | REFUSED,
            memory::VISIT => PREFERENCES | ANALYTICS,
            memory::CART | memory::ORDERS => PREFERENCES,
            _ if [memory::JOURNAL, memory::CAMPAIGN, memory::PROGRAM]
                .iter()
                .any(|of| key.starts_with(of)) =>
            {
                PREFERENCES
            }
            // Who it is, where they came from, and what waits to be sent.
            _ => ANY,
        };
        self.0 & by != 0
    }

    /// Whether something that was allowed before is not allowed now.
    pub fn lacks(self, before: Keeping) -> bool {
        before.0 & ANY & !self.0 != 0
    }

    /// What of a person may be kept: the names of the fields of their record, separated by spaces.
    pub fn of_person(self) -> &'static str {
        let told = self.0 & PREFERENCES != 0;
        match (self.0 & ANY, self.0 & MARKETING != 0) {
            (0, _) => "",
            (PREFERENCES, _) => "traits preferences",
            (_, true) if told => "anonymous_id user_id traits preferences",
            (_, true) => "anonymous_id user_id",
            _ if told => "anonymous_id traits preferences",
            _ => "anonymous_id",
        }
    }
}

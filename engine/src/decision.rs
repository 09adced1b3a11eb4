//! Decisions: which campaign may speak now, and for every other one the first reason why it may not.

use alloc::string::String;

use crate::campaign::Campaign;
use crate::condition::{Subject, Verdict};
use crate::consent::{Consent, Purpose};
use crate::content::Content;
use crate::history::{History, Limit};
use crate::journal::Journal;
use crate::locale;
use crate::store::StoreFile;
use crate::value::Value;
use crate::visitor::Visitor;

/// All that a decision looks at.
pub(crate) struct Situation<'a> {
    pub store: &'a StoreFile,
    pub visitor: &'a Visitor,
    pub journal: &'a Journal,
    pub consent: &'a Consent,
    pub history: &'a History,
    pub now: i64,
}

/// Why a campaign does not speak now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reason {
    NotTriggered,
    /// Its delay ends then.
    Waiting(i64),
    Purpose(Purpose),
    NotInAudience,
    /// The audience asks something that is not known of this visitor.
    AudienceUnknown,
    Limit(Limit),
    NoContent,
    /// Something else is on its surface.
    SurfaceTaken,
}

impl Situation<'_> {
    /// Whether a campaign may speak to this visitor now, leaving its trigger out of account.
    pub fn permits(&self, campaign: &Campaign) -> Result<(), Reason> {
        if let Some(purpose) = campaign.purpose.filter(|purpose| !self.consent.allows(*purpose)) {
            return Err(Reason::Purpose(purpose));
        }
        let subject = Subject { attributes: self.visitor.attributes(), journal: self.journal, now: self.now };
        match campaign.audience.evaluate(&subject) {
            Verdict::Yes => {}
            Verdict::No => return Err(Reason::NotInAudience),
            Verdict::Unknown => return Err(Reason::AudienceUnknown),
        }
        self.content(campaign).ok_or(Reason::NoContent)?;
        let visit_started = self.journal.visit.started;
        let own = self.history.frequency(campaign, self.now, visit_started);
        let limit = own.or_else(|| self.history.budget(&self.store.budget, self.now, visit_started));
        limit.map_or(Ok(()), |limit| Err(Reason::Limit(limit)))
    }

    /// The content in the language that serves the visitor best, else in the store's.
    pub fn content<'c>(&self, campaign: &'c Campaign) -> Option<&'c Content> {
        let available: alloc::vec::Vec<&str> =
            campaign.contents.iter().map(|content| content.locale.as_str()).collect();
        let wanted = self.visitor.languages().chain([self.store.home.locale.as_str()]);
        let found = locale::negotiate(wanted, &available)?;
        campaign.contents.iter().find(|content| content.locale == found)
    }
}

impl Reason {
    /// The reason as a sentence for the store's owner.
    pub fn sentence(self) -> String {
        let words = match self {
            Reason::NotTriggered => "Its trigger has not happened on this page.",
            Reason::Waiting(_) => "Its trigger happened; the delay has not passed yet.",
            Reason::Purpose(purpose) => {
                return ["The visitor has not allowed ", purpose.name(), "."].concat();
            }
            Reason::NotInAudience => "The visitor is not in its audience.",
            Reason::AudienceUnknown => "Its audience asks something that is unknown of this visitor.",
            Reason::Limit(limit) => limit.sentence(),
            Reason::NoContent => "It has no content in the visitor's languages, nor in the store's.",
            Reason::SurfaceTaken => "Another message is in its place.",
        };
        words.into()
    }

    /// The reason as JSON: its sentence, and until when it holds where that is known.
    pub fn to_value(self) -> Value {
        let until = match self {
            Reason::Waiting(until) | Reason::Limit(Limit::Gap(until)) => Some(until),
            _ => None,
        };
        let mut out = Value::map([("reason", self.sentence().into())]);
        out.set_known("until", until.into());
        out
    }
}

impl Limit {
    fn sentence(self) -> &'static str {
        match self {
            Limit::Frequency => "It has been shown as often as its frequency allows.",
            Limit::Stopped => {
                "The visitor closed it, clicked it or did what it is for, and its frequency ends with that."
            }
            Limit::Snoozed => "The visitor asked to see it later.",
            Limit::BudgetOfSession => "The store's messages for this visit are used up.",
            Limit::BudgetOfDay => "The store's messages for this day are used up.",
            Limit::Gap(_) => "Another message was shown only just now.",
        }
    }
}

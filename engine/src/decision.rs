//! Decisions: which campaign may speak now, and for every other one the first reason why it may not.

use alloc::vec::Vec;

use crate::campaign::Campaign;
use crate::condition::{Subject, Verdict};
use crate::consent::Purpose;
use crate::engine::Engine;
use crate::locale;
use crate::value::Value;

/// Why a campaign does not speak now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reason {
    /// For the store's owner.
    pub sentence: &'static str,
    /// Until when it holds, where that is known.
    pub until: Option<i64>,
}

impl Reason {
    /// A reason of which nobody knows when it ends.
    pub const fn new(sentence: &'static str) -> Reason {
        Reason { sentence, until: None }
    }
}

impl Engine {
    /// What keeps a campaign from speaking to this visitor at a time, leaving its trigger and its place out of account.
    pub(crate) fn refusal(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        if let Some(purpose) = campaign.purpose.filter(|purpose| !self.consent.allows(*purpose)) {
            return Some(Reason::new(match purpose {
                Purpose::Preferences => "The visitor has not allowed preferences.",
                Purpose::Analytics => "The visitor has not allowed analytics.",
                Purpose::Marketing => "The visitor has not allowed marketing.",
            }));
        }
        let subject = Subject { attributes: self.visitor.attributes(), journal: &self.memory, now };
        let sentence = match campaign.audience.evaluate(&subject) {
            Verdict::No => "The visitor is not in its audience.",
            Verdict::Unknown => "Its audience asks something that is unknown of this visitor.",
            Verdict::Yes if self.content(campaign).is_none() => {
                "It has no content in the visitor's languages, nor in the store's."
            }
            Verdict::Yes => {
                let own = self.memory.frequency(campaign, now);
                return own.or_else(|| self.memory.budget(&self.store.budget, now));
            }
        };
        Some(Reason::new(sentence))
    }

    /// The place of the content in the language that serves the visitor best, else in the store's.
    pub(crate) fn content(&self, campaign: &Campaign) -> Option<usize> {
        let mut available = Vec::new();
        for content in &campaign.contents {
            available.push(content.locale.as_str());
        }
        let mut wanted = Vec::new();
        for language in self.visitor.attributes().get("languages").items() {
            wanted.push(language.text_or_empty());
        }
        wanted.push(&self.store.home.locale);
        let found = locale::negotiate(wanted.into_iter(), &available)?;
        available.iter().position(|locale| *locale == found)
    }

    /// For every campaign, or for one: whether it is shown, or the first reason why not, at `now`.
    pub fn explain(&self, now: i64, only: Option<&str>) -> Value {
        let mut verdicts = Vec::new();
        for (index, campaign) in self.store.campaigns.iter().enumerate() {
            if only.is_some_and(|id| campaign.id != id) {
                continue;
            }
            let shown = self.shown.iter().any(|shown| shown.campaign == index);
            let mut verdict = Value::Null;
            verdict.set_text("campaign", &campaign.id);
            verdict.set("shown", shown.into());
            if !shown {
                let reason = self.refusal(campaign, now).unwrap_or_else(|| self.not_yet(index, now));
                verdict.set_text("reason", reason.sentence);
                verdict.set_known("until", reason.until.into());
            }
            verdicts.push(verdict);
        }
        let mut out = Value::Null;
        out.set("visitor", self.visitor.attributes().clone());
        out.set("campaigns", Value::List(verdicts));
        out
    }

    /// What a campaign that may speak still waits for.
    fn not_yet(&self, index: usize, now: i64) -> Reason {
        match self.armed.iter().find(|armed| armed.campaign == index) {
            None => Reason::new("Its trigger has not happened on this page."),
            Some(armed) if armed.due > now => Reason {
                sentence: "Its trigger happened; the delay has not passed yet.",
                until: Some(armed.due),
            },
            Some(_) => Reason::new("Another message is in its place."),
        }
    }
}

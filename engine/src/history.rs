//! History: when each campaign was shown, closed and clicked, and what that leaves of its frequency and of the budget.
//!
//! A campaign's record holds the times at which it was `shown` (or `held` back, where the person is held out of it),
//! the `variant`, and when it was last `dismissed`, `clicked`, `converted` and `completed`; `snoozed_until` says when
//! it may come back, and `run` how far a survey has got.

use alloc::string::String;

use crate::campaign::{Campaign, Stop};
use crate::engine::Engine;
use crate::journal::VISIT_GAP;
use crate::memory::{CAMPAIGN, Memory};
use crate::reason::{Reason, Why};
use crate::store::Budget;
use crate::text;
use crate::time::DAY;
use crate::value::Value;

/// How many times of showing are kept for a campaign: more than any frequency asks about.
const KEPT: usize = 50;

/// What stops a campaign for good: the name under which it is recorded, and what is said of it.
const STOPS: [(&str, Stop, Why); 3] = [
    ("dismissed", Stop::Dismiss, Why::Dismissed),
    ("clicked", Stop::Click, Why::Clicked),
    ("converted", Stop::Convert, Why::Converted),
];

impl Engine {
    /// Notes what happened to a campaign.
    pub(crate) fn note(&mut self, id: &str, what: &str, time: i64) {
        self.memory.edit(&Memory::campaign_key(id)).change(what, &mut |noted| {
            if !is_list(what) {
                *noted = time.into();
                return;
            }
            let times = noted.items();
            let kept = times.get((times.len() + 1).saturating_sub(KEPT)..).unwrap_or_default();
            *noted = Value::List([kept, &[time.into()]].concat());
        });
    }

    /// What is told of a campaign: its id, and the variant that the person got.
    pub(crate) fn detail(&self, id: &str) -> Value {
        let mut detail = Value::Null;
        detail.set_text("campaign", id);
        detail.set_known("variant", self.memory.get(&Memory::campaign_key(id)).get("variant").clone());
        detail
    }
}

/// Whether every time of it is kept.
fn is_list(what: &str) -> bool {
    what == "shown" || what == "held"
}

impl Memory {
    /// The key of a campaign's record.
    pub(crate) fn campaign_key(id: &str) -> String {
        text::concat(&[CAMPAIGN, id])
    }

    /// What its own frequency says against showing a campaign now.
    pub(crate) fn frequency(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        let past = self.get(&campaign.record);
        let rule = &campaign.frequency;
        for (what, stop, why) in &STOPS {
            let stops = rule.stop_after.contains(stop) || (rule.until_dismissed && *stop == Stop::Dismiss);
            if stops && !past.get(what).is_null() {
                return Some(Reason::new(*why));
            }
        }
        if let Some(done) = past.get("completed").integer() {
            let until = campaign.again.map(|time| done.saturating_add(time));
            if until.is_none_or(|until| until > now) {
                return Some(Reason { why: Why::Answered, until });
            }
        }
        if let Some(until) = past.get("snoozed_until").integer() {
            if until > now {
                return Some(Reason { why: Why::Snoozed, until: Some(until) });
            }
            // Whoever asked for later gets it, however often it has been shown.
            if times_since(past, "shown", until) == 0 {
                return None;
            }
        }
        if self.is_under_way(campaign, now) {
            return None;
        }
        let since = rule.per.map_or_else(|| self.visit_began(), |per| now - per + 1);
        let times = times_since(past, "shown", since) + times_since(past, "held", since);
        if rule.times.is_none_or(|most| times < most) {
            return None;
        }
        let until = rule.per.and_then(|per| Some(self.nth_last(past, rule.times?)?.saturating_add(per)));
        Some(Reason { why: Why::Often, until })
    }

    /// Whether only the teaser of a campaign is left in this visit: it stays from page to page until it is closed, or
    /// has done what it is for.
    pub(crate) fn is_collapsed(&self, campaign: &Campaign) -> bool {
        let past = self.get(&campaign.record);
        let time = |what| past.get(what).integer().unwrap_or(0);
        let at = time("collapsed");
        at > time("dismissed").max(time("converted")) && at >= self.visit("started")
    }

    /// Whether the visitor is in the middle of a campaign: its teaser is there, or they answered part of it not long ago
    /// and have not closed it since. It then goes on with the next page, and that is no further showing.
    pub(crate) fn is_under_way(&self, campaign: &Campaign, now: i64) -> bool {
        if self.is_collapsed(campaign) {
            return true;
        }
        let past = self.get(&campaign.record);
        let (run, dismissed) = (past.get("run"), past.get("dismissed").integer());
        run.get("time").integer().is_some_and(|time| {
            !run.get("path").is_null()
                && now - time < VISIT_GAP
                && dismissed.is_none_or(|closed| closed < time)
        })
    }

    /// The time of showing, counted from the last, after which it may be shown once more.
    fn nth_last(&self, past: &Value, n: usize) -> Option<i64> {
        let held = past.get("held").items();
        let shown = if held.is_empty() { past.get("shown").items() } else { held };
        shown.get(shown.len().checked_sub(n)?)?.integer()
    }

    /// Whether a campaign was shown, or would have been, within that time, and its goal is still open.
    pub(crate) fn awaits(&self, campaign: &Campaign, within: i64, now: i64) -> bool {
        let past = self.get(&campaign.record);
        let last = |what| past.get(what).items().last().and_then(Value::integer).unwrap_or(i64::MIN);
        let exposed = last("shown").max(last("held"));
        exposed >= now.saturating_sub(within)
            && past.get("converted").integer().is_none_or(|time| time < exposed)
    }

    /// What the budget over all campaigns says against showing anything now.
    pub(crate) fn budget(&self, budget: &Budget, now: i64) -> Option<Reason> {
        let spent = self.spent(now);
        let until = spent.last.saturating_add(budget.gap);
        if spent.in_visit >= budget.per_session {
            Some(Reason::new(Why::VisitSpent))
        } else if spent.in_day >= budget.per_day {
            Some(Reason { why: Why::DaySpent, until: spent.first_of_day.checked_add(DAY) })
        } else {
            (spent.last > 0 && until > now).then_some(Reason { why: Why::TooSoon, until: Some(until) })
        }
    }

    /// When this visit began. What was shown less than half an hour before belongs to it: another tab, of which this
    /// one had not heard when it began, was in it already.
    fn visit_began(&self) -> i64 {
        let (campaigns, mut began) = (self.under(CAMPAIGN), self.visit("started"));
        loop {
            let known = began;
            for (_, past) in &campaigns {
                for shown in past.get("shown").items() {
                    let time = shown.integer().unwrap_or(0);
                    if time < began && began - time < VISIT_GAP {
                        began = time;
                    }
                }
            }
            if began == known {
                return began;
            }
        }
    }

    /// How much of the budget is spent.
    pub(crate) fn spent(&self, now: i64) -> Spent {
        let mut spent = Spent { in_visit: 0, in_day: 0, first_of_day: i64::MAX, last: 0 };
        let began = self.visit_began();
        for (_, past) in self.under(CAMPAIGN) {
            for shown in past.get("shown").items() {
                let Some(time) = shown.integer() else { continue };
                spent.last = time.max(spent.last);
                spent.in_visit += usize::from(time >= began);
                if time > now - DAY {
                    spent.in_day += 1;
                    spent.first_of_day = time.min(spent.first_of_day);
                }
            }
        }
        spent
    }
}

/// What has been shown: how often in this visit and in the last 24 hours, when first in these and when last (0: never).
pub(crate) struct Spent {
    pub in_visit: usize,
    pub in_day: usize,
    first_of_day: i64,
    pub last: i64,
}

fn times_since(past: &Value, what: &str, since: i64) -> usize {
    let mut times = 0;
    for shown in past.get(what).items() {
        times += usize::from(shown.integer().is_some_and(|time| time >= since));
    }
    times
}

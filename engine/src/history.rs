//! History: when each campaign was shown, closed and clicked, and what that leaves of its frequency and of the budget.
//!
//! A campaign's record holds the times at which it was `shown`, and when it was last `dismissed`, `clicked` and
//! `converted`; `snoozed_until` says when it may come back.

use alloc::string::String;

use crate::campaign::{Campaign, Stop};
use crate::decision::Reason;
use crate::engine::Engine;
use crate::memory::{CAMPAIGN, Memory};
use crate::store::Budget;
use crate::time::DAY;
use crate::value::Value;

/// How many times of showing are kept for a campaign: more than any frequency asks about.
const KEPT: usize = 50;

/// What stops a campaign for good, by the name under which it is recorded.
const STOPS: [(&str, Stop); 3] =
    [("dismissed", Stop::Dismiss), ("clicked", Stop::Click), ("converted", Stop::Convert)];

impl Engine {
    /// Notes what happened to a campaign.
    pub(crate) fn note(&mut self, id: &str, what: &str, time: i64) {
        let key = key(id);
        let mut noted = time.into();
        if what == "shown" {
            let times = self.memory.get(&key).get(what).items();
            let kept = times.get((times.len() + 1).saturating_sub(KEPT)..).unwrap_or_default();
            noted = Value::List([kept, &[noted]].concat());
        }
        self.memory.amend(&key, what, noted);
        self.keep_amended(&key);
    }
}

impl Memory {
    /// What its own frequency says against showing a campaign now.
    pub fn frequency(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        let past = self.get(&key(&campaign.id));
        let rule = &campaign.frequency;
        for (what, stop) in &STOPS {
            let stops = rule.stop_after.contains(stop) || (rule.until_dismissed && *stop == Stop::Dismiss);
            if stops && !past.get(what).is_null() {
                return Some(Reason::new(
                    "The visitor closed it, clicked it or did what it is for, and its frequency ends with that.",
                ));
            }
        }
        if past.get("snoozed_until").integer().is_some_and(|until| until > now) {
            return Some(Reason::new("The visitor asked to see it later."));
        }
        let since = rule.per.map_or(self.visit("started"), |per| now - per + 1);
        let used_up = !past.is_null() && rule.times.is_some_and(|most| times_since(past, since) >= most);
        used_up.then_some(Reason::new("It has been shown as often as its frequency allows."))
    }

    /// What the budget over all campaigns says against showing anything now.
    pub fn budget(&self, budget: &Budget, now: i64) -> Option<Reason> {
        let (mut in_visit, mut in_day, mut last) = (0, 0, 0);
        for (_, past) in self.under(CAMPAIGN) {
            in_visit += times_since(past, self.visit("started"));
            in_day += times_since(past, now - DAY + 1);
            last = past.get("shown").items().last().and_then(Value::integer).unwrap_or(0).max(last);
        }
        let until = last.saturating_add(budget.gap);
        if in_visit >= budget.per_session {
            Some(Reason::new("The store's messages for this visit are used up."))
        } else if in_day >= budget.per_day {
            Some(Reason::new("The store's messages for this day are used up."))
        } else {
            let sentence = "Another message was shown only just now.";
            (last > 0 && until > now).then_some(Reason { sentence, until: Some(until) })
        }
    }
}

fn times_since(past: &Value, since: i64) -> usize {
    let mut times = 0;
    for shown in past.get("shown").items() {
        times += usize::from(shown.integer().is_some_and(|time| time >= since));
    }
    times
}

fn key(id: &str) -> String {
    let mut key = String::from(CAMPAIGN);
    key.push_str(id);
    key
}

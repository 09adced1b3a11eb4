//! `History`: when each campaign was shown, closed and clicked, and what that leaves of its frequency and of the budget.

use alloc::string::String;
use alloc::vec::Vec;

use crate::campaign::{Campaign, Stop};
use crate::json;
use crate::store::Budget;
use crate::time::DAY;
use crate::value::Value;

/// What the keys of its records begin with.
pub(crate) const PREFIX: &str = "campaign/";
/// How many times of showing are kept for a campaign: more than any frequency asks about.
const KEPT: usize = 50;

/// What happened to one campaign on this device.
#[derive(Clone, Debug, Default, PartialEq)]
struct Past {
    shown: Vec<i64>,
    dismissed: Option<i64>,
    clicked: Option<i64>,
    converted: Option<i64>,
    snoozed_until: i64,
}

/// The past of every campaign that was ever shown here.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pasts: Vec<(String, Past)>,
}

/// What keeps a campaign from being shown once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Its own frequency is used up.
    Frequency,
    /// The visitor closed it, clicked it or did what it was for.
    Stopped,
    Snoozed,
    BudgetOfSession,
    BudgetOfDay,
    /// Something was shown only just now; until then.
    Gap(i64),
}

impl History {
    pub fn shown(&mut self, id: &str, now: i64) {
        self.change(id, &|past| {
            if past.shown.len() == KEPT {
                past.shown.remove(0);
            }
            past.shown.push(now);
        });
    }

    pub fn dismissed(&mut self, id: &str, now: i64) {
        self.change(id, &|past| past.dismissed = Some(now));
    }

    pub fn clicked(&mut self, id: &str, now: i64) {
        self.change(id, &|past| past.clicked = Some(now));
    }

    pub fn converted(&mut self, id: &str, now: i64) {
        self.change(id, &|past| past.converted = Some(now));
    }

    pub fn snooze(&mut self, id: &str, until: i64) {
        self.change(id, &|past| past.snoozed_until = until);
    }

    fn change(&mut self, id: &str, change: &dyn Fn(&mut Past)) {
        if !self.pasts.iter().any(|(known, _)| known == id) {
            self.pasts.push((id.into(), Past::default()));
        }
        self.pasts.iter_mut().filter(|(known, _)| known == id).for_each(|(_, past)| change(past));
    }

    /// What its own frequency says of showing a campaign now.
    pub fn frequency(&self, campaign: &Campaign, now: i64, visit_started: i64) -> Option<Limit> {
        let (_, past) = self.pasts.iter().find(|(id, _)| *id == campaign.id)?;
        let rule = &campaign.frequency;
        let stops = |stop| rule.stop_after.contains(&stop);
        let stopped = (past.dismissed.is_some() && (rule.until_dismissed || stops(Stop::Dismiss)))
            || (past.clicked.is_some() && stops(Stop::Click))
            || (past.converted.is_some() && stops(Stop::Convert));
        if stopped {
            return Some(Limit::Stopped);
        }
        if past.snoozed_until > now {
            return Some(Limit::Snoozed);
        }
        let since = rule.per.map_or(visit_started, |per| now - per + 1);
        let times = count_since(&past.shown, since);
        rule.times.is_some_and(|most| times >= most).then_some(Limit::Frequency)
    }

    /// What the budget over all campaigns says of showing anything now.
    pub fn budget(&self, budget: &Budget, now: i64, visit_started: i64) -> Option<Limit> {
        let since = |since| self.pasts.iter().map(|(_, past)| count_since(&past.shown, since)).sum::<usize>();
        let last = self.pasts.iter().filter_map(|(_, past)| past.shown.last()).max();
        if since(visit_started) >= budget.per_session {
            return Some(Limit::BudgetOfSession);
        }
        if since(now - DAY + 1) >= budget.per_day {
            return Some(Limit::BudgetOfDay);
        }
        let until = last.map_or(0, |last| last + budget.gap);
        (until > now).then_some(Limit::Gap(until))
    }

    /// The record of a campaign.
    pub fn record(&self, id: &str) -> Option<Value> {
        let (_, past) = self.pasts.iter().find(|(known, _)| known == id)?;
        let mut record = Value::map([("shown", past.shown.clone().into())]);
        record.set_known("dismissed", past.dismissed.into());
        record.set_known("clicked", past.clicked.into());
        record.set_known("converted", past.converted.into());
        if past.snoozed_until > 0 {
            record.set("snoozed_until", past.snoozed_until.into());
        }
        Some(record)
    }

    /// Takes up the record of a campaign; `false` if it is damaged.
    pub fn restore(&mut self, record_key: &str, record: &str) -> bool {
        let (Some(id), Ok(record)) = (record_key.strip_prefix(PREFIX), json::parse(record)) else {
            return false;
        };
        let time = |name| record.get(name).integer();
        self.change(id, &|past| {
            *past = Past {
                shown: record.get("shown").items().iter().filter_map(Value::integer).take(KEPT).collect(),
                dismissed: time("dismissed"),
                clicked: time("clicked"),
                converted: time("converted"),
                snoozed_until: time("snoozed_until").unwrap_or(0),
            };
        });
        true
    }

    /// The keys of all records.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.pasts.iter().map(|(id, _)| key(id))
    }
}

fn count_since(times: &[i64], since: i64) -> usize {
    times.iter().filter(|time| **time >= since).count()
}

/// The key of a campaign's record.
pub(crate) fn key(id: &str) -> String {
    [PREFIX, id].concat()
}

//! `Agent`: somebody of the store, the languages they speak, and when they are on duty.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Report;
use crate::locale;
use crate::place::Place;
use crate::template::safe_url;
use crate::text;
use crate::time::{self, Local};
use crate::value::Value;

/// A person that visitors can talk to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Agent {
    pub name: String,
    /// BCP 47 tags, the best first.
    pub languages: Vec<String>,
    pub avatar: Option<String>,
    /// IANA name of the time zone that the hours are in.
    pub timezone: String,
    hours: Hours,
}

/// Days of the week and a span of the day. A span may go over midnight: `22:00-06:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hours {
    days: [bool; 7],
    from: i64,
    to: i64,
}

impl Hours {
    const ALWAYS: Hours = Hours { days: [true; 7], from: 0, to: 24 * 60 };

    /// Reads `hours` (`"09:00-18:00"`) and `days` (`["mon", …]`) of an object; absent means always.
    pub fn read(place: &Place, report: &mut Report) -> Hours {
        let mut hours = Hours::ALWAYS;
        let span = place.key("hours");
        if let Some(text) = span.text(report) {
            let (from, to) = text::split_once(text, "-").unwrap_or_default();
            match (time::parse_clock(from), time::parse_clock(to)) {
                (Some(from), Some(to)) => (hours.from, hours.to) = (from, to),
                _ => span.fault("This must be a span of the day such as \"09:00-18:00\".", report),
            }
        }
        let days = place.key("days");
        if !days.is_absent() {
            let named = days.texts(report);
            if named.iter().any(|name| !time::DAYS.contains(&name.as_str())) {
                days.fault("Days are mon, tue, wed, thu, fri, sat and sun.", report);
            }
            for (day, on) in time::DAYS.iter().zip(&mut hours.days) {
                *on = named.iter().any(|name| name == day);
            }
        }
        hours
    }

    /// Whether this moment falls into them. What goes over midnight belongs to the day on which it began.
    pub fn include(&self, local: Local) -> bool {
        let on = |day: usize| self.days.get(day % 7).copied().unwrap_or(false);
        if self.from < self.to {
            return on(local.day) && (self.from..self.to).contains(&local.minute);
        }
        (on(local.day) && local.minute >= self.from) || (on(local.day + 6) && local.minute < self.to)
    }
}

impl Agent {
    /// Reads an agent; `None` where it cannot be used.
    pub fn read(place: &Place, report: &mut Report) -> Option<Agent> {
        place.only("name languages hours days timezone avatar", report);
        let before = report.faults;
        let languages = place.key("languages");
        let agent = Agent {
            name: place.key("name").required_text(report)?.into(),
            languages: languages.texts(report),
            avatar: place.key("avatar").text(report).and_then(safe_url).map(String::from),
            timezone: place.key("timezone").text(report).unwrap_or("UTC").into(),
            hours: Hours::read(place, report),
        };
        if agent.languages.is_empty() {
            languages.fault("Say which languages they speak, such as [\"es\", \"en\"].", report);
        }
        (report.faults == before).then_some(agent)
    }

    /// Whether they are on duty at this moment of their own wall clock.
    pub fn on_duty(&self, local: Local) -> bool {
        self.hours.include(local)
    }

    /// How well they speak a language: 0 is best; `None` not at all.
    pub fn speaks(&self, language: &str) -> Option<usize> {
        let wanted = locale::language(language);
        self.languages.iter().position(|spoken| locale::language(spoken).eq_ignore_ascii_case(wanted))
    }

    /// What a template may say of them.
    pub fn to_value(&self) -> Value {
        Value::map([("name", Value::from(&self.name)), ("languages", self.languages.clone().into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(json: &str) -> Hours {
        Hours::read(&Place::root(&crate::json::parse(json).unwrap_or_default()), &mut Report::default())
    }

    #[test]
    fn spans_over_midnight_belong_to_the_day_they_began_on() {
        let night = hours(r#"{"hours":"22:00-06:00","days":["fri"]}"#);
        let at = |day, minute| night.include(Local { day, minute });
        assert!(at(4, 22 * 60) && at(5, 5 * 60 + 59));
        assert!(!at(4, 5 * 60) && !at(5, 6 * 60) && !at(5, 23 * 60));
    }

    #[test]
    fn absent_means_always() {
        assert!((0..7).all(|day| hours("{}").include(Local { day, minute: 1_439 })));
    }
}

//! `Hours`: days of the week and a span of the day, of an agent on duty or a campaign on schedule.

use crate::error::Report;
use crate::place::Place;
use crate::text;
use crate::time::{self, DAY, Local, MINUTE};

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
        if self.from < self.to {
            return self.on(local.day) && (self.from..self.to).contains(&local.minute);
        }
        (self.on(local.day) && local.minute >= self.from)
            || (self.on(local.day + 6) && local.minute < self.to)
    }

    /// Whether a span begins on this day; 0 is Monday, 7 the Monday after it.
    pub fn on(&self, day: usize) -> bool {
        self.days.get(day % 7).copied().unwrap_or(false)
    }

    /// How long the span of the day before lasts after midnight, in milliseconds.
    pub fn after_midnight(&self) -> i64 {
        if self.from < self.to { 0 } else { self.to * MINUTE }
    }

    /// When the next span begins after this moment; both in milliseconds as the clock on the wall counts them.
    pub fn next(&self, wall: i64) -> Option<i64> {
        let local = time::local(wall, 0);
        let midnight = wall - wall.rem_euclid(DAY);
        for later in 0..8 {
            let start = midnight + later * DAY + self.from * MINUTE;
            if self.on(local.day + later as usize) && start > wall {
                return Some(start);
            }
        }
        None
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

    /// The first of January 1970 was a Thursday.
    #[test]
    fn the_next_span() {
        let at = |day: i64, minute: i64| day * DAY + minute * MINUTE;
        let mornings = hours(r#"{"hours":"09:00-12:00","days":["thu","mon"]}"#);
        assert_eq!(mornings.next(at(0, 0)), Some(at(0, 540)));
        assert_eq!(mornings.next(at(0, 540)), Some(at(4, 540)));
        assert_eq!(hours(r#"{"days":["thu"]}"#).next(at(0, 1)), Some(at(7, 0)));
        assert_eq!(hours(r#"{"hours":"24:00-06:00"}"#).next(at(0, 1)), Some(at(1, 0)));
        assert_eq!(hours(r#"{"days":[]}"#).next(0), None);
        assert_eq!(mornings.next(at(-3, 0)), Some(at(-3, 540)));
    }
}

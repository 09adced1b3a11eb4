//! `Schedule`: the dates, days and hours at which a campaign may speak, in whose time zone they are.

use alloc::string::String;

use crate::error::Report;
use crate::hours::Hours;
use crate::place::Place;
use crate::reason::{Reason, Why};
use crate::text::contains;
use crate::time::{self, DAY, MINUTE, Zone};

/// When a campaign may speak.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schedule {
    /// The first moment and the one after the last, in milliseconds as the clock on the wall counts them.
    from: i64,
    to: i64,
    hours: Hours,
    zone: String,
}

impl Schedule {
    /// Reads the object `schedule` of a campaign; `None` where it is absent.
    pub fn read(place: &Place, report: &mut Report) -> Option<Schedule> {
        if place.is_absent() {
            return None;
        }
        place.only("from to days hours timezone", report);
        let hours = Hours::read(place, report);
        let bound = |key, added, report: &mut Report| {
            let place = place.key(key);
            let (time, is_day) = place.text(report).and_then(|text| read_date(text, &place, report))?;
            // The hours after midnight belong to the day before, and so to the last day, not to the first.
            Some(if is_day { time + added + hours.after_midnight() } else { time })
        };
        let from = bound("from", 0, report).unwrap_or(i64::MIN);
        let to = bound("to", DAY, report).unwrap_or(i64::MAX);
        if from >= to {
            place.key("to").fault("This is before `from`, so the campaign would never run.", report);
        }
        Some(Schedule { from, to, hours, zone: read_zone(&place.key("timezone"), report).into() })
    }

    /// Whose clock counts: `visitor`, `store`, or the IANA name of a time zone.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// Why the campaign may not speak at `now`, and when to ask again, never later than it opens; `None` where it may.
    /// `zone` is what is known of [`Schedule::zone`].
    pub fn refusal(&self, zone: Option<Zone>, now: i64) -> Option<Reason> {
        let Some(zone) = zone else {
            return Some(Reason::new(Why::NoZone));
        };
        let shift = zone.offset(now).saturating_mul(MINUTE);
        let wall = now.saturating_add(shift);
        let Reason { why, until } = self.closed(wall)?;
        // What the wall says holds until the clocks change; and a day is as far as is looked ahead, since
        // changes that are further away are not known of.
        let mut again = until.map(|opens| opens.saturating_sub(shift).min(now.saturating_add(DAY)));
        if now < zone.changes_at {
            again = again.map(|again| again.min(zone.changes_at));
        }
        Some(Reason { why, until: again })
    }

    /// Why it is closed at this moment of the wall clock, and the moment before which it does not open.
    fn closed(&self, wall: i64) -> Option<Reason> {
        if wall < self.from {
            return Some(Reason { why: Why::Early, until: Some(self.from) });
        }
        if wall >= self.to {
            return Some(Reason::new(Why::Over));
        }
        let local = time::local(wall, 0);
        if self.hours.include(local) {
            return None;
        }
        let why = if self.hours.on(local.day) { Why::Hour } else { Why::Day };
        Some(Reason { why, until: self.hours.next(wall).filter(|opens| *opens < self.to) })
    }
}

fn read_date(text: &str, place: &Place, report: &mut Report) -> Option<(i64, bool)> {
    let date = time::parse_date(text);
    if date.is_none() {
        place.fault(
            "This must be a day such as \"2026-11-20\", or a time such as \"2026-11-20T09:00\" on the clock of `timezone`.",
            report,
        );
    }
    date
}

fn read_zone<'a>(place: &Place<'a>, report: &mut Report) -> &'a str {
    let zone = place.text(report).unwrap_or("visitor");
    if !matches!(zone, "visitor" | "store" | "UTC") && !contains(zone, "/") {
        place.fault(
            "This must be \"visitor\", \"store\" or the name of a time zone such as \"Europe/Madrid\".",
            report,
        );
    }
    zone
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::time::HOUR;
    use alloc::vec::Vec;

    const LATER: &str = "Its first day has not come yet.";
    const OVER: &str = "Its last day is over.";
    const HOUR_SENTENCE: &str = "It does not run at this hour.";
    const DAY_SENTENCE: &str = "It does not run on this day of the week.";

    fn read(json: &str) -> (Option<Schedule>, Vec<(String, String)>) {
        let value = crate::json::parse(json).unwrap();
        let mut report = Report::default();
        let schedule = Schedule::read(&Place::root(&value).key("schedule"), &mut report);
        (schedule, report.issues.into_iter().map(|issue| (issue.path, issue.message)).collect())
    }

    fn schedule(inner: &str) -> Schedule {
        let (schedule, issues) = read(&alloc::format!("{{\"schedule\":{{{inner}}}}}"));
        assert_eq!(issues, []);
        schedule.unwrap()
    }

    /// The moment at which it is this time in Greenwich.
    fn utc(text: &str) -> i64 {
        time::parse_date(text).unwrap().0
    }

    fn zone(entry: &str) -> Option<Zone> {
        Zone::read(&crate::json::parse(entry).unwrap())
    }

    fn said(schedule: &Schedule, entry: &str, at: &str) -> Option<&'static str> {
        schedule.refusal(zone(entry), utc(at)).map(|reason| reason.why.sentence())
    }

    #[test]
    fn absent_means_always() {
        assert_eq!(read("{}"), (None, Vec::new()));
        assert_eq!(said(&schedule(""), "0", "2026-11-22"), None);
        assert_eq!(schedule("").zone(), "visitor");
    }

    #[test]
    fn both_days_are_in_it() {
        let november = schedule(r#""from":"2026-11-20","to":"2026-11-30","timezone":"store""#);
        assert_eq!(november.zone(), "store");
        assert_eq!(said(&november, "0", "2026-11-19T23:59:59"), Some(LATER));
        assert_eq!(said(&november, "0", "2026-11-20"), None);
        assert_eq!(said(&november, "0", "2026-11-30T23:59:59"), None);
        assert_eq!(said(&november, "0", "2026-12-01"), Some(OVER));
        // In Madrid it is an hour later already.
        assert_eq!(said(&november, "60", "2026-11-19T23:00"), None);
        assert_eq!(said(&november, "60", "2026-11-30T23:00"), Some(OVER));
        assert_eq!(said(&november, "-300", "2026-11-20T04:59"), Some(LATER));
    }

    #[test]
    fn times_end_to_the_minute() {
        let noon = schedule(r#""from":"2026-11-20T09:00","to":"2026-11-20T12:00""#);
        assert_eq!(said(&noon, "0", "2026-11-20T08:59:59"), Some(LATER));
        assert_eq!(said(&noon, "0", "2026-11-20T09:00"), None);
        assert_eq!(said(&noon, "0", "2026-11-20T11:59:59"), None);
        assert_eq!(said(&noon, "0", "2026-11-20T12:00"), Some(OVER));
    }

    #[test]
    fn the_end_of_a_month_is_followed_by_the_next() {
        let leap = schedule(r#""from":"2028-02-29","to":"2028-02-29""#);
        assert_eq!(said(&leap, "0", "2028-02-28T23:59"), Some(LATER));
        assert_eq!(said(&leap, "0", "2028-02-29T23:59"), None);
        assert_eq!(said(&leap, "0", "2028-03-01"), Some(OVER));
        let year = schedule(r#""to":"2026-12-31""#);
        assert_eq!(
            (said(&year, "0", "2026-12-31T23:59"), said(&year, "0", "2027-01-01")),
            (None, Some(OVER))
        );
    }

    #[test]
    fn days_and_hours() {
        // The 20th of November 2026 is a Friday.
        let schedule = schedule(r#""days":["mon","fri"],"hours":"09:00-21:00""#);
        assert_eq!(said(&schedule, "0", "2026-11-20T08:59"), Some(HOUR_SENTENCE));
        assert_eq!(said(&schedule, "0", "2026-11-20T09:00"), None);
        assert_eq!(said(&schedule, "0", "2026-11-20T21:00"), Some(HOUR_SENTENCE));
        assert_eq!(said(&schedule, "0", "2026-11-21T10:00"), Some(DAY_SENTENCE));
        let again = |at| schedule.refusal(zone("0"), utc(at)).unwrap().until;
        assert_eq!(again("2026-11-20T08:00"), Some(utc("2026-11-20T09:00")));
        assert_eq!(again("2026-11-22T10:00"), Some(utc("2026-11-23T09:00")));
        // A day is as far as it looks.
        assert_eq!(again("2026-11-20T22:00"), Some(utc("2026-11-21T22:00")));
    }

    #[test]
    fn what_goes_over_midnight_belongs_to_the_day_it_began_on() {
        let nights = schedule(r#""from":"2026-11-20","to":"2026-11-21","hours":"22:00-06:00""#);
        assert_eq!(said(&nights, "0", "2026-11-20T02:00"), Some(LATER));
        assert_eq!(said(&nights, "0", "2026-11-20T12:00"), Some(HOUR_SENTENCE));
        assert_eq!(said(&nights, "0", "2026-11-20T22:00"), None);
        assert_eq!(said(&nights, "0", "2026-11-21T05:59"), None);
        assert_eq!(said(&nights, "0", "2026-11-22T05:59"), None);
        assert_eq!(said(&nights, "0", "2026-11-22T06:00"), Some(OVER));
        let fridays = schedule(r#""days":["fri"],"hours":"22:00-06:00""#);
        assert_eq!(said(&fridays, "0", "2026-11-21T05:59"), None);
        assert_eq!(said(&fridays, "0", "2026-11-21T06:00"), Some(DAY_SENTENCE));
        assert_eq!(said(&fridays, "0", "2026-11-20T05:59"), Some(HOUR_SENTENCE));
    }

    /// Asks as an engine would, every time when it was told to, and gives the moment at which it opened.
    fn opens(schedule: &Schedule, entry: &str, from: &str) -> i64 {
        let mut now = utc(from);
        for _ in 0..100 {
            match schedule.refusal(zone(entry), now) {
                None => return now,
                Some(Reason { until: again, .. }) => {
                    assert!(again.unwrap() > now, "it would ask without end");
                    now = again.unwrap();
                }
            }
        }
        i64::MAX
    }

    /// That moment, looked for minute by minute.
    fn truly_opens(schedule: &Schedule, entry: &str, from: &str) -> i64 {
        let mut now = utc(from);
        while schedule.refusal(zone(entry), now).is_some() {
            now += MINUTE;
        }
        now
    }

    #[test]
    fn clocks_go_forward_and_back() {
        // In 2026 Madrid changes on the 29th of March and the 25th of October at 01:00 UTC, New York on the
        // 8th of March at 07:00 UTC and on the 1st of November at 06:00 UTC.
        for (change, before, after) in [
            ("2026-03-29T01:00", 60, 120),
            ("2026-10-25T01:00", 120, 60),
            ("2026-03-08T07:00", -300, -240),
            ("2026-11-01T06:00", -240, -300),
        ] {
            let entry = alloc::format!("[{before},{},{after}]", utc(change));
            for hours in
                ["01:30-02:00", "02:00-02:30", "02:30-02:45", "03:00-04:00", "09:00-21:00", "22:00-01:30"]
            {
                let schedule = schedule(&alloc::format!("\"hours\":\"{hours}\""));
                for hour in (0..36).step_by(3) {
                    let from = time::rfc3339(utc(change) - 30 * HOUR + hour * HOUR + 17 * MINUTE);
                    let from = from.get(..16).unwrap();
                    let told = opens(&schedule, &entry, from);
                    assert_eq!(
                        told,
                        truly_opens(&schedule, &entry, from),
                        "{hours} from {from} with {entry}"
                    );
                }
            }
        }
    }

    #[test]
    fn opening_is_by_the_new_time_after_the_change() {
        let schedule = schedule(r#""hours":"09:00-21:00""#);
        let madrid = alloc::format!("[60,{},120]", utc("2026-03-29T01:00"));
        assert_eq!(opens(&schedule, &madrid, "2026-03-28T21:00"), utc("2026-03-29T07:00"));
        let new_york = alloc::format!("[-240,{},-300]", utc("2026-11-01T06:00"));
        assert_eq!(opens(&schedule, &new_york, "2026-11-01T02:00"), utc("2026-11-01T14:00"));
    }

    #[test]
    fn what_cannot_open_again_says_so() {
        let ended = schedule(r#""to":"2026-11-20","hours":"09:00-12:00""#);
        assert_eq!(ended.refusal(zone("0"), utc("2026-11-20T13:00")), Some(Reason::new(Why::Hour)));
        assert_eq!(ended.refusal(zone("0"), i64::MAX), Some(Reason::new(Why::Over)));
        let unknown = ended.refusal(zone("null"), utc("2026-11-20T10:00"));
        assert_eq!(unknown, Some(Reason::new(Why::NoZone)));
    }

    #[test]
    fn faults_are_sentences() {
        for (inner, path, words) in [
            (r#""from":"2026-12-01","to":"2026-11-30""#, "schedule.to", "before `from`"),
            (r#""from":"20.11.2026""#, "schedule.from", "such as \"2026-11-20\""),
            (r#""to":"2026-02-30""#, "schedule.to", "such as \"2026-11-20\""),
            (r#""to":"2026-11-20T09:00:00Z""#, "schedule.to", "on the clock of `timezone`"),
            (r#""to":7"#, "schedule.to", "text in double quotes"),
            (r#""hours":"9-21""#, "schedule.hours", "09:00-18:00"),
            (r#""days":["monday"]"#, "schedule.days", "mon, tue"),
            (r#""timezone":"Madrid""#, "schedule.timezone", "Europe/Madrid"),
            (r#""until":"2026-11-20""#, "schedule.until", "unknown"),
        ] {
            let (_, issues) = read(&alloc::format!("{{\"schedule\":{{{inner}}}}}"));
            let fits = |(at, message): &(String, String)| at == path && message.contains(words);
            assert!(issues.len() == 1 && issues.iter().all(fits), "{inner}: {issues:?}");
        }
        assert_eq!(read(r#"{"schedule":7}"#).1.len(), 1);
    }

    #[test]
    fn same_day_from_and_to_is_one_day_even_at_night() {
        let night = schedule(r#""from":"2026-11-20","to":"2026-11-20","hours":"22:00-06:00""#);
        assert_eq!(opens(&night, "0", "2026-11-18T00:00"), utc("2026-11-20T22:00"));
        assert_eq!(said(&night, "0", "2026-11-21T05:00"), None);
    }
}

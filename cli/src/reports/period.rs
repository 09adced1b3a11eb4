//! The days that a report is about, in UTC.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::database::stamp;

/// How many days are looked at where nothing is said.
const USUAL: u16 = 90;
/// The longest name of a day and the like that is read.
const TOO_LATE: &str = "9999-12-31T23:59:59.999Z";

/// What was asked for: `last=30`, `last=all`, or `from` and `to` as days.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    pub(crate) last: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}

/// From the beginning of a day to the end of one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Period {
    /// The first day; none for all that there is.
    pub(crate) from: Option<Date>,
    /// The last day.
    pub(crate) to: Date,
    /// How many days up to today were asked for, if not a first and a last one.
    pub(crate) last: Option<u16>,
}

/// Why the days could not be read.
pub(crate) const UNREADABLE: &str = "`from` and `to` must be days such as 2026-11-22, `from` not after `to`, and `last` a number of days or `all`.";

impl Period {
    /// The days asked for; today is that of `now`.
    pub(crate) fn read(asked: &Asked, now: Timestamp) -> Option<Self> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let given = |day: &Option<String>| day.clone().filter(|day| !day.trim().is_empty());
        let (from, to) = (given(&asked.from), given(&asked.to));
        if from.is_some() || to.is_some() {
            let from = from.map(|day| day.trim().parse::<Date>()).transpose().ok()?;
            let to = to.map(|day| day.trim().parse::<Date>()).transpose().ok()?.unwrap_or(today);
            return from.is_none_or(|from| from <= to).then_some(Self { from, to, last: None });
        }
        match asked.last.as_deref().map(str::trim) {
            None | Some("") => Self::last(USUAL, today),
            Some("all") => Some(Self { from: None, to: today, last: None }),
            Some(days) => Self::last(days.parse().ok().filter(|days| *days > 0)?, today),
        }
    }

    /// The days that are looked at where nothing was asked for, or nothing that can be read.
    pub(crate) fn usual(now: Timestamp) -> Self {
        let today = now.to_zoned(TimeZone::UTC).date();
        Self::last(USUAL, today).unwrap_or(Self { from: None, to: today, last: None })
    }

    fn last(days: u16, today: Date) -> Option<Self> {
        let from = today.checked_sub((i64::from(days) - 1).days()).ok()?;
        Some(Self { from: Some(from), to: today, last: Some(days) })
    }

    /// From which moment, as it is stored.
    pub(crate) fn start(&self) -> String {
        self.from.map(day_begins).unwrap_or_default()
    }

    /// Before which moment.
    pub(crate) fn end(&self) -> String {
        self.to.tomorrow().map_or_else(|_| TOO_LATE.to_owned(), day_begins)
    }

    /// How it is written into a link.
    pub(crate) fn query(&self) -> String {
        match (self.last, self.from) {
            (Some(days), _) => format!("last={days}"),
            (None, Some(from)) => format!("from={from}&to={}", self.to),
            (None, None) => "last=all".to_owned(),
        }
    }
}

/// The moment at which a day begins, as it is stored.
pub(crate) fn day_begins(day: Date) -> String {
    day.to_zoned(TimeZone::UTC).map(|moment| stamp(moment.timestamp())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(last: &str, from: &str, to: &str) -> Option<(String, String, String)> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let asked = Asked { last: some(last), from: some(from), to: some(to) };
        let period = Period::read(&asked, "2026-11-22T23:30:00Z".parse().unwrap())?;
        Some((period.start(), period.end(), period.query()))
    }

    fn told(start: &str, end: &str, query: &str) -> Option<(String, String, String)> {
        Some((start.into(), end.into(), query.into()))
    }

    #[test]
    fn days_are_whole_and_the_last_one_is_in() {
        let end = "2026-11-23T00:00:00.000Z";
        assert_eq!(read("", "", ""), told("2026-08-25T00:00:00.000Z", end, "last=90"));
        assert_eq!(read("1", "", ""), told("2026-11-22T00:00:00.000Z", end, "last=1"));
        assert_eq!(read("all", "", ""), told("", end, "last=all"));
        let one =
            told("2026-10-01T00:00:00.000Z", "2026-10-02T00:00:00.000Z", "from=2026-10-01&to=2026-10-01");
        assert_eq!(read("30", "2026-10-01", "2026-10-01"), one);
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for (last, from, to) in [
            ("0", "", ""),
            ("x", "", ""),
            ("70000", "", ""),
            ("", "2026-13-01", ""),
            ("", "2026-11-02", "2026-11-01"),
        ] {
            assert_eq!(read(last, from, to), None, "{last} {from} {to}");
        }
    }
}

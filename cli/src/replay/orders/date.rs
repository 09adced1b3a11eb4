//! Times as order logs write them: a day alone, or a day with a time, with or without an offset.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};

use crate::replay::moment;

/// When an order was made of which only the day is known: noon, UTC.
const NOON: i8 = 12;
/// Years in which orders are believed to have been made.
const YEARS: std::ops::RangeInclusive<i16> = 1971..=2200;

/// Milliseconds since 1970 (UTC); what names no offset is UTC, a day alone is its noon. `None` where it is no such time.
pub(super) fn read(text: &str) -> Option<i64> {
    let at = moment::read(text).or_else(|| offset(text)).or_else(|| civil(text))?;
    YEARS.contains(&year(at)?).then_some(at)
}

/// `1997-01-31 10:00:00 -0500`, as Shopify writes it.
fn offset(text: &str) -> Option<i64> {
    Some(Zoned::strptime("%Y-%m-%d %H:%M:%S %z", text).ok()?.timestamp().as_millisecond())
}

fn civil(text: &str) -> Option<i64> {
    let is_day = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let civil = if is_day { text.parse::<Date>().ok()?.at(NOON, 0, 0, 0) } else { text.parse().ok()? };
    let _: &DateTime = &civil;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

fn year(at: i64) -> Option<i16> {
    let since = SignedDuration::from_millis(at);
    Some(jiff::Timestamp::from_duration(since).ok()?.to_zoned(TimeZone::UTC).year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_taken_at_noon() {
        let noon = moment::read("1997-01-31T12:00:00Z");
        assert!(noon.is_some());
        for text in
            ["19970131", "1997-01-31", "1997-01-31 12:00", "1997-01-31T12:00:00", "1997-01-31 12:00:00"]
        {
            assert_eq!(read(text), noon, "{text}");
        }
        for text in ["1997-01-31T07:00:00-05:00", "1997-01-31 07:00:00 -0500", "1997-01-31 12:00:00Z"] {
            assert_eq!(read(text), noon, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "soon",
            "1997",
            "1997-02-30",
            "19971301",
            "31.01.1997",
            "01/31/1997",
            "854668800000",
            "1997-01",
            "0197-01-31",
            "9997-01-31",
            "-1997-01-31",
            "1997-01-31 25:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

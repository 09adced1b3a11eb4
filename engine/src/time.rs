//! Durations and the calendar. Times are milliseconds since 1970, UTC; the clock itself is never read here.

use alloc::string::String;

use crate::number;
use crate::text;
use crate::value::Value;

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// The days of the week as the store file names them, Monday first.
pub(crate) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads `30s`, `10m`, `2h` or `7d` as milliseconds; at most about a hundred years.
pub(crate) fn parse_duration(text: &str) -> Option<i64> {
    let unit = match text.bytes().last()? {
        b's' => SECOND,
        b'm' => MINUTE,
        b'h' => HOUR,
        b'd' => DAY,
        _ => return None,
    };
    let amount = number::parse(text.get(..text.len() - 1)?)?;
    let duration = amount * unit as f64;
    if (0.0..=36_525.0 * DAY as f64).contains(&duration) { Some(duration as i64) } else { None }
}

/// Reads `09:00` as minutes after midnight; `24:00` is the end of the day.
pub(crate) fn parse_clock(text: &str) -> Option<i64> {
    let [a @ b'0'..=b'9', b @ b'0'..=b'9', b':', c @ b'0'..=b'5', d @ b'0'..=b'9'] = text.as_bytes() else {
        return None;
    };
    let number = |tens: &u8, ones: &u8| i64::from((tens - b'0') * 10 + (ones - b'0'));
    let minutes = number(a, b) * 60 + number(c, d);
    (minutes <= 24 * 60).then_some(minutes)
}

/// A moment as a clock on the wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Local {
    /// Minutes after midnight.
    pub minute: i64,
    /// 0 is Monday.
    pub day: usize,
}

/// The wall clock at `now`, this many minutes east of UTC.
pub(crate) fn local(now: i64, offset: i64) -> Local {
    let shifted = now.saturating_add(offset.saturating_mul(MINUTE));
    // The first of January 1970 was a Thursday.
    let day = (shifted.div_euclid(DAY) + 3).rem_euclid(7);
    Local { minute: shifted.rem_euclid(DAY) / MINUTE, day: day as usize }
}

/// What is known of a time zone: its distance from UTC, and the change of daylight saving that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Zone {
    /// Minutes east of UTC before the change.
    before: i64,
    /// When the change comes, [`i64::MAX`] where none is known of.
    pub changes_at: i64,
    /// Minutes east of UTC from then on.
    after: i64,
}

impl Zone {
    /// Reads minutes east of UTC, or `[minutes now, when they change, minutes from then on]`.
    pub fn read(entry: &Value) -> Option<Zone> {
        if let Some(offset) = entry.integer() {
            return Some(Zone { before: offset, changes_at: i64::MAX, after: offset });
        }
        let part = |index| entry.at(index).integer();
        Some(Zone { before: part("0")?, changes_at: part("1")?, after: part("2")? })
    }

    /// Minutes east of UTC at `now`.
    pub fn offset(self, now: i64) -> i64 {
        if now < self.changes_at { self.before } else { self.after }
    }
}

/// A time as RFC 3339 with milliseconds: `2026-11-22T10:00:00.000Z`.
///
/// Outside the years 0 to 9999, which RFC 3339 cannot say, the nearest that it can.
pub(crate) fn rfc3339(time: i64) -> String {
    let (year, month, day) = date(time);
    let rest = (since_year_0(time) % DAY) as u32;
    let mut out = String::new();
    for (number, width, after) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (rest / 3_600_000, 2, ':'),
        (rest / 60_000 % 60, 2, ':'),
        (rest / 1_000 % 60, 2, '.'),
        (rest % 1_000, 3, 'Z'),
    ] {
        pad(number, width, &mut out);
        out.push(after);
    }
    out
}

/// The year, month and day in UTC; outside the years 0 to 9999 the nearest of them.
pub(crate) fn date(time: i64) -> (u32, u32, u32) {
    civil((since_year_0(time) / DAY) as u32)
}

/// Which day of its year a day is, from 1.
pub(crate) fn day_of_year(year: u32, month: u32, day: u32) -> u32 {
    days_since_year_0(year, month, day) - days_since_year_0(year, 1, 1) + 1
}

fn since_year_0(time: i64) -> i64 {
    time.clamp(YEAR_0, 253_402_300_799_999) - YEAR_0
}

/// The first of January of the year 0, UTC.
const YEAR_0: i64 = -62_167_219_200_000;

fn pad(number: u32, width: u32, out: &mut String) {
    if width > 1 {
        pad(number / 10, width - 1, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Days since the first of January of the year 0 as year, month and day of the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
fn civil(days: u32) -> (u32, u32, u32) {
    // Its years begin in March; 400 years more keep the first two months from being negative.
    let shifted = days + 146_097 - 60;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + u32::from(month <= 2) - 400, month, day)
}

/// Reads `2026-11-20`, and `2026-11-20T09:00` with or without seconds, as milliseconds since 1970 as the clock on
/// the wall counts them; and whether it is a day without a time.
pub(crate) fn parse_date(text: &str) -> Option<(i64, bool)> {
    let bytes = text.as_bytes();
    let (year, month, day) = (digits(bytes, 0, 4)?, digits(bytes, 5, 2)?, digits(bytes, 8, 2)?);
    let days = days_since_year_0(year, month, day);
    // A day that the calendar does not have comes back as another one.
    if civil(days) != (year, month, day) || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
        return None;
    }
    let midnight = YEAR_0 + i64::from(days) * DAY;
    if bytes.len() == 10 {
        return Some((midnight, true));
    }
    let seconds = match (bytes.len(), text.get(16..17)) {
        (16, _) => 0,
        (19, Some(":")) => digits(bytes, 17, 2).filter(|seconds| *seconds < 60)?,
        _ => return None,
    };
    let minutes = parse_clock(text.get(11..16)?).filter(|_| text.get(10..11) == Some("T"))?;
    Some((midnight + minutes * MINUTE + i64::from(seconds) * SECOND, false))
}

/// A point in time as CRMs write it: milliseconds since 1970, or a date in ISO 8601, whose time zone is not looked at.
pub(crate) fn point(value: &Value) -> Option<i64> {
    let text = value.text_or_empty();
    let date = || parse_date(text::clip(text, 19)).or_else(|| parse_date(text::clip(text, 10)));
    value.integer().or_else(|| date().map(|(time, _)| time))
}

fn digits(text: &[u8], from: usize, length: usize) -> Option<u32> {
    let mut number = 0;
    for byte in text.get(from..from + length)? {
        number = number * 10 + u32::from(byte.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some(number)
}

/// The inverse of [`civil`], for months and days of up to two digits.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
fn days_since_year_0(year: u32, month: u32, day: u32) -> u32 {
    let year = year + 400 - u32::from(month <= 2);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day;
    // One day less for the first of a month, and what `civil` adds.
    (year * 365 + year / 4 - year / 100 + year / 400 + day_of_year).saturating_sub(1 + 146_097 - 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn durations() {
        let cases = [
            ("30s", Some(30_000)),
            ("10m", Some(600_000)),
            ("2h", Some(7_200_000)),
            ("7d", Some(604_800_000)),
            ("1.5h", Some(5_400_000)),
            ("0s", Some(0)),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_duration(text), expected, "{text}");
        }
        for wrong in ["", "s", "10", "10 m", "-1d", "1w", "1e99d", "ñ"] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn clocks() {
        assert_eq!(parse_clock("09:30"), Some(570));
        assert_eq!(parse_clock("24:00"), Some(1440));
        for wrong in ["9:30", "24:01", "10:60", "+1:00", "10", ""] {
            assert_eq!(parse_clock(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn calendar() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_795_341_600_123), "2026-11-22T10:00:00.123Z");
        assert_eq!(rfc3339(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(rfc3339(i64::MIN), "0000-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(YEAR_0 + 60 * DAY), "0000-03-01T00:00:00.000Z");
        assert_eq!(rfc3339(i64::MAX), "9999-12-31T23:59:59.999Z");
    }

    /// Against a calendar that counts day by day, for all the years that can be written.
    #[test]
    fn every_day_follows_the_one_before() {
        let (mut year, mut month, mut day) = (0, 1, 1);
        for days in 0..3_652_425 {
            assert_eq!(civil(days), (year, month, day));
            assert_eq!(days_since_year_0(year, month, day), days);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + u32::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > length {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, day), (10_000, 1, 1));
    }

    #[test]
    fn dates() {
        let midnight = 1_795_305_600_000;
        assert_eq!(parse_date("2026-11-22"), Some((midnight, true)));
        assert_eq!(parse_date("2026-11-22T10:00"), Some((midnight + 10 * HOUR, false)));
        assert_eq!(parse_date("2026-11-22T10:00:59"), Some((midnight + 10 * HOUR + 59 * SECOND, false)));
        assert_eq!(parse_date("2026-11-22T24:00"), Some((midnight + DAY, false)));
        assert_eq!(parse_date("1970-01-01"), Some((0, true)));
        assert_eq!(parse_date("0000-01-01"), Some((YEAR_0, true)));
        assert!(parse_date("2024-02-29").is_some() && parse_date("9999-12-31").is_some());
        for wrong in [
            "",
            "2026",
            "2026-02-29",
            "2026-04-31",
            "2026-00-10",
            "2026-13-01",
            "2026-01-00",
            "0000-00-00",
            "2026/11/22",
            "22-11-2026",
            "2026-11-2",
            "2026-11-22 10:00",
            "2026-11-22T",
            "2026-11-22T9:00",
            "2026-11-22T10:60",
            "2026-11-22T10:00:60",
            "2026-11-22T10:00Z",
            "2026-11-22T10:00:00Z",
            "2026-11-2ñ",
            "+026-11-22",
            "2026-11-22T10:00.5",
        ] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn zones() {
        let read = |text: &str| Zone::read(&crate::json::parse(text).unwrap());
        assert_eq!(read("60").map(|zone| zone.offset(i64::MAX - 1)), Some(60));
        let madrid = read("[60, 1774746000000, 120]").unwrap();
        assert_eq!((madrid.offset(1_774_745_999_999), madrid.offset(1_774_746_000_000)), (60, 120));
        for wrong in ["null", "\"60\"", "[]", "[60]", "[60, null, 120]", "{}"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn walls() {
        // Sunday the 22nd, 10:00 UTC.
        let now = 1_795_341_600_000;
        assert_eq!(local(now, 0), Local { minute: 600, day: 6 });
        assert_eq!(local(now, -660), Local { minute: 1380, day: 5 });
        assert_eq!(local(now, 840), Local { minute: 0, day: 0 });
    }
}

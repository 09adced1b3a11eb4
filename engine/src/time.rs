//! Durations and the calendar. Times are milliseconds since 1970, UTC; the clock itself is never read here.

use alloc::string::String;

use crate::number;

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
    (0.0..=36_525.0 * DAY as f64).contains(&duration).then_some(duration as i64)
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

/// A time as RFC 3339 with milliseconds: `2026-11-22T10:00:00.000Z`.
///
/// Outside the years 0 to 9999, which RFC 3339 cannot say, the nearest that it can.
pub(crate) fn rfc3339(time: i64) -> String {
    let since_year_0 = time.clamp(YEAR_0, 253_402_300_799_999) - YEAR_0;
    let (year, month, day) = civil((since_year_0 / DAY) as u32);
    let rest = (since_year_0 % DAY) as u32;
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
    fn walls() {
        // Sunday the 22nd, 10:00 UTC.
        let now = 1_795_341_600_000;
        assert_eq!(local(now, 0), Local { minute: 600, day: 6 });
        assert_eq!(local(now, -660), Local { minute: 1380, day: 5 });
        assert_eq!(local(now, 840), Local { minute: 0, day: 0 });
    }
}

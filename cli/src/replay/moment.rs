//! Times as recorded visits write them: RFC 3339, read quickly, since each event has one.

use jiff::Timestamp;

const DAYS_TO_1970: i64 = 719_468;

/// Milliseconds since 1970 (UTC) of a time such as `2026-11-22T10:00:00.250Z` or `2026-11-22T10:00:00+01:00`.
/// A leap second is the second before it. `None` where it cannot be read.
pub(super) fn read(text: &str) -> Option<i64> {
    // The usual form by hand, since that takes a tenth of the time; whatever is unusual by the crate.
    usual(text.as_bytes()).or_else(|| Some(text.parse::<Timestamp>().ok()?.as_millisecond()))
}

fn usual(text: &[u8]) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, rest @ ..] =
        text
    else {
        return None;
    };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    let (month, day) = (number(&[*m1, *m2])?, number(&[*d1, *d2])?);
    let (hour, minute, second) = (number(&[*h1, *h2])?, number(&[*n1, *n2])?, number(&[*s1, *s2])?);
    // Days that only some months have are left to the crate.
    if !(1..=12).contains(&month) || !(1..=28).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (millisecond, rest) = fraction(rest)?;
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute - offset(rest)?;
    Some((minutes * 60 + second) * 1_000 + millisecond)
}

fn number(digits: &[u8]) -> Option<i64> {
    let mut number = 0;
    for digit in digits {
        number = number * 10 + i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some(number)
}

/// Whole milliseconds (the rest is cut), and what stands after them.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.', digits)) = text.split_first() else { return Some((0, text)) };
    let (mut value, mut place, mut rest) = (0, 100, digits);
    while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
        value += i64::from(digit - b'0') * place;
        (place, rest) = (place / 10, after);
    }
    (rest.len() < digits.len()).then_some((value, rest))
}

/// Minutes east of UTC.
fn offset(text: &[u8]) -> Option<i64> {
    match text {
        b"Z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            let east = hours * 60 + minutes;
            (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -east } else { east })
        }
        _ => None,
    }
}

/// Days since 1970 of a date in the Gregorian calendar. The year is counted from March, so that a leap day is its last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_crate() {
        for year in [1_i64, 1600, 1899, 1969, 1970, 2000, 2024, 2026, 2100, 9998] {
            for month in 1..=12 {
                for (day, time) in [
                    (1, "00:00:00Z"),
                    (28, "23:59:59.999Z"),
                    (9, "12:30:15.25+05:45"),
                    (2, "01:02:03.123-11:30"),
                ] {
                    let text = format!("{year:04}-{month:02}-{day:02}T{time}");
                    let theirs = text.parse::<Timestamp>().map(Timestamp::as_millisecond).ok();
                    assert_eq!(usual(text.as_bytes()), theirs, "{text}");
                }
            }
        }
    }

    #[test]
    fn what_is_unusual_is_read_too() {
        assert_eq!(read("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
        assert_eq!(read("2026-11-22t10:00:00z"), read("2026-11-22T10:00:00Z"));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "yesterday",
            "2026-11-22",
            "2026-11-22T10:00:00",
            "2026-02-30T10:00:00Z",
            "2026-11-22T25:00:00Z",
            "2026-11-22T10:00:00.Z",
            "2026-13-01T10:00:00Z",
            "2026-11-22T10:00:00+27:00",
            "1795341600000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

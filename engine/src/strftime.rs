//! Dates in templates: reading what stores write, and writing them as `strftime` does, in UTC and in English. What
//! is to stand in the visitor's language is left to the browser's `Intl`.

use alloc::string::String;

use crate::letters;
use crate::number;
use crate::text::{clip, concat, cut, split_once, trim};
use crate::time::{self, MINUTE, SECOND};

static MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
static DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A number as a moment, milliseconds since 1970. One so small that it would lie before March 1973 counts seconds,
/// as Liquid does.
pub(crate) fn from_number(number: f64) -> i64 {
    if number.abs() < 1e11 { (number * 1e3) as i64 } else { number as i64 }
}

/// Reads a date as stores write it: ISO 8601 with or without a time (in UTC where it names no zone), a count of
/// seconds or milliseconds since 1970, or a day with its month in English.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return number::parse(text).map(from_number);
    }
    parse_iso(text).or_else(|| parse_words(text))
}

/// Reads `2026-11-22`, `2026-11-22T10:00`, and with seconds, parts of them and a zone: `2026-11-22 10:00:00.5 +0100`.
pub(crate) fn parse_iso(text: &str) -> Option<i64> {
    let (day, _) = time::parse_date(text.get(..10)?)?;
    if text.len() == 10 {
        return Some(day);
    }
    let clock = text.get(11..)?;
    let mut rest = clock.get(5..)?;
    let mut seconds = 0;
    if let Some(after) = rest.strip_prefix(':') {
        // Read as the minutes of a clock, which have the same range.
        seconds = time::parse_clock(&concat(&["00:", after.get(..2)?]))?;
        rest = cut(after, "Zz+- ").1;
    }
    let minutes = time::parse_clock(clock.get(..5)?)? - parse_zone(trim(rest))?;
    Some(day + minutes * MINUTE + seconds * SECOND)
}

/// Minutes east of UTC of `Z`, `+01:00`, `-0330` or nothing.
fn parse_zone(zone: &str) -> Option<i64> {
    if zone.is_empty() || zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = zone.split_at_checked(1)?;
    let (hours, rest) = rest.split_at_checked(2)?;
    let minutes = time::parse_clock(&concat(&[hours, ":", rest.strip_prefix(':').unwrap_or(rest)]))?;
    match sign {
        "+" => Some(minutes),
        "-" => Some(-minutes),
        _ => None,
    }
}

/// Reads `March 14, 2016` and `14 Mar 2016`.
fn parse_words(text: &str) -> Option<i64> {
    let (mut year, mut month, mut day) = ("", "", "");
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = cut(rest, " ,");
        rest = after.get(1..).unwrap_or_default();
        match word.bytes().next() {
            Some(b'0'..=b'9') if word.len() > 2 => year = word,
            Some(b'0'..=b'9') => day = word,
            Some(_) => month = word,
            None => {}
        }
    }
    let short = letters::capitalize(month.get(..3)?);
    let at = MONTHS.iter().position(|name| name.starts_with(&short))?;
    let mut iso = concat(&[year, "-"]);
    push_number(at as i64 + 1, 2, '0', &mut iso);
    iso.push_str(if day.len() == 1 { "-0" } else { "-" });
    iso.push_str(day);
    time::parse_date(&iso).map(|(midnight, _)| midnight)
}

fn push_number(number: i64, width: u32, pad: char, out: &mut String) {
    let mut least = 10_i64;
    for _ in 1..width {
        if number < least {
            out.push(pad);
        }
        least *= 10;
    }
    number::write_integer(number.unsigned_abs(), out);
}

/// What is short for others.
static COMPOSED: [(char, &str); 8] = [
    ('F', "%Y-%m-%d"),
    ('T', "%H:%M:%S"),
    ('X', "%H:%M:%S"),
    ('R', "%H:%M"),
    ('D', "%m/%d/%y"),
    ('x', "%m/%d/%y"),
    ('r', "%I:%M:%S %p"),
    ('c', "%a %b %e %H:%M:%S %Y"),
];

/// Writes a moment as `format` says: the directives of C and Ruby, `-` before one for no padding. What is none
/// stays as it is.
pub(crate) fn write(moment: i64, format: &str, out: &mut String) {
    let mut rest = format;
    while let Some((before, after)) = split_once(rest, "%") {
        out.push_str(before);
        let bare = after.strip_prefix('-');
        let mut directives = bare.unwrap_or(after).chars();
        let directive = directives.next().unwrap_or_default();
        if let Some((number, width, pad)) = number_for(moment, directive) {
            push_number(number, if bare.is_some() { 1 } else { width }, pad, out);
        } else if !write_words(moment, directive, out) {
            out.push('%');
            rest = after;
            continue;
        }
        rest = directives.as_str();
    }
    out.push_str(rest);
}

/// The number that a directive stands for, its width, and what fills it up.
fn number_for(moment: i64, directive: char) -> Option<(i64, u32, char)> {
    let (year, month, day) = time::date(moment);
    let local = time::local(moment, 0);
    let (hour, hour_of_12) = (local.minute / 60, (local.minute / 60 + 11) % 12 + 1);
    let (number, width) = match directive {
        'Y' => (i64::from(year), 4),
        'y' => (i64::from(year % 100), 2),
        'm' => (i64::from(month), 2),
        'd' | 'e' => (i64::from(day), 2),
        'H' | 'k' => (hour, 2),
        'I' | 'l' => (hour_of_12, 2),
        'M' => (local.minute % 60, 2),
        'S' => (moment.rem_euclid(MINUTE) / SECOND, 2),
        'L' => (moment.rem_euclid(SECOND), 3),
        'j' => (i64::from(time::day_of_year(year, month, day)), 3),
        'u' => (local.day as i64 + 1, 1),
        'w' => ((local.day as i64 + 1) % 7, 1),
        's' => (moment.div_euclid(SECOND), 1),
        _ => return None,
    };
    Some((number, width, if matches!(directive, 'e' | 'k' | 'l') { ' ' } else { '0' }))
}

/// Writes the words that a directive stands for; `false` where it is none.
fn write_words(moment: i64, directive: char, out: &mut String) -> bool {
    let local = time::local(moment, 0);
    let day = DAYS.get(local.day).copied().unwrap_or_default();
    let month = MONTHS.get(time::date(moment).1 as usize - 1).copied().unwrap_or_default();
    let words = match directive {
        '%' => "%",
        'n' => "\n",
        't' => "\t",
        'A' => day,
        'B' => month,
        'a' => clip(day, 3),
        'b' | 'h' => clip(month, 3),
        'p' if local.minute < 720 => "AM",
        'p' => "PM",
        'Z' => "UTC",
        'z' => "+0000",
        _ => {
            let composed = COMPOSED.iter().find(|(known, _)| *known == directive);
            let Some((_, format)) = composed else { return false };
            write(moment, format, out);
            ""
        }
    };
    out.push_str(words);
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn written(date: &str, format: &str) -> String {
        let mut out = String::new();
        write(parse(date).unwrap(), format, &mut out);
        out
    }

    #[test]
    fn reads() {
        let ten = 1_795_341_600_000;
        for text in [
            "2026-11-22T10:00",
            "2026-11-22 10:00:00",
            "2026-11-22T10:00:00Z",
            "2026-11-22T10:00:00.000Z",
            "2026-11-22T11:00:00+01:00",
            "2026-11-22 06:30:00 -0330",
            "1795341600",
            "1795341600000",
        ] {
            assert_eq!(parse(text), Some(ten), "{text}");
        }
        for text in ["2026-11-22", "November 22, 2026", "22 nov 2026", "NOV 22 2026"] {
            assert_eq!(parse(text), Some(ten - 10 * 60 * MINUTE), "{text}");
        }
        for wrong in [
            "",
            "-1",
            "soon",
            "2026-02-30",
            "2026-11-22T",
            "2026-11-22T10",
            "2026-11-22T10:00:61",
            "2026-11-22T10:00 CET",
            "2026-11-22T10:00+1",
            "2026-11-22T10:00+01x00",
            "Smarch 1, 2026",
            "March 2026",
            "ma 1 2026",
            "mañana",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn writes() {
        let cases = [
            ("2026-03-05T07:08:09", "%Y-%m-%d %H:%M:%S.%L", "2026-03-05 07:08:09.000"),
            ("2026-03-05T19:08:09", "%-d.%-m.%y %l:%M %p %I|%e|%k", "5.3.26  7:08 PM 07| 5|19"),
            ("2026-03-05T00:00:00", "%A %a %B %b %h %u%w %j %-j", "Thursday Thu March Mar Mar 44 064 64"),
            ("2024-12-31", "%F %D %T %R %r", "2024-12-31 12/31/24 00:00:00 00:00 12:00:00 AM"),
            ("2024-12-31", "%j %c", "366 Tue Dec 31 00:00:00 2024"),
            ("1970-01-02", "%s%% %Z%z %Q %", "86400% UTC+0000 %Q %"),
            ("2026-03-01", "%-", "%-"),
        ];
        for (date, format, expected) in cases {
            assert_eq!(written(date, format), expected, "{format}");
        }
    }
}

//! The offsets of time zones, as the engine wants them at the start of a visit.

use std::collections::HashMap;

use barrio_engine::Value;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A change that comes within this time is told beforehand, in milliseconds.
const AHEAD: i64 = 7 * 24 * 3_600_000;

/// What was looked up; visits of one time ask the same again and again.
#[derive(Default)]
pub(super) struct Zones {
    known: HashMap<String, Option<Zone>>,
}

struct Zone {
    rules: TimeZone,
    span: Span,
}

/// A time between two changes, and the offsets in it and after it, in minutes east of UTC.
#[derive(Clone, Copy)]
struct Span {
    from: i64,
    until: i64,
    offset: i64,
    after: i64,
}

impl Zones {
    /// The offsets of these zones at a time: a number, or `[offset, changes_at, offset_after]`. Unknown zones are left out.
    pub fn offsets<'a>(&mut self, names: impl Iterator<Item = &'a str>, now: i64) -> Value {
        let mut out = Vec::new();
        for name in names {
            if let Some(span) = self.span(name, now) {
                out.push((name.to_owned(), span.to_value(now)));
            }
        }
        Value::Map(out)
    }

    fn span(&mut self, name: &str, now: i64) -> Option<Span> {
        if !self.known.contains_key(name) {
            let zone = TimeZone::get(name).ok().and_then(|rules| {
                let span = Span::at(&rules, now)?;
                Some(Zone { rules, span })
            });
            self.known.insert(name.to_owned(), zone);
        }
        let zone = self.known.get_mut(name)?.as_mut()?;
        if !(zone.span.from..zone.span.until).contains(&now) {
            zone.span = Span::at(&zone.rules, now)?;
        }
        Some(zone.span)
    }
}

impl Span {
    fn at(rules: &TimeZone, now: i64) -> Option<Span> {
        let minutes = |offset: jiff::tz::Offset| i64::from(offset.seconds()) / 60;
        let (here, just_after) =
            (Timestamp::from_millisecond(now).ok()?, Timestamp::from_millisecond(now + 1).ok()?);
        let offset = minutes(rules.to_offset(here));
        let next = rules.following(here).next();
        Some(Span {
            from: rules
                .preceding(just_after)
                .next()
                .map_or(i64::MIN, |change| change.timestamp().as_millisecond()),
            until: next.as_ref().map_or(i64::MAX, |change| change.timestamp().as_millisecond()),
            offset,
            after: next.map_or(offset, |change| minutes(change.offset())),
        })
    }

    fn to_value(self, now: i64) -> Value {
        if self.until.saturating_sub(now) > AHEAD {
            return self.offset.into();
        }
        Value::List(vec![self.offset.into(), self.until.into(), self.after.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::moment;

    #[test]
    fn a_change_is_told_a_week_before() {
        let mut zones = Zones::default();
        let mut at = |time| {
            let now = moment::read(time).unwrap_or_default();
            zones.offsets(["Europe/Madrid", "Asia/Kathmandu", "Nowhere/Else"].into_iter(), now).to_json()
        };
        assert_eq!(at("2026-07-01T00:00:00Z"), r#"{"Europe/Madrid":120,"Asia/Kathmandu":345}"#);
        assert_eq!(
            at("2026-10-24T00:00:00Z"),
            r#"{"Europe/Madrid":[120,1792890000000,60],"Asia/Kathmandu":345}"#
        );
        assert_eq!(at("2026-10-25T01:00:00Z"), r#"{"Europe/Madrid":60,"Asia/Kathmandu":345}"#);
        assert_eq!(at("2026-07-01T00:00:00Z"), r#"{"Europe/Madrid":120,"Asia/Kathmandu":345}"#);
    }
}

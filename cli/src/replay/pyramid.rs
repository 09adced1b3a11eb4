//! The customer pyramid month by month: at each month's end, how many people stand on which stage.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The stages, as the engine calls them.
const STAGES: [&str; 4] = ["probable", "potential", "active", "inactive"];
/// The stage that time alone brings.
const INACTIVE: u8 = 3;

/// Where a person stands from a time on, if nothing more happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    from: i64,
    /// Its place in `STAGES`.
    stage: u8,
    /// The first moment at which silence makes them inactive.
    inactive_at: Option<i64>,
}

impl Standing {
    /// As the engine says it; `None` where it says nothing.
    pub fn new(from: i64, stage: &str, inactive_at: Option<i64>) -> Option<Standing> {
        let stage = STAGES.iter().position(|known| *known == stage)?;
        Some(Standing { from, stage: stage as u8, inactive_at })
    }

    /// As numbers, to be put aside.
    pub fn parts(self) -> (i64, u8, Option<i64>) {
        (self.from, self.stage, self.inactive_at)
    }

    /// From such numbers.
    pub fn from_parts((from, stage, inactive_at): (i64, u8, Option<i64>)) -> Standing {
        Standing { from, stage, inactive_at }
    }
}

/// By month, how many more people are on each stage at its end than at the end of the one before: so nobody has to be
/// remembered, however many there are.
#[derive(Default)]
pub(super) struct Pyramid {
    changes: BTreeMap<i32, [i64; 4]>,
    /// The last month in which anything happened.
    last: Option<i32>,
}

impl Pyramid {
    /// Something happened to a person, who now stands there and stood there before.
    pub fn moved(&mut self, before: &mut Option<Standing>, now: Standing) {
        // Where a file tells an earlier visit later, what was counted of the later one stays.
        let from = before.map_or(now.from, |before| now.from.max(before.from));
        let now = Standing { from, ..now };
        let month = month(from);
        self.last = self.last.max(Some(month));
        if let Some(before) = before {
            self.count(Standing { from, ..*before }, -1);
        }
        self.count(now, 1);
        *before = Some(now);
    }

    /// From the month of its beginning on.
    fn count(&mut self, standing: Standing, people: i64) {
        let begin = month(standing.from);
        // A month's end is the first moment of the next one: whoever is inactive by then is so in this month.
        let silent = standing.inactive_at.map(|at| month(at.saturating_sub(1)).max(begin));
        if silent != Some(begin) {
            self.change(begin, standing.stage, people);
        }
        if let Some(silent) = silent {
            self.change(silent, INACTIVE, people);
            if silent != begin {
                self.change(silent, standing.stage, -people);
            }
        }
    }

    fn change(&mut self, month: i32, stage: u8, people: i64) {
        if let Some(count) = self.changes.entry(month).or_default().get_mut(usize::from(stage)) {
            *count += people;
        }
    }

    /// Adds what another worker counted.
    pub fn add(&mut self, other: &Pyramid) {
        for (month, changes) in &other.changes {
            for (stage, people) in (0..).zip(changes) {
                self.change(*month, stage, *people);
            }
        }
        self.last = self.last.max(other.last);
    }

    /// The months from the first in which anything happened to the last, with how many were where at their ends.
    fn months(&self) -> impl Iterator<Item = (String, [i64; 4])> {
        let first = self.changes.keys().next().copied();
        let months = first.zip(self.last).map(|(first, last)| first..=last);
        months.into_iter().flatten().scan([0; 4], |people, month| {
            for (count, change) in people.iter_mut().zip(self.changes.get(&month).unwrap_or(&[0; 4])) {
                *count += change;
            }
            let name = format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
            Some((name, *people))
        })
    }

    /// The table, for a person.
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.use_stderr().load_style(NOTHING);
        table.set_header([&["at the end of"], &STAGES[..]].concat());
        for (month, people) in self.months() {
            let mut row = vec![month];
            row.extend(people.map(|count| count.to_string()));
            table.add_row(row);
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }

    /// A line of JSON for each month.
    pub fn lines(&self) -> String {
        let mut lines = String::new();
        for (month, people) in self.months() {
            // Writing to a string cannot fail.
            let _ = write!(lines, "{{\"month\":\"{month}\"");
            for (stage, count) in STAGES.iter().zip(people) {
                let _ = write!(lines, ",\"{stage}\":{count}");
            }
            lines.push_str("}\n");
        }
        lines
    }
}

/// The month of a moment (UTC), counted from January of the year 0.
fn month(at: i64) -> i32 {
    let limits = [Timestamp::MIN, Timestamp::MAX].map(Timestamp::as_millisecond);
    let at = Timestamp::from_millisecond(at.clamp(limits[0], limits[1])).unwrap_or_default();
    let date = at.to_zoned(TimeZone::UTC).date();
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::replay::moment;

    fn at(text: &str) -> i64 {
        moment::read(text).unwrap()
    }

    fn standing(from: &str, stage: &str, inactive_at: Option<&str>) -> Standing {
        Standing::new(at(from), stage, inactive_at.map(at)).unwrap()
    }

    fn rows(pyramid: &Pyramid) -> Vec<(String, [i64; 4])> {
        pyramid.months().collect()
    }

    #[test]
    fn people_are_counted_at_the_end_of_each_month() {
        let (mut pyramid, mut ana, mut bo) = (Pyramid::default(), None, None);
        pyramid.moved(&mut ana, standing("1997-01-31T23:59:59Z", "probable", None));
        pyramid.moved(&mut ana, standing("1997-02-01T00:00:00Z", "active", Some("1997-04-01T00:00:00Z")));
        pyramid.moved(&mut bo, standing("1997-05-10T00:00:00Z", "potential", None));
        let wanted = [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 1, 0, 1]];
        let named = ["1997-01", "1997-02", "1997-03", "1997-04", "1997-05"].map(str::to_owned);
        assert_eq!(rows(&pyramid), named.into_iter().zip(wanted).collect::<Vec<_>>());
    }

    #[test]
    fn a_moment_after_the_end_is_after_it() {
        let mut pyramid = Pyramid::default();
        pyramid
            .moved(&mut None, standing("1997-02-01T00:00:00Z", "active", Some("1997-04-01T00:00:00.001Z")));
        pyramid.moved(&mut None, standing("1997-04-01T00:00:00Z", "active", Some("1997-04-02T00:00:00Z")));
        let counts: Vec<_> = rows(&pyramid).into_iter().map(|(_, people)| people).collect();
        assert_eq!(counts, [[0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 2]]);
    }

    #[test]
    fn whoever_comes_back_is_counted_once() {
        let (mut pyramid, mut ana) = (Pyramid::default(), None);
        pyramid.moved(&mut ana, standing("1997-01-10T00:00:00Z", "active", Some("1997-03-10T00:00:00Z")));
        pyramid.moved(&mut ana, standing("1997-05-10T00:00:00Z", "active", Some("1997-07-10T00:00:00Z")));
        // An earlier visit that the file tells later changes nothing of the months before.
        pyramid.moved(&mut ana, standing("1997-02-10T00:00:00Z", "active", Some("1997-08-10T00:00:00Z")));
        let mut other = Pyramid::default();
        other.moved(&mut None, standing("1997-07-01T00:00:00Z", "probable", None));
        pyramid.add(&other);
        let counts: Vec<_> = rows(&pyramid).into_iter().map(|(_, people)| people).collect();
        let (active, inactive) = ([0, 0, 1, 0], [0, 0, 0, 1]);
        assert_eq!(counts, [active, active, inactive, inactive, active, active, [1, 0, 1, 0]]);
    }

    #[test]
    fn nothing_has_no_months() {
        assert_eq!((rows(&Pyramid::default()), Pyramid::default().lines()), (vec![], String::new()));
    }
}

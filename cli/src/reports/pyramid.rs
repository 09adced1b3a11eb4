//! The customer pyramid: how many people stand on which stage, at the end of the period and of each month in it.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::period::{Period, day_begins};
use super::table::{Cell, Kind, Table};

/// The stages, from the widest to the one that was lost.
pub(crate) const STAGES: [&str; 4] = ["probable", "potential", "active", "inactive"];
/// How many months are shown.
const MONTHS: usize = 24;
/// Who was not heard of for so long may stand elsewhere by now.
const SILENT: i64 = 90;

/// How many people stand on each stage, in the order of [`STAGES`].
pub(crate) type Counts = [u64; 4];

/// The report.
#[derive(Debug, Serialize)]
pub(crate) struct Pyramid {
    /// Where everybody stood at the end of the period.
    pub(crate) stages: Counts,
    /// Of these, who was not heard of in the 90 days before it.
    pub(crate) silent: Counts,
    /// Who was heard of, but never with a stage.
    pub(crate) unknown: u64,
    /// Each month that ends in the period, and what there is of the one that does not; at most 24.
    pub(crate) months: Vec<Month>,
    /// How often people went from one stage to another in the period, by the messages that say so.
    pub(crate) changes: Vec<Change>,
}

/// Where everybody stood when a month ended.
#[derive(Debug, Serialize)]
pub(crate) struct Month {
    /// Such as `2026-11`.
    pub(crate) month: String,
    /// Whether the period ended first.
    pub(crate) is_part: bool,
    pub(crate) stages: Counts,
    #[serde(skip)]
    before: String,
}

/// A way from one stage to another.
#[derive(Debug, Serialize)]
pub(crate) struct Change {
    pub(crate) from: String,
    pub(crate) to: String,
    /// How many different people went it.
    pub(crate) people: u64,
}

impl Pyramid {
    pub(crate) fn total(&self) -> u64 {
        self.stages.iter().sum()
    }
}

/// Counts the people of `period`. Each stands where the last message up to then says.
pub(crate) fn read(db: &Connection, period: &Period) -> rusqlite::Result<Pyramid> {
    let end = period.end();
    let silent_since = period.to.checked_sub((SILENT - 1).days()).map(day_begins).unwrap_or_default();
    let mut pyramid = Pyramid {
        stages: [0; 4],
        silent: [0; 4],
        unknown: 0,
        months: months(period, first_day(db, &end)?),
        changes: changes(db, period)?,
    };
    let mut query = db.prepare_cached(
        "SELECT contact_id, occurred_at, stage FROM events WHERE occurred_at < ?1
         ORDER BY contact_id, occurred_at, arrival",
    )?;
    let mut rows = query.query([&end])?;
    let mut person = Person::default();
    while let Some(row) = rows.next()? {
        let contact = row.get(0)?;
        if person.contact != Some(contact) {
            person.count(&mut pyramid, &silent_since);
            person = Person { contact: Some(contact), ..Person::default() };
        }
        person.heard(row, &mut pyramid.months)?;
    }
    person.count(&mut pyramid, &silent_since);
    Ok(pyramid)
}

/// Where one person stands while their messages are gone through.
#[derive(Default)]
struct Person {
    contact: Option<i64>,
    stage: Option<usize>,
    last: String,
    /// How many of the months have been counted.
    counted: usize,
}

impl Person {
    fn heard(&mut self, row: &Row, months: &mut [Month]) -> rusqlite::Result<()> {
        let time = row.get_ref(1)?.as_str()?;
        self.pass(time, months);
        if let Some(told) = row.get_ref(2)?.as_str_or_null()? {
            self.stage = STAGES.iter().position(|stage| *stage == told).or(self.stage);
        }
        time.clone_into(&mut self.last);
        Ok(())
    }

    /// Counts the person in the months that ended before `time`.
    fn pass(&mut self, time: &str, months: &mut [Month]) {
        while let Some(month) = months.get_mut(self.counted).filter(|month| month.before.as_str() <= time) {
            if let Some(count) = self.stage.and_then(|stage| month.stages.get_mut(stage)) {
                *count += 1;
            }
            self.counted += 1;
        }
    }

    fn count(&mut self, pyramid: &mut Pyramid, silent_since: &str) {
        if self.contact.is_none() {
            return;
        }
        // After the last message every month that is left.
        self.pass("~", &mut pyramid.months);
        let add = |counts: &mut Counts, stage: usize| {
            counts.get_mut(stage).into_iter().for_each(|count| *count += 1)
        };
        match self.stage {
            Some(stage) => {
                add(&mut pyramid.stages, stage);
                if self.last.as_str() < silent_since {
                    add(&mut pyramid.silent, stage);
                }
            }
            None => pyramid.unknown += 1,
        }
    }
}

fn first_day(db: &Connection, end: &str) -> rusqlite::Result<Option<Date>> {
    let query = "SELECT min(created_at) FROM contacts WHERE created_at < ?1";
    let contact: Option<String> = db.prepare_cached(query)?.query_row([end], |row| row.get(0))?;
    let query =
        "SELECT min(first) FROM (SELECT (SELECT occurred_at FROM events WHERE contact_id = contacts.id
        ORDER BY occurred_at LIMIT 1) AS first FROM contacts)";
    let event: Option<String> = db.prepare_cached(query)?.query_row([], |row| row.get(0))?;
    let day = |time: Option<String>| time.and_then(|time| time.get(..10)?.parse().ok());
    Ok([day(contact), day(event)].into_iter().flatten().min())
}

/// The months in the period of which there is anything, the last [`MONTHS`] of them.
fn months(period: &Period, first: Option<Date>) -> Vec<Month> {
    let Some(first) = first else { return Vec::new() };
    let mut from = period.from.map_or(first, |from| from.max(first)).first_of_month();
    let mut months = Vec::new();
    while from <= period.to {
        let Ok(next) = from.checked_add(1.month()) else { break };
        let is_part = period.to.tomorrow().is_ok_and(|after| after < next);
        let before = if is_part { period.end() } else { day_begins(next) };
        months.push(Month { month: from.strftime("%Y-%m").to_string(), is_part, stages: [0; 4], before });
        from = next;
    }
    months.split_off(months.len().saturating_sub(MONTHS))
}

fn changes(db: &Connection, period: &Period) -> rusqlite::Result<Vec<Change>> {
    let mut query = db.prepare_cached(
        "SELECT properties ->> '$.from', properties ->> '$.to', count(DISTINCT contact_id) FROM events
         WHERE event = 'lifecycle_changed' AND occurred_at >= ?1 AND occurred_at < ?2 GROUP BY 1, 2 LIMIT 500",
    )?;
    let read = |row: &Row| {
        Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, u32>(2)?))
    };
    let rows = query.query_map(params![period.start(), period.end()], read)?;
    let place = |stage: &Option<String>| STAGES.iter().position(|one| Some(*one) == stage.as_deref());
    let mut known = BTreeMap::new();
    for row in rows {
        let (from, to, people) = row?;
        if let (Some(from), Some(to)) = (place(&from), place(&to)) {
            known.insert((from, to), u64::from(people));
        }
    }
    let name = |stage: usize| STAGES.get(stage).copied().unwrap_or_default().to_owned();
    let told =
        known.into_iter().map(|((from, to), people)| Change { from: name(from), to: name(to), people });
    Ok(told.collect())
}

/// `Active` for `active`.
fn title(stage: &str) -> String {
    let mut letters = stage.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// Where everybody stands, as a table.
pub(crate) fn stages_table(pyramid: &Pyramid) -> Table {
    let total = pyramid.total();
    let counts = pyramid.stages.iter().zip(pyramid.silent);
    let row = |(stage, (people, silent)): (&&str, (&u64, u64))| {
        let share = super::statistics::Rate::of(*people, total);
        vec![Cell::Text(title(stage)), Cell::Count(*people), Cell::Share(share), Cell::Count(silent)]
    };
    Table {
        columns: vec![
            ("Stage", Kind::Text),
            ("People", Kind::Count),
            ("Share", Kind::Share),
            ("Not heard of for 90 days", Kind::Count),
        ],
        rows: STAGES.iter().zip(counts).map(row).collect(),
    }
}

/// The ends of the months, as a table.
pub(crate) fn months_table(pyramid: &Pyramid) -> Table {
    let columns = ["Month", "Probable", "Potential", "Active", "Inactive", "Together"];
    let kind = |title| if title == "Month" { Kind::Text } else { Kind::Count };
    let row = |month: &Month| {
        let name = if month.is_part { format!("{} (so far)", month.month) } else { month.month.clone() };
        let counts = month.stages.iter().copied().chain([month.stages.iter().sum()]);
        [Cell::Text(name)].into_iter().chain(counts.map(Cell::Count)).collect()
    };
    Table {
        columns: columns.map(|title| (title, kind(title))).to_vec(),
        rows: pyramid.months.iter().map(row).collect(),
    }
}

/// Who went where, as a table.
pub(crate) fn changes_table(pyramid: &Pyramid) -> Table {
    let row = |change: &Change| {
        vec![Cell::Text(title(&change.from)), Cell::Text(title(&change.to)), Cell::Count(change.people)]
    };
    Table {
        columns: vec![("From", Kind::Text), ("To", Kind::Text), ("People", Kind::Count)],
        rows: pyramid.changes.iter().map(row).collect(),
    }
}

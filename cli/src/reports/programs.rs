//! Programs as funnels: of those who entered in the period, how far they came since.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::Value;

use super::GROUPS;
use super::period::Period;
use super::plan::Plan;
use super::statistics::Rate;
use super::table::{Cell, Column, Kind, Table};

/// How many steps of one program are kept apart.
const STEPS: usize = 100;
/// What can become of a step, in the order of the table.
const OUTCOMES: [&str; 5] = ["shown", "held", "skipped", "expired", "tagged"];

/// The report.
#[derive(Debug, Serialize)]
pub(crate) struct Programs {
    /// The one that most people entered first.
    pub(crate) programs: Vec<Program>,
    pub(crate) left_out: usize,
}

/// One program.
#[derive(Debug, Serialize)]
pub(crate) struct Program {
    pub(crate) program: String,
    /// People who entered in the period.
    pub(crate) entered: u64,
    /// How often, where some did more than once.
    pub(crate) entries: u64,
    pub(crate) steps: Vec<Step>,
    /// Of those who entered: who went through, who left before, and who is still in it.
    pub(crate) completed: Option<Rate>,
    pub(crate) exited: Option<Rate>,
    pub(crate) under_way: Option<Rate>,
    /// People of whom steps were told, but not that they entered in the period; they are not counted.
    pub(crate) without_entry: u64,
}

/// A step: of those who entered, how many people it was shown to, and so on.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    pub(crate) step: String,
    pub(crate) shown: Option<Rate>,
    pub(crate) held: Option<Rate>,
    pub(crate) skipped: Option<Rate>,
    pub(crate) expired: Option<Rate>,
    pub(crate) tagged: Option<Rate>,
}

/// One program while it is counted.
#[derive(Default)]
struct Tally {
    entries: BTreeSet<(i64, i64)>,
    /// The steps in their order, and who had which outcome.
    order: Vec<String>,
    steps: HashMap<String, [BTreeSet<i64>; 5]>,
    /// What was told last of each entry's end.
    completed: BTreeSet<(i64, i64)>,
    exited: BTreeSet<(i64, i64)>,
    /// The steps told, by who and which entry.
    told: Vec<(i64, i64, String, usize)>,
    strangers: BTreeSet<i64>,
}

/// Counts the programs that people entered in `period`, and what became of that up to its end.
pub(crate) fn read(db: &Connection, period: &Period, plan: &Plan) -> rusqlite::Result<Programs> {
    let mut query = db.prepare_cached(
        "SELECT contact_id, properties FROM events WHERE event = 'program_step'
         AND occurred_at >= ?1 AND occurred_at < ?2 ORDER BY arrival",
    )?;
    let mut rows = query.query(params![period.start(), period.end()])?;
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let properties: Value = row.get(1)?;
        let Some(program) = text(&properties, "program") else { continue };
        if tallies.len() >= GROUPS && !tallies.contains_key(program) {
            if left_out.len() < GROUPS {
                left_out.insert(program.to_owned());
            }
            continue;
        }
        let tally = tallies.entry(program.to_owned()).or_insert_with(|| Tally::with(plan.steps(program)));
        tally.hear(row.get(0)?, &properties);
    }
    let mut programs: Vec<Program> = tallies.into_iter().map(|(name, tally)| tally.told(name)).collect();
    programs.sort_by_key(|one| std::cmp::Reverse(one.entered));
    Ok(Programs { programs, left_out: left_out.len() })
}

impl Tally {
    fn with(planned: &[String]) -> Self {
        Self { order: planned.iter().take(STEPS).cloned().collect(), ..Self::default() }
    }

    fn hear(&mut self, contact: i64, properties: &Value) {
        let entry = properties.get("entry").and_then(Value::as_i64).unwrap_or(1);
        let status = text(properties, "status").unwrap_or_default();
        match status {
            "entered" => {
                self.entries.insert((contact, entry));
                let planned = properties.get("steps").and_then(Value::as_array).into_iter().flatten();
                planned.filter_map(|step| text(step, "step")).for_each(|step| self.know(step));
            }
            "completed" => drop(self.completed.insert((contact, entry))),
            "exited" => drop(self.exited.insert((contact, entry))),
            _ => {
                let outcome = OUTCOMES.iter().position(|one| *one == status);
                if let (Some(step), Some(outcome)) = (text(properties, "step"), outcome) {
                    self.know(step);
                    self.told.push((contact, entry, step.to_owned(), outcome));
                }
            }
        }
    }

    fn know(&mut self, step: &str) {
        if self.order.len() < STEPS && !self.order.iter().any(|known| known == step) {
            self.order.push(step.to_owned());
        }
    }

    /// Who entered is known by now; whoever did not, is a stranger.
    fn share_out(&mut self) {
        for (contact, entry, step, outcome) in std::mem::take(&mut self.told) {
            if !self.entries.contains(&(contact, entry)) {
                self.strangers.insert(contact);
            } else if let Some(people) = self.steps.entry(step).or_default().get_mut(outcome) {
                people.insert(contact);
            }
        }
    }

    fn told(mut self, program: String) -> Program {
        self.share_out();
        let people = |entries: &mut dyn Iterator<Item = &(i64, i64)>| {
            entries.map(|(contact, _)| *contact).collect::<BTreeSet<_>>()
        };
        let entered = people(&mut self.entries.iter());
        let completed = people(&mut self.completed.intersection(&self.entries));
        let exited = people(&mut self.exited.intersection(&self.entries));
        // Who went through once counts as that; who left every time, as one who left.
        let left = exited.difference(&completed).count() as u64;
        let of = entered.len() as u64;
        let gone = completed.len() as u64 + left;
        let rate = |hits| Rate::of(hits, of);
        let none = Default::default();
        let step = |name: &String| {
            let [shown, held, skipped, expired, tagged] =
                self.steps.get(name).unwrap_or(&none).each_ref().map(|people| rate(people.len() as u64));
            Step { step: name.clone(), shown, held, skipped, expired, tagged }
        };
        Program {
            entered: of,
            entries: self.entries.len() as u64,
            steps: self.order.iter().map(step).collect(),
            completed: rate(completed.len() as u64),
            exited: rate(left),
            under_way: rate(of.saturating_sub(gone)),
            without_entry: self.strangers.difference(&entered).count() as u64,
            program,
        }
    }
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// The columns of a program's table.
pub(crate) const COLUMNS: [Column; 6] = [
    ("Step", Kind::Text),
    ("Shown", Kind::Rate),
    ("Held out", Kind::Rate),
    ("Skipped", Kind::Rate),
    ("Expired", Kind::Rate),
    ("Tagged", Kind::Rate),
];

/// The rows of a program's table.
pub(crate) fn rows(program: &Program) -> Vec<Vec<Cell>> {
    let row = |step: &Step| {
        let rates = [step.shown, step.held, step.skipped, step.expired, step.tagged];
        [Cell::text(&step.step)].into_iter().chain(rates.map(Cell::Rate)).collect()
    };
    program.steps.iter().map(row).collect()
}

/// The columns of the table of how programs end.
pub(crate) const ENDS: [Column; 5] = [
    ("Program", Kind::Text),
    ("Entered", Kind::Count),
    ("Completed", Kind::Rate),
    ("Left before", Kind::Rate),
    ("Under way", Kind::Rate),
];

/// How a program ended for those who entered.
pub(crate) fn end_row(program: &Program) -> Vec<Cell> {
    let rates = [program.completed, program.exited, program.under_way];
    let head = [Cell::text(&program.program), Cell::Count(program.entered)];
    head.into_iter().chain(rates.map(Cell::Rate)).collect()
}

/// How all programs end, as a table.
pub(crate) fn ends_table(programs: &Programs) -> Table {
    Table { columns: ENDS.to_vec(), rows: programs.programs.iter().map(end_row).collect() }
}

/// The steps of all programs, as one table.
pub(crate) fn steps_table(programs: &Programs) -> Table {
    let rows_of = |program: &Program| {
        let name = Cell::text(&program.program);
        rows(program).into_iter().map(move |row| [name.clone()].into_iter().chain(row).collect())
    };
    Table {
        columns: [("Program", Kind::Text)].into_iter().chain(COLUMNS).collect(),
        rows: programs.programs.iter().flat_map(rows_of).collect(),
    }
}

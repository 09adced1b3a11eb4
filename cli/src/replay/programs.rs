//! What the replay comes to for programs: how many entered and how they left, and what became of each step.

use barrio_engine::Value;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};

/// What becomes of a program, and of a step, as the engine says it.
const STATUSES: [&str; 8] =
    ["entered", "completed", "exited", "shown", "held", "tagged", "skipped", "expired"];
/// Those of the program itself.
const WHOLE: usize = 3;

/// The programs of a store file, with what happened in them.
#[derive(Default)]
pub(super) struct Programs {
    rows: Vec<Row>,
}

/// A program, or a step of the one before it.
struct Row {
    program: String,
    step: Option<String>,
    counts: [u64; STATUSES.len()],
}

impl Programs {
    /// Nothing counted yet, for the programs of an explanation.
    pub fn new(explained: &Value) -> Programs {
        let mut rows = Vec::new();
        for told in explained.get("programs").items() {
            let text = |value: &Value, key| value.get(key).text_or_empty().to_owned();
            let program = text(told, "program");
            let steps = told.get("steps").items().iter().map(|step| Some(text(step, "step")));
            for step in [None].into_iter().chain(steps) {
                rows.push(Row { program: program.clone(), step, counts: Default::default() });
            }
        }
        Programs { rows }
    }

    /// Counts what the engine told of a program or a step.
    pub fn count(&mut self, told: &Value) {
        let text = |key| told.get(key).text_or_empty();
        let status = STATUSES.iter().position(|known| *known == text("status"));
        let mut rows = self.rows.iter_mut();
        let row =
            rows.find(|row| row.program == text("program") && row.step.as_deref() == told.get("step").text());
        if let (Some(row), Some(status)) = (row, status)
            && let Some(count) = row.counts.get_mut(status)
        {
            *count += 1;
        }
    }

    /// Adds what another worker counted.
    pub fn add(&mut self, other: &Programs) {
        for (row, more) in self.rows.iter_mut().zip(&other.rows) {
            for (count, more) in row.counts.iter_mut().zip(more.counts) {
                *count += more;
            }
        }
    }

    /// The table, for a person; `None` where the store has no programs.
    pub fn table(&self) -> Option<String> {
        if self.rows.is_empty() {
            return None;
        }
        let mut table = Table::new();
        table.use_stderr().load_style(NOTHING);
        table.set_header([&["program", "step"], &STATUSES[..]].concat());
        for row in &self.rows {
            // On a terminal, control characters would do something.
            let printable = |text: &str| text.replace(char::is_control, "\u{fffd}");
            let (program, step) = match &row.step {
                None => (printable(&row.program), String::new()),
                Some(step) => (String::new(), printable(step)),
            };
            let mut cells = vec![program, step];
            for (status, count) in row.counts.iter().enumerate() {
                // A program is not shown, and a step is not entered.
                let belongs = row.step.is_none() == (status < WHOLE);
                cells.push(if belongs { count.to_string() } else { String::new() });
            }
            table.add_row(cells);
        }
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        Some(table.to_string())
    }
}

//! Where the visitor stands in the store's programs, and why, in words for the store's owner.

use alloc::vec::Vec;

use crate::campaign::Campaign;
use crate::engine::Engine;
use crate::program::Program;
use crate::progress::standing;
use crate::text;
use crate::value::Value;

impl Engine {
    /// Every program with its steps.
    pub(crate) fn explain_programs(&self, now: i64) -> Value {
        let mut out = Vec::new();
        for program in &self.store.programs {
            out.push(self.explain_program(program, now));
        }
        Value::List(out)
    }

    fn explain_program(&self, program: &Program, now: i64) -> Value {
        let record = self.memory.get(&program.record);
        let (entered, left) = (record.get("entered"), record.get("left"));
        let state = if entered.is_null() { "outside" } else { standing(record) };
        let mut out = Value::map([("program", (&program.id).into()), ("state", state.into())]);
        out.set_known("entered", entered.clone());
        if text::is_among(state, "exited completed") {
            out.merge(&left.pick("left=time"));
        }
        if state == "exited" {
            let denied = left.get("denied").bool() == Some(true);
            out.set_text("because", if denied { "Its purpose was withdrawn." } else { "Its exit held." });
        }
        let of_now = self.step_of_now(program, now).map_or("", |step| &step.id);
        let mut steps = Vec::new();
        for step in &program.steps {
            let noted = self.memory.state(program, step);
            let due = entered.integer().map(|entered| step.due(entered));
            let state = match due {
                _ if !noted.is_empty() => noted,
                _ if of_now == step.id => "now",
                // It is due, and something keeps it from being the one of now.
                Some(due) if due <= now => "waiting",
                _ => "later",
            };
            let mut told = Value::map([("step", (&step.id).into()), ("state", state.into())]);
            told.set_known("due", due.into());
            if !noted.is_empty() {
                told.merge(&record.get("steps").get(&step.id).pick("at=time"));
            }
            steps.push(told);
        }
        out.set("steps", Value::List(steps));
        out
    }

    /// Which program keeps a campaign for its step.
    pub(crate) fn explain_step(&self, campaign: &Campaign) -> Value {
        let shows = |program: &&Program| program.steps.iter().any(|step| step.show == campaign.id);
        let program = self.store.programs.iter().find(shows).map_or("", |program| &program.id);
        text::concat(&["It is not at its step in `", program, "`."]).into()
    }
}

//! Progress: where the visitor stands in the store's programs: who enters, which step is that of now, who leaves.
//!
//! A program's record holds how many `entries` there were and when the last was (`entered`), the `state` of its `steps`,
//! since when, and in which entry, how it was `left`, and the `tags` that it gave. What was noted in an entry before counts
//! no more.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::condition::{Node, Verdict};
use crate::engine::{Engine, NEVER};
use crate::memory::{Memory, PROGRAM};
use crate::program::{Program, Step};
use crate::text::is_among;
use crate::time;
use crate::value::Value;

/// Whether somebody with this record of a program is in it (`active`), or how they left.
pub(crate) fn standing(record: &Value) -> &str {
    current(record, record.get("left")).text().unwrap_or("active")
}

/// The state that is noted, where that is not of an entry before.
fn current<'a>(record: &Value, noted: &'a Value) -> &'a Value {
    let is_old = noted.get("entry") != record.get("entries");
    noted.get(if is_old { "" } else { "state" })
}

impl Memory {
    /// When the visitor entered the program of that record, if they are in it.
    pub(crate) fn entered(&self, record: &str) -> Option<i64> {
        let record = self.get(record);
        record.get("entered").integer().filter(|_| standing(record) == "active")
    }

    /// What became of a step; empty where it is still open.
    pub(crate) fn state(&self, program: &Program, step: &Step) -> &str {
        let record = self.get(&program.record);
        current(record, record.get("steps").get(&step.id)).text_or_empty()
    }
}

impl Step {
    /// When it is due, for who entered then.
    pub fn due(&self, entered: i64) -> i64 {
        entered.saturating_add(self.after)
    }

    fn is_over(&self, entered: i64, now: i64) -> bool {
        self.due(entered).saturating_add(self.expires) <= now
    }
}

impl Engine {
    /// Notes which programs an event may enter. Whether it does is seen when all of this moment is known.
    pub(crate) fn call_programs(&mut self, name: &str, properties: &Value) {
        for (program, called) in self.store.programs.iter().zip(&mut self.called) {
            *called |= program.event == name && program.filter.of_event(properties, &self.store.questions);
        }
    }

    /// Does all that follows for the programs from what is known by now.
    pub(crate) fn advance(&mut self) {
        let store = Rc::clone(&self.store);
        while store.programs.iter().enumerate().any(|(number, program)| self.moves(number, program)) {
            self.know_programs();
            self.refresh();
        }
    }

    /// Does the first thing that follows for a program; whether there was any.
    fn moves(&mut self, number: usize, program: &Program) -> bool {
        let now = self.now;
        let called = self.called.get_mut(number).is_some_and(core::mem::take);
        let denied = program.purpose.is_some_and(|purpose| !self.consent.allows(purpose));
        let ends = denied || self.meets_now(&program.exit, false);
        let Some(entered) = self.memory.entered(&program.record) else {
            let known = self.memory.get(&program.record);
            let left = known.get("left").get("time").integer().unwrap_or(NEVER);
            return called
                && !ends
                && (known.is_null() || left.saturating_add(program.again) <= now)
                && self.meets_now(&program.audience, true)
                && self.enter(program);
        };
        if ends {
            return self.leave(program, "exited", denied);
        }
        let mut is_through = true;
        for step in &program.steps {
            if self.memory.state(program, step).is_empty() {
                if step.is_over(entered, now) {
                    return self.close_step(program, step, "expired");
                }
                is_through = false;
            }
        }
        match self.step_of_now(program, now) {
            Some(step) if step.show.is_empty() => self.close_step(program, step, "tagged"),
            _ => is_through && self.leave(program, "completed", false),
        }
    }

    /// Whether a condition holds; where it asks nothing, what is said of that.
    fn meets_now(&self, node: &Node, open: bool) -> bool {
        if node.is_open() {
            return open;
        }
        node.of_visitor(&self.answers, &self.store.questions) == Verdict::Yes
    }

    /// The step of now: the last that is due, not over, and whose conditions hold; none where that one is done.
    pub(crate) fn step_of_now<'a>(&self, program: &'a Program, now: i64) -> Option<&'a Step> {
        let entered = self.memory.entered(&program.record)?;
        for step in program.steps.iter().rev() {
            match self.memory.state(program, step) {
                "expired" => {}
                "" => {
                    if step.due(entered) <= now
                        && !step.is_over(entered, now)
                        && self.meets_now(&step.when, true)
                        && !self.meets_now(&step.unless, false)
                    {
                        return Some(step);
                    }
                }
                _ => return None,
            }
        }
        None
    }

    fn enter(&mut self, program: &Program) -> bool {
        let now = self.now;
        let record = self.memory.edit(&program.record);
        let entries = record.get("entries").integer().unwrap_or(0);
        record.set("entries", entries.saturating_add(1).into());
        record.set("entered", now.into());
        let mut plan = Vec::new();
        for step in &program.steps {
            let at = time::rfc3339(step.due(now));
            plan.push(Value::map([("step", (&step.id).into()), ("at", at.into())]));
        }
        let noted = self.noted(program, "entered");
        self.tell_program(program, &noted, &Value::map([("steps", Value::List(plan))]))
    }

    fn leave(&mut self, program: &Program, state: &'static str, denied: bool) -> bool {
        let mut left = self.noted(program, state);
        left.set("denied", denied.into());
        self.memory.amend(&program.record, "left", left.clone());
        self.tell_program(program, &left, &Value::Null)
    }

    /// A state since now, in this entry.
    fn noted(&self, program: &Program, state: &'static str) -> Value {
        let entries = self.memory.get(&program.record).get("entries").clone();
        Value::map([("state", state.into()), ("time", self.now.into()), ("entry", entries)])
    }

    /// A campaign was shown, or held out: so is the step that it belongs to, the last one that is due.
    pub(crate) fn pass(&mut self, campaign: &str, state: &'static str) {
        let store = Rc::clone(&self.store);
        for program in &store.programs {
            let Some(entered) = self.memory.entered(&program.record) else { continue };
            let due = |step: &&Step| step.show == campaign && step.due(entered) <= self.now;
            if let Some(step) = program.steps.iter().rfind(due)
                && self.memory.state(program, step).is_empty()
            {
                self.close_step(program, step, state);
            }
        }
    }

    /// Notes what became of a step. What came before it does not come any more, unless it is only over.
    fn close_step(&mut self, program: &Program, step: &Step, state: &'static str) -> bool {
        let mut noted = self.noted(program, state);
        if !step.tag.is_empty() && is_among(state, "shown tagged") {
            noted.set_text("tag", &step.tag);
        }
        // A tag of an entry before stays.
        let note = &mut |old: &mut Value| old.merge(&noted);
        self.memory.edit(&program.record).change("steps", &mut |steps| steps.change(&step.id, note));
        let mut detail = if step.show.is_empty() { Value::Null } else { self.detail(&step.show) };
        detail.set_text("step", &step.id);
        self.tell_program(program, &noted, &detail);
        if is_among(state, "shown held tagged") {
            for earlier in program.steps.iter().take_while(|earlier| earlier.id != step.id) {
                if self.memory.state(program, earlier).is_empty() {
                    self.close_step(program, earlier, "skipped");
                }
            }
        }
        true
    }

    /// Tells the page, and the CRM where that is allowed.
    fn tell_program(&mut self, program: &Program, noted: &Value, detail: &Value) -> bool {
        let mut told = noted.pick("status=state entry tag");
        told.set_text("program", &program.id);
        told.merge(detail);
        self.emit("program_step", told.clone());
        self.tell_behaviour("program_step", &told);
        true
    }

    /// Takes what is remembered of programs into what is known of the visitor.
    pub(crate) fn know_programs(&mut self) {
        let (mut programs, mut tags) = (Value::Null, Vec::new());
        for (key, record) in self.memory.under(PROGRAM) {
            programs.set_text(key.get(PROGRAM.len()..).unwrap_or_default(), standing(record));
            for (_, noted) in record.get("steps").entries() {
                let tag = noted.get("tag");
                if !tag.is_null() && !tags.contains(tag) {
                    tags.push(tag.clone());
                }
            }
        }
        self.visitor.set("programs", programs);
        self.visitor.set("tags", Value::List(tags));
    }
}

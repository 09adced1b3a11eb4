//! `/crm/reports/programs`: how far those who entered a program came.

use axum::extract::State;
use maud::{Markup, html};

use super::chart::{self, Bar, PALE, STRONG};
use super::figure::{count, people, percent};
use super::frame::{self, Frame};
use super::{Asking, Page, Reports, Request};
use crate::reports::programs::{self, COLUMNS, ENDS, Program, Programs};
use crate::reports::statistics::Rate;

/// How many programs a page shows; files have them all.
const SHOWN: usize = 30;

pub(super) async fn show(State(reports): State<Reports>, asking: Asking) -> Page {
    let request = Request::of(asking);
    let period = request.period.clone();
    let counted = reports.count(move |db, plan| programs::read(db, &period, plan)).await?;
    let frame = request.frame("Programs", "/programs");
    Ok(frame.page(&body(&frame, &counted)))
}

fn body(frame: &Frame, counted: &Programs) -> Markup {
    if counted.programs.is_empty() {
        return frame::nothing(
            "No program was told of in these days. Visitors who allow analytics tell how far they are.",
        );
    }
    let left_out = counted.programs.len().saturating_sub(SHOWN) + counted.left_out;
    let shown = || counted.programs.iter().take(SHOWN);
    let ends: Vec<_> = shown().map(programs::end_row).collect();
    html! {
        section.report {
            h2 { "All programs" }
            (frame::table("Programs", &ENDS, &ends))
            p.quiet { "People who entered in these days, each once, and what became of it up to the end of them. A program is told by visitors who allow analytics." }
            (frame.file("programs"))
            p.file { a href={ "/crm/reports/csv/steps?" (frame.period.query()) } download { "Download every step as CSV" } }
        }
        @for (place, program) in shown().enumerate() { (section(program, place)) }
        @if left_out > 0 { p.quiet { (count(left_out as u64)) " more programs are not on this page." } }
    }
}

fn section(program: &Program, place: usize) -> Markup {
    html! {
        section.report {
            h2 { bdi { (program.program) } }
            div.stack {
                (frame::chart(&format!("program-{place}"), &finding(program), chart::bars(&bars(program), 1.0), &html! {}))
                (frame::table(&format!("Steps of {}", program.program), &COLUMNS, &programs::rows(program)))
            }
            @if program.without_entry > 0 {
                p.quiet { (people(program.without_entry)) " told a step, but did not enter in these days; they are not counted." }
            }
        }
    }
}

fn bars(program: &Program) -> Vec<Bar> {
    let bar = |label: String, rate: Option<Rate>, colour| {
        let hits = rate.map_or(0, |rate| rate.hits);
        let share = rate.map_or(0.0, |rate| rate.rate);
        Bar {
            label,
            figure: format!("{} · {}", count(hits), percent(share)),
            value: share,
            between: None,
            colour,
        }
    };
    let mut bars = vec![bar("Entered".to_owned(), Rate::of(program.entered, program.entered), PALE)];
    for step in &program.steps {
        let is_tag =
            step.tagged.is_some_and(|rate| rate.hits > 0) && step.shown.is_none_or(|rate| rate.hits == 0);
        let (what, rate) = if is_tag { ("tagged", step.tagged) } else { ("shown", step.shown) };
        bars.push(bar(format!("{}: {what}", step.step), rate, STRONG));
    }
    bars.push(bar("Completed".to_owned(), program.completed, PALE));
    bars
}

fn finding(program: &Program) -> Markup {
    let share = |rate: &Option<Rate>| rate.map(|rate| percent(rate.rate)).unwrap_or_default();
    html! {
        "Of " strong { (people(program.entered)) } " who entered"
        @if program.entries > program.entered { " (" (count(program.entries)) " times)" }
        ", " strong { (share(&program.completed)) } " went through to the end, " (share(&program.exited)) " left before, and " (share(&program.under_way)) " are under way."
        @if program.completed.is_some_and(|rate| rate.few) { " Few people: take it with care." }
    }
}

//! `/crm/reports`: on which stage people stand, and how that changed.

use axum::extract::State;
use maud::{Markup, html};

use super::chart::{self, Bar};
use super::figure::{count, people, percent};
use super::frame::{self, Frame};
use super::{Asking, Page, Reports, Request};
use crate::crm::words;
use crate::reports::pyramid::{self, Month, Pyramid, STAGES};
use crate::reports::statistics::Rate;

/// What the stages mean, in their order.
const MEANINGS: [&str; 4] = [
    "no relation yet",
    "opted in or known, never bought",
    "bought, not silent for long",
    "bought, then fell silent",
];

pub(super) async fn show(State(reports): State<Reports>, asking: Asking) -> Page {
    let request = Request::of(asking);
    let period = request.period.clone();
    let counted = reports.count(move |db, _| pyramid::read(db, &period)).await?;
    let frame = request.frame("Pyramid", "");
    Ok(frame.page(&body(&frame, &counted)))
}

fn body(frame: &Frame, counted: &Pyramid) -> Markup {
    if counted.total() == 0 {
        return frame::nothing("Nobody was heard of with a stage up to then.");
    }
    html! {
        section.report { h2 { "Where people stand" } (stages(frame, counted)) }
        section.report { h2 { "Month by month" } (months(frame, counted)) }
        section.report { h2 { "Who moved" } (changes(frame, counted)) }
    }
}

fn stages(frame: &Frame, counted: &Pyramid) -> Markup {
    let total = counted.total();
    let bar = |place: usize, people: u64| {
        let share = Rate::of(people, total).map_or(0.0, |share| share.rate);
        let name = words::sentence_case(STAGES.get(place).unwrap_or(&""));
        let label = format!("{name}: {}", MEANINGS.get(place).unwrap_or(&""));
        Bar { label, figure: count(people), value: share, between: None, colour: place }
    };
    let most = counted.stages.iter().max().map_or(1.0, |most| *most as f64 / total as f64);
    let bars: Vec<Bar> =
        counted.stages.iter().enumerate().map(|(place, people)| bar(place, *people)).collect();
    let [_, potential, active, inactive] = counted.stages;
    let silent: u64 = counted.silent.iter().sum();
    let finding = html! {
        "Of " (people(total)) ", " strong { (count(active)) } " are active customers, " (count(inactive))
        " inactive ones, and " (count(potential)) " may become some."
    };
    let table = pyramid::stages_table(counted);
    html! {
        div.pair {
            (frame::chart("stages", &finding, chart::bars(&bars, most), &html! {}))
            div {
                (frame::table("People by stage", &table.columns, &table.rows))
                (frame.file("pyramid"))
            }
        }
        p.quiet {
            "Each stands where their last message says, up to the end of " (frame.period.to.strftime("%-d %b %Y")) ". The stage is found in the visitor's browser, so who stays away keeps it: "
            (people(silent)) " (" (percent(silent as f64 / total as f64)) ") were not heard of for 90 days and may stand elsewhere by now."
            @if counted.unknown > 0 { " " (people(counted.unknown)) " never told a stage and are not counted here." }
        }
    }
}

fn months(frame: &Frame, counted: &Pyramid) -> Markup {
    let name = |month: &Month| month_name(&month.month);
    let stacks: Vec<_> = counted.months.iter().map(|month| (name(month), month.stages)).collect();
    let active = |month: &Month| month.stages.get(2).copied().unwrap_or_default();
    let ends = counted.months.first().zip(counted.months.last());
    let finding = html! { @match ends {
        Some((first, last)) if first.month != last.month => {
            "Active customers went from " (count(active(first))) " at the end of " (name(first)) " to " strong { (count(active(last))) } @if last.is_part { " now." } @else { " at the end of " (name(last)) "." }
        },
        _ => "Where everybody stood at the end of each month.",
    } };
    let table = pyramid::months_table(counted);
    html! {
        div.pair {
            (frame::chart("months", &finding, chart::stacks(&stacks), &legend()))
            div { (frame::table("People by stage at the end of each month", &table.columns, &table.rows)) (frame.file("months")) }
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend aria-label="Colours, from below" { @for (place, stage) in STAGES.iter().enumerate() {
            li { span.swatch data-colour=(place) {} (words::sentence_case(stage)) }
        } }
    }
}

fn changes(frame: &Frame, counted: &Pyramid) -> Markup {
    if counted.changes.is_empty() {
        return html! { p.quiet { "No change of stage was told in these days. Changes are told by visitors who allow marketing." } };
    }
    let mut table = pyramid::changes_table(counted);
    table.rows.truncate(12);
    html! {
        p { "Different people whose messages told a change in these days. Only visitors who allow marketing tell it." }
        div.narrow { (frame::table("Changes of stage", &table.columns, &table.rows)) }
        (frame.file("changes"))
    }
}

/// `Nov 26` for `2026-11`.
fn month_name(month: &str) -> String {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let place = month
        .get(5..)
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| number.checked_sub(1));
    let name = place.and_then(|place| NAMES.get(place)).copied().unwrap_or_default();
    format!("{name} {}", month.get(2..4).unwrap_or_default())
}

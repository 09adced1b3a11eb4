//! `/crm/reports/sources`: which sources bring good customers, not only many.

use axum::extract::State;
use maud::{Markup, html};

use super::chart::{self, Bar, PALE, STRONG};
use super::figure::{count, people, percent};
use super::frame::{self, Frame};
use super::{Asking, Page, Reports, Request};
use crate::crm::words;
use crate::reports::sources::{self, By, Source, Sources, Touch};
use crate::reports::statistics::Rate;

/// How many sources a page shows; files have more.
const SHOWN: usize = 50;
/// How many have a bar.
const BARS: usize = 8;

pub(super) async fn show(State(reports): State<Reports>, asking: Asking) -> Page {
    let request = Request::of(asking);
    let (period, by, touch) = (request.period.clone(), request.ask.by(), request.ask.touch());
    let counted = reports.count(move |db, plan| sources::read(db, &period, plan, by, touch)).await?;
    let frame = request.frame("Sources", "/sources");
    Ok(frame.page(&body(&frame, &counted)))
}

fn body(frame: &Frame, counted: &Sources) -> Markup {
    html! {
        (switches(frame, counted))
        @if counted.sources.is_empty() { (frame::nothing("Nobody was heard of in these days.")) }
        @else { (report(frame, counted)) }
    }
}

fn switches(frame: &Frame, counted: &Sources) -> Markup {
    let link = |by: By, touch: Touch| {
        format!("/crm/reports/sources?{}&by={}&touch={}", frame.period.query(), by.name(), touch.name())
    };
    html! {
        div.switches {
            nav aria-label="Told apart by" { span { "By" } @for by in By::ALL {
                a href=(link(by, counted.touch)) aria-current=[(by == counted.by).then_some("true")] { (words::sentence_case(by.name())) }
            } }
            nav aria-label="Which touch" { span { "Touch" } @for touch in Touch::ALL {
                a href=(link(counted.by, touch)) aria-current=[(touch == counted.touch).then_some("true")] { (words::sentence_case(touch.name())) }
            } }
        }
    }
}

fn report(frame: &Frame, counted: &Sources) -> Markup {
    let what = counted.by.name();
    let bars = bars(counted);
    let most = bars.iter().map(|bar| bar.between.map_or(0.0, |(_, high)| high)).fold(0.01, f64::max);
    let table = sources::table(counted, SHOWN);
    let left_out = counted.sources.len().saturating_sub(SHOWN) + counted.left_out;
    html! {
        section.report {
            h2 { "Who orders, by " (what) }
            div.stack {
                (frame::chart("orders", &finding(counted), chart::bars(&bars, most), &html! {}))
                (frame::table(&format!("People by {what}"), &table.columns, &table.rows))
            }
            @if left_out > 0 { p.quiet { (count(left_out as u64)) " more are not on this page." } }
            p.quiet { @match counted.touch {
                Touch::First => "Everybody counts once, where they came from for the first time, with all that they did in these days since.",
                Touch::Last => "Each message counts for the visit that it came from, so a person who came by two counts in both, and the people add up to more than there are.",
            } " Orders are those that the store shares (" code { "share" } "); amounts of different currencies are never added up." }
            (frame.file("sources"))
        }
    }
}

fn bars(counted: &Sources) -> Vec<Bar> {
    let bar = |source: &Source| {
        let rate = source.ordered?;
        let few = if rate.few { ", few" } else { "" };
        Some(Bar {
            label: source.title().to_owned(),
            figure: format!("{} of {}{few}", percent(rate.rate), count(rate.of)),
            value: rate.rate,
            between: Some((rate.low, rate.high)),
            colour: if source.name.is_some() { STRONG } else { PALE },
        })
    };
    counted.sources.iter().take(BARS).filter_map(bar).collect()
}

/// The best of those with enough people, and the largest.
fn finding(counted: &Sources) -> Markup {
    let named = || counted.sources.iter().filter(|source| source.name.is_some());
    let rated = named().filter_map(|source| source.ordered.map(|rate| (source, rate)));
    let best = rated
        .filter(|(_, rate)| !rate.few && rate.hits > 0)
        .max_by(|(_, one), (_, other)| one.rate.total_cmp(&other.rate));
    let largest = named().next().and_then(|source| source.ordered.map(|rate| (source, rate)));
    let tells = |rate: &Rate| percent(rate.rate);
    html! {
        "Of " (people(counted.people)) " heard of"
        @if let Some((source, rate)) = &largest { ", " (count(rate.of)) " came by " bdi { strong { (source.title()) } } ", and " (tells(rate)) " of these ordered" }
        "."
        @if let Some((source, rate)) = &best {
            @if largest.as_ref().is_none_or(|(largest, _)| largest.name != source.name) {
                " Most often order those who come by " bdi { strong { (source.title()) } } ": " (tells(rate)) " of " (count(rate.of)) "."
            }
        }
    }
}

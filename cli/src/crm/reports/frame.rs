//! What every report has: the way to the others, the days it is about, charts with their tables.

use axum::response::Html;
use maud::{Markup, PreEscaped, html};

use super::Ask;
use super::figure;
use crate::crm::layout;
use crate::reports::period::Period;
use crate::reports::table::{Cell, Column, Kind};

/// The reports: where they are, and what they are called.
const REPORTS: [(&str, &str); 5] = [
    ("", "Pyramid"),
    ("/campaigns", "Campaigns"),
    ("/surveys", "Surveys"),
    ("/programs", "Programs"),
    ("/sources", "Sources"),
];

/// Which report a page is, for which days.
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    /// The path after `/crm/reports`.
    pub(super) path: &'a str,
    pub(super) period: &'a Period,
    pub(super) ask: &'a Ask,
    /// Whether what was asked for could not be read.
    pub(super) is_usual: bool,
}

impl Frame<'_> {
    pub(super) fn page(&self, content: &Markup) -> Html<String> {
        let body = html! {
            h1 { "Reports" }
            nav.tabs aria-label="Reports" { @for (path, name) in REPORTS {
                a href={ "/crm/reports" (path) "?" (self.period.query()) } aria-current=[(path == self.path).then_some("page")] { (name) }
            } }
            (self.days())
            (content)
        };
        layout::page(&format!("{} · Reports", self.title), &body)
    }

    fn days(&self) -> Markup {
        let period = self.period;
        let presets = [("last=30", "30 days"), ("last=90", "90 days"), ("last=all", "All")];
        let is_now = |query: &str| period.query() == query;
        html! {
            div.days {
                nav aria-label="Days" { @for (query, name) in presets {
                    a href={ "/crm/reports" (self.path) "?" (query) (self.ask.kept()) } aria-current=[is_now(query).then_some("true")] { (name) }
                } }
                form action={ "/crm/reports" (self.path) } method="get" aria-label="From one day to another" {
                    label { "From" input type="date" name="from" value=[period.from.map(|day| day.to_string())]; }
                    label { "to" input type="date" name="to" value=(period.to); }
                    @for (name, value) in self.ask.choices() { input type="hidden" name=(name) value=(value); }
                    button { "Show" }
                }
            }
            @if self.is_usual { p.notice role="note" { "What was asked for could not be read, so this is the last 90 days. " (crate::reports::period::UNREADABLE) } }
        }
    }

    /// The link to a table as a file.
    pub(super) fn file(&self, name: &str) -> Markup {
        html! { p.file { a href={ "/crm/reports/csv/" (name) "?" (self.period.query()) (self.ask.kept()) } download { "Download as CSV" } } }
    }
}

/// A chart with what it says, which is also its name.
pub(super) fn chart(id: &str, finding: &Markup, svg: String, legend: &Markup) -> Markup {
    html! {
        figure {
            figcaption id=(id) { (finding) }
            @if !svg.is_empty() { div.chart role="img" aria-labelledby=(id) { (PreEscaped(svg)) } }
            (legend)
        }
    }
}

/// The roles say again what the elements are, because a phone's layout takes their meaning away.
pub(super) fn table(caption: &str, columns: &[Column], rows: &[Vec<Cell>]) -> Markup {
    html! {
        table.figures role="table" data-columns=(columns.len()) {
            caption.hidden { (caption) }
            thead role="rowgroup" { tr role="row" { @for (title, kind) in columns {
                th scope="col" role="columnheader" class=[is_number(*kind).then_some("number")] { (title) }
            } } }
            tbody role="rowgroup" { @for row in rows { tr role="row" {
                @for (place, (cell, (title, kind))) in row.iter().zip(columns).enumerate() {
                    @if place == 0 { th scope="row" role="rowheader" { (figure::cell(cell)) } }
                    @else { td role="cell" data-label=(title) class=[is_number(*kind).then_some("number")] { (figure::cell(cell)) } }
                }
            } } }
        }
    }
}

fn is_number(kind: Kind) -> bool {
    kind != Kind::Text
}

/// Nothing was told yet.
pub(super) fn nothing(sentence: &str) -> Markup {
    html! { p.quiet.nothing { (sentence) " Choose other days above, or wait for visitors." } }
}

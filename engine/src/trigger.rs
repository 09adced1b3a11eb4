//! `Trigger`: what makes a campaign want to speak, and how long it then waits.

use alloc::string::String;

use crate::condition::Node;
use crate::condition_reader::ConditionReader;
use crate::error::Report;
use crate::place::Place;
use crate::value::Value;

/// What makes a campaign want to speak, and how long it then waits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trigger {
    pub on: On,
    /// Milliseconds.
    pub after: i64,
}

/// The moment that a trigger waits for. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum On {
    PageView,
    Event {
        name: String,
        filter: Node,
    },
    /// A click on what this selector finds.
    Click(String),
    /// Something that this selector finds comes into view.
    Visible(String),
    /// So much of the page has been passed, in percent.
    Scroll(f64),
    /// Time on this page.
    PageTime(i64),
    /// Time in this visit.
    VisitTime(i64),
    /// Time without the visitor doing anything.
    Idle(i64),
    /// The pointer leaves the page, or what says the same on a touch screen.
    ExitIntent,
    /// Only when the page or another message asks for it.
    Manual,
}

impl Trigger {
    /// Reads a trigger: a name, or an object with `on`, `after` and what the trigger of that name takes.
    pub fn read(place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> Trigger {
        let is_name = place.value.text().is_some();
        let name = if is_name { place.text(report) } else { place.key("on").text(report) };
        let name = name.unwrap_or("page_view");
        if !is_name {
            place.only(keys(name), report);
        }
        let on = read_on(name, place, conditions, report);
        Trigger { on, after: place.key("after").duration(report).unwrap_or(0) }
    }
}

/// What a trigger takes.
fn keys(name: &str) -> &'static str {
    match name {
        "click" | "visible" => "on after selector",
        "scroll" => "on after percent",
        "time" => "on after page visit",
        "idle" => "on after for",
        "page_view" | "exit_intent" | "manual" => "on after",
        _ => "on after where",
    }
}

fn read_on(name: &str, place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> On {
    let selector =
        |report: &mut Report| String::from(place.key("selector").required_text(report).unwrap_or_default());
    match name {
        "page_view" => On::PageView,
        "exit_intent" => On::ExitIntent,
        "manual" => On::Manual,
        "click" => On::Click(selector(report)),
        "visible" => On::Visible(selector(report)),
        "scroll" => On::Scroll(place.key("percent").number(report).unwrap_or(50.0)),
        "idle" => On::Idle(required(&place.key("for"), report)),
        "time" if !place.key("visit").is_absent() => On::VisitTime(required(&place.key("visit"), report)),
        "time" => On::PageTime(required(&place.key("page"), report)),
        event => {
            On::Event { name: event.into(), filter: conditions.read_filter(&place.key("where"), report) }
        }
    }
}

fn required(place: &Place, report: &mut Report) -> i64 {
    if place.is_absent() {
        place.fault("A duration such as \"30s\" must stand here.", report);
    }
    place.duration(report).unwrap_or(0)
}

impl On {
    /// What the page must tell for it: the signal's name, and the selector where it is about an element.
    pub fn watch(&self) -> Option<(&'static str, &str)> {
        Some(match self {
            On::Click(selector) => ("click", selector),
            On::Visible(selector) => ("seen", selector),
            On::Scroll(_) => ("scroll", ""),
            On::Idle(_) => ("active", ""),
            On::ExitIntent => ("exit_intent", ""),
            _ => return None,
        })
    }

    /// Whether it waits for this event.
    pub fn is_event(&self, happened: &str) -> Option<&Node> {
        match self {
            On::Event { name, filter } if name == happened => Some(filter),
            _ => None,
        }
    }
}

/// A signal to watch, as the shell is told.
pub(crate) fn to_value(name: &str, selector: &str) -> Value {
    let mut out = Value::Null;
    out.set_text("name", name);
    if !selector.is_empty() {
        out.set_text("selector", selector);
    }
    out
}

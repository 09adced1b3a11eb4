//! `Campaign`: one thing the store has to say: to whom, when, how often, and in which words.

use alloc::string::String;
use alloc::vec::Vec;

use crate::condition::{Condition, ConditionReader};
use crate::consent::Purpose;
use crate::content::{self, Content};
use crate::error::Report;
use crate::place::Place;
use crate::text::is_among;
use crate::view::Format;

/// Something to say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Campaign {
    pub id: String,
    pub format: Format,
    pub audience: Condition,
    pub trigger: Trigger,
    pub frequency: Frequency,
    /// The higher goes first; 0 where the store says nothing.
    pub priority: f64,
    /// The consent that showing it needs.
    pub purpose: Option<Purpose>,
    /// One for each language, in the order of the store file.
    pub contents: Vec<Content>,
}

/// What makes a campaign want to speak, and how long it then waits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trigger {
    pub on: On,
    /// Milliseconds.
    pub after: i64,
}

/// The moment that a trigger waits for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum On {
    PageView,
    Event {
        name: String,
        filter: Condition,
    },
    /// Only when the page or another message asks for it.
    Manual,
}

/// How often one campaign may be shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frequency {
    /// At most this many times…
    pub times: Option<usize>,
    /// …in this many milliseconds; `None` in one visit.
    pub per: Option<i64>,
    /// As often as its trigger says, until the visitor closes it.
    pub until_dismissed: bool,
    /// What ends it for good.
    pub stop_after: Vec<Stop>,
}

/// What ends a campaign for one visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Click,
    Convert,
    Dismiss,
}

/// Triggers of the design that this version does not have yet.
const LATER_TRIGGERS: &str = "click visible scroll time idle exit_intent";
/// Keys of the design that this version does not have yet. Leaving them out of account would show the
/// campaign to people whom the store did not mean.
const LATER_KEYS: [&str; 3] = ["schedule", "variants", "holdout"];

impl Campaign {
    /// Reads a campaign; `None` where it has a fault, which is then in the report.
    pub fn read(place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> Option<Campaign> {
        let before = report.faults;
        place.only(
            "id format audience trigger frequency priority purpose content goal schedule variants holdout comment",
            report,
        );
        report_later(place, report);
        let campaign = Campaign {
            id: place.key("id").required_text(report)?.into(),
            format: read_format(&place.key("format"), report)?,
            audience: conditions.read(&place.key("audience"), report),
            trigger: Trigger::read(&place.key("trigger"), conditions, report),
            frequency: Frequency::read(&place.key("frequency"), report),
            priority: place.key("priority").number(report).unwrap_or(0.0),
            purpose: read_purpose(&place.key("purpose"), report),
            contents: content::read_all(&place.key("content"), report),
        };
        (report.faults == before).then_some(campaign)
    }
}

fn report_later(place: &Place, report: &mut Report) {
    for key in LATER_KEYS {
        let later = place.key(key);
        if !later.is_absent() {
            later.fault(
                "This is not available in this version; take it out to run the campaign without it.",
                report,
            );
        }
    }
    let goal = place.key("goal");
    if !goal.is_absent() {
        goal.note("Goals are not available in this version; the campaign runs without it.", report);
    }
}

fn read_format(place: &Place, report: &mut Report) -> Option<Format> {
    let format = Format::from_name(place.required_text(report)?);
    if format.is_none() {
        place
            .fault("This format is not available in this version. There are banner, modal and form.", report);
    }
    format
}

fn read_purpose(place: &Place, report: &mut Report) -> Option<Purpose> {
    let name = place.text(report).unwrap_or("none");
    let purpose = Purpose::from_name(name);
    if purpose.is_none() && name != "none" {
        place.fault("A purpose is none, preferences, analytics or marketing.", report);
    }
    purpose
}

impl Trigger {
    fn read(place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> Trigger {
        if place.value.text().is_some() {
            return Trigger { on: read_on(place, Condition::default(), report), after: 0 };
        }
        place.only("on after where", report);
        let filter = conditions.read(&place.key("where"), report);
        Trigger {
            on: read_on(&place.key("on"), filter, report),
            after: place.key("after").duration(report).unwrap_or(0),
        }
    }
}

fn read_on(place: &Place, filter: Condition, report: &mut Report) -> On {
    let name = place.text(report).unwrap_or("page_view");
    if is_among(name, LATER_TRIGGERS) {
        place.fault("This trigger is not available in this version. There are page_view, manual and any event by its name.", report);
    }
    match name {
        "page_view" => On::PageView,
        "manual" => On::Manual,
        event => On::Event { name: event.into(), filter },
    }
}

impl Frequency {
    fn read(place: &Place, report: &mut Report) -> Frequency {
        place.only("times per untilDismissed stopAfter", report);
        let mut frequency = Frequency {
            times: place.key("times").count(report),
            per: place.key("per").duration(report),
            until_dismissed: place.key("untilDismissed").bool(report) == Some(true),
            stop_after: Vec::new(),
        };
        if place.is_absent() {
            // Once in a visit where the store says nothing: nobody likes to be told twice.
            frequency.times = Some(1);
        }
        let stops = place.key("stopAfter");
        for name in &stops.texts(report) {
            frequency.stop_after.push(match name.as_str() {
                "click" => Stop::Click,
                "convert" => Stop::Convert,
                "dismiss" => Stop::Dismiss,
                _ => {
                    stops.fault("What stops a campaign is click, convert or dismiss.", report);
                    continue;
                }
            });
        }
        frequency
    }
}

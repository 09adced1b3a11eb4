//! `Campaign`: one thing the store has to say: to whom, when, how often, and in which words.

use alloc::string::String;
use alloc::vec::Vec;

use crate::condition::Node;
use crate::condition_reader::ConditionReader;
use crate::consent::Purpose;
use crate::content::{self, Content};
use crate::error::Report;
use crate::experiment::Experiment;
use crate::format::Format;
use crate::goal::Goal;
use crate::memory::Memory;
use crate::place::Place;
use crate::schedule::Schedule;
use crate::text;
use crate::time;
use crate::trigger::Trigger;
use crate::value::Value;

/// Something to say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Campaign {
    pub id: String,
    /// Its name in the store file.
    pub format: &'static str,
    /// Its place on the page, which holds one message at a time: the surface; of those in the page each element.
    pub spot: String,
    /// What a view says of the container.
    pub frame: Value,
    /// After how many milliseconds a survey that was completed asks again; never where the store says nothing.
    pub again: Option<i64>,
    pub audience: Node,
    pub trigger: Trigger,
    /// When it may be shown; always where the store says nothing.
    pub schedule: Option<Schedule>,
    pub frequency: Frequency,
    /// The higher goes first; 0 where the store says nothing.
    pub priority: f64,
    /// What it is about, a text or a list of texts: visitors can exclude it.
    pub tags: Value,
    /// The consent that showing it needs.
    pub purpose: Option<Purpose>,
    pub experiment: Experiment,
    pub goal: Option<Goal>,
    /// One for each language, in the order of the store file; then those of its variants.
    pub contents: Vec<Content>,
    /// How many of them are no variant's, and the number of the set of their languages.
    pub plain: usize,
    pub locales: usize,
    /// The key of what is remembered of it.
    pub record: String,
    /// Whether a step of a program shows it: it then speaks only as that step.
    pub of_program: bool,
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

/// What a campaign has whatever its format.
const KEYS: &str = "id format audience trigger frequency priority purpose content goal schedule variants holdout namespace coverage seed tags comment";

impl Campaign {
    /// Reads a campaign; `None` where it has a fault, which is then in the report.
    pub fn read(place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> Option<Campaign> {
        let before = report.faults;
        let format = Format::read(place, KEYS, conditions, report);
        let id = place.key("id").required_text(report)?;
        let record = Memory::campaign_key(id);
        let (id, format) = (id.into(), format?);
        let frame = format.frame(place.value);
        let audience = conditions.read(&place.key("audience"), report);
        let trigger = Trigger::read(&place.key("trigger"), conditions, report);
        let schedule = Schedule::read(&place.key("schedule"), report);
        let frequency = Frequency::read(&place.key("frequency"), report);
        let priority = place.key("priority").number(report).unwrap_or(0.0);
        let purpose = read_purpose(&place.key("purpose"), report);
        let tags = place.key("tags");
        tags.texts(report);
        let mut contents = content::read_all(&place.key("content"), conditions, report);
        let plain = contents.len();
        let experiment = Experiment::read(place, &mut contents, conditions, report);
        let goal = Goal::read(&place.key("goal"), conditions, report);
        let campaign = Campaign {
            id,
            format: format.name,
            spot: text::concat(&[frame.get("surface").text_or_empty(), frame.get("into").text_or_empty()]),
            frame,
            again: place.key("again").value.text().and_then(time::parse_duration),
            audience,
            trigger,
            schedule,
            frequency,
            priority,
            tags: tags.value.clone(),
            purpose,
            experiment,
            goal,
            contents,
            plain,
            locales: 0,
            record,
            of_program: false,
        };
        if report.faults == before { Some(campaign) } else { None }
    }
}

pub(crate) fn read_purpose(place: &Place, report: &mut Report) -> Option<Purpose> {
    let name = place.text(report).unwrap_or("none");
    let purpose = Purpose::from_name(name);
    if purpose.is_none() && name != "none" {
        place.fault("A purpose is none, preferences, analytics or marketing.", report);
    }
    purpose
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

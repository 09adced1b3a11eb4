//! `Program`: steps over days and visits: who enters, what each step shows or gives, and what ends it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::campaign::{Campaign, read_purpose};
use crate::condition::Node;
use crate::condition_reader::ConditionReader;
use crate::consent::Purpose;
use crate::error::Report;
use crate::memory::PROGRAM;
use crate::place::{DOUBLE, Place};
use crate::text;

/// A sequence of steps. Times are milliseconds; what never comes is `i64::MAX`.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub id: String,
    /// The key of what is remembered of it.
    pub record: String,
    /// The consent that being in it needs.
    pub purpose: Option<Purpose>,
    /// What enters it: this event with such properties, of somebody in this audience.
    pub event: String,
    pub filter: Node,
    pub audience: Node,
    /// What ends it; nothing where it is open.
    pub exit: Node,
    /// So long after leaving it may be entered again.
    pub again: i64,
    pub steps: Vec<Step>,
}

/// One of its steps.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub id: String,
    /// The campaign that it shows, and the tag that it gives; empty where there is none.
    pub show: String,
    pub tag: String,
    /// So long after entering it is due, and so long after that it is over.
    pub after: i64,
    pub expires: i64,
    /// What must hold, and what must not; the latter says nothing where it is open.
    pub when: Node,
    pub unless: Node,
}

impl Program {
    /// Reads a program; `None` where it has a fault, which is then in the report. What its steps show speaks only as
    /// these steps, with a fault too: it was not meant for everybody.
    pub fn read(
        place: &Place,
        campaigns: &mut [Campaign],
        conditions: &mut ConditionReader,
        report: &mut Report,
    ) -> Option<Program> {
        let before = report.faults;
        place.only("id purpose enter exit again steps comment", report);
        let id = place.key("id").required_text(report).unwrap_or_default();
        let record = text::concat(&[PROGRAM, id]);
        let enter = place.key("enter");
        enter.only("event where audience", report);
        let purpose = read_purpose(&place.key("purpose"), report);
        let event = enter.key("event").text(report).unwrap_or("page_view").into();
        let filter = conditions.read_filter(&enter.key("where"), report);
        let audience = conditions.read(&enter.key("audience"), report);
        conditions.since = Some(record.clone());
        let exit = conditions.read(&place.key("exit"), report);
        let again = place.key("again").duration(report).unwrap_or(i64::MAX);
        let mut steps: Vec<Step> = Vec::new();
        for item in &place.key("steps").items(report) {
            let step = Step::read(item, campaigns, conditions, report);
            if steps.iter().any(|known| known.id == step.id) {
                item.key("id").fault(DOUBLE, report);
            }
            steps.push(step);
        }
        conditions.since = None;
        if steps.is_empty() {
            place.key("steps").fault("A program needs at least one step.", report);
        }
        let program = Program { id: id.into(), record, purpose, event, filter, audience, exit, again, steps };
        if report.faults == before { Some(program) } else { None }
    }
}

impl Step {
    fn read(
        place: &Place,
        campaigns: &mut [Campaign],
        conditions: &mut ConditionReader,
        report: &mut Report,
    ) -> Step {
        place.only("id show after if unless expires tag comment", report);
        let text =
            |key: &str, report: &mut Report| String::from(place.key(key).text(report).unwrap_or_default());
        let (show, tag) = (text("show", report), text("tag", report));
        match campaigns.iter_mut().find(|campaign| campaign.id == show) {
            Some(campaign) => campaign.of_program = true,
            None if !show.is_empty() => {
                place.key("show").fault("There is no campaign of this id, or it has a fault.", report);
            }
            None if tag.is_empty() => {
                place.fault("A step must `show` a campaign, or give a `tag`.", report);
            }
            None => {}
        }
        Step {
            id: place.key("id").required_text(report).unwrap_or_default().into(),
            show,
            tag,
            after: place.key("after").duration(report).unwrap_or(0),
            expires: place.key("expires").duration(report).unwrap_or(i64::MAX),
            when: conditions.read(&place.key("if"), report),
            unless: conditions.read(&place.key("unless"), report),
        }
    }
}

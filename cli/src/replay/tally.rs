//! What the replay comes to: how often each campaign would have shown, to how many people, and what stopped it; and
//! what programs and the pyramid count.

use std::collections::HashMap;
use std::fmt::Write as _;

use barrio_engine::Value;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::programs::Programs;
use super::pyramid::Pyramid;

/// More reasons than this for one campaign are counted together.
const REASONS: usize = 20;
/// The fewest columns into which the table is made to fit.
const NARROW: u16 = 60;

/// The counts of one worker, or of all.
#[derive(Default)]
pub(super) struct Tally {
    campaigns: Vec<Campaign>,
    places: HashMap<String, u16>,
    /// Visits that were run.
    pub visits: u64,
    /// Lines that are no visit.
    pub bad_lines: u64,
    /// Events without a time.
    pub bad_events: u64,
    /// Visits that began before the end of an earlier one of the same person.
    pub late: u64,
    pub people: u64,
    pub spilled: u64,
    /// Where people stand month by month, where that is asked for.
    pub pyramid: Option<Pyramid>,
    pub programs: Programs,
}

#[derive(Default)]
struct Campaign {
    id: String,
    shown: u64,
    people: u64,
    /// What stopped it, and in how many visits.
    reasons: Vec<(String, u64)>,
}

impl Tally {
    /// Nothing counted yet, for the campaigns and programs of an explanation.
    pub fn new(explained: &Value) -> Tally {
        let mut tally = Tally { programs: Programs::new(explained), ..Tally::default() };
        for (place, verdict) in explained.get("campaigns").items().iter().enumerate() {
            let id = verdict.get("campaign").text_or_empty().to_owned();
            tally.places.insert(id.clone(), place as u16);
            tally.campaigns.push(Campaign { id, ..Campaign::default() });
        }
        tally
    }

    /// Counts that these campaigns were shown to a person, who has seen those so far.
    pub fn count_shown(&mut self, shown: &[String], seen: &mut Vec<u16>) {
        for id in shown {
            let Some(place) = self.places.get(id) else { continue };
            let Some(campaign) = self.campaigns.get_mut(usize::from(*place)) else { continue };
            campaign.shown += 1;
            if !seen.contains(place) {
                seen.push(*place);
                campaign.people += 1;
            }
        }
    }

    /// Counts a visit in which this campaign was stopped by that, unless it was shown in it.
    pub fn count_stopped(&mut self, place: usize, shown: &[String], reason: &str) {
        if let Some(campaign) = self.campaigns.get_mut(place).filter(|campaign| !shown.contains(&campaign.id))
        {
            campaign.stopped(reason, 1);
        }
    }

    /// Adds what another worker counted.
    pub fn add(&mut self, other: &Tally) {
        for (campaign, more) in self.campaigns.iter_mut().zip(&other.campaigns) {
            campaign.shown += more.shown;
            campaign.people += more.people;
            for (reason, times) in &more.reasons {
                campaign.stopped(reason, *times);
            }
        }
        self.visits += other.visits;
        self.bad_lines += other.bad_lines;
        self.bad_events += other.bad_events;
        self.late += other.late;
        self.people += other.people;
        self.spilled += other.spilled;
        self.programs.add(&other.programs);
        if let (Some(pyramid), Some(more)) = (&mut self.pyramid, &other.pyramid) {
            pyramid.add(more);
        }
    }

    /// The table, for a person.
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.use_stderr().load_style(UTF8_HORIZONTAL_ONLY);
        // Some terminals say that they have no width; to fit into that helps nobody.
        if table.width().is_some_and(|width| width >= NARROW) {
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        table.set_header([
            "campaign",
            "shown",
            "people",
            "visits in which it was not shown, by the first reason",
        ]);
        for campaign in &self.campaigns {
            let (shown, people) = (campaign.shown.to_string(), campaign.people.to_string());
            // On a terminal, control characters would do something.
            let id = campaign.id.replace(char::is_control, "\u{fffd}");
            table.add_row([id, shown, people, campaign.told_reasons()]);
        }
        for column in [1, 2] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.to_string()
    }
}

impl Campaign {
    fn stopped(&mut self, reason: &str, times: u64) {
        if let Some((_, count)) = self.reasons.iter_mut().find(|(known, _)| known == reason) {
            *count += times;
        } else if self.reasons.len() < REASONS {
            self.reasons.push((reason.to_owned(), times));
        } else if let Some((other, count)) = self.reasons.last_mut() {
            "Other reasons.".clone_into(other);
            *count += times;
        }
    }

    fn told_reasons(&self) -> String {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by(|(one, few), (other, many)| many.cmp(few).then_with(|| one.cmp(other)));
        let mut told = String::new();
        for (reason, times) in reasons {
            let line = if told.is_empty() { "" } else { "\n" };
            // Writing to a string cannot fail.
            let _ = write!(told, "{line}{times} × {reason}");
        }
        told
    }
}

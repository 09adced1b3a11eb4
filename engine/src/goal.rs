//! Goals: what a campaign is for, and whether the visitor did it soon enough after.

use alloc::rc::Rc;
use alloc::string::String;

use crate::condition::Node;
use crate::condition_reader::ConditionReader;
use crate::engine::Engine;
use crate::error::Report;
use crate::place::Place;
use crate::time::DAY;
use crate::value::Value;

/// What is done counts for a campaign that was shown, or would have been, not long before.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Goal {
    event: String,
    filter: Node,
    /// Milliseconds.
    within: i64,
}

impl Goal {
    /// Reads `{"event": "purchase", "where": {…}, "within": "7d"}`; `None` where it is absent.
    pub fn read(place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> Option<Goal> {
        if place.is_absent() {
            return None;
        }
        place.only("event where within", report);
        Some(Goal {
            event: place.key("event").required_text(report)?.into(),
            filter: conditions.read_filter(&place.key("where"), report),
            within: place.key("within").duration(report).unwrap_or(7 * DAY),
        })
    }
}

impl Engine {
    /// Counts what is done as the goal of the campaigns that it is the goal of: once for each time they were shown.
    pub(crate) fn convert(&mut self, name: &str, properties: &Value) {
        let store = Rc::clone(&self.store);
        for campaign in &store.campaigns {
            if let Some(goal) = &campaign.goal
                && goal.event == name
                && goal.filter.of_event(properties, &store.questions)
                && self.memory.awaits(campaign, goal.within, self.now)
            {
                self.note(&campaign.id, "converted", self.now);
                let mut detail = self.detail(&campaign.id);
                detail.set_text("goal", name);
                detail.merge(&properties.pick("value currency transaction_id"));
                self.tell_behaviour("campaign_converted", &detail);
                self.did("campaign_converted", &detail);
            }
        }
    }
}

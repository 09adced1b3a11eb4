//! A program in the schema: who enters it, its steps, what ends it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;

use super::campaign::Purpose;
use super::{Condition, Duration};

/// Steps over days and visits. Of those that are due, the last one whose conditions hold is the step of now.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub struct Program {
    /// Its name in the journal and in the CRM.
    id: String,
    /// A note to yourself; it has no effect.
    comment: Option<String>,
    /// The consent that being in it needs; withdrawing it ends the program.
    purpose: Option<Purpose>,
    enter: Option<Enter>,
    /// Ends it: nothing of it is shown any more. `did` counts what was done after entering.
    #[schemars(extend("examples" = [{ "did": { "event": "purchase" } }]))]
    exit: Option<Condition>,
    /// How long after leaving it can be entered again; never if nothing is said.
    again: Option<Duration>,
    /// In the order of their time.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
}

/// What enters it: an event, an audience, or both. Without an event it is entered with a page view.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Enter {
    /// The name of a recorded event.
    #[schemars(extend("examples" = ["opt_in", "purchase", "lifecycle_changed"]))]
    event: Option<String>,
    /// What must be of its properties, or of those of one of its items.
    r#where: Option<BTreeMap<String, Value>>,
    /// Everybody if nothing is said.
    audience: Option<Condition>,
}

/// What comes at its time, once: a campaign, a tag, or both.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Step {
    /// Its name in what is kept and sent.
    id: String,
    /// A note to yourself; it has no effect.
    comment: Option<String>,
    /// The id of the campaign that it shows. That campaign then speaks only as this step.
    show: Option<String>,
    /// How long after entering it is due; at once if nothing is said.
    after: Option<Duration>,
    /// What must hold. `did` counts what was done after entering.
    r#if: Option<Condition>,
    /// What must not hold.
    unless: Option<Condition>,
    /// How long after it was due it is over; if nothing is said it waits until a later step has come.
    expires: Option<Duration>,
    /// What whoever gets it is remembered by: one of `tags`, in conditions and in the CRM.
    #[schemars(extend("examples" = ["unresponsive"]))]
    tag: Option<String>,
}

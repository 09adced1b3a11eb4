//! The schema of what the store says of its relation with people.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::{Duration, Names};

/// When somebody who bought counts as inactive: when they have been silent for `silent` times their own mean gap between
/// orders, shrunk towards the shop's; or after a fixed period.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lifecycle {
    /// The shop's mean gap between two orders of one person; 60d if nothing is said.
    gap: Option<Duration>,
    /// How many gaps of a person's own the shop's weighs as much as; 1 if nothing is said.
    #[schemars(range(min = 0))]
    weight: Option<f64>,
    /// How many gaps without an order are silence; 3 if nothing is said.
    #[schemars(range(min = 0))]
    silent: Option<f64>,
    /// The same period for everybody, such as 90d, in place of the gaps.
    inactive_after: Option<Duration>,
}

/// The lead score: points for what somebody does, halved as time passes.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub struct Score {
    /// By the name of an event, over what it is worth by default; 0 turns one off, less takes away.
    #[schemars(extend("examples" = [{ "view_item": 2, "add_to_cart": 10, "video_seen": 5 }]))]
    points: Option<BTreeMap<String, f64>>,
    /// After how long half of the score is left; 7d if nothing is said.
    half_life: Option<Duration>,
    /// It never is greater; 100 if nothing is said.
    #[schemars(range(min = 0))]
    max: Option<f64>,
    /// From which score on a lead is warm; 20 if nothing is said.
    #[schemars(range(min = 0))]
    warm: Option<f64>,
    /// From which score on a lead is hot, which is the event qualify_lead; 60 if nothing is said.
    #[schemars(range(min = 0))]
    hot: Option<f64>,
}

/// What visitors are interested in.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Interests {
    /// The prices between which the price bands lie, from low to high; 25, 75 and 150 if nothing is said, which gives
    /// 0-25, 25-75, 75-150 and 150+. An empty list: no bands.
    #[schemars(inner(range(min = 0)))]
    prices: Option<Vec<f64>>,
}

/// What it is about: it is not there for visitors who have excluded one of these tags.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub struct Tags(Names);

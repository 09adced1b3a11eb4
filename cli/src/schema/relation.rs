//! The schema of what the store says of its relation with people.

use schemars::JsonSchema;

use super::Duration;

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

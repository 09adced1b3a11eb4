//! How a store scores its leads, for `barrio check --score` to explain.

use alloc::string::String;
use alloc::vec::Vec;

use crate::score::POINTS;
use crate::store::StoreFile;
use crate::text;

/// What the store's events are worth, and when that makes somebody warm and hot.
#[derive(Clone, Debug, PartialEq)]
pub struct Scoring {
    /// The events that are worth something: ours first, then those that the store adds.
    pub points: Vec<(String, f64)>,
    /// How long it takes until a score is half of what it was, in milliseconds.
    pub half_life: i64,
    /// The highest score.
    pub max: f64,
    /// From here on a lead is warm.
    pub warm: f64,
    /// From here on it is hot.
    pub hot: f64,
}

/// How this store scores.
pub fn scoring(store: &StoreFile) -> Scoring {
    let score = &store.score;
    let ours = text::split(POINTS, " ").filter_map(|row| Some(text::split_once(row, "=")?.0));
    let mut points: Vec<(String, f64)> = Vec::new();
    for event in ours.chain(score.points.entries().iter().map(|(event, _)| event.as_str())) {
        let worth = score.points(event);
        if worth != 0.0 && !points.iter().any(|(known, _)| known == event) {
            points.push((event.into(), worth));
        }
    }
    Scoring { points, half_life: score.half_life, max: score.max, warm: score.warm, hot: score.hot }
}

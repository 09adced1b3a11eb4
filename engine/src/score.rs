//! The lead score: points for what a person does, halved as time passes, and whether that makes them cold, warm or hot.

use crate::cart::round;
use crate::engine::Engine;
use crate::error::Report;
use crate::memory::VISIT;
use crate::number;
use crate::place::Place;
use crate::time::DAY;
use crate::value::Value;

/// What events are worth, where the store says nothing else of them. An order is worth nothing: who bought is no lead
/// any more.
pub(crate) const POINTS: &str = "page_view=1 view_item=2 search=2 view_search_results=2 view_cart=3 add_to_wishlist=5 add_to_cart=10 remove_from_cart=-5 begin_checkout=15 add_shipping_info=10 add_payment_info=15 sign_up=15 opt_in=20 generate_lead=20 feedback=5 chat_started=10 campaign_clicked=3 opt_out=-20";

/// What a person's events are worth, and when that makes them warm and hot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Score {
    /// By the names of the events.
    pub points: Value,
    /// Milliseconds.
    pub half_life: i64,
    pub max: f64,
    pub warm: f64,
    pub hot: f64,
}

impl Default for Score {
    fn default() -> Score {
        Score { points: Value::Null, half_life: 7 * DAY, max: 100.0, warm: 20.0, hot: 60.0 }
    }
}

impl Score {
    /// Takes what the store says; what it leaves open stays as it is.
    pub fn read(&mut self, place: &Place, report: &mut Report) {
        place.only("points halfLife max warm hot", report);
        let points = place.key("points");
        for entry in points.entries(report) {
            entry.number(report);
        }
        self.points = points.value.clone();
        self.half_life = place.key("halfLife").duration(report).unwrap_or(self.half_life);
        for (key, number) in [("max", &mut self.max), ("warm", &mut self.warm), ("hot", &mut self.hot)] {
            *number = place.key(key).amount(report).unwrap_or(*number);
        }
    }

    /// What an event is worth.
    pub fn points(&self, event: &str) -> f64 {
        let usual = || number::assigned(POINTS, event);
        self.points.get(event).number().or_else(usual).unwrap_or(0.0)
    }

    /// How interested somebody with this score is.
    pub fn lead(&self, score: i64) -> &'static str {
        match score as f64 {
            score if score >= self.hot => "hot",
            score if score >= self.warm => "warm",
            _ => "cold",
        }
    }

    /// What is left of a score after a time in milliseconds.
    fn left(&self, score: f64, age: i64) -> f64 {
        // Of a life without length nothing is left, and nothing of what is very old.
        let halves = age.max(0) as f64 / self.half_life as f64;
        if halves.is_nan() || score <= 0.0 {
            return score.max(0.0);
        }
        let whole = halves.min(1_000.0) as u32;
        let rest = (halves.min(1_000.0) - f64::from(whole)) * core::f64::consts::LN_2;
        // The series of e^-x, as no library need be asked: below 2^-53 after so many terms.
        let (mut left, mut term) = (1.0, 1.0);
        for n in 1..18 {
            term *= -rest / f64::from(n);
            left += term;
        }
        for _ in 0..whole {
            left /= 2.0;
        }
        (score * left).min(self.max)
    }
}

impl Engine {
    /// The score now, between 0 and the store's `max`.
    fn score(&self) -> f64 {
        let visit = self.memory.get(VISIT);
        let at = visit.get("scored").integer().unwrap_or(0);
        self.store.score.left(visit.get("score").number().unwrap_or(0.0), self.now.saturating_sub(at))
    }

    /// Takes an event. To become hot counts again once somebody has been cold.
    pub(crate) fn add_points(&mut self, event: &str) {
        let rules = &self.store.score;
        let (before, points) = (self.score(), rules.points(event));
        // `clamp` would bring all that formats its complaint.
        let after = round((before + points).min(rules.max).max(0.0));
        if points == 0.0 || after == before {
            return;
        }
        let known = self.memory.get(VISIT).get("hot").bool() == Some(true);
        let was_hot = known && rules.lead(whole(before)) != "cold";
        let is_hot = was_hot || rules.lead(whole(after)) == "hot";
        self.visitor.qualifies |= is_hot && !was_hot;
        self.memory.amend(VISIT, "score", after.into());
        self.memory.amend(VISIT, "scored", self.now.into());
        if is_hot != known {
            self.memory.amend(VISIT, "hot", is_hot.into());
        }
    }

    /// Brings the score up to date. Who becomes hot is a qualified lead: an event.
    pub(crate) fn rate(&mut self, learnt: bool) {
        let score = whole(self.score());
        let lead = self.store.score.lead(score);
        if self.visitor.text("lead") != lead {
            self.visitor.set("lead", lead.into());
            self.outbox.doubt();
        }
        self.visitor.set("score", score.into());
        if !learnt && core::mem::take(&mut self.visitor.qualifies) {
            self.relation_changed("qualify_lead", &Value::map([("score", score.into())]));
        }
    }
}

/// A score as people are told it.
fn whole(score: f64) -> i64 {
    (score + 0.5) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves() {
        let rules = Score::default();
        for (age, expected) in [(0, 80.0), (7 * DAY, 40.0), (70 * DAY, 0.078_125), (-5, 80.0)] {
            assert_eq!(rules.left(80.0, age), expected, "{age}");
        }
        assert_eq!(rules.left(80.0, i64::MAX), 80.0 * 0.5_f64.powi(1_000));
        let none = Score { half_life: 0, ..Score::default() };
        assert_eq!((none.left(80.0, 0), none.left(80.0, 1) < 1e-99), (80.0, true));
    }

    proptest! {
        #[test]
        fn is_that_of_the_library(score in 0.0..100.0_f64, age in 0..400 * DAY) {
            let rules = Score::default();
            let expected = score * (-(age as f64) / (7 * DAY) as f64).exp2();
            prop_assert!((rules.left(score, age) - expected).abs() <= 1e-12);
        }
    }
}

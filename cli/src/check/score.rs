//! `barrio check --score`: what a visitor's events come to, by the engine itself, and when that is over.

use std::fmt::Write as _;
use std::rc::Rc;
use std::str::FromStr;

use barrio_engine::check::{Scoring, scoring};
use barrio_engine::{Engine, Input, Records, Start, StoreFile, Value};

use crate::rows;

/// When the events happen does not matter to the engine.
const NOW: i64 = 1_795_341_600_000;
/// One event happens at most so often.
const MOST: u32 = 1_000;
const MINUTE: i64 = 60_000;
/// What lasts longer is said to stay.
const LONGEST: i64 = 100 * 365 * 24 * 60 * MINUTE;
/// What a visitor does where nothing else is asked, as far as it is worth something.
const EXAMPLE: [(&str, u32); 5] =
    [("page_view", 4), ("view_item", 3), ("add_to_cart", 1), ("begin_checkout", 1), ("add_shipping_info", 1)];

/// `view_item=5,add_to_cart`: what a visitor does, and how often. Without any, an example is made of the store's points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events(Vec<(String, u32)>);

/// What is wrong with a list of events.
#[derive(Debug, thiserror::Error)]
#[error(
    "\"{0}\" is no event and how often: write it like view_item=5, up to {MOST} times, and commas between"
)]
pub struct EventsError(String);

impl FromStr for Events {
    type Err = EventsError;

    fn from_str(text: &str) -> Result<Events, EventsError> {
        let mut events = Vec::new();
        for part in text.split(',').filter(|_| !text.trim().is_empty()) {
            let (name, times) = part.split_once('=').unwrap_or((part, "1"));
            let times = times.trim().parse().ok().filter(|times| (1..=MOST).contains(times));
            match times.filter(|_| !name.trim().is_empty()) {
                Some(times) => events.push((name.trim().to_owned(), times)),
                None => return Err(EventsError(part.to_owned())),
            }
        }
        Ok(Events(events))
    }
}

impl Events {
    /// What there is to say, line by line.
    pub(super) fn explain(&self, store_text: &str) -> Vec<String> {
        let (store, _) = StoreFile::parse(&rows::only_the_store(store_text));
        let rules = scoring(&store);
        let mut lines = vec![worth(&rules)];
        let mut events = self.0.clone();
        if events.is_empty() {
            events = example(&rules);
            if events.is_empty() {
                return lines;
            }
            lines.push("An example; --score \"view_item=5,add_to_cart\" asks for another.".to_owned());
        }
        let mut visitor = Visitor::new(store);
        for (name, times) in &events {
            lines.push(visitor.take(&rules, name, *times));
        }
        lines.push(format!("Together {} of at most {}: {}.", visitor.score(), rules.max, visitor.lead()));
        lines.extend(visitor.falls());
        lines
    }
}

fn worth(rules: &Scoring) -> String {
    let points = rules.points.iter().map(|(event, points)| format!("{event} {points}")).collect::<Vec<_>>();
    let Scoring { half_life, warm, hot, .. } = rules;
    format!(
        "Points: {}. Warm from {warm}, hot from {hot}; half of a score is gone after {}.",
        if points.is_empty() { "none for anything".to_owned() } else { points.join(", ") },
        duration(*half_life)
    )
}

/// What is worth something of the usual way to an order, or else of what the store has points for.
fn example(rules: &Scoring) -> Vec<(String, u32)> {
    let gains = || rules.points.iter().filter(|(_, points)| *points > 0.0);
    let usual = EXAMPLE.iter().filter(|(name, _)| gains().any(|(event, _)| event == name));
    let usual: Vec<_> = usual.map(|(name, times)| ((*name).to_owned(), *times)).collect();
    if usual.is_empty() { gains().take(3).map(|(event, _)| (event.clone(), 2)).collect() } else { usual }
}

/// A visitor of the store in the real engine.
struct Visitor {
    engine: Engine,
}

impl Visitor {
    fn new(store: StoreFile) -> Visitor {
        let mut visitor = Visitor { engine: Engine::open(Rc::new(store)) };
        visitor.engine.give_records(Records::default());
        let purposes = ["preferences", "analytics", "marketing"].map(|purpose| (purpose, Value::Bool(true)));
        visitor.engine.step(NOW, Input::Start(Start::default()));
        visitor.engine.step(NOW, Input::Consent { purposes: Value::map(purposes), source: "init".into() });
        visitor
    }

    /// Lets it happen so often, and says what that comes to.
    fn take(&mut self, rules: &Scoring, name: &str, times: u32) -> String {
        for _ in 0..times {
            let input = match name {
                "page_view" => Input::Page { facts: Value::map([("url", "https://store.invalid/".into())]) },
                _ => Input::Event { name: name.into(), properties: Value::map([]) },
            };
            self.engine.step(NOW, input);
        }
        let each = rules.points.iter().find(|(event, _)| event == name).map_or(0.0, |(_, points)| *points);
        format!("{name}: {times} × {each} = {}, so now {}.", each * f64::from(times), self.score())
    }

    fn score(&self) -> i64 {
        self.engine.visitor().get("score").number().unwrap_or(0.0) as i64
    }

    fn lead(&self) -> String {
        self.engine.visitor().get("lead").text_or_empty().to_owned()
    }

    /// When the lead falls to each lower level, if nothing more happens.
    fn falls(&mut self) -> Vec<String> {
        let (mut lines, records) = (Vec::new(), self.engine.take_records());
        let (mut after, mut lead) = (0, self.lead_after(&records, 0));
        while lead != "cold" {
            let Some(fall) = self.fall(&records, &lead, after) else {
                lines.push(format!("It stays {lead}."));
                break;
            };
            (after, lead) = (fall, self.lead_after(&records, fall));
            lines.push(format!("If nothing more happens it is {lead} after {}.", duration(fall)));
        }
        lines
    }

    /// The first moment after this one at which the lead is another.
    fn fall(&mut self, records: &Records, lead: &str, after: i64) -> Option<i64> {
        let mut step = MINUTE;
        while self.lead_after(records, after + step) == lead {
            step *= 2;
            if step > LONGEST {
                return None;
            }
        }
        let (mut same, mut other) = (after, after + step);
        while other - same > 1 {
            let middle = same + (other - same) / 2;
            *if self.lead_after(records, middle) == lead { &mut same } else { &mut other } = middle;
        }
        Some(other)
    }

    /// The lead of one who remembers this and comes back after a time in milliseconds.
    fn lead_after(&mut self, records: &Records, time: i64) -> String {
        self.engine.give_records(records.clone());
        self.engine.step(NOW + time, Input::Start(Start::default()));
        self.lead()
    }
}

/// A time in words: its two greatest units, up to the minute that is not over yet.
fn duration(milliseconds: i64) -> String {
    let minutes = (milliseconds + MINUTE - 1) / MINUTE;
    let units = [(minutes / 1_440, "day"), (minutes / 60 % 24, "hour"), (minutes % 60, "minute")];
    let mut said = String::new();
    for (number, unit) in units.into_iter().filter(|(number, _)| *number > 0).take(2) {
        let (space, plural) = (if said.is_empty() { "" } else { " " }, if number == 1 { "" } else { "s" });
        // Writing to a string cannot fail.
        let _ = write!(said, "{space}{number} {unit}{plural}");
    }
    if said.is_empty() { "no time".to_owned() } else { said }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn events_are_read() {
        let read = |text: &str| text.parse::<Events>().map(|events| events.0).ok();
        let wanted = vec![("view_item".to_owned(), 5), ("add_to_cart".to_owned(), 1)];
        assert_eq!(read("view_item=5, add_to_cart"), Some(wanted));
        assert_eq!(read(""), Some(vec![]));
        for wrong in ["=5", "view_item=", "view_item=0", "view_item=many", "view_item=1001", "a,,b"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_are_said_in_words() {
        for (time, words) in [
            (0, "no time"),
            (1, "1 minute"),
            (MINUTE, "1 minute"),
            (61 * MINUTE + 1, "1 hour 2 minutes"),
            (1_440 * MINUTE, "1 day"),
            (3_021 * MINUTE, "2 days 2 hours"),
        ] {
            assert_eq!(duration(time), words);
        }
    }
}

//! `did`: the counts that events keep up to date agree with counting over the journal itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use barrio_engine::{Engine, Input, Start, Value, json};
use proptest::prelude::*;

const NOW: i64 = 1_795_341_600_000;
const DAY: i64 = 86_400_000;

/// A question about `add_to_cart` or `view_item`: least `n` of the properties, window in days, least count.
#[derive(Clone, Debug)]
struct Question {
    event: &'static str,
    least: Option<i64>,
    days: Option<i64>,
    times: i64,
}

fn any_question() -> impl Strategy<Value = Question> {
    let event = prop::sample::select(vec!["add_to_cart", "view_item"]);
    (event, prop::option::of(0_i64..5), prop::option::of(1_i64..20), 1_i64..6)
        .prop_map(|(event, least, days, times)| Question { event, least, days, times })
}

impl Question {
    fn to_json(&self) -> String {
        let filter = self.least.map_or(String::new(), |n| format!(r#","where":{{"n":{{"$gte":{n}}}}}"#));
        let within = self.days.map_or(String::new(), |days| format!(r#","within":"{days}d""#));
        format!(r#"{{"did":{{"event":"{}"{filter}{within},"times":{{"$gte":{}}}}}}}"#, self.event, self.times)
    }

    fn counts(&self, event: &Value, now: i64) -> bool {
        let [at, name, properties] = event.items() else { return false };
        let n = |properties: &Value| {
            properties.get("n").integer().is_some_and(|n| n >= self.least.unwrap_or(i64::MIN))
        };
        name.text() == Some(self.event)
            && (self.least.is_none() || n(properties) || properties.get("items").items().iter().any(n))
            && self.days.is_none_or(|days| at.integer().unwrap() >= now - days * DAY)
    }
}

fn store(questions: &[Question]) -> String {
    let campaigns: Vec<String> = questions
        .iter()
        .enumerate()
        .map(|(n, question)| {
            format!(
                r#"{{"id":"{n}","format":"banner","audience":{},"content":{{"en":{{"blocks":[{{"text":"x"}}]}}}}}}"#,
                question.to_json()
            )
        })
        .collect();
    format!(r#"{{"version":1,"consent":{{"default":"granted"}},"campaigns":[{}]}}"#, campaigns.join(","))
}

fn journal(engine: &Engine) -> Vec<Value> {
    let records = engine.export();
    let segments = records.entries().iter().filter(|(key, _)| key.starts_with("journal/"));
    segments.flat_map(|(_, events)| events.items().to_vec()).collect()
}

/// Asks the engine and counts by hand.
fn compare(engine: &Engine, questions: &[Question], now: i64) {
    let (explained, events) = (engine.explain(now, None), journal(engine));
    for (campaign, question) in explained.get("campaigns").items().iter().zip(questions) {
        let rule =
            campaign.get("rules").items().iter().find(|rule| rule.get("rule").text() == Some("audience"));
        let count = events.iter().filter(|event| question.counts(event, now)).count() as i64;
        let expected = if count >= question.times { "yes" } else { "no" };
        assert_eq!(rule.unwrap().get("verdict").text(), Some(expected), "{question:?}: {count}");
    }
}

fn start(store: &str) -> Engine {
    let mut engine = Engine::new(store);
    assert!(engine.issues().is_empty(), "{:?}", engine.issues());
    engine.step(NOW, Input::Start(Start::default()));
    engine
}

fn event(name: &str, n: i64, in_item: bool) -> Input {
    let properties =
        if in_item { format!(r#"{{"items":[{{"n":{n}}}]}}"#) } else { format!(r#"{{"n":{n}}}"#) };
    Input::Event { name: name.into(), properties: json::parse(&properties).unwrap() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn agrees_with_a_naive_count(
        questions in prop::collection::vec(any_question(), 1..8),
        events in prop::collection::vec((any::<bool>(), 0_i64..6, any::<bool>(), -DAY / 2..3 * DAY), 0..60),
    ) {
        let mut engine = start(&store(&questions));
        let mut now = NOW;
        for (adds, n, in_item, wait) in events {
            // Clocks are set back too.
            now += wait;
            engine.step(now, event(if adds { "add_to_cart" } else { "view_item" }, n, in_item));
            compare(&engine, &questions, now);
            engine.step(now + 5 * DAY, Input::Wake);
            compare(&engine, &questions, now + 5 * DAY);
            engine.step(now, Input::Wake);
            compare(&engine, &questions, now);
        }
    }
}

#[test]
fn agrees_when_the_journal_lets_go_of_the_oldest() {
    let question = |least, days| Question { event: "view_item", least, days, times: 990 };
    // Without `where` and `within` the counter of all times answers; it never goes down.
    let questions = [question(Some(0), None), question(Some(0), Some(19)), question(None, Some(19))];
    let mut engine = start(&store(&questions));
    for n in 0..2_200 {
        let now = NOW + n * 10_000;
        engine.step(now, event("view_item", n % 5, n % 2 == 0));
        if n % 40 == 0 || (985..1_030).contains(&n) {
            compare(&engine, &questions, now);
        }
    }
    assert!(journal(&engine).len() <= 1_000);
}

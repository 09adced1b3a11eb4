//! What holds of a person's relation with the store whatever they do, and however it is told to the engine.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use barrio_engine::{Engine, Input, Start, Value, json};
use proptest::prelude::*;

const NOW: i64 = 1_795_341_600_000;
const DAY: i64 = 86_400_000;
const STORE: &str = r#"{"version": 1, "consent": {"default": "granted"},
  "score": {"max": 70, "points": {"refund": -40}}, "exclusions": {"vegan": ["meat"]}}"#;
const EVENTS: [&str; 7] =
    ["view_item", "add_to_cart", "begin_checkout", "add_payment_info", "purchase", "refund", "opt_out"];

/// Something that a person does, after a time: an event about an item of a category at a price.
type Act = (usize, i64, usize, u32);

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let gap = prop_oneof![Just(0), 0..600_000_i64, 0..40 * DAY];
    proptest::collection::vec((0..EVENTS.len(), gap, 0..8_usize, 1..400_u32), 1..60)
}

fn input(act: &Act) -> Input {
    let (event, _, category, price) = act;
    let item = format!(
        r#"{{"items":[{{"item_id":"i{category}","item_category":"c{category}","item_brand":"b{}","price":{price}}}]}}"#,
        category % 3
    );
    Input::Event { name: EVENTS[*event].into(), properties: json::parse(&item).unwrap() }
}

fn start() -> Engine {
    let mut engine = Engine::new(STORE);
    engine.step(NOW, Input::Start(Start::default()));
    engine.step(NOW, Input::Page { facts: Value::map([("url", "https://shop.example/".into())]) });
    engine
}

/// What is said of the visitor, without the order of what was found out.
fn known(engine: &Engine, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| engine.visitor().get(name).to_json()).collect()
}

const NAMES: [&str; 7] = ["score", "lead", "lifecycle", "interests", "brands", "price_bands", "orders"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_score_stays_within_its_bounds(acts in acts()) {
        let (mut engine, mut now) = (start(), NOW);
        for act in &acts {
            now += act.1;
            for input in [Input::Wake, input(act)] {
                engine.step(now, input);
                let score = engine.visitor().get("score").number().unwrap();
                prop_assert!((0.0..=70.0).contains(&score), "{score}");
                let lead = if score >= 60.0 { "hot" } else if score >= 20.0 { "warm" } else { "cold" };
                prop_assert_eq!(engine.visitor().get("lead").text(), Some(lead));
            }
        }
    }

    /// One by one, with looks in between, or everything of a moment together: the same is known.
    #[test]
    fn batches_change_nothing(acts in acts(), looks in proptest::collection::vec(any::<bool>(), 60)) {
        let (mut alone, mut together, mut now) = (start(), start(), NOW);
        let mut batch = Vec::new();
        for (place, act) in acts.iter().enumerate() {
            if act.1 > 0 {
                together.step(now, Input::Batch { inputs: std::mem::take(&mut batch) });
                if looks[place] {
                    alone.step(now + act.1 / 2, Input::Wake);
                }
            }
            now += act.1;
            alone.step(now, input(act));
            batch.push(input(act));
        }
        together.step(now, Input::Batch { inputs: batch });
        prop_assert_eq!(known(&alone, &NAMES), known(&together, &NAMES));
    }

    /// To go and come back changes nothing either.
    #[test]
    fn reloads_change_nothing(acts in acts()) {
        let (mut stays, mut goes, mut now) = (start(), start(), NOW);
        for act in &acts {
            now += act.1;
            stays.step(now, input(act));
            goes.step(now, input(act));
            let mut stored = Value::Null;
            for (key, record) in goes.export().entries() {
                stored.set(key, record.to_json().into());
            }
            goes = Engine::new(STORE);
            goes.step(now, Input::Start(Start { stored, ..Start::default() }));
            prop_assert_eq!(known(&stays, &NAMES), known(&goes, &NAMES));
        }
    }
}

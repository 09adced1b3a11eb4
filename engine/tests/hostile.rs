//! Hostile and malformed store files and inputs: nothing panics, nothing runs away, what is good still runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod generate;

use std::time::Instant;

use barrio_engine::{Effect, Engine, Input, Start, StoreFile, Value, check, json};
use generate::{any_input, any_value};
use proptest::prelude::*;

const DEMO: &str = include_str!("../../www/store/barrio.json");
const NOW: i64 = 1_795_341_600_000;

fn start() -> Input {
    let facts = json::parse(r#"{"languages": ["es-ES"], "timezone": "Europe/Madrid"}"#).unwrap();
    Input::Start(Start { facts, zones: Value::map([("Europe/Madrid", 60_i64.into())]), ..Start::default() })
}

fn page() -> Input {
    Input::Page { facts: json::parse(r#"{"url": "https://shop.example/p/parka?a=b"}"#).unwrap() }
}

/// A visit that touches every part: arrives, waits, uses every control, fills in forms, leaves.
fn visit(engine: &mut Engine) -> Vec<Effect> {
    let mut effects = engine.step(NOW, start());
    effects.extend(engine.step(NOW, page()));
    effects.extend(engine.step(NOW + 5_000, Input::Wake));
    for campaign in ["welcome-abroad", "newsletter", "cart-abroad", "welcome-back"].map(String::from) {
        effects.extend(engine.step(NOW + 6_000, Input::Show { campaign: campaign.clone() }));
        for action in 0_i64..4 {
            let fields = json::parse(r#"{"email": "ana@example.com", "consent:marketing": true}"#).unwrap();
            effects.extend(
                engine.step(
                    NOW + 7_000,
                    Input::Act { campaign: campaign.clone(), action: action.into(), fields },
                ),
            );
        }
        effects.extend(engine.step(NOW + 8_000, Input::Dismiss { campaign }));
    }
    engine.explain(NOW, None);
    engine.export();
    effects.extend(engine.step(NOW + 9_000, Input::Flush { leaving: true }));
    effects
}

#[test]
fn the_demo_shop_is_without_fault_or_surprise() {
    let (store, issues) = StoreFile::parse(DEMO);
    assert_eq!(issues, vec![]);
    assert_eq!(check::warnings(&store), vec![]);
    let shown =
        visit(&mut Engine::new(DEMO)).iter().filter(|effect| matches!(effect, Effect::Show(_))).count();
    assert!(shown >= 5, "{shown}");
}

/// Every value of a JSON tree, each with what stands there replaced.
fn replaced(value: &Value, by: &Value, path: &mut Vec<usize>) -> Value {
    let Some(step) = path.pop() else { return by.clone() };
    let mut copy = value.clone();
    match &mut copy {
        Value::List(items) if !items.is_empty() => {
            let index = step % items.len();
            items[index] = replaced(&items[index].clone(), by, path);
        }
        Value::Map(entries) if !entries.is_empty() => {
            let index = step % entries.len();
            entries[index].1 = replaced(&entries[index].1.clone(), by, path);
        }
        _ => copy = by.clone(),
    }
    copy
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_damage_to_a_store_file_is_survived(by in any_value(), mut path in prop::collection::vec(0_usize..12, 0..10)) {
        let damaged = replaced(&json::parse(DEMO).unwrap(), &by, &mut path).to_json();
        let mut engine = Engine::new(&damaged);
        visit(&mut engine);
        check::warnings(&StoreFile::parse(&damaged).0);
    }

    #[test]
    fn any_input_is_survived(inputs in prop::collection::vec(any_input(), 0..12), jumps in prop::collection::vec(any::<i32>(), 12)) {
        let mut engine = Engine::new(DEMO);
        engine.step(NOW, start());
        for (input, jump) in inputs.into_iter().zip(jumps) {
            if let Ok(input) = Input::read(&input) {
                engine.step(NOW + i64::from(jump), input);
            }
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_effects(seed in "[0-9a-f]{32}", inputs in prop::collection::vec(any_input(), 0..12)) {
        let run = || {
            let mut engine = Engine::new(DEMO);
            let mut effects = engine.step(NOW, Input::Start(Start { seed: seed.clone(), ..Start::default() }));
            for input in inputs.iter().filter_map(|input| Input::read(input).ok()) {
                effects.extend(engine.step(NOW, input));
            }
            effects
        };
        prop_assert_eq!(run(), run());
    }
}

#[test]
fn ten_thousand_campaigns_are_bounded_and_quick() {
    let one = r#"{"id":"N","format":"banner","audience":{"$or":[{"country":"ES"},{"did":{"event":"x"}}]},"content":{"es":{"blocks":[{"text":"hi"}]}}}"#;
    let many: Vec<String> = (0..10_000).map(|n| one.replace('N', &n.to_string())).collect();
    let file = format!(r#"{{"version":1,"campaigns":[{}]}}"#, many.join(","));
    let began = Instant::now();
    let mut engine = Engine::new(&file);
    assert_eq!(
        engine.issues().first().map(|issue| issue.message.as_str()),
        Some("Only the first 1,000 are read.")
    );
    assert!(visit(&mut engine).iter().any(|effect| matches!(effect, Effect::Show(_))));
    // Without optimisation it takes a few hundred milliseconds; what is quadratic takes minutes.
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

#[test]
fn too_large_or_too_deep_is_refused_with_a_sentence() {
    let large = format!(r#"{{"version":1,"store":{{"name":"{}"}}}}"#, "x".repeat(2_000_000));
    let deep = format!(
        r#"{{"version":1,"audiences":{{"a":{}1{}}}}}"#,
        r#"{"$not":"#.repeat(5_000),
        "}".repeat(5_000)
    );
    for (file, sentence) in [(large, "larger than 2 MB"), (deep, "nests too deeply")] {
        let mut engine = Engine::new(&file);
        assert!(engine.issues().first().unwrap().message.contains(sentence));
        visit(&mut engine);
    }
}

#[test]
fn audiences_that_refer_to_each_other_do_not_explode() {
    // Each doubles the one before: a few hundred bytes that would be 2^60 conditions.
    let doubling: Vec<String> = (1..60)
        .map(|n| format!(r#""a{n}":{{"$and":[{{"audience":"a{0}"}},{{"audience":"a{0}"}}]}}"#, n - 1))
        .collect();
    let file = format!(r#"{{"version":1,"audiences":{{"a0":{{"country":"ES"}},{}}}}}"#, doubling.join(","));
    let engine = Engine::new(&file);
    assert!(engine.issues().iter().any(|issue| issue.message.contains("too large")));
}

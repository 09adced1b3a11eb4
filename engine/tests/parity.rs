//! The same inputs give the same bytes natively and in WebAssembly. This half takes many courses of inputs, runs them
//! natively and writes down what followed; `tests/cases/parity.test.mjs` runs them through the shipped wasm.
//!
//! Without the feature `regex` nobody matches regular expressions natively, and there is nothing to compare;
//! `cargo test --workspace` has it.
#![cfg(feature = "regex")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod generate;

use std::fs;
use std::path::Path;

use barrio_engine::{Effect, Engine, Input, Value, json};
use generate::any_input;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const DEMO: &str = include_str!("../../www/store/barrio.json");
const RICH: &str = include_str!("data/rich.json");
const NOW: i64 = 1_795_341_600_000;
const COURSES: usize = 300;

fn sample(texts: &[&'static str]) -> impl Strategy<Value = String> + Clone + use<> {
    prop::sample::select(texts.to_vec()).prop_map(String::from)
}

/// How a visit begins: people from several places, one of them on a day on which the clocks change.
fn any_start() -> impl Strategy<Value = String> {
    let zones = r#"{"Europe/Madrid":60,"America/New_York":[-300,1795400000000,-240],"Asia/Tokyo":540}"#;
    let facts = sample(&[
        r#"{"languages":["es-ES","en"],"timezone":"Europe/Madrid","width":390,"touch":true,"user_agent":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile Safari/604.1"}"#,
        r#"{"languages":["en-US"],"timezone":"America/New_York","width":1280,"gpc":true}"#,
        r#"{"languages":["ja"],"timezone":"Asia/Tokyo","tabs":true}"#,
        r#"{"timezone":"Europe/Madrid","visitor":{"country":"ES","language":"es","orders.count":3,"customer.app":"1.10.0","customer":{"plan":"pro"}}}"#,
        r#"{"languages":["de-AT","es"],"country":"AT","hidden":true,"user_agent":"Googlebot/2.1"}"#,
    ]);
    ("[0-9a-f]{32}", facts).prop_map(move |(seed, facts)| {
        format!(r#"{{"type":"start","seed":"{seed}","zones":{zones},"facts":{facts}}}"#)
    })
}

/// What people do, such that campaigns speak, are used, and are told of.
fn likely_input() -> impl Strategy<Value = String> {
    let campaign = sample(&[
        "departments",
        "cart-rescue",
        "loyal",
        "often",
        "help",
        "asked",
        "welcome-abroad",
        "newsletter",
        "cart-abroad",
    ]);
    let url = sample(&[
        "/shoes/red-1?q=Coat",
        "/coats/?utm_source=Ne%77s&utm_medium=email",
        "/?gclid=x",
        "/ñandú/é#a",
    ]);
    let page = (url, sample(&["https://www.google.com/", "https://t.co/x", ""])).prop_map(|(url, referrer)| {
        format!(
            r#"{{"type":"page","facts":{{"url":"https://shop.example{url}","referrer":"{referrer}","title":"Año 2 😀"}}}}"#
        )
    });
    let name =
        sample(&["add_to_cart", "remove_from_cart", "begin_checkout", "purchase", "view_cart", "view_item"]);
    let category = sample(&["shoes", "books", "coats", "gift"]);
    let event = (name, category, 0_u32..40_000, 1_u32..5).prop_map(|(name, category, price, quantity)| {
        let price = f64::from(price) / 100.0;
        let item = format!(
            r#"{{"item_id":"{category}-1","item_category":"{category}","price":{price},"quantity":{quantity}}}"#
        );
        format!(r#"{{"type":"event","name":"{name}","properties":{{"currency":"EUR","value":{price},"items":[{item}]}}}}"#)
    });
    let act = (campaign.clone(), 0_u32..4).prop_map(|(campaign, action)| {
        format!(
            r#"{{"type":"act","campaign":"{campaign}","action":{action},"fields":{{"email":"ana@example.com","consent:marketing":true}}}}"#
        )
    });
    let asked = (sample(&["show", "dismiss"]), campaign)
        .prop_map(|(kind, campaign)| format!(r#"{{"type":"{kind}","campaign":"{campaign}"}}"#));
    prop_oneof![3 => page, 4 => event, 2 => act, 1 => asked, 4 => plain_input()]
}

fn plain_input() -> impl Strategy<Value = String> {
    sample(&[
        r#"{"type":"wake"}"#,
        r#"{"type":"wake"}"#,
        r#"{"type":"signal","name":"exit_intent"}"#,
        r#"{"type":"signal","name":"scroll","value":63.5}"#,
        r##"{"type":"signal","name":"click","selector":"#help"}"##,
        r#"{"type":"signal","name":"seen","selector":".reviews"}"#,
        r#"{"type":"signal","name":"page_visible"}"#,
        r#"{"type":"identify","id":"ana","traits":{"first_name":"Ana","app":"1.2.10","plan":"pro"}}"#,
        r#"{"type":"consent","purposes":{"marketing":true,"analytics":true}}"#,
        r#"{"type":"consent","purposes":{"preferences":false}}"#,
        r#"{"type":"flush","leaving":true}"#,
        r#"{"type":"sent","request":1,"status":200}"#,
        r#"{"type":"sent","request":1,"status":503,"retry_after":30}"#,
        r#"{"type":"turn","stored":{},"elsewhere":["help"]}"#,
        r#"{"type":"chat"}"#,
        r#"{"type":"event"}"#,
        r#"{"type":"wake""#,
        r#"{"type":"reset"}"#,
        r#"{"type":"forget"}"#,
    ])
}

/// A course of inputs, each with the milliseconds since the one before.
fn any_course() -> impl Strategy<Value = Vec<(i64, String)>> {
    let anything = any_input().prop_map(|input| input.to_json());
    let input = prop_oneof![5 => likely_input(), 1 => anything];
    let pause = prop_oneof![6 => 0_i64..4_000, 2 => 4_000_i64..200_000, 1 => -5_000_i64..3_000_000_000];
    (any_start(), prop::collection::vec((pause, input), 8..24)).prop_map(|(start, rest)| {
        let mut course = vec![(0, start)];
        course.extend(rest);
        course
    })
}

/// What follows from an input, as text: the effects, or the sentence that refuses it.
fn answer(engine: &mut Engine, now: i64, input: &str) -> (&'static str, String) {
    match json::parse(input).and_then(|input| Input::read(&input).map_err(String::from)) {
        Ok(input) => {
            let effects = engine.step(now, input);
            ("effects", Value::List(effects.iter().map(Effect::to_value).collect()).to_json())
        }
        Err(sentence) => ("refused", sentence),
    }
}

/// Runs a course and gives it with all that followed; whether it is read again is up to the other half.
fn record(store: &str, course: Vec<(i64, String)>) -> Value {
    let mut engine = Engine::new(store);
    assert_eq!(engine.issues(), [], "A campaign that is left out compares nothing.");
    let mut now = NOW;
    let mut steps = Vec::new();
    for (pause, input) in course {
        now += pause;
        let (outcome, text) = answer(&mut engine, now, &input);
        steps.push(Value::map([("now", now.into()), ("input", input.into()), (outcome, text.into())]));
    }
    Value::map([
        ("store", store.into()),
        ("steps", Value::List(steps)),
        ("explained", engine.explain(now, None).to_json().into()),
        ("reach", engine.reach().into()),
    ])
}

#[test]
fn what_follows_natively_is_written_down_for_the_wasm() {
    let mut runner = TestRunner::deterministic();
    let mut lines = String::new();
    for number in 0..COURSES {
        let course = any_course().new_tree(&mut runner).unwrap().current();
        let store = if number % 3 == 0 { DEMO } else { RICH };
        lines.push_str(&record(store, course).to_json());
        lines.push('\n');
    }
    // A course in which nothing is said or sent would prove nothing.
    for sign in [
        "\\\"show\\\":",
        "\\\"send\\\":",
        "\\\"wake\\\":",
        "\\\"persist\\\":\\\"journal/0\\\"",
        "\"refused\":",
        "\\\"claim\\\":",
    ] {
        let found = lines.matches(sign).count();
        assert!(found >= 5, "{sign} occurs {found} times");
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("parity.ndjson");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, lines).unwrap();
    println!("{COURSES} courses are in {}", file.display());
}

//! Hostile and malformed store files and inputs: nothing panics, nothing runs away, what is good still runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod generate;

use std::time::Instant;

use barrio_engine::{Effect, Engine, Input, Start, StoreFile, Value, check, json};
use generate::{any_input, any_value};
use proptest::prelude::*;

const DEMO: &str = include_str!("../../www/store/barrio.json");
/// Every format, every block, every question and every action.
const EVERY: &str = include_str!("data/every.json");
const NOW: i64 = 1_795_341_600_000;

fn start() -> Input {
    let facts = json::parse(r#"{"languages": ["es-ES"], "timezone": "Europe/Madrid"}"#).unwrap();
    Input::Start(Start { facts, zones: Value::map([("Europe/Madrid", 60_i64.into())]), ..Start::default() })
}

fn page() -> Input {
    Input::Page { facts: json::parse(r#"{"url": "https://shop.example/p/parka?a=b"}"#).unwrap() }
}

/// What is filled in.
const FIELDS: &str =
    r#"{"email": "ana@example.com", "consent:marketing": true, "score": 3, "message": "Hello", "one": "a"}"#;
const DEMOS: [&str; 4] = ["welcome-abroad", "newsletter", "cart-abroad", "welcome-back"];
const FORMATS: [&str; 13] = [
    "modal",
    "banner",
    "card",
    "inline",
    "teaser",
    "tooltip",
    "hotspot",
    "tour",
    "checklist",
    "survey",
    "form",
    "chat",
    "preferences",
];

/// A visit that touches every part: arrives, waits, uses every control, fills in forms, leaves.
fn visit(engine: &mut Engine, campaigns: &[&str]) -> Vec<Effect> {
    let mut effects = engine.step(NOW, start());
    effects.extend(engine.step(NOW, page()));
    effects.extend(engine.step(NOW + 5_000, Input::Wake));
    for campaign in campaigns.iter().map(|campaign| String::from(*campaign)) {
        effects.extend(engine.step(NOW + 6_000, Input::Show { campaign: campaign.clone() }));
        effects.extend(engine.step(NOW + 6_500, Input::Placed { campaign: campaign.clone() }));
        for action in (0_i64..16).map(Value::from).chain(["next", "back", "skip", "open"].map(Value::from)) {
            let fields = json::parse(FIELDS).unwrap();
            let act = Input::Act { campaign: campaign.clone(), action, fields };
            effects.extend(engine.step(NOW + 7_000, act));
        }
        effects.extend(engine.step(NOW + 7_500, Input::Unanswered { campaign: campaign.clone() }));
        effects.extend(engine.step(NOW + 7_600, Input::Missing { campaign: campaign.clone() }));
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
    let shown = visit(&mut Engine::new(DEMO), &DEMOS)
        .iter()
        .filter(|effect| matches!(effect, Effect::Show(_)))
        .count();
    assert!(shown >= 5, "{shown}");
}

#[test]
fn every_format_is_without_fault_and_shown() {
    // Warnings there are: some blocks are in formats that have little use for them.
    assert_eq!(StoreFile::parse(EVERY).1, vec![]);
    let effects = visit(&mut Engine::new(EVERY), &FORMATS);
    for format in FORMATS {
        let is_of = |effect: &Effect| matches!(effect, Effect::Show(view) if view.campaign == format);
        assert!(effects.iter().any(is_of), "{format}");
    }
}

/// Every address in what is shown, wherever in it.
fn addresses<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    for item in value.items() {
        addresses(item, found);
    }
    for (key, item) in value.entries() {
        if ["href", "src", "link", "avatar", "image"].contains(&key.as_str()) {
            found.extend(item.text());
        }
        addresses(item, found);
    }
}

/// Whether a browser would read an address as one that it runs, or as a document of its own.
fn is_run(address: &str) -> bool {
    let bare: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let scheme = bare.split(['/', '?', '#']).next().unwrap().split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !["https", "http", "mailto", "tel"].contains(&scheme.to_lowercase().as_str()))
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

/// Text that wants to be more than text.
fn hostile_text() -> impl Strategy<Value = Value> {
    let texts = [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "blob:x",
        "[x](javascript:alert(1))",
        "[x]({{ store.name }})",
        "{{ store.name }}",
        "<img src=x onerror=alert(1)>",
        "{% if x %}",
        "{{ x | raw }}",
        "\u{202e}gnp.exe",
    ];
    prop::sample::select(texts.to_vec()).prop_map(Value::from)
}

proptest! {
    // Each is a visit to every format.
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_damage_makes_an_address_that_runs(
        by in prop_oneof![any_value(), hostile_text()],
        mut path in prop::collection::vec(0_usize..40, 0..10),
    ) {
        let damaged = replaced(&json::parse(EVERY).unwrap(), &by, &mut path).to_json();
        let effects = visit(&mut Engine::new(&damaged), &FORMATS);
        for effect in &effects {
            if let Effect::Show(view) = effect {
                let view = view.to_value();
                let mut found = Vec::new();
                addresses(&view, &mut found);
                prop_assert!(!found.iter().any(|address| is_run(address)), "{found:?}");
            }
        }
        check::warnings(&StoreFile::parse(&damaged).0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_damage_to_a_store_file_is_survived(by in any_value(), mut path in prop::collection::vec(0_usize..12, 0..10)) {
        let damaged = replaced(&json::parse(DEMO).unwrap(), &by, &mut path).to_json();
        let mut engine = Engine::new(&damaged);
        visit(&mut engine, &DEMOS);
        check::warnings(&StoreFile::parse(&damaged).0);
    }

    #[test]
    fn any_input_is_survived(inputs in prop::collection::vec(any_input(), 0..12), jumps in prop::collection::vec(any::<i32>(), 12)) {
        for file in [DEMO, EVERY] {
            let mut engine = Engine::new(file);
            engine.step(NOW, start());
            for (input, jump) in inputs.iter().zip(&jumps) {
                if let Ok(input) = Input::read(input) {
                    engine.step(NOW + i64::from(*jump), input);
                }
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
    assert!(visit(&mut engine, &DEMOS).iter().any(|effect| matches!(effect, Effect::Show(_))));
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
        visit(&mut engine, &DEMOS);
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

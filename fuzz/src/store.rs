//! Fuzz target: any text as a store file. It is read, checked, visited and explained; nothing may panic or hang.
#![no_main]

use barrio_engine::{Effect, Engine, Input, Start, StoreFile, Value, check, json};
use libfuzzer_sys::fuzz_target;

const NOW: i64 = 1_795_341_600_000;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (store, _) = StoreFile::parse(&text);
    check::warnings(&store);
    visit(&mut Engine::new(&text), &ids(&text));
});

/// The ids of the campaigns, as far as the text says any: a visit tries the first few.
fn ids(text: &str) -> Vec<String> {
    let file = json::parse(text).unwrap_or_default();
    let id = |campaign: &Value| campaign.get("id").text().map(String::from);
    file.get("campaigns").items().iter().filter_map(id).take(4).collect()
}

/// A visit that touches every part: arrives, buys, waits, uses every control, fills in forms, leaves.
fn visit(engine: &mut Engine, ids: &[String]) {
    let facts = parse(r#"{"languages": ["es-ES", "en"], "timezone": "Europe/Madrid", "width": 400}"#);
    let zones = Value::map([("Europe/Madrid", 60_i64.into())]);
    take(engine, 0, Input::Start(Start { facts, zones, ..Start::default() }));
    take(engine, 0, Input::Page { facts: parse(r#"{"url": "https://shop.example/p/parka?a=b#c"}"#) });
    let properties = parse(r#"{"item_id": "1", "item_category": "books", "price": 9.5, "value": 20}"#);
    for (at, name) in [(1_000, "add_to_cart"), (40_000, "purchase"), (9_000_000, "view_item")] {
        take(engine, at, Input::Event { name: name.into(), properties: properties.clone() });
        take(engine, at + 30_000, Input::Wake);
    }
    for id in ids {
        use_campaign(engine, id);
    }
    engine.explain(NOW, None);
    engine.export();
    take(engine, 9_500_000, Input::Flush { leaving: true });
}

fn use_campaign(engine: &mut Engine, id: &str) {
    take(engine, 9_400_000, Input::Show { campaign: id.into() });
    take(engine, 9_400_000, Input::Placed { campaign: id.into() });
    for action in (0_i64..4).map(Value::from).chain(["next", "open", "back", "skip"].map(Value::from)) {
        let fields = parse(r#"{"email": "ana@example.com", "consent:marketing": true}"#);
        take(engine, 9_400_000, Input::Act { campaign: id.into(), action, fields });
    }
    take(engine, 9_400_000, Input::Unanswered { campaign: id.into() });
    take(engine, 9_400_000, Input::Dismiss { campaign: id.into() });
    take(engine, 9_400_000, Input::Missing { campaign: id.into() });
}

fn take(engine: &mut Engine, after: i64, input: Input) {
    let effects = engine.step(NOW + after, input);
    let text = Value::List(effects.iter().map(Effect::to_value).collect()).to_json();
    assert!(json::parse(&text).is_ok(), "These effects are not JSON: {text}");
}

fn parse(text: &str) -> Value {
    json::parse(text).unwrap_or_default()
}

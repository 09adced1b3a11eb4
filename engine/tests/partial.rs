//! The engine of which a page has only loaded the first part: it follows the visit, shows nothing and sends nothing
//! until the rest is there, and then goes on as if it had been there all along.

#![allow(clippy::unwrap_used)]

use barrio_engine::{Effect, Engine, Input, Start, json};

const NOW: i64 = 1_795_341_600_000;

const STORE: &str = r#"{
  "version": 1,
  "store": { "name": "Maple & Main", "locale": "en" },
  "consent": { "default": "granted" },
  "crm": [{ "type": "webhook", "url": "https://crm.example/hook" }],
  "share": ["add_to_cart"],
  "campaigns": [
    { "id": "faulty", "format": "modal", "priority": 2, "content": { "en": { "blocks": [{ "text": "{{ oops" }] } } },
    { "id": "good", "format": "modal", "content": { "en": { "blocks": [{ "text": "Hello" }] } } }
  ]
}"#;

fn input(text: &str) -> Input {
    Input::take(json::parse(text).unwrap()).unwrap()
}

fn started(mut engine: Engine) -> (Engine, Vec<Effect>) {
    let facts = json::parse(r#"{"languages": ["en"]}"#).unwrap();
    engine.step(NOW, Input::Start(Start { seed: "1".into(), facts, ..Start::default() }));
    let effects = engine.step(NOW, input(r#"{"type": "page", "facts": {"path": "/"}}"#));
    (engine, effects)
}

fn shown(effects: &[Effect]) -> Vec<&str> {
    let shown = effects.iter().filter_map(|effect| match effect {
        Effect::Show(view) => Some(view.campaign.as_str()),
        _ => None,
    });
    shown.collect()
}

fn has_errors(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Emit { name: "error", .. }))
}

const TURN: &str = r#"{"type": "turn", "stored": {}, "elsewhere": []}"#;

#[test]
fn it_asks_before_it_shows() {
    let (mut engine, effects) = started(Engine::partial(STORE, |_, _| None));
    assert!(engine.issues().is_empty() && shown(&effects).is_empty());
    assert!(effects.contains(&Effect::Claim));
    // A turn without the rest changes nothing, nor does whoever asks for a message.
    assert!(shown(&engine.step(NOW, input(TURN))).is_empty());
    assert!(shown(&engine.step(NOW, input(r#"{"type": "show", "campaign": "good"}"#))).is_empty());
    engine.make_whole();
    assert_eq!(shown(&engine.step(NOW, input(TURN))), ["good"]);
}

#[test]
fn faults_of_content_are_told_when_it_is_whole() {
    let (mut engine, _) = started(Engine::partial(STORE, |_, _| None));
    engine.make_whole();
    engine.make_whole();
    let effects = engine.step(NOW, input(TURN));
    assert!(has_errors(&effects));
    let (whole, _) = started(Engine::new(STORE));
    assert_eq!(engine.issues(), whole.issues());
    let explained = engine.explain(NOW, Some("faulty")).to_json();
    assert!(explained.contains("Its content has a fault"), "{explained}");
    assert!(shown(&engine.step(NOW, input(r#"{"type": "show", "campaign": "faulty"}"#))).is_empty());
}

#[test]
fn it_asks_once_before_it_sends_and_does_not_wake_for_it() {
    let (mut engine, _) = started(Engine::partial(STORE, |_, _| None));
    let add = input(r#"{"type": "event", "name": "add_to_cart", "properties": {}}"#);
    let asks = |effects: &[Effect]| effects.iter().filter(|effect| **effect == Effect::Complete).count();
    assert_eq!(asks(&engine.step(NOW, add)), 1);
    let late = NOW + 60_000;
    let effects = engine.step(late, Input::Wake);
    let past = |effect: &Effect| matches!(effect, Effect::Wake { at } if *at <= late);
    assert!(asks(&effects) == 0 && !effects.iter().any(past));
    let sends = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Send(_)));
    assert!(!sends(&effects) && !sends(&engine.step(late, Input::Flush { leaving: true })));
    engine.make_whole();
    assert!(sends(&engine.step(late, Input::Wake)));
}

#[test]
fn what_is_whole_from_the_start_never_asks() {
    let (_, effects) = started(Engine::new(STORE));
    assert_eq!(shown(&effects), ["good"]);
    assert!(!effects.contains(&Effect::Claim) && !effects.contains(&Effect::Complete));
}

//! Fuzz target: any course of inputs against one store file that uses every part of the language. Nothing may panic
//! or hang, the effects are JSON, and the same course gives the same effects.
//!
//! A course is lines of a number and an input: the milliseconds since the line before, and the input as JSON. Lines
//! that are neither are passed over, so that cutting and joining courses makes others.
#![no_main]

use barrio_engine::{Effect, Engine, Input, StoreFile, Value, json};
use libfuzzer_sys::fuzz_target;
use std::cell::OnceCell;
use std::rc::Rc;

const NOW: i64 = 1_795_341_600_000;
/// More lines than this only cost time.
const LONGEST: usize = 64;

const RICH: &str = include_str!("../../engine/tests/data/rich.json");

thread_local! {
    static STORE: OnceCell<Rc<StoreFile>> = const { OnceCell::new() };
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let store = STORE.with(|store| Rc::clone(store.get_or_init(read_store)));
    let told = run(&store, &text);
    // A second run takes as long as the first: some of the courses get one.
    if data.len() % 8 == 0 {
        assert_eq!(told, run(&store, &text), "The same inputs gave different effects.");
    }
});

fn read_store() -> Rc<StoreFile> {
    let (store, issues) = StoreFile::parse(RICH);
    assert!(issues.is_empty(), "{issues:?}");
    Rc::new(store)
}

/// All that follows from a course, as JSON text.
fn run(store: &Rc<StoreFile>, course: &str) -> String {
    let mut engine = Engine::open(Rc::clone(store));
    let (mut now, mut told) = (NOW, String::new());
    for line in course.lines().take(LONGEST) {
        let Some((after, input)) = read_line(line) else { continue };
        now = now.saturating_add(after);
        let effects = engine.step(now, input);
        let text = Value::List(effects.iter().map(Effect::to_value).collect()).to_json();
        assert!(json::parse(&text).is_ok(), "These effects are not JSON: {text}");
        told.push_str(&text);
    }
    told.push_str(&engine.explain(now, None).to_json());
    told.push_str(&engine.export().to_json());
    told
}

fn read_line(line: &str) -> Option<(i64, Input)> {
    let (after, input) = line.split_once(' ')?;
    // The engine is given times of this century, forwards and back.
    let after = after.parse::<i32>().ok()?;
    Some((i64::from(after), Input::read(&json::parse(input).ok()?).ok()?))
}

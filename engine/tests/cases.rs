//! Runs the conformance cases of `tests/cases` natively. `tests/README.md` describes their format;
//! `tests/cases/run.mjs` runs the same files through the shipped wasm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use barrio_engine::{Engine, Input, Value, json};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            // Without the feature nobody matches regular expressions natively.
            if entry.ends_with("pattern") && !cfg!(feature = "regex") {
                println!("Not run without the feature `regex`: {}", entry.display());
                continue;
            }
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "json") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// How closely what happened must be what was expected.
#[derive(Clone, Copy, PartialEq)]
enum Closeness {
    /// The same values; only the order of keys does not matter.
    Exact,
    /// What is expected must be there; `"*"` stands for anything.
    Part,
}

fn fits(expected: &Value, actual: &Value, closeness: Closeness) -> bool {
    match (expected, actual) {
        (Value::Text(any), _) if any == "*" && closeness == Closeness::Part => true,
        (Value::Map(wanted), Value::Map(found)) => {
            let present = |key: &str| found.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            (closeness == Closeness::Part || wanted.len() == found.len())
                && wanted
                    .iter()
                    .all(|(key, value)| present(key).is_some_and(|found| fits(value, found, closeness)))
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| fits(a, b, closeness))
        }
        _ => expected == actual,
    }
}

fn matches(expected: &Value, actual: &Value) -> bool {
    fits(expected, actual, Closeness::Part)
}

const CASE_KEYS: [&str; 5] = ["name", "store", "store_text", "issues", "steps"];
const EXPECTATIONS: [&str; 5] = ["effects", "none", "contains", "absent", "explains"];
const STEP_KEYS: [&str; 8] = ["now", "input", "effects", "none", "contains", "absent", "explains", "note"];

/// A slip of the pen in a case must not make a test that cannot fail.
fn refuse_unknown(value: &Value, known: &[&str]) -> Result<(), String> {
    match value.entries().iter().find(|(key, _)| !known.contains(&key.as_str())) {
        Some((key, _)) => Err(format!("the key `{key}` is unknown")),
        None => Ok(()),
    }
}

fn expects_something(case: &Value) -> bool {
    let step = |step: &Value| EXPECTATIONS.iter().any(|key| !step.get(key).is_null());
    !case.get("issues").is_null() || case.get("steps").items().iter().any(step)
}

/// RFC 3339 in UTC to milliseconds, or the number itself.
fn time(value: &Value) -> i64 {
    if let Some(number) = value.integer() {
        return number;
    }
    let text = value.text().expect("`now` is a time");
    let part =
        |from: usize, to: usize| text[from..to].parse::<i64>().expect("a time such as 2026-11-22T10:00:00Z");
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    ((days * 24 + part(11, 13)) * 60 + part(14, 16)) * 60_000 + part(17, 19) * 1_000
}

fn run(path: &Path) -> Result<usize, String> {
    let case = json::parse(&fs::read_to_string(path).unwrap())?;
    let store = case.get("store_text").text().map_or_else(|| case.get("store").to_json(), String::from);
    let mut engine = Engine::new(&store);
    let issues = Value::List(engine.issues().iter().map(|issue| issue.to_value()).collect());
    let none = Value::List(Vec::new());
    let expected = if case.get("issues").is_null() { &none } else { case.get("issues") };
    if !matches(expected, &issues) {
        return Err(format!("issues are {}", issues.to_json()));
    }
    refuse_unknown(&case, &CASE_KEYS)?;
    if !expects_something(&case) {
        return Err("nothing is expected".into());
    }
    for (number, step) in case.get("steps").items().iter().enumerate() {
        refuse_unknown(step, &STEP_KEYS)?;
        let input = with_rows(step.get("input"));
        let input = Input::read(&input).map_err(|sentence| format!("step {number}: {sentence}"))?;
        let now = time(step.get("now"));
        let effects: Vec<Value> = engine.step(now, input).iter().map(|effect| effect.to_value()).collect();
        judge(step, &effects)
            .map_err(|what| format!("step {number}: {what}\n{}", Value::List(effects).to_json()))?;
        judge_explanation(step, &engine, now).map_err(|what| format!("step {number}: {what}"))?;
    }
    Ok(case.get("steps").items().len())
}

/// The input, with the rows themselves in the place of their names.
fn with_rows(input: &Value) -> Value {
    let mut input = input.clone();
    let names = input.get("rows").items().to_vec();
    for name in names.iter().filter_map(Value::text) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pkg/crm").join(name).with_extension("json");
        let row = json::parse(&fs::read_to_string(file).unwrap()).unwrap();
        input.change("rows", &mut |rows| rows.set(name, row.clone()));
    }
    input
}

fn judge(step: &Value, effects: &[Value]) -> Result<(), String> {
    let exact = step.get("effects");
    if !exact.is_null() && !fits(exact, &Value::List(effects.to_vec()), Closeness::Exact) {
        return Err("the effects are others".into());
    }
    if step.get("none") == &Value::Bool(true) && !effects.is_empty() {
        return Err("there should be no effect".into());
    }
    let mut rest = effects.iter();
    for wanted in step.get("contains").items() {
        if !rest.any(|effect| matches(wanted, effect)) {
            return Err(format!("missing, in this order: {}", wanted.to_json()));
        }
    }
    match step
        .get("absent")
        .items()
        .iter()
        .find(|wanted| effects.iter().any(|effect| matches(wanted, effect)))
    {
        Some(found) => Err(format!("should not be there: {}", found.to_json())),
        None => Ok(()),
    }
}

fn judge_explanation(step: &Value, engine: &Engine, now: i64) -> Result<(), String> {
    let expected = step.get("explains");
    if expected.is_null() {
        return Ok(());
    }
    let explained = engine.explain(now, None);
    let fits = matches(expected, &by_name(&explained));
    if fits { Ok(()) } else { Err(format!("what is explained is other:\n{}", explained.to_json())) }
}

/// An explanation whose campaigns and rules, programs and steps stand under their names, so that a case names those that
/// it means.
fn by_name(explained: &Value) -> Value {
    let mut out = explained.clone();
    for (all, one, parts, part) in
        [("campaigns", "campaign", "rules", "rule"), ("programs", "program", "steps", "step")]
    {
        let mut named = explained.get(all).items().to_vec();
        for item in &mut named {
            item.set(parts, under(part, item.get(parts)));
        }
        out.set(all, under(one, &Value::List(named)));
    }
    out
}

fn under(key: &str, items: &Value) -> Value {
    let mut out = Value::Map(Vec::new());
    for item in items.items() {
        out.set(item.get(key).text().unwrap(), item.clone());
    }
    out
}

#[test]
fn every_case() {
    let cases = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases"));
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|path| run(path).err().map(|what| format!("{}: {what}", path.display())))
        .collect();
    println!("{} cases", cases.len());
    assert!(!cases.is_empty() && failures.is_empty(), "{}", failures.join("\n\n"));
}

//! Runs the public test data of `../shared/data` natively; `tests/cases/data.test.mjs` runs the same through the
//! shipped wasm. What does not hold on purpose stands in `data/exceptions.json`, each with its reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use barrio_engine::{Effect, Engine, Input, Start, Value, bucket, json};

const NOW: i64 = 1_795_341_600_000;
const PAGE: &str = "https://shop.example/";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the public data; where it is absent, a line says what was not run.
fn public(name: &str) -> Option<String> {
    let text = fs::read_to_string(root().join("../shared/data").join(name)).ok();
    if text.is_none() {
        println!("Not run: ../shared/data/{name} is not there.");
    }
    text
}

fn cases(name: &str) -> Option<Vec<Value>> {
    public(name).map(|text| json::parse(&text).unwrap().items().to_vec())
}

fn file(path: &str) -> Value {
    json::parse(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

/// Compares what was found with what was expected, by the names of the cases. An exception that holds is a fault too.
fn judge(suite: &str, results: &[(String, String, String)]) {
    let exceptions = file("engine/tests/data/exceptions.json");
    let reasons: BTreeMap<_, _> = exceptions.get(suite).entries().iter().cloned().collect();
    let mut faults = Vec::new();
    for (name, expected, found) in results {
        match (expected == found, reasons.contains_key(name)) {
            (false, false) => faults.push(format!("{name}: expected {expected}, found {found}")),
            (true, true) => faults.push(format!("{name}: holds, so it is no exception any more")),
            _ => {}
        }
    }
    for name in reasons.keys() {
        if !results.iter().any(|(known, ..)| known == name) {
            faults.push(format!("{name}: an exception of no case"));
        }
    }
    println!("{suite}: {} cases, {} exceptions", results.len(), reasons.len());
    assert!(!results.is_empty() && faults.is_empty(), "{suite}:\n{}", faults.join("\n"));
}

/// An engine that has just seen somebody arrive.
fn arrive(store: &str, facts: Value, url: &str, referrer: &str) -> (Engine, Vec<Effect>) {
    let mut engine = Engine::new(store);
    let mut effects = engine.step(NOW, Input::Start(Start { facts, ..Start::default() }));
    let page = Value::map([("url", url.into()), ("referrer", referrer.into())]);
    effects.extend(engine.step(NOW, Input::Page { facts: page }));
    (engine, effects)
}

fn facts(sources: &Value) -> Value {
    Value::map([("languages", vec!["en"].into()), ("sources", sources.clone())])
}

fn visitor(url: &str, referrer: &str, sources: &Value) -> (Value, Value) {
    let (engine, _) = arrive(r#"{"version":1}"#, facts(sources), url, referrer);
    let term = engine.export().at("touch.last.term").clone();
    (engine.explain(NOW, None).get("visitor").clone(), term)
}

/// Names of sources are compared by their letters and digits: `Meta.ua` is `metaua`.
fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a case of the referer list expects, in GA4's words: it names mail and assistants by their hosts.
fn expected_of(case: &Value) -> (&'static str, String) {
    let uri = case.get("uri").text().unwrap();
    let host = uri.split("://").nth(1).unwrap().split(['/', '?']).next().unwrap();
    match case.get("medium").text().unwrap() {
        "search" => ("organic", letters(case.get("source").text().unwrap())),
        "social" => ("social", letters(case.get("source").text().unwrap())),
        "email" => ("email", letters(host)),
        "paid" => ("cpc", letters(case.get("source").text().unwrap())),
        "chatbot" => ("referral", letters(host)),
        other => panic!("an unknown medium: {other}"),
    }
}

fn referer_results(cases: &[Value], sources: &Value) -> Vec<(String, String, String)> {
    let mut results = Vec::new();
    for case in cases {
        let (medium, source) = expected_of(case);
        let (found, term) = visitor(PAGE, case.get("uri").text().unwrap(), sources);
        let text = |name| found.get(name).text_or_empty();
        results.push((
            case.get("spec").text().unwrap().into(),
            format!("{source} / {medium} / {}", case.get("term").text_or_empty()),
            format!("{} / {} / {}", letters(text("source")), text("medium"), term.text_or_empty()),
        ));
    }
    results
}

#[test]
fn referrers_with_the_long_list() {
    let Some(cases) = cases("referer/cases.json") else { return };
    judge("referer", &referer_results(&cases, &file("pkg/sources.json")));
}

/// The share of what the engine knows by itself; a list that is cut shorter is seen here.
#[test]
fn referrers_with_the_short_list() {
    let Some(cases) = cases("referer/cases.json") else { return };
    let results = referer_results(&cases, &Value::Null);
    let without_term = |text: &str| text.rsplit_once(" / ").unwrap().0.to_owned();
    let known = results.iter().filter(|(_, a, b)| without_term(a) == without_term(b)).count();
    println!("referer, short list: {known} of {}", results.len());
    assert!(known >= 42, "{known}");
}

fn channel(source: &str, medium: &str, campaign: &str, sources: &Value) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let [source, medium, campaign] = [source, medium, campaign].map(encode);
    let url = format!("{PAGE}?utm_source={source}&utm_medium={medium}&utm_campaign={campaign}");
    visitor(&url, "", sources).0.get("channel").text_or_empty().into()
}

#[test]
fn channels() {
    let Some(cases) = cases("ga4-channel/cases.json") else { return };
    let mut results = Vec::new();
    for case in &cases {
        let text = |name| case.get(name).text().unwrap();
        let found = channel(text("source"), text("medium"), text("campaign"), &Value::Null);
        let name = [text("source"), text("medium"), text("campaign")].join("/");
        results.push((name, text("expected_channel").into(), found));
    }
    judge("channel", &results);
}

fn source_categories(text: &str, sources: &Value) -> Vec<(String, String, String)> {
    let mut results = Vec::new();
    for row in text.lines().skip(1) {
        let (source, category) = row.rsplit_once(',').unwrap();
        let kind = match category.trim_start_matches("SOURCE_CATEGORY_") {
            "SEARCH" => "Organic Search",
            "SOCIAL" => "Organic Social",
            "SHOPPING" => "Organic Shopping",
            _ => "Organic Video",
        };
        results.push((source.into(), kind.into(), channel(source, "", "", sources)));
    }
    results
}

#[test]
fn source_categories_of_ga4() {
    let Some(text) = public("ga4-channel/ga4_source_categories.csv") else { return };
    let short = source_categories(&text, &Value::Null);
    let known = short.iter().filter(|(_, expected, found)| expected == found).count();
    println!("sources, short list: {known} of {}", short.len());
    assert!(known >= 213, "{known}");
    judge("sources", &source_categories(&text, &file("pkg/sources.json")));
}

/// The locale of what is shown; its text is its tag.
fn negotiated(requested: &Value, available: &Value, default: &str) -> String {
    let tags = available.items().iter().map(|tag| tag.text().unwrap());
    let content = tags.map(|tag| format!(r#""{tag}":{{"blocks":[{{"text":"{tag}"}}]}}"#)).collect::<Vec<_>>();
    let store = format!(
        r#"{{"version":1,"store":{{"name":"S","locale":"{default}"}},"campaigns":[{{"id":"a","format":"banner","trigger":"page_view","content":{{{}}}}}]}}"#,
        content.join(",")
    );
    let facts = Value::map([("languages", requested.clone())]);
    let (_, effects) = arrive(&store, facts, PAGE, "");
    let shown = effects.iter().map(Effect::to_value).find(|effect| !effect.get("show").is_null());
    shown.map(|shown| shown.at("show.locale").text_or_empty().into()).unwrap_or_default()
}

#[test]
fn languages() {
    let mut results = Vec::new();
    for folder in ["filtering", "lookup", "matching"] {
        let path = root().join("../shared/data/langneg").join(folder);
        let Ok(entries) = fs::read_dir(&path) else {
            println!("Not run: ../shared/data/langneg/{folder} is not there.");
            return;
        };
        for entry in entries {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            for case in json::parse(&text).unwrap().items() {
                let [requested, available] = [0, 1].map(|at| case.get("input").items()[at].clone());
                let default = case.get("input").items().get(2).and_then(Value::text).unwrap_or("und");
                let found = negotiated(&requested, &available, default);
                // The engine can only take what there is; the default counts where it is available.
                let best = case.get("output").items().iter().find(|tag| available.items().contains(tag));
                let best = best.map_or("", Value::text_or_empty);
                results.push((case.get("input").to_json(), best.into(), found));
            }
        }
    }
    judge("languages", &results);
}

/// What the audience rule of a campaign says of a visitor; nothing where the campaign was left out.
fn audience(case: &[Value]) -> String {
    let campaign = Value::map([
        ("id", "case".into()),
        ("format", "banner".into()),
        ("trigger", "page_view".into()),
        ("audience", case[1].clone()),
        ("content", json::parse(r#"{"en":{"blocks":[{"text":"x"}]}}"#).unwrap()),
    ]);
    let mut store = Value::map([("version", 1_i64.into()), ("campaigns", Value::List(vec![campaign]))]);
    store.set_known("groups", case.get(4).cloned().unwrap_or_default());
    let facts = Value::map([("languages", vec!["en"].into()), ("visitor", case[2].clone())]);
    let (engine, _) = arrive(&store.to_json(), facts, PAGE, "");
    let explained = engine.explain(NOW, None);
    let rules = explained.at("campaigns.0.rules").items();
    let rule = rules.iter().find(|rule| rule.get("rule").text() == Some("audience"));
    rule.map_or(String::new(), |rule| rule.get("verdict").text_or_empty().into())
}

#[test]
#[cfg_attr(not(feature = "regex"), ignore = "nobody matches regular expressions without the feature `regex`")]
fn conditions_of_growthbook() {
    let Some(text) = public("growthbook/cases.json") else { return };
    let cases = json::parse(&text).unwrap();
    let mut results = Vec::new();
    for case in cases.get("evalCondition").items() {
        let case = case.items();
        let met = audience(case) == "yes";
        results.push((case[0].text().unwrap().into(), case[3].to_json(), Value::Bool(met).to_json()));
    }
    judge("conditions", &results);
}

/// What is expected of a case of Liquid: one of several results, or `null` for a fault.
fn expected_of_liquid(case: &Value, found: &Value) -> Value {
    let results = case.get("results").items();
    if results.contains(found) {
        return found.clone();
    }
    if case.get("invalid") == &Value::Bool(true) { Value::Null } else { case.get("result").clone() }
}

#[test]
fn templates_of_liquid() {
    let Some(cases) = cases("liquid/cases.json") else { return };
    let mut results = Vec::new();
    for case in &cases {
        let arguments = vec![case.get("template").clone(), case.get("data").clone()];
        let found = bucket::ask("template", &Value::List(arguments));
        let name = case.get("name").text().unwrap().into();
        results.push((name, expected_of_liquid(case, &found).to_json(), found.to_json()));
    }
    judge("templates", &results);
}

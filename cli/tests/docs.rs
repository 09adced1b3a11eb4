//! The examples in the documentation: whatever a page shows, `barrio check` takes without a word, and so does the schema.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::Path;

use barrio_engine::{StoreFile, check};
use jsonschema::Validator;
use serde_json::{Value, json};

/// The examples of a page that are JSON by themselves, in their order.
fn examples(page: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for part in page.split("\n```json\n").skip(1) {
        let (text, _) = part.split_once("\n```").expect("an example that does not end");
        found.push(text);
    }
    found.into_iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}

/// What the examples of a page are when they stand in one store file: campaigns, blocks of a campaign, programs, keys of the file.
fn store(examples: &[Value]) -> Value {
    let mut store = json!({
        "version": 1,
        "store": { "name": "Maple & Main", "country": "US", "locale": "en-US", "currency": "USD" },
        "agents": [{ "name": "Ana", "languages": "en" }],
        "channels": [{ "type": "tidio" }],
        "crm": [{ "type": "segment", "url": "/collect" }],
    });
    let (mut campaigns, mut programs) = (Vec::new(), Vec::new());
    for example in examples {
        if example["format"].is_string() {
            campaigns.push(example.clone());
        } else if example["steps"].is_array() {
            programs.push(example.clone());
        } else if example.is_array() {
            let content = json!({ "en": { "blocks": example } });
            campaigns.push(
                json!({ "id": format!("blocks-{}", campaigns.len()), "format": "card", "content": content }),
            );
        } else if example["version"].is_null() && is_part(example) {
            for (key, value) in example.as_object().unwrap() {
                store[key] = value.clone();
            }
        }
    }
    store["campaigns"] = campaigns.into();
    store["programs"] = programs.into();
    store
}

fn is_part(example: &Value) -> bool {
    [
        "agents",
        "channels",
        "crm",
        "theme",
        "words",
        "audiences",
        "lifecycle",
        "score",
        "interests",
        "exclusions",
    ]
    .iter()
    .any(|key| !example[key].is_null())
}

/// All that the schema and `barrio check` have to say.
fn said(validator: &Validator, store: &Value) -> Vec<String> {
    let (file, faults) = StoreFile::parse(&barrio_cli::resolve(&store.to_string()));
    let warnings = check::warnings(&file);
    let told = faults.iter().chain(&warnings).map(|issue| format!("{}: {}", issue.path, issue.message));
    let invalid = validator.iter_errors(store).map(|error| format!("{}: {error}", error.instance_path()));
    told.chain(invalid).collect()
}

#[test]
fn every_example_works() {
    let validator = jsonschema::validator_for(&serde_json::from_str(&barrio_cli::schema()).unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut tried = 0;
    for page in [
        "messages",
        "surveys",
        "forms",
        "consent",
        "tours",
        "chat",
        "templates",
        "crm",
        "programs",
        "relationship",
    ] {
        let text = fs::read_to_string(folder.join(page).with_extension("md")).unwrap();
        let examples = examples(&text);
        assert_eq!(examples.len(), text.matches("\n```json\n").count(), "{page}.md: an example is no JSON");
        for whole in examples.iter().filter(|example| !example["version"].is_null()) {
            assert_eq!(said(&validator, whole), [""; 0], "{page}.md");
        }
        // Each of these takes the place of the one before it.
        for example in examples.iter().filter(|example| !example["crm"].is_null()) {
            assert_eq!(
                said(&validator, &store(std::slice::from_ref(example))),
                [""; 0],
                "{page}.md: {example}"
            );
            tried += 1;
        }
        let store = store(&examples);
        assert_eq!(said(&validator, &store), [""; 0], "{page}.md");
        tried += store["campaigns"].as_array().unwrap().len();
    }
    assert!(tried > 12, "only {tried} campaigns");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    // As GitHub makes it of a heading: signs go, but for hyphens and underscores.
    let heading = |line: &str| {
        let text = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|sign| sign.is_alphanumeric() || "-_".contains(*sign)).collect::<String>()
    };
    let mut followed = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let Some(text) =
            fs::read_to_string(&path).ok().filter(|_| path.extension().is_some_and(|end| end == "md"))
        else {
            continue;
        };
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let Some((page, anchor)) =
                link.split_once(".md").map(|(page, rest)| (page, rest.trim_start_matches('#')))
            else {
                continue;
            };
            // This page is made with the site, of the schema; the suite `docs` follows links into it.
            if page.ends_with("store-file") {
                continue;
            }
            let target = fs::read_to_string(folder.join(page).with_extension("md"))
                .unwrap_or_else(|_| panic!("{}: {link} leads nowhere", path.display()));
            let found = anchor.is_empty()
                || target.lines().any(|line| line.starts_with('#') && heading(line) == anchor);
            assert!(found, "{}: {link} leads to no heading", path.display());
            followed += 1;
        }
    }
    assert!(followed > 10, "only {followed} links");
}

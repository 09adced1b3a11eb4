//! The JSON Schema in the package: up to date, and of one mind with the engine that reads store files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { cases(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect()
}

#[test]
fn the_package_has_the_schema_of_this_version() {
    let published = fs::read_to_string(root().join("pkg/barrio.schema.json")).unwrap();
    assert!(
        published == barrio_cli::schema(),
        "Out of date: run `cargo run -p barrio-cli -- schema > pkg/barrio.schema.json`."
    );
}

#[test]
fn what_the_engine_takes_without_complaint_is_valid() {
    let validator = jsonschema::validator_for(&serde_json::from_str(&barrio_cli::schema()).unwrap()).unwrap();
    let mut tried = 0;
    let stores = cases(&root().join("tests/cases")).into_iter().map(|path| (path.clone(), json(&path)));
    let good =
        stores.filter(|(_, case)| case.get("issues").is_none_or(|issues| issues == &Value::Array(vec![])));
    let demo = ["barrio.json", "gallery.json"].map(|name| root().join("www/store").join(name));
    let demo = demo.into_iter().filter(|path| path.exists());
    let demo = demo.map(|path| (path.clone(), serde_json::json!({ "store": json(&path) })));
    for (path, case) in good.chain(demo).filter(|(_, case)| case["store"].is_object()) {
        let faults: Vec<String> =
            validator.iter_errors(&case["store"]).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
        tried += 1;
    }
    assert!(tried > 50, "only {tried} files");
}

/// An editor says what a key is for: every key and every object has a description, or a name of one that has.
#[test]
fn every_key_of_a_campaign_is_described() {
    let schema: Value = serde_json::from_str(&barrio_cli::schema()).unwrap();
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        if definition["properties"].is_object() {
            assert!(definition["description"].is_string(), "{name} is not described");
        }
    }
    let campaign = schema["$defs"]["Campaign"]["properties"].as_object().unwrap();
    for (key, value) in campaign {
        let of =
            |value: &Value| value["$ref"].as_str().map(|path| schema.pointer(&path[1..]).unwrap().clone());
        let mut named = value["anyOf"].as_array().cloned().unwrap_or_default();
        named.extend([value.clone()]);
        let is_said = named.iter().any(|one| {
            let one = of(one).unwrap_or_else(|| one.clone());
            one["description"].is_string() || one["oneOf"].is_array() || one["anyOf"].is_array()
        });
        assert!(is_said, "`{key}` is not described");
    }
}

#[test]
fn what_the_engine_complains_of_by_its_shape_is_invalid() {
    let validator = jsonschema::validator_for(&serde_json::from_str(&barrio_cli::schema()).unwrap()).unwrap();
    for name in ["unknown-keys", "wrong-types", "good-beside-bad", "later-features", "consent-words"] {
        let case = json(&root().join("tests/cases/store").join(name).with_extension("json"));
        assert!(!validator.is_valid(&case["store"]), "{name}");
    }
}

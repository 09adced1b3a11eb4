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
    let demo = root().join("www/store/barrio.json");
    let demo = (demo.clone(), serde_json::json!({ "store": json(&demo) }));
    for (path, case) in good.chain([demo]).filter(|(_, case)| case["store"].is_object()) {
        let faults: Vec<String> =
            validator.iter_errors(&case["store"]).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
        tried += 1;
    }
    assert!(tried > 50, "only {tried} files");
}

#[test]
fn what_the_engine_complains_of_by_its_shape_is_invalid() {
    let validator = jsonschema::validator_for(&serde_json::from_str(&barrio_cli::schema()).unwrap()).unwrap();
    for name in ["unknown-keys", "wrong-types", "good-beside-bad", "later-features", "consent-words"] {
        let case = json(&root().join("tests/cases/store").join(name).with_extension("json"));
        assert!(!validator.is_valid(&case["store"]), "{name}");
    }
}

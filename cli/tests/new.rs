//! `barrio new` as it is run: whatever is asked for is a store file that passes `barrio check` without a word.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::process::{Command, Output};

use serde_json::Value;

const NAMES: [&str; 7] =
    ["welcome", "abroad", "abandoned", "first-steps", "win-back", "after-purchase", "source-survey"];

fn barrio(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_barrio")).args(arguments).output().unwrap()
}

/// The file that is printed for these templates.
fn printed(names: &[&str]) -> String {
    let output = barrio(&["new", "--template", &names.join(",")]);
    assert!(output.status.success() && output.stderr.is_empty(), "{names:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Fails unless `barrio check` and the schema have nothing to say.
fn assert_good(names: &[&str], text: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("barrio.json");
    std::fs::write(&path, text).unwrap();
    let output = barrio(&["check", path.to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.ends_with("barrio.json: no faults, no warnings. Every campaign runs.\n"),
        "{names:?}: {said}"
    );
    assert_eq!((said.lines().count(), output.status.code()), (1, Some(0)), "{names:?}: {said}");
    let file = serde_json::from_str(text).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&barrio_cli::schema()).unwrap()).unwrap();
    let invalid: Vec<String> =
        schema.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(invalid, [""; 0], "{names:?}");
    file
}

#[test]
fn every_template_alone_is_a_good_store_file_with_its_program() {
    for name in NAMES {
        let file = assert_good(&[name], &printed(&[name]));
        let programs = file["programs"].as_array().unwrap();
        assert_eq!(programs.len(), 1, "{name}");
        assert_eq!(programs[0]["id"], name);
        let campaigns = file["campaigns"].as_array().unwrap();
        for step in programs[0]["steps"].as_array().unwrap().iter().filter(|step| step["show"].is_string()) {
            assert!(campaigns.iter().any(|campaign| campaign["id"] == step["show"]), "{name}: {step}");
        }
    }
}

#[test]
fn all_together_are_a_good_store_file_the_same_in_any_order_and_each_once() {
    let all = printed(&NAMES);
    assert_eq!(assert_good(&NAMES, &all)["programs"].as_array().unwrap().len(), NAMES.len());
    let mut turned = NAMES;
    for _ in NAMES {
        turned.rotate_left(3);
        assert_eq!(printed(&turned), all);
    }
    turned.reverse();
    assert_eq!(printed(&turned), all);
    assert_eq!(printed(&["all"]), all);
    assert_eq!(printed(&["welcome", "abroad", "welcome"]), printed(&["abroad", "welcome"]));
    for (place, one) in NAMES.iter().enumerate() {
        for other in &NAMES[place + 1..] {
            assert_good(&[one, other], &printed(&[one, other]));
        }
    }
}

#[test]
fn every_message_is_there_in_english_and_in_spanish() {
    let file: Value = serde_json::from_str(&printed(&NAMES)).unwrap();
    for campaign in file["campaigns"].as_array().unwrap() {
        let languages: Vec<&String> = campaign["content"].as_object().unwrap().keys().collect();
        assert_eq!(languages, ["en", "es"], "{}", campaign["id"]);
        let [en, es] = ["en", "es"].map(|language| &campaign["content"][language]);
        assert_eq!(shape(en), shape(es), "{}", campaign["id"]);
    }
}

/// What a content is made of, without its words.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(map) => map.iter().map(|(key, part)| format!("{key}({})", shape(part))).collect(),
        Value::Array(items) => items.iter().map(|item| format!("[{}]", shape(item))).collect(),
        _ => String::new(),
    }
}

#[test]
fn an_unknown_name_gets_a_sentence_that_lists_them() {
    for arguments in
        [["new", "--template", "welcome,farewell"].as_slice(), &["new"], &["new", "--template", ""]]
    {
        let output = barrio(arguments);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(output.stdout.is_empty(), "nothing goes into a file that the shell has opened");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            said.contains("There is no template `farewell`."),
            arguments.len() == 3 && !arguments[2].is_empty(),
            "{said}"
        );
        for name in NAMES {
            assert!(said.contains(&format!("\n  {name} ")), "{said}");
        }
    }
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("barrio.json");
    let arguments = ["new", "--template", "abroad", "--out", path.to_str().unwrap()];
    assert!(barrio(&arguments).status.success());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), printed(&["abroad"]));
    std::fs::write(&path, "mine").unwrap();
    let output = barrio(&arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("is there already"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

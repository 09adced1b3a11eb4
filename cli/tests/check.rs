//! `barrio check` as it is run: what it says, line by line, and how it exits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::process::Command;

const GOOD: &str = r#"{
  "version": 1,
  "store": { "name": "Maple & Main", "country": "US", "locale": "en-US", "currency": "USD" },
  "campaigns": [{
    "id": "hello", "format": "banner", "trigger": { "on": "page_view" },
    "content": { "en": { "blocks": [ { "text": "Hello" } ] } }
  }],
  "crm": [ { "type": "segment", "url": "/collect" } ]
}"#;

/// Runs the program on a file with this text: its exit code and what it said, without the file's name.
fn check(text: &[u8]) -> (i32, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("barrio.json"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_barrio"));
    let output = command.args(["check", "barrio.json"]).current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let lines = said.lines().map(|line| line.strip_prefix("barrio.json: ").expect(line).to_owned());
    (output.status.code().unwrap(), lines.collect())
}

#[test]
fn a_good_file_passes() {
    let (code, lines) = check(GOOD.as_bytes());
    assert_eq!(code, 0, "{lines:#?}");
    assert_eq!(lines, ["no faults, no warnings. Every campaign runs."]);
}

#[test]
fn a_campaign_that_is_left_out_fails_and_is_named() {
    let (code, lines) = check(GOOD.replace("\"banner\"", "\"balloon\"").as_bytes());
    assert_eq!(code, 1);
    assert!(lines[0].starts_with("campaigns[0].format: "), "{lines:#?}");
    assert!(lines.last().unwrap().contains("Left out: campaigns[0]"), "{lines:#?}");
}

#[test]
fn an_unknown_key_is_said_and_passes() {
    let (code, lines) = check(GOOD.replace("\"version\"", "\"colour\": 1, \"version\"").as_bytes());
    assert_eq!((code, lines.len()), (0, 2), "{lines:#?}");
    assert!(lines[0].starts_with("colour: "), "{lines:#?}");
}

#[test]
fn a_surprise_is_marked_as_a_warning() {
    let (code, lines) = check(GOOD.replace("\"en\"", "\"fr\"").as_bytes());
    assert_eq!(code, 0, "{lines:#?}");
    assert!(lines[0].starts_with("campaigns[0](hello).content: warning: "), "{lines:#?}");
    assert_eq!(lines[1], "no faults, 1 warning. Every campaign runs.");
}

#[test]
fn a_file_that_is_no_store_file_fails() {
    for text in ["{", "", "[]", "7"] {
        let (code, lines) = check(text.as_bytes());
        assert_eq!(code, 1, "{text}");
        assert!(lines.last().unwrap().ends_with("Nothing of the file is used."), "{text}: {lines:#?}");
    }
    let (code, lines) = check(b"\xff\xfe");
    assert_eq!(code, 1);
    assert!(lines[0].starts_with("The file cannot be read: "), "{lines:#?}");
}

#[test]
fn a_file_that_is_not_there_fails() {
    let output = Command::new(env!("CARGO_BIN_EXE_barrio")).args(["check", "nowhere.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("nowhere.json: The file cannot be read: "));
}

#[test]
fn names_cannot_write_to_the_terminal() {
    let (_, lines) = check(GOOD.replace("\"version\"", "\"\\u001b[2J\\nx\": 1, \"version\"").as_bytes());
    assert!(lines[0].starts_with("\\u{1b}[2J\\nx: "), "{lines:#?}");
}

#[test]
fn the_words_that_are_known_are_those_of_the_package() {
    let words = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../pkg/words.json")).unwrap();
    let words: serde_json::Value = serde_json::from_str(&words).unwrap();
    let mut known: Vec<&str> = barrio_engine::check::WORDS.split(' ').collect();
    let mut shipped: Vec<&str> = words["en"].as_object().unwrap().keys().map(String::as_str).collect();
    known.sort_unstable();
    shipped.sort_unstable();
    assert_eq!(known, shipped, "Bring engine/src/check/message.rs up to date with pkg/words.json.");
}

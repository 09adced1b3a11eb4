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
    check_with(text, &[])
}

fn check_with(text: &[u8], options: &[&str]) -> (i32, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("barrio.json"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_barrio"));
    let output =
        command.args(["check", "barrio.json"]).args(options).current_dir(folder.path()).output().unwrap();
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

/// The good file with these CRMs.
fn with_crm(crm: &str) -> String {
    GOOD.replace(r#"[ { "type": "segment", "url": "/collect" } ]"#, crm)
}

#[test]
fn crms_are_checked_with_their_rows() {
    for (crm, expected) in [
        (
            r#"[{"type":"mautic","form":"1"}]"#,
            "crm[0].base: The address of your Mautic, such as https://mautic.shop.example.",
        ),
        (r#"[{"type":"mautik"}]"#, "crm[0].type: warning: There is no row `mautik` in the package."),
        (
            r#"[{"type":"twenty"}]"#,
            "crm[0].type: The key of this CRM is a secret, which a browser must not hold.",
        ),
        (
            r#"[{"type":"matomo","base":"https://a.example","site":"1","sit":"2"}]"#,
            "crm[0].sit: warning: This key is unknown",
        ),
        (
            r#"[{"type":"webhook","url":"https://a.example","encoding":"xml"}]"#,
            "crm[0].encoding: warning: This must be one of: json",
        ),
        (
            r#"[{"type":"webhook","url":"https://a.example","body":{"e":["{{ trait.email }}"]}}]"#,
            "crm[0].body.e: warning: A template asks for {{ trait.email }}, which is no part of a message.",
        ),
        (
            r#"[{"type":"webhook","url":"https://a.example","body":"{{ email | nope }}"}]"#,
            "crm[0].body: warning: This filter is unknown.",
        ),
        (
            r#"[{"type":"webhook","url":"https://a.example/{{ crm.tenant }}"}]"#,
            "crm[0].url: warning: A template asks for {{ crm.tenant }}, which is not a key of this CRM.",
        ),
        (r#"[{"type":"webhook","url":"https://a.example","fails":"error ="}]"#, "crm[0].fails: warning: "),
        (
            r#"[{"type":"form","url":"https://a.example","headers":{"X-A":"1"}}]"#,
            "crm[0].headers: warning: A simple request has no headers",
        ),
        (
            r#"[{"type":"webhook","url":"https://a.example","headers":{"X A":"1"}}]"#,
            "crm[0].headers: warning: `X A` is no name of a header",
        ),
    ] {
        let (_, lines) = check(with_crm(crm).as_bytes());
        assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected}\n{lines:#?}");
    }
}

#[test]
fn secrets_are_recognised_and_public_keys_are_not() {
    let url = "https://a.example/hook";
    for entry in [
        r#""headers":{"Authorization":"Bearer 0123456789"}"#,
        r#""headers":{"api-key":"xkeysib-0123456789abcdef"}"#,
        r#""headers":{"X-Auth":"sk_live_0123456789"}"#,
        r#""body":{"api_secret":"0123456789"}"#,
        r#""row":{"headers":{"api-key":"0123456789"}}"#,
        r#""password":"hunter22","body":{"p":"{{ crm.password }}"}"#,
        r#""url":"https://a.example/?api_token=0123456789""#,
        r#""tenant":"pat-na1-0123-4567","body":{"p":"{{ crm.tenant }}"}"#,
    ] {
        let entry =
            if entry.contains("\"url\"") { entry.to_owned() } else { format!(r#""url":"{url}",{entry}"#) };
        let (_, lines) = check(with_crm(&format!(r#"[{{"type":"webhook",{entry}}}]"#)).as_bytes());
        assert!(lines.iter().any(|line| line.contains("looks like a secret key")), "{entry}\n{lines:#?}");
    }
    for crm in [
        r#"[{"type":"posthog","key":"phc_0123456789abcdef"}]"#,
        r#"[{"type":"espocrm","base":"https://a.example","key":"0123456789abcdef"}]"#,
        r#"[{"type":"rudderstack","url":"https://a.example/v1/batch","writeKey":"0123456789"}]"#,
        r#"[{"type":"brevo","clientKey":"0123456789"}]"#,
    ] {
        let (_, lines) = check(with_crm(crm).as_bytes());
        assert_eq!(lines, ["no faults, no warnings. Every campaign runs."], "{crm}");
    }
}

#[test]
fn rows_are_written_into_the_file() {
    let text = with_crm(
        "[ { \"type\": \"segment\", \"url\": \"/collect\" },\n    { \"type\": \"mautic\", \"base\": \"https://m.example\", \"form\": \"1\" } ]",
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("barrio.json"), &text).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_barrio"));
        command.arg("check").args(arguments).current_dir(folder.path()).output().unwrap()
    };
    let printed = run(&["--resolve", "barrio.json"]);
    let resolved = String::from_utf8(printed.stdout).unwrap();
    let (before, rest) = resolved.split_once(r#", "row": "#).unwrap();
    assert!(text.starts_with(before) && rest.contains("mauticform[formId]"), "{resolved}");
    assert!(String::from_utf8(printed.stderr).unwrap().contains("no faults"));
    let written = run(&["--resolve", "--out", "new.json", "barrio.json"]);
    assert!(written.status.success() && written.stdout.ends_with(b"Every campaign runs.\n"));
    assert_eq!(std::fs::read_to_string(folder.path().join("new.json")).unwrap(), resolved);
    assert!(!run(&["--resolve", "--out", "none/new.json", "barrio.json"]).status.success());
    assert!(!run(&["--out", "new.json", "barrio.json"]).status.success());
}

/// A good file that scores by its own rules.
fn scoring(score: &str) -> String {
    GOOD.replacen("\"version\"", &format!("\"score\": {score}, \"version\""), 1)
}

const RULES: &str = r#"{ "points": { "view_item": 4, "add_to_cart": 0, "quiz": 7.5, "sign_up": -3 }, "halfLife": "2d", "max": 50, "warm": 10, "hot": 40 }"#;

#[test]
fn a_score_is_explained() {
    let options = ["--score", "view_item=10, quiz, add_to_cart=2, sign_up"];
    let (code, lines) = check_with(scoring(RULES).as_bytes(), &options);
    assert_eq!(code, 0, "{lines:#?}");
    assert!(lines[1].starts_with("Points: page_view "), "{lines:#?}");
    assert!(lines[1].contains("view_item 4,") && lines[1].contains("quiz 7.5"), "{lines:#?}");
    assert!(!lines[1].contains("add_to_cart"), "what is worth nothing is not told: {lines:#?}");
    assert!(
        lines[1].ends_with("Warm from 10, hot from 40; half of a score is gone after 2 days."),
        "{lines:#?}"
    );
    // 44.5 is 39.5, which is told as 40, after 2 × log2(44.5 / 39.5) days, and 9.5 after 2 × log2(44.5 / 9.5).
    let told = [
        "view_item: 10 × 4 = 40, so now 40.",
        "quiz: 1 × 7.5 = 7.5, so now 48.",
        "add_to_cart: 2 × 0 = 0, so now 48.",
        "sign_up: 1 × -3 = -3, so now 45.",
        "Together 45 of at most 50: hot.",
        "If nothing more happens it is warm after 8 hours 16 minutes.",
        "If nothing more happens it is cold after 4 days 10 hours.",
    ];
    assert_eq!(lines[2..], told);
}

#[test]
fn a_score_has_a_limit_and_may_stay() {
    let (_, lines) = check_with(scoring(RULES).as_bytes(), &["--score", "view_item=20"]);
    assert_eq!(lines[2..4], ["view_item: 20 × 4 = 80, so now 50.", "Together 50 of at most 50: hot."]);
    let always = scoring(r#"{ "warm": 0, "hot": 90 }"#);
    let (_, lines) = check_with(always.as_bytes(), &["--score", "view_item"]);
    assert_eq!(lines.last().unwrap(), "It stays warm.");
    let (_, lines) = check_with(scoring("{}").as_bytes(), &["--score", "view_item"]);
    assert_eq!(lines.last().unwrap(), "Together 2 of at most 100: cold.");
}

#[test]
fn without_events_the_score_has_an_example() {
    let (code, lines) = check_with(GOOD.as_bytes(), &["--score"]);
    assert_eq!(code, 0);
    assert!(lines[2].starts_with("An example; "), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("view_item: 3 × 2 = 6, so now ")), "{lines:#?}");
    assert!(lines.last().unwrap().starts_with("If nothing more happens it is cold after "), "{lines:#?}");
    let faulty = check_with(b"[]", &["--score"]);
    assert_eq!((faulty.0, faulty.1.len()), (1, 2), "{faulty:#?}");
}

#[test]
fn events_that_are_none_are_refused() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_barrio"));
    let output = command.args(["check", "barrio.json", "--score", "view_item=often"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("is no event and how often"), "{said}");
}

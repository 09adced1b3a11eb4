//! `barrio send` as it is run: the request that it prints, what it makes of the answer, and how it exits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread::{self, JoinHandle};

/// Runs `barrio send` on these CRMs: its exit code and all that it said.
fn send(crm: &str, arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let store =
        format!(r#"{{"version":1,"store":{{"name":"Shop","country":"US","locale":"en-US"}},"crm":{crm}}}"#);
    std::fs::write(folder.path().join("barrio.json"), store).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_barrio"));
    command.args(["send", "--store", "barrio.json"]).args(arguments).current_dir(folder.path());
    let output = command.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// An endpoint that takes one request and gives this answer; the request, head and body, is what it ends with.
fn endpoint(answer: &'static str) -> (String, JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let heard = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let line = line.trim_end().to_lowercase();
            if line.is_empty() {
                break;
            }
            length = line.strip_prefix("content-length: ").map_or(length, |value| value.parse().unwrap());
            head.push_str(&line);
            head.push('\n');
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        (head, String::from_utf8(body).unwrap())
    });
    (address, heard)
}

#[test]
fn a_dry_run_prints_the_request_and_sends_nothing() {
    let crm = r#"[{"type":"espocrm","base":"https://crm.example/","key":"k1"}]"#;
    let (code, said) = send(
        crm,
        &["--dry-run", "--crm", "espocrm", "--data", r#"{"email":"me@shop.example","first_name":null}"#],
    );
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("# espocrm\nPOST https://crm.example/api/v1/LeadCapture/k1\nContent-Type: application/x-www-form-urlencoded\n\nemailAddress=me%40shop.example&lastName=Gil&description="), "{said}");
    assert!(said.contains("without asking first"), "{said}");
}

#[test]
fn every_event_is_made_by_the_engine() {
    let crm = r#"[{"type":"webhook","url":"https://crm.example/"}]"#;
    for (event, expected) in [
        ("opt_in", r#""event":"opt_in""#),
        ("opt_out", r#""purpose":"marketing""#),
        ("feedback", r#""answers":{"score":9,"why":"Fast delivery"}"#),
        ("generate_lead", r#""message":"Do you ship to Madrid?""#),
        ("identify", r#""type":"identify""#),
        ("purchase", r#""event":"purchase""#),
    ] {
        let (code, said) = send(crm, &["--dry-run", "--event", event]);
        assert!(code == 0 && said.contains(expected), "{event}: {said}");
    }
}

#[test]
fn what_is_sent_is_what_was_printed_and_the_engine_judges() {
    for (answer, code, sentence) in [
        (
            "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 4\r\n\r\ntrue",
            0,
            "Accepted.",
        ),
        ("HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n", 1, "would try again"),
        ("HTTP/1.1 400 No\r\nContent-Length: 3\r\n\r\nno!", 1, "Refused for good (status 400)"),
    ] {
        let (address, heard) = endpoint(answer);
        let crm = format!(
            r#"[{{"type":"webhook","url":"{address}/hook","headers":{{"X-Store":"maple"}},"body":{{"e":"{{{{ traits.email }}}}"}}}}]"#
        );
        let (exit, said) = send(&crm, &["--page", "https://shop.example/a?b"]);
        let (head, body) = heard.join().unwrap();
        assert!(
            said.contains(&format!(
                "POST {address}/hook\nContent-Type: application/json\nX-Store: maple\n\n{body}\n"
            )),
            "{said}"
        );
        assert_eq!(body, r#"{"e":"ana@example.com"}"#);
        for line in [
            "post /hook http/1.1",
            "origin: https://shop.example",
            "x-store: maple",
            "content-type: application/json",
        ] {
            assert!(head.lines().any(|known| known == line), "{line}\n{head}");
        }
        assert!(exit == code && said.contains(sentence), "{exit} {said}");
        assert_eq!(
            said.contains("does not allow https://shop.example to read it"),
            !answer.contains("Allow-Origin"),
            "{said}"
        );
    }
}

#[test]
fn a_failure_behind_a_200_is_seen() {
    let body = r#"{"offsets":[{"error_code":1,"error":"no such topic"}]}"#;
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let (address, heard) = endpoint(answer.leak());
    let (code, said) = send(&format!(r#"[{{"type":"kafka_v2","base":"{address}","topic":"t"}}]"#), &[]);
    heard.join().unwrap();
    assert!(code == 1 && said.contains("Refused for good"), "{said}");
}

#[test]
fn nobody_there_is_no_answer() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (code, said) = send(&format!(r#"[{{"type":"webhook","url":"http://127.0.0.1:{port}/"}}]"#), &[]);
    assert!(code == 1 && said.contains("No answer") && said.contains("would try again"), "{said}");
}

#[test]
fn what_cannot_be_tried_is_said() {
    let two = r#"[{"type":"ga4"},{"type":"formbricks","name":"survey","environment":"e","survey":"s"}]"#;
    for (crm, arguments, code, sentence) in [
        (two, vec!["--dry-run"], 1, "It does not take opt_in: its events are [\"feedback\"]."),
        (
            two,
            vec!["--crm", "ga4"],
            0,
            "There is nothing to post: the page gets these objects in its `dataLayer`",
        ),
        (two, vec!["--crm", "crm7"], 1, "There is no CRM `crm7`. There are: ga4, survey."),
        ("[]", vec![], 1, "There is no CRM: nothing stands under `crm`."),
        (r#"[{"type":"pipedrive"}]"#, vec![], 1, "is a secret, which a browser must not hold"),
        (r#"[{"type":"mautic"}]"#, vec![], 1, "The address of your Mautic"),
        (two, vec!["--data", "7"], 1, "--data: This is no JSON object"),
    ] {
        let (exit, said) = send(crm, &arguments);
        assert!(exit == code && said.contains(sentence), "{exit} {said}");
    }
}

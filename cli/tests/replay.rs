//! `barrio replay` as it is run: what it prints for each visit, what it says in the end, and how much memory it takes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/peak.rs"]
mod peak;
#[path = "support/recorded.rs"]
mod recorded;
#[path = "support/visits.rs"]
mod visits;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use recorded::{Recorded, Replayed};
use serde_json::{Value, json};

impl Recorded {
    fn new(store: &Value, visits: &str) -> Recorded {
        Recorded::with(store, "visits.ndjson", visits)
    }

    /// Many visits of many people.
    fn many(campaigns: usize, visits: u64, people: u64) -> Recorded {
        let store = serde_json::from_str(&visits::store(campaigns)).unwrap();
        let recorded = Recorded::new(&store, "");
        let mut out = BufWriter::new(File::create(recorded.path("visits.ndjson")).unwrap());
        visits::write(&mut out, visits, people);
        out.flush().unwrap();
        recorded
    }

    fn run(&self, options: &[&str]) -> Replayed {
        let options = [&["--visits", "visits.ndjson"], options].concat();
        Replayed::new(self.command(&options).output().unwrap())
    }
}

impl Replayed {
    fn visits(&self) -> Vec<Value> {
        self.text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// By visit what was shown.
    fn shown(&self) -> Vec<(String, Value)> {
        self.visits()
            .iter()
            .map(|visit| (visit["visit"].as_str().unwrap().into(), visit["shown"].clone()))
            .collect()
    }
}

fn campaign(id: &str, audience: Value, more: Value) -> Value {
    let mut campaign = json!({
        "id": id, "format": "banner", "trigger": { "on": "page_view" }, "audience": audience,
        "content": { "en": { "blocks": [ { "text": "Hello" } ] } }
    });
    for (key, value) in more.as_object().unwrap() {
        campaign[key] = value.clone();
    }
    campaign
}

fn store(campaigns: Value) -> Value {
    json!({
        "version": 1, "store": { "name": "Maple & Main", "country": "US", "locale": "en-US" },
        "consent": { "default": "granted" }, "campaigns": campaigns,
        "crm": [{ "type": "segment", "url": "https://crm.example/v1/batch" }]
    })
}

/// A visit to one page after another, each so many seconds after ten o'clock of a day of November.
fn visit(id: &str, person: &str, visitor: Value, day: u32, seconds: &[u32]) -> String {
    let page = |second: &u32| {
        let at = format!("2026-11-{day:02}T10:{:02}:{:02}Z", second / 60, second % 60);
        json!({ "at": at, "event": "page_view", "properties": { "path": "/p/parka" } })
    };
    let events: Vec<_> = seconds.iter().map(page).collect();
    json!({ "id": id, "person": person, "visitor": visitor, "events": events }).to_string() + "\n"
}

#[test]
fn each_visit_gives_a_line() {
    let welcome = campaign("welcome", json!({ "country": "ES" }), json!({}));
    let visits = [
        visit("v1", "ana", json!({ "country": "ES", "locale": "en-GB" }), 1, &[0]),
        visit("v2", "bo", json!({ "country": "DE", "locale": "en-GB" }), 1, &[0]),
    ];
    let replayed = Recorded::new(&store(json!([welcome])), &visits.concat()).run(&[]);
    assert_eq!(replayed.code, 0, "{}", replayed.said);
    assert_eq!(replayed.shown(), [("v1".into(), json!(["welcome"])), ("v2".into(), json!([]))]);
    let lines = replayed.visits();
    let sent = lines[0]["sent"].as_array().unwrap();
    assert_eq!((sent.len(), &sent[0]["event"]), (1, &json!("campaign_shown")), "{sent:#?}");
    assert_eq!(sent[0]["properties"]["campaign"], "welcome");
    assert!(
        sent[0]["messageId"].is_string() && lines[1]["sent"] == json!([]) && lines[0].get("trace").is_none()
    );
}

#[test]
fn visits_of_a_person_share_their_memory() {
    let again = campaign(
        "again",
        json!({ "visit.number": { "$gte": 2 } }),
        json!({ "frequency": { "times": 1, "per": "30d" } }),
    );
    let did = json!({ "did": { "event": "page_view", "times": { "$gte": 4 } } });
    let much = campaign("much", did, json!({ "format": "modal", "frequency": { "times": 1, "per": "30d" } }));
    let of = |id, person, day| visit(id, person, json!({ "locale": "en" }), day, &[0, 5]);
    let visits =
        [of("a1", "ana", 1), of("b1", "bo", 1), of("a2", "ana", 2), of("b2", "bo", 3), of("a3", "ana", 4)];
    let replayed = Recorded::new(&store(json!([again, much])), &visits.concat()).run(&["--threads", "3"]);
    let shown: Vec<_> =
        replayed.shown().into_iter().map(|(_, shown)| shown.as_array().unwrap().len()).collect();
    assert_eq!(shown, [0, 0, 2, 2, 0], "{}", replayed.text);
}

#[test]
fn the_order_is_that_of_the_file_however_many_work() {
    let recorded = Recorded::many(5, 2_000, 300);
    let alone = recorded.run(&["--threads", "1"]);
    let together = recorded.run(&["--threads", "4"]);
    assert!(alone.text == together.text, "the output depends on the number of threads");
    let ids: Vec<_> = together.shown().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, (0..2_000).map(|number| format!("v{number}")).collect::<Vec<_>>());
    assert!(together.text.contains("campaign-"), "nothing is shown at all");
}

#[test]
fn people_who_do_not_fit_are_remembered_all_the_same() {
    let recorded = Recorded::many(5, 2_000, 300);
    let (roomy, narrow) = (recorded.run(&["--memory", "500"]), recorded.run(&["--memory", "0"]));
    assert!(
        narrow.said.contains("temporary file") && !roomy.said.contains("temporary file"),
        "{}",
        narrow.said
    );
    assert!(roomy.text == narrow.text, "what was put aside is not what was remembered");
    let table = |said: &str| {
        said.lines().filter(|line| line.contains("campaign-")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(table(&roomy.said), table(&narrow.said));
}

#[test]
fn what_cannot_be_read_is_said_and_passed_over() {
    let good = |id| visit(id, "ana", json!({ "locale": "en" }), 1, &[0]);
    let half_timeless = r#"{"id":"v3","person":"bo","events":[{"at":"soon","event":"odd"},{"at":"2026-11-01T10:00:00Z","event":"page_view"}]}"#;
    let timeless = r#"{"id":"v4","person":"bo","events":[]}"#;
    let lines =
        [&good("v1"), "{\"id\":\n", "\n", &good("v2"), half_timeless, "\n", timeless, "\n[]\n"].concat();
    let replayed = Recorded::new(&store(json!([campaign("hello", json!({}), json!({}))])), &lines)
        .run(&["--threads", "2"]);
    assert_eq!(replayed.code, 1);
    let ids: Vec<_> = replayed.shown().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["v1", "v2", "v3"]);
    let faults: Vec<_> = replayed.said.lines().filter(|line| line.starts_with("visits.ndjson:")).collect();
    assert_eq!(faults.len(), 4, "{faults:#?}");
    assert!(faults[0].starts_with("visits.ndjson:2: The visit cannot be read: "), "{faults:#?}");
    assert!(faults[1].starts_with("visits.ndjson:5: The time of `odd` cannot be read"), "{faults:#?}");
    assert!(faults[2].starts_with("visits.ndjson:6: The visit has no event with a time"), "{faults:#?}");
    assert!(faults[3].starts_with("visits.ndjson:7: The visit cannot be read: "), "{faults:#?}");
    assert!(
        replayed.said.contains("no visit, passed over: 3.")
            && replayed.said.contains("without a time, passed over: 1.")
    );
}

#[test]
fn the_engine_wakes_between_events_and_after_the_last() {
    let late = campaign("late", json!({}), json!({ "trigger": { "on": "page_view", "after": "10s" } }));
    let visits = [
        // A page that is left before the delay is over shows nothing; the last page stays.
        visit("left", "ana", json!({ "locale": "en" }), 1, &[0, 5]),
        visit("stays", "bo", json!({ "locale": "en" }), 1, &[0, 60]),
    ];
    let replayed = Recorded::new(&store(json!([late])), &visits.concat()).run(&[]);
    let times: Vec<_> = replayed.visits().iter().map(|visit| visit["sent"][0]["timestamp"].clone()).collect();
    assert_eq!(times, ["2026-11-01T10:00:15.000Z", "2026-11-01T10:00:10.000Z"]);
}

#[test]
fn consent_and_identity_are_as_recorded() {
    let mut store = store(json!([campaign("hello", json!({}), json!({}))]));
    store["consent"]["default"] = json!("denied");
    let event = |second: u32, name: &str, properties: Value| json!({ "at": format!("2026-11-01T10:00:{second:02}+01:00"), "event": name, "properties": properties });
    let identify = event(0, "identify", json!({ "id": "u1", "traits": { "first_name": "Ana" } }));
    let page = event(1, "page_view", json!({ "url": "https://shop.example/" }));
    let both = json!({ "analytics": true, "marketing": true });
    let allow = event(0, "consent", both.clone());
    let line = |id: &str, visitor: Value, events: &[&Value]| {
        json!({ "id": id, "person": id, "visitor": visitor, "events": events }).to_string() + "\n"
    };
    let visits = [
        line("denied", json!({}), &[&identify, &page]),
        line("given", json!({ "consent": both }), &[&identify, &page]),
        line("answered", json!({}), &[&allow, &identify, &page]),
    ];
    let replayed = Recorded::new(&store, &visits.concat()).run(&[]);
    let events = |visit: &Value| {
        visit["sent"].as_array().unwrap().iter().map(|message| message["type"].clone()).collect::<Vec<_>>()
    };
    let sent: Vec<_> = replayed.visits().iter().map(events).collect();
    assert_eq!(
        sent,
        [vec![], vec![json!("identify"), json!("track")], vec![json!("identify"), json!("track")]]
    );
    assert_eq!(replayed.visits()[1]["sent"][0]["traits"]["first_name"], "Ana");
}

#[test]
fn an_answer_holds_in_later_visits() {
    let again = campaign("again", json!({ "visit.number": { "$gte": 2 } }), json!({}));
    let mut store = store(json!([again]));
    store["consent"]["default"] = json!("denied");
    let allow =
        json!({ "at": "2026-11-01T09:59:59Z", "event": "consent", "properties": { "preferences": true } });
    let page = |day: u32| json!({ "at": format!("2026-11-{day:02}T10:00:00Z"), "event": "page_view", "properties": { "path": "/" } });
    let line = |id: &str, person: &str, visitor: Value, events: &[&Value]| {
        json!({ "id": id, "person": person, "visitor": visitor, "events": events }).to_string() + "\n"
    };
    let each_time = json!({ "consent": { "preferences": true } });
    let visits = [
        line("answers", "ana", json!({}), &[&allow, &page(1)]),
        line("returns", "ana", json!({}), &[&page(2)]),
        line("told", "bo", each_time.clone(), &[&page(1)]),
        line("told again", "bo", each_time, &[&page(2)]),
        line("never answers", "eva", json!({}), &[&page(1)]),
        line("is not known", "eva", json!({}), &[&page(2)]),
    ];
    let replayed = Recorded::new(&store, &visits.concat()).run(&[]);
    let shown: Vec<_> =
        replayed.shown().into_iter().filter(|(_, shown)| *shown == json!(["again"])).collect();
    let ids: Vec<_> = shown.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["returns", "told again"], "{}", replayed.text);
}

#[test]
fn explain_adds_the_verdict_on_every_campaign() {
    let campaigns =
        json!([campaign("yes", json!({}), json!({})), campaign("no", json!({ "country": "ES" }), json!({}))]);
    let visits = visit("v1", "ana", json!({ "country": "DE", "locale": "en" }), 1, &[0]);
    let replayed = Recorded::new(&store(campaigns), &visits).run(&["--explain"]);
    let trace = replayed.visits()[0]["trace"].clone();
    assert_eq!((&trace[0]["campaign"], &trace[0]["shown"]), (&json!("yes"), &json!(true)), "{trace:#}");
    assert_eq!((&trace[1]["campaign"], &trace[1]["shown"]), (&json!("no"), &json!(false)), "{trace:#}");
    assert!(trace[1]["reason"].as_str().unwrap().contains("audience"), "{trace:#}");
}

#[test]
fn the_summary_counts_visits_people_and_reasons() {
    let campaigns = json!([campaign("hello", json!({ "country": "ES" }), json!({}))]);
    let spaniard = || json!({ "country": "ES", "locale": "en" });
    let visits = [
        visit("1", "ana", spaniard(), 1, &[0]),
        visit("2", "ana", spaniard(), 5, &[0]),
        visit("3", "bo", spaniard(), 1, &[0]),
        visit("4", "eva", json!({ "country": "DE", "locale": "en" }), 9, &[0]),
        visit("5", "eva", json!({ "country": "DE", "locale": "en" }), 2, &[0]),
    ];
    let replayed = Recorded::new(&store(campaigns), &visits.concat()).run(&["--threads", "2"]);
    let row = replayed.said.lines().find(|line| line.contains("hello")).unwrap();
    let cells: Vec<_> = row.split_whitespace().take(5).collect();
    assert_eq!(cells, ["hello", "3", "2", "2", "×"], "{}", replayed.said);
    assert!(row.contains("audience"), "{row}");
    assert!(replayed.said.contains("Visits: 5, people: 3, "), "{}", replayed.said);
    assert!(replayed.said.contains("all the same: 1."), "{}", replayed.said);
    assert_eq!(replayed.code, 0);
}

#[test]
fn visits_may_come_from_standard_input() {
    let recorded = Recorded::new(&store(json!([campaign("hello", json!({}), json!({}))])), "");
    let mut child = piped(&mut recorded.command(&["--visits", "-"]));
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(visit("v1", "ana", json!({ "locale": "en" }), 1, &[0]).as_bytes()).unwrap();
    drop(stdin);
    let replayed = Replayed::new(child.wait_with_output().unwrap());
    assert_eq!(replayed.shown(), [("v1".into(), json!(["hello"]))]);
}

fn piped(command: &mut Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_file_that_cannot_be_used_is_said() {
    let recorded = Recorded::new(&json!([]), "");
    let replayed = recorded.run(&[]);
    assert_eq!((replayed.code, replayed.text.as_str()), (1, ""));
    assert!(replayed.said.starts_with("barrio.json: "), "{}", replayed.said);
    let missing =
        Recorded::new(&store(json!([])), "").command(&["--visits", "none.ndjson"]).output().unwrap();
    let missing = Replayed::new(missing);
    assert_eq!(missing.code, 1);
    assert!(missing.said.starts_with("none.ndjson: The file cannot be read: "), "{}", missing.said);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_stays_within_its_bound() {
    let recorded = Recorded::new(&store(json!([campaign("hello", json!({}), json!({}))])), "");
    let mut out = BufWriter::new(File::create(recorded.path("visits.ndjson")).unwrap());
    for number in 0..20_000 {
        let line = visit(&format!("v{number}"), &format!("p{number}"), json!({ "locale": "en" }), 1, &[0, 9]);
        out.write_all(line.as_bytes()).unwrap();
    }
    out.flush().unwrap();
    let peak = |memory| {
        let options = ["--visits", "visits.ndjson", "--threads", "2", "--memory", memory];
        peak::of(&mut recorded.command(&options))
    };
    let (bounded, free) = (peak("8"), peak("4000"));
    assert!(bounded < 100, "{bounded} MB with a bound of 8 MB");
    assert!(free > bounded + 20, "{free} MB without a bound, {bounded} MB with one: the bound has no effect");
}

/// `cargo test --release -p barrio-cli --test replay -- --ignored --nocapture`; with `KEEP=folder` the store file and
/// the visits stay there, for a profiler.
#[test]
#[ignore = "measures; only a release build says anything"]
fn a_million_visits() {
    let count = std::env::var("VISITS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let recorded = Recorded::many(50, count, count / 5);
    for threads in ["1", "2"] {
        let replayed = recorded.run(&["--threads", threads]);
        assert_eq!(replayed.text.lines().count() as u64, count);
        eprintln!("{}", replayed.said);
    }
    if let Some(folder) = std::env::var_os("KEEP") {
        for name in ["barrio.json", "visits.ndjson"] {
            std::fs::copy(recorded.path(name), Path::new(&folder).join(name)).unwrap();
        }
    }
}

//! `barrio replay --orders` and `--pyramid` as they are run: how many people stand where at each month's end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/peak.rs"]
mod peak;
#[path = "support/recorded.rs"]
mod recorded;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use recorded::{Recorded, Replayed};
use serde_json::{Value, json};

impl Recorded {
    fn new(lifecycle: &Value, name: &str, text: &str) -> Recorded {
        let store = json!({
            "version": 1, "store": { "name": "Maple & Main", "country": "US", "locale": "en-US" },
            "consent": { "default": "granted" }, "lifecycle": lifecycle,
            "campaigns": [{ "id": "hello", "format": "banner", "content": { "en": { "blocks": [{ "text": "Hello" }] } } }]
        });
        Recorded::with(&store, name, text)
    }

    fn run(&self, options: &[&str]) -> Replayed {
        Replayed::new(self.command(options).output().unwrap())
    }
}

impl Replayed {
    /// By month how many are probable, potential, active and inactive.
    fn months(&self) -> Vec<(String, [u64; 4])> {
        let lines = self.text.lines().map(|line| serde_json::from_str::<Value>(line).expect(line));
        let months = lines.filter(|line| line["month"].is_string()).map(|line| {
            let people =
                ["probable", "potential", "active", "inactive"].map(|stage| line[stage].as_u64().unwrap());
            (line["month"].as_str().unwrap().to_owned(), people)
        });
        months.collect()
    }

    /// The rows of the table, as their words.
    fn rows(&self) -> Vec<Vec<&str>> {
        let rows = self.said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        rows.filter(|row| row.len() == 5 && row[0].starts_with("19")).collect()
    }
}

fn gap() -> Value {
    json!({ "gap": "60d", "weight": 1, "silent": 3 })
}

/// Ana's gap is (58 + 60) / 2 = 59 days, three of them after March 9 are September 2; Bo's is 60 days, so July 30;
/// Kim's is (4 + 60) / 3 days, three of them 64 days, so March 10.
const LOG: [&str; 7] = [
    "ana 19970110",
    "ana 19970309",
    "bo  19970131",
    "kim 19970101",
    "kim 19970103",
    "kim 19970105",
    "eva 19970915",
];

fn wanted() -> Vec<(String, [u64; 4])> {
    let people = [[3, 0], [3, 0], [2, 1], [2, 1], [2, 1], [2, 1], [1, 2], [1, 2], [1, 3]];
    let months = (1..).map(|month| format!("1997-{month:02}"));
    months.zip(people.map(|[active, inactive]| [0, 0, active, inactive])).collect()
}

const NUMBERED: [&str; 4] = ["--orders", "log", "--columns", "person=1,date=2"];

#[test]
fn each_month_says_how_many_are_active() {
    let replayed = Recorded::new(&gap(), "log", &LOG.join("\n")).run(&NUMBERED);
    assert_eq!(replayed.months(), wanted(), "{}", replayed.said);
    assert_eq!(replayed.code, 0);
    let rows = replayed.rows();
    assert_eq!((rows.len(), &*rows[8]), (9, &["1997-09", "0", "0", "1", "3"][..]), "{}", replayed.said);
    assert!(replayed.said.contains("Orders: 7, people: 4, "), "{}", replayed.said);
}

#[test]
fn the_order_of_the_log_and_the_threads_make_no_difference() {
    let mut log = LOG;
    log.reverse();
    let backwards = Recorded::new(&gap(), "log", &log.join("\n"));
    assert_eq!(backwards.run(&NUMBERED).months(), wanted());
    let mut many = String::new();
    for number in 0..4_000_u32 {
        let (person, day) = (number * 7_919 % 500, number * 104_729 % 28 + 1);
        writeln!(many, "p{person} 1997{:02}{day:02}", number * 31 % 12 + 1).unwrap();
    }
    let recorded = Recorded::new(&gap(), "log", &many);
    let [alone, together] =
        ["1", "4"].map(|threads| recorded.run(&[&NUMBERED[..], &["--threads", threads]].concat()));
    assert_eq!(alone.months(), together.months());
    let last = alone.months()[11].1;
    assert!(last[2] + last[3] == 500 && last[3] > 0, "{last:?}");
}

#[test]
fn the_store_says_when_somebody_is_inactive() {
    let fixed = Recorded::new(&json!({ "inactiveAfter": "30d" }), "log", &LOG.join("\n")).run(&NUMBERED);
    let inactive: Vec<_> = fixed.months().iter().map(|(_, people)| people[3]).collect();
    assert_eq!(inactive, [0, 2, 2, 3, 3, 3, 3, 3, 3]);
}

#[test]
fn a_log_may_name_its_columns_and_come_from_standard_input() {
    let text = "Name,Email,Created at,Total\r\n#1001,ana@example.com,1997-01-31 23:30:00 -0500,\"29.33\"\r\n#1001,ana@example.com,1997-01-31 23:30:00 -0500,29.33\r\n";
    let recorded = Recorded::new(&gap(), "log", "");
    let options = ["--orders", "-", "--columns", "person=Email,date=Created at,value=total,id=Name"];
    let mut child = recorded
        .command(&options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let replayed = Replayed::new(child.wait_with_output().unwrap());
    // In New York it was still January.
    assert_eq!(replayed.months(), [("1997-02".to_owned(), [0, 0, 1, 0])], "{}", replayed.said);
    let ours = Recorded::new(&gap(), "log", "date;person;value\n1997-01-31;ana;29.33\n");
    assert_eq!(ours.run(&["--orders", "log"]).months(), [("1997-01".to_owned(), [0, 0, 1, 0])]);
}

#[test]
fn what_cannot_be_read_is_said_and_passed_over() {
    let log = [LOG[0], "bo soon\n", "bo"].into_iter().chain(LOG.into_iter().skip(1)).collect::<Vec<_>>();
    let replayed = Recorded::new(&gap(), "log", &log.join("\n")).run(&NUMBERED);
    assert_eq!((replayed.months(), replayed.code), (wanted(), 1));
    let faults: Vec<_> = replayed.said.lines().filter(|line| line.starts_with("log:")).collect();
    assert_eq!(faults.len(), 2, "{faults:#?}");
    assert!(faults[0].starts_with("log:2: `soon` is no day such as 1997-01-31"), "{faults:#?}");
    assert!(faults[1].starts_with("log:4: The line has 1 columns"), "{faults:#?}");
    assert!(replayed.said.contains("no order, passed over: 2."), "{}", replayed.said);
}

#[test]
fn a_log_that_cannot_be_used_is_said() {
    let recorded = Recorded::new(&gap(), "log", &LOG.join("\n"));
    for (options, said) in [
        (&["--orders", "log"][..], "log: The first line names no column `person`, but `ana`, `19970110`"),
        (&["--orders", "none"], "none: The file cannot be read: "),
        (&["--orders", "log", "--columns", "who=1"], "is nothing of an order"),
        (&["--orders", "log", "--visits", "log"], "cannot be used with"),
        (&[], "--visits"),
    ] {
        let replayed = recorded.run(options);
        assert!(replayed.code != 0 && replayed.text.is_empty(), "{options:?}");
        assert!(replayed.said.contains(said), "{options:?}: {}", replayed.said);
    }
}

fn visit(person: &str, at: &str, event: &str, properties: &Value) -> String {
    let event = json!({ "at": at, "event": event, "properties": properties });
    json!({ "id": at, "person": person, "events": [event] }).to_string() + "\n"
}

#[test]
fn visits_have_a_pyramid_too() {
    let none = json!({});
    let visits = [
        visit("ana", "1997-01-10T10:00:00Z", "page_view", &json!({ "path": "/" })),
        visit("bo", "1997-01-11T10:00:00Z", "page_view", &json!({ "path": "/" })),
        visit("bo", "1997-02-11T10:00:00Z", "identify", &json!({ "id": "u1" })),
        visit("ana", "1997-03-10T10:00:00Z", "purchase", &json!({ "value": 20 })),
        visit("eva", "1997-10-10T10:00:00Z", "purchase", &none),
        // Recorded late: of the months before nothing changes.
        visit("eva", "1997-09-10T10:00:00Z", "page_view", &none),
    ];
    let recorded = Recorded::new(&gap(), "visits", &visits.concat());
    let replayed = recorded.run(&["--visits", "visits", "--pyramid"]);
    let people: Vec<_> = replayed.months().into_iter().map(|(_, people)| people).collect();
    let (known, bought) = ([1, 1, 0, 0], [0, 1, 1, 0]);
    assert_eq!(
        people,
        [[2, 0, 0, 0], known, bought, bought, bought, bought, bought, bought, [0, 1, 0, 1], [0, 1, 1, 1]],
        "{}",
        replayed.said
    );
    assert_eq!(replayed.text.lines().count(), 6 + 10, "the visits are there too");
    assert_eq!(replayed.rows().len(), 10, "{}", replayed.said);
    let aside = recorded.run(&["--visits", "visits", "--pyramid", "--memory", "0", "--threads", "1"]);
    assert!(aside.said.contains("temporary file"), "{}", aside.said);
    assert_eq!(aside.text, replayed.text);
    let without = recorded.run(&["--visits", "visits"]);
    assert_eq!((without.text.lines().count(), without.rows().len()), (6, 0));
}

#[test]
fn programs_that_visit_are_nobody() {
    let page = |visitor: Value| {
        let event =
            json!({ "at": "1997-01-10T10:00:00Z", "event": "page_view", "properties": { "path": "/" } });
        json!({ "id": "v", "person": visitor.to_string(), "visitor": visitor, "events": [event] }).to_string()
            + "\n"
    };
    let visits = [
        page(
            json!({ "user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }),
        ),
        page(json!({ "webdriver": true })),
        page(json!({ "consent": { "preferences": false, "analytics": false, "marketing": false } })),
    ];
    let replayed =
        Recorded::new(&gap(), "visits", &visits.concat()).run(&["--visits", "visits", "--pyramid"]);
    assert_eq!(replayed.months(), [("1997-01".to_owned(), [1, 0, 0, 0])], "{}", replayed.said);
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_log_takes_no_more_memory() {
    let recorded = Recorded::new(&gap(), "log", "");
    let mut peaks = [0; 2];
    for (peak, orders) in peaks.iter_mut().zip([500, 12_000]) {
        let mut log = String::new();
        for number in 0..orders {
            let (month, day) = (number % 12 + 1, number % 28 + 1);
            writeln!(log, "p{:0>2000} 1997{month:02}{day:02} 29.33", number * 7_919 % orders).unwrap();
        }
        std::fs::write(recorded.path("log"), log).unwrap();
        let options = [&NUMBERED[..], &["--memory", "2", "--threads", "2"]].concat();
        *peak = peak::of(&mut recorded.command(&options));
    }
    let [short, long] = peaks;
    // The long log alone has 24 MB.
    assert!(long < short + 15, "{short} MB for a short log, {long} MB for a long one");
}

//! `barrio replay` of visits through a program: how many entered, what became of each step, and how they left.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/recorded.rs"]
mod recorded;

use recorded::{Recorded, Replayed};
use serde_json::{Value, json};

fn store() -> Value {
    let campaign =
        |id: &str| json!({ "id": id, "format": "card", "content": { "en": { "blocks": [{ "text": id }] } } });
    json!({
        "version": 1, "store": { "name": "Maple & Main", "country": "US", "locale": "en-US" },
        "consent": { "default": "granted" }, "frequency": { "gap": "0s" },
        "campaigns": [campaign("hello"), campaign("survey"), campaign("reminder")],
        "programs": [{
            "id": "welcome", "enter": { "event": "opt_in" }, "exit": { "did": { "event": "purchase" } },
            "steps": [
                { "id": "confirm", "show": "hello" },
                { "id": "ask", "show": "survey", "after": "3d" },
                { "id": "remind", "show": "reminder", "after": "5d", "expires": "7d" },
                { "id": "sunset", "tag": "unresponsive", "after": "14d" }
            ]
        }]
    })
}

/// What a person does, each on a day of November; a page is seen after it.
fn visits(person: &str, did: &[(u32, &str)]) -> String {
    let visit = |(day, event): &(u32, &str)| {
        let at = |second: u32| format!("2026-11-{day:02}T10:00:{second:02}Z");
        let page = json!({ "at": at(9), "event": "page_view", "properties": { "path": "/" } });
        let mut events = vec![json!({ "at": at(0), "event": event, "properties": {} })];
        events.extend((*event != "page_view").then_some(page));
        json!({ "id": format!("{person}{day}"), "person": person, "visitor": { "locale": "en" }, "events": events })
            .to_string()
            + "\n"
    };
    did.iter().map(visit).collect()
}

/// The lines of the table, as their words.
fn replay(store: &Value, visits: &str) -> Vec<String> {
    let recorded = Recorded::with(store, "visits.ndjson", visits);
    let mut command = recorded.command(&["--visits", "visits.ndjson", "--threads", "2"]);
    let Replayed { code, text, said } = Replayed::new(command.output().unwrap());
    assert_eq!((code, text.lines().count()), (0, visits.lines().count()), "{said}");
    let table = said.lines().skip_while(|line| !line.trim_start().starts_with("program "));
    let rows = table.take_while(|line| !line.starts_with("Visits: "));
    rows.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn programs_are_counted() {
    let all = [
        // Sees every step at its time, and is tagged in the end.
        visits("ana", &[(1, "opt_in"), (4, "page_view"), (7, "page_view"), (16, "page_view")]),
        // Comes back after nine days: one step, and not the one before it.
        visits("bo", &[(1, "opt_in"), (10, "page_view")]),
        // Buys on day 2, and hears no more.
        visits("eva", &[(1, "opt_in"), (2, "purchase"), (8, "page_view")]),
        // Comes back when the reminder is over.
        visits("kim", &[(1, "opt_in"), (20, "page_view")]),
        visits("li", &[(1, "page_view")]),
    ];
    let rows = replay(&store(), &all.concat());
    assert_eq!(
        rows,
        [
            "program step entered completed exited shown held tagged skipped expired",
            "welcome 4 2 1",
            "confirm 4 0 0 0 0",
            "ask 1 0 0 2 0",
            "remind 2 0 0 0 1",
            "sunset 0 0 2 0 0",
        ]
    );
}

#[test]
fn a_store_without_programs_has_no_such_table() {
    let mut store = store();
    store["programs"] = json!([]);
    assert_eq!(replay(&store, &visits("ana", &[(1, "opt_in")])), [""; 0]);
}

//! The reports over real HTTP: what is counted of messages that came to `/collect`, against counts made here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/people.rs"]
mod people;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use people::{PEOPLE, Person, SOURCES, STAGES, people, store};
use serde_json::{Value, json};
use support::{Running, Site};

const DAYS: &str = "from=2026-09-01&to=2026-10-31";

fn filled() -> (Site, Running) {
    let site = Site::new();
    site.write("store/barrio.json", &store().to_string());
    let server = site.start();
    let messages: Vec<Value> = people().flat_map(Person::messages).collect();
    for part in messages.chunks(500) {
        let answer = server.collect(&json!({ "batch": part }));
        assert_eq!(
            (answer.status, answer.json()["accepted"].as_u64()),
            (200, Some(part.len() as u64)),
            "{}",
            answer.text
        );
    }
    (site, server)
}

fn report(server: &Running, name: &str) -> Value {
    let joint = if name.contains('?') { '&' } else { '?' };
    let answer = server.get(&format!("/crm/api/reports/{name}{joint}{DAYS}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn count(is: impl Fn(Person) -> bool) -> usize {
    people().filter(|person| is(*person)).count()
}

#[test]
fn every_number_is_that_of_a_direct_count() {
    let (site, server) = filled();
    pyramid(&report(&server, "pyramid"));
    campaigns(&report(&server, "campaigns"));
    programs(&report(&server, "programs")["programs"][0]);
    surveys(&report(&server, "surveys")["surveys"][0]);
    first_touch(&report(&server, "sources"));
    last_touch(&report(&server, "sources?touch=last"));
    texts(&server);
    files(&server);
    other_days(&server);
    pages(&server);
    without_a_store_file(&site, &server);
}

fn pyramid(told: &Value) {
    let at = |stage: fn(Person) -> &'static str| STAGES.map(|name| count(|person| stage(person) == name));
    assert_eq!(told["stages"], json!(at(Person::stage)));
    assert_eq!((&told["unknown"], &told["silent"]), (&json!(0), &json!([0, 0, 0, 0])));
    let months = told["months"].as_array().unwrap();
    assert_eq!(months.len(), 2);
    assert_eq!((&months[0]["month"], &months[0]["stages"]), (&json!("2026-09"), &json!(at(Person::earlier))));
    assert_eq!((&months[1]["is_part"], &months[1]["stages"]), (&json!(false), &json!(at(Person::stage))));
    let moved = count(|person| person.earlier() != person.stage());
    assert_eq!(told["changes"], json!([{ "from": "active", "to": "inactive", "people": moved }]));
}

fn campaigns(told: &Value) {
    let welcome =
        told["campaigns"].as_array().unwrap().iter().find(|one| one["campaign"] == "welcome").unwrap();
    assert_eq!((&welcome["goal"], &welcome["mixed"]), (&json!("purchase"), &json!(0)));
    let arms = welcome["arms"].as_array().unwrap();
    assert_eq!(arms.len(), 3);
    for arm in arms {
        let name = if arm["is_holdout"] == true { "holdout" } else { arm["variant"].as_str().unwrap() };
        let of = |is: fn(Person) -> bool| count(|person| person.arm() == name && is(person));
        let people = of(|_| true);
        let rate =
            |told: &Value| (told["hits"].as_u64().unwrap() as usize, told["of"].as_u64().unwrap() as usize);
        assert_eq!(arm["people"], people, "{name}");
        assert_eq!(rate(&arm["opted_in"]), (of(Person::opted_in), people), "{name}");
        assert_eq!(rate(&arm["converted"]), (of(Person::converted), people), "{name}");
        if name == "holdout" {
            assert_eq!((&arm["clicked"], &arm["more_converted"]), (&Value::Null, &Value::Null));
        } else {
            assert_eq!(rate(&arm["clicked"]), (of(Person::clicked), people), "{name}");
            assert!(arm["more_converted"]["low"].as_f64() < arm["more_converted"]["difference"].as_f64());
        }
    }
    // Twice as many got `a` as was asked: 120, 60 and 60 against 90, 90 and 60 is 10 + 10 + 0.
    assert_eq!(arms.iter().map(|arm| arm["people"].as_u64().unwrap()).collect::<Vec<_>>(), [120, 60, 60]);
    let test = &welcome["split"]["test"];
    assert!((test["chi_squared"].as_f64().unwrap() - 20.0).abs() < 1e-9, "{test}");
    assert_eq!((&test["degrees"], &test["is_off"]), (&json!(2), &json!(true)));
    let form = told["campaigns"].as_array().unwrap().iter().find(|one| one["campaign"] == "form").unwrap();
    assert_eq!(
        (&form["arms"][0]["people"], &form["arms"][0]["collected"]),
        (&json!(0), &json!(count(Person::opted_in)))
    );
}

fn programs(told: &Value) {
    let entered = count(Person::opted_in);
    assert_eq!((&told["program"], &told["entered"]), (&json!("hello"), &json!(entered)));
    let steps = told["steps"].as_array().unwrap();
    assert_eq!(steps.iter().map(|step| &step["step"]).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!((&steps[0]["shown"]["hits"], &steps[1]["shown"]["hits"]), (&json!(entered), &json!(0)));
    let completed = count(|person| person.opted_in() && person.0.is_multiple_of(2));
    assert_eq!(told["completed"]["hits"], completed);
    assert_eq!(
        (&told["exited"]["hits"], &told["under_way"]["hits"]),
        (&json!(entered - completed), &json!(0))
    );
}

fn surveys(told: &Value) {
    let answered = count(|person| person.score().is_some());
    let complete = count(|person| person.score().is_some() && !person.0.is_multiple_of(5));
    assert_eq!((&told["responses"], &told["partial"]), (&json!(answered), &json!(answered - complete)));
    assert_eq!(told["complete"]["hits"], complete);
    let asked = |name: &str| {
        told["questions"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
    };
    let score = asked("score");
    let at = |from: usize, to: usize| {
        count(|person| person.score().is_some_and(|score| (from..=to).contains(&score)))
    };
    let sides = [at(9, 10), at(7, 8), at(0, 6)];
    let net = (sides[0] as f64 - sides[2] as f64) / answered as f64 * 100.0;
    assert_eq!(
        [&score["score"]["promoters"], &score["score"]["passives"], &score["score"]["detractors"]],
        sides.map(|side| json!(side)).each_ref()
    );
    assert!((score["score"]["score"].as_f64().unwrap() - net).abs() < 1e-9);
    assert_eq!(score["answers"].as_array().unwrap().len(), 11);
    for answer in score["answers"].as_array().unwrap() {
        let value: usize = answer["value"].as_str().unwrap().parse().unwrap();
        assert_eq!(answer["given"]["hits"], at(value, value), "{value}");
    }
    let found = asked("found");
    let labels: Vec<_> =
        found["answers"].as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["An ad", "friend", "=elsewhere"]);
    let ads = count(|person| person.score().is_some() && person.0.is_multiple_of(3));
    assert_eq!(found["answers"][0]["given"]["hits"], ads);
    assert_eq!((&asked("why")["answers"], &asked("why")["answered"]), (&json!([]), &json!(answered)));
}

/// What is known of each source, by name.
fn by_name(told: &Value) -> BTreeMap<&str, &Value> {
    told["sources"].as_array().unwrap().iter().map(|one| (one["name"].as_str().unwrap(), one)).collect()
}

fn first_touch(told: &Value) {
    assert_eq!(told["people"], PEOPLE);
    let sources = by_name(told);
    // The second device's first touch is later, so it is not the person's.
    assert_eq!(sources.keys().copied().collect::<BTreeSet<_>>(), BTreeSet::from(SOURCES));
    for (name, source) in sources {
        let of = |is: fn(Person) -> bool| count(|person| person.source() == name && is(person));
        let mine = || people().filter(|person| person.source() == name);
        assert_eq!(source["people"], of(|_| true), "{name}");
        assert_eq!(source["opted_in"]["hits"], of(Person::opted_in), "{name}");
        assert_eq!(source["ordered"]["hits"], of(|person| person.orders() > 0), "{name}");
        assert_eq!(source["orders"], mine().map(Person::orders).sum::<usize>(), "{name}");
        for currency in ["EUR", "USD"] {
            let orders: usize =
                mine().filter(|person| person.currency() == currency).map(Person::orders).sum();
            assert_eq!(
                source["value"][currency].as_f64().unwrap_or_default(),
                orders as f64 * 10.5,
                "{name} {currency}"
            );
        }
        let net = &source["score"];
        assert_eq!(net["of"], of(|person| person.score().is_some()), "{name}");
        assert_eq!(net["promoters"], of(|person| person.score().is_some_and(|score| score >= 9)), "{name}");
        assert_eq!(source["hot"], of(|person| person.0 % 3 == 2), "{name}");
    }
}

fn last_touch(told: &Value) {
    let sources = by_name(told);
    let newsletter = sources["newsletter"];
    // Whoever was told of with it, whether by the beginning or by the last visit.
    let came = |person: Person| {
        person.source() == "newsletter" || (person.last_source() == "newsletter" && person.orders() > 0)
    };
    assert_eq!(newsletter["people"], count(came));
    assert_eq!(
        newsletter["ordered"]["hits"],
        count(|person| person.last_source() == "newsletter" && person.orders() > 0)
    );
    let orders: usize =
        people().filter(|person| person.last_source() == "newsletter").map(Person::orders).sum();
    assert_eq!((&newsletter["orders"], &told["people"]), (&json!(orders), &json!(PEOPLE)));
}

fn texts(server: &Running) {
    let answered = count(|person| person.score().is_some());
    let told = report(server, "texts?survey=after&question=why&offset=1");
    assert_eq!(
        (&told["total"], told["texts"].as_array().unwrap().len()),
        (&json!(answered), (answered - 1).min(200))
    );
    let page = server.get(&format!("/crm/reports/texts?survey=after&question=why&{DAYS}"));
    assert_eq!(page.text.matches("<blockquote").count(), 50);
    assert!(page.text.contains("Earlier answers") && !page.text.contains("Later answers"));
}

fn files(server: &Running) {
    let lines = |name: &str| {
        let file = server.get(&format!("/crm/reports/csv/{name}?{DAYS}"));
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"), "{name}");
        assert!(file.header("content-disposition").starts_with("attachment"), "{name}");
        file.text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    for name in [
        "pyramid",
        "months",
        "changes",
        "campaigns",
        "split",
        "surveys",
        "answers",
        "texts",
        "programs",
        "steps",
        "sources",
    ] {
        assert!(lines(name).len() > usize::from(name != "texts"), "{name}");
    }
    let orders: usize = people().map(Person::orders).sum();
    let sources = lines("sources");
    let place = sources[0].split(',').position(|title| title == "Orders").unwrap();
    let told: usize =
        sources[1..].iter().map(|line| line.split(',').nth(place).unwrap().parse::<usize>().unwrap()).sum();
    assert_eq!(told, orders);
    assert!(lines("answers").iter().any(|line| line.contains(",'=elsewhere,")));
    assert_eq!(server.get("/crm/reports/csv/contacts").status, 404);
}

fn other_days(server: &Running) {
    let september = server.json("/crm/api/reports/surveys?from=2026-09-01&to=2026-09-30");
    assert_eq!((&september["surveys"], &september["period"]["to"]), (&json!([]), &json!("2026-09-30")));
    let then = server.json("/crm/api/reports/pyramid?from=2026-09-01&to=2026-09-30");
    assert_eq!(then["stages"], json!(STAGES.map(|name| count(|person| person.earlier() == name))));
    let none = server.json("/crm/api/reports/pyramid?from=2026-08-01&to=2026-08-31");
    assert_eq!((&none["stages"], &none["unknown"]), (&json!([0, 0, 0, 0]), &json!(0)));
    for wrong in
        ["pyramid?from=x", "pyramid?from=2026-09-02&to=2026-09-01", "sources?by=colour", "surveys?last=-1"]
    {
        assert_eq!(server.get(&format!("/crm/api/reports/{wrong}")).status, 400, "{wrong}");
    }
    assert_eq!(server.get("/crm/api/reports/everything").status, 404);
    assert!(server.get("/crm/reports?from=x").text.contains("could not be read"));
}

fn pages(server: &Running) {
    for path in ["", "/campaigns", "/surveys", "/programs", "/sources", "/texts"] {
        let page = server.get(&format!("/crm/reports{path}?{DAYS}&survey=after&question=why"));
        assert_eq!(page.status, 200, "{path}");
        assert!(
            page.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"),
            "{path}"
        );
        assert!(!page.text.contains("<script") && !page.text.contains(" style="), "{path}");
        // Each chart is named by what stands above it.
        for chart in page.text.split("role=\"img\" aria-labelledby=\"").skip(1) {
            let name = chart.split('"').next().unwrap();
            assert!(page.text.contains(&format!("<figcaption id=\"{name}\">")), "{path}: {name}");
        }
    }
    let page = server.get(&format!("/crm/reports/campaigns?{DAYS}")).text;
    assert!(page.contains("The split is not what was asked."), "{page}");
}

/// Then the split asked for is not known, nor what the questions are.
fn without_a_store_file(site: &Site, server: &Running) {
    std::fs::remove_file(site.path("store/barrio.json")).unwrap();
    let told = report(server, "campaigns");
    assert_eq!((&told["plan_is_known"], &told["campaigns"][0]["split"]), (&json!(false), &Value::Null));
    assert!(
        server.get(&format!("/crm/reports/campaigns?{DAYS}")).text.contains("the split asked for is unknown")
    );
    assert_eq!(report(server, "surveys")["surveys"][0]["questions"][0]["score"], Value::Null);
}

#[test]
fn reports_of_nothing_are_pages_too() {
    let site = Site::new();
    let server = site.start();
    for path in ["", "/campaigns", "/surveys", "/programs", "/sources", "/texts"] {
        let page = server.get(&format!("/crm/reports{path}"));
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text.contains("NaN"), "{path}");
    }
}

#[test]
fn reports_need_the_token_where_contacts_do() {
    let site = Site::new();
    let mut args = site.args();
    args.token = Some("secret".into());
    let server = Running::start(args);
    for path in
        ["/crm/reports", "/crm/reports/sources", "/crm/reports/csv/sources", "/crm/api/reports/sources"]
    {
        assert_eq!(server.get(path).status, 401, "{path}");
    }
}

//! The CRM over real HTTP: the shapes of its JSON, who is who, its pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{Running, Site, WORDS, WORDS_HASH, batch, event, opt_in};

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn contacts(server: &Running) -> Vec<Value> {
    server.json("/crm/api/contacts")["contacts"].as_array().unwrap().clone()
}

#[test]
fn an_opt_in_tells_who_from_where_and_what_was_looked_at() {
    let site = Site::new();
    let server = site.start();
    server.collect(&batch(&[opt_in("m1", "d1", " Ana@Example.COM ")]));
    let list = server.json("/crm/api/contacts?limit=10");
    assert_eq!((&list["total"], &list["limit"], &list["offset"]), (&json!(1), &json!(10), &json!(0)));
    let ana = &list["contacts"][0];
    assert_eq!(ana["email"], "Ana@example.com");
    assert_eq!(ana["anonymous_ids"], json!(["d1"]));
    assert_eq!(
        (&ana["country"], &ana["country_source"], &ana["locale"]),
        (&json!("ES"), &json!("timezone"), &json!("es-ES"))
    );
    let first = json!({
        "source": "instagram", "medium": "paid_social", "campaign": "autumn", "channel": "Paid Social",
        "landing_page": "/", "referrer": "https://instagram.com/", "time": "2026-11-18T08:00:00.000Z"
    });
    assert_eq!(ana["first_touch"], first);
    assert_eq!(ana["last_touch"]["source"], "newsletter");
    assert_eq!(ana["viewing"]["product"]["sku"], "PARKA-1");
    assert_eq!((&ana["lifecycle"], &ana["events"]), (&json!("probable"), &json!(1)));
}

#[test]
fn the_shapes_are_stable() {
    let site = Site::new();
    let server = site.start();
    server.collect(&batch(&[
        opt_in("m1", "d1", "ana@example.com"),
        event("m2", "d1", "feedback", json!({ "survey": "s" })),
    ]));
    let mut detail = server.json("/crm/api/contacts/1");
    let mut expected: Vec<&str> = "anonymous_ids country country_source created_at device email \
        erasure_requested_at events feedback first_touch id last_seen_at last_touch lifecycle locale name \
        subscriptions timezone user_id viewing"
        .split_whitespace()
        .collect();
    assert_eq!(keys(&contacts(&server)[0]), expected);
    let extra: Vec<Value> = ["consents", "timeline"].iter().map(|key| detail[key].take()).collect();
    expected.extend(["consents", "timeline"]);
    expected.sort_unstable();
    assert_eq!(keys(&detail), expected);
    let answer = [
        "action",
        "campaign",
        "double_opt_in",
        "email",
        "hash_matches",
        "locale",
        "method",
        "page",
        "purpose",
        "received_at",
        "signals",
        "text",
        "text_hash",
        "time",
        "variant",
    ];
    assert_eq!(keys(&extra[0][0]), answer);
    let mut subscription = [&answer[..], &["state", "withdrawn_at"]].concat();
    subscription.sort_unstable();
    assert_eq!(keys(&detail["subscriptions"][0]), subscription);
    assert_eq!(
        keys(&detail["feedback"][0]),
        ["answers", "complete", "received_at", "response", "survey", "time"]
    );
    let stored = [
        "anonymous_id",
        "context",
        "contact_id",
        "event",
        "message_id",
        "occurred_at",
        "properties",
        "received_at",
        "timestamp",
        "traits",
        "type",
        "user_id",
    ];
    let mut stored = stored.to_vec();
    stored.sort_unstable();
    assert_eq!(keys(&extra[1][0]), stored);
    let list = server.json("/crm/api/events?event=opt_in&limit=5");
    assert_eq!(keys(&list), ["events", "limit", "offset"]);
    assert_eq!(keys(&list["events"][0]), stored);
}

#[test]
fn consent_is_proved_by_words_hash_and_times() {
    let site = Site::new();
    let server = site.start();
    server.collect(&batch(&[opt_in("m1", "d1", "ana@example.com")]));
    let held = &contacts(&server)[0]["subscriptions"][0];
    assert_eq!((&held["purpose"], &held["state"]), (&json!("marketing"), &json!("pending")));
    assert_eq!((&held["text"], &held["text_hash"]), (&json!(WORDS), &json!(WORDS_HASH)));
    assert_eq!(held["hash_matches"], true);
    assert_eq!(
        (&held["method"], &held["campaign"], &held["variant"]),
        (&json!("form"), &json!("newsletter"), &json!("a"))
    );
    assert_eq!(held["time"], "2026-11-22T09:59:59.000Z");
    let received: jiff::Timestamp = held["received_at"].as_str().unwrap().parse().unwrap();
    assert!(jiff::Timestamp::now().duration_since(received).as_secs() < 60);
}

#[test]
fn two_ticked_boxes_are_two_subscriptions_with_a_proof_each() {
    let site = Site::new();
    let server = site.start();
    let mut message = opt_in("m1", "d1", "ana@example.com");
    let marketing = message["properties"]["consent"].clone();
    let mut analytics = marketing.clone();
    analytics["purpose"] = json!("analytics");
    analytics["double_opt_in"] = json!("none");
    message["properties"]["consent"] = json!([marketing, analytics]);
    assert_eq!(server.collect(&message).status, 200);
    let held = contacts(&server)[0]["subscriptions"].clone();
    let told: Vec<_> = held.as_array().unwrap().iter().map(|one| (&one["purpose"], &one["state"])).collect();
    assert_eq!(told, [(&json!("marketing"), &json!("pending")), (&json!("analytics"), &json!("granted"))]);
}

#[test]
fn words_that_were_changed_do_not_match_their_hash() {
    let site = Site::new();
    let server = site.start();
    let mut message = opt_in("m1", "d1", "ana@example.com");
    message["properties"]["consent"]["text"] = json!("Something else.");
    server.collect(&message);
    assert_eq!(contacts(&server)[0]["subscriptions"][0]["hash_matches"], false);
    assert!(server.get("/crm/contacts/1").text.contains("Not verified"));
}

#[test]
fn an_opt_out_takes_consent_back_and_keeps_the_proof() {
    let site = Site::new();
    let server = site.start();
    let out = event("m2", "d1", "opt_out", json!({ "consent": { "purpose": "marketing" } }));
    server.collect(&batch(&[opt_in("m1", "d1", "ana@example.com"), out]));
    let ana = server.json("/crm/api/contacts/1");
    let held = &ana["subscriptions"][0];
    assert_eq!((&held["state"], &held["text"]), (&json!("withdrawn"), &json!(WORDS)));
    assert_eq!(held["withdrawn_at"], "2026-11-22T10:05:00.000Z");
    let actions: Vec<_> = ana["consents"].as_array().unwrap().iter().map(|one| &one["action"]).collect();
    assert_eq!(actions, ["withdraw", "grant"]);
}

#[test]
fn a_clock_in_the_future_does_not_outlive_a_withdrawal() {
    let site = Site::new();
    let server = site.start();
    let mut ahead = opt_in("m1", "d1", "ana@example.com");
    ahead["timestamp"] = json!("2031-01-01T00:00:00Z");
    ahead["properties"]["consent"]["time"] = json!("2031-01-01T00:00:00Z");
    server.collect(&json!({ "sentAt": "2031-01-01T00:00:01Z", "batch": [ahead] }));
    let out = event("m2", "d1", "opt_out", json!({ "purpose": "marketing" }));
    server.collect(&json!({ "sentAt": "2026-11-22T10:05:00.000Z", "batch": [out] }));
    assert_eq!(contacts(&server)[0]["subscriptions"][0]["state"], "withdrawn");
}

#[test]
fn a_person_keeps_what_they_did_before_they_said_who_they_are() {
    let site = Site::new();
    let server = site.start();
    server.collect(&batch(&[opt_in("m1", "phone", "ana@example.com")]));
    server.collect(&batch(&[event("m2", "laptop", "chat_started", json!({}))]));
    assert_eq!(contacts(&server).len(), 2);
    server.collect(&batch(&[opt_in("m3", "laptop", "ana@example.com")]));
    let all = contacts(&server);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["anonymous_ids"], json!(["phone", "laptop"]));
    assert_eq!(all[0]["events"], 3);
}

#[test]
fn a_merge_moves_consents_and_keeps_the_earlier_beginning() {
    let site = Site::new();
    let server = site.start();
    server.collect(&batch(&[opt_in("m1", "phone", "ana@example.com")]));
    let began = contacts(&server)[0]["created_at"].clone();
    let login = json!({ "messageId": "m2", "type": "identify", "userId": "u1", "anonymousId": "laptop",
                        "timestamp": "2026-11-22T10:05:00Z", "traits": { "name": "Ana Ruiz" } });
    server.collect(&login);
    let mut told = login.clone();
    told["messageId"] = json!("m3");
    told["traits"]["email"] = json!("ana@example.com");
    server.collect(&told);
    let all = contacts(&server);
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0]["user_id"], &all[0]["name"]), (&json!("u1"), &json!("Ana Ruiz")));
    assert_eq!(all[0]["created_at"], began);
    assert_eq!(all[0]["subscriptions"][0]["email"], "ana@example.com");
}

#[test]
fn two_people_on_one_device_are_not_mixed() {
    let site = Site::new();
    let server = site.start();
    server.collect(&batch(&[opt_in("m1", "d1", "ana@example.com"), opt_in("m2", "d1", "ben@example.com")]));
    let mut people: Vec<_> =
        contacts(&server).iter().map(|one| (one["email"].clone(), one["events"].clone())).collect();
    people.sort_by_key(|(email, _)| email.to_string());
    assert_eq!(people, [(json!("ana@example.com"), json!(1)), (json!("ben@example.com"), json!(1))]);
}

#[test]
fn a_survey_counts_once_with_its_last_answers() {
    let site = Site::new();
    let server = site.start();
    let answered = |id: &str, minute: u8, complete: bool, answers: Value| {
        let mut message = event(
            id,
            "d1",
            "feedback",
            json!({ "survey": "welcome", "complete": complete, "answers": answers }),
        );
        message["timestamp"] = json!(format!("2026-11-22T10:{minute:02}:00Z"));
        message
    };
    server.collect(&json!({ "batch": [
        answered("m1", 1, false, json!({ "score": 9 })),
        answered("m2", 2, true, json!({ "score": 9, "why": "quick" })),
        answered("m3", 3, false, json!({ "score": 2 })),
    ]}));
    let feedback = contacts(&server)[0]["feedback"].clone();
    let kept: Vec<_> =
        feedback.as_array().unwrap().iter().map(|one| (&one["complete"], &one["answers"])).collect();
    let (second, first) = (json!({ "score": 2 }), json!({ "score": 9, "why": "quick" }));
    assert_eq!(kept, [(&json!(false), &second), (&json!(true), &first)]);
}

/// A feedback message of one response to one survey, so many minutes after ten.
fn response(message_id: &str, id: &str, minute: u8, complete: bool, answers: Value) -> Value {
    let told = json!({ "survey": "nps", "response": id, "complete": complete, "answers": answers });
    let mut message = event(message_id, "d1", "feedback", told);
    message["timestamp"] = json!(format!("2026-11-22T10:{minute:02}:00Z"));
    message
}

#[test]
fn a_response_is_one_record_that_is_updated() {
    let site = Site::new();
    let server = site.start();
    let second = response("m2", "r1", 2, false, json!({ "score": 3, "why": "slow" }));
    let told = [response("m1", "r1", 1, false, json!({ "score": 3 })), second.clone()];
    server.collect(&json!({ "batch": told }));
    // Another try at the same survey, and a late copy of what had been told before.
    let other = response("m3", "r2", 3, true, json!({ "score": 9 }));
    server.collect(&json!({ "batch": [other, second] }));
    let detail = server.json("/crm/api/contacts/1");
    let kept = |value: &Value| -> Vec<(Value, Value, Value)> {
        let records = value.as_array().unwrap().iter();
        let part = |one: &Value, name: &str| {
            let own = &one[name];
            if own.is_null() { one["properties"][name].clone() } else { own.clone() }
        };
        records.map(|one| (part(one, "response"), part(one, "complete"), part(one, "answers"))).collect()
    };
    let expected = [
        (json!("r2"), json!(true), json!({ "score": 9 })),
        (json!("r1"), json!(false), json!({ "score": 3, "why": "slow" })),
    ];
    assert_eq!(kept(&detail["feedback"]), expected);
    assert_eq!(kept(&detail["timeline"]), expected);
    assert_eq!(server.stored(), 3, "every message is kept, each once");
    let page = server.get("/crm/contacts/1").text;
    for shown in ["Answered: nps", "Answered a part of: nps", "Partly answered", "Complete"] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn wishes_and_messages_read_as_words() {
    let site = Site::new();
    let server = site.start();
    let lead = json!({ "message": "Do you ship <b>skis</b>?", "email": "ana@example.com",
                       "viewing": { "path": "/p/skis", "title": "Skis" } });
    let wishes = json!({ "topics": ["news", "sale"], "often": "week", "campaign": "centre", "viewing": { "path": "/" } });
    server.collect(&batch(&[
        event("m1", "d1", "generate_lead", lead),
        event("m2", "d1", "preferences", wishes),
        event("m3", "d1", "opt_out", json!({})),
        event(
            "m4",
            "d1",
            "preferences",
            json!({ "email": "ana@example.com", "preferences": { "often": "month" } }),
        ),
    ]));
    let ana = &contacts(&server)[0];
    assert_eq!((&ana["email"], &ana["viewing"]["title"]), (&json!("ana@example.com"), &json!("Skis")));
    let page = server.get("/crm/contacts/1").text;
    for shown in [
        "Left a message: ana@example.com",
        "<blockquote dir=\"auto\">Do you ship &lt;b&gt;skis&lt;/b&gt;?</blockquote>",
        "Changed what to receive: topics: news, sale; often: week",
        "Changed what to receive: often: month<",
        "Took consent back",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn lists_can_be_searched_paged_and_filtered() {
    let site = Site::new();
    let server = site.start();
    for n in 0..5 {
        server.collect(&opt_in(&format!("m{n}"), &format!("d{n}"), &format!("person{n}@example.com")));
    }
    server.collect(&event("m9", "d1", "chat_started", json!({})));
    let page = server.json("/crm/api/contacts?limit=2&offset=1");
    assert_eq!((page["contacts"].as_array().unwrap().len(), &page["total"]), (2, &json!(5)));
    let found = server.json("/crm/api/contacts?q=PERSON3");
    assert_eq!((&found["total"], &found["contacts"][0]["email"]), (&json!(1), &json!("person3@example.com")));
    assert_eq!(server.json("/crm/api/contacts?q=%25")["total"], 0);
    let newest = server.json("/crm/api/events?limit=1");
    assert_eq!(newest["events"][0]["message_id"], "m9");
    let opt_ins = server.json("/crm/api/events?event=opt_in&limit=2");
    let ids: Vec<_> = opt_ins["events"].as_array().unwrap().iter().map(|one| &one["message_id"]).collect();
    assert_eq!(ids, ["m4", "m3"]);
}

#[test]
fn what_is_not_there_is_said_in_words() {
    let site = Site::new();
    let server = site.start();
    for path in ["/crm/api/contacts/7", "/crm/api/contacts/x"] {
        let answer = server.get(path);
        assert_eq!(
            (answer.status, &answer.json()["error"]),
            (404, &json!("There is no contact with this id."))
        );
    }
    assert_eq!(server.get("/crm/api/contacts?limit=many").status, 400);
    let page = server.get("/crm/contacts/7");
    assert_eq!(page.status, 404);
    assert!(page.text.contains("There is no contact with this number."));
}

#[test]
fn the_pages_say_it_to_people() {
    let site = Site::new();
    let server = site.start();
    let empty = server.get("/crm").text;
    assert!(empty.contains("Nobody has said yes to anything yet"));
    assert!(empty.contains(&format!("<a href=\"/\">{}</a>", server.address)));
    server.collect(&batch(&[opt_in("m1", "d1", "ana@example.com")]));
    let list = server.get("/crm").text;
    for shown in
        ["ana@example.com", "Spain", "Paid Social · instagram", "Awaiting confirmation", "Lakeshore parka"]
    {
        assert!(list.contains(shown), "{shown}");
    }
    let page = server.get("/crm/contacts/1").text;
    for shown in [
        "Sí, quiero recibir ofertas de Maple &amp; Main por correo.",
        WORDS_HASH,
        "Verified",
        "Said yes: newsletter",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("<script") && !page.contains("style="));
}

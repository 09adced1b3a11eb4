//! `POST /collect` over real HTTP: what is stored, what is refused, and from where.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{Running, Site, batch, event, opt_in};

#[test]
fn a_batch_is_stored_and_counted() {
    let site = Site::new();
    let server = site.start();
    let answer = server.collect(&batch(&[
        opt_in("m1", "d1", "ana@example.com"),
        event("m2", "d1", "chat_started", json!({})),
    ]));
    assert_eq!((answer.status, answer.json()), (200, json!({ "accepted": 2, "duplicates": 0 })));
    assert_eq!(server.stored(), 2);
}

#[test]
fn a_beacon_and_a_message_by_itself_are_taken_too() {
    let site = Site::new();
    let server = site.start();
    let beacon = batch(&[event("m1", "d1", "feedback", json!({}))]).to_string();
    let answer = server.send("POST", "/collect", &[("content-type", "text/plain;charset=UTF-8")], &beacon);
    assert_eq!(answer.json(), json!({ "accepted": 1, "duplicates": 0 }));
    let alone = server.collect(&event("m2", "d1", "feedback", json!({})));
    assert_eq!(alone.json(), json!({ "accepted": 1, "duplicates": 0 }));
    assert_eq!(server.collect(&batch(&[])).json(), json!({ "accepted": 0, "duplicates": 0 }));
}

#[test]
fn a_message_is_stored_once() {
    let site = Site::new();
    let server = site.start();
    let message = opt_in("m1", "d1", "ana@example.com");
    let twice = server.collect(&batch(&[message.clone(), message.clone()]));
    assert_eq!(twice.json(), json!({ "accepted": 1, "duplicates": 1 }));
    let again = server.collect(&batch(&[message, event("m2", "d1", "feedback", json!({}))]));
    assert_eq!(again.json(), json!({ "accepted": 1, "duplicates": 1 }));
    assert_eq!(server.stored(), 2);
    let contact = server.json("/crm/api/contacts/1");
    assert_eq!(contact["consents"].as_array().unwrap().len(), 1);
}

#[test]
fn the_same_batch_sent_at_once_from_many_sides_is_stored_once() {
    let site = Site::new();
    let server = site.start();
    let messages: Vec<Value> =
        (0..50).map(|n| event(&format!("m{n}"), "d1", "feedback", json!({}))).collect();
    let body = batch(&messages);
    let accepted: u64 = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..8).map(|_| scope.spawn(|| server.collect(&body).json())).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()["accepted"].as_u64().unwrap()).sum()
    });
    assert_eq!((accepted, server.stored()), (50, 50));
}

#[test]
fn a_large_body_is_refused_in_words() {
    let site = Site::new();
    let server = site.start();
    let fitting = event("m1", "d1", "feedback", json!({ "text": "x".repeat(500 * 1024) }));
    assert_eq!(server.collect(&fitting).status, 200);
    for size in [512 * 1024, 2 * 1024 * 1024] {
        let answer = server.collect(&event("m2", "d1", "feedback", json!({ "text": "x".repeat(size) })));
        assert_eq!(answer.status, 413);
        assert_eq!(answer.json()["error"], "The body is larger than 512 KB: send fewer messages at once.");
    }
    assert_eq!(server.stored(), 1);
}

#[test]
fn malformed_json_is_refused_with_its_place() {
    let site = Site::new();
    let server = site.start();
    let answer = server.post("{\"batch\": [\n  {,]}");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["at"], json!({ "line": 2, "column": 4 }));
    assert!(answer.json()["error"].as_str().unwrap().starts_with("The body is not valid JSON: "));
    for body in ["", "nul", "{\"batch\":[]} x", "\u{0}", &"[".repeat(100_000)] {
        assert_eq!(server.post(body).status, 400, "{body:.20}");
    }
}

#[test]
fn an_unknown_shape_is_refused_by_path_and_nothing_is_stored() {
    let site = Site::new();
    let server = site.start();
    let mut nameless = event("m3", "d1", "feedback", json!({}));
    nameless.as_object_mut().unwrap().remove("messageId");
    let good = [opt_in("m1", "d1", "ana@example.com"), event("m2", "d1", "feedback", json!({}))];
    let answer = server.collect(&batch(&[good[0].clone(), good[1].clone(), nameless]));
    assert_eq!(answer.status, 422);
    let expected = json!({
        "error": "batch[2].messageId is missing. Nothing of this request was stored.",
        "at": "batch[2].messageId"
    });
    assert_eq!(answer.json(), expected);
    assert_eq!(server.stored(), 0);
    assert_eq!(server.json("/crm/api/contacts")["total"], 0);
}

#[test]
fn every_other_unknown_shape_is_refused_too() {
    let site = Site::new();
    let server = site.start();
    let deep = (0..17).fold(json!(1), |inner, _| json!({ "in": inner }));
    let many: Vec<Value> = (0..501).map(|n| event(&format!("m{n}"), "d", "x", json!({}))).collect();
    let consent = json!({ "email": "ana@example.com", "consent": { "text": "yes" } });
    let cases = [
        (json!([]), "The body"),
        (json!(null), "The body"),
        (json!({}), "batch"),
        (json!({ "batch": {} }), "batch"),
        (json!({ "batch": [7] }), "batch[0]"),
        (json!({ "batch": many }), "batch"),
        (json!({ "sentAt": "now", "batch": [] }), "sentAt"),
        (event("m", "d", "x", deep), "properties"),
        (event("m", "d", "x", json!([])), "properties"),
        (event(&"m".repeat(101), "d", "x", json!({})), "messageId"),
        (event("m", "d", "", json!({})), "event"),
        (event("m", "d", "opt_in", consent), "properties.consent.purpose"),
        (event("m", "d", "opt_in", json!({ "consent": [7] })), "properties.consent[0]"),
    ];
    for (body, at) in cases {
        let answer = server.collect(&body);
        assert_eq!((answer.status, &answer.json()["at"]), (422, &json!(at)), "{}", answer.text);
    }
    assert_eq!(server.stored(), 0);
}

#[test]
fn other_methods_and_types_are_refused() {
    let site = Site::new();
    let server = site.start();
    let wrong_method = server.get("/collect");
    assert_eq!(
        (wrong_method.status, &wrong_method.json()["error"]),
        (405, &json!("/collect takes POST requests only."))
    );
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(server.send("POST", "/collect", &form, "a=b").status, 415);
}

#[test]
fn text_that_means_something_elsewhere_is_only_text_here() {
    let site = Site::new();
    let server = site.start();
    let hostile = "'); DROP TABLE events; --<script>alert(1)</script>{{ 7*7 }}\u{0}\u{202e}";
    let message = json!({
        "messageId": hostile, "type": "identify", "userId": hostile, "timestamp": "2026-11-22T10:00:00Z",
        "traits": { "name": hostile, "email": "\"<img src=x>\"@example.com".replace(' ', "") },
        "context": { "locale": hostile, "country": hostile, "campaign": { "source": hostile } }
    });
    assert_eq!(server.collect(&message).status, 200);
    let page = server.get("/crm/contacts/1");
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("<script") && !page.text.contains("<img"), "{}", page.text);
    assert_eq!(server.json("/crm/api/events")["events"][0]["message_id"], hostile);
}

fn post_from(server: &Running, origin: &str) -> support::Answer {
    let headers = [("content-type", "text/plain"), ("origin", origin)];
    let body = event(origin, "d1", "feedback", json!({})).to_string();
    server.send("POST", "/collect", &headers, &body)
}

fn preflight_from(server: &Running, origin: &str) -> support::Answer {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    server.send("OPTIONS", "/collect", &headers, "")
}

#[test]
fn pages_of_this_server_may_post() {
    let site = Site::new();
    let server = site.start();
    let own = format!("http://{}", server.address);
    assert_eq!(post_from(&server, &own).status, 200);
}

#[test]
fn pages_of_a_listed_origin_may_post() {
    let site = Site::new();
    let mut args = site.args();
    args.allow_origins = vec!["https://shop.example".parse().unwrap()];
    let server = Running::start(args);
    let preflight = preflight_from(&server, "https://shop.example");
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), "https://shop.example");
    assert_eq!(preflight.header("access-control-allow-methods"), "POST");
    assert_eq!(preflight.header("access-control-allow-headers"), "content-type");
    let posted = post_from(&server, "https://shop.example");
    assert_eq!(posted.status, 200);
    assert_eq!(posted.header("access-control-allow-origin"), "https://shop.example");
    assert!(posted.header("vary").contains("origin"));
}

#[test]
fn pages_of_other_origins_may_not() {
    let site = Site::new();
    let mut args = site.args();
    args.allow_origins = vec!["https://shop.example".parse().unwrap()];
    let server = Running::start(args);
    for origin in ["https://evil.example", "http://shop.example", "https://shop.example.evil.example", "null"]
    {
        assert_eq!(preflight_from(&server, origin).header("access-control-allow-origin"), "");
        let posted = post_from(&server, origin);
        assert_eq!(posted.status, 403, "{origin}");
        assert_eq!(posted.header("access-control-allow-origin"), "");
    }
    assert_eq!(server.stored(), 0);
}

#[test]
fn who_sends_too_often_hears_when_to_come_back() {
    let site = Site::new();
    let mut args = site.args();
    (args.rate, args.allow_origins) = (1, vec!["https://shop.example".parse().unwrap()]);
    let server = Running::start(args);
    let answers: Vec<_> = (0..20).map(|_| post_from(&server, "https://shop.example")).collect();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(refused.len() >= 5, "ten at once, and one each second");
    assert_eq!(refused[0].header("retry-after"), "1");
    assert_eq!(
        refused[0].header("access-control-expose-headers"),
        "retry-after",
        "another origin's page may read it"
    );
}

#[test]
fn requests_that_come_together_are_stored_each_by_itself() {
    let site = Site::new();
    let server = site.start();
    let url = server.url("/collect");
    let posts: Vec<_> = (0..40)
        .map(|number| {
            let url = url.clone();
            // Every fourth is refused for its shape: it must not take its neighbours with it.
            let name = if number % 4 == 0 { json!(7) } else { json!("feedback") };
            let mut message = event(&format!("m{number}"), "d1", "feedback", json!({}));
            message["event"] = name;
            let body = batch(&[message]).to_string();
            std::thread::spawn(move || {
                support::send("POST", &url, &[("content-type", "text/plain")], &body).status
            })
        })
        .collect();
    let answers: Vec<u16> = posts.into_iter().map(|post| post.join().unwrap()).collect();
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 30);
    assert_eq!(answers.iter().filter(|status| **status == 422).count(), 10);
    assert_eq!(server.stored(), 30);
}

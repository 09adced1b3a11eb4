//! The whole proof of a consent, and what somebody who asks to be erased gets, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{Running, Site, WORDS, WORDS_HASH, batch, event, opt_in};

fn with_proof(server: &Running, change: impl FnOnce(&mut Value)) {
    let mut message = opt_in("m1", "d1", "ana@example.com");
    change(&mut message["properties"]["consent"]);
    assert_eq!(server.collect(&batch(&[message])).status, 200);
}

#[test]
fn the_whole_proof_is_kept_and_our_own_time_is_added() {
    let site = Site::new();
    let server = site.start();
    with_proof(&server, |consent| consent["signals"] = json!({ "gpc": false, "tcf": true }));
    let proof = &server.json("/crm/api/contacts/1")["consents"][0];
    for (name, value) in [
        ("purpose", json!("marketing")),
        ("text", json!(WORDS)),
        ("text_hash", json!(WORDS_HASH)),
        ("hash_matches", json!(true)),
        ("locale", json!("es")),
        ("method", json!("form")),
        ("campaign", json!("newsletter")),
        ("variant", json!("a")),
        ("page", json!("/product.html?sku=PARKA-1")),
        ("time", json!("2026-11-22T09:59:59.000Z")),
        ("signals", json!({ "gpc": false, "tcf": true })),
        ("double_opt_in", json!("pending")),
    ] {
        assert_eq!(proof[name], value, "{name}");
    }
    let ours: jiff::Timestamp = proof["received_at"].as_str().unwrap().parse().unwrap();
    assert!(jiff::Timestamp::now().duration_since(ours).as_secs() < 60);
}

#[test]
fn a_person_can_read_the_whole_proof() {
    let site = Site::new();
    let server = site.start();
    with_proof(&server, |consent| consent["signals"] = json!({ "gpc": false }));
    let page = server.get("/crm/contacts/1").text;
    for words in [
        "Sí, quiero recibir ofertas de Maple &amp; Main por correo.",
        WORDS_HASH,
        "Verified: the hash is that of these words.",
        "On their clock",
        "On our clock",
        "<dt>Signals</dt><dd>gpc: no</dd>",
        "<dt>Double opt-in</dt><dd>Awaits the mail with the link</dd>",
        "newsletter, variant a",
        "The whole record, 1 answer<",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn every_answer_stays_in_the_record() {
    let site = Site::new();
    let server = site.start();
    with_proof(&server, |_| {});
    server.collect(&batch(&[event("m2", "d1", "opt_out", json!({ "purpose": "marketing" }))]));
    let page = server.get("/crm/contacts/1").text;
    assert!(page.contains("The whole record, 2 answers<"));
    assert!(page.contains("Marketing: no<") && page.contains("Marketing: yes<"));
}

#[test]
fn signals_in_any_shape_lose_no_consent() {
    let site = Site::new();
    let server = site.start();
    with_proof(&server, |consent| {
        consent["signals"] = json!(["<b>gpc</b>", 1]);
        consent["double_opt_in"] = json!({ "state": "pending" });
    });
    let proof = server.json("/crm/api/contacts/1")["consents"][0].clone();
    assert_eq!((&proof["signals"], &proof["double_opt_in"]), (&json!(["<b>gpc</b>", 1]), &Value::Null));
    assert!(server.get("/crm/contacts/1").text.contains("&lt;b&gt;gpc&lt;/b&gt;, 1"));
}

#[test]
fn who_asks_to_be_erased_is_marked_and_gets_no_mail() {
    let site = Site::new();
    let server = site.start();
    server.collect(&batch(&[opt_in("m1", "d1", "ana@example.com"), opt_in("m2", "d2", "ben@example.com")]));
    server.collect(&batch(&[event("m3", "d1", "erasure_request", json!({}))]));
    let ana = server.json("/crm/api/contacts?q=ana@example.com")["contacts"][0].clone();
    assert_eq!(ana["erasure_requested_at"], "2026-11-22T10:05:00.000Z");
    assert_eq!(ana["subscriptions"][0]["state"], "withdrawn");
    let ben = server.json("/crm/api/contacts?q=ben@example.com")["contacts"][0].clone();
    assert_eq!(
        (&ben["erasure_requested_at"], &ben["subscriptions"][0]["state"]),
        (&Value::Null, &json!("pending"))
    );
    assert_eq!(server.get("/crm").text.matches("Asked to be erased").count(), 1);
    let page = server.get(&format!("/crm/contacts/{}", ana["id"])).text;
    assert!(page.contains("<strong>Asked to be erased</strong>"));
}

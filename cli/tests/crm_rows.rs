//! The rows of CRMs against what their receivers publish: schemas and documented bodies, for what the engine really sends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every row: its name and what it says.
fn rows() -> Vec<(String, Value)> {
    let folder = fs::read_dir(root().join("pkg/crm")).unwrap();
    let read = |path: &Path| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    folder
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path)))
        .collect()
}

/// What a browser would send to a CRM for an event: its headers and its body.
fn sent(crm: &Value, event: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let store = json!({ "version": 1, "store": { "name": "Shop", "locale": "en-US" }, "crm": [crm] });
    fs::write(folder.path().join("barrio.json"), store.to_string()).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_barrio"));
    command
        .args(["send", "--store", "barrio.json", "--dry-run", "--event", event])
        .current_dir(folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    let mut parts = said.split("\n\n");
    (parts.next().unwrap().to_owned(), parts.next().unwrap().to_owned())
}

fn body(crm: &Value, event: &str) -> Value {
    serde_json::from_str(&sent(crm, event).1).unwrap()
}

fn holds(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}\n{value:#}");
}

/// A row says where what it knows is from, uses only keys that there are, and passes the checks of a store file.
#[test]
fn every_row_is_sound() {
    let known = [
        "comment",
        "needs",
        "takes",
        "url",
        "base",
        "method",
        "headers",
        "transport",
        "encoding",
        "batch",
        "events",
        "requests",
        "item",
        "body",
        "fields",
        "accepted",
        "retry",
        "fails",
        "later",
        "each",
        "dedupes",
        "query",
        "selfDescribing",
    ];
    let rows = rows();
    for (name, row) in &rows {
        let comment = row["comment"].as_str().unwrap();
        assert!(
            ["[D]", "[S]", "[R]", "[C]", "[?]"].iter().any(|mark| comment.contains(mark)),
            "{name}: {comment}"
        );
        assert!(row["transport"].is_string(), "{name}");
        for key in row.as_object().unwrap().keys() {
            assert!(known.contains(&key.as_str()), "{name}: {key}");
        }
        for (key, sentence) in row["needs"].as_object().into_iter().flatten() {
            assert!(sentence.as_str().unwrap().ends_with('.'), "{name}.{key}");
        }
        let mut entry = json!({ "type": name });
        for key in row["needs"].as_object().into_iter().flatten().map(|(key, _)| key) {
            entry[key] = "https://a.example/x".into();
        }
        let store = json!({ "version": 1, "crm": [entry] }).to_string();
        let (file, faults) = barrio_engine::StoreFile::parse(&barrio_cli::resolve(&store));
        let warnings = barrio_engine::check::warnings(&file);
        assert!(faults.is_empty() && warnings.is_empty(), "{name}: {faults:#?} {warnings:#?}");
        let case = root().join("tests/cases/sink").join(name.replace('_', "-")).with_extension("json");
        assert!(case.exists(), "{name} has no case");
    }
    assert!(rows.len() >= 25, "{}", rows.len());
}

/// Source: CloudEvents 1.0.2, its JSON schema: what is required, and the form of each attribute.
fn cloud_event() -> Value {
    let uri = json!({ "type": "string", "minLength": 1, "pattern": "^[a-z]+:" });
    json!({
        "type": "object",
        "required": ["id", "source", "specversion", "type"],
        "properties": {
            "id": { "type": "string", "minLength": 1 },
            "source": uri,
            "specversion": { "const": "1.0" },
            "type": { "type": "string", "minLength": 1 },
            "datacontenttype": { "const": "application/json" },
            "time": { "type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" },
            "data": { "type": "object" },
        },
        // Names of attributes are lower-case letters and digits.
        "propertyNames": { "pattern": "^[a-z0-9]+$" },
    })
}

#[test]
fn cloud_events() {
    for event in ["opt_in", "feedback", "generate_lead", "identify"] {
        holds(&cloud_event(), &body(&json!({ "type": "cloudevents", "url": "https://a.example/" }), event));
        let batch = body(&json!({ "type": "cloudevents_batch", "url": "https://a.example/" }), event);
        holds(&json!({ "type": "array", "minItems": 1, "items": cloud_event() }), &batch);
    }
}

/// Source: Klaviyo's API reference, revision 2026-07-15: what its client endpoints require.
#[test]
fn klaviyo() {
    let crm = json!({ "type": "klaviyo", "company": "AbC123", "list": "Y6nRLr" });
    let of = |kind: &str, attributes: Value, more: Value| {
        let mut data = json!({ "type": "object", "required": ["type", "attributes"], "additionalProperties": false,
            "properties": { "type": { "const": kind }, "attributes": attributes } });
        for (key, value) in more.as_object().unwrap() {
            data["properties"][key] = value.clone();
            data["required"].as_array_mut().unwrap().push(key.clone().into());
        }
        json!({ "type": "object", "required": ["data"], "additionalProperties": false, "properties": { "data": data } })
    };
    let profile = json!({ "type": "object", "minProperties": 1, "additionalProperties": false, "properties": {
        "email": { "type": "string" }, "first_name": {}, "last_name": {}, "external_id": {}, "anonymous_id": {}, "properties": { "type": "object" },
        "locale": {}, "subscriptions": { "const": { "email": { "marketing": { "consent": "SUBSCRIBED" } } } } } });
    let profile = of("profile", profile, json!({}));
    let list = of("list", json!({}), json!({}))["properties"]["data"]["properties"]["type"].clone();
    let subscription = json!({ "type": "object", "required": ["profile"], "additionalProperties": false, "properties": { "custom_source": { "type": "string" }, "profile": profile } });
    let relationships = json!({ "required": ["list"], "properties": { "list": { "properties": { "data": { "required": ["type", "id"], "properties": { "type": list } } } } } });
    holds(
        &of("subscription", subscription, json!({ "relationships": relationships })),
        &body(&crm, "opt_in"),
    );
    holds(&profile, &body(&crm, "identify"));
    let metric = of("metric", json!({ "required": ["name"] }), json!({}));
    let event = json!({ "type": "object", "required": ["profile", "metric", "properties"], "additionalProperties": false, "properties": {
        "unique_id": { "type": "string" }, "time": { "type": "string" }, "properties": { "type": "object" }, "metric": metric, "profile": profile } });
    holds(&of("event", event, json!({})), &body(&crm, "feedback"));
    assert!(sent(&crm, "opt_in").0.contains("\nrevision: 2026-07-15"));
}

/// Source: HubSpot's reference of form submissions without authentication.
#[test]
fn hubspot() {
    let crm = json!({ "type": "hubspot", "portal": "1", "form": "f", "subscription": 999, "fields": { "nps": "{{ properties.answers.score }}" } });
    let field = json!({ "type": "object", "required": ["name", "value"], "additionalProperties": false, "properties": { "objectTypeId": { "const": "0-1" }, "name": { "type": "string" }, "value": {} } });
    let text = json!({ "type": "string", "minLength": 1 });
    let communication = json!({ "required": ["value", "subscriptionTypeId", "text"], "properties": { "value": { "const": true }, "subscriptionTypeId": { "type": "integer" }, "text": text } });
    let consent = json!({ "required": ["consentToProcess", "text"], "properties": { "consentToProcess": { "const": true }, "text": text, "communications": { "type": "array", "items": communication } } });
    let schema = json!({ "type": "object", "required": ["fields"], "additionalProperties": false, "properties": {
        "submittedAt": { "type": "string", "pattern": "^[0-9]{13}$" },
        "fields": { "type": "array", "minItems": 1, "items": field },
        "context": { "type": "object", "additionalProperties": false, "properties": { "pageUri": text, "pageName": text } },
        "legalConsentOptions": { "type": "object", "required": ["consent"], "properties": { "consent": consent } },
    } });
    for event in ["opt_in", "feedback", "generate_lead"] {
        holds(&schema, &body(&crm, event));
    }
    assert!(
        body(&crm, "opt_in")["legalConsentOptions"]["consent"]["communications"][0]["value"]
            .as_bool()
            .unwrap()
    );
    assert!(body(&crm, "generate_lead")["legalConsentOptions"].is_null());
}

/// Source: Snowplow's tracker protocol: every value of a payload is text, an event in it JSON of its own.
#[test]
fn snowplow() {
    let crm = json!({ "type": "snowplow", "base": "https://a.example", "schema": "iglu:com.shop/e/jsonschema/1-0-0" });
    for event in ["opt_in", "feedback", "identify"] {
        let body = body(&crm, event);
        let payload = json!({ "type": "object", "required": ["e", "eid", "p", "tv", "dtm", "ue_pr"], "additionalProperties": { "type": "string" } });
        let schema = json!({ "required": ["schema", "data"], "properties": { "data": { "type": "array", "minItems": 1, "items": payload } } });
        holds(&schema, &body);
        let inner: Value = serde_json::from_str(body["data"][0]["ue_pr"].as_str().unwrap()).unwrap();
        assert_eq!(inner["schema"], "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0");
        assert_eq!(inner["data"]["schema"], crm["schema"]);
    }
}

/// No address of a person is handed to what is for numbers.
#[test]
fn analytics_gets_no_address() {
    for crm in [json!({ "type": "ga4" }), json!({ "type": "matomo", "base": "https://a.example", "site": 1 })]
    {
        for event in ["opt_in", "feedback", "generate_lead"] {
            let (head, body) = sent(&crm, event);
            assert!(!body.contains("ana") && !head.contains("ana@"), "{crm} {event}: {body}");
        }
    }
}

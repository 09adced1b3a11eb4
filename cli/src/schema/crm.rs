//! CRMs in the schema: an entry for each row of the package, with what that row needs and takes, and entries of one's own.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, from_str, json};

use super::Names;
use crate::rows::ROWS;

/// An endpoint that gets what visitors agree to.
pub struct Crm;

impl JsonSchema for Crm {
    fn schema_name() -> Cow<'static, str> {
        "Crm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = keys(generator);
        let names: Vec<&str> =
            ["segment", "webhook"].into_iter().chain(ROWS.iter().map(|(name, _)| *name)).collect();
        let kind = json!({ "enum": names });
        let own = json!({ "type": "string", "pattern": "^[a-z0-9_]+$" });
        let described =
            "What it is: a row of the package, webhook for any endpoint, or any name with a row of its own.";
        properties.insert("type".to_owned(), json!({ "description": described, "anyOf": [kind, own] }));
        let url = json!({ "required": ["url"] });
        let key = json!({ "type": "string", "description": "Told in the body; made to be public." });
        let mut rules = vec![
            // A row that was written in says by itself where to.
            json!({ "if": { "not": { "required": ["row"] } }, "then": { "properties": { "type": { "enum": names } } } }),
            of_type("webhook", url.clone()),
            of_type("segment", json!({ "required": ["url"], "properties": { "writeKey": key } })),
        ];
        rules.extend(ROWS.iter().map(|(name, text)| entry(name, text)));
        json_schema!({
            "description": "An endpoint that gets what visitors agree to. Whatever else stands here is a parameter of its templates, as crm.KEY.",
            "type": "object",
            "properties": properties,
            "required": ["type"],
            "allOf": rules,
        })
    }
}

/// The keys that every entry can have, each over what its row says.
fn keys(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let said = [
        (
            "name",
            "Its name in reports; needed where there are several of a type.",
            json!({ "type": "string" }),
        ),
        ("comment", "A note to yourself; it has no effect.", json!({ "type": "string" })),
        (
            "events",
            "Only these events; identify and alias are the events of such messages. What the row says, or all, if nothing is said.",
            json!(generator.subschema_for::<Names>()),
        ),
        ("url", "The address, a template.", json!({ "type": "string" })),
        ("base", "The address that those of the row begin with.", json!({ "type": "string" })),
        (
            "method",
            "The HTTP method; POST if nothing is said. With GET the body of a form goes into the address.",
            json!({ "type": "string", "examples": ["GET", "PUT"] }),
        ),
        ("headers", "Headers by name, templates; they go over those of the row one by one.", texts()),
        (
            "transport",
            "How it is sent: simple needs no preflight, preflighted lets the browser ask first, no-cors cannot read the answer, data_layer pushes to the page's dataLayer.",
            json!({ "enum": ["simple", "preflighted", "no-cors", "data_layer"] }),
        ),
        (
            "encoding",
            "How the body is written; json if nothing is said.",
            json!({ "enum": ["json", "text", "form", "multipart", "ndjson"] }),
        ),
        ("batch", "Several messages in one request; one if nothing is said.", batch()),
        ("item", "A template for each message; the message itself if nothing is said.", json!({})),
        (
            "body",
            "A template for the request; the item, or the list of items, if nothing is said. It takes the place of the row's requests.",
            json!({}),
        ),
        (
            "fields",
            "Fields by name, templates; they go over those of the row one by one.",
            json!({ "type": "object" }),
        ),
        (
            "requests",
            "Requests by event: of these the first that fits is made. Its keys go over those beside it.",
            json!({ "type": "array", "items": { "type": "object" } }),
        ),
        ("accepted", "Statuses that accept, such as 2xx.", patterns("2xx 304")),
        (
            "retry",
            "Statuses that ask to try again; the first pattern that fits decides, ! says no.",
            patterns("!501 408 429 5xx"),
        ),
        (
            "each",
            "The path of a list in the answer with an item for each message; empty: the answer is the list.",
            json!({ "type": "string" }),
        ),
        (
            "fails",
            "A condition on the answer, or on each item, that says refused behind a good status.",
            json!({ "type": "string", "examples": ["error_code", "success == 0"] }),
        ),
        ("later", "The same that says: try again.", json!({ "type": "string" })),
        (
            "dedupes",
            "Whether a message that comes twice is taken once there, by its id. Only then the last messages are sent while the page closes.",
            json!({ "type": "boolean" }),
        ),
        (
            "row",
            "The row, as barrio check --resolve writes it; then the page does not load it.",
            json!({ "type": "object" }),
        ),
    ];
    let describe = |(key, sentence, mut schema): (&str, &str, Value)| {
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), sentence.into());
        }
        (key.to_owned(), schema)
    };
    said.into_iter().map(describe).collect()
}

fn texts() -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" } })
}

fn patterns(example: &str) -> Value {
    json!({ "type": "string", "pattern": "^!?[0-9x]{3}( !?[0-9x]{3})*$", "examples": [example] })
}

fn batch() -> Value {
    json!({
        "type": "object",
        "properties": {
            "count": { "type": "integer", "minimum": 1, "description": "Messages in one request at most." },
            "bytes": { "type": "integer", "minimum": 1, "description": "Bytes of their JSON at most; 50000 if nothing is said." },
        },
        "additionalProperties": false,
    })
}

/// What holds for entries of a type.
fn of_type(name: &str, then: Value) -> Value {
    json!({ "if": { "properties": { "type": { "const": name } }, "required": ["type"] }, "then": then })
}

/// What the row of the package needs and takes.
fn entry(name: &str, text: &str) -> Value {
    // The rows are part of the program, and read by its tests.
    let row: Value = from_str(text).unwrap_or_default();
    let list = |key: &str| row.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
    let mut own = Map::new();
    for (key, sentence) in list("needs").into_iter().chain(list("takes")) {
        own.insert(key, json!({ "description": sentence }));
    }
    let required: Vec<String> = list("needs").into_iter().map(|(key, _)| key).collect();
    of_type(name, json!({ "description": row.get("comment"), "properties": own, "required": required }))
}

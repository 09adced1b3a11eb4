//! A trial: an engine with one CRM, and a visitor who does what the event says.

use barrio_engine::json as engine_json;
use barrio_engine::{Effect, Engine, Input, Request};
use serde_json::{Map, Value, json};

use crate::args::SendArgs;

/// When the made-up visit takes place does not matter to the engine; CRMs want the present.
fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// What a visitor does in a message.
const ACTS: [&str; 5] = ["opt_in", "opt_out", "preferences", "generate_lead", "feedback"];

/// What an answer means to the engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Accepted,
    /// It would be tried again.
    Later,
    Refused,
}

/// An engine that wants to send its one message.
pub(super) struct Trial {
    engine: Engine,
    pub request: Request,
}

impl Trial {
    /// Lets the visitor act.
    ///
    /// # Errors
    /// A sentence where nothing would be sent.
    pub fn new(
        store: &Value,
        entry: &Value,
        data: &Map<String, Value>,
        args: &SendArgs,
    ) -> Result<Trial, String> {
        let entry = &only(entry, &args.event)?;
        let data = sample(&args.event, data);
        let trial_store = trial_store(store, entry, &args.event, &data);
        let mut engine = Engine::new(&trial_store.to_string());
        if let Some(issue) = engine.issues().iter().find(|issue| issue.path.starts_with("crm")) {
            return Err(format!(
                "{}: {}",
                issue.path.replace("crm[0]", "It cannot be used: "),
                issue.message
            )
            .replace(": .", ": "));
        }
        let mut sent = Vec::new();
        for input in inputs(&args.event, &data, args) {
            sent.extend(engine.step(now(), read(&input)?));
        }
        sent.extend(engine.step(now(), Input::Flush { leaving: false }));
        let request = sent.into_iter().find_map(|effect| match effect {
            Effect::Send(request) => Some(request),
            _ => None,
        });
        request
            .map(|request| Trial { engine, request })
            .ok_or_else(|| format!("It does not take {}: no request of its row is for it.", args.event))
    }

    /// What the engine makes of an answer.
    pub fn judge(&mut self, status: u16, retry_after: Option<i64>, body: String) -> Verdict {
        let answer = Input::Sent { request: self.request.id, status, retry_after, body };
        let effects = self.engine.step(now(), answer);
        let says = |wanted: &str| {
            effects.iter().any(|effect| matches!(effect, Effect::Emit { name, .. } if *name == wanted))
        };
        match () {
            () if says("sent") => Verdict::Accepted,
            () if says("error") => Verdict::Refused,
            () => Verdict::Later,
        }
    }
}

/// The CRM as if it took nothing but this event: an opt-in makes other messages too, and they would come first.
///
/// # Errors
/// A sentence where it does not take the event.
fn only(entry: &Value, event: &str) -> Result<Value, String> {
    let events = entry.get("events").or(entry.pointer("/row/events"));
    let named = |events: &Value| {
        let mut names = events.as_array().into_iter().flatten().chain([events]);
        events.as_array().is_some_and(Vec::is_empty) || names.any(|name| name == event)
    };
    if let Some(events) = events.filter(|events| !named(events)) {
        return Err(format!("It does not take {event}: its events are {events}."));
    }
    let mut entry = entry.clone();
    if let Some(entry) = entry.as_object_mut() {
        entry.insert("events".to_owned(), [event].as_slice().into());
    }
    Ok(entry)
}

fn read(input: &Value) -> Result<Input, String> {
    Input::read(&engine_json::parse(&input.to_string())?).map_err(str::to_owned)
}

/// What is filled in unless told otherwise; null takes away.
fn sample(event: &str, data: &Map<String, Value>) -> Map<String, Value> {
    let sample = match event {
        "feedback" => json!({ "score": 9, "why": "Fast delivery" }),
        "generate_lead" => {
            json!({ "email": "ana@example.com", "first_name": "Ana", "last_name": "Gil", "message": "Do you ship to Madrid?" })
        }
        "opt_in" | "identify" => {
            json!({ "email": "ana@example.com", "first_name": "Ana", "last_name": "Gil" })
        }
        "opt_out" | "preferences" => json!({ "email": "ana@example.com" }),
        _ => json!({}),
    };
    let mut all = sample.as_object().cloned().unwrap_or_default();
    all.extend(data.clone());
    all.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// The store file of the trial: the store, the CRM, and a message in which the event can happen.
fn trial_store(store: &Value, entry: &Value, event: &str, data: &Map<String, Value>) -> Value {
    let blocks = blocks(event, data);
    let analytics = if ACTS.contains(&event) { "denied" } else { "granted" };
    json!({
        "version": 1,
        "store": store.get("store").unwrap_or(&json!({})),
        // Of behaviour only what is tried is told.
        "consent": { "default": { "preferences": "granted", "marketing": "granted", "analytics": analytics } },
        "crm": [entry],
        "share": [event],
        "campaigns": [{
            "id": "barrio-send",
            "format": if event == "feedback" { "survey" } else { "form" },
            "layout": "page",
            "trigger": { "on": "manual" },
            "content": { "en": { "blocks": blocks } },
        }],
    })
}

/// The blocks of the message: a field or a question for each thing that is given.
fn blocks(event: &str, data: &Map<String, Value>) -> Vec<Value> {
    let mut blocks: Vec<Value> = data.iter().map(|(name, value)| block(event, name, value)).collect();
    let verb = match event {
        "opt_out" => "unsubscribe",
        "preferences" => "prefer",
        "generate_lead" => "message",
        _ => "subscribe",
    };
    if event == "opt_in" {
        blocks.push(json!({ "consent": "marketing", "text": "Yes, write to me." }));
    }
    if event != "feedback" {
        blocks.push(json!({ "button": "Send", "do": verb }));
    }
    blocks
}

fn block(event: &str, name: &str, value: &Value) -> Value {
    match (event, value) {
        ("feedback", Value::Number(_)) => json!({ "question": "nps", "name": name, "text": name }),
        ("feedback", _) => json!({ "question": "text", "name": name, "text": name }),
        _ if name == "email" => json!({ "field": "email", "label": "Email" }),
        _ if name == "phone" => json!({ "field": "phone", "label": "Phone" }),
        _ => json!({ "field": "text", "name": name, "label": name }),
    }
}

fn inputs(event: &str, data: &Map<String, Value>, args: &SendArgs) -> Vec<Value> {
    let facts = json!({ "languages": ["en-US"], "timezone": "America/Chicago" });
    let mut inputs = vec![
        json!({ "type": "start", "seed": format!("barrio send {}", now()), "facts": facts }),
        json!({ "type": "page", "facts": { "url": args.page, "title": "A page of the shop" } }),
    ];
    let mut fields: Map<String, Value> =
        data.iter().map(|(name, value)| (name.clone(), filled(event, value))).collect();
    match event {
        "identify" => inputs.push(json!({ "type": "identify", "id": "barrio-send", "traits": data })),
        act if ACTS.contains(&act) => {
            fields.insert("consent:marketing".to_owned(), (event == "opt_in").into());
            let action = if event == "feedback" { json!("next") } else { json!(0) };
            inputs.push(json!({ "type": "show", "campaign": "barrio-send" }));
            inputs.push(
                json!({ "type": "act", "campaign": "barrio-send", "action": action, "fields": fields }),
            );
        }
        _ => inputs.push(json!({ "type": "event", "name": event, "properties": data })),
    }
    inputs
}

/// What stands in a field is text; a question takes its answer as it is.
fn filled(event: &str, value: &Value) -> Value {
    match value {
        Value::String(_) => value.clone(),
        _ if event == "feedback" => value.clone(),
        other => other.to_string().into(),
    }
}

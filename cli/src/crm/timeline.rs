//! What a person did, the last first.

use maud::{Markup, html};
use serde_json::Value;

use super::words;
use crate::database::Event;

/// The list of events of one contact.
pub(super) fn list(events: &[Event]) -> Markup {
    html! {
        ol.timeline {
            @for event in events {
                li {
                    p.what { (what(event)) }
                    @if let Some(message) = message(event) { blockquote dir="auto" { (message) } }
                    p.quiet { (words::time(&event.timestamp)) @if let Some(place) = place(event) { " · " (place) } }
                    details {
                        summary { "All that was sent" }
                        pre tabindex="0" { (sent(event)) }
                    }
                }
            }
        }
    }
}

fn what(event: &Event) -> String {
    let property = |name: &str| event.properties.get(name).map(words::plain).filter(|text| !text.is_empty());
    let with = |sentence: &str, detail: Option<String>| match detail {
        Some(detail) => format!("{sentence}: {detail}"),
        None => sentence.to_owned(),
    };
    let survey = || property("survey").or_else(|| property("campaign"));
    match (event.event.as_deref(), event.kind.as_str()) {
        (Some("opt_in"), _) => with("Said yes", property("campaign")),
        (Some("opt_out"), _) => with("Took consent back", property("purpose")),
        (Some("erasure_request"), _) => "Asked to be erased".into(),
        (Some("preferences"), _) => with("Changed what to receive", wishes(event)),
        (Some("feedback"), _) if is_complete(event) => with("Answered", survey()),
        (Some("feedback"), _) => with("Answered a part of", survey()),
        (Some("generate_lead"), _) => with("Left a message", property("email").or_else(|| property("phone"))),
        (Some("chat_started"), _) => with("Started a chat", property("agent")),
        (Some("campaign_shown"), _) => with("Saw", property("campaign")),
        (Some("campaign_clicked"), _) => with("Clicked", property("campaign")),
        (Some("campaign_dismissed"), _) => with("Closed", property("campaign")),
        (Some("campaign_converted"), _) => with("Reached the goal of", property("campaign")),
        (_, "identify") => "Said who they are".into(),
        (_, "alias") => "Was recognised from before".into(),
        (None, "page") => "Looked at a page".into(),
        (Some(name), _) => words::sentence_case(name),
        (None, kind) => words::sentence_case(kind),
    }
}

/// What somebody wrote to the store.
fn message(event: &Event) -> Option<&str> {
    let written = || event.properties.get("message")?.as_str().filter(|text| !text.is_empty());
    if event.event.as_deref() == Some("generate_lead") { written() } else { None }
}

fn is_complete(event: &Event) -> bool {
    event.properties.get("complete").and_then(Value::as_bool).unwrap_or_default()
}

/// What somebody wishes to receive: what stands under `preferences`, or all that was sent but where and by which words
/// it was asked.
fn wishes(event: &Event) -> Option<String> {
    const AROUND: [&str; 9] =
        ["campaign", "variant", "viewing", "interests", "consent", "email", "page", "locale", "method"];
    let own = event.properties.get("preferences").and_then(Value::as_object);
    let told =
        own.or(event.properties.as_object())?.iter().filter(|(name, _)| !AROUND.contains(&name.as_str()));
    let told: Vec<String> = told.map(|(name, value)| format!("{name}: {}", words::plain(value))).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

fn place(event: &Event) -> Option<&str> {
    let page = event.context.get("page")?;
    let text = |name| page.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("path").or_else(|| text("url"))
}

fn sent(event: &Event) -> String {
    let parts = [("properties", &event.properties), ("traits", &event.traits), ("context", &event.context)];
    let told = parts.into_iter().filter(|(_, value)| value.as_object().is_some_and(|map| !map.is_empty()));
    let shown = told.map(|(name, value)| format!("{name} {value:#}"));
    shown.collect::<Vec<_>>().join("\n")
}

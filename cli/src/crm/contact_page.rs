//! `/crm/contacts/{id}`: one person, where they came from, what they agreed to, what they said.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Html;
use maud::{Markup, html};
use serde_json::Value;

use super::subscription::{card, definitions, record};
use super::{Trouble, layout, timeline, words};
use crate::database::{self, Contact, Database, Detail, Feedback, Touch};

pub(super) async fn show(
    State(database): State<Arc<Database>>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Html<String>, Trouble> {
    let Path(id) = id.map_err(|_| Trouble::NO_CONTACT)?;
    let found = database.read(move |db| database::contact(db, id)).await?;
    let detail = found.ok_or(Trouble::NO_CONTACT)?;
    Ok(layout::page(&words::name(&detail.contact), &body(&detail)))
}

fn body(detail: &Detail) -> Markup {
    let contact = &detail.contact;
    html! {
        p.back { a href="/crm" { "All contacts" } }
        h1 { (words::name(contact)) }
        @if contact.name.is_some() { @if let Some(email) = &contact.email { p.lead { (email) } } }
        @if let Some(time) = &contact.erasure_requested_at { (erasure(time)) }
        div.columns {
            div { (consents(detail)) (feedback(&contact.feedback)) }
            aside aria-label="About this contact" {
                (person(contact))
                (viewing(contact))
                (touch("First came from", &contact.first_touch))
                (touch("Last came from", &contact.last_touch))
            }
            section.late { h2 { "Timeline" } (timeline::list(&detail.timeline)) }
        }
    }
}

/// Who may ask for it cannot be known here, so nothing is erased by itself: a person decides.
fn erasure(time: &str) -> Markup {
    html! {
        div.notice role="note" {
            p { strong { "Asked to be erased" } " on " (words::time(time)) "." }
            p { "They get no mail any more. Make sure that it was them, then erase them wherever you keep them." }
        }
    }
}

fn consents(detail: &Detail) -> Markup {
    let contact = &detail.contact;
    html! {
        section {
            h2 { "Consent" }
            @if contact.subscriptions.is_empty() { p.quiet { "Has not agreed to anything. Do not write to them." } }
            @for subscription in &contact.subscriptions { (card(subscription)) }
            @if !detail.consents.is_empty() { (record(&detail.consents)) }
        }
    }
}

fn feedback(answered: &[Feedback]) -> Markup {
    html! {
        @if !answered.is_empty() {
            section {
                h2 { "Feedback" }
                @for one in answered { (survey(one)) }
            }
        }
    }
}

fn survey(feedback: &Feedback) -> Markup {
    html! {
        article.card {
            header {
                h3 { (feedback.survey.as_deref().unwrap_or("Survey")) }
                span.state { (if feedback.complete { "Complete" } else { "Partly answered" }) }
            }
            dl { @for (question, answer) in answers(&feedback.answers) {
                div { dt { (question) } dd dir="auto" { (answer) } }
            } }
            p.quiet { (words::time(&feedback.time)) }
        }
    }
}

fn answers(told: &Value) -> Vec<(String, String)> {
    match told {
        Value::Object(map) => {
            map.iter().map(|(key, value)| (words::sentence_case(key), words::plain(value))).collect()
        }
        Value::Null => Vec::new(),
        other => vec![("Answer".into(), words::plain(other))],
    }
}

fn person(contact: &Contact) -> Markup {
    let text = |value: &Option<String>| value.as_ref().map(|value| html! { (value) });
    let rows = [
        ("Country", contact.country.as_deref().map(|code| country(code, contact))),
        ("Language", text(&contact.locale)),
        ("Time zone", text(&contact.timezone)),
        ("Device", text(&contact.device)),
        ("Lifecycle", text(&contact.lifecycle)),
        ("Account", text(&contact.user_id)),
        ("First heard of", Some(words::time(&contact.created_at))),
        ("Last heard of", Some(words::time(&contact.last_seen_at))),
        ("Messages", Some(html! { (contact.events) })),
    ];
    html! { section.card { h2 { "Who" } (definitions(rows)) } }
}

fn country(code: &str, contact: &Contact) -> Markup {
    let by = match contact.country_source.as_deref() {
        Some("host") => Some("told by the store"),
        Some("timezone") => Some("by the time zone"),
        Some("locale") => Some("by the language"),
        _ => None,
    };
    html! { (words::country(code)) @if let Some(by) = by { " " span.quiet { "(" (by) ")" } } }
}

fn viewing(contact: &Contact) -> Markup {
    let Some(viewing) = &contact.viewing else {
        return html! {};
    };
    let text = |pointer: &str| viewing.pointer(pointer).map(words::plain).filter(|text| !text.is_empty());
    let shown = |value: Option<String>| value.map(|value| html! { (value) });
    let rows = [
        ("What", shown(words::viewed(viewing))),
        ("Price", shown(words::price(viewing))),
        ("Category", shown(text("/product/category"))),
        ("Number", shown(text("/product/sku"))),
        ("Page", shown(text("/path"))),
    ];
    html! { section.card { h2 { "Was looking at" } (definitions(rows)) } }
}

fn touch(title: &str, touch: &Touch) -> Markup {
    let text = |value: &Option<String>| value.as_ref().map(|value| html! { (value) });
    let rows = [
        ("Channel", text(&touch.channel)),
        ("Source", text(&touch.source)),
        ("Medium", text(&touch.medium)),
        ("Campaign", text(&touch.campaign)),
        ("Landing page", text(&touch.landing_page)),
        ("Referrer", text(&touch.referrer)),
        ("When", touch.time.as_deref().map(words::time)),
    ];
    html! {
        @if *touch != Touch::default() {
            section.card { h2 { (title) } (definitions(rows)) }
        }
    }
}

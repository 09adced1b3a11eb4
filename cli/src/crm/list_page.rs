//! `/crm`: who said yes, where they are from and what they were looking at.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{HOST, HeaderMap};
use axum::response::Html;
use maud::{Markup, html};

use super::{Trouble, Window, layout, subscription, words};
use crate::database::{self, Contact, ContactPage, Database};

pub(super) async fn show(
    State(database): State<Arc<Database>>,
    headers: HeaderMap,
    window: Result<Query<Window>, QueryRejection>,
) -> Result<Html<String>, Trouble> {
    // A person who mistypes an address gets the first page, not an error.
    let window = window.map(|Query(window)| window).unwrap_or_default();
    let (search, limit, offset) = (window.search(), window.limit(), window.offset());
    let found = database.read(move |db| database::contacts(db, &search, limit, offset)).await?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    Ok(layout::page("Contacts", &body(&window, &found, host)))
}

fn body(window: &Window, found: &ContactPage, host: &str) -> Markup {
    let search = window.search();
    if found.total == 0 && search.is_empty() {
        return nobody_yet(host);
    }
    html! {
        div.heading {
            h1 { "Contacts" span.count { (found.total) } }
            form.search role="search" action="/crm" method="get" {
                label for="q" { "Name, email or account" }
                div { input #q type="search" name="q" value=(search); button { "Search" } }
            }
        }
        @if found.contacts.is_empty() {
            p.quiet { "Nobody here matches. " a href="/crm" { "See all contacts" } }
        } @else {
            (table(&found.contacts))
            (pager(window, found.total))
        }
    }
}

fn nobody_yet(host: &str) -> Markup {
    html! {
        section.empty {
            h1 { "Nobody has said yes to anything yet" }
            p { "Open the shop at " a href="/" { (host) } " and say yes to something: you will be here a moment later." }
        }
    }
}

/// The roles say again what the elements are, because a phone's layout takes their meaning away.
fn table(contacts: &[Contact]) -> Markup {
    html! {
        table role="table" {
            caption.hidden { "Contacts, the last seen first" }
            thead role="rowgroup" { tr role="row" {
                @for title in ["Who", "Where from", "Said yes", "Was looking at"] {
                    th scope="col" role="columnheader" { (title) }
                }
            } }
            tbody role="rowgroup" { @for contact in contacts { (row(contact)) } }
        }
    }
}

fn row(contact: &Contact) -> Markup {
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                a href={ "/crm/contacts/" (contact.id) } { (words::name(contact)) }
                @if contact.name.is_some() { @if let Some(email) = &contact.email { span.quiet { (email) } } }
                @if contact.erasure_requested_at.is_some() { span.state data-state="withdrawn" { "Asked to be erased" } }
            }
            td role="cell" data-label="Where from" { (came_from(contact)) }
            td role="cell" data-label="Said yes" { (said_yes(contact)) }
            td role="cell" data-label="Was looking at" { (looked_at(contact)) }
        }
    }
}

fn came_from(contact: &Contact) -> Markup {
    let country = contact.country.as_deref().map(words::country);
    html! {
        (country.unwrap_or("Unknown"))
        @if let Some(origin) = words::origin(&contact.first_touch) { span.quiet { (origin) } }
    }
}

fn said_yes(contact: &Contact) -> Markup {
    html! {
        @if contact.subscriptions.is_empty() { span.quiet { "Not yet" } }
        @for one in &contact.subscriptions {
            div.consent { (subscription::state(one)) span.quiet { (words::time(one.withdrawn_at.as_ref().unwrap_or(&one.proof.time))) } }
        }
    }
}

fn looked_at(contact: &Contact) -> Markup {
    let viewing = contact.viewing.as_ref();
    html! {
        @match viewing.and_then(words::viewed) {
            Some(name) => (name),
            None => span.quiet { "Unknown" },
        }
        @if let Some(price) = viewing.and_then(words::price) { span.quiet { (price) } }
    }
}

fn pager(window: &Window, total: u32) -> Markup {
    let (limit, offset) = (window.limit(), window.offset());
    let next = offset.saturating_add(limit);
    html! {
        @if offset > 0 || next < total {
            nav.pager aria-label="Pages" {
                @if offset > 0 { a rel="prev" href=(link(window, offset.saturating_sub(limit))) { "Earlier in the list" } }
                @if next < total { a rel="next" href=(link(window, next)) { "Further down the list" } }
            }
        }
    }
}

fn link(window: &Window, offset: u32) -> String {
    let (search, offset, limit) = (window.search(), offset.to_string(), window.limit().to_string());
    let query = serde_urlencoded::to_string([("q", &search), ("offset", &offset), ("limit", &limit)]);
    format!("/crm?{}", query.unwrap_or_default())
}

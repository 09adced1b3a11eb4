//! The frame of every page of the CRM.

use axum::response::Html;
use maud::{DOCTYPE, Markup, html};

/// A whole page around `content`.
pub(super) fn page(title: &str, content: &Markup) -> Html<String> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · barrio CRM" }
                link rel="stylesheet" href="/crm/crm.css";
            }
            body {
                a.skip href="#content" { "Skip to content" }
                header.top {
                    a.brand href="/crm" { "barrio" span { "CRM" } }
                    nav aria-label="Main" {
                        a href="/crm" { "Contacts" }
                        a href="/crm/reports" { "Reports" }
                        a href="/" { "Shop" }
                    }
                }
                main #content { (content) }
            }
        }
    };
    Html(markup.into_string())
}

/// A page that only says something.
pub(crate) fn notice(title: &str, sentence: &str) -> Html<String> {
    page(
        title,
        &html! {
            section.empty { h1 { (title) } p { (sentence) } }
        },
    )
}

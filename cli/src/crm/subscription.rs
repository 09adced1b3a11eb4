//! A consent as a person reads it: what holds now, and the proof.

use maud::{Markup, html};

use super::words;
use crate::database::{Answer, Subscription};

/// The state in a word, coloured.
pub(super) fn state(subscription: &Subscription) -> Markup {
    let word = match subscription.state.as_str() {
        "pending" => "Awaiting confirmation",
        "withdrawn" => "Withdrawn",
        _ => "Granted",
    };
    html! { span.state data-state=(subscription.state) { (word) } }
}

/// One subscription with its proof.
pub(super) fn card(subscription: &Subscription) -> Markup {
    let proof = &subscription.proof;
    html! {
        article.card {
            header {
                h3 { (purpose(proof)) }
                (state(subscription))
            }
            @if let Some(text) = &proof.text {
                blockquote lang=[proof.locale.as_deref()] dir="auto" { (text) }
            } @else {
                p.quiet { "The exact words were not sent." }
            }
            (verdict(proof))
            (facts(proof, subscription.withdrawn_at.as_deref()))
        }
    }
}

/// Every answer as it came, the last first, folded away: what holds now hides what held before.
pub(super) fn record(answers: &[Answer]) -> Markup {
    html! {
        details {
            summary { "The whole record, " (answers.len()) @if answers.len() == 1 { " answer" } @else { " answers" } }
            ol.record { @for answer in answers {
                li {
                    p.what { (purpose(answer)) (if answer.action == "grant" { ": yes" } else { ": no" }) }
                    @if let Some(text) = &answer.text { blockquote lang=[answer.locale.as_deref()] dir="auto" { (text) } }
                    @if answer.action == "grant" { (verdict(answer)) }
                    (facts(answer, None))
                }
            } }
        }
    }
}

fn purpose(proof: &Answer) -> String {
    proof.purpose.as_deref().map_or_else(|| "Everything".into(), words::sentence_case)
}

fn verdict(proof: &Answer) -> Markup {
    html! {
        @match proof.hash_matches {
            Some(true) => p.verdict.good { "Verified: the hash is that of these words." },
            Some(false) => p.verdict.bad { "Not verified: the hash is not that of these words." },
            None => p.verdict { "Nothing to verify: words or hash were not sent." },
        }
    }
}

fn facts(proof: &Answer, withdrawn_at: Option<&str>) -> Markup {
    let text = |value: &Option<String>| value.as_ref().map(|value| html! { (value) });
    let time = |value: &str| Some(words::time(value));
    let campaign = proof.campaign.as_ref().map(|campaign| {
        html! { (campaign) @if let Some(variant) = &proof.variant { ", variant " (variant) } }
    });
    let rows = [
        ("Given by", text(&proof.email)),
        ("On their clock", time(&proof.time)),
        ("On our clock", time(&proof.received_at)),
        ("Withdrawn", withdrawn_at.and_then(time)),
        ("How", text(&proof.method)),
        ("Language", text(&proof.locale)),
        ("Campaign", campaign),
        ("Page", text(&proof.page)),
        (
            "Signals",
            proof
                .signals
                .as_ref()
                .map(words::plain)
                .filter(|told| !told.is_empty())
                .map(|told| html! { (told) }),
        ),
        ("Double opt-in", proof.double_opt_in.as_deref().map(double_opt_in)),
        ("SHA-256", proof.text_hash.as_ref().map(|hash| html! { code { (hash) } })),
    ];
    definitions(rows)
}

fn double_opt_in(told: &str) -> Markup {
    match told {
        "pending" => html! { "Awaits the mail with the link" },
        "none" => html! { "Not asked for" },
        other => html! { (words::sentence_case(other)) },
    }
}

/// Names and values; those without a value are left out.
pub(super) fn definitions(rows: impl IntoIterator<Item = (&'static str, Option<Markup>)>) -> Markup {
    let known = rows.into_iter().filter_map(|(name, value)| Some((name, value?)));
    html! {
        dl {
            @for (name, value) in known { div { dt { (name) } dd { (value) } } }
        }
    }
}

//! The record of what people agreed to, and what holds of it now.

use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::hex;
use super::ingest::Times;
use crate::collect::{Action, Consent, Message};

/// One recorded answer: the proof that a person said so.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Answer {
    /// `grant` or `withdraw`.
    pub(crate) action: String,
    /// The address that the answer is about.
    pub(crate) email: Option<String>,
    /// What was agreed to; none for a withdrawal of everything.
    pub(crate) purpose: Option<String>,
    /// The exact words.
    pub(crate) text: Option<String>,
    /// Their SHA-256, as the page computed it.
    pub(crate) text_hash: Option<String>,
    /// Whether this server computed the same hash; none where words or hash are missing.
    pub(crate) hash_matches: Option<bool>,
    /// The language of the words.
    pub(crate) locale: Option<String>,
    /// How the answer was given, such as `form`.
    pub(crate) method: Option<String>,
    /// The campaign that asked.
    pub(crate) campaign: Option<String>,
    /// Its variant.
    pub(crate) variant: Option<String>,
    /// The page where it asked.
    pub(crate) page: Option<String>,
    /// The signals that were in force, such as `{"gpc": false}`, as they were sent.
    pub(crate) signals: Option<Value>,
    /// What was told of double opt-in, such as `pending` or `none`.
    pub(crate) double_opt_in: Option<String>,
    /// When, by the sender's clock.
    pub(crate) time: String,
    /// When it reached this server.
    pub(crate) received_at: String,
    #[serde(skip)]
    state: String,
}

/// What holds now for one address and purpose, with the proof of the last grant.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Subscription {
    /// `pending` (a confirmation by mail is awaited), `granted` or `withdrawn`.
    pub(crate) state: String,
    /// When consent was taken back, by the sender's clock.
    pub(crate) withdrawn_at: Option<String>,
    /// The grant, or the withdrawal if there never was one.
    #[serde(flatten)]
    pub(crate) proof: Answer,
}

/// Adds one answer. The hash is computed again here: a proof that nobody checked is none.
pub(super) fn record(
    db: &Connection,
    message: &Message,
    consent: &Consent,
    contact: i64,
    at: &Times,
) -> rusqlite::Result<()> {
    let (action, state) = match consent.action {
        Action::Withdraw => ("withdraw", "withdrawn"),
        Action::Grant if consent.pending => ("grant", "pending"),
        Action::Grant => ("grant", "granted"),
    };
    db.prepare_cached(
        "INSERT INTO consents (message_id, contact_id, email, action, purpose, state, text,
           text_hash, hash_matches, locale, method, campaign, variant, page,
           time, occurred_at, received_at, signals, double_opt_in)
         VALUES (?1, ?2, coalesce(?3, (SELECT email FROM contacts WHERE id = ?2)),
           ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?
    .execute(params![
        message.message_id,
        contact,
        message.email,
        action,
        consent.purpose,
        state,
        consent.text,
        consent.text_hash,
        hash_matches(consent),
        consent.locale,
        consent.method,
        consent.campaign,
        consent.variant,
        consent.page,
        at.timestamp,
        at.occurred_at,
        at.received_at,
        consent.signals,
        consent.double_opt_in,
    ])?;
    Ok(())
}

fn hash_matches(consent: &Consent) -> Option<bool> {
    let text = consent.text.as_deref()?;
    let told = consent.text_hash.as_deref()?;
    Some(hex(&Sha256::digest(text.as_bytes())).eq_ignore_ascii_case(told))
}

/// Every answer of a contact, oldest first.
pub(super) fn answers(db: &Connection, contact: i64) -> rusqlite::Result<Vec<Answer>> {
    let mut query = db.prepare_cached(
        "SELECT action, email, purpose, text, text_hash, hash_matches, locale, method, campaign,
           variant, page, time, received_at, state, signals, double_opt_in
         FROM consents WHERE contact_id = ?1 ORDER BY occurred_at, id",
    )?;
    query.query_map([contact], read_answer)?.collect()
}

fn read_answer(row: &Row) -> rusqlite::Result<Answer> {
    Ok(Answer {
        action: row.get(0)?,
        email: row.get(1)?,
        purpose: row.get(2)?,
        text: row.get(3)?,
        text_hash: row.get(4)?,
        hash_matches: row.get(5)?,
        locale: row.get(6)?,
        method: row.get(7)?,
        campaign: row.get(8)?,
        variant: row.get(9)?,
        page: row.get(10)?,
        time: row.get(11)?,
        received_at: row.get(12)?,
        state: row.get(13)?,
        signals: row.get(14)?,
        double_opt_in: row.get(15)?,
    })
}

/// What holds after all `answers`, which come oldest first.
pub(super) fn subscriptions(answers: &[Answer]) -> Vec<Subscription> {
    let mut held: Vec<Subscription> = Vec::new();
    for answer in answers {
        if answer.action == "grant" {
            held.retain(|one| !is_about(answer, &one.proof));
            held.push(Subscription::of(answer));
        } else {
            withdraw(&mut held, answer);
        }
    }
    held
}

fn withdraw(held: &mut Vec<Subscription>, answer: &Answer) {
    let mut found = false;
    for one in held.iter_mut().filter(|one| is_about(answer, &one.proof)) {
        one.state.clone_from(&answer.state);
        one.withdrawn_at = Some(answer.time.clone());
        found = true;
    }
    if !found {
        held.push(Subscription { withdrawn_at: Some(answer.time.clone()), ..Subscription::of(answer) });
    }
}

impl Subscription {
    fn of(answer: &Answer) -> Self {
        Self { state: answer.state.clone(), withdrawn_at: None, proof: answer.clone() }
    }
}

/// An answer without an address or a purpose is about every address or purpose.
fn is_about(answer: &Answer, earlier: &Answer) -> bool {
    let covers = |new: &Option<String>, old: &Option<String>| new.is_none() || new == old;
    covers(&answer.purpose, &earlier.purpose) && covers(&answer.email, &earlier.email)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn answer(action: &str, purpose: Option<&str>, email: Option<&str>, minute: u8) -> Answer {
        Answer {
            action: action.into(),
            email: email.map(Into::into),
            purpose: purpose.map(Into::into),
            text: None,
            text_hash: None,
            hash_matches: None,
            locale: None,
            method: None,
            campaign: None,
            variant: None,
            page: None,
            signals: None,
            double_opt_in: None,
            time: format!("2026-11-22T10:{minute:02}:00.000Z"),
            received_at: String::new(),
            state: if action == "grant" { "granted".into() } else { "withdrawn".into() },
        }
    }

    fn states(answers: &[Answer]) -> Vec<String> {
        subscriptions(answers).into_iter().map(|one| one.state).collect()
    }

    #[test]
    fn the_last_answer_to_a_purpose_holds() {
        let yes = |minute| answer("grant", Some("marketing"), Some("a@b.c"), minute);
        let no = answer("withdraw", Some("marketing"), Some("a@b.c"), 2);
        assert_eq!(states(&[yes(1), no.clone()]), ["withdrawn"]);
        assert_eq!(states(&[yes(1), no, yes(3)]), ["granted"]);
    }

    #[test]
    fn a_withdrawal_keeps_the_proof_of_what_was_granted() {
        let yes =
            Answer { text: Some("Yes, send me news.".into()), ..answer("grant", Some("marketing"), None, 1) };
        let held = subscriptions(&[yes, answer("withdraw", Some("marketing"), None, 2)]);
        assert_eq!(held[0].proof.text.as_deref(), Some("Yes, send me news."));
        assert_eq!(held[0].withdrawn_at.as_deref(), Some("2026-11-22T10:02:00.000Z"));
    }

    #[test]
    fn purposes_and_addresses_are_answered_separately() {
        let answers = [
            answer("grant", Some("marketing"), Some("a@b.c"), 1),
            answer("grant", Some("marketing"), Some("x@y.z"), 2),
            answer("grant", Some("surveys"), Some("a@b.c"), 3),
            answer("withdraw", Some("marketing"), Some("a@b.c"), 4),
        ];
        assert_eq!(states(&answers), ["withdrawn", "granted", "granted"]);
    }

    #[test]
    fn a_withdrawal_of_everything_takes_everything_back() {
        let answers = [
            answer("grant", Some("marketing"), Some("a@b.c"), 1),
            answer("grant", Some("surveys"), Some("a@b.c"), 2),
            answer("withdraw", None, None, 3),
        ];
        assert_eq!(states(&answers), ["withdrawn", "withdrawn"]);
    }
}

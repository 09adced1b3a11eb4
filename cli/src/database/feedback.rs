//! Reads answers to surveys. A survey is sent again with every answer: what was said last is what counts.

use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::Value;

/// How many answers to surveys are read.
const FEEDBACK: u32 = 200;

/// The answers that one person gave when going through one survey.
#[derive(Debug, Serialize)]
pub(crate) struct Feedback {
    /// The survey, or the campaign that showed it.
    pub(crate) survey: Option<String>,
    /// The sender's id of this time that it was gone through: all messages about it have the same.
    pub(crate) response: Option<String>,
    /// Whether the person went through to the end.
    pub(crate) complete: bool,
    /// The answers by question, as they were sent.
    pub(crate) answers: Value,
    /// When, by the sender's clock.
    pub(crate) time: String,
    /// When it reached this server.
    pub(crate) received_at: String,
}

/// True of an event after which the same response was told again. All messages are kept, because a late copy of an
/// early one must still be known for what it is; only the last is shown.
pub(crate) const IS_SUPERSEDED: &str = "event = 'feedback' AND EXISTS (
  SELECT 1 FROM events AS later WHERE later.event = 'feedback' AND later.contact_id = events.contact_id
    AND (later.properties ->> '$.response') = (events.properties ->> '$.response')
    AND (later.occurred_at, later.arrival) > (events.occurred_at, events.arrival))";

/// What a contact answered, the last first: one record for each response, complete or not.
///
/// Where responses have no id, an incomplete one is one with whatever came later for the same survey.
pub(super) fn feedback(db: &Connection, contact: i64) -> rusqlite::Result<Vec<Feedback>> {
    let query = format!(
        "SELECT properties, timestamp, received_at FROM events WHERE contact_id = ?1
         AND event = 'feedback' AND NOT ({IS_SUPERSEDED}) ORDER BY occurred_at DESC, arrival DESC LIMIT ?2"
    );
    let mut query = db.prepare_cached(&query)?;
    let rows = query.query_map(params![contact, FEEDBACK], read)?;
    let mut kept: Vec<Feedback> = Vec::new();
    for row in rows {
        let older: Feedback = row?;
        let is_part_of = |newer: &Feedback| newer.survey == older.survey && newer.response.is_none();
        if older.complete || older.response.is_some() || !kept.iter().any(is_part_of) {
            kept.push(older);
        }
    }
    Ok(kept)
}

fn read(row: &Row) -> rusqlite::Result<Feedback> {
    let properties: Value = row.get(0)?;
    let text = |name: &str| {
        let text = properties.get(name)?.as_str()?;
        Some(text.to_owned()).filter(|text| !text.is_empty())
    };
    Ok(Feedback {
        survey: text("survey").or_else(|| text("campaign")),
        response: text("response"),
        complete: properties.get("complete").and_then(Value::as_bool).unwrap_or_default(),
        answers: properties.get("answers").cloned().unwrap_or_default(),
        time: row.get(1)?,
        received_at: row.get(2)?,
    })
}

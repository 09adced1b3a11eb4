//! Reads stored messages.

use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::feedback::IS_SUPERSEDED;

/// One stored message.
#[derive(Debug, Serialize)]
pub(crate) struct Event {
    /// The sender's id for it.
    pub(crate) message_id: String,
    /// Who did it.
    pub(crate) contact_id: i64,
    /// `track`, `identify`, `alias` or `page`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What happened, such as `opt_in`.
    pub(crate) event: Option<String>,
    /// The device that sent it.
    pub(crate) anonymous_id: Option<String>,
    /// The account that it was sent for.
    pub(crate) user_id: Option<String>,
    /// When, by the sender's clock.
    pub(crate) timestamp: String,
    /// When, by this server's clock.
    pub(crate) occurred_at: String,
    /// When it reached this server.
    pub(crate) received_at: String,
    /// What was sent with it, as it was sent.
    pub(crate) properties: Value,
    /// What an `identify` said about the person, as it was sent.
    pub(crate) traits: Value,
    /// Where the sender was, as it was sent.
    pub(crate) context: Value,
}

const COLUMNS: &str = "message_id, contact_id, type, event, anonymous_id, user_id, timestamp, \
occurred_at, received_at, properties, traits, context";

/// Stored messages, the last to arrive first; those of one name only, if `event` is given.
pub(crate) fn events(
    db: &Connection,
    event: Option<&str>,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<Event>> {
    // Two queries: with one, `?1 IS NULL OR …` would keep SQLite from using the index.
    let filter = if event.is_some() { "event = ?1" } else { "?1 IS NULL" };
    let query =
        format!("SELECT {COLUMNS} FROM events WHERE {filter} ORDER BY arrival DESC LIMIT ?2 OFFSET ?3");
    let mut query = db.prepare_cached(&query)?;
    query.query_map(params![event, limit, offset], read)?.collect()
}

/// What a contact did, the last first. Of what was told again only the last is there.
pub(super) fn timeline(db: &Connection, contact: i64, limit: u32) -> rusqlite::Result<Vec<Event>> {
    let query = format!(
        "SELECT {COLUMNS} FROM events WHERE contact_id = ?1 AND NOT ({IS_SUPERSEDED})
         ORDER BY occurred_at DESC, arrival DESC LIMIT ?2"
    );
    db.prepare_cached(&query)?.query_map(params![contact, limit], read)?.collect()
}

fn read(row: &Row) -> rusqlite::Result<Event> {
    Ok(Event {
        message_id: row.get(0)?,
        contact_id: row.get(1)?,
        kind: row.get(2)?,
        event: row.get(3)?,
        anonymous_id: row.get(4)?,
        user_id: row.get(5)?,
        timestamp: row.get(6)?,
        occurred_at: row.get(7)?,
        received_at: row.get(8)?,
        properties: row.get(9)?,
        traits: row.get(10)?,
        context: row.get(11)?,
    })
}

//! Stores a batch: every message of it or none, each message once.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde::Serialize;

use super::identity::{Sender, resolve};
use super::{consents, stamp};
use crate::collect::{Batch, Message};

/// The answer to an accepted batch.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Receipt {
    /// Messages that were new.
    pub(crate) accepted: usize,
    /// Messages that had been stored before, by `messageId`.
    pub(crate) duplicates: usize,
}

/// When a message happened, by three clocks.
pub(super) struct Times {
    /// What the sender's clock said.
    pub(super) timestamp: String,
    /// The same moment by our clock.
    pub(super) occurred_at: String,
    /// When it reached us.
    pub(super) received_at: String,
}

/// Stores what is new in `batch`. Whoever calls it keeps all of it or nothing.
pub(super) fn ingest(db: &Connection, batch: &Batch, received_at: Timestamp) -> rusqlite::Result<Receipt> {
    let mut receipt = Receipt::default();
    for message in &batch.messages {
        if is_known(db, &message.message_id)? {
            receipt.duplicates += 1;
        } else {
            store(db, message, batch.sent_at, received_at)?;
            receipt.accepted += 1;
        }
    }
    Ok(receipt)
}

fn is_known(db: &Connection, message_id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM events WHERE message_id = ?1")?.exists([message_id])
}

fn store(
    db: &Connection,
    message: &Message,
    sent_at: Option<Timestamp>,
    received_at: Timestamp,
) -> rusqlite::Result<()> {
    let times = |time| Times {
        timestamp: stamp(time),
        occurred_at: stamp(by_our_clock(time, sent_at, received_at)),
        received_at: stamp(received_at),
    };
    let at = times(message.timestamp);
    let contact = resolve(db, &Sender::of(message), &at.received_at)?;
    insert(db, message, contact, &at)?;
    for consent in &message.consents {
        consents::record(db, message, consent, contact, &times(consent.time))?;
    }
    // Of a batch only the first message writes here.
    let seen = "UPDATE contacts SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2";
    db.prepare_cached(seen)?.execute(params![contact, at.received_at])?;
    Ok(())
}

/// A phone whose clock is a year ahead must not win over every later answer: what counts is how
/// long before sending it happened. Nothing happens after it was received.
fn by_our_clock(time: Timestamp, sent_at: Option<Timestamp>, received_at: Timestamp) -> Timestamp {
    let corrected = match sent_at {
        Some(sent_at) => received_at.checked_sub(sent_at.duration_since(time)).unwrap_or(received_at),
        None => time,
    };
    corrected.min(received_at)
}

fn insert(db: &Connection, message: &Message, contact: i64, at: &Times) -> rusqlite::Result<()> {
    let json = |map: &serde_json::Map<_, _>| serde_json::Value::Object(map.clone());
    db.prepare_cached(
        "INSERT INTO events (message_id, contact_id, type, event, anonymous_id, user_id,
           timestamp, occurred_at, received_at, properties, traits, context)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        message.message_id,
        contact,
        message.kind.name(),
        message.event,
        message.anonymous_id,
        message.user_id,
        at.timestamp,
        at.occurred_at,
        at.received_at,
        json(&message.properties),
        json(&message.traits),
        json(&message.context),
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_wrong_clock_is_corrected_by_when_it_sent() {
        let received = time("2026-11-22T10:00:10Z");
        let ahead = by_our_clock(time("2030-01-01T00:00:00Z"), Some(time("2030-01-01T00:00:05Z")), received);
        assert_eq!(ahead, time("2026-11-22T10:00:05Z"));
    }

    #[test]
    fn nothing_happens_after_it_was_received() {
        let received = time("2026-11-22T10:00:00Z");
        let later = time("2026-11-23T00:00:00Z");
        assert_eq!(by_our_clock(later, None, received), received);
        assert_eq!(by_our_clock(later, Some(received), received), received);
    }

    #[test]
    fn without_a_time_of_sending_the_senders_clock_is_believed() {
        let earlier = time("2026-11-20T00:00:00Z");
        assert_eq!(by_our_clock(earlier, None, time("2026-11-22T10:00:00Z")), earlier);
    }
}

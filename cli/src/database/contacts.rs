//! Reads contacts. What events say about a person is not copied into the contact but read from
//! the events, so that a merge moves rows and nothing can go stale.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::consents::{self, Answer, Subscription};
use super::events::{self, Event};
use super::feedback::{Feedback, feedback};

/// How much of a timeline is shown at once.
const TIMELINE: u32 = 200;

/// A person, with or without a name.
#[derive(Debug, Serialize)]
pub(crate) struct Contact {
    /// Ours, for links.
    pub(crate) id: i64,
    /// The address; its domain in lower case.
    pub(crate) email: Option<String>,
    /// The name, if the person or the store told one.
    pub(crate) name: Option<String>,
    /// The account in the store.
    pub(crate) user_id: Option<String>,
    /// The devices, the last used last.
    pub(crate) anonymous_ids: Vec<String>,
    /// Two letters, such as `ES`.
    pub(crate) country: Option<String>,
    /// How the country was told: `host`, `timezone` or `locale`.
    pub(crate) country_source: Option<String>,
    /// The language of the browser, such as `es-ES`.
    pub(crate) locale: Option<String>,
    /// The time zone of the browser.
    pub(crate) timezone: Option<String>,
    /// `mobile`, `tablet` or `desktop`.
    pub(crate) device: Option<String>,
    /// `probable`, `potential`, `active` or `inactive`.
    pub(crate) lifecycle: Option<String>,
    /// How the person came for the first time.
    pub(crate) first_touch: Touch,
    /// How the person came for the last time.
    pub(crate) last_touch: Touch,
    /// When this server first heard of the person.
    pub(crate) created_at: String,
    /// When it last did.
    pub(crate) last_seen_at: String,
    /// When the person last asked to be erased, by the sender's clock.
    pub(crate) erasure_requested_at: Option<String>,
    /// What holds now, for each address and purpose.
    pub(crate) subscriptions: Vec<Subscription>,
    /// What was being looked at when the person last opted in or left a message, as it was sent.
    pub(crate) viewing: Option<Value>,
    /// Answers to surveys, the last first.
    pub(crate) feedback: Vec<Feedback>,
    /// How many messages there are of this person.
    pub(crate) events: i64,
}

/// A contact with everything that is known of it.
#[derive(Debug, Serialize)]
pub(crate) struct Detail {
    /// The contact as in lists.
    #[serde(flatten)]
    pub(crate) contact: Contact,
    /// Every answer to a question of consent, the last first.
    pub(crate) consents: Vec<Answer>,
    /// The messages, the last first; at most 200.
    pub(crate) timeline: Vec<Event>,
}

/// Where a visit came from.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Touch {
    /// Such as `instagram`.
    pub(crate) source: Option<String>,
    /// Such as `cpc`.
    pub(crate) medium: Option<String>,
    /// The name of the campaign that brought the visitor.
    pub(crate) campaign: Option<String>,
    /// GA4's default channel group, such as `Paid Social`.
    pub(crate) channel: Option<String>,
    /// The page where the visit began.
    pub(crate) landing_page: Option<String>,
    /// The page that linked here.
    pub(crate) referrer: Option<String>,
    /// When.
    pub(crate) time: Option<String>,
}

/// A part of the list of contacts.
#[derive(Debug, Serialize)]
pub(crate) struct ContactPage {
    /// Those asked for, the last seen first.
    pub(crate) contacts: Vec<Contact>,
    /// How many there are in all that match.
    pub(crate) total: u32,
}

/// Contacts whose name, address, account or device matches `search` (all of them if it is empty).
pub(crate) fn contacts(
    db: &Connection,
    search: &str,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<ContactPage> {
    const MATCHES: &str = "?1 = '' OR instr(lower(coalesce(email, '')), lower(?1))
        OR instr(lower(coalesce(name, '')), lower(?1)) OR user_id = ?1
        OR EXISTS (SELECT 1 FROM devices WHERE anonymous_id = ?1 AND contact_id = contacts.id)";
    let count = format!("SELECT count(*) FROM contacts WHERE {MATCHES}");
    let total = db.prepare_cached(&count)?.query_row([search], |row| row.get(0))?;
    let list = format!(
        "SELECT {COLUMNS} FROM contacts WHERE {MATCHES} ORDER BY last_seen_at DESC, id DESC LIMIT ?2 OFFSET ?3"
    );
    let mut list = db.prepare_cached(&list)?;
    let rows = list.query_map(params![search, limit, offset], Named::read)?;
    let contacts = rows.map(|row| row?.with_events(db)).collect::<Result<_, _>>()?;
    Ok(ContactPage { contacts, total })
}

/// One contact with its timeline.
pub(crate) fn contact(db: &Connection, id: i64) -> rusqlite::Result<Option<Detail>> {
    let query = format!("SELECT {COLUMNS} FROM contacts WHERE id = ?1");
    let row = db.prepare_cached(&query)?.query_row([id], Named::read).optional()?;
    let Some(row) = row else { return Ok(None) };
    let contact = row.with_events(db)?;
    let consents = consents::answers(db, id)?.into_iter().rev().collect();
    Ok(Some(Detail { contact, consents, timeline: events::timeline(db, id, TIMELINE)? }))
}

const COLUMNS: &str = "id, email, name, user_id, created_at, last_seen_at";

/// The columns of a contact's own row.
struct Named {
    id: i64,
    email: Option<String>,
    name: Option<String>,
    user_id: Option<String>,
    created_at: String,
    last_seen_at: String,
}

impl Named {
    fn read(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            email: row.get(1)?,
            name: row.get(2)?,
            user_id: row.get(3)?,
            created_at: row.get(4)?,
            last_seen_at: row.get(5)?,
        })
    }

    fn with_events(self, db: &Connection) -> rusqlite::Result<Contact> {
        let last = Seen::find(db, self.id, "DESC")?;
        let first = Seen::find(db, self.id, "ASC")?;
        Ok(Contact {
            anonymous_ids: anonymous_ids(db, self.id)?,
            country: last.text("/country"),
            country_source: last.text("/country_source"),
            locale: last.text("/locale"),
            timezone: last.text("/timezone"),
            device: last.text("/device"),
            lifecycle: last.text("/lifecycle"),
            first_touch: first.first_touch(),
            last_touch: last.touch(),
            erasure_requested_at: erasure_requested_at(db, self.id)?,
            subscriptions: consents::subscriptions(&consents::answers(db, self.id)?),
            viewing: viewing(db, self.id)?,
            feedback: feedback(db, self.id)?,
            events: count_events(db, self.id)?,
            id: self.id,
            email: self.email,
            name: self.name,
            user_id: self.user_id,
            created_at: self.created_at,
            last_seen_at: self.last_seen_at,
        })
    }
}

/// The context of one event and when it was.
#[derive(Default)]
struct Seen {
    context: Value,
    time: Option<String>,
}

impl Seen {
    /// The first (`ASC`) or last (`DESC`) event that came from a browser: only those have a locale.
    fn find(db: &Connection, contact: i64, direction: &'static str) -> rusqlite::Result<Self> {
        let query = format!(
            "SELECT context, timestamp FROM events
             WHERE contact_id = ?1 AND context ->> '$.locale' IS NOT NULL
             ORDER BY occurred_at {direction}, arrival {direction} LIMIT 1"
        );
        let read = |row: &Row| Ok(Self { context: row.get(0)?, time: row.get(1)? });
        let found = db.prepare_cached(&query)?.query_row([contact], read).optional()?;
        Ok(found.unwrap_or_default())
    }

    fn text(&self, pointer: &str) -> Option<String> {
        text(&self.context, pointer)
    }

    fn touch(&self) -> Touch {
        Touch {
            source: self.text("/campaign/source"),
            medium: self.text("/campaign/medium"),
            campaign: self.text("/campaign/name"),
            channel: self.text("/campaign/channel"),
            landing_page: None,
            referrer: self.text("/referrer/url"),
            time: self.time.clone(),
        }
    }

    /// What the device remembers of the first visit, which may be older than its first message.
    fn first_touch(&self) -> Touch {
        let Some(first) = self.context.get("first_touch").filter(|first| first.is_object()) else {
            return self.touch();
        };
        Touch {
            source: text(first, "/source"),
            medium: text(first, "/medium"),
            campaign: text(first, "/campaign"),
            channel: text(first, "/channel"),
            landing_page: text(first, "/landing_page"),
            referrer: text(first, "/referrer"),
            time: text(first, "/time"),
        }
    }
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    let text = value.pointer(pointer)?.as_str()?;
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

fn anonymous_ids(db: &Connection, contact: i64) -> rusqlite::Result<Vec<String>> {
    let query = "SELECT anonymous_id FROM devices WHERE contact_id = ?1 ORDER BY link";
    db.prepare_cached(query)?.query_map([contact], |row| row.get(0))?.collect()
}

fn count_events(db: &Connection, contact: i64) -> rusqlite::Result<i64> {
    let query = "SELECT count(*) FROM events WHERE contact_id = ?1";
    db.prepare_cached(query)?.query_row([contact], |row| row.get(0))
}

fn erasure_requested_at(db: &Connection, contact: i64) -> rusqlite::Result<Option<String>> {
    let query = "SELECT timestamp FROM events WHERE contact_id = ?1 AND event = 'erasure_request'
        ORDER BY occurred_at DESC LIMIT 1";
    db.prepare_cached(query)?.query_row([contact], |row| row.get(0)).optional()
}

fn viewing(db: &Connection, contact: i64) -> rusqlite::Result<Option<Value>> {
    let query = "SELECT properties FROM events WHERE contact_id = ?1 AND event IN ('opt_in', 'generate_lead')
        AND properties -> '$.viewing' IS NOT NULL ORDER BY occurred_at DESC, arrival DESC LIMIT 1";
    let mut query = db.prepare_cached(query)?;
    let properties: Option<Value> = query.query_row([contact], |row| row.get(0)).optional()?;
    Ok(properties.and_then(|properties| properties.get("viewing").cloned()))
}

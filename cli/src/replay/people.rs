//! Everybody who has visited so far: those of late in memory, the others put aside in a temporary file.

use hashlink::LruCache;
use rusqlite::{Connection, OptionalExtension, params};

use super::line;
use super::person::{self, Person};
use super::pyramid::Standing;

/// What somebody takes whose records are empty, in bytes: measured, with visits of 2, 12 and 40 events.
const ENTRY: usize = 5_000;
/// How much memory what a line says takes as records, compared with its text.
const GROWTH: usize = 4;

/// The people of one worker.
pub(super) struct People {
    present: LruCache<Box<str>, Person>,
    /// About how much memory they take, and how much they may, in bytes.
    weight: usize,
    allowed: usize,
    aside: Option<Aside>,
    /// How many there have been in all, and how often one was put aside.
    pub count: u64,
    pub spilled: u64,
}

impl People {
    /// Nobody yet; so much memory they may take in all, in bytes.
    pub fn new(allowed: usize) -> People {
        let present = LruCache::new_unbounded();
        People { present, weight: 0, allowed, aside: None, count: 0, spilled: 0 }
    }

    /// Somebody, known or new. A visit of this length in bytes is about to be added to what they remember.
    ///
    /// # Errors
    /// Where the temporary file fails.
    pub fn recall(&mut self, id: &str, visit: usize) -> rusqlite::Result<&mut Person> {
        if !self.present.contains_key(id) {
            let person = self.fetch(id)?;
            self.weight += person.weight;
            self.present.insert(id.into(), person);
        }
        let added = visit * GROWTH;
        self.weight += added;
        if let Some(person) = self.present.get_mut(id) {
            person.weight += added;
        }
        while self.weight > self.allowed && self.present.len() > 1 {
            self.put_aside()?;
        }
        self.present.get_mut(id).ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    fn fetch(&mut self, id: &str) -> rusqlite::Result<Person> {
        let known = self.aside.as_ref().map(|aside| aside.fetch(id)).transpose()?.flatten();
        Ok(known.unwrap_or_else(|| {
            self.count += 1;
            Person { weight: ENTRY + id.len(), ..Person::default() }
        }))
    }

    /// The one who has not come for the longest time makes room.
    fn put_aside(&mut self) -> rusqlite::Result<()> {
        let Some((id, person)) = self.present.remove_lru() else { return Ok(()) };
        self.weight = self.weight.saturating_sub(person.weight);
        self.spilled += 1;
        if self.aside.is_none() {
            self.aside = Some(Aside::open()?);
        }
        self.aside.as_ref().map_or(Ok(()), |aside| aside.put(&id, &person))
    }
}

/// A temporary database that nobody else sees and that is gone with the process.
struct Aside {
    database: Connection,
}

impl Aside {
    fn open() -> rusqlite::Result<Aside> {
        // An empty name is SQLite's for a private file that it removes by itself.
        let database = Connection::open("")?;
        database.execute_batch(
            "PRAGMA temp_store = FILE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             PRAGMA cache_size = -16000; PRAGMA locking_mode = EXCLUSIVE;
             CREATE TABLE person (id TEXT PRIMARY KEY, records TEXT, seen TEXT, last INTEGER,
                 since INTEGER, stage INTEGER, inactive_at INTEGER) WITHOUT ROWID;
             BEGIN;",
        )?;
        Ok(Aside { database })
    }

    fn put(&self, id: &str, person: &Person) -> rusqlite::Result<()> {
        let mut insert =
            self.database.prepare_cached("INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?)")?;
        let seen: Vec<u8> = person.seen.iter().flat_map(|campaign| campaign.to_le_bytes()).collect();
        let standing = person.standing.map(Standing::parts);
        let (since, stage) = (standing.map(|parts| parts.0), standing.map(|parts| parts.1));
        let inactive_at = standing.and_then(|parts| parts.2);
        insert.execute(params![id, person.records_text(), seen, person.last, since, stage, inactive_at])?;
        Ok(())
    }

    fn fetch(&self, id: &str) -> rusqlite::Result<Option<Person>> {
        let query = "SELECT records, seen, last, since, stage, inactive_at FROM person WHERE id = ?";
        let mut select = self.database.prepare_cached(query)?;
        let row = select.query_row([id], |row| {
            let (records, seen): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let seen = seen.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect();
            let weight = ENTRY + id.len() + records.len() * GROWTH;
            let records = person::records(&line::read_value(&records).unwrap_or_default());
            let since: Option<i64> = row.get(3)?;
            let standing = match since {
                Some(since) => Some(Standing::from_parts((since, row.get(4)?, row.get(5)?))),
                None => None,
            };
            Ok(Person { records, seen, last: row.get(2)?, standing, weight })
        });
        row.optional()
    }
}

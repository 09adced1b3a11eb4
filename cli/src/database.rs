//! The SQLite file: opening it, bringing it up to date, and taking turns on it.

mod consents;
mod contacts;
mod events;
mod feedback;
mod identity;
mod ingest;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::collect::Batch;
use writer::Writer;

pub(crate) use consents::{Answer, Subscription};
pub(crate) use contacts::{Contact, ContactPage, Detail, Touch, contact, contacts};
pub(crate) use events::{Event, events};
pub(crate) use feedback::{Feedback, IS_SUPERSEDED};
pub(crate) use ingest::Receipt;

/// One script per version of the schema, oldest first. A released script is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("database/0001_contacts_events_consents.sql"),
    include_str!("database/0002_feedback_by_response.sql"),
    include_str!("database/0003_whole_proof.sql"),
    include_str!("database/0004_reports.sql"),
];

/// How many statements stay prepared: more than there are.
const STATEMENTS: usize = 64;
/// How long to wait for another process that is writing to the same file.
const BUSY: Duration = Duration::from_secs(5);

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The folder for the file cannot be made.
    #[error("The folder for the database {path} cannot be made: {source}.")]
    Folder {
        /// The database file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be opened as a database.
    #[error("The database {path} cannot be opened: {source}. Check the path given to --db.")]
    Open {
        /// The database file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A later barrio wrote the file.
    #[error(
        "The database has version {found}, and this barrio knows versions up to {known}. Use a newer barrio, or another file with --db."
    )]
    TooNew {
        /// The version of the file.
        found: u32,
        /// The latest version that this program knows.
        known: u32,
    },
    /// A query failed.
    #[error("The database failed: {0}.")]
    Query(#[from] rusqlite::Error),
    /// The work was broken off.
    #[error("Work on the database was broken off.")]
    BrokenOff,
}

/// An open database. Readers do not wait for the writer: write-ahead logging lets both go on.
pub(crate) struct Database {
    writer: Writer,
    reader: Mutex<Connection>,
}

impl Database {
    /// Opens the file, making it and its folder if they are not there.
    pub(crate) fn open(path: &Path) -> Result<Self, DatabaseError> {
        make_folder(path)?;
        let failed = |source| DatabaseError::Open { path: path.to_owned(), source };
        let mut writer = connect(path).map_err(failed)?;
        migrate(&mut writer)?;
        let reader = connect(path).map_err(failed)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(Self { writer: Writer::start(writer), reader: Mutex::new(reader) })
    }

    /// Stores a batch, all of it or nothing; resolves when it is on disk.
    pub(crate) async fn store(&self, batch: Batch, received_at: Timestamp) -> Result<Receipt, DatabaseError> {
        self.writer.store(batch, received_at).await
    }

    /// Runs `job` on the connection that reads.
    pub(crate) async fn read<T: Send + 'static>(
        self: Arc<Self>,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        run(move || job(&self.reader.lock().unwrap_or_else(PoisonError::into_inner))).await
    }
}

async fn run<T: Send + 'static>(
    job: impl FnOnce() -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, DatabaseError> {
    let outcome = tokio::task::spawn_blocking(job).await;
    Ok(outcome.map_err(|_| DatabaseError::BrokenOff)??)
}

fn make_folder(path: &Path) -> Result<(), DatabaseError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder).map_err(|source| DatabaseError::Folder { path: path.to_owned(), source })
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // An answer of 200 is a promise: what it accepted survives a power cut.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), DatabaseError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len() as u32;
    let Some(missing) = MIGRATIONS.get(found as usize..) else {
        return Err(DatabaseError::TooNew { found, known });
    };
    for script in missing {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}

/// A time as it is stored and shown: UTC with milliseconds, so that texts sort as times do.
pub(crate) fn stamp(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    /// An empty database in memory, for the unit tests of this folder.
    pub(super) fn empty() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        migrate(&mut connection).unwrap();
        connection
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = empty();
        migrate(&mut connection).unwrap();
        let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version as usize, MIGRATIONS.len());
    }

    #[test]
    fn what_was_stored_before_there_were_reports_is_in_them() {
        let mut connection = Connection::open_in_memory().unwrap();
        for script in &MIGRATIONS[..3] {
            connection.execute_batch(script).unwrap();
        }
        connection.pragma_update(None, "user_version", 3).unwrap();
        let old = r#"INSERT INTO contacts VALUES (1, NULL, NULL, NULL, 't', 't');
            INSERT INTO events (message_id, contact_id, type, event, timestamp, occurred_at, received_at, properties, traits, context)
            VALUES ('m', 1, 'track', 'lifecycle_changed', 't', 't', 't', '{"to":"active","campaign":7}', '{}',
              '{"lifecycle":"potential","lead":"hot","campaign":{"source":"x","name":"y"},"first_touch":"no"}')"#;
        connection.execute_batch(old).unwrap();
        migrate(&mut connection).unwrap();
        let query = "SELECT stage, lead, first_touch, last_touch, campaign FROM events";
        let found = connection.query_row(query, [], |row| {
            (0..5).map(|at| row.get::<_, Option<String>>(at)).collect::<Result<Vec<_>, _>>()
        });
        let some = |text: &str| Some(text.to_owned());
        let touch = some(r#"["x",null,"y",null]"#);
        assert_eq!(found.unwrap(), [some("active"), some("hot"), None, touch, some("7")]);
    }

    #[test]
    fn reports_read_the_index_and_not_the_messages() {
        let connection = empty();
        // SQLite opens the table too, and goes to a row of it only where a column is read from there.
        let index = |query: &str| {
            let (mut index, mut read) = (None, Vec::new());
            let mut program = connection.prepare(&format!("EXPLAIN {query}")).unwrap();
            let mut steps = program.query([]).unwrap();
            while let Some(step) = steps.next().unwrap() {
                let (instruction, cursor): (String, i64) = (step.get(1).unwrap(), step.get(2).unwrap());
                let of_index = step.get::<_, Option<String>>(5).unwrap_or_default();
                match instruction.as_str() {
                    "OpenRead" if of_index.is_some_and(|keys| keys.starts_with("k(")) => index = Some(cursor),
                    "Column" => read.push(cursor),
                    _ => {}
                }
            }
            assert!(!read.is_empty(), "{query}");
            (index, read)
        };
        for query in [
            "SELECT contact_id, occurred_at, event, stage, lead, first_touch, last_touch FROM events
             WHERE occurred_at < 'x' ORDER BY contact_id, occurred_at, arrival",
            "SELECT campaign, contact_id, occurred_at, event, variant FROM events
             WHERE campaign IS NOT NULL ORDER BY campaign, contact_id, occurred_at, arrival",
        ] {
            let (index, read) = index(query);
            assert!(read.iter().all(|cursor| Some(*cursor) == index), "{query}: {index:?}, {read:?}");
        }
    }

    #[test]
    fn a_file_of_a_later_barrio_is_left_alone() {
        let mut connection = empty();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection).unwrap_err();
        assert!(matches!(error, DatabaseError::TooNew { found: 99, .. }));
    }

    #[test]
    fn stamps_have_milliseconds_and_sort() {
        let stamps = ["2026-11-22T10:00:00Z", "2026-11-22T12:00:00.5+02:00", "2026-11-22T10:00:01.0009Z"]
            .map(|text| stamp(text.parse().unwrap()));
        assert_eq!(
            stamps,
            ["2026-11-22T10:00:00.000Z", "2026-11-22T10:00:00.500Z", "2026-11-22T10:00:01.000Z"]
        );
    }
}

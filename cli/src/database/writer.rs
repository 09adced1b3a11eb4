//! The one that writes: requests that wait together share one transaction, and each is answered when it is on disk.

use std::thread::JoinHandle;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::DatabaseError;
use super::ingest::{Receipt, ingest};
use crate::collect::Batch;

/// How many requests may wait for the writer; those after them wait before their place in the queue.
const QUEUE: usize = 256;
/// How many requests share a transaction at most, so that the first of them is not kept waiting for the last.
const GROUP: usize = 64;

type Outcome = Result<Receipt, DatabaseError>;

/// What one request brought, and where it is answered.
struct Job {
    batch: Batch,
    received_at: Timestamp,
    answer: oneshot::Sender<Outcome>,
}

/// The thread that has the writing connection. Waiting for the disk costs far more than what is written, so what comes
/// in the meantime is written together.
///
/// Dropped, it first stores what waits. The fields go in this order: the queue ends, then the thread is waited for.
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    _thread: Joined,
}

impl Writer {
    pub(super) fn start(mut connection: Connection) -> Self {
        let (jobs, mut waiting) = mpsc::channel(QUEUE);
        let thread = std::thread::spawn(move || {
            while let Some(group) = next_group(&mut waiting) {
                settle(&mut connection, group);
            }
        });
        Self { jobs, _thread: Joined(Some(thread)) }
    }

    /// Stores a batch, all of it or nothing. It goes on to its end even if the client hangs up.
    pub(super) async fn store(&self, batch: Batch, received_at: Timestamp) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let job = Job { batch, received_at, answer };
        self.jobs.send(job).await.map_err(|_| DatabaseError::BrokenOff)?;
        outcome.await.map_err(|_| DatabaseError::BrokenOff)?
    }
}

/// A thread that is waited for when nobody needs it any more.
struct Joined(Option<JoinHandle<()>>);

impl Drop for Joined {
    fn drop(&mut self) {
        // A writer that broke off has answered nobody since: there is nothing to save.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

/// Waits for a request and takes those that wait with it; none when no more can come.
fn next_group(waiting: &mut mpsc::Receiver<Job>) -> Option<Vec<Job>> {
    let mut group = vec![waiting.blocking_recv()?];
    while group.len() < GROUP {
        match waiting.try_recv() {
            Ok(job) => group.push(job),
            Err(_) => break,
        }
    }
    Some(group)
}

/// Stores a group and answers each of it. Who has hung up meanwhile learns it with the next try.
fn settle(connection: &mut Connection, group: Vec<Job>) {
    match store(connection, &group) {
        Ok(outcomes) => {
            for (job, outcome) in group.into_iter().zip(outcomes) {
                let _ = job.answer.send(outcome.map_err(DatabaseError::from));
            }
        }
        Err(error) => {
            eprintln!("{}", DatabaseError::from(error));
            for job in group {
                let _ = job.answer.send(Err(DatabaseError::BrokenOff));
            }
        }
    }
}

/// One transaction for the group, and in it one savepoint for each: what is wrong with one touches no other.
fn store(connection: &mut Connection, group: &[Job]) -> rusqlite::Result<Vec<rusqlite::Result<Receipt>>> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut outcomes = Vec::with_capacity(group.len());
    for job in group {
        let savepoint = transaction.savepoint()?;
        let outcome = ingest(&savepoint, &job.batch, job.received_at);
        if outcome.is_ok() {
            savepoint.commit()?;
        }
        outcomes.push(outcome);
    }
    transaction.commit()?;
    Ok(outcomes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::database::tests::empty;
    use serde_json::json;

    fn job(message_id: &str) -> Job {
        let message = json!({ "messageId": message_id, "type": "track", "event": "feedback", "anonymousId": "d1",
                              "timestamp": "2026-11-22T10:00:00.000Z" });
        let batch = Batch::read(&message).ok().unwrap();
        Job { batch, received_at: Timestamp::UNIX_EPOCH, answer: oneshot::channel().0 }
    }

    fn stored(db: &Connection) -> Vec<String> {
        let mut query = db.prepare("SELECT message_id FROM events ORDER BY arrival").unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn a_group_is_stored_in_its_order_and_each_message_once() {
        let mut db = empty();
        let outcomes = store(&mut db, &[job("b"), job("a"), job("b")]).unwrap();
        let counts: Vec<_> = outcomes.into_iter().map(|one| one.map(|one| one.accepted).unwrap()).collect();
        assert_eq!(counts, [1, 1, 0]);
        assert_eq!(stored(&db), ["b", "a"]);
    }

    #[test]
    fn what_fails_takes_no_other_with_it() {
        let mut db = empty();
        let trigger = "CREATE TRIGGER poison BEFORE INSERT ON events WHEN new.message_id = 'bad'
            BEGIN SELECT raise(ABORT, 'no'); END";
        db.execute_batch(trigger).unwrap();
        let outcomes = store(&mut db, &[job("a"), job("bad"), job("b")]).unwrap();
        assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(stored(&db), ["a", "b"]);
    }

    #[test]
    fn a_writer_that_is_let_go_stores_what_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("barrio.db");
        let mut connection = Connection::open(&path).unwrap();
        crate::database::migrate(&mut connection).unwrap();
        let writer = Writer::start(connection);
        for number in 0..100 {
            writer.jobs.blocking_send(job(&number.to_string())).ok().unwrap();
        }
        drop(writer);
        assert_eq!(stored(&Connection::open(&path).unwrap()).len(), 100);
    }
}

//! Orders in a temporary file, to be read person by person in the order of their times, however the log was sorted.

use rusqlite::{Connection, Statement, params};

use super::log::Order;

/// Orders that nobody else sees and that are gone with the process.
pub(super) struct Sorted {
    database: Connection,
    /// How many there are.
    pub count: u64,
}

impl Sorted {
    /// None yet; so much memory they may take, in bytes. What is more goes to the file.
    ///
    /// # Errors
    /// Where the temporary file fails.
    pub fn open(memory: usize) -> rusqlite::Result<Sorted> {
        // An empty name is SQLite's for a private file that it removes by itself.
        let database = Connection::open("")?;
        database.execute_batch(&format!(
            "PRAGMA temp_store = FILE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             PRAGMA cache_size = -{}; PRAGMA locking_mode = EXCLUSIVE;
             CREATE TABLE orders (person TEXT, at INTEGER, value REAL, quantity REAL, id TEXT);
             BEGIN;",
            // To sort takes as much again; with less than this the file is all it does.
            (memory >> 11).max(2_000)
        ))?;
        Ok(Sorted { database, count: 0 })
    }

    /// Adds an order.
    pub fn add(&mut self, order: &Order) -> rusqlite::Result<()> {
        let Order { person, at, value, quantity, id } = order;
        self.count += 1;
        let mut insert = self.database.prepare_cached("INSERT INTO orders VALUES (?, ?, ?, ?, ?)")?;
        insert.execute(params![person, at, value, quantity, id]).map(drop)
    }

    /// Gives them person by person, of each the earlier first; of one time as they stood in the log. Stops where
    /// nobody wants more.
    pub fn each(&self, mut take: impl FnMut(Order) -> bool) -> rusqlite::Result<()> {
        let query = "SELECT person, at, value, quantity, id FROM orders ORDER BY person, at, rowid";
        let mut select: Statement = self.database.prepare(query)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let [value, quantity] = [row.get(2)?, row.get(3)?];
            let order = Order { person: row.get(0)?, at: row.get(1)?, value, quantity, id: row.get(4)? };
            if !take(order) {
                break;
            }
        }
        Ok(())
    }
}

//! Texts: what people answered in their own words.

use rusqlite::Connection;
use serde::Serialize;

use super::period::Period;
use super::surveys::responses;
use super::table::{Cell, Kind, Table};

/// What somebody answered in their own words.
#[derive(Debug, Serialize)]
pub(crate) struct Words {
    pub(crate) contact: i64,
    pub(crate) time: String,
    pub(crate) text: String,
}

/// A part of the words that were answered to one question, the last first, and how many there are in all.
#[derive(Debug, Serialize)]
pub(crate) struct Texts {
    pub(crate) texts: Vec<Words>,
    pub(crate) total: usize,
}

/// Which words are wanted.
pub(crate) struct Wanted<'a> {
    pub(crate) survey: &'a str,
    pub(crate) question: &'a str,
    pub(crate) limit: usize,
    pub(crate) offset: usize,
}

/// The words that were answered to one question in `period`.
pub(crate) fn read(db: &Connection, period: &Period, wanted: &Wanted) -> rusqlite::Result<Texts> {
    let mut found = Texts { texts: Vec::new(), total: 0 };
    responses(db, period, &mut |response| {
        let answer = response
            .answers()
            .find(|(name, _)| *name == wanted.question)
            .filter(|_| response.survey == wanted.survey);
        let Some((_, answer)) = answer else { return };
        if found.total >= wanted.offset && found.texts.len() < wanted.limit {
            let text = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
            found.texts.push(Words { contact: response.contact, time: response.time.clone(), text });
        }
        found.total += 1;
    })?;
    Ok(found)
}

/// Words as a table.
pub(crate) fn table(texts: &Texts) -> Table {
    let row = |said: &Words| {
        vec![Cell::text(&said.time), Cell::Count(said.contact.unsigned_abs()), Cell::text(&said.text)]
    };
    Table {
        columns: vec![("Time", Kind::Text), ("Contact", Kind::Count), ("Answer", Kind::Text)],
        rows: texts.texts.iter().map(row).collect(),
    }
}

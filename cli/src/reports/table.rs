//! A table of a report, before it is a page or a file.

use super::statistics::{Average, Difference, Rate, Score};

/// What stands in a cell. What has an interval or parts is several columns in a file, and one on a page.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Text(String),
    Count(u64),
    /// A part of a whole that is known, so that it needs no interval.
    Share(Option<Rate>),
    Rate(Option<Rate>),
    Number(Option<f64>),
    /// Amounts by currency.
    Money(Vec<(String, f64)>),
    Difference(Option<Difference>),
    Score(Option<Score>),
    Average(Option<Average>),
}

/// What the cells of a column are, so that a file has the same columns whatever was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Count,
    Share,
    Rate,
    Number,
    Money,
    Difference,
    Score,
    Average,
}

/// A title, and what stands under it.
pub(crate) type Column = (&'static str, Kind);

/// A whole table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

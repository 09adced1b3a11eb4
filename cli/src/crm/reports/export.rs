//! The tables of the reports as CSV.

use std::collections::BTreeSet;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::reports::table::{Cell, Kind, Table};

/// A file to be saved. What has an interval is several columns, so that a program can go on with it.
pub(super) fn file(name: &str, table: &Table) -> Response {
    let disposition = format!("attachment; filename=\"barrio-{name}.csv\"");
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
    (headers, text(table)).into_response()
}

fn text(table: &Table) -> String {
    let currencies = currencies(table);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = table.columns.iter().flat_map(|(title, kind)| titles(title, *kind, &currencies));
    // Writing to memory does not fail.
    let _ = writer.write_record(head);
    for row in &table.rows {
        let cells = row.iter().zip(&table.columns);
        let _ = writer.write_record(cells.flat_map(|(cell, (_, kind))| fields(cell, *kind, &currencies)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn currencies(table: &Table) -> BTreeSet<&str> {
    let amounts = table.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Money(amounts) => Some(amounts),
        _ => None,
    });
    amounts.flatten().map(|(currency, _)| currency.as_str()).collect()
}

fn titles(title: &str, kind: Kind, currencies: &BTreeSet<&str>) -> Vec<String> {
    let with = |endings: &[&str]| endings.iter().map(|ending| format!("{title}{ending}")).collect();
    match kind {
        Kind::Text | Kind::Count | Kind::Share | Kind::Number => with(&[""]),
        Kind::Rate => with(&["", " of", " rate", " low", " high"]),
        Kind::Difference => with(&["", " low", " high"]),
        Kind::Score => with(&["", " low", " high", " of"]),
        Kind::Average => with(&[" mean", " median", " of"]),
        Kind::Money => currencies.iter().map(|currency| safe(&format!("{title} {currency}"))).collect(),
    }
}

/// As many fields as the column has titles, empty where there is nothing to tell.
fn fields(cell: &Cell, kind: Kind, currencies: &BTreeSet<&str>) -> Vec<String> {
    let some = |numbers: &[f64]| numbers.iter().copied().map(number).collect();
    let mut fields: Vec<String> = match cell {
        Cell::Text(text) => vec![safe(text)],
        Cell::Count(count) => vec![count.to_string()],
        Cell::Share(Some(share)) => some(&[share.rate]),
        Cell::Rate(Some(rate)) => some(&[rate.hits as f64, rate.of as f64, rate.rate, rate.low, rate.high]),
        Cell::Difference(Some(one)) => some(&[one.difference, one.low, one.high]),
        Cell::Score(Some(one)) => {
            let bound = |bound: Option<f64>| bound.map(number).unwrap_or_default();
            vec![number(one.score), bound(one.low), bound(one.high), one.of.to_string()]
        }
        Cell::Average(Some(one)) => some(&[one.mean, one.median, one.of as f64]),
        Cell::Number(Some(number)) => some(&[*number]),
        Cell::Money(amounts) => currencies.iter().map(|currency| amount(amounts, currency)).collect(),
        _ => Vec::new(),
    };
    fields.resize(titles("", kind, currencies).len(), String::new());
    fields
}

/// With six digits behind the point at most.
fn number(number: f64) -> String {
    ((number * 1e6).round() / 1e6).to_string()
}

fn amount(amounts: &[(String, f64)], currency: &str) -> String {
    amounts.iter().find(|(name, _)| name == currency).map(|(_, value)| number(*value)).unwrap_or_default()
}

/// Strangers wrote what stands in a cell, and a spreadsheet takes some of it for a formula: with an apostrophe in front
/// it is text (OWASP, "CSV injection").
fn safe(text: &str) -> String {
    let is_formula = text
        .trim_start_matches([' ', '\u{feff}', '\u{a0}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::statistics::Rate;

    #[test]
    fn a_cell_is_no_formula() {
        for text in ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "＝1"] {
            assert_eq!(safe(text), format!("'{text}"), "{text:?}");
        }
        assert_eq!(safe("spring-sale"), "spring-sale");
    }

    #[test]
    fn every_row_has_the_columns_of_its_head() {
        let columns = vec![("Name", Kind::Text), ("Rate", Kind::Rate), ("Value", Kind::Money)];
        let money = |currency: &str| Cell::Money(vec![(currency.to_owned(), 2.5)]);
        let table = Table {
            columns,
            rows: vec![
                vec![Cell::text("a, \"b\""), Cell::Rate(Rate::of(0, 20)), money("EUR")],
                vec![Cell::text("=x"), Cell::Rate(None), money("USD")],
            ],
        };
        let expected = "Name,Rate,Rate of,Rate rate,Rate low,Rate high,Value EUR,Value USD\n\
            \"a, \"\"b\"\"\",0,20,0,0,0.161125,2.5,\n'=x,,,,,,,2.5\n";
        assert_eq!(text(&table), expected);
    }
}

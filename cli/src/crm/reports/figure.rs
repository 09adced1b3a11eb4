//! How numbers read to a person.

use maud::{Markup, html};

use crate::reports::statistics::{Difference, Rate, Score};
use crate::reports::table::Cell;

/// `12,345`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 person`, `12 people`.
pub(super) fn people(number: u64) -> String {
    if number == 1 { "1 person".into() } else { format!("{} people", count(number)) }
}

/// `12.5%`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// `8.6–17.8%`: where the rate is likely to be.
pub(super) fn interval(rate: &Rate) -> String {
    format!("{:.1}–{:.1}%", rate.low * 100.0, rate.high * 100.0)
}

/// `+2.3 points`.
pub(super) fn points(difference: f64) -> String {
    format!("{} points", signed(difference * 100.0, 1))
}

/// `-0.4 to +5.0`.
pub(super) fn range(difference: &Difference) -> String {
    format!("{} to {}", signed(difference.low * 100.0, 1), signed(difference.high * 100.0, 1))
}

/// `+33`, with the sign that is written and not that of a keyboard.
pub(super) fn score(score: f64) -> String {
    signed(score, 0)
}

fn signed(number: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", number.abs());
    let sign = match () {
        () if text.bytes().all(|byte| matches!(byte, b'0' | b'.')) => "",
        () if number < 0.0 => "−",
        () => "+",
    };
    format!("{sign}{text}")
}

/// What stands in a cell of a page.
pub(super) fn cell(cell: &Cell) -> Markup {
    html! {
        @match cell {
            Cell::Text(text) => bdi { (text) },
            Cell::Count(number) => (count(*number)),
            Cell::Share(Some(rate)) => (percent(rate.rate)),
            Cell::Rate(Some(one)) => (rate(one)),
            Cell::Difference(Some(one)) => (difference(one)),
            Cell::Score(Some(one)) => (net(one)),
            Cell::Average(Some(one)) => { (format!("{:.2}", one.mean)) span.quiet { "median " (one.median) ", of " (count(one.of)) } },
            Cell::Number(Some(number)) => (format!("{number:.2}")),
            Cell::Money(amounts) if !amounts.is_empty() => @for (currency, value) in amounts { div.whole { (money(currency, *value)) } },
            _ => span.quiet { span aria-hidden="true" { "–" } span.hidden { "nothing to count" } },
        }
    }
}

fn rate(rate: &Rate) -> Markup {
    html! {
        span.value { (percent(rate.rate)) }
        " "
        span.quiet { (count(rate.hits)) " of " (count(rate.of)) ", " span.whole { (interval(rate)) } @if rate.few { ", few" } }
    }
}

fn difference(one: &Difference) -> Markup {
    let verdict = if one.is_clear() { "clear" } else { "may be chance" };
    html! {
        (points(one.difference))
        span.quiet { span.whole { (range(one)) } ", " (verdict) @if one.few { ", few" } }
    }
}

fn net(one: &Score) -> Markup {
    html! {
        (score(one.score))
        span.quiet { span.whole { (bounds(one)) } ", of " (count(one.of)) @if one.few { ", few" } }
    }
}

/// `+10 to +38`.
fn bounds(one: &Score) -> String {
    match (one.low, one.high) {
        (Some(low), Some(high)) => format!("{} to {}", score(low), score(high)),
        _ => "all alike".to_owned(),
    }
}

/// `1,234.50 EUR`.
pub(super) fn money(currency: &str, value: f64) -> String {
    let cents = (value.abs() * 100.0).round();
    let sign = if value < 0.0 { "−" } else { "" };
    let name = if currency.is_empty() { "(no currency)" } else { currency };
    format!("{sign}{}.{:02} {name}", count((cents / 100.0) as u64), cents as u64 % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_signed() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([people(1), people(2_000)], ["1 person", "2,000 people"]);
        assert_eq!(
            [points(0.0234), points(-0.1), points(0.0001)],
            ["+2.3 points", "−10.0 points", "0.0 points"]
        );
        assert_eq!([money("EUR", 1234.5), money("", 0.1 + 0.2)], ["1,234.50 EUR", "0.30 (no currency)"]);
    }
}

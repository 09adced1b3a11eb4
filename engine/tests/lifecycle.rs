//! The rule of the lifecycle on a public purchase log: whether `inactive` tells who will not buy again. The defaults were
//! chosen by it; docs/relationship.md has the figures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use barrio_engine::{Engine, Input, Records, Start, Value};

const DAY: i64 = 86_400_000;
/// Cut-off dates with enough of a history before them, and how many days after them count: 1997-09-30 and 1997-12-31,
/// in days since 1970.
const CUTS: [(i64, i64); 5] = [(10_134, 90), (10_134, 180), (10_134, 273), (10_226, 90), (10_226, 180)];

/// The days of each customer's orders, since 1970; nothing where the log is not there.
fn log() -> Option<Vec<Vec<i64>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/clv/CDNOW_sample.txt");
    let Ok(text) = fs::read_to_string(path) else {
        println!("Not run: ../shared/data/clv/CDNOW_sample.txt is not there.");
        return None;
    };
    let mut people: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if let [_, id, date, ..] = fields.as_slice() {
            let date: i64 = date.parse().unwrap();
            let days = people.entry(id).or_default();
            let day = day(date / 10_000, date / 100 % 100, date % 100);
            if !days.contains(&day) {
                days.push(day);
            }
        }
    }
    Some(people.into_values().collect())
}

/// Days since 1970, by counting.
fn day(year: i64, month: i64, day: i64) -> i64 {
    let is_leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let years: i64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    years + lengths[..(month - 1) as usize].iter().sum::<i64>() + day - 1
}

/// The stage of somebody with these orders, at the end of a day.
fn stage(engine: &mut Engine, orders: &[i64], cut: i64) -> String {
    engine.give_records(Records::default());
    engine.step(orders[0] * DAY, Input::Start(Start::default()));
    for (number, order) in orders.iter().enumerate() {
        let properties = Value::map([("transaction_id", number.into()), ("value", 10_i64.into())]);
        engine.step(order * DAY, Input::Event { name: "purchase".into(), properties });
    }
    engine.step(cut * DAY, Input::Wake);
    engine.visitor().get("lifecycle").text_or_empty().into()
}

/// The mean, over the cut-off dates, of the balanced accuracy of `inactive` for not buying in the days after them.
fn accuracy(people: &[Vec<i64>], lifecycle: &str) -> f64 {
    let mut engine = Engine::new(&format!(r#"{{"version": 1, "lifecycle": {lifecycle}}}"#));
    assert!(engine.issues().is_empty());
    let mut sum = 0.0;
    for (cut, after) in CUTS {
        // By whether they buy again: how many there are, and of how many the stage says so.
        let (mut all, mut told) = ([0.0; 2], [0.0; 2]);
        for orders in people {
            let known: Vec<i64> = orders.iter().copied().filter(|order| *order <= cut).collect();
            if known.is_empty() {
                continue;
            }
            let buys = orders.iter().any(|order| (cut + 1..=cut + after).contains(order));
            let is_active = stage(&mut engine, &known, cut) == "active";
            all[usize::from(buys)] += 1.0;
            told[usize::from(buys)] += f64::from(u8::from(is_active == buys));
        }
        sum += (told[0] / all[0] + told[1] / all[1]) / 2.0;
    }
    sum / CUTS.len() as f64
}

#[test]
fn silence_tells_who_will_not_buy_again() {
    let Some(people) = log() else { return };
    assert_eq!(people.len(), 2_357);
    let [own, ninety] = ["{}", r#"{"inactiveAfter":"90d"}"#].map(|rule| accuracy(&people, rule));
    println!("CDNOW, balanced accuracy: own gap {own:.4}, fixed 90 days {ninety:.4}");
    assert!((own - 0.718).abs() < 0.0005 && (ninety - 0.686).abs() < 0.0005, "{own} {ninety}");
}

//! Buckets: which variant a person falls into, always the same one, by GrowthBook's hashing.
//!
//! Whoever moves experiments from GrowthBook keeps every person where they were. The test cases of its SDKs hold
//! for the five functions that [`ask`] names.

use alloc::string::String;
use alloc::vec::Vec;

use crate::number;
use crate::template;
use crate::value::Value;

/// More variants than anybody compares.
const MOST: i64 = 1_000;

/// FNV-1a of 32 bits over UTF-16, as JavaScript counts characters.
fn fnv(text: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for unit in text.encode_utf16() {
        hash = (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193);
    }
    hash
}

fn join(first: &str, second: &str) -> String {
    let mut joined = String::from(first);
    joined.push_str(second);
    joined
}

/// Where a value falls between 0 and 1, 1 excluded: in steps of a thousandth in version 1, of a ten-thousandth in
/// version 2, which is the one without a bias between experiments. `None` for any other version.
pub(crate) fn hash(seed: &str, value: &str, version: u32) -> Option<f64> {
    match version {
        1 => Some(f64::from(fnv(&join(value, seed)) % 1_000) / 1_000.0),
        2 => {
            let mut digits = String::new();
            number::write_integer(fnv(&join(seed, value)).into(), &mut digits);
            Some(f64::from(fnv(&digits) % 10_000) / 10_000.0)
        }
        _ => None,
    }
}

/// The same weight for each of `n` variants, 1 in sum; none for fewer than one.
pub(crate) fn equal_weights(n: i64) -> Vec<f64> {
    let mut weights = Vec::new();
    for _ in 0..n.min(MOST) {
        weights.push(1.0 / n.min(MOST) as f64);
    }
    weights
}

/// The range of each variant. `coverage` is the share of each that takes part, 0 to 1. Weights that are not one
/// for each variant, or do not add up to 1 within a hundredth, give way to equal ones.
pub(crate) fn ranges(variations: i64, coverage: f64, weights: &[f64]) -> Vec<(f64, f64)> {
    let coverage = coverage.clamp(0.0, 1.0);
    let equal = equal_weights(variations);
    let fits = weights.len() == equal.len() && (0.99..=1.01).contains(&sum(weights));
    let mut ranges = Vec::new();
    let mut start = 0.0;
    for weight in if fits { weights } else { &equal } {
        ranges.push((start, start + coverage * weight));
        start += weight;
    }
    ranges
}

fn sum(weights: &[f64]) -> f64 {
    let mut sum = 0.0;
    for weight in weights {
        sum += weight;
    }
    sum
}

/// The variant whose range holds `n`; `None` where it lies outside of all.
pub(crate) fn choose(n: f64, ranges: &[(f64, f64)]) -> Option<usize> {
    ranges.iter().position(|(start, end)| n >= *start && n < *end)
}

/// Whether a value falls into the part of a namespace from `from` to `to`, the latter excluded. Experiments with
/// parts of one namespace that do not overlap never share a person.
pub(crate) fn in_namespace(value: &str, id: &str, from: f64, to: f64) -> bool {
    hash(&join("__", id), value, 1).is_some_and(|n| n >= from && n < to)
}

/// Weights that stand in relation to each other (1 and 1 mean half each) as shares of 1. A negative one counts
/// as 0; where nothing is left, the shares are equal.
pub(crate) fn shares(weights: &[f64]) -> Vec<f64> {
    let mut shares = Vec::new();
    for weight in weights {
        shares.push(if *weight > 0.0 { *weight } else { 0.0 });
    }
    let total = sum(&shares);
    // Not so where it is no number, or too great to be one.
    if !(total > 0.0 && total < f64::INFINITY) {
        return equal_weights(weights.len() as i64);
    }
    for share in &mut shares {
        *share /= total;
    }
    shares
}

/// Asks one of GrowthBook's functions, so that its test cases can be run through the compiled widget.
///
/// `kind` is the name of the function, `arguments` an array of what stands in a case between its name and what is
/// expected: `hash` takes `[seed, value, version]` and gives a number or null; `getBucketRange`
/// `[[variations, coverage, weights or null]]`, gives pairs; `chooseVariation` `[n, ranges]`, gives an index, -1
/// for none; `inNamespace` `[id, [namespace, from, to]]`; `getEqualWeights` `[n]`. Null for any other name.
///
/// Liquid's cases come the same way: `template` takes `[source, values]` and gives the words, null for a fault.
#[inline(never)]
pub fn ask(kind: &str, arguments: &Value) -> Value {
    let first = arguments.at("0");
    let second = arguments.at("1");
    match kind {
        "hash" => {
            let version = integer(arguments.at("2"));
            hash(first.text_or_empty(), second.text_or_empty(), version.clamp(0, 99) as u32).into()
        }
        "getBucketRange" => {
            let weights = numbers(first.at("2"));
            let coverage = first.at("1").number().unwrap_or(1.0);
            let mut pairs = Vec::new();
            for (start, end) in ranges(integer(first.at("0")), coverage, &weights) {
                pairs.push(Value::List(Vec::from([start.into(), end.into()])));
            }
            Value::List(pairs)
        }
        "chooseVariation" => {
            let mut ranges = Vec::new();
            for range in second.items() {
                ranges.push((float(range, "0"), float(range, "1")));
            }
            choose(float(arguments, "0"), &ranges).map_or(-1, |at| at as i64).into()
        }
        "inNamespace" => {
            let id = second.at("0").text_or_empty();
            in_namespace(first.text_or_empty(), id, float(second, "1"), float(second, "2")).into()
        }
        "getEqualWeights" => equal_weights(integer(first)).into(),
        "template" => template::ask(first.text_or_empty(), second),
        _ => Value::Null,
    }
}

fn integer(value: &Value) -> i64 {
    value.integer().unwrap_or(0)
}

fn float(value: &Value, index: &str) -> f64 {
    value.at(index).number().unwrap_or(f64::NAN)
}

fn numbers(list: &Value) -> Vec<f64> {
    let mut numbers = Vec::new();
    for item in list.items() {
        numbers.extend(item.number());
    }
    numbers
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    /// Whether two results agree; GrowthBook writes what it expects with eight digits.
    fn same(one: &Value, other: &Value) -> bool {
        match (one, other) {
            (Value::Number(a), Value::Number(b)) => (a - b).abs() < 1e-8,
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            _ => one == other,
        }
    }

    #[test]
    fn growthbook_cases() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/growthbook/cases.json");
        let Ok(text) = std::fs::read_to_string(path) else {
            std::println!(
                "not run: GrowthBook's cases for buckets, for want of shared/data/growthbook/cases.json"
            );
            return;
        };
        let cases = crate::json::parse(&text).unwrap();
        let mut run = 0;
        for (kind, named) in [
            ("hash", false),
            ("getBucketRange", true),
            ("chooseVariation", true),
            ("inNamespace", true),
            ("getEqualWeights", false),
        ] {
            for case in cases.get(kind).items() {
                let (expected, rest) = case.items().split_last().unwrap();
                let result = ask(kind, &Value::List(rest[usize::from(named)..].to_vec()));
                assert!(same(&result, expected), "{kind} {case:?} gives {result:?}");
                run += 1;
            }
        }
        assert!(run >= 33, "only {run} cases were found");
    }

    #[test]
    fn hashes_count_as_javascript_does() {
        // The two halves of a surrogate pair are two characters there; FNV of U+D83D, U+DE00 by hand.
        let by_hand =
            ((0x811c_9dc5_u32 ^ 0xd83d).wrapping_mul(0x0100_0193) ^ 0xde00).wrapping_mul(0x0100_0193);
        assert_eq!(fnv("😀"), by_hand);
    }

    /// People as the engine names them. FNV spreads ids that only count up (`person-1`, `person-2`) less evenly.
    fn people(count: usize) -> Vec<String> {
        let mut random = crate::random::Random::new("people");
        (0..count).map(|n| random.id(1_795_341_600_000 + n as i64 * 7_777)).collect()
    }

    /// Chi-square over 20 buckets has 19 degrees of freedom: 43.8 is passed once in a thousand by chance. The
    /// people are always the same ones, so this holds always or never.
    #[test]
    fn people_are_spread_evenly() {
        let people = people(20_000);
        for version in [1, 2] {
            for seed in ["welcome", "checkout-2", "ñ", ""] {
                let mut counts = [0_u32; 20];
                for person in &people {
                    let n = hash(seed, person, version).unwrap();
                    counts[(n * 20.0) as usize] += 1;
                }
                let squares = counts.iter().map(|count| (f64::from(*count) - 1_000.0).powi(2) / 1_000.0);
                let chi_square: f64 = squares.sum();
                assert!(chi_square < 43.8, "{seed} in version {version}: {chi_square}");
            }
        }
    }

    /// Two experiments with different seeds divide people independently of each other.
    #[test]
    fn experiments_do_not_depend_on_each_other() {
        let mut counts = [0_u32; 4];
        for person in people(20_000) {
            let half = |seed| usize::from(hash(seed, &person, 2).unwrap() < 0.5);
            counts[half("a") * 2 + half("b")] += 1;
        }
        let chi_square: f64 =
            counts.iter().map(|count| (f64::from(*count) - 5_000.0).powi(2) / 5_000.0).sum();
        assert!(chi_square < 16.3, "{counts:?}");
    }

    /// Who is in stays in the same variant while a store lets more people take part.
    #[test]
    fn people_stay_where_they_are() {
        let weights = shares(&[1.0, 1.0, 2.0]);
        for person in people(2_000) {
            let n = hash("seed", &person, 2).unwrap();
            let narrow = choose(n, &ranges(3, 0.3, &weights));
            let wide = choose(n, &ranges(3, 0.6, &weights));
            assert!(narrow.is_none() || narrow == wide, "{person}");
            assert!(choose(n, &ranges(3, 1.0, &weights)).is_some(), "{person}");
        }
    }

    #[test]
    fn weights_are_relative() {
        assert_eq!(shares(&[1.0, 1.0]), [0.5, 0.5]);
        assert_eq!(shares(&[1.0, 3.0]), [0.25, 0.75]);
        assert_eq!(shares(&[-1.0, 2.0, f64::NAN]), [0.0, 1.0, 0.0]);
        assert_eq!(shares(&[0.0, -2.0]), [0.5, 0.5]);
        assert_eq!(shares(&[f64::MAX, f64::MAX]), [0.5, 0.5]);
        assert!(shares(&[]).is_empty());
    }

    #[test]
    fn absurd_questions_have_an_answer() {
        assert_eq!(equal_weights(i64::MAX).len(), 1_000);
        assert!(ranges(i64::MIN, f64::NAN, &[]).is_empty());
        assert_eq!(ask("getBucketRange", &Value::Null), Value::List(Vec::new()));
        assert_eq!(ask("chooseVariation", &Value::Null), Value::from(-1_i64));
        assert_eq!(ask("anything", &Value::Null), Value::Null);
    }
}

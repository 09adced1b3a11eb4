//! The statistics of the reports: rates and scores with 95 % intervals, and the test of a split. Pure.

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF as _};

/// The quantile of the normal distribution for 95 % on both sides.
const Z: f64 = 1.959_963_984_540_054;
/// Below so many people a figure says that they are few.
const FEW: u64 = 30;
/// A split this unlikely is not what was asked. The usual alarm for a "sample ratio mismatch".
const ALARM: f64 = 0.001;
/// The test of a split needs so many people expected in each part (Cochran).
const EXPECTED: f64 = 5.0;

/// So many of so many, as a share, with Wilson's score interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Rate {
    /// How many did it.
    pub(crate) hits: u64,
    /// Of how many.
    pub(crate) of: u64,
    pub(crate) rate: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Whether they are too few to say much.
    pub(crate) few: bool,
}

impl Rate {
    /// None where there is nobody to speak of.
    pub(crate) fn of(hits: u64, of: u64) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let hits = hits.min(of);
        let (n, rate) = (of as f64, hits as f64 / of as f64);
        let square = Z * Z;
        let centre = 2.0 * n * rate + square;
        let spread = Z * (square + 4.0 * n * rate * (1.0 - rate)).sqrt();
        let bound = |side: f64| (side / (2.0 * (n + square))).clamp(0.0, 1.0);
        // At the ends the bound is the end itself, not nearly so.
        let low = if hits == 0 { 0.0 } else { bound(centre - spread) };
        let high = if hits == of { 1.0 } else { bound(centre + spread) };
        Some(Self { hits, of, rate, low, high, few: of < FEW })
    }
}

/// How far one rate is from another, with Newcombe's hybrid score interval (his method 10).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Difference {
    pub(crate) difference: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Whether one of the two is about few people.
    pub(crate) few: bool,
}

impl Difference {
    /// `one` less `other`.
    pub(crate) fn of(one: &Rate, other: &Rate) -> Self {
        let difference = one.rate - other.rate;
        let below = (one.rate - one.low).hypot(other.high - other.rate);
        let above = (one.high - one.rate).hypot(other.rate - other.low);
        let few = one.few || other.few;
        Self { difference, low: difference - below, high: difference + above, few }
    }

    /// Whether it is further from nothing than chance explains.
    pub(crate) fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The Net Promoter Score, from -100 to 100, with the normal interval from the variance of its three values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Score {
    pub(crate) promoters: u64,
    pub(crate) passives: u64,
    pub(crate) detractors: u64,
    pub(crate) of: u64,
    pub(crate) score: f64,
    /// None where all answers are alike: then this method knows no interval.
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) few: bool,
}

impl Score {
    /// None where nobody answered.
    pub(crate) fn of(promoters: u64, passives: u64, detractors: u64) -> Option<Self> {
        let of = promoters + passives + detractors;
        if of == 0 {
            return None;
        }
        let n = of as f64;
        let share = (promoters as f64 - detractors as f64) / n;
        let variance = (promoters + detractors) as f64 / n - share * share;
        let spread = Z * (variance / n).sqrt();
        let score = 100.0 * share;
        let within = |bound: f64| (variance > 1e-12).then(|| bound.clamp(-100.0, 100.0));
        let (low, high) = (within(score - 100.0 * spread), within(score + 100.0 * spread));
        Some(Self { promoters, passives, detractors, of, score, low, high, few: of < FEW })
    }
}

/// What numbers say together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Average {
    pub(crate) of: u64,
    pub(crate) mean: f64,
    pub(crate) median: f64,
    pub(crate) few: bool,
}

impl Average {
    /// Of values with how often each was given, the smallest first. None where nobody answered.
    pub(crate) fn of(counted: &[(f64, u64)]) -> Option<Self> {
        let of: u64 = counted.iter().map(|(_, count)| count).sum();
        if of == 0 {
            return None;
        }
        let sum: f64 = counted.iter().map(|(value, count)| value * *count as f64).sum();
        // The values on both sides of the middle are one where there is an odd number of them.
        let median = f64::midpoint(nth(counted, (of - 1) / 2), nth(counted, of / 2));
        Some(Self { of, mean: sum / of as f64, median, few: of < FEW })
    }
}

fn nth(counted: &[(f64, u64)], place: u64) -> f64 {
    let mut behind = 0;
    for (value, count) in counted {
        behind += count;
        if behind > place {
            return *value;
        }
    }
    0.0
}

/// Whether people were shared out as was asked: Pearson's chi-squared test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Split {
    pub(crate) chi_squared: f64,
    pub(crate) degrees: u64,
    /// How likely a split at least so far off is, if all is well.
    pub(crate) p: f64,
    /// Whether that is so unlikely that something is wrong.
    pub(crate) is_off: bool,
}

impl Split {
    /// Counts against the shares asked for. None where they are too few to tell, or there is nothing to compare.
    pub(crate) fn of(counts: &[u64], shares: &[f64]) -> Option<Self> {
        let total = counts.iter().sum::<u64>() as f64;
        let asked: f64 = shares.iter().sum();
        let parts = || counts.iter().zip(shares).filter(|(_, share)| **share > 0.0);
        let degrees = (parts().count() as u64).checked_sub(1).filter(|degrees| *degrees > 0)?;
        let mut chi_squared = 0.0;
        for (count, share) in parts() {
            let expected = total * share / asked;
            if expected < EXPECTED {
                return None;
            }
            chi_squared += (*count as f64 - expected).powi(2) / expected;
        }
        let p = ChiSquared::new(degrees as f64).ok()?.sf(chi_squared);
        Some(Self { chi_squared, degrees, p, is_off: p < ALARM })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn near(found: f64, published: f64, within: f64) {
        assert!((found - published).abs() <= within, "{found} is not {published}");
    }

    /// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    #[test]
    fn wilsons_interval_is_the_published_one() {
        let table = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (hits, of, low, high) in table {
            let rate = Rate::of(hits, of).unwrap();
            near(rate.low, low, 0.000_05);
            near(rate.high, high, 0.000_05);
        }
        assert_eq!(Rate::of(0, 0), None);
        assert_eq!(Rate::of(29, 29).unwrap().high, 1.0);
        assert_eq!([Rate::of(1, 29).unwrap().few, Rate::of(1, 30).unwrap().few], [true, false]);
    }

    /// Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
    #[test]
    fn newcombes_interval_is_the_published_one() {
        let table = [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
        ];
        for ((hits, of), (others, of_others), low, high) in table {
            let found = Difference::of(&Rate::of(hits, of).unwrap(), &Rate::of(others, of_others).unwrap());
            near(found.low, low, 0.000_05);
            near(found.high, high, 0.000_05);
            assert_eq!(found.is_clear(), low > 0.0);
        }
    }

    #[test]
    fn the_score_has_the_usual_interval() {
        // W. Huber's worked example (Cross Validated 18603): shares 1/2, 1/3, 1/6 have the variance 5/9, so that of 324
        // answers the standard error is .745 / 18 = 4.1 points.
        let score = Score::of(162, 108, 54).unwrap();
        near(score.score, 100.0 / 3.0, 1e-9);
        near(score.high.unwrap() - score.score, Z * 4.141, 0.001);
        near(score.score - score.low.unwrap(), Z * 4.141, 0.001);
        let all = Score::of(7, 0, 0).unwrap();
        assert_eq!((all.score, all.low, all.high, all.few), (100.0, None, None, true));
        assert_eq!(Score::of(0, 0, 0), None);
    }

    #[test]
    fn a_mean_and_a_median_are_of_all_that_was_answered() {
        let average = Average::of(&[(1.0, 1), (4.0, 2), (5.0, 1)]).unwrap();
        assert_eq!((average.of, average.mean, average.median), (4, 3.5, 4.0));
        assert_eq!(Average::of(&[(1.0, 1), (2.0, 1)]).unwrap().median, 1.5);
        assert_eq!(Average::of(&[(1.0, 0)]), None);
    }

    /// Mendel's peas against 9:3:3:1, as every textbook has them: 0.470 on 3 degrees of freedom, p = 0.925.
    #[test]
    fn mendels_peas_are_shared_out_as_was_asked() {
        let split = Split::of(&[315, 108, 101, 32], &[9.0, 3.0, 3.0, 1.0]).unwrap();
        near(split.chi_squared, 0.470, 0.0005);
        near(split.p, 0.925, 0.0005);
        assert_eq!((split.degrees, split.is_off), (3, false));
    }

    #[test]
    fn a_split_that_is_off_is_noticed_and_few_people_are_no_proof() {
        // The critical value for p = 0.001 on one degree of freedom is 10.828.
        let off = Split::of(&[553, 447], &[1.0, 1.0]).unwrap();
        near(off.chi_squared, 11.236, 1e-9);
        assert!(off.is_off);
        assert!(!Split::of(&[552, 448], &[1.0, 1.0]).unwrap().is_off);
        assert_eq!(Split::of(&[4, 5], &[1.0, 1.0]), None);
        assert_eq!(Split::of(&[100], &[1.0]), None);
        assert!(Split::of(&[90, 10, 0], &[0.9, 0.1, 0.0]).is_some_and(|split| split.degrees == 1));
    }
}

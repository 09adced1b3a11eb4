//! Counts of what ran, read from the closing lines of the test runners.

use std::fmt;
use std::ops::AddAssign;

/// How many checks of a suite passed, failed, or were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Ran and held.
    pub passed: u64,
    /// Ran and did not hold, or could not run.
    pub failed: u64,
    /// Left out on purpose.
    pub skipped: u64,
}

impl Tally {
    /// One check that held.
    pub const PASS: Self = Self { passed: 1, failed: 0, skipped: 0 };
    /// One check that did not.
    pub const FAIL: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// Counts each of several checks.
    pub fn of(held: impl IntoIterator<Item = bool>) -> Self {
        held.into_iter().map(Self::one).fold(Self::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }

    fn one(held: bool) -> Self {
        if held { Self::PASS } else { Self::FAIL }
    }

    /// Sums the `test result:` lines of Rust's test runner.
    pub fn from_libtest(text: &str) -> Self {
        let mut sum = Self::default();
        for line in text.lines().filter_map(|line| line.strip_prefix("test result: ")) {
            sum += Self {
                passed: before(line, "passed"),
                failed: before(line, "failed"),
                skipped: before(line, "ignored"),
            };
        }
        sum
    }

    /// Reads the closing comments of Node's TAP reporter.
    pub fn from_tap(text: &str) -> Self {
        let count = |name: &str| {
            let numbers = text.lines().filter_map(|line| line.strip_prefix("# ")?.strip_prefix(name));
            numbers.filter_map(|number| number.trim().parse::<u64>().ok()).sum::<u64>()
        };
        Self {
            passed: count("pass "),
            failed: count("fail ") + count("cancelled "),
            skipped: count("skipped ") + count("todo "),
        }
    }

    /// A runner that reports failure has a failure, whatever it counted.
    #[must_use]
    pub fn with_status(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// Whether nothing was executed at all.
    pub fn is_empty(&self) -> bool {
        self.passed + self.failed == 0
    }
}

/// The tests that a TAP report says were left out: each name with its reason.
pub fn left_out(text: &str) -> Vec<String> {
    let skipped =
        text.lines().filter_map(|line| line.trim_start().strip_prefix("ok ")?.split_once(" # SKIP "));
    skipped.filter_map(|(test, reason)| Some(format!("{}: {reason}", test.split_once(" - ")?.1))).collect()
}

/// The number that stands before a word, as in `3 passed;`.
fn before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split([' ', ';', '.']).collect();
    let pair = words.windows(2).find(|pair| pair.last() == Some(&word));
    pair.and_then(|pair| pair.first()?.parse().ok()).unwrap_or(0)
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_crates_are_summed() {
        let text = "running 3 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 1 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(Tally::from_libtest(text), Tally { passed: 3, failed: 4, skipped: 1 });
    }

    #[test]
    fn the_closing_comments_of_tap_are_read() {
        let text = "ok 1 - a\n# Subtest: pass 9\n1..3\n# tests 7\n# suites 0\n# pass 3\n# fail 1\n\
            # cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 5\n";
        assert_eq!(Tally::from_tap(text), Tally { passed: 3, failed: 2, skipped: 2 });
    }

    #[test]
    fn what_was_left_out_is_named_with_its_reason() {
        let text =
            "    ok 3 - webkit: touch # SKIP its driver has none\n    ok 4 - all else\nok 5 - b # SKIP c\n";
        assert_eq!(left_out(text), ["webkit: touch: its driver has none", "b: c"]);
    }

    #[test]
    fn a_failure_without_a_count_is_one_failure() {
        assert_eq!(Tally::default().with_status(false), Tally::FAIL);
        assert_eq!(Tally::PASS.with_status(true), Tally::PASS);
        assert!(Tally::default().is_empty());
    }

    #[test]
    fn the_closing_line_names_what_was_skipped_only_if_something_was() {
        assert_eq!(Tally { passed: 2, failed: 0, skipped: 0 }.to_string(), "2 passed, 0 failed");
        assert_eq!(Tally { passed: 2, failed: 1, skipped: 3 }.to_string(), "2 passed, 1 failed, 3 skipped");
    }
}

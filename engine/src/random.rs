//! `Random`: chances and ids from the seed that the shell gives. Not for secrets.

use alloc::string::String;

/// A stream of numbers: the same seed gives the same stream.
///
/// Source: Sebastiano Vigna, SplitMix64 (public domain).
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
    salt: u64,
    last_time: i64,
    sequence: u64,
}

impl Random {
    pub fn new(seed: &str) -> Random {
        // FNV-1a from two starting points: all 128 bits of a seed of 32 digits come to bear.
        let hash = |start: u64| {
            seed.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
        };
        Random {
            state: hash(0xcbf2_9ce4_8422_2325),
            salt: hash(0x9e37_79b9_7f4a_7c15),
            last_time: 0,
            sequence: 0,
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state ^ self.salt;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, 1.
    pub fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// An id that sorts by time, also within one millisecond.
    ///
    /// Source: RFC 9562, UUID version 7, method 1 (a counter in the 12 bits after the time).
    pub fn id(&mut self, now: i64) -> String {
        if now > self.last_time {
            (self.last_time, self.sequence) = (now, 0);
        } else {
            // A clock that stands still or runs backwards does not break the order.
            self.sequence += 1;
            (self.last_time, self.sequence) =
                (self.last_time + (self.sequence >> 12) as i64, self.sequence & 0xfff);
        }
        let high = ((self.last_time as u64) << 16) | 0x7000 | self.sequence;
        let low = (self.next() >> 2) | 0x8000_0000_0000_0000;
        hyphenated(high, low)
    }
}

fn hyphenated(high: u64, low: u64) -> String {
    let mut out = String::with_capacity(36);
    for place in 0..32_u32 {
        if matches!(place, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        let half = if place < 16 { high } else { low };
        let digit = (half >> (60 - place % 16 * 4)) & 15;
        out.push(char::from_digit(digit as u32, 16).unwrap_or('0'));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn ids_are_uuids_in_order() {
        let mut random = Random::new("seed");
        let ids: Vec<String> =
            (0..10_000).map(|n| random.id(1_795_341_600_000 + n / 5_000 - n % 3)).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair.first() != pair.last()));
        assert!(ids.iter().all(|id| id.len() == 36 && id.get(14..15) == Some("7")));
        assert!(ids.iter().all(|id| matches!(id.get(19..20), Some("8" | "9" | "a" | "b"))));
    }

    #[test]
    fn seeds_matter() {
        assert_ne!(Random::new("a").id(0), Random::new("b").id(0));
        assert_eq!(Random::new("a").id(0), Random::new("a").id(0));
    }

    #[test]
    fn fractions_are_spread_evenly() {
        let mut random = Random::new("");
        let mut tenths = [0_u32; 10];
        for _ in 0..100_000 {
            let tenth = (random.fraction() * 10.0) as usize;
            if let Some(count) = tenths.get_mut(tenth) {
                *count += 1;
            }
        }
        // Chi-square with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
        let chi: f64 = tenths
            .iter()
            .map(|count| (f64::from(*count) - 10_000.0) * (f64::from(*count) - 10_000.0) / 10_000.0)
            .sum();
        assert!(chi < 27.9, "{chi}");
    }
}

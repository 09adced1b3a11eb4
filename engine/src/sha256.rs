//! SHA-256 of the words that somebody agreed to. The browser's own is asynchronous and absent on plain HTTP.

use alloc::string::String;
use alloc::vec::Vec;

const PRIMES: usize = 64;

/// The digest of a text as 64 hexadecimal digits.
///
/// Source: FIPS 180-4. Its constants are computed instead of stored: 320 bytes less for every visitor.
pub(crate) fn hex(text: &str) -> String {
    let (mut state, rounds) = constants();
    for block in padded(text.as_bytes()).chunks_exact(64) {
        compress(&mut state, &rounds, block);
    }
    let nibbles = state.iter().flat_map(|word| (0..8).map(move |place| (word >> (28 - place * 4)) & 15));
    nibbles.filter_map(|nibble| char::from_digit(nibble, 16)).collect()
}

fn padded(message: &[u8]) -> Vec<u8> {
    let mut bytes = message.to_vec();
    bytes.push(0x80);
    while bytes.len() % 64 != 56 {
        bytes.push(0);
    }
    bytes.extend_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    bytes
}

fn compress(state: &mut [u32; 8], rounds: &[u32; PRIMES], block: &[u8]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (word, round) in schedule(block).iter().zip(rounds) {
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let one = h.wrapping_add(s1).wrapping_add(choice).wrapping_add(*round).wrapping_add(*word);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        (h, g, f, e, d, c, b, a) =
            (g, f, e, d.wrapping_add(one), c, b, a, one.wrapping_add(s0.wrapping_add(majority)));
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}

fn schedule(block: &[u8]) -> Vec<u32> {
    let mut words: Vec<u32> = block
        .chunks_exact(4)
        .map(|four| four.iter().fold(0, |word, byte| (word << 8) | u32::from(*byte)))
        .collect();
    for at in 16..PRIMES {
        let word = |back: usize| words.get(at - back).copied().unwrap_or_default();
        let s0 = word(15).rotate_right(7) ^ word(15).rotate_right(18) ^ (word(15) >> 3);
        let s1 = word(2).rotate_right(17) ^ word(2).rotate_right(19) ^ (word(2) >> 10);
        let next = word(16).wrapping_add(s0).wrapping_add(word(7)).wrapping_add(s1);
        words.push(next);
    }
    words
}

/// The first 32 bits of the fractional parts of the square roots of the first eight primes,
/// and of the cube roots of the first sixty-four.
fn constants() -> ([u32; 8], [u32; PRIMES]) {
    let (mut state, mut rounds) = ([0; 8], [0; PRIMES]);
    let primes = || (2_u32..).filter(|n| (2..*n).all(|divisor| n % divisor != 0)).map(u128::from);
    for (slot, prime) in state.iter_mut().zip(primes()) {
        *slot = root(prime << 64, |n| n * n);
    }
    for (slot, prime) in rounds.iter_mut().zip(primes()) {
        *slot = root(prime << 96, |n| n * n * n);
    }
    (state, rounds)
}

/// The low 32 bits of the largest whole number whose power is at most `target`.
fn root(target: u128, power: fn(u128) -> u128) -> u32 {
    let mut found = 0_u128;
    for bit in (0..37).rev() {
        let candidate = found | (1 << bit);
        if power(candidate) <= target {
            found = candidate;
        }
    }
    found as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    proptest! {
        #[test]
        fn agrees_with_the_well_kept_library(text in "\\PC{0,300}") {
            let theirs: String = Sha256::digest(text.as_bytes()).iter().map(|byte| alloc::format!("{byte:02x}")).collect();
            prop_assert_eq!(hex(&text), theirs);
        }
    }
}

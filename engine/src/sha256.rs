//! SHA-256 of the words that somebody agreed to. The browser's own is asynchronous and absent on plain HTTP.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::swap;

/// The digest of a text as 64 hexadecimal digits.
///
/// Source: FIPS 180-4. Its constants are computed instead of stored: 320 bytes less for every visitor.
pub(crate) fn hex(text: &str) -> String {
    let (mut state, rounds) = constants();
    let message = padded(text.as_bytes());
    let mut rest = message.as_slice();
    while let Some((block, after)) = rest.split_at_checked(64) {
        compress(&mut state, &rounds, block);
        rest = after;
    }
    let mut out = String::new();
    for word in state {
        for place in 0..8_u32 {
            let nibble = (word >> (28 - place * 4)) & 15;
            out.push(char::from_digit(nibble, 16).unwrap_or('0'));
        }
    }
    out
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

fn compress(state: &mut [u32; 8], rounds: &[u32; 64], block: &[u8]) {
    let mut words = [0_u32; 16];
    let mut bytes = block.iter();
    for word in &mut words {
        bytes.by_ref().take(4).for_each(|byte| *word = (*word << 8) | u32::from(*byte));
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for round in rounds {
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let one = h.wrapping_add(s1).wrapping_add(choice).wrapping_add(*round).wrapping_add(words[0]);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        (h, g, f, e, d, c, b, a) =
            (g, f, e, d.wrapping_add(one), c, b, a, one.wrapping_add(s0.wrapping_add(majority)));
        // The first word is used: the one that comes sixteen rounds later moves up behind the others.
        let s0 = words[1].rotate_right(7) ^ words[1].rotate_right(18) ^ (words[1] >> 3);
        let s1 = words[14].rotate_right(17) ^ words[14].rotate_right(19) ^ (words[14] >> 10);
        let mut next = words[0].wrapping_add(s0).wrapping_add(words[9]).wrapping_add(s1);
        words.iter_mut().rev().for_each(|word| swap(word, &mut next));
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}

/// The first 32 bits of the fractional parts of the square roots of the first eight primes,
/// and of the cube roots of the first sixty-four.
fn constants() -> ([u32; 8], [u32; 64]) {
    let (mut state, mut rounds) = ([0; 8], [0; 64]);
    let mut prime = 2_u32;
    for (index, round) in rounds.iter_mut().enumerate() {
        while (2..prime).any(|divisor| prime.is_multiple_of(divisor)) {
            prime += 1;
        }
        *round = root(f64::from(prime), 3);
        if let Some(word) = state.get_mut(index) {
            *word = root(f64::from(prime), 2);
        }
        prime += 1;
    }
    (state, rounds)
}

/// The first 32 bits of the fractional part of a root, by Newton's method: a float holds 18 bits more.
fn root(number: f64, degree: i32) -> u32 {
    let mut found = number;
    for _ in 0..40 {
        let power = if degree == 3 { found * found } else { found };
        found -= (found * power - number) / (power * f64::from(degree));
    }
    ((found - f64::from(found as u32)) * 4_294_967_296.0) as u32
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

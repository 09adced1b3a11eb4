//! Addresses: the host, the path and the parameters of a URL, read leniently as a browser would.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::{cut, split_once};
use crate::value::Value;

/// Reads the parameters of an address, decoded; the first 50, which is more than any shop needs.
pub(crate) fn parameters(url: &str) -> Value {
    let mut rest = cut(cut(url, "#").0, "?").1;
    let mut entries = Vec::new();
    while let (Some(after), true) = (rest.get(1..), entries.len() < 50) {
        let (pair, others) = cut(after, "&");
        let (name, value) = split_once(pair, "=").unwrap_or((pair, ""));
        if !pair.is_empty() {
            entries.push((decode(name), decode(value).into()));
        }
        rest = others;
    }
    Value::Map(entries)
}

/// Percent-decoding, with `+` for a space; what is no UTF-8 becomes the replacement character.
fn decode(text: &str) -> String {
    let mut decoder = Utf8::default();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let mut byte = *first;
        rest = after;
        if byte == b'+' {
            byte = b' ';
        } else if let (b'%', [high, low, others @ ..]) = (byte, after)
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            byte = (high * 16 + low) as u8;
            rest = others;
        }
        decoder.take(byte);
    }
    decoder.end();
    decoder.out
}

/// Bytes to characters: what is no UTF-8 becomes the replacement character.
#[derive(Default)]
struct Utf8 {
    out: String,
    /// The bits of a character so far, and how many bytes it still lacks.
    bits: u32,
    lacks: u32,
}

impl Utf8 {
    fn take(&mut self, byte: u8) {
        let ones = byte.leading_ones();
        if ones == 1 && self.lacks > 0 {
            self.lacks -= 1;
            self.bits = (self.bits << 6) | u32::from(byte & 0x3f);
        } else {
            self.end();
            (self.bits, self.lacks) = match ones {
                0 => (u32::from(byte), 0),
                2..=4 => (u32::from(byte) & (0x7f >> ones), ones - 1),
                _ => (u32::MAX, 0),
            };
        }
        if self.lacks == 0 {
            self.out.push(char::from_u32(self.bits).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    fn end(&mut self) {
        if self.lacks > 0 {
            self.out.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn hex(digit: u8) -> Option<u32> {
    char::from(digit).to_digit(16)
}

fn after_scheme(url: &str) -> &str {
    split_once(url, "://").map_or("", |(_, rest)| rest)
}

/// The host of an address, without its port.
pub(crate) fn host(url: &str) -> &str {
    let mut host = cut(after_scheme(url), "/?#").0;
    while let Some((_, after)) = split_once(host, "@") {
        host = after;
    }
    cut(host, ":").0
}

/// The path of an address, `/` where it has none.
pub(crate) fn path(url: &str) -> &str {
    let path = cut(cut(after_scheme(url), "/").1, "?#").0;
    if path.is_empty() { "/" } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(
            (host("https://u:p@a.example:80/x?y"), path("https://a.example/x/y?z#w")),
            ("a.example", "/x/y")
        );
        assert_eq!((host("nonsense"), path("https://a.example"), path("")), ("", "/", "/"));
        assert_eq!(
            (decode("%zz%4"), decode("a+%c3%B1%E4%b8%96%F0%9F%98%80")),
            ("%zz%4".into(), "a ñ世😀".into())
        );
        assert_eq!((decode("%F1ana%C3"), decode("%FF")), ("\u{fffd}ana\u{fffd}".into(), "\u{fffd}".into()));
    }
}

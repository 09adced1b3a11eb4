//! Capital and small letters by arithmetic: Latin, Greek, Cyrillic and Armenian.
//!
//! The standard library knows every script, and its tables cost each visitor 11 KB; what it would change beyond
//! these rows is left as it is.

use alloc::string::String;

/// Small letters from the first to the second, each so far behind its capital. Where that is 1, every other one is
/// a capital.
static ROWS: [(u16, u16, i16); 30] = [
    (0x61, 0x7a, 32),
    (0xe0, 0xf6, 32),
    (0xf8, 0xfe, 32),
    (0xff, 0xff, -121),
    (0x101, 0x12f, 1),
    (0x133, 0x137, 1),
    (0x13a, 0x148, 1),
    (0x14b, 0x177, 1),
    (0x17a, 0x17e, 1),
    (0x1a1, 0x1a1, 1),
    (0x1b0, 0x1b0, 1),
    (0x1ce, 0x1dc, 1),
    (0x1df, 0x1ef, 1),
    (0x1f9, 0x21f, 1),
    (0x3ac, 0x3ac, 38),
    (0x3ad, 0x3af, 37),
    (0x3b1, 0x3c1, 32),
    (0x3c3, 0x3cb, 32),
    (0x3c2, 0x3c2, 31),
    (0x3cc, 0x3cc, 64),
    (0x3cd, 0x3ce, 63),
    (0x430, 0x44f, 32),
    (0x450, 0x45f, 80),
    (0x461, 0x481, 1),
    (0x48b, 0x4bf, 1),
    (0x4c2, 0x4ce, 1),
    (0x4d1, 0x52f, 1),
    (0x561, 0x586, 48),
    (0x1e01, 0x1e95, 1),
    (0x1ea1, 0x1eff, 1),
];

/// The letter in the other size, or itself.
fn change(letter: char, capital: bool) -> char {
    for (first, last, distance) in &ROWS {
        let distance = i32::from(*distance);
        let small = if capital { letter as i32 } else { letter as i32 + distance };
        let into = small - i32::from(*first);
        let within = into >= 0 && small <= i32::from(*last);
        if within && (distance != 1 || into % 2 == 0) {
            let changed = if capital { small - distance } else { small };
            return char::from_u32(changed as u32).unwrap_or(letter);
        }
    }
    letter
}

/// The text in capitals, or in small letters. Of `ß` there is no capital that people write: it becomes `SS`.
pub(crate) fn set(text: &str, capitals: bool) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if capitals && letter == 'ß' {
            out.push_str("SS");
        } else {
            out.push(change(letter, capitals));
        }
    }
    out
}

/// The first letter as a capital, the others small.
pub(crate) fn capitalize(text: &str) -> String {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let (head, tail) = text.split_at_checked(first).unwrap_or_default();
    let mut out = set(head, true);
    out.push_str(&set(tail, false));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;
    use std::vec::Vec;

    /// Against the standard library, over the blocks that the table speaks of.
    #[test]
    fn follows_unicode() {
        let blocks =
            [0..0x180, 0x1cd..0x1dd, 0x1f8..0x220, 0x386..0x3cf, 0x400..0x530, 0x531..0x587, 0x1e00..0x1f00];
        // What is there without its partner, or becomes several letters.
        let others = "µİıŉſǰǱǲǳǴǵΐΰẖẗẘẙẚẛẜẝẞẟ\u{220}\u{3cf}\u{587}Ƿƿ\u{4c0}\u{4cf}";
        let mut wrong = Vec::new();
        for letter in blocks.into_iter().flatten().filter_map(char::from_u32) {
            let text = letter.to_string();
            let same = set(&text, true) == text.to_uppercase() && set(&text, false) == text.to_lowercase();
            if !same && !others.contains(letter) {
                wrong.push(letter);
            }
        }
        assert_eq!(wrong, [] as [char; 0]);
    }

    #[test]
    fn sets_words() {
        assert_eq!(set("Straße, ¡ñandú! Ελλάς łódź đường", true), "STRASSE, ¡ÑANDÚ! ΕΛΛΆΣ ŁÓDŹ ĐƯỜNG");
        assert_eq!(set("ŻÓŁĆ ПРИВЕТ 日本 😀", false), "żółć привет 日本 😀");
        assert_eq!(
            (capitalize("éCOLE"), capitalize(""), capitalize("ßa")),
            ("École".into(), "".into(), "SSa".into())
        );
    }
}

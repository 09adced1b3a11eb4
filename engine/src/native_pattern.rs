//! Regular expressions natively, by the crate `regex`, with the meaning that JavaScript gives them.

use alloc::rc::Rc;
use alloc::string::String;
use regex::RegexBuilder;

use crate::pattern::Compile;

/// The crate `regex` matches.
pub(crate) const NATIVE: Compile = |source, ignore_case| {
    // A pattern of 1,000 classes, which is the most that is accepted, fits well into this many bytes.
    let translated = translate(source);
    let built = RegexBuilder::new(&translated).case_insensitive(ignore_case).size_limit(1 << 28).build();
    let regex = built.ok()?;
    Some(Rc::new(move |text: &str| regex.is_match(text)))
};

/// The same pattern, with the kinds of characters that JavaScript has other sets of written out.
fn translate(source: &str) -> String {
    let mut out = String::new();
    let mut characters = source.chars();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next().map(|kind| (kind, set(kind))) {
                Some((_, Some(set))) => out.push_str(set),
                Some((kind, None)) => out.extend(['\\', kind]),
                None => out.push('\\'),
            },
            '.' if !in_class => out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            _ => {
                in_class = character == '[' || in_class && character != ']';
                out.push(character);
            }
        }
    }
    out
}

/// What is written for the kind of characters after a `\`. A class may stand within a class.
fn set(kind: char) -> Option<&'static str> {
    Some(match kind {
        'd' => "[0-9]",
        'D' => "[^0-9]",
        'w' => "[0-9A-Za-z_]",
        'W' => "[^0-9A-Za-z_]",
        's' => SPACE,
        'S' => NO_SPACE,
        'b' => r"(?-u:\b)",
        _ => return None,
    })
}

/// ECMAScript's `WhiteSpace` and `LineTerminator`.
const SPACE: &str =
    r"[\t\n\u{b}\u{c}\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}]";
const NO_SPACE: &str =
    r"[^\t\n\u{b}\u{c}\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}]";

//! Searching, splitting and joining text: small on purpose, the standard library's ways cost every visitor kilobytes.

use alloc::string::String;

/// Where `needle`, which is not empty, first stands in `text`.
pub fn find(text: &str, needle: &str) -> Option<usize> {
    let mut rest = text.as_bytes();
    while !rest.starts_with(needle.as_bytes()) {
        rest = rest.get(1..)?;
    }
    Some(text.len() - rest.len())
}

/// Whether `needle` stands in `text`.
pub fn contains(text: &str, needle: &str) -> bool {
    find(text, needle).is_some()
}

/// What stands before the first `needle` and what after it.
pub fn split_once<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, needle)?;
    Some((text.get(..at)?, text.get(at + needle.len()..)?))
}

/// What stands before the first of these ASCII characters, and what from there on.
pub fn cut<'a>(text: &'a str, marks: &str) -> (&'a str, &'a str) {
    let at = text.bytes().position(|byte| marks.bytes().any(|mark| mark == byte));
    at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// Whether `word` is one of the words in a list that spaces separate.
pub fn is_among(word: &str, list: &str) -> bool {
    let mut rest = list;
    while !rest.is_empty() {
        let (first, after) = split_once(rest, " ").unwrap_or((rest, ""));
        if first == word {
            return true;
        }
        rest = after;
    }
    false
}

/// What stands before the next separator; `rest` becomes what stands after it, `None` where that was the last.
#[inline(never)]
pub fn take_part<'a>(text: &'a str, separator: &str, rest: &mut Option<&'a str>) -> &'a str {
    let found = split_once(text, separator);
    *rest = found.map(|(_, after)| after);
    found.map_or(text, |(before, _)| before)
}

/// The parts of a text between separators: at least one.
pub struct Parts<'a> {
    rest: Option<&'a str>,
    separator: &'static str,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        Some(take_part(rest, self.separator, &mut self.rest))
    }
}

/// The parts of a text between separators: at least one.
pub fn split<'a>(text: &'a str, separator: &'static str) -> Parts<'a> {
    Parts { rest: Some(text), separator }
}

/// These texts one after another. The standard library's `concat` brings all that formats its complaint.
#[inline(never)]
pub fn concat(parts: &[&str]) -> String {
    let mut whole = String::new();
    for part in parts {
        whole.push_str(part);
    }
    whole
}

/// The text without the white space at its ends.
#[inline(never)]
pub fn trim(text: &str) -> &str {
    let (mut from, mut to, mut at) = (None, 0, 0);
    for character in text.chars() {
        let start = at;
        at += character.len_utf8();
        if !character.is_whitespace() {
            from = from.or(Some(start));
            to = at;
        }
    }
    from.and_then(|from| text.get(from..to)).unwrap_or_default()
}

/// The text without the white space at its beginning.
#[inline(never)]
pub fn trim_start(text: &str) -> &str {
    let mut rest = text.chars();
    loop {
        let kept = rest.as_str();
        if !rest.next().is_some_and(char::is_whitespace) {
            return kept;
        }
    }
}

/// How many characters the text has.
#[inline(never)]
pub fn length(text: &str) -> usize {
    let mut length = 0;
    for byte in text.bytes() {
        // Of each character only the first byte begins otherwise.
        length += usize::from(byte & 0xc0 != 0x80);
    }
    length
}

/// As much of the text as fits into so many bytes.
pub fn clip(text: &str, bytes: usize) -> &str {
    let mut end = bytes;
    while end < text.len() {
        if let Some(kept) = text.get(..end) {
            return kept;
        }
        end = end.wrapping_sub(1);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        assert_eq!((find("año {{", "{{"), find("a", "aa"), find("", "a")), (Some(5), None, None));
        assert_eq!(split_once("a://b://c", "://"), Some(("a", "b://c")));
        assert_eq!((cut("ñ?a#b", "#?"), cut("a", "#")), (("ñ", "?a#b"), ("a", "")));
        assert_eq!(split("a,,b", ",").collect::<std::vec::Vec<_>>(), ["a", "", "b"]);
        assert_eq!((split("", ",").count(), concat(&["a", "", "ñ"]).as_str()), (1, "añ"));
        for text in ["", " ", "a", " a\u{a0}b ", "\n\u{3000}ñ\t", "ñ ", " ñ"] {
            assert_eq!(trim(text), text.trim(), "{text:?}");
            assert_eq!(
                (trim_start(text), length(text)),
                (text.trim_start(), text.chars().count()),
                "{text:?}"
            );
        }
        assert_eq!((clip("añb", 2), clip("añb", 3), clip("añb", 4), clip("ñ", 0)), ("a", "añ", "añb", ""));
        assert!(is_among("b", "a b c") && !is_among("a b", "a b") && !is_among("", "a"));
    }
}

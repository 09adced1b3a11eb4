//! Searching text by bytes: small on purpose, the standard library's searchers cost every visitor kilobytes.

/// Where `needle`, which is not empty, first stands in `text`.
pub(crate) fn find(text: &str, needle: &str) -> Option<usize> {
    let mut rest = text.as_bytes();
    while !rest.starts_with(needle.as_bytes()) {
        rest = rest.get(1..)?;
    }
    Some(text.len() - rest.len())
}

/// Whether `needle` stands in `text`.
pub(crate) fn contains(text: &str, needle: &str) -> bool {
    find(text, needle).is_some()
}

/// What stands before the first `needle` and what after it.
pub(crate) fn split_once<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, needle)?;
    Some((text.get(..at)?, text.get(at + needle.len()..)?))
}

/// What stands before the first of these ASCII characters, and what from there on.
pub(crate) fn cut<'a>(text: &'a str, marks: &str) -> (&'a str, &'a str) {
    let at = text.bytes().position(|byte| marks.bytes().any(|mark| mark == byte));
    at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// Whether `word` is one of the words in a list that spaces separate.
pub(crate) fn is_among(word: &str, list: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        assert_eq!((find("año {{", "{{"), find("a", "aa"), find("", "a")), (Some(5), None, None));
        assert_eq!(split_once("a://b://c", "://"), Some(("a", "b://c")));
        assert_eq!((cut("ñ?a#b", "#?"), cut("a", "#")), (("ñ", "?a#b"), ("a", "")));
        assert!(is_among("b", "a b c") && !is_among("a b", "a b") && !is_among("", "a"));
    }
}

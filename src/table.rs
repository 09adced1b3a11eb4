//! Tables as text: words separated by spaces, and pairs `name=value`. A list of texts would cost every visitor an
//! address and a length for each.

use barrio_engine::text;

/// Whether `word` is one of the words.
pub fn lists(words: &str, word: &str) -> bool {
    text::is_among(word, words)
}

/// The value of the first pair whose name `fits`.
pub fn find(pairs: &'static str, fits: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    for pair in text::split(pairs, " ") {
        if let Some((name, value)) = text::split_once(pair, "=")
            && fits(name)
        {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{find, lists};

    #[test]
    fn a_word_is_listed_whole() {
        assert!(lists("ab cd", "cd"));
        assert!(!lists("ab cd", "c"));
        assert!(!lists("ab cd", "b c"));
    }

    #[test]
    fn the_first_pair_that_fits_wins() {
        assert_eq!(find("a=1 b=2", &|name| name == "b"), Some("2"));
        assert_eq!(find("a=1 b=2", &|_| true), Some("1"));
        assert_eq!(find("a=1", &|_| false), None);
    }
}

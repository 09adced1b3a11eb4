//! `Pattern`: a regular expression of a store file that cannot run away. Who matches it is a capability of the host.
//!
//! The browser's `RegExp` backtracks: on a text that almost fits it tries every way to share the text out among the
//! repetitions of a pattern, and each of those ways costs time. So a pattern is only accepted together with the
//! length of the longest text that it is tried on, and that length follows from counting these ways:
//!
//! - A character has one way to match from where it stands. One after the other, ways multiply; a choice adds them
//!   up; `?` and `{n,m}` add up the powers; what is repeated without end must itself have just one way, so
//!   that no repetition stands within another (`(a+)+`) and each adds one place to stop at.
//! - The k places at which a match starts and its repetitions stop are in order, so there are (n + k) over k of
//!   them in a text of n characters, not n to the k.
//! - Each way to get somewhere costs a step for what is tried there. The sum of these is at most [`MOST_STEPS`],
//!   whatever the text. Longer texts are not tried: nobody knows whether they match.
//!
//! A pattern means the same in JavaScript (`new RegExp(source, "u")` or `"ui"`) and natively. What the two understand
//! differently is refused, or said in other words to the native one (see `native_pattern.rs`). Two differences
//! remain: letters that are newer than the tables of one of them have no upper and lower case there, and where case
//! does not matter, `\b` takes U+017F and U+212A, which fold to s and k, for letters only in JavaScript.

use alloc::rc::Rc;
use alloc::string::String;
use core::fmt;
use core::str::Chars;

/// Says whether a text matches.
pub type Matcher = Rc<dyn Fn(&str) -> bool>;

/// Compiles a pattern; `true` where upper and lower case are the same. `None` where the host cannot.
pub type Compile = fn(&str, bool) -> Option<Matcher>;

#[cfg(any(test, feature = "regex"))]
pub(crate) use crate::native_pattern::NATIVE;

/// Nobody matches.
#[cfg(not(any(test, feature = "regex")))]
pub(crate) const NATIVE: Compile = |_, _| None;

/// So many steps take the browser less than a tenth of a second, the first time a few tenths (V8 interprets a
/// pattern before it compiles it); and only on a text that is made for it.
const MOST_STEPS: f64 = 2e7;
/// No longer text is tried on any pattern, in bytes.
const LONGEST_TEXT: u32 = 4_096;
/// A pattern that can only be tried on shorter texts is of no use.
const SHORTEST_TEXT: u32 = 50;
/// So many bytes may a pattern have, and so many characters may it stand for with its repetitions written out.
const LONGEST_PATTERN: usize = 500;
const MOST_CHARACTERS: f64 = 1_000.0;
/// So many groups may stand within each other.
const DEEPEST: u32 = 20;
/// So often may `{n,m}` repeat something.
const MOST_TIMES: u32 = 50;

/// A regular expression.
#[derive(Clone)]
pub(crate) struct Pattern {
    /// As the store file has it.
    pub source: String,
    /// Whether upper and lower case are the same.
    pub ignore_case: bool,
    /// The bytes of the longest text that it is tried on.
    longest: usize,
    matcher: Option<Matcher>,
}

impl Pattern {
    /// Reads a pattern and has the host compile it.
    ///
    /// # Errors
    /// A sentence that says why it is not accepted and what to do.
    pub fn read(source: &str, ignore_case: bool, compile: Compile) -> Result<Pattern, &'static str> {
        let longest = longest_text(source)?;
        Ok(Pattern { source: source.into(), ignore_case, longest, matcher: compile(source, ignore_case) })
    }

    /// Whether a text matches somewhere; `None` where it is too long to try, or the host could not compile.
    pub fn matches(&self, text: &str) -> Option<bool> {
        let matcher = self.matcher.as_ref().filter(|_| text.len() <= self.longest)?;
        Some(matcher(text))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.source)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source && self.ignore_case == other.ignore_case
    }
}

type Read<T> = Result<T, &'static str>;

const TOO_LONG: &str = "This regular expression is longer than 500 bytes.";
const TOO_MUCH: &str = "This regular expression could take too long to match: use fewer repetitions and choices, or begin it with ^.";
const TOO_LARGE: &str =
    "This regular expression repeats too much: at most 50 times, and 1,000 characters in all.";
const TOO_DEEP: &str = "This regular expression has groups more than 20 levels deep.";
const NESTED: &str = "This regular expression repeats without end what holds a repetition or a choice, and could \
    take too long to match: write [ab]* for (a|b)*, or limit it to a number of times such as {1,5}.";
const TWICE: &str = "This regular expression repeats a repetition: put one of *, +, ? and {} alone.";
const NOTHING: &str = "This regular expression repeats what is nothing to repeat: put a \\ before *, +, ? or { where \
    the character itself is meant.";
const NO_CLOSE: &str = "This regular expression has a bracket that is not closed.";
const NO_OPEN: &str = "This regular expression closes a bracket that is not open: put a \\ before ), ] or } where the \
    character itself is meant.";
const GROUP: &str = "This regular expression has a group of a kind that is not available: (…) and (?:…) are.";
const REFERENCE: &str = "This regular expression refers back to a group, which is not available.";
const ESCAPE: &str = "This regular expression has a \\ before what needs none or is not available: \\d, \\w, \\s, \\b, \
    \\D, \\W, \\S, \\t, \\n, \\r and characters with a meaning are.";
const CLASS: &str = "This regular expression has a character class in [] that is empty, backwards, or not clear: put a \
    \\ before [, ], & and ~ in it, and - first or last where it is no range.";

/// The bytes of the longest text that a pattern may be tried on.
fn longest_text(source: &str) -> Read<usize> {
    if source.len() > LONGEST_PATTERN {
        return Err(TOO_LONG);
    }
    let mut longest = LONGEST_TEXT;
    while longest >= SHORTEST_TEXT {
        let mut scan = Scan { rest: source.chars(), longest: f64::from(longest), stops: 0.0 };
        let cost = scan.choice(0)?;
        if scan.peek().is_some() {
            return Err(NO_OPEN);
        }
        if cost.characters > MOST_CHARACTERS {
            return Err(TOO_LARGE);
        }
        if cost.steps <= MOST_STEPS {
            return Ok(longest as usize);
        }
        longest -= longest / 16;
    }
    Err(TOO_MUCH)
}

/// What a part of a pattern costs at most from one place of the text on.
#[derive(Clone, Copy)]
struct Cost {
    /// In how many ways it can match.
    ways: f64,
    /// How many steps it takes to try them all.
    steps: f64,
    /// How many characters it is with its repetitions written out.
    characters: f64,
}

const CHARACTER: Cost = Cost { ways: 1.0, steps: 1.0, characters: 1.0 };

/// One reading of a pattern, for texts of one length.
struct Scan<'a> {
    rest: Chars<'a>,
    /// Of the text.
    longest: f64,
    /// The places in the text that have been chosen so far: where the match starts, and where repetitions stop.
    stops: f64,
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn take(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        if found {
            self.rest.next();
        }
        found
    }

    /// In how many ways one more place is chosen among those after the ones before.
    fn stop(&mut self) -> f64 {
        self.stops += 1.0;
        (self.longest + self.stops) / self.stops
    }

    /// Sequences with `|` between them.
    fn choice(&mut self, depth: u32) -> Read<Cost> {
        let before = self.stops;
        let mut fewest = f64::INFINITY;
        let mut all = Cost { ways: 0.0, steps: 0.0, characters: 0.0 };
        loop {
            self.stops = before;
            // What does not begin with ^ is tried from every place of the text.
            let starts = if depth == 0 && self.peek() != Some('^') { self.stop() } else { 1.0 };
            let one = self.sequence(depth)?;
            all.ways += starts * one.ways;
            all.steps += starts * one.steps;
            all.characters += one.characters;
            fewest = fewest.min(self.stops);
            if !self.take('|') {
                self.stops = fewest;
                return Ok(all);
            }
        }
    }

    fn sequence(&mut self, depth: u32) -> Read<Cost> {
        let mut all = Cost { characters: 0.0, ..CHARACTER };
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let before = self.stops;
            let one = self.item(depth)?;
            let one = self.repeated(one, before)?;
            all.steps += all.ways * one.steps;
            all.ways *= one.ways;
            all.characters += one.characters;
        }
        Ok(all)
    }

    /// One character, class, group or, as `None`, a place such as `^` that cannot be repeated.
    fn item(&mut self, depth: u32) -> Read<Option<Cost>> {
        match self.rest.next() {
            Some('^' | '$') => return Ok(None),
            Some('(') => return self.group(depth).map(Some),
            Some('[') => self.class()?,
            Some('\\') if self.take('b') => return Ok(None),
            Some('\\') => drop(self.escape(false)?),
            Some('*' | '+' | '?' | '{') => return Err(NOTHING),
            Some(']' | '}') => return Err(NO_OPEN),
            _ => {}
        }
        Ok(Some(CHARACTER))
    }

    fn group(&mut self, depth: u32) -> Read<Cost> {
        if self.take('?') && !self.take(':') {
            return Err(GROUP);
        }
        if depth >= DEEPEST {
            return Err(TOO_DEEP);
        }
        let mut cost = self.choice(depth + 1)?;
        // For each way through, a matcher notes where the group began and ended, and takes that back again.
        cost.steps += 4.0 * cost.ways;
        if self.take(')') { Ok(cost) } else { Err(NO_CLOSE) }
    }

    /// What stands after a `\`: the character that is meant, or `None` for a kind of them.
    fn escape(&mut self, in_class: bool) -> Read<Option<char>> {
        match self.rest.next() {
            Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 't' | 'n' | 'r') => Ok(None),
            Some('1'..='9' | 'k') => Err(REFERENCE),
            Some(
                meant @ ('^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
                | '/'),
            ) => Ok(Some(meant)),
            Some('-') if in_class => Ok(Some('-')),
            _ => Err(ESCAPE),
        }
    }

    fn class(&mut self) -> Read<()> {
        self.take('^');
        let mut is_first = true;
        loop {
            let from = self.member(is_first)?;
            is_first = false;
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.next() != Some(']') {
                self.rest.next();
                match (from, self.member(false)?) {
                    (Some(from), Some(to)) if from <= to => {}
                    _ => return Err(CLASS),
                }
            }
            if self.take(']') {
                return Ok(());
            }
        }
    }

    /// One character of a class, or `None` for a kind of them, which no range can begin or end with.
    fn member(&mut self, is_first: bool) -> Read<Option<char>> {
        let member = self.rest.next().ok_or(NO_CLOSE)?;
        let next = self.peek();
        match member {
            '\\' => self.escape(true),
            '[' | ']' => Err(CLASS),
            '-' if next == Some('-') || !is_first && next != Some(']') => Err(CLASS),
            // Doubled, these are operators natively.
            '&' | '~' if next == Some(member) => Err(CLASS),
            '-' => Ok(None),
            _ => Ok(Some(member)),
        }
    }

    /// The cost of an item with what stands after it: `*`, `+`, `?`, `{n,m}`, each lazy or not, or nothing.
    fn repeated(&mut self, one: Option<Cost>, before: f64) -> Read<Cost> {
        let Some((least, most)) = self.times()? else {
            return Ok(one.unwrap_or(Cost { characters: 0.0, ..CHARACTER }));
        };
        self.take('?');
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            return Err(TWICE);
        }
        let one = one.ok_or(NOTHING)?;
        // What is left out has no stops; counting fewer is on the safe side.
        self.stops = before;
        let Some(most) = most else {
            if one.ways > 1.0 {
                return Err(NESTED);
            }
            let ways = self.stop();
            let steps = 1.0 + one.steps * (ways + f64::from(least));
            return Ok(Cost { ways, steps, characters: one.characters * f64::from(least.max(1)) });
        };
        let (mut ways, mut steps, mut power) = (0.0, 1.0, 1.0);
        for time in 0..=most {
            ways += if time < least { 0.0 } else { power };
            steps += if time < most { power * one.steps } else { 0.0 };
            power *= one.ways;
        }
        Ok(Cost { ways, steps, characters: one.characters * f64::from(most) })
    }

    /// How often the item before is to be repeated, without end where there is no second number.
    fn times(&mut self) -> Read<Option<(u32, Option<u32>)>> {
        let times = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                return self.counts().map(Some);
            }
            _ => return Ok(None),
        };
        self.rest.next();
        Ok(Some(times))
    }

    fn counts(&mut self) -> Read<(u32, Option<u32>)> {
        let least = self.count()?;
        let mut most = Some(least);
        if self.take(',') {
            most = if self.peek() == Some('}') { None } else { Some(self.count()?) };
        }
        if !self.take('}') || most.is_some_and(|most| most < least) {
            return Err(NOTHING);
        }
        Ok((least, most))
    }

    fn count(&mut self) -> Read<u32> {
        let mut count = None;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
            self.rest.next();
            count = Some((count.unwrap_or(0) * 10 + digit).min(1_000));
        }
        let count = count.ok_or(NOTHING)?;
        if count > MOST_TIMES { Err(TOO_LARGE) } else { Ok(count) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    fn read(source: &str) -> Read<Pattern> {
        Pattern::read(source, false, NATIVE)
    }

    fn matches(source: &str, ignore_case: bool, text: &str) -> Option<bool> {
        Pattern::read(source, ignore_case, NATIVE).unwrap().matches(text)
    }

    #[test]
    fn what_stores_write_is_accepted() {
        for source in [
            "-12-25$",
            "(Mobile|Tablet)",
            "^ping",
            "^hello",
            "",
            "a",
            "^/products?/",
            "^/(es|en|fr)/.*-sale$",
            "\\.pdf$",
            "utm_source=(google|bing)",
            "^\\d{4}-\\d{2}-\\d{2}$",
            "(iPhone|iPad|iPod)",
            "^(?:\\d{1,3}\\.){3}\\d{1,3}$",
            "^[\\w.+-]+@[\\w-]+\\.[a-z]{2,}$",
            "año|niño",
            "[à-ü]",
            "\\bsale\\b",
            "a.*b.*c",
            "^(.*cp.*|ppc|retargeting|paid.*)$",
            "^(.*(([^a-df-z]|^)shop|shopping).*)$",
            "a{3}",
            "x??",
            "(?:ab)*",
            "[-a]",
            "[a-]",
            "[^-]",
            "[\\-a\\]]",
            "(a|b){0,5}",
            "\\/cart\\/",
            "a{2,}?",
            "()",
            "a||b",
            "[.*+?(){}|$^]",
            "Chrome/\\d+",
        ] {
            assert!(read(source).is_ok(), "{source}: {:?}", read(source));
        }
    }

    #[test]
    fn what_could_run_away_or_differs_is_refused() {
        for (sources, sentence) in [
            (
                &[
                    "(a+)+",
                    "(a*)*b",
                    "(a|a)*",
                    "(a|b)+",
                    "(\\d+\\.)*",
                    "((ab)?c)*",
                    "(?:a{1,3})+",
                    "((a+))*",
                    "(a?){2,}",
                ][..],
                NESTED,
            ),
            (
                &[
                    "(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)",
                ],
                TOO_MUCH,
            ),
            (
                &[
                    "(a|a){30}b",
                    "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?",
                    "(a+){10}",
                    "a*a*a*a*a*a*b",
                    "(x+x+){1,5}y",
                ],
                TOO_MUCH,
            ),
            (&["\\1", "(a)\\1", "\\k<a>", "(a)[\\1]"], REFERENCE),
            (
                &[
                    "(?=a)",
                    "(?!a)",
                    "(?<=a)",
                    "(?<!a)",
                    "(?<name>a)",
                    "(?P<name>a)",
                    "(?i)a",
                    "(?i:a)",
                    "(?>a)",
                    "(?#x)",
                ],
                GROUP,
            ),
            (&["a*+", "a++", "a?+", "a**", "a{2}{3}", "a???", "a*?*", "/???***[)"], TWICE),
            (
                &[
                    "*a", "+", "?", "^*", "$+", "\\b*", "(*a)", "a|*", "{2}", "a{", "a{,2}", "a{x}",
                    "a{3,2}", "a{2",
                ],
                NOTHING,
            ),
            (&["(a", "((a)", "[a", "[a\\]", "(?:", "[a-"], NO_CLOSE),
            (&["a)", ")", "a]", "a}", "(a))"], NO_OPEN),
            (
                &[
                    "\\p{L}", "\\cA", "\\x41", "\\u0041", "\\0", "\\B", "\\a", "\\A", "\\z", "\\-", "\\<",
                    "\\é", "[\\b]", "\\",
                ],
                ESCAPE,
            ),
            (
                &[
                    "[]",
                    "[^]",
                    "[z-a]",
                    "[a-\\d]",
                    "[\\w-.]",
                    "[a-c-e]",
                    "[a[b]]",
                    "[[:alpha:]]",
                    "[a&&b]",
                    "[a~~b]",
                    "[a--b]",
                    "[--a]",
                ],
                CLASS,
            ),
            (&["a{51}", "a{9,99999999999}", "((a{50}){50}){2}"], TOO_LARGE),
        ] {
            for source in sources {
                // Some of them are malformed in more than one way; the first is told.
                let found = read(source).err();
                assert!(found == Some(sentence), "{source}: {found:?}");
            }
        }
        assert_eq!(read(&"a".repeat(501)).err(), Some(TOO_LONG));
        assert_eq!(read(&format!("{}{}", "(".repeat(25), ")".repeat(25))).err(), Some(TOO_DEEP));
    }

    /// What is accepted costs at most so many steps: the ways to place k + 1 stops in n characters.
    #[test]
    fn texts_are_as_long_as_the_repetitions_allow() {
        let longest = |source| longest_text(source).unwrap();
        assert_eq!(longest("abc"), 4_096);
        assert_eq!(longest("^.*x"), 4_096);
        for (source, between) in [
            (".*x", 3_000..4_097),
            (".*.*", 400..491),
            ("^.*.*", 3_000..4_097),
            ("^.*.*.*", 400..491),
            (".*.*.*", 125..149),
            (".*.*.*.*", 60..76),
            ("^/(es|en)/.*-sale$", 3_000..4_097),
            ("Chrome/\\d+.*Mobile", 240..260),
        ] {
            assert!(between.contains(&longest(source)), "{source}: {}", longest(source));
        }
    }

    #[test]
    fn long_texts_are_not_tried() {
        let text = "a".repeat(4_096);
        assert_eq!(matches("^a", false, &text), Some(true));
        assert_eq!(matches("^a", false, &format!("{text}a")), None);
        assert_eq!(matches(".*.*b", false, &text), None);
        let nobody = Pattern::read("a", false, |_, _| None).unwrap();
        assert_eq!(nobody.matches("a"), None);
        assert_eq!((format!("{nobody:?}"), read("a") == Ok(nobody)), (String::from("a"), true));
        assert!(read("a") != Pattern::read("a", true, NATIVE));
    }

    /// What JavaScript says to each of these, seen in V8.
    #[test]
    fn it_means_what_it_means_in_javascript() {
        for (source, ignore_case, text, expected) in [
            ("-12-25$", false, "1980-12-25", true),
            ("(mobile|tablet)", true, "Android Mobile", true),
            ("^año$", true, "AÑO", true),
            ("^.$", false, "😀", true),
            ("a.b", false, "a\rb", false),
            ("a.b", false, "a\u{2028}b", false),
            ("a.b", false, "a\u{85}b", true),
            ("^\\d$", false, "٣", false),
            ("^\\D$", false, "٣", true),
            ("^[^\\d]$", false, "٣", true),
            ("^\\w$", false, "é", false),
            ("^\\W$", false, "é", true),
            ("^[\\W_]$", false, "_", true),
            ("^\\s$", false, "\u{feff}", true),
            ("^\\s$", false, "\u{85}", false),
            ("^\\S$", false, "\u{85}", true),
            ("^[\\S]$", false, "\u{a0}", false),
            ("\\bb", false, "éb", true),
            ("^\\w$", true, "\u{17f}", true),
            ("^\\w$", false, "\u{17f}", false),
            ("^\\W$", true, "S", false),
            ("^[^k]$", true, "\u{212a}", false),
            ("^[a-z]$", true, "\u{212a}", true),
            ("^ß$", true, "ẞ", true),
            ("^i$", true, "İ", false),
            ("^σ$", true, "ς", true),
            ("a$", false, "a\n", false),
            ("^b", false, "a\nb", false),
            ("^[a-]+$", false, "a-", true),
            ("^[\\]\\-\\\\]+$", false, "]-\\", true),
            ("^[.*+?(){}|$^]+$", false, ".*+?(){}|$^", true),
            ("^\\/$", false, "/", true),
            ("^(|a)$", false, "", true),
            ("^a{0}b$", false, "b", true),
            ("^#x y$", false, "#x y", true),
            ("[&~]", false, "~", true),
        ] {
            assert_eq!(matches(source, ignore_case, text), Some(expected), "{source} on {text:?}");
        }
    }

    proptest! {
        /// Whatever is accepted is also accepted natively: no pattern works in one place only.
        #[test]
        fn what_is_accepted_compiles(source in r"[ab^$.*+?(){}|,0-3\[\]\\dwsb:&~-]{0,16}") {
            if let Ok(pattern) = read(&source) {
                prop_assert!(pattern.matches("").is_some(), "{source}");
            }
        }

        #[test]
        fn never_panics(source in "\\PC{0,60}") {
            let _ = read(&source);
        }
    }
}

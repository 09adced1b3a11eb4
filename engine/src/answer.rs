//! What the visitor filled in or chose: whether it can be taken, by the kind of the node that asked.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text;
use crate::time;
use crate::value::Value;

/// How long words may be, in bytes.
const LONGEST: usize = 2_000;
/// How many options one answer may name.
const MOST: usize = 50;

/// What an answer looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Mail,
    Phone,
    Day,
    Words,
    /// A whole number: from where it begins, one of so many, or of the node's `steps`.
    Scale(i64, i64),
    One,
    Many,
    Tick,
}

/// Fields and questions by their `type`. What is not here is words; a consent has no type, and is ticked.
const SHAPES: [(&str, Shape); 14] = [
    ("email", Shape::Mail),
    ("phone", Shape::Phone),
    ("date", Shape::Day),
    ("nps", Shape::Scale(0, 11)),
    ("rating", Shape::Scale(1, 5)),
    ("csat", Shape::Scale(1, 5)),
    ("ces", Shape::Scale(1, 7)),
    ("select", Shape::One),
    ("single", Shape::One),
    ("picture", Shape::One),
    ("choices", Shape::Many),
    ("multi", Shape::Many),
    ("ranking", Shape::Many),
    ("checkbox", Shape::Tick),
];

impl Shape {
    fn of(node: &Value) -> Shape {
        let Some(kind) = node.get("type").text() else { return Shape::Tick };
        for (name, shape) in &SHAPES {
            if *name == kind {
                let several = *shape == Shape::One && *node.get("multiple") == Value::Bool(true);
                return if several { Shape::Many } else { *shape };
            }
        }
        Shape::Words
    }

    /// What is said where an answer must be given and is not.
    fn missing(self) -> &'static str {
        match self {
            Shape::Tick => "agree",
            Shape::Scale(..) | Shape::One | Shape::Many => "choose",
            _ => "required",
        }
    }
}

/// Whether a node asks for something.
pub(crate) fn is_asked(node: &Value) -> bool {
    text::is_among(node.get("kind").text_or_empty(), "field question consent")
}

/// What was answered to a node, as it is kept and sent; `Null` where nothing was. Several options are a list.
///
/// # Errors
/// The code of what is wrong with it.
pub(crate) fn read(node: &Value, filled: &Value) -> Result<Value, &'static str> {
    let shape = Shape::of(node);
    let given = filled.get(node.get("name").text_or_empty());
    let answer = match shape {
        Shape::Tick => given.bool().into(),
        Shape::Scale(from, steps) => scale(given, from, node.get("steps").integer().unwrap_or(steps))?,
        Shape::One => one(node, given)?,
        Shape::Many => many(node, given)?,
        Shape::Mail | Shape::Phone | Shape::Day | Shape::Words => words(shape, given)?,
    };
    let missing = answer.is_null() || answer == Value::Bool(false);
    if missing && *node.get("required") == Value::Bool(true) { Err(shape.missing()) } else { Ok(answer) }
}

/// The answer in its own words, where "other" was chosen: the name under which it is kept, and the words.
///
/// # Errors
/// The code of what is wrong with it.
pub(crate) fn read_other(
    node: &Value,
    filled: &Value,
    answer: &Value,
) -> Result<(String, Value), &'static str> {
    let name = text::concat(&[node.get("name").text_or_empty(), ".other"]);
    let other = Value::from(OTHER);
    if node.get(OTHER).is_null() || (*answer != other && !answer.items().contains(&other)) {
        return Ok((name, Value::Null));
    }
    let words = words(Shape::Words, filled.get(&name))?;
    Ok((name, words))
}

/// The option that every question with `other` has.
const OTHER: &str = "other";

/// A list where several may be chosen and none was: the answer that there is none.
pub(crate) fn nothing(node: &Value) -> Value {
    if Shape::of(node) == Shape::Many { Value::List(Vec::new()) } else { Value::Null }
}

fn scale(given: &Value, from: i64, steps: i64) -> Result<Value, &'static str> {
    let Some(number) = given.integer() else { return Ok(Value::Null) };
    if (0..steps).contains(&number.saturating_sub(from)) { Ok(number.into()) } else { Err("choose") }
}

fn one(node: &Value, given: &Value) -> Result<Value, &'static str> {
    match given.text_or_empty() {
        "" => Ok(Value::Null),
        _ if has_option(node, given) => Ok(given.clone()),
        _ => Err("choose"),
    }
}

/// Each option once, in the order given: that of a ranking.
fn many(node: &Value, given: &Value) -> Result<Value, &'static str> {
    let mut chosen = Vec::new();
    for option in given.items().iter().take(MOST) {
        if !has_option(node, option) {
            return Err("choose");
        }
        if !chosen.contains(option) {
            chosen.push(option.clone());
        }
    }
    Ok(if chosen.is_empty() { Value::Null } else { Value::List(chosen) })
}

fn has_option(node: &Value, wanted: &Value) -> bool {
    for option in node.get("options").items() {
        if option.get("value") == wanted {
            return true;
        }
    }
    wanted.text() == Some(OTHER) && !node.get(OTHER).is_null()
}

fn words(shape: Shape, given: &Value) -> Result<Value, &'static str> {
    let text = text::trim(given.text_or_empty());
    match shape {
        _ if text.is_empty() => return Ok(Value::Null),
        Shape::Mail if !is_email(text) => return Err("invalid_email"),
        Shape::Phone => return phone(text).map(Value::from).ok_or("invalid_phone"),
        Shape::Day if !is_day(text) => return Err("invalid_date"),
        _ if text.len() > LONGEST => return Err("too_long"),
        _ => {}
    }
    Ok(text.into())
}

/// A day of the calendar. A year before 1900 is a slip of the pen: nobody who reads this was born then.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text >= "1900" && time::parse_date(text).is_some()
}

/// Whether this can be an address. Lenient on purpose: only the mail that is sent to it can tell,
/// and a real address must never be refused. Quoted and non-ASCII ones pass, and so do two dots together or one
/// before the @, which Japanese providers gave out.
fn is_email(text: &str) -> bool {
    let at = text.bytes().rposition(|byte| byte == b'@');
    let Some((local, domain)) = at.and_then(|at| text.split_at_checked(at)) else { return false };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let plain = !local.is_empty() && !local.chars().any(is_special);
    text.len() <= 254 && (quoted || plain) && is_domain(domain.get(1..).unwrap_or_default())
}

/// At least two labels between dots, none of them empty or with a hyphen at its edge.
fn is_domain(domain: &str) -> bool {
    let mut count = 0;
    let mut rest = Some(domain);
    while let Some(part) = rest {
        let label = text::take_part(part, ".", &mut rest);
        let at_edge = label.starts_with('-') || label.ends_with('-');
        if label.is_empty() || at_edge || label.chars().any(is_special) {
            return false;
        }
        count += 1;
    }
    count > 1
}

fn is_special(character: char) -> bool {
    match character {
        '<' | '>' | '(' | ')' | ',' | ';' | ':' | '\\' | '"' | '[' | ']' | '@' => true,
        _ => character.is_control() || character.is_whitespace(),
    }
}

/// A telephone number as people write and paste it, with its digits as ASCII; `None` where it cannot be one.
///
/// 6 to 15 digits (E.164 has at most 15), and perhaps an extension after them.
fn phone(text: &str) -> Option<String> {
    let (mut number, mut digits, mut extension) = (String::new(), 0, false);
    for character in text.chars() {
        let plain = match character {
            // Arabic and Persian digits, and all that is full-width.
            '\u{660}'..='\u{669}' => ascii(character, 0x660 - 0x30),
            '\u{6f0}'..='\u{6f9}' => ascii(character, 0x6f0 - 0x30),
            '\u{ff01}'..='\u{ff5e}' => ascii(character, 0xff01 - 0x21),
            // Signs of direction that address books put around a number, spaces and hyphens of all kinds.
            _ if !character.is_ascii() => continue,
            _ => character,
        };
        match plain {
            '0'..='9' => digits += i32::from(!extension),
            '+' | '-' | '(' | ')' | '.' | '/' | ' ' => {}
            'e' | 'x' | 't' | 'E' | 'X' | 'T' | '#' | ',' | ';' | '*' if digits >= 6 => extension = true,
            _ => return None,
        }
        number.push(plain);
    }
    ((6..=15).contains(&digits) && number.len() < 40).then_some(number)
}

/// The character of ASCII that stands so far before this one.
fn ascii(character: char, distance: u32) -> char {
    char::from((character as u32).wrapping_sub(distance) as u8)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::json;

    fn of(node: &str, given: &str) -> Result<String, &'static str> {
        let mut filled = Value::Null;
        filled.set("a", json::parse(given).unwrap());
        let mut node = json::parse(node).unwrap();
        node.set_text("name", "a");
        read(&node, &filled).map(|answer| answer.to_json())
    }

    #[test]
    fn takes_what_was_offered_and_nothing_else() {
        let offers = r#""options":[{"value":"x"},{"value":"y"}]"#;
        let node = |kind: &str, more: &str| {
            let parts = ["{\"type\":\"", kind, "\",", more, offers, "}"];
            text::concat(&parts)
        };
        for kind in ["single", "select", "picture"] {
            assert_eq!(of(&node(kind, ""), r#""x""#).unwrap(), r#""x""#);
            assert_eq!(of(&node(kind, ""), r#""z""#), Err("choose"));
            assert_eq!(of(&node(kind, ""), r#""other""#), Err("choose"));
            assert_eq!(of(&node(kind, "\"other\":\"Else\","), r#""other""#).unwrap(), r#""other""#);
            assert_eq!(of(&node(kind, "\"required\":true,"), r#""""#), Err("choose"));
            assert_eq!(of(&node(kind, ""), r#"["x"]"#).unwrap(), "null");
        }
        for kind in ["multi", "choices", "ranking"] {
            assert_eq!(of(&node(kind, ""), r#"["y","x","y"]"#).unwrap(), r#"["y","x"]"#);
            assert_eq!(of(&node(kind, ""), r#"["y","z"]"#), Err("choose"));
            assert_eq!(of(&node(kind, ""), r#"[]"#).unwrap(), "null");
            assert_eq!(of(&node(kind, "\"required\":true,"), r#"[]"#), Err("choose"));
        }
        assert_eq!(of(&node("picture", "\"multiple\":true,"), r#"["x"]"#).unwrap(), r#"["x"]"#);
    }

    #[test]
    fn scales_have_ends() {
        for (kind, good, bad) in [
            (r#"{"type":"nps"}"#, ["0", "10"], ["-1", "11"]),
            (r#"{"type":"rating"}"#, ["1", "5"], ["0", "6"]),
            (r#"{"type":"rating","steps":3}"#, ["1", "3"], ["0", "4"]),
            (r#"{"type":"csat"}"#, ["1", "5"], ["0", "6"]),
            (r#"{"type":"ces"}"#, ["1", "7"], ["0", "8"]),
        ] {
            for good in good {
                assert_eq!(of(kind, good).unwrap(), good, "{kind}");
            }
            for bad in bad {
                assert_eq!(of(kind, bad), Err("choose"), "{kind} {bad}");
            }
        }
        assert_eq!(of(r#"{"type":"nps","required":true}"#, "null"), Err("choose"));
        assert_eq!(of(r#"{"type":"nps"}"#, "\"7\"").unwrap(), "null");
    }

    #[test]
    fn boxes_and_days_and_words() {
        assert_eq!(of(r#"{"type":"checkbox"}"#, "false").unwrap(), "false");
        assert_eq!(of(r#"{"type":"checkbox","required":true}"#, "false"), Err("agree"));
        assert_eq!(of(r#"{"kind":"consent","required":true}"#, "true").unwrap(), "true");
        for good in ["1908-02-29", "2026-11-22", "2100-12-31"] {
            assert!(of(r#"{"type":"date"}"#, &Value::from(good).to_json()).is_ok(), "{good}");
        }
        for bad in ["2026-02-29", "0026-11-22", "22/11/2026", "2026-11-22T10:00", "x"] {
            assert_eq!(of(r#"{"type":"date"}"#, &Value::from(bad).to_json()), Err("invalid_date"), "{bad}");
        }
        assert_eq!(of(r#"{"type":"textarea"}"#, r#"" a\nb ""#).unwrap(), r#""a\nb""#);
        assert_eq!(of(r#"{"type":"text","required":true}"#, r#"" ""#), Err("required"));
        let long = Value::from("é".repeat(1_001)).to_json();
        assert_eq!(of(r#"{"type":"text"}"#, &long), Err("too_long"));
        assert_eq!(of(r#"{"type":"text"}"#, r#"{"a":1}"#).unwrap(), "null");
    }

    #[test]
    fn other_words_belong_to_the_other_answer() {
        let node =
            json::parse(r#"{"type":"multi","name":"a","other":"Else","options":[{"value":"x"}]}"#).unwrap();
        let filled = json::parse(r#"{"a":["x","other"],"a.other":" because "}"#).unwrap();
        let answer = read(&node, &filled).unwrap();
        assert_eq!(read_other(&node, &filled, &answer), Ok(("a.other".into(), "because".into())));
        let answer = json::parse(r#"["x"]"#).unwrap();
        assert_eq!(read_other(&node, &filled, &answer), Ok(("a.other".into(), Value::Null)));
    }

    #[test]
    fn every_real_address_passes() {
        for good in [
            "ana@example.com",
            "a.b+c_d-e@sub.example.co",
            "ñandú@correo.es",
            "o'neil@example.ie",
            "\"john doe\"@example.com",
            "用户@例子.广告",
            "x@xn--fiqs8s.cn",
            "a!#$%&'*/=?^`{|}~@example.org",
            "1@2.io",
            "user@a-b.example",
            "taro..yamada@docomo.example",
            "taro.@ezweb.example",
            "δοκιμή@παράδειγμα.ελ",
            "a@very.long.photography",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "a b@example.com",
            "ana@@example.com",
            "ana@exa mple.com",
            "ana@.com",
            "ana@example..com",
            "ana@-a.com",
            "a@b.c,d@e.f",
            "mailto:ana@example.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn telephone_numbers_as_people_write_them() {
        for (written, read) in [
            ("+34 600 123 456", "+34 600 123 456"),
            ("(312) 555-0100", "(312) 555-0100"),
            ("600.123.456", "600.123.456"),
            ("٠٥٠ ١٢٣ ٤٥٦٧", "050 123 4567"),
            ("０９０－１２３４－５６７８", "090-1234-5678"),
            ("＋８１ー９０ー１２３４ー５６７８", "+819012345678"),
            ("\u{202a}+34\u{a0}600 12 34 56\u{202c}", "+34600 12 34 56"),
            ("312-555-0100 ext. 12345", "312-555-0100 ext. 12345"),
            ("312-555-0100 x9", "312-555-0100 x9"),
            ("12345", ""),
            ("call me", ""),
            ("+1234567890123456", ""),
        ] {
            assert_eq!(phone(written).unwrap_or_default(), read, "{written}");
        }
    }
}

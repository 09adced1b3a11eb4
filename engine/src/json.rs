//! JSON text to `Value` and back: the only text format that crosses into or out of the engine.

use alloc::string::String;
use alloc::vec::Vec;

use crate::number;
use crate::value::Value;

/// How deep arrays and objects may nest: enough for any store file, too little to exhaust a stack.
pub const MAX_DEPTH: usize = 64;

/// Reads JSON text (RFC 8259). Of a key that occurs twice [`Value::get`] finds the last.
///
/// # Errors
/// A sentence that says what is wrong and at which line and column, both counted from 1.
pub fn parse(text: &str) -> Result<Value, String> {
    let mut parser = Parser { text, at: 0 };
    let parsed = parser.value(0).and_then(|value| {
        parser.space();
        if parser.at == text.len() { Ok(value) } else { Err("there is text after the end") }
    });
    parsed.map_err(|what| parser.complaint(what))
}

type Parsed<T> = Result<T, &'static str>;

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn complaint(&self, what: &str) -> String {
        let (mut line, mut column) = (1, 1);
        for byte in self.text.bytes().take(self.at) {
            if byte == b'\n' {
                (line, column) = (line + 1, 1);
            } else if byte & 0xc0 != 0x80 {
                column += 1;
            }
        }
        let mut sentence = String::from("This is not JSON: ");
        sentence.push_str(what);
        sentence.push_str(" at line ");
        number::write_integer(line, &mut sentence);
        sentence.push_str(", column ");
        number::write_integer(column, &mut sentence);
        sentence.push('.');
        sentence
    }

    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The byte at this place, 0 at the end.
    fn peek(&self) -> u8 {
        self.rest().first().copied().unwrap_or_default()
    }

    fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected.as_bytes());
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Whether this byte, which is not 0, comes next; then it is behind.
    fn eat(&mut self, expected: u8) -> bool {
        let found = self.peek() == expected;
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Parsed<Value> {
        if depth > MAX_DEPTH {
            return Err("it nests too deeply (64 levels are allowed)");
        }
        self.space();
        match self.peek() {
            b'{' => self.map(depth),
            b'[' => self.list(depth),
            b'"' => self.string().map(Value::Text),
            b'-' | b'0'..=b'9' => self.number(),
            _ if self.take("true") => Ok(Value::Bool(true)),
            _ if self.take("false") => Ok(Value::Bool(false)),
            _ if self.take("null") => Ok(Value::Null),
            _ => Err("a value was expected"),
        }
    }

    fn number(&mut self) -> Parsed<Value> {
        let start = self.at;
        while matches!(self.peek(), b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        number::parse(digits).map(Value::Number).ok_or("a number is malformed")
    }

    /// Whether an array or object goes on after its opening bracket, or after one of its parts.
    fn goes_on(&mut self, is_first: bool, close: u8, complaint: &'static str) -> Parsed<bool> {
        self.space();
        if self.eat(close) {
            return Ok(false);
        }
        if is_first || self.eat(b',') { Ok(true) } else { Err(complaint) }
    }

    fn list(&mut self, depth: usize) -> Parsed<Value> {
        self.at += 1;
        let mut items = Vec::new();
        while self.goes_on(items.is_empty(), b']', "a comma or a closing bracket was expected")? {
            items.push(self.value(depth + 1)?);
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, depth: usize) -> Parsed<Value> {
        self.at += 1;
        let mut entries = Vec::new();
        while self.goes_on(entries.is_empty(), b'}', "a comma or a closing brace was expected")? {
            self.space();
            if self.peek() != b'"' {
                return Err("a key in double quotes was expected");
            }
            let key = self.string()?;
            self.space();
            if !self.eat(b':') {
                return Err("a colon was expected");
            }
            entries.push((key, self.value(depth + 1)?));
        }
        Ok(Value::Map(entries))
    }

    fn string(&mut self) -> Parsed<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            let rest = self.rest();
            let ends = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\');
            self.at += rest.iter().position(ends).unwrap_or(rest.len());
            out.push_str(self.text.get(start..self.at).unwrap_or_default());
            if self.eat(b'"') {
                return Ok(out);
            }
            if !self.eat(b'\\') {
                let at_end = self.rest().is_empty();
                return Err(if at_end {
                    NO_END
                } else {
                    "a string holds a line break or a control character"
                });
            }
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let letter = self.peek();
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.unicode(),
            _ => return Err("an escape in a string is unknown"),
        })
    }

    /// A lone half of a surrogate pair becomes the replacement character, as browsers do in text.
    fn unicode(&mut self) -> Parsed<char> {
        let mut code = self.hex()?;
        if code & 0xfc00 == 0xd800 && self.take("\\u") {
            let second = self.hex()?;
            if second & 0xfc00 == 0xdc00 {
                code = 0x10000 + ((code & 0x3ff) << 10) + (second & 0x3ff);
            }
        }
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Parsed<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = char::from(self.peek()).to_digit(16).ok_or("an escape in a string is malformed")?;
            self.at += 1;
            code = code * 16 + digit;
        }
        Ok(code)
    }
}

const NO_END: &str = "a string has no end";

impl Value {
    /// The value as compact JSON text.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write(self, &mut out);
        out
    }
}

/// Writes a value as compact JSON text.
pub(crate) fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => number::write(*number, out),
        Value::Text(text) => write_string(text, out),
        Value::Raw(text) => out.push_str(text),
        Value::List(items) => {
            let mut before = "[";
            for item in items {
                out.push_str(before);
                write(item, out);
                before = ",";
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Map(entries) => {
            let mut before = "{";
            for (key, item) in entries {
                out.push_str(before);
                write_string(key, out);
                out.push(':');
                write(item, out);
                before = ",";
            }
            out.push_str(if entries.is_empty() { "{}" } else { "}" });
        }
    }
}

/// Writes a text in quotes.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        // What is escaped is ASCII, so the text may be cut on both sides of it.
        out.push_str(text.get(plain..at).unwrap_or_default());
        plain = at + 1;
        out.push('\\');
        match byte {
            b'\n' => out.push('n'),
            b'\r' => out.push('r'),
            b'\t' => out.push('t'),
            b'\0'..b' ' => {
                out.push_str(if byte < 16 { "u000" } else { "u001" });
                out.push(char::from_digit(u32::from(byte) % 16, 16).unwrap_or('0'));
            }
            // A quotation mark or a backslash.
            _ => out.push_str(text.get(at..plain).unwrap_or_default()),
        }
    }
    out.push_str(text.get(plain..).unwrap_or_default());
    out.push('"');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_writes() {
        let text = r#"{"a":[1,-2.5,true,false,null],"b":{"ñ":"\"\\\n\u0001/"},"c":"😀"}"#;
        assert_eq!(parse(text).unwrap().to_json(), text);
        assert_eq!(parse(r#" "\ud83d\ude00\/\ud83d" "#).unwrap(), Value::from("😀/\u{fffd}"));
        assert_eq!(parse("[{},[]]").unwrap().to_json(), "[{},[]]");
    }

    #[test]
    fn the_last_of_doubled_keys_holds() {
        let mut doubled = parse(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(doubled.get("a"), &Value::from(3.0));
        doubled.set("a", 4.0.into());
        assert_eq!(doubled.get("a"), &Value::from(4.0));
        // Whoever reads what is written keeps the last as well: every JSON parser of the field does.
        assert_eq!(parse(&doubled.to_json()).unwrap().get("a"), &Value::from(4.0));
    }

    #[test]
    fn says_where_it_goes_wrong() {
        assert_eq!(
            parse("{\n  \"a\": nope\n}").unwrap_err(),
            "This is not JSON: a value was expected at line 2, column 8."
        );
        for wrong in [
            "",
            "{",
            "[1,",
            "[1 2]",
            "{\"a\" 1}",
            "{a:1}",
            "\"x",
            "\"\\x\"",
            "\"\\u12\"",
            "1 2",
            "tru",
            "\"\n\"",
            "[1,]",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn refuses_to_nest_without_end() {
        let deep = "[".repeat(100_000);
        assert!(parse(&deep).unwrap_err().contains("too deeply"));
    }

    #[test]
    fn ten_thousand_keys_are_quick() {
        let many: alloc::vec::Vec<_> = (0..10_000).map(|n| alloc::format!("\"k{n}\":0")).collect();
        assert_eq!(parse(&alloc::format!("{{{}}}", many.join(","))).unwrap().entries().len(), 10_000);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,200}") {
            let _ = parse(&text);
        }

        #[test]
        fn agrees_with_serde_json(text in r#"[\[\]{}:,"\\0-9a-z.eu +-]{0,24}"#) {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            if let Ok(theirs) = theirs {
                let ours = parse(&text).unwrap();
                let back: serde_json::Value = serde_json::from_str(&ours.to_json()).unwrap();
                prop_assert!(same(&theirs, &back), "{theirs} {back}");
            } else {
                // serde_json refuses what overflows and lone surrogates; we keep the page going instead.
                let lenient = text.contains("\\u") || text.contains(['e', 'E']);
                prop_assert!(lenient || parse(&text).is_err(), "{text}");
            }
        }
    }

    fn same(one: &serde_json::Value, other: &serde_json::Value) -> bool {
        use serde_json::Value as J;
        match (one, other) {
            (J::Number(a), J::Number(b)) => {
                let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
                (a - b).abs() <= a.abs() * 1e-14
            }
            (J::Number(a), J::Null) => a.as_f64().unwrap().abs() > 1e300,
            (J::Array(a), J::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
            (J::Object(a), J::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(k, v)| b.get(k).is_some_and(|o| same(v, o)))
            }
            _ => one == other,
        }
    }
}

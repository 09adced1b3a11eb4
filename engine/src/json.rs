//! JSON text to `Value` and back: the only text format that crosses into or out of the engine.

use alloc::string::String;
use alloc::vec::Vec;

use crate::number;
use crate::value::Value;

/// How deep arrays and objects may nest: enough for any store file, too little to exhaust a stack.
pub const MAX_DEPTH: usize = 64;

/// Reads JSON text (RFC 8259). For a key that occurs twice the last one holds.
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
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
        let mut sentence = String::from("This is not JSON: ");
        sentence.push_str(what);
        sentence.push_str(" at line ");
        number::write_integer(line as u64, &mut sentence);
        sentence.push_str(", column ");
        number::write_integer(column as u64, &mut sentence);
        sentence.push('.');
        sentence
    }

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn take(&mut self, expected: &str) -> bool {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(expected));
        if found {
            self.at += expected.len();
        }
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

    fn list(&mut self, depth: usize) -> Parsed<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take("]") {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take("]") {
                return Ok(Value::List(items));
            }
            if !self.take(",") {
                return Err("a comma or a closing bracket was expected");
            }
        }
    }

    fn map(&mut self, depth: usize) -> Parsed<Value> {
        self.at += 1;
        let mut entries: Vec<(String, Value)> = Vec::new();
        self.space();
        if self.take("}") {
            return Ok(Value::Map(entries));
        }
        loop {
            self.space();
            if self.peek() != b'"' {
                return Err("a key in double quotes was expected");
            }
            let key = self.string()?;
            self.space();
            if !self.take(":") {
                return Err("a colon was expected");
            }
            entries.push((key, self.value(depth + 1)?));
            self.space();
            if self.take("}") {
                keep_last(&mut entries);
                return Ok(Value::Map(entries));
            }
            if !self.take(",") {
                return Err("a comma or a closing brace was expected");
            }
        }
    }

    fn string(&mut self) -> Parsed<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest.find(['"', '\\']).ok_or("a string has no end")?;
            let run = rest.get(..plain).unwrap_or_default();
            if run.bytes().any(|byte| byte < 0x20) {
                return Err("a string holds a line break or a control character");
            }
            out.push_str(run);
            self.at += plain + 1;
            if rest.as_bytes().get(plain) == Some(&b'"') {
                return Ok(out);
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
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.take("\\u") {
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Parsed<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| !digits.starts_with('+'));
        self.at += 4;
        digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or("an escape in a string is malformed")
    }
}

/// Of entries with the same key the last one stays. Sorting first keeps ten thousand keys quick.
fn keep_last(entries: &mut Vec<(String, Value)>) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let key = |index: &usize| entries.get(*index).map(|(key, _)| key.as_str());
    order.sort_by(|one, other| key(one).cmp(&key(other)).then(one.cmp(other)));
    let mut doubled: Vec<usize> = order
        .windows(2)
        .filter_map(|pair| match pair {
            [one, other] if key(one) == key(other) => Some(*one),
            _ => None,
        })
        .collect();
    doubled.sort_unstable();
    for index in doubled.into_iter().rev() {
        entries.remove(index);
    }
}

impl Value {
    /// The value as compact JSON text.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write(self, &mut out);
        out
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => number::write(*number, out),
        Value::Text(text) => write_string(text, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                out.push_str("\\u00");
                out.push(if control >= '\u{10}' { '1' } else { '0' });
                out.push(char::from_digit(control as u32 % 16, 16).unwrap_or('0'));
            }
            other => out.push(other),
        }
    }
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
        assert_eq!(parse(r#"{"a":1,"b":2,"a":3}"#).unwrap().to_json(), r#"{"b":2,"a":3}"#);
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

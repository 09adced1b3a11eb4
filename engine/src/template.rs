//! Templates: words with emphasis, links and Liquid's tags, checked when a store file is read, filled in when shown.
//! They are read anew each time: shorter than keeping their parts.
//!
//! Emphasis and links are read from what the store wrote, before anything is filled in: a value can never become
//! either. There is no raw HTML, on purpose. `markup.rs` walks through the words, `expression.rs` and `filter.rs` read
//! what stands inside of tags. Loops, assignments and ranges are deliberately absent.

use alloc::string::String;

use crate::expression::Fault;
use crate::markup::{self, Kind};
use crate::text::{cut, is_among, split_once, trim};
use crate::value::Value;
use crate::view::{Text, plain};

/// Where the values of a template come from.
pub(crate) trait Scope {
    /// The value of a dotted name, `Null` where it is unknown. `now` is the time in milliseconds since 1970.
    fn value(&self, path: &str) -> Value;

    /// Whether every branch is to be read, whatever its condition says: for those who only check a template.
    fn all(&self) -> bool {
        false
    }
}

impl Scope for Value {
    fn value(&self, path: &str) -> Value {
        self.at(path).clone()
    }
}

/// Knows nothing, and reads every branch.
pub(crate) struct Checker;

impl Scope for Checker {
    fn value(&self, _: &str) -> Value {
        Value::Null
    }

    fn all(&self) -> bool {
        true
    }
}

/// Whether a template is as it should be, in every branch.
///
/// # Errors
/// A sentence for the first tag that is malformed or unknown.
pub(crate) fn check(source: &str) -> Result<(), Fault> {
    markup::fill(source, &Checker, Kind::Words).1.map_or(Ok(()), Err)
}

/// The words of a template filled in, 100 KB at most. An output that cannot be calculated says nothing.
pub(crate) fn fill(source: &str, scope: &dyn Scope) -> Text {
    markup::fill(source, scope, Kind::Words).0
}

/// An address filled in, if it is then safe to follow. Values in it are encoded, but for one that it begins with.
pub(crate) fn address(source: &str, scope: &dyn Scope) -> Option<String> {
    let url = plain(&markup::fill(source, scope, Kind::Address).0);
    safe_url(&url).map(String::from)
}

/// Whether an address is as it should be. What begins with a value is looked at once that is known.
///
/// # Errors
/// A sentence for what is wrong with it.
pub(crate) fn check_address(source: &str) -> Result<(), Fault> {
    let (text, fault) = markup::fill(source, &Checker, Kind::Address);
    let is_safe = source.starts_with("{") || safe_url(&plain(&text)).is_some();
    let unsafe_fault = "This address cannot be used: it must begin with https:, http:, mailto:, tel:, or be a path of the store.";
    match fault {
        Some(fault) => Err(fault),
        None if is_safe => Ok(()),
        None => Err(unsafe_fault),
    }
}

/// The words of a template over these values, as its test cases have them: `null` where it has a fault.
pub(crate) fn ask(source: &str, values: &Value) -> Value {
    if check(source).is_err() {
        return Value::Null;
    }
    match markup::fill(source, values, Kind::Words) {
        (text, None) => plain(&text).into(),
        _ => Value::Null,
    }
}

/// A value as it can stand within an address.
pub(crate) fn encode(words: &str) -> String {
    let mut out = String::new();
    for byte in words.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(if digit < 10 { b'0' + digit } else { b'A' - 10 + digit }));
            }
        }
    }
    out
}

/// The address itself if it is safe to follow: `https:`, `http:`, `mailto:`, `tel:`, or within the store.
///
/// Anything that a browser could read as another scheme is refused, also behind control characters,
/// which browsers drop before they read an address.
pub(crate) fn safe_url(url: &str) -> Option<&str> {
    let trimmed = trim(url);
    if trimmed.is_empty() || trimmed.chars().any(char::is_control) {
        return None;
    }
    let scheme = split_once(cut(trimmed, "/?#").0, ":").map_or("https", |(scheme, _)| scheme);
    is_among(&scheme.to_ascii_lowercase(), "https http mailto tel").then_some(trimmed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::view::Run;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn checked(source: &str, scope: &dyn Scope) -> Text {
        check(source).unwrap();
        fill(source, scope)
    }

    fn filled(source: &str) -> String {
        let scope = crate::json::parse(
            r#"{"name":"Ana **x** [y](javascript:1)","n":84.5,"empty":"","list":[1,"b"],"country":"ES","day":"2026-11-22","now":1,"bad":"javascript:alert(1)","good":"https://a.example/b","store":{"currency":"USD"}}"#,
        );
        let text = checked(source, &scope.unwrap());
        Value::List(text.iter().map(run_value).collect()).to_json()
    }

    fn run_value(run: &Run) -> Value {
        let mut marks = String::new();
        if run.strong {
            marks.push('s');
        }
        if run.emphasis {
            marks.push('e');
        }
        if let Some(format) = &run.format {
            marks.push_str(format.name());
        }
        if let Some(link) = &run.link {
            marks.push_str(link);
        }
        Value::from(["", &marks, "|", &run.text].concat())
    }

    #[test]
    fn fills() {
        let cases = [
            ("Hi {{ name }}!", r#"["|Hi Ana **x** [y](javascript:1)!"]"#),
            ("{{ nobody | default: \"you | all\" | append: '.' }}", r#"["|you | all."]"#),
            ("{{ n | money | append: '!' }} {{list}}", r#"["money|84.5","|! 1, b"]"#),
            ("**40 %** off *now*", r#"["s|40 %","| off ","e|now"]"#),
            ("**a {{ n }} b**", r#"["s|a 84.5 b"]"#),
            ("to {{ country_name }}", r#"["|to ","country|ES"]"#),
            ("see [**our** terms](/terms) now", r#"["|see ","s/terms|our","/terms| terms","| now"]"#),
            ("[x](javascript:alert) 2 * 3 * 4 \\*a*", r#"["|[x](javascript:alert) 2 * 3 * 4 *a*"]"#),
            ("<b>{{ n }}</b>", r#"["|<b>84.5</b>"]"#),
            ("{{ n | times: 2 | money: 'EUR' | prepend: 'ab ' }}", r#"["|ab ","money|169"]"#),
            ("{{ name | money }}", r#"["|Ana **x** [y](javascript:1)"]"#),
            (
                "{{ day | date }} {{ day | relative_time }}",
                r#"["date|1795305600000","| ","relative_time|1795305600000"]"#,
            ),
            ("{{ day | date: '%-d %B' }}, {{ 'now' | date: '%Y' }}", r#"["|22 November, 1970"]"#),
            ("**{% if n > 80 %}a{% else %}b{% endif %}** c", r#"["s|a","| c"]"#),
            ("{% if nobody %}*a*{% endif %} *b*", r#"["| ","e|b"]"#),
            ("a\n{%- if n %} b {%- endif %}\n", r#"["|a b\n"]"#),
            ("{{ list.first }}{{ list.last }}{{ list.size }}{{ name.size }}", r#"["|1b227"]"#),
            (
                "[to {{ n }}](/p/{{ name }}?a={{ list | join: '&' }})",
                r#"["/p/Ana%20%2A%2Ax%2A%2A%20%5By%5D%28javascript%3A1%29?a=1%26b|to 84.5"]"#,
            ),
            ("[x]({{ bad }}) [y]({{ good }})", r#"["|x ","https://a.example/b|y"]"#),
            ("[x](/a{% if nobody %}/b{% endif %}) y", r#"["/a|x","| y"]"#),
            ("{{ 'a' | append: list | append: nobody }}", r#"["|a1, b"]"#),
            (
                "{{ list | json }} {{ 'Ma' | base64_encode }} {{ 'ñ>?' | base64_encode }}",
                r#"["|[1,\"b\"] TWE= w7E+Pw=="]"#,
            ),
        ];
        for (source, expected) in cases {
            assert_eq!(filled(source), expected, "{source}");
        }
    }

    #[test]
    fn refuses_with_a_sentence() {
        for wrong in [
            "{{",
            "{{ }}",
            "{{ a | nope }}",
            "{{ a | upcase: 1 }}",
            "{{ a | money | upcase }}",
            "{{ a b }}",
            "{{ 'a }}",
            "{{ 1.2.3 }}",
            "{% if a %}",
            "{% if a == %}x{% endif %}",
            "{% if a %}{% endunless %}",
            "{% endif %}",
            "{% when 1 %}",
            "{% case a %}{% elsif 1 %}{% endcase %}",
            "{% if a %}{% else %}{{ a | nope }}{% endif %}",
            "{% for a in b %}{% endfor %}",
            "[x](/a/{{ }})",
        ] {
            assert!(check(wrong).unwrap_err().ends_with(['.', '}']), "{wrong}");
        }
    }

    #[test]
    fn only_safe_addresses() {
        for good in [
            "/a",
            "a?b:c",
            "#x:y",
            "https://a.example",
            "HTTP://a",
            "mailto:a@b",
            "tel:+1",
            "//cdn.example/a",
        ] {
            assert_eq!(safe_url(good), Some(good));
        }
        for bad in [
            "javascript:alert(1)",
            " JaVaScRiPt:1",
            "java\nscript:1",
            "data:text/html,x",
            "vbscript:x",
            "\u{1}javascript:1",
            "",
            "blob:x",
        ] {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn is_bounded() {
        let doubled = "{{ a | append: a | append: a }}".repeat(3);
        let scope = Value::map([("a", "ñ".repeat(30_000).into())]);
        let length = plain(&checked(&doubled, &scope)).len();
        assert_eq!(length, 100_000);
        let deep = ["{% if a %}".repeat(51), "{% endif %}".repeat(51)].concat();
        assert!(check(&deep).unwrap_err().contains("50 deep"));
        let many = ["{% if a", &" and a".repeat(100_000), "%}b{% endif %}"].concat();
        assert_eq!(plain(&checked(&many, &scope)), "b");
    }

    proptest! {
        #[test]
        fn survives_anything(source in r#"([\[\]()*{}|:"'\\a ]|\PC){0,60}"#) {
            if check(&source).is_ok() {
                let text = fill(&source, &Value::Null);
                prop_assert!(plain(&text).len() <= source.len());
                prop_assert!(text.iter().all(|run| run.link.as_deref().is_none_or(|link| safe_url(link).is_some())));
            }
        }

        #[test]
        fn plain_words_stay_as_they_are(source in "[a-zA-Z0-9 .,;ñ¡é]{0,60}") {
            let text = checked(&source, &Value::Null);
            prop_assert_eq!(plain(&text), source.to_string());
        }
    }
}

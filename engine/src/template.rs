//! `Template`: words with emphasis, links and `{{ output | filter }}`, checked when read, filled in when shown.
//!
//! Emphasis and links are read from what the store wrote, before anything is filled in:
//! a value can never become either. There is no raw HTML, on purpose.

use alloc::string::String;
use core::mem::take;

use crate::number;
use crate::text::{contains, cut, is_among, split_once, trim};
use crate::value::Value;
use crate::view::{Formatting, Run, Text, plain};

/// Words to be filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Template {
    /// Without a fault. It is read again each time that it is filled in: shorter than keeping its parts.
    source: String,
}

/// Where the values of a template come from.
pub(crate) trait Scope {
    /// The value of a dotted name, `Null` where it is unknown.
    fn value(&self, path: &str) -> Value;
}

impl Scope for Value {
    fn value(&self, path: &str) -> Value {
        self.at(path).clone()
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A sentence where a tag is malformed or a filter unknown.
    pub fn parse(source: &str) -> Result<Template, &'static str> {
        fill(source, &Value::Null).map(|_| Template { source: source.into() })
    }

    /// The words filled in.
    pub fn fill(&self, scope: &dyn Scope) -> Text {
        fill(&self.source, scope).unwrap_or_default()
    }

    /// The words filled in, without style: for attributes.
    pub fn fill_plain(&self, scope: &dyn Scope) -> String {
        plain(&self.fill(scope))
    }
}

/// A value as a person reads it; lists separated by commas, objects as nothing.
fn display(value: &Value, out: &mut String) {
    match value {
        Value::Text(text) => out.push_str(text),
        Value::Number(number) => number::write(*number, out),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::List(items) => {
            let mut before = "";
            for item in items {
                out.push_str(before);
                display(item, out);
                before = ", ";
            }
        }
        Value::Null | Value::Map(_) => {}
    }
}

fn fill(source: &str, scope: &dyn Scope) -> Result<Text, &'static str> {
    let mut filler = Filler { rest: source, scope, text: Text::new(), style: Run::default() };
    while let Some(character) = filler.rest.chars().next() {
        if filler.rest.starts_with("{{") {
            filler.output()?;
        } else if filler.rest.starts_with("{%") {
            return Err("Tags such as {% if %} are not available in this version; use {{ … }} with filters.");
        } else if !filler.style(character) {
            filler.character(character);
        }
    }
    Ok(filler.text)
}

struct Filler<'a> {
    rest: &'a str,
    scope: &'a dyn Scope,
    text: Text,
    /// Without words: how the next are styled.
    style: Run,
}

impl Filler<'_> {
    /// Emphasis or a link at this place; `false` where these are only characters.
    fn style(&mut self, character: char) -> bool {
        match character {
            '*' => self.emphasis(),
            '[' if self.style.link.is_none() => self.begin_link(),
            ']' if self.style.link.is_some() => {
                self.style.link = None;
                // Up to the end of the target.
                self.rest = split_once(self.rest, ")").map_or("", |(_, after)| after);
                true
            }
            _ => false,
        }
    }

    /// A mark opens what closes later, hugging its words, or closes what is open.
    fn emphasis(&mut self) -> bool {
        let is_double = self.rest.starts_with("**");
        let mark = if is_double { "**" } else { "*" };
        let open = if is_double { &mut self.style.strong } else { &mut self.style.emphasis };
        let after = self.rest.get(mark.len()..).unwrap_or_default();
        let hugs = after.chars().next().is_some_and(|next| !next.is_whitespace());
        let toggles = *open || (hugs && contains(after, mark));
        if toggles {
            *open = !*open;
            self.rest = after;
        }
        toggles
    }

    fn begin_link(&mut self) -> bool {
        let Some((label, after)) = split_once(self.rest, "](") else { return false };
        let Some(url) = split_once(after, ")").and_then(|(url, _)| safe_url(url)) else { return false };
        if contains(label, "]") {
            return false;
        }
        self.style.link = Some(url.into());
        self.skip(1);
        true
    }

    fn output(&mut self) -> Result<(), &'static str> {
        let (inner, after) = split_once(self.rest, "}}").ok_or("An output that begins with {{ has no }}.")?;
        let (path, mut filters) = split_stage(inner.get(2..).unwrap_or_default());
        if path.is_empty() || !path.bytes().all(|byte| !byte.is_ascii() || is_name(byte)) {
            return Err("Between {{ and }} must stand a name such as customer.first_name.");
        }
        // The name of a country is its code, written by the browser in the content's language.
        let is_country = path == "country_name";
        let mut words = Words { format: is_country.then_some(Formatting::Country), ..Words::default() };
        display(&self.scope.value(if is_country { "country" } else { path }), &mut words.value);
        while !filters.is_empty() {
            let (filter, others) = split_stage(filters.get(1..).unwrap_or_default());
            words.apply(filter, self.scope)?;
            filters = others;
        }
        self.push(&words.before, None);
        self.push(&words.value, words.format);
        self.push(&words.after, None);
        self.rest = after;
        Ok(())
    }

    /// A backslash takes the meaning from a mark that follows it.
    fn character(&mut self, character: char) {
        let marks = |rest: &str| rest.starts_with(['*', '[', ']', '\\', '{']);
        if character == '\\' && self.rest.get(1..).is_some_and(marks) {
            self.skip(1);
        }
        let length = self.rest.chars().next().map_or(0, char::len_utf8);
        let words = self.rest.get(..length).unwrap_or_default();
        self.push(words, None);
        self.skip(length);
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Joins what is in one style: fewer nodes, and case files that read well.
    fn push(&mut self, words: &str, format: Option<Formatting>) {
        if words.is_empty() {
            return;
        }
        let style = &self.style;
        match self.text.last_mut() {
            Some(last)
                if last.format.is_none()
                    && format.is_none()
                    && (last.strong, last.emphasis, &last.link)
                        == (style.strong, style.emphasis, &style.link) =>
            {
                last.text.push_str(words);
            }
            _ => self.text.push(Run { text: words.into(), format, ..style.clone() }),
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// What one output says.
#[derive(Default)]
struct Words {
    before: String,
    value: String,
    /// How the browser's `Intl` is to write the value.
    format: Option<Formatting>,
    after: String,
}

impl Words {
    fn apply(&mut self, filter: &str, scope: &dyn Scope) -> Result<(), &'static str> {
        let (name, argument) = split_once(filter, ":").unwrap_or((filter, ""));
        let argument = unquote(trim(argument));
        match trim(name) {
            // Stands in for what is unknown or empty.
            "default" => {
                if self.before.is_empty() && self.value.is_empty() && self.after.is_empty() {
                    (self.value, self.format) = (argument.into(), None);
                }
            }
            "append" => self.after.push_str(argument),
            "prepend" => {
                let before = take(&mut self.before);
                self.before.push_str(argument);
                self.before.push_str(&before);
            }
            name => self.format = Some(formatting(name, scope)?),
        }
        Ok(())
    }
}

fn formatting(name: &str, scope: &dyn Scope) -> Result<Formatting, &'static str> {
    Ok(match name {
        "country" => Formatting::Country,
        "language" => Formatting::Language,
        "number" => Formatting::Number,
        "percent" => Formatting::Percent,
        "date" => Formatting::Date,
        "money" => {
            let mut currency = String::new();
            display(&scope.value("store.currency"), &mut currency);
            Formatting::Money(currency)
        }
        _ => {
            return Err(
                "This filter is unknown. There are default, append, prepend, money, number, percent, date, country and language.",
            );
        }
    })
}

/// What stands before the first bar that is not in quotes, trimmed; and what from the bar on.
fn split_stage(inner: &str) -> (&str, &str) {
    let mut quote = 0;
    let bar = inner.bytes().position(|byte| {
        match byte {
            b'"' | b'\'' if quote == 0 => quote = byte,
            _ if byte == quote => quote = 0,
            _ => {}
        }
        quote == 0 && byte == b'|'
    });
    let (stage, others) = bar.and_then(|bar| inner.split_at_checked(bar)).unwrap_or((inner, ""));
    (trim(stage), others)
}

fn unquote(argument: &str) -> &str {
    match argument.as_bytes() {
        [open @ (b'"' | b'\''), .., close] if open == close => {
            argument.get(1..argument.len() - 1).unwrap_or_default()
        }
        _ => argument,
    }
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
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn filled(source: &str) -> String {
        let scope = crate::json::parse(
            r#"{"name":"Ana **x** [y](javascript:1)","n":84.5,"empty":"","list":[1,"b"],"country":"ES","store":{"currency":"USD"}}"#,
        );
        let text = Template::parse(source).unwrap().fill(&scope.unwrap());
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
        ];
        for (source, expected) in cases {
            assert_eq!(filled(source), expected, "{source}");
        }
    }

    #[test]
    fn refuses_with_a_sentence() {
        for wrong in ["{{", "{{ }}", "{{ a | nope }}", "{% if a %}", "{{ a b }}"] {
            assert!(Template::parse(wrong).unwrap_err().ends_with(['.', '}']), "{wrong}");
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

    proptest! {
        #[test]
        fn survives_anything(source in r#"([\[\]()*{}|:"'\\a ]|\PC){0,60}"#) {
            if let Ok(template) = Template::parse(&source) {
                let text = template.fill(&Value::Null);
                prop_assert!(plain(&text).len() <= source.len());
                prop_assert!(text.iter().all(|run| run.link.as_deref().is_none_or(|link| safe_url(link).is_some())));
            }
        }

        #[test]
        fn plain_words_stay_as_they_are(source in "[a-zA-Z0-9 .,;ñ¡é]{0,60}") {
            let text = Template::parse(&source).unwrap().fill(&Value::Null);
            prop_assert_eq!(plain(&text), source.to_string());
        }
    }
}

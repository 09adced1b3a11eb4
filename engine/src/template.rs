//! `Template`: words with emphasis, links and `{{ output | filter }}`, parsed once, filled in when shown.
//!
//! Emphasis and links are read from what the store wrote, before anything is filled in:
//! a value can never become either. There is no raw HTML, on purpose.

use alloc::string::String;
use alloc::vec::Vec;

use crate::number;
use crate::value::Value;
use crate::view::{Formatting, Run, Text, plain};

/// Words to be filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

/// A stretch in one style.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    part: Part,
    strong: bool,
    emphasis: bool,
    link: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Words(String),
    Output { path: String, filters: Vec<Filter> },
}

#[derive(Clone, Debug, PartialEq)]
enum Filter {
    /// Stands in for what is unknown or empty.
    Default(String),
    Append(String),
    Prepend(String),
    /// Left to the browser's `Intl`; the name is one of `Formatting`'s.
    Format(String),
}

/// Where the values of a template come from.
pub(crate) trait Scope {
    /// The value of a dotted name, `Null` where it is unknown.
    fn value(&self, path: &str) -> Value;
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A sentence where a tag is malformed or a filter unknown.
    pub fn parse(source: &str) -> Result<Template, &'static str> {
        let mut parser = Parser {
            rest: source,
            words: String::new(),
            pieces: Vec::new(),
            strong: false,
            emphasis: false,
            link: None,
        };
        parser.run()?;
        Ok(Template { pieces: parser.pieces })
    }

    /// The words filled in.
    pub fn fill(&self, scope: &dyn Scope) -> Text {
        let mut text = Text::new();
        for piece in &self.pieces {
            for run in piece.part.runs(scope) {
                let run =
                    Run { strong: piece.strong, emphasis: piece.emphasis, link: piece.link.clone(), ..run };
                push(&mut text, run);
            }
        }
        text
    }

    /// The words filled in, without style: for attributes.
    pub fn fill_plain(&self, scope: &dyn Scope) -> String {
        plain(&self.fill(scope))
    }

    /// The dotted names that it uses.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match &piece.part {
            Part::Output { path, .. } => Some(path.as_str()),
            Part::Words(_) => None,
        })
    }
}

/// Joins what is in one style: fewer nodes, and case files that read well.
fn push(text: &mut Text, run: Run) {
    if run.text.is_empty() {
        return;
    }
    match text.last_mut() {
        Some(last)
            if last.format.is_none()
                && run.format.is_none()
                && (last.strong, last.emphasis, &last.link) == (run.strong, run.emphasis, &run.link) =>
        {
            last.text.push_str(&run.text);
        }
        _ => text.push(run),
    }
}

impl Part {
    fn runs(&self, scope: &dyn Scope) -> Text {
        match self {
            Part::Words(words) => [words_run(words)].into(),
            Part::Output { path, filters } => {
                // The name of a country is its code, written by the browser in the content's language.
                let (path, format) = match path.as_str() {
                    "country_name" => ("country", Some(Formatting::Country)),
                    other => (other, None),
                };
                let first = Run { text: display(&scope.value(path)), format, ..Run::default() };
                filters.iter().fold([first].into(), |runs, filter| filter.apply(runs, scope))
            }
        }
    }
}

fn words_run(words: &str) -> Run {
    Run { text: words.into(), ..Run::default() }
}

/// A value as a person reads it; lists separated by commas, objects as nothing.
fn display(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => {
            let mut out = String::new();
            number::write(*number, &mut out);
            out
        }
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::List(items) => items.iter().map(display).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Map(_) => String::new(),
    }
}

impl Filter {
    fn apply(&self, mut runs: Text, scope: &dyn Scope) -> Text {
        match self {
            Filter::Default(words) if plain(&runs).is_empty() => runs = [words_run(words)].into(),
            Filter::Default(_) => {}
            Filter::Append(words) => runs.push(words_run(words)),
            Filter::Prepend(words) => runs.insert(0, words_run(words)),
            Filter::Format(name) => {
                if let Some(run) = runs.first_mut() {
                    run.format = formatting(name, scope);
                }
            }
        }
        runs
    }
}

fn formatting(name: &str, scope: &dyn Scope) -> Option<Formatting> {
    Some(match name {
        "country" => Formatting::Country,
        "language" => Formatting::Language,
        "number" => Formatting::Number,
        "percent" => Formatting::Percent,
        "date" => Formatting::Date,
        "money" => Formatting::Money(display(&scope.value("store.currency"))),
        _ => return None,
    })
}

struct Parser<'a> {
    rest: &'a str,
    words: String,
    pieces: Vec<Piece>,
    strong: bool,
    emphasis: bool,
    link: Option<String>,
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), &'static str> {
        while let Some(character) = self.rest.chars().next() {
            if self.rest.starts_with("{{") {
                self.output()?;
            } else if self.rest.starts_with("{%") {
                return Err(
                    "Tags such as {% if %} are not available in this version; use {{ … }} with filters.",
                );
            } else if !self.style(character) {
                self.take_character(character);
            }
        }
        self.end_words();
        Ok(())
    }

    /// Emphasis or a link at this place; `false` where these are only characters.
    fn style(&mut self, character: char) -> bool {
        match character {
            '*' if self.rest.starts_with("**") && self.toggles("**", self.strong) => {
                self.end_words();
                self.strong = !self.strong;
                self.skip(2);
            }
            '*' if !self.rest.starts_with("**") && self.toggles("*", self.emphasis) => {
                self.end_words();
                self.emphasis = !self.emphasis;
                self.skip(1);
            }
            '[' if self.link.is_none() => return self.begin_link(),
            ']' if self.link.is_some() => {
                self.end_words();
                self.link = None;
                self.skip(1);
                let end = self.rest.find(')').map_or(0, |end| end + 1);
                self.skip(end);
            }
            _ => return false,
        }
        true
    }

    /// Whether a mark opens what closes later, hugging its words, or closes what is open.
    fn toggles(&self, mark: &str, open: bool) -> bool {
        let after = self.rest.get(mark.len()..).unwrap_or_default();
        open || (after.starts_with(|next: char| !next.is_whitespace()) && after.contains(mark))
    }

    fn begin_link(&mut self) -> bool {
        let target = self.rest.split_once("](").and_then(|(label, after)| {
            (!label.contains(']')).then(|| after.split_once(')'))?.map(|(url, _)| url)
        });
        let Some(url) = target.and_then(safe_url) else { return false };
        self.end_words();
        self.link = Some(url.into());
        self.skip(1);
        true
    }

    fn output(&mut self) -> Result<(), &'static str> {
        let inner = self.rest.get(2..).and_then(|rest| rest.split_once("}}"));
        let (inner, rest) = inner.ok_or("An output that begins with {{ has no }}.")?;
        let mut stages = split_stages(inner).into_iter();
        let path = stages.next().unwrap_or_default().trim();
        if path.is_empty()
            || path.contains(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !"._-".contains(c))
        {
            return Err("Between {{ and }} must stand a name such as customer.first_name.");
        }
        let filters = stages.map(parse_filter).collect::<Result<_, _>>()?;
        self.end_words();
        self.push_part(Part::Output { path: path.into(), filters });
        self.rest = rest;
        Ok(())
    }

    /// A backslash takes the meaning from a mark that follows it.
    fn take_character(&mut self, character: char) {
        let next = self.rest.chars().nth(1);
        match next.filter(|next| character == '\\' && "*[]\\{".contains(*next)) {
            Some(escaped) => {
                self.words.push(escaped);
                self.skip(1 + escaped.len_utf8());
            }
            None => {
                self.words.push(character);
                self.skip(character.len_utf8());
            }
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn end_words(&mut self) {
        if !self.words.is_empty() {
            let words = core::mem::take(&mut self.words);
            self.push_part(Part::Words(words));
        }
    }

    fn push_part(&mut self, part: Part) {
        let link = self.link.clone();
        self.pieces.push(Piece { part, strong: self.strong, emphasis: self.emphasis, link });
    }
}

/// Splits at the bars that do not stand in quotes.
fn split_stages(inner: &str) -> Vec<&str> {
    let mut quote = None;
    inner
        .split(|character| {
            match quote {
                None if character == '"' || character == '\'' => quote = Some(character),
                Some(open) if open == character => quote = None,
                _ => {}
            }
            quote.is_none() && character == '|'
        })
        .collect()
}

fn parse_filter(stage: &str) -> Result<Filter, &'static str> {
    let (name, argument) = match stage.split_once(':') {
        Some((name, argument)) => (name.trim(), unquote(argument.trim())),
        None => (stage.trim(), ""),
    };
    Ok(match name {
        "default" => Filter::Default(argument.into()),
        "append" => Filter::Append(argument.into()),
        "prepend" => Filter::Prepend(argument.into()),
        "country" | "language" | "number" | "percent" | "money" | "date" => Filter::Format(name.into()),
        _ => {
            return Err(
                "This filter is unknown. There are default, append, prepend, money, number, percent, date, country and language.",
            );
        }
    })
}

fn unquote(argument: &str) -> &str {
    let inner = |quote: char| argument.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(argument)
}

/// The address itself if it is safe to follow: `https:`, `http:`, `mailto:`, `tel:`, or within the store.
///
/// Anything that a browser could read as another scheme is refused, also behind control characters,
/// which browsers drop before they read an address.
pub(crate) fn safe_url(url: &str) -> Option<&str> {
    let trimmed = url.trim();
    if trimmed.is_empty() || trimmed.chars().any(|character| character.is_control()) {
        return None;
    }
    let scheme =
        trimmed.split(['/', '?', '#']).next().and_then(|head| head.split_once(':')).map(|(scheme, _)| scheme);
    let allowed = |scheme: &str| {
        ["https", "http", "mailto", "tel"].iter().any(|known| known.eq_ignore_ascii_case(scheme))
    };
    scheme.is_none_or(allowed).then_some(trimmed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    impl Scope for Value {
        fn value(&self, path: &str) -> Value {
            self.at(path).clone()
        }
    }

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

//! `View`: an inert description of what to show. It names kinds of content, never HTML, and holds no markup:
//! every text in it is meant for a text node.

use alloc::string::String;
use alloc::vec::Vec;

use crate::value::Value;

/// One message as the visitor is to see it, in one language, as the JSON that the page's view takes.
///
/// The engine only puts it together and hands it on, so nothing here has types of its own but the words: what a
/// message and its nodes can hold stands in the table of `block.rs` and that of `format.rs`.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The campaign that it belongs to.
    pub campaign: String,
    /// An object: `campaign`, `variant`, `format`, `surface`, `locale`, `label` (the accessible name), `nodes` in
    /// reading order, and what else the format has.
    pub value: Value,
}

impl View {
    /// The view as JSON.
    pub fn to_value(&self) -> Value {
        self.value.clone()
    }
}

/// Words with inline emphasis and links. A line break is `\n`.
pub type Text = Vec<Run>;

/// A stretch of text in one style.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The words, or what `format` is to turn into words.
    pub text: String,
    /// Important.
    pub strong: bool,
    /// Stressed.
    pub emphasis: bool,
    /// Where it leads: `https:`, `http:`, `mailto:`, `tel:` or within the store.
    pub link: Option<String>,
    /// How the browser's `Intl` is to write `text`; `None` as it stands.
    pub format: Option<Formatting>,
}

/// What only the browser can write well: its `Intl` knows every language, the engine none.
#[derive(Clone, Debug, PartialEq)]
pub enum Formatting {
    /// A country by its ISO 3166 code.
    Country,
    /// A language by its BCP 47 tag.
    Language,
    /// A number.
    Number,
    /// A fraction as per cent: 0.4 is 40 %.
    Percent,
    /// An amount in the currency of this ISO 4217 code.
    Money(String),
    /// A day: milliseconds since 1970, UTC.
    Date,
    /// How long ago or ahead a moment lies: milliseconds since 1970.
    RelativeTime,
}

impl Formatting {
    /// Its name, that of the template filter.
    pub fn name(&self) -> &'static str {
        match self {
            Formatting::Country => "country",
            Formatting::Language => "language",
            Formatting::Number => "number",
            Formatting::Percent => "percent",
            Formatting::Money(_) => "money",
            Formatting::Date => "date",
            Formatting::RelativeTime => "relative_time",
        }
    }
}

/// The words alone, as they stand before `Intl`: for what cannot hold styled text.
pub fn plain(text: &[Run]) -> String {
    let mut words = String::new();
    for run in text {
        words.push_str(&run.text);
    }
    words
}

/// Plain text as a string; anything else as a list of runs. No words at all are `Null`.
pub(crate) fn text_value(text: &[Run]) -> Value {
    let mut runs = Vec::new();
    for run in text {
        runs.push(run.to_value());
    }
    match runs.as_slice() {
        [] => Value::Null,
        [run] if run.entries().len() == 1 => run.get("text").clone(),
        _ => Value::List(runs),
    }
}

/// The words alone of a text as a view has it.
pub(crate) fn plain_text(text: &Value) -> String {
    let mut words = String::from(text.text_or_empty());
    for run in text.items() {
        words.push_str(run.get("text").text_or_empty());
    }
    words
}

impl Run {
    fn to_value(&self) -> Value {
        let mut out = Value::Null;
        out.set_text("text", &self.text);
        for (name, truth) in &[("strong", self.strong), ("emphasis", self.emphasis)] {
            if *truth {
                out.set(name, true.into());
            }
        }
        if let Some(link) = &self.link {
            out.set_text("link", link);
        }
        if let Some(format) = &self.format {
            out.set_text("format", format.name());
            if let Formatting::Money(currency) = format {
                out.set_text("currency", currency);
            }
        }
        out
    }
}

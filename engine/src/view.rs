//! `View`: an inert description of what to show. It names kinds of content, never HTML, and holds no markup:
//! every text in it is meant for a text node.

use alloc::string::String;
use alloc::vec::Vec;

use crate::value::Value;

/// One message as the visitor is to see it, in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The campaign that it belongs to.
    pub campaign: String,
    /// The variant shown, empty where the campaign has none.
    pub variant: String,
    /// The kind of container.
    pub format: Format,
    /// The language of the content, a BCP 47 tag, for the `lang` attribute and for `Intl`.
    pub locale: String,
    /// The accessible name: the first heading, else the store's name.
    pub label: Text,
    /// The word for the close control, in the content's language.
    pub close: &'static str,
    /// What it contains, in reading order.
    pub nodes: Vec<Node>,
}

/// The kind of container a message lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A strip along an edge of the page; the page stays usable.
    Banner,
    /// A dialog over the page; the page waits.
    Modal,
    /// A dialog that asks for something: fields, and the words agreed to.
    Form,
}

/// Where on the page a message takes its place. Each surface holds one message at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Along an edge.
    Edge,
    /// Over the page.
    Overlay,
}

impl Surface {
    /// All of them, in the order in which they are filled.
    pub(crate) const ALL: [Surface; 2] = [Surface::Overlay, Surface::Edge];
}

impl Format {
    const NAMES: [(&'static str, Format); 3] =
        [("banner", Format::Banner), ("modal", Format::Modal), ("form", Format::Form)];

    /// The format of that name in the store file.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// Its name in the store file.
    pub fn name(self) -> &'static str {
        Format::NAMES.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// Where it takes its place.
    pub fn surface(self) -> Surface {
        match self {
            Format::Banner => Surface::Edge,
            Format::Modal | Format::Form => Surface::Overlay,
        }
    }
}

/// One piece of content. What its attributes are called is listed with each `Kind`.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its words: a paragraph's text, a button's or a field's label.
    pub text: Text,
    /// Its other properties, by name. Absent means no.
    pub attributes: Vec<(&'static str, String)>,
    /// What using it does: the number to send back in `Input::Act`.
    pub action: Option<usize>,
}

impl Node {
    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// The kinds of content, each with its attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading. The first one of a view names it.
    Heading,
    /// A paragraph.
    Text,
    /// A picture. `src`, `alt`, `width`, `height` (CSS pixels).
    Image,
    /// A button, or a link where `href` is there. `style`: `primary` or `quiet`; `submit` where it sends the form.
    Button,
    /// A code to use at the checkout. `code`; `copy` and `copied`: the words for doing it and for having done it.
    Coupon,
    /// Somebody of the store. `name`, `avatar`, and `languages`, tags separated by spaces. Its text says that they are there.
    Agent,
    /// One line of input, labelled by its text. `name`; `type`: `email`, `tel` or `text`; `autocomplete`; `required`; `placeholder`.
    Field,
    /// A box to tick, labelled by the exact words agreed to. `name`; `required`.
    Consent,
}

impl Kind {
    /// Its name, for case files and style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Heading => "heading",
            Kind::Text => "text",
            Kind::Image => "image",
            Kind::Button => "button",
            Kind::Coupon => "coupon",
            Kind::Agent => "agent",
            Kind::Field => "field",
            Kind::Consent => "consent",
        }
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

impl View {
    /// The view as JSON, for case files and for `explain`.
    pub fn to_value(&self) -> Value {
        let mut nodes = Vec::new();
        for node in &self.nodes {
            nodes.push(node.to_value());
        }
        let mut out = Value::Null;
        out.set_text("campaign", &self.campaign);
        out.set_text("format", self.format.name());
        out.set_text("locale", &self.locale);
        out.set("label", text_value(&self.label));
        out.set_text("close", self.close);
        out.set("nodes", Value::List(nodes));
        if !self.variant.is_empty() {
            out.set_text("variant", &self.variant);
        }
        out
    }
}

impl Node {
    fn to_value(&self) -> Value {
        let mut out = Value::Null;
        out.set_text("kind", self.kind.name());
        if !self.text.is_empty() {
            out.set("text", text_value(&self.text));
        }
        for (name, value) in &self.attributes {
            out.set_text(name, value);
        }
        out.set_known("action", self.action.into());
        out
    }
}

/// Plain text as a string; anything else as a list of runs.
fn text_value(text: &[Run]) -> Value {
    let mut runs = Vec::new();
    for run in text {
        runs.push(run.to_value());
    }
    match runs.as_slice() {
        [run] if run.entries().len() == 1 => run.get("text").clone(),
        _ => Value::List(runs),
    }
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

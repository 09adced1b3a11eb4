//! `Content`: the words of a campaign in one language, as blocks. `build.rs` makes them a `View`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::consent::Purpose;
use crate::error::Report;
use crate::place::Place;
use crate::template::{Template, safe_url};
use crate::value::Value;

/// What a campaign says in one language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Content {
    /// BCP 47 tag.
    pub locale: String,
    pub blocks: Vec<Block>,
    /// What takes their place once a form was accepted; empty: the message closes.
    pub thanks: Vec<Block>,
}

/// One piece of content.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    Heading(Template),
    Text(Template),
    Image {
        src: String,
        alt: Template,
        width: Option<usize>,
        height: Option<usize>,
    },
    Coupon(Template),
    /// Whoever is on duty and speaks the visitor's language, with what is said of them.
    Agent(Template),
    Button {
        label: Template,
        action: Action,
        style: Option<String>,
    },
    Field {
        field: Field,
        label: Template,
        placeholder: Template,
    },
    Consent {
        purpose: Purpose,
        text: Template,
        required: bool,
    },
}

/// A line of input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub name: String,
    pub kind: FieldKind,
    pub required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Email,
    Phone,
    Text,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    Dismiss,
    /// Open the chat, beginning with these words.
    Chat(Template),
    /// Go to an address that is safe to follow.
    Open(String),
    /// Record an event.
    Track {
        event: String,
        properties: Value,
    },
    /// Show another campaign in this one's place.
    Show(String),
    /// Close it for a while (milliseconds).
    Snooze(i64),
    /// Send the form: what was filled in and agreed to.
    Subscribe,
    /// Copy the code beside it; the page does it, we only hear of it.
    Copy,
}

/// Reads the contents of a campaign, one for each language.
pub(crate) fn read_all(place: &Place, report: &mut Report) -> Vec<Content> {
    let contents: Vec<Content> = place
        .entries(report)
        .into_iter()
        .map(|(locale, content)| Content::read(locale, &content, report))
        .collect();
    if contents.is_empty() {
        report.fault(&place.path, "There is nothing to show: put the content here by language, such as {\"en\": {\"blocks\": [ … ]}}.");
    }
    contents
}

impl Content {
    fn read(locale: &str, place: &Place, report: &mut Report) -> Content {
        place.only(&["blocks", "thanks"], report);
        let before = report.faults;
        let blocks = read_blocks(&place.key("blocks"), report);
        if blocks.is_empty() && report.faults == before {
            report.fault(
                &place.key("blocks").path,
                "There is nothing to show: put blocks here, such as {\"text\": \"Hello\"}.",
            );
        }
        Content { locale: locale.into(), blocks, thanks: read_blocks(&place.key("thanks"), report) }
    }

    /// Every template in it, for the checker.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.blocks.iter().chain(&self.thanks).filter_map(|block| match block {
            Block::Heading(template)
            | Block::Text(template)
            | Block::Coupon(template)
            | Block::Agent(template) => Some(template),
            Block::Button { label, .. } | Block::Field { label, .. } => Some(label),
            Block::Consent { text, .. } => Some(text),
            Block::Image { .. } => None,
        })
    }
}

fn read_blocks(place: &Place, report: &mut Report) -> Vec<Block> {
    place.items(report).iter().filter_map(|item| Block::read(item, report)).collect()
}

type BlockReader = fn(&Place, &mut Report) -> Option<Block>;

/// A block is named by the key that it has of these.
const BLOCKS: [(&str, BlockReader); 8] = [
    ("heading", |place, report| Some(Block::Heading(template(&place.key("heading"), report)))),
    ("text", |place, report| Some(Block::Text(template(&place.key("text"), report)))),
    ("image", read_image),
    ("coupon", |place, report| Some(Block::Coupon(template(&place.key("coupon"), report)))),
    ("agent", |place, report| Some(Block::Agent(template(&place.key("text"), report)))),
    ("button", read_button),
    ("field", read_field),
    ("consent", read_consent),
];

/// All keys that blocks have.
const KEYS: [&str; 17] = [
    "heading",
    "text",
    "image",
    "coupon",
    "agent",
    "button",
    "field",
    "consent",
    "alt",
    "width",
    "height",
    "do",
    "style",
    "name",
    "label",
    "placeholder",
    "required",
];

impl Block {
    fn read(place: &Place, report: &mut Report) -> Option<Block> {
        place.only(&KEYS, report);
        // `text` is a block of its own and a property of others: it names a block only where nothing else does.
        let names = |(name, _): &&(&str, BlockReader)| !place.key(name).is_absent();
        let reader = BLOCKS
            .iter()
            .filter(|(name, _)| *name != "text")
            .find(names)
            .or_else(|| BLOCKS.iter().find(names));
        match reader {
            Some((_, read)) => read(place, report),
            None => {
                report.fault(&place.path, "This is no block of this version. There are heading, text, image, coupon, agent, button, field and consent.");
                None
            }
        }
    }
}

/// A template; empty where it is absent.
fn template(place: &Place, report: &mut Report) -> Template {
    let source = place.text(report).unwrap_or_default();
    Template::parse(source).unwrap_or_else(|sentence| {
        report.fault(&place.path, sentence);
        Template::default()
    })
}

fn required_template(place: &Place, report: &mut Report) -> Template {
    place.required_text(report);
    template(place, report)
}

fn address(place: &Place, report: &mut Report) -> Option<String> {
    let url = place.required_text(report)?;
    let safe = safe_url(url);
    if safe.is_none() {
        report.fault(&place.path, "This address cannot be used: it must begin with https:, http:, mailto:, tel:, or be a path of the store.");
    }
    safe.map(String::from)
}

fn read_image(place: &Place, report: &mut Report) -> Option<Block> {
    Some(Block::Image {
        src: address(&place.key("image"), report)?,
        alt: template(&place.key("alt"), report),
        width: place.key("width").count(report),
        height: place.key("height").count(report),
    })
}

fn read_button(place: &Place, report: &mut Report) -> Option<Block> {
    Some(Block::Button {
        label: required_template(&place.key("button"), report),
        action: Action::read(&place.key("do"), report)?,
        style: read_style(&place.key("style"), report),
    })
}

fn read_style(place: &Place, report: &mut Report) -> Option<String> {
    let style = place.text(report)?;
    if !["primary", "secondary", "quiet"].contains(&style) {
        report.fault(&place.path, "A button's style is primary, secondary or quiet.");
    }
    Some(style.into())
}

fn read_field(place: &Place, report: &mut Report) -> Option<Block> {
    let kind_name = place.key("field").required_text(report)?;
    let kind = match kind_name {
        "email" => FieldKind::Email,
        "phone" => FieldKind::Phone,
        "text" => FieldKind::Text,
        _ => {
            report.fault(
                &place.key("field").path,
                "This field is not available in this version. There are email, phone and text.",
            );
            return None;
        }
    };
    let name = place.key("name").text(report).unwrap_or(kind_name);
    Some(Block::Field {
        field: Field {
            name: name.into(),
            kind,
            required: place.key("required").bool(report).unwrap_or(kind == FieldKind::Email),
        },
        label: required_template(&place.key("label"), report),
        placeholder: template(&place.key("placeholder"), report),
    })
}

fn read_consent(place: &Place, report: &mut Report) -> Option<Block> {
    let name = place.key("consent");
    let purpose = Purpose::from_name(name.required_text(report)?);
    if purpose.is_none() {
        report.fault(&name.path, "A consent is for preferences, analytics or marketing.");
    }
    Some(Block::Consent {
        purpose: purpose?,
        text: required_template(&place.key("text"), report),
        required: place.key("required").bool(report).unwrap_or(true),
    })
}

impl Action {
    /// Reads `"dismiss"` or `{"open": "/shipping"}`.
    fn read(place: &Place, report: &mut Report) -> Option<Action> {
        if let Some(name) = place.value.text() {
            return read_action(name, &Place::root(&Value::Null), place, report);
        }
        place.only(
            &["dismiss", "chat", "open", "track", "show", "snooze", "subscribe", "text", "properties"],
            report,
        );
        match place.value.entries().iter().find(|(key, _)| key != "text" && key != "properties") {
            Some((name, _)) => read_action(name, &place.key(name), place, report),
            None => {
                report.fault(
                    &place.path,
                    "Say what the button does, such as \"dismiss\" or {\"open\": \"/shipping\"}.",
                );
                None
            }
        }
    }
}

fn read_action(name: &str, target: &Place, whole: &Place, report: &mut Report) -> Option<Action> {
    Some(match name {
        "dismiss" => Action::Dismiss,
        "chat" => Action::Chat(template(&whole.key("text"), report)),
        "open" => Action::Open(address(target, report)?),
        "track" => Action::Track {
            event: target.required_text(report)?.into(),
            properties: whole.key("properties").value.clone(),
        },
        "show" => Action::Show(target.required_text(report)?.into()),
        "snooze" => Action::Snooze(target.duration(report)?),
        "subscribe" => Action::Subscribe,
        _ => {
            report.fault(
                &whole.path,
                "Buttons of this version do dismiss, chat, open, track, show, snooze and subscribe.",
            );
            return None;
        }
    })
}

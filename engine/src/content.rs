//! `Content`: the words of a campaign in one language, as blocks. `build.rs` makes them a `View`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::consent::Purpose;
use crate::error::Report;
use crate::place::Place;
use crate::template::{Template, safe_url};
use crate::text::is_among;
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
    let mut contents = Vec::new();
    for content in &place.entries(report) {
        contents.push(Content::read(content, report));
    }
    if contents.is_empty() {
        place.fault("There is nothing to show: put the content here by language, such as {\"en\": {\"blocks\": [ … ]}}.", report);
    }
    contents
}

impl Content {
    fn read(place: &Place, report: &mut Report) -> Content {
        place.only("blocks thanks", report);
        let before = report.faults;
        let blocks = read_blocks(&place.key("blocks"), report);
        if blocks.is_empty() && report.faults == before {
            place
                .key("blocks")
                .fault("There is nothing to show: put blocks here, such as {\"text\": \"Hello\"}.", report);
        }
        Content { locale: place.key.into(), blocks, thanks: read_blocks(&place.key("thanks"), report) }
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
    let mut blocks = Vec::new();
    for item in &place.items(report) {
        if let Some(block) = read_block(item, report) {
            blocks.push(block);
        }
    }
    blocks
}

/// A block is named by the first of these keys that it has.
///
/// `text` is a block of its own and a property of others: it names a block only where nothing else does.
static NAMES: [&str; 8] = ["heading", "image", "coupon", "agent", "button", "field", "consent", "text"];

fn read_block(place: &Place, report: &mut Report) -> Option<Block> {
    let Some(name) = NAMES.iter().find(|name| !place.key(name).is_absent()) else {
        place.fault("This is no block of this version. There are heading, text, image, coupon, agent, button, field and consent.", report);
        return None;
    };
    place.only(
        "heading text image coupon agent button field consent alt width height do style name label placeholder required",
        report,
    );
    let block = match *name {
        "image" => return read_image(place, report),
        "button" => return read_button(place, report),
        "field" => return read_field(place, report),
        "consent" => return read_consent(place, report),
        "heading" => Block::Heading,
        "coupon" => Block::Coupon,
        "agent" => Block::Agent,
        _ => Block::Text,
    };
    let words = place.key(if *name == "agent" { "text" } else { name });
    Some(block(template(&words, report)))
}

/// A template; empty where it is absent.
fn template(place: &Place, report: &mut Report) -> Template {
    let source = place.text(report).unwrap_or_default();
    Template::parse(source).unwrap_or_else(|sentence| {
        place.fault(sentence, report);
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
        place.fault("This address cannot be used: it must begin with https:, http:, mailto:, tel:, or be a path of the store.", report);
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
    let label = required_template(&place.key("button"), report);
    let action = read_action(&place.key("do"), report)?;
    let style = place.key("style");
    let name = style.text(report);
    if name.is_some_and(|name| !is_among(name, "primary secondary quiet")) {
        style.fault("A button's style is primary, secondary or quiet.", report);
    }
    Some(Block::Button { label, action, style: name.map(String::from) })
}

fn read_field(place: &Place, report: &mut Report) -> Option<Block> {
    let field = place.key("field");
    let kind_name = field.required_text(report)?;
    let kind = match kind_name {
        "email" => FieldKind::Email,
        "phone" => FieldKind::Phone,
        "text" => FieldKind::Text,
        _ => {
            field.fault(
                "This field is not available in this version. There are email, phone and text.",
                report,
            );
            return None;
        }
    };
    Some(Block::Field {
        field: Field {
            name: place.key("name").text(report).unwrap_or(kind_name).into(),
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
        name.fault("A consent is for preferences, analytics or marketing.", report);
    }
    Some(Block::Consent {
        purpose: purpose?,
        text: required_template(&place.key("text"), report),
        required: place.key("required").bool(report).unwrap_or(true),
    })
}

/// Reads `"dismiss"` or `{"open": "/shipping"}`.
fn read_action(place: &Place, report: &mut Report) -> Option<Action> {
    let mut name = place.value.text();
    if name.is_none() {
        place.only("dismiss chat open track show snooze subscribe text properties", report);
        let mut keys = place.value.entries().iter().map(|(key, _)| key.as_str());
        name = keys.find(|key| !is_among(key, "text properties"));
    }
    let Some(name) = name else {
        place.fault("Say what the button does, such as \"dismiss\" or {\"open\": \"/shipping\"}.", report);
        return None;
    };
    let target = place.key(name);
    Some(match name {
        "dismiss" => Action::Dismiss,
        "chat" => Action::Chat(template(&place.key("text"), report)),
        "open" => Action::Open(address(&target, report)?),
        "track" => Action::Track {
            event: target.required_text(report)?.into(),
            properties: place.key("properties").value.clone(),
        },
        "show" => Action::Show(target.required_text(report)?.into()),
        "snooze" => Action::Snooze(target.duration(report)?),
        "subscribe" => Action::Subscribe,
        _ => {
            place.fault(
                "Buttons of this version do dismiss, chat, open, track, show, snooze and subscribe.",
                report,
            );
            return None;
        }
    })
}

//! Content to `View`: blocks with their templates filled in, and what the engine must remember of them
//! until the visitor acts.

use alloc::string::String;
use alloc::vec::Vec;

use crate::agent::Agent;
use crate::campaign::Campaign;
use crate::consent::Purpose;
use crate::content::{Action, Block, Content, Field, FieldKind};
use crate::number;
use crate::store::StoreFile;
use crate::template::{Scope, Template};
use crate::value::Value;
use crate::view::{Kind, Node, Run, Text, View, plain};
use crate::visitor::Visitor;
use crate::words::{self, Words};

/// What a template may say: the visitor's names, the store's under `store`, the agent's under `agent`.
pub(crate) struct Facts<'a> {
    pub visitor: &'a Visitor,
    pub store: &'a StoreFile,
    pub agent: Option<&'a Agent>,
}

impl Scope for Facts<'_> {
    fn value(&self, path: &str) -> Value {
        match path.split_once('.') {
            Some(("store", rest)) => self.store.store.at(rest).clone(),
            Some(("agent", rest)) => {
                self.agent.map(|agent| agent.to_value().at(rest).clone()).unwrap_or_default()
            }
            _ => self.visitor.attributes().at(path).clone(),
        }
    }
}

/// What is on the page, as far as the engine needs it to understand what the visitor does with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Index of the campaign.
    pub campaign: usize,
    pub locale: String,
    pub actions: Vec<Action>,
    pub fields: Vec<Field>,
    pub consents: Vec<Agreed>,
    /// Whether the form was accepted and thanks are shown.
    pub thanked: bool,
}

/// A box to tick and the exact words beside it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Agreed {
    pub purpose: Purpose,
    pub words: String,
    pub required: bool,
}

/// Which of a content's blocks to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Blocks,
    Thanks,
}

/// Builds what a campaign shows.
pub(crate) fn build(
    index: usize,
    campaign: &Campaign,
    content: &Content,
    part: Part,
    facts: &Facts,
) -> (View, Shown) {
    let shown = Shown {
        campaign: index,
        locale: content.locale.clone(),
        thanked: part == Part::Thanks,
        ..Shown::default()
    };
    let mut builder =
        Builder { facts, words: words::of(&content.locale), nodes: Vec::new(), shown, primary_taken: false };
    let blocks = if part == Part::Thanks { &content.thanks } else { &content.blocks };
    blocks.iter().for_each(|block| builder.block(block));
    let view = View {
        campaign: campaign.id.clone(),
        variant: String::new(),
        format: campaign.format,
        locale: content.locale.clone(),
        label: builder.label(),
        close: builder.words.close,
        nodes: builder.nodes,
    };
    (view, builder.shown)
}

struct Builder<'a> {
    facts: &'a Facts<'a>,
    words: &'static Words,
    nodes: Vec<Node>,
    shown: Shown,
    primary_taken: bool,
}

impl Builder<'_> {
    /// The accessible name: the first heading, else the store's name.
    fn label(&self) -> Text {
        let heading = self.nodes.iter().find(|node| node.kind == Kind::Heading && !node.text.is_empty());
        heading.map_or_else(
            || text(self.facts.store.store.get("name").text_or_empty()),
            |node| node.text.clone(),
        )
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(template) => self.words(Kind::Heading, template),
            Block::Text(template) => self.words(Kind::Text, template),
            Block::Image { src, alt, width, height } => self.image(src, alt, *width, *height),
            Block::Coupon(code) => self.coupon(code),
            Block::Agent(template) => self.agent(template),
            Block::Button { label, action, style } => self.button(label, action, style.as_deref()),
            Block::Field { field, label, placeholder } => self.field(field, label, placeholder),
            Block::Consent { purpose, text, required } => self.consent(*purpose, text, *required),
        }
    }

    fn fill(&self, template: &Template) -> Text {
        template.fill(self.facts)
    }

    fn push(&mut self, kind: Kind, text: Text, attributes: Vec<(&'static str, String)>) {
        // An attribute that says nothing is left out: absent means no.
        let attributes = attributes.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        self.nodes.push(Node { kind, text, attributes, action: None });
    }

    /// Numbers what the node pushed last does.
    fn act(&mut self, action: &Action) {
        if let Some(node) = self.nodes.last_mut() {
            node.action = Some(self.shown.actions.len());
            self.shown.actions.push(action.clone());
        }
    }

    fn words(&mut self, kind: Kind, template: &Template) {
        let text = self.fill(template);
        self.push(kind, text, Vec::new());
    }

    fn image(&mut self, src: &str, alt: &Template, width: Option<usize>, height: Option<usize>) {
        let size = |size: Option<usize>| {
            let mut digits = String::new();
            size.into_iter().for_each(|size| number::write_integer(size as u64, &mut digits));
            digits
        };
        let attributes = [
            ("src", src.into()),
            ("alt", alt.fill_plain(self.facts)),
            ("width", size(width)),
            ("height", size(height)),
        ];
        self.push(Kind::Image, Text::new(), attributes.into());
    }

    fn coupon(&mut self, code: &Template) {
        let attributes = [
            ("code", code.fill_plain(self.facts)),
            ("copy", self.words.copy.into()),
            ("copied", self.words.copied.into()),
        ];
        self.push(Kind::Coupon, Text::new(), attributes.into());
        self.act(&Action::Copy);
    }

    /// Nobody on duty: nothing to show. The campaign's other blocks say what there is to say.
    fn agent(&mut self, template: &Template) {
        let Some(agent) = self.facts.agent else { return };
        let said = self.fill(template);
        let said = if said.is_empty() { text(self.words.on_duty) } else { said };
        let avatar = agent.avatar.clone().unwrap_or_default();
        let attributes =
            [("name", agent.name.clone()), ("avatar", avatar), ("languages", agent.languages.join(" "))];
        self.push(Kind::Agent, said, attributes.into());
    }

    fn button(&mut self, label: &Template, action: &Action, style: Option<&str>) {
        let style = style.unwrap_or(match action {
            Action::Dismiss | Action::Snooze(_) => "quiet",
            _ if self.primary_taken => "secondary",
            _ => "primary",
        });
        self.primary_taken |= style == "primary";
        let (mut href, mut submit) = (String::new(), "");
        match action {
            Action::Open(url) => href.push_str(url),
            Action::Subscribe => submit = "true",
            _ => {}
        }
        let label = self.fill(label);
        self.push(
            Kind::Button,
            label,
            [("style", style.into()), ("href", href), ("submit", submit.into())].into(),
        );
        self.act(action);
    }

    fn field(&mut self, field: &Field, label: &Template, placeholder: &Template) {
        let (kind, autocomplete) = match field.kind {
            FieldKind::Email => ("email", "email"),
            FieldKind::Phone => ("tel", "tel"),
            FieldKind::Text if field.name.ends_with("name") => ("text", "given-name"),
            FieldKind::Text => ("text", ""),
        };
        let attributes = [
            ("name", field.name.clone()),
            ("type", kind.into()),
            ("autocomplete", autocomplete.into()),
            ("required", flag(field.required)),
            ("placeholder", placeholder.fill_plain(self.facts)),
        ];
        let label = self.fill(label);
        self.push(Kind::Field, label, attributes.into());
        self.shown.fields.push(field.clone());
    }

    fn consent(&mut self, purpose: Purpose, template: &Template, required: bool) {
        let words = self.fill(template);
        self.shown.consents.push(Agreed { purpose, words: plain(&words), required });
        self.push(
            Kind::Consent,
            words,
            [("name", consent_name(purpose)), ("required", flag(required))].into(),
        );
    }
}

fn flag(truth: bool) -> String {
    if truth { "true".into() } else { String::new() }
}

fn text(words: &str) -> Text {
    [Run { text: words.into(), ..Run::default() }].into()
}

/// The name of a consent's box among the fields: no field of the store's can have it.
pub(crate) fn consent_name(purpose: Purpose) -> String {
    ["consent:", purpose.name()].concat()
}

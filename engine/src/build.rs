//! Content to `View`: blocks with their templates filled in, and what the engine must remember of them
//! until the visitor acts.

use alloc::string::String;
use alloc::vec::Vec;

use crate::agent::Agent;
use crate::consent::Purpose;
use crate::content::{Action, Block, Content, Field, FieldKind};
use crate::number;
use crate::store::StoreFile;
use crate::template::{Scope, Template};
use crate::text;
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
        match (text::split_once(path, "."), self.agent) {
            (Some(("store", rest)), _) => self.store.store.at(rest).clone(),
            (Some(("agent", rest)), Some(agent)) => agent.to_value().at(rest).clone(),
            (Some(("agent", _)), None) => Value::Null,
            _ => self.visitor.attributes().at(path).clone(),
        }
    }
}

/// What is on the page, as far as the engine needs it to understand what the visitor does with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Index of the campaign.
    pub campaign: usize,
    /// Index of its content.
    pub content: usize,
    /// The name of the variant; empty where there is none.
    pub variant: String,
    /// Whether the form was accepted and thanks are shown.
    pub thanked: bool,
    /// The exact words beside the boxes to tick, in their order.
    pub agreed: Vec<String>,
}

impl Shown {
    /// The content shown.
    pub fn content<'a>(&self, store: &'a StoreFile) -> Option<&'a Content> {
        store.campaigns.get(self.campaign)?.contents.get(self.content)
    }

    /// The part of it that is shown.
    pub fn blocks<'a>(&self, content: &'a Content) -> &'a [Block] {
        if self.thanked { &content.thanks } else { &content.blocks }
    }
}

/// What the control of that number does, among those of these blocks.
pub(crate) fn action(blocks: &[Block], number: usize) -> Option<&Action> {
    static COPY: Action = Action::Copy;
    let actions = blocks.iter().filter_map(|block| match block {
        Block::Button { action, .. } => Some(action),
        Block::Coupon(_) => Some(&COPY),
        _ => None,
    });
    { actions }.nth(number)
}

/// Builds what a campaign shows.
pub(crate) fn build(shown: Shown, facts: &Facts) -> Option<(View, Shown)> {
    let campaign = facts.store.campaigns.get(shown.campaign)?;
    let content = shown.content(facts.store)?;
    let view = View {
        campaign: campaign.id.clone(),
        variant: shown.variant.clone(),
        format: campaign.format,
        locale: content.locale.clone(),
        label: Text::new(),
        close: words::of(&content.locale).close,
        nodes: Vec::new(),
    };
    let words = words::of(&content.locale);
    let mut builder = Builder { facts, words, view, shown, actions: 0, primary_taken: false };
    for block in builder.shown.blocks(content) {
        builder.block(block);
    }
    if builder.view.label.is_empty() {
        builder.view.label = one_run(facts.store.store.get("name").text_or_empty());
    }
    Some((builder.view, builder.shown))
}

struct Builder<'a> {
    facts: &'a Facts<'a>,
    words: &'static Words,
    view: View,
    shown: Shown,
    /// How many controls there are already: each has its number.
    actions: usize,
    primary_taken: bool,
}

impl Builder<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(template) => {
                self.push(Kind::Heading, template);
                // The accessible name: the first heading, else the store's name.
                if self.view.label.is_empty() {
                    self.view.label = template.fill(self.facts);
                }
            }
            Block::Text(template) => self.push(Kind::Text, template),
            Block::Image { src, alt, width, height } => {
                self.push(Kind::Image, &Template::default());
                self.set("src", src);
                self.set("alt", &alt.fill_plain(self.facts));
                self.size("width", *width);
                self.size("height", *height);
            }
            Block::Coupon(code) => {
                self.push(Kind::Coupon, &Template::default());
                self.set("code", &code.fill_plain(self.facts));
                self.set("copy", self.words.copy);
                self.set("copied", self.words.copied);
                self.act();
            }
            Block::Agent(template) => self.agent(template),
            Block::Button { label, action, style } => {
                self.push(Kind::Button, label);
                self.button(action, style.as_deref());
            }
            Block::Field { field, label, placeholder } => {
                self.push(Kind::Field, label);
                self.field(field);
                self.set("placeholder", &placeholder.fill_plain(self.facts));
            }
            Block::Consent { purpose, text, required } => {
                self.push(Kind::Consent, text);
                self.set("name", &consent_name(*purpose));
                self.require(*required);
                if let Some(node) = self.view.nodes.last() {
                    self.shown.agreed.push(plain(&node.text));
                }
            }
        }
    }

    fn push(&mut self, kind: Kind, template: &Template) {
        let text = template.fill(self.facts);
        self.view.nodes.push(Node { kind, text, attributes: Vec::new(), action: None });
    }

    /// Gives the last node an attribute. One that says nothing is left out: absent means no.
    fn set(&mut self, name: &'static str, value: &str) {
        if let Some(node) = self.view.nodes.last_mut().filter(|_| !value.is_empty()) {
            node.attributes.push((name, value.into()));
        }
    }

    fn size(&mut self, name: &'static str, size: Option<usize>) {
        let mut digits = String::new();
        if let Some(size) = size {
            number::write_integer(size as u64, &mut digits);
        }
        self.set(name, &digits);
    }

    fn require(&mut self, required: bool) {
        self.set("required", if required { "true" } else { "" });
    }

    /// Numbers what the last node does.
    fn act(&mut self) {
        if let Some(node) = self.view.nodes.last_mut() {
            node.action = Some(self.actions);
            self.actions += 1;
        }
    }

    /// Nobody on duty: nothing to show. The campaign's other blocks say what there is to say.
    fn agent(&mut self, template: &Template) {
        let Some(agent) = self.facts.agent else { return };
        self.push(Kind::Agent, template);
        self.set("name", &agent.name);
        self.set("avatar", agent.avatar.as_deref().unwrap_or_default());
        let mut languages = String::new();
        for language in &agent.languages {
            if !languages.is_empty() {
                languages.push(' ');
            }
            languages.push_str(language);
        }
        self.set("languages", &languages);
        if let Some(node) = self.view.nodes.last_mut().filter(|node| node.text.is_empty()) {
            node.text = one_run(self.words.on_duty);
        }
    }

    fn button(&mut self, action: &Action, style: Option<&str>) {
        let style = style.unwrap_or(match action {
            Action::Dismiss | Action::Snooze(_) => "quiet",
            _ if self.primary_taken => "secondary",
            _ => "primary",
        });
        self.primary_taken |= style == "primary";
        self.set("style", style);
        match action {
            Action::Open(url) => self.set("href", url),
            Action::Subscribe => self.set("submit", "true"),
            _ => {}
        }
        self.act();
    }

    fn field(&mut self, field: &Field) {
        let (kind, autocomplete) = match field.kind {
            FieldKind::Email => ("email", "email"),
            FieldKind::Phone => ("tel", "tel"),
            FieldKind::Text if field.name.ends_with("name") => ("text", "given-name"),
            FieldKind::Text => ("text", ""),
        };
        self.set("name", &field.name);
        self.set("type", kind);
        self.set("autocomplete", autocomplete);
        self.require(field.required);
    }
}

fn one_run(words: &str) -> Text {
    [Run { text: words.into(), ..Run::default() }].into()
}

/// The name of a consent's box among the fields: no field of the store's can have it.
pub(crate) fn consent_name(purpose: Purpose) -> String {
    text::concat(&["consent:", purpose.name()])
}

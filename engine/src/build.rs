//! Content to `View`: blocks with their templates filled in, and what the engine must remember of them
//! until the visitor acts.

use alloc::string::String;
use alloc::vec::Vec;

use crate::agent::Agent;
use crate::block;
use crate::content::Content;
use crate::exclusion::excluded;
use crate::form::CONSENT;
use crate::memory::{CAMPAIGN, CONSENT as CONSENTS, JOURNAL, Memory};
use crate::store::StoreFile;
use crate::template::Scope;
use crate::text;
use crate::value::Value;
use crate::visitor::Visitor;

/// What a template may say: the visitor's names, the store's under `store`, the agent's under `agent`, and what was
/// answered under `answers`.
pub(crate) struct Facts<'a> {
    pub visitor: &'a Visitor,
    pub store: &'a StoreFile,
    pub memory: &'a Memory,
    /// Who is on duty and speaks the language.
    pub agent: Option<&'a Agent>,
    pub answers: &'a Value,
    /// Milliseconds since 1970.
    pub now: i64,
    /// When this person first saw the campaign.
    pub since: i64,
}

impl Facts<'_> {
    /// What this browser remembers, as numbers.
    fn known(&self) -> Value {
        let number = |path| self.visitor.attributes().at(path).integer().unwrap_or(0);
        let (mut events, mut answers) = (0, 0);
        for (_, segment) in self.memory.under(JOURNAL) {
            events += segment.items().len();
        }
        for (_, campaign) in self.memory.under(CAMPAIGN) {
            answers += campaign.get("answers").entries().len();
        }
        let mut items = Vec::new();
        for (what, value) in [
            ("visits", number("visit.number")),
            ("events", events as i64),
            ("orders", number("orders.count")),
            ("answers", answers as i64),
            ("consents", self.memory.get(CONSENTS).entries().len() as i64),
            ("waiting", self.memory.waiting() as i64),
        ] {
            items.push(Value::map([("what", what.into()), ("value", value.into())]));
        }
        Value::List(items)
    }
}

impl Scope for Facts<'_> {
    fn value(&self, path: &str) -> Value {
        let (group, rest) = text::split_once(path, ".").unwrap_or((path, ""));
        match group {
            "store" => self.store.store.at(rest).clone(),
            "agent" => self.agent.map_or(Value::Null, |agent| agent.to_value().at(rest).clone()),
            "answers" => self.answers.at(rest).clone(),
            "now" => self.now.into(),
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
    /// Which list of the content it is: `blocks`, `thanks` or `away`.
    pub part: &'static str,
    /// The page of a survey, or the step of a tour.
    pub step: usize,
    /// What was answered so far, by the names of the questions.
    pub answers: Value,
    /// The nodes of the view.
    pub nodes: Vec<Value>,
    /// What their actions do, by number.
    pub actions: Vec<Value>,
    /// Whether it has found its place, and counts as shown.
    pub counted: bool,
    /// Whether only its teaser is there, a small tab that opens it.
    pub collapsed: bool,
}

impl Shown {
    /// The content shown.
    pub fn content<'a>(&self, store: &'a StoreFile) -> Option<&'a Content> {
        store.campaigns.get(self.campaign)?.contents.get(self.content)
    }
}

/// Makes nodes of blocks.
pub(crate) struct Builder<'a> {
    facts: &'a Facts<'a>,
    pub nodes: Vec<Value>,
    /// What is done by the controls among them: each has its number.
    pub actions: Vec<Value>,
    /// The accessible name: the first heading.
    pub label: Value,
    primary_taken: bool,
    /// The code that a button beside it copies.
    code: Value,
    /// Whether something counts from when this person first saw it.
    pub counts: bool,
}

impl<'a> Builder<'a> {
    pub fn new(facts: &'a Facts<'a>) -> Builder<'a> {
        Builder {
            facts,
            nodes: Vec::new(),
            actions: Vec::new(),
            label: Value::Null,
            primary_taken: false,
            code: Value::Null,
            counts: false,
        }
    }

    /// Adds what a block becomes, if anything.
    pub fn add(&mut self, block: &Value) {
        if excluded(block.get("tags"), self.facts.visitor.attributes().get("exclusions")).is_some() {
            return;
        }
        let kind = block::kind(block);
        let mut node = Value::Null;
        node.set_text("kind", kind);
        node.merge(&block::fill_block(block, self.facts));
        if !self.complete(kind, &mut node, block) {
            return;
        }
        // A word of the widget's own stands for the text.
        if !node.get("word").is_null() {
            node.set_text("text", "");
        }
        if text::is_among(kind, "field question") {
            self.ask(kind, &mut node, block);
        }
        self.nodes.push(node);
    }

    /// Adds to a node what does not stand in its block alone; `false` where there is nothing to show.
    fn complete(&mut self, kind: &str, node: &mut Value, block: &Value) -> bool {
        match kind {
            "heading" | "question" if self.label.is_null() => self.label = node.get("text").clone(),
            "coupon" => {
                self.code = node.get("code").clone();
                self.act(node, &"copy".into());
            }
            "button" => self.button(node, block.get("do")),
            "field" => self.field(node),
            "consent" => {
                let name = text::concat(&[CONSENT, node.get("name").text_or_empty()]);
                node.set_text("name", &name);
                require(node, block, true);
            }
            "agent" => match self.facts.agent {
                Some(agent) => node.merge(&agent.to_value()),
                // Nobody on duty: the campaign's other blocks say what there is to say.
                None => return false,
            },
            "list" => return !node.get("items").items().is_empty(),
            "countdown" => return self.countdown(node, block),
            "task" => self.task(node, block),
            "known" => node.set("items", self.facts.known()),
            _ => {}
        }
        true
    }

    /// Until when; `false` where that is over and the store has no words for it.
    fn countdown(&mut self, node: &mut Value, block: &Value) -> bool {
        let source = block.get("countdown").text_or_empty();
        let until = block::moment(source, self.facts.since);
        self.counts |= !source.ends_with('Z');
        node.set("until", until.into());
        until.is_some_and(|until| until > self.facts.now) || !node.get("ended").is_null()
    }

    fn task(&mut self, node: &mut Value, block: &Value) {
        let times = self.facts.memory.times(block.get("event").text_or_empty());
        node.set("done", (times > 0).into());
        if !block.get("do").is_null() {
            self.act(node, block.get("do"));
        }
    }

    /// What was answered before, and whether it must be answered.
    fn ask(&self, kind: &str, node: &mut Value, block: &Value) {
        let name = String::from(node.get("name").text_or_empty());
        let answers = self.facts.answers;
        node.set_known("value", answers.get(&name).clone());
        node.set_known("other_value", answers.get(&text::concat(&[&name, ".other"])).clone());
        let asks_address = kind == "field" && node.get("type").text() == Some("email");
        require(node, block, asks_address);
    }

    /// Numbers what a node does.
    fn act(&mut self, node: &mut Value, action: &Value) {
        node.set("action", self.actions.len().into());
        self.actions.push(action.clone());
    }

    fn button(&mut self, node: &mut Value, action: &Value) {
        let verb = block::verb(action);
        if node.get("style").is_null() {
            let style = match verb {
                "dismiss" | "snooze" | "skip" => "quiet",
                _ if self.primary_taken => "secondary",
                _ => "primary",
            };
            node.set_text("style", style);
        }
        self.primary_taken |= node.get("style").text() == Some("primary");
        node.set_known("href", block::fill("open=href:U", action, self.facts).get("href").clone());
        node.merge(&block::fill_share(action, self.facts));
        if text::is_among(verb, "subscribe prefer message") {
            node.set("submit", true.into());
        }
        if verb == "copy" {
            node.set_known("copy", self.code.clone());
        }
        self.act(node, action);
    }

    fn field(&mut self, node: &mut Value) {
        let kind = String::from(node.get("type").text_or_empty());
        if node.get("name").is_null() {
            node.set_text("name", &kind);
        }
        match kind.as_str() {
            "email" => node.set_text("autocomplete", "email"),
            "phone" => {
                node.set_text("autocomplete", "tel");
                node.set_known("country", self.facts.visitor.attributes().get("country").clone());
            }
            _ => {
                let name = String::from(node.get("name").text_or_empty());
                for (known, purpose) in &PURPOSES {
                    if *known == name {
                        node.set_text("autocomplete", purpose);
                    }
                }
            }
        }
    }
}

/// What browsers can fill in for their owner, by the names that stores give to fields.
static PURPOSES: [(&str, &str); 7] = [
    ("name", "name"),
    ("first_name", "given-name"),
    ("last_name", "family-name"),
    ("company", "organization"),
    ("birthday", "bday"),
    ("postal_code", "postal-code"),
    ("city", "address-level2"),
];

/// Says that a node must be filled in, where the block says so, or says nothing and this is the custom.
fn require(node: &mut Value, block: &Value, custom: bool) {
    if block.get("required").bool().unwrap_or(custom) {
        node.set("required", true.into());
    }
}

//! Warnings: what is no fault in a store file and will surprise its owner all the same.

mod crm;
mod message;
mod program;
mod score;
mod survey;
#[cfg(test)]
mod tests;

pub use message::WORDS;
pub use score::{Scoring, scoring};

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use crate::block;
use crate::condition::{Node, Question, Questions};
use crate::content::Content;
use crate::error::{Issue, Report};
use crate::locale;
use crate::markup::{self, Kind};
use crate::number;
use crate::operator::Part;
use crate::store::StoreFile;
use crate::template::Scope;
use crate::value::Value;

/// What can be asked about a visitor: the names of the store file, groups with a dot at the end.
const NAMES: [&str; 47] = [
    "locale",
    "language",
    "languages",
    "speaks_store_language",
    "country",
    "country_source",
    "abroad",
    "timezone",
    "local_hour",
    "local_day",
    "source",
    "medium",
    "campaign",
    "channel",
    "referrer",
    "landing_page",
    "first.",
    "device",
    "os",
    "browser",
    "touch",
    "color_scheme",
    "reduced_motion",
    "page.",
    "product.",
    "visit.",
    "customer.",
    "preferences.",
    "consent.",
    "cart.",
    "orders.",
    "interests",
    "brands",
    "price_bands",
    "exclusions",
    "checkout.",
    "lifecycle",
    "score",
    "lead",
    "subscribed",
    "country_name",
    "now",
    "store.",
    "agent.",
    "answers.",
    "programs.",
    "tags",
];

/// What will surprise the owner of this store file.
pub fn warnings(store: &StoreFile) -> Vec<Issue> {
    let mut report = Report::default();
    for (index, campaign) in store.campaigns.iter().enumerate() {
        let path = path_of(store, "campaigns", index, &campaign.id);
        warn_of_language(store, index, &path, &mut report);
        warn_of_audience(&campaign.audience, &store.questions, &[&path, ".audience"].concat(), &mut report);
        warn_of_names(store, index, &path, &mut report);
        warn_of_blocks(store, index, &path, &mut report);
        message::warn(store, index, &path, &mut report);
    }
    for audience in &store.audiences {
        let path = ["audiences.", &audience.name].concat();
        warn_of_audience(&audience.node, &store.questions, &path, &mut report);
    }
    message::warn_of_channels(store, &mut report);
    message::warn_of_words(store, &mut report);
    warn_of_crm(store, &mut report);
    crm::warn(store, &mut report);
    program::warn(store, &mut report);
    report.issues
}

/// What was left out does not count in the lists that run, so a path names the id as well.
fn path_of(store: &StoreFile, list: &str, index: usize, id: &str) -> String {
    let mut path = String::from(list);
    if store.left_out.is_empty() {
        path.push('[');
        number::write_integer(index as u64, &mut path);
        path.push(']');
    }
    [&path, "(", id, ")"].concat()
}

fn warn_of_language(store: &StoreFile, index: usize, path: &str, report: &mut Report) {
    let Some(campaign) = store.campaigns.get(index) else { return };
    let home = store.home.locale.as_str();
    let available: Vec<&str> = campaign.contents.iter().map(|content| content.locale.as_str()).collect();
    if !home.is_empty() && locale::negotiate([home].into_iter(), &available).is_none() {
        let content = [path, ".content"].concat();
        report.note(
            &content,
            &[
                "There is no content in the store's language, ",
                home,
                ": visitors who speak none of the others will not see it.",
            ]
            .concat(),
        );
    }
}

fn warn_of_names(store: &StoreFile, index: usize, path: &str, report: &mut Report) {
    let Some(campaign) = store.campaigns.get(index) else { return };
    for content in &campaign.contents {
        let place = [path, ".content.", &content.locale].concat();
        let mut sources = Vec::new();
        block::sources(block::CONTENT, &content.body, &mut sources);
        for name in sources.into_iter().flat_map(names) {
            let name = name.as_str();
            match name.strip_prefix("store.") {
                Some(own) if store.store.at(own).is_null() => {
                    report.note(
                        &place,
                        &["A text uses {{ ", name, " }}, which is not under `store` in this file."].concat(),
                    );
                }
                _ if !is_known(name) => report
                    .note(&place, &["A text uses {{ ", name, " }}, which nobody will fill in."].concat()),
                _ => {}
            }
        }
    }
}

/// The dotted names that a template uses, in their order: those of every branch, whichever would be taken.
fn names(source: &str) -> Vec<String> {
    names_in(source, Kind::Words)
}

fn names_in(source: &str, kind: Kind) -> Vec<String> {
    let listener = Listener::default();
    markup::fill(source, &listener, kind);
    listener.asked.into_inner()
}

/// Knows nothing and notes what it is asked for.
#[derive(Default)]
struct Listener {
    asked: RefCell<Vec<String>>,
}

impl Scope for Listener {
    fn value(&self, path: &str) -> Value {
        self.asked.borrow_mut().push(path.into());
        Value::Null
    }

    fn all(&self) -> bool {
        true
    }
}

/// Every block of a content, wherever in it.
fn blocks(content: &Content) -> Vec<&Value> {
    let mut blocks: Vec<&Value> = Vec::new();
    for part in ["blocks", "thanks", "away"] {
        blocks.extend(content.part(part));
    }
    for step in content.part("steps") {
        blocks.extend(step.get("blocks").items());
    }
    blocks
}

/// Everything that its buttons, tasks and rules do.
fn actions(content: &Content) -> Vec<&Value> {
    let mut actions = Vec::new();
    for block in blocks(content) {
        actions.push(block.get("do"));
        actions.extend(block.get("next").items().iter().map(|rule| rule.get("do")));
    }
    actions
}

fn does(content: &Content, verb: &str) -> bool {
    actions(content).into_iter().any(|action| block::verb(action) == verb)
}

fn warn_of_blocks(store: &StoreFile, index: usize, path: &str, report: &mut Report) {
    let Some(campaign) = store.campaigns.get(index) else { return };
    for content in &campaign.contents {
        let place = [path, ".content.", &content.locale].concat();
        let has = |kind: &str| blocks(content).into_iter().any(|block| block::kind(block) == kind);
        let subscribes = does(content, "subscribe");
        let sends = subscribes || does(content, "prefer") || does(content, "message");
        if has("field") && !sends && campaign.format != "survey" {
            report.note(
                &place,
                "There is a field, but no button that does subscribe, prefer or message: nobody can send it.",
            );
        }
        if subscribes && !has("consent") {
            report.note(&place, "A button does subscribe, but there is no consent block: there will be no proof of what was agreed to.");
        }
        if does(content, "chat") && store.channels.is_empty() {
            report.note(&place, "A button opens the chat, but there are no `channels`: nothing will happen.");
        }
        for target in actions(content).into_iter().filter_map(|action| action.get("show").text()) {
            if store.find(target).is_none() {
                report.note(
                    &place,
                    &["A button shows `", target, "`, which is no campaign that runs."].concat(),
                );
            }
        }
    }
}

fn warn_of_crm(store: &StoreFile, report: &mut Report) {
    let contents = store.campaigns.iter().flat_map(|campaign| &campaign.contents);
    if store.sinks.is_empty() && contents.into_iter().any(|content| does(content, "subscribe")) {
        report.note(
            "crm",
            "Visitors can subscribe, but there is no CRM that works: what they give goes nowhere.",
        );
    }
}

fn warn_of_audience(node: &Node, questions: &Questions, path: &str, report: &mut Report) {
    let mut demands = Vec::new();
    gather(node, questions, true, &mut demands);
    let mut named = BTreeSet::new();
    for Demand { path: name, .. } in &demands {
        if !is_known(name) && named.insert(*name) {
            report.note(
                path,
                &["It asks for `", name, "`, which is never known of a visitor: nobody will be in it."]
                    .concat(),
            );
        }
    }
    if !can_be_met(node, questions) {
        report.note(path, "It contradicts itself: no visitor can be in it.");
    }
}

fn is_known(name: &str) -> bool {
    NAMES.iter().any(|known| {
        known.strip_suffix('.').map_or(name == *known, |group| name == group || name.starts_with(known))
    })
}

/// Whether anybody could meet a condition, as far as its parts that must all hold say so by themselves.
fn can_be_met(node: &Node, questions: &Questions) -> bool {
    let parts_can = match node {
        Node::All(nodes) => nodes.iter().all(|node| can_be_met(node, questions)),
        Node::Any(nodes) => nodes.is_empty() || nodes.iter().any(|node| can_be_met(node, questions)),
        Node::Audience(audience) => can_be_met(&audience.node, questions),
        Node::Ask(_) | Node::Did(_) | Node::Not(_) => true,
    };
    let mut demands = Vec::new();
    gather(node, questions, false, &mut demands);
    let mut pairs = demands.iter().enumerate();
    parts_can && pairs.all(|(index, one)| demands.iter().skip(index).all(|other| agree(one, other)))
}

/// What must hold of the value at a path: an operator and its operand.
struct Demand<'a> {
    path: &'a str,
    operator: &'a str,
    operand: &'a Value,
}

/// What is asked of each path: of those only that must hold at the same time, or of `all`.
fn gather<'a>(node: &'a Node, questions: &'a Questions, all: bool, demands: &mut Vec<Demand<'a>>) {
    match node {
        Node::Ask(number) => demands.extend(questions.all.get(*number).map(demand)),
        Node::All(nodes) => nodes.iter().for_each(|node| gather(node, questions, all, demands)),
        Node::Any(nodes) if all => nodes.iter().for_each(|node| gather(node, questions, all, demands)),
        Node::Not(node) if all => gather(node, questions, all, demands),
        Node::Audience(audience) => gather(&audience.node, questions, all, demands),
        Node::Any(_) | Node::Not(_) | Node::Did(_) => {}
    }
}

fn demand(question: &Question) -> Demand<'_> {
    let check = &question.check;
    let (operator, operand) = match (check.operator.name(), &check.part) {
        ("", _) => ("$eq", &check.operand),
        ("$not", Part::Checks(checks)) => match checks.as_slice() {
            [inner] if matches!(inner.operator.name(), "" | "$eq") => ("$ne", &inner.operand),
            _ => ("$not", &check.operand),
        },
        (name, _) => (name, &check.operand),
    };
    Demand { path: &question.path, operator, operand }
}

/// Whether two demands on the same path can both hold.
fn agree(one: &Demand, other: &Demand) -> bool {
    if one.path != other.path {
        return true;
    }
    let (a, b) = (one.operand, other.operand);
    match (one.operator, other.operator) {
        ("$eq", "$eq") => a == b,
        ("$eq", "$in") => b.items().contains(a),
        ("$in", "$eq") => a.items().contains(b),
        ("$in", "$in") => a.items().iter().any(|value| b.items().contains(value)),
        ("$eq", "$ne") | ("$ne", "$eq") => a != b,
        (x, y) => ranges_meet(x, a, y, b) && ranges_meet(y, b, x, a),
    }
}

/// `false` where a lower bound lies above an upper bound.
fn ranges_meet(lower: &str, low: &Value, upper: &str, high: &Value) -> bool {
    let (Some(low), Some(high)) = (low.number(), high.number()) else { return true };
    let is_range = lower.starts_with("$gt") && upper.starts_with("$lt");
    !is_range || low < high || (low == high && lower == "$gte" && upper == "$lte")
}

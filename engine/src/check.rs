//! Warnings: what is no fault in a store file and will surprise its owner all the same.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use crate::block;
use crate::condition::{Node, Question, Questions};
use crate::content::Content;
use crate::error::{Issue, Report};
use crate::locale;
use crate::number;
use crate::operator::Part;
use crate::store::StoreFile;
use crate::template::Scope;
use crate::value::Value;

/// What can be asked about a visitor: the names of the store file, groups with a dot at the end.
const NAMES: [&str; 38] = [
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
    "subscribed",
    "country_name",
    "now",
    "store.",
    "agent.",
    "answers.",
];

/// What will surprise the owner of this store file.
pub fn warnings(store: &StoreFile) -> Vec<Issue> {
    let mut report = Report::default();
    for (index, campaign) in store.campaigns.iter().enumerate() {
        let path = campaign_path(store, index, &campaign.id);
        warn_of_language(store, index, &path, &mut report);
        warn_of_audience(&campaign.audience, &store.questions, &[&path, ".audience"].concat(), &mut report);
        warn_of_names(store, index, &path, &mut report);
        warn_of_blocks(store, index, &path, &mut report);
        warn_of_questions(store, index, &path, &mut report);
    }
    for audience in &store.audiences {
        let path = ["audiences.", &audience.name].concat();
        warn_of_audience(&audience.node, &store.questions, &path, &mut report);
    }
    warn_of_crm(store, &mut report);
    report.issues
}

/// Campaigns that were left out do not count in the list that runs, so a path names the id as well.
fn campaign_path(store: &StoreFile, index: usize, id: &str) -> String {
    let mut path = String::from("campaigns");
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

/// The dotted names that a template uses, in their order.
fn names(source: &str) -> Vec<String> {
    let listener = Listener::default();
    block::words(source, &listener);
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
        let (part, other) = if campaign.format == "tour" { ("steps", "blocks") } else { ("blocks", "steps") };
        if content.part(part).is_empty() {
            let sentence = [
                "A ",
                campaign.format,
                " says its `",
                part,
                "`, not its `",
                other,
                "`: nothing will be shown.",
            ];
            report.note(&place, &sentence.concat());
        }
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

/// What a survey's rules lead to, and what its answers are called.
fn warn_of_questions(store: &StoreFile, index: usize, path: &str, report: &mut Report) {
    let Some(campaign) = store.campaigns.get(index) else { return };
    for content in &campaign.contents {
        let place = [path, ".content.", &content.locale].concat();
        let questions: Vec<&Value> =
            blocks(content).into_iter().filter(|block| block::kind(block) == "question").collect();
        let name = |question: &Value| String::from(question.get("name").text_or_empty());
        let mut names = BTreeSet::new();
        for question in &questions {
            if !names.insert(name(question)) {
                let sentence = [
                    "Two questions are called `",
                    &name(question),
                    "`: one answer takes the place of the other.",
                ];
                report.note(&place, &sentence.concat());
            }
        }
        for rule in questions.iter().flat_map(|question| question.get("next").items()) {
            if let Some(target) = rule.get("go").text()
                && target != "end"
                && !names.contains(target)
            {
                let sentence =
                    ["A rule goes to `", target, "`, which is no question here: the next one follows."];
                report.note(&place, &sentence.concat());
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn said(json: &str) -> Vec<String> {
        let (store, issues) = StoreFile::parse(json);
        assert_eq!(issues, vec![]);
        warnings(&store)
            .into_iter()
            .map(|issue| [issue.path.as_str(), ": ", &issue.message].concat())
            .collect()
    }

    fn audience(condition: &str) -> Vec<String> {
        said(&[r#"{"version":1,"audiences":{"a":"#, condition, "}}"].concat())
    }

    #[test]
    fn audiences_that_nobody_can_meet() {
        for impossible in [
            r#"{"language":"es","$and":[{"language":"de"}]}"#,
            r#"{"country":{"$in":["ES","MX"],"$eq":"US"}}"#,
            r#"{"visit.number":{"$gt":3,"$lt":2}}"#,
            r#"{"visit.number":{"$gte":3,"$lt":3}}"#,
            r#"{"country":{"$eq":"US","$ne":"US"}}"#,
            r#"{"$or":[{"os":"iOS","$and":[{"os":"Android"}]}]}"#,
        ] {
            assert_eq!(
                audience(impossible),
                ["audiences.a: It contradicts itself: no visitor can be in it."],
                "{impossible}"
            );
        }
        for possible in [
            r#"{"visit.number":{"$gte":3,"$lte":3}}"#,
            r#"{"$or":[{"os":"iOS"},{"os":"Android"}]}"#,
            r#"{"country":{"$ne":"US"},"language":"es"}"#,
            "{}",
        ] {
            assert_eq!(audience(possible), [""; 0], "{possible}");
        }
        assert!(audience(r#"{"contry":"ES"}"#).concat().contains("`contry`, which is never known"));
    }

    #[test]
    fn a_tour_without_steps() {
        let said = said(
            r#"{"version":1,"campaigns":[{"id":"a","format":"tour","content":{"en":{"blocks":[{"text":"x"}]}}},
                {"id":"b","format":"modal","content":{"en":{"steps":[{"blocks":[{"text":"x"}]}]}}}]}"#,
        );
        let expected = [
            "campaigns[0](a).content.en: A tour says its `steps`, not its `blocks`: nothing will be shown.",
            "campaigns[1](b).content.en: A modal says its `blocks`, not its `steps`: nothing will be shown.",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn names_are_found_in_every_branch() {
        let source = "{% if country == one %}{{ 'now' | date: two }}{% elsif three.size > 1 %}{% case four %}{% when five %}[a](/{{ six }}){% endcase %}{% endif %}";
        let known = ["country", "one", "now", "two", "three.size", "three", "four", "five", "six"];
        assert_eq!(names(source).into_iter().collect::<BTreeSet<_>>(), known.map(String::from).into());
    }

    #[test]
    fn campaigns_that_will_surprise() {
        let said = said(
            r#"{"version":1,"store":{"locale":"en-US"},"campaigns":[{"id":"a","format":"form","content":{"es":{"blocks":[
                {"text":"{{ store.days }} {{ nobody }}"},{"field":"email","label":"x"},
                {"button":"y","do":"subscribe"},{"button":"z","do":{"show":"b"}},{"button":"c","do":"chat"}]}}}]}"#,
        );
        let expected = [
            "no content in the store's language, en-US",
            "{{ store.days }}, which is not under",
            "{{ nobody }}, which nobody",
            "no consent block",
            "no `channels`",
            "`b`, which is no campaign",
            "no CRM that works",
        ];
        assert_eq!(said.len(), expected.len(), "{said:#?}");
        assert!(said.iter().zip(expected).all(|(said, expected)| said.contains(expected)), "{said:#?}");
    }

    #[test]
    fn questions_that_lead_nowhere() {
        let said = said(
            r#"{"version":1,"campaigns":[{"id":"s","format":"survey","content":{"en":{"blocks":[
                {"question":"nps","name":"a","text":"?","next":[{"when":3,"go":"b"},{"go":"end"}]},
                {"question":"text","name":"a","text":"?"}]}}}]}"#,
        );
        assert_eq!(
            said,
            [
                "campaigns[0](s).content.en: Two questions are called `a`: one answer takes the place of the other.",
                "campaigns[0](s).content.en: A rule goes to `b`, which is no question here: the next one follows.",
            ]
        );
    }
}

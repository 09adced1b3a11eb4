//! Warnings about questions: their names, where their rules lead, and whether all languages ask the same.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::message::{Located, Said, numbered};
use super::names;
use crate::block;
use crate::error::Report;
use crate::text::is_among;
use crate::value::Value;

/// What has a name under which something is kept.
const NAMED: &str = "question task field";

pub(super) fn warn(said: &Said, report: &mut Report) {
    warn_of_twins(said, report);
    warn_of_rules(said, report);
    warn_of_unreached(said, report);
    warn_of_rewards(said, report);
    warn_of_answers(said, report);
    for located in said.of("question").filter(|located| is(located.block, "picture")) {
        if located.block.get("options").items().iter().any(|option| option.get("image").is_null()) {
            report.note(&located.path, "An option of this picture question has no `image`.");
        }
    }
}

fn is(block: &Value, kind: &str) -> bool {
    block.get("question").text() == Some(kind)
}

/// The name under which a block's answer is kept.
fn name(block: &Value) -> &str {
    block.get("name").text().or(block.get("field").text()).unwrap_or_default()
}

/// The value of an option.
pub(super) fn value_of(option: &Value) -> &str {
    option.text().unwrap_or(option.get("value").text_or_empty())
}

/// The questions of a survey, in their order.
fn questions<'a, 'b>(said: &'b Said<'a>) -> Vec<&'b Located<'a>> {
    said.of("question").filter(|located| located.part == "blocks").collect()
}

fn warn_of_twins(said: &Said, report: &mut Report) {
    for part in ["blocks", "away"] {
        let mut seen = BTreeSet::new();
        for located in said.blocks.iter().filter(|located| located.part == part) {
            if is_among(located.kind, NAMED) && !seen.insert(name(located.block)) {
                report.note(
                    &located.path,
                    &[
                        "Another ",
                        located.kind,
                        " above has the name `",
                        name(located.block),
                        "`: one of the two answers is lost.",
                    ]
                    .concat(),
                );
            }
        }
    }
}

fn warn_of_rules(said: &Said, report: &mut Report) {
    let asked = questions(said);
    for (number, located) in asked.iter().enumerate() {
        let mut is_open = true;
        for (index, rule) in located.block.get("next").items().iter().enumerate() {
            let path = numbered(&[&located.path, ".next"].concat(), index);
            if !is_open {
                report.note(&path, "The rule above has no `when` and always holds: this one never comes.");
            }
            is_open &= !rule.get("when").is_null();
            let Some(go) = rule.get("go").text().filter(|go| *go != "end") else { continue };
            match asked.iter().position(|other| name(other.block) == go) {
                None => report.note(
                    &path,
                    &[
                        "It goes to `",
                        go,
                        "`, which is no question of this survey: it goes on with the one below.",
                    ]
                    .concat(),
                ),
                Some(to) if to <= number => report.note(
                    &path,
                    &["It goes back to `", go, "`: who answers the same again never comes to the end."]
                        .concat(),
                ),
                Some(_) => {}
            }
        }
    }
}

/// Questions that no answer leads to.
fn warn_of_unreached(said: &Said, report: &mut Report) {
    let asked = questions(said);
    if said.content.body.get("layout").text() == Some("page") {
        return;
    }
    let mut reached = BTreeSet::new();
    let mut next: Vec<usize> = Vec::from([0]);
    while let Some(number) = next.pop() {
        let Some(located) = asked.get(number).filter(|_| reached.insert(number)) else { continue };
        let rules = located.block.get("next").items();
        for go in rules.iter().map(|rule| rule.get("go").text_or_empty()) {
            let to = asked.iter().position(|other| name(other.block) == go);
            next.extend(to.or((go != "end").then_some(number + 1)));
        }
        if rules.iter().all(|rule| !rule.get("when").is_null()) {
            next.push(number + 1);
        }
    }
    for (_, located) in asked.iter().enumerate().filter(|(number, _)| !reached.contains(number)) {
        report.note(&located.path, "No answer leads to this question: nobody is asked it.");
    }
}

/// A reward that is there before the survey is complete rewards nothing.
fn warn_of_rewards(said: &Said, report: &mut Report) {
    let is_early = |located: &&Located| said.format == "survey" && located.part == "blocks";
    for located in said.of("coupon").filter(is_early) {
        report
            .note(&located.path, "This code is shown before the survey is complete: put it under `thanks`.");
    }
}

/// Earlier answers in texts.
fn warn_of_answers(said: &Said, report: &mut Report) {
    let mut sources = Vec::new();
    block::sources(block::CONTENT, &said.content.body, &mut sources);
    for told in sources.into_iter().flat_map(names) {
        let Some(answer) = told.strip_prefix("answers.") else { continue };
        let answer = answer.strip_suffix(".other").unwrap_or(answer);
        if !said.blocks.iter().any(|located| name(located.block) == answer) {
            report.note(&said.place, &["A text uses {{ ", &told, " }}, which no question asks."].concat());
        }
    }
}

/// All languages must ask the same, or what is answered in them cannot be counted together.
pub(super) fn warn_of_languages(all: &[Said], report: &mut Report) {
    let Some((first, others)) = all.split_first() else { return };
    for other in others {
        for (a, b) in [(first, other), (other, first)] {
            for lacking in named(a).filter(|one| twin(one, b).is_none()) {
                report.note(
                    &b.place,
                    &[
                        "The ",
                        lacking.kind,
                        " `",
                        name(lacking.block),
                        "` of ",
                        &a.content.locale,
                        " is not here: both languages should ask the same.",
                    ]
                    .concat(),
                );
            }
        }
        for one in named(other) {
            let Some(original) = twin(one, first) else { continue };
            if values(one.block) != values(original.block) {
                report.note(
                    &one.path,
                    &["Its options have other values than in ", &first.content.locale, ": the answers cannot be counted together. Give each option the same `value`, and its words as `label`."]
                        .concat(),
                );
            }
        }
    }
}

fn named<'a, 'b>(said: &'b Said<'a>) -> impl Iterator<Item = &'b Located<'a>> {
    said.blocks.iter().filter(|located| is_among(located.kind, NAMED))
}

fn twin<'a, 'b>(one: &Located, said: &'b Said<'a>) -> Option<&'b Located<'a>> {
    named(said)
        .find(|other| (other.kind, other.part, name(other.block)) == (one.kind, one.part, name(one.block)))
}

fn values(block: &Value) -> BTreeSet<String> {
    block.get("options").items().iter().map(|option| String::from(value_of(option))).collect()
}

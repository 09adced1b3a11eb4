//! The course of a survey: which page comes next, what was answered on the way, and how much is left to ask.
//!
//! A campaign's record keeps the run under `run`: its `id`, the `path` that was taken, the place `at` on it, and the
//! `time` of the last step. Each place of the path has the `name` of its page and what was `given` there, so a branch
//! that is left takes its answers along.

use alloc::string::String;
use alloc::vec::Vec;

use crate::value::{NULL, Value};

/// How many pages a survey has at most; further questions stand together on the last one.
const MOST: usize = 200;

/// The pages of a survey: a question ends its page, and what stands before it belongs to it.
pub(crate) struct Pages<'a> {
    blocks: &'a [Value],
    /// For each page the place after its last block.
    ends: Vec<usize>,
}

impl<'a> Pages<'a> {
    /// With one question at a time, or with all of them `together`.
    pub fn new(blocks: &'a [Value], together: bool) -> Pages<'a> {
        let mut ends = Vec::new();
        for (place, block) in blocks.iter().enumerate() {
            if !together && is_question(block) && ends.len() < MOST {
                ends.push(place + 1);
            }
        }
        // What stands after the last question belongs to it too.
        ends.pop();
        ends.push(blocks.len());
        Pages { blocks, ends }
    }

    pub fn count(&self) -> usize {
        self.ends.len()
    }

    pub fn blocks(&self, page: usize) -> &'a [Value] {
        let from = page.checked_sub(1).and_then(|before| self.ends.get(before));
        let to = self.ends.get(page).copied().unwrap_or(0);
        self.blocks.get(from.copied().unwrap_or(0)..to).unwrap_or_default()
    }

    /// The name of its first question, by which a page is remembered; empty where it asks none.
    pub fn name(&self, page: usize) -> &'a str {
        self.question(page).get("name").text_or_empty()
    }

    fn question(&self, page: usize) -> &'a Value {
        self.blocks(page).iter().find(|block| is_question(block)).unwrap_or(&NULL)
    }

    fn find(&self, name: &str) -> Option<usize> {
        (0..self.count()).find(|page| self.name(*page) == name)
    }

    /// Where a rule of a page leads: past the last page where that is the end, to the next where it does not say.
    fn target(&self, rule: &Value, page: usize) -> usize {
        match rule.get("go").text() {
            // A page with all questions leads nowhere else.
            _ if self.count() == 1 => 1,
            Some("end") => self.count(),
            Some(name) => self.find(name).unwrap_or(page + 1),
            None => page + 1,
        }
    }

    /// What follows from what was answered on a page: of each question what its rule wants done, and the next page.
    pub fn after(
        &self,
        page: usize,
        answers: &Value,
        meets: &dyn Fn(&Value, &Value) -> bool,
    ) -> (Vec<&'a Value>, usize) {
        let (mut wanted, mut to) = (Vec::new(), page + 1);
        for question in self.blocks(page).iter().filter(|block| is_question(block)) {
            let answer = answers.get(question.get("name").text_or_empty());
            // The first rule that holds is the only one.
            for rule in question.get("next").items() {
                if meets(rule.get("when"), answer) {
                    wanted.push(rule.get("do"));
                    to = self.target(rule, page);
                    break;
                }
            }
        }
        (wanted, to)
    }

    /// How many pages are still to come at most, with this one. Going back to an earlier page is not counted.
    pub fn left(&self, page: usize) -> usize {
        let mut left = alloc::vec![0; self.count() + 2];
        for page in (page..self.count()).rev() {
            let mut most = 0;
            let mut weigh = |to: usize| {
                if to > page {
                    most = left.get(to).copied().unwrap_or(0).max(most);
                }
            };
            let mut open = true;
            for rule in self.question(page).get("next").items() {
                weigh(self.target(rule, page));
                if rule.get("when").is_null() {
                    open = false;
                    break;
                }
            }
            if open {
                weigh(page + 1);
            }
            if let Some(left) = left.get_mut(page) {
                *left = most + 1;
            }
        }
        left.get(page).copied().unwrap_or(0)
    }
}

/// One person's way through a survey.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Run {
    /// Names it for the CRM; empty before the first answer.
    pub id: String,
    path: Vec<Value>,
    at: usize,
}

impl Run {
    /// Reads the record, as far as its pages are still there.
    pub fn read(record: &Value, pages: &Pages) -> Run {
        let mut run = Run { id: record.get("id").text_or_empty().into(), ..Run::default() };
        for place in record.get("path").items() {
            if pages.find(place.get("name").text_or_empty()).is_none() {
                break;
            }
            run.path.push(place.clone());
        }
        if run.path.is_empty() {
            run.path.push(place(pages, 0));
        }
        let at = record.get("at").index().unwrap_or(0);
        run.at = at.min(run.path.len() - 1);
        run
    }

    /// The record of it.
    pub fn to_value(&self, now: i64) -> Value {
        Value::map([
            ("id", (&self.id).into()),
            ("path", Value::List(self.path.clone())),
            ("at", self.at.into()),
            ("time", now.into()),
        ])
    }

    /// How many pages lie behind.
    pub fn behind(&self) -> usize {
        self.at
    }

    /// The page where it stands.
    pub fn page(&self, pages: &Pages) -> usize {
        let here = self.path.get(self.at).unwrap_or(&NULL);
        pages.find(here.get("name").text_or_empty()).unwrap_or(0)
    }

    /// All that was answered on the path.
    pub fn answers(&self) -> Value {
        let mut answers = Value::Map(Vec::new());
        for place in &self.path {
            answers.merge(place.get("given"));
        }
        answers
    }

    /// Takes what was answered on this page and goes on: what the answers want done, if they are new, and whether
    /// that was the last page.
    pub fn turn<'a>(
        &mut self,
        pages: &Pages<'a>,
        given: Value,
        meets: &dyn Fn(&Value, &Value) -> bool,
    ) -> (Vec<&'a Value>, bool) {
        let changed = self.take(given);
        let (mut wanted, to) = pages.after(self.page(pages), &self.answers(), meets);
        if !changed {
            wanted.clear();
        }
        let complete = to >= pages.count();
        if complete {
            self.leave_rest();
        } else {
            self.go(to, pages);
        }
        (wanted, complete)
    }

    /// Takes what was answered on this page; whether that is something new.
    fn take(&mut self, given: Value) -> bool {
        let Some(here) = self.path.get_mut(self.at) else { return false };
        let changed = *here.get("given") != given;
        here.set("given", given);
        changed
    }

    pub fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Goes on to a page. What was answered there before still holds, unless another branch led to it.
    fn go(&mut self, page: usize, pages: &Pages) {
        let name = pages.name(page);
        let known = self.path.iter().position(|place| place.get("name").text() == Some(name));
        match known.filter(|known| *known <= self.at + 1) {
            Some(known) => self.at = known,
            None => {
                self.leave_rest();
                self.at += 1;
                self.path.push(place(pages, page));
            }
        }
    }

    /// Leaves what was answered further on, before the visitor went back.
    fn leave_rest(&mut self) {
        self.path.truncate(self.at + 1);
    }
}

fn is_question(block: &Value) -> bool {
    !block.get("question").is_null()
}

fn place(pages: &Pages, page: usize) -> Value {
    Value::map([("name", pages.name(page).into())])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::json;

    const BRANCHING: &str = r#"[
        {"heading":"Hello"},
        {"question":"nps","name":"score","next":[
            {"when":"low","go":"why","do":{"chat":"open"}},{"when":"high","go":"end"}]},
        {"question":"single","name":"love","next":[{"go":"last"}]},
        {"text":"Sorry."},{"question":"text","name":"why"},
        {"question":"email","name":"last"},{"text":"Bye."}]"#;

    fn same(when: &Value, answer: &Value) -> bool {
        when.is_null() || when == answer
    }

    fn answers(text: &str) -> Value {
        json::parse(text).unwrap()
    }

    #[test]
    fn a_question_ends_its_page() {
        let blocks = json::parse(BRANCHING).unwrap();
        let pages = Pages::new(blocks.items(), false);
        let sizes: Vec<usize> = (0..pages.count()).map(|page| pages.blocks(page).len()).collect();
        assert_eq!(sizes, [2, 1, 2, 2]);
        assert_eq!((pages.name(2), pages.name(4)), ("why", ""));
        let whole = Pages::new(blocks.items(), true);
        assert_eq!((whole.count(), whole.blocks(0).len(), whole.name(0)), (1, 7, "score"));
        assert_eq!(whole.after(0, &answers(r#"{"score":"low"}"#), &same).1, 1);
        let many = Value::List(alloc::vec![json::parse(r#"{"question":"text"}"#).unwrap(); 300]);
        let pages = Pages::new(many.items(), false);
        assert_eq!((pages.count(), pages.blocks(199).len(), pages.left(0)), (200, 101, 200));
        let text = json::parse(r#"[{"text":"a"}]"#).unwrap();
        assert_eq!((Pages::new(text.items(), false).count(), Pages::new(&[], false).count()), (1, 1));
    }

    #[test]
    fn the_first_rule_that_holds_leads_on() {
        let blocks = json::parse(BRANCHING).unwrap();
        let pages = Pages::new(blocks.items(), false);
        let next = |page, given: &str| pages.after(page, &answers(given), &same).1;
        assert_eq!(next(0, r#"{"score":"low"}"#), 2);
        assert_eq!(next(0, r#"{"score":"high"}"#), 4);
        assert_eq!(next(0, r#"{"score":"else"}"#), 1);
        assert_eq!(next(1, "{}"), 3);
        assert_eq!(next(3, "{}"), 4);
        let wanted = pages.after(0, &answers(r#"{"score":"low"}"#), &same).0;
        assert_eq!(Value::List(wanted.into_iter().cloned().collect()).to_json(), r#"[{"chat":"open"}]"#);
    }

    #[test]
    fn what_is_left_is_the_longest_way() {
        let blocks = json::parse(BRANCHING).unwrap();
        let pages = Pages::new(blocks.items(), false);
        let left: Vec<usize> = (0..6).map(|page| pages.left(page)).collect();
        assert_eq!(left, [3, 2, 2, 1, 0, 0]);
        let round = json::parse(
            r#"[{"question":"text","name":"a"},{"question":"text","name":"b","next":[{"when":1,"go":"a"},{"go":"gone"}]}]"#,
        );
        assert_eq!(Pages::new(round.unwrap().items(), false).left(0), 2);
    }

    #[test]
    fn back_and_on_again_keeps_the_answers_and_another_branch_drops_them() {
        let blocks = json::parse(BRANCHING).unwrap();
        let pages = Pages::new(blocks.items(), false);
        let mut run = Run::read(&Value::Null, &pages);
        assert!(run.take(answers(r#"{"score":"low"}"#)));
        run.go(2, &pages);
        run.take(answers(r#"{"why":"Slow."}"#));
        run.go(3, &pages);
        assert_eq!((run.page(&pages), run.behind()), (3, 2));
        run.back();
        run.back();
        assert_eq!(
            (run.page(&pages), run.answers().to_json().as_str()),
            (0, r#"{"score":"low","why":"Slow."}"#)
        );
        assert!(!run.take(answers(r#"{"score":"low"}"#)));
        run.go(2, &pages);
        assert_eq!(run.answers().get("why").text(), Some("Slow."));
        // After a reload it stands where it stood.
        let mut run = Run::read(&run.to_value(5), &pages);
        assert_eq!(run.page(&pages), 2);
        run.back();
        run.back();
        assert!(run.take(answers(r#"{"score":"else"}"#)));
        run.go(1, &pages);
        assert_eq!(run.answers().to_json(), r#"{"score":"else"}"#);
        // To the end by another way than before.
        run.go(3, &pages);
        run.back();
        run.leave_rest();
        assert_eq!((run.page(&pages), run.behind()), (1, 1));
    }

    #[test]
    fn a_jump_over_a_page_drops_its_answer() {
        let blocks = json::parse(BRANCHING).unwrap();
        let pages = Pages::new(blocks.items(), false);
        let mut run = Run::read(&Value::Null, &pages);
        for page in [1, 3] {
            run.take(answers(r#"{"love":"x"}"#));
            run.go(page, &pages);
        }
        run.back();
        run.back();
        run.take(answers("{}"));
        run.go(3, &pages);
        assert_eq!((run.answers().to_json().as_str(), run.behind()), ("{}", 1));
    }

    #[test]
    fn a_record_of_pages_that_are_gone_is_taken_as_far_as_it_goes() {
        let blocks = json::parse(BRANCHING).unwrap();
        let pages = Pages::new(blocks.items(), false);
        let record = r#"{"id":"r","at":7,"path":[{"name":"score","given":{"score":1}},{"name":"gone"},{"name":"why"}]}"#;
        let run = Run::read(&json::parse(record).unwrap(), &pages);
        assert_eq!((run.page(&pages), run.behind(), run.id.as_str()), (0, 0, "r"));
        for damaged in ["[]", r#"{"at":-1,"path":{"a":1}}"#, r#"{"path":[5]}"#] {
            let run = Run::read(&json::parse(damaged).unwrap(), &pages);
            assert_eq!((run.page(&pages), run.behind()), (0, 0), "{damaged}");
        }
    }
}

//! Surveys: shown page by page, told as the answers come, thanked for when all is answered.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::build::Shown;
use crate::campaign::Campaign;
use crate::content::Content;
use crate::course::{Pages, Run};
use crate::engine::Engine;
use crate::form::{self, Submission};
use crate::memory::Memory;
use crate::speak::BLOCKS;
use crate::value::Value;

impl Engine {
    /// Shows the page on which this person stands.
    pub(crate) fn survey_page(&mut self, mut shown: Shown) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(shown.campaign) else { return };
        let Some(content) = shown.content(&store) else { return };
        let pages = pages(campaign, content);
        let run = self.run(&campaign.id, &pages);
        shown.step = run.page(&pages);
        shown.answers = run.answers();
        let blocks = pages.blocks(shown.step);
        let left = pages.left(shown.step);
        self.put(shown, blocks, &controls(run.behind(), left));
    }

    /// The visitor goes on, with what was answered on the page, or back.
    pub(crate) fn survey_turn(&mut self, shown: Shown, way: &str, filled: &Value) {
        let store = Rc::clone(&self.store);
        let (Some(campaign), Some(content)) = (store.campaigns.get(shown.campaign), shown.content(&store))
        else {
            return;
        };
        let (id, pages) = (&campaign.id, pages(campaign, content));
        let mut run = self.run(id, &pages);
        // Another tab may have gone on: this one follows.
        if run.page(&pages) != shown.step {
            return self.present(shown);
        }
        if way == "back" {
            run.back();
            self.keep_run(id, run.to_value(self.now));
            return self.present(shown);
        }
        if form::is_trapped(filled) {
            return self.hide(id);
        }
        if let Some(submission) = self.take_fields(id, &shown, filled, false) {
            self.page_answered(id, &pages, run, shown, submission);
        }
    }

    /// Goes on with what was answered on a page.
    fn page_answered(
        &mut self,
        id: &str,
        pages: &Pages,
        mut run: Run,
        mut shown: Shown,
        submission: Submission,
    ) {
        let mut contact = submission.fields.clone();
        let (wanted, complete) = run.turn(pages, submission.fields, &|when, answer| self.meets(when, answer));
        if run.id.is_empty() {
            run.id = self.random.id(self.now);
        }
        let before = core::mem::replace(&mut shown.answers, run.answers());
        contact.merge(&shown.answers.pick("email phone"));
        self.agree(id, &contact, &submission.proofs, false);
        if complete || shown.answers != before {
            self.tell_answers(id, &run.id, &shown, complete);
        }
        if complete {
            self.all_answered(id, &shown);
        } else {
            self.keep_run(id, run.to_value(self.now));
            self.present(shown.clone());
        }
        for action in wanted {
            self.perform(&shown, action);
        }
    }

    /// Nothing is left to ask.
    fn all_answered(&mut self, id: &str, shown: &Shown) {
        self.end_run(id);
        self.note(id, "completed", self.now);
        self.did("feedback", &Value::map([("survey", id.into()), ("answers", shown.answers.clone())]));
        self.complete(id);
        if let Some(on_page) = self.find_shown_mut(id) {
            on_page.answers = shown.answers.clone();
        }
        self.thank(id);
    }

    fn run(&self, id: &str, pages: &Pages) -> Run {
        Run::read(self.memory.get(&Memory::campaign_key(id)).get("run"), pages)
    }

    /// Keeps how far this person is in a campaign of several pages or steps.
    pub(crate) fn keep_run(&mut self, id: &str, run: Value) {
        self.memory.amend(&Memory::campaign_key(id), "run", run);
    }

    /// Only the time stays of a run that is over, so that no other tab brings it back.
    pub(crate) fn end_run(&mut self, id: &str) {
        self.keep_run(id, Value::map([("time", self.now.into())]));
    }

    /// Tells what has been answered so far: the same response each time, the last one counts.
    fn tell_answers(&mut self, id: &str, response: &str, shown: &Shown, complete: bool) {
        let mut detail = self.detail(id);
        detail.set("answers", shown.answers.clone());
        detail.set("complete", complete.into());
        let mut properties = detail.clone();
        properties.set_text("survey", id);
        properties.set_text("response", response);
        properties.set_text("locale", &self.locale_of(shown));
        properties.set_text("page", self.page_seen());
        self.tell_feedback(response, properties, complete);
        self.emit("answered", detail);
    }
}

/// With one question at a time, unless the campaign, or its content in this language, wants them together.
fn pages<'a>(campaign: &Campaign, content: &'a Content) -> Pages<'a> {
    let together = |says: &Value| says.get("layout").text() == Some("page");
    Pages::new(content.part(BLOCKS), together(&campaign.frame) || together(&content.body))
}

/// How to go on and back, and how far it is, with so many pages behind and so many left at most.
fn controls(behind: usize, left: usize) -> Value {
    let mut controls = Vec::new();
    if behind > 0 {
        controls.push("back");
    }
    controls.push(if left > 1 { "next" } else { "send" });
    let mut more = Value::map([("controls", controls.into())]);
    let of = behind + left;
    if of > 1 {
        more.set("progress", Value::map([("step", (behind + 1).into()), ("of", of.into())]));
    }
    more
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::input::{Input, Start};
    use crate::json;

    const STORE: &str = r#"{"version":1,"consent":{"default":"granted"},"crm":[{"type":"segment","url":"/c"}],"campaigns":[
        {"id":"s","format":"survey","frequency":{},"again":"0s","content":{"en":{"blocks":[
            {"question":"nps","name":"a","text":"A?","next":[{"when":{"$lte":6},"go":"c"},{"when":9,"go":"b"},{"when":10,"go":"a"}]},
            {"question":"multi","name":"b","text":"B?","options":["x","y"],"other":true,"required":true,
                "next":[{"when":{"$in":["x"]},"go":"end"},{"when":{"$size":2},"go":"a","do":{"show":"s"}}]},
            {"field":"email","label":"Mail"},{"question":"text","name":"c","text":"C?"}],
            "thanks":[{"text":"{{ answers.a }}"}]}}}]}"#;

    /// What may stand in the fields, good and bad.
    const FIELDS: [&str; 8] = [
        r#"{"a":3}"#,
        r#"{"a":9}"#,
        r#"{"a":10}"#,
        r#"{"a":"9","b":5,"c":[1]}"#,
        r#"{"b":["x","y"]}"#,
        r#"{"b":["other"],"b.other":"z"}"#,
        r#"{"email":"ana@example.com","c":"because"}"#,
        "null",
    ];

    #[test]
    fn whatever_is_pressed_in_whatever_order_it_stays_in_order() {
        let mut engine = Engine::new(STORE);
        assert!(engine.issues().is_empty(), "{:?}", engine.issues());
        let facts = json::parse(r#"{"languages":["en"]}"#).unwrap();
        engine.step(1, Input::Start(Start { seed: "s".into(), facts, ..Start::default() }));
        engine.step(2, Input::Page { facts: json::parse(r#"{"url":"https://shop.example/"}"#).unwrap() });
        let (mut chance, mut completed, mut turned) = (7_u32, 0, 0);
        for now in 3..1_500 {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let fields = FIELDS.get((chance >> 8) as usize % FIELDS.len()).unwrap();
            let action = ["next", "back", "next", "skip", "next"].get((chance >> 16) as usize % 5).unwrap();
            let (campaign, fields) = ("s".into(), json::parse(fields).unwrap());
            let effects = engine.step(now, Input::Act { campaign, action: (*action).into(), fields });
            for effect in &effects {
                let told = effect.to_value();
                completed += i32::from(*told.at("detail.complete") == Value::Bool(true));
                let progress = told.at("show.progress");
                if let (Some(step), Some(of)) = (progress.get("step").number(), progress.get("of").number()) {
                    assert!(step <= of && of <= 3.0, "{}", told.to_json());
                    turned += 1;
                }
            }
            if engine.find_shown("s").is_none_or(|shown| shown.part == crate::speak::THANKS) {
                engine.step(now, Input::Show { campaign: "s".into() });
            }
            // One response waits as one message.
            let mut waiting = 0;
            for (_, record) in engine.memory.under("outbox/") {
                let complete = json::parse(record.raw()).unwrap().at("5.1.complete").bool();
                waiting += i32::from(complete == Some(false));
            }
            assert!(waiting <= 1 + completed, "{waiting}");
            let run = engine.memory.get("campaign/s").get("run");
            assert!(run.get("path").items().len() <= 3, "{}", run.to_json());
        }
        assert!(completed > 20 && turned > 100, "{completed} {turned}");
    }
}

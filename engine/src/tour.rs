//! Tours: steps that stand beside elements of the store, over as many pages as they need.
//!
//! A campaign's record keeps the run under `run`: the `path` of the steps that were seen, of which the last is the one
//! where the visitor stands, and the `time` of the last turn. A run that is over has no path.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::block;
use crate::build::Shown;
use crate::campaign::Campaign;
use crate::content::Content;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::speak::BLOCKS;
use crate::template::safe_url;
use crate::value::{NULL, Value};

impl Engine {
    /// Shows the step where this person stands; where that is on another page it waits, and nothing is to be seen.
    pub(crate) fn tour_step(&mut self, mut shown: Shown) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(shown.campaign) else { return };
        let path = self.path(campaign);
        shown.step = last(&path);
        let (of, step, next) = around(shown.content(&store), shown.step);
        if step.is_null() || !self.is_here(step) {
            if self.find_shown(&campaign.id).is_some() {
                self.hide(&campaign.id);
            }
            return;
        }
        // Whoever is to click what leads to the next page gets there by that, and by nothing else.
        let leaves = !step.get("advance").is_null() && !self.is_here(next);
        let mut more = block::fill(block::STEP, step, &NULL);
        more.set("controls", controls(path.len() > 1, shown.step + 1 == of, leaves).into());
        more.set("progress", Value::map([("step", (shown.step + 1).into()), ("of", of.into())]));
        self.keep_path(&campaign.id, path);
        self.put(shown, step.get(BLOCKS).items(), &more);
    }

    /// The visitor goes on, back, or leaves the tour.
    pub(crate) fn tour_turn(&mut self, shown: &Shown, way: &str) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(shown.campaign) else { return };
        let (of, step, _) = around(shown.content(&store), shown.step);
        let mut path = self.path(campaign);
        match way {
            "skip" => return self.dismiss(&campaign.id),
            // The page was to be left and was not, or another tab has gone on: this one follows.
            _ if last(&path) != shown.step => {}
            "back" if path.len() < 2 => return,
            "back" => drop(path.pop()),
            _ if shown.step + 1 >= of => {
                self.end_run(&campaign.id);
                self.complete(&campaign.id);
                return self.thank(&campaign.id);
            }
            _ => path.push((shown.step + 1).into()),
        }
        let (_, to, _) = around(shown.content(&store), last(&path));
        self.keep_path(&campaign.id, path);
        // A click on the page leads wherever it leads by itself.
        let leads = way != "back" && !step.get("advance").is_null();
        if leads || self.is_here(to) || !self.open_page(to) {
            self.present(shown.clone());
        }
    }

    /// The element of a step is not on the page: the tour goes on with the next, and ends where there is none.
    pub(crate) fn tour_missing(&mut self, id: &str, shown: Shown) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(shown.campaign) else { return };
        if shown.step + 1 >= around(shown.content(&store), 0).0 {
            self.end_run(id);
            return self.hide(id);
        }
        let mut path = self.path(campaign);
        path.pop();
        path.push((shown.step + 1).into());
        self.keep_path(id, path);
        self.present(shown);
    }

    /// Another page begins in the same document: the tours on it go on with the step where the visitor stands now.
    #[inline(never)]
    pub(crate) fn resume_tours(&mut self) {
        let store = Rc::clone(&self.store);
        for shown in self.shown.clone() {
            let (_, step, _) = around(shown.content(&store), shown.step);
            let stands = store.campaigns.get(shown.campaign).map_or(0, |campaign| last(&self.path(campaign)));
            if self.is_tour(&shown) && (stands != shown.step || !self.is_here(step)) {
                self.present(shown);
            }
        }
    }

    /// Whether this is a step of a tour.
    pub(crate) fn is_tour(&self, shown: &Shown) -> bool {
        (self.format(shown), shown.part) == ("tour", BLOCKS)
    }

    /// Whether a step belongs to this page: to any where it does not say.
    fn is_here(&self, step: &Value) -> bool {
        let here = self.visitor.text("page.path");
        let page = step.get("page").text_or_empty();
        page.is_empty() || page == here || page.strip_suffix('*').is_some_and(|start| here.starts_with(start))
    }

    /// Goes to the page of a step; `false` where that may be any of several.
    fn open_page(&mut self, step: &Value) -> bool {
        let page = step.get("page").text_or_empty();
        let is_one = page.starts_with('/') && !page.ends_with('*') && safe_url(page).is_some();
        if is_one {
            self.effects.push(Effect::Open { url: page.into() });
        }
        is_one
    }

    /// The steps that were seen; the first where the tour only begins.
    fn path(&self, campaign: &Campaign) -> Vec<Value> {
        let run = self.memory.get(&campaign.record).get("run");
        if self.memory.is_under_way(campaign, self.now) {
            run.get("path").items().to_vec()
        } else {
            Vec::from([0_i64.into()])
        }
    }

    fn keep_path(&mut self, id: &str, path: Vec<Value>) {
        self.keep_run(id, Value::map([("time", self.now.into()), ("path", Value::List(path))]));
    }
}

/// The place of the step where the visitor stands.
fn last(path: &[Value]) -> usize {
    path.last().and_then(Value::index).unwrap_or(0)
}

/// How many steps there are, the one at this place, and the one after it.
fn around(content: Option<&Content>, at: usize) -> (usize, &Value, &Value) {
    let steps = content.map_or(&[][..], |content| content.part("steps"));
    (steps.len(), steps.get(at).unwrap_or(&NULL), steps.get(at + 1).unwrap_or(&NULL))
}

/// How to go on. `leaves` where only a click on the page does.
fn controls(has_back: bool, is_last: bool, leaves: bool) -> Vec<&'static str> {
    let mut controls = Vec::new();
    if has_back {
        controls.push("back");
    }
    if is_last {
        controls.push("done");
    } else {
        if !leaves {
            controls.push("next");
        }
        controls.push("skip");
    }
    controls
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::input::{Input, Start};
    use crate::json;

    const STORE: &str = r##"{"version":1,"campaigns":[{"id":"t","format":"tour","trigger":"page_view","frequency":{},"content":{"en":{
        "steps":[{"anchor":"#a","blocks":[{"text":"0"}]},{"page":"/b","blocks":[{"text":"1"}]},{"page":"/c/*","anchor":"#c","advance":"click","blocks":[{"text":"2"}]},
            {"blocks":[{"text":"3"}]},{"page":"/b","anchor":"#b","blocks":[{"text":"4"}]}],"thanks":[{"text":"5"}]}}}]}"##;

    #[test]
    fn whatever_happens_in_whatever_order_a_step_stands_only_on_its_page() {
        let mut engine = Engine::new(STORE);
        assert!(engine.issues().is_empty(), "{:?}", engine.issues());
        let facts = json::parse(r#"{"languages":["en"]}"#).unwrap();
        engine.step(1, Input::Start(Start { facts, ..Start::default() }));
        let (mut chance, mut seen, mut here) = (7_u32, [0; 6], "");
        for now in 2..6_000 {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let pick = |words: &[&'static str], shift: u32| words[(chance >> shift) as usize % words.len()];
            let campaign = || "t".into();
            let input = match pick(&["act", "act", "act", "act", "page", "missing", "dismiss", "show"], 8) {
                "act" => {
                    let way = pick(&["next", "next", "next", "back", "skip", "next", "back", "next"], 12);
                    Input::Act { campaign: campaign(), action: way.into(), fields: Value::Null }
                }
                "page" => {
                    here = pick(&["/", "/b", "/c/1"], 16);
                    let url = ["https://shop.example", here].concat();
                    Input::Page { facts: Value::map([("url", url.as_str().into())]) }
                }
                "missing" => Input::Missing { campaign: campaign() },
                "dismiss" => Input::Dismiss { campaign: campaign() },
                _ => Input::Show { campaign: campaign() },
            };
            for effect in engine.step(now * 1_000, input) {
                let effect = effect.to_value();
                if let Some(text) = effect.at("show.nodes.0.text").text() {
                    let fits = match text {
                        "1" | "4" => here == "/b",
                        "2" => here == "/c/1",
                        _ => true,
                    };
                    assert!(fits, "{text} on {here}");
                    seen[usize::from(text.as_bytes()[0] - b'0')] += 1;
                }
                assert!(matches!(effect.get("open").text(), None | Some("/b")), "{}", effect.to_json());
            }
            let path = engine.memory.get("campaign/t").at("run.path").items();
            assert!(path.len() <= 5 && path.is_sorted_by(|a, b| a.integer() < b.integer()), "{path:?}");
        }
        assert!(seen.iter().all(|times| *times > 5), "{seen:?}");
    }
}

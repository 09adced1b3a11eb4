//! Speaking: showing what was decided, and what follows when the visitor uses or closes it.

use alloc::rc::Rc;
use alloc::string::String;

use crate::block;
use crate::build::{Builder, Facts, Shown};
use crate::campaign::Campaign;
use crate::condition_reader::ConditionReader;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::experiment::{Assigned, HOLDOUT};
use crate::pattern;
use crate::teaser::set_teaser;
use crate::template;
use crate::text;
use crate::time;
use crate::value::Value;
use crate::view::{View, plain};

/// The lists of a content: what it says first,
pub(crate) const BLOCKS: &str = "blocks";
/// what takes its place when the visitor is through,
pub(crate) const THANKS: &str = "thanks";
/// and where nobody can answer.
pub(crate) const AWAY: &str = "away";

impl Engine {
    /// The page, or another message, asks for a campaign: the visitor wants it, so no limit holds but
    /// those of its purpose and of what they excluded.
    pub(crate) fn show_asked(&mut self, id: &str) {
        let index = self.store.find(id);
        let campaign = index.and_then(|index| self.store.campaigns.get(index));
        let why = match campaign {
            Some(campaign) if self.denies(campaign) => "its purpose is denied",
            Some(campaign) if self.refusal_by_exclusion(campaign).is_some() => {
                "the visitor has excluded what it is about"
            }
            _ => "",
        };
        match index {
            Some(_) if !why.is_empty() => {
                let sentence = ["The campaign `", id, "` is not shown: ", why, ". explain() says by whom."];
                self.emit_error(&text::concat(&sentence));
            }
            Some(index) => {
                self.clear_spot_of(index);
                self.show(index, true);
            }
            None => self.emit_error(&text::concat(&[
                "There is no campaign `",
                id,
                "`, or it has a fault and was left out.",
            ])),
        }
    }

    /// Shows a campaign whose time has come, or notes that it would have been shown.
    #[inline(never)]
    pub(crate) fn expose(&mut self, index: usize) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(index) else { return };
        if self.assigned(campaign) != Assigned::Holdout {
            return self.show(index, false);
        }
        self.disarm(index);
        self.take_part(campaign, HOLDOUT);
        self.note(&campaign.id, "held", self.now);
        let detail = self.detail(&campaign.id);
        self.tell_behaviour("campaign_held_out", &detail);
        self.pass(&campaign.id, "held");
    }

    /// Shows a campaign; its teaser first where its format says so and nobody asked for it.
    fn show(&mut self, index: usize, asked: bool) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(index) else { return };
        self.disarm(index);
        if let Assigned::Variant(variant) = self.assigned(campaign) {
            self.take_part(campaign, &variant.id);
        }
        let Some(mut shown) = self.first(index) else { return };
        shown.part = self.part_for_now(&shown);
        shown.collapsed = !asked && (campaign.format == "teaser" || self.memory.is_collapsed(campaign));
        shown.counted = self.memory.is_under_way(campaign, self.now);
        if shown.part == THANKS {
            self.complete(&campaign.id);
        }
        self.present(shown);
    }

    /// What a campaign begins with, in the variant and the language that are the visitor's.
    pub(crate) fn first(&self, index: usize) -> Option<Shown> {
        let campaign = self.store.campaigns.get(index)?;
        let content = self.content(campaign)?;
        let variant = match self.assigned(campaign) {
            Assigned::Variant(variant) => variant.id.clone(),
            _ => String::new(),
        };
        Some(Shown { campaign: index, content, variant, part: BLOCKS, ..Shown::default() })
    }

    /// Notes what the person gets of a campaign: so it stays.
    fn take_part(&mut self, campaign: &Campaign, variant: &str) {
        self.memory.amend(&campaign.record, "variant", variant.into());
    }

    /// Notes what happened to a campaign, and tells the page and the CRM.
    fn happened(&mut self, id: &str, what: &'static str, action: &str) {
        self.note(id, what, self.now);
        let mut detail = self.detail(id);
        if !action.is_empty() {
            detail.set_text("action", action);
        }
        self.emit(what, detail.clone());
        let event = text::concat(&["campaign_", what]);
        self.tell_behaviour(&event, &detail);
        self.did(&event, &detail);
        if what == "shown" {
            self.pass(id, what);
        }
    }

    /// Puts on the page what this says of a campaign's content, in place of what the campaign shows.
    pub(crate) fn present(&mut self, mut shown: Shown) {
        let store = Rc::clone(&self.store);
        let Some(content) = shown.content(&store) else { return };
        match (self.format(&shown), shown.part) {
            ("survey", BLOCKS) => return self.survey_page(shown),
            ("tour", BLOCKS) if !content.part("steps").is_empty() => return self.tour_step(shown),
            ("preferences", _) => shown.answers = self.person.get("preferences").clone(),
            (_, AWAY) if content.part(AWAY).is_empty() => return self.leave_message(shown),
            _ => {}
        }
        let blocks = content.part(shown.part);
        self.put(shown, blocks, &Value::Null);
    }

    /// Puts blocks of a campaign on the page. `more` goes over what the view says: its progress, its controls.
    pub(crate) fn put(&mut self, mut shown: Shown, blocks: &[Value], more: &Value) {
        let store = Rc::clone(&self.store);
        let (Some(campaign), Some(content)) = (store.campaigns.get(shown.campaign), shown.content(&store))
        else {
            return;
        };
        let since = self.memory.get(&campaign.record).get("since").integer();
        let mut facts = self.facts(&content.locale, &shown.answers);
        facts.since = since.unwrap_or(self.now);
        let mut builder = Builder::new(&facts);
        for block in blocks {
            builder.add(block);
        }
        let teaser = plain(&template::fill(content.body.get("teaser").text_or_empty(), &facts));
        let Builder { nodes, actions, label, counts, .. } = builder;
        let mut value = self.outline(campaign, &content.locale, &shown.variant, label);
        value.set("nodes", Value::List(nodes.clone()));
        value.merge(more);
        set_teaser(&mut value, &teaser, &shown);
        (shown.nodes, shown.actions) = (nodes, actions);
        if counts && since.is_none() {
            self.note(&campaign.id, "since", self.now);
        }
        self.bring(campaign, shown, value);
    }

    /// What a view says of a message before its nodes. Without a label it is the store that speaks.
    fn outline(&self, campaign: &Campaign, locale: &str, variant: &str, label: Value) -> Value {
        let mut value = Value::Null;
        value.set_text("campaign", &campaign.id);
        if !variant.is_empty() {
            value.set_text("variant", variant);
        }
        value.merge(&campaign.frame);
        value.set_text("locale", locale);
        let name = self.store.store.get("name").text_or_empty();
        value.set("label", if label.is_null() { name.into() } else { label });
        value
    }

    /// Shows a view in place of what its campaign shows. It counts as shown at once, or when it has found its place.
    fn bring(&mut self, campaign: &Campaign, shown: Shown, value: Value) {
        if shown.collapsed && !self.memory.is_collapsed(campaign) {
            self.note(&campaign.id, "collapsed", self.now);
        }
        let has_place = value.get("anchor").is_null() && value.get("into").is_null();
        let is_placed = shown.collapsed || has_place;
        self.take_away(Some(shown.campaign));
        self.shown.push(shown);
        self.effects.push(Effect::Show(View { campaign: campaign.id.clone(), value }));
        if is_placed {
            self.placed(&campaign.id);
        }
    }

    /// A message has found its place on the page: from now on it counts as shown.
    pub(crate) fn placed(&mut self, id: &str) {
        let Some(shown) = self.find_shown_mut(id) else { return };
        if !core::mem::replace(&mut shown.counted, true) {
            self.happened(id, "shown", "");
        }
    }

    /// The element that a message belongs to is not on the page. It comes again on another.
    pub(crate) fn missing(&mut self, id: &str) {
        match self.find_shown(id).cloned() {
            Some(shown) if self.is_tour(&shown) => self.tour_missing(id, shown),
            Some(_) => self.hide(id),
            None => {}
        }
    }

    /// What the templates of a content in this language may say.
    pub(crate) fn facts<'a>(&'a self, language: &str, answers: &'a Value) -> Facts<'a> {
        Facts {
            visitor: &self.visitor,
            store: &self.store,
            memory: &self.memory,
            agent: self.agent(language),
            answers,
            now: self.now,
            since: self.now,
        }
    }

    /// The visitor closed a message: its teaser stays, where it has one, to be closed for good. Closing the thanks
    /// after a form is no refusal.
    pub(crate) fn dismiss(&mut self, id: &str) {
        let Some(shown) = self.find_shown(id) else { return };
        let refused = shown.part != THANKS;
        if refused && self.collapse(id) {
            return;
        }
        self.hide(id);
        if refused {
            self.happened(id, "dismissed", "");
        }
    }

    /// The visitor used a control of a message: that of a number, or one of the view's own by its name.
    pub(crate) fn act(&mut self, id: &str, told: &Value, fields: &Value) {
        let Some(shown) = self.find_shown(id).cloned() else { return };
        if told.text() == Some("open") {
            return self.expand(id);
        }
        let Some(action) = told.index().map_or(Some(told), |number| shown.actions.get(number)) else {
            return;
        };
        let verb = block::verb(action);
        match verb {
            "" => return,
            "dismiss" => return self.dismiss(id),
            "snooze" => {
                self.hide(id);
                let time = time::parse_duration(action.get(verb).text_or_empty()).unwrap_or(0);
                return self.note(id, "snoozed_until", self.now.saturating_add(time));
            }
            "next" | "back" | "skip" => return self.turn_page(&shown, verb, fields),
            "subscribe" | "unsubscribe" | "prefer" | "message" => {
                return self.submit(id, &shown, verb, fields);
            }
            "export" => {
                let records = self.export();
                return self.emit("export", records);
            }
            "forget" => {
                let tell = action.get(verb).text() == Some("everywhere");
                return self.forget(tell, fields);
            }
            _ => {}
        }
        self.happened(id, "clicked", verb);
        if verb == "chat" {
            self.perform(&shown, action);
        }
        if !stays(self.format(&shown), verb) {
            self.hide(id);
        }
        // A link opens by itself.
        let is_link = |node: &Value| node.get("action") == told && !node.get("href").is_null();
        if verb != "chat" && !shown.nodes.iter().any(is_link) {
            self.perform(&shown, action);
        }
    }

    /// The visitor goes on, back, or over a page of what is shown.
    fn turn_page(&mut self, shown: &Shown, way: &str, fields: &Value) {
        match (self.format(shown), shown.part) {
            ("survey", BLOCKS) => self.survey_turn(shown.clone(), way, fields),
            ("tour", BLOCKS) => self.tour_turn(shown, way),
            _ => {}
        }
    }

    /// Does what an action of the store file says, in the name of a message.
    pub(crate) fn perform(&mut self, shown: &Shown, action: &Value) {
        let verb = block::verb(action);
        let target = action.get(verb).text_or_empty();
        match verb {
            "chat" => self.chat_from(shown, action),
            "show" => self.show_asked(target),
            // What is answered to a survey is a wish like that in a form.
            "prefer" => drop(self.prefer(&shown.nodes, &shown.answers)),
            "open" => {
                let url = template::address(target, &self.facts(&self.locale_of(shown), &shown.answers));
                self.effects.extend(url.map(|url| Effect::Open { url }));
            }
            "track" => {
                let event = action.get(verb);
                let properties = if target.is_empty() { event } else { action }.get("properties");
                self.event(event.get("event").text().unwrap_or(target), properties);
            }
            _ => {}
        }
    }

    /// The format of what is shown.
    pub(crate) fn format(&self, shown: &Shown) -> &'static str {
        self.store.campaigns.get(shown.campaign).map_or("", |campaign| campaign.format)
    }

    /// Whether an answer is as a rule's condition wants it; without a condition any is.
    pub(crate) fn meets(&self, wanted: &Value, answer: &Value) -> bool {
        let compile = self.store.compile.unwrap_or(pattern::NATIVE);
        wanted.is_null() || ConditionReader::new(compile, Value::Null).meets(wanted, answer)
    }

    /// Shows a campaign's thanks in place of what it asked, or takes it away where there are none.
    pub(crate) fn thank(&mut self, id: &str) {
        let Some(mut shown) = self.find_shown(id).cloned() else { return };
        if shown.content(&self.store).is_none_or(|content| content.part(THANKS).is_empty()) {
            return if shown.part == AWAY { self.say_sent(shown) } else { self.hide(id) };
        }
        shown.part = THANKS;
        self.present(shown);
    }
}

/// Whether a message of this format stays when one of its controls was used.
fn stays(format: &str, verb: &str) -> bool {
    // Whoever works on a list wants to come back to it.
    text::is_among(verb, if format == "checklist" { "copy open share track" } else { "copy open share" })
}

//! Speaking: showing what was decided, and what follows when the visitor uses or closes it.

use alloc::rc::Rc;
use alloc::string::String;

use crate::agent::Agent;
use crate::block;
use crate::build::{Builder, Facts, Shown};
use crate::campaign::Campaign;
use crate::condition_reader::ConditionReader;
use crate::consent;
use crate::effect::{Chat, Effect};
use crate::engine::Engine;
use crate::experiment::{Assigned, HOLDOUT};
use crate::form;
use crate::pattern;
use crate::text;
use crate::time;
use crate::value::Value;
use crate::view::{Surface, View, plain};

/// The list of a content that takes the place of the others when the visitor is through.
const THANKS: &str = "thanks";

impl Engine {
    /// The page, or another message, asks for a campaign: the visitor wants it, so no limit holds.
    pub(crate) fn show_asked(&mut self, id: &str) {
        let index = self.store.find(id);
        match index.and_then(|index| self.store.campaigns.get(index)) {
            Some(campaign) => {
                self.clear(campaign.surface);
                self.show(index.unwrap_or(0));
            }
            None => self.emit_error(&text::concat(&[
                "There is no campaign `",
                id,
                "`, or it has a fault and was left out.",
            ])),
        }
    }

    /// Shows a campaign whose time has come, or notes that it would have been shown.
    pub(crate) fn expose(&mut self, index: usize) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(index) else { return };
        if self.assigned(campaign) != Assigned::Holdout {
            return self.show(index);
        }
        self.disarm(index);
        self.take_part(campaign, HOLDOUT);
        self.note(&campaign.id, "held", self.now);
        let detail = self.detail(&campaign.id);
        self.tell_behaviour("campaign_held_out", detail);
    }

    fn show(&mut self, index: usize) {
        let store = Rc::clone(&self.store);
        let Some(campaign) = store.campaigns.get(index) else { return };
        self.disarm(index);
        let mut shown = Shown { campaign: index, part: "blocks", ..Shown::default() };
        if let Assigned::Variant(variant) = self.assigned(campaign) {
            self.take_part(campaign, &variant.id);
            shown.variant.push_str(&variant.id);
        }
        if let Some(content) = self.content(campaign) {
            shown.content = content;
            self.present(shown);
        }
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
        self.tell_behaviour(&text::concat(&["campaign_", what]), detail);
    }

    /// Puts on the page what this says of a campaign's content, in place of what the campaign shows.
    pub(crate) fn present(&mut self, shown: Shown) {
        let store = Rc::clone(&self.store);
        let Some(content) = shown.content(&store) else { return };
        let blocks = content.part(shown.part);
        self.put(shown, blocks, &Value::Null);
    }

    /// Puts blocks of a campaign on the page. `more` goes over what the view says: its progress, its controls.
    ///
    /// It counts as shown at once, or when it has found its place.
    pub(crate) fn put(&mut self, mut shown: Shown, blocks: &[Value], more: &Value) {
        let store = Rc::clone(&self.store);
        let (Some(campaign), Some(content)) = (store.campaigns.get(shown.campaign), shown.content(&store))
        else {
            return;
        };
        let facts = self.facts(&content.locale, &shown.answers);
        let mut builder = Builder::new(&facts);
        for block in blocks {
            builder.add(block);
        }
        let Builder { nodes, actions, label, .. } = builder;
        let mut value = Value::Null;
        value.set_text("campaign", &campaign.id);
        if !shown.variant.is_empty() {
            value.set_text("variant", &shown.variant);
        }
        value.merge(&campaign.frame);
        value.set_text("locale", &content.locale);
        value.set(
            "label",
            if label.is_null() { store.store.get("name").text_or_empty().into() } else { label },
        );
        value.set("nodes", Value::List(nodes.clone()));
        value.merge(more);
        (shown.nodes, shown.actions) = (nodes, actions);
        let waits = !value.get("anchor").is_null() || !value.get("into").is_null();
        self.take_away(Some(shown.campaign));
        self.shown.push(shown);
        self.effects.push(Effect::Show(View { campaign: campaign.id.clone(), value }));
        if !waits {
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
        if self.find_shown(id).is_some() {
            self.hide(id);
        }
    }

    /// Nobody answers the chat that a message opened: it says what there is to do instead.
    pub(crate) fn unanswered(&mut self, id: &str) {
        let _ = id;
    }

    /// What the templates of a content in this language may say.
    fn facts<'a>(&'a self, language: &str, answers: &'a Value) -> Facts<'a> {
        Facts {
            visitor: &self.visitor,
            store: &self.store,
            memory: &self.memory,
            agent: self.agent(language),
            answers,
            now: self.now,
        }
    }

    /// Who is on duty and speaks this language best; of equals the first in the file.
    fn agent(&self, language: &str) -> Option<&Agent> {
        let mut best: Option<(usize, &Agent)> = None;
        for agent in &self.store.agents {
            if let Some(local) = self.visitor.local(&agent.timezone, self.now)
                && agent.on_duty(local)
                && let Some(rank) = agent.speaks(language)
                && best.is_none_or(|(least, _)| rank < least)
            {
                best = Some((rank, agent));
            }
        }
        best.map(|(_, agent)| agent)
    }

    /// The campaign on a surface.
    pub(crate) fn occupant(&self, surface: Surface) -> Option<&str> {
        for shown in &self.shown {
            if let Some(campaign) = self.store.campaigns.get(shown.campaign)
                && campaign.surface == surface
            {
                return Some(&campaign.id);
            }
        }
        None
    }

    /// Takes what is on a surface away; this is no dismissal.
    pub(crate) fn clear(&mut self, surface: Surface) {
        if let Some(id) = self.occupant(surface) {
            let id = String::from(id);
            self.hide(&id);
        }
    }

    pub(crate) fn hide(&mut self, id: &str) {
        self.take_away(self.store.find(id));
        self.effects.push(Effect::Hide { campaign: id.into() });
    }

    /// Takes everything away; this is no dismissal.
    pub(crate) fn clear_all(&mut self) {
        for shown in core::mem::take(&mut self.shown) {
            if let Some(campaign) = self.store.campaigns.get(shown.campaign) {
                self.effects.push(Effect::Hide { campaign: campaign.id.clone() });
            }
        }
    }

    fn take_away(&mut self, campaign: Option<usize>) {
        self.shown.retain(|shown| Some(shown.campaign) != campaign);
    }

    /// What a campaign shows now.
    pub(crate) fn find_shown(&self, id: &str) -> Option<&Shown> {
        let index = self.store.find(id);
        self.shown.iter().find(|shown| Some(shown.campaign) == index)
    }

    fn find_shown_mut(&mut self, id: &str) -> Option<&mut Shown> {
        let index = self.store.find(id);
        self.shown.iter_mut().find(|shown| Some(shown.campaign) == index)
    }

    /// The visitor closed a message. Closing the thanks after a form is no refusal.
    pub(crate) fn dismiss(&mut self, id: &str) {
        let Some(shown) = self.find_shown(id) else { return };
        let refused = shown.part != THANKS;
        self.hide(id);
        if refused {
            self.happened(id, "dismissed", "");
        }
    }

    /// The visitor used a control of a message: that of a number, or one of the view's own by its name.
    pub(crate) fn act(&mut self, id: &str, action: &Value, fields: &Value) {
        let Some(shown) = self.find_shown(id) else { return };
        let number = action.integer().and_then(|number| usize::try_from(number).ok());
        let action = number.map_or(Some(action), |number| shown.actions.get(number)).cloned();
        self.perform(id, &action.unwrap_or_default(), fields);
    }

    /// Does what an action of the store file says, in the name of a message that is shown.
    pub(crate) fn perform(&mut self, id: &str, action: &Value, fields: &Value) {
        let verb = block::verb(action);
        let target = action.get(verb).text_or_empty();
        match verb {
            "" => return,
            "dismiss" => return self.dismiss(id),
            "snooze" => {
                self.hide(id);
                let time = time::parse_duration(target).unwrap_or(0);
                return self.note(id, "snoozed_until", self.now.saturating_add(time));
            }
            "next" | "back" | "skip" => return,
            "subscribe" | "unsubscribe" | "prefer" | "message" | "export" | "forget" => {
                return self.submit(id, verb, fields);
            }
            _ => {}
        }
        self.happened(id, "clicked", verb);
        if verb == "chat" {
            self.chat_from(id, action);
        }
        if !text::is_among(verb, "copy open") {
            self.hide(id);
        }
        match verb {
            "show" => self.show_asked(target),
            "track" => {
                let event = action.get(verb);
                let properties = if target.is_empty() { event } else { action }.get("properties");
                self.event(event.get("event").text().unwrap_or(target), properties);
            }
            _ => {}
        }
    }

    /// Whether an answer is as a rule's condition wants it; without a condition any is.
    pub(crate) fn meets(&self, wanted: &Value, answer: &Value) -> bool {
        let compile = self.store.compile.unwrap_or(pattern::NATIVE);
        wanted.is_null() || ConditionReader::new(compile, Value::Null).meets(wanted, answer)
    }

    /// Takes a form: what was given and agreed to goes to the CRM, whatever else is allowed.
    fn submit(&mut self, id: &str, verb: &str, filled: &Value) {
        let store = Rc::clone(&self.store);
        let Some(shown) = self.find_shown(id).filter(|_| verb == "subscribe") else { return };
        let Some(content) = shown.content(&store) else { return };
        let index = shown.campaign;
        let mut proof = Value::Null;
        proof.set_text("campaign", id);
        proof.set_text("page", self.visitor.text("page.url"));
        proof.set_text("time", &time::rfc3339(self.now));
        let mut signals = Value::Null;
        signals.set("gpc", self.consent.gpc.into());
        proof.set("signals", signals);
        let submission = match form::read(&shown.nodes, &content.locale, filled, &proof) {
            Ok(submission) => submission,
            Err((field, code)) => {
                self.effects.push(Effect::Invalid { campaign: id.into(), field, code });
                return;
            }
        };
        let mut granted = Value::Null;
        for proof in &submission.proofs {
            granted.set(proof.get("purpose").text_or_empty(), true.into());
        }
        self.answer(&granted, consent::FORM);
        let mut properties = Value::Null;
        properties.set_text("campaign", id);
        self.observe("opt_in", &properties);
        // Where the store says nothing else, a form is for being sent.
        if self.store.campaigns.get(index).is_some_and(|campaign| campaign.goal.is_none()) {
            self.note(id, "converted", self.now);
        }
        self.arm_for_event("opt_in", &properties);
        self.tell_opt_in(id, submission);
        self.thank(id);
    }

    /// Shows a campaign's thanks in place of what it asked, or takes it away where there are none.
    pub(crate) fn thank(&mut self, id: &str) {
        let Some(mut shown) = self.find_shown(id).cloned() else { return };
        if shown.content(&self.store).is_none_or(|content| content.part(THANKS).is_empty()) {
            return self.hide(id);
        }
        shown.part = THANKS;
        self.present(shown);
    }

    /// The page asks for the chat.
    pub(crate) fn chat_asked(&mut self) {
        let locale = String::from(self.visitor.text("locale"));
        self.open_chat("", &locale, "", &Value::Null);
    }

    /// A message asks for the chat, beginning with its words: `{"chat": "Hello!"}`, or `{"chat": "open", "text": "Hello!"}`.
    fn chat_from(&mut self, id: &str, action: &Value) {
        let Some(shown) = self.find_shown(id).cloned() else { return };
        let store = Rc::clone(&self.store);
        let Some(content) = shown.content(&store) else { return };
        let own = action.get("chat").text().filter(|words| *words != "open");
        let source = action.get("text").text().or(own).unwrap_or_default();
        self.open_chat(id, &content.locale, source, &shown.answers);
    }

    fn open_chat(&mut self, campaign: &str, locale: &str, source: &str, answers: &Value) {
        let facts = self.facts(locale, answers);
        let chat = Chat {
            campaign: campaign.into(),
            channels: self.store.channels.clone(),
            locale: locale.into(),
            text: plain(&block::words(source, &facts)),
            agent: facts.agent.map_or("", |agent| &agent.name).into(),
        };
        let mut detail = Value::Null;
        detail.set_text("agent", &chat.agent);
        detail.set_text("locale", locale);
        self.effects.push(Effect::OpenChat(chat));
        self.emit("chat", detail.clone());
        self.tell_turn("chat_started", detail);
    }
}

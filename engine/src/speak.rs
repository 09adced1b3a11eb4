//! Speaking: showing what was decided, and what follows when the visitor uses or closes it.

use alloc::rc::Rc;
use alloc::string::String;

use crate::agent::Agent;
use crate::build::{self, Facts, Shown};
use crate::campaign::Campaign;
use crate::consent;
use crate::content::{Action, Content};
use crate::effect::{Chat, Effect};
use crate::engine::Engine;
use crate::experiment::{Assigned, HOLDOUT};
use crate::form;
use crate::template::Template;
use crate::text;
use crate::time;
use crate::value::Value;
use crate::view::Surface;

impl Engine {
    /// The page, or another message, asks for a campaign: the visitor wants it, so no limit holds.
    pub(crate) fn show_asked(&mut self, id: &str) {
        let index = self.store.find(id);
        match index.and_then(|index| self.store.campaigns.get(index)) {
            Some(campaign) => {
                self.clear(campaign.format.surface());
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
        if let Assigned::Variant(variant) = self.assigned(campaign) {
            self.take_part(campaign, &variant.id);
        }
        if let Some(id) = self.present(index, false) {
            self.happened(&id, "shown", "");
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

    /// Puts a campaign's content, or its thanks, on the page; returns the campaign's id.
    fn present(&mut self, index: usize, thanked: bool) -> Option<String> {
        let campaign = self.store.campaigns.get(index)?;
        let content = self.content(campaign)?;
        let locale = &campaign.contents.get(content)?.locale;
        let facts = Facts { visitor: &self.visitor, store: &self.store, agent: self.agent(locale) };
        let variant = match self.assigned(campaign) {
            Assigned::Variant(variant) => variant.id.clone(),
            _ => String::new(),
        };
        let shown = Shown { campaign: index, content, variant, thanked, ..Shown::default() };
        let (view, shown) = build::build(shown, &facts)?;
        let id = campaign.id.clone();
        self.take_away(Some(index));
        self.shown.push(shown);
        self.effects.push(Effect::Show(view));
        Some(id)
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
                && campaign.format.surface() == surface
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

    fn hide(&mut self, id: &str) {
        self.take_away(self.store.find(id));
        self.effects.push(Effect::Hide { campaign: id.into() });
    }

    fn take_away(&mut self, campaign: Option<usize>) {
        self.shown.retain(|shown| Some(shown.campaign) != campaign);
    }

    fn find_shown(&self, id: &str) -> Option<&Shown> {
        let index = self.store.find(id)?;
        self.shown.iter().find(|shown| shown.campaign == index)
    }

    /// The visitor closed a message. Closing the thanks after a form is no refusal.
    pub(crate) fn dismiss(&mut self, id: &str) {
        let Some(shown) = self.find_shown(id) else { return };
        let refused = !shown.thanked;
        self.hide(id);
        if refused {
            self.happened(id, "dismissed", "");
        }
    }

    /// The visitor used a control of a message.
    pub(crate) fn act(&mut self, id: &str, action: usize, fields: &Value) {
        let store = Rc::clone(&self.store);
        let Some(shown) = self.find_shown(id) else { return };
        let Some(content) = shown.content(&store) else { return };
        let Some(action) = build::action(shown.blocks(content), action) else { return };
        let name = match action {
            Action::Dismiss => return self.dismiss(id),
            Action::Snooze(time) => {
                self.hide(id);
                return self.note(id, "snoozed_until", self.now.saturating_add(*time));
            }
            Action::Subscribe => return self.subscribe(id, content, fields),
            Action::Copy => "copy",
            Action::Open(_) => "open",
            Action::Chat(_) => "chat",
            Action::Show(_) => "show",
            Action::Track { .. } => "track",
        };
        self.happened(id, "clicked", name);
        if let Action::Chat(text) = action {
            self.open_chat(&content.locale, text);
        }
        if !matches!(action, Action::Copy | Action::Open(_)) {
            self.hide(id);
        }
        match action {
            Action::Show(other) => self.show_asked(other),
            Action::Track { event, properties } => self.event(event, properties),
            _ => {}
        }
    }

    /// Takes a form: what was given and agreed to goes to the CRM, whatever else is allowed.
    fn subscribe(&mut self, id: &str, content: &Content, filled: &Value) {
        let Some(shown) = self.find_shown(id) else { return };
        let index = shown.campaign;
        let mut proof = Value::Null;
        proof.set_text("campaign", id);
        proof.set_text("page", self.visitor.text("page.url"));
        proof.set_text("time", &time::rfc3339(self.now));
        let mut signals = Value::Null;
        signals.set("gpc", self.consent.gpc.into());
        proof.set("signals", signals);
        let submission = match form::read(content, &shown.agreed, filled, &proof) {
            Ok(submission) => submission,
            Err((field, message)) => {
                self.effects.push(Effect::Invalid { campaign: id.into(), field, message });
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
        if content.thanks.is_empty() {
            self.hide(id);
        } else {
            self.present(index, true);
        }
    }

    /// The page asks for the chat.
    pub(crate) fn chat_asked(&mut self) {
        let locale = String::from(self.visitor.text("locale"));
        self.open_chat(&locale, &Template::default());
    }

    /// What the visitor is looking at, in one line.
    fn viewing(&self) -> String {
        let product = self.visitor.text("product.name");
        let name = if product.is_empty() { self.visitor.text("page.title") } else { product };
        let url = self.visitor.text("page.url");
        let between = if name.is_empty() || url.is_empty() { "" } else { " " };
        text::concat(&[name, between, url])
    }

    fn open_chat(&mut self, locale: &str, words: &Template) {
        let agent = self.agent(locale);
        let facts = Facts { visitor: &self.visitor, store: &self.store, agent };
        let chat = Chat {
            channels: self.store.channels.clone(),
            locale: locale.into(),
            text: words.fill_plain(&facts),
            viewing: self.viewing(),
            agent: agent.map_or("", |agent| &agent.name).into(),
        };
        let mut detail = Value::Null;
        detail.set_text("agent", &chat.agent);
        detail.set_text("locale", locale);
        self.effects.push(Effect::OpenChat(chat));
        self.emit("chat", detail.clone());
        self.tell_turn("chat_started", detail);
    }
}

//! Speaking: showing what was decided, and what follows when the visitor uses or closes it.

use alloc::vec::Vec;

use crate::agent::Agent;
use crate::build::{self, Facts, Part, Shown};
use crate::consent::Source;
use crate::content::Action;
use crate::decision::{Reason, Situation};
use crate::effect::{Chat, Effect};
use crate::engine::{Armed, Engine};
use crate::form;
use crate::history::Limit;
use crate::template::Template;
use crate::value::Value;
use crate::view::Surface;

impl Engine {
    fn situation(&self) -> Situation<'_> {
        Situation {
            store: &self.store,
            visitor: &self.visitor,
            journal: &self.journal,
            consent: &self.consent,
            history: &self.history,
            now: self.now,
        }
    }

    /// Shows, on each free surface, the first of those that may speak now.
    pub(crate) fn decide(&mut self) {
        for surface in [Surface::Overlay, Surface::Edge] {
            if self.occupant(surface).is_none()
                && let Some(index) = self.winner(surface)
            {
                self.armed.retain(|armed| armed.campaign != index);
                self.show(index);
            }
        }
    }

    /// Of the campaigns that are due, the one of the highest priority; of equals the first in the file.
    fn winner(&self, surface: Surface) -> Option<usize> {
        let situation = self.situation();
        let mut best: Option<(usize, f64)> = None;
        for armed in self.armed.iter().filter(|armed| armed.due <= self.now) {
            let Some(campaign) = self.store.campaigns.get(armed.campaign) else { continue };
            let better = best.is_none_or(|(index, priority)| {
                campaign.priority > priority || (campaign.priority == priority && armed.campaign < index)
            });
            if better && campaign.format.surface() == surface && situation.permits(campaign).is_ok() {
                best = Some((armed.campaign, campaign.priority));
            }
        }
        best.map(|(index, _)| index)
    }

    /// When somebody who only waits for the gap between two messages may speak.
    pub(crate) fn gap_end(&self) -> Option<i64> {
        let situation = self.situation();
        let waits = |armed: &Armed| {
            let campaign = self.store.campaigns.get(armed.campaign)?;
            match situation.permits(campaign) {
                Err(Reason::Limit(Limit::Gap(until))) if armed.due <= self.now => Some(until),
                _ => None,
            }
        };
        self.armed.iter().filter_map(waits).min()
    }

    /// The page, or another message, asks for a campaign: the visitor wants it, so no limit holds.
    pub(crate) fn show_asked(&mut self, id: &str) {
        let Some(index) = self.store.find(id) else {
            return self.emit_error(
                &["There is no campaign `", id, "`, or it has a fault and was left out."].concat(),
            );
        };
        let Some(surface) = self.store.campaigns.get(index).map(|campaign| campaign.format.surface()) else {
            return;
        };
        self.clear(surface);
        self.show(index);
    }

    fn show(&mut self, index: usize) {
        let Some(id) = self.present(index, Part::Blocks) else { return };
        self.history.shown(&id, self.now);
        self.keep_history(&id);
        let detail = Value::map([("campaign", Value::from(&id))]);
        self.emit("shown", detail.clone());
        self.tell_behaviour("campaign_shown", detail);
    }

    /// Puts a part of a campaign's content on the page; returns the campaign's id.
    fn present(&mut self, index: usize, part: Part) -> Option<alloc::string::String> {
        let campaign = self.store.campaigns.get(index)?;
        let content = self.situation().content(campaign)?;
        let facts = Facts { visitor: &self.visitor, store: &self.store, agent: self.agent(&content.locale) };
        let (view, shown) = build::build(index, campaign, content, part, &facts);
        let id = campaign.id.clone();
        self.shown.retain(|other| other.campaign != index);
        self.shown.push(shown);
        self.effects.push(Effect::Show(view));
        Some(id)
    }

    /// Who is on duty and speaks this language best; of equals the first in the file.
    fn agent(&self, language: &str) -> Option<&Agent> {
        let on_duty = |agent: &&Agent| {
            self.visitor.local(&agent.timezone, self.now).is_some_and(|local| agent.on_duty(local))
        };
        let able = self
            .store
            .agents
            .iter()
            .filter(on_duty)
            .filter_map(|agent| Some((agent.speaks(language)?, agent)));
        able.min_by_key(|(rank, _)| *rank).map(|(_, agent)| agent)
    }

    fn occupant(&self, surface: Surface) -> Option<usize> {
        let on = |shown: &&Shown| {
            self.store
                .campaigns
                .get(shown.campaign)
                .is_some_and(|campaign| campaign.format.surface() == surface)
        };
        self.shown.iter().find(on).map(|shown| shown.campaign)
    }

    /// Takes what is on a surface away; this is no dismissal.
    pub(crate) fn clear(&mut self, surface: Surface) {
        if let Some(campaign) = self.occupant(surface).and_then(|index| self.store.campaigns.get(index)) {
            let id = campaign.id.clone();
            self.hide(&id);
        }
    }

    fn hide(&mut self, id: &str) {
        let index = self.store.find(id);
        self.shown.retain(|shown| Some(shown.campaign) != index);
        self.effects.push(Effect::Hide { campaign: id.into() });
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
            self.history.dismissed(id, self.now);
            self.keep_history(id);
            self.emit("dismissed", Value::map([("campaign", id.into())]));
            self.tell_behaviour("campaign_dismissed", Value::map([("campaign", id.into())]));
        }
    }

    /// The visitor used a control of a message.
    pub(crate) fn act(&mut self, id: &str, action: usize, fields: &Value) {
        let Some(shown) = self.find_shown(id).cloned() else { return };
        let Some(action) = shown.actions.get(action) else { return };
        match action {
            Action::Dismiss => self.dismiss(id),
            Action::Snooze(time) => self.snooze(id, *time),
            Action::Subscribe => self.subscribe(id, &shown, fields),
            Action::Copy => self.click(id, "copy"),
            Action::Open(_) => self.click(id, "open"),
            Action::Chat(text) => {
                self.click(id, "chat");
                self.open_chat(&shown.locale, text);
                self.hide(id);
            }
            Action::Show(other) => {
                self.click(id, "show");
                self.hide(id);
                self.show_asked(other);
            }
            Action::Track { event, properties } => {
                self.click(id, "track");
                self.hide(id);
                self.event(event, properties);
            }
        }
    }

    fn click(&mut self, id: &str, what: &str) {
        self.history.clicked(id, self.now);
        self.keep_history(id);
        let detail = Value::map([("campaign", id.into()), ("action", what.into())]);
        self.emit("clicked", detail.clone());
        self.tell_behaviour("campaign_clicked", detail);
    }

    fn snooze(&mut self, id: &str, time: i64) {
        self.hide(id);
        self.history.snooze(id, self.now.saturating_add(time));
        self.keep_history(id);
    }

    /// Takes a form: what was given and agreed to goes to the CRM, whatever else is allowed.
    fn subscribe(&mut self, id: &str, shown: &Shown, filled: &Value) {
        let submission = match form::read(shown, filled) {
            Ok(submission) => submission,
            Err((field, message)) => {
                self.effects.push(Effect::Invalid { campaign: id.into(), field, message });
                return;
            }
        };
        let granted = submission.agreed.iter().map(|agreed| (agreed.purpose.name().into(), true.into()));
        self.answer(&Value::Map(granted.collect()), Source::Form);
        self.history.converted(id, self.now);
        self.keep_history(id);
        self.record("opt_in", &Value::map([("campaign", id.into())]));
        self.tell_opt_in(id, shown, &submission);
        if self.has_thanks(shown) {
            self.present(shown.campaign, Part::Thanks);
        } else {
            self.hide(id);
        }
    }

    fn has_thanks(&self, shown: &Shown) -> bool {
        let campaign = self.store.campaigns.get(shown.campaign);
        campaign
            .and_then(|campaign| self.situation().content(campaign))
            .is_some_and(|content| !content.thanks.is_empty())
    }

    /// The page asks for the chat.
    pub(crate) fn chat_asked(&mut self) {
        let locale = alloc::string::String::from(self.visitor.text("locale"));
        self.open_chat(&locale, &Template::default());
    }

    fn open_chat(&mut self, locale: &str, text: &Template) {
        let agent = self.agent(locale);
        let facts = Facts { visitor: &self.visitor, store: &self.store, agent };
        let chat = Chat {
            channels: self.store.channels.clone(),
            locale: locale.into(),
            text: text.fill_plain(&facts),
            agent: agent.map(|agent| agent.name.clone()).unwrap_or_default(),
        };
        let detail = Value::map([("agent", Value::from(&chat.agent)), ("locale", locale.into())]);
        self.effects.push(Effect::OpenChat(chat));
        self.emit("chat", detail.clone());
        self.tell_chat(detail);
    }

    /// For every campaign, or for one: whether it is shown, or the first reason why not, at `now`.
    pub fn explain(&self, now: i64, only: Option<&str>) -> Value {
        let asked = self
            .store
            .campaigns
            .iter()
            .enumerate()
            .filter(|(_, campaign)| only.is_none_or(|id| campaign.id == id));
        let verdicts: Vec<Value> = asked
            .map(|(index, campaign)| {
                let mut verdict = Value::map([("campaign", Value::from(&campaign.id))]);
                match self.stopped_by(index, now) {
                    None => verdict.set("shown", true.into()),
                    Some(reason) => {
                        verdict.set("shown", false.into());
                        verdict.merge(&reason.to_value());
                    }
                }
                verdict
            })
            .collect();
        Value::map([("visitor", self.visitor.attributes().clone()), ("campaigns", Value::List(verdicts))])
    }

    fn stopped_by(&self, index: usize, now: i64) -> Option<Reason> {
        if self.shown.iter().any(|shown| shown.campaign == index) {
            return None;
        }
        let campaign = self.store.campaigns.get(index)?;
        if let Err(reason) = (Situation { now, ..self.situation() }).permits(campaign) {
            return Some(reason);
        }
        let armed = self.armed.iter().find(|armed| armed.campaign == index);
        Some(match armed {
            None => Reason::NotTriggered,
            Some(armed) if armed.due > now => Reason::Waiting(armed.due),
            Some(_) => Reason::SurfaceTaken,
        })
    }
}

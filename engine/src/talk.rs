//! Talking: who is on duty, how the chat is opened, and what there is to do where nobody answers.

use alloc::rc::Rc;
use alloc::string::String;

use crate::agent::Agent;
use crate::build::Shown;
use crate::effect::{Chat, Effect};
use crate::engine::Engine;
use crate::json;
use crate::speak::{AWAY, THANKS};
use crate::template;
use crate::text;
use crate::value::Value;
use crate::view::plain;

/// Where the store has nothing for it: a message to be left. The words are the widget's own.
const MESSAGE: &str = r#"[{"field":"textarea","name":"message","word":"your_message","required":true},{"field":"email","word":"your_email"},{"button":"","word":"send","do":"message"}]"#;
/// What then says that it was taken.
const SENT: &str = r#"[{"text":"","word":"sent"}]"#;

impl Engine {
    /// Who is on duty and speaks this language best; of equals the first in the file.
    pub(crate) fn agent(&self, language: &str) -> Option<&Agent> {
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

    /// The part of its content that a campaign begins with: a chat that nobody would answer, and a list that is done,
    /// say something else.
    pub(crate) fn part_for_now(&self, shown: &Shown) -> &'static str {
        let campaign = self.store.campaigns.get(shown.campaign);
        let locale = shown.content(&self.store).map_or("", |content| &content.locale);
        if campaign.is_some_and(|campaign| campaign.format == "chat") && self.agent(locale).is_none() {
            return AWAY;
        }
        self.part_if_done(shown)
    }

    /// Nobody answers the chat that a message opened: it comes back and says what there is to do instead.
    pub(crate) fn unanswered(&mut self, id: &str) {
        let Some(shown) = self.store.find(id).and_then(|index| self.first(index)) else { return };
        self.clear_spot_of(shown.campaign);
        self.present(Shown { part: AWAY, counted: true, ..shown });
    }

    /// Shows the form for a message to be left.
    pub(crate) fn leave_message(&mut self, shown: Shown) {
        self.put(shown, json::parse(MESSAGE).unwrap_or_default().items(), &Value::Null);
    }

    /// Says that a message was taken.
    pub(crate) fn say_sent(&mut self, mut shown: Shown) {
        shown.part = THANKS;
        self.put(shown, json::parse(SENT).unwrap_or_default().items(), &Value::Null);
    }

    /// The page asks for the chat.
    pub(crate) fn chat_asked(&mut self) {
        let locale = String::from(self.visitor.text("locale"));
        self.open_chat("", &locale, "", &Value::Null);
    }

    /// A message asks for the chat, beginning with its words: `{"chat": "Hello!"}`, or `{"chat": "open", "text": "Hello!"}`.
    pub(crate) fn chat_from(&mut self, shown: &Shown, action: &Value) {
        let store = Rc::clone(&self.store);
        let Some(content) = shown.content(&store) else { return };
        let id = store.campaigns.get(shown.campaign).map_or("", |campaign| &campaign.id);
        let own = action.get("chat").text().filter(|words| *words != "open");
        let source = action.get("text").text().or(own).unwrap_or_default();
        self.open_chat(id, &content.locale, source, &shown.answers);
    }

    /// What the visitor is looking at, in one line.
    fn viewing(&self) -> String {
        let product = self.visitor.text("product.name");
        let name = if product.is_empty() { self.visitor.text("page.title") } else { product };
        let url = self.visitor.text("page.url");
        let between = if name.is_empty() || url.is_empty() { "" } else { " " };
        text::concat(&[name, between, url])
    }

    fn open_chat(&mut self, campaign: &str, locale: &str, source: &str, answers: &Value) {
        let facts = self.facts(locale, answers);
        let chat = Chat {
            campaign: campaign.into(),
            channels: self.store.channels.clone(),
            locale: locale.into(),
            text: plain(&template::fill(source, &facts)),
            viewing: self.viewing(),
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

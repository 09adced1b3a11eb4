//! `Engine`: the state machine. One input with its time goes in, the effects in their order come out.

use alloc::string::String;
use alloc::vec::Vec;

use crate::build::Shown;
use crate::campaign::On;
use crate::condition::{Subject, Verdict};
use crate::consent::{Consent, Source};
use crate::effect::Effect;
use crate::error::Issue;
use crate::history::History;
use crate::input::Input;
use crate::journal::Journal;
use crate::outbox::Outbox;
use crate::person::Person;
use crate::random::Random;
use crate::source::Touch;
use crate::store::StoreFile;
use crate::value::Value;
use crate::visitor::Visitor;

/// All that barrio knows and decides for one visitor of one store.
///
/// The same store file and the same inputs give the same effects, natively and in WebAssembly, to the byte.
///
/// ```
/// use barrio_engine::{Engine, Input, Start};
///
/// let mut engine = Engine::new(r#"{"version": 1, "store": {"name": "Maple & Main"}}"#);
/// let effects = engine.step(1_795_341_600_000, Input::Start(Start::default()));
/// assert!(effects.is_empty() && engine.issues().is_empty());
/// ```
#[derive(Debug)]
pub struct Engine {
    pub(crate) store: StoreFile,
    issues: Vec<Issue>,
    pub(crate) visitor: Visitor,
    pub(crate) journal: Journal,
    pub(crate) consent: Consent,
    pub(crate) history: History,
    pub(crate) outbox: Outbox,
    pub(crate) person: Person,
    pub(crate) first_touch: Option<Touch>,
    pub(crate) last_touch: Option<Touch>,
    pub(crate) random: Random,
    /// Campaigns whose trigger has happened on this page.
    pub(crate) armed: Vec<Armed>,
    /// What is on the page now.
    pub(crate) shown: Vec<Shown>,
    /// Nothing is sent before this time, so that what comes together goes together.
    pub(crate) hold: i64,
    wake: Option<i64>,
    pub(crate) now: i64,
    started: bool,
    pub(crate) effects: Vec<Effect>,
}

/// A campaign that wants to speak, and from when on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Armed {
    pub campaign: usize,
    pub due: i64,
}

impl Engine {
    /// Reads a store file. Whatever is wrong with it is in `issues`; what is good runs.
    pub fn new(store_text: &str) -> Engine {
        let (store, issues) = StoreFile::parse(store_text);
        Engine {
            consent: Consent::new(store.consent),
            outbox: Outbox::new(&store.sinks),
            store,
            issues,
            visitor: Visitor::default(),
            journal: Journal::default(),
            history: History::default(),
            person: Person::default(),
            first_touch: None,
            last_touch: None,
            random: Random::new(""),
            armed: Vec::new(),
            shown: Vec::new(),
            hold: 0,
            wake: None,
            now: 0,
            started: false,
            effects: Vec::new(),
        }
    }

    /// What is wrong with the store file.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The store file's `theme`, as it stands there.
    pub fn theme(&self) -> &Value {
        &self.store.theme
    }

    /// The IANA time zones whose offsets `Start::zones` must give beside the visitor's own.
    pub fn zones(&self) -> Vec<String> {
        self.store.zones()
    }

    /// Takes what happened at `now` (milliseconds since 1970, UTC) and says what is to be done.
    ///
    /// Before `Input::Start` nothing else is taken.
    pub fn step(&mut self, now: i64, input: Input) -> Vec<Effect> {
        self.now = now;
        match input {
            Input::Start(start) => {
                self.start(start);
                self.started = true;
            }
            _ if !self.started => return Vec::new(),
            Input::Page { facts } => self.page(&facts),
            Input::Event { name, properties } => self.event(&name, &properties),
            Input::Identify { id, traits } => self.identify(id, &traits),
            Input::Consent { purposes } => self.answer(&purposes, Source::Api),
            Input::Show { campaign } => self.show_asked(&campaign),
            Input::Dismiss { campaign } => self.dismiss(&campaign),
            Input::Act { campaign, action, fields } => self.act(&campaign, action, &fields),
            Input::Chat => self.chat_asked(),
            Input::Wake => self.wake = None,
            Input::Flush { leaving } => self.flush(leaving),
            Input::Sent { request, status, retry_after } => self.sent(request, status, retry_after),
            Input::Reset => self.reset(),
            Input::Forget => self.forget(),
        }
        self.refresh();
        self.decide();
        self.send_due();
        self.plan_wake();
        core::mem::take(&mut self.effects)
    }

    /// Records what the visitor did, and wakes the campaigns that wait for it.
    pub(crate) fn event(&mut self, name: &str, properties: &Value) {
        self.arrive();
        self.record(name, properties);
        self.arm_event(name, properties);
        if self.store.share.iter().any(|shared| shared == name) {
            self.tell_behaviour(name, properties.clone());
        }
    }

    fn arm_event(&mut self, happened: &str, properties: &Value) {
        let subject = Subject { attributes: properties, journal: &self.journal, now: self.now };
        let wakes = |on: &On| match on {
            On::Event { name, filter } => name == happened && filter.evaluate(&subject) == Verdict::Yes,
            _ => false,
        };
        let armed = armed_by(&self.store, self.now, &wakes);
        self.armed.extend(armed);
    }

    /// Wakes the campaigns that wait for a page. What waited on the page before no longer holds.
    pub(crate) fn arm_page(&mut self) {
        self.armed = armed_by(&self.store, self.now, &|on| *on == On::PageView);
    }

    /// Brings what is asked about the visitor up to date.
    fn refresh(&mut self) {
        self.visitor.set_visit(&self.journal.visit, self.now);
        self.visitor.set_consent(&self.consent);
    }

    fn plan_wake(&mut self) {
        let delays = self.armed.iter().map(|armed| armed.due).filter(|due| *due > self.now);
        let next = delays.chain(self.gap_end()).chain(self.next_send()).min();
        if let Some(at) = next.filter(|_| next != self.wake) {
            self.effects.push(Effect::Wake { at });
        }
        self.wake = next;
    }

    /// Asks the device to keep a record, or to remove it; not where no purpose allows to keep anything.
    pub(crate) fn keep(&mut self, key: &str, value: Option<String>) {
        if self.consent.allows_storage() {
            self.effects.push(Effect::Persist { key: key.into(), value });
        }
    }

    pub(crate) fn emit(&mut self, name: &'static str, detail: Value) {
        self.effects.push(Effect::Emit { name, detail });
    }

    pub(crate) fn emit_error(&mut self, sentence: &str) {
        self.emit("error", Value::map([("message", sentence.into())]));
    }
}

fn armed_by(store: &StoreFile, now: i64, wakes: &dyn Fn(&On) -> bool) -> Vec<Armed> {
    let campaigns = store.campaigns.iter().enumerate().filter(|(_, campaign)| wakes(&campaign.trigger.on));
    campaigns.map(|(index, campaign)| Armed { campaign: index, due: now + campaign.trigger.after }).collect()
}

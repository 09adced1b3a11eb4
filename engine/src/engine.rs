//! `Engine`: the state machine. One input with its time goes in, the effects in their order come out.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::build::Shown;
use crate::campaign::On;
use crate::condition::{Subject, Verdict};
use crate::consent::{self, Consent};
use crate::effect::Effect;
use crate::error::Issue;
use crate::input::Input;
use crate::memory::Memory;
use crate::outbox::{Answer, Outbox};
use crate::person::Person;
use crate::random::Random;
use crate::store::StoreFile;
use crate::value::Value;
use crate::visitor::Visitor;

/// The time of what does not happen.
pub(crate) const NEVER: i64 = i64::MAX;

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
    /// Shared, so that what stands in it can be looked at while the rest changes.
    pub(crate) store: Rc<StoreFile>,
    issues: Vec<Issue>,
    pub(crate) visitor: Visitor,
    pub(crate) memory: Memory,
    pub(crate) consent: Consent,
    pub(crate) outbox: Outbox,
    pub(crate) person: Person,
    pub(crate) random: Random,
    /// Campaigns whose trigger has happened on this page.
    pub(crate) armed: Vec<Armed>,
    /// What is on the page now.
    pub(crate) shown: Vec<Shown>,
    /// Nothing is sent before this time, so that what comes together goes together.
    pub(crate) hold: i64,
    wake: i64,
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
            store: Rc::new(store),
            issues,
            visitor: Visitor::default(),
            memory: Memory::default(),
            person: Person::default(),
            random: Random::new(""),
            armed: Vec::new(),
            shown: Vec::new(),
            hold: 0,
            wake: NEVER,
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
            Input::Consent { purposes } => self.answer(&purposes, consent::API),
            Input::Show { campaign } => self.show_asked(&campaign),
            Input::Dismiss { campaign } => self.dismiss(&campaign),
            Input::Act { campaign, action, fields } => self.act(&campaign, action, &fields),
            Input::Chat => self.chat_asked(),
            Input::Wake => self.wake = NEVER,
            Input::Flush { leaving } => self.flush(leaving),
            Input::Sent { request, status, retry_after } => {
                self.sent(&Answer { request, now, status, retry_after });
            }
            Input::Reset => self.reset(),
            Input::Forget => self.forget(),
        }
        self.visitor.set_visit(&self.memory, now);
        self.visitor.set("consent", self.consent.state());
        self.decide();
        if self.next_send() <= now {
            self.flush(false);
        }
        self.plan_wake();
        core::mem::take(&mut self.effects)
    }

    /// Records what the visitor did, and wakes the campaigns that wait for it.
    pub(crate) fn event(&mut self, name: &str, properties: &Value) {
        self.arrive();
        self.record(name, properties);
        self.arm(Some((name, properties)));
        if self.store.share.iter().any(|shared| shared == name) {
            self.tell_behaviour(name, properties.clone());
        }
    }

    /// Wakes the campaigns that wait for an event, or else for a page.
    pub(crate) fn arm(&mut self, event: Option<(&str, &Value)>) {
        for (campaign, asks) in self.store.campaigns.iter().enumerate() {
            let wakes = match (&asks.trigger.on, event) {
                (On::PageView, None) => true,
                (On::Event { name, filter }, Some((happened, attributes))) if name == happened => {
                    let subject = Subject { attributes, journal: &self.memory, now: self.now };
                    filter.evaluate(&subject) == Verdict::Yes
                }
                _ => false,
            };
            if wakes {
                self.armed.push(Armed { campaign, due: self.now + asks.trigger.after });
            }
        }
    }

    fn plan_wake(&mut self) {
        let mut next = self.next_send().min(self.gap_end());
        for armed in &self.armed {
            if armed.due > self.now {
                next = next.min(armed.due);
            }
        }
        if next != NEVER && next != self.wake {
            self.effects.push(Effect::Wake { at: next });
        }
        self.wake = next;
    }

    pub(crate) fn emit(&mut self, name: &'static str, detail: Value) {
        self.effects.push(Effect::Emit { name, detail });
    }

    pub(crate) fn emit_error(&mut self, sentence: &str) {
        let mut detail = Value::Null;
        detail.set_text("message", sentence);
        self.emit("error", detail);
    }
}

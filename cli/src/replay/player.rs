//! One visit through the engine: its events, the wakes that the engine asks for, and answers to what it sends.

use std::fmt::Write as _;
use std::rc::Rc;

use barrio_engine::{Effect, Input, Request, Start, StoreFile, Value};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::line::{Event, Visit};
use super::person::{Machine, Person};
use super::pyramid::Standing;
use super::zones::Zones;

/// How long after its last event a visit still wakes: then it is over.
const AFTERWARDS: i64 = 30 * 60_000;
/// How many wakes are played between two events, and how many requests are answered at one: more is a fault
/// of the engine and must not hang the replay.
const MOST: usize = 100;

/// The origin of a store of which a visit names only paths: of a name that nobody can have.
const ORIGIN: &str = "https://store.invalid";

/// What the browser would have said of the visitor, where the visit says it.
const FACTS: [&str; 9] = [
    "timezone",
    "country",
    "user_agent",
    "width",
    "touch",
    "gpc",
    "webdriver",
    "color_scheme",
    "reduced_motion",
];

/// Plays visits one after another.
pub(super) struct Player {
    machine: Machine,
    zones: Zones,
    zones_of_store: Vec<String>,
    now: i64,
    wake: Option<i64>,
    unanswered: Vec<usize>,
    /// The campaigns that the last visit would have shown, in that order.
    pub shown: Vec<String>,
    /// What it would have told of programs.
    pub steps: Vec<Value>,
    /// The messages that it would have sent: JSON, with commas between them.
    pub sent: String,
}

impl Player {
    /// For this store.
    pub fn new(store: Rc<StoreFile>) -> Player {
        let machine = Machine::new(store);
        Player {
            zones_of_store: machine.engine.zones(),
            machine,
            zones: Zones::default(),
            now: 0,
            wake: None,
            unanswered: Vec::new(),
            shown: Vec::new(),
            steps: Vec::new(),
            sent: String::new(),
        }
    }

    /// Plays a visit, whose first event is at `begin`, and leaves the engine as it is at its end.
    pub fn play(&mut self, visit: Visit, begin: i64, person: &mut Person) {
        self.shown.clear();
        self.steps.clear();
        self.sent.clear();
        (self.now, self.wake) = (begin, None);
        let (start, consent) = self.start(visit.visitor, [&visit.person, "/", &visit.id].concat());
        let effects = self.machine.begin(person, begin, start);
        self.obey(effects);
        self.answer();
        if let Some(purposes) = consent {
            self.step(begin, Input::Consent { purposes, source: "init".into() });
        }
        for Event { at, event, properties } in visit.events {
            let Some(at) = at.0 else { continue };
            person.last = person.last.max(Some(at));
            self.wake_until(at);
            self.step(at, input(&event, properties));
        }
        self.wake_until(self.now + AFTERWARDS);
    }

    /// Every campaign with its verdict, now.
    pub fn explain(&self) -> Value {
        self.machine.engine.explain(self.now, None)
    }

    /// Tells for each campaign, by its place in the store file, the first reason that stops it now.
    pub fn reasons(&self, tell: impl FnMut(usize, &str)) {
        self.machine.reasons(self.now, tell);
    }

    /// Where the person stands since `from`.
    pub fn standing(&self, from: i64) -> Option<Standing> {
        self.machine.standing(from)
    }

    /// Takes what the person will remember.
    pub fn end(&mut self, person: &mut Person) {
        self.machine.end(person);
    }

    /// What the page would have said at the start, and the visitor's answer about consent.
    fn start(&mut self, visitor: Value, seed: String) -> (Start, Option<Value>) {
        let own = visitor.get("timezone").text_or_empty();
        let names = self.zones_of_store.iter().map(String::as_str).filter(|name| *name != own).chain([own]);
        let zones = self.zones.offsets(names, self.now);
        let mut facts = Vec::with_capacity(FACTS.len() + 2);
        let languages = match (visitor.get("languages"), visitor.get("locale")) {
            (list @ Value::List(_), _) => list.clone(),
            (_, locale @ Value::Text(_)) => Value::List(vec![locale.clone()]),
            _ => Value::Null,
        };
        facts.push(("languages".to_owned(), languages));
        let Value::Map(mut attributes) = visitor else {
            return (Start { seed, zones, facts: Value::Map(facts), ..Start::default() }, None);
        };
        for (name, value) in &attributes {
            if FACTS.contains(&name.as_str()) {
                facts.push((name.clone(), value.clone()));
            }
        }
        let consent = attributes.iter().position(|(name, _)| name == "consent");
        let consent = consent.map(|at| attributes.remove(at).1);
        facts.push(("visitor".to_owned(), Value::Map(attributes)));
        (Start { seed, zones, facts: Value::Map(facts), ..Start::default() }, consent)
    }

    fn wake_until(&mut self, until: i64) {
        for _ in 0..MOST {
            match self.wake.filter(|at| *at <= until) {
                Some(at) => {
                    self.wake = None;
                    self.step(at.max(self.now), Input::Wake);
                }
                None => return,
            }
        }
    }

    fn step(&mut self, at: i64, input: Input) {
        self.now = at;
        let effects = self.machine.engine.step(at, input);
        self.obey(effects);
        self.answer();
    }

    /// Every request is taken at once.
    fn answer(&mut self) {
        for _ in 0..MOST {
            let Some(request) = self.unanswered.pop() else { return };
            let sent = Input::Sent { request, status: 200, retry_after: None, body: String::new() };
            let effects = self.machine.engine.step(self.now, sent);
            self.obey(effects);
        }
    }

    fn obey(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Wake { at } => self.wake = Some(at),
                Effect::Send(request) => {
                    self.unanswered.push(request.id);
                    self.note(&request);
                }
                Effect::Emit { name: "shown", detail } => {
                    self.shown.push(detail.get("campaign").text_or_empty().to_owned());
                }
                Effect::Emit { name: "program_step", detail } => self.steps.push(detail),
                _ => {}
            }
        }
    }

    /// Notes each message of a batch; what is no batch as it is.
    fn note(&mut self, request: &Request) {
        if let Ok(Body { batch }) = serde_json::from_str::<Body>(&request.body) {
            for message in batch {
                self.note_one(message.get());
            }
        } else if serde_json::from_str::<&RawValue>(&request.body).is_ok() {
            self.note_one(&request.body);
        } else {
            self.note_one(&Value::from(&request.body).to_json());
        }
    }

    fn note_one(&mut self, message: &str) {
        let comma = if self.sent.is_empty() { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(self.sent, "{comma}{message}");
    }
}

/// The body of a request that carries a batch of messages.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    batch: Vec<&'a RawValue>,
}

/// What the engine is told of an event.
fn input(name: &str, mut properties: Value) -> Input {
    match name {
        "page_view" => Input::Page { facts: page(properties) },
        "consent" => Input::Consent { purposes: properties, source: "api".into() },
        "identify" => {
            let id = properties.get("id").text().map(str::to_owned);
            let traits = match &mut properties {
                Value::Map(entries) => {
                    let traits = entries.iter().position(|(key, _)| key == "traits");
                    let traits = traits.map(|at| entries.remove(at).1);
                    entries.retain(|(key, _)| key != "id");
                    traits
                }
                _ => None,
            };
            Input::Identify { id, traits: traits.unwrap_or(properties) }
        }
        _ => Input::Event { name: name.to_owned(), properties },
    }
}

/// A page is known by its address; a path alone is one within the store, wherever that is. A product may be named by its number alone.
fn page(mut facts: Value) -> Value {
    if let Value::Map(entries) = &mut facts {
        let has_address = entries.iter().any(|(key, _)| key == "url");
        for (key, value) in entries {
            if key == "path" && !has_address {
                *value = [ORIGIN, value.text_or_empty()].concat().into();
                "url".clone_into(key);
            } else if key == "product" && matches!(value, Value::Text(_)) {
                *value = Value::Map(vec![("sku".to_owned(), std::mem::take(value))]);
            }
        }
    }
    facts
}

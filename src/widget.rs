//! `Widget`: owns the engine, turns what happens into inputs and obeys the effects, one after another.

use std::cell::{Cell, Ref, RefCell};

use barrio_engine::{Effect, Engine, Input, Start, Value, json};
use wasm_bindgen::prelude::*;

use crate::capture::{self, Capture};
use crate::clock::{self, Timer};
use crate::door::Source;
use crate::js::{self, Arg::Text};
use crate::store::{PREFIX, Store};
use crate::tabs::{self, Tabs};
use crate::{chat, navigate, pattern, transport};

/// The widget of one page.
pub struct Widget {
    /// What the page was started with.
    options: Value,
    emit: JsValue,
    engine: RefCell<Engine>,
    store: Store,
    /// Whether the device has refused a record; the page is told once.
    refused: Cell<bool>,
    /// The campaigns that the view shows, or is about to.
    shown: Cell<Vec<String>>,
    tabs: Tabs,
    capture: Cell<Option<Box<Capture>>>,
    wake: Cell<Option<Timer>>,
    /// When the engine wants to be woken.
    alarm: Cell<i64>,
    /// What came while a step was running: the engine takes one thing at a time.
    queue: Cell<Vec<Input>>,
    busy: Cell<bool>,
    ended: Cell<bool>,
}

impl Widget {
    /// Reads the store file. Nothing on the page or the device is touched before `start`.
    pub fn new(config: &str, options: &str, emit: JsValue) -> Widget {
        let options = json::parse(options).unwrap_or_default();
        let engine = Engine::with_patterns(config, pattern::compile);
        let store = Store { allowed: options.get("storage").text() != Some("memory") };
        Widget {
            options,
            emit,
            engine: RefCell::new(engine),
            store,
            refused: Cell::default(),
            shown: Cell::default(),
            tabs: Tabs::new(),
            capture: Cell::default(),
            wake: Cell::default(),
            alarm: Cell::default(),
            queue: Cell::default(),
            busy: Cell::default(),
            ended: Cell::default(),
        }
    }

    /// Tells the page what is wrong in its store file, and the engine who is here and what the page is;
    /// listens from then on.
    pub fn start(&self) {
        let engine = self.engine();
        if let Some(engine) = &engine {
            self.emit("look", &engine.appearance());
        }
        for issue in engine.map(|engine| engine.issues().to_vec()).unwrap_or_default() {
            self.emit("error", &issue.to_value());
        }
        let mut zones = self.engine().map(|engine| engine.zones()).unwrap_or_default();
        zones.extend(clock::timezone());
        let mut facts = capture::facts(&self.options);
        // Where neither the device nor the browser knows of other tabs, there are none.
        facts.set("tabs", (self.store.allowed || tabs::has_locks()).into());
        self.input(Input::Start(Start {
            seed: clock::seed(),
            stored: self.store.load(),
            zones: clock::offsets(zones),
            facts,
        }));
        self.tabs.listen();
        self.name_country();
        // Before the first page view, which may already depend on them.
        for told in self.options.get("first").items() {
            self.call(told);
        }
        let earlier = capture::earlier();
        self.capture.set(Some(Box::new(Capture::start(self.watches()))));
        self.view(&earlier, &Value::Null);
        self.inputs(capture::events(&earlier));
    }

    /// Tells the engine how the visitor's country is called in the page's language.
    fn name_country(&self) {
        let country = self.engine().map(|engine| engine.visitor().get("country").clone()).unwrap_or_default();
        let name = capture::country_name(country.text_or_empty());
        self.input(Input::Facts { facts: Value::map([("country_name", name.into())]) });
    }

    /// Takes what the browser tells. `about` is the number of the request, where it is about one.
    pub fn hear(&self, source: Source, about: usize, told: &JsValue) {
        match source {
            Source::DataLayer => self.inputs(capture::events(&capture::read_all(told))),
            Source::Wake => self.woken(),
            Source::Sent => self.input(transport::sent(about, told)),
            Source::Tabs => self.hear_tabs(told),
            Source::Turn => self.turn(told),
            Source::Retry => self.claim(),
            Source::Release => self.tabs.take(told),
            _ => self.with_capture(&|capture| capture.hear(source, told)),
        }
    }

    /// What the page is to tell. A selector that is none is said once, and nothing waits for it.
    fn watches(&self) -> Vec<Value> {
        let mut watches = Vec::new();
        let wanted = self.engine().map(|engine| engine.watches()).unwrap_or_default();
        for watch in wanted.items() {
            let selector = watch.get("selector");
            let found = js::attempt(&js::at("document"), "querySelector", &[Text(selector.text_or_empty())]);
            if selector.is_null() || found.is_ok() {
                watches.push(watch.clone());
            } else {
                let message = "A trigger waits for what is no CSS selector. It never comes.";
                let complaint = [("message", message.into()), ("selector", selector.clone())];
                self.emit("error", &Value::map(complaint));
            }
        }
        watches
    }

    fn hear_tabs(&self, event: &JsValue) {
        match js::text(event, "type").as_str() {
            "pagehide" => self.hold_all(false),
            "pageshow" => self.hold_all(true),
            _ => {
                if let Some(name) = js::text(event, "key").strip_prefix(PREFIX)
                    && self.store.allowed
                {
                    let value = js::get(event, "newValue").as_string();
                    self.input(Input::Stored { key: name.into(), value });
                }
            }
        }
    }

    /// Holds what is shown, or lets go of it; of the turn in any case.
    fn hold_all(&self, hold: bool) {
        for campaign in self.shown() {
            self.tabs.hold(&campaign, hold);
        }
        self.tabs.hold("", false);
    }

    fn claim(&self) {
        if self.tabs.claim() {
            self.turn(&JsValue::UNDEFINED);
        }
    }

    /// What ends the turn.
    pub fn echo(&self) -> JsValue {
        self.tabs.echo()
    }

    /// This tab may speak, until the effects are obeyed.
    fn turn(&self, locks: &JsValue) {
        let elsewhere = self.tabs.turn(locks);
        self.input(Input::Turn { stored: self.store.load(), elsewhere });
    }

    /// Takes an input as JSON: what the page's API asks, and what the view tells.
    pub fn call(&self, call: &Value) {
        match Input::read(call) {
            _ if call.get("type").text() == Some("dismiss") && call.get("campaign").is_null() => {
                self.dismiss_all();
            }
            Ok(Input::Page { facts }) => self.view(&[], &facts),
            Ok(input) => self.input(input),
            Err(complaint) => self.error(complaint),
        }
    }

    /// The engine, to be read between two steps.
    pub fn engine(&self) -> Option<Ref<'_, Engine>> {
        self.engine.try_borrow().ok()
    }

    /// Stops, and leaves the page as it was. In the middle of a step it first ends the step.
    pub fn destroy(&self) {
        self.ended.set(true);
        if !self.busy.get() {
            self.clear();
        }
    }

    fn clear(&self) {
        self.capture.take();
        self.wake.take();
        self.tabs.clear();
        self.hold_all(false);
    }

    fn view(&self, entries: &[Value], properties: &Value) {
        self.with_capture(&|capture| capture.view(entries, properties));
    }

    fn with_capture(&self, read: &dyn Fn(&Capture) -> Vec<Input>) {
        let capture = self.capture.take();
        let inputs = capture.as_ref().map(|capture| read(capture)).unwrap_or_default();
        self.capture.set(capture);
        self.inputs(inputs);
    }

    fn inputs(&self, mut inputs: Vec<Input>) {
        let mut queue = self.queue.take();
        queue.append(&mut inputs);
        self.queue.set(queue);
        self.work();
    }

    fn dismiss_all(&self) {
        for campaign in self.shown() {
            self.input(Input::Dismiss { campaign });
        }
    }

    fn input(&self, input: Input) {
        self.inputs(vec![input]);
    }

    /// Takes all inputs, one after another.
    fn work(&self) {
        if self.ended.get() || self.busy.replace(true) {
            return;
        }
        self.take_all();
        self.busy.set(false);
        if self.ended.get() {
            self.clear();
        }
    }

    fn take_all(&self) {
        loop {
            let inputs = self.queue.take();
            if inputs.is_empty() || self.ended.get() {
                return;
            }
            for input in inputs {
                self.step(input);
            }
        }
    }

    fn step(&self, input: Input) {
        if matches!(input, Input::Forget) {
            self.store.clear();
        }
        let effects = self.engine.try_borrow_mut().map(|mut engine| engine.step(clock::now(), input));
        for effect in effects.unwrap_or_default() {
            self.obey(effect);
        }
    }

    fn obey(&self, effect: Effect) {
        match effect {
            Effect::Persist { key, value } => self.persist(&key, value.as_deref()),
            Effect::Show(view) => {
                self.keep(&view.campaign, true);
                self.emit("show", &view.to_value());
            }
            Effect::Hide { campaign } => {
                self.keep(&campaign, false);
                self.emit("hide", &campaign.into());
            }
            Effect::Invalid { campaign, field, code } => {
                self.emit("invalid", &Value::List(vec![campaign.into(), field.into(), code.into()]));
            }
            Effect::Send(request) => transport::send(&request),
            Effect::Wake { at } => self.wake_at(at),
            Effect::Claim => self.claim(),
            Effect::OpenChat(chat) if !chat::open(&chat) => {
                self.error("None of the store's chat channels is on this page.");
            }
            Effect::OpenChat(_) => {}
            Effect::Open { url } if !navigate::go(&url) => {
                self.error("An address that a button opens must begin with https:, http:, mailto: or tel:, or lie within the store.");
            }
            Effect::Open { .. } => {}
            Effect::Emit { name, detail } => self.emit(name, &detail),
        }
    }

    fn persist(&self, key: &str, value: Option<&str>) {
        let taken = self.store.persist(key, value);
        if !taken && !self.refused.replace(true) {
            self.error(
                "The device's storage is full or closed: what is new is kept in memory until this page goes.",
            );
        }
    }

    /// Notes that a campaign is shown, here and for the other tabs, or no longer.
    fn keep(&self, campaign: &str, shown: bool) {
        self.tabs.hold(campaign, shown);
        let mut campaigns = self.shown.take();
        campaigns.retain(|other| other != campaign);
        if shown {
            campaigns.push(campaign.into());
        }
        self.shown.set(campaigns);
    }

    fn shown(&self) -> Vec<String> {
        let campaigns = self.shown.take();
        self.shown.set(campaigns.clone());
        campaigns
    }

    fn wake_at(&self, at: i64) {
        self.alarm.set(at);
        self.wake.set(Some(Timer::after(at - clock::now(), Source::Wake)));
    }

    /// Timers end early where the wait is longer than they can be.
    fn woken(&self) {
        let at = self.alarm.get();
        if clock::now() < at { self.wake_at(at) } else { self.input(Input::Wake) }
    }

    fn error(&self, message: &str) {
        self.emit("error", &Value::map([("message", message.into())]));
    }

    fn emit(&self, name: &str, detail: &Value) {
        js::call(&self.emit, "", &[Text(name), Text(&detail.to_json())]);
    }
}

//! `Widget`: owns the engine, turns what happens into inputs and obeys the effects, one after another.

use std::cell::{Cell, Ref, RefCell};

use barrio_engine::{Effect, Engine, Formatting, Input, Start, Value, json, text};
use wasm_bindgen::prelude::*;

use crate::capture::{self, Capture};
use crate::clock::{self, Timer};
use crate::door::Source;
use crate::js::{self, Arg::Text};
use crate::presenter::Presenter;
use crate::store::{PREFIX, Store};
use crate::tabs::{self, Tabs};
use crate::view::formatted;
use crate::{chat, navigate, pattern, transport};

/// What the page's API may tell the engine. All else happens, or is said by the shell itself.
const CALLS: &str = "event page identify consent show dismiss chat reset forget";

/// The widget of one page.
pub struct Widget {
    /// What the page was started with.
    options: Value,
    emit: JsValue,
    engine: RefCell<Engine>,
    store: Store,
    /// Whether the device has refused a record; the page is told once.
    refused: Cell<bool>,
    presenter: Presenter,
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
        let presenter = Presenter::new(engine.theme().clone());
        Widget {
            options,
            emit,
            engine: RefCell::new(engine),
            store,
            refused: Cell::default(),
            presenter,
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
        let language = js::text(&js::global(), "document.documentElement.lang");
        let name = formatted(country.text_or_empty(), &Formatting::Country, &language);
        self.input(Input::Facts { facts: Value::map([("country_name", name.into())]) });
    }

    /// Takes what the browser tells. `about` is the number of the request, where it is about one.
    pub fn hear(&self, source: Source, about: usize, told: &JsValue) {
        match source {
            Source::DataLayer => self.inputs(capture::events(&capture::read_all(told))),
            Source::Control => self.inputs(self.presenter.hear(told).into_iter().collect()),
            Source::Copied => self.presenter.copied(told),
            Source::Build => self.work(true),
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
        for campaign in self.presenter.shown() {
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

    /// Does what the page's API asks: an input as JSON.
    pub fn call(&self, call: &Value) {
        let kind = call.get("type").text_or_empty();
        match Input::read(call) {
            _ if !text::is_among(kind, CALLS) => self.error("`type` must be the name of a call."),
            _ if kind == "dismiss" && call.get("campaign").is_null() => self.dismiss_all(),
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
        self.presenter.clear();
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
        self.work(false);
    }

    fn dismiss_all(&self) {
        for campaign in self.presenter.shown() {
            self.input(Input::Dismiss { campaign });
        }
    }

    fn input(&self, input: Input) {
        self.inputs(vec![input]);
    }

    /// Takes all inputs, and first builds what is to be shown if that is due.
    fn work(&self, build: bool) {
        if self.ended.get() || self.busy.replace(true) {
            return;
        }
        if build {
            self.build();
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
        // What answers a hand on a shown message comes at once; all else waits for its own task.
        let at_once = matches!(input, Input::Act { .. });
        if matches!(input, Input::Forget) {
            self.store.clear();
        }
        let effects = self.engine.try_borrow_mut().map(|mut engine| engine.step(clock::now(), input));
        for effect in effects.unwrap_or_default() {
            self.obey(effect);
        }
        if at_once {
            self.build();
        }
    }

    fn obey(&self, effect: Effect) {
        match effect {
            Effect::Persist { key, value } => self.persist(&key, value.as_deref()),
            Effect::Show(view) => {
                self.tabs.hold(&view.campaign, true);
                self.presenter.draft(view);
            }
            Effect::Hide { campaign } => {
                self.tabs.hold(&campaign, false);
                self.presenter.hide(&campaign);
            }
            Effect::Invalid { campaign, field, message } => {
                self.presenter.invalid(&campaign, &field, message)
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

    fn build(&self) {
        if let Err(thrown) = self.presenter.build() {
            let reason = js::text(&thrown, "message");
            self.error(&text::concat(&["A message could not be shown: ", &reason]));
        }
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

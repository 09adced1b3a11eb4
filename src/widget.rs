//! `Widget`: owns the engine, turns what happens into inputs and obeys the effects, one after another.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use barrio_engine::{Effect, Engine, Input, Start, Value, View, json};
use wasm_bindgen::prelude::*;

use crate::capture::{self, Capture, Report};
use crate::clock::{self, Timer};
use crate::presenter::Presenter;
use crate::store::Store;
use crate::{chat, js, navigate, transport};

/// What the page's API may tell the engine. All else happens, or is said by the shell itself.
const CALLS: [&str; 9] =
    ["event", "page", "identify", "consent", "show", "dismiss", "chat", "reset", "forget"];

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
    capture: RefCell<Option<Capture>>,
    wake: Cell<Option<Timer>>,
    /// What came while a step was running: the engine takes one thing at a time.
    queue: Cell<Vec<Input>>,
    busy: Cell<bool>,
    ended: Cell<bool>,
}

impl Widget {
    /// Reads the store file. Nothing on the page or the device is touched before `start`.
    pub fn new(config: &str, options: &str, emit: JsValue) -> Rc<Widget> {
        let options = json::parse(options).unwrap_or_default();
        let engine = Engine::new(config);
        let store = Store { allowed: options.get("storage").text() != Some("memory") };
        let presenter = Presenter::new(engine.theme().clone());
        Rc::new(Widget {
            options,
            emit,
            engine: RefCell::new(engine),
            store,
            refused: Cell::default(),
            presenter,
            capture: RefCell::default(),
            wake: Cell::default(),
            queue: Cell::default(),
            busy: Cell::default(),
            ended: Cell::default(),
        })
    }

    /// Tells the page what is wrong in its store file, and the engine who is here and what the page is;
    /// listens from then on.
    pub fn start(self: &Rc<Self>) {
        for issue in self.engine(|engine| engine.issues().to_vec()).unwrap_or_default() {
            self.emit("error", &issue.to_value());
        }
        let mut zones = self.engine(Engine::zones).unwrap_or_default();
        zones.extend(clock::timezone());
        self.input(Input::Start(Start {
            seed: clock::seed(),
            stored: self.store.load(),
            zones: clock::offsets(&zones),
            facts: capture::facts(self.options.get("country")),
        }));
        // Before the first page view, which may already depend on them.
        for told in self.options.get("first").items() {
            self.call(told);
        }
        let capture = Capture::start(&self.report());
        if let Ok(mut place) = self.capture.try_borrow_mut() {
            *place = Some(capture);
        }
    }

    /// Does what the page's API asks: an input as JSON.
    pub fn call(self: &Rc<Self>, call: &Value) {
        let kind = call.get("type").text_or_empty();
        match Input::read(call) {
            _ if !CALLS.contains(&kind) => self.error("`type` must be the name of a call."),
            _ if kind == "dismiss" && call.get("campaign").is_null() => self.dismiss_all(),
            Ok(Input::Page { facts }) => self.page(&facts),
            Ok(input) => self.input(input),
            Err(complaint) => self.error(complaint),
        }
    }

    /// What the engine says, read from it between two steps.
    pub fn engine<T>(&self, read: impl FnOnce(&Engine) -> T) -> Option<T> {
        self.engine.try_borrow().ok().map(|engine| read(&engine))
    }

    /// Stops, and leaves the page as it was. In the middle of a step it first ends the step.
    pub fn destroy(self: &Rc<Self>) {
        self.ended.set(true);
        if !self.busy.get() {
            self.clear();
        }
    }

    fn clear(&self) {
        if let Ok(mut capture) = self.capture.try_borrow_mut() {
            capture.take();
        }
        self.wake.take();
        self.presenter.clear();
    }

    fn report(self: &Rc<Self>) -> Report {
        let widget = Rc::downgrade(self);
        Rc::new(move |input| {
            if let Some(widget) = widget.upgrade() {
                widget.input(input);
            }
        })
    }

    fn page(self: &Rc<Self>, properties: &Value) {
        let read = |capture: &Option<Capture>| capture.as_ref().map(|capture| capture.page(properties));
        if let Some(input) = self.capture.try_borrow().ok().and_then(|capture| read(&capture)) {
            self.input(input);
        }
    }

    fn dismiss_all(self: &Rc<Self>) {
        for campaign in self.presenter.shown() {
            self.input(Input::Dismiss { campaign });
        }
    }

    fn input(self: &Rc<Self>, input: Input) {
        let mut queue = self.queue.take();
        queue.push(input);
        self.queue.set(queue);
        self.work(|_| {});
    }

    /// Does something that may cause inputs, then takes them all.
    fn work(self: &Rc<Self>, first: impl FnOnce(&Rc<Widget>)) {
        if self.ended.get() || self.busy.replace(true) {
            return;
        }
        first(self);
        self.take_all();
        self.busy.set(false);
        if self.ended.get() {
            self.clear();
        }
    }

    fn take_all(self: &Rc<Self>) {
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

    fn step(self: &Rc<Self>, input: Input) {
        // What answers a hand on a shown message comes at once; all else waits for its own task.
        let at_once = matches!(input, Input::Act { .. });
        if input == Input::Forget {
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

    fn obey(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Persist { key, value } => self.persist(&key, value.as_deref()),
            Effect::Show(view) => self.show(view),
            Effect::Hide { campaign } => self.presenter.hide(&campaign),
            Effect::Invalid { campaign, field, message } => {
                self.presenter.invalid(&campaign, &field, message)
            }
            Effect::Send(request) => transport::send(request, self.report()),
            Effect::Wake { at } => self.wake_at(at),
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

    fn show(self: &Rc<Self>, view: View) {
        let widget = Rc::downgrade(self);
        self.presenter.draft(view, move || {
            if let Some(widget) = widget.upgrade() {
                widget.work(Widget::build);
            }
        });
    }

    fn build(self: &Rc<Self>) {
        let report = self.report();
        if let Err(thrown) = self.presenter.build(move |input| report(input)) {
            let reason = js::text(&thrown, "message");
            self.error(&["A message could not be shown: ", &reason].concat());
        }
    }

    fn wake_at(self: &Rc<Self>, at: i64) {
        let widget = Rc::downgrade(self);
        self.wake.set(Some(Timer::after(at - clock::now(), move || {
            if let Some(widget) = widget.upgrade() {
                widget.woken(at);
            }
        })));
    }

    /// Timers end early where the wait is longer than they can be.
    fn woken(self: &Rc<Self>, at: i64) {
        if clock::now() < at { self.wake_at(at) } else { self.input(Input::Wake) }
    }

    fn error(&self, message: &str) {
        self.emit("error", &Value::map([("message", message.into())]));
    }

    fn emit(&self, name: &str, detail: &Value) {
        js::call(&self.emit, "", &[name.into(), detail.to_json().into()]);
    }
}

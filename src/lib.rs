//! barrio in the browser: what the JavaScript of the package calls, and nothing else.
//!
//! Everything crosses as JSON text: that is the fastest and the smallest. What a page sees is in `pkg/`.

mod capture;
mod chat;
mod clock;
mod js;
mod listener;
mod navigate;
mod presenter;
mod store;
mod transport;
mod view;
mod widget;

use std::rc::Rc;

use barrio_engine::{Effect, Input, Issue, Value, json};
use wasm_bindgen::prelude::*;

/// The widget of one page.
#[wasm_bindgen]
pub struct Widget(Rc<widget::Widget>);

#[wasm_bindgen]
impl Widget {
    /// Reads the store file. `options` is an object: `country`, `storage` (`local` or `memory`), and
    /// `first`, the calls to make before the first page view. `emit(name, detail)` is called for every
    /// event, with its detail as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str, options: &str, emit: JsValue) -> Widget {
        Widget(widget::Widget::new(config, options, emit))
    }

    /// Begins to watch the page.
    pub fn start(&self) {
        self.0.start();
    }

    /// Does what the page's API asks: an input as JSON.
    pub fn call(&self, input: &str) {
        self.0.call(&json::parse(input).unwrap_or_default());
    }

    /// Every campaign, every rule, its value and its verdict, now.
    pub fn explain(&self, campaign: Option<String>) -> String {
        self.read(|engine| engine.explain(clock::now(), campaign.as_deref()))
    }

    /// All that the device holds.
    pub fn export(&self) -> String {
        self.read(barrio_engine::Engine::export)
    }

    /// What is wrong in the store file.
    pub fn issues(&self) -> String {
        self.read(issues)
    }

    /// Leaves the page as it was.
    pub fn destroy(&self) {
        self.0.destroy();
    }

    fn read(&self, read: impl FnOnce(&barrio_engine::Engine) -> Value) -> String {
        self.0.engine(read).unwrap_or_default().to_json()
    }
}

/// The engine alone, for tests and simulations: its clock and its chances are arguments.
#[wasm_bindgen]
pub struct Engine(barrio_engine::Engine);

#[wasm_bindgen]
impl Engine {
    /// Reads the store file.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str) -> Engine {
        Engine(barrio_engine::Engine::new(config))
    }

    /// What is wrong in the store file.
    pub fn issues(&self) -> String {
        issues(&self.0).to_json()
    }

    /// Takes an input as JSON and gives the effects as a JSON array.
    ///
    /// # Errors
    /// A sentence where it is no input.
    pub fn step(&mut self, now: f64, input: &str) -> Result<String, JsError> {
        let effects = read(input).map(|input| self.0.step(now as i64, input));
        let effects = effects.map_err(|sentence| JsError::new(&sentence))?;
        Ok(Value::List(effects.iter().map(Effect::to_value).collect()).to_json())
    }

    /// Every campaign, every rule, its value and its verdict, at `now`.
    pub fn explain(&self, now: f64, campaign: Option<String>) -> String {
        self.0.explain(now as i64, campaign.as_deref()).to_json()
    }
}

fn issues(engine: &barrio_engine::Engine) -> Value {
    Value::List(engine.issues().iter().map(Issue::to_value).collect())
}

fn read(input: &str) -> Result<Input, String> {
    Input::read(&json::parse(input)?).map_err(String::from)
}

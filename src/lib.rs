//! barrio in the browser: what the JavaScript of the package calls, and nothing else.
//!
//! Everything crosses as JSON text: that is the fastest and the smallest. What a page sees is in `pkg/`.

mod capture;
mod chat;
mod clock;
mod door;
mod js;
mod listener;
mod navigate;
mod pattern;
mod store;
mod table;
mod tabs;
mod transport;
mod widget;

use std::cell::Cell;
use std::rc::Rc;

use barrio_engine::{Effect, Input, Issue, Value, json};
use wasm_bindgen::prelude::*;

use door::Source;
use widget::Widget;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    /// The widget of this page, from `create` to `destroy`.
    static WIDGET: Cell<Option<Rc<Widget>>> = const { Cell::new(None) };
}

fn widget() -> Option<Rc<Widget>> {
    let widget = WIDGET.take();
    WIDGET.set(widget.clone());
    widget
}

/// Makes the widget of this page from a store file. `options` is an object: `country`, `storage` (`local` or
/// `memory`), `allowWebdriver` (automated browsers count as people), `sources` (more sources of traffic than are
/// built in, an object), and `first`, the calls to make before the first page view. `emit(name, detail)` is called
/// for every event, with its detail as JSON. `door` is `hear`, as a function that the browser can call.
#[wasm_bindgen]
pub fn create(config: &str, options: &str, emit: JsValue, door: JsValue) {
    door::open(door);
    WIDGET.set(Some(Rc::new(Widget::new(config, options, emit))));
}

/// Begins to watch the page.
#[wasm_bindgen]
pub fn start() {
    if let Some(widget) = widget() {
        widget.start();
    }
}

/// Takes what the browser tells, and answers in the place of a method that is watched. What comes with a turn to
/// speak is answered by a promise: the turn lasts until it is kept.
///
/// # Errors
/// What that method threw.
#[wasm_bindgen]
pub fn hear(
    session: u32,
    source: u32,
    about: usize,
    told: JsValue,
    this: &JsValue,
    arguments: &JsValue,
) -> Result<JsValue, JsValue> {
    let Some(source) = Source::read(source) else { return Ok(JsValue::UNDEFINED) };
    let is_method = source.is_method();
    let answer = if is_method { js::apply(&told, this, arguments)? } else { JsValue::UNDEFINED };
    // An answer to a widget that is gone is not for the next one.
    if session == door::session()
        && let Some(widget) = widget()
    {
        widget.hear(source, about, if is_method { arguments } else { &told });
        match source {
            Source::Granted => return Ok(tabs::look()),
            Source::Turn => return Ok(widget.echo()),
            _ => {}
        }
    }
    Ok(answer)
}

/// Does what the page's API asks: an input as JSON.
#[wasm_bindgen]
pub fn call(input: &str) {
    if let Some(widget) = widget() {
        widget.call(&json::parse(input).unwrap_or_default());
    }
}

/// Every campaign, every rule, its value and its verdict, now.
#[wasm_bindgen]
pub fn explain(campaign: &JsValue) -> String {
    read(&|engine| engine.explain(clock::now(), campaign.as_string().as_deref()))
}

/// All that the device holds.
#[wasm_bindgen]
pub fn records() -> String {
    read(&|engine| engine.export())
}

/// What the engine says, read from it between two steps.
fn read(read: &dyn Fn(&barrio_engine::Engine) -> Value) -> String {
    let widget = widget();
    let engine = widget.as_ref().and_then(|widget| widget.engine());
    engine.map(|engine| read(&engine)).unwrap_or_default().to_json()
}

/// Leaves the page as it was.
#[wasm_bindgen]
pub fn destroy() {
    if let Some(widget) = WIDGET.take() {
        widget.destroy();
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
        Engine(barrio_engine::Engine::with_patterns(config, pattern::compile))
    }

    /// What is wrong in the store file.
    pub fn issues(&self) -> String {
        list(self.0.issues(), &Issue::to_value)
    }

    /// Takes an input as JSON and gives the effects as a JSON array.
    ///
    /// # Errors
    /// A sentence where it is no input.
    pub fn step(&mut self, now: f64, input: &str) -> Result<String, JsValue> {
        let input =
            read_input(input).map_err(|sentence| js::construct("Error", &[js::Arg::Text(&sentence)]))?;
        let effects = self.0.step(now as i64, input);
        Ok(list(&effects, &Effect::to_value))
    }

    /// How many campaigns have the visitor in their audience now.
    pub fn reach(&self) -> usize {
        self.0.reach()
    }

    /// How people are shared out, one step of it by its name in GrowthBook: `hash`, `getBucketRange`,
    /// `chooseVariation`, `inNamespace`, `getEqualWeights`. Takes its arguments as a JSON array, and gives JSON.
    pub fn bucket(&self, kind: &str, arguments: &str) -> String {
        barrio_engine::bucket::ask(kind, &json::parse(arguments).unwrap_or_default()).to_json()
    }

    /// Every campaign, every rule, its value and its verdict, at `now`.
    pub fn explain(&self, now: f64, campaign: Option<String>) -> String {
        self.0.explain(now as i64, campaign.as_deref()).to_json()
    }
}

fn list<T>(items: &[T], to_value: &dyn Fn(&T) -> Value) -> String {
    let mut list = Vec::new();
    for item in items {
        list.push(to_value(item));
    }
    Value::List(list).to_json()
}

fn read_input(input: &str) -> Result<Input, String> {
    Input::read(&json::parse(input)?).map_err(String::from)
}

//! Signals: what happens on the page that some campaign waits for. What none waits for is not listened to.

use std::cell::Cell;

use barrio_engine::{Input, Value};
use wasm_bindgen::prelude::*;

use super::exit::{self, Exit};
use super::scroll::Scroll;
use super::sights::Sights;
use crate::door::Source;
use crate::js;
use crate::listener::Listener;

/// The element that holds what we show.
const HOST: &str = "barrio-root";
/// What a visitor does who has not gone for a coffee.
const ACTIVITY: &str = "pointerdown pointermove keydown scroll touchstart wheel";
/// How often that is told at most, in milliseconds.
const PAUSE: f64 = 1000.0;

/// All that listens for signals.
pub struct Signals {
    /// What is waited for, as `Engine::watches` names it. Selectors are valid.
    watches: Vec<Value>,
    sights: Sights,
    scroll: Scroll,
    exit: Exit,
    /// When the visitor was last said to be active, on the clock of the events.
    told: Cell<f64>,
    _listeners: Vec<Listener>,
}

/// Adds a signal as the engine hears it; what does not belong to it is empty, or 0.
pub fn signal(inputs: &mut Vec<Input>, name: &str, selector: &str, value: f64) {
    inputs.push(Input::Signal { name: name.into(), selector: selector.into(), value });
}

/// Whether it is the page that scrolls. A gallery that moves by itself says nothing of the visitor.
pub fn is_of_page(scroll: &JsValue) -> bool {
    js::is(scroll, "target.defaultView")
}

impl Signals {
    /// Listens from now on.
    pub fn start(watches: Vec<Value>) -> Signals {
        let mut listeners = Vec::new();
        for watch in &watches {
            let (events, source) = match watch.get("name").text_or_empty() {
                "scroll" => ("scroll", Source::Scroll),
                "active" => (ACTIVITY, Source::Active),
                "exit_intent" => (exit::events(), Source::Exit),
                _ => continue,
            };
            listeners.push(Listener::new(js::global(), events, source));
        }
        let sights = Sights::watch(&selectors(&watches, "seen"));
        let told = Cell::new(-PAUSE);
        let (scroll, exit) = Default::default();
        Signals { watches, sights, scroll, exit, told, _listeners: listeners }
    }

    /// A page begins: what is so already holds for it too.
    pub fn turn_page(&self, inputs: &mut Vec<Input>) {
        if !selectors(&self.watches, "scroll").is_empty() {
            self.scroll.moved();
        }
        self.sights.forget();
        self.sights.tell(&selectors(&self.watches, "seen"), inputs);
    }

    /// Adds what something told means, if anything.
    pub fn hear(&self, source: Source, told: &JsValue, inputs: &mut Vec<Input>) {
        match source {
            Source::Active if self.is_news(told) => signal(inputs, "active", "", 0.0),
            Source::Scroll if is_of_page(told) => self.scroll.moved(),
            Source::Measure => self.scroll.measure(inputs),
            Source::Exit => self.exit.hear(told, inputs),
            Source::Sight => {
                self.sights.changed(told);
                self.sights.tell(&selectors(&self.watches, "seen"), inputs);
            }
            Source::Tree => self.sights.rest(),
            Source::Look => self.sights.look(&selectors(&self.watches, "seen")),
            _ => {}
        }
    }

    fn is_news(&self, event: &JsValue) -> bool {
        let time = js::number(event, "timeStamp");
        let elsewhere = js::text(event, "type") == "scroll" && !is_of_page(event);
        let news = !elsewhere && time - self.told.get() >= PAUSE;
        if news {
            self.told.set(time);
        }
        news
    }

    /// Adds what a click means: it counts for each element around it, through the page's own shadow roots. What is
    /// clicked in a message of ours is no click on the page.
    pub fn clicked(&self, event: &JsValue, inputs: &mut Vec<Input>) {
        if js::text(event, "type") != "click" || js::text(event, "target.localName") == HOST {
            return;
        }
        let path = js::call(event, "composedPath", &[]);
        for selector in selectors(&self.watches, "click") {
            if matches(&path, selector) {
                signal(inputs, "click", selector, 0.0);
            }
        }
    }
}

/// The selectors of what is waited for under a name; empty ones where none belongs to it.
fn selectors<'a>(watches: &'a [Value], name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for watch in watches {
        if watch.get("name").text_or_empty() == name {
            found.push(watch.get("selector").text_or_empty());
        }
    }
    found
}

/// Whether one of a list of elements answers to a selector.
pub fn matches(elements: &JsValue, selector: &str) -> bool {
    js::items(elements).iter().any(|element| js::ask(element, "matches", selector).is_truthy())
}

//! `Listener`: event listeners that unregister when the value is dropped. The only place that registers any.

use barrio_engine::text;
use wasm_bindgen::prelude::*;

use crate::door::{Source, callback};
use crate::js::{
    self, Arg,
    Arg::{Is, Text, True},
};

/// What is registered for some events. Keep it as long as they matter.
pub struct Listener {
    target: JsValue,
    /// The events, separated by spaces.
    names: &'static str,
    callback: JsValue,
}

impl Listener {
    /// Tells these events, heard on their way down: then nobody on the page can stop them
    /// before, and those that do not come up again are heard too. Nothing is held up: the page scrolls on without
    /// waiting for us.
    pub fn new(target: JsValue, names: &'static str, source: Source) -> Listener {
        let passive = js::parsed(r#"{"capture":true,"passive":true}"#);
        let listener = Listener { target, names, callback: callback(source, 0) };
        listener.each("addEventListener", Is(&passive));
        listener
    }

    fn each(&self, method: &str, options: Arg) {
        for name in text::split(self.names, " ") {
            js::call(&self.target, method, &[Text(name), Is(&self.callback), options]);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.each("removeEventListener", True);
    }
}

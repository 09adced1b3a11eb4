//! `Listener`: event listeners that unregister when the value is dropped. The only place that registers any.

use wasm_bindgen::prelude::*;

use crate::door::{Source, callback};
use crate::js::{
    self,
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
    /// before, and those that do not come up again are heard too.
    pub fn new(target: JsValue, names: &'static str, source: Source) -> Listener {
        let listener = Listener { target, names, callback: callback(source, 0) };
        listener.each("addEventListener");
        listener
    }

    fn each(&self, method: &str) {
        for name in self.names.split(' ') {
            js::call(&self.target, method, &[Text(name), Is(&self.callback), True]);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.each("removeEventListener");
    }
}

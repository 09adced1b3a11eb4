//! `Listener`: event listeners that unregister when the value is dropped. The only place that registers any.

use wasm_bindgen::prelude::*;

use crate::js::{self, Callback};

/// A handler registered for some events. Keep it as long as they matter.
pub struct Listener {
    target: JsValue,
    names: &'static [&'static str],
    callback: Callback,
}

impl Listener {
    /// Calls `handler` for these events, heard on their way down: then nobody on the page can stop them
    /// before, and those that do not come up again are heard too.
    pub fn new(
        target: JsValue,
        names: &'static [&'static str],
        handler: impl Fn(JsValue) + 'static,
    ) -> Listener {
        let listener = Listener { target, names, callback: js::callback(handler) };
        listener.each("addEventListener");
        listener
    }

    fn each(&self, method: &str) {
        for name in self.names {
            let arguments = [JsValue::from_str(name), self.callback.as_ref().clone(), JsValue::TRUE];
            js::call(&self.target, method, &arguments);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.each("removeEventListener");
    }
}

//! The page's life: hidden, left, back from the browser's cache, online again.

use std::cell::Cell;

use barrio_engine::Input;
use wasm_bindgen::prelude::*;

use super::signals::signal;
use crate::door::Source;
use crate::js;
use crate::listener::Listener;

/// Events of the window. What happens to the document passes through the window on its way down.
const EVENTS: &str = "visibilitychange pagehide pageshow online";

/// Knows when pending messages had better go.
pub struct Life {
    /// A page is hidden and then left, or left and then hidden, as the browser likes: once is enough.
    left: Cell<bool>,
    _listener: Listener,
}

impl Life {
    /// Listens from now on.
    pub fn watch() -> Life {
        Life { left: Cell::default(), _listener: Listener::new(js::global(), EVENTS, Source::Life) }
    }

    /// Adds what an event means, if anything. Answers whether the browser shows the page again as it was left, with
    /// all its scripts: that is a view too.
    pub fn hear(&self, event: &JsValue, inputs: &mut Vec<Input>) -> bool {
        match js::text(event, "type").as_str() {
            "online" => inputs.push(Input::Flush { leaving: false }),
            "pageshow" => {
                self.left.set(false);
                return js::is(event, "persisted");
            }
            "pagehide" => self.leave(true, inputs),
            _ => {
                let hidden = js::is(&js::global(), "document.hidden");
                signal(inputs, if hidden { "page_hidden" } else { "page_visible" }, "", 0.0);
                self.leave(hidden, inputs);
            }
        }
        false
    }

    fn leave(&self, leaves: bool, inputs: &mut Vec<Input>) {
        let already = self.left.replace(leaves);
        if leaves && !already {
            inputs.push(Input::Flush { leaving: true });
        }
    }
}

//! The page's life: hidden, left, back from the browser's cache, online again.

use std::cell::Cell;

use barrio_engine::{Input, Value};
use wasm_bindgen::prelude::*;

use super::page::Pages;
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

    /// What an event means, if anything.
    pub fn hear(&self, event: &JsValue, pages: &Pages) -> Option<Input> {
        match js::text(event, "type").as_str() {
            "online" => Some(Input::Flush { leaving: false }),
            // The browser shows the page again as it was left, with all its scripts: that is a view too.
            "pageshow" if js::is(event, "persisted") => {
                self.left.set(false);
                Some(pages.view(&[], &Value::Null))
            }
            "pageshow" => None,
            "pagehide" => self.leave(true),
            _ => self.leave(js::is(&js::global(), "document.hidden")),
        }
    }

    fn leave(&self, leaves: bool) -> Option<Input> {
        let already = self.left.replace(leaves);
        if leaves && !already { Some(Input::Flush { leaving: true }) } else { None }
    }
}

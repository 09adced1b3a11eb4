//! The page's life: hidden, left, back from the browser's cache, online again.

use std::cell::Cell;
use std::rc::Rc;

use barrio_engine::{Input, Value};
use wasm_bindgen::prelude::*;

use super::Report;
use super::page::Views;
use crate::js;
use crate::listener::Listener;

/// Events of the window. What happens to the document passes through the window on its way down.
const EVENTS: &[&str] = &["visibilitychange", "pagehide", "pageshow", "online"];

/// Reports when pending messages had better go, and views of a page that the browser had kept.
pub fn listen(report: &Report, views: Rc<Views>) -> Listener {
    let life = Life { report: report.clone(), views, left: Cell::default() };
    Listener::new(js::global(), EVENTS, move |event| life.hear(&event))
}

struct Life {
    report: Report,
    views: Rc<Views>,
    /// A page is hidden and then left, or left and then hidden, as the browser likes: once is enough.
    left: Cell<bool>,
}

impl Life {
    fn hear(&self, event: &JsValue) {
        match js::text(event, "type").as_str() {
            "pagehide" => self.leave(),
            "online" => (self.report)(Input::Flush { leaving: false }),
            "pageshow" => self.return_from_cache(event),
            _ if js::at("document.hidden") == JsValue::TRUE => self.leave(),
            _ => self.left.set(false),
        }
    }

    fn leave(&self) {
        if !self.left.replace(true) {
            (self.report)(Input::Flush { leaving: true });
        }
    }

    /// The browser shows the page again as it was left, with all its scripts: that is a view too.
    fn return_from_cache(&self, event: &JsValue) {
        if js::get(event, "persisted") == JsValue::TRUE {
            self.left.set(false);
            (self.report)(self.views.view(&[], &Value::Null));
        }
    }
}

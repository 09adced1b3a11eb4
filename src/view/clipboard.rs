//! Copying a code. It says that it has copied only once the browser has said so.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::dom::Element;
use crate::js::{self, Callback};

/// Copies the code of one button at a time.
pub struct Clipboard {
    button: Rc<Cell<Option<Element>>>,
    settled: Callback,
}

impl Clipboard {
    /// One that calls `copied` with the button whose code has been copied.
    pub fn new(copied: fn(&Element)) -> Clipboard {
        let button = Rc::new(Cell::new(None));
        let waiting = Rc::clone(&button);
        // The promise brings nothing where it is kept, and a reason where it is not.
        let settled = js::callback(move |reason| {
            if let (Some(button), true) = (waiting.take(), reason.is_undefined()) {
                copied(&button);
            }
        });
        Clipboard { button, settled }
    }

    /// Copies. Where that cannot be done, as on a page that is not served securely, nothing happens:
    /// the code is there to be selected by hand.
    pub fn copy(&self, button: &Element, code: &str) {
        if let Some(promise) = js::run("navigator.clipboard.writeText", &[code.into()]) {
            self.button.set(Some(button.clone()));
            let settled: &JsValue = self.settled.as_ref();
            js::call(&promise, "then", &[settled.clone(), settled.clone()]);
        }
    }
}

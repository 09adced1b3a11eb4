//! Regular expressions, matched by the browser's own engine: it is there already.

use std::cell::Cell;
use std::rc::Rc;

use barrio_engine::Matcher;
use wasm_bindgen::prelude::*;

use crate::js::{self, Arg::Text};

#[wasm_bindgen]
extern "C" {
    type Pattern;
    // A binding of its own: campaigns are decided by it, many at once.
    #[wasm_bindgen(method)]
    fn test(this: &Pattern, text: &JsValue) -> bool;
}

thread_local! {
    /// The text that was tried last, as both sides have it: one address is tried on many patterns.
    static TRIED: Cell<(String, JsValue)> = const { Cell::new((String::new(), JsValue::UNDEFINED)) };
}

fn test(pattern: &Pattern, text: &str) -> bool {
    let mut tried = TRIED.take();
    if tried.0 != text || tried.1.is_undefined() {
        tried = (text.into(), text.into());
    }
    let found = pattern.test(&tried.1);
    TRIED.set(tried);
    found
}

/// Compiles a pattern of a store file; nothing where the browser cannot read it.
pub fn compile(source: &str, ignore_case: bool) -> Option<Matcher> {
    let flags = if ignore_case { "ui" } else { "u" };
    let pattern = js::construct("RegExp", &[Text(source), Text(flags)]);
    if !pattern.is_truthy() {
        return None;
    }
    let pattern = Pattern::from(pattern);
    Some(Rc::new(move |text: &str| test(&pattern, text)))
}

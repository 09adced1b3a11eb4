//! Regular expressions, matched by the browser's own engine: it is there already.

use std::cell::Cell;
use std::rc::Rc;

use barrio_engine::Matcher;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type RegExp;
    #[wasm_bindgen(constructor, catch)]
    fn new(source: &str, flags: &str) -> Result<RegExp, JsValue>;
    #[wasm_bindgen(method)]
    fn test(this: &RegExp, text: &JsValue) -> bool;
}

thread_local! {
    /// The text that was tried last, as both sides have it: one address is tried on many patterns.
    static TRIED: Cell<(String, JsValue)> = const { Cell::new((String::new(), JsValue::UNDEFINED)) };
}

fn test(pattern: &RegExp, text: &str) -> bool {
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
    let pattern = RegExp::new(source, if ignore_case { "ui" } else { "u" }).ok()?;
    Some(Rc::new(move |text: &str| test(&pattern, text)))
}

//! Regular expressions, matched by the browser's own engine: it is there already.

use std::rc::Rc;

use barrio_engine::Matcher;
use wasm_bindgen::prelude::*;

use crate::js::{self, Arg::Text};

#[wasm_bindgen]
extern "C" {
    type Pattern;
    // A binding of its own: campaigns are decided by it, many at once.
    #[wasm_bindgen(method)]
    fn test(this: &Pattern, text: &str) -> bool;
}

/// Compiles a pattern of a store file; nothing where the browser cannot read it.
pub fn compile(source: &str, ignore_case: bool) -> Option<Matcher> {
    let flags = if ignore_case { "ui" } else { "u" };
    let pattern = js::construct("RegExp", &[Text(source), Text(flags)]);
    if !pattern.is_truthy() {
        return None;
    }
    let pattern = Pattern::from(pattern);
    Some(Rc::new(move |text: &str| pattern.test(text)))
}

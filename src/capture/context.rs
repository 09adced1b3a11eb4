//! What the browser says of the visitor when the page is ready.

use barrio_engine::Value;
use wasm_bindgen::prelude::*;

use crate::{clock, js};

/// The facts of `Input::Start`. `country` is what the host told, if it did.
pub fn facts(country: &Value) -> Value {
    let touch = js::at("navigator.maxTouchPoints").as_f64() > Some(0.0) || prefers("(pointer: coarse)");
    let scheme = if prefers("(prefers-color-scheme: dark)") { "dark" } else { "light" };
    let mut facts = Value::map([
        ("languages", js::to_value(&js::at("navigator.languages"), 1_000).unwrap_or_default()),
        ("timezone", clock::timezone().into()),
        ("user_agent", js::at("navigator.userAgent").as_string().into()),
        ("width", js::at("innerWidth").as_f64().into()),
        ("touch", touch.into()),
        ("color_scheme", scheme.into()),
        ("reduced_motion", prefers("(prefers-reduced-motion: reduce)").into()),
        // No event tells a change, and only `true` says anything.
        ("gpc", (js::at("navigator.globalPrivacyControl") == JsValue::TRUE).into()),
    ]);
    facts.set_known("country", country.clone());
    facts
}

fn prefers(query: &str) -> bool {
    let list = js::run("matchMedia", &[query.into()]).unwrap_or_default();
    js::get(&list, "matches") == JsValue::TRUE
}

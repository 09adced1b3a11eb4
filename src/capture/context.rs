//! What the browser says of the visitor when the page is ready.

use barrio_engine::Value;

use crate::clock;
use crate::js;

/// Facts, and where the browser has them. No event tells a change.
const FACTS: [(&str, &str); 4] = [
    ("languages", "navigator.languages"),
    ("user_agent", "navigator.userAgent"),
    ("width", "innerWidth"),
    // Only `true` says anything.
    ("gpc", "navigator.globalPrivacyControl"),
];
/// How much one of them may hold, in bytes.
const LIMIT: usize = 1_000;

/// The facts of `Input::Start`. `country` is what the host told, if it did.
pub fn facts(country: &Value) -> Value {
    let mut facts = Value::Map(Vec::new());
    for (name, path) in FACTS {
        facts.set_known(name, js::to_value(&js::at(path), LIMIT).unwrap_or_default());
    }
    let touch = js::at("navigator.maxTouchPoints").as_f64() > Some(0.0) || prefers("(pointer: coarse)");
    let scheme = if prefers("(prefers-color-scheme: dark)") { "dark" } else { "light" };
    facts.set("timezone", clock::timezone().into());
    facts.set("touch", touch.into());
    facts.set("color_scheme", scheme.into());
    facts.set("reduced_motion", prefers("(prefers-reduced-motion: reduce)").into());
    facts.set_known("country", country.clone());
    facts
}

fn prefers(query: &str) -> bool {
    js::is(&js::ask(&js::global(), "matchMedia", query), "matches")
}

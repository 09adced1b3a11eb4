//! What the browser says of the visitor when the page is ready.

use barrio_engine::Value;

use crate::clock;
use crate::js::{
    self,
    Arg::{Is, Text},
};

/// Facts, and where the browser has them. No event tells a change.
static FACTS: [(&str, &str); 5] = [
    ("languages", "navigator.languages"),
    ("user_agent", "navigator.userAgent"),
    ("width", "innerWidth"),
    // Only `true` says anything.
    ("gpc", "navigator.globalPrivacyControl"),
    ("hidden", "document.hidden"),
];
/// How much one of them may hold, in bytes.
const LIMIT: usize = 1_000;

/// The facts of `Input::Start`, all but `tabs`. `options` are those of the page: it told them.
pub fn facts(options: &Value) -> Value {
    let mut facts = Value::Map(Vec::new());
    for (name, path) in &FACTS {
        facts.set_known(name, js::to_value(&js::at(path), LIMIT).unwrap_or_default());
    }
    let touch = js::at("navigator.maxTouchPoints").as_f64() > Some(0.0) || has_coarse_pointer();
    let automated = js::is(&js::global(), "navigator.webdriver");
    let scheme = if prefers("(prefers-color-scheme: dark)") { "dark" } else { "light" };
    facts.set("timezone", clock::timezone().into());
    facts.set("touch", touch.into());
    facts.set("color_scheme", scheme.into());
    facts.set("reduced_motion", prefers("(prefers-reduced-motion: reduce)").into());
    facts.set("webdriver", (automated && options.get("allowWebdriver").bool() != Some(true)).into());
    for told in &["country", "sources"] {
        facts.set_known(told, options.get(told).clone());
    }
    facts
}

/// What a country is called in the page's language, by its ISO 3166 code; `None` where the browser has no name.
pub fn country_name(code: &str) -> Option<String> {
    let language = js::text(&js::global(), "document.documentElement.lang");
    let kind = js::object_with("type", "region");
    let names = js::construct("Intl.DisplayNames", &[Text(&language), Is(&kind)]);
    js::ask(&names, "of", code).as_string()
}

/// Whether the visitor points with a finger.
pub fn has_coarse_pointer() -> bool {
    prefers("(pointer: coarse)")
}

fn prefers(query: &str) -> bool {
    js::is(&js::ask(&js::global(), "matchMedia", query), "matches")
}

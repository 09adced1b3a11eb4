//! Elements that come into view and leave it, those too that the page adds later.

use std::cell::Cell;

use barrio_engine::Input;
use wasm_bindgen::prelude::*;

use super::markup::elements;
use super::signals::{matches, signal};
use crate::clock::Timer;
use crate::door::{Source, callback};
use crate::js::{self, Arg::Is};

/// Shares of an element at which the browser tells. Small ones are for those that are higher than the window.
const SHARES: &str = r#"{"threshold":[0.005,0.01,0.02,0.03,0.05,0.07,0.1,0.15,0.2,0.25,0.3,0.4,0.5]}"#;
/// What of the page's tree is watched: what comes and goes.
const CHANGES: &str = r#"{"childList":true,"subtree":true}"#;
/// How long the tree may change before it is searched, in milliseconds. Till then no change is heard, so that a page
/// that changes all the time pays for two searches a second, and one that does not for none.
const REST: i64 = 500;
/// How many elements of a selector are watched.
const MANY: usize = 100;

/// What watches the elements of some selectors.
pub struct Sights {
    /// The elements in view, a `Set`.
    seen: JsValue,
    /// The selectors that are said to be in view, a `Set`.
    told: JsValue,
    edges: JsValue,
    tree: JsValue,
    rest: Cell<Option<Timer>>,
}

impl Sights {
    /// Tells from now on, as `Source::Sight` and `Source::Tree`.
    pub fn watch(selectors: &[&str]) -> Sights {
        let observer =
            |class, source| js::construct(class, &[Is(&callback(source, 0)), Is(&js::parsed(SHARES))]);
        let sights = Sights {
            seen: js::construct("Set", &[]),
            told: js::construct("Set", &[]),
            edges: observer("IntersectionObserver", Source::Sight),
            tree: observer("MutationObserver", Source::Tree),
            rest: Cell::default(),
        };
        if !selectors.is_empty() {
            sights.look(selectors);
        }
        sights
    }

    /// Looks for elements that have come; those that are watched already stay so.
    pub fn look(&self, selectors: &[&str]) {
        let document = js::at("document");
        for selector in selectors {
            for element in elements(&document, selector).iter().take(MANY) {
                js::call(&self.edges, "observe", &[Is(element)]);
            }
        }
        js::call(&self.tree, "observe", &[Is(&document), Is(&js::parsed(CHANGES))]);
    }

    /// The tree has changed: it is searched after a rest, as `Source::Look`.
    pub fn rest(&self) {
        js::call(&self.tree, "disconnect", &[]);
        self.rest.set(Some(Timer::after(REST, Source::Look)));
    }

    /// Elements have come into view or left it.
    pub fn changed(&self, entries: &JsValue) {
        for entry in js::items(entries) {
            let method = if is_in_view(&entry) { "add" } else { "delete" };
            js::call(&self.seen, method, &[Is(&js::get(&entry, "target"))]);
        }
    }

    /// Adds what is new of the selectors.
    pub fn tell(&self, selectors: &[&str], inputs: &mut Vec<Input>) {
        let seen = js::run("Array.from", &[Is(&self.seen)]);
        for selector in selectors {
            let sees = matches(&seen, selector);
            if sees != js::ask(&self.told, "has", selector).is_truthy() {
                js::ask(&self.told, if sees { "add" } else { "delete" }, selector);
                signal(inputs, if sees { "seen" } else { "unseen" }, selector, 0.0);
            }
        }
    }

    /// Whatever is in view is told again.
    pub fn forget(&self) {
        js::call(&self.told, "clear", &[]);
    }
}

impl Drop for Sights {
    fn drop(&mut self) {
        for observer in [&self.edges, &self.tree] {
            js::call(observer, "disconnect", &[]);
        }
    }
}

/// Half of the element is to be seen, or it fills half of the window.
fn is_in_view(entry: &JsValue) -> bool {
    js::number(entry, "intersectionRatio") >= 0.5
        || js::number(entry, "intersectionRect.height") >= js::number(&js::global(), "innerHeight") / 2.0
}

//! Page views: at the start, and whenever the address changes without a new document.

use std::cell::Cell;

use barrio_engine::{Input, Value, text};

use super::markup;
use super::patch::Patch;
use crate::clock::Timer;
use crate::door::Source;
use crate::js;
use crate::listener::Listener;

/// How long after its address changed a page is read, in milliseconds: its title and its markup come later.
const SETTLING: i64 = 250;

/// The page views of one document, and what notices that its address changed.
pub struct Pages {
    /// The address of the last view without its fragment; empty before the first.
    last: Cell<String>,
    settling: Cell<Option<Timer>>,
    _listener: Listener,
    _patches: Option<[Patch; 2]>,
}

impl Pages {
    /// Tells every new address from now on.
    pub fn watch() -> Pages {
        let navigation = js::at("navigation");
        let (listener, patches) = if navigation.is_truthy() {
            (Listener::new(navigation, "navigatesuccess", Source::Address), None)
        } else {
            // Browsers without the Navigation API tell nobody of these two.
            let watch = |method| Patch::new(js::at("history"), method, Source::History);
            let patches = [watch("pushState"), watch("replaceState")];
            (Listener::new(js::global(), "popstate", Source::Address), Some(patches))
        };
        Pages { last: Cell::default(), settling: Cell::default(), _listener: listener, _patches: patches }
    }

    /// The view of the page as it is now. `entries` are those of the data layer that speak of this page;
    /// `properties`, an object, is what the page itself told and goes over what was found.
    pub fn view(&self, entries: &[Value], properties: &Value) -> Input {
        self.settling.take();
        let before = self.last.replace(address());
        let mut facts = markup::facts(entries);
        facts.set("url", js::text(&js::global(), "location.href").into());
        // The document keeps the referrer of its first view: for later ones it is the page before.
        let first = before.is_empty();
        let referrer = if first { js::text(&js::global(), "document.referrer") } else { before };
        facts.set("referrer", referrer.into());
        facts.merge(properties);
        Input::Page { facts }
    }

    /// Has the page read in a while, if its address is another.
    pub fn address_changed(&self) {
        let last = self.last.take();
        if last != address() {
            self.settling.set(Some(Timer::after(SETTLING, Source::Settled)));
        }
        self.last.set(last);
    }
}

/// The page's address without its fragment.
fn address() -> String {
    let address = js::text(&js::global(), "location.href");
    text::cut(&address, "#").0.into()
}

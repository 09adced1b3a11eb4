//! Page views: at the start, and whenever the address changes without a new document.

use std::cell::Cell;
use std::rc::Rc;

use barrio_engine::{Input, Value};

use super::Report;
use super::markup;
use super::patch::Patch;
use crate::clock::Timer;
use crate::js;
use crate::listener::Listener;

/// How long after its address changed a page is read, in milliseconds: its title and its markup come later.
const SETTLING: i64 = 250;

/// What notices that the address changed.
pub struct Pages {
    views: Rc<Views>,
    _listener: Listener,
    _patches: Vec<Patch>,
}

impl Pages {
    /// Reports a view for every new address from now on; the first one is asked for by `views`.
    pub fn watch(report: &Report) -> Pages {
        let views =
            Rc::new(Views { report: report.clone(), last: Cell::default(), settling: Cell::default() });
        let navigation = js::at("navigation");
        let seen = views.clone();
        if navigation.is_object() {
            let listener = Listener::new(navigation, &["navigatesuccess"], move |_| seen.address_changed());
            return Pages { views, _listener: listener, _patches: Vec::new() };
        }
        // Browsers without the Navigation API tell nobody of these two.
        let patches = ["pushState", "replaceState"].into_iter().filter_map(|method| {
            let views = views.clone();
            Patch::new(js::at("history"), method, Box::new(move |_| views.address_changed()))
        });
        let patches = patches.collect();
        let listener = Listener::new(js::global(), &["popstate"], move |_| seen.address_changed());
        Pages { views, _listener: listener, _patches: patches }
    }

    /// The views of this document.
    pub fn views(&self) -> Rc<Views> {
        self.views.clone()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.views.settling.take();
    }
}

/// The page views of one document.
pub struct Views {
    report: Report,
    /// The address of the last view without its fragment; empty before the first.
    last: Cell<String>,
    settling: Cell<Option<Timer>>,
}

impl Views {
    /// The view of the page as it is now. `entries` are those of the data layer that speak of this page;
    /// `properties`, an object, is what the page itself told and goes over what was found.
    pub fn view(&self, entries: &[Value], properties: &Value) -> Input {
        self.settling.take();
        let before = self.last.replace(address());
        let mut facts = markup::facts(entries);
        facts.set("url", js::at("location.href").as_string().into());
        // The document keeps the referrer of its first view: for later ones it is the page before.
        let first = before.is_empty();
        facts.set(
            "referrer",
            if first { js::at("document.referrer").as_string() } else { Some(before) }.into(),
        );
        facts.merge(properties);
        Input::Page { facts }
    }

    fn address_changed(self: &Rc<Self>) {
        let last = self.last.take();
        let changed = last != address();
        self.last.set(last);
        if changed {
            let views = self.clone();
            let read = move || (views.report)(views.view(&[], &Value::Null));
            // It holds itself until it ends or the watch does.
            self.settling.set(Some(Timer::after(SETTLING, read)));
        }
    }
}

/// The page's address without its fragment.
fn address() -> String {
    let mut address = js::at("location.href").as_string().unwrap_or_default();
    if let Some(end) = address.find('#') {
        address.truncate(end);
    }
    address
}

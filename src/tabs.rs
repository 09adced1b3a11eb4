//! The store's other tabs: one speaks at a time, each holds what it shows, and what one writes the others hear.
//!
//! The browser's locks do it: they go when a tab goes, however it goes.

use std::cell::Cell;

use barrio_engine::{Value, text};
use wasm_bindgen::prelude::*;

use crate::clock::Timer;
use crate::door::{Source, callback};
use crate::js::{
    self,
    Arg::{Is, Number, Text},
};
use crate::listener::Listener;
use crate::store::PREFIX;

/// The lock of the tab that may speak.
const TURN: &str = "barrio";
/// How long a turn lasts after all is said, in milliseconds: what one tab wrote takes a while to be seen by others.
const ECHO: i32 = 150;
/// When to look again while other tabs hold something, in milliseconds: who goes says nothing.
const RETRY: i64 = 5000;
/// Events of the window. A page that is kept for the way back shows nothing to anybody: it holds nothing meanwhile.
const EVENTS: &str = "storage pagehide pageshow";

/// What this tab holds and waits for.
pub struct Tabs {
    /// Whether a turn is waited for.
    claimed: Cell<bool>,
    /// The campaigns held, and the functions that let go of them: a `Map`.
    held: JsValue,
    /// The function that lets go of what is being taken.
    release: Cell<JsValue>,
    retry: Cell<Option<Timer>>,
    listener: Cell<Option<Listener>>,
}

/// Whether the browser has locks: on secure pages of browsers that are not very old.
pub fn has_locks() -> bool {
    js::is(&js::global(), "navigator.locks")
}

/// Asks what the tabs hold, which is told as `Source::Turn`; the promise is kept when the turn has ended.
pub fn look() -> JsValue {
    js::call(&js::run("navigator.locks.query", &[]), "then", &[Is(&callback(Source::Turn, 0))])
}

impl Tabs {
    /// A tab that holds nothing.
    pub fn new() -> Tabs {
        let held = js::construct("Map", &[]);
        let (claimed, release, retry, listener) = Default::default();
        Tabs { held, claimed, release, retry, listener }
    }

    /// Listens to the other tabs, as `Source::Tabs`.
    pub fn listen(&self) {
        self.listener.set(Some(Listener::new(js::global(), EVENTS, Source::Tabs)));
    }

    /// Waits for the turn, which is told as `Source::Turn`. Answers whether nobody is there to give it.
    pub fn claim(&self) -> bool {
        if self.claimed.replace(true) {
            return false;
        }
        let asked = request(TURN, &callback(Source::Granted, 0));
        // A page without an origin has locks and may not use them.
        js::call(&asked, "catch", &[Is(&callback(Source::Turn, 0))]);
        !asked.is_truthy()
    }

    /// The turn has come. Gives the campaigns that other tabs hold, from what all hold.
    pub fn turn(&self, locks: &JsValue) -> Value {
        self.claimed.set(false);
        let mut elsewhere = Vec::new();
        for lock in js::items(&js::get(locks, "held")) {
            let name = js::text(&lock, "name");
            if let Some(campaign) = name.strip_prefix(PREFIX)
                && !js::ask(&self.held, "has", campaign).is_truthy()
            {
                elsewhere.push(campaign.into());
            }
        }
        let retry = || Timer::after(RETRY, Source::Retry);
        self.retry.set((!elsewhere.is_empty()).then(retry));
        Value::List(elsewhere)
    }

    /// What ends the turn: a promise that is kept after a while.
    pub fn echo(&self) -> JsValue {
        let promise = self.promise("");
        js::run("setTimeout", &[Is(&js::ask(&self.held, "get", "")), Number(ECHO)]);
        promise
    }

    /// A promise that lasts until its name is let go of.
    fn promise(&self, name: &str) -> JsValue {
        // Tells the function that keeps the promise before it is made.
        let promise = js::construct("Promise", &[Is(&callback(Source::Release, 0))]);
        js::call(&self.held, "set", &[Text(name), Is(&self.release.take())]);
        promise
    }

    /// Holds a campaign, or lets go of it; the turn has no name.
    pub fn hold(&self, campaign: &str, hold: bool) {
        let release = js::ask(&self.held, "get", campaign);
        if release.is_truthy() == hold {
            return;
        }
        js::ask(&self.held, "delete", campaign);
        js::call(&release, "", &[]);
        if hold {
            let promise = self.promise(campaign);
            let kept = js::call(&promise, "valueOf.bind", &[Is(&promise)]);
            let asked = request(&text::concat(&[PREFIX, campaign]), &kept);
            // Where it may not be held, there is nothing to do about it.
            js::call(&asked, "catch", &[Is(&js::at("Object"))]);
        }
    }

    /// Takes the function that lets go of what is being taken.
    pub fn take(&self, release: &JsValue) {
        self.release.set(release.clone());
    }

    /// Listens and looks no more.
    pub fn clear(&self) {
        self.listener.take();
        self.retry.take();
    }
}

/// Asks for a lock. It is held for as long as what `while_held` answers is not settled.
fn request(name: &str, while_held: &JsValue) -> JsValue {
    js::run("navigator.locks.request", &[Text(name), Is(while_held)])
}

//! The door: the one function of ours that the browser calls, whatever it tells. One way in for all is less code
//! than a closure for each; and what comes in carries the name of its source.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

use crate::js::{self, Arg::Number};

/// Where something comes from.
#[derive(Clone, Copy, PartialEq)]
pub enum Source {
    /// A click or a sending somewhere on the page.
    Page,
    /// The page's life.
    Life,
    /// The address may have changed.
    Address,
    /// A method of the history has been called.
    History,
    /// A page has settled after its address changed.
    Settled,
    /// Something is pushed into the data layer.
    DataLayer,
    /// It is time for what the engine wanted to be woken for.
    Wake,
    /// A request has an answer, or will have none.
    Sent,
    /// The visitor does something.
    Active,
    /// The page, or something on it, scrolls.
    Scroll,
    /// It is time to measure how much of the page has been passed.
    Measure,
    /// The pointer crosses an edge, or what stands for that where there is none.
    Exit,
    /// Elements have come into view or left it.
    Sight,
    /// The page's tree has changed.
    Tree,
    /// It is time to look for elements again.
    Look,
    /// What concerns the store's other tabs.
    Tabs,
    /// This tab is the one that may speak.
    Granted,
    /// What the other tabs hold is known, or cannot be.
    Turn,
    /// The function that lets go of what is held.
    Release,
    /// It is time to look again what other tabs hold.
    Retry,
}

use Source::*;

/// In the order of their numbers.
const SOURCES: [Source; 20] = [
    Page, Life, Address, History, Settled, DataLayer, Wake, Sent, Active, Scroll, Measure, Exit, Sight, Tree,
    Look, Tabs, Granted, Turn, Release, Retry,
];

impl Source {
    /// The source of that number.
    pub fn read(number: u32) -> Option<Source> {
        SOURCES.get(number as usize).copied()
    }

    /// Whether it stands in the place of a method, which is to be called.
    pub fn is_method(self) -> bool {
        self == History || self == DataLayer
    }
}

thread_local! {
    /// The function itself: `(session, source, about, …) => answer`.
    static DOOR: Cell<JsValue> = const { Cell::new(JsValue::UNDEFINED) };
    /// How often it has been opened.
    static SESSION: Cell<u32> = const { Cell::new(0) };
}

/// Names the function that the browser is to call from now on.
pub fn open(hear: JsValue) {
    DOOR.set(hear);
    SESSION.set(session() + 1);
}

/// The number of the present widget.
pub fn session() -> u32 {
    SESSION.get()
}

/// A function for one source. `about` is a number that comes back with each call.
pub fn callback(source: Source, about: usize) -> JsValue {
    let door = DOOR.take();
    let numbers = [0, session() as i32, source as i32, about as i32].map(Number);
    let callback = js::call(&door, "bind", &numbers);
    DOOR.set(door);
    callback
}

#[cfg(test)]
mod tests {
    use super::{SOURCES, Source};

    #[test]
    fn every_source_is_found_by_its_number() {
        for source in SOURCES {
            assert!(Source::read(source as u32) == Some(source));
        }
        assert!(Source::read(SOURCES.len() as u32).is_none());
    }
}

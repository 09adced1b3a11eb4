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
    /// A control of ours.
    Control,
    /// A code has been copied, or could not be.
    Copied,
    /// It is time to build what is to be shown.
    Build,
    /// It is time for what the engine wanted to be woken for.
    Wake,
    /// A request has an answer, or will have none.
    Sent,
}

use Source::*;

/// In the order of their numbers.
const SOURCES: [Source; 11] =
    [Page, Life, Address, History, Settled, DataLayer, Control, Copied, Build, Wake, Sent];

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

//! Exit intent: the pointer leaves through the top of the window, where tabs and addresses are. A finger has no
//! such way: there it is a fast scroll up, towards the address, or the return to a tab that was put aside.

use std::cell::Cell;

use barrio_engine::Input;
use wasm_bindgen::prelude::*;

use super::context::has_coarse_pointer;
use super::signals::{is_of_page, signal};
use crate::js;

/// How fast a scroll up is an intent, in windows per millisecond.
const SPEED: f64 = 0.0012;
/// How far it must go at that speed, in windows.
const DISTANCE: f64 = 1.0 / 3.0;

/// What notices the intent.
#[derive(Default)]
pub struct Exit {
    /// The pointer is on the page, or the page has been put aside.
    ready: Cell<bool>,
    /// The pointer has left the page, or the visitor has gone to another.
    left: Cell<bool>,
    /// When and where the present scroll up began, in milliseconds and pixels.
    from: Cell<(f64, f64)>,
}

/// The events of the window that tell of it.
pub fn events() -> &'static str {
    if has_coarse_pointer() { "scroll visibilitychange pagehide" } else { "mouseout mouseover" }
}

impl Exit {
    /// Adds what an event means, if anything.
    pub fn hear(&self, event: &JsValue, inputs: &mut Vec<Input>) {
        let intends = match js::text(event, "type").as_str() {
            "mouseover" => {
                self.ready.set(true);
                if self.left.take() {
                    signal(inputs, "stay", "", 0.0);
                }
                false
            }
            "mouseout" if leaves_by_the_top(event) => {
                self.left.set(true);
                self.ready.take()
            }
            "scroll" if is_of_page(event) => self.hurries_up(event),
            // Who comes back to a page by its history has not been away from it in that sense.
            "pagehide" => {
                self.left.set(true);
                self.ready.set(false);
                false
            }
            "visibilitychange" => self.returns(),
            _ => false,
        };
        if intends {
            signal(inputs, "exit_intent", "", 0.0);
        }
    }

    /// Pages are hidden after they are left, or before.
    fn returns(&self) -> bool {
        let hidden = js::is(&js::global(), "document.hidden");
        let left = self.left.replace(hidden && self.left.get());
        self.ready.replace(hidden && !left) && !hidden
    }

    /// A scroll up begins anew whenever it is too slow, or goes down.
    fn hurries_up(&self, event: &JsValue) -> bool {
        let window = js::global();
        let (time, place) = (js::number(event, "timeStamp"), js::number(&window, "scrollY"));
        let (began, from) = self.from.get();
        let way = (from - place) / js::number(&window, "innerHeight");
        let fast = way > 0.0 && way >= (time - began) * SPEED;
        let far = fast && way >= DISTANCE;
        if !fast || far {
            self.from.set((time, place));
        }
        far
    }
}

/// Not while a button is held: that is marking or dragging.
fn leaves_by_the_top(event: &JsValue) -> bool {
    !js::is(event, "relatedTarget") && !js::is(event, "buttons") && js::number(event, "clientY") <= 0.0
}

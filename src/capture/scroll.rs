//! How much of the page has been passed, in percent: all that has been above the lower edge of the window.

use std::cell::Cell;

use barrio_engine::Input;

use super::signals::signal;
use crate::clock::Timer;
use crate::door::Source;
use crate::js;

/// How long the page scrolls before it is measured, in milliseconds: the last of it is always measured.
const PAUSE: i64 = 200;

/// What measures the page.
#[derive(Default)]
pub struct Scroll {
    pause: Cell<Option<Timer>>,
}

impl Scroll {
    /// Has the page measured in a while, as `Source::Measure`.
    pub fn moved(&self) {
        let pause = self.pause.take();
        self.pause.set(pause.or_else(|| Some(Timer::after(PAUSE, Source::Measure))));
    }

    /// Adds how much has been passed now. A page that does not scroll has been passed, unless it is still on its way.
    pub fn measure(&self, inputs: &mut Vec<Input>) {
        self.pause.take();
        let page = js::at("document.scrollingElement");
        let (height, window) = (js::number(&page, "scrollHeight"), js::number(&page, "clientHeight"));
        let mut passed = 1.0;
        if height > window {
            passed = (js::number(&page, "scrollTop") + window) / height;
        } else if js::text(&js::global(), "document.readyState") != "complete" {
            return self.moved();
        }
        // Browsers stop at fractions of a pixel before the end.
        signal(inputs, "scroll", "", f64::from((passed * 100.0 + 0.5) as i32));
    }
}

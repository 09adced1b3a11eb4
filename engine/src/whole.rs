//! The two parts of the engine. In a browser that which follows a visit is there first; what shows and what sends is
//! loaded when it is needed, since most visits never need it. `xtask/src/split.rs` takes the module apart.
//!
//! What leads to the second part stands behind `Engine::whole`, which in a browser only functions of that part set.

use alloc::rc::Rc;

use crate::effect::Effect;
use crate::engine::{Engine, NEVER};
use crate::error::Report;
use crate::input::Input;
use crate::outbox::Answer;

impl Engine {
    /// The rest is there: what was not looked at is looked at, and what waits goes on with the next input.
    #[inline(never)]
    pub fn make_whole(&mut self) {
        if core::mem::replace(&mut self.whole, true) {
            return;
        }
        let (store, mut report) = (Rc::clone(&self.store), Report::default());
        for campaign in &store.campaigns {
            let before = report.faults;
            for content in &campaign.contents {
                content.check(&mut store.condition_reader(), &mut report);
            }
            if report.faults > before {
                self.faulty.push(campaign.id.clone());
            }
        }
        self.tell_faults(report);
    }

    /// Whether all of the engine is there.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// What can only follow when something is shown or was sent, or is to be shown.
    #[inline(never)]
    pub(crate) fn take_rest(&mut self, input: Input) {
        match input {
            Input::Show { campaign } => self.show_asked(&campaign),
            Input::Dismiss { campaign } => self.dismiss(&campaign),
            Input::Act { campaign, action, fields } => self.act(&campaign, &action, &fields),
            Input::Placed { campaign } => self.placed(&campaign),
            Input::Missing { campaign } => self.missing(&campaign),
            Input::Unanswered { campaign } => self.unanswered(&campaign),
            Input::Chat => self.chat_asked(),
            Input::Sent { request, status, retry_after, body } => {
                self.sent(&Answer { request, now: self.now, status, retry_after, body });
            }
            _ => {}
        }
    }

    /// Asks for what it takes to send as soon as something waits, so that it is there when that is due.
    pub(crate) fn ask_for_rest(&mut self) {
        if !self.asked && self.next_try() != NEVER {
            self.asked = true;
            self.effects.push(Effect::Complete);
        }
    }
}

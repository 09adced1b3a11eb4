//! Checklists: tasks that are ticked by what the visitor does, whenever they did it.

use alloc::rc::Rc;

use crate::block;
use crate::build::Shown;
use crate::engine::Engine;
use crate::speak::{BLOCKS, THANKS};
use crate::value::Value;

impl Engine {
    /// Whether there are tasks among these blocks, and all of them are done.
    fn all_done(&self, blocks: &[Value]) -> bool {
        let mut any = false;
        for block in blocks {
            if block::kind(block) == "task" {
                any = true;
                if self.memory.times(block.get("event").text_or_empty()) == 0 {
                    return false;
                }
            }
        }
        any
    }

    /// The part of a content to begin with: of a list that is done its thanks.
    pub(crate) fn part_if_done(&self, shown: &Shown) -> &'static str {
        match shown.content(&self.store) {
            Some(content) if !content.part(THANKS).is_empty() && self.all_done(content.part(BLOCKS)) => {
                THANKS
            }
            _ => BLOCKS,
        }
    }

    /// Ticks the tasks that an event is for: once, as the event happens for the first time.
    pub(crate) fn tick(&mut self, event: &str) {
        if self.whole && self.memory.times(event) == 1 {
            self.tick_shown(event);
        }
    }

    #[inline(never)]
    fn tick_shown(&mut self, event: &str) {
        let store = Rc::clone(&self.store);
        for shown in self.shown.clone() {
            let (Some(campaign), Some(content)) =
                (store.campaigns.get(shown.campaign), shown.content(&store))
            else {
                continue;
            };
            let blocks = content.part(BLOCKS);
            let is_for =
                |block: &Value| block::kind(block) == "task" && block.get("event").text() == Some(event);
            if shown.part != BLOCKS || !blocks.iter().any(is_for) {
                continue;
            }
            if self.all_done(blocks) {
                self.complete(&campaign.id);
                self.thank(&campaign.id);
            } else {
                self.present(shown);
            }
        }
    }

    /// Counts what a campaign asks as done, where the store does not say what else counts.
    pub(crate) fn complete(&mut self, id: &str) {
        let campaign = self.store.find(id).and_then(|index| self.store.campaigns.get(index));
        if campaign.is_some_and(|campaign| campaign.goal.is_none()) {
            self.note(id, "converted", self.now);
        }
    }
}

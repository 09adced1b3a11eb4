//! Teasers: the small tab that a message leaves behind when it is closed, and that opens it again.

use alloc::rc::Rc;

use crate::build::Shown;
use crate::engine::Engine;
use crate::format::CORNER;
use crate::speak::THANKS;
use crate::value::Value;
use crate::view::plain_text;

impl Engine {
    /// Leaves only the teaser of a message; `false` where it has none, or where its corner is taken.
    pub(crate) fn collapse(&mut self, id: &str) -> bool {
        let store = Rc::clone(&self.store);
        let Some(mut shown) = self.find_shown(id).cloned() else { return false };
        let Some(campaign) = store.campaigns.get(shown.campaign) else { return false };
        let content = shown.content(&store);
        let has_teaser = campaign.format == "teaser"
            || content.is_some_and(|content| !content.body.get("teaser").is_null());
        let is_free = self.occupant(CORNER).is_none_or(|occupant| occupant == id);
        if shown.collapsed || !has_teaser || !is_free {
            return false;
        }
        shown.collapsed = true;
        self.present(shown);
        true
    }

    /// Opens the message behind a teaser.
    pub(crate) fn expand(&mut self, id: &str) {
        let Some(mut shown) = self.find_shown(id).filter(|shown| shown.collapsed).cloned() else { return };
        self.take_away(Some(shown.campaign));
        // Its own place may have been taken since.
        self.clear_spot_of(shown.campaign);
        shown.collapsed = false;
        self.present(shown);
    }
}

/// What a view says of a teaser. Where the content has no words for it, they are those of the first heading.
pub(crate) fn set_teaser(view: &mut Value, words: &str, shown: &Shown) {
    if shown.part == THANKS
        || (words.is_empty() && !shown.collapsed && view.get("format").text() != Some("teaser"))
    {
        return;
    }
    let label = plain_text(view.get("label"));
    view.set_text("teaser", if words.is_empty() { &label } else { words });
    if shown.collapsed {
        view.set("collapsed", true.into());
        view.set_text("surface", CORNER);
    }
}

//! What stands on the page, and where: one message in each place.

use alloc::rc::Rc;
use alloc::string::String;

use crate::build::Shown;
use crate::campaign::Campaign;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::format::CORNER;

impl Engine {
    /// The campaign that has a place on the page. What waits to be opened again stands in the corner.
    pub(crate) fn occupant(&self, spot: &str) -> Option<&str> {
        for shown in &self.shown {
            if let Some(campaign) = self.store.campaigns.get(shown.campaign)
                && spot == if shown.collapsed { CORNER } else { &campaign.spot }
            {
                return Some(&campaign.id);
            }
        }
        None
    }

    /// Where a campaign would take its place now.
    pub(crate) fn spot<'a>(&self, campaign: &'a Campaign) -> &'a str {
        if self.memory.is_collapsed(campaign) { CORNER } else { &campaign.spot }
    }

    /// Takes what has a place on the page away; this is no dismissal.
    pub(crate) fn clear(&mut self, spot: &str) {
        if let Some(id) = self.occupant(spot) {
            let id = String::from(id);
            self.hide(&id);
        }
    }

    pub(crate) fn hide(&mut self, id: &str) {
        self.take_away(self.store.find(id));
        self.effects.push(Effect::Hide { campaign: id.into() });
    }

    /// Makes room where a campaign takes its place.
    pub(crate) fn clear_spot_of(&mut self, index: usize) {
        let store = Rc::clone(&self.store);
        if let Some(campaign) = store.campaigns.get(index) {
            self.clear(&campaign.spot);
        }
    }

    /// Takes everything away; this is no dismissal.
    pub(crate) fn clear_all(&mut self) {
        for shown in core::mem::take(&mut self.shown) {
            if let Some(campaign) = self.store.campaigns.get(shown.campaign) {
                self.effects.push(Effect::Hide { campaign: campaign.id.clone() });
            }
        }
    }

    pub(crate) fn take_away(&mut self, campaign: Option<usize>) {
        self.shown.retain(|shown| Some(shown.campaign) != campaign);
    }

    /// What a campaign shows now.
    pub(crate) fn find_shown(&self, id: &str) -> Option<&Shown> {
        let index = self.store.find(id);
        self.shown.iter().find(|shown| Some(shown.campaign) == index)
    }

    pub(crate) fn find_shown_mut(&mut self, id: &str) -> Option<&mut Shown> {
        let index = self.store.find(id);
        self.shown.iter_mut().find(|shown| Some(shown.campaign) == index)
    }
}

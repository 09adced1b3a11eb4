//! `Presenter`: what is shown now, and what is about to be. Building a message waits for a task of its
//! own, so that deciding and building do not hold the page up together.

use std::cell::Cell;

use barrio_engine::{Input, Value, View};
use wasm_bindgen::prelude::*;

use crate::clock::Timer;
use crate::door::Source;
use crate::view::Stage;

/// The stage and those on it. All lives in cells, which cannot be found borrowed.
pub struct Presenter {
    theme: Value,
    /// None until something is shown: till then the page is untouched.
    stage: Cell<Option<Stage>>,
    /// Decided, not yet built.
    drafts: Cell<Vec<View>>,
    building: Cell<Option<Timer>>,
}

impl Presenter {
    /// A presenter that has shown nothing.
    pub fn new(theme: Value) -> Presenter {
        Presenter { theme, stage: Cell::default(), drafts: Cell::default(), building: Cell::default() }
    }

    /// The campaigns that are shown or about to be.
    pub fn shown(&self) -> Vec<String> {
        let drafts = self.drafts.take();
        let mut shown = Vec::new();
        for view in &drafts {
            shown.push(view.campaign.clone());
        }
        self.drafts.set(drafts);
        self.with_stage(&mut |stage| stage.campaigns(&mut shown));
        shown
    }

    /// Takes a view; when it is to be built is told as `Source::Build`.
    pub fn draft(&self, view: View) {
        let mut drafts = self.without(&view.campaign);
        drafts.push(view);
        self.drafts.set(drafts);
        self.building.set(Some(Timer::after(0, Source::Build)));
    }

    /// Builds what is drafted.
    ///
    /// # Errors
    /// What the browser threw.
    pub fn build(&self) -> Result<(), JsValue> {
        self.building.take();
        let drafts = self.drafts.take();
        if drafts.is_empty() {
            return Ok(());
        }
        let stage = match self.stage.take() {
            Some(stage) => stage,
            None => Stage::new(&self.theme)?,
        };
        let mut outcome = Ok(());
        for view in &drafts {
            outcome = outcome.and(stage.show(view));
        }
        self.stage.set(Some(stage));
        outcome
    }

    /// Takes away what a campaign shows.
    pub fn hide(&self, campaign: &str) {
        self.drafts.set(self.without(campaign));
        self.with_stage(&mut |stage| stage.hide(campaign));
    }

    /// What an event of a control means, if anything.
    pub fn hear(&self, event: &JsValue) -> Option<Input> {
        let mut input = None;
        self.with_stage(&mut |stage| input = stage.hear(event));
        input
    }

    /// Learns how copying ended: with a reason where it failed.
    pub fn copied(&self, reason: &JsValue) {
        self.with_stage(&mut |stage| stage.copied(reason));
    }

    /// Says at a field what is wrong with it.
    pub fn invalid(&self, campaign: &str, field: &str, message: &str) {
        self.with_stage(&mut |stage| stage.invalid(campaign, field, message));
    }

    /// Takes everything away.
    pub fn clear(&self) {
        self.building.take();
        self.drafts.take();
        self.stage.take();
    }

    /// The drafts of other campaigns.
    fn without(&self, campaign: &str) -> Vec<View> {
        let mut drafts = self.drafts.take();
        drafts.retain(|view| view.campaign != campaign);
        drafts
    }

    #[inline(never)]
    fn with_stage(&self, act: &mut dyn FnMut(&Stage)) {
        let stage = self.stage.take();
        if let Some(stage) = &stage {
            act(stage);
        }
        self.stage.set(stage);
    }
}

//! `Presenter`: what is shown now, and what is about to be. Building a message waits for a task of its
//! own, so that deciding and building do not hold the page up together.

use std::cell::{Cell, RefCell};

use barrio_engine::{Input, Value, View};
use wasm_bindgen::prelude::*;

use crate::clock::Timer;
use crate::view::Stage;

/// The stage and those on it. Lists live in cells, which cannot be found borrowed.
pub struct Presenter {
    theme: Value,
    stage: RefCell<Option<Stage>>,
    /// Decided, not yet built.
    drafts: Cell<Vec<View>>,
    building: Cell<Option<Timer>>,
    /// The campaigns shown or about to be.
    shown: Cell<Vec<String>>,
}

impl Presenter {
    /// A presenter that has shown nothing: the page is untouched until it does.
    pub fn new(theme: Value) -> Presenter {
        Presenter {
            theme,
            stage: RefCell::default(),
            drafts: Cell::default(),
            building: Cell::default(),
            shown: Cell::default(),
        }
    }

    /// The campaigns that are shown.
    pub fn shown(&self) -> Vec<String> {
        let shown = self.shown.take();
        self.shown.set(shown.clone());
        shown
    }

    /// Takes a view to be built later; `later` comes back and calls `build`.
    pub fn draft(&self, view: View, later: impl Fn() + 'static) {
        self.forget(&view.campaign);
        let mut shown = self.shown.take();
        shown.push(view.campaign.clone());
        self.shown.set(shown);
        let mut drafts = self.drafts.take();
        drafts.push(view);
        self.drafts.set(drafts);
        self.building.set(Some(Timer::after(0, later)));
    }

    /// Builds what is drafted.
    ///
    /// # Errors
    /// What the browser threw.
    pub fn build(&self, on_input: impl Fn(Input) + 'static) -> Result<(), JsValue> {
        self.building.take();
        let mut drafts = self.drafts.take();
        let shown = self.shown();
        // Some may have been hidden again before they were built.
        drafts.retain(|view| shown.contains(&view.campaign));
        let Ok(mut stage) = self.stage.try_borrow_mut() else { return Ok(()) };
        if stage.is_none() {
            *stage = Some(Stage::new(&self.theme, on_input)?);
        }
        let Some(stage) = stage.as_mut() else { return Ok(()) };
        drafts.iter().try_for_each(|view| stage.show(view))
    }

    /// Takes away what a campaign shows.
    pub fn hide(&self, campaign: &str) {
        self.forget(campaign);
        self.with_stage(|stage| stage.hide(campaign));
    }

    /// Says at a field what is wrong with it.
    pub fn invalid(&self, campaign: &str, field: &str, message: &str) {
        self.with_stage(|stage| stage.invalid(campaign, field, message));
    }

    /// Takes everything away.
    pub fn clear(&self) {
        self.building.take();
        self.drafts.take();
        self.shown.take();
        if let Ok(mut stage) = self.stage.try_borrow_mut() {
            stage.take();
        }
    }

    fn forget(&self, campaign: &str) {
        let mut shown = self.shown.take();
        shown.retain(|other| other != campaign);
        self.shown.set(shown);
    }

    fn with_stage(&self, act: impl FnOnce(&mut Stage)) {
        if let Ok(mut stage) = self.stage.try_borrow_mut()
            && let Some(stage) = stage.as_mut()
        {
            act(stage);
        }
    }
}

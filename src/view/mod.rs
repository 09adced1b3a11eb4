//! The view: the engine's inert `View` as elements in one shadow root. The only place that touches the DOM tree.
//!
//! Words become text nodes and nothing else: no `innerHTML`, no style attribute, no style element.

mod clipboard;
mod dom;
mod events;
mod intl;
mod kinds;
mod number;
mod render;
mod scene;
mod theme;

use std::rc::Rc;

use barrio_engine::{Input, Value, View};
use wasm_bindgen::JsValue;

use crate::listener::Listener;
use scene::Scene;

/// The host element `<barrio-root>` and everything shown in it. Leaves the page as it was on drop.
pub struct Stage {
    scene: Rc<Scene>,
    _listener: Listener,
}

impl Stage {
    /// An empty stage.
    ///
    /// `theme` is the store file's object of that name; what cannot be read in it falls back.
    /// `on_input` is called with `Input::Act` and `Input::Dismiss`, and may call this stage in turn.
    ///
    /// # Errors
    /// Where there is no document, or the browser is too old to construct a style sheet.
    pub fn new(theme: &Value, on_input: impl Fn(Input) + 'static) -> Result<Stage, JsValue> {
        let scene = Rc::new(Scene::new(theme, Box::new(on_input))?);
        Ok(Stage { _listener: events::listen(&scene), scene })
    }

    /// Shows a view, in place of what the same campaign shows.
    ///
    /// # Errors
    /// What the DOM threw, such as for want of a body; then nothing new is shown.
    pub fn show(&self, view: &View) -> Result<(), JsValue> {
        self.scene.show(view)
    }

    /// Takes away what a campaign shows, if it shows anything.
    pub fn hide(&self, campaign: &str) {
        self.scene.hide(campaign);
    }

    /// Says at a field of a shown form what is wrong, and moves the focus there.
    pub fn invalid(&self, campaign: &str, field: &str, message: &str) {
        self.scene.invalid(campaign, field, message);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.scene.clear();
    }
}

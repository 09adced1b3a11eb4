//! The shadow root and what stands in it: one surface for each campaign shown, a dialog or a strip along the edge.
//!
//! It keeps no list of its own: what is shown is what is in the tree under its campaign's name.

use std::cell::Cell;

use barrio_engine::{Surface, Value, View, text};
use wasm_bindgen::JsValue;

use super::dom::Element;
use super::render::Pen;
use super::{events, intl, theme};
use crate::door::Source;
use crate::js::{
    self,
    Arg::{Is, Text},
};
use crate::listener::Listener;

/// `style.css`, made small by `build.rs`.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// The element that holds all of ours.
pub const HOST: &str = "barrio-root";
/// The surfaces that show a campaign.
const SHOWN: &str = "[data-campaign]";

/// Everything that the visitor sees of barrio: the host element `<barrio-root>` and what stands in it.
/// Leaves the page as it was on drop.
pub struct Scene {
    root: Element,
    host: Element,
    /// Whether the pointer last went down beside a dialog's panel.
    pub pressed_scrim: Cell<bool>,
    /// The button whose code is being copied.
    pub copying: Cell<Option<Element>>,
    drawn: Cell<usize>,
    _listener: Listener,
}

impl Scene {
    /// An empty scene. Its style sheet is constructed, which the strictest content security policy allows.
    ///
    /// `theme` is the store file's object of that name; what cannot be read in it falls back.
    ///
    /// # Errors
    /// Where there is no document, or the browser is too old to construct a style sheet.
    pub fn new(theme: &Value) -> Result<Scene, JsValue> {
        let sheet = js::construct("CSSStyleSheet", &[]);
        let css = text::concat(&[&theme::tokens(theme), STYLE]);
        js::attempt(&sheet, "replaceSync", &[Text(&css)])?;
        let host = Element::new(HOST, "");
        let root = host.call("attachShadow", &[Is(&js::object_with("mode", "open"))]);
        js::set(&root, "adoptedStyleSheets", Is(&js::array(&[Is(&sheet)])));
        Ok(Scene {
            _listener: Listener::new(root.clone(), events::NAMES, Source::Control),
            root: Element(root),
            host,
            pressed_scrim: Cell::default(),
            copying: Cell::default(),
            drawn: Cell::default(),
        })
    }

    /// Shows a view: in the surface that its campaign has, so that the focus stays in there, or in a new one.
    ///
    /// # Errors
    /// What the DOM threw, such as for want of a body; then nothing new is shown.
    pub fn show(&self, view: &View) -> Result<(), JsValue> {
        // Again where a script has replaced the body.
        if !self.host.is("isConnected") {
            js::attempt(&js::global(), "document.body.append", &[Is(&self.host.0)])?;
        }
        let class = class_for(view);
        let kept = self.find(&view.campaign).filter(|surface| surface.has_class(class));
        let surface = kept.unwrap_or_else(|| {
            self.hide(&view.campaign);
            self.sweep();
            let surface = empty_surface(class);
            self.root.append(&surface);
            surface
        });
        fill(&surface, view, &self.drawn);
        if class == OVER { open(&surface) } else { Ok(()) }
    }

    /// Takes away what a campaign shows. The focus returns at once; what is seen fades after it.
    pub fn hide(&self, campaign: &str) {
        if let Some(surface) = self.find(campaign) {
            surface.unset("data-campaign");
            surface.set("inert", "");
            close(&surface);
        }
    }

    /// Says at a field what is wrong; the focus goes to the first field of which that is said.
    pub fn invalid(&self, campaign: &str, field: &str, message: &str) {
        let Some(surface) = self.find(campaign) else { return };
        if let Some(input) = surface.find("input", "name", field) {
            input.set("aria-invalid", "true");
            explain(&input, message);
        }
        if let Some(input) = surface.first("[aria-invalid]") {
            input.focus();
        }
    }

    /// Adds the campaigns that are shown.
    pub fn campaigns(&self, campaigns: &mut Vec<String>) {
        for surface in self.surfaces() {
            campaigns.push(events::campaign(&surface));
        }
    }

    fn surfaces(&self) -> Vec<Element> {
        self.root.all(SHOWN)
    }

    fn find(&self, campaign: &str) -> Option<Element> {
        self.root.find(SHOWN, "data-campaign", campaign)
    }

    /// Removes what is still fading, so that nothing old lies over what is new.
    fn sweep(&self) {
        for fading in self.root.all("[inert]") {
            fading.remove();
        }
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // Closing comes first: it gives the focus back.
        for surface in self.surfaces() {
            surface.unset("data-campaign");
            close(&surface);
        }
        self.host.remove();
    }
}

/// The class of a dialog.
pub const OVER: &str = "over";

fn class_for(view: &View) -> &'static str {
    match view.format.surface() {
        Surface::Overlay => OVER,
        Surface::Edge => "edge",
    }
}

/// A surface without content: the close control first, then what it will hold, then where it says things.
fn empty_surface(class: &str) -> Element {
    let surface = Element::new(if class == OVER { "dialog" } else { "section" }, class);
    let panel = Element::new("form", "panel");
    panel.set("novalidate", "");
    surface.append(&panel);
    let close = Element::new("button", "close");
    close.set("type", "button");
    panel.append(&close);
    panel.append(&Element::new("div", "content"));
    let live = Element::new("p", "live");
    live.set("role", "status");
    panel.append(&live);
    surface
}

/// Puts a view into a surface, in place of what was there.
fn fill(surface: &Element, view: &View, drawn: &Cell<usize>) {
    let content = Pen { locale: &view.locale, drawn }.content(view);
    surface.set("data-campaign", &view.campaign);
    surface.set("lang", &view.locale);
    surface.set("dir", intl::direction(&view.locale));
    let mut label = String::new();
    for run in &view.label {
        label.push_str(&intl::words(run, &view.locale));
    }
    surface.set("aria-label", &label);
    // A heading names by reference, so that what is read is what is seen.
    for (attribute, selector) in &[("aria-labelledby", "h2"), ("aria-describedby", ".text")] {
        let id = js::ask(&content.0, "querySelector", selector);
        surface.set(attribute, &js::text(&id, "id"));
    }
    if let Some(close) = surface.first(".close") {
        close.set("aria-label", view.close);
    }
    if let Some(old) = surface.first(".content") {
        old.call("replaceWith", &[Is(&content.0)]);
    }
}

/// Opens a dialog where it is not open, and moves the focus to its first words.
fn open(dialog: &Element) -> Result<(), JsValue> {
    if !dialog.is("open") {
        js::attempt(&dialog.0, "showModal", &[])?;
    }
    if let Some(words) = dialog.first("h2").or_else(|| dialog.first(".content")) {
        words.focus();
    }
    Ok(())
}

fn close(surface: &Element) {
    if surface.has_class(OVER) {
        surface.call("close", &[]);
    }
}

/// Says something to who listens to the page.
pub fn say(surface: &Element, words: &str) {
    if let Some(live) = surface.first(".live") {
        live.set_words(words);
    }
}

/// Puts a message into the error slot of a control.
pub fn explain(input: &Element, message: &str) {
    let slot = input.ask("parentElement.querySelector", ".error");
    if let Some(slot) = Element::from(slot) {
        slot.set_words(message);
    }
}

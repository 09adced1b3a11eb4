//! The shadow root and what stands in it: one surface for each campaign shown, a dialog or a strip along the edge.
//!
//! It keeps no list of its own: what is shown is what is in the tree under its campaign's name.

use std::cell::Cell;

use barrio_engine::{Input, Surface, Value, View};
use wasm_bindgen::{JsCast, JsValue};

use super::clipboard::Clipboard;
use super::dom::{Element, append_to_body, options};
use super::render::Pen;
use super::{events, intl, theme};
use crate::js;

const STYLE: &str = include_str!("style.css");

/// Everything that the visitor sees of barrio.
pub struct Scene {
    /// The shadow root.
    pub root: Element,
    /// Called with what the visitor does.
    pub on_input: Box<dyn Fn(Input)>,
    /// Copies the codes of coupons.
    pub clipboard: Clipboard,
    /// Whether the pointer last went down beside a dialog's panel.
    pub pressed_scrim: Cell<bool>,
    host: Element,
    drawn: Cell<usize>,
}

impl Scene {
    /// An empty scene. Its style sheet is constructed, which the strictest content security policy allows.
    pub fn new(theme: &Value, on_input: Box<dyn Fn(Input)>) -> Result<Scene, JsValue> {
        let sheet =
            js::construct("CSSStyleSheet", &[]).ok_or("This browser cannot construct style sheets.")?;
        let mut css = theme::tokens(theme);
        css.push_str(STYLE);
        js::call(&sheet, "replaceSync", &[css.into()]);
        let host = Element::new("barrio-root", "");
        let root = js::call(&host, "attachShadow", &[options(&[("mode", "open")])]).unwrap_or_default();
        js::set(&root, "adoptedStyleSheets", &js::construct("Array", &[sheet]).unwrap_or_default());
        let root: Element = root.unchecked_into();
        Ok(Scene {
            root,
            on_input,
            clipboard: Clipboard::new(events::copied),
            pressed_scrim: Cell::new(false),
            host,
            drawn: Cell::new(0),
        })
    }

    /// Shows a view: in the surface that its campaign has, so that the focus stays in there, or in a new one.
    pub fn show(&self, view: &View) -> Result<(), JsValue> {
        // Again where a script has replaced the body.
        if !self.host.is_connected() {
            append_to_body(&self.host)?;
        }
        let class = class_for(view);
        let kept = self.find(&view.campaign).filter(|surface| surface.class() == class);
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
        let named = |input: &Element| input.get("name").as_deref() == Some(field);
        if let Some(input) = surface.all("input").find(named) {
            input.set("aria-invalid", "true");
            explain(&input, message);
        }
        if let Some(input) = surface.first("[aria-invalid]") {
            input.focus();
        }
    }

    /// Removes everything. Closing comes first: it gives the focus back.
    pub fn clear(&self) {
        for surface in self.root.all("[data-campaign]") {
            surface.unset("data-campaign");
            close(&surface);
        }
        self.host.remove();
    }

    fn find(&self, campaign: &str) -> Option<Element> {
        let shows = |surface: &Element| surface.get("data-campaign").as_deref() == Some(campaign);
        self.root.all("[data-campaign]").find(shows)
    }

    /// Removes what is still fading, so that nothing old lies over what is new.
    fn sweep(&self) {
        for fading in self.root.all("[inert]") {
            fading.remove();
        }
    }
}

/// The class of a dialog.
const OVER: &str = "over";

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
    for (tag, class, attribute, value) in
        [("button", "close", "type", "button"), ("div", "content", "", ""), ("p", "live", "role", "status")]
    {
        let element = Element::new(tag, class);
        if !attribute.is_empty() {
            element.set(attribute, value);
        }
        panel.append(&element);
    }
    surface
}

/// Puts a view into a surface, in place of what was there.
fn fill(surface: &Element, view: &View, drawn: &Cell<usize>) {
    let content = Pen { locale: &view.locale, drawn }.content(view);
    // A heading names by reference, so that what is read is what is seen.
    let id = |selector| content.first(selector).map(|element| element.id()).unwrap_or_default();
    let label: String = view.label.iter().map(|run| intl::words(run, &view.locale)).collect();
    for (attribute, value) in [
        ("data-campaign", view.campaign.as_str()),
        ("lang", &view.locale),
        ("dir", intl::direction(&view.locale)),
        ("aria-label", &label),
        ("aria-labelledby", &id("h2")),
        ("aria-describedby", &id(".text")),
    ] {
        surface.set(attribute, value);
    }
    if let Some(close) = surface.first(".close") {
        close.set("aria-label", view.close);
    }
    if let Some(old) = surface.first(".content") {
        old.replace_with(&content);
    }
}

/// Opens a dialog where it is not open, and moves the focus to its first words.
fn open(dialog: &Element) -> Result<(), JsValue> {
    if !dialog.open() {
        dialog.show_modal()?;
    }
    if let Some(words) = dialog.first("h2").or_else(|| dialog.first(".content")) {
        words.focus();
    }
    Ok(())
}

fn close(surface: &Element) {
    if surface.class() == OVER {
        surface.close();
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
    if let Some(slot) = input.parent().and_then(|parent| parent.first(".error")) {
        slot.set_words(message);
    }
}

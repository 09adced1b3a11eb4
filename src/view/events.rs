//! What the visitor does with what is shown. One listener serves every event of every control.

use barrio_engine::{Input, Value};
use wasm_bindgen::JsValue;

use super::dom::Element;
use super::number;
use super::scene::{OVER, Scene, explain, say};
use crate::door::{Source, callback};
use crate::js::{
    self,
    Arg::{Is, Text},
};

/// All that is listened for.
pub const NAMES: &str = "animationend cancel click close error input pointerdown submit";

impl Scene {
    /// What an event means for the engine, if anything.
    pub fn hear(&self, event: &JsValue) -> Option<Input> {
        // Inside the shadow root only elements are targets.
        let target = Element(js::get(event, "target"));
        let kind = js::text(event, "type");
        // The page must never navigate, and the engine decides when a dialog closes.
        if kind == "submit" || kind == "cancel" {
            js::call(event, "preventDefault", &[]);
        }
        match kind.as_str() {
            "click" => return self.clicked(&target),
            "pointerdown" => self.pressed_scrim.set(target.has_class(OVER)),
            "submit" => return act(&target.first("[type=submit]")?),
            // The browser may close a dialog without asking, such as at a second Escape.
            "cancel" | "close" => return dismiss(&target),
            // What is wrong is no longer said once the visitor changes it.
            "input" => {
                target.unset("aria-invalid");
                explain(&target, "");
            }
            // A picture that does not load leaves; unless it has words, which the browser then shows.
            "error" if target.has("alt") && target.says("alt", "") => target.remove(),
            "animationend" => ended(&target),
            _ => {}
        }
        None
    }

    fn clicked(&self, target: &Element) -> Option<Input> {
        // The dialog itself is the dim around its panel. Both ends of the click count: marking text may end out
        // there, and a tap meant for the page may begin there.
        if target.has_class(OVER) && self.pressed_scrim.get() {
            return dismiss(target);
        }
        let control = target.closest("button,a")?;
        if control.has_class("close") {
            return dismiss(&control);
        }
        if control.has_class("copy") {
            self.copy(&control);
        }
        if control.says("type", "submit") { None } else { act(&control) }
    }

    /// Copies a code. Where that cannot be done, as on a page that is not served securely, nothing happens:
    /// the code is there to be selected by hand.
    fn copy(&self, button: &Element) {
        self.copying.set(Some(button.clone()));
        let copied = js::run("navigator.clipboard.writeText", &[Text(&button.get("data-code"))]);
        let settled = callback(Source::Copied, 0);
        js::call(&copied, "then", &[Is(&settled), Is(&settled)]);
    }

    /// Shows at the button, and says, that its code has been copied: only once the browser has said so. The
    /// promise brings nothing where it is kept, and a reason where it is not.
    pub fn copied(&self, reason: &JsValue) {
        let Some(button) = self.copying.take() else { return };
        if reason.is_truthy() || button.has("data-copied") {
            return;
        }
        swap_word(&button);
        button.set("data-copied", "");
        if let Some(surface) = surface(&button) {
            say(&surface, &button.words());
        }
    }
}

fn act(control: &Element) -> Option<Input> {
    let action = number::read(&control.get("data-action"))?;
    let surface = surface(control)?;
    Some(Input::Act { campaign: campaign(&surface), action, fields: fields(&surface) })
}

/// Nothing for what no longer belongs to a campaign: the engine has taken it away itself.
fn dismiss(target: &Element) -> Option<Input> {
    Some(Input::Dismiss { campaign: campaign(&surface(target)?) })
}

/// The ends of animations are the only clock here: they run while the visitor can see them.
fn ended(target: &Element) {
    match target.get("class").as_str() {
        "over" | "edge" if target.has("inert") => target.remove(),
        "live" => target.set_words(""),
        "copy" => {
            target.unset("data-copied");
            swap_word(target);
        }
        // A strip says what it holds once it has come in: a live region must be there before its words.
        // A dialog says it by taking the focus.
        "content" => {
            if let Some(strip) = target.closest(".edge") {
                // As they are laid out, with a line for each block.
                say(&strip, &target.text("innerText"));
            }
        }
        _ => {}
    }
}

/// The word on the button and the one it keeps change places.
fn swap_word(button: &Element) {
    let kept = button.get("data-word");
    button.set("data-word", &button.words());
    button.set_words(&kept);
}

/// What shows the campaign that an element belongs to.
fn surface(element: &Element) -> Option<Element> {
    element.closest("[data-campaign]")
}

/// The campaign that a surface shows.
pub fn campaign(surface: &Element) -> String {
    surface.get("data-campaign")
}

/// What stands in the fields, by name.
fn fields(surface: &Element) -> Value {
    let mut fields = Value::Map(Vec::new());
    for input in surface.all("input") {
        let ticks = input.says("type", "checkbox");
        let value = if ticks { input.is("checked").into() } else { input.text("value").into() };
        fields.set(&input.get("name"), value);
    }
    fields
}

//! What the visitor does with what is shown. One listener serves every event of every control.

use std::rc::Rc;

use barrio_engine::{Input, Value};
use wasm_bindgen::JsCast;

use super::dom::{Element, Event};
use super::number;
use super::scene::{Scene, explain, say};
use crate::js;
use crate::listener::Listener;

static EVENTS: [&str; 8] =
    ["animationend", "cancel", "click", "close", "error", "input", "pointerdown", "submit"];

/// Hears all that happens in the scene.
pub fn listen(scene: &Rc<Scene>) -> Listener {
    let heard = Rc::clone(scene);
    Listener::new(scene.root.clone().into(), &EVENTS, move |event| heard.handle(event.unchecked_ref()))
}

impl Scene {
    fn handle(&self, event: &Event) {
        let target = event.target();
        match js::text(event, "type").as_str() {
            "click" => self.clicked(&target),
            "pointerdown" => self.pressed_scrim.set(is_scrim(&target)),
            "submit" => {
                // The page must never navigate; what is submitted goes to the engine.
                event.prevent_default();
                if let Some(control) = target.first("[type=submit]") {
                    self.act(&control);
                }
            }
            // The engine decides; the dialog closes when it says so.
            "cancel" => {
                event.prevent_default();
                self.dismiss(&target);
            }
            // The browser may close a dialog without asking, such as at a second Escape.
            "close" => self.dismiss(&target),
            // What is wrong is no longer said once the visitor changes it.
            "input" => {
                target.unset("aria-invalid");
                explain(&target, "");
            }
            // A picture that does not load leaves; unless it has words, which the browser then shows.
            "error" if target.get("alt").as_deref() == Some("") => target.remove(),
            "animationend" => ended(&target),
            _ => {}
        }
    }

    fn clicked(&self, target: &Element) {
        // Both ends of the click: marking text may end out there, and a tap meant for the page may begin there.
        if is_scrim(target) && self.pressed_scrim.get() {
            return self.dismiss(target);
        }
        let Some(control) = target.closest("button,a") else { return };
        if control.class() == "close" {
            return self.dismiss(&control);
        }
        if let Some(code) = control.get("data-code") {
            self.clipboard.copy(&control, &code);
        }
        if control.get("type").as_deref() != Some("submit") {
            self.act(&control);
        }
    }

    fn act(&self, control: &Element) {
        let action = control.get("data-action").and_then(|number| number::read(&number));
        if let (Some(action), Some((campaign, surface))) = (action, owner(control)) {
            (self.on_input)(Input::Act { campaign, action, fields: fields(&surface) });
        }
    }

    /// Does nothing for what no longer belongs to a campaign: the engine has taken it away itself.
    fn dismiss(&self, target: &Element) {
        if let Some((campaign, _)) = owner(target) {
            (self.on_input)(Input::Dismiss { campaign });
        }
    }
}

/// The ends of animations are the only clock here: they run while the visitor can see them.
fn ended(target: &Element) {
    match target.class().as_str() {
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
                say(&strip, &target.lines());
            }
        }
        _ => {}
    }
}

/// Shows at the button, and says, that its code has been copied.
pub fn copied(button: &Element) {
    if button.has("data-copied") {
        return;
    }
    swap_word(button);
    button.set("data-copied", "");
    if let Some((_, surface)) = owner(button) {
        say(&surface, &button.words());
    }
}

/// The word on the button and the one it keeps change places.
fn swap_word(button: &Element) {
    if let Some(kept) = button.get("data-word") {
        button.set("data-word", &button.words());
        button.set_words(&kept);
    }
}

/// The dialog itself is the dim around its panel.
fn is_scrim(target: &Element) -> bool {
    target.class() == "over"
}

/// The campaign that an element belongs to, and what shows it.
fn owner(element: &Element) -> Option<(String, Element)> {
    let surface = element.closest("[data-campaign]")?;
    Some((surface.get("data-campaign")?, surface))
}

/// What stands in the fields, by name.
fn fields(surface: &Element) -> Value {
    let entry = |input: Element| {
        let ticks = input.get("type").as_deref() == Some("checkbox");
        let value = if ticks { input.checked().into() } else { input.value().into() };
        (input.get("name").unwrap_or_default(), value)
    };
    Value::Map(surface.all("input").map(entry).collect())
}

//! The calls of the DOM that the view makes, bound as it makes them.
//!
//! Tags, attribute names, selectors and event names are constants here, and then the standard lets none of these
//! calls throw: a `Result` for each would be code that every visitor downloads. What can fail says so.

use wasm_bindgen::prelude::*;

use crate::js;

#[wasm_bindgen]
extern "C" {
    /// An element of any kind, or the shadow root. What only some kinds have is called only on those.
    #[derive(Clone)]
    pub type Element;

    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    pub fn create(tag: &str) -> Element;
    /// Fails while the page has no body.
    #[wasm_bindgen(catch, js_namespace = ["document", "body"], js_name = append)]
    pub fn append_to_body(element: &Element) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    pub fn append(this: &Element, child: &Element);
    /// The words become a text node.
    #[wasm_bindgen(method, js_name = append)]
    pub fn append_words(this: &Element, words: &str);
    #[wasm_bindgen(method, js_name = replaceWith)]
    pub fn replace_with(this: &Element, other: &Element);
    #[wasm_bindgen(method)]
    pub fn remove(this: &Element);
    #[wasm_bindgen(method, getter, js_name = parentElement)]
    pub fn parent(this: &Element) -> Option<Element>;
    #[wasm_bindgen(method)]
    pub fn closest(this: &Element, selector: &str) -> Option<Element>;
    #[wasm_bindgen(method, js_name = querySelector)]
    pub fn first(this: &Element, selector: &str) -> Option<Element>;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    fn query_all(this: &Element, selector: &str) -> Elements;

    #[wasm_bindgen(method, js_name = getAttribute)]
    pub fn get(this: &Element, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub fn set(this: &Element, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = hasAttribute)]
    pub fn has(this: &Element, name: &str) -> bool;
    #[wasm_bindgen(method, js_name = removeAttribute)]
    pub fn unset(this: &Element, name: &str);
    #[wasm_bindgen(method)]
    pub fn focus(this: &Element);

    /// Of a dialog. Fails where it is open already, or not in the page.
    #[wasm_bindgen(method, catch, js_name = showModal)]
    pub fn show_modal(this: &Element) -> Result<(), JsValue>;
    /// Of a dialog.
    #[wasm_bindgen(method)]
    pub fn close(this: &Element);

    type Elements;
    #[wasm_bindgen(method, getter)]
    fn length(this: &Elements) -> u32;
    #[wasm_bindgen(method)]
    fn item(this: &Elements, at: u32) -> Option<Element>;

    pub type Event;
    /// Inside the shadow root only elements are targets.
    #[wasm_bindgen(method, getter)]
    pub fn target(this: &Event) -> Element;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub fn prevent_default(this: &Event);
}

impl Element {
    /// A new element of that class.
    pub fn new(tag: &str, class: &str) -> Element {
        let element = create(tag);
        element.set("class", class);
        element
    }

    pub fn is_connected(&self) -> bool {
        js::get(self, "isConnected").is_truthy()
    }

    pub fn class(&self) -> String {
        self.get("class").unwrap_or_default()
    }

    pub fn id(&self) -> String {
        self.get("id").unwrap_or_default()
    }

    pub fn words(&self) -> String {
        js::text(self, "textContent")
    }

    pub fn set_words(&self, words: &str) {
        js::set(self, "textContent", &words.into());
    }

    /// The words as they are laid out, with a line for each block.
    pub fn lines(&self) -> String {
        js::text(self, "innerText")
    }

    /// Of a link: what the browser makes of its address.
    pub fn protocol(&self) -> String {
        js::text(self, "protocol")
    }

    /// Of an input.
    pub fn value(&self) -> String {
        js::text(self, "value")
    }

    /// Of a box to tick.
    pub fn checked(&self) -> bool {
        js::get(self, "checked").is_truthy()
    }

    /// Of a dialog.
    pub fn open(&self) -> bool {
        js::get(self, "open").is_truthy()
    }

    /// The elements inside that match.
    pub fn all(&self, selector: &str) -> impl Iterator<Item = Element> + use<> {
        let list = self.query_all(selector);
        (0..list.length()).filter_map(move |at| list.item(at))
    }
}

/// An object of options.
pub fn options(entries: &[(&str, &str)]) -> JsValue {
    let options = js::construct("Object", &[]).unwrap_or_default();
    for (name, value) in entries {
        js::set(&options, name, &(*value).into());
    }
    options
}

//! The calls of the DOM that the view makes.
//!
//! Tags, attribute names, selectors and event names are constants here, and then the standard lets none of these
//! calls throw. What can fail says so.

use wasm_bindgen::prelude::*;

use crate::js::{
    self, Arg,
    Arg::{Is, Text},
};

/// An element of any kind, or the shadow root. What only some kinds have is called only on those.
#[derive(Clone)]
pub struct Element(pub JsValue);

impl Element {
    /// A new element of that class.
    pub fn new(tag: &str, class: &str) -> Element {
        let element = Element(js::ask(&js::global(), "document.createElement", tag));
        if !class.is_empty() {
            element.set("class", class);
        }
        element
    }

    /// The value, where it is an element.
    pub fn from(value: JsValue) -> Option<Element> {
        if value.is_truthy() { Some(Element(value)) } else { None }
    }

    /// Calls a method.
    pub fn call(&self, method: &str, arguments: &[Arg]) -> JsValue {
        js::call(&self.0, method, arguments)
    }

    /// Calls a method with a text.
    pub fn ask(&self, method: &str, text: &str) -> JsValue {
        js::ask(&self.0, method, text)
    }

    /// Puts an element at the end of this one.
    pub fn append(&self, child: &Element) {
        self.call("append", &[Is(&child.0)]);
    }

    /// Puts words at the end; they become a text node.
    pub fn append_words(&self, words: &str) {
        self.ask("append", words);
    }

    pub fn remove(&self) {
        self.call("remove", &[]);
    }

    pub fn focus(&self) {
        self.call("focus", &[]);
    }

    /// This element or the nearest around it that matches.
    pub fn closest(&self, selector: &str) -> Option<Element> {
        Element::from(self.ask("closest", selector))
    }

    /// The first element inside that matches.
    pub fn first(&self, selector: &str) -> Option<Element> {
        Element::from(self.ask("querySelector", selector))
    }

    /// The elements inside that match.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let mut found = Vec::new();
        for element in js::items(&self.ask("querySelectorAll", selector)) {
            found.push(Element(element));
        }
        found
    }

    /// The first element inside that matches and whose attribute has that value, whatever signs are in it.
    pub fn find(&self, selector: &str, attribute: &str, value: &str) -> Option<Element> {
        self.all(selector).into_iter().find(|element| element.says(attribute, value))
    }

    /// An attribute; empty where there is none.
    pub fn get(&self, name: &str) -> String {
        self.ask("getAttribute", name).as_string().unwrap_or_default()
    }

    pub fn set(&self, name: &str, value: &str) {
        self.call("setAttribute", &[Text(name), Text(value)]);
    }

    pub fn has(&self, name: &str) -> bool {
        self.ask("hasAttribute", name).is_truthy()
    }

    pub fn unset(&self, name: &str) {
        self.ask("removeAttribute", name);
    }

    /// A text property, such as `value`.
    pub fn text(&self, property: &str) -> String {
        js::text(&self.0, property)
    }

    /// Whether a property, such as `checked`, says yes.
    pub fn is(&self, property: &str) -> bool {
        js::is(&self.0, property)
    }

    pub fn words(&self) -> String {
        self.text("textContent")
    }

    pub fn set_words(&self, words: &str) {
        js::put(&self.0, "textContent", words);
    }

    /// Whether an attribute has that value; an absent one is empty.
    pub fn says(&self, attribute: &str, value: &str) -> bool {
        self.get(attribute) == value
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.says("class", class)
    }
}

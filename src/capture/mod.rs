//! Capture: what happens on the page, as `Input`. Nothing here decides, and nothing here throws into the page.

mod attributes;
mod context;
mod data_layer;
mod lifecycle;
mod markup;
mod page;
mod patch;
mod product;

use barrio_engine::{Input, Value};
use wasm_bindgen::prelude::*;

use crate::door::Source;
use crate::listener::Listener;
use data_layer::DataLayer;
use lifecycle::Life;
use page::Pages;

pub use context::facts;
pub use data_layer::{earlier, events, read_all};

/// All that listens on the page. Dropping it leaves the page as it was.
pub struct Capture {
    pages: Pages,
    life: Life,
    _data_layer: DataLayer,
    _attributes: Listener,
}

impl Capture {
    /// Listens from now on.
    pub fn start() -> Capture {
        Capture {
            pages: Pages::watch(),
            life: Life::watch(),
            _data_layer: DataLayer::watch(),
            _attributes: attributes::watch(),
        }
    }

    /// A page view. `entries` are those of the data layer that speak of this page; `properties`, an object, is
    /// what the page itself told and goes over what was found.
    pub fn view(&self, entries: &[Value], properties: &Value) -> Input {
        self.pages.view(entries, properties)
    }

    /// What an event means, if anything.
    pub fn hear(&self, source: Source, event: &JsValue) -> Option<Input> {
        match source {
            Source::Page => attributes::read(event),
            Source::Life => self.life.hear(event, &self.pages),
            Source::Settled => Some(self.view(&[], &Value::Null)),
            _ => {
                self.pages.address_changed();
                None
            }
        }
    }
}

//! Capture: what happens on the page, as `Input`. Nothing here decides, and nothing here throws into the page.

mod attributes;
mod context;
mod data_layer;
mod exit;
mod lifecycle;
mod markup;
mod page;
mod patch;
mod product;
mod scroll;
mod sights;
mod signals;

use barrio_engine::{Input, Value};
use wasm_bindgen::prelude::*;

use crate::door::Source;
use crate::listener::Listener;
use data_layer::DataLayer;
use lifecycle::Life;
use page::Pages;
use signals::Signals;

pub use context::{country_name, facts};
pub use data_layer::{earlier, events, read_all};

/// All that listens on the page. Dropping it leaves the page as it was.
pub struct Capture {
    pages: Pages,
    life: Life,
    signals: Signals,
    _data_layer: DataLayer,
    _attributes: Listener,
}

impl Capture {
    /// Listens from now on. `watches` are the signals that are needed, as `Engine::watches` names them.
    pub fn start(watches: Vec<Value>) -> Capture {
        Capture {
            pages: Pages::watch(),
            life: Life::watch(),
            signals: Signals::start(watches),
            _data_layer: DataLayer::watch(),
            _attributes: attributes::watch(),
        }
    }

    /// A page view, and what holds for it already. `entries` are those of the data layer that speak of this page;
    /// `properties`, an object, is what the page itself told and goes over what was found.
    pub fn view(&self, entries: &[Value], properties: &Value) -> Vec<Input> {
        let mut inputs = vec![self.pages.view(entries, properties)];
        self.signals.turn_page(&mut inputs);
        inputs
    }

    /// What an event means, if anything.
    pub fn hear(&self, source: Source, told: &JsValue) -> Vec<Input> {
        let mut inputs = Vec::new();
        let mut viewed = source == Source::Settled;
        match source {
            Source::Page => {
                inputs.extend(attributes::read(told));
                self.signals.clicked(told, &mut inputs);
            }
            Source::Life => viewed = self.life.hear(told, &mut inputs),
            Source::Address | Source::History => self.pages.address_changed(),
            _ => self.signals.hear(source, told, &mut inputs),
        }
        if viewed {
            inputs.append(&mut self.view(&[], &Value::Null));
        }
        inputs
    }
}

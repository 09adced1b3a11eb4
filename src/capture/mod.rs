//! Capture: what happens on the page, as `Input`. Nothing here decides, and nothing here throws into the page.

mod attributes;
mod context;
mod data_layer;
mod lifecycle;
mod markup;
mod page;
mod patch;
mod product;

use std::rc::Rc;

use barrio_engine::{Input, Value};

use crate::listener::Listener;
use data_layer::DataLayer;
use page::Pages;

pub use context::facts;

/// Where inputs go.
pub type Report = Rc<dyn Fn(Input)>;

/// All that listens on the page. Dropping it leaves the page as it was.
pub struct Capture {
    pages: Pages,
    _data_layer: DataLayer,
    _listeners: [Listener; 2],
}

impl Capture {
    /// Reports the page view and what the page has already told its data layer, then listens.
    pub fn start(report: &Report) -> Capture {
        let earlier = data_layer::earlier();
        let pages = Pages::watch(report);
        report(pages.views().view(&earlier, &Value::Null));
        data_layer::report(&earlier, report);
        let listeners = [attributes::listen(report), lifecycle::listen(report, pages.views())];
        Capture { pages, _data_layer: DataLayer::watch(report), _listeners: listeners }
    }

    /// A page view that the page tells: `properties`, an object, goes over what is found.
    pub fn page(&self, properties: &Value) -> Input {
        self.pages.views().view(&[], properties)
    }
}

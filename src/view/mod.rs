//! The view: the engine's inert `View` as elements in one shadow root. The only place that touches the DOM tree.
//!
//! Words become text nodes and nothing else: no `innerHTML`, no style attribute, no style element.

mod dom;
mod events;
mod intl;
mod kinds;
mod number;
mod render;
mod scene;
mod theme;

pub use intl::formatted;
pub use scene::{HOST, Scene as Stage};

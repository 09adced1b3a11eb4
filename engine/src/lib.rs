//! barrio's decision engine: a pure state machine. Everything that happened enters as an [`Input`] with its
//! time; everything to be done leaves as [`Effect`]s.
//!
//! There is no clock, no randomness, no storage, no network and no browser here, and `no_std` keeps it so.
//! The modules, in reading order:

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

// What happens, and what is to be done.
mod effect;
mod input;
pub mod view;

// The state machine: its core, its memory, how it speaks, and how it tells the CRM.
mod engine;
mod memory;
mod speak;
mod tell;

// Who is here.
mod address;
mod consent;
mod country;
mod journal;
mod person;
mod source;
mod visitor;

// What the store says.
mod agent;
mod campaign;
pub mod check;
mod condition;
mod content;
mod store;
mod template;

// What is decided, shown and sent.
mod build;
mod decision;
mod form;
mod history;
mod outbox;
mod sink;
mod words;

// Foundations.
mod error;
pub mod json;
mod locale;
mod number;
mod place;
mod random;
mod sha256;
mod text;
mod time;
mod value;

pub use consent::Purpose;
pub use effect::{Chat, Effect, Request};
pub use engine::Engine;
pub use error::Issue;
pub use input::{Input, Start};
pub use store::StoreFile;
pub use value::Value;
pub use view::{Format, Formatting, Kind, Node, Run, Surface, Text, View};

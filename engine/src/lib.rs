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

// The state machine: its core, its memory, the course of a visit, how it speaks, and how it tells the CRM.
mod arm;
mod deliver;
mod engine;
mod memory;
mod session;
mod speak;
mod spot;
mod tabs;
mod talk;
mod teaser;
mod tell;
mod whole;

// Who is here, and what they do.
mod address;
mod bots;
mod cart;
mod consent;
mod country;
mod interests;
mod journal;
mod person;
mod sites;
mod source;
mod visitor;

// What the store says.
mod agent;
mod block;
mod campaign;
pub mod check;
mod condition;
mod condition_reader;
mod content;
mod did;
mod exclusion;
mod experiment;
mod expression;
mod filter;
mod format;
mod goal;
mod hours;
mod markup;
#[cfg(any(test, feature = "regex"))]
mod native_pattern;
mod operator;
mod pattern;
mod schedule;
mod store;
mod strftime;
mod template;
mod trigger;
mod version;

// What is decided, shown and sent, and why.
mod answer;
mod answers;
pub mod bucket;
mod build;
mod checklist;
mod course;
mod cursor;
mod decision;
mod explain;
mod form;
mod history;
mod message;
mod outbox;
mod preferences;
mod program;
mod progress;
mod progress_explained;
mod reason;
mod score;
mod segment;
mod sink;
mod survey;
mod tour;

// Foundations.
mod error;
pub mod json;
mod letters;
mod lifecycle;
mod list;
mod locale;
mod number;
mod place;
mod random;
mod sha256;
pub mod text;
mod time;
mod value;

pub use consent::Purpose;
pub use effect::{Chat, Effect, Request};
pub use engine::Engine;
pub use error::Issue;
pub use input::{Input, Start};
pub use memory::Memory as Records;
pub use pattern::{Compile, Matcher};
pub use store::StoreFile;
pub use tabs::merged;
pub use value::Value;
pub use view::{Formatting, Run, Text, View};

//! barrio in the browser: the engine, for the JavaScript of the package, and nothing else.
//!
//! Everything crosses as JSON text: that is the fastest and the smallest. What a page sees is in `pkg/`.

mod pattern;

use barrio_engine::{Effect, Input, Issue, Value, bucket, json, merged};
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The engine of one page: its clock and its chances are arguments.
#[wasm_bindgen]
pub struct Engine(barrio_engine::Engine);

#[wasm_bindgen]
impl Engine {
    /// Reads the store file. Where only a part of the module is there, `whole` is false until `complete` is called.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str, whole: bool) -> Engine {
        Engine(if whole {
            barrio_engine::Engine::with_patterns(config, pattern::compile)
        } else {
            barrio_engine::Engine::partial(config, pattern::compile)
        })
    }

    /// The rest of the module is there.
    pub fn complete(&mut self) {
        self.0.make_whole();
    }

    /// Takes an input as JSON and gives the effects as a JSON array; where it is no input, a sentence as a JSON
    /// string.
    pub fn step(&mut self, now: f64, input: &str) -> String {
        match read_input(input) {
            Ok(input) => list(&self.0.step(now as i64, input), &Effect::to_value),
            Err(sentence) => sentence.into(),
        }
        .to_json()
    }

    /// Gives what the device keeps of messages that wait, beside the records of the next `start` or `lead`: each
    /// record's name and its text on lines of their own.
    pub fn wait(&mut self, lines: &str) {
        self.0.give_waiting(lines);
    }

    /// Answers a question about what the engine knows, as JSON. `about` is a JSON value that the question needs.
    ///
    /// | question | answer |
    /// |---|---|
    /// | `issues` | what is wrong in the store file |
    /// | `appearance` | the store file's `theme` and `words` |
    /// | `zones` | the time zones whose offsets are needed |
    /// | `watches` | the signals that are needed |
    /// | `rows` | the rows of CRMs that are to be loaded |
    /// | `country` | where the visitor is, an ISO 3166 code; before the start by the facts in `about` |
    /// | `consent_sources` | the consent managers that are to be watched |
    /// | `records` | all that the device holds |
    /// | `explain` | every campaign, every rule, its value and its verdict at `now`; `about` may be one campaign's id |
    /// | `reach` | how many campaigns have the visitor in their audience |
    /// | `merged` | what to write of a record, `about` being `[name, mine, device's]` |
    /// | else | a step of how people are shared out, by its name in GrowthBook, with its arguments in `about` |
    pub fn ask(&self, question: &str, now: f64, about: &str) -> String {
        let about = json::parse(about).unwrap_or_default();
        let part = |index| about.at(index).text_or_empty();
        match question {
            "issues" => list(self.0.issues(), &Issue::to_value),
            "appearance" => self.0.appearance(),
            "zones" => self.0.zones().into(),
            "watches" => self.0.watches(),
            "rows" => self.0.rows(),
            "country" => self.0.country(&about),
            "consent_sources" => self.0.consent_sources(),
            "records" => self.0.export(),
            "reach" => self.0.reach().into(),
            "merged" => merged(part("0"), part("1"), part("2")).into(),
            _ if !self.0.is_whole() => Value::Null,
            "explain" => self.0.explain(now as i64, about.text()),
            _ => bucket::ask(question, &about),
        }
        .to_json()
    }
}

fn list<T>(items: &[T], to_value: &dyn Fn(&T) -> Value) -> Value {
    let mut list = Vec::new();
    for item in items {
        list.push(to_value(item));
    }
    Value::List(list)
}

fn read_input(input: &str) -> Result<Input, String> {
    Input::take(json::parse(input)?).map_err(String::from)
}

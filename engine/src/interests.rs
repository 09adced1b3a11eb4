//! Interests: the categories, brands and price bands that a person looks at, carries and buys. Every event about things
//! halves what came before.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cart::{amount, round};
use crate::engine::Engine;
use crate::error::Report;
use crate::exclusion::{excluded, words};
use crate::list;
use crate::memory::VISIT;
use crate::number;
use crate::place::Place;
use crate::value::Value;

/// What an event about things weighs.
const WEIGHTS: &str = "page_view=1 view_item=1 add_to_wishlist=2 add_to_cart=2 purchase=3";
/// The attributes, and the property of an item that each is found in.
const KINDS: [(&str, &str); 3] =
    [("interests", "item_category"), ("brands", "item_brand"), ("price_bands", "price")];
/// So many of a kind are kept, and so many told.
const KEPT: usize = 8;
const TOLD: usize = 5;
/// What weighs less is forgotten.
const LEAST: f64 = 0.01;

/// The prices between which the bands of a store lie, from low to high.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bands(pub Vec<f64>);

impl Default for Bands {
    fn default() -> Bands {
        Bands([25.0, 75.0, 150.0].into())
    }
}

impl Bands {
    /// Takes what the store says; what it leaves open stays as it is.
    pub fn read(&mut self, place: &Place, report: &mut Report) {
        place.only("prices", report);
        let prices = place.key("prices");
        if !prices.is_absent() {
            self.0.clear();
        }
        for price in prices.items(report) {
            self.0.extend(price.amount(report));
        }
    }

    /// The name of the band that a price lies in, such as `25-75` or `150+`; nothing where there are no bands.
    fn name(&self, price: f64) -> Option<String> {
        let (mut name, mut low) = (String::new(), 0.0);
        let top = self.0.iter().find(|top| price < **top);
        for bound in &self.0 {
            if *bound <= price {
                low = *bound;
            }
        }
        number::write(low, &mut name);
        name.push(if top.is_some() { '-' } else { '+' });
        if let Some(top) = top {
            number::write(*top, &mut name);
        }
        (!self.0.is_empty()).then_some(name)
    }
}

impl Engine {
    /// Takes what an event says of what a person is interested in.
    pub(crate) fn take_interest(&mut self, event: &str, properties: &Value) {
        let Some(weight) = number::assigned(WEIGHTS, event) else { return };
        let items = properties.get("items");
        let items = if items.items().is_empty() { core::slice::from_ref(properties) } else { items.items() };
        // A page whose markup said what it is about need not say it again.
        let told = core::mem::replace(&mut self.visitor.page_told, event == "page_view");
        let product = self.visitor.attributes().at("product.category");
        if event == "view_item" && told && items.iter().all(|item| same(item.get("item_category"), product)) {
            return;
        }
        let mut known = self.memory.get(VISIT).get("interests").clone();
        let mut is_new = false;
        for (kind, property) in &KINDS {
            let mut names = Vec::new();
            for item in items {
                let said = item.get(property);
                let name = if *kind == "price_bands" {
                    amount(said).and_then(|price| self.store.bands.name(price)).into()
                } else {
                    said.clone()
                };
                if !name.text_or_empty().is_empty() && !holds(&names, &name) {
                    names.push(name);
                }
            }
            if !names.is_empty() {
                is_new = true;
                let after = weigh(known.get(kind), &names, weight);
                known.set(kind, after);
            }
        }
        if is_new {
            self.memory.amend(VISIT, "interests", known);
            self.know_interests();
        }
    }

    /// Brings up to date what they are interested in, the strongest first: what they said, then what was seen.
    pub(crate) fn know_interests(&mut self) {
        for (kind, _) in &KINDS {
            let attributes = self.visitor.attributes();
            let exclusions = attributes.get("exclusions");
            let mut told: Vec<Value> = Vec::new();
            let mut add = |name: &Value| {
                if told.len() < TOLD && !holds(&told, name) && excluded(name, exclusions).is_none() {
                    told.push(name.clone());
                }
            };
            if *kind == "interests" {
                words(attributes.at("preferences.interests")).iter().for_each(&mut add);
            }
            for known in self.memory.get(VISIT).get("interests").get(kind).items() {
                add(known.at("0"));
            }
            let told = if told.is_empty() { Value::Null } else { Value::List(told) };
            self.visitor.set(kind, told);
        }
    }
}

/// What is known of a kind after one more event, a list of `[name, weight]`, the strongest first; of equals the later.
fn weigh(known: &Value, names: &[Value], weight: f64) -> Value {
    let mut after: Vec<Value> = Vec::new();
    let mut add = |name: &Value, weight: f64| {
        let at = after.iter().position(|other| other.at("1").number() < Some(weight)).unwrap_or(after.len());
        if weight >= LEAST && at < KEPT {
            list::insert(&mut after, at, Value::List([name.clone(), round(weight).into()].into()));
        }
    };
    let before = |entry: &Value| entry.at("1").number().unwrap_or(0.0) / 2.0;
    for name in names {
        let entry = known.items().iter().find(|entry| same(entry.at("0"), name));
        add(name, weight + entry.map_or(0.0, before));
    }
    for entry in known.items() {
        if !holds(names, entry.at("0")) {
            add(entry.at("0"), before(entry));
        }
    }
    after.truncate(KEPT);
    Value::List(after)
}

fn holds(names: &[Value], name: &Value) -> bool {
    names.iter().any(|other| same(other, name))
}

/// Whether two texts are the same name: the data layer and the markup may write it in capitals or without.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    one.text().is_some_and(|one| one.eq_ignore_ascii_case(other.text_or_empty()))
}

//! The customer pyramid: where a person stands with the store, from their orders and what the CRM told of them.

use crate::cart::amount;
use crate::engine::Engine;
use crate::error::Report;
use crate::memory::VISIT;
use crate::place::Place;
use crate::time::{self, DAY};
use crate::value::Value;

/// The stages, from the base up, and why somebody is in one of them.
const STAGES: [(&str, &str); 4] = [
    ("probable", "They never bought, and there is no relation yet."),
    ("potential", "They never bought, but subscribed, left an address or are known to the store."),
    ("active", "They bought, and have not been silent for long."),
    ("inactive", "They bought, and have been silent for longer than they usually are."),
];
/// The first stage of those who bought.
const ACTIVE: usize = 2;

/// When somebody who bought counts as inactive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lifecycle {
    /// The shop's mean time between two orders of one person, in milliseconds.
    pub gap: i64,
    /// How many gaps of a person's own it weighs as much as.
    pub weight: f64,
    /// After how many of their gaps a person is silent.
    pub silent: f64,
    /// The same for everybody, in milliseconds.
    pub inactive_after: Option<i64>,
}

impl Default for Lifecycle {
    fn default() -> Lifecycle {
        Lifecycle { gap: 60 * DAY, weight: 1.0, silent: 3.0, inactive_after: None }
    }
}

impl Lifecycle {
    /// Takes what the store says; what it leaves open stays as it is.
    pub fn read(&mut self, place: &Place, report: &mut Report) {
        place.only("gap weight silent inactiveAfter", report);
        self.gap = place.key("gap").duration(report).unwrap_or(self.gap);
        for (key, number) in [("weight", &mut self.weight), ("silent", &mut self.silent)] {
            *number = place.key(key).amount(report).unwrap_or(*number);
        }
        self.inactive_after = place.key("inactiveAfter").duration(report);
    }

    /// How long after the last order a person counts as inactive. Their own mean gap is shrunk towards the shop's: of
    /// few orders it says little.
    fn patience(&self, orders: &Orders) -> i64 {
        let mut gap = self.gap as f64;
        let gaps = orders.count - 1.0;
        if let (Some(first), Some(last)) = (orders.first, orders.last)
            && gaps > 0.0
        {
            gap = ((last - first).max(0) as f64 + self.weight * gap) / (gaps + self.weight);
        }
        self.inactive_after.unwrap_or((self.silent * gap) as i64)
    }
}

/// All that is known of a person's orders, of what the device saw and what the CRM told the one that says more.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Orders {
    pub count: f64,
    pub value: f64,
    first: Option<i64>,
    pub last: Option<i64>,
}

impl Orders {
    pub fn read(record: &Value, traits: &Value) -> Orders {
        let greater = |seen: &str, told: &str| {
            let number = |value| amount(value).unwrap_or(0.0);
            number(record.get(seen)).max(number(traits.get(told)))
        };
        let times = |name: &str, told: &str| [record.get(name).integer(), time::point(traits.get(told))];
        let last = times("last", "last_order_at").into_iter().flatten().max();
        Orders {
            count: greater("count", "orders_count").max(f64::from(u8::from(last.is_some()))),
            value: greater("value", "orders_value"),
            first: times("first", "first_order_at").into_iter().flatten().min(),
            last,
        }
    }
}

impl Engine {
    /// Where the person stands, why, and the last moment of it if nothing happens.
    pub fn standing(&self) -> (&'static str, &'static str, Option<i64>) {
        let (attributes, orders) = (self.visitor.attributes(), &self.visitor.orders);
        let traits = attributes.get("customer");
        let told = traits.get("lifecycle").text_or_empty();
        if let Some((stage, _)) = STAGES.iter().find(|(stage, _)| *stage == told) {
            return (stage, "The CRM says so.", None);
        }
        let mut until = None;
        let stage = if attributes.at("orders.count").number() > Some(0.0) {
            until = orders.last.map(|last| last.saturating_add(self.store.lifecycle.patience(orders)));
            ACTIVE + usize::from(until.is_some_and(|until| self.now > until))
        } else {
            let is_known = attributes.get("subscribed") == &Value::Bool(true)
                || !traits.entries().is_empty()
                || !self.person.get("user_id").is_null()
                || self.memory.times("generate_lead") > 0;
            usize::from(is_known)
        };
        let (stage, because) = STAGES.get(stage).copied().unwrap_or_default();
        (stage, because, until.filter(|until| self.now <= *until))
    }

    /// Brings up to date where the person stands. A change is an event, but not what is only `learnt` of another tab,
    /// where it was one.
    pub(crate) fn relate(&mut self, learnt: bool) {
        self.rate(learnt);
        let stage = self.standing().0;
        if self.visitor.text("lifecycle") != stage {
            self.visitor.set("lifecycle", stage.into());
            self.outbox.doubt();
        }
        let before = self.memory.get(VISIT).get("lifecycle");
        if before.text() == Some(stage) || learnt || !self.visitor.is_here || self.memory.visit("number") == 0
        {
            return;
        }
        let change = Value::map([("from", before.clone()), ("to", stage.into())]);
        let bought =
            |stage: &Value| STAGES.iter().rposition(|(name, _)| Some(*name) == stage.text()) >= Some(ACTIVE);
        // Whoever bought has bought: the record of it went, or has not come yet.
        if bought(change.get("from")) && !bought(change.get("to")) {
            return;
        }
        self.memory.amend(VISIT, "lifecycle", stage.into());
        if !change.get("from").is_null() {
            self.relation_changed("lifecycle_changed", &change);
        }
    }

    /// Notes a change in where the person stands, wakes the campaigns that wait for it, and tells the CRM.
    pub(crate) fn relation_changed(&mut self, event: &str, properties: &Value) {
        self.did(event, properties);
        self.tell_relation(event, properties);
    }
}

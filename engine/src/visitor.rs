//! `Visitor`: all that can be asked about who is here now, under the names of the store file.

use alloc::string::String;
use alloc::vec::Vec;

use crate::country::Country;
use crate::lifecycle::Orders;
use crate::locale;
use crate::memory::Memory;
use crate::source;
use crate::text::{self, contains};
use crate::time::{self, DAY, MINUTE, SECOND, Zone};
use crate::value::Value;

/// What changes with time, by group and name.
const TIMES: [(&str, &str); 6] = [
    ("visit", "number"),
    ("visit", "pages"),
    ("visit", "seconds"),
    ("visit", "days_since_last"),
    ("page", "seconds"),
    ("orders", "days_since_last"),
];
/// Stands for a time that is not known.
const UNKNOWN: i64 = -1;

/// What the browser and the store say, and what follows from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitor {
    /// Everything under its dotted name.
    attributes: Value,
    /// Offsets of time zones in minutes east of UTC, by their names.
    zones: Value,
    /// What is said of them goes over what is found out: a simulation, a recorded visit.
    said: Value,
    /// The names of what has changed since the questions were asked.
    pub changed: Vec<&'static str>,
    /// What is known of their orders.
    pub orders: Orders,
    /// Whether they have done something since the start, if only to open a page.
    pub is_here: bool,
    /// Whether what told of their interests last was this page itself.
    pub page_told: bool,
    /// Whether they have become a qualified lead in this step.
    pub qualifies: bool,
    /// When this page was opened.
    page_opened: i64,
    /// The numbers under `TIMES`, and the minute of the wall clock, as they were set last.
    times: [i64; 6],
    minute: i64,
}

/// What the store file says of the store that a visitor is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Home {
    /// ISO 3166 code.
    pub country: String,
    /// BCP 47 tag.
    pub locale: String,
}

impl Visitor {
    /// Reads what the browser says at the start.
    pub fn start(facts: &Value, zones: Value, home: &Home) -> Visitor {
        let names = "timezone touch color_scheme reduced_motion";
        let mut said = Value::Null;
        for (name, value) in facts.get("visitor").entries() {
            put_at(&mut said, name, value);
        }
        let mut visitor = Visitor {
            attributes: facts.pick(names),
            zones,
            said: said.clone(),
            times: [UNKNOWN; 6],
            ..Visitor::default()
        };
        let mut facts = facts.clone();
        // What follows from what is said follows too: somebody in Spain is abroad.
        facts.merge(&said.pick("country timezone languages"));
        for name in ["locale", "language"] {
            if said.get("languages").is_null() && said.get(name).text().is_some() {
                facts.set("languages", Value::List([said.get(name).clone()].into()));
                break;
            }
        }
        visitor.set_language(&facts, home);
        visitor.set_origin(&facts, home);
        visitor.set_device(&facts);
        for (name, value) in said.entries() {
            visitor.attributes.set(name, value.clone());
        }
        visitor
    }

    fn set_language(&mut self, facts: &Value, home: &Home) {
        let mut languages = Vec::new();
        let mut speaks = false;
        for tag in facts.get("languages").items().iter().take(20) {
            let Some(text) = tag.text() else { continue };
            let language = locale::language(text);
            if languages.is_empty() {
                self.set("locale", tag.clone());
                self.set("language", language.into());
            }
            speaks |= language == locale::language(&home.locale);
            languages.push(tag.clone());
        }
        if !languages.is_empty() {
            self.set("speaks_store_language", speaks.into());
            self.set("languages", Value::List(languages));
        }
    }

    fn set_origin(&mut self, facts: &Value, home: &Home) {
        let text = |name| facts.get(name).text_or_empty();
        if let Some(country) = Country::detect(text("country"), text("timezone"), self.text("locale")) {
            self.set("country", (&country).into());
            self.set("country_source", country.source.into());
            self.set("abroad", (!home.country.is_empty() && country.code() != home.country).into());
        }
    }

    fn set_device(&mut self, facts: &Value) {
        let agent = facts.get("user_agent").text_or_empty();
        if !agent.is_empty() {
            self.set("os", first_match(agent, &SYSTEMS).into());
            self.set("browser", first_match(agent, &BROWSERS).into());
        }
        if let Some(width) = facts.get("width").number() {
            self.set("device", device(agent, width, facts.get("touch") == &Value::Bool(true)).into());
        }
    }

    /// Takes what the browser has learnt since the start.
    pub fn set_facts(&mut self, facts: &Value) {
        for name in ["country_name", "color_scheme", "reduced_motion"] {
            if !facts.get(name).is_null() {
                self.set(name, facts.get(name).clone());
            }
        }
    }

    /// Takes a page view.
    pub fn set_page(&mut self, facts: &Value, now: i64) {
        let url = facts.get("url").text_or_empty();
        let mut page = facts.pick("title referrer type");
        page.set_text("url", url);
        page.set_text("path", source::path(url));
        page.set("query", source::parameters(url));
        page.set("seconds", 0_i64.into());
        page.set("scroll", 0_i64.into());
        self.page_opened = now;
        self.set("page", page);
        self.set("product", facts.get("product").clone());
    }

    /// Takes what brought the visitor here, now and at the very first: the record of both.
    pub fn set_touch(&mut self, touch: &Value) {
        for name in &["source", "medium", "campaign", "channel", "referrer", "landing_page"] {
            self.set(name, touch.get("last").get(name).clone());
        }
        self.set("first", touch.get("first").clone());
    }

    /// Brings what changes with time up to date.
    pub fn set_time(&mut self, memory: &Memory, now: i64) {
        let visit = |name| memory.visit(name);
        let since = |then: i64| (now - then).max(0);
        let (started, before) = (visit("started"), visit("before"));
        let times = [
            visit("number"),
            visit("pages"),
            since(started) / SECOND,
            if before > 0 { (started - before).max(0) / DAY } else { UNKNOWN },
            if self.page_opened > 0 { since(self.page_opened) / SECOND } else { UNKNOWN },
            self.orders.last.map_or(UNKNOWN, |last| since(last) / DAY),
        ];
        for ((group, name), (new, old)) in TIMES.iter().zip(times.iter().zip(self.times)) {
            if *new != old {
                let value = if *new == UNKNOWN { Value::Null } else { (*new).into() };
                self.set_in(group, name, value);
            }
        }
        self.times = times;
        if self.minute != now / MINUTE {
            self.minute = now / MINUTE;
            if let Some(local) = self.local(self.text("timezone"), now) {
                self.set("local_hour", (local.minute / 60).into());
                self.set("local_day", time::DAYS.get(local.day).copied().unwrap_or_default().into());
            }
        }
    }

    /// Takes the records of what is in the cart and of what was bought, and what the CRM told of it. Where there is none it is nothing: most
    /// conditions ask for those who never bought.
    pub fn set_commerce(&mut self, cart: &Value, orders: &Value) {
        let mut known = Value::Null;
        for name in ["value", "quantity"] {
            known.set(name, 0_i64.into());
        }
        known.merge(cart);
        self.set("cart", known);
        self.orders = Orders::read(orders, self.attributes.get("customer"));
        for (name, number) in [("count", self.orders.count), ("value", self.orders.value)] {
            self.set_in("orders", name, number.into());
        }
    }

    /// Since when the seconds at that path are counted.
    pub fn began(&self, path: &str, memory: &Memory) -> i64 {
        if path == "page.seconds" { self.page_opened } else { memory.visit("started") }
    }

    /// The wall clock in a time zone; `None` where its offset is not known.
    pub fn local(&self, zone: &str, now: i64) -> Option<time::Local> {
        Some(time::local(now, self.zone(zone)?.offset(now)))
    }

    /// What is known of a time zone.
    pub fn zone(&self, name: &str) -> Option<Zone> {
        Zone::read(self.zones.get(name))
    }

    /// Everything under its dotted name.
    pub fn attributes(&self) -> &Value {
        &self.attributes
    }

    /// A text among the attributes, empty where there is none.
    pub fn text(&self, path: &str) -> &str {
        self.attributes.at(path).text_or_empty()
    }

    /// Puts an attribute under its name.
    pub fn set(&mut self, name: &'static str, value: Value) {
        let mut value = value;
        let said = self.said.get(name);
        if matches!((&value, said), (Value::Map(_), Value::Map(_))) {
            value.merge(said);
        } else if !said.is_null() {
            return;
        }
        if self.attributes.get(name) != &value {
            self.attributes.set(name, value);
            self.changed.push(name);
        }
    }

    /// Puts a value into a group of attributes.
    pub fn set_in(&mut self, group: &'static str, name: &str, value: Value) {
        if self.attributes.get(group).get(name) != &value && self.said.get(group).get(name).is_null() {
            self.attributes.change(group, &mut |attributes| attributes.set(name, value.clone()));
            self.changed.push(group);
        }
    }
}

/// Puts a value under a dotted name, as groups have it.
fn put_at(values: &mut Value, name: &str, value: &Value) {
    match text::split_once(name, ".") {
        Some((group, rest)) => values.change(group, &mut |values| put_at(values, rest, value)),
        None => values.set(name, value.clone()),
    }
}

/// What a user agent says of its system, the more special first.
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// What it says of its browser: most of them also name the ones that they descend from.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

fn first_match(agent: &str, known: &[(&str, &'static str)]) -> &'static str {
    known.iter().find(|(mark, _)| contains(agent, mark)).map_or("other", |(_, name)| name)
}

/// A tablet is what is touched and neither says mobile nor is as narrow as a phone.
fn device(agent: &str, width: f64, touch: bool) -> &'static str {
    if contains(agent, "Mobi") && !contains(agent, "iPad") && (width < 768.0 || contains(agent, "iPhone")) {
        "mobile"
    } else if touch && !contains(agent, "Windows") {
        if width < 600.0 { "mobile" } else { "tablet" }
    } else {
        "desktop"
    }
}

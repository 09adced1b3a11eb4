//! `Visitor`: all that can be asked about who is here now, under the names of the store file.

use alloc::string::String;
use alloc::vec::Vec;

use crate::country::Country;
use crate::locale;
use crate::memory::Memory;
use crate::source;
use crate::text::contains;
use crate::time::{self, DAY, SECOND};
use crate::value::Value;

/// What the browser and the store say, and what follows from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitor {
    /// Everything under its dotted name.
    attributes: Value,
    /// Offsets of time zones in minutes east of UTC, by their names.
    zones: Value,
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
        let mut visitor = Visitor { attributes: facts.pick(names), zones };
        visitor.set_language(facts, home);
        visitor.set_origin(facts, home);
        visitor.set_device(facts);
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

    /// Takes a page view.
    pub fn set_page(&mut self, facts: &Value) {
        let url = facts.get("url").text_or_empty();
        let mut page = facts.pick("title referrer type");
        page.set_text("url", url);
        page.set_text("path", source::path(url));
        page.set("query", source::parameters(url));
        self.set("page", page);
        self.set("product", facts.get("product").clone());
    }

    /// Takes what brought the visitor here, now and at the very first: the record of both.
    pub fn set_touch(&mut self, touch: &Value) {
        if !touch.is_null() {
            for name in &["source", "medium", "campaign", "channel", "referrer", "landing_page"] {
                self.set(name, touch.get("last").get(name).clone());
            }
            self.set("first", touch.get("first").clone());
        }
    }

    /// Brings what changes with time up to date.
    pub fn set_visit(&mut self, memory: &Memory, now: i64) {
        let (started, before) = (memory.visit("started"), memory.visit("before"));
        let mut visit = Value::Null;
        for name in &["number", "pages"] {
            visit.set(name, memory.visit(name).into());
        }
        visit.set("seconds", ((now - started).max(0) / SECOND).into());
        if before > 0 {
            visit.set("days_since_last", ((started - before).max(0) / DAY).into());
        }
        self.set("visit", visit);
        if let Some(local) = self.local(self.text("timezone"), now) {
            self.set("local_hour", (local.minute / 60).into());
            self.set("local_day", time::DAYS.get(local.day).copied().unwrap_or_default().into());
        }
    }

    /// The wall clock in a time zone; `None` where its offset is not known.
    pub fn local(&self, zone: &str, now: i64) -> Option<time::Local> {
        Some(time::local(now, self.zones.get(zone).integer()?))
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
    pub fn set(&mut self, name: &str, value: Value) {
        self.attributes.set(name, value);
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

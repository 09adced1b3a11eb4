//! `Visitor`: all that can be asked about who is here now, under the names of the store file.

use alloc::string::String;
use alloc::vec::Vec;

use crate::consent::Consent;
use crate::country::Country;
use crate::journal::Visit;
use crate::locale;
use crate::source::{self, Touch};
use crate::time::{self, DAY, SECOND};
use crate::value::Value;

/// What the browser and the store say, and what follows from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitor {
    /// Everything under its dotted name.
    attributes: Value,
    /// Offsets of time zones in minutes east of UTC.
    zones: Vec<(String, i64)>,
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
    pub fn start(facts: &Value, zones: &[(String, i64)], home: &Home) -> Visitor {
        let mut visitor = Visitor { attributes: Value::map([]), zones: zones.to_vec() };
        visitor.set_language(facts, home);
        visitor.set_origin(facts, home);
        visitor.set_device(facts);
        visitor
    }

    fn set_language(&mut self, facts: &Value, home: &Home) {
        let languages: Vec<&str> =
            facts.get("languages").items().iter().filter_map(Value::text).take(20).collect();
        let Some(first) = languages.first() else { return };
        let store_language = locale::language(&home.locale);
        self.set("locale", (*first).into());
        self.set("language", locale::language(first).into());
        self.set(
            "speaks_store_language",
            languages.iter().any(|tag| locale::language(tag) == store_language).into(),
        );
        self.set("languages", languages.into());
    }

    fn set_origin(&mut self, facts: &Value, home: &Home) {
        let text = |name| facts.get(name).text_or_empty();
        let locale = String::from(self.text("locale"));
        self.attributes.set_known("timezone", facts.get("timezone").clone());
        if let Some(country) = Country::detect(text("country"), text("timezone"), &locale) {
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
        for name in ["touch", "color_scheme", "reduced_motion"] {
            self.attributes.set_known(name, facts.get(name).clone());
        }
    }

    /// Takes a page view.
    pub fn set_page(&mut self, facts: &Value) {
        let url = facts.get("url").text_or_empty();
        let mut query = Value::map([]);
        for (name, value) in source::query(url) {
            query.set(&name, Value::from(value.as_ref()));
        }
        let mut page =
            Value::map([("url", url.into()), ("path", source::path(url).into()), ("query", query)]);
        page.set_known("title", facts.get("title").clone());
        page.set_known("referrer", facts.get("referrer").clone());
        page.set_known("type", facts.get("type").clone());
        self.set("page", page);
        self.set("product", facts.get("product").clone());
    }

    /// Takes what brought the visitor here, now and at the very first.
    pub fn set_touches(&mut self, last: &Touch, first: &Touch) {
        for name in ["source", "medium", "campaign", "channel", "referrer", "landing_page"] {
            self.set(name, last.fields().get(name).clone());
        }
        self.set("first", first.fields().clone());
    }

    /// Brings what changes with time up to date.
    pub fn set_visit(&mut self, visit: &Visit, now: i64) {
        let mut fields = Value::map([
            ("number", visit.number.into()),
            ("pages", visit.pages.into()),
            ("seconds", ((now - visit.started).max(0) / SECOND).into()),
        ]);
        if visit.before > 0 {
            fields.set("days_since_last", ((visit.started - visit.before).max(0) / DAY).into());
        }
        self.set("visit", fields);
        if let Some(local) = self.local(self.text("timezone"), now) {
            self.set("local_hour", (local.minute / 60).into());
            self.set("local_day", time::DAYS.get(local.day).copied().unwrap_or_default().into());
        }
    }

    /// Takes what is allowed now.
    pub fn set_consent(&mut self, consent: &Consent) {
        self.set("consent", consent.state());
    }

    /// Takes what the store knows of the person.
    pub fn set_customer(&mut self, traits: &Value) {
        self.set("customer", traits.clone());
    }

    /// The wall clock in a time zone; `None` where its offset is not known.
    pub fn local(&self, zone: &str, now: i64) -> Option<time::Local> {
        let known = self.zones.iter().find(|(name, _)| name == zone);
        known.map(|(_, offset)| time::local(now, *offset))
    }

    /// Everything under its dotted name.
    pub fn attributes(&self) -> &Value {
        &self.attributes
    }

    /// A text among the attributes, empty where there is none.
    pub fn text(&self, path: &str) -> &str {
        self.attributes.at(path).text_or_empty()
    }

    /// The visitor's languages in their order.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.attributes.get("languages").items().iter().filter_map(Value::text)
    }

    fn set(&mut self, name: &str, value: Value) {
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
    known.iter().find(|(mark, _)| agent.contains(mark)).map_or("other", |(_, name)| name)
}

/// A tablet is what is touched and neither says mobile nor is as narrow as a phone.
fn device(agent: &str, width: f64, touch: bool) -> &'static str {
    if agent.contains("Mobi") && !agent.contains("iPad") && (width < 768.0 || agent.contains("iPhone")) {
        "mobile"
    } else if touch && !agent.contains("Windows") {
        if width < 600.0 { "mobile" } else { "tablet" }
    } else {
        "desktop"
    }
}

//! `Agent`: somebody of the store, the languages they speak, and when they are on duty.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Report;
use crate::hours::Hours;
use crate::locale;
use crate::place::Place;
use crate::template::safe_url;
use crate::time::{Local, SECOND};
use crate::value::Value;

/// A person that visitors can talk to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Agent {
    pub name: String,
    /// BCP 47 tags, the best first.
    pub languages: Vec<String>,
    pub avatar: Option<String>,
    /// How soon an answer comes, in milliseconds.
    pub replies: Option<i64>,
    /// IANA name of the time zone that the hours are in.
    pub timezone: String,
    hours: Hours,
}

impl Agent {
    /// Reads an agent; `None` where it cannot be used.
    pub fn read(place: &Place, report: &mut Report) -> Option<Agent> {
        place.only("name languages hours days timezone avatar replies", report);
        let before = report.faults;
        let languages = place.key("languages");
        let agent = Agent {
            name: place.key("name").required_text(report)?.into(),
            languages: languages.texts(report),
            avatar: place.key("avatar").text(report).and_then(safe_url).map(String::from),
            replies: place.key("replies").duration(report),
            timezone: place.key("timezone").text(report).unwrap_or("UTC").into(),
            hours: Hours::read(place, report),
        };
        if agent.languages.is_empty() {
            languages.fault("Say which languages they speak, such as [\"es\", \"en\"].", report);
        }
        (report.faults == before).then_some(agent)
    }

    /// Whether they are on duty at this moment of their own wall clock.
    pub fn on_duty(&self, local: Local) -> bool {
        self.hours.include(local)
    }

    /// How well they speak a language: 0 is best; `None` not at all.
    pub fn speaks(&self, language: &str) -> Option<usize> {
        let wanted = locale::language(language);
        self.languages.iter().position(|spoken| locale::language(spoken).eq_ignore_ascii_case(wanted))
    }

    /// What a template may say of them, and a view shows.
    pub fn to_value(&self) -> Value {
        let mut out = Value::Null;
        out.set_text("name", &self.name);
        out.set_known("avatar", self.avatar.as_ref().into());
        out.set("languages", self.languages.clone().into());
        out.set_known("replies", self.replies.map(|time| time / SECOND).into());
        out
    }
}

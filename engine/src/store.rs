//! `StoreFile`: all that a store says, read from `barrio.json`. What is good is kept, what is not is reported.

use alloc::string::String;
use alloc::vec::Vec;

use crate::agent::Agent;
use crate::campaign::Campaign;
use crate::condition::{Condition, ConditionReader};
use crate::consent::Purpose;
use crate::error::{Issue, Report};
use crate::json;
use crate::place::Place;
use crate::sink::Sink;
use crate::time::MINUTE;
use crate::value::Value;
use crate::visitor::Home;

/// How large a store file may be: far beyond any real one, and read in a fraction of a second.
pub const MAX_BYTES: usize = 2_000_000;
/// How many campaigns, audiences, agents and the like are read.
const MOST: usize = 1_000;

/// What a store says.
#[derive(Clone, Debug, Default)]
pub struct StoreFile {
    /// `name`, `country`, `locale`, `currency`, and whatever else its templates use.
    pub(crate) store: Value,
    pub(crate) home: Home,
    /// By purpose: what holds until somebody answers.
    pub(crate) consent: [bool; 3],
    pub(crate) budget: Budget,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) channels: Vec<Value>,
    pub(crate) sinks: Vec<Sink>,
    /// Events that go to the CRM where analytics is allowed.
    pub(crate) share: Vec<String>,
    pub(crate) theme: Value,
    pub(crate) audiences: Vec<(String, Condition)>,
    /// The paths of the campaigns that have a fault and do not run.
    pub left_out: Vec<String>,
}

/// How much may be said in all, over every format.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Budget {
    pub per_session: usize,
    pub per_day: usize,
    /// Milliseconds between two messages.
    pub gap: i64,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { per_session: 2, per_day: 3, gap: 2 * MINUTE }
    }
}

impl StoreFile {
    /// Reads a store file: what can run, and everything that is wrong with the rest.
    ///
    /// Never fails: of a file that is not JSON nothing can run, and the one issue says why.
    pub fn parse(text: &str) -> (StoreFile, Vec<Issue>) {
        let mut report = Report::default();
        if text.len() > MAX_BYTES {
            report.fault("", "The file is larger than 2 MB; nothing of it is read.");
            return (StoreFile::default(), report.issues);
        }
        let store = match json::parse(text) {
            Ok(value) => StoreFile::read(&value, &mut report),
            Err(sentence) => {
                report.fault("", &sentence);
                StoreFile::default()
            }
        };
        (store, report.issues)
    }

    fn read(value: &Value, report: &mut Report) -> StoreFile {
        let root = Place::root(value);
        if !matches!(value, Value::Map(_)) {
            report.fault("", "The file must be an object.");
        }
        root.only(
            &[
                "version",
                "store",
                "consent",
                "frequency",
                "audiences",
                "campaigns",
                "programs",
                "agents",
                "channels",
                "crm",
                "share",
                "theme",
                "comment",
            ],
            report,
        );
        if root.key("version").value != &Value::from(1_i64) {
            report.note(
                "version",
                "This must be 1, the version of the format that the file is written in; it is read as 1.",
            );
        }
        if !root.key("programs").is_absent() {
            report.note("programs", "Programs are not available in this version; they have no effect.");
        }
        let mut file = StoreFile {
            store: root.key("store").value.clone(),
            home: read_home(&root.key("store"), report),
            consent: read_consent(&root.key("consent"), report),
            budget: read_budget(&root.key("frequency"), report),
            audiences: read_audiences(&root.key("audiences"), report),
            agents: read_list(&root.key("agents"), report, Agent::read),
            channels: read_list(&root.key("channels"), report, read_channel),
            sinks: read_sinks(&root.key("crm"), report),
            share: root.key("share").texts(report),
            theme: root.key("theme").value.clone(),
            ..StoreFile::default()
        };
        file.read_campaigns(&root.key("campaigns"), report);
        file
    }

    fn read_campaigns(&mut self, place: &Place, report: &mut Report) {
        let conditions = ConditionReader { audiences: &self.audiences };
        for item in within(place, report) {
            match Campaign::read(&item, &conditions, report) {
                Some(campaign) if self.campaigns.iter().any(|known| known.id == campaign.id) => {
                    report.fault(
                        &item.key("id").path,
                        "Another campaign above has this id; give each its own.",
                    );
                    self.left_out.push(item.path);
                }
                Some(campaign) => self.campaigns.push(campaign),
                None => self.left_out.push(item.path),
            }
        }
    }

    /// The names of the time zones that hours are given in.
    pub(crate) fn zones(&self) -> Vec<String> {
        let mut zones: Vec<String> = self.agents.iter().map(|agent| agent.timezone.clone()).collect();
        zones.sort_unstable();
        zones.dedup();
        zones
    }

    /// A campaign's place in the list.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.campaigns.iter().position(|campaign| campaign.id == id)
    }
}

/// The items of a list up to a bound, so that no file can stop the page.
fn within<'a>(place: &Place<'a>, report: &mut Report) -> Vec<Place<'a>> {
    let mut items = place.items(report);
    if items.len() > MOST {
        report.note(&place.path, "Only the first 1,000 are read.");
        items.truncate(MOST);
    }
    items
}

fn read_list<T>(place: &Place, report: &mut Report, read: fn(&Place, &mut Report) -> Option<T>) -> Vec<T> {
    within(place, report).iter().filter_map(|item| read(item, report)).collect()
}

/// The outbox keeps count by name, so each CRM needs one of its own.
fn read_sinks(place: &Place, report: &mut Report) -> Vec<Sink> {
    let mut sinks: Vec<Sink> = Vec::new();
    for item in within(place, report) {
        match Sink::read(&item, report) {
            Some(sink) if sinks.iter().any(|known| known.name == sink.name) => {
                report.fault(
                    &item.key("name").path,
                    "Another CRM above has this name; give each its own `name`.",
                );
            }
            Some(sink) => sinks.push(sink),
            None => {}
        }
    }
    sinks
}

fn read_home(place: &Place, report: &mut Report) -> Home {
    place.entries(report);
    let mut text = |key| String::from(place.key(key).text(report).unwrap_or_default());
    Home { country: text("country").to_ascii_uppercase(), locale: text("locale") }
}

/// `"default": "denied"` for all purposes, or an object with a word for each.
fn read_consent(place: &Place, report: &mut Report) -> [bool; 3] {
    place.only(&["default", "sources"], report);
    let default = place.key("default");
    let whole = match default.value {
        Value::Map(_) => false,
        _ => read_granted(&default, report),
    };
    Purpose::ALL.map(|purpose| {
        let own = default.key(purpose.name());
        if own.is_absent() { whole } else { read_granted(&own, report) }
    })
}

fn read_granted(place: &Place, report: &mut Report) -> bool {
    let word = place.text(report).unwrap_or("denied");
    if word != "granted" && word != "denied" {
        report.note(&place.path, "This must be granted or denied; it is read as denied.");
    }
    word == "granted"
}

fn read_budget(place: &Place, report: &mut Report) -> Budget {
    place.only(&["perSession", "perDay", "gap"], report);
    let usual = Budget::default();
    Budget {
        per_session: place.key("perSession").count(report).unwrap_or(usual.per_session),
        per_day: place.key("perDay").count(report).unwrap_or(usual.per_day),
        gap: place.key("gap").duration(report).unwrap_or(usual.gap),
    }
}

fn read_audiences(place: &Place, report: &mut Report) -> Vec<(String, Condition)> {
    let mut known: Vec<(String, Condition)> = Vec::new();
    for (name, audience) in place.entries(report).into_iter().take(MOST) {
        let before = report.faults;
        let condition = ConditionReader { audiences: &known }.read(&audience, report);
        if report.faults == before {
            known.push((name.into(), condition));
        }
    }
    known
}

fn read_channel(place: &Place, report: &mut Report) -> Option<Value> {
    place.key("type").required_text(report)?;
    Some(place.value.clone())
}

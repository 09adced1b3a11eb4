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
        let (mut store, mut report) = (StoreFile::default(), Report::default());
        if text.len() > MAX_BYTES {
            report.fault("", "The file is larger than 2 MB; nothing of it is read.");
        } else {
            match json::parse(text) {
                Ok(value) => store.read(&value, &mut report),
                Err(sentence) => report.fault("", &sentence),
            }
        }
        (store, report.issues)
    }

    fn read(&mut self, value: &Value, report: &mut Report) {
        let root = Place::root(value);
        if !matches!(value, Value::Map(_)) {
            return report.fault("", "The file must be an object.");
        }
        root.only(
            "version store consent frequency audiences campaigns programs agents channels crm share theme comment",
            report,
        );
        let version = root.key("version");
        if version.value.number() != Some(1.0) {
            version.note(
                "This must be 1, the version of the format that the file is written in; it is read as 1.",
                report,
            );
        }
        let programs = root.key("programs");
        if !programs.is_absent() {
            programs.note("Programs are not available in this version; they have no effect.", report);
        }
        self.store = root.key("store").value.clone();
        self.theme = root.key("theme").value.clone();
        read_home(&root.key("store"), &mut self.home, report);
        read_consent(&root.key("consent"), &mut self.consent, report);
        self.budget.read(&root.key("frequency"), report);
        read_audiences(&root.key("audiences"), &mut self.audiences, report);
        for item in &within(&root.key("agents"), report) {
            if let Some(agent) = Agent::read(item, report) {
                self.agents.push(agent);
            }
        }
        for item in &within(&root.key("channels"), report) {
            if item.key("type").required_text(report).is_some() {
                self.channels.push(item.value.clone());
            }
        }
        read_sinks(&root.key("crm"), &mut self.sinks, report);
        self.share = root.key("share").texts(report);
        self.read_campaigns(&root.key("campaigns"), report);
    }

    fn read_campaigns(&mut self, place: &Place, report: &mut Report) {
        for item in &within(place, report) {
            let mut conditions = ConditionReader::new(&self.audiences);
            let campaign = Campaign::read(item, &mut conditions, report).filter(|campaign| {
                let is_new = self.find(&campaign.id).is_none();
                if !is_new {
                    item.key("id").fault("Another campaign above has this id; give each its own.", report);
                }
                is_new
            });
            match campaign {
                Some(campaign) => self.campaigns.push(campaign),
                None => self.left_out.push(item.path()),
            }
        }
    }

    /// The names of the time zones that hours are given in.
    pub(crate) fn zones(&self) -> Vec<String> {
        let mut zones: Vec<String> = Vec::new();
        for agent in &self.agents {
            if !zones.contains(&agent.timezone) {
                zones.push(agent.timezone.clone());
            }
        }
        zones
    }

    /// A campaign's place in the list.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.campaigns.iter().position(|campaign| campaign.id == id)
    }
}

/// The items of a list up to a bound, so that no file can stop the page.
fn within<'a>(place: &'a Place, report: &mut Report) -> Vec<Place<'a>> {
    let mut items = place.items(report);
    if items.len() > MOST {
        place.note("Only the first 1,000 are read.", report);
        items.truncate(MOST);
    }
    items
}

/// The outbox keeps count by name, so each CRM needs one of its own.
fn read_sinks(place: &Place, sinks: &mut Vec<Sink>, report: &mut Report) {
    for item in &within(place, report) {
        let Some(sink) = Sink::read(item, report) else { continue };
        if sinks.iter().any(|known| known.name == sink.name) {
            item.key("name").fault("Another CRM above has this name; give each its own `name`.", report);
        } else {
            sinks.push(sink);
        }
    }
}

fn read_home(place: &Place, home: &mut Home, report: &mut Report) {
    place.entries(report);
    home.country = place.key("country").text(report).unwrap_or_default().to_ascii_uppercase();
    home.locale = place.key("locale").text(report).unwrap_or_default().into();
}

/// `"default": "denied"` for all purposes, or an object with a word for each.
fn read_consent(place: &Place, granted: &mut [bool; 3], report: &mut Report) {
    place.only("default sources", report);
    let default = place.key("default");
    let is_whole = !matches!(default.value, Value::Map(_));
    let whole = is_whole && read_granted(&default, report);
    for (granted, purpose) in granted.iter_mut().zip(Purpose::ALL) {
        let own = default.key(purpose.name());
        *granted = if own.is_absent() { whole } else { read_granted(&own, report) };
    }
}

fn read_granted(place: &Place, report: &mut Report) -> bool {
    let word = place.text(report).unwrap_or("denied");
    if word != "granted" && word != "denied" {
        place.note("This must be granted or denied; it is read as denied.", report);
    }
    word == "granted"
}

impl Budget {
    /// Takes what the store says; what it leaves open stays as it is.
    fn read(&mut self, place: &Place, report: &mut Report) {
        place.only("perSession perDay gap", report);
        self.per_session = place.key("perSession").count(report).unwrap_or(self.per_session);
        self.per_day = place.key("perDay").count(report).unwrap_or(self.per_day);
        self.gap = place.key("gap").duration(report).unwrap_or(self.gap);
    }
}

fn read_audiences(place: &Place, known: &mut Vec<(String, Condition)>, report: &mut Report) {
    for audience in place.entries(report).iter().take(MOST) {
        let before = report.faults;
        let condition = ConditionReader::new(known).read(audience, report);
        if report.faults == before {
            known.push((audience.key.into(), condition));
        }
    }
}

//! `StoreFile`: all that a store says, read from `barrio.json`. What is good is kept, what is not is reported.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::agent::Agent;
use crate::campaign::Campaign;
use crate::condition::{Audience, Questions};
use crate::condition_reader::ConditionReader;
use crate::consent::{self, Purpose};
use crate::error::{Issue, Report};
use crate::interests::Bands;
use crate::json;
use crate::lifecycle::Lifecycle;
use crate::list;
use crate::pattern::{self, Compile};
use crate::place::{DOUBLE, Place};
use crate::program::Program;
use crate::schedule::Schedule;
use crate::score::Score;
use crate::sink::Sink;
use crate::text;
use crate::time::MINUTE;
use crate::trigger;
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
    /// The signals of consent managers that it listens to.
    pub(crate) signals: Vec<&'static str>,
    pub(crate) budget: Budget,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) score: Score,
    pub(crate) bands: Bands,
    /// By a word of the visitor's preferences the tags that it excludes.
    pub(crate) exclusions: Value,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) programs: Vec<Program>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) channels: Vec<Value>,
    pub(crate) sinks: Vec<Sink>,
    /// Events that go to the CRM where analytics is allowed.
    pub(crate) share: Vec<String>,
    pub(crate) theme: Value,
    /// The store's own words for those of the widget, by language.
    pub(crate) words: Value,
    pub(crate) audiences: Vec<Rc<Audience>>,
    /// All that its conditions ask.
    pub(crate) questions: Questions,
    /// The sets of languages that its campaigns have: most have the same.
    pub(crate) locales: Vec<Vec<String>>,
    /// The places of the campaigns, the highest priority first; of equals the first in the file.
    pub(crate) order: Vec<usize>,
    /// Who matches regular expressions.
    pub(crate) compile: Option<Compile>,
    /// The paths of the campaigns and programs that have a fault and do not run.
    pub left_out: Vec<String>,
    /// The named lists of conditions.
    pub groups: Value,
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
        StoreFile::parse_with(text, pattern::NATIVE, true)
    }

    /// The same with somebody else to match regular expressions; what the content says is looked at where the engine
    /// is `whole`.
    pub(crate) fn parse_with(text: &str, compile: Compile, whole: bool) -> (StoreFile, Vec<Issue>) {
        let (mut store, mut report) = (StoreFile::default(), Report::default());
        if text.len() > MAX_BYTES {
            report.fault("", "The file is larger than 2 MB; nothing of it is read.");
        } else {
            match json::parse(text) {
                Ok(value) => store.read(&value, (compile, whole), &mut report),
                Err(sentence) => report.fault("", &sentence),
            }
        }
        (store, report.issues)
    }

    fn read(&mut self, value: &Value, (compile, whole): (Compile, bool), report: &mut Report) {
        let root = Place::root(value);
        if !matches!(value, Value::Map(_)) {
            return report.fault("", "The file must be an object.");
        }
        root.only(
            "version store consent frequency lifecycle score interests exclusions groups audiences campaigns programs agents channels crm share theme words comment",
            report,
        );
        let version = root.key("version");
        if version.value.number() != Some(1.0) {
            version.note(
                "This must be 1, the version of the format that the file is written in; it is read as 1.",
                report,
            );
        }
        self.store = root.key("store").value.clone();
        self.theme = root.key("theme").value.clone();
        self.words = root.key("words").value.clone();
        self.compile = Some(compile);
        read_home(&root.key("store"), &mut self.home, report);
        self.read_consent(&root.key("consent"), report);
        self.budget.read(&root.key("frequency"), report);
        self.lifecycle.read(&root.key("lifecycle"), report);
        self.score.read(&root.key("score"), report);
        self.bands.read(&root.key("interests"), report);
        let exclusions = root.key("exclusions");
        for word in exclusions.entries(report) {
            word.texts(report);
        }
        self.exclusions = exclusions.value.clone();
        let groups = root.key("groups");
        groups.entries(report);
        let mut conditions = ConditionReader::new(compile, groups.value.clone());
        conditions.whole = whole;
        for audience in root.key("audiences").entries(report).iter().take(MOST) {
            conditions.read_named(audience, report);
        }
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
        read_sinks(&root.key("crm"), &self.store, &mut self.sinks, report);
        self.share = root.key("share").texts(report);
        self.read_campaigns(&root.key("campaigns"), &mut conditions, report);
        self.read_programs(&root.key("programs"), &mut conditions, report);
        self.groups = conditions.groups;
        (self.audiences, self.questions) = (conditions.audiences, conditions.questions);
        self.set_order();
    }

    /// `"default": "denied"` for all purposes, or an object with a word for each. Without `sources` every signal counts.
    fn read_consent(&mut self, place: &Place, report: &mut Report) {
        place.only("default sources", report);
        let default = place.key("default");
        let is_whole = !matches!(default.value, Value::Map(_));
        let whole = is_whole && read_granted(&default, report);
        for (granted, purpose) in self.consent.iter_mut().zip(Purpose::ALL) {
            let own = default.key(purpose.name());
            *granted = if own.is_absent() { whole } else { read_granted(&own, report) };
        }
        let sources = place.key("sources");
        if sources.is_absent() {
            self.signals = consent::SIGNALS.into();
        }
        for source in sources.items(report) {
            let name = source.value.text_or_empty();
            match consent::SIGNALS.into_iter().find(|signal| *signal == name) {
                Some(signal) => self.signals.push(signal),
                None if text::is_among(name, "gpc api") => {}
                None => source.note("There is no such source: there are gpc, consent_mode, tcf, gpp, shopify and api. It has no effect.", report),
            }
        }
    }

    /// Reads conditions as they were read in this file.
    pub(crate) fn condition_reader(&self) -> ConditionReader {
        let compile = self.compile.unwrap_or(pattern::NATIVE);
        let mut reader = ConditionReader::new(compile, self.groups.clone());
        reader.audiences.clone_from(&self.audiences);
        reader
    }

    fn set_order(&mut self) {
        let priority = |place: usize| self.campaigns.get(place).map_or(0.0, |campaign| campaign.priority);
        let mut order: Vec<usize> = Vec::new();
        for place in 0..self.campaigns.len() {
            let mut at = order.len();
            while at > 0 && order.get(at - 1).is_some_and(|before| priority(*before) < priority(place)) {
                at -= 1;
            }
            list::insert(&mut order, at, place);
        }
        self.order = order;
    }

    fn read_campaigns(&mut self, place: &Place, conditions: &mut ConditionReader, report: &mut Report) {
        for item in &within(place, report) {
            if let Some(mut campaign) = Campaign::read(item, conditions, report) {
                if self.find(&campaign.id).is_none() {
                    campaign.locales = self.number_of_locales(&campaign);
                    self.campaigns.push(campaign);
                    continue;
                }
                item.key("id").fault(DOUBLE, report);
            }
            self.left_out.push(item.path());
        }
    }

    fn read_programs(&mut self, place: &Place, conditions: &mut ConditionReader, report: &mut Report) {
        for item in &within(place, report) {
            if let Some(program) = Program::read(item, &mut self.campaigns, conditions, report) {
                if self.programs.iter().all(|known| known.id != program.id) {
                    self.programs.push(program);
                    continue;
                }
                item.key("id").fault(DOUBLE, report);
            }
            self.left_out.push(item.path());
        }
    }

    /// The number of the set of languages that a campaign has.
    fn number_of_locales(&mut self, campaign: &Campaign) -> usize {
        let mut set = Vec::new();
        for content in campaign.contents.iter().take(campaign.plain) {
            set.push(content.locale.clone());
        }
        self.locales.iter().position(|known| known == &set).unwrap_or_else(|| {
            self.locales.push(set);
            self.locales.len() - 1
        })
    }

    /// The names of the time zones that hours are given in.
    pub(crate) fn zones(&self) -> Vec<String> {
        let mut zones: Vec<String> = Vec::new();
        let mut add = |zone: &str| {
            if !zone.is_empty() && !zones.iter().any(|known| known == zone) {
                zones.push(zone.into());
            }
        };
        for agent in &self.agents {
            add(&agent.timezone);
        }
        for campaign in &self.campaigns {
            if let Some(schedule) = &campaign.schedule {
                add(self.zone_of(schedule));
            }
        }
        zones
    }

    /// The time zone of a schedule; empty where it is the visitor's.
    pub(crate) fn zone_of<'a>(&'a self, schedule: &'a Schedule) -> &'a str {
        match schedule.zone() {
            "visitor" => "",
            "store" => self.store.get("timezone").text().unwrap_or("UTC"),
            zone => zone,
        }
    }

    /// What the page must tell for the triggers and the conditions.
    pub(crate) fn watches(&self) -> Value {
        let mut watches: Vec<Value> = Vec::new();
        let mut add = |watch: Value| {
            if !watches.contains(&watch) {
                watches.push(watch);
            }
        };
        for campaign in &self.campaigns {
            if let Some((name, selector)) = campaign.trigger.on.watch() {
                add(trigger::to_value(name, selector));
            }
        }
        if self.questions.subjects.iter().any(|subject| subject.path == "page.scroll") {
            add(trigger::to_value("scroll", ""));
        }
        Value::List(watches)
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
fn read_sinks(place: &Place, store: &Value, sinks: &mut Vec<Sink>, report: &mut Report) {
    for item in &within(place, report) {
        let Some(sink) = Sink::read(item, store, report) else { continue };
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

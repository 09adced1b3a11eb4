//! Where people came from, and what became of them: which sources bring good customers, not only many.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::period::Period;
use super::plan::Plan;
use super::statistics::{Rate, Score};
use super::surveys::{self, Response};
use super::table::{Cell, Column, Kind, Table};

/// How many sources are kept apart while counting; what comes in more is one, [`OTHERS`].
const KEPT: usize = 5_000;
/// How many are told.
const TOLD: usize = 500;
const OTHERS: &str = "(others)";
/// How many currencies of one source are kept apart.
const CURRENCIES: usize = 20;

/// What people are told apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum By {
    #[default]
    Source,
    Medium,
    Campaign,
    Channel,
}

/// Which of a person's visits says where they came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Touch {
    /// The first one ever: each person has one.
    #[default]
    First,
    /// The last one before each message: a person may count in several.
    Last,
}

impl By {
    pub(crate) const ALL: [Self; 4] = [Self::Source, Self::Medium, Self::Campaign, Self::Channel];

    /// As it stands in an address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Medium => "medium",
            Self::Campaign => "campaign",
            Self::Channel => "channel",
        }
    }
}

impl Touch {
    pub(crate) const ALL: [Self; 2] = [Self::First, Self::Last];

    /// As it stands in an address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// The report.
#[derive(Debug, Serialize)]
pub(crate) struct Sources {
    pub(crate) by: By,
    pub(crate) touch: Touch,
    /// The one that most people came by first; at most 500.
    pub(crate) sources: Vec<Source>,
    pub(crate) left_out: usize,
    /// People heard of in the period, each once.
    pub(crate) people: u64,
}

/// One source, medium, campaign or channel.
#[derive(Debug, Serialize)]
pub(crate) struct Source {
    /// None where no message of these people says where they came from.
    pub(crate) name: Option<String>,
    pub(crate) people: u64,
    pub(crate) opted_in: Option<Rate>,
    /// People who ordered.
    pub(crate) ordered: Option<Rate>,
    pub(crate) orders: u64,
    /// What the orders came to, by currency.
    pub(crate) value: BTreeMap<String, f64>,
    /// What they answered to questions of the kind `nps`.
    pub(crate) score: Option<Score>,
    /// By the last message that says so: people whose lead was hot, warm, cold.
    pub(crate) hot: u64,
    pub(crate) warm: u64,
    pub(crate) cold: u64,
}

/// What is counted of a source.
#[derive(Default)]
struct Counts {
    people: u64,
    opted_in: u64,
    buyers: HashSet<i64>,
    orders: u64,
    value: BTreeMap<String, f64>,
    /// Promoters, passives, detractors.
    answers: [u64; 3],
    leads: [u64; 3],
}

const LEADS: [&str; 3] = ["hot", "warm", "cold"];

/// Counts those who were heard of in `period`.
pub(crate) fn read(
    db: &Connection,
    period: &Period,
    plan: &Plan,
    by: By,
    touch: Touch,
) -> rusqlite::Result<Sources> {
    let mut board = Board { by, touch, groups: HashMap::new(), people: 0, first: HashMap::new() };
    board.count_people(db, period)?;
    board.count_orders(db, period)?;
    surveys::responses(db, period, &mut |response| board.count_answers(response, plan))?;
    let people = board.people;
    let mut sources: Vec<Source> =
        board.groups.into_iter().map(|(name, counts)| Source::of(name, counts)).collect();
    sources.sort_by(|one, other| other.people.cmp(&one.people).then_with(|| one.name.cmp(&other.name)));
    let left_out = sources.len().saturating_sub(TOLD);
    sources.truncate(TOLD);
    Ok(Sources { by, touch, sources, left_out, people })
}

struct Board {
    by: By,
    touch: Touch,
    groups: HashMap<String, Counts>,
    people: u64,
    /// The source by which each person first came.
    first: HashMap<i64, String>,
}

/// One person while their messages are gone through.
#[derive(Default)]
struct Person {
    contact: Option<i64>,
    /// When the earliest first touch was, and what it says.
    first: Option<(String, String)>,
    fallback: Option<String>,
    /// By which touches they were heard of in the period, and whether they opted in then.
    heard: HashMap<Option<String>, bool>,
    lead: Option<usize>,
}

impl Person {
    fn hear(&mut self, row: &Row, start: &str) -> rusqlite::Result<()> {
        let (time, event) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str_or_null()?);
        if let Some(lead) = row.get_ref(3)?.as_str_or_null()? {
            self.lead = LEADS.iter().position(|known| *known == lead).or(self.lead);
        }
        if let Some(first) = row.get_ref(4)?.as_str_or_null()? {
            self.came(first, time);
        }
        let last = row.get_ref(5)?.as_str_or_null()?;
        if self.fallback.is_none() {
            self.fallback = last.map(str::to_owned);
        }
        if time >= start {
            *self.heard.entry(last.map(str::to_owned)).or_default() |= event == Some("opt_in");
        }
        Ok(())
    }

    /// Devices that turn out to be one person's may each have a first touch: the earliest is the person's.
    fn came(&mut self, touch: &str, time: &str) {
        if self.first.as_ref().is_some_and(|(_, known)| known == touch) {
            return;
        }
        let when = part(touch, 4).unwrap_or_else(|| time.to_owned());
        if self.first.as_ref().is_none_or(|(known, _)| when < *known) {
            self.first = Some((when, touch.to_owned()));
        }
    }
}

impl Board {
    fn count_people(&mut self, db: &Connection, period: &Period) -> rusqlite::Result<()> {
        let mut query = db.prepare_cached(
            "SELECT contact_id, occurred_at, event, lead, first_touch, last_touch FROM events
             WHERE occurred_at < ?1 ORDER BY contact_id, occurred_at, arrival",
        )?;
        let mut rows = query.query([period.end()])?;
        let (start, mut person) = (period.start(), Person::default());
        while let Some(row) = rows.next()? {
            let contact = row.get(0)?;
            if person.contact != Some(contact) {
                self.add(person);
                person = Person { contact: Some(contact), ..Person::default() };
            }
            person.hear(row, &start)?;
        }
        self.add(person);
        Ok(())
    }

    fn add(&mut self, person: Person) {
        let Some(contact) = person.contact.filter(|_| !person.heard.is_empty()) else { return };
        self.people += 1;
        let first = person.first.map(|(_, touch)| touch).or(person.fallback);
        let opted_in = person.heard.values().any(|opted_in| *opted_in);
        let name = self.name(first.as_deref());
        let mut groups: HashMap<String, bool> = HashMap::new();
        match self.touch {
            Touch::First => {
                groups.insert(name.clone(), opted_in);
            }
            Touch::Last => {
                for (touch, opted_in) in &person.heard {
                    *groups.entry(self.name(touch.as_deref())).or_default() |= opted_in;
                }
            }
        }
        self.first.insert(contact, name);
        for (name, opted_in) in groups {
            let counts = self.group(name);
            counts.people += 1;
            counts.opted_in += u64::from(opted_in);
            if let Some(count) = person.lead.and_then(|lead| counts.leads.get_mut(lead)) {
                *count += 1;
            }
        }
    }

    fn count_orders(&mut self, db: &Connection, period: &Period) -> rusqlite::Result<()> {
        let mut query = db.prepare_cached(
            "SELECT contact_id, last_touch, properties ->> '$.currency', CAST(properties ->> '$.value' AS REAL),
               properties ->> '$.transaction_id'
             FROM events WHERE event = 'purchase' AND occurred_at >= ?1 AND occurred_at < ?2 ORDER BY arrival",
        )?;
        let mut rows = query.query(params![period.start(), period.end()])?;
        let mut known = HashSet::new();
        while let Some(row) = rows.next()? {
            let contact: i64 = row.get(0)?;
            // A page that says thanks may be loaded again.
            let number = row.get_ref(4)?.as_str_or_null().unwrap_or_default().map(str::to_owned);
            if number.is_some_and(|number| !known.insert((contact, number))) {
                continue;
            }
            let name = self.name_of(contact, row.get_ref(1)?.as_str_or_null()?);
            let (currency, value): (Option<String>, Option<f64>) =
                (row.get(2).unwrap_or_default(), row.get(3)?);
            self.group(name).order(contact, currency, value);
        }
        Ok(())
    }

    fn count_answers(&mut self, response: &Response, plan: &Plan) {
        let name = self.name_of(response.contact, response.last_touch.as_deref());
        for (question, answer) in response.answers() {
            let is_score = plan.question(&response.survey, question).is_some_and(|known| known.kind == "nps");
            if let Some(side) = answer.as_f64().filter(|_| is_score).map(surveys::side)
                && let Some(count) = self.group(name.clone()).answers.get_mut(side)
            {
                *count += 1;
            }
        }
    }

    fn name_of(&self, contact: i64, last_touch: Option<&str>) -> String {
        match self.touch {
            Touch::First => self.first.get(&contact).cloned().unwrap_or_default(),
            Touch::Last => self.name(last_touch),
        }
    }

    fn name(&self, touch: Option<&str>) -> String {
        let place = match self.by {
            By::Source => 0,
            By::Medium => 1,
            By::Campaign => 2,
            By::Channel => 3,
        };
        touch.and_then(|touch| part(touch, place)).unwrap_or_default()
    }

    fn group(&mut self, name: String) -> &mut Counts {
        let fits = self.groups.len() < KEPT || self.groups.contains_key(&name);
        self.groups.entry(if fits { name } else { OTHERS.to_owned() }).or_default()
    }
}

impl Counts {
    fn order(&mut self, contact: i64, currency: Option<String>, value: Option<f64>) {
        self.buyers.insert(contact);
        self.orders += 1;
        let currency = currency.unwrap_or_default().trim().to_uppercase();
        let fits = self.value.len() < CURRENCIES || self.value.contains_key(&currency);
        if let Some(value) = value.filter(|value| value.is_finite() && fits) {
            *self.value.entry(currency).or_default() += value;
        }
    }
}

impl Source {
    fn of(name: String, counts: Counts) -> Self {
        let [promoters, passives, detractors] = counts.answers;
        let [hot, warm, cold] = counts.leads;
        // Sums of prices are told in cents at the finest.
        let cents = |(currency, value): (String, f64)| (currency, (value * 100.0).round() / 100.0);
        Self {
            name: Some(name).filter(|name| !name.is_empty()),
            people: counts.people,
            opted_in: Rate::of(counts.opted_in, counts.people),
            ordered: Rate::of(counts.buyers.len() as u64, counts.people),
            orders: counts.orders,
            value: counts.value.into_iter().map(cents).collect(),
            score: Score::of(promoters, passives, detractors),
            hot,
            warm,
            cold,
        }
    }

    /// What it is called.
    pub(crate) fn title(&self) -> &str {
        match self.name.as_deref() {
            None => "Not told",
            Some("(direct)") => "Direct",
            Some(name) => name,
        }
    }
}

/// A part of a touch, which is a list as text.
fn part(touch: &str, place: usize) -> Option<String> {
    let parts: Vec<Value> = serde_json::from_str(touch).ok()?;
    parts.get(place)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The columns of the table, the first of which is what people are told apart by.
fn columns(by: By) -> Vec<Column> {
    let first = match by {
        By::Source => "Source",
        By::Medium => "Medium",
        By::Campaign => "Campaign",
        By::Channel => "Channel",
    };
    vec![
        (first, Kind::Text),
        ("People", Kind::Count),
        ("Opted in", Kind::Rate),
        ("Ordered", Kind::Rate),
        ("Orders", Kind::Count),
        ("Value", Kind::Money),
        ("NPS", Kind::Score),
        ("Hot leads", Kind::Count),
        ("Warm leads", Kind::Count),
        ("Cold leads", Kind::Count),
    ]
}

/// The table of at most so many sources.
pub(crate) fn table(sources: &Sources, most: usize) -> Table {
    let row = |source: &Source| {
        vec![
            Cell::text(source.title()),
            Cell::Count(source.people),
            Cell::Rate(source.opted_in),
            Cell::Rate(source.ordered),
            Cell::Count(source.orders),
            Cell::Money(source.value.iter().map(|(currency, value)| (currency.clone(), *value)).collect()),
            Cell::Score(source.score),
            Cell::Count(source.hot),
            Cell::Count(source.warm),
            Cell::Count(source.cold),
        ]
    };
    Table { columns: columns(sources.by), rows: sources.sources.iter().take(most).map(row).collect() }
}

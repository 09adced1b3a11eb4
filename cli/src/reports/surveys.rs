//! Surveys: how many answered, what, and in which words.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::GROUPS;
use super::period::Period;
use super::plan::{Plan, Question};
use super::statistics::{Average, Rate, Score};
use super::table::{Cell, Column, Kind, Table};
use crate::database::IS_SUPERSEDED;

/// How many questions of a survey, and different answers to one, are kept apart.
const QUESTIONS: usize = 100;
const ANSWERS: usize = 200;
/// How much of one answer is read.
const LONGEST: usize = 200;

/// The report.
#[derive(Debug, Serialize)]
pub(crate) struct Surveys {
    /// The one with most responses first.
    pub(crate) surveys: Vec<Survey>,
    pub(crate) left_out: usize,
    /// Whether the store file could be read, and so what the questions are is known.
    pub(crate) plan_is_known: bool,
}

/// One survey.
#[derive(Debug, Serialize)]
pub(crate) struct Survey {
    pub(crate) survey: String,
    pub(crate) responses: u64,
    /// Those that were gone through to the end.
    pub(crate) complete: Option<Rate>,
    pub(crate) partial: u64,
    pub(crate) questions: Vec<Asked>,
}

/// One question.
#[derive(Debug, Serialize)]
pub(crate) struct Asked {
    pub(crate) name: String,
    /// Its words in the store file; empty where it is not there.
    pub(crate) text: String,
    /// Its kind in the store file, such as `nps`; else what the answers look like.
    pub(crate) kind: String,
    /// Whether the store file knows the question.
    pub(crate) is_known: bool,
    /// How many answered it.
    pub(crate) answered: u64,
    /// Each answer, with how many of those who answered gave it. Of a ranking: what was put first.
    pub(crate) answers: Vec<Answer>,
    pub(crate) score: Option<Score>,
    pub(crate) average: Option<Average>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) given: Option<Rate>,
}

/// What one person said, going through a survey once.
pub(crate) struct Response {
    pub(crate) contact: i64,
    pub(crate) survey: String,
    pub(crate) is_complete: bool,
    pub(crate) last_touch: Option<String>,
    pub(crate) time: String,
    answers: Value,
}

impl Response {
    /// The answers that are some, by question.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (&String, &Value)> {
        let is_some = |value: &Value| !value.is_null() && *value != Value::String(String::new());
        self.answers.as_object().into_iter().flatten().filter(move |(_, value)| is_some(value))
    }
}

/// Gives every response of `period`, the last first: of what was told again, the last message counts.
pub(crate) fn responses(
    db: &Connection,
    period: &Period,
    take: &mut dyn FnMut(&Response),
) -> rusqlite::Result<()> {
    let query = format!(
        "SELECT contact_id, properties, last_touch, timestamp FROM events
         WHERE event = 'feedback' AND occurred_at >= ?1 AND occurred_at < ?2 AND NOT ({IS_SUPERSEDED})
         ORDER BY occurred_at DESC, arrival DESC"
    );
    let mut query = db.prepare_cached(&query)?;
    let mut rows = query.query(params![period.start(), period.end()])?;
    // Where responses have no id, an incomplete one is one with whatever came later for the same survey.
    let mut nameless = HashSet::new();
    while let Some(row) = rows.next()? {
        let properties: Value = row.get(1)?;
        let response = read_response(row, &properties)?;
        if properties.get("response").is_none_or(|id| !id.is_string()) {
            let is_later = nameless.insert((response.contact, response.survey.clone()));
            if !is_later && !response.is_complete {
                continue;
            }
        }
        take(&response);
    }
    Ok(())
}

fn read_response(row: &Row, properties: &Value) -> rusqlite::Result<Response> {
    let text = |name: &str| properties.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    Ok(Response {
        contact: row.get(0)?,
        survey: text("survey").or_else(|| text("campaign")).unwrap_or_default().to_owned(),
        is_complete: properties.get("complete").and_then(Value::as_bool).unwrap_or_default(),
        answers: properties.get("answers").cloned().unwrap_or_default(),
        last_touch: row.get(2)?,
        time: row.get(3)?,
    })
}

/// On which side a score from 0 to 10 is: 0 for promoters, 1 for passives, 2 for detractors.
pub(crate) fn side(score: f64) -> usize {
    match score {
        ..7.0 => 2,
        ..9.0 => 1,
        _ => 0,
    }
}

/// Counts the surveys that were answered in `period`.
pub(crate) fn read(db: &Connection, period: &Period, plan: &Plan) -> rusqlite::Result<Surveys> {
    let mut tallies: HashMap<String, Tally> = HashMap::new();
    let mut left_out = HashSet::new();
    responses(db, period, &mut |response| {
        if tallies.len() < GROUPS || tallies.contains_key(&response.survey) {
            tallies.entry(response.survey.clone()).or_default().take(response);
        } else if left_out.len() < GROUPS {
            left_out.insert(response.survey.clone());
        }
    })?;
    let mut surveys: Vec<Survey> = tallies.into_iter().map(|(name, tally)| tally.told(name, plan)).collect();
    surveys.sort_by(|one, other| {
        other.responses.cmp(&one.responses).then_with(|| one.survey.cmp(&other.survey))
    });
    Ok(Surveys { surveys, left_out: left_out.len(), plan_is_known: plan.is_known })
}

/// One survey while it is counted.
#[derive(Default)]
struct Tally {
    responses: u64,
    complete: u64,
    questions: BTreeMap<String, Given>,
    order: Vec<String>,
}

/// The answers to one question.
#[derive(Default)]
struct Given {
    answered: u64,
    counts: BTreeMap<String, u64>,
    numbers: BTreeMap<i64, u64>,
    is_list: bool,
    is_tick: bool,
    first: BTreeMap<String, u64>,
}

impl Tally {
    fn take(&mut self, response: &Response) {
        self.responses += 1;
        self.complete += u64::from(response.is_complete);
        for (name, value) in response.answers() {
            if !self.questions.contains_key(name) {
                if self.questions.len() >= QUESTIONS {
                    continue;
                }
                self.order.push(name.clone());
            }
            self.questions.entry(name.clone()).or_default().take(value);
        }
    }

    fn told(mut self, survey: String, plan: &Plan) -> Survey {
        let mut questions = Vec::new();
        for name in std::mem::take(&mut self.order) {
            if let Some(given) = self.questions.remove(&name) {
                questions.push(given.told(plan.question(&survey, &name), name));
            }
        }
        Survey {
            survey,
            responses: self.responses,
            complete: Rate::of(self.complete, self.responses),
            partial: self.responses - self.complete,
            questions,
        }
    }
}

impl Given {
    fn take(&mut self, value: &Value) {
        self.answered += 1;
        match value {
            Value::Array(items) => {
                self.is_list = true;
                let items: Vec<String> = items.iter().map(plain).collect();
                if let Some(first) = items.first() {
                    count(&mut self.first, first.clone());
                }
                items
                    .into_iter()
                    .collect::<HashSet<_>>()
                    .into_iter()
                    .for_each(|item| count(&mut self.counts, item));
            }
            Value::Number(number) => {
                if let Some(whole) = number.as_i64()
                    && (self.numbers.len() < ANSWERS || self.numbers.contains_key(&whole))
                {
                    *self.numbers.entry(whole).or_default() += 1;
                }
                count(&mut self.counts, plain(value));
            }
            other => {
                self.is_tick |= other.is_boolean();
                count(&mut self.counts, plain(other));
            }
        }
    }

    fn told(self, known: Option<&Question>, name: String) -> Asked {
        let kind = known.map_or_else(|| self.looks_like(), |question| question.kind.clone());
        let answers = match kind.as_str() {
            _ if is_words(&kind) => Vec::new(),
            "nps" | "rating" | "csat" | "ces" | "numbers" => self.scale(&kind, known),
            "ranking" => self.choices(&self.first, known),
            _ => self.choices(&self.counts, known),
        };
        let numbers: Vec<(f64, u64)> =
            self.numbers.iter().map(|(value, count)| (*value as f64, *count)).collect();
        let is_scale = matches!(kind.as_str(), "rating" | "csat" | "ces" | "numbers" | "nps");
        Asked {
            text: known.map(|question| question.text.clone()).unwrap_or_default(),
            is_known: known.is_some(),
            answered: self.answered,
            score: if kind == "nps" { self.score() } else { None },
            average: if is_scale { Average::of(&numbers) } else { None },
            answers,
            kind,
            name,
        }
    }

    fn looks_like(&self) -> String {
        let numbers: u64 = self.numbers.values().sum();
        let kind = match () {
            () if numbers == self.answered => "numbers",
            () if self.is_list => "multi",
            () if self.is_tick => "checkbox",
            () => "text",
        };
        kind.to_owned()
    }

    fn score(&self) -> Option<Score> {
        let mut sides = [0; 3];
        for (value, count) in &self.numbers {
            if let Some(sum) = sides.get_mut(side(*value as f64)) {
                *sum += count;
            }
        }
        let [promoters, passives, detractors] = sides;
        Score::of(promoters, passives, detractors)
    }

    /// Every number of the scale, also those that nobody gave.
    fn scale(&self, kind: &str, known: Option<&Question>) -> Vec<Answer> {
        let mut counts = self.numbers.clone();
        if let Some(steps) = known.and_then(|question| question.steps) {
            for value in i64::from(kind != "nps")..=steps as i64 {
                counts.entry(value).or_default();
            }
        }
        let of: u64 = counts.values().sum();
        let answer = |(value, count): (i64, u64)| Answer {
            value: value.to_string(),
            label: value.to_string(),
            given: Rate::of(count, of),
        };
        counts.into_iter().map(answer).collect()
    }

    /// The options in the order of the store file, then what else was answered.
    fn choices(&self, counts: &BTreeMap<String, u64>, known: Option<&Question>) -> Vec<Answer> {
        let options = known.map(|question| question.options.as_slice()).unwrap_or_default();
        let answer = |value: &str, label: &str| Answer {
            value: value.to_owned(),
            label: label.to_owned(),
            given: Rate::of(counts.get(value).copied().unwrap_or_default(), self.answered),
        };
        let mut answers: Vec<Answer> = options.iter().map(|(value, label)| answer(value, label)).collect();
        let is_else = |value: &&String| !options.iter().any(|(option, _)| option == *value);
        let mut others: Vec<Answer> =
            counts.keys().filter(is_else).map(|value| answer(value, value)).collect();
        others.sort_by_key(|one| std::cmp::Reverse(one.given.map(|given| given.hits)));
        answers.extend(others);
        answers
    }
}

fn count(counts: &mut BTreeMap<String, u64>, value: String) {
    let fits = counts.len() < ANSWERS || counts.contains_key(&value);
    *counts.entry(if fits { value } else { "(others)".to_owned() }).or_default() += 1;
}

/// Whether answers of this kind are words, which are read and not counted.
fn is_words(kind: &str) -> bool {
    is_read(kind) || matches!(kind, "email" | "phone" | "date")
}

/// Whether the words are an opinion that somebody should read.
pub(crate) fn is_read(kind: &str) -> bool {
    matches!(kind, "text" | "textarea")
}

fn plain(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    };
    text.chars().take(LONGEST).collect()
}

/// The columns of the table of all surveys.
pub(crate) const COLUMNS: [Column; 4] =
    [("Survey", Kind::Text), ("Responses", Kind::Count), ("Complete", Kind::Rate), ("Partial", Kind::Count)];

/// A survey as a row.
pub(crate) fn row(survey: &Survey) -> Vec<Cell> {
    vec![
        Cell::text(&survey.survey),
        Cell::Count(survey.responses),
        Cell::Rate(survey.complete),
        Cell::Count(survey.partial),
    ]
}

/// The columns of the table of a question's answers.
pub(crate) const ANSWER_COLUMNS: [Column; 2] = [("Answer", Kind::Text), ("Responses", Kind::Rate)];

/// The answers to a question as rows.
pub(crate) fn answer_rows(asked: &Asked) -> Vec<Vec<Cell>> {
    asked.answers.iter().map(|answer| vec![Cell::text(&answer.label), Cell::Rate(answer.given)]).collect()
}

/// All surveys, as a table.
pub(crate) fn table(surveys: &Surveys) -> Table {
    Table { columns: COLUMNS.to_vec(), rows: surveys.surveys.iter().map(row).collect() }
}

/// Every answer to every question with how often it was given, and what the question gives together.
pub(crate) fn answers_table(surveys: &Surveys) -> Table {
    let columns = vec![
        ("Survey", Kind::Text),
        ("Question", Kind::Text),
        ("Kind", Kind::Text),
        ("Answer", Kind::Text),
        ("Responses", Kind::Rate),
        ("NPS", Kind::Score),
        ("Average", Kind::Average),
    ];
    let mut rows = Vec::new();
    for survey in &surveys.surveys {
        for (asked, answer) in
            survey.questions.iter().flat_map(|asked| asked.answers.iter().map(move |answer| (asked, answer)))
        {
            let words = [&survey.survey, &asked.name, &asked.kind, &answer.label].map(Cell::text);
            let figures = [Cell::Rate(answer.given), Cell::Score(asked.score), Cell::Average(asked.average)];
            rows.push(words.into_iter().chain(figures).collect());
        }
    }
    Table { columns, rows }
}

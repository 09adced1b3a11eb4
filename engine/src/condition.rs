//! `Condition`: who is meant. Read once from the store file, then evaluated; it says yes, no, or unknown.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Report;
use crate::journal::{Event, Journal};
use crate::place::Place;
use crate::value::Value;

/// How many questions one condition may hold.
const LARGEST: usize = 2_000;

/// A question about a visitor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// Every one of these. Empty: everybody.
    All(Vec<Condition>),
    /// At least one of these. Empty: everybody, as in GrowthBook.
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// What the visitor's value at a path must be.
    Is {
        path: String,
        test: Test,
    },
    /// What they did, from the journal.
    Did(Box<Did>),
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    All(Vec<Test>),
    Not(Box<Test>),
    Equal(Value),
    In(Vec<Value>),
    Compare(Comparison, Value),
    Exists(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// Something done, how often and since when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Did {
    pub event: String,
    pub filter: Condition,
    pub times: Test,
    /// Milliseconds back from now; `None` for ever.
    pub within: Option<i64>,
}

/// The answer to a condition. What is not known is not met, and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Yes,
    No,
    Unknown,
}

/// What conditions are evaluated against.
pub(crate) struct Subject<'a> {
    pub attributes: &'a Value,
    pub journal: &'a Journal,
    pub now: i64,
}

impl Verdict {
    fn of(truth: bool) -> Verdict {
        if truth { Verdict::Yes } else { Verdict::No }
    }

    fn not(self) -> Verdict {
        match self {
            Verdict::Yes => Verdict::No,
            Verdict::No => Verdict::Yes,
            Verdict::Unknown => Verdict::Unknown,
        }
    }

    /// Kleene's conjunction: one no decides, else one unknown.
    fn all(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
        let mut result = Verdict::Yes;
        for verdict in verdicts {
            match verdict {
                Verdict::No => return Verdict::No,
                Verdict::Unknown => result = Verdict::Unknown,
                Verdict::Yes => {}
            }
        }
        result
    }
}

impl Condition {
    /// Who this holds for.
    pub fn evaluate(&self, subject: &Subject) -> Verdict {
        match self {
            Condition::All(parts) => Verdict::all(parts.iter().map(|part| part.evaluate(subject))),
            Condition::Any(parts) if parts.is_empty() => Verdict::Yes,
            Condition::Any(parts) => {
                Verdict::all(parts.iter().map(|part| part.evaluate(subject).not())).not()
            }
            Condition::Not(part) => part.evaluate(subject).not(),
            Condition::Is { path, test } => test.evaluate(subject.attributes.at(path)),
            Condition::Did(did) => did.evaluate(subject),
        }
    }

    /// How many questions it holds, with those of the audiences that it refers to.
    fn size(&self) -> usize {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().map(Condition::size).sum::<usize>() + 1
            }
            Condition::Not(part) => part.size() + 1,
            Condition::Is { .. } => 1,
            Condition::Did(did) => did.filter.size() + 1,
        }
    }

    /// The paths that it asks about, for the checker.
    pub fn paths(&self) -> Vec<&str> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::paths).collect()
            }
            Condition::Not(part) => part.paths(),
            Condition::Is { path, .. } => [path.as_str()].into(),
            Condition::Did(_) => Vec::new(),
        }
    }
}

impl Test {
    fn evaluate(&self, value: &Value) -> Verdict {
        match self {
            Test::All(tests) => Verdict::all(tests.iter().map(|test| test.evaluate(value))),
            Test::Not(test) => test.evaluate(value).not(),
            Test::Exists(wanted) => Verdict::of(value.is_null() != *wanted),
            Test::Equal(wanted) if wanted.is_null() => Verdict::of(value.is_null()),
            Test::In(wanted) if wanted.contains(value) => Verdict::Yes,
            _ if value.is_null() => Verdict::Unknown,
            Test::Equal(wanted) => Verdict::of(value == wanted),
            Test::In(wanted) => Verdict::of(value.items().iter().any(|item| wanted.contains(item))),
            Test::Compare(comparison, than) => compare(value, than, *comparison),
        }
    }
}

fn compare(value: &Value, than: &Value, comparison: Comparison) -> Verdict {
    let order = match (value, than) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    };
    Verdict::of(order.is_some_and(|order| match comparison {
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
    }))
}

impl Did {
    fn evaluate(&self, subject: &Subject) -> Verdict {
        let everything = self.filter == Condition::All(Vec::new()) && self.within.is_none();
        let times = if everything { subject.journal.times(&self.event) } else { self.count(subject) };
        self.times.evaluate(&times.into())
    }

    fn count(&self, subject: &Subject) -> i64 {
        let since = self.within.map_or(i64::MIN, |within| subject.now - within);
        let recent = subject.journal.events().rev().take_while(|event| event.at >= since);
        recent.filter(|event| event.name == self.event && self.holds_for(event, subject)).count() as i64
    }

    /// `where` asks about the event's properties, or about those of one of its items.
    fn holds_for(&self, event: &Event, subject: &Subject) -> bool {
        let holds = |attributes: &Value| {
            self.filter.evaluate(&Subject { attributes, journal: subject.journal, now: subject.now })
                == Verdict::Yes
        };
        holds(&event.properties) || event.properties.get("items").items().iter().any(holds)
    }
}

/// Reads conditions, and knows the named audiences that they may refer to.
pub(crate) struct ConditionReader<'a> {
    /// Those read before; an audience may refer to one that stands above it.
    pub audiences: &'a [(String, Condition)],
}

impl ConditionReader<'_> {
    /// Reads a condition. What is absent holds for everybody; what is faulty is reported.
    pub fn read(&self, place: &Place, report: &mut Report) -> Condition {
        let parts = place.entries(report).into_iter();
        let condition =
            one_or(Condition::All, parts.map(|(key, part)| self.read_key(key, &part, report)).collect());
        // Audiences that refer to audiences could double with every step: a small file, an endless question.
        if condition.size() > LARGEST {
            report.fault(
                &place.path,
                "This condition is too large: with its audiences it asks more than 2,000 questions.",
            );
            return Condition::Any(Vec::new());
        }
        condition
    }

    fn read_key(&self, key: &str, place: &Place, report: &mut Report) -> Condition {
        match key {
            "$and" => Condition::All(self.read_list(place, report)),
            "$or" => Condition::Any(self.read_list(place, report)),
            "$nor" => Condition::Not(Condition::Any(self.read_list(place, report)).into()),
            "$not" => Condition::Not(self.read(place, report).into()),
            "audience" => self.read_audience(place, report),
            "did" => Condition::Did(self.read_did(place, report).into()),
            _ if key.starts_with('$') => {
                report.fault(
                    &place.path,
                    "This operator is unknown here. Around conditions stand $and, $or, $nor and $not.",
                );
                Condition::Any(Vec::new())
            }
            path => Condition::Is { path: path.into(), test: read_test(place, report) },
        }
    }

    fn read_list(&self, place: &Place, report: &mut Report) -> Vec<Condition> {
        if place.value.items().is_empty() {
            report.fault(&place.path, "An array of conditions must stand here.");
        }
        let items = place.items(report);
        items.iter().map(|item| self.read(item, report)).collect()
    }

    fn read_audience(&self, place: &Place, report: &mut Report) -> Condition {
        let name = place.required_text(report).unwrap_or_default();
        let known = self.audiences.iter().find(|(known, _)| known == name);
        if known.is_none() && !name.is_empty() {
            report.fault(
                &place.path,
                "There is no audience of this name above; audiences are named under `audiences`.",
            );
        }
        known.map_or(Condition::Any(Vec::new()), |(_, condition)| condition.clone())
    }

    fn read_did(&self, place: &Place, report: &mut Report) -> Did {
        place.only(&["event", "where", "times", "within"], report);
        let times = place.key("times");
        Did {
            event: place.key("event").required_text(report).unwrap_or_default().into(),
            filter: self.read(&place.key("where"), report),
            times: if times.is_absent() {
                Test::Compare(Comparison::GreaterOrEqual, 1_i64.into())
            } else {
                read_test(&times, report)
            },
            within: place.key("within").duration(report),
        }
    }
}

fn one_or<T>(many: fn(Vec<T>) -> T, mut parts: Vec<T>) -> T {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

/// Reads what a value must be: operators, or the value itself.
fn read_test(place: &Place, report: &mut Report) -> Test {
    let operators = place.value.entries();
    if operators.is_empty() || !operators.iter().all(|(key, _)| key.starts_with('$')) {
        return Test::Equal(place.value.clone());
    }
    let tests = place
        .entries(report)
        .into_iter()
        .map(|(operator, operand)| read_operator(operator, &operand, report));
    one_or(Test::All, tests.collect())
}

fn read_operator(operator: &str, place: &Place, report: &mut Report) -> Test {
    let value = place.value.clone();
    match operator {
        "$eq" => Test::Equal(value),
        "$ne" => Test::Not(Test::Equal(value).into()),
        "$gt" => Test::Compare(Comparison::Greater, value),
        "$gte" => Test::Compare(Comparison::GreaterOrEqual, value),
        "$lt" => Test::Compare(Comparison::Less, value),
        "$lte" => Test::Compare(Comparison::LessOrEqual, value),
        "$in" => Test::In(read_values(place, report)),
        "$nin" => Test::Not(Test::In(read_values(place, report)).into()),
        "$exists" => Test::Exists(place.bool(report).unwrap_or(true)),
        "$not" => Test::Not(read_test(place, report).into()),
        _ => {
            report.fault(&place.path, "This operator is not available in this version. There are $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists and $not.");
            Test::All(Vec::new())
        }
    }
}

fn read_values(place: &Place, report: &mut Report) -> Vec<Value> {
    if !matches!(place.value, Value::List(_)) {
        report.fault(&place.path, "This must be an array.");
    }
    place.value.items().to_vec()
}

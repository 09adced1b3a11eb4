//! `Condition`: who is meant. Checked once when the store file is read, then asked as it stands there;
//! it says yes, no, or unknown.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::error::Report;
use crate::journal::Journal;
use crate::place::Place;
use crate::text;
use crate::time;
use crate::value::Value;

/// How many questions one condition may hold.
const LARGEST: usize = 2_000;
/// How deep they may nest, with those of its audiences: the stack must hold.
const DEEPEST: usize = 64;

/// Questions about a visitor, all of which must be met. None: everybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Condition {
    /// As in the store file, but for `audience`: under it stands what was named, not its name.
    pub questions: Value,
    /// How many there are, with those of the audiences that it refers to.
    size: usize,
    /// How deep they nest.
    depth: usize,
}

/// The answer to a condition, in rising order. What is not known is not met, and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    No,
    Unknown,
    Yes,
}

/// What conditions are evaluated against.
pub(crate) struct Subject<'a> {
    pub attributes: &'a Value,
    pub journal: &'a Journal,
    pub now: i64,
}

/// Kleene's logic: *and* is the lesser of two verdicts, *or* the greater.
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
}

impl Condition {
    /// Who this holds for.
    pub fn evaluate(&self, subject: &Subject) -> Verdict {
        all(&self.questions, subject)
    }
}

/// Whether all entries of an object hold.
fn all(questions: &Value, subject: &Subject) -> Verdict {
    let mut verdict = Verdict::Yes;
    for (key, question) in questions.entries() {
        if verdict > Verdict::No {
            verdict = verdict.min(ask(key, question, subject));
        }
    }
    verdict
}

fn ask(key: &str, question: &Value, subject: &Subject) -> Verdict {
    match key {
        // All of them: none must fail.
        "$and" => any(question, subject, Verdict::not).not(),
        "$or" => any(question, subject, |verdict| verdict),
        "$nor" => any(question, subject, |verdict| verdict).not(),
        "$not" => all(question, subject).not(),
        "audience" => all(question, subject),
        "did" => did(question, subject),
        path => meets(subject.attributes.at(path), question),
    }
}

/// Whether one of the items of an array holds, each seen in this way.
fn any(questions: &Value, subject: &Subject, seen: fn(Verdict) -> Verdict) -> Verdict {
    let mut verdict = Verdict::No;
    for question in questions.items() {
        if verdict < Verdict::Yes {
            verdict = verdict.max(seen(all(question, subject)));
        }
    }
    verdict
}

/// Whether what must be of a value is an object of operators; else it is the value itself.
pub(crate) fn has_operators(wanted: &Value) -> bool {
    let operators = wanted.entries();
    !operators.is_empty() && operators.iter().all(|(key, _)| key.starts_with('$'))
}

/// Whether a value is as it must be.
fn meets(value: &Value, wanted: &Value) -> Verdict {
    if !has_operators(wanted) {
        return operate("$eq", value, wanted);
    }
    let mut verdict = Verdict::Yes;
    for (operator, operand) in wanted.entries() {
        verdict = verdict.min(operate(operator, value, operand));
    }
    verdict
}

fn operate(operator: &str, value: &Value, operand: &Value) -> Verdict {
    match operator {
        "$eq" if operand.is_null() => Verdict::of(value.is_null()),
        "$ne" => operate("$eq", value, operand).not(),
        "$nin" => operate("$in", value, operand).not(),
        "$not" => meets(value, operand).not(),
        "$exists" => Verdict::of(value.is_null() == (operand == &Value::Bool(false))),
        "$in" if operand.items().contains(value) => Verdict::Yes,
        _ if value.is_null() => Verdict::Unknown,
        "$eq" => Verdict::of(value == operand),
        "$in" => Verdict::of(value.items().iter().any(|item| operand.items().contains(item))),
        _ => Verdict::of(compares(operator, value, operand)),
    }
}

fn compares(operator: &str, value: &Value, than: &Value) -> bool {
    let order = match (value, than) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    };
    match order {
        Some(Ordering::Greater) => operator.starts_with("$g"),
        Some(Ordering::Less) => operator.starts_with("$l"),
        Some(Ordering::Equal) => operator.ends_with('e'),
        None => false,
    }
}

/// Whether they did something, how often and since when, from the journal.
fn did(question: &Value, subject: &Subject) -> Verdict {
    let name = question.get("event").text_or_empty();
    let filter = question.get("where");
    let within = question.get("within").text().and_then(time::parse_duration);
    let count = if filter.entries().is_empty() && within.is_none() {
        subject.journal.times(name)
    } else {
        let since = within.map_or(i64::MIN, |within| subject.now - within);
        let mut count = 0;
        for event in subject.journal.events().rev() {
            if event.at < since {
                break;
            }
            count += i64::from(event.name == name && holds_for(event.properties, filter, subject));
        }
        count
    };
    match question.get("times") {
        Value::Null => Verdict::of(count > 0),
        times => meets(&count.into(), times),
    }
}

/// `where` asks about the event's properties, or about those of one of its items.
fn holds_for(properties: &Value, filter: &Value, subject: &Subject) -> bool {
    let holds = |attributes: &Value| {
        all(filter, &Subject { attributes, journal: subject.journal, now: subject.now }) == Verdict::Yes
    };
    holds(properties) || properties.get("items").items().iter().any(holds)
}

/// Reads conditions, and knows the named audiences that they may refer to.
pub(crate) struct ConditionReader<'a> {
    /// Those read before; an audience may refer to one that stands above it.
    audiences: &'a [(String, Condition)],
    /// How many questions were read of the condition that is being read.
    size: usize,
    /// How deep the one that is being read stands in it, and how deep any did.
    level: usize,
    depth: usize,
}

impl<'a> ConditionReader<'a> {
    pub fn new(audiences: &'a [(String, Condition)]) -> ConditionReader<'a> {
        ConditionReader { audiences, size: 0, level: 0, depth: 0 }
    }

    /// Reads a condition. What is absent holds for everybody; what is faulty is reported.
    pub fn read(&mut self, place: &Place, report: &mut Report) -> Condition {
        (self.size, self.level, self.depth) = (0, 0, 0);
        let questions = self.read_all(place, report);
        // Audiences that refer to audiences could double with every step: a small file, an endless question.
        if !self.fits() {
            place.fault(
                "This condition is too large: with its audiences it asks more than 2,000 questions, or they nest more than 64 deep.",
                report,
            );
        }
        Condition { questions, size: self.size, depth: self.depth }
    }

    fn fits(&self) -> bool {
        self.size <= LARGEST && self.depth <= DEEPEST
    }

    fn read_all(&mut self, place: &Place, report: &mut Report) -> Value {
        self.level += 1;
        self.depth = self.depth.max(self.level);
        let mut questions = Vec::new();
        for part in &place.entries(report) {
            self.size += 1;
            questions.push((part.key.into(), self.read_question(part, report)));
        }
        self.level -= 1;
        Value::Map(questions)
    }

    fn read_question(&mut self, place: &Place, report: &mut Report) -> Value {
        match place.key {
            "$and" | "$or" | "$nor" => return self.read_list(place, report),
            "$not" => return self.read_all(place, report),
            "audience" => return self.read_audience(place, report),
            "did" => return self.read_did(place, report),
            key if key.starts_with('$') => place.fault(
                "This operator is unknown here. Around conditions stand $and, $or, $nor and $not.",
                report,
            ),
            _ => check_wanted(place, report),
        }
        place.value.clone()
    }

    fn read_list(&mut self, place: &Place, report: &mut Report) -> Value {
        if place.value.items().is_empty() {
            place.fault("An array of conditions must stand here.", report);
        }
        let mut questions = Vec::new();
        for item in &place.items(report) {
            questions.push(self.read_all(item, report));
        }
        Value::List(questions)
    }

    fn read_audience(&mut self, place: &Place, report: &mut Report) -> Value {
        let name = place.required_text(report).unwrap_or_default();
        match self.audiences.iter().find(|(known, _)| known == name) {
            Some((_, audience)) => {
                self.size += audience.size;
                self.depth = self.depth.max(self.level + audience.depth);
                if self.fits() {
                    return audience.questions.clone();
                }
            }
            None if name.is_empty() => {}
            None => place.fault(
                "There is no audience of this name above; audiences are named under `audiences`.",
                report,
            ),
        }
        Value::Null
    }

    fn read_did(&mut self, place: &Place, report: &mut Report) -> Value {
        place.only("event where times within", report);
        place.key("event").required_text(report);
        place.key("within").duration(report);
        check_wanted(&place.key("times"), report);
        let mut question = place.value.clone();
        question.set("where", self.read_all(&place.key("where"), report));
        question
    }
}

/// Checks what a value must be: operators, or the value itself.
fn check_wanted(place: &Place, report: &mut Report) {
    if has_operators(place.value) {
        for operator in &place.entries(report) {
            check_operator(operator, report);
        }
    }
}

fn check_operator(place: &Place, report: &mut Report) {
    match place.key {
        "$in" | "$nin" if !matches!(place.value, Value::List(_)) => place.fault("This must be an array.", report),
        "$exists" => {
            place.bool(report);
        }
        "$not" => check_wanted(place, report),
        key if !text::is_among(key, "$eq $ne $gt $gte $lt $lte $in $nin") => place.fault("This operator is not available in this version. There are $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists and $not.", report),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::store::StoreFile;
    use alloc::{format, string::String};

    #[test]
    fn audiences_cannot_be_piled_up_until_the_stack_ends() {
        let mut audiences = String::from(r#""a0":{"country":"ES"}"#);
        for n in 1..1_000 {
            audiences += &format!(r#","a{n}":{{"$and":[{{"audience":"a{}"}}]}}"#, n - 1);
        }
        let (store, issues) = StoreFile::parse(&format!(r#"{{"version":1,"audiences":{{{audiences}}}}}"#));
        assert!(issues.iter().any(|issue| issue.message.contains("too large")));
        assert!(store.audiences.len() > 30);
    }
}

//! Operators: what can be asked of one value, with the semantics of GrowthBook's condition language
//! (docs.growthbook.io, `evalCondition`). Asking allocates nothing but where a number is compared as a text.
//!
//! One difference is meant: what is not known is `Unknown`, and stays so when it is negated.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::condition::{Node, Questions, Verdict};
use crate::number;
use crate::pattern::Pattern;
use crate::value::Value;
use crate::version;

/// What an operator does, leaving its variants out of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No operator: the value itself, as loosely as JavaScript compares texts, numbers and truths.
    Is,
    Equal,
    Order,
    In,
    Group,
    All,
    Exists,
    Type,
    Size,
    Element,
    Match,
    Not,
    Version,
}

const NEGATED: u8 = 1;
/// Upper and lower case are the same: of the letters A to Z.
const ANY_CASE: u8 = 2;
const LESS: u8 = 4;
const SAME: u8 = 8;
const GREATER: u8 = 16;

/// An operator: what it does, and its variants as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    pub kind: Kind,
    flags: u8,
}

/// Every operator by its name.
const OPERATORS: [(&str, Kind, u8); 29] = [
    ("$eq", Kind::Equal, 0),
    ("$ne", Kind::Equal, NEGATED),
    ("$gt", Kind::Order, GREATER),
    ("$gte", Kind::Order, GREATER | SAME),
    ("$lt", Kind::Order, LESS),
    ("$lte", Kind::Order, LESS | SAME),
    ("$in", Kind::In, 0),
    ("$nin", Kind::In, NEGATED),
    ("$ini", Kind::In, ANY_CASE),
    ("$nini", Kind::In, NEGATED | ANY_CASE),
    ("$inGroup", Kind::Group, 0),
    ("$notInGroup", Kind::Group, NEGATED),
    ("$all", Kind::All, 0),
    ("$alli", Kind::All, ANY_CASE),
    ("$exists", Kind::Exists, 0),
    ("$type", Kind::Type, 0),
    ("$size", Kind::Size, 0),
    ("$elemMatch", Kind::Element, 0),
    ("$regex", Kind::Match, 0),
    ("$regexi", Kind::Match, ANY_CASE),
    ("$notRegex", Kind::Match, NEGATED),
    ("$notRegexi", Kind::Match, NEGATED | ANY_CASE),
    ("$not", Kind::Not, NEGATED),
    ("$vgt", Kind::Version, GREATER),
    ("$vgte", Kind::Version, GREATER | SAME),
    ("$vlt", Kind::Version, LESS),
    ("$vlte", Kind::Version, LESS | SAME),
    ("$veq", Kind::Version, SAME),
    ("$vne", Kind::Version, LESS | GREATER),
];

impl Operator {
    /// No operator: the value itself must be there.
    pub const IS: Operator = Operator { kind: Kind::Is, flags: 0 };

    pub fn from_name(name: &str) -> Option<Operator> {
        for (known, kind, flags) in &OPERATORS {
            if *known == name {
                return Some(Operator { kind: *kind, flags: *flags });
            }
        }
        None
    }

    /// Its name in the store file; empty for the value itself.
    pub fn name(self) -> &'static str {
        for (name, kind, flags) in &OPERATORS {
            if (*kind, *flags) == (self.kind, self.flags) {
                return name;
            }
        }
        ""
    }

    fn is(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether it compares without regard to case.
    pub fn any_case(self) -> bool {
        self.is(ANY_CASE)
    }

    fn takes(self, order: Option<Ordering>) -> Verdict {
        let flag = match order {
            Some(Ordering::Less) => LESS,
            Some(Ordering::Equal) => SAME,
            Some(Ordering::Greater) => GREATER,
            None => 0,
        };
        Verdict::of(self.is(flag))
    }
}

/// One thing that must be of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Check {
    pub operator: Operator,
    /// As the store file has it; for a group its members.
    pub operand: Value,
    pub part: Part,
}

/// What was made of the operand when the store file was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    None,
    Pattern(Pattern),
    /// All of which must hold: of the value, its size, or one of its items.
    Checks(Vec<Check>),
    /// A condition on an item.
    Condition(Node),
}

impl Check {
    /// Whether the value is as this wants it.
    pub fn ask(&self, value: &Value, questions: &Questions) -> Verdict {
        let verdict = self.ask_plainly(value, questions);
        if self.operator.is(NEGATED) { verdict.not() } else { verdict }
    }

    fn ask_plainly(&self, value: &Value, questions: &Questions) -> Verdict {
        let operand = &self.operand;
        match self.operator.kind {
            Kind::Exists => return Verdict::of(value.is_null() != truthy(operand)),
            Kind::Is | Kind::Equal if operand.is_null() => return Verdict::of(value.is_null()),
            Kind::Type if operand.text() == Some("null") => return Verdict::of(value.is_null()),
            Kind::In | Kind::Group if operand.items().contains(value) => return Verdict::Yes,
            Kind::Not => return self.all(value, questions),
            _ if value.is_null() => return Verdict::Unknown,
            _ => {}
        }
        match self.operator.kind {
            Kind::Is => Verdict::of(is(value, operand)),
            Kind::Equal => Verdict::of(value == operand),
            Kind::Order => self.operator.takes(compare(value, operand)),
            Kind::In | Kind::Group => self.is_among(value),
            Kind::All => self.has_all(value),
            Kind::Type => Verdict::of(operand.text() == Some(value.type_name())),
            Kind::Size if matches!(value, Value::List(_)) => self.all(&value.items().len().into(), questions),
            Kind::Element => self.has_element(value, questions),
            Kind::Match => self.matches(value),
            Kind::Version => self.operator.takes(Some(version::compare(value, operand))),
            _ => Verdict::No,
        }
    }

    fn all(&self, value: &Value, questions: &Questions) -> Verdict {
        match &self.part {
            Part::Checks(checks) => all(checks, value, questions),
            _ => Verdict::No,
        }
    }

    /// Whether the value, or one of its items, stands in the operand.
    fn is_among(&self, value: &Value) -> Verdict {
        let stands = |one: &Value| {
            let mut wanted = self.operand.items().iter();
            wanted.any(|wanted| one == wanted || (self.operator.any_case() && same_letters(one, wanted)))
        };
        Verdict::of(match value {
            Value::List(items) => items.iter().any(stands),
            _ => stands(value),
        })
    }

    fn has_all(&self, value: &Value) -> Verdict {
        let any_case = self.operator.any_case();
        for wanted in self.operand.items() {
            let fits = |item: &Value| is(item, wanted) || (any_case && same_letters(item, wanted));
            if !value.items().iter().any(fits) {
                return Verdict::No;
            }
        }
        Verdict::of(matches!(value, Value::List(_)))
    }

    fn has_element(&self, value: &Value, questions: &Questions) -> Verdict {
        for item in value.items() {
            let verdict = match &self.part {
                Part::Condition(condition) => condition.of_value(item, questions),
                _ => self.all(item, questions),
            };
            if truthy(item) && verdict == Verdict::Yes {
                return Verdict::Yes;
            }
        }
        Verdict::No
    }

    /// A text that is too long to be tried safely is an unknown one.
    fn matches(&self, value: &Value) -> Verdict {
        let Part::Pattern(pattern) = &self.part else { return Verdict::No };
        let found = match value {
            Value::Text(text) => pattern.matches(text),
            Value::Number(_) | Value::Bool(_) => pattern.matches(&value.to_json()),
            _ => Some(false),
        };
        found.map_or(Verdict::Unknown, Verdict::of)
    }
}

/// Whether a value meets every one of these checks.
pub(crate) fn all(checks: &[Check], value: &Value, questions: &Questions) -> Verdict {
    let mut verdict = Verdict::Yes;
    for check in checks {
        verdict = verdict.min(check.ask(value, questions));
    }
    verdict
}

/// What JavaScript takes for true.
fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => *number != 0.0 && !number.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::List(_) | Value::Map(_) | Value::Raw(_) => true,
    }
}

/// Whether a known value is the wanted one, read as the wanted one's type.
fn is(value: &Value, wanted: &Value) -> bool {
    match (wanted, value) {
        (Value::Text(wanted), Value::Number(_) | Value::Bool(_)) => &value.to_json() == wanted,
        (Value::Number(wanted), _) => as_number(value) == Some(*wanted),
        (Value::Bool(wanted), _) => truthy(value) == *wanted,
        _ => value == wanted,
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Text(text) if text.trim_ascii().is_empty() => Some(0.0),
        Value::Text(text) => number::parse(text.trim_ascii()),
        _ => None,
    }
}

/// Texts by their letters; anything else by its number.
fn compare(value: &Value, than: &Value) -> Option<Ordering> {
    match (value, than) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => as_number(value)?.partial_cmp(&as_number(than)?),
    }
}

fn same_letters(a: &Value, b: &Value) -> bool {
    matches!((a, b), (Value::Text(a), Value::Text(b)) if a.eq_ignore_ascii_case(b))
}

/// Whether what must be of a value is an object of operators; else it is the value itself.
pub(crate) fn has_operators(wanted: &Value) -> bool {
    let operators = wanted.entries();
    !operators.is_empty() && operators.iter().all(|(key, _)| key.starts_with('$'))
}

/// What must be of a value, as a store file has it: for `explain`.
pub(crate) fn to_value(check: &Check) -> Value {
    let mut out = Value::Null;
    match check.operator.name() {
        "" => return check.operand.clone(),
        name => out.set(name, check.operand.clone()),
    }
    out
}

/// The text of a version as a value says it.
pub(crate) fn version_text(value: &Value) -> String {
    match value {
        Value::Number(_) => value.to_json(),
        _ => value.text_or_empty().into(),
    }
}

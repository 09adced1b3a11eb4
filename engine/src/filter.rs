//! What a template's output says: a value, and the filters that it passes through.
//!
//! Liquid's filters give values. Those of Intl, such as `money`, only say how the browser is to write one: after
//! them, words can still be put before and after, and nothing else.

use alloc::string::String;
use alloc::vec::Vec;

use crate::expression::{Datum, Fault, Nature, Reader};
use crate::letters;
use crate::number;
use crate::strftime;
use crate::template::Scope;
use crate::text::{self, clip, contains, split_once};
use crate::value::Value;
use crate::view::Formatting;

/// More than a message can hold, in bytes.
pub(crate) const MOST: usize = 100_000;

/// The filters, with how many arguments they need at least and take at most.
static FILTERS: [(&str, usize, usize); 24] = [
    ("default", 0, 1),
    ("upcase", 0, 0),
    ("downcase", 0, 0),
    ("capitalize", 0, 0),
    ("truncate", 0, 2),
    ("replace", 1, 2),
    ("append", 1, 1),
    ("prepend", 1, 1),
    ("plus", 1, 1),
    ("minus", 1, 1),
    ("times", 1, 1),
    ("divided_by", 1, 1),
    ("round", 0, 1),
    ("size", 0, 0),
    ("first", 0, 0),
    ("last", 0, 0),
    ("join", 0, 1),
    ("date", 0, 1),
    ("money", 0, 1),
    ("number", 0, 0),
    ("percent", 0, 0),
    ("relative_time", 0, 0),
    ("country", 0, 0),
    ("language", 0, 0),
];

/// What one output says.
#[derive(Default)]
pub(crate) struct Output {
    pub before: String,
    pub datum: Datum,
    /// How the browser's `Intl` is to write the value.
    pub format: Option<Formatting>,
    pub after: String,
}

/// A filter as it is used: its arguments, and the one that has a name.
struct Call<'a> {
    name: &'a str,
    arguments: Vec<Datum>,
    allow_false: bool,
    scope: &'a dyn Scope,
}

impl Output {
    /// Reads and answers what stands between `{{` and `}}`.
    ///
    /// # Errors
    /// A sentence where it is malformed, or where it asks to divide by zero.
    pub fn read(reader: &mut Reader) -> Result<Output, Fault> {
        let mut output = Output::default();
        // The name of a country is its code, written by the browser in the content's language.
        if reader.take_word("country_name") {
            output.datum = reader.scope.value("country").into();
            output.format = Some(Formatting::Country);
        } else {
            output.datum = reader.datum()?;
        }
        while reader.take("|") {
            let call = Call::read(reader)?;
            output.apply(&call)?;
        }
        Ok(output)
    }

    fn apply(&mut self, call: &Call) -> Result<(), Fault> {
        let words = call.argument(0).text();
        match (call.name, &self.format) {
            ("default", _) => {
                let stands = call.allow_false && self.datum.value == Value::Bool(false);
                let is_nothing = self.datum.is_empty() || (self.datum.is_falsy() && !stands);
                if is_nothing && self.before.is_empty() && self.after.is_empty() {
                    *self = Output { datum: call.argument(0).clone(), ..Output::default() };
                }
            }
            ("append", Some(_)) => self.after = joined(&self.after, &words),
            ("prepend", Some(_)) => self.before = joined(&words, &self.before),
            (_, Some(_)) => {
                return Err("After money, date and their like only default, append and prepend can follow.");
            }
            _ => (self.datum, self.format) = call.filter(&self.datum)?,
        }
        Ok(())
    }
}

/// Both, as far as a message can hold them.
fn joined(first: &str, second: &str) -> String {
    let mut whole = String::from(clip(first, MOST));
    whole.push_str(clip(second, MOST - whole.len()));
    whole
}

impl<'a> Call<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Call<'a>, Fault> {
        let mut call =
            Call { name: reader.word(), arguments: Vec::new(), allow_false: false, scope: reader.scope };
        let known = FILTERS.iter().find(|(known, ..)| *known == call.name);
        let Some((_, least, most)) = known else {
            return Err(
                "This filter is unknown. There are default, upcase, downcase, capitalize, truncate, replace, append, prepend, plus, minus, times, divided_by, round, size, first, last, join, date, money, number, percent, relative_time, country and language.",
            );
        };
        let mut more = reader.take(":");
        while more {
            if reader.take_word("allow_false") && reader.take(":") {
                call.allow_false = !reader.datum()?.is_falsy();
            } else {
                call.arguments.push(reader.datum()?);
            }
            more = reader.take(",");
        }
        if call.arguments.len() < *least || call.arguments.len() > *most {
            return Err("This filter takes more or fewer values after its colon.");
        }
        Ok(call)
    }

    fn argument(&self, at: usize) -> &Datum {
        static NOTHING: Datum = Datum { value: Value::Null, nature: Nature::Plain };
        self.arguments.get(at).unwrap_or(&NOTHING)
    }

    /// The text of an argument, or what stands for it where there is none.
    fn text(&self, at: usize, otherwise: &str) -> String {
        self.arguments.get(at).map_or_else(|| otherwise.into(), Datum::text)
    }

    /// What becomes of a value, and how `Intl` is to write it.
    fn filter(&self, input: &Datum) -> Result<(Datum, Option<Formatting>), Fault> {
        let words = input.text();
        let datum = match self.name {
            "upcase" | "downcase" => letters::set(&words, self.name == "upcase").into(),
            "capitalize" => letters::capitalize(&words).into(),
            "truncate" => self.truncate(&words).into(),
            "replace" => self.replace(&words).into(),
            "append" => joined(&words, &self.argument(0).text()).into(),
            "prepend" => joined(&self.argument(0).text(), &words).into(),
            "size" | "first" | "last" => part(&input.value, self.name).into(),
            "join" => self.join(input),
            "plus" | "minus" | "times" | "divided_by" | "round" => self.calculate(input)?,
            _ => return Ok(self.format(input)),
        };
        Ok((datum, None))
    }

    fn truncate(&self, words: &str) -> String {
        let length = self.arguments.first().map_or(50, |length| amount(length).0 as usize);
        let end = self.text(1, "...");
        if text::length(words) <= length {
            return words.into();
        }
        let mut kept = String::new();
        for letter in words.chars().take(length.saturating_sub(text::length(&end))) {
            kept.push(letter);
        }
        joined(&kept, &end)
    }

    fn replace(&self, words: &str) -> String {
        let (old, new) = (self.argument(0).text(), self.argument(1).text());
        let (mut out, mut rest) = (String::new(), words);
        while out.len() < MOST && !old.is_empty() {
            let Some((before, after)) = split_once(rest, &old) else { break };
            out.push_str(before);
            out.push_str(&new);
            rest = after;
        }
        joined(&out, rest)
    }

    fn join(&self, input: &Datum) -> Datum {
        let Value::List(items) = &input.value else { return input.clone() };
        let (mut out, mut before) = (String::new(), String::new());
        for item in items {
            out = joined(&joined(&out, &before), &Datum::from(item.clone()).text());
            before = self.text(0, " ");
        }
        out.into()
    }

    fn calculate(&self, input: &Datum) -> Result<Datum, Fault> {
        let ((a, a_decimal), (b, b_decimal)) = (amount(input), amount(self.argument(0)));
        let mut decimal = a_decimal || b_decimal;
        let result = match self.name {
            "plus" => a + b,
            "minus" => a - b,
            "times" => a * b,
            "round" => {
                let places = b as i32;
                decimal = a_decimal && places > 0;
                number::rounded(a, places)
            }
            // Whoever only checks a template does not know by what it will divide.
            _ if b == 0.0 && self.scope.all() && self.argument(0).value.number().is_none() => 0.0,
            _ if b == 0.0 => return Err("Nothing can be divided by 0."),
            _ if decimal => a / b,
            _ => number::floor(a / b),
        };
        let value = if result.is_finite() { result.into() } else { Value::Null };
        Ok(Datum { value, nature: if decimal { Nature::Decimal } else { Nature::Plain } })
    }

    /// The value as `Intl` takes it, with how it is to write it; or as it is, where that cannot be.
    fn format(&self, input: &Datum) -> (Datum, Option<Formatting>) {
        let moment = || self.moment(input).map(Value::from);
        let number = || Some(amount(input).0.into()).filter(|_| is_amount(input));
        let code = || input.value.text().map(Value::from);
        let (value, format) = match self.name {
            "country" => (code(), Formatting::Country),
            "language" => (code(), Formatting::Language),
            "number" => (number(), Formatting::Number),
            "percent" => (number(), Formatting::Percent),
            "money" => (number(), Formatting::Money(self.currency())),
            "relative_time" => (moment(), Formatting::RelativeTime),
            _ if self.arguments.is_empty() || self.argument(0).value == "long".into() => {
                (moment(), Formatting::Date)
            }
            _ => return (self.date(input), None),
        };
        match value {
            Some(value) => (value.into(), Some(format)),
            // Whoever only checks a template wants to hear what cannot follow.
            None => (input.clone(), Some(format).filter(|_| self.scope.all())),
        }
    }

    fn currency(&self) -> String {
        let own = Datum::from(self.scope.value("store.currency")).text();
        self.text(0, &own)
    }

    /// A date as `strftime` writes it; what is none stays as it is.
    fn date(&self, input: &Datum) -> Datum {
        let format = self.argument(0).text();
        let moment = self.moment(input).filter(|_| !format.is_empty());
        let Some(moment) = moment else { return input.clone() };
        let mut out = String::new();
        strftime::write(moment, &format, &mut out);
        out.into()
    }

    fn moment(&self, input: &Datum) -> Option<i64> {
        match &input.value {
            Value::Number(number) => Some(strftime::from_number(*number)),
            Value::Text(words) if text::is_among(words, "now today") => self.scope.value("now").integer(),
            Value::Text(words) => strftime::parse(words),
            _ => None,
        }
    }
}

/// How much something is, 0 where it is no number; and whether it is written with decimals.
fn amount(datum: &Datum) -> (f64, bool) {
    match &datum.value {
        Value::Number(number) => {
            (*number, datum.nature == Nature::Decimal || number::floor(*number) != *number)
        }
        Value::Text(words) => {
            number::parse(words).map_or((0.0, false), |number| (number, contains(words, ".")))
        }
        _ => (0.0, false),
    }
}

fn is_amount(datum: &Datum) -> bool {
    datum.value.number().is_some() || datum.value.text().and_then(number::parse).is_some()
}

/// The `first` or the `last` of a list, or its `size`, which texts and objects have too.
pub(crate) fn part(value: &Value, name: &str) -> Value {
    let items = value.items();
    let item = match name {
        "first" => items.first(),
        "last" => items.last(),
        _ => {
            let letters = text::length(value.text_or_empty());
            return (letters + items.len() + value.entries().len()).into();
        }
    };
    item.cloned().unwrap_or_default()
}

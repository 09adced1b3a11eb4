//! What a template's output says: a value, and the filters that it passes through.
//!
//! Liquid's filters give values. Those of Intl, such as `money`, only say how the browser is to write one: after
//! them, words can still be put before and after, and nothing else.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::take;

use crate::expression::{Datum, Nature, Reader, display};
use crate::letters;
use crate::number;
use crate::strftime;
use crate::template::Scope;
use crate::text::{self, clip, contains, split_once};
use crate::value::Value;
use crate::view::Formatting;

/// More than a message can hold, in bytes.
pub(crate) const MOST: usize = 100_000;

#[derive(Clone, Copy, PartialEq)]
enum Filter {
    Default,
    Upcase,
    Downcase,
    Capitalize,
    Truncate,
    Replace,
    Append,
    Prepend,
    Plus,
    Minus,
    Times,
    DividedBy,
    Round,
    Part,
    Join,
    Json,
    Base64,
    Date,
    Money,
    Number,
    Percent,
    RelativeTime,
    Country,
    Language,
}

/// The filters, with how many arguments they need at least and take at most.
static FILTERS: [(&str, Filter, u8, u8); 26] = [
    ("default", Filter::Default, 0, 1),
    ("upcase", Filter::Upcase, 0, 0),
    ("downcase", Filter::Downcase, 0, 0),
    ("capitalize", Filter::Capitalize, 0, 0),
    ("truncate", Filter::Truncate, 0, 2),
    ("replace", Filter::Replace, 1, 2),
    ("append", Filter::Append, 1, 1),
    ("prepend", Filter::Prepend, 1, 1),
    ("plus", Filter::Plus, 1, 1),
    ("minus", Filter::Minus, 1, 1),
    ("times", Filter::Times, 1, 1),
    ("divided_by", Filter::DividedBy, 1, 1),
    ("round", Filter::Round, 0, 1),
    ("size", Filter::Part, 0, 0),
    ("first", Filter::Part, 0, 0),
    ("last", Filter::Part, 0, 0),
    ("join", Filter::Join, 0, 1),
    ("json", Filter::Json, 0, 0),
    ("base64_encode", Filter::Base64, 0, 0),
    ("date", Filter::Date, 0, 1),
    ("money", Filter::Money, 0, 1),
    ("number", Filter::Number, 0, 0),
    ("percent", Filter::Percent, 0, 0),
    ("relative_time", Filter::RelativeTime, 0, 0),
    ("country", Filter::Country, 0, 0),
    ("language", Filter::Language, 0, 0),
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

/// A filter as it is used.
struct Call<'a> {
    name: &'a str,
    filter: Filter,
    arguments: Vec<Datum>,
    /// The only argument that has a name.
    allow_false: bool,
}

impl Output {
    /// Reads and answers what stands between `{{` and `}}`. The reader knows of what is wrong: something malformed,
    /// or a division by zero.
    pub fn read(reader: &mut Reader) -> Output {
        let mut output = Output::default();
        // The name of a country is its code, written by the browser in the content's language.
        if reader.take_word("country_name") {
            output.datum = reader.scope.value("country").into();
            output.format = Some(Formatting::Country);
        } else {
            output.datum = reader.datum();
        }
        while reader.take("|") {
            let Some(call) = Call::read(reader) else { break };
            output.apply(&call, reader);
        }
        output
    }

    fn apply(&mut self, call: &Call, reader: &mut Reader) {
        let argument = call.text(0, "");
        if call.filter == Filter::Default {
            let stands = call.allow_false && self.datum.value == Value::Bool(false);
            let is_nothing = self.datum.is_empty() || (self.datum.is_falsy() && !stands);
            if is_nothing && self.before.is_empty() && self.after.is_empty() {
                *self = Output { datum: call.argument(0).clone(), ..Output::default() };
            }
            return;
        }
        if self.format.is_some() {
            return match call.filter {
                Filter::Append => self.after = joined(&self.after, &argument),
                Filter::Prepend => self.before = joined(&argument, &self.before),
                _ => reader
                    .fail("After money, date and their like only default, append and prepend can follow."),
            };
        }
        let input = take(&mut self.datum);
        let words = input.text();
        let words = match call.filter {
            Filter::Upcase | Filter::Downcase => letters::set(&words, call.filter == Filter::Upcase),
            Filter::Capitalize => letters::capitalize(&words),
            Filter::Truncate => call.truncate(&words),
            Filter::Replace => replace(&words, &argument, &call.text(1, "")),
            Filter::Append => joined(&words, &argument),
            Filter::Prepend => joined(&argument, &words),
            Filter::Json => joined(&input.value.to_json(), ""),
            Filter::Base64 => base64(&words),
            _ => {
                self.datum = match call.filter {
                    Filter::Part => part(&input.value, call.name).into(),
                    Filter::Join => call.join(input),
                    Filter::Plus | Filter::Minus | Filter::Times | Filter::DividedBy | Filter::Round => {
                        call.calculate(&input, reader)
                    }
                    Filter::Country | Filter::Language => self.name(call, input, reader.scope),
                    _ => self.quantity(call, input, reader.scope),
                };
                return;
            }
        };
        self.datum = words.into();
    }

    /// A code that `Intl` is to name. What is no text stays as it is.
    fn name(&mut self, call: &Call, input: Datum, scope: &dyn Scope) -> Datum {
        let country = call.filter == Filter::Country;
        let format = if country { Formatting::Country } else { Formatting::Language };
        // Whoever only checks a template wants to hear what cannot follow.
        self.format = Some(format).filter(|_| input.value.text().is_some() || scope.all());
        input
    }

    /// A number or a date that `Intl` is to write, or `strftime`. What is neither stays as it is.
    fn quantity(&mut self, call: &Call, input: Datum, scope: &dyn Scope) -> Datum {
        let pattern = call.text(0, "");
        let is_date = call.filter == Filter::Date;
        let quantity = if is_date || call.filter == Filter::RelativeTime {
            moment(&input, scope).map(|moment| moment as f64)
        } else {
            amount(&input).map(|(number, _)| number)
        };
        if (quantity.is_none() && !scope.all()) || (pattern.is_empty() && !call.arguments.is_empty()) {
            return input;
        }
        let quantity = quantity.unwrap_or(0.0);
        if is_date && !pattern.is_empty() && pattern != "long" {
            let mut out = String::new();
            strftime::write(quantity as i64, &pattern, &mut out);
            return out.into();
        }
        self.format = Some(match call.filter {
            Filter::Number => Formatting::Number,
            Filter::Percent => Formatting::Percent,
            Filter::RelativeTime => Formatting::RelativeTime,
            Filter::Date => Formatting::Date,
            _ if pattern.is_empty() => {
                Formatting::Money(scope.value("store.currency").text_or_empty().into())
            }
            _ => Formatting::Money(pattern),
        });
        quantity.into()
    }
}

/// Both, as far as a message can hold them.
fn joined(first: &str, second: &str) -> String {
    let mut whole = String::from(clip(first, MOST));
    whole.push_str(clip(second, MOST - whole.len()));
    whole
}

/// Source: RFC 4648, section 4.
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words.as_bytes();
    while !rest.is_empty() {
        let byte = |at| u32::from(rest.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = BASE64.as_bytes().get((bits >> (18 - 6 * place) & 63) as usize);
            let digit = digit.filter(|_| place <= rest.len()).copied().unwrap_or(b'=');
            out.push(char::from(digit));
        }
        rest = rest.get(3..).unwrap_or_default();
    }
    out
}

fn replace(words: &str, old: &str, new: &str) -> String {
    let (mut out, mut rest) = (String::new(), words);
    while out.len() < MOST && !old.is_empty() {
        let Some((before, after)) = split_once(rest, old) else { break };
        out.push_str(before);
        out.push_str(new);
        rest = after;
    }
    joined(&out, rest)
}

impl<'a> Call<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Call<'a>> {
        let name = reader.word();
        let Some((_, filter, least, most)) = FILTERS.iter().find(|(known, ..)| *known == name) else {
            reader.fail("This filter is unknown. There are default, upcase, downcase, capitalize, truncate, replace, append, prepend, plus, minus, times, divided_by, round, size, first, last, join, json, base64_encode, date, money, number, percent, relative_time, country and language.");
            return None;
        };
        let mut call = Call { name, filter: *filter, arguments: Vec::new(), allow_false: false };
        let mut more = reader.take(":");
        while more {
            if reader.take_word("allow_false") && reader.take(":") {
                call.allow_false = !reader.datum().is_falsy();
            } else {
                call.arguments.push(reader.datum());
            }
            more = reader.take(",");
        }
        if call.arguments.len() < usize::from(*least) || call.arguments.len() > usize::from(*most) {
            reader.fail("This filter takes more or fewer values after its colon.");
        }
        Some(call)
    }

    fn argument(&self, at: usize) -> &Datum {
        static NOTHING: Datum = Datum { value: Value::Null, nature: Nature::Plain };
        self.arguments.get(at).unwrap_or(&NOTHING)
    }

    /// The text of an argument, or what stands for it where there is none.
    #[inline(never)]
    fn text(&self, at: usize, otherwise: &str) -> String {
        self.arguments.get(at).map_or_else(|| otherwise.into(), Datum::text)
    }

    fn truncate(&self, words: &str) -> String {
        let length = self.arguments.first().map_or(50, |length| lenient(length).0 as usize);
        let end = self.text(1, "...");
        if text::length(words) <= length {
            return words.into();
        }
        let mut letters = words.chars();
        for _ in 0..length.saturating_sub(text::length(&end)) {
            letters.next();
        }
        let kept = words.len() - letters.as_str().len();
        joined(clip(words, kept), &end)
    }

    fn join(&self, input: Datum) -> Datum {
        let glue = self.text(0, " ");
        let mut out = String::new();
        let mut before = "";
        for item in input.value.items() {
            if out.len() < MOST {
                out.push_str(before);
                display(item, &mut out);
                before = &glue;
            }
        }
        if matches!(input.value, Value::List(_)) { joined(&out, "").into() } else { input }
    }

    fn calculate(&self, input: &Datum, reader: &mut Reader) -> Datum {
        let ((a, a_decimal), (b, b_decimal)) = (lenient(input), lenient(self.argument(0)));
        let mut decimal = a_decimal || b_decimal;
        let result = match self.filter {
            Filter::Plus => a + b,
            Filter::Minus => a - b,
            Filter::Times => a * b,
            Filter::Round => {
                let places = b as i32;
                decimal = a_decimal && places > 0;
                number::rounded(a, places)
            }
            _ => {
                // Whoever only checks a template does not know by what it will divide.
                if b == 0.0 && !(reader.scope.all() && self.argument(0).value.is_null()) {
                    reader.fail("Nothing can be divided by 0.");
                }
                if decimal { a / b } else { number::floor(a / b) }
            }
        };
        let value = if result.is_finite() { result.into() } else { Value::Null };
        Datum { value, nature: if decimal { Nature::Decimal } else { Nature::Plain } }
    }
}

/// When something is: milliseconds since 1970.
fn moment(datum: &Datum, scope: &dyn Scope) -> Option<i64> {
    match &datum.value {
        Value::Number(number) => Some(strftime::from_number(*number)),
        Value::Text(words) if text::is_among(words, "now today") => scope.value("now").integer(),
        Value::Text(words) => strftime::parse(words),
        _ => None,
    }
}

/// How much something is, and whether it is written with decimals.
#[inline(never)]
fn amount(datum: &Datum) -> Option<(f64, bool)> {
    match &datum.value {
        Value::Number(number) => {
            Some((*number, datum.nature == Nature::Decimal || number::floor(*number) != *number))
        }
        Value::Text(words) => number::parse(words).map(|number| (number, contains(words, "."))),
        _ => None,
    }
}

/// The same; what is no number counts as 0.
fn lenient(datum: &Datum) -> (f64, bool) {
    amount(datum).unwrap_or((0.0, false))
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

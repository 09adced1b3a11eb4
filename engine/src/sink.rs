//! `Sink`: one CRM of the store file. It says which messages it wants, makes the requests that its endpoint
//! understands, and reads the answers.
//!
//! What differs between endpoints is data: a row of JSON, with the store's own entry over it. Two rows are built in;
//! the others lie in the package, or stand in the store file under `row`. `docs/crm.md` has the keys of a row.

mod body;
mod contact;
mod encode;

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

use crate::effect::Request;
use crate::error::Report;
use crate::expression::Reader;
use crate::json;
use crate::markup::Kind;
use crate::outbox::Answer;
use crate::place::Place;
use crate::template::{Scope, safe_url};
use crate::text::{self, concat, is_among, split};
use crate::time;
use crate::value::{NULL, Value};

pub(crate) use body::fill;

/// The rows that are built in. The others cost a page nothing as long as it has no use for them.
const ROWS: [(&str, &str); 2] = [
    (
        "segment",
        r#"{"transport":"simple","batch":{"count":50},"dedupes":true,"body":{"batch":"{{ items }}","sentAt":"{{ sentAt }}","writeKey":"{{ crm.writeKey }}"}}"#,
    ),
    ("webhook", "{}"),
];
/// Those whose key would let anybody who has it read and change what the CRM holds.
const SECRET: &str = "twenty pipedrive braze brevo_api marketing_cloud customerio_track ga4_mp";
/// How much goes into one request: under the 64 KB that browsers let a page send while it closes.
const BATCH_BYTES: usize = 50_000;
/// The first pattern that fits a status decides; `!` says no.
///
/// Source: the retry rules of Segment's browser library, which the whole family of endpoints expects.
const RETRY: &str = "!501 !505 !511 408 410 429 460 5xx";

/// Where messages go.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sink {
    /// Names it in the outbox; the store's own name for it, else its type.
    pub name: String,
    /// What the store file says of it, and where.
    pub entry: Value,
    pub path: String,
    /// Its row with the entry over it, once the row is there; `Null` where the two cannot be used.
    row: OnceCell<Value>,
    /// The store file's `store`.
    pub store: Value,
}

/// What an answer says of a message in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Accepted,
    /// Not now: try again.
    Later,
    /// Never.
    Refused,
}

impl Sink {
    /// Reads a CRM of the store file; `None` where it cannot be used.
    pub fn read(place: &Place, store: &Value, report: &mut Report) -> Option<Sink> {
        let kind = place.key("type");
        let name = kind.required_text(report)?;
        if is_among(name, SECRET) {
            kind.fault(
                "The key of this CRM is a secret, which a browser must not hold. Use webhook with an endpoint of your own, which adds the key and passes the messages on.",
                report,
            );
            return None;
        }
        // It becomes part of an address.
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            kind.fault("This must be the name of a row, such as segment, webhook or hubspot.", report);
            return None;
        }
        let sink = Sink {
            name: place.key("name").text(report).unwrap_or(name).into(),
            entry: place.value.clone(),
            path: place.path(),
            row: OnceCell::new(),
            store: store.clone(),
        };
        let built_in = ROWS.iter().find(|(known, _)| *known == name);
        let row = match (place.key("row").value, built_in) {
            (Value::Null, None) => return Some(sink),
            (Value::Null, Some((_, text))) => json::parse(text).unwrap_or_default(),
            (row, _) => row.clone(),
        };
        sink.load(&row, report).then_some(sink)
    }

    /// The name of the row that has to be loaded before anything can be sent.
    pub fn wanted(&self) -> Option<&str> {
        self.entry.get("type").text().filter(|_| self.row.get().is_none())
    }

    /// Takes its row; `false` where the two cannot be used together.
    pub fn load(&self, row: &Value, report: &mut Report) -> bool {
        let before = report.faults;
        let whole = self.over(row);
        for (key, sentence) in row.get("needs").entries() {
            if whole.get(key).is_null() {
                self.fault(key, sentence.text_or_empty(), report);
            }
        }
        let url = whole.get("url").text_or_empty();
        let elsewhere =
            whole.get("transport").text() == Some("data_layer") || !whole.get("requests").is_null();
        let is_address =
            safe_url(url).is_some_and(|url| !url.starts_with("mailto:") && !url.starts_with("tel:"));
        let has_address = is_address || (url.is_empty() && elsewhere);
        if !has_address {
            self.fault(
                "url",
                "This must be the address of the endpoint, such as https://crm.example/hook.",
                report,
            );
        }
        let is_good = report.faults == before;
        let _ = self.row.set(if is_good { whole } else { Value::Null });
        is_good
    }

    #[inline(never)]
    fn fault(&self, key: &str, sentence: &str, report: &mut Report) {
        report.fault(&concat(&[&self.path, ".", key]), sentence);
    }

    /// The row with the entry over it: headers and fields one by one, whatever else as a whole.
    fn over(&self, row: &Value) -> Value {
        let mut whole = row.clone();
        whole.merge(&self.entry);
        for key in ["headers", "fields"] {
            let mut both = row.get(key).clone();
            both.merge(self.entry.get(key));
            whole.set_known(key, both);
        }
        if self.entry.get("requests").is_null() && !self.entry.get("body").is_null() {
            whole.set("requests", Value::Null);
        }
        // Some write an address with a slash at its end, and some without.
        if let Some(base) = whole.get("base").text().and_then(|base| base.strip_suffix('/')) {
            whole.set("base", base.into());
        }
        whole
    }

    /// All that is known of it; `Null` as long as nothing can be sent.
    pub fn row(&self) -> &Value {
        self.row.get().unwrap_or(&NULL)
    }

    /// Whether its row is there: before that it takes messages, and sends none.
    pub fn is_ready(&self) -> bool {
        !self.row().is_null()
    }

    /// Whether this endpoint wants the event; `identify` and `alias` are the events of such messages.
    pub fn takes(&self, event: &str) -> bool {
        let row = self.row.get().unwrap_or(&self.entry);
        let parts = row.get("requests").items();
        wants(row, event) && (parts.is_empty() || parts.iter().any(|part| carries(part, event)))
    }

    /// How many messages and how many bytes go into one request at most.
    pub fn limit(&self) -> (usize, usize) {
        let batch = self.row().get("batch");
        (batch.get("count").index().unwrap_or(1), batch.get("bytes").index().unwrap_or(BATCH_BYTES))
    }

    /// Whether two messages can go in one request.
    pub fn together(&self, one: &Value, other: &Value) -> bool {
        core::ptr::eq(self.part(one), self.part(other))
    }

    /// Whether a message that comes twice is taken once.
    pub fn dedupes(&self) -> bool {
        self.row().get("dedupes").bool() == Some(true)
    }

    /// What a row of several requests says of those that carry such messages.
    fn part(&self, message: &Value) -> &Value {
        let event = message.get("event").text().unwrap_or(message.get("type").text_or_empty());
        self.row().get("requests").items().iter().find(|part| carries(part, event)).unwrap_or(&NULL)
    }

    /// The request that carries these messages. Its number, and whether it leaves with the page, is for others to say.
    pub fn request(&self, messages: &[Value], now: i64) -> Request {
        let row = self.row();
        let message = messages.first().unwrap_or(&NULL);
        let part = self.part(message);
        let get = |key| Some(part.get(key)).filter(|own| !own.is_null()).unwrap_or(row.get(key));
        let around = |message| {
            let mut own = Value::map([("sentAt", time::rfc3339(now).into()), ("now", now.into())]);
            own.set("traits", contact::known(message));
            Around { sink: self, row, message, own, within: false }
        };
        let (mut items, item) = (Vec::new(), get("item"));
        for message in messages {
            items.push(if item.is_null() { message.clone() } else { fill(item, &around(message)) });
        }
        let mut scope = around(message);
        let transport = get("transport").text_or_empty();
        let encoding = get("encoding").text_or_empty();
        let is_global = transport == "data_layer";
        let content = match get("body") {
            Value::Null if is_global || encoding == "ndjson" || !get("batch").is_null() => Value::List(items),
            Value::Null => items.pop().unwrap_or_default(),
            body => {
                scope.own.set("items", Value::List(items));
                fill(body, &scope)
            }
        };
        let seed = message.get("messageId").text_or_empty();
        let mut request = Request {
            url: body::text(get("url"), &scope, Kind::Address),
            method: get("method").text_or_empty().into(),
            mode: if is_global || transport == "no-cors" { transport } else { "" }.into(),
            reads: transport != "no-cors" && !(get("fails").is_null() && get("later").is_null()),
            ..encode::request(&content, encoding, transport, seed)
        };
        for (name, value) in get("headers").entries() {
            let value = encode::header(&body::text(value, &scope, Kind::Plain));
            if !value.is_empty() {
                encode::set_header(&mut request.headers, name, value);
            }
        }
        if request.method == "GET" {
            let mark = if text::contains(&request.url, "?") { "&" } else { "?" };
            request.url = concat(&[&request.url, mark, &core::mem::take(&mut request.body)]);
            request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        }
        request
    }

    /// What the answer to a request of so many messages says: one outcome for all of them, or one for each.
    pub fn judge(&self, answer: &Answer, count: usize) -> Vec<Outcome> {
        let row = self.row();
        let patterns = |key: &str, otherwise| {
            let own = row.get(key).text().unwrap_or(otherwise);
            fits(own, answer.status)
        };
        if !patterns("accepted", "2xx") {
            let again = answer.status == 0 || patterns("retry", RETRY);
            return [if again { Outcome::Later } else { Outcome::Refused }].into();
        }
        let body = read_answer(&answer.body);
        let each = row.get("each").text();
        let parts = each.map_or(&NULL, |each| if each.is_empty() { &body } else { body.at(each) }).items();
        // Without one for each, what is wrong with one is said of all.
        let (mut outcomes, mut worst) = (Vec::new(), self.hears(&body));
        for part in parts {
            let outcome = self.hears(part);
            worst = if outcome as u8 > worst as u8 { outcome } else { worst };
            outcomes.push(outcome);
        }
        if outcomes.len() == count { outcomes } else { [worst].into() }
    }

    /// What the words of an answer say behind a status that is good.
    fn hears(&self, said: &Value) -> Outcome {
        let holds = |key| {
            let condition = self.row().get(key).text();
            condition.is_some_and(|rest| Reader { rest, scope: said, fault: None }.condition())
        };
        match () {
            () if holds("later") => Outcome::Later,
            () if holds("fails") => Outcome::Refused,
            () => Outcome::Accepted,
        }
    }
}

/// The JSON of an answer: a list where there are several, one a line.
fn read_answer(text: &str) -> Value {
    json::parse(text).unwrap_or_else(|_| {
        let mut lines = Vec::new();
        for line in split(text, "\n") {
            lines.extend(json::parse(line));
        }
        Value::List(lines)
    })
}

/// Whether the `events` of a row or of a part of it name this one, or none at all.
fn wants(row: &Value, event: &str) -> bool {
    let events = row.get("events");
    events.text().map_or(events.items().is_empty(), |only| only == event)
        || events.items().iter().any(|one| one.text() == Some(event))
}

/// Whether one of several requests carries the event. Who somebody is goes only where that is named: it is no event.
fn carries(part: &Value, event: &str) -> bool {
    wants(part, event) && !(part.get("events").is_null() && is_among(event, "identify alias"))
}

/// Whether a status is one of these patterns, such as `2xx !501 429`.
fn fits(patterns: &str, status: u16) -> bool {
    let digits = [status / 100, status / 10 % 10, status % 10];
    for pattern in split(patterns, " ") {
        let wanted = pattern.strip_prefix('!').unwrap_or(pattern);
        let is_digit = |(mark, digit): (u8, u16)| mark == b'x' || u16::from(mark) == digit + 48;
        if wanted.len() == 3 && wanted.bytes().zip(digits).all(is_digit) {
            return wanted.len() == pattern.len();
        }
    }
    false
}

/// What a row's templates can ask for: the message under its own names, the entry's parameters under `crm`, `store`.
struct Around<'a> {
    sink: &'a Sink,
    row: &'a Value,
    message: &'a Value,
    /// `traits`, `items`, `sentAt`, `now`.
    own: Value,
    /// Whether a parameter is filled in, which may ask for the message, and not for another parameter's words.
    within: bool,
}

impl Scope for Around<'_> {
    fn value(&self, path: &str) -> Value {
        let (head, rest) = text::split_once(path, ".").unwrap_or((path, ""));
        match head {
            "crm" if self.within => self.row.at(rest).clone(),
            "crm" => fill(self.row.at(rest), &Around { within: true, own: self.own.clone(), ..*self }),
            "store" => self.sink.store.at(rest).clone(),
            _ if is_among(head, "traits items sentAt now") => self.own.at(path).clone(),
            _ => self.message.at(path).clone(),
        }
    }
}

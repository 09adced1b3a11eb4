//! `Sink`: one CRM endpoint. It turns a batch of messages into the request that this endpoint understands.

use alloc::string::String;
use alloc::vec::Vec;

use crate::effect::Request;
use crate::error::Report;
use crate::json;
use crate::outbox::Answer;
use crate::place::Place;
use crate::template::safe_url;
use crate::time;
use crate::value::Value;

/// Where messages go.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sink {
    /// Names it in the outbox; the store's own name for it, else its type.
    pub name: String,
    url: String,
    write_key: Option<String>,
    /// Only these events; empty: all.
    events: Vec<String>,
}

impl Sink {
    /// Reads a CRM of the store file; `None` where it cannot be used.
    pub fn read(place: &Place, report: &mut Report) -> Option<Sink> {
        let kind = place.key("type");
        let kind_name = kind.required_text(report)?;
        if kind_name != "segment" {
            kind.fault(
                "This CRM is not available in this version. There is segment, the canonical batch.",
                report,
            );
            return None;
        }
        place.only("type name url writeKey events", report);
        let url = place.key("url");
        let address = url.required_text(report)?;
        if safe_url(address).is_none_or(|safe| safe.starts_with("mailto:") || safe.starts_with("tel:")) {
            url.fault(
                "This must be the address of the endpoint, such as https://cdp.example/v1/batch.",
                report,
            );
            return None;
        }
        Some(Sink {
            name: place.key("name").text(report).unwrap_or(kind_name).into(),
            url: address.into(),
            write_key: place.key("writeKey").text(report).map(String::from),
            events: place.key("events").texts(report),
        })
    }

    /// Whether this endpoint wants the event.
    pub fn takes(&self, event: &str) -> bool {
        self.events.is_empty() || self.events.iter().any(|wanted| wanted == event)
    }

    /// Whether all is there that it needs.
    pub fn is_ready(&self) -> bool {
        true
    }

    /// How many messages and bytes go into one request at most.
    pub fn limit(&self) -> (usize, usize) {
        (50, 50_000)
    }

    /// Whether two messages may go in one request.
    pub fn together(&self, _one: &Value, _other: &Value) -> bool {
        true
    }

    /// Whether it is safe there to send something twice.
    pub fn dedupes(&self) -> bool {
        true
    }

    /// The request for these messages.
    ///
    /// `text/plain`, because that crosses origins without a preflight request; the body is JSON all the same.
    pub fn request(&self, messages: &[Value], now: i64) -> Request {
        let mut body = String::from("{\"batch\":[");
        let mut before = "";
        for message in messages {
            body.push_str(before);
            json::write(message, &mut body);
            before = ",";
        }
        body.push_str("],\"sentAt\":");
        json::write_string(&time::rfc3339(now), &mut body);
        if let Some(key) = &self.write_key {
            body.push_str(",\"writeKey\":");
            json::write_string(key, &mut body);
        }
        body.push('}');
        let headers = [("Content-Type".into(), "text/plain".into())].into();
        Request { url: self.url.clone(), headers, body, ..Request::default() }
    }

    /// What an answer says of the messages in a request: one for all, or one for each.
    pub fn judge(&self, answer: &Answer, _count: usize) -> Vec<Outcome> {
        [outcome(answer.status)].into()
    }
}

/// What an answer says of the messages in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Accepted,
    /// Not now: try again.
    Later,
    /// Never.
    Refused,
}

/// Reads an HTTP status; 0 is no answer at all.
///
/// Source: the retry rules of Segment's browser library, which the whole family of endpoints expects.
fn outcome(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Accepted,
        501 | 505 | 511 => Outcome::Refused,
        0 | 408 | 410 | 429 | 460 | 500..=599 => Outcome::Later,
        _ => Outcome::Refused,
    }
}

//! `Sink`: one CRM endpoint. It turns a batch of messages into the request that this endpoint understands.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Report;
use crate::json;
use crate::place::Place;
use crate::template::safe_url;
use crate::time;

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

    /// The address, headers and body for these messages, each the JSON text of one.
    ///
    /// `text/plain`, because that crosses origins without a preflight request; the body is JSON all the same.
    pub fn request(&self, messages: &[&str], now: i64) -> (String, Vec<(String, String)>, String) {
        let mut body = String::from("{\"batch\":[");
        let mut before = "";
        for message in messages {
            body.push_str(before);
            body.push_str(message);
            before = ",";
        }
        body.push_str("],\"sentAt\":");
        json::write_string(&time::rfc3339(now), &mut body);
        if let Some(key) = &self.write_key {
            body.push_str(",\"writeKey\":");
            json::write_string(key, &mut body);
        }
        body.push('}');
        (self.url.clone(), [("Content-Type".into(), "text/plain".into())].into(), body)
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
pub(crate) fn outcome(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Accepted,
        501 | 505 | 511 => Outcome::Refused,
        0 | 408 | 410 | 429 | 460 | 500..=599 => Outcome::Later,
        _ => Outcome::Refused,
    }
}

/// A message that was kept on the device, if it still is one.
pub(crate) fn is_message(text: &str) -> bool {
    json::parse(text).is_ok_and(|message| message.get("messageId").text().is_some())
}

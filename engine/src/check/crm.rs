//! Warnings of CRMs: keys that mean nothing, templates with faults, and secrets that a browser would give away.

use alloc::string::String;
use alloc::vec::Vec;

use crate::check::names_in;
use crate::error::Report;
use crate::expression::Reader;
use crate::markup::{self, Kind};
use crate::sink::Sink;
use crate::store::StoreFile;
use crate::template::Checker;
use crate::text::is_among;
use crate::value::Value;

/// The keys of an entry, besides those that its row needs or takes.
const KEYS: &str = "type name row events requests url base method headers transport encoding batch item body fields accepted retry fails later each dedupes comment";
/// What templates can ask for.
const NAMES: &str = "event type properties traits context anonymousId userId previousId messageId timestamp items sentAt now crm store item";
const TRANSPORTS: &str = "simple preflighted no-cors data_layer";
const ENCODINGS: &str = "json text form multipart ndjson";
/// How secrets begin that services give out.
const SECRETS: [&str; 19] = [
    "sk_",
    "sk-",
    "rk_",
    "pk_",
    "xkeysib-",
    "xsmtpsib-",
    "shpat_",
    "shpss_",
    "pat-na1-",
    "pat-eu1-",
    "phx_",
    "SG.",
    "AKIA",
    "ghp_",
    "xoxb-",
    "eyJ",
    "Bearer ",
    "Klaviyo-API-Key ",
    "key-",
];
/// The names of what is secret, without regard to case, `-` and `_`.
const SECRET_NAMES: &str =
    "secret apisecret clientsecret privatekey password accesstoken apitoken apikey xapikey token";

/// What will surprise about the CRMs of this store file.
pub(super) fn warn(store: &StoreFile, report: &mut Report) {
    for sink in &store.sinks {
        let row = sink.row();
        if row.is_null() {
            let kind = sink.wanted().unwrap_or_default();
            let sentence =
                ["There is no row `", kind, "` in the package. Look into docs/crm.md, or use webhook."];
            note(sink, "type", &sentence.concat(), report);
            continue;
        }
        warn_of_keys(sink, report);
        warn_of_words(sink, "transport", TRANSPORTS, report);
        warn_of_words(sink, "encoding", ENCODINGS, report);
        warn_of_transport(sink, report);
        templates(sink, "", row, report);
        for key in ["fails", "later"] {
            warn_of_condition(sink, key, report);
        }
        for (key, value) in sink.entry.entries() {
            warn_of_secrets(sink, key, key, value, report);
        }
    }
}

fn note(sink: &Sink, key: &str, sentence: &str, report: &mut Report) {
    report.note(&[&sink.path, ".", key].concat(), sentence);
}

fn warn_of_keys(sink: &Sink, report: &mut Report) {
    let row = sink.row();
    for (key, _) in sink.entry.entries() {
        let is_known = ["needs", "takes"].iter().any(|of| !row.get(of).get(key).is_null());
        // The rows that are built in have no list of what they take.
        let is_known = is_known || is_among(key, KEYS) || key == "writeKey" || key.starts_with('$');
        let is_used = is_known || asks_for(row, &["crm.", key].concat());
        if !is_used && !is_among(key, "needs takes") {
            note(sink, key, "This key is unknown and has no effect.", report);
        }
    }
}

/// Whether a template somewhere in here asks for a name.
fn asks_for(value: &Value, name: &str) -> bool {
    match value {
        Value::Text(source) => names_in(source, Kind::Plain)
            .iter()
            .any(|asked| asked == name || asked.starts_with(&[name, "."].concat())),
        Value::List(items) => items.iter().any(|item| asks_for(item, name)),
        Value::Map(entries) => entries.iter().any(|(_, item)| asks_for(item, name)),
        _ => false,
    }
}

fn warn_of_condition(sink: &Sink, key: &str, report: &mut Report) {
    let Some(rest) = sink.row().get(key).text() else { return };
    let mut reader = Reader { rest, scope: &Checker, fault: None };
    reader.condition();
    reader.take("");
    if !reader.rest.is_empty() {
        reader.fail("This condition cannot be read to its end, such as `success == 0 or error`.");
    }
    if let Some(fault) = reader.fault {
        note(sink, key, fault, report);
    }
}

fn warn_of_words(sink: &Sink, key: &str, known: &str, report: &mut Report) {
    let word = sink.row().get(key);
    if !word.is_null() && !word.text().is_some_and(|word| is_among(word, known)) {
        note(sink, key, &["This must be one of: ", known, "."].concat(), report);
    }
}

fn warn_of_transport(sink: &Sink, report: &mut Report) {
    let row = sink.row();
    let own_headers = row.get("headers").entries();
    let is_token = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    for (name, _) in own_headers.iter().filter(|(name, _)| !is_token(name)) {
        note(
            sink,
            "headers",
            &["`", name, "` is no name of a header; a browser would refuse to send it."].concat(),
            report,
        );
    }
    if own_headers.is_empty() {
        return;
    }
    match row.get("transport").text_or_empty() {
        "no-cors" => note(
            sink,
            "headers",
            "A no-cors request carries no headers of its own: browsers leave them out.",
            report,
        ),
        "simple" => note(
            sink,
            "headers",
            "A simple request has no headers of its own; with them the browser asks first, and the endpoint must answer OPTIONS. Say preflighted.",
            report,
        ),
        _ => {}
    }
}

/// Every template in a row, wherever it stands.
fn templates(sink: &Sink, path: &str, value: &Value, report: &mut Report) {
    match value {
        Value::Text(source) => template(sink, path, source, report),
        Value::List(items) => items.iter().for_each(|item| templates(sink, path, item, report)),
        Value::Map(entries) => {
            for (key, item) in entries {
                let skipped =
                    path.is_empty() && is_among(key, "row comment needs takes fails later name type");
                if !skipped {
                    templates(
                        sink,
                        &if path.is_empty() { key.clone() } else { [path, ".", key].concat() },
                        item,
                        report,
                    );
                }
            }
        }
        _ => {}
    }
}

fn template(sink: &Sink, path: &str, source: &str, report: &mut Report) {
    if let (_, Some(fault)) = markup::fill(source, &Checker, Kind::Plain) {
        note(sink, path, fault, report);
    }
    for name in names_in(source, Kind::Plain) {
        let head = name.split('.').next().unwrap_or_default();
        let asked = ["A template asks for {{ ", &name, " }}, "].concat();
        match name.split_once('.') {
            _ if !is_among(head, NAMES) => {
                note(sink, path, &[&asked, "which is no part of a message."].concat(), report);
            }
            Some(("crm", own)) if is_missing(sink, own.split('.').next().unwrap_or(own)) => {
                note(sink, path, &[&asked, "which is not a key of this CRM."].concat(), report);
            }
            Some(("store", own)) if sink.store.at(own).is_null() => {
                note(sink, path, &[&asked, "which is not under `store` in this file."].concat(), report);
            }
            _ => {}
        }
    }
}

/// Whether a parameter that a template asks for is neither given nor one that may be left out.
fn is_missing(sink: &Sink, key: &str) -> bool {
    key != "writeKey" && sink.row().get(key).is_null() && sink.row().get("takes").get(key).is_null()
}

fn warn_of_secrets(sink: &Sink, path: &str, key: &str, value: &Value, report: &mut Report) {
    match value {
        Value::Map(entries) => {
            // What is said of keys is no key.
            for (key, value) in entries.iter().filter(|(key, _)| !is_among(key, "needs takes comment")) {
                warn_of_secrets(sink, &[path, ".", key].concat(), key, value, report);
            }
        }
        Value::List(items) => items.iter().for_each(|item| warn_of_secrets(sink, path, "", item, report)),
        Value::Text(text) if is_secret(key, text) => note(
            sink,
            path,
            "This looks like a secret key, and whoever opens your shop can read it. Take it out (and give it up, if it was public already): send to an endpoint of your own with webhook, which adds the key and passes the messages on. docs/crm.md says how.",
            report,
        ),
        _ => {}
    }
}

fn is_secret(key: &str, text: &str) -> bool {
    let bare = |name: &str| -> String {
        name.chars()
            .filter(|letter| letter.is_ascii_alphanumeric())
            .map(|letter| letter.to_ascii_lowercase())
            .collect()
    };
    let is_filled = text.contains("{{");
    let named = is_among(&bare(key), SECRET_NAMES) && !is_filled && !text.is_empty();
    let words: Vec<&str> = text.split(['?', '&', '=', ':', '/', ',', '"']).collect();
    let begins = SECRETS.iter().any(|secret| {
        words
            .iter()
            .any(|word| word.trim_start().starts_with(secret) && word.trim_start().len() > secret.len() + 5)
    });
    let query = text.split_once('?').map_or("", |(_, query)| query).split('&');
    let in_query = query.filter_map(|pair| pair.split_once('=')).any(|(name, value)| {
        is_among(&bare(name), SECRET_NAMES) && !value.is_empty() && !value.contains("{{")
    });
    let basic = bare(key) == "authorization" && !is_filled;
    named || begins || in_query || basic
}

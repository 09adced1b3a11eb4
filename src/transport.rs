//! Transport: posts a request, as a beacon when the page goes away, and hears the answer.

use barrio_engine::{Input, Request, Value, json};
use wasm_bindgen::prelude::*;

use crate::capture::Report;
use crate::{clock, js};

/// Browsers let 64 KB in all outlive a page: larger bodies go without that promise.
const KEEPALIVE_LIMIT: usize = 60_000;
/// How long to wait for an answer, in milliseconds.
const TIMEOUT: i32 = 15_000;

/// Posts `request` and reports the answer as `Input::Sent`. A beacon hears none.
pub fn send(request: Request, report: Report) {
    if request.leaving && beacon(&request) {
        return;
    }
    let id = request.id;
    let unheard = report.clone();
    // The callback belongs to the promise: the request may outlive the widget.
    let settled = js::callback(move |outcome| report(sent(id, &outcome))).into_js_value();
    let asked = js::run("fetch", &[JsValue::from_str(&request.url), options(request)])
        .and_then(|promise| js::call(&promise, "then", &[settled.clone(), settled]));
    if asked.is_none() {
        unheard(sent(id, &JsValue::UNDEFINED));
    }
}

/// A beacon carries no header but the type of its content.
fn beacon(request: &Request) -> bool {
    let [(name, content_type)] = request.headers.as_slice() else { return false };
    if !name.eq_ignore_ascii_case("content-type") {
        return false;
    }
    let parts = js::from_value(&Value::List(vec![Value::from(&request.body)]));
    let options = js::from_value(&Value::map([("type", content_type.into())]));
    let taken = js::construct("Blob", &[parts, options])
        .and_then(|blob| js::run("navigator.sendBeacon", &[JsValue::from_str(&request.url), blob]));
    taken == Some(JsValue::TRUE)
}

fn options(request: Request) -> JsValue {
    let headers = request.headers.into_iter().map(|(name, value)| (name, Value::from(value)));
    let options = js::from_value(&Value::map([
        ("method", "POST".into()),
        ("credentials", "omit".into()),
        ("headers", Value::Map(headers.collect())),
        ("keepalive", (request.body.len() < KEEPALIVE_LIMIT).into()),
        ("body", request.body.into()),
    ]));
    // Young browsers alone have this signal; the others wait as long as they like.
    if let Some(signal) = js::run("AbortSignal.timeout", &[TIMEOUT.into()]) {
        js::set(&options, "signal", &signal);
    }
    options
}

/// The outcome is a `Response`, or whatever was thrown: that has no status.
fn sent(request: usize, outcome: &JsValue) -> Input {
    let status = js::get(outcome, "status").as_f64().unwrap_or(0.0) as u16;
    Input::Sent { request, status, retry_after: retry_after(outcome) }
}

/// `Retry-After` in seconds: the header holds them, or a date.
fn retry_after(response: &JsValue) -> Option<i64> {
    let header = js::call(&js::get(response, "headers"), "get", &["retry-after".into()])?.as_string()?;
    let seconds = json::parse(&header).ok().and_then(|value| value.integer());
    seconds.or_else(|| clock::parse_date(&header).map(|date| (date - clock::now()) / 1000))
}

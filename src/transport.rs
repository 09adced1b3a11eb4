//! Transport: posts a request, as a beacon when the page goes away, and hears the answer.

use barrio_engine::{Input, Request, json};
use wasm_bindgen::prelude::*;

use crate::clock;
use crate::door::{Source, callback};
use crate::js::{
    self,
    Arg::{Is, Number, Text, True},
};

/// Browsers let 64 KB in all outlive a page: larger bodies go without that promise.
const KEEPALIVE_LIMIT: usize = 60_000;
/// How long to wait for an answer, in milliseconds.
const TIMEOUT: i32 = 15_000;

/// Posts `request`; the answer is told as `Source::Sent`. A beacon hears none.
pub fn send(request: &Request) {
    if request.leaving && beacon(request) {
        return;
    }
    let asked = js::run("fetch", &[Text(&request.url), Is(&options(request))]);
    // Where nothing could be asked, nobody will answer.
    let asked = if asked.is_truthy() { asked } else { js::run("Promise.resolve", &[]) };
    let settled = callback(Source::Sent, request.id);
    js::call(&asked, "then", &[Is(&settled), Is(&settled)]);
}

/// A beacon carries no header but the type of its content.
fn beacon(request: &Request) -> bool {
    let [(name, content_type)] = request.headers.as_slice() else { return false };
    if !name.eq_ignore_ascii_case("content-type") {
        return false;
    }
    let parts = js::array(&[Text(&request.body)]);
    let blob = js::construct("Blob", &[Is(&parts), Is(&js::object_with("type", content_type))]);
    js::run("navigator.sendBeacon", &[Text(&request.url), Is(&blob)]).is_truthy()
}

fn options(request: &Request) -> JsValue {
    let headers = js::object();
    for (name, value) in &request.headers {
        js::put(&headers, name, value);
    }
    let options = js::object_with("method", "POST");
    js::put(&options, "credentials", "omit");
    js::put(&options, "body", &request.body);
    js::set(&options, "headers", Is(&headers));
    // Young browsers alone have this signal; the others wait as long as they like.
    js::set(&options, "signal", Is(&js::run("AbortSignal.timeout", &[Number(TIMEOUT)])));
    if request.body.len() < KEEPALIVE_LIMIT {
        js::set(&options, "keepalive", True);
    }
    options
}

/// The outcome is a `Response`, or whatever was thrown: that has no status.
pub fn sent(request: usize, outcome: &JsValue) -> Input {
    let status = js::number(outcome, "status") as u16;
    Input::Sent { request, status, retry_after: retry_after(outcome) }
}

/// `Retry-After` in seconds: the header holds them, or a date.
fn retry_after(response: &JsValue) -> Option<i64> {
    let header = js::ask(response, "headers.get", "retry-after").as_string()?;
    let seconds = json::parse(&header).ok().and_then(|value| value.integer());
    seconds.or_else(|| clock::parse_date(&header).map(|date| (date - clock::now()) / 1000))
}

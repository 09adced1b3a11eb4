//! `barrio send`: tries a CRM without a page. A made-up visitor acts in the real engine; what that wants to send is
//! printed, sent as a browser would, and its answer judged by the engine.

mod trial;

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use barrio_engine::Request;
use serde_json::{Map, Value, from_str};
use ureq::Agent;
use ureq::http;

use crate::args::SendArgs;
use crate::rows;
use trial::{Trial, Verdict};

/// How long to wait for an answer, as the page does.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How much of an answer is read: what the page gives the engine.
const MOST: u64 = 64 * 1024;

/// Tries the CRMs that are asked for; fails if one of them does not take the message.
pub(crate) fn run(args: &SendArgs) -> ExitCode {
    match try_all(args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn try_all(args: &SendArgs) -> Result<bool, String> {
    let file = args.store.display();
    let text = fs::read_to_string(&args.store)
        .map_err(|error| format!("{file}: The file cannot be read: {error}."))?;
    let store: Value =
        from_str(&rows::resolve(&text)).map_err(|error| format!("{file}: This is not JSON: {error}."))?;
    let data: Map<String, Value> = from_str(args.data.as_deref().unwrap_or("{}"))
        .map_err(|error| format!("--data: This is no JSON object: {error}."))?;
    let mut good = true;
    for entry in chosen(&store, args)? {
        println!("# {}", name(entry));
        good &= try_one(&store, entry, &data, args)?;
    }
    Ok(good)
}

/// The CRMs that are asked for.
fn chosen<'a>(store: &'a Value, args: &SendArgs) -> Result<Vec<&'a Value>, String> {
    let file = args.store.display();
    let entries: Vec<&Value> = store.get("crm").and_then(Value::as_array).into_iter().flatten().collect();
    let names = entries.iter().map(|entry| name(entry)).collect::<Vec<_>>().join(", ");
    let asked = args.crm.as_deref();
    let found: Vec<&Value> =
        entries.into_iter().filter(|entry| asked.is_none_or(|asked| asked == name(entry))).collect();
    match asked {
        _ if names.is_empty() => Err(format!("{file}: There is no CRM: nothing stands under `crm`.")),
        Some(asked) if found.is_empty() => {
            Err(format!("{file}: There is no CRM `{asked}`. There are: {names}."))
        }
        _ => Ok(found),
    }
}

fn name(entry: &Value) -> &str {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    text("name").or(text("type")).unwrap_or_default()
}

fn try_one(store: &Value, entry: &Value, data: &Map<String, Value>, args: &SendArgs) -> Result<bool, String> {
    let mut trial = match Trial::new(store, entry, data, args) {
        Ok(trial) => trial,
        Err(sentence) => {
            println!("{sentence}\n");
            return Ok(false);
        }
    };
    print_request(&trial.request);
    if trial.request.mode == "data_layer" {
        println!(
            "There is nothing to post: the page gets these objects in its `dataLayer`, and its own tag sends them.\n"
        );
        return Ok(true);
    }
    if args.dry_run {
        println!("{}\n", before_it(&trial.request));
        return Ok(true);
    }
    let answer = post(&trial.request, &args.page)?;
    println!("{}", answer.told);
    let verdict = trial.judge(answer.status, answer.retry_after, answer.body);
    println!("{}\n", verdict_sentence(verdict, &trial.request, answer.status));
    Ok(verdict == Verdict::Accepted)
}

/// The request, byte by byte.
fn print_request(request: &Request) {
    if request.mode != "data_layer" {
        println!("{} {}", method(request), request.url);
    }
    for (name, value) in &request.headers {
        println!("{name}: {value}");
    }
    println!("\n{}\n", request.body);
}

fn method(request: &Request) -> &str {
    if request.method.is_empty() { "POST" } else { &request.method }
}

/// What a browser does before it sends this.
fn before_it(request: &Request) -> &'static str {
    let is_simple = request.headers.iter().all(|(name, value)| {
        let simple = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];
        name.eq_ignore_ascii_case("content-type") && simple.iter().any(|kind| value.starts_with(kind))
    });
    match () {
        () if request.mode == "no-cors" => {
            "A browser sends this without asking first, and cannot read the answer: that one came counts as accepted."
        }
        () if is_simple => {
            "A browser sends this without asking first. The answer can only be read where the endpoint allows your origin; without that it is sent again and again."
        }
        () => {
            "A browser asks the endpoint first, by OPTIONS, whether pages of your shop may send this; it must allow your origin, the method and these headers."
        }
    }
}

struct Answer {
    status: u16,
    retry_after: Option<i64>,
    body: String,
    told: String,
}

/// Makes the request. No answer at all is status 0, as in the browser.
fn post(request: &Request, page: &str) -> Result<Answer, String> {
    let page: http::Uri = page.parse().map_err(|_| format!("--page: `{page}` is no address."))?;
    let origin = format!(
        "{}://{}",
        page.scheme_str().unwrap_or("https"),
        page.authority().map_or("", |host| host.as_str())
    );
    let url =
        if request.url.starts_with('/') { format!("{origin}{}", request.url) } else { request.url.clone() };
    let mut builder = http::Request::builder().method(method(request)).uri(&url).header("Origin", &origin);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let made =
        builder.body(request.body.clone()).map_err(|error| format!("`{url}` cannot be asked: {error}."))?;
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .timeout_global(Some(TIMEOUT))
        .build()
        .into();
    match agent.run(made) {
        Ok(answer) => Ok(read(answer, request, &origin)),
        Err(error) => Ok(Answer {
            status: 0,
            retry_after: None,
            body: String::new(),
            told: format!("No answer: {error}."),
        }),
    }
}

fn read(answer: http::Response<ureq::Body>, request: &Request, origin: &str) -> Answer {
    let header = |name: &str| {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (allowed, retry_after, status) =
        (header("access-control-allow-origin"), header("retry-after").parse().ok(), answer.status());
    let body = answer.into_body().into_with_config().limit(MOST).read_to_string().unwrap_or_default();
    let mut told = format!("{status}\n{body}");
    if request.mode.is_empty() && allowed != "*" && allowed != origin {
        told.push_str(&format!(
            "\nThe answer does not allow {origin} to read it: pages of that origin will not see it."
        ));
    }
    // A browser does not see what a no-cors request led to, a redirection to a page of thanks for instance.
    let status = if request.mode == "no-cors" { 200 } else { status.as_u16() };
    Answer { status, retry_after, body, told }
}

fn verdict_sentence(verdict: Verdict, request: &Request, status: u16) -> String {
    match verdict {
        Verdict::Accepted if request.mode == "no-cors" => {
            "Sent. A browser cannot read this answer and takes it for accepted: look into the CRM.".to_owned()
        }
        Verdict::Accepted => "Accepted.".to_owned(),
        Verdict::Later => "Not accepted now: the page would try again, later each time.".to_owned(),
        Verdict::Refused => {
            format!("Refused for good (status {status}): the page would set the message aside and report it.")
        }
    }
}

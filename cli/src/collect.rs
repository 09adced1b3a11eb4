//! `POST /collect`: reads a batch, stores all of it or nothing, and says how much was new.

mod consent;
mod fields;
mod message;
mod rate;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{StatusCode, Uri};
use axum::routing::post;
use axum::{Json, Router, middleware};
use futures_util::StreamExt as _;
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::args::ServeArgs;
use crate::database::{Database, Receipt};
use crate::serve::Refusal;
use crate::serve::origin::{Origins, refuse_strangers};

pub(crate) use consent::{Action, Consent};
pub(crate) use message::{Batch, Kind, Message};
use rate::Rate;

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 512 * 1024;
/// How much of a larger body is taken in and thrown away. A server that answers and hangs up while
/// the other side still sends makes browsers report a network error instead of the 413.
const MAX_DISCARDED: usize = 16 * MAX_BODY;

/// How many bodies are read and stored at once: with `MAX_BODY`, what they take of the memory.
const MAX_AT_ONCE: usize = 256;

/// What `/collect` works with.
struct Endpoint {
    database: Arc<Database>,
    rate: Rate,
    room: Semaphore,
}

pub(crate) fn router(database: Arc<Database>, args: &ServeArgs) -> Router {
    let origins = Origins::new(&args.allow_origins);
    let cors = origins.cors();
    let rate = Rate::new(args.rate, args.behind_proxy);
    let endpoint = Endpoint { database, rate, room: Semaphore::new(MAX_AT_ONCE) };
    Router::new()
        .route("/collect", post(collect).fallback(wrong_method))
        .layer(middleware::from_fn_with_state(origins, refuse_strangers))
        .layer(cors)
        .with_state(Arc::new(endpoint))
}

async fn collect(
    State(endpoint): State<Arc<Endpoint>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Receipt>, Refusal> {
    if let Err(refusal) = admit(&endpoint, peer.ip(), &headers) {
        drain(body).await;
        return Err(refusal);
    }
    let _room = endpoint.room.try_acquire().map_err(|_| busy())?;
    let bytes = read(body).await?;
    let value = serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
    let batch = Batch::read(&value)?;
    Ok(Json(endpoint.database.store(batch, Timestamp::now()).await?))
}

/// What can be said before the body is read.
fn admit(endpoint: &Endpoint, peer: IpAddr, headers: &HeaderMap) -> Result<(), Refusal> {
    endpoint.rate.check(peer, headers)?;
    check_type(headers)
}

fn busy() -> Refusal {
    let sentence = "Too many requests are being stored at this moment. Nothing was stored; try again.";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, sentence).retry_after(1)
}

async fn wrong_method(uri: Uri) -> Refusal {
    let sentence = format!("{} takes POST requests only.", uri.path());
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, sentence)
}

/// text/plain is what a beacon can send to another origin without a preflight.
fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if matches!(essence.as_str(), "application/json" | "text/plain") {
        return Ok(());
    }
    let sentence = "Send the batch as application/json or text/plain.";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence))
}

/// Takes in what nobody wants, within bounds: a browser that still sends would not hear the answer.
async fn drain(body: Body) {
    // Whether it was too large makes no difference any more.
    let _ = read(body).await;
}

async fn read(body: Body) -> Result<Vec<u8>, Refusal> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut seen) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| interrupted())?;
        seen += chunk.len();
        if seen <= MAX_BODY {
            bytes.extend_from_slice(&chunk);
        } else if seen > MAX_DISCARDED {
            break;
        }
    }
    if seen > MAX_BODY { Err(too_large()) } else { Ok(bytes) }
}

fn interrupted() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "The body ended before it was complete. Nothing was stored.")
}

fn too_large() -> Refusal {
    let sentence = format!("The body is larger than {} KB: send fewer messages at once.", MAX_BODY / 1024);
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, sentence)
}

fn malformed(error: &serde_json::Error) -> Refusal {
    let sentence = format!("The body is not valid JSON: {error}.");
    let at = json!({ "line": error.line(), "column": error.column() });
    Refusal::new(StatusCode::BAD_REQUEST, sentence).at(at)
}

//! Who may read the CRM: this machine alone, or whoever knows the token.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderMap, HeaderValue, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::uri::Authority;
use axum::http::{StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::Refusal;
use crate::crm;

const COOKIE_NAME: &str = "barrio_crm";

/// The rule by which requests to `/crm` are let in.
#[derive(Clone)]
pub(crate) struct Access(Rule);

#[derive(Clone)]
enum Rule {
    ThisMachine,
    Token(Arc<Key>),
}

/// What a token and its cookie must hash to. Digests are compared, never the secrets,
/// so the time of a comparison tells nothing about them.
struct Key {
    token: [u8; 32],
    cookie: String,
}

impl Access {
    pub(super) fn this_machine() -> Self {
        Self(Rule::ThisMachine)
    }

    pub(super) fn with_token(token: &str) -> Self {
        // The cookie is derived, so that one read from a browser's disk does not give the token away.
        let cookie = crate::database::hex(&digest(&format!("barrio crm cookie {token}")));
        Self(Rule::Token(Arc::new(Key { token: digest(token), cookie })))
    }

    /// Puts the rule in front of every route of `router`.
    pub(super) fn guard(self, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(self, check))
    }
}

async fn check(State(access): State<Access>, request: Request, next: Next) -> Response {
    match &access.0 {
        Rule::ThisMachine if names_this_machine(request.headers()) => next.run(request).await,
        Rule::ThisMachine => refuse(
            request.uri(),
            StatusCode::FORBIDDEN,
            "Without a token the CRM answers only under the names of this machine, such as 127.0.0.1 and localhost.",
        ),
        Rule::Token(key) => check_token(&Arc::clone(key), request, next).await,
    }
}

async fn check_token(key: &Key, request: Request, next: Next) -> Response {
    let in_address = token_in_address(request.uri()).is_some_and(|token| digest(&token) == key.token);
    if in_address {
        let mut response = next.run(request).await;
        set_cookie(key, response.headers_mut());
        return response;
    }
    if bears_token(key, request.headers()) || bears_cookie(key, request.headers()) {
        return next.run(request).await;
    }
    let sentence =
        "The CRM needs its token: open /crm?token=… once, or send the header Authorization: Bearer ….";
    let mut response = refuse(request.uri(), StatusCode::UNAUTHORIZED, sentence);
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn refuse(uri: &Uri, status: StatusCode, sentence: &str) -> Response {
    if uri.path().starts_with("/crm/api/") {
        Refusal::new(status, sentence).into_response()
    } else {
        (status, crm::notice("The door is closed", sentence)).into_response()
    }
}

/// A page of another site that points its own name at 127.0.0.1 (DNS rebinding) sends that name
/// as the host: it must not read the contacts through the visitor's browser.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let Some(authority) = host.and_then(|host| host.parse::<Authority>().ok()) else {
        return false;
    };
    let name = authority.host().trim_matches(['[', ']']);
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn token_in_address(uri: &Uri) -> Option<String> {
    #[derive(Deserialize)]
    struct Parameters {
        token: Option<String>,
    }
    Query::<Parameters>::try_from_uri(uri).ok()?.0.token
}

fn bears_token(key: &Key, headers: &HeaderMap) -> bool {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer "));
    token.is_some_and(|token| digest(token.trim()) == key.token)
}

fn bears_cookie(key: &Key, headers: &HeaderMap) -> bool {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .any(|(name, value)| name == COOKIE_NAME && digest(value) == digest(&key.cookie))
}

fn set_cookie(key: &Key, headers: &mut HeaderMap) {
    let cookie = format!("{COOKIE_NAME}={}; Path=/crm; HttpOnly; SameSite=Strict", key.cookie);
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        headers.append(SET_COOKIE, value);
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

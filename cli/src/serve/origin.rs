//! Which pages may post to `/collect`: those of this server, and those of the listed origins.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue, ORIGIN, RETRY_AFTER};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::Refusal;

const PREFLIGHT_AGE: Duration = Duration::from_secs(3600);

/// A web origin: scheme, host and perhaps port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// A text that is no origin.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is no origin: write it like https://shop.example or http://127.0.0.1:8080, without a path")]
pub struct OriginError(String);

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let refused = || OriginError(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| refused())?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"));
        let bare = uri.path() == "/" && uri.query().is_none();
        match (scheme, uri.authority()) {
            (Some(scheme), Some(authority)) if bare && !authority.as_str().contains('@') => {
                Ok(Self(format!("{scheme}://{authority}").to_ascii_lowercase()))
            }
            _ => Err(refused()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The allow-list.
#[derive(Clone)]
pub(crate) struct Origins(Arc<[Origin]>);

impl Origins {
    pub(crate) fn new(listed: &[Origin]) -> Self {
        Self(listed.into())
    }

    fn allows(&self, origin: &HeaderValue, headers: &HeaderMap) -> bool {
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        is_own(origin, headers) || self.0.iter().any(|listed| listed.0 == origin)
    }

    /// Answers preflights and names the allowed origin in the answers.
    pub(crate) fn cors(&self) -> CorsLayer {
        let origins = self.clone();
        let allowed = AllowOrigin::predicate(move |origin, request| origins.allows(origin, &request.headers));
        CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::POST])
            .allow_headers([CONTENT_TYPE])
            // Pages of other origins see no other header than those that are named here.
            .expose_headers([RETRY_AFTER])
            .max_age(PREFLIGHT_AGE)
    }
}

/// Behind a proxy that ends TLS the scheme is not ours to know, so host and port decide.
fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == host
}

/// Refuses pages of other origins: a text/plain post needs no preflight, so CORS alone would
/// keep them from reading the answer but not from writing.
pub(crate) async fn refuse_strangers(
    State(origins): State<Origins>,
    request: Request,
    next: Next,
) -> Response {
    match request.headers().get(ORIGIN) {
        Some(origin) if !origins.allows(origin, request.headers()) => {
            let sentence =
                "Pages of this origin may not post here. The operator can let them in with --allow-origin.";
            Refusal::new(StatusCode::FORBIDDEN, sentence).into_response()
        }
        _ => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        let written = ["https://shop.example", "https://Shop.Example/", "http://127.0.0.1:8080"];
        let read = written.map(|text| text.parse::<Origin>().unwrap().0);
        assert_eq!(read, ["https://shop.example", "https://shop.example", "http://127.0.0.1:8080"]);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["*", "", "shop.example", "https://a/b", "https://a/?q", "ftp://a", "https://u@a"] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}

//! The security headers of every answer: one policy for the shop, a stricter one for the CRM.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tower_http::set_header::SetResponseHeaderLayer;

use super::Refusal;
use super::origin::Origin;

pub(super) const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// The shop runs its own scripts, and WebAssembly if it is to, and nothing of anybody else; it talks to itself and to
/// `connect`.
pub(super) fn shop_policy(connect: &[Origin], wasm: bool) -> HeaderValue {
    let compile = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    let others: String = connect.iter().map(|origin| format!(" {origin}")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'{compile}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'{others}; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    // An origin is made of what may stand in a header; were it not, the strictest policy is the safe one.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(ANSWER_POLICY))
}

/// The CRM shows what strangers sent: it runs no script at all and loads its stylesheet only.
const CRM_POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
base-uri 'none'; frame-ancestors 'none'";

/// What is no page needs nothing of what a page may do.
const ANSWER_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The documentation runs its own scripts, of which `inline` are the digests of those that stand in its pages. Colours
/// of code are attributes in them, so style attributes are allowed; style elements are not.
pub(super) fn documentation_policy(inline: &[String]) -> HeaderValue {
    let digests: String = inline.iter().map(|digest| format!(" 'sha256-{digest}'")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'{digests}; style-src 'self'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types vue"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(ANSWER_POLICY))
}

/// No page served here asks for these, and nothing on it is to ask for them in its name.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const X_FRAME_OPTIONS: HeaderName = HeaderName::from_static("x-frame-options");

/// What every answer has, whoever gave it: also those that say that something took too long or is not there. A part
/// that says otherwise for itself is left alone.
const EVERYWHERE: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, ANSWER_POLICY),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (PERMISSIONS_POLICY, PERMISSIONS),
];

/// The largest head of a request that is answered, in bytes of names and values.
const MAX_HEAD: usize = 16 * 1024;

/// Refuses heads that are too large, and completes every answer.
pub(super) async fn complete(request: Request, next: Next) -> Response {
    let size: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let mut response = if size > MAX_HEAD { head_too_large() } else { next.run(request).await };
    for (name, value) in EVERYWHERE {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn head_too_large() -> Response {
    let sentence = format!("The headers of the request are larger than {} KB.", MAX_HEAD / 1024);
    Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, sentence).into_response()
}

/// Answers that pages of other origins may read: CORS says which.
pub(super) fn of_answers<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(set(CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
}

pub(super) fn of_shop(router: Router, policy: &HeaderValue) -> Router {
    router
        .layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, policy.clone()))
        .layer(set(REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(set(CACHE_CONTROL, "no-cache"))
}

/// The package may be used by pages of any origin, isolated ones too.
pub(super) fn of_package<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .layer(set(ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(set(CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
}

/// Pages about people are not stored, not indexed, and do not tell other sites where they are.
pub(super) fn of_crm<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .layer(set(CONTENT_SECURITY_POLICY, CRM_POLICY))
        .layer(set(REFERRER_POLICY, "no-referrer"))
        .layer(set(CACHE_CONTROL, "no-store"))
        .layer(set(CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"))
        .layer(set(CROSS_ORIGIN_OPENER_POLICY, "same-origin"))
        .layer(set(X_ROBOTS_TAG, "noindex"))
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

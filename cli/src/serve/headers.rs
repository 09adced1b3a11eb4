//! The security headers of every answer: one policy for the shop, a stricter one for the CRM.

use axum::Router;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use tower_http::set_header::SetResponseHeaderLayer;

pub(super) const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// The shop runs its own scripts and WebAssembly, and nothing of anybody else.
const SHOP_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; \
base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The CRM shows what strangers sent: it runs no script at all and loads its stylesheet only.
const CRM_POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
base-uri 'none'; frame-ancestors 'none'";

pub(super) fn nosniff() -> SetResponseHeaderLayer<HeaderValue> {
    set(X_CONTENT_TYPE_OPTIONS, "nosniff")
}

pub(super) fn of_shop<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .layer(set(CONTENT_SECURITY_POLICY, SHOP_POLICY))
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
        .layer(set(X_ROBOTS_TAG, "noindex"))
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

//! The static files: the shop and the package.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, any};
use tower_http::services::ServeDir;

use super::headers;

/// The shop: `/` is its index.html, `/foo` is its foo.html.
pub(super) fn shop(folder: &Path, policy: &HeaderValue) -> Router {
    headers::of_shop(files(folder, any(not_found)), policy)
}

/// The package: scripts and WebAssembly that pages of any origin may load.
pub(super) fn package(folder: &Path, policy: &HeaderValue) -> Router {
    headers::of_package(shop(folder, policy))
}

/// `ServeDir` refuses paths that leave the folder and answers conditional requests by itself.
pub(super) fn files(folder: &Path, missing: MethodRouter) -> Router {
    let files = ServeDir::new(folder)
        .html_as_default_extension(true)
        .precompressed_br()
        .precompressed_gzip()
        .not_found_service(missing);
    Router::new().fallback_service(files)
}

pub(super) async fn not_found(uri: Uri) -> impl IntoResponse {
    (StatusCode::NOT_FOUND, format!("There is nothing at {}.\n", uri.path()))
}

//! The documentation site under `/docs/`: its files, and a policy that knows its inline scripts by their digests.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{headers, site};

/// What a missing folder is answered with.
const NOT_BUILT: &str = "The documentation is not built yet: run `cargo xtask docs`.\n";
/// The site's own page for addresses where nothing is.
const MISSING_PAGE: &str = "404.html";

/// The site in `folder`. Its pages are read once for their inline scripts: start anew after the site was built anew.
pub(super) fn router(folder: &Path) -> Router {
    let policy = headers::documentation_policy(&inline_scripts(folder));
    let page = folder.join(MISSING_PAGE);
    let missing = any(move |uri: Uri| missing(page.clone(), uri));
    let files = headers::of_shop(site::files(folder, missing), &policy);
    // The site's own links are made for the address with the slash.
    Router::new()
        .route("/docs", get(|| async { Redirect::permanent("/docs/") }))
        .nest_service("/docs/", files)
}

async fn missing(page: PathBuf, uri: Uri) -> Response {
    if let Ok(text) = tokio::fs::read_to_string(&page).await {
        return (StatusCode::NOT_FOUND, axum::response::Html(text)).into_response();
    }
    if page.parent().is_some_and(Path::is_dir) {
        return site::not_found(uri).await.into_response();
    }
    (StatusCode::NOT_FOUND, NOT_BUILT).into_response()
}

/// The digests of all scripts that stand in the pages themselves, each once.
fn inline_scripts(folder: &Path) -> Vec<String> {
    let mut digests = BTreeSet::new();
    for page in pages(folder) {
        let text = fs::read_to_string(page).unwrap_or_default();
        digests.extend(scripts(&text).map(|script| STANDARD.encode(Sha256::digest(script.as_bytes()))));
    }
    digests.into_iter().collect()
}

/// The pages below a folder; none where it is missing.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|end| end == "html") {
            found.push(path);
        }
    }
    found
}

/// What stands between the tags of each script that has no address of its own.
fn scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains(" src=") && !script.is_empty()).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_that_stand_in_the_page_are_taken() {
        let page = "<script id=\"a\">one()</script><script src=\"/b.js\"></script><script type=\"module\">two()</script>";
        assert_eq!(scripts(page).collect::<Vec<_>>(), ["one()", "two()"]);
    }
}

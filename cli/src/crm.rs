//! The CRM: contacts, events and reports as JSON under `/crm/api`, and as pages under `/crm`.

mod api;
mod contact_page;
mod layout;
mod list_page;
mod reports;
mod subscription;
mod timeline;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use serde::Deserialize;

use crate::database::Database;

pub(crate) use layout::notice;

const MAX_LIMIT: u32 = 200;
const DEFAULT_LIMIT: u32 = 50;

/// Everything that is about people. `store_file` is what the shop serves: it says what reports compare with.
pub(crate) fn router(database: Arc<Database>, store_file: PathBuf) -> Router {
    let reports = reports::router(Arc::clone(&database), store_file);
    Router::new()
        .route("/crm", get(list_page::show))
        .route("/crm/", get(list_page::show))
        .route("/crm/contacts/{id}", get(contact_page::show))
        .route("/crm/api/contacts", get(api::contacts))
        .route("/crm/api/contacts/{id}", get(api::contact))
        .route("/crm/api/events", get(api::events))
        .with_state(database)
        .merge(reports)
}

/// The stylesheet, which tells nothing and also dresses the page that asks for the token.
pub(crate) fn stylesheet() -> Router {
    Router::new().route("/crm/crm.css", get(css))
}

async fn css() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("crm/crm.css"))
}

/// Which part of a list is asked for.
#[derive(Default, Deserialize)]
struct Window {
    limit: Option<u32>,
    offset: Option<u32>,
    q: Option<String>,
    event: Option<String>,
}

impl Window {
    fn limit(&self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }

    fn offset(&self) -> u32 {
        self.offset.unwrap_or_default()
    }

    fn search(&self) -> String {
        self.q.as_deref().unwrap_or_default().trim().to_owned()
    }
}

/// A page that could not be shown, for a person.
struct Trouble {
    status: StatusCode,
    title: &'static str,
    sentence: &'static str,
}

impl Trouble {
    const NO_CONTACT: Self = Self {
        status: StatusCode::NOT_FOUND,
        title: "Nobody here",
        sentence: "There is no contact with this number. Two contacts that turn out to be one person are joined, and one number goes.",
    };
}

impl From<crate::database::DatabaseError> for Trouble {
    fn from(error: crate::database::DatabaseError) -> Self {
        eprintln!("{error}");
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            title: "The database did not answer",
            sentence: "Nothing is lost. Try again in a moment; the reason is in the terminal where barrio runs.",
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> axum::response::Response {
        (self.status, notice(self.title, self.sentence)).into_response()
    }
}

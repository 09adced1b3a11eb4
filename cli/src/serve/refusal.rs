//! A refused request: a status and a sentence, as JSON `{"error": …, "at": …}`.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use crate::database::DatabaseError;

/// What is wrong with a request, where in it, and what the sender can do.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    retry_after: Option<u64>,
    body: Body,
}

#[derive(Debug, Serialize)]
struct Body {
    error: String,
    #[serde(skip_serializing_if = "Value::is_null")]
    at: Value,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, error: impl Into<String>) -> Self {
        let (error, at) = (error.into(), Value::Null);
        Self { status, retry_after: None, body: Body { error, at } }
    }

    /// Says after how many seconds another try makes sense.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Names the place in the request: a path, or a line and column.
    pub(crate) fn at(mut self, at: impl Into<Value>) -> Self {
        self.body.at = at.into();
        self
    }
}

impl From<DatabaseError> for Refusal {
    fn from(error: DatabaseError) -> Self {
        // The sender learns that trying again makes sense; the details are for the operator.
        eprintln!("{error}");
        let sentence = "The database could not be used. Nothing was stored; try again later.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, sentence)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

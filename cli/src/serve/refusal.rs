//! A refused request: a status and a sentence, as JSON `{"error": …, "at": …}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use crate::database::DatabaseError;

/// What is wrong with a request, where in it, and what the sender can do.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
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
        Self { status, body: Body { error, at } }
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
        (self.status, Json(self.body)).into_response()
    }
}

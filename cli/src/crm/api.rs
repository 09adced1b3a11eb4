//! `/crm/api`: contacts and events as JSON, in snake_case.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Serialize;

use super::Window;
use crate::database::{self, ContactPage, Database, Detail, Event};
use crate::serve::Refusal;

/// A part of a list, and which part it is.
#[derive(Serialize)]
pub(super) struct Part<T> {
    #[serde(flatten)]
    list: T,
    limit: u32,
    offset: u32,
}

#[derive(Serialize)]
pub(super) struct EventList {
    events: Vec<Event>,
}

/// `GET /crm/api/contacts?limit=&offset=&q=`: `{contacts, total, limit, offset}`.
pub(super) async fn contacts(
    State(database): State<Arc<Database>>,
    window: Result<Query<Window>, QueryRejection>,
) -> Result<Json<Part<ContactPage>>, Refusal> {
    let window = readable(window)?;
    let (search, limit, offset) = (window.search(), window.limit(), window.offset());
    let list = database.read(move |db| database::contacts(db, &search, limit, offset)).await?;
    Ok(Json(Part { list, limit, offset }))
}

/// `GET /crm/api/contacts/{id}`: the contact with its consents and timeline.
pub(super) async fn contact(
    State(database): State<Arc<Database>>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Json<Detail>, Refusal> {
    let missing = || Refusal::new(StatusCode::NOT_FOUND, "There is no contact with this id.");
    let Path(id) = id.map_err(|_| missing())?;
    let found = database.read(move |db| database::contact(db, id)).await?;
    found.map(Json).ok_or_else(missing)
}

/// `GET /crm/api/events?event=&limit=&offset=`: `{events, limit, offset}`, the last to arrive first.
pub(super) async fn events(
    State(database): State<Arc<Database>>,
    window: Result<Query<Window>, QueryRejection>,
) -> Result<Json<Part<EventList>>, Refusal> {
    let window = readable(window)?;
    let (limit, offset) = (window.limit(), window.offset());
    let list = database.read(move |db| database::events(db, window.event.as_deref(), limit, offset));
    Ok(Json(Part { list: EventList { events: list.await? }, limit, offset }))
}

fn readable(window: Result<Query<Window>, QueryRejection>) -> Result<Window, Refusal> {
    let sentence = "limit and offset must be whole numbers from 0, each given once.";
    window.map(|Query(window)| window).map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, sentence))
}

//! `/crm/reports`: what the messages say together, as pages, as JSON and as files.

mod campaigns_page;
mod chart;
mod export;
mod figure;
mod frame;
mod programs_page;
mod pyramid_page;
mod sources_page;
mod surveys_page;

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::Trouble;
use crate::database::{Database, DatabaseError};
use crate::reports::period::{Asked, Period, UNREADABLE};
use crate::reports::plan::Plan;
use crate::reports::sources::{By, Touch};
use crate::reports::table::Table;
use crate::reports::{campaigns, programs, pyramid, sources, surveys, texts};
use crate::serve::Refusal;
use frame::Frame;

/// What reports are made from.
#[derive(Clone)]
struct Reports {
    database: Arc<Database>,
    /// The store file that the shop serves.
    store_file: Arc<PathBuf>,
}

/// The reports under `/crm/reports` and `/crm/api/reports`.
pub(super) fn router(database: Arc<Database>, store_file: PathBuf) -> Router {
    Router::new()
        .route("/crm/reports", get(pyramid_page::show))
        .route("/crm/reports/", get(pyramid_page::show))
        .route("/crm/reports/campaigns", get(campaigns_page::show))
        .route("/crm/reports/surveys", get(surveys_page::show))
        .route("/crm/reports/texts", get(surveys_page::texts))
        .route("/crm/reports/programs", get(programs_page::show))
        .route("/crm/reports/sources", get(sources_page::show))
        .route("/crm/reports/csv/{table}", get(csv))
        .route("/crm/api/reports/{report}", get(json))
        .with_state(Reports { database, store_file: Arc::new(store_file) })
}

/// What was asked for in the address.
#[derive(Clone, Debug, Default, Deserialize)]
struct Ask {
    last: Option<String>,
    from: Option<String>,
    to: Option<String>,
    by: Option<By>,
    touch: Option<Touch>,
    survey: Option<String>,
    question: Option<String>,
    offset: Option<usize>,
}

impl Ask {
    fn period(&self) -> Option<Period> {
        let asked = Asked { last: self.last.clone(), from: self.from.clone(), to: self.to.clone() };
        Period::read(&asked, Timestamp::now())
    }

    fn by(&self) -> By {
        self.by.unwrap_or_default()
    }

    fn touch(&self) -> Touch {
        self.touch.unwrap_or_default()
    }

    /// What was chosen besides the days.
    fn choices(&self) -> Vec<(&'static str, String)> {
        let name = |value: Option<String>| value.filter(|value| !value.is_empty());
        let choices = [
            ("by", self.by.map(|by| by.name().to_owned())),
            ("touch", self.touch.map(|touch| touch.name().to_owned())),
            ("survey", name(self.survey.clone())),
            ("question", name(self.question.clone())),
        ];
        choices.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The same, to be added to a link.
    fn kept(&self) -> String {
        let query = serde_urlencoded::to_string(self.choices()).unwrap_or_default();
        if query.is_empty() { query } else { format!("&{query}") }
    }
}

type Asking = Result<Query<Ask>, QueryRejection>;

/// What a page is about: a person who mistypes an address gets the usual days and is told so.
struct Request {
    ask: Ask,
    period: Period,
    is_usual: bool,
}

impl Request {
    fn of(asking: Asking) -> Self {
        let ask = asking.map(|Query(ask)| ask).ok();
        let period = ask.as_ref().and_then(Ask::period);
        let is_usual = period.is_none();
        let period = period.unwrap_or_else(|| Period::usual(Timestamp::now()));
        Self { ask: ask.unwrap_or_default(), period, is_usual }
    }

    fn frame<'a>(&'a self, title: &'a str, path: &'a str) -> Frame<'a> {
        Frame { title, path, period: &self.period, ask: &self.ask, is_usual: self.is_usual }
    }
}

impl Reports {
    /// Counts something, with what the store file says now.
    async fn count<T: Send + 'static>(
        self,
        job: impl FnOnce(&Connection, &Plan) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        let path = self.store_file;
        self.database.read(move |db| job(db, &Plan::read(&path))).await
    }
}

type Page = Result<Html<String>, Trouble>;

/// A report with the days that it is about.
#[derive(Serialize)]
struct Dated<T> {
    period: Period,
    #[serde(flatten)]
    report: T,
}

fn refused(sentence: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, sentence)
}

fn missing() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is no report with this name.")
}

fn read(asking: Asking) -> Result<(Ask, Period), Refusal> {
    let words = "`by` must be `source`, `medium`, `campaign` or `channel`, `touch` `first` or `last`, `offset` a whole number, each given once.";
    let Query(ask) = asking.map_err(|_| refused(words))?;
    let period = ask.period().ok_or_else(|| refused(UNREADABLE))?;
    Ok((ask, period))
}

/// `GET /crm/api/reports/{report}`: the numbers of a page as JSON.
async fn json(
    State(reports): State<Reports>,
    Path(name): Path<String>,
    asking: Asking,
) -> Result<Response, Refusal> {
    let (ask, period) = read(asking)?;
    let for_days = period.clone();
    macro_rules! told {
        ($job:expr) => {{
            let report = reports.count($job).await?;
            Json(Dated { period: for_days, report }).into_response()
        }};
    }
    Ok(match name.as_str() {
        "pyramid" => told!(move |db, _| pyramid::read(db, &period)),
        "campaigns" => told!(move |db, plan| campaigns::read(db, &period, plan)),
        "surveys" => told!(move |db, plan| surveys::read(db, &period, plan)),
        "texts" => told!(move |db, _| surveys_page::wanted(db, &period, &ask, 200)),
        "programs" => told!(move |db, plan| programs::read(db, &period, plan)),
        "sources" => told!(move |db, plan| sources::read(db, &period, plan, ask.by(), ask.touch())),
        _ => return Err(missing()),
    })
}

/// How many rows a file has at most, where what was written is listed.
const ROWS: usize = 10_000;

/// `GET /crm/reports/csv/{table}`: a table as a file.
async fn csv(
    State(reports): State<Reports>,
    Path(name): Path<String>,
    asking: Asking,
) -> Result<Response, Refusal> {
    let (ask, period) = read(asking)?;
    let name = name.strip_suffix(".csv").unwrap_or(&name).to_owned();
    let wanted = name.clone();
    let table = reports.count(move |db, plan| table(db, plan, &wanted, &ask, &period)).await?;
    Ok(export::file(&name, &table.ok_or_else(missing)?))
}

fn table(
    db: &Connection,
    plan: &Plan,
    name: &str,
    ask: &Ask,
    period: &Period,
) -> rusqlite::Result<Option<Table>> {
    Ok(Some(match name {
        "pyramid" => pyramid::stages_table(&pyramid::read(db, period)?),
        "months" => pyramid::months_table(&pyramid::read(db, period)?),
        "changes" => pyramid::changes_table(&pyramid::read(db, period)?),
        "campaigns" => campaigns::table(&campaigns::read(db, period, plan)?),
        "split" => campaigns::split_table(&campaigns::read(db, period, plan)?),
        "surveys" => surveys::table(&surveys::read(db, period, plan)?),
        "answers" => surveys::answers_table(&surveys::read(db, period, plan)?),
        "texts" => texts::table(&surveys_page::wanted(db, period, ask, ROWS)?),
        "programs" => programs::ends_table(&programs::read(db, period, plan)?),
        "steps" => programs::steps_table(&programs::read(db, period, plan)?),
        "sources" => sources::table(&sources::read(db, period, plan, ask.by(), ask.touch())?, usize::MAX),
        _ => return Ok(None),
    }))
}

//! `/crm/reports/surveys`: what people answer, and in which words.

use axum::extract::State;
use maud::{Markup, html};
use rusqlite::Connection;

use super::chart::{self, Bar, PALE, STRONG};
use super::figure::{count, percent, score};
use super::frame::{self, Frame};
use super::{Ask, Asking, Page, Reports, Request};
use crate::crm::words;
use crate::reports::period::Period;
use crate::reports::statistics::Score;
use crate::reports::surveys::{self, ANSWER_COLUMNS, Answer, Asked, Survey, Surveys};
use crate::reports::texts::{self, Texts, Wanted};

/// How many surveys, and answers to one question, a page shows; files have them all.
const SHOWN: usize = 20;
const ANSWERS: usize = 30;
/// How many texts one page has.
const TEXTS: usize = 50;
/// How many of the last texts stand beside the other answers.
const LATEST: usize = 5;

pub(super) async fn show(State(reports): State<Reports>, asking: Asking) -> Page {
    let request = Request::of(asking);
    let period = request.period.clone();
    let told = reports.count(move |db, plan| {
        let counted = surveys::read(db, &period, plan)?;
        let latest = latest(db, &period, &counted)?;
        Ok((counted, latest))
    });
    let (counted, latest) = told.await?;
    let frame = request.frame("Surveys", "/surveys");
    Ok(frame.page(&body(&frame, &counted, &latest)))
}

/// The last words on each question, by survey and question.
type Latest = std::collections::HashMap<(String, String), Texts>;

fn latest(db: &Connection, period: &Period, counted: &Surveys) -> rusqlite::Result<Latest> {
    let mut latest = Latest::new();
    for survey in counted.surveys.iter().take(SHOWN) {
        for asked in survey.questions.iter().filter(|asked| surveys::is_read(&asked.kind)) {
            let wanted = Wanted { survey: &survey.survey, question: &asked.name, limit: LATEST, offset: 0 };
            latest.insert((survey.survey.clone(), asked.name.clone()), texts::read(db, period, &wanted)?);
        }
    }
    Ok(latest)
}

/// The words that the address asks for.
pub(super) fn wanted(db: &Connection, period: &Period, ask: &Ask, limit: usize) -> rusqlite::Result<Texts> {
    let survey = ask.survey.as_deref().unwrap_or_default();
    let question = ask.question.as_deref().unwrap_or_default();
    texts::read(db, period, &Wanted { survey, question, limit, offset: ask.offset.unwrap_or_default() })
}

fn body(frame: &Frame, counted: &Surveys, latest: &Latest) -> Markup {
    if counted.surveys.is_empty() {
        return frame::nothing("No survey was answered in these days.");
    }
    let left_out = counted.surveys.len().saturating_sub(SHOWN) + counted.left_out;
    let rows: Vec<_> = counted.surveys.iter().take(SHOWN).map(surveys::row).collect();
    html! {
        section.report {
            h2 { "All surveys" }
            (frame::table("Surveys", &surveys::COLUMNS, &rows))
            p.quiet { "A response is one time that somebody went through a survey; what was answered last counts." }
            @if !counted.plan_is_known { p.notice role="note" { "There is no store file that could be read in the shop's folder, so what the questions are is guessed from the answers, and there is no NPS." } }
            (frame.file("surveys"))
            p.file { a href={ "/crm/reports/csv/answers?" (frame.period.query()) } download { "Download every answer's count as CSV" } }
        }
        @for (place, survey) in counted.surveys.iter().take(SHOWN).enumerate() { (section(frame, survey, place, latest)) }
        @if left_out > 0 { p.quiet { (count(left_out as u64)) " more surveys are not on this page." } }
    }
}

fn section(frame: &Frame, survey: &Survey, place: usize, latest: &Latest) -> Markup {
    html! {
        section.report {
            h2 { bdi { (if survey.survey.is_empty() { "Survey without a name" } else { &survey.survey }) } }
            @for (number, asked) in survey.questions.iter().enumerate() {
                article.question {
                    h3 dir="auto" { (if asked.text.is_empty() { words::sentence_case(&asked.name) } else { asked.text.clone() }) }
                    (question(frame, survey, asked, &format!("answers-{place}-{number}"), latest))
                }
            }
        }
    }
}

fn question(frame: &Frame, survey: &Survey, asked: &Asked, id: &str, latest: &Latest) -> Markup {
    if let Some(texts) = latest.get(&(survey.survey.clone(), asked.name.clone())) {
        return latest_words(frame, survey, asked, texts);
    }
    if asked.answers.is_empty() {
        return html! { p.quiet { (count(asked.answered)) " answered; what they wrote stands with each contact." } };
    }
    let is_scale = asked.average.is_some();
    let svg = if is_scale { scale(asked) } else { options(asked) };
    let mut rows = surveys::answer_rows(asked);
    rows.truncate(ANSWERS);
    html! {
        div.pair {
            (frame::chart(id, &finding(asked), svg, &html! {}))
            div.dense { (frame::table(&format!("Answers to {}", asked.name), &ANSWER_COLUMNS, &rows)) }
        }
        @if !asked.is_known { p.quiet { "The store file does not have this question now, so what its answers mean is not known." } }
    }
}

fn scale(asked: &Asked) -> String {
    let colour = |value: &str| match value.parse::<f64>().map(surveys::side) {
        Ok(2) if asked.score.is_some() => 3,
        Ok(1) if asked.score.is_some() => PALE,
        _ => STRONG,
    };
    let column = |answer: &Answer| {
        (answer.label.clone(), answer.given.map_or(0, |given| given.hits), colour(&answer.value))
    };
    chart::heights(&asked.answers.iter().map(column).collect::<Vec<_>>())
}

fn options(asked: &Asked) -> String {
    let bar = |answer: &Answer| {
        let given = answer.given?;
        Some(Bar {
            label: answer.label.clone(),
            figure: format!("{} · {}", count(given.hits), percent(given.rate)),
            value: given.rate,
            between: Some((given.low, given.high)),
            colour: STRONG,
        })
    };
    let bars: Vec<Bar> = asked.answers.iter().take(ANSWERS).filter_map(bar).collect();
    chart::bars(&bars, 1.0)
}

fn finding(asked: &Asked) -> Markup {
    if let Some(net) = &asked.score {
        return net_finding(net);
    }
    let few = |is_few| if is_few { " Few answers: take it with care." } else { "" };
    if let Some(average) = &asked.average {
        return html! { "The mean of " (count(average.of)) " answers is " strong { (format!("{:.2}", average.mean)) } ", the median " (average.median) "." (few(average.few)) };
    }
    let hits = |answer: &Answer| answer.given.map_or(0, |given| given.hits);
    let most = asked.answers.iter().map(hits).max().unwrap_or_default();
    let first: Vec<&Answer> = asked.answers.iter().filter(|answer| hits(answer) == most).collect();
    let what = if asked.kind == "ranking" { "put first most often" } else { "answered most often" };
    html! {
        @match (first.as_slice(), first.first().and_then(|answer| answer.given)) {
            ([answer], Some(given)) => { bdi { strong { (answer.label) } } " was " (what) ": by " (count(most)) " of " (count(given.of)) " (" (percent(given.rate)) ")." (few(given.few)) },
            ([one, other], Some(given)) => { bdi { strong { (one.label) } } " and " bdi { strong { (other.label) } } " were " (what) ": each by " (count(most)) " of " (count(given.of)) "." (few(given.few)) },
            (_, given) => { "No answer of " (count(given.map_or(0, |given| given.of))) " stands out." (few(given.is_none_or(|given| given.few))) },
        }
    }
}

fn net_finding(net: &Score) -> Markup {
    html! {
        "NPS " strong.big { (score(net.score)) }
        @if let (Some(low), Some(high)) = (net.low, net.high) { ", likely between " (score(low)) " and " (score(high)) " (95%)" } ": "
        (count(net.promoters)) " promoters, " (count(net.passives)) " passives, " (count(net.detractors)) " detractors."
        @if net.few { " Few answers: take it with care." }
    }
}

fn latest_words(frame: &Frame, survey: &Survey, asked: &Asked, texts: &Texts) -> Markup {
    let names = [("survey", &survey.survey), ("question", &asked.name)];
    let query = serde_urlencoded::to_string(names).unwrap_or_default();
    html! {
        (list(texts))
        @if texts.total > LATEST {
            p.file { a href={ "/crm/reports/texts?" (frame.period.query()) "&" (query) } { "All " (count(texts.total as u64)) " answers" } }
        }
    }
}

fn list(texts: &Texts) -> Markup {
    html! {
        ol.words { @for said in &texts.texts {
            li {
                blockquote dir="auto" { (said.text) }
                p.quiet { a href={ "/crm/contacts/" (said.contact) } { "Contact " (said.contact) } ", " (words::time(&said.time)) }
            }
        } }
    }
}

/// `/crm/reports/texts`: all words that were answered to one question.
pub(super) async fn texts(State(reports): State<Reports>, asking: Asking) -> Page {
    let request = Request::of(asking);
    let (period, ask) = (request.period.clone(), request.ask.clone());
    let texts = reports.count(move |db, _| wanted(db, &period, &ask, TEXTS)).await?;
    let frame = request.frame("Answers in words", "/texts");
    let (survey, question) =
        (request.ask.survey.as_deref(), request.ask.question.as_deref().unwrap_or_default());
    let offset = request.ask.offset.unwrap_or_default();
    let body = html! {
        p.back { a href={ "/crm/reports/surveys?" (frame.period.query()) } { "All surveys" } }
        section.report {
            h2 { bdi { (survey.unwrap_or("Survey")) } ": " bdi { (words::sentence_case(question)) } span.count { (count(texts.total as u64)) } }
            @if texts.texts.is_empty() { p.quiet { "Nobody wrote anything here in these days." } }
            (list(&texts))
            (pager(&frame, offset, texts.total))
            (frame.file("texts"))
        }
    };
    Ok(frame.page(&body))
}

fn pager(frame: &Frame, offset: usize, total: usize) -> Markup {
    let link = |offset: usize| {
        format!("/crm/reports/texts?{}{}&offset={offset}", frame.period.query(), frame.ask.kept())
    };
    let next = offset.saturating_add(TEXTS);
    html! {
        @if offset > 0 || next < total {
            nav.pager aria-label="Pages" {
                @if offset > 0 { a rel="prev" href=(link(offset.saturating_sub(TEXTS))) { "Later answers" } }
                @if next < total { a rel="next" href=(link(next)) { "Earlier answers" } }
            }
        }
    }
}

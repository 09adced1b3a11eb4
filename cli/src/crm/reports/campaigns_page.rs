//! `/crm/reports/campaigns`: what each campaign did, and whether it is more than without it.

use axum::extract::State;
use maud::{Markup, html};

use super::chart::{self, Bar, PALE, STRONG};
use super::figure::{count, people, percent, points, range};
use super::frame::{self, Frame};
use super::{Asking, Page, Reports, Request};
use crate::crm::words;
use crate::reports::campaigns::{self, Arm, COLUMNS, Campaign, Campaigns, Shares};
use crate::reports::statistics::{Difference, Rate};

/// How many campaigns a page shows; files have them all.
const SHOWN: usize = 30;

pub(super) async fn show(State(reports): State<Reports>, asking: Asking) -> Page {
    let request = Request::of(asking);
    let period = request.period.clone();
    let counted = reports.count(move |db, plan| campaigns::read(db, &period, plan)).await?;
    let frame = request.frame("Campaigns", "/campaigns");
    Ok(frame.page(&body(&frame, &counted)))
}

fn body(frame: &Frame, counted: &Campaigns) -> Markup {
    if counted.campaigns.is_empty() {
        return frame::nothing(
            "No campaign was told of in these days. Visitors who allow analytics tell what they saw.",
        );
    }
    let left_out = counted.campaigns.len().saturating_sub(SHOWN) + counted.left_out;
    html! {
        p.quiet {
            "People whose browser told what they saw (those who allow analytics) in these days, each once, under the variant that they met first. "
            "Behind each rate: how many of how many, and where the rate is likely to be (95%)."
        }
        @if !counted.plan_is_known { p.notice role="note" { "There is no store file that could be read in the shop's folder, so the split asked for is unknown." } }
        @for (place, campaign) in counted.campaigns.iter().take(SHOWN).enumerate() { (section(campaign, place)) }
        @if left_out > 0 { p.quiet { (count(left_out as u64)) " more campaigns are not on this page." } }
        (frame.file("campaigns"))
    }
}

fn section(campaign: &Campaign, place: usize) -> Markup {
    let table = frame::table(
        &format!("Variants of {}", campaign.campaign),
        &columns(campaign),
        &campaigns::rows(campaign),
    );
    html! {
        section.report {
            h2 { bdi { (campaign.campaign) } }
            @if let Some(split) = &campaign.split { (warning(split)) }
            div.stack { (figure(campaign, place)) (table) }
            (notes(campaign))
        }
    }
}

fn figure(campaign: &Campaign, place: usize) -> Markup {
    if campaign.arms.iter().all(|arm| arm.people == 0) {
        return html! { p { "Nobody told that they saw it. Its opt-ins come from visitors who agreed only then, or not to analytics." } };
    }
    let bars = bars(campaign);
    let most = bars.iter().map(|bar| bar.between.map_or(bar.value, |(_, high)| high)).fold(0.0, f64::max);
    let id = format!("campaign-{place}");
    frame::chart(&id, &finding(campaign), chart::bars(&bars, scale(most)), &ruler(scale(most)))
}

/// Bars of the goal where there is one, else of opt-ins.
fn bars(campaign: &Campaign) -> Vec<Bar> {
    let (what, rate) = measure(campaign);
    let bar = |arm: &Arm| {
        let rate = rate(arm)?;
        let few = if rate.few { ", few" } else { "" };
        Some(Bar {
            label: format!("{}: {what}", arm.name()),
            figure: format!("{} of {}{few}", percent(rate.rate), count(rate.of)),
            value: rate.rate,
            between: Some((rate.low, rate.high)),
            colour: if arm.is_holdout { PALE } else { STRONG },
        })
    };
    campaign.arms.iter().filter_map(bar).collect()
}

type Measure = (&'static str, fn(&Arm) -> Option<Rate>);

fn measure(campaign: &Campaign) -> Measure {
    let has_goal = campaign.goal.is_some()
        || campaign.arms.iter().any(|arm| arm.converted.is_some_and(|rate| rate.hits > 0));
    if has_goal {
        ("reached the goal", |arm| arm.converted)
    } else {
        ("opted in afterwards", |arm| arm.opted_in)
    }
}

/// What the whole width of a chart stands for: a little more than the highest, in round numbers.
fn scale(most: f64) -> f64 {
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
        .into_iter()
        .find(|round| *round >= most)
        .unwrap_or(1.0)
}

fn ruler(most: f64) -> Markup {
    html! { p.ruler aria-hidden="true" { span { "0%" } span { (format!("{:.0}%", most * 100.0)) } } }
}

fn finding(campaign: &Campaign) -> Markup {
    let shown: u64 = campaign.arms.iter().filter(|arm| !arm.is_holdout).map(|arm| arm.people).sum();
    let opted_in: u64 = campaign
        .arms
        .iter()
        .filter(|arm| !arm.is_holdout)
        .filter_map(|arm| arm.opted_in)
        .map(|rate| rate.hits)
        .sum();
    let all = campaign.shown.as_ref().or_else(|| campaign.arms.iter().find(|arm| !arm.is_holdout));
    let (what, _) = measure(campaign);
    let more =
        all.and_then(|arm| if what == "reached the goal" { arm.more_converted } else { arm.more_opted_in });
    html! {
        "Shown to " strong { (people(shown)) } @if let Some(rate) = Rate::of(opted_in, shown) { "; " (percent(rate.rate)) " of them opted in afterwards" } ". "
        @if let Some(more) = more { (verdict(what, &more)) }
        @else if !campaign.arms.iter().any(|arm| arm.is_holdout) { "Nobody was held out, so what they would have done without it is unknown." }
    }
}

fn verdict(what: &str, more: &Difference) -> Markup {
    html! {
        "Against those held out, " (points(more.difference)) " " (what) " (" (range(more) ) "): "
        @if more.few { "too few people to rely on." }
        @else if more.low > 0.0 { strong { "it helps." } }
        @else if more.high < 0.0 { strong { "it does harm." } }
        @else { "chance alone can explain it." }
    }
}

/// Columns about those held out only where there are some.
fn columns(campaign: &Campaign) -> Vec<crate::reports::table::Column> {
    let end = if has_holdout(campaign) { COLUMNS.len() } else { COLUMNS.len() - 2 };
    COLUMNS.iter().take(end).copied().collect()
}

fn has_holdout(campaign: &Campaign) -> bool {
    campaign.arms.iter().any(|arm| arm.is_holdout)
}

fn warning(split: &Shares) -> Markup {
    let total: u64 = split.arms.iter().map(|arm| arm.people).sum();
    html! {
        @match &split.test {
            Some(test) if test.is_off => div.notice role="note" {
                p { strong { "The split is not what was asked." } " It should be " (asked(split)) "; of " (people(total)) " it is " (found(split)) "." }
                p { "Chance gives that fewer than one time in a thousand (chi-squared " (format!("{:.1}", test.chi_squared)) ", p " (probability(test.p)) "). "
                    "Either the shares were changed, or one variant loses people before it is told. Do not trust the comparison before you know." }
            },
            Some(test) => p.verdict.good { "The split is as asked: " (asked(split)) " (p " (probability(test.p)) ")." },
            None => p.quiet { "Too few people to tell whether the split is as asked: " (asked(split)) "." },
        }
    }
}

fn asked(split: &Shares) -> String {
    let part = |name: &str, share: f64| format!("{} {}", title(name), percent(share));
    split.arms.iter().map(|arm| part(&arm.variant, arm.asked)).collect::<Vec<_>>().join(", ")
}

fn found(split: &Shares) -> String {
    let part = |name: &str, people: u64| format!("{} {}", title(name), count(people));
    split.arms.iter().map(|arm| part(&arm.variant, arm.people)).collect::<Vec<_>>().join(", ")
}

fn title(variant: &str) -> String {
    match variant {
        "" => "shown".to_owned(),
        crate::reports::plan::HOLDOUT => "held out".to_owned(),
        name => name.to_owned(),
    }
}

fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("= {p:.3}") }
}

fn notes(campaign: &Campaign) -> Markup {
    let unknown = campaign.split.as_ref().map_or(0, |split| split.unknown);
    html! {
        p.quiet {
            @if let Some(goal) = &campaign.goal { "The goal is " q { (words::sentence_case(goal)) } "." }
            @if campaign.mixed > 0 { " " (people(campaign.mixed)) " met more than one variant, on several devices." }
            @if unknown > 0 { " " (people(unknown)) " met a variant that the store file does not have now; they are not part of the test of the split." }
        }
    }
}

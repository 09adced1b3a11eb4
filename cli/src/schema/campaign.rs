//! A campaign in the schema: to whom, when, how often, in which ways.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::content::Content;
use super::relation::Tags;
use super::{Condition, Day, Duration};

/// One thing to say: to whom, when, how often, in which words.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub struct Campaign {
    /// Its name in the API, in the journal and in the CRM.
    id: String,
    /// A note to yourself; it has no effect.
    comment: Option<String>,
    format: Format,
    position: Option<Position>,
    /// Banner: it moves the page instead of lying over it.
    push: Option<bool>,
    /// Tooltip and hotspot: the CSS selector of the element that it stands beside. Open shadow roots are searched too.
    #[schemars(extend("examples" = [".buy button"]))]
    anchor: Option<String>,
    placement: Option<Placement>,
    /// Tooltip, hotspot and inline: how long to wait for the element; 10s if nothing is said.
    wait: Option<Duration>,
    /// Inline: the CSS selector of the element that it goes into or beside.
    #[schemars(extend("examples" = ["#recommendations"]))]
    into: Option<String>,
    insert: Option<Insert>,
    /// Survey: how long after it was completed the same person is asked again; never if nothing is said.
    #[schemars(extend("examples" = ["90d", "never"]))]
    again: Option<Again>,
    layout: Option<Layout>,
    /// Everybody if nothing is said.
    audience: Option<Condition>,
    /// What wakes it, or the name of the event that does; a page view if nothing is said.
    trigger: Option<TriggerOrName>,
    schedule: Option<Schedule>,
    frequency: Option<Frequency>,
    /// The higher goes first; 0 if nothing is said.
    priority: Option<f64>,
    tags: Option<Tags>,
    purpose: Option<Purpose>,
    /// Ways to say it, to be compared. The same person always gets the same.
    variants: Option<Vec<Variant>>,
    /// The share of people, from 0 to 1, who do not see it, so that the others can be compared with them.
    #[schemars(range(min = 0, max = 1))]
    holdout: Option<f64>,
    /// The share of people, from 0 to 1, that takes part at all.
    #[schemars(range(min = 0, max = 1))]
    coverage: Option<f64>,
    namespace: Option<Namespace>,
    /// What people are shared out by, with their own id; the campaign's id if nothing is said.
    seed: Option<String>,
    goal: Option<Goal>,
    /// What it says, by BCP 47 tag. The visitor's languages choose, in their order, then the store's.
    #[schemars(extend("examples" = [{ "en": { "blocks": [{ "text": "Hello" }] } }]))]
    content: BTreeMap<String, Content>,
}

/// What kind of message it is, and so where it stands.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Format {
    /// A strip along the top or the bottom; the page stays usable.
    Banner,
    /// A dialog over the page.
    Modal,
    /// A small message in a corner; the page stays usable.
    Card,
    /// Among the page's own content, in or beside the element that `into` finds.
    Inline,
    /// A small tab in a corner that opens into its content.
    Teaser,
    /// Beside the element that `anchor` finds.
    Tooltip,
    /// A dot on the element that `anchor` finds, which opens into its content.
    Hotspot,
    /// Steps from element to element, over several pages if need be.
    Tour,
    /// Tasks that are ticked off by what the visitor does.
    Checklist,
    /// Questions.
    Survey,
    /// A dialog with fields.
    Form,
    /// An invitation to talk, with whoever is on duty.
    Chat,
    /// What the visitor wishes to receive, and what this browser knows of them.
    Preferences,
}

/// Where it stands: top or bottom (banner), a corner (card, teaser, checklist, survey, chat), center (survey).
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Position {
    Top,
    Bottom,
    BottomRight,
    BottomLeft,
    TopRight,
    TopLeft,
    Center,
}

/// On which side of its element; where there is room, if nothing is said.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Placement {
    Auto,
    Top,
    Bottom,
    Left,
    Right,
}

/// Where in respect of its element.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Insert {
    /// In it, as the last.
    Append,
    /// In it, as the first.
    Prepend,
    /// Before it.
    Before,
    /// After it.
    After,
}

/// One question after another, or all on one page.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Layout {
    Steps,
    Page,
}

/// A duration, or never.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Again(#[schemars(regex(pattern = "^(never|[0-9.]+[smhd])$"))] String);

#[derive(JsonSchema)]
#[schemars(untagged)]
enum TriggerOrName {
    Name(String),
    Trigger(Trigger),
}

/// What makes it want to speak.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Trigger {
    /// page_view, click, visible, scroll, time, idle, exit_intent, manual, or any recorded event by its name, such as
    /// add_to_cart.
    on: Option<String>,
    /// For an event: what its properties, or those of one of its items, must be.
    #[schemars(rename = "where")]
    filter: Option<Condition>,
    /// For click and visible: the CSS selector of the element.
    selector: Option<String>,
    /// For scroll: how much of the page has been passed.
    #[schemars(range(min = 0, max = 100))]
    percent: Option<f64>,
    /// For time: since this page was opened.
    page: Option<Duration>,
    /// For time: since the visit began.
    visit: Option<Duration>,
    /// For idle: without the visitor doing anything.
    #[schemars(rename = "for")]
    idle: Option<Duration>,
    /// How long it then waits. What no longer holds at the end does not show.
    after: Option<Duration>,
}

/// When it may be shown, by a clock on the wall.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Schedule {
    /// The first day, such as 2026-11-20, or a moment of it: 2026-11-20T09:00.
    from: Option<String>,
    /// The last day, to its end, or a moment of it.
    to: Option<String>,
    /// mon, tue, wed, thu, fri, sat, sun. All if nothing is said.
    days: Option<Vec<Day>>,
    /// Such as 09:00-21:00; over midnight too.
    #[schemars(regex(pattern = "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"))]
    hours: Option<String>,
    /// Whose clock: visitor, store, or the IANA name of a time zone. The visitor's if nothing is said.
    timezone: Option<String>,
}

/// One of several ways to say it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Variant {
    /// Its name in what is sent.
    id: String,
    /// A note to yourself; it has no effect.
    comment: Option<String>,
    /// Its share beside the others'; 1 if nothing is said.
    #[schemars(range(min = 0))]
    weight: Option<f64>,
    /// Its own words by language; the campaign's where it has none.
    content: Option<BTreeMap<String, Content>>,
}

/// A part of the people: campaigns whose parts of the same namespace do not overlap never meet the same person.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Namespace {
    /// Its name, the same in all campaigns that must not meet.
    id: String,
    /// Where the part of this campaign begins; 0 if nothing is said.
    #[schemars(range(min = 0, max = 1))]
    from: Option<f64>,
    /// Where it ends; 1 if nothing is said.
    #[schemars(range(min = 0, max = 1))]
    to: Option<f64>,
}

/// What it is for: an event that counts for it once, if it comes soon enough after it was shown.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Goal {
    /// Such as purchase.
    event: String,
    /// What the event's properties, or those of one of its items, must be.
    #[schemars(rename = "where")]
    filter: Option<Condition>,
    /// 7d if nothing is said.
    within: Option<Duration>,
}

/// How often. Once in a visit if nothing is said.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Frequency {
    /// At most so many times; any number where nothing is said.
    times: Option<u32>,
    /// In one visit if nothing is said.
    per: Option<Duration>,
    /// As often as its trigger says, until the visitor closes it.
    until_dismissed: Option<bool>,
    /// What ends it for good.
    stop_after: Option<Vec<Stop>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Stop {
    Click,
    Convert,
    Dismiss,
}

/// The consent that showing it needs.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Purpose {
    None,
    Preferences,
    Analytics,
    Marketing,
}

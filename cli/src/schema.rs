//! `barrio schema`: the JSON Schema of the store file, for completion and hints in an editor.
//! The types only describe the file; what reads it is the engine. A test holds the two together.
#![allow(dead_code)]

mod action;
mod campaign;
mod channel;
mod content;
mod crm;
mod program;
mod question;
mod relation;

use std::collections::BTreeMap;

use campaign::Campaign;
use channel::Channel;
use crm::Crm;
use program::Program;

use relation::{Interests, Lifecycle, Score};
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

/// All that a store says to its visitors.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct StoreFile {
    /// Where this schema is, for the editor.
    #[schemars(rename = "$schema")]
    schema: Option<String>,
    /// The version of the format.
    #[schemars(extend("const" = 1))]
    version: u8,
    /// A note to yourself; it has no effect.
    comment: Option<String>,
    store: Option<Store>,
    consent: Option<Consent>,
    frequency: Option<Budget>,
    lifecycle: Option<Lifecycle>,
    score: Option<Score>,
    interests: Option<Interests>,
    /// By a word the tags that it excludes: whoever has the word among the values of their preferences sees no campaign,
    /// no block and no item of a list that has one of the tags.
    #[schemars(extend("examples" = [{ "vegetarian": ["meat", "fish"] }]))]
    exclusions: Option<BTreeMap<String, Names>>,
    /// Lists with a name, for $inGroup and $notInGroup.
    groups: Option<BTreeMap<String, Vec<Value>>>,
    /// Conditions with a name, for campaigns to refer to. One may refer to those above it.
    audiences: Option<BTreeMap<String, Condition>>,
    campaigns: Option<Vec<Campaign>>,
    programs: Option<Vec<Program>>,
    agents: Option<Vec<Agent>>,
    /// Ways to reach the store; the first that is on the page and open serves.
    channels: Option<Vec<Channel>>,
    /// Where what visitors agree to is sent.
    crm: Option<Vec<Crm>>,
    /// Recorded events that go to the CRM where analytics is allowed, such as purchase.
    share: Option<Names>,
    theme: Option<Theme>,
    /// The widget's own words by BCP 47 tag, where you want others or a language that it has not: close, next, back,
    /// required and so on. They go over those of the package, which are in its words.json.
    #[schemars(extend("examples" = [{ "eu": { "close": "Itxi", "next": "Hurrengoa" } }]))]
    words: Option<BTreeMap<String, BTreeMap<String, String>>>,
}

/// The store. Whatever else stands here can be used in texts, as {{ store.name }}.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
struct Store {
    /// The name that visitors know.
    name: Option<String>,
    /// ISO 3166 code of the country that it sells from, such as US.
    #[schemars(regex(pattern = "^[A-Za-z]{2}$"))]
    country: Option<String>,
    /// BCP 47 tag of the language that serves when nothing better fits, such as en-US.
    locale: Option<String>,
    /// ISO 4217 code, such as USD.
    currency: Option<String>,
    /// IANA name of the store's own time zone, such as America/Chicago; UTC if nothing is said.
    timezone: Option<String>,
}

/// What holds until somebody answers.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Consent {
    /// One word for all purposes, or one for each; denied if nothing is said.
    default: Option<Default>,
    /// Who is listened to, beside the forms: the most restrictive wins. Without it all are. `gpc` and `api` always are.
    sources: Option<Vec<Source>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Source {
    /// Global Privacy Control, of the browser.
    Gpc,
    /// Google Consent Mode, in the data layer.
    ConsentMode,
    /// IAB's Transparency and Consent Framework.
    Tcf,
    /// IAB's Global Privacy Platform.
    Gpp,
    /// Shopify's Customer Privacy API.
    Shopify,
    /// What the page tells barrio.
    Api,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Default {
    Whole(Granted),
    ByPurpose(Purposes),
}

/// A word for each purpose; what is left out is denied.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Purposes {
    /// To remember on the device what helps the visitor.
    preferences: Option<Granted>,
    /// To tell the store what they did.
    analytics: Option<Granted>,
    /// To write to them.
    marketing: Option<Granted>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Granted {
    Granted,
    Denied,
}

/// One budget over all messages.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Budget {
    /// Messages in one visit; 2 if nothing is said.
    per_session: Option<u32>,
    /// Messages in 24 hours; 3 if nothing is said.
    per_day: Option<u32>,
    /// Between two messages; 2m if nothing is said.
    gap: Option<Duration>,
}

/// A duration: 30s, 10m, 2h or 7d.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Duration(#[schemars(regex(pattern = "^[0-9.]+[smhd]$"))] String);

/// A condition in the language of GrowthBook's targeting: $eq $ne $gt $gte $lt $lte $in $nin $all $exists $type $size
/// $elemMatch $regex $not $and $or $nor, $veq $vne $vgt $vgte $vlt $vlte for versions, $inGroup and $notInGroup, and
/// $ini $nini $alli $regexi without regard to case. What is not known is never met. Keys are names such as country or visit.number;
/// audience names another; did asks the journal. Several keys mean and.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Condition(BTreeMap<String, Value>);

/// One name or several.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
}

/// Somebody that visitors can talk to.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Agent {
    /// As visitors see it.
    name: String,
    /// BCP 47 tags, the best first.
    languages: Names,
    /// Such as 09:00-18:00; over midnight too. Always if nothing is said.
    #[schemars(regex(pattern = "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"))]
    hours: Option<String>,
    /// mon, tue, wed, thu, fri, sat, sun. All if nothing is said.
    days: Option<Vec<Day>>,
    /// IANA name of the time zone that the hours are in; UTC if nothing is said.
    timezone: Option<String>,
    /// Address of a square picture.
    #[schemars(extend("examples" = ["/img/marcos.svg"]))]
    avatar: Option<String>,
    /// How soon they usually answer, such as 5m. It is shown beside their name.
    replies: Option<Duration>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// How the messages look. What is not said here has a calm look of its own; every colour of text is made readable.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Theme {
    /// A colour such as #0b6e4f, for buttons and links; what is written on it is made readable.
    #[schemars(extend("examples" = ["#0b6e4f"]))]
    accent: Option<String>,
    /// The colour that messages lie on.
    #[schemars(extend("examples" = ["#ffffff"]))]
    surface: Option<String>,
    /// The colour of what they say, as far as it can be read on the surface.
    #[schemars(extend("examples" = ["#18181b"]))]
    text: Option<String>,
    /// How round the corners are, in CSS pixels, up to 32; 12 if nothing is said.
    #[schemars(range(min = 0, max = 32))]
    radius: Option<f64>,
    /// A font family that the page has, or inherit.
    #[schemars(extend("examples" = ["inherit", "Figtree, sans-serif"]))]
    font: Option<String>,
    /// How much messages stand out from the page; medium if nothing is said.
    shadow: Option<Shadow>,
    /// Light, dark, or what the visitor's system says (auto, if nothing is said).
    scheme: Option<Scheme>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Shadow {
    None,
    Soft,
    Medium,
    Strong,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Scheme {
    Light,
    Dark,
    Auto,
}

/// The schema as JSON text, with a line break at its end.
#[must_use]
pub fn text() -> String {
    let mut schema = schema_for!(StoreFile);
    schema.insert("title".into(), "barrio store file".into());
    // A schema is always JSON; an empty text would fail the test that compares it with the package's.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

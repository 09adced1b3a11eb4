//! `barrio schema`: the JSON Schema of the store file, for completion and hints in an editor.
//! The types only describe the file; what reads it is the engine. A test holds the two together.
#![allow(dead_code)]

mod campaign;
mod content;

use std::collections::BTreeMap;

use campaign::Campaign;

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
    /// Lists with a name, for $inGroup and $notInGroup.
    groups: Option<BTreeMap<String, Vec<Value>>>,
    /// Conditions with a name, for campaigns to refer to. One may refer to those above it.
    audiences: Option<BTreeMap<String, Condition>>,
    campaigns: Option<Vec<Campaign>>,
    agents: Option<Vec<Agent>>,
    /// Ways to reach the store; the first that is on the page serves.
    channels: Option<Vec<Channel>>,
    /// Where what visitors agree to is sent.
    crm: Option<Vec<Crm>>,
    /// Recorded events that go to the CRM where analytics is allowed, such as purchase.
    share: Option<Names>,
    theme: Option<Theme>,
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
    default: Option<Default>,
    /// Signals that are listened to.
    sources: Option<Vec<String>>,
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
    avatar: Option<String>,
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

/// A way to reach the store: crisp, intercom, tawk, whatsapp, telegram, messenger, phone, email.
#[derive(JsonSchema)]
struct Channel {
    #[schemars(rename = "type")]
    kind: String,
}

/// An endpoint that takes batches in the form of the Segment HTTP spec.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Crm {
    #[schemars(rename = "type", extend("const" = "segment"))]
    kind: String,
    /// Its name in reports; needed where there are several.
    name: Option<String>,
    url: String,
    write_key: Option<String>,
    /// Only these events; all if nothing is said.
    events: Option<Names>,
}

/// How the messages look.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Theme {
    /// A colour such as #0b6e4f; what is written on it is made readable.
    accent: Option<String>,
    /// CSS pixels.
    radius: Option<f64>,
    /// A font family, or inherit.
    font: Option<String>,
    scheme: Option<Scheme>,
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

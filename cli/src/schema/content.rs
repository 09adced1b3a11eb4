//! The part of the schema that describes what a campaign says: blocks, buttons, fields.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;

use super::Duration;

/// What it says in one language.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub struct Content {
    #[schemars(length(min = 1))]
    blocks: Vec<Block>,
    /// What takes their place once a form was accepted.
    thanks: Option<Vec<Block>>,
}

/// One piece of content. Texts take **strong**, *emphasis*, [links](/help) and {{ names | filters }}.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Block {
    Heading(Heading),
    Text(Text),
    Image(Image),
    Coupon(Coupon),
    Agent(AgentBlock),
    Button(Box<Button>),
    Field(Field),
    Consent(ConsentBlock),
}

/// A heading; the first one names the message.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Heading {
    heading: String,
}

/// A paragraph.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Text {
    text: String,
}

/// A picture; with width and height its place is kept while it loads.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Image {
    image: String,
    alt: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
}

/// A code to copy.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Coupon {
    coupon: String,
}

/// Whoever is on duty and speaks the visitor's language; left out where nobody is.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct AgentBlock {
    /// auto
    agent: String,
    text: Option<String>,
}

/// A button.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Button {
    button: String,
    #[schemars(rename = "do")]
    action: Action,
    style: Option<Style>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Style {
    Primary,
    Secondary,
    Quiet,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Action {
    Named(NamedAction),
    Chat(ChatAction),
    Open(OpenAction),
    Track(TrackAction),
    Show(ShowAction),
    Snooze(SnoozeAction),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum NamedAction {
    Dismiss,
    Chat,
    Subscribe,
}

/// Open the chat, beginning with this text.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ChatAction {
    /// open
    chat: String,
    text: Option<String>,
}

/// Go to an address: https:, http:, mailto:, tel:, or a path of the store.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OpenAction {
    open: String,
}

/// Record an event.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TrackAction {
    track: String,
    properties: Option<BTreeMap<String, Value>>,
}

/// Show another campaign in its place.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ShowAction {
    show: String,
}

/// Close it for a while.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SnoozeAction {
    snooze: Duration,
}

/// A line of input.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Field {
    field: FieldKind,
    /// Its name in what is sent; that of its kind if nothing is said.
    name: Option<String>,
    label: String,
    placeholder: Option<String>,
    /// An email must be filled in if nothing is said, others need not.
    required: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum FieldKind {
    Email,
    Phone,
    Text,
}

/// A box to tick, with the exact words that are agreed to and kept as proof.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ConsentBlock {
    consent: ConsentPurpose,
    text: String,
    /// Yes if nothing is said.
    required: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum ConsentPurpose {
    Preferences,
    Analytics,
    Marketing,
}

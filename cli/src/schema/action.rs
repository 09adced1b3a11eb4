//! What buttons, tasks and answers do, in the schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;

use super::Duration;

/// What happens: a word, or an object that says more.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Action {
    Named(NamedAction),
    Chat(ChatAction),
    Open(OpenAction),
    Track(TrackAction),
    Show(ShowAction),
    Snooze(SnoozeAction),
    Share(ShareAction),
    Forget(ForgetAction),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum NamedAction {
    /// Close it.
    Dismiss,
    /// Go on: to the next step, question or page.
    Next,
    /// Go back by one.
    Back,
    /// End the tour, and do not begin it again.
    Skip,
    /// Send the form: an opt-in, with the consent that was ticked.
    Subscribe,
    /// Take back every consent to be written to.
    Unsubscribe,
    /// Send and keep what was chosen in the fields of a preference centre.
    Prefer,
    /// Send what was written to the store, as a lead.
    Message,
    /// Copy the code of the coupon before it.
    Copy,
    /// Give the visitor a file with all that this browser knows.
    Export,
    /// Erase all that this browser knows.
    Forget,
    /// Open the chat.
    Chat,
}

/// Open the chat, beginning with this text.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChatAction {
    /// What the visitor can begin with, or open.
    #[schemars(extend("examples" = ["Hello! I have a question about {{ product.name }}."]))]
    chat: String,
    /// What the visitor can begin with, where chat is open.
    text: Option<String>,
}

/// Go to an address: https:, http:, mailto:, tel:, or a path of the store. Values may stand in it, as in a text.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OpenAction {
    /// The address.
    #[schemars(extend("examples" = ["/help/shipping", "{{ checkout.path | default: '/cart' }}"]))]
    open: String,
}

/// Record an event.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TrackAction {
    /// The name of the event, or the event with what it is about.
    track: EventOrName,
    /// What the event is about, beside its name.
    properties: Option<BTreeMap<String, Value>>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum EventOrName {
    Name(String),
    Event(Event),
}

/// An event with what it is about.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Event {
    /// Its name.
    event: String,
    /// What it is about, by name.
    properties: Option<BTreeMap<String, Value>>,
}

/// Show another campaign in its place.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ShowAction {
    /// The id of the campaign.
    show: String,
}

/// Hand an address over to the visitor's own apps where the browser can (Web Share); else copy it, and say so. For buttons.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ShareAction {
    /// The address, or an address with some words.
    share: AddressOrShare,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum AddressOrShare {
    Address(String),
    Share(Share),
}

/// What is shared.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Share {
    /// An address: https:, http:, or a path of the store.
    #[schemars(extend("examples" = ["/"]))]
    url: String,
    /// What is said with it.
    text: Option<String>,
}

/// Close it for a while.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SnoozeAction {
    /// How long it stays away.
    snooze: Duration,
}

/// Erase all that this browser knows, and ask the CRM to forget the person too (`erasure_request`).
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ForgetAction {
    /// everywhere: here and in the CRM.
    forget: Reach,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Reach {
    Everywhere,
}

//! The part of the schema that describes what a campaign says: blocks and steps.

use schemars::JsonSchema;

use super::Duration;
use super::action::Action;
use super::campaign::{Layout, Placement};
use super::question::{Field, Question};
use super::relation::Tags;

/// What it says in one language.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub struct Content {
    /// One below the other. A survey's questions stand here too, in their order.
    #[schemars(length(min = 1))]
    blocks: Option<Vec<Block>>,
    /// What takes their place once a form was accepted, a survey completed, a checklist done.
    thanks: Option<Vec<Block>>,
    /// Chat: what takes their place where nobody is on duty, or no chat is on the page.
    away: Option<Vec<Block>>,
    /// The words of a small tab, into which the message closes and out of which it opens again.
    #[schemars(extend("examples" = ["Your code"]))]
    teaser: Option<String>,
    /// Tour: its steps.
    #[schemars(length(min = 1))]
    steps: Option<Vec<Step>>,
    layout: Option<Layout>,
}

/// A step of a tour.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Step {
    /// The CSS selector of the element that it stands beside. Without one it stands in the middle of the page.
    #[schemars(extend("examples" = [".sizes"]))]
    anchor: Option<String>,
    placement: Option<Placement>,
    /// The path of the page that it belongs to; a * at its end stands for whatever follows. On another page the tour waits.
    #[schemars(extend("examples" = ["/cart", "/p/*"]))]
    page: Option<String>,
    /// How long to wait for the element; 10s if nothing is said.
    wait: Option<Duration>,
    /// click: a click on the element itself goes on to the next step.
    advance: Option<Advance>,
    #[schemars(length(min = 1))]
    blocks: Vec<Block>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Advance {
    Click,
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
    List(List),
    Countdown(Countdown),
    Question(Box<Question>),
    Task(Box<Task>),
    Known(Known),
}

/// A heading; the first one names the message.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Heading {
    /// Its words.
    heading: String,
    tags: Option<Tags>,
}

/// A paragraph.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Text {
    /// Its words, with **strong**, *emphasis*, [links](/help) and line breaks.
    text: String,
    tags: Option<Tags>,
}

/// A picture; with width and height its place is kept while it loads.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Image {
    /// Its address.
    image: String,
    /// What is to be seen, for those who do not see it.
    alt: Option<String>,
    /// In pixels, as the file has it.
    width: Option<u32>,
    /// In pixels, as the file has it.
    height: Option<u32>,
    tags: Option<Tags>,
}

/// A code to copy.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Coupon {
    /// The code. It must exist in your shop.
    #[schemars(extend("examples" = ["HOLA40"]))]
    coupon: String,
    tags: Option<Tags>,
}

/// Whoever is on duty and speaks the visitor's language; left out where nobody is.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct AgentBlock {
    /// auto
    agent: String,
    /// What they say.
    text: Option<String>,
    tags: Option<Tags>,
}

/// A button.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Button {
    /// Its words.
    button: String,
    #[schemars(rename = "do")]
    action: Action,
    /// primary for the first, secondary for the others, if nothing is said.
    style: Option<Style>,
    tags: Option<Tags>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Style {
    Primary,
    Secondary,
    Quiet,
}

/// A box to tick, with the exact words that are agreed to and kept as proof.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ConsentBlock {
    /// The purpose that is agreed to.
    consent: ConsentPurpose,
    /// The exact words that stand beside the box.
    text: String,
    /// Yes if nothing is said.
    required: Option<bool>,
    tags: Option<Tags>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum ConsentPurpose {
    Preferences,
    Analytics,
    Marketing,
}

/// A list.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct List {
    /// Its items.
    list: Vec<ListItem>,
    /// What stands before each item; bullet if nothing is said.
    style: Option<ListStyle>,
    tags: Option<Tags>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum ListItem {
    Text(String),
    Item(Item),
}

/// An item of a list that is not for everybody.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Item {
    /// Its words.
    text: String,
    tags: Option<Tags>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum ListStyle {
    Bullet,
    Check,
    Number,
}

/// The time that is left.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Countdown {
    /// Until when: a moment such as 2026-12-31T23:59:59Z, or a duration such as 48h from when this person first saw it.
    #[schemars(extend("examples" = ["2026-12-31T23:59:59Z", "48h"]))]
    countdown: String,
    /// What stands beside it.
    text: Option<String>,
    /// What takes its place when the time is over.
    ended: Option<String>,
    tags: Option<Tags>,
}

/// Something to do, ticked off once it is done.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Task {
    /// What is to be done.
    task: String,
    /// Its name in what is kept and sent; each once in a language, and the same in all languages.
    name: String,
    /// The recorded event that ticks it off.
    #[schemars(extend("examples" = ["add_to_cart"]))]
    event: String,
    /// What a click on it does.
    #[schemars(rename = "do")]
    action: Option<Action>,
    tags: Option<Tags>,
}

/// What this browser remembers of the visitor, in numbers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Known {
    /// Always true.
    #[schemars(extend("const" = true))]
    known: bool,
    tags: Option<Tags>,
}

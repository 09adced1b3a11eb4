//! Warnings about what a message says: whether its format has what it lives of, and whether what stands in it can work.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::survey;
use crate::agent::Agent;
use crate::block;
use crate::content::Content;
use crate::error::Report;
use crate::number;
use crate::store::StoreFile;
use crate::text::is_among;
use crate::time::{self, Local};
use crate::value::Value;

/// What a format lives of, and what a store owner is told where there is none of it.
const NEEDS: [(&str, &str, &str); 5] = [
    ("survey", "question", "This survey asks nothing: put a question among its blocks."),
    ("checklist", "task", "This checklist has no task: there is nothing to tick off."),
    ("form", "field", "This form has no field: there is nothing to fill in."),
    ("chat", "button", "This invitation has no button: put one that does chat."),
    ("preferences", "button", "Nothing can be saved here: put a button that does prefer or unsubscribe."),
];

/// Blocks that work in one format only.
const ONLY: [(&str, &str, &str); 2] = [
    ("question", "survey", "A question is only asked in a survey; elsewhere put a field."),
    ("task", "checklist", "A task is only ticked off in a checklist."),
];

/// The types of channels, and the key that each link needs.
const CHANNELS: [(&str, &str); 7] = [
    (
        "chatwoot crisp freshchat gorgias hubspot intercom livechat olark rocketchat tawk tidio zendesk",
        "type",
    ),
    ("whatsapp phone", "number"),
    ("telegram", "user"),
    ("messenger", "page"),
    ("line", "id"),
    ("email", "address"),
    ("", ""),
];

/// The keys of the widget's own words, as the package's `words.json` has them.
pub const WORDS: &str = "close minimize open next back skip done send required agree choose invalid_email \
invalid_phone invalid_date too_long copy copied other optional step ended ticked completed available replies your_name \
your_email your_message sent needed country pick own rated up down shared known.visits known.events \
known.orders known.answers known.consents known.waiting";

/// What a campaign says in one language, taken apart.
pub(super) struct Said<'a> {
    pub format: &'a str,
    pub content: &'a Content,
    /// Where it stands in the file.
    pub place: String,
    pub blocks: Vec<Located<'a>>,
}

/// A block and where it stands.
pub(super) struct Located<'a> {
    pub path: String,
    /// `blocks`, `thanks`, `away` or `steps`.
    pub part: &'static str,
    pub kind: &'static str,
    pub block: &'a Value,
}

impl<'a> Said<'a> {
    fn new(format: &'a str, content: &'a Content, place: String) -> Said<'a> {
        let mut blocks = Vec::new();
        for part in ["blocks", "thanks", "away"] {
            locate(content.part(part), &[&place, ".", part].concat(), part, &mut blocks);
        }
        for (index, step) in content.part("steps").iter().enumerate() {
            let path = [&numbered(&[&place, ".steps"].concat(), index), ".blocks"].concat();
            locate(step.get("blocks").items(), &path, "steps", &mut blocks);
        }
        Said { format, content, place, blocks }
    }

    /// The blocks of a kind, wherever they stand.
    pub fn of(&self, kind: &'static str) -> impl Iterator<Item = &Located<'a>> {
        self.blocks.iter().filter(move |located| located.kind == kind)
    }

    fn has(&self, part: &str, kind: &str) -> bool {
        self.blocks.iter().any(|located| located.part == part && located.kind == kind)
    }

    /// Whether a button of this part does this.
    fn does(&self, part: &str, verb: &str) -> bool {
        let buttons = self.of("button").filter(|located| located.part == part);
        { buttons }.any(|located| block::verb(located.block.get("do")) == verb)
    }
}

fn locate<'a>(blocks: &'a [Value], path: &str, part: &'static str, out: &mut Vec<Located<'a>>) {
    for (index, block) in blocks.iter().enumerate() {
        out.push(Located { path: numbered(path, index), part, kind: block::kind(block), block });
    }
}

/// `path[index]`.
pub(super) fn numbered(path: &str, index: usize) -> String {
    let mut whole = [path, "["].concat();
    number::write_integer(index as u64, &mut whole);
    whole.push(']');
    whole
}

/// What will surprise in the messages of a campaign.
pub(super) fn warn(store: &StoreFile, index: usize, path: &str, report: &mut Report) {
    let Some(campaign) = store.campaigns.get(index) else { return };
    let mut all = Vec::new();
    for content in &campaign.contents {
        let place = [path, ".content.", &content.locale].concat();
        all.push(Said::new(campaign.format, content, place));
    }
    for said in &all {
        warn_of_format(said, report);
        warn_of_tour(said, report);
        warn_of_away(store, said, report);
        warn_of_forms(said, report);
        said.blocks.iter().for_each(|located| warn_of_block(located, report));
        survey::warn(said, report);
    }
    survey::warn_of_languages(&all, report);
}

fn warn_of_format(said: &Said, report: &mut Report) {
    for (format, kind, sentence) in NEEDS {
        if said.format == format && !said.has("blocks", kind) {
            report.note(&said.place, sentence);
        }
    }
    for (kind, format, sentence) in ONLY {
        for located in said.of(kind).filter(|_| said.format != format) {
            report.note(&located.path, sentence);
        }
    }
}

fn warn_of_tour(said: &Said, report: &mut Report) {
    let steps = said.content.part("steps");
    if said.format != "tour" {
        if !steps.is_empty() {
            report.note(&[&said.place, ".steps"].concat(), "Only a tour has steps; they have no effect.");
        }
    } else if steps.is_empty() {
        report.note(&said.place, "This tour has no `steps`: it shows nothing.");
    } else if steps.iter().all(|step| step.get("anchor").is_null()) {
        report.note(
            &said.place,
            "No step has an `anchor`: the whole tour stands in the middle of the page and points at nothing.",
        );
    }
}

fn warn_of_away(store: &StoreFile, said: &Said, report: &mut Report) {
    let locale = said.content.locale.as_str();
    let is_told = !said.content.part("away").is_empty();
    let speak = |agent: &&Agent| agent.speaks(locale).is_some();
    if said.format != "chat" {
        // A button that opens the chat comes to it where nobody answers.
        if is_told && !said.does("blocks", "chat") {
            report.note(
                &[&said.place, ".away"].concat(),
                "Nothing here opens the chat, so `away` has no effect.",
            );
        }
    } else if !store.agents.iter().any(|agent| speak(&agent)) {
        let sentence = [
            "None of the `agents` speaks ",
            locale,
            ": nobody is ever on duty, and what is under `away` is all that is shown.",
        ];
        report.note(&said.place, &sentence.concat());
    } else if !is_told && !store.agents.iter().filter(speak).any(is_always_there) {
        report.note(&said.place, "There is no `away`: while nobody is on duty, a plain form for a message takes the place of this. Say it in your own words, with fields and a button that does message.");
    }
}

/// Whether an agent is on duty at every hour of the week.
fn is_always_there(agent: &Agent) -> bool {
    let hours = (0..7).flat_map(|day| (0..24).map(move |hour| Local { day, minute: hour * 60 }));
    { hours }.all(|local| agent.on_duty(local))
}

/// Whoever sends something must be able to be answered, and to be what was meant.
fn warn_of_forms(said: &Said, report: &mut Report) {
    let can_be_reached = |part: &str| {
        said.of("field").any(|located| {
            located.part == part && is_among(located.block.get("field").text_or_empty(), "email phone")
        })
    };
    for part in ["blocks", "away"] {
        let path = [&said.place, ".", part].concat();
        if said.does(part, "message") && !can_be_reached(part) {
            report.note(
                &path,
                "A message can be left here, but neither an email nor a phone: nobody can answer it.",
            );
        }
        if said.does(part, "subscribe") && !can_be_reached(part) {
            report.note(&path, "A button does subscribe, but there is no field for an email or a phone: there is nobody to write to.");
        }
        if part == "away" && said.has(part, "field") && !said.does(part, "message") {
            report.note(&path, "There is a field, but no button that does message: nobody can send it.");
        }
    }
}

fn warn_of_block(located: &Located, report: &mut Report) {
    let block = located.block;
    if located.kind == "image" {
        if block.get("alt").is_null() {
            report.note(
                &located.path,
                "This picture has no `alt`: say what is to be seen, or put \"\" where it only decorates.",
            );
        }
        if block.get("width").is_null() || block.get("height").is_null() {
            report.note(
                &located.path,
                "This picture has no `width` and `height`: what is below it will jump when it comes.",
            );
        }
    }
    let options = block.get("options").items();
    let mut seen = BTreeSet::new();
    for value in options.iter().map(survey::value_of) {
        if !seen.insert(value) {
            report.note(
                &located.path,
                &["Two options have the value `", value, "`: nobody can tell them apart."].concat(),
            );
        }
    }
    let is_pause = located.kind == "field" && block.get("name").text() == Some("pause");
    for value in options.iter().map(survey::value_of).filter(|_| is_pause) {
        if !value.is_empty() && time::parse_duration(value).is_none() {
            report.note(
                &located.path,
                &[
                    "The values of `pause` are durations, such as \"30d\", and \"0d\" for no pause: `",
                    value,
                    "` pauses nothing.",
                ]
                .concat(),
            );
        }
    }
}

/// What will surprise in the channels.
pub(super) fn warn_of_channels(store: &StoreFile, report: &mut Report) {
    for (index, channel) in store.channels.iter().enumerate() {
        let path = numbered("channels", index);
        let kind = channel.get("type").text_or_empty();
        match CHANNELS.iter().find(|(kinds, _)| is_among(kind, kinds)) {
            None => {
                report.note(&path, &["barrio knows no channel `", kind, "`: it is passed over."].concat())
            }
            Some((_, key)) if channel.get(key).text_or_empty().is_empty() => {
                report
                    .note(&path, &["A channel of this type needs `", key, "`: it is passed over."].concat());
            }
            _ => {}
        }
    }
}

/// What will surprise in the store's own words.
pub(super) fn warn_of_words(store: &StoreFile, report: &mut Report) {
    for (locale, words) in store.words.entries() {
        for (key, _) in words.entries().iter().filter(|(key, _)| !is_among(key, WORDS)) {
            let path = ["words.", locale, ".", key].concat();
            report.note(&path, "The widget says nothing of this name: the words have no effect.");
        }
    }
}

//! Blocks: what content is made of, as one table. Reading checks a part of the store file against a row of it, showing
//! fills in the same row: a new block is a new row.

use alloc::string::String;
use alloc::vec::Vec;

use crate::condition_reader::ConditionReader;
use crate::error::Report;
use crate::exclusion::excluded;
use crate::expression::Fault;
use crate::place::Place;
use crate::template::{self, Scope};
use crate::text;
use crate::time;
use crate::value::Value;
use crate::view::{plain, text_value};

/// The keys of an object, separated by spaces. Each is `key:KIND`, or `key=name:KIND` where a view calls it otherwise;
/// without a name, `key=:KIND`, a view does not have it. A kind that ends in `!` must be there.
///
/// | kind | |
/// |---|---|
/// | `T` | words: a template with emphasis and links |
/// | `W` | words that cannot be styled: a template |
/// | `X` | text as it stands |
/// | `U` | an address that is safe to follow: a template |
/// | `N`, `R` | a whole number; one from 2 to 11 |
/// | `B` | true or false; a view leaves out what is false |
/// | `M`, `F`, `D` | a duration; one or `never`; one or a point in time |
/// | `L` | a list of words, or of objects of [`ITEM`] |
/// | `G` | tags: a text, or a list of texts |
/// | `O` | options: texts, or objects of [`OPTION`] |
/// | `E` | words, or `true` for those of the widget's own, of which a view has the empty text |
/// | `A` | an action |
/// | `V` | the name of an event, or an object of [`EVENT`] |
/// | `H` | an address to share, or an object of [`SHARE`] |
/// | `C`, `Q` | rules on an answer, and the condition of one |
/// | `K`, `S` | blocks, and the steps of a tour |
/// | `Y` | anything |
/// | `a\|b` | one of these words |
pub(crate) type Row = &'static str;

/// Every block. It is named by the first of these first keys that it has; `text`, which others have too, is the last.
static BLOCKS: [Row; 13] = [
    "heading=text:T",
    "image=src:U! alt:W width:N height:N",
    "coupon=code:W",
    "agent=:Y text:T",
    "button=text:T! word:X do=:A! style:primary|secondary|quiet",
    "field=type:email|phone|text|textarea|select|choices|checkbox|date! name:X label=text:T! word:X required:B placeholder:W options:O",
    "consent=name:preferences|analytics|marketing! text:T! required:B",
    "list=items:L style:bullet|check|number",
    "countdown=until:D text:T ended:T",
    "question=type:nps|rating|csat|ces|single|multi|text|picture|ranking|email! name:X! text:T! hint:T required:B options:O other:E steps:R style:stars|faces|numbers low:W high:W multiple:B placeholder:W next=:C",
    "task=text:T! name:X! event=:X! do=:A",
    "known=:B",
    "text:T word:X",
];

/// Every action that says more than its name.
static ACTIONS: [Row; 7] = [
    "open:U!",
    "show:X!",
    "snooze:M!",
    "track:V properties:Y",
    "chat:W text:W",
    "share:H!",
    "forget:everywhere!",
];
/// Those that need not.
const VERBS: &str = "dismiss next back skip subscribe unsubscribe prefer message copy export forget chat";

/// The content of one language.
pub(crate) const CONTENT: Row = "blocks=:K thanks=:K away=:K teaser:W steps=:S layout=:steps|page";
/// A step of a tour.
pub(crate) const STEP: Row =
    "anchor:X placement:auto|top|bottom|left|right page=:X wait:M advance:click blocks=:K";
/// An item of a list that is more than its words.
const ITEM: Row = "text:T! tags=:G";
const OPTION: Row = "value:X! label=text:T text:T image:U";
const RULE: Row = "when=:Q go:X do:A";
const EVENT: Row = "event:X! properties:Y";
/// What is shared, and what a view calls it.
const SHARE: Row = "url=share:U! text=words:W";

/// One key of a row.
struct Key {
    key: &'static str,
    /// What a view calls it.
    name: &'static str,
    kind: &'static str,
    required: bool,
}

fn key(cell: &'static str) -> Key {
    let (names, kind) = text::split_once(cell, ":").unwrap_or_default();
    let (key, name) = text::split_once(names, "=").unwrap_or((names, names));
    let bare = kind.strip_suffix("!");
    Key { key, name, kind: bare.unwrap_or(kind), required: bare.is_some() }
}

/// The kind of a block: the key that names it. Empty where it is none.
pub(crate) fn kind(block: &Value) -> &'static str {
    text::cut(find(&BLOCKS, block), "=:").0
}

/// What an action does: its name, or the key that names it.
pub(crate) fn verb(action: &Value) -> &str {
    action.text().unwrap_or(text::cut(find(&ACTIONS, action), ":").0)
}

fn find(rows: &'static [Row], value: &Value) -> Row {
    rows.iter().find(|row| !value.get(text::cut(row, "=:").0).is_null()).map_or("", |row| row)
}

/// Reads an object of this row, and of other keys that are looked at elsewhere.
pub(crate) fn read(
    place: &Place,
    row: Row,
    others: &str,
    conditions: &mut ConditionReader,
    report: &mut Report,
) {
    let mut known = String::from(others);
    for cell in text::split(row, " ") {
        let key = key(cell);
        known.push(' ');
        known.push_str(key.key);
        let part = place.key(key.key);
        if key.required || !part.is_absent() {
            check(&part, &key, conditions, report);
        }
    }
    place.only(&known, report);
}

fn check(place: &Place, key: &Key, conditions: &mut ConditionReader, report: &mut Report) {
    match key.kind {
        "" | "Y" => {}
        "G" => drop(place.texts(report)),
        "N" => drop(place.count(report)),
        "R" if place.value.number().is_some_and(|number| !(2.0..=11.0).contains(&number)) => {
            place.fault("This must be a whole number from 2 to 11.", report);
        }
        "R" => drop(place.count(report)),
        "B" => drop(place.bool(report)),
        "X" | "F" | "M" => check_text(place, key.kind, key.required, report),
        words if words.contains('|') => check_text(place, words, key.required, report),
        _ if conditions.whole => check_content(place, key, conditions, report),
        _ => {}
    }
}

/// Looks at what only content has.
#[inline(never)]
fn check_content(place: &Place, key: &Key, conditions: &mut ConditionReader, report: &mut Report) {
    match key.kind {
        "A" => read_action(place, conditions, report),
        "Q" => conditions.read_rule(place, report),
        "E" if place.value.bool().is_some() => {}
        "V" | "H" if matches!(place.value, Value::Map(_)) => {
            read(place, if key.kind == "V" { EVENT } else { SHARE }, "", conditions, report);
        }
        "H" => check_template(place, template::check_address, true, report),
        "U" => check_template(place, template::check_address, key.required, report),
        "K" | "S" | "C" | "O" | "L" => {
            for item in &place.items(report) {
                read_item(item, key.kind, conditions, report);
            }
        }
        "T" | "W" | "E" => check_template(place, template::check, key.required, report),
        kind => check_text(place, kind, key.required, report),
    }
}

fn read_item(place: &Place, kind: &str, conditions: &mut ConditionReader, report: &mut Report) {
    match kind {
        "K" => read_block(place, conditions, report),
        "S" => read(place, STEP, "", conditions, report),
        "C" => read(place, RULE, "", conditions, report),
        "O" | "L" if matches!(place.value, Value::Map(_)) => {
            read(place, if kind == "L" { ITEM } else { OPTION }, "", conditions, report);
        }
        _ => check_template(place, template::check, true, report),
    }
}

/// Says what is wrong with a template.
type Look = fn(&str) -> Result<(), Fault>;

fn check_template(place: &Place, look: Look, required: bool, report: &mut Report) {
    let found = if required { place.required_text(report) } else { place.text(report) };
    if let Some(Err(sentence)) = found.map(look) {
        place.fault(sentence, report);
    }
}

fn read_block(place: &Place, conditions: &mut ConditionReader, report: &mut Report) {
    let row = find(&BLOCKS, place.value);
    if row.is_empty() {
        return place.fault("This is no block. There are heading, text, image, coupon, agent, button, field, consent, list, countdown, question, task and known.", report);
    }
    read(place, row, "tags", conditions, report);
    place.key("tags").texts(report);
    let of = place.value.get(kind(place.value)).text_or_empty();
    let options = place.key("options");
    if text::is_among(of, "select choices single multi picture ranking") && options.value.items().is_empty() {
        options.fault("Say what there is to choose from, such as [\"red\", \"blue\"].", report);
    }
}

fn read_action(place: &Place, conditions: &mut ConditionReader, report: &mut Report) {
    let row = find(&ACTIONS, place.value);
    if !row.is_empty() {
        read(place, row, "", conditions, report);
    } else if !text::is_among(place.value.text_or_empty(), VERBS) {
        place.fault("Say what this does: \"dismiss\", \"next\", \"back\", \"skip\", \"subscribe\", \"unsubscribe\", \"prefer\", \"message\", \"copy\", \"export\", \"forget\", \"chat\", or {\"open\": \"/shipping\"}, {\"chat\": \"Hello!\"}, {\"track\": \"event\"}, {\"show\": \"campaign\"}, {\"snooze\": \"1d\"}, {\"share\": \"/\"}, {\"forget\": \"everywhere\"}.", report);
    }
}

fn check_text(place: &Place, kind: &str, required: bool, report: &mut Report) {
    let found = if required { place.required_text(report) } else { place.text(report) };
    let Some(found) = found else { return };
    match kind {
        "X" | "V" => {}
        "F" if found == "never" => {}
        "D" if moment(found, 0).is_none() => {
            place.fault(
                "This must be a time such as \"2026-12-31T23:59:59Z\", or a duration such as \"48h\".",
                report,
            );
        }
        "D" => {}
        "M" | "F" => drop(place.duration(report)),
        words if !text::split(words, "|").any(|word| word == found) => {
            let mut sentence = String::from("This must be one of these:");
            for word in text::split(words, "|") {
                sentence.push(' ');
                sentence.push_str(word);
            }
            sentence.push('.');
            place.fault(&sentence, report);
        }
        _ => {}
    }
}

/// A point in time, or what lies a duration after `since`: milliseconds since 1970, UTC.
pub(crate) fn moment(text: &str, since: i64) -> Option<i64> {
    match text.strip_suffix("Z") {
        Some(point) => time::parse_date(point).map(|(time, _)| time),
        None => time::parse_duration(text).map(|duration| since.saturating_add(duration)),
    }
}

/// Every template in an object of this row, for the checker.
pub(crate) fn sources<'a>(row: Row, value: &'a Value, found: &mut Vec<&'a str>) {
    for cell in text::split(row, " ") {
        let key = key(cell);
        let given = value.get(key.key);
        match key.kind {
            "T" | "W" | "E" | "U" => found.extend(given.text()),
            "A" => sources(find(&ACTIONS, given), given, found),
            "H" => sources(SHARE, given, found),
            "L" | "O" | "K" | "S" | "C" => {
                for item in given.items() {
                    found.extend(item.text());
                    let row = match key.kind {
                        "K" => find(&BLOCKS, item),
                        "S" => STEP,
                        "C" => RULE,
                        _ => OPTION,
                    };
                    sources(row, item, found);
                }
            }
            _ => {}
        }
    }
}

/// What a view has of an object of this row, with its words filled in. What says nothing is left out.
pub(crate) fn fill(row: Row, value: &Value, scope: &dyn Scope) -> Value {
    fill_by(row, value, &|kind, given| filled(kind, given, scope))
}

/// The same of a row that has no words.
pub(crate) fn fill_plain(row: Row, value: &Value) -> Value {
    fill_by(row, value, &plain_value)
}

fn fill_by(row: Row, value: &Value, filled: &dyn Fn(&str, &Value) -> Value) -> Value {
    let mut out = Value::Map(Vec::new());
    for cell in text::split(row, " ") {
        let key = key(cell);
        let given = value.get(key.key);
        if !key.name.is_empty() && !given.is_null() {
            out.set_known(key.name, filled(key.kind, given));
        }
    }
    out
}

/// What a view has of what an action shares.
pub(crate) fn fill_share(action: &Value, scope: &dyn Scope) -> Value {
    let share = action.get("share");
    if share.text().is_some() { fill("share:U", action, scope) } else { fill(SHARE, share, scope) }
}

/// What a view has of a block, without what depends on more than the block.
pub(crate) fn fill_block(block: &Value, scope: &dyn Scope) -> Value {
    fill(find(&BLOCKS, block), block, scope)
}

fn filled(kind: &str, given: &Value, scope: &dyn Scope) -> Value {
    let source = given.text_or_empty();
    match kind {
        "E" if source.is_empty() => Value::from(""),
        "T" | "E" => text_value(&template::fill(source, scope)),
        "W" => Some(plain(&template::fill(source, scope))).filter(|words| !words.is_empty()).into(),
        "U" => template::address(source, scope).into(),
        "L" | "O" => {
            let mut items = Vec::new();
            for item in given.items() {
                let words = if item.text().is_none() { item.get("text") } else { item };
                if kind == "O" {
                    items.push(option(item, scope));
                } else if excluded(item.get("tags"), &scope.value("exclusions")).is_none() {
                    items.push(filled("T", words, scope));
                }
            }
            Value::List(items)
        }
        _ => plain_value(kind, given),
    }
}

fn plain_value(kind: &str, given: &Value) -> Value {
    let source = given.text_or_empty();
    match kind {
        "M" => time::parse_duration(source).into(),
        "B" if given.bool() != Some(true) => Value::Null,
        _ => given.clone(),
    }
}

fn option(given: &Value, scope: &dyn Scope) -> Value {
    let mut option = fill(OPTION, given, scope);
    if let Some(source) = given.text() {
        option.set_text("value", source);
        option.set("text", filled("T", given, scope));
    }
    if option.get("text").is_null() {
        let value = option.get("value").clone();
        option.set("text", value);
    }
    option
}

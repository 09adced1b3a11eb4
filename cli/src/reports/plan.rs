//! What the store file that the shop serves asks for: how people are shared out, what questions are called.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

/// A larger file is none: the widget reads no more either.
const LARGEST: u64 = 2 * 1024 * 1024;
/// How deep questions are looked for.
const DEEPEST: usize = 64;

/// The store file as far as reports need it. Empty where there is none.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Whether there is a store file that could be read.
    pub(crate) is_known: bool,
    campaigns: HashMap<String, Arms>,
    questions: HashMap<(String, String), Question>,
    /// The steps of each program, in their order.
    programs: HashMap<String, Vec<String>>,
}

/// How a campaign shares people out, each part with its share.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Arms {
    pub(crate) shares: Vec<(String, f64)>,
    pub(crate) goal: Option<String>,
}

/// A question of a survey.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Question {
    /// Such as `nps`.
    pub(crate) kind: String,
    pub(crate) text: String,
    /// The values of its options with their labels.
    pub(crate) options: Vec<(String, String)>,
    /// Of a scale: its last number.
    pub(crate) steps: Option<u64>,
}

impl Plan {
    /// Reads the store file; what cannot be read is not known, and nothing fails for it.
    pub(crate) fn read(path: &Path) -> Self {
        let fits = std::fs::metadata(path).is_ok_and(|file| file.len() <= LARGEST);
        let text = if fits { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() };
        serde_json::from_str(&text).map_or_else(|_| Self::default(), |file| Self::of(&file))
    }

    fn of(file: &Value) -> Self {
        let mut plan = Self { is_known: file.is_object(), ..Self::default() };
        let language = text(file, "/store/locale").unwrap_or("en");
        let language = language.split('-').next().unwrap_or(language);
        for campaign in list(file, "campaigns") {
            if let Some(id) = text(campaign, "/id") {
                plan.campaigns.insert(id.to_owned(), Arms::of(campaign));
                // The store's own language first: the first that names a question keeps it.
                let own = campaign.pointer(&format!("/content/{language}"));
                plan.learn(id, own.unwrap_or(&Value::Null), 0);
                plan.learn(id, campaign, 0);
            }
        }
        for program in list(file, "programs") {
            let steps =
                list(program, "steps").filter_map(|step| text(step, "/id")).map(str::to_owned).collect();
            if let Some(id) = text(program, "/id") {
                plan.programs.insert(id.to_owned(), steps);
            }
        }
        plan
    }

    /// Learns the questions that stand anywhere in a part of the file.
    fn learn(&mut self, campaign: &str, part: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let (Some(kind), Some(name)) = (kind(part), text(part, "/name").or_else(|| text(part, "/field"))) {
            let key = (campaign.to_owned(), name.to_owned());
            self.questions.entry(key).or_insert_with(|| Question::of(kind, part));
        }
        match part {
            Value::Array(items) => items.iter().for_each(|item| self.learn(campaign, item, depth + 1)),
            Value::Object(map) => map.values().for_each(|item| self.learn(campaign, item, depth + 1)),
            _ => {}
        }
    }

    pub(crate) fn arms(&self, campaign: &str) -> Option<&Arms> {
        self.campaigns.get(campaign)
    }

    pub(crate) fn question(&self, survey: &str, name: &str) -> Option<&Question> {
        self.questions.get(&(survey.to_owned(), name.to_owned()))
    }

    pub(crate) fn steps(&self, program: &str) -> &[String] {
        self.programs.get(program).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The name under which held out people are told.
pub(crate) const HOLDOUT: &str = "holdout";

impl Arms {
    fn of(campaign: &Value) -> Self {
        let holdout = campaign.get("holdout").and_then(Value::as_f64).unwrap_or_default().clamp(0.0, 1.0);
        let variants =
            || list(campaign, "variants").filter_map(|variant| Some((text(variant, "/id")?, variant)));
        let weight = |variant: &Value| {
            variant.get("weight").map_or(1.0, |weight| weight.as_f64().unwrap_or_default().max(0.0))
        };
        let total: f64 = variants().map(|(_, variant)| weight(variant)).sum();
        let (count, shown) = (variants().count() as f64, 1.0 - holdout);
        // As the engine does it: where no weight is left, the shares are equal.
        let share = |variant| if total > 0.0 { shown * weight(variant) / total } else { shown / count };
        let mut shares: Vec<_> = variants().map(|(id, variant)| (id.to_owned(), share(variant))).collect();
        if shares.is_empty() {
            shares.push((String::new(), shown));
        }
        if holdout > 0.0 {
            shares.push((HOLDOUT.to_owned(), holdout));
        }
        Self { shares, goal: text(campaign, "/goal/event").map(str::to_owned) }
    }
}

impl Question {
    fn of(kind: &str, block: &Value) -> Self {
        let option = |option: &Value| match option {
            Value::String(value) => Some((value.clone(), value.clone())),
            other => {
                let value = text(other, "/value")?;
                Some((value.to_owned(), text(other, "/label").unwrap_or(value).to_owned()))
            }
        };
        let steps = match kind {
            "nps" => Some(10),
            "ces" => Some(7),
            "csat" => Some(5),
            "rating" => Some(block.get("steps").and_then(Value::as_u64).unwrap_or(5)),
            _ => None,
        };
        Self {
            kind: if kind == "picture" && block.get("multiple") == Some(&Value::Bool(true)) {
                "multi"
            } else {
                kind
            }
            .into(),
            text: text(block, "/text").or_else(|| text(block, "/label")).unwrap_or_default().to_owned(),
            options: list(block, "options").filter_map(option).collect(),
            steps: steps.filter(|steps| *steps <= 11),
        }
    }
}

/// What kind of question or field a block is, if it is one.
fn kind(block: &Value) -> Option<&str> {
    text(block, "/question").or_else(|| text(block, "/field"))
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str().filter(|text| !text.is_empty())
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn shares(campaign: Value) -> Vec<(String, f64)> {
        Arms::of(&campaign).shares
    }

    #[test]
    fn shares_are_those_of_the_engine() {
        let two = json!({ "variants": [{ "id": "a" }, { "id": "b", "weight": 3 }], "holdout": 0.2 });
        assert_eq!(
            shares(two),
            [("a".into(), 0.2), ("b".into(), 0.6000000000000001), ("holdout".into(), 0.2)]
        );
        assert_eq!(shares(json!({})), [(String::new(), 1.0)]);
        assert_eq!(shares(json!({ "holdout": 0.5 })), [(String::new(), 0.5), ("holdout".into(), 0.5)]);
        let none = json!({ "variants": [{ "id": "a", "weight": 0 }, { "id": "b", "weight": 0 }] });
        assert_eq!(shares(none), [("a".into(), 0.5), ("b".into(), 0.5)]);
    }

    #[test]
    fn questions_are_named_in_the_stores_language() {
        let block = |text: &str, label: &str| {
            json!({ "blocks": [{ "question": "single", "name": "how", "text": text,
            "options": ["friend", { "value": "ad", "label": label }] }] })
        };
        let file = json!({ "store": { "locale": "es-ES" }, "campaigns": [{ "id": "s",
            "content": { "en": block("How?", "Ad"), "es": block("¿Cómo?", "Anuncio") } }] });
        let plan = Plan::of(&file);
        let question = plan.question("s", "how").unwrap();
        assert_eq!(question.text, "¿Cómo?");
        assert_eq!(question.options, [("friend".into(), "friend".into()), ("ad".into(), "Anuncio".into())]);
        assert_eq!(plan.question("s", "else"), None);
    }

    #[test]
    fn a_file_that_is_not_there_is_not_known() {
        assert!(!Plan::read(Path::new("/nowhere/barrio.json")).is_known);
    }
}

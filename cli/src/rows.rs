//! The rows of CRMs, as they lie in the package, and how they are written into a store file.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, from_str};

/// The rows by name, from `pkg/crm`.
macro_rules! rows {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../pkg/crm/", $name, ".json")))),*]
    };
}

/// Each row: its name, which is the `type` of an entry, and its JSON text.
pub(crate) const ROWS: &[(&str, &str)] = rows![
    "activecampaign"
    "brevo"
    "cloudevents"
    "cloudevents_batch"
    "customerio"
    "espocrm"
    "form"
    "formbricks"
    "ga4"
    "hightouch"
    "hubspot"
    "jitsu"
    "kafka_v2"
    "kafka_v3"
    "klaviyo"
    "mailchimp"
    "matomo"
    "mautic"
    "odoo"
    "posthog"
    "rudderstack"
    "salesforce"
    "snowplow"
    "suitecrm"
    "zoho"
];

/// What is looked at of a store file, as it is written.
#[derive(Deserialize)]
struct Sketch<'a> {
    #[serde(borrow)]
    crm: Vec<&'a RawValue>,
}

/// The store file with the rows that its CRMs need, each under `row` at the end of its entry; all else stays as it is,
/// to the byte. A file that cannot be read comes back as it is.
#[must_use]
pub fn resolve(text: &str) -> String {
    let Ok(Sketch { crm }) = from_str::<Sketch>(text) else { return text.to_owned() };
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    for entry in crm {
        let Some(row) = missing(entry.get()) else { continue };
        // The entry is a part of the text, and its last byte is the brace that closes it.
        let end = entry.get().as_ptr() as usize + entry.get().len() - 1 - rest.as_ptr() as usize;
        let (before, after) = rest.split_at(end);
        let kept = before.trim_end();
        resolved.push_str(kept);
        resolved.push_str(", \"row\": ");
        resolved.push_str(&row);
        resolved.push_str(before.get(kept.len()..).unwrap_or_default());
        rest = after;
    }
    resolved + rest
}

/// The store file without what speaks and sends: where nobody sees a page and nothing is to be told, the engine decides
/// the same of a person without it, and sooner. A file that cannot be read comes back as it is.
pub(crate) fn only_the_store(text: &str) -> String {
    let Ok(Value::Object(mut store)) = from_str(text) else { return text.to_owned() };
    store.retain(|key, _| !matches!(key.as_str(), "campaigns" | "programs" | "crm"));
    Value::Object(store).to_string()
}

/// The row that an entry needs and has not, on one line.
fn missing(entry: &str) -> Option<String> {
    let entry: Value = from_str(entry).ok()?;
    let kind = entry.get("type")?.as_str()?;
    let (_, row) = ROWS.iter().find(|(name, _)| *name == kind)?;
    let row: Value = from_str(row).ok()?;
    entry.get("row").is_none().then(|| row.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn nothing_else_of_the_file_changes() {
        let text = "{ \"version\": 1,\n \"crm\": [ {\"type\":\"segment\",\"url\":\"/c\"},\n  { \"type\": \"hubspot\",\n    \"portal\": \"1\"\n  },{\"type\":\"matomo\",\"row\":{}} ],\n  \"x\": 1.50 }\n";
        let resolved = resolve(text);
        let row: Value = from_str(ROWS.iter().find(|(name, _)| *name == "hubspot").unwrap().1).unwrap();
        let added = [", \"row\": ", &row.to_string()].concat();
        assert_eq!(resolved.replace(&added, ""), text);
        assert_eq!(from_str::<Value>(&resolved).unwrap().pointer("/crm/1/row"), Some(&row));
        assert_eq!(resolve(&resolved), resolved);
    }

    #[test]
    fn what_cannot_be_read_stays() {
        for text in
            ["", "{", "[]", "{\"crm\": 7}", "{\"crm\": [7, null, {}, {\"type\": 1}, {\"type\": \"other\"}]}"]
        {
            assert_eq!(resolve(text), text);
        }
    }

    #[test]
    fn every_row_of_the_package_is_here() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../pkg/crm");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ROWS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}

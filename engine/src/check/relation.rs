//! Warnings of what a store says of its relation with people: numbers that can never hold, words that nobody has.

use alloc::vec::Vec;

use super::{Demand, gather};
use crate::condition::{Node, Questions};
use crate::error::Report;
use crate::store::StoreFile;
use crate::value::Value;

/// The attributes of which every value is known.
const WORDS: [(&str, &[&str]); 3] = [
    ("lifecycle", &["probable", "potential", "active", "inactive"]),
    ("lead", &["cold", "warm", "hot"]),
    ("checkout.step", &["begin_checkout", "add_shipping_info", "add_payment_info"]),
];

pub(super) fn warn(store: &StoreFile, report: &mut Report) {
    let (lifecycle, score) = (&store.lifecycle, &store.score);
    let no_patience =
        lifecycle.inactive_after.map_or(lifecycle.silent * lifecycle.gap as f64, |time| time as f64) <= 0.0;
    let bands = store.bands.0.windows(2).any(|pair| matches!(pair, [low, high] if low >= high));
    for (is_wrong, path, sentence) in [
        (
            no_patience,
            "lifecycle",
            "Whoever has bought is inactive at once: make `gap`, `silent` or `inactiveAfter` longer than 0.",
        ),
        (
            score.half_life <= 0,
            "score.halfLife",
            "Nothing is left of a score in the next moment: make it longer than 0, such as \"7d\".",
        ),
        (score.warm > score.hot, "score.warm", "It is above `hot`: nobody is ever warm."),
        (
            score.hot > score.max,
            "score.hot",
            "It is above `max`: nobody ever becomes hot, and there is no `qualify_lead`.",
        ),
        (
            score.warm <= 0.0,
            "score.warm",
            "Everybody is warm from the first moment, and nobody ever cold: make it more than 0.",
        ),
        (bands, "interests.prices", "The prices must go from low to high: some bands have nothing in them."),
    ] {
        if is_wrong {
            report.note(path, sentence);
        }
    }
    warn_of_tags(store, report);
}

/// What a word excludes and nothing is tagged with.
fn warn_of_tags(store: &StoreFile, report: &mut Report) {
    let mut used: Vec<&Value> = Vec::new();
    for campaign in &store.campaigns {
        used.push(&campaign.tags);
        for content in &campaign.contents {
            for block in super::blocks(content) {
                used.push(block.get("tags"));
                used.extend(block.get("list").items().iter().map(|item| item.get("tags")));
                if campaign.format == "survey"
                    && !block.get("tags").is_null()
                    && !block.get("question").is_null()
                {
                    let path = ["campaigns(", &campaign.id, ").content.", &content.locale].concat();
                    report.note(&path, "A question of a survey has `tags`: who excluded them gets a page without it. Ask in a campaign of its own.");
                }
            }
        }
    }
    for (word, tags) in store.exclusions.entries() {
        for tag in crate::exclusion::words(tags) {
            // Categories are left out of the interests too, but nobody here knows their names.
            if !used
                .iter()
                .any(|known| crate::exclusion::excluded(known, &Value::List([tag.clone()].into())).is_some())
            {
                let path = ["exclusions.", word].concat();
                report.note(
                    &path,
                    &["Nothing is tagged `", tag.text_or_empty(), "`: it is only left out of the interests."]
                        .concat(),
                );
            }
        }
    }
}

/// Words that an attribute never has.
pub(super) fn warn_of_words(node: &Node, questions: &Questions, path: &str, report: &mut Report) {
    let mut demands = Vec::new();
    gather(node, questions, true, &mut demands);
    for Demand { path: name, operand, .. } in &demands {
        let Some((_, known)) = WORDS.iter().find(|(attribute, _)| attribute == name) else { continue };
        for word in crate::exclusion::words(operand).iter().filter_map(Value::text) {
            if !known.contains(&word) {
                let sentence = ["`", name, "` is never `", word, "`. There are ", &known.join(", "), "."];
                report.note(path, &sentence.concat());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::warnings;
    use super::*;
    use alloc::string::String;

    fn said(keys: &str) -> String {
        let (store, issues) = StoreFile::parse(&[r#"{"version":1,"#, keys, "}"].concat());
        assert!(issues.is_empty(), "{issues:?}");
        let told = warnings(&store)
            .into_iter()
            .map(|issue| [issue.path.as_str(), ": ", &issue.message, "\n"].concat());
        told.collect()
    }

    #[test]
    fn what_can_never_hold() {
        for (keys, expected) in [
            (r#""lifecycle":{"silent":0}"#, "lifecycle: Whoever"),
            (r#""lifecycle":{"inactiveAfter":"0d"}"#, "lifecycle: Whoever"),
            (r#""score":{"halfLife":"0s"}"#, "score.halfLife: Nothing"),
            (r#""score":{"warm":61}"#, "score.warm: It is above `hot`"),
            (r#""score":{"max":50}"#, "score.hot: It is above `max`"),
            (r#""score":{"warm":0}"#, "score.warm: Everybody"),
            (r#""interests":{"prices":[5,5]}"#, "interests.prices: The prices"),
            (r#""exclusions":{"vegan":["meat"]}"#, "exclusions.vegan: Nothing is tagged `meat`"),
            (
                r#""audiences":{"a":{"lifecycle":"loyal"}}"#,
                "audiences.a: `lifecycle` is never `loyal`. There are probable, potential, active, inactive.",
            ),
            (
                r#""audiences":{"a":{"lead":{"$in":["warm","boiling"]}}}"#,
                "audiences.a: `lead` is never `boiling`",
            ),
            (r#""audiences":{"a":{"$not":{"lifecycle":"gone"}}}"#, "`lifecycle` is never `gone`"),
        ] {
            assert!(said(keys).contains(expected), "{keys}: {}", said(keys));
            assert_eq!(said(keys).lines().count(), 1, "{keys}: {}", said(keys));
        }
    }

    #[test]
    fn what_is_as_it_should_be() {
        for keys in [
            r#""lifecycle":{"gap":"0d","inactiveAfter":"90d"},"score":{"warm":60,"max":60},"interests":{"prices":[]}"#,
            r#""audiences":{"a":{"lifecycle":{"$in":["active","inactive"]},"lead":{"$ne":"cold"},"checkout.step":"begin_checkout"}}"#,
            r#""exclusions":{"vegan":["Meat","wool","fish"]},"campaigns":[{"id":"a","format":"card","tags":"meat","content":{"en":{"blocks":[{"text":"x","tags":["wool"]},{"list":[{"text":"y","tags":"fish"}]}]}}}]"#,
        ] {
            assert_eq!(said(keys), "", "{keys}");
        }
    }
}

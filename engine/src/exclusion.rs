//! Exclusions: what a person does not want to see, because they said so or because of what they are.

use alloc::vec::Vec;

use crate::campaign::Campaign;
use crate::engine::Engine;
use crate::interests::same;
use crate::reason::{Reason, Why};
use crate::value::Value;

impl Engine {
    /// Takes up what the visitor chose, and what follows: the tags that they do not want to see.
    pub(crate) fn know_preferences(&mut self) {
        self.visitor.set("preferences", self.person.get("preferences").clone());
        let preferences = self.visitor.attributes().get("preferences");
        let mut tags: Vec<Value> = words(preferences.get("exclude")).into();
        for (word, excludes) in self.store.exclusions.entries() {
            if says(preferences, word) {
                tags.extend_from_slice(words(excludes));
            }
        }
        self.visitor.set("exclusions", if tags.is_empty() { Value::Null } else { Value::List(tags) });
        self.know_interests();
    }

    pub(crate) fn refusal_by_exclusion(&self, campaign: &Campaign) -> Option<Reason> {
        excluded(&campaign.tags, self.visitor.attributes().get("exclusions"))
            .map(|_| Reason::new(Why::Excluded))
    }
}

/// The first of these tags, a text or a list of texts, that is among what is excluded.
pub(crate) fn excluded<'a>(tags: &'a Value, exclusions: &Value) -> Option<&'a str> {
    let is_excluded = |tag: &&Value| exclusions.items().iter().any(|other| same(other, tag));
    words(tags).iter().find(is_excluded).and_then(Value::text)
}

/// One text, or a list of them.
pub(crate) fn words(value: &Value) -> &[Value] {
    if value.text().is_some() { core::slice::from_ref(value) } else { value.items() }
}

/// Whether a word is anywhere among the values, or names what is true.
fn says(value: &Value, word: &str) -> bool {
    value.text_or_empty().eq_ignore_ascii_case(word)
        || value.items().iter().any(|item| says(item, word))
        || value.entries().iter().any(|(name, value)| {
            says(value, word) || (name.eq_ignore_ascii_case(word) && value == &Value::Bool(true))
        })
}

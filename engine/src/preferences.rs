//! Preferences: what the visitor wants to hear of, how, how often, and from when on again.

use crate::answer;
use crate::engine::Engine;
use crate::text;
use crate::time;
use crate::value::Value;

/// The field whose options are durations: until then no marketing is shown.
const PAUSE: &str = "pause";
const PAUSED_UNTIL: &str = "paused_until";

impl Engine {
    /// Keeps what was chosen in the fields and questions of these nodes, and gives it as the CRM is to hear it.
    pub(crate) fn prefer(&mut self, nodes: &[Value], fields: &Value) -> Value {
        let mut kept = self.person.get("preferences").clone();
        for node in
            nodes.iter().filter(|node| text::is_among(node.get("kind").text_or_empty(), "field question"))
        {
            let name = node.get("name").text_or_empty();
            let given = fields.get(name);
            if name != PAUSE {
                kept.set(name, if given.is_null() { answer::nothing(node) } else { given.clone() });
            } else if let Some(pause) = given.text().and_then(time::parse_duration) {
                kept.set(PAUSED_UNTIL, self.now.saturating_add(pause).into());
            }
        }
        self.person.set("preferences", kept.clone());
        self.know_preferences();
        self.keep_person();
        if let Some(until) = kept.get(PAUSED_UNTIL).integer() {
            kept.set_text(PAUSED_UNTIL, &time::rfc3339(until));
        }
        kept
    }

    /// Until when the visitor wants no marketing.
    pub(crate) fn paused_until(&self) -> Option<i64> {
        self.person.get("preferences").get(PAUSED_UNTIL).integer()
    }
}

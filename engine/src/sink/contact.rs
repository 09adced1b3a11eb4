//! What is known of a person from a message: e-mail, phone and names, whatever the store calls its fields.

use crate::text::{is_among, split};
use crate::value::Value;

/// Our names, and those that fields have for them.
const NAMES: [(&str, &str); 5] = [
    ("email", "email mail e_mail"),
    ("phone", "phone tel telephone mobile"),
    ("firstName", "firstName first_name firstname given_name"),
    ("lastName", "lastName last_name lastname family_name surname"),
    ("name", "name full_name fullname"),
];
/// The events that carry what the visitor filled in. In others a name is that of a product.
const FILLED_IN: &str = "opt_in opt_out preferences generate_lead feedback";

/// The message's traits, with `email`, `phone`, `firstName`, `lastName` and `name` as far as they are known.
pub(crate) fn known(message: &Value) -> Value {
    let mut traits = message.at("context.traits").clone();
    traits.merge(message.get("traits"));
    take(&traits.clone(), &mut traits);
    if is_among(message.get("event").text_or_empty(), FILLED_IN) {
        take(message.at("properties.answers"), &mut traits);
        take(message.get("properties"), &mut traits);
    }
    traits
}

fn take(from: &Value, traits: &mut Value) {
    for (name, aliases) in &NAMES {
        for alias in split(aliases, " ") {
            let value = from.get(alias);
            if value.text().is_some_and(|text| !text.is_empty()) {
                traits.set(name, value.clone());
                break;
            }
        }
    }
}

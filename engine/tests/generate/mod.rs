//! Arbitrary values and inputs, for the tests that try what nobody thought of.

use barrio_engine::Value;
use proptest::prelude::*;

/// Any JSON, with what is likely to hurt.
pub fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<f64>().prop_map(Value::Number),
        prop_oneof![
            "\\PC{0,20}",
            Just("{{ x".to_owned()),
            Just("$regex".to_owned()),
            Just("99999999999999999999d".to_owned())
        ]
        .prop_map(Value::Text),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec(("[$a-z]{0,8}", inner), 0..4).prop_map(Value::Map),
        ]
    })
}

/// Any input by its shape, filled with anything.
pub fn any_input() -> impl Strategy<Value = Value> {
    let kinds = [
        "start",
        "page",
        "event",
        "identify",
        "consent",
        "show",
        "dismiss",
        "act",
        "chat",
        "wake",
        "flush",
        "sent",
        "reset",
        "forget",
        "facts",
        "signal",
        "stored",
        "turn",
        "placed",
        "missing",
        "unanswered",
    ];
    (
        prop::sample::select(kinds.to_vec()),
        any_value(),
        prop::sample::select(vec!["welcome-abroad", "newsletter", "x", "survey", "tour", "teaser", "chat"]),
        0_i64..5,
        prop::sample::select(vec!["", "", "next", "back", "skip", "open"]),
    )
        .prop_map(|(kind, any, campaign, number, word)| {
            let action = if word.is_empty() { number.into() } else { Value::from(word) };
            let mut input =
                Value::map([("type", kind.into()), ("campaign", campaign.into()), ("action", action)]);
            for key in [
                "facts",
                "properties",
                "traits",
                "purposes",
                "fields",
                "stored",
                "zones",
                "retry_after",
                "elsewhere",
                "value",
            ] {
                input.set(key, any.clone());
            }
            input.set("name", any.text().unwrap_or("add_to_cart").into());
            input.set("key", any.text().unwrap_or("campaign/welcome-abroad").into());
            input.set("request", number.into());
            input.set("status", (number * 150).into());
            input
        })
}

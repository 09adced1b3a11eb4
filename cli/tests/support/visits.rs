//! Recorded visits for measuring: always the same, for as many people as are asked for, and a store to replay them on.

use std::fmt::Write as _;
use std::io::Write;

const COUNTRIES: [(&str, &str, &str); 5] = [
    ("ES", "es-ES", "Europe/Madrid"),
    ("US", "en-US", "America/New_York"),
    ("DE", "de-DE", "Europe/Berlin"),
    ("MX", "es-MX", "America/Mexico_City"),
    ("JP", "ja-JP", "Asia/Tokyo"),
];

/// A store with so many campaigns of five predicates each, one of them a regular expression. Each visitor is in
/// the audience of a fifth of them.
pub fn store(campaigns: usize) -> String {
    let mut text = String::from(
        r#"{"version":1,"store":{"name":"Maple & Main","country":"US","locale":"en-US","currency":"USD"},"campaigns":["#,
    );
    for index in 0..campaigns {
        let (country, ..) = COUNTRIES[index % COUNTRIES.len()];
        let comma = if index == 0 { "" } else { "," };
        let format = ["banner", "modal"][index % 2];
        write!(
            text,
            r#"{comma}{{"id":"campaign-{index}","format":"{format}","priority":{index},
            "audience":{{"device":{{"$in":["mobile","desktop"]}},"page.path":{{"$regex":"^/(p|c)/[a-z]+"}},
            "visit.number":{{"$gte":1}},"cart.value":{{"$lt":{}}},"country":"{country}"}},
            "trigger":{{"on":"{}"}},"frequency":{{"times":1,"per":"30d"}},
            "content":{{"en":{{"blocks":[{{"heading":"Hello from {{{{ country_name }}}}"}},{{"text":"Number {index}"}},
            {{"button":"Look","do":"dismiss"}}]}}}}}}"#,
            1_000 + index,
            ["page_view", "view_item", "add_to_cart"][index % 3],
        )
        .unwrap();
    }
    text.push_str("]}");
    text
}

/// Writes so many visits of ten events, by so many people.
pub fn write(out: &mut impl Write, visits: u64, people: u64) {
    let mut line = String::new();
    for visit in 0..visits {
        line.clear();
        write_visit(&mut line, visit, scattered(visit) % people);
        out.write_all(line.as_bytes()).unwrap();
    }
}

/// A number that looks like chance and is always the same (the finaliser of SplitMix64).
fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn write_visit(line: &mut String, visit: u64, person: u64) {
    let (country, locale, zone) = COUNTRIES[person as usize % COUNTRIES.len()];
    let device = ["mobile", "desktop"][person as usize / 5 % 2];
    write!(
        line,
        r#"{{"id":"v{visit}","person":"p{person}","visitor":{{"country":"{country}","locale":"{locale}","timezone":"{zone}","device":"{device}","cart":{{"value":0}}}},"events":["#
    )
    .unwrap();
    for step in 0..10 {
        let number = scattered(visit * 10 + step);
        let second = visit % 30 + step * 3;
        let (hour, minute, day) = (visit / 3_600 % 24, visit / 60 % 60, visit / 86_400 % 28 + 1);
        let comma = if step == 0 { "" } else { "," };
        write!(line, r#"{comma}{{"at":"2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}Z","event":"#)
            .unwrap();
        write_event(line, step, number);
    }
    line.push_str("]}\n");
}

fn write_event(line: &mut String, step: u64, number: u64) {
    let (product, price) = (number % 500, number % 90 + 10);
    match step {
        0 | 3 | 6 => write!(
            line,
            r#""page_view","properties":{{"path":"/p/parka-{product}","title":"Parka {product}"}}}}"#
        ),
        8 => write!(
            line,
            r#""add_to_cart","properties":{{"currency":"USD","value":{price},"items":[{{"item_id":"P{product}","price":{price},"quantity":1}}]}}}}"#
        ),
        9 => write!(line, r#""select_promotion","properties":{{"promotion_id":"autumn"}}}}"#),
        _ => write!(
            line,
            r#""view_item","properties":{{"item_id":"P{product}","item_category":"outerwear","price":{price}}}}}"#
        ),
    }
    .unwrap();
}

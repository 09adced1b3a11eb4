//! Time, randomness and timers: the only place that reads a clock or a source of chance.

use barrio_engine::Value;
use wasm_bindgen::prelude::*;

use crate::js::{self, Callback};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    fn date_parse(text: &str) -> f64;
}

/// The longest delay that `setTimeout` keeps: beyond it, it fires at once.
const LONGEST: i64 = 0x7fff_ffff;

/// Milliseconds since 1970, UTC.
pub fn now() -> i64 {
    date_now() as i64
}

/// The time that a date of HTTP tells.
pub fn parse_date(text: &str) -> Option<i64> {
    let time = date_parse(text);
    if time.is_nan() { None } else { Some(time as i64) }
}

/// 128 random bits as 32 hexadecimal digits.
pub fn seed() -> String {
    let filled = js::construct("Uint8Array", &[16.into()])
        .and_then(|bytes| js::run("crypto.getRandomValues", &[bytes]))
        .and_then(|bytes| js::to_value(&bytes, 1_000))
        .unwrap_or_default();
    let mut seed = String::new();
    for (_, byte) in filled.entries() {
        let byte = byte.integer().unwrap_or(0) as u32;
        seed.extend([byte >> 4, byte & 15].into_iter().filter_map(|nibble| char::from_digit(nibble, 16)));
    }
    seed
}

/// A call that will be made once, unless the value is dropped before.
pub struct Timer {
    id: JsValue,
    _callback: Callback,
}

impl Timer {
    /// Calls `done` after `delay` milliseconds; a delay of more than 24 days ends after 24 days.
    pub fn after(delay: i64, done: impl Fn() + 'static) -> Timer {
        let callback = js::callback(move |_| done());
        let arguments = [callback.as_ref().clone(), (delay.clamp(0, LONGEST) as f64).into()];
        Timer { id: js::run("setTimeout", &arguments).unwrap_or_default(), _callback: callback }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        js::run("clearTimeout", std::slice::from_ref(&self.id));
    }
}

/// The visitor's time zone by its IANA name.
pub fn timezone() -> Option<String> {
    let format = js::construct("Intl.DateTimeFormat", &[])?;
    js::get(&js::call(&format, "resolvedOptions", &[])?, "timeZone").as_string()
}

/// How many minutes each zone is east of UTC now. Zones that the browser does not know are left out.
pub fn offsets(zones: &[String]) -> Vec<(String, i64)> {
    let mut known = Vec::new();
    for zone in zones {
        if let Some(minutes) = offset(zone) {
            known.push((zone.clone(), minutes));
        }
    }
    known
}

fn offset(zone: &str) -> Option<i64> {
    let options = Value::map([("timeZone", zone.into()), ("timeZoneName", "longOffset".into())]);
    let format = js::construct("Intl.DateTimeFormat", &["en-US".into(), js::from_value(&options)])?;
    minutes(&js::call(&format, "format", &[])?.as_string()?)
}

/// Minutes from a text that ends in `GMT`, `GMT+5:30` or `GMT-06:00`.
fn minutes(text: &str) -> Option<i64> {
    let (_, offset) = text.rsplit_once('T')?;
    let mut numbers = offset.split(['+', '-', ':']).skip(1).map(|digits| digits.parse::<i64>());
    let (Some(Ok(hours)), Some(Ok(minutes))) = (numbers.next(), numbers.next()) else {
        return if offset.is_empty() { Some(0) } else { None };
    };
    let east = hours * 60 + minutes;
    Some(if offset.starts_with('-') { -east } else { east })
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn reads_the_offset_at_the_end() {
        assert_eq!(minutes("11/22/2026, GMT-06:00"), Some(-360));
        assert_eq!(minutes("11/22/2026, GMT+05:30"), Some(330));
        assert_eq!(minutes("11/22/2026, GMT"), Some(0));
    }

    #[test]
    fn knows_nothing_of_other_texts() {
        for text in ["", "11/22/2026", "11/22/2026, GMT?5", "GMT+x", "GMT+5"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}

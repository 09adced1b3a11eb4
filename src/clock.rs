//! Time, randomness and timers: the only place that reads a clock or a source of chance.

use barrio_engine::Value;
use wasm_bindgen::prelude::*;

use crate::door::{Source, callback};
use crate::js::{
    self,
    Arg::{Is, Number, Text},
};

/// The longest delay that `setTimeout` keeps: beyond it, it fires at once.
const LONGEST: i64 = 0x7fff_ffff;

/// Milliseconds since 1970, UTC.
pub fn now() -> i64 {
    js::run("Date.now", &[]).as_f64().unwrap_or(0.0) as i64
}

/// The time that a date of HTTP tells.
pub fn parse_date(text: &str) -> Option<i64> {
    let time = js::ask(&js::global(), "Date.parse", text).as_f64()?;
    if time.is_nan() { None } else { Some(time as i64) }
}

/// 128 random bits, as four numbers.
pub fn seed() -> String {
    let bits = js::construct("Uint32Array", &[Number(4)]);
    js::call(&js::run("crypto.getRandomValues", &[Is(&bits)]), "join", &[]).as_string().unwrap_or_default()
}

/// Something that will be told once, unless the value is dropped before.
pub struct Timer(JsValue);

impl Timer {
    /// Tells it after `delay` milliseconds; a delay of more than 24 days ends after 24 days.
    pub fn after(delay: i64, source: Source) -> Timer {
        let delay = Number(delay.clamp(0, LONGEST) as i32);
        Timer(js::run("setTimeout", &[Is(&callback(source, 0)), delay]))
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        js::run("clearTimeout", &[Is(&self.0)]);
    }
}

/// The visitor's time zone by its IANA name.
pub fn timezone() -> Option<String> {
    let format = js::construct("Intl.DateTimeFormat", &[]);
    js::get(&js::call(&format, "resolvedOptions", &[]), "timeZone").as_string()
}

/// How many minutes each zone is east of UTC now. Zones that the browser does not know are left out.
pub fn offsets(zones: Vec<String>) -> Value {
    let mut known = Value::Null;
    for zone in zones {
        if let Some(minutes) = offset(&zone) {
            known.set(&zone, minutes.into());
        }
    }
    known
}

fn offset(zone: &str) -> Option<i64> {
    let options = js::object_with("timeZone", zone);
    js::put(&options, "timeZoneName", "longOffset");
    let format = js::construct("Intl.DateTimeFormat", &[Text("en-US"), Is(&options)]);
    minutes(&js::call(&format, "format", &[]).as_string()?)
}

/// Minutes from a text that ends in `GMT`, `GMT+05:30` or `GMT-06:00`.
fn minutes(text: &str) -> Option<i64> {
    let [.., sign, h, hh, b':', m, mm] = text.as_bytes() else {
        return if text.ends_with("GMT") { Some(0) } else { None };
    };
    let mut east = 0;
    for (digit, worth) in [(h, 600), (hh, 60), (m, 10), (mm, 1)] {
        east += i64::from(char::from(*digit).to_digit(10)?) * worth;
    }
    match sign {
        b'+' => Some(east),
        b'-' => Some(-east),
        _ => None,
    }
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
        for text in ["", "11/22/2026", "11/22/2026, GMT?5", "GMT+x", "GMT+5", "GMT?05:30", "GMT+0x:30"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}

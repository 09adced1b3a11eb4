//! Time, randomness and timers: the only place that reads a clock or a source of chance.

use barrio_engine::Value;
use wasm_bindgen::prelude::*;

use crate::door::{Source, callback};
use crate::js::{
    self,
    Arg::{Is, Number, Text},
};

const MINUTE: i64 = 60_000;
/// How far ahead a change of an offset is told, in minutes: longer than pages stay open.
const AHEAD: i64 = 7 * 24 * 60;
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

/// How many minutes each zone is east of UTC now; where that changes within a week `[now, when, then]`, with `when`
/// in milliseconds since 1970. Zones that the browser does not know are left out.
pub fn offsets(zones: Vec<String>) -> Value {
    let mut known = Value::Null;
    let now = now() / MINUTE;
    for zone in zones {
        let options = js::object_with("timeZone", &zone);
        js::put(&options, "timeZoneName", "longOffset");
        let format = js::construct("Intl.DateTimeFormat", &[Text("en-US"), Is(&options)]);
        let at = |minute: i64| {
            let time = JsValue::from((minute * MINUTE) as f64);
            minutes(&js::call(&format, "format", &[Is(&time)]).as_string()?)
        };
        known.set_known(&zone, offset(now, &at));
    }
    known
}

/// The offset of a zone as it is told. `at` gives it for a minute since 1970.
fn offset(now: i64, at: &dyn Fn(i64) -> Option<i64>) -> Value {
    let (mut before, mut after) = (now, now + AHEAD);
    let (old, new) = (at(before), at(after));
    if old == new {
        return old.map(Value::from).unwrap_or_default();
    }
    while after - before > 1 {
        let middle = (before + after) / 2;
        if at(middle) == old { before = middle } else { after = middle }
    }
    let told = [old.unwrap_or(0), after * MINUTE, new.unwrap_or(0)];
    Value::List(told.map(Value::from).to_vec())
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
    use super::{minutes, offset};

    #[test]
    fn reads_the_offset_at_the_end() {
        assert_eq!(minutes("11/22/2026, GMT-06:00"), Some(-360));
        assert_eq!(minutes("11/22/2026, GMT+05:30"), Some(330));
        assert_eq!(minutes("11/22/2026, GMT"), Some(0));
    }

    #[test]
    fn an_offset_that_stays_is_a_number() {
        assert_eq!(offset(0, &|_| Some(60)).to_json(), "60");
        assert!(offset(0, &|_| None).is_null());
    }

    #[test]
    fn an_offset_that_changes_within_a_week_comes_with_the_minute() {
        let madrid = |minute| Some(if minute < 7_321 { 120 } else { 60 });
        assert_eq!(offset(1_000, &madrid).to_json(), "[120,439260000,60]");
        assert_eq!(offset(7_320, &madrid).to_json(), "[120,439260000,60]");
        assert_eq!(offset(7_321, &madrid).to_json(), "60");
    }

    #[test]
    fn knows_nothing_of_other_texts() {
        for text in ["", "11/22/2026", "11/22/2026, GMT?5", "GMT+x", "GMT+5", "GMT?05:30", "GMT+0x:30"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}

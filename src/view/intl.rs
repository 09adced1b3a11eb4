//! What the browser knows of languages: `Intl` for numbers, money, days and names; and the direction of a script.

use barrio_engine::{Formatting, Run};
use wasm_bindgen::JsValue;

use super::dom::options;
use crate::js;

/// Languages written from right to left where their tag names no script.
const RIGHT_TO_LEFT: &str = " ar arc ckb dv fa he iw ji ks mzn nqo pnb ps sd syr ug ur yi ";
/// Scripts written from right to left.
const RIGHT_TO_LEFT_SCRIPTS: &str = " adlm arab hebr mand mend nkoo rohg samr syrc thaa yezi ";

/// The farthest day from 1970 that a date can hold, in milliseconds. Nothing else is as large.
const NUMBER_MAX: f64 = 8.64e15;

/// The words of a run in that language; as they stand where the browser cannot write them.
pub fn words(run: &Run, locale: &str) -> String {
    let written = run.format.as_ref().and_then(|format| formatted(&run.text, format, locale));
    written.unwrap_or_else(|| run.text.clone())
}

/// `text` as `format` asks; `None` where the browser has no such thing or `text` is none.
pub fn formatted(text: &str, format: &Formatting, locale: &str) -> Option<String> {
    match format {
        Formatting::Country => name(text, locale, "region"),
        Formatting::Language => name(text, locale, "language"),
        Formatting::Number => quantity(text, locale, "Number", &[]),
        Formatting::Percent => {
            quantity(text, locale, "Number", &[("style", "percent"), ("maximumFractionDigits", "1")])
        }
        Formatting::Money(currency) => {
            quantity(text, locale, "Number", &[("style", "currency"), ("currency", currency)])
        }
        Formatting::Date => quantity(text, locale, "Date", &[("dateStyle", "long"), ("timeZone", "UTC")]),
    }
}

fn name(code: &str, locale: &str, kind: &str) -> Option<String> {
    let names = js::construct("Intl.DisplayNames", &[locale.into(), options(&[("type", kind)])])?;
    js::call(&names, "of", &[code.into()])?.as_string()
}

/// A number or a date: both are written by a method of one name, with the same arguments.
/// The browser reads the number too: its parser costs nobody a download.
fn quantity(text: &str, locale: &str, class: &str, format: &[(&str, &str)]) -> Option<String> {
    let number = JsValue::from_str(text).unchecked_into_f64();
    if text.is_empty() || number.is_nan() || number.abs() > NUMBER_MAX {
        return None;
    }
    let quantity = js::construct(class, &[number.into()])?;
    js::call(&quantity, "toLocaleString", &[locale.into(), options(format)])?.as_string()
}

/// `rtl` or `ltr`: by the script that the tag names, else by its language.
pub fn direction(locale: &str) -> &'static str {
    let mut subtags = locale.split(['-', '_']);
    let language = subtags.next().unwrap_or_default();
    let script =
        subtags.find(|subtag| subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let right_to_left = match script {
        Some(script) => lists(RIGHT_TO_LEFT_SCRIPTS, script),
        None => lists(RIGHT_TO_LEFT, language),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

fn lists(list: &str, subtag: &str) -> bool {
    list.split(' ').any(|known| !known.is_empty() && known.eq_ignore_ascii_case(subtag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_follows_the_language() {
        for tag in ["ar", "ar-EG", "he-IL", "iw", "fa", "ur-PK", "AR", "ar_EG", "ckb"] {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in ["es", "en-US", "", "-", "arn", "zh-Hant-TW", "de-1996"] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }

    #[test]
    fn a_script_outweighs_the_language() {
        assert_eq!(direction("ur-Latn"), "ltr");
        assert_eq!(direction("az-Arab-IR"), "rtl");
        assert_eq!(direction("pa-arab"), "rtl");
        assert_eq!(direction("ar-Latn-EG"), "ltr");
    }
}

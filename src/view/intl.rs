//! What the browser knows of languages: `Intl` for numbers, money, days and names; and the direction of a script.

use barrio_engine::{Formatting, Run, text};

use crate::js::{
    self,
    Arg::{Is, Text},
};
use crate::table::lists;

/// Languages written from right to left where their tag names no script.
const RIGHT_TO_LEFT: &str = "ar arc ckb dv fa he iw ji ks mzn nqo pnb ps sd syr ug ur yi";
/// Scripts written from right to left.
const RIGHT_TO_LEFT_SCRIPTS: &str = "adlm arab hebr mand mend nkoo rohg samr syrc thaa yezi";

/// The farthest day from 1970 that a date can hold, in milliseconds. Nothing else is as large.
const NUMBER_MAX: f64 = 8.64e15;

/// The words of a run in that language; as they stand where the browser cannot write them.
pub fn words(run: &Run, locale: &str) -> String {
    let written = run.format.as_ref().and_then(|format| formatted(&run.text, format, locale));
    written.unwrap_or_else(|| run.text.clone())
}

/// `text` as `format` asks; `None` where the browser has no such thing or `text` is none.
pub fn formatted(text: &str, format: &Formatting, locale: &str) -> Option<String> {
    let options = js::object();
    let class = match format {
        // `Intl.RelativeTimeFormat` is the new renderer's.
        Formatting::RelativeTime => return None,
        Formatting::Country => return name(text, locale, "region"),
        Formatting::Language => return name(text, locale, "language"),
        Formatting::Date => {
            js::put(&options, "dateStyle", "long");
            js::put(&options, "timeZone", "UTC");
            "Date"
        }
        Formatting::Percent => {
            js::put(&options, "style", "percent");
            js::put(&options, "maximumFractionDigits", "1");
            "Number"
        }
        Formatting::Money(currency) => {
            js::put(&options, "style", "currency");
            js::put(&options, "currency", currency);
            "Number"
        }
        Formatting::Number => "Number",
    };
    // The browser reads the number too: its parser costs nobody a download.
    let number = js::ask(&js::global(), "Number", text);
    // Written this way, it refuses what is not a number.
    let is_number = number.as_f64()?.abs() <= NUMBER_MAX;
    if text.is_empty() || !is_number {
        return None;
    }
    // A number or a date: both are written by a method of one name, with the same arguments.
    let quantity = js::construct(class, &[Is(&number)]);
    js::call(&quantity, "toLocaleString", &[Text(locale), Is(&options)]).as_string()
}

fn name(code: &str, locale: &str, kind: &str) -> Option<String> {
    let names = js::construct("Intl.DisplayNames", &[Text(locale), Is(&js::object_with("type", kind))]);
    js::ask(&names, "of", code).as_string()
}

/// `rtl` or `ltr`: by the script that the tag names, else by its language.
pub fn direction(locale: &str) -> &'static str {
    let locale = locale.to_ascii_lowercase();
    let (language, mut rest) = text::cut(&locale, "-_");
    let mut right_to_left = lists(RIGHT_TO_LEFT, language);
    while let Some(subtags) = rest.get(1..) {
        let (subtag, after) = text::cut(subtags, "-_");
        if subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            right_to_left = lists(RIGHT_TO_LEFT_SCRIPTS, subtag);
            break;
        }
        rest = after;
    }
    if right_to_left { "rtl" } else { "ltr" }
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

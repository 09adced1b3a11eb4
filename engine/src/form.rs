//! Forms: whether what was filled in can be taken, and the proof of what was agreed to.

use alloc::string::String;
use alloc::vec::Vec;

use crate::build::{Agreed, Shown, consent_name};
use crate::consent::Purpose;
use crate::content::{Field, FieldKind};
use crate::sha256;
use crate::time;
use crate::value::Value;
use crate::words;

/// How long an answer may be, in bytes.
const LONGEST: usize = 2_000;

/// What was filled in: the fields that say something, and the boxes that were ticked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Submission {
    pub fields: Value,
    pub agreed: Vec<Agreed>,
}

/// The first thing that is wrong: the field's name and a sentence for the visitor.
pub(crate) type Refusal = (String, &'static str);

/// Reads what was filled in.
///
/// # Errors
/// The first field, in reading order, that cannot be taken as it is.
pub(crate) fn read(shown: &Shown, filled: &Value) -> Result<Submission, Refusal> {
    let words = words::of(&shown.locale);
    let mut submission = Submission { fields: Value::map([]), agreed: Vec::new() };
    for field in &shown.fields {
        let text = filled.get(&field.name).text_or_empty().trim();
        if let Some(sentence) = fault(field, text, words) {
            return Err((field.name.clone(), sentence));
        }
        if !text.is_empty() {
            submission.fields.set(&field.name, text.into());
        }
    }
    for agreed in &shown.consents {
        let name = consent_name(agreed.purpose);
        match filled.get(&name).bool() {
            Some(true) => submission.agreed.push(agreed.clone()),
            _ if agreed.required => return Err((name, words.agree)),
            _ => {}
        }
    }
    Ok(submission)
}

fn fault(field: &Field, text: &str, words: &words::Words) -> Option<&'static str> {
    if text.is_empty() {
        return field.required.then_some(words.required);
    }
    match field.kind {
        FieldKind::Email if !is_email(text) => Some(words.invalid_email),
        FieldKind::Phone if !is_phone(text) => Some(words.invalid_phone),
        _ if text.len() > LONGEST => Some(words.too_long),
        _ => None,
    }
}

/// Whether this can be an address. Lenient on purpose: only the mail that is sent to it can tell,
/// and a real address must never be refused. Quoted and non-ASCII ones pass.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let clean = |part: &str| {
        !part.chars().any(|character| {
            character.is_control() || character.is_whitespace() || "<>(),;:\\\"[]@".contains(character)
        })
    };
    let labels = |domain: &str| {
        domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
    };
    let local_fits = quoted
        || (!local.is_empty()
            && clean(local)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains(".."));
    text.len() <= 254 && local_fits && domain.contains('.') && clean(domain) && labels(domain)
}

/// Whether this can be a telephone number: 6 to 15 digits (E.164 has at most 15), as people write them.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let written = text.chars().all(|character| character.is_ascii_digit() || "+-()./ ".contains(character));
    written && (6..=15).contains(&digits)
}

/// The proof of one consent: the exact words, their digest, and how it came about.
pub(crate) fn proof(
    agreed: &Agreed,
    shown: &Shown,
    campaign: &str,
    page: &str,
    gpc: bool,
    now: i64,
) -> Value {
    let confirmation = if agreed.purpose == Purpose::Marketing { "pending" } else { "none" };
    Value::map([
        ("purpose", agreed.purpose.name().into()),
        ("text", Value::from(&agreed.words)),
        ("text_hash", sha256::hex(&agreed.words).into()),
        ("locale", Value::from(&shown.locale)),
        ("method", "form".into()),
        ("double_opt_in", confirmation.into()),
        ("campaign", campaign.into()),
        ("page", page.into()),
        ("time", time::rfc3339(now).into()),
        ("signals", Value::map([("gpc", gpc.into())])),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_real_address_passes() {
        for good in [
            "ana@example.com",
            "a.b+c_d-e@sub.example.co",
            "ñandú@correo.es",
            "o'neil@example.ie",
            "\"john doe\"@example.com",
            "用户@例子.广告",
            "x@xn--fiqs8s.cn",
            "a!#$%&'*/=?^`{|}~@example.org",
            "1@2.io",
            "user@a-b.example",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "a b@example.com",
            "ana@@example.com",
            "ana@exa mple.com",
            "ana@.com",
            "ana@example..com",
            "ana@-a.com",
            "a@b.c,d@e.f",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn telephone_numbers_as_people_write_them() {
        for good in ["+34 600 123 456", "(312) 555-0100", "600.123.456"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["12345", "call me", "+1234567890123456"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}

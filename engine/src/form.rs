//! Forms: whether what was filled in can be taken, and the proof of what was agreed to.

use alloc::string::String;
use alloc::vec::Vec;

use crate::consent::Purpose;
use crate::sha256;
use crate::text;
use crate::value::Value;
use crate::view;

/// How long an answer may be, in bytes.
const LONGEST: usize = 2_000;

/// What was filled in: the fields that say something, and the proof of each consent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Submission {
    pub fields: Value,
    pub proofs: Vec<Value>,
}

/// The first thing that is wrong: the field's name and a code for what is wrong.
pub(crate) type Refusal = (String, &'static str);

/// Reads what was filled into the fields among these nodes. `proof` is what the proofs of all consents have in common.
///
/// # Errors
/// The first field, in reading order, that cannot be taken as it is, and a code that says why.
pub(crate) fn read(
    nodes: &[Value],
    locale: &str,
    filled: &Value,
    proof: &Value,
) -> Result<Submission, Refusal> {
    let mut submission = Submission { fields: Value::Map(Vec::new()), proofs: Vec::new() };
    for node in nodes {
        let name = node.get("name").text_or_empty();
        let required = node.get("required").bool() == Some(true);
        match node.get("kind").text_or_empty() {
            "field" => {
                let text = text::trim(filled.get(name).text_or_empty());
                if let Some(code) = fault(node.get("type").text_or_empty(), required, text) {
                    return Err((name.into(), code));
                }
                if !text.is_empty() {
                    submission.fields.set_text(name, text);
                }
            }
            "consent" if filled.get(name).bool() == Some(true) => {
                let purpose = name.strip_prefix("consent:").and_then(Purpose::from_name);
                let words = view::plain_text(node.get("text"));
                submission.proofs.extend(purpose.map(|purpose| prove(purpose, &words, locale, proof)));
            }
            "consent" if required => return Err((name.into(), "agree")),
            _ => {}
        }
    }
    Ok(submission)
}

/// The proof of one consent: the exact words, their digest, and how it came about.
fn prove(purpose: Purpose, text: &str, locale: &str, common: &Value) -> Value {
    let mut proof = Value::Null;
    proof.set_text("purpose", purpose.name());
    proof.set_text("text", text);
    proof.set_text("text_hash", &sha256::hex(text));
    proof.set_text("locale", locale);
    proof.set_text("method", "form");
    proof.set_text("double_opt_in", if purpose == Purpose::Marketing { "pending" } else { "none" });
    proof.merge(common);
    proof
}

fn fault(kind: &str, required: bool, text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return required.then_some("required");
    }
    match kind {
        "email" if !is_email(text) => Some("invalid_email"),
        "phone" if !is_phone(text) => Some("invalid_phone"),
        _ if text.len() > LONGEST => Some("too_long"),
        _ => None,
    }
}

/// Whether this can be an address. Lenient on purpose: only the mail that is sent to it can tell,
/// and a real address must never be refused. Quoted and non-ASCII ones pass.
fn is_email(text: &str) -> bool {
    let at = text.bytes().rposition(|byte| byte == b'@');
    let Some((local, domain)) = at.and_then(|at| text.split_at_checked(at)) else { return false };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let domain = domain.get(1..).unwrap_or_default();
    text.len() <= 254 && (quoted || labels(local, "") > 0) && labels(domain, "-") > 1
}

/// How many labels there are between the dots; 0 if one of them is empty, is no part of an address,
/// or begins or ends with what no label may have at its edge.
#[inline(never)]
fn labels(part: &str, edge: &str) -> usize {
    let mut count = 0;
    let mut rest = Some(part);
    while let Some(part) = rest {
        let label = text::take_part(part, ".", &mut rest);
        let at_edge = !edge.is_empty() && (label.starts_with(edge) || label.ends_with(edge));
        if label.is_empty() || at_edge || label.chars().any(is_special) {
            return 0;
        }
        count += 1;
    }
    count
}

fn is_special(character: char) -> bool {
    match character {
        '<' | '>' | '(' | ')' | ',' | ';' | ':' | '\\' | '"' | '[' | ']' | '@' => true,
        _ => character.is_control() || character.is_whitespace(),
    }
}

/// Whether this can be a telephone number: 6 to 15 digits (E.164 has at most 15), as people write them.
fn is_phone(text: &str) -> bool {
    let mut digits = 0;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'+' | b'-' | b'(' | b')' | b'.' | b'/' | b' ' => {}
            _ => return false,
        }
    }
    (6..=15).contains(&digits)
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

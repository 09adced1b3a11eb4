//! Versions, compared as GrowthBook does: parts that are numbers by their size, a pre-release before its release.

use alloc::string::String;
use core::cmp::Ordering;

use crate::operator::version_text;
use crate::text::cut;
use crate::value::Value;

/// Numbers shorter than this are filled up in front, so that they compare as numbers do.
const WIDTH: usize = 5;

/// How two versions stand to each other. What is no version is version 0.
pub(crate) fn compare(one: &Value, other: &Value) -> Ordering {
    padded(one).cmp(&padded(other))
}

/// A version as a text that compares as versions do.
fn padded(value: &Value) -> String {
    let text = version_text(value);
    let text = if text.is_empty() { "0" } else { &text };
    let (text, _build) = cut(text.strip_prefix('v').unwrap_or(text), "+");
    let mut out = String::new();
    let (mut parts, mut rest) = (0, Some(text));
    while let Some(text) = rest {
        let (part, after) = cut(text, ".-");
        rest = after.get(1..);
        if parts > 0 {
            out.push('-');
        }
        parts += 1;
        if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
            for _ in part.len()..WIDTH {
                out.push(' ');
            }
        }
        out.push_str(part);
    }
    // A release comes after whatever stands behind a hyphen.
    if parts == 3 {
        out.push_str("-~");
    }
    out
}

//! How a body stands in a request: JSON, a form, parts, lines. Every value is encoded for its place.

use alloc::string::String;
use alloc::vec::Vec;

use crate::effect::Request;
use crate::expression::display;
use crate::template;
use crate::text::{concat, contains};
use crate::value::Value;

/// A request with its body and the type of that; the rest is left open. The boundary between parts is made of `seed`.
pub(crate) fn request(content: &Value, encoding: &str, transport: &str, seed: &str) -> Request {
    let mut request = Request::default();
    let mut kind = String::from(match encoding {
        "form" => "application/x-www-form-urlencoded",
        "ndjson" => "application/x-ndjson",
        // Of all types that JSON can have, only this one crosses origins without a preflight request.
        "text" => "text/plain",
        _ if transport == "simple" || transport == "no-cors" => "text/plain",
        _ => "application/json",
    });
    request.body = match encoding {
        "form" => query(content),
        "multipart" => {
            let (boundary, body) = parts(content, seed);
            kind = concat(&["multipart/form-data; boundary=", &boundary]);
            body
        }
        "ndjson" => lines(content),
        "text" => words(content),
        _ => content.to_json(),
    };
    if transport != "data_layer" {
        request.headers.push(("Content-Type".into(), kind));
    }
    request
}

/// Puts a header in the place of one of that name, or beside the others.
pub(crate) fn set_header(headers: &mut Vec<(String, String)>, name: &str, value: String) {
    match headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        Some((_, old)) => *old = value,
        None => headers.push((name.into(), value)),
    }
}

/// What may stand in a header: anything else would end it, or be refused by the browser.
pub(crate) fn header(words: &str) -> String {
    let mut out = String::new();
    for character in words.chars() {
        if matches!(character, ' '..='~') {
            out.push(character);
        } else {
            out.push_str(&template::encode(character.encode_utf8(&mut [0; 4])));
        }
    }
    out
}

/// A value as text: objects and lists as JSON.
fn words(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Map(_) | Value::List(_) => return value.to_json(),
        _ => display(value, &mut out),
    }
    out
}

/// Each name of an object with its value; of a list each one under the same name.
fn each_pair(content: &Value, take: &mut dyn FnMut(&str, &str)) {
    for (name, value) in content.entries() {
        match value {
            Value::List(items) => {
                for item in items {
                    take(name, &words(item));
                }
            }
            _ => take(name, &words(value)),
        }
    }
}

/// An object as the part of an address that follows `?`, which is also how a form is sent.
pub(crate) fn query(content: &Value) -> String {
    let mut out = String::new();
    each_pair(content, &mut |name, value| {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&template::encode(name));
        out.push('=');
        out.push_str(&template::encode(value));
    });
    out
}

/// The parts of a form as `multipart/form-data`, and the boundary between them, which stands in none of them.
fn parts(content: &Value, seed: &str) -> (String, String) {
    let mut boundary = String::from("barrio-");
    for character in seed.chars() {
        if character.is_ascii_alphanumeric() {
            boundary.push(character);
        }
    }
    let whole = content.to_json();
    while contains(&whole, &boundary) {
        boundary.push('-');
    }
    let mut out = String::new();
    each_pair(content, &mut |name, value| {
        out.push_str(&concat(&["--", &boundary, "\r\nContent-Disposition: form-data; name=\""]));
        for character in name.chars() {
            // Source: the HTML standard, "multipart/form-data encoding algorithm".
            match character {
                '"' => out.push_str("%22"),
                '\r' => out.push_str("%0D"),
                '\n' => out.push_str("%0A"),
                _ => out.push(character),
            }
        }
        out.push_str(&concat(&["\"\r\n\r\n", value, "\r\n"]));
    });
    out.push_str(&concat(&["--", &boundary, "--\r\n"]));
    (boundary, out)
}

fn lines(content: &Value) -> String {
    let mut out = String::new();
    for item in content.items() {
        out.push_str(&item.to_json());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_part() {
        let value = "1\r\n--barrio-7a\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2";
        let content =
            Value::map([("a\"\r\nb", value.into()), ("l", Value::List([1.0.into(), true.into()].into()))]);
        let (boundary, body) = parts(&content, "7a\r\n\"");
        assert_eq!(boundary, "barrio-7a-");
        let head = "--barrio-7a-\r\nContent-Disposition: form-data; name=\"";
        let expected = [
            head,
            "a%22%0D%0Ab\"\r\n\r\n",
            value,
            "\r\n",
            head,
            "l\"\r\n\r\n1\r\n",
            head,
            "l\"\r\n\r\ntrue\r\n--barrio-7a---\r\n",
        ];
        assert_eq!(body, expected.concat());
    }

    #[test]
    fn no_value_ends_its_line() {
        assert_eq!(header("a\r\nX: 1\0 ñ😀"), "a%0D%0AX: 1%00 %C3%B1%F0%9F%98%80");
        let content = Value::List([Value::from("a\nb"), Value::map([("k", "\r\n".into())])].into());
        assert_eq!(lines(&content), "\"a\\nb\"\n{\"k\":\"\\r\\n\"}\n");
        assert_eq!(
            query(&Value::map([("a&b", "c=d&e\r\n".into()), ("n", Value::Null)])),
            "a%26b=c%3Dd%26e%0D%0A&n="
        );
    }
}

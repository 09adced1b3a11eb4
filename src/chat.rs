//! Hand-over to the store's chat: a row per provider. The store file names a row, never a function.

use barrio_engine::{Chat, Value, json};
use wasm_bindgen::prelude::*;

use crate::{js, navigate};

/// A provider whose script the store has on its pages.
struct Provider {
    /// Its `type` in the store file.
    kind: &'static str,
    /// The global that it defines.
    global: &'static str,
    /// What opens it.
    open: &'static [Call],
    /// What opens it with a text that the visitor can send.
    open_with: &'static [Call],
}

/// A method, empty where the global itself is called, and its arguments as JSON. `{text}` is the text.
type Call = (&'static str, &'static str);

const CRISP_OPEN: Call = ("push", r#"[["do","chat:open"]]"#);
const TAWK_OPEN: Call = ("maximize", "[]");

/// From the vendors' own source.
const PROVIDERS: [Provider; 3] = [
    Provider {
        kind: "crisp",
        global: "$crisp",
        open: &[CRISP_OPEN],
        open_with: &[("push", r#"[["set","message:text",["{text}"]]]"#), CRISP_OPEN],
    },
    Provider {
        kind: "intercom",
        global: "Intercom",
        open: &[("", r#"["show"]"#)],
        open_with: &[("", r#"["showNewMessage","{text}"]"#)],
    },
    Provider { kind: "tawk", global: "Tawk_API", open: &[TAWK_OPEN], open_with: &[TAWK_OPEN] },
];

/// A channel that an address leads to.
struct Link {
    /// Its `type` in the store file.
    kind: &'static str,
    /// The key of the channel that holds who is written to.
    key: &'static str,
    /// What the address begins with.
    before: &'static str,
    /// Which characters of the key's text count.
    to: Recipient,
    /// What comes before the text; empty where the address cannot carry one.
    text: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Recipient {
    /// Digits alone.
    Digits,
    /// A name, without the `@` it may be written with.
    Name,
}

/// `wa.me`, `t.me` and `m.me` as their users know them; the vendors publish little about the parameters.
const LINKS: [Link; 5] = [
    Link { kind: "whatsapp", key: "number", before: "https://wa.me/", to: Recipient::Digits, text: "?text=" },
    Link { kind: "telegram", key: "user", before: "https://t.me/", to: Recipient::Name, text: "?text=" },
    Link { kind: "messenger", key: "page", before: "https://m.me/", to: Recipient::Name, text: "?text=" },
    Link { kind: "phone", key: "number", before: "tel:+", to: Recipient::Digits, text: "" },
    Link { kind: "email", key: "address", before: "mailto:", to: Recipient::Name, text: "?body=" },
];

/// Opens the first of the channels that is on the page. Answers whether there was one.
///
/// It must run within the visitor's click: browsers open a tab for nothing less.
pub fn open(chat: &Chat) -> bool {
    chat.channels.iter().any(|channel| open_provider(channel, &chat.text) || open_link(channel, &chat.text))
}

fn open_provider(channel: &Value, text: &str) -> bool {
    let kind = channel.get("type").text();
    let Some(provider) = PROVIDERS.iter().find(|provider| kind == Some(provider.kind)) else {
        return false;
    };
    let global = js::at(provider.global);
    let calls = if text.is_empty() { provider.open } else { provider.open_with };
    // A provider that is still loading may have its global already, and not yet its methods.
    let ready = calls.iter().all(|(method, _)| js::callee(&global, method).is_function());
    ready && calls.iter().all(|(method, arguments)| call(&global, method, &fill(arguments, text)))
}

fn call(global: &JsValue, method: &str, arguments: &Value) -> bool {
    js::apply(&js::callee(global, method), global, &js::from_value(arguments)).is_ok()
}

fn open_link(channel: &Value, text: &str) -> bool {
    link(channel, text).is_some_and(|url| navigate::beside(&url))
}

/// The arguments of a row with the text in its place.
fn fill(arguments: &str, text: &str) -> Value {
    let mut filled = json::parse(arguments).unwrap_or_default();
    put(&mut filled, text);
    filled
}

fn put(value: &mut Value, text: &str) {
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| put(item, text)),
        Value::Text(word) if word == "{text}" => *word = text.into(),
        _ => {}
    }
}

/// The address of a channel that is a link; none for any other, or where it lacks who is written to.
fn link(channel: &Value, text: &str) -> Option<String> {
    let kind = channel.get("type").text()?;
    let link = LINKS.iter().find(|link| link.kind == kind)?;
    let to = recipient(channel.get(link.key), link.to)?;
    let mut url = [link.before, &to].concat();
    if !text.is_empty() && !link.text.is_empty() {
        url.push_str(link.text);
        encode(text, &mut url);
    }
    Some(url)
}

fn recipient(value: &Value, kind: Recipient) -> Option<String> {
    let mut to = String::new();
    match kind {
        Recipient::Digits => to.extend(value.text()?.chars().filter(char::is_ascii_digit)),
        Recipient::Name => encode(value.text()?.trim_start_matches('@'), &mut to),
    }
    if to.is_empty() { None } else { Some(to) }
}

/// Percent-encodes all but the unreserved characters of RFC 3986, and `@`, which mail programs want plain.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(byte.into());
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].into_iter().filter_map(hex));
        }
    }
}

fn hex(nibble: u8) -> Option<char> {
    char::from_digit(nibble.into(), 16).map(|digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{PROVIDERS, fill, link};
    use barrio_engine::json;

    fn address(channel: &str, text: &str) -> Option<String> {
        link(&json::parse(channel).unwrap(), text)
    }

    #[test]
    fn a_number_becomes_a_link_with_the_text() {
        let whatsapp = r#"{"type":"whatsapp","number":"+1 (555) 01-00"}"#;
        let url = "https://wa.me/15550100?text=%C2%A1Hola%21%20%C2%BFEnv%C3%ADan%3F";
        assert_eq!(address(whatsapp, "¡Hola! ¿Envían?").as_deref(), Some(url));
        assert_eq!(address(whatsapp, "").as_deref(), Some("https://wa.me/15550100"));
    }

    #[test]
    fn every_kind_of_link_has_its_address() {
        for (channel, url) in [
            (r#"{"type":"telegram","user":"@maple"}"#, "https://t.me/maple?text=Hi"),
            (r#"{"type":"messenger","page":"maple.main"}"#, "https://m.me/maple.main?text=Hi"),
            (r#"{"type":"phone","number":"+1 555 0100"}"#, "tel:+15550100"),
            (r#"{"type":"email","address":"a@b.example"}"#, "mailto:a@b.example?body=Hi"),
        ] {
            assert_eq!(address(channel, "Hi").as_deref(), Some(url));
        }
    }

    #[test]
    fn a_recipient_cannot_leave_its_place_in_the_address() {
        let sly = r#"{"type":"telegram","user":"a/../evil?x=1#y"}"#;
        assert_eq!(address(sly, "").as_deref(), Some("https://t.me/a%2F..%2Fevil%3Fx%3D1%23y"));
        let injecting = r#"{"type":"email","address":"a@b.example?bcc=c@d.example"}"#;
        assert_eq!(address(injecting, "").as_deref(), Some("mailto:a@b.example%3Fbcc%3Dc@d.example"));
    }

    #[test]
    fn what_is_no_link_has_no_address() {
        for channel in
            [r#"{"type":"crisp"}"#, r#"{"type":"whatsapp"}"#, r#"{"type":"phone","number":"none"}"#, "{}"]
        {
            assert_eq!(address(channel, "Hi"), None, "{channel}");
        }
    }

    #[test]
    fn the_text_is_data_in_every_row() {
        let sly = r#"","do","chat:close"#;
        for provider in &PROVIDERS {
            for (_, arguments) in provider.open_with {
                let plain = json::parse(arguments).unwrap().to_json();
                assert_eq!(plain, *arguments, "{}", provider.kind);
                assert_eq!(fill(arguments, "{text}").to_json(), plain);
                let filled = json::parse(&fill(arguments, sly).to_json()).unwrap();
                assert_eq!(filled.items().len(), json::parse(arguments).unwrap().items().len());
            }
        }
    }
}

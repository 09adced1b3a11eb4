//! Hand-over to the store's chat: a row per provider. The store file names a row, never a function.

use barrio_engine::{Chat, Value, json};

use crate::{js, navigate};

/// Providers whose script the store has on its pages, from the vendors' own source. `global` is what they
/// define, `open` opens them, `open_with` does so with a text that the visitor can send: calls, each a method,
/// empty where the global itself is called, and its arguments. `{text}` is the text.
const PROVIDERS: &str = r#"{
"crisp":{"global":"$crisp","open":[["push",["do","chat:open"]]],
"open_with":[["push",["set","message:text",["{text}"]]],["push",["do","chat:open"]]]},
"intercom":{"global":"Intercom","open":[["","show"]],"open_with":[["","showNewMessage","{text}"]]},
"tawk":{"global":"Tawk_API","open":[["maximize"]],"open_with":[["maximize"]]}}"#;

/// Channels that an address leads to. `to` is the key that holds who is written to: a number, of which the
/// digits count, or a name, without the `@` it may be written with. `text` is what comes before the text, where
/// the address can carry one. The vendors of the first three publish little about their parameters.
const LINKS: &str = r#"{
"whatsapp":{"before":"https://wa.me/","to":"number","text":"?text="},
"telegram":{"before":"https://t.me/","to":"user","text":"?text="},
"messenger":{"before":"https://m.me/","to":"page","text":"?text="},
"phone":{"before":"tel:+","to":"number"},
"email":{"before":"mailto:","to":"address","text":"?body="}}"#;

/// Opens the first of the channels that is on the page. Answers whether there was one.
///
/// It must run within the visitor's click: browsers open a tab for nothing less.
pub fn open(chat: &Chat) -> bool {
    chat.channels.iter().any(|channel| {
        open_provider(channel, &chat.text)
            || link(channel, &chat.text).is_some_and(|url| navigate::beside(&url))
    })
}

/// The row of a table that a channel names.
fn row(table: &str, channel: &Value) -> Value {
    let rows = json::parse(table).unwrap_or_default();
    rows.get(channel.get("type").text_or_empty()).clone()
}

fn open_provider(channel: &Value, text: &str) -> bool {
    let provider = row(PROVIDERS, channel);
    let global = js::at(provider.get("global").text_or_empty());
    let mut calls = provider.get(if text.is_empty() { "open" } else { "open_with" }).clone();
    put(&mut calls, text);
    let function = |call: &Value| js::get(&global, call.at("0").text_or_empty());
    // A provider that is still loading may have its global already, and not yet its methods.
    if calls.is_null() || !calls.items().iter().all(|call| function(call).is_truthy()) {
        return false;
    }
    calls.items().iter().all(|call| {
        let arguments = js::from_value(call);
        // The first is the method.
        js::call(&arguments, "shift", &[]);
        js::apply(&function(call), &global, &arguments).is_ok()
    })
}

/// Puts the text in its place.
fn put(value: &mut Value, text: &str) {
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| put(item, text)),
        Value::Text(word) if word == "{text}" => *word = text.into(),
        _ => {}
    }
}

/// The address of a channel that is a link; none for any other, or where it lacks who is written to.
fn link(channel: &Value, text: &str) -> Option<String> {
    let link = row(LINKS, channel);
    let to = link.get("to").text()?;
    let recipient = channel.get(to).text_or_empty();
    let mut url = String::from(link.get("before").text_or_empty());
    let before = url.len();
    if to == "number" {
        url.extend(recipient.chars().filter(char::is_ascii_digit));
    } else {
        encode(recipient.strip_prefix('@').unwrap_or(recipient), &mut url);
    }
    if url.len() == before {
        return None;
    }
    if let (Some(before), false) = (link.get("text").text(), text.is_empty()) {
        url.push_str(before);
        encode(text, &mut url);
    }
    Some(url)
}

/// Percent-encodes all but the unreserved characters of RFC 3986, and `@`, which mail programs want plain.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@') {
            out.push(byte.into());
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from(
                    b"0123456789ABCDEF".get(usize::from(nibble)).copied().unwrap_or_default(),
                ));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{LINKS, PROVIDERS, link, put};
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
        for (name, provider) in json::parse(PROVIDERS).unwrap().entries() {
            let plain = provider.get("open_with");
            let mut filled = plain.clone();
            put(&mut filled, "{text}");
            assert_eq!(&filled, plain, "{name}");
            put(&mut filled, sly);
            let filled = json::parse(&filled.to_json()).unwrap();
            assert_eq!(filled.items().len(), plain.items().len(), "{name}");
            for (call, before) in filled.items().iter().zip(plain.items()) {
                assert_eq!(call.items().len(), before.items().len(), "{name}");
            }
        }
    }

    #[test]
    fn the_tables_are_json() {
        assert_eq!(json::parse(PROVIDERS).unwrap().entries().len(), 3);
        assert_eq!(json::parse(LINKS).unwrap().entries().len(), 5);
    }
}

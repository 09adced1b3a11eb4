//! Hand-over to the store's chat: a row per provider. The store file names a row, never a function.

use barrio_engine::{Chat, Value, json, text};
use wasm_bindgen::JsValue;

use crate::{js, navigate};

/// Providers whose script the store has on its pages.
///
/// - `global` is what they define, or where in it their methods are.
/// - `open` opens them; `open_with`, in its place, does so with a text that the visitor can change and send.
///   Nothing is sent for them: the calls of Tidio and Gorgias that would do that are not here.
/// - `set` tells them the language, and what is being looked at, where they can be told.
/// - `asked` is how to learn that they are closed: the answer, or its `availability`, is `false` or `offline`.
///
/// A call is a list: a method, dotted, or empty where the global itself is called, and its arguments. `{text}`,
/// `{locale}`, `{language}` and `{viewing}` stand for what they name; a call without its word is left out.
///
/// Where the calls are from; D documentation, S the vendor's source, C only other people's code:
/// chatwoot S; crisp S, `is` D; freshchat C; gorgias C, it has `open` once its `init` is done; hubspot D, `load`
/// does nothing where it is loaded; intercom S; livechat S, `get` D; olark C, its notification D; rocketchat S,
/// D gives the same object to a function as its `this`; tawk S, `getStatus` D, its attributes want a function;
/// tidio D; zendesk D and S, its tags can hold no sentence.
const PROVIDERS: &str = r#"{
"chatwoot":{"global":"$chatwoot","set":[["setLocale","{language}"],["setCustomAttributes",{"viewing":"{viewing}"}]],
"open":[["toggle","open"]]},
"crisp":{"global":"$crisp","asked":["is","website:available"],
"set":[["push",["set","session:data",[[["viewing","{viewing}"]]]]]],
"open":[["push",["set","message:text",["{text}"]]],["push",["do","chat:open"]]]},
"freshchat":{"global":"fcWidget","set":[["user.setLocale","{language}"]],
"open":[["open"]],"open_with":[["open",{"replyText":"{text}"}]]},
"gorgias":{"global":"GorgiasChat","open":[["open"]]},
"hubspot":{"global":"HubSpotConversations.widget","open":[["load",{"widgetOpen":true}],["open"]]},
"intercom":{"global":"Intercom","set":[["","update",{"language_override":"{locale}"}]],
"open":[["","show"]],"open_with":[["","showNewMessage","{text}"]]},
"livechat":{"global":"LiveChatWidget","asked":["get","state"],
"set":[["call","set_session_variables",{"viewing":"{viewing}"}]],"open":[["call","maximize"]]},
"olark":{"global":"olark","set":[["","api.box.setLocale","{locale}"],
["","api.chat.sendNotificationToOperator",{"body":"{viewing}"}]],"open":[["","api.box.expand"]]},
"rocketchat":{"global":"RocketChat.livechat","set":[["setLanguage","{language}"],
["setCustomField","viewing","{viewing}"]],"open":[["maximizeWidget"]]},
"tawk":{"global":"Tawk_API","asked":["getStatus"],"open":[["maximize"]]},
"tidio":{"global":"tidioChatApi","open":[["open"]]},
"zendesk":{"global":"zE","set":[["","messenger:set","locale","{locale}"]],"open":[["","messenger","open"]]}}"#;

/// Channels that an address leads to. `to` is the key that holds who is written to: a number, of which the
/// digits count, or a name, without the `@` it may be written with. `text` is what comes before the text, where
/// the address can carry one.
///
/// Where they are from, as above: email, phone D; line D, on phones only, elsewhere LINE's page says so;
/// messenger, telegram, whatsapp C: their vendors publish little.
const LINKS: &str = r#"{
"email":{"before":"mailto:","to":"address","text":"?body="},
"line":{"before":"https://line.me/R/oaMessage/%40","to":"id","text":"/?"},
"messenger":{"before":"https://m.me/","to":"page","text":"?text="},
"phone":{"before":"tel:+","to":"number"},
"telegram":{"before":"https://t.me/","to":"user","text":"?text="},
"whatsapp":{"before":"https://wa.me/","to":"number","text":"?text="}}"#;

/// What may stand in a call, and what it stands for; empty where that is not known.
type Words<'a> = [(&'static str, &'a str); 4];

/// Opens the first of the channels that is on the page and open. Answers whether there was one.
///
/// It must run within the visitor's click: browsers open a tab for nothing less.
pub fn open(chat: &Chat) -> bool {
    let said = said(&chat.text, &chat.viewing);
    let language = text::split_once(&chat.locale, "-").map_or(chat.locale.as_str(), |(language, _)| language);
    let words = [
        ("{text}", &*said),
        ("{locale}", &chat.locale),
        ("{language}", language),
        ("{viewing}", &chat.viewing),
    ];
    chat.channels.iter().any(|channel| {
        open_provider(&row(PROVIDERS, channel), &words)
            || link(channel, &said).is_some_and(|url| navigate::beside(&url))
    })
}

/// What the visitor can send: the text, and below it what they are looking at.
fn said(text: &str, viewing: &str) -> String {
    let between = if text.is_empty() || viewing.is_empty() { "" } else { "\n" };
    text::concat(&[text, between, viewing])
}

/// The row of a table that a channel names.
fn row(table: &str, channel: &Value) -> Value {
    let rows = json::parse(table).unwrap_or_default();
    rows.get(channel.get("type").text_or_empty()).clone()
}

fn open_provider(provider: &Value, words: &Words) -> bool {
    let global = js::at(provider.get("global").text_or_empty());
    let mut open = calls(provider.get("open_with"), words);
    if open.is_empty() {
        open = calls(provider.get("open"), words);
    }
    // A provider that is still loading may have its global already, and not yet its methods.
    let is_there = !open.is_empty() && open.iter().all(|call| function(&global, call).is_truthy());
    if !is_there || is_closed(&global, provider.get("asked")) {
        return false;
    }
    for call in calls(provider.get("set"), words) {
        // Not every version can be told everything; it opens all the same.
        let _ = run(&global, &call);
    }
    open.iter().all(|call| run(&global, call).is_ok())
}

/// The calls of which every word is known, with what the words stand for.
fn calls(calls: &Value, words: &Words) -> Vec<Value> {
    let mut known = Vec::new();
    for call in calls.items() {
        let mut call = call.clone();
        if fill(&mut call, words) {
            known.push(call);
        }
    }
    known
}

/// Puts what they stand for in the places of the words. Answers whether all are known.
fn fill(value: &mut Value, words: &Words) -> bool {
    match value {
        Value::List(items) => items.iter_mut().all(|item| fill(item, words)),
        Value::Map(entries) => entries.iter_mut().all(|(_, item)| fill(item, words)),
        Value::Text(text) => match words.iter().find(|(word, _)| *word == text.as_str()) {
            Some((_, known)) => {
                *text = String::from(*known);
                !text.is_empty()
            }
            None => true,
        },
        _ => true,
    }
}

/// The function that a call is for.
fn function(global: &JsValue, call: &Value) -> JsValue {
    js::get(global, call.at("0").text_or_empty())
}

fn run(global: &JsValue, call: &Value) -> Result<JsValue, JsValue> {
    let (owner, function) = js::resolve(global, call.at("0").text_or_empty());
    let arguments = js::from_value(call);
    // The first is the method.
    js::call(&arguments, "shift", &[]);
    js::apply(&function, &owner, &arguments)
}

/// Whether a provider says that nobody is there. One that cannot be asked, or has no answer yet, is open.
fn is_closed(global: &JsValue, asked: &Value) -> bool {
    if asked.is_null() {
        return false;
    }
    let answer = run(global, asked).ok().and_then(|answer| js::to_value(&answer, 10_000)).unwrap_or_default();
    let is_offline = |told: &Value| told.text() == Some("offline");
    answer.bool() == Some(false) || is_offline(&answer) || is_offline(answer.get("availability"))
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
    use super::{LINKS, PROVIDERS, Value, Words, calls, link, said};
    use barrio_engine::json;

    const WORDS: Words = [
        ("{text}", "Hola"),
        ("{locale}", "es-ES"),
        ("{language}", "es"),
        ("{viewing}", "Parka https://shop/p"),
    ];
    const NO_WORDS: Words = [("{text}", ""), ("{locale}", ""), ("{language}", ""), ("{viewing}", "")];

    fn address(channel: &str, text: &str) -> Option<String> {
        link(&json::parse(channel).unwrap(), text)
    }

    /// All calls of a provider, as JSON.
    fn all_calls(provider: &str, words: &Words) -> String {
        let rows = json::parse(PROVIDERS).unwrap();
        let row = rows.get(provider);
        let mut all = Vec::new();
        for part in ["set", "open", "open_with"] {
            all.extend(calls(row.get(part), words));
        }
        Value::List(all).to_json()
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
            (r#"{"type":"line","id":"@maple"}"#, "https://line.me/R/oaMessage/%40maple/?Hi"),
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
    fn what_is_looked_at_stands_below_the_text() {
        assert_eq!(said("Hola", "Parka https://shop/p"), "Hola\nParka https://shop/p");
        assert_eq!(said("", "Parka https://shop/p"), "Parka https://shop/p");
        assert_eq!(said("Hola", ""), "Hola");
    }

    #[test]
    fn words_stand_in_their_places() {
        assert_eq!(
            all_calls("chatwoot", &WORDS),
            r#"[["setLocale","es"],["setCustomAttributes",{"viewing":"Parka https://shop/p"}],["toggle","open"]]"#
        );
        assert_eq!(
            all_calls("intercom", &WORDS),
            r#"[["","update",{"language_override":"es-ES"}],["","show"],["","showNewMessage","Hola"]]"#
        );
    }

    #[test]
    fn a_call_without_its_word_is_left_out() {
        assert_eq!(all_calls("crisp", &NO_WORDS), r#"[["push",["do","chat:open"]]]"#);
        assert_eq!(all_calls("rocketchat", &NO_WORDS), r#"[["maximizeWidget"]]"#);
        assert_eq!(all_calls("olark", &NO_WORDS), r#"[["","api.box.expand"]]"#);
    }

    #[test]
    fn the_text_is_data_in_every_row() {
        let sly = r#"","do","chat:close{locale}"#;
        let words = WORDS.map(|(word, _)| (word, sly));
        for (name, provider) in json::parse(PROVIDERS).unwrap().entries() {
            for part in ["set", "open", "open_with"] {
                let plain = provider.get(part).to_json();
                let filled = Value::List(calls(provider.get(part), &words));
                let expected = words.iter().fold(plain, |plain, (word, _)| {
                    plain.replace(&format!("\"{word}\""), &Value::from(sly).to_json())
                });
                assert_eq!(filled.items(), json::parse(&expected).unwrap().items(), "{name} {part}");
            }
        }
    }

    #[test]
    fn every_row_can_be_found_and_opened() {
        let rows = json::parse(PROVIDERS).unwrap();
        assert_eq!(rows.entries().len(), 12);
        for (name, row) in rows.entries() {
            assert!(!row.get("global").text_or_empty().is_empty(), "{name}");
            assert!(!calls(row.get("open"), &NO_WORDS).is_empty(), "{name} must open without any word");
        }
        assert_eq!(json::parse(LINKS).unwrap().entries().len(), 6);
    }
}

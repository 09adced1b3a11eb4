//! Who is a robot: told from the user agent, by its form and a short list of words.

use crate::sites::words;

/// Words of robots, in lower case. Left out, since people's browsers say them too: `search` (Naver's app), `link`
/// (LinkedIn's), `check` (the checkout in a shop's app), `scan` (handhelds).
const WORDS: &str = "bot crawl spider slurp headless http compatible preview lighthouse pingdom monitor scrap ptst synthetic agent inspect selenium playwright phantom gtmetrix";

/// A maker of phones whose name looks like a robot's.
const PHONE: &str = "cubot";

/// Whether a user agent is a robot's. Where there is none it may be anybody.
///
/// Every browser that can run WebAssembly begins its user agent in the same way; a program that reads pages for
/// other ends mostly does not trouble to.
pub(crate) fn is_bot(user_agent: &str) -> bool {
    !user_agent.is_empty() && (!user_agent.starts_with("Mozilla/5.0 (") || names_a_robot(user_agent))
}

fn names_a_robot(user_agent: &str) -> bool {
    let mut rest = user_agent.as_bytes();
    while !rest.is_empty() {
        let skipped = if begins(rest, PHONE) { PHONE.len() } else { 1 };
        if skipped == 1 && words(WORDS).any(|word| begins(rest, word)) {
            return true;
        }
        rest = rest.get(skipped..).unwrap_or_default();
    }
    false
}

/// Whether a text begins with a word, in upper or lower case.
fn begins(text: &[u8], word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::json;
    use std::{fs, path::Path, println};

    #[test]
    fn people_are_no_robots() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/people.json");
        let people = json::parse(&fs::read_to_string(file).unwrap()).unwrap();
        assert!(people.entries().len() >= 25);
        for (name, agent) in people.entries() {
            assert!(!is_bot(agent.text().unwrap()), "{name}");
        }
        assert!(!is_bot(""));
    }

    #[test]
    fn robots_are_robots() {
        for agent in [
            "curl/8.5.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X18) Chrome/108.0.0.0 SomeBot/1.0",
        ] {
            assert!(is_bot(agent), "{agent}");
        }
    }

    /// Of all the user agents of a public list of robots.
    #[test]
    fn most_known_robots_are_recognised() {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/bots/crawler-user-agents.json");
        let Ok(list) = fs::read_to_string(file) else {
            println!("Not run: ../shared/data/bots is not there.");
            return;
        };
        let (mut all, mut recognised) = (0, 0);
        for robot in json::parse(&list).unwrap().items() {
            for agent in robot.get("instances").items() {
                all += 1;
                recognised += u32::from(is_bot(agent.text().unwrap()));
            }
        }
        println!("{recognised} of {all} user agents of robots are recognised");
        assert!(all > 2_000 && recognised * 1_000 >= all * 970, "{recognised} of {all}");
    }
}

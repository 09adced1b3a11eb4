//! Where a visit came from: source, medium, campaign and GA4's default channel group.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::time;
use crate::value::Value;

/// What a known site is to a shop.
#[derive(Clone, Copy, PartialEq)]
enum Site {
    Search,
    Social,
    Shopping,
    Video,
    Mail,
    Assistant,
    Other,
}

/// The sites that most traffic comes from, each by the label that begins or ends its domain.
const SITES: [(&str, Site); 6] = [
    ("google bing yahoo duckduckgo ecosia baidu yandex naver startpage qwant brave seznam", Site::Search),
    (
        "facebook instagram twitter t.co x.com linkedin lnkd.in pinterest tiktok reddit threads.net threads.com snapchat whatsapp wa.me telegram t.me vk.com bsky.app mastodon tumblr quora discord weibo",
        Site::Social,
    ),
    ("amazon ebay etsy shopping.google mercadolibre aliexpress shop.app walmart", Site::Shopping),
    ("youtube youtu.be vimeo twitch dailymotion netflix", Site::Video),
    ("mail.google outlook mail.yahoo mail.proton gmx mail.ru webmail", Site::Mail),
    // They are referrals to GA4; knowing them keeps `gemini.google` from counting as a search.
    (
        "chatgpt chat.openai perplexity gemini.google claude.ai copilot.microsoft chat.mistral deepseek grok.com meta.ai",
        Site::Assistant,
    ),
];

/// Click ids that an advertising platform adds, and what they say when no UTM parameter does.
const CLICK_IDS: [(&str, &str, &str); 6] = [
    ("gclid", "google", "cpc"),
    ("gbraid", "google", "cpc"),
    ("wbraid", "google", "cpc"),
    ("msclkid", "bing", "cpc"),
    ("ttclid", "tiktok", "paid_social"),
    ("li_fat_id", "linkedin", "paid_social"),
];

/// One arrival: what brought somebody here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Touch {
    fields: Value,
}

impl Touch {
    /// Reads an arrival from the page's address and its referrer; `None` for a click within the store.
    pub fn detect(url: &str, referrer: &str, now: i64) -> Option<Touch> {
        let (query, here, there) = (query(url), host(url), host(referrer));
        let (source, medium) =
            told(&query).or_else(|| by_click_id(&query)).or_else(|| by_referrer(here, there))?;
        let campaign = find(&query, "utm_campaign").unwrap_or_default();
        let mut fields = Value::map([
            ("source", Value::from(&source)),
            ("medium", Value::from(&medium)),
            ("channel", channel(&source, &medium, campaign).into()),
            ("landing_page", path(url).into()),
            ("time", time::rfc3339(now).into()),
        ]);
        for (name, parameter) in
            [("campaign", "utm_campaign"), ("content", "utm_content"), ("term", "utm_term")]
        {
            fields.set_known(name, find(&query, parameter).into());
        }
        if !there.is_empty() && there != here {
            fields.set("referrer", referrer.into());
        }
        Some(Touch { fields })
    }

    /// Takes up a touch from its record.
    pub fn restore(record: &Value) -> Option<Touch> {
        record.get("source").text().map(|_| Touch { fields: record.clone() })
    }

    /// Somebody who typed the address or opened a bookmark.
    pub fn is_direct(&self) -> bool {
        self.fields.get("source").text() == Some("(direct)")
    }

    /// `source`, `medium`, `campaign`, `channel`, `landing_page`, `referrer`, `time` and more; unknown ones left out.
    pub fn fields(&self) -> &Value {
        &self.fields
    }
}

fn told(query: &Query) -> Option<(String, String)> {
    let source = find(query, "utm_source")?;
    Some((source.into(), find(query, "utm_medium").unwrap_or("(not set)").into()))
}

fn by_click_id(query: &Query) -> Option<(String, String)> {
    let known = CLICK_IDS.iter().find(|(parameter, ..)| find(query, parameter).is_some());
    known.map(|(_, source, medium)| ((*source).into(), (*medium).into()))
}

fn by_referrer(here: &str, there: &str) -> Option<(String, String)> {
    if there.is_empty() {
        return Some(("(direct)".into(), "(none)".into()));
    }
    if here == there {
        return None;
    }
    let medium = match site(there) {
        Site::Search => "organic",
        Site::Mail => "email",
        Site::Social => "social",
        _ => "referral",
    };
    Some((source_name(there).into(), medium.into()))
}

/// `google` for `www.google.es`: a search engine by its name, any other site by its host.
fn source_name(host: &str) -> &str {
    let host = host.strip_prefix("www.").unwrap_or(host);
    match known(host) {
        Some((name, Site::Search | Site::Social)) if !name.contains('.') => name,
        _ => host,
    }
}

fn site(source: &str) -> Site {
    known(source).map_or(Site::Other, |(_, site)| site)
}

/// The known site that a host or a source name belongs to. A more special name wins: `mail.google` over `google`.
fn known(source: &str) -> Option<(&'static str, Site)> {
    let names = SITES.iter().flat_map(|(names, site)| names.split(' ').map(|name| (name, *site)));
    names.filter(|(name, _)| belongs(source, name)).max_by_key(|(name, _)| name.len())
}

/// Whether the labels of `name` stand in `source` side by side, not after its registrable part.
fn belongs(source: &str, name: &str) -> bool {
    source.match_indices(name).any(|(at, _)| {
        let before = source.get(..at).unwrap_or_default();
        let after = source.get(at + name.len()..).unwrap_or_default();
        let starts = before.is_empty() || before.ends_with('.');
        // `google` holds for google.es and google.co.uk, `t.co` for itself only.
        let suffix = after.strip_prefix('.');
        let ends = match suffix {
            None => after.is_empty(),
            Some(rest) => !name.contains(".co") && rest.split('.').all(|label| label.len() <= 3),
        };
        starts && ends
    })
}

/// GA4's default channel group.
///
/// Source: Google's published definition; the first rule that holds decides.
pub(crate) fn channel(source: &str, medium: &str, campaign: &str) -> &'static str {
    let lower = |text: &str| text.to_ascii_lowercase();
    let (source, medium, campaign) = (lower(source), lower(medium), lower(campaign));
    let medium = medium.as_str();
    let kind = site(&source);
    let shopping = kind == Site::Shopping || sounds_like_shopping(&campaign);
    let paid =
        medium.contains("cp") || medium == "ppc" || medium == "retargeting" || medium.starts_with("paid");
    let is_mail = |text: &str| matches!(text, "email" | "e-mail" | "e_mail" | "e mail");
    let rules = [
        (source == "(direct)" && matches!(medium, "(none)" | "(not set)"), "Direct"),
        (campaign.contains("cross-network"), "Cross-network"),
        (shopping && paid, "Paid Shopping"),
        (kind == Site::Search && paid, "Paid Search"),
        (kind == Site::Social && paid, "Paid Social"),
        (kind == Site::Video && paid, "Paid Video"),
        (matches!(medium, "display" | "banner" | "expandable" | "interstitial" | "cpm"), "Display"),
        (paid, "Paid Other"),
        (shopping, "Organic Shopping"),
        (kind == Site::Social || is_social(medium), "Organic Social"),
        (kind == Site::Video || medium.contains("video"), "Organic Video"),
        (kind == Site::Search || medium == "organic", "Organic Search"),
        (matches!(medium, "referral" | "app" | "link"), "Referral"),
        (is_mail(&source) || is_mail(medium), "Email"),
        (medium == "affiliate", "Affiliates"),
        (medium == "audio", "Audio"),
        (source == "sms" || medium == "sms", "SMS"),
        (is_push(&source, medium), "Mobile Push Notifications"),
    ];
    rules.iter().find(|(holds, _)| *holds).map_or("Unassigned", |(_, name)| name)
}

fn is_social(medium: &str) -> bool {
    matches!(medium, "social" | "social-network" | "social-media" | "sm" | "social network" | "social media")
}

fn is_push(source: &str, medium: &str) -> bool {
    medium.ends_with("push")
        || medium.contains("mobile")
        || medium.contains("notification")
        || source == "firebase"
}

/// Google's pattern `^(.*(([^a-df-z]|^)shop|shopping).*)$`: "shop", but not the end of "workshop".
fn sounds_like_shopping(campaign: &str) -> bool {
    campaign.contains("shopping")
        || campaign.match_indices("shop").any(|(at, _)| {
            let before = campaign.get(..at).and_then(|head| head.chars().last());
            before.is_none_or(|letter| !letter.is_ascii_lowercase() || letter == 'e')
        })
}

/// The parameters of an address, decoded.
pub(crate) type Query<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// Reads the parameters of an address; the first 50, which is more than any shop needs.
pub(crate) fn query(url: &str) -> Query<'_> {
    let text = url.split('#').next().and_then(|head| head.split_once('?')).map_or("", |(_, query)| query);
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .take(50)
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn find<'a>(query: &'a Query, name: &str) -> Option<&'a str> {
    query.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_ref())
}

/// Percent-decoding, with `+` for a space; what is no UTF-8 becomes the replacement character.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, next) = match (first, after) {
            (b'+', _) => (b' ', after),
            (b'%', [high, low, tail @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, tail),
                _ => (b'%', after),
            },
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = next;
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

fn after_scheme(url: &str) -> &str {
    url.split_once("://").map_or("", |(_, rest)| rest)
}

/// The host of an address, without its port.
pub(crate) fn host(url: &str) -> &str {
    let authority = after_scheme(url).split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// The path of an address, `/` where it has none.
pub(crate) fn path(url: &str) -> &str {
    let rest = after_scheme(url);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or("/")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn arrivals() {
        let shop = "https://shop.example/p/parka";
        let cases = [
            ("", "", "(direct)", "(none)", "Direct"),
            ("", "https://www.google.es/", "google", "organic", "Organic Search"),
            ("", "https://l.instagram.com/?u=x", "instagram", "social", "Organic Social"),
            ("", "https://blog.example/post", "blog.example", "referral", "Referral"),
            ("", "https://mail.google.com/mail", "mail.google.com", "email", "Email"),
            ("", "https://chatgpt.com/", "chatgpt.com", "referral", "Referral"),
            ("", "https://t.co/abc", "t.co", "social", "Organic Social"),
            ("", "https://notgoogle.es/", "notgoogle.es", "referral", "Referral"),
            (
                "?utm_source=instagram&utm_medium=paid_social&utm_campaign=oto%C3%B1o+1",
                "https://l.instagram.com/",
                "instagram",
                "paid_social",
                "Paid Social",
            ),
            ("?gclid=abc", "https://www.google.com/", "google", "cpc", "Paid Search"),
            ("?utm_source=news&utm_medium=email#x", "", "news", "email", "Email"),
        ];
        for (query, referrer, source, medium, channel) in cases {
            let touch = Touch::detect(&[shop, query].concat(), referrer, 0).unwrap();
            let text = |name| String::from(touch.fields().get(name).text_or_empty());
            assert_eq!(
                (text("source").as_str(), text("medium").as_str(), text("channel").as_str()),
                (source, medium, channel),
                "{query} {referrer}"
            );
        }
        let named =
            Touch::detect("https://a.example/?utm_source=x&utm_campaign=oto%C3%B1o+1", "", 0).unwrap();
        assert_eq!(named.fields().get("campaign").text(), Some("otoño 1"));
        assert_eq!(Touch::detect(shop, "https://shop.example/", 0), None);
    }

    #[test]
    fn addresses() {
        assert_eq!(
            (host("https://u:p@a.example:80/x?y"), path("https://a.example/x/y?z#w")),
            ("a.example", "/x/y")
        );
        assert_eq!((host("nonsense"), path("https://a.example"), path("")), ("", "/", "/"));
        assert_eq!(decode("%zz%4"), "%zz%4");
    }
}

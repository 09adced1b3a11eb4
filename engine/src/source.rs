//! Where a visit came from: source, medium, campaign and GA4's default channel group.

use alloc::string::String;

use crate::address::host;
pub(crate) use crate::address::{parameters, path};
use crate::text::{contains, is_among, split_once};
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
const SITES: [(Site, &str); 6] = [
    (Site::Search, "google bing yahoo duckduckgo ecosia baidu yandex naver startpage qwant brave seznam"),
    (
        Site::Social,
        "facebook instagram twitter t.co x.com linkedin lnkd.in pinterest tiktok reddit threads.net threads.com snapchat whatsapp wa.me telegram t.me vk.com bsky.app mastodon tumblr quora discord weibo",
    ),
    (Site::Shopping, "amazon ebay etsy shopping.google mercadolibre aliexpress shop.app walmart"),
    (Site::Video, "youtube youtu.be vimeo twitch dailymotion netflix"),
    (Site::Mail, "mail.google outlook mail.yahoo mail.proton gmx mail.ru webmail"),
    // They are referrals to GA4; knowing them keeps `gemini.google` from counting as a search.
    (
        Site::Assistant,
        "chatgpt chat.openai perplexity gemini.google claude.ai copilot.microsoft chat.mistral deepseek grok.com meta.ai",
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
        let (query, here, there) = (parameters(url), host(url), host(referrer));
        let (source, medium) = told(&query).or_else(|| by_referrer(here, there))?;
        let campaign = find(&query, "utm_campaign");
        let mut fields = Value::map([
            ("source", source.into()),
            ("medium", medium.into()),
            ("channel", channel(source, medium, campaign).into()),
            ("landing_page", path(url).into()),
            ("time", time::rfc3339(now).into()),
        ]);
        let content = [
            ("campaign", campaign),
            ("content", find(&query, "utm_content")),
            ("term", find(&query, "utm_term")),
        ];
        for (name, told) in content {
            if !told.is_empty() {
                fields.set(name, told.into());
            }
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

type Origin<'a> = (&'a str, &'a str);

/// What the address says: its UTM parameters, else a click id.
fn told(query: &Value) -> Option<Origin<'_>> {
    let (source, medium) = (find(query, "utm_source"), find(query, "utm_medium"));
    if !source.is_empty() {
        return Some((source, if medium.is_empty() { "(not set)" } else { medium }));
    }
    let known = CLICK_IDS.iter().find(|(parameter, ..)| !find(query, parameter).is_empty());
    known.map(|(_, source, medium)| (*source, *medium))
}

fn by_referrer<'a>(here: &str, there: &'a str) -> Option<Origin<'a>> {
    if there.is_empty() {
        return Some(("(direct)", "(none)"));
    }
    let medium = match known(there).1 {
        Site::Search => "organic",
        Site::Mail => "email",
        Site::Social => "social",
        _ => "referral",
    };
    (here != there).then_some((source_name(there), medium))
}

/// `google` for `www.google.es`: a search engine by its name, any other site by its host.
fn source_name(host: &str) -> &str {
    let host = host.strip_prefix("www.").unwrap_or(host);
    match known(host) {
        (name, Site::Search | Site::Social) if !contains(name, ".") => name,
        _ => host,
    }
}

/// The known site that a host or a source name belongs to, by its label.
/// A more special label wins: `mail.google` over `google`.
fn known(source: &str) -> (&'static str, Site) {
    let mut found = ("", Site::Other);
    for (site, labels) in SITES {
        let mut rest = labels;
        while !rest.is_empty() {
            let (label, after) = split_once(rest, " ").unwrap_or((rest, ""));
            if label.len() > found.0.len() && belongs(source, label) {
                found = (label, site);
            }
            rest = after;
        }
    }
    found
}

/// Whether the labels of `name` stand in `source` side by side, before its registrable part.
fn belongs(source: &str, name: &str) -> bool {
    let mut rest = source;
    loop {
        match rest.strip_prefix(name) {
            Some("") => return true,
            // `google` holds for google.es and google.co.uk, `t.co` for itself only.
            Some(after) if after.starts_with('.') && !contains(name, ".co") && has_short_labels(after) => {
                return true;
            }
            _ => {}
        }
        let Some((_, after)) = split_once(rest, ".") else { return false };
        rest = after;
    }
}

fn has_short_labels(suffix: &str) -> bool {
    let mut length = 0;
    for byte in suffix.bytes() {
        length = if byte == b'.' { 0 } else { length + 1 };
        if length > 3 {
            return false;
        }
    }
    true
}

/// GA4's default channel group.
///
/// Source: Google's published definition; the first rule that holds decides.
pub(crate) fn channel(source: &str, medium: &str, campaign: &str) -> &'static str {
    let (source, medium, campaign) = (normal(source), normal(medium), normal(campaign));
    let (source, medium) = (source.as_str(), medium.as_str());
    let site = if sounds_like_shopping(&campaign) { Site::Shopping } else { known(source).1 };
    let paid = contains(medium, "cp") || is_among(medium, "ppc retargeting") || medium.starts_with("paid");
    if source == "(direct)" && is_among(medium, "(none) (not-set)") {
        "Direct"
    } else if contains(&campaign, "cross-network") {
        "Cross-network"
    } else if paid {
        paid_channel(site, medium)
    } else {
        unpaid_channel(site, source, medium)
    }
}

fn paid_channel(site: Site, medium: &str) -> &'static str {
    match site {
        Site::Shopping => "Paid Shopping",
        Site::Search => "Paid Search",
        Site::Social => "Paid Social",
        Site::Video => "Paid Video",
        _ if medium == "cpm" => "Display",
        _ => "Paid Other",
    }
}

fn unpaid_channel(site: Site, source: &str, medium: &str) -> &'static str {
    let is_mail = |text| is_among(text, "email e-mail e_mail");
    if is_among(medium, "display banner expandable interstitial") {
        "Display"
    } else if site == Site::Shopping {
        "Organic Shopping"
    } else if site == Site::Social || is_among(medium, "social social-network social-media sm") {
        "Organic Social"
    } else if site == Site::Video || contains(medium, "video") {
        "Organic Video"
    } else if site == Site::Search || medium == "organic" {
        "Organic Search"
    } else if is_among(medium, "referral app link") {
        "Referral"
    } else if is_mail(source) || is_mail(medium) {
        "Email"
    } else if medium == "affiliate" {
        "Affiliates"
    } else if medium == "audio" {
        "Audio"
    } else if source == "sms" || medium == "sms" {
        "SMS"
    } else if is_push(source, medium) {
        "Mobile Push Notifications"
    } else {
        "Unassigned"
    }
}

/// In lower case and with hyphens for spaces: Google's rules take `social network` and `social-network` alike.
fn normal(text: &str) -> String {
    let mut normal = String::new();
    for character in text.chars() {
        normal.push(if character == ' ' { '-' } else { character.to_ascii_lowercase() });
    }
    normal
}

fn is_push(source: &str, medium: &str) -> bool {
    medium.ends_with("push")
        || contains(medium, "mobile")
        || contains(medium, "notification")
        || source == "firebase"
}

/// Google's pattern `^(.*(([^a-df-z]|^)shop|shopping).*)$`: "shop", but not the end of "workshop".
fn sounds_like_shopping(campaign: &str) -> bool {
    let mut before = 0_u8;
    let mut rest = campaign.as_bytes();
    while let [first, after @ ..] = rest {
        let stands_alone = !before.is_ascii_lowercase() || before == b'e';
        if rest.starts_with(if stands_alone { b"shop" } else { b"shopping" }) {
            return true;
        }
        (before, rest) = (*first, after);
    }
    false
}

/// The first that says something of the parameters with this name.
fn find<'a>(query: &'a Value, name: &str) -> &'a str {
    for (known, value) in query.entries() {
        if known == name && value.text() != Some("") {
            return value.text_or_empty();
        }
    }
    ""
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
}

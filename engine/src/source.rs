//! Where a visit came from: source, medium, campaign and GA4's default channel group.

use alloc::string::String;

use crate::address::host;
pub(crate) use crate::address::{parameters, path};
use crate::sites::{Kind, is_at_or_below, known, words};
use crate::text::{contains, is_among, split_once};
use crate::time;
use crate::value::Value;

/// Click ids that an advertising platform adds, by the medium that they tell of where no UTM parameter does.
const PAID: [(&str, &str); 3] = [
    ("cpc", "gclid=google gbraid=google wbraid=google msclkid=bing yclid=yandex"),
    ("display", "dclid=google"),
    ("paid_social", "ttclid=tiktok twclid=twitter li_fat_id=linkedin epik=pinterest ScCid=snapchat"),
];
/// Those that a network adds to every link, paid or not: they count where the referrer says nothing.
const SHARED: [(&str, &str); 1] = [("social", "fbclid=facebook igshid=instagram igsh=instagram")];
const DIRECT: Origin = ("(direct)", "(none)");

/// One arrival: what brought somebody here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Touch {
    fields: Value,
}

impl Touch {
    /// Reads an arrival from the page's address and its referrer; `None` for a click within the store.
    ///
    /// `sources` is the long list of known sites, or `Null` where the store does not load it.
    pub fn detect(url: &str, referrer: &str, now: i64, sources: &Value) -> Option<Touch> {
        let (query, here, there) = (parameters(url), bare_host(url), bare_host(referrer));
        let is_within = !there.is_empty() && (is_at_or_below(here, there) || is_at_or_below(there, here));
        let (source, medium) = match told(&query) {
            Some(origin) => origin,
            None if is_within => return None,
            None => by_referrer(&query, there, sources),
        };
        let campaign = find(&query, "utm_campaign");
        let mut fields = Value::map([
            ("source", source.into()),
            ("medium", medium.into()),
            ("channel", channel(source, medium, campaign, sources).into()),
            ("landing_page", path(url).into()),
            ("time", time::rfc3339(now).into()),
        ]);
        let referring = parameters(referrer);
        let content = [
            ("campaign", campaign),
            ("content", find(&query, "utm_content")),
            ("term", find(&query, "utm_term")),
            ("term", if medium == "organic" { searched(&referring, sources) } else { "" }),
        ];
        for (name, told) in content {
            if !told.is_empty() && fields.get(name).is_null() {
                fields.set(name, told.into());
            }
        }
        if !there.is_empty() && !is_within {
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

/// What the address says: its UTM parameters, else the click id of an advertisement.
fn told(query: &Value) -> Option<Origin<'_>> {
    let utm = (find(query, "utm_source"), find(query, "utm_medium"));
    if utm == ("", "") {
        return click_id(query, &PAID);
    }
    let or_not_set = |text| if str::is_empty(text) { "(not set)" } else { text };
    Some((or_not_set(utm.0), or_not_set(utm.1)))
}

fn click_id(query: &Value, ids: &[(&'static str, &'static str)]) -> Option<Origin<'static>> {
    for (medium, ids) in ids {
        for id in words(ids) {
            if let Some((parameter, source)) = split_once(id, "=")
                && !find(query, parameter).is_empty()
            {
                return Some((source, medium));
            }
        }
    }
    None
}

/// Search engines and social networks go by their names, mail and all others by their hosts, as GA4 reports them.
fn by_referrer<'a>(query: &Value, there: &'a str, sources: &'a Value) -> Origin<'a> {
    if there.is_empty() {
        return click_id(query, &SHARED).unwrap_or(DIRECT);
    }
    let site = known(there, sources);
    match site.kind {
        Kind::Search => (site.name, "organic"),
        Kind::Social => (site.name, "social"),
        Kind::Mail => (there, "email"),
        _ => (there, "referral"),
    }
}

/// What was searched for, where the search engine still tells: under the names in `terms` of the long list.
fn searched<'a>(query: &'a Value, sources: &Value) -> &'a str {
    for name in words(sources.get("terms").text_or_empty()) {
        let term = find(query, name);
        if !term.is_empty() {
            return term;
        }
    }
    ""
}

fn bare_host(url: &str) -> &str {
    let host = host(url);
    host.strip_prefix("www.").unwrap_or(host)
}

/// GA4's default channel group.
///
/// Source: Google's published definition; the first rule that holds decides.
fn channel(source: &str, medium: &str, campaign: &str, sources: &Value) -> &'static str {
    let (source, medium, campaign) = (normal(source), normal(medium), normal(campaign));
    let (source, medium) = (source.as_str(), medium.as_str());
    let site = if sounds_like_shopping(&campaign) { Kind::Shopping } else { known(source, sources).kind };
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

fn paid_channel(site: Kind, medium: &str) -> &'static str {
    match site {
        Kind::Shopping => "Paid Shopping",
        Kind::Search => "Paid Search",
        Kind::Social => "Paid Social",
        Kind::Video => "Paid Video",
        _ if medium == "cpm" => "Display",
        _ => "Paid Other",
    }
}

fn unpaid_channel(site: Kind, source: &str, medium: &str) -> &'static str {
    let is_mail = |text| is_among(text, "email e-mail e_mail");
    if is_among(medium, "display banner expandable interstitial") {
        "Display"
    } else if site == Kind::Shopping {
        "Organic Shopping"
    } else if site == Kind::Social || is_among(medium, "social social-network social-media sm") {
        "Organic Social"
    } else if site == Kind::Video || contains(medium, "video") {
        "Organic Video"
    } else if site == Kind::Search || medium == "organic" {
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
            ("", "https://t.co/abc", "twitter", "social", "Organic Social"),
            ("", "android-app://com.facebook.katana/", "facebook", "social", "Organic Social"),
            ("", "https://m.youtube.com/", "m.youtube.com", "referral", "Organic Video"),
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
            ("?utm_medium=e+mail", "", "(not set)", "e mail", "Email"),
            ("?utm_source=fb&utm_medium=paid", "", "fb", "paid", "Paid Social"),
            ("?dclid=1", "", "google", "display", "Display"),
            ("?msclkid=1", "", "bing", "cpc", "Paid Search"),
            ("?yclid=1", "", "yandex", "cpc", "Paid Search"),
            ("?ttclid=1", "", "tiktok", "paid_social", "Paid Social"),
            ("?twclid=1", "https://t.co/a", "twitter", "paid_social", "Paid Social"),
            ("?li_fat_id=1", "", "linkedin", "paid_social", "Paid Social"),
            ("?epik=1", "", "pinterest", "paid_social", "Paid Social"),
            ("?ScCid=1", "", "snapchat", "paid_social", "Paid Social"),
            ("?fbclid=1", "", "facebook", "social", "Organic Social"),
            ("?fbclid=1", "https://l.instagram.com/", "instagram", "social", "Organic Social"),
            ("?fbclid=1&utm_source=ig&utm_medium=cpc", "", "ig", "cpc", "Paid Social"),
            ("?igshid=1", "", "instagram", "social", "Organic Social"),
            ("?gclid=", "", "(direct)", "(none)", "Direct"),
        ];
        for (query, referrer, source, medium, channel) in cases {
            let touch = Touch::detect(&[shop, query].concat(), referrer, 0, &Value::Null).unwrap();
            let text = |name| String::from(touch.fields().get(name).text_or_empty());
            assert_eq!(
                (text("source").as_str(), text("medium").as_str(), text("channel").as_str()),
                (source, medium, channel),
                "{query} {referrer}"
            );
        }
        let named =
            Touch::detect("https://a.example/?utm_source=x&utm_campaign=oto%C3%B1o+1", "", 0, &Value::Null)
                .unwrap();
        assert_eq!(named.fields().get("campaign").text(), Some("otoño 1"));
    }

    #[test]
    fn a_click_within_the_store_is_no_arrival() {
        let detect = |url, referrer| Touch::detect(url, referrer, 0, &Value::Null);
        let shop = "https://www.shop.example/cart";
        assert_eq!(detect(shop, "https://shop.example/"), None);
        assert_eq!(detect(shop, "https://checkout.shop.example/pay"), None);
        assert!(detect(shop, "https://workshop.example/").is_some());
        let named = detect("https://shop.example/?utm_source=banner", "https://shop.example/").unwrap();
        assert!(named.fields().get("referrer").is_null());
    }

    #[test]
    fn a_search_term_is_told_with_the_long_list() {
        let long = Value::map([("terms", "query q".into())]);
        let term = |sources| {
            let touch = Touch::detect("https://a.example/", "https://www.bing.com/?q=parka+roja", 0, sources);
            touch.unwrap().fields().get("term").clone()
        };
        assert_eq!((term(&long), term(&Value::Null)), ("parka roja".into(), Value::Null));
    }
}

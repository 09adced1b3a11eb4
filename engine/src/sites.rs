//! Known sites: search engines, social networks, shops, video, webmail and AI assistants, by host and by name.
//!
//! What stands here covers most traffic. The long list is a file that a store may load, `pkg/sources.json`.

use crate::text::{contains, cut, is_among, split_once};
use crate::value::Value;

/// What a site is to a shop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Search,
    Social,
    Shopping,
    Video,
    Mail,
    Assistant,
    Other,
}

/// The kinds, each with its key in the long list, and with its sites in the format of that list.
///
/// Spaces separate the sites. `google` is that label before a short ending (google.es, google.co.uk), `t.co=twitter`
/// a host with all below it and the name that it goes by, `=fb` only a name. A name that is not written is the label
/// before the first dot.
const KINDS: [(Kind, &str, &str); 6] = [
    (
        Kind::Search,
        "search",
        "google bing yahoo duckduckgo ecosia baidu yandex ya.ru=yandex naver startpage qwant search.brave.com=brave seznam ask aol daum sogou com.google.android.googlequicksearchbox=google",
    ),
    (
        Kind::Social,
        "social",
        "facebook fb.me=facebook instagram twitter t.co=twitter x.com=twitter linkedin lnkd.in=linkedin pinterest tiktok reddit threads.net threads.com snapchat whatsapp wa.me=whatsapp telegram t.me=telegram vk.com bsky.app=bluesky mastodon.social tumblr quora discord weibo line.me messenger =fb =ig",
    ),
    (
        Kind::Shopping,
        "shopping",
        "amazon ebay etsy shopping.google.com mercadolibre aliexpress alibaba shop.app walmart shopify stripe",
    ),
    (Kind::Video, "video", "youtube youtu.be=youtube vimeo twitch.tv dailymotion netflix hulu"),
    (Kind::Mail, "mail", "gmx e.mail.ru com.google.android.gm=gmail"),
    // They are referrals to GA4; knowing them keeps `gemini.google.com` from counting as a search.
    (
        Kind::Assistant,
        "assistants",
        "chatgpt.com chat.openai.com perplexity.ai gemini.google.com claude.ai copilot.microsoft.com chat.mistral.ai chat.deepseek.com grok.com meta.ai",
    ),
];

/// A known site, as far as it is known.
#[derive(Clone, Copy)]
pub(crate) struct Site<'a> {
    pub kind: Kind,
    /// What it goes by: `google` for google.es. Of a site that is not known, what was asked.
    pub name: &'a str,
    /// How many characters made it known: a more special pattern wins.
    fit: usize,
}

/// The site that a host or the name of a source belongs to. `long` is the long list, or `Null`.
pub(crate) fn known<'a>(source: &'a str, long: &'a Value) -> Site<'a> {
    let other = Site { kind: Kind::Other, name: source, fit: 0 };
    if is_webmail(source) {
        return Site { kind: Kind::Mail, ..other };
    }
    let mut site = other;
    for (kind, key, _) in &KINDS {
        look_up(source, *kind, long.get(key).text_or_empty(), &mut site);
    }
    if site.fit == 0 {
        for (kind, _, sites) in &KINDS {
            look_up(source, *kind, sites, &mut site);
        }
    }
    site
}

/// Looks among the sites of one kind for a better fit.
fn look_up<'a>(source: &str, kind: Kind, sites: &'a str, best: &mut Site<'a>) {
    for site in words(sites) {
        let (pattern, name) = split_once(site, "=").unwrap_or((site, cut(site, ".").0));
        let fit = fit(source, pattern, name, kind);
        if fit > best.fit {
            *best = Site { kind, name, fit };
        }
    }
}

/// The words of a list that single spaces separate.
pub(crate) fn words(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    core::iter::from_fn(move || {
        let (word, after) = cut(rest, " ");
        rest = after.get(1..).unwrap_or_default();
        (!word.is_empty()).then_some(word)
    })
}

/// How well a host or a name fits; 0 not at all.
fn fit(source: &str, pattern: &str, name: &str, kind: Kind) -> usize {
    // An app that opens a page gives its package as the host: com.facebook.katana.
    let app = source.strip_prefix("com.").map_or("", |package| cut(package, ".").0);
    if source == name || (kind == Kind::Social && app == name) {
        return source.len();
    }
    let fits =
        if contains(pattern, ".") { is_at_or_below(source, pattern) } else { has_label(source, pattern) };
    if fits { pattern.len() } else { 0 }
}

/// Whether a host is a domain, or below it.
pub(crate) fn is_at_or_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Whether `label` stands in a host before a short ending, such as `es` or `co.uk`.
fn has_label(host: &str, label: &str) -> bool {
    let mut rest = host;
    while let Some((first, ending)) = split_once(rest, ".") {
        if first == label && has_short_labels(ending) {
            return true;
        }
        rest = ending;
    }
    false
}

fn has_short_labels(ending: &str) -> bool {
    let mut length = 0;
    for byte in ending.bytes() {
        length = if byte == b'.' { 0 } else { length + 1 };
        if length > 3 {
            return false;
        }
    }
    true
}

/// Mail in the browser is known by a label before the domain, whoever it is of: `webmail.shop.example`; or by the
/// page in between through which some lead out: `deref-gmx.net`.
fn is_webmail(host: &str) -> bool {
    let mut rest = host;
    while let Some((label, domain)) = split_once(rest, ".") {
        if label.starts_with("deref-") || (contains(domain, ".") && is_mail(label)) {
            return true;
        }
        rest = domain;
    }
    false
}

fn is_mail(label: &str) -> bool {
    is_among(label, "outlook correo poczta")
        || ["mail", "email", "webmail", "lightmailer", "messagerie"]
            .iter()
            .any(|start| label.starts_with(start))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::json;

    #[test]
    fn hosts_and_names() {
        let cases = [
            ("www.google.co.uk", Kind::Search, "google"),
            ("google", Kind::Search, "google"),
            ("notgoogle.es", Kind::Other, "notgoogle.es"),
            ("google.example", Kind::Other, "google.example"),
            ("gemini.google.com", Kind::Assistant, "gemini"),
            ("l.threads.com", Kind::Social, "threads"),
            ("t.co", Kind::Social, "twitter"),
            ("art.co", Kind::Other, "art.co"),
            ("netflix.com", Kind::Video, "netflix"),
            ("fb", Kind::Social, "fb"),
            ("com.facebook.katana", Kind::Social, "facebook"),
            ("com.google.android.gm", Kind::Mail, "gmail"),
            ("com.google.android.youtube", Kind::Other, "com.google.android.youtube"),
            ("mail.yahoo.com", Kind::Mail, "mail.yahoo.com"),
            ("webmail1m.orange.fr", Kind::Mail, "webmail1m.orange.fr"),
            ("deref-gmx.at", Kind::Mail, "deref-gmx.at"),
            ("www.dailymail.co.uk", Kind::Other, "www.dailymail.co.uk"),
            ("theglobeandmail.com", Kind::Other, "theglobeandmail.com"),
            ("mailchimp.com", Kind::Other, "mailchimp.com"),
            ("", Kind::Other, ""),
        ];
        for (source, kind, name) in cases {
            let site = known(source, &Value::Null);
            assert_eq!((site.kind, site.name), (kind, name), "{source}");
        }
    }

    #[test]
    fn the_long_list_comes_first() {
        let long =
            json::parse(r#"{"search":"go.mail.ru=mail.ru","social":"google.es=goo","video":7}"#).unwrap();
        let found = |source| {
            let site = known(source, &long);
            (site.kind, site.name)
        };
        assert_eq!(found("go.mail.ru"), (Kind::Search, "mail.ru"));
        assert_eq!(found("www.google.es"), (Kind::Social, "goo"));
        assert_eq!(found("www.google.de"), (Kind::Search, "google"));
    }
}

//! Language tags (BCP 47): their parts, and which content serves a visitor best.

use crate::text;

/// The language of a tag, in lower case as it is written in practice: `es` of `es-ES`.
pub(crate) fn language(tag: &str) -> &str {
    text::cut(tag, "-_").0
}

/// The first of the available tags that serves one of the requested, in their order.
///
/// For each request: the tag itself, else of those in its language the one in its script, and of these the one of
/// its region, the one without a region (`es-AR` finds `es`), the one of the region that the language is at home in
/// (`es` finds `es-ES` before `es-MX`), and then any.
///
/// Source: the lookup of RFC 4647, section 3.4, and beyond it the sisters, as Mozilla's Fluent does.
pub(crate) fn negotiate<'a>(
    mut requested: impl Iterator<Item = &'a str>,
    available: &[&'a str],
) -> Option<&'a str> {
    requested.find_map(|request| serve(request, available))
}

fn serve<'a>(request: &str, available: &[&'a str]) -> Option<&'a str> {
    let mut best = (0, "");
    for tag in available {
        let rank = rank(tag, request);
        if rank > best.0 {
            best = (rank, tag);
        }
    }
    (best.0 > 0).then_some(best.1)
}

/// How well a tag serves a request; 0 not at all.
fn rank(tag: &str, request: &str) -> u8 {
    let (tag, request) = (Tag::read(tag), Tag::read(request));
    if !tag.language.eq_ignore_ascii_case(request.language) {
        return 0;
    }
    let same = |a: &str, b: &str| u8::from(a.eq_ignore_ascii_case(b));
    32 * same(tag.whole, request.whole)
        + 16 * same(tag.script(), request.script())
        + 8 * same(tag.region, request.region)
        + 4 * u8::from(tag.region.is_empty())
        + 2 * same(tag.region, tag.home())
        + 1
}

/// The parts of a tag that content is chosen by; empty where it does not say.
#[derive(Default)]
struct Tag<'a> {
    whole: &'a str,
    language: &'a str,
    script: &'a str,
    region: &'a str,
}

/// Where a language is at home, where that is not the country of the same letters.
static HOMES: [(&str, &str); 6] =
    [("en", "US"), ("pt", "BR"), ("zh", "CN"), ("ar", "EG"), ("sv", "SE"), ("ca", "ES")];

/// The scripts of languages that are written in more than one: where a region has another, then everywhere else.
/// Source: the likely subtags of Unicode's CLDR.
static SCRIPTS: [(&str, &str, &str); 10] = [
    ("zh", "TW HK MO GB US AU CA", "Hant"),
    ("zh", "", "Hans"),
    ("sr", "ME RO TR RU HU", "Latn"),
    ("sr", "", "Cyrl"),
    ("az", "IR IQ", "Arab"),
    ("uz", "AF", "Arab"),
    ("uz", "", "Latn"),
    ("pa", "PK", "Arab"),
    ("pa", "", "Guru"),
    ("", "", "Latn"),
];

impl<'a> Tag<'a> {
    fn read(whole: &'a str) -> Tag<'a> {
        let mut tag = Tag { whole, language: language(whole), ..Tag::default() };
        let mut rest = text::cut(whole, "-_").1;
        while let Some(after) = rest.get(1..) {
            let (part, others) = text::cut(after, "-_");
            match part.len() {
                4 if tag.region.is_empty() => tag.script = part,
                2 | 3 if tag.region.is_empty() => tag.region = part,
                _ => {}
            }
            rest = others;
        }
        tag
    }

    /// The script that it says, or else the one that its language is likely to be written in there.
    fn script(&self) -> &str {
        let written = |(language, regions, _): &&(&str, &str, &str)| {
            (language.is_empty() || language.eq_ignore_ascii_case(self.language))
                && (regions.is_empty() || text::is_among(&self.region.to_ascii_uppercase(), regions))
        };
        let likely = SCRIPTS.iter().find(written).map_or("", |(_, _, script)| script);
        if self.script.is_empty() { likely } else { self.script }
    }

    fn home(&self) -> &str {
        let home = HOMES.iter().find(|(language, _)| language.eq_ignore_ascii_case(self.language));
        home.map_or(self.language, |(_, region)| region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates() {
        let cases: [(&[&str], &[&str], Option<&str>); 12] = [
            (&["es-AR", "en"], &["en", "es"], Some("es")),
            (&["es"], &["en", "es-MX"], Some("es-MX")),
            (&["es-ES"], &["es-MX", "es-ES"], Some("es-ES")),
            (&["fr", "ES-es"], &["en", "es-es"], Some("es-es")),
            (&["de"], &["en"], None),
            (&["es"], &["es-MX", "es-ES"], Some("es-ES")),
            (&["es-AR"], &["es-ES", "es-419", "es"], Some("es")),
            (&["zh-TW", "en"], &["en", "zh-CN", "zh-Hant"], Some("zh-Hant")),
            (&["zh"], &["zh-HK", "zh-CN"], Some("zh-CN")),
            (&["pt-AO"], &["pt-BR", "pt"], Some("pt")),
            (&["sr-Latn"], &["en", "sr"], Some("sr")),
            (&[], &["en"], None),
        ];
        for (requested, available, expected) in cases {
            assert_eq!(negotiate(requested.iter().copied(), available), expected);
        }
    }
}

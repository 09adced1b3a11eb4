//! Language tags (BCP 47): their parts, and which content serves a visitor best.

use crate::text;

/// The language of a tag, in lower case as it is written in practice: `es` of `es-ES`.
pub(crate) fn language(tag: &str) -> &str {
    text::cut(tag, "-_").0
}

/// The first of the available tags that serves one of the requested, in their order.
///
/// For each request: the tag itself, else its language alone (`es-AR` finds `es`), else a sister of the
/// same language (`es` finds `es-MX`).
///
/// Source: the lookup of RFC 4647, section 3.4, and beyond it the sister, as Mozilla's Fluent does.
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
    let wanted = language(request);
    if tag.eq_ignore_ascii_case(request) {
        3
    } else if tag.eq_ignore_ascii_case(wanted) {
        2
    } else {
        u8::from(language(tag).eq_ignore_ascii_case(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates() {
        let cases: [(&[&str], &[&str], Option<&str>); 6] = [
            (&["es-AR", "en"], &["en", "es"], Some("es")),
            (&["es"], &["en", "es-MX"], Some("es-MX")),
            (&["es-ES"], &["es-MX", "es-ES"], Some("es-ES")),
            (&["fr", "ES-es"], &["en", "es-es"], Some("es-es")),
            (&["de"], &["en"], None),
            (&[], &["en"], None),
        ];
        for (requested, available, expected) in cases {
            assert_eq!(negotiate(requested.iter().copied(), available), expected);
        }
    }
}

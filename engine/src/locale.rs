//! Language tags (BCP 47): their parts, and which content serves a visitor best.

/// The language of a tag, in lower case as it is written in practice: `es` of `es-ES`.
pub(crate) fn language(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// The first of the available tags that serves one of the requested, in their order.
///
/// For each request: the tag itself, else its language alone (`es-AR` finds `es`), else a sister of the
/// same language (`es` finds `es-MX`).
///
/// Source: the lookup of RFC 4647, section 3.4, and beyond it the sister, as Mozilla's Fluent does.
pub(crate) fn negotiate<'a>(
    requested: impl Iterator<Item = &'a str>,
    available: &[&'a str],
) -> Option<&'a str> {
    let mut requested = requested;
    requested.find_map(|request| {
        let find = |serves: &dyn Fn(&str) -> bool| available.iter().copied().find(|tag| serves(tag));
        let wanted = language(request);
        find(&|tag| tag.eq_ignore_ascii_case(request))
            .or_else(|| find(&|tag| tag.eq_ignore_ascii_case(wanted)))
            .or_else(|| find(&|tag| language(tag).eq_ignore_ascii_case(wanted)))
    })
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

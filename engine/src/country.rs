//! Where a visitor is: as the host says, else by the time zone, else by the region of the locale.

use alloc::string::String;

use crate::text;
use crate::value::Value;

/// Zones to countries, made by `cargo xtask zones` from the tz database: for each country its code,
/// how many zones it has, and their hashes in order. A third of the bytes that the names would cost.
static ZONES: &[u8] = include_bytes!("zones.bin");

/// With this start no two zones of different countries share a hash.
const SALT: u32 = 7;

/// A country and how it is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Country {
    /// ISO 3166 code, in capitals.
    code: String,
    /// `host`, `timezone` or `locale`.
    pub source: &'static str,
}

impl Country {
    /// The best answer that these give.
    pub fn detect(host: &str, timezone: &str, locale: &str) -> Option<Country> {
        let mut source = "host";
        let mut found = code(host);
        if found.is_none() {
            (found, source) = (of_zone(timezone), "timezone");
        }
        if found.is_none() {
            (found, source) = (region(locale), "locale");
        }
        let mut code = String::new();
        found?.into_iter().for_each(|letter| code.push(char::from(letter)));
        Some(Country { code, source })
    }

    pub fn code(&self) -> &str {
        &self.code
    }
}

fn code(text: &str) -> Option<[u8; 2]> {
    match text.as_bytes() {
        [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            Some([a.to_ascii_uppercase(), b.to_ascii_uppercase()])
        }
        _ => None,
    }
}

/// The region of a BCP 47 tag: `ES` of `es-ES`, `TW` of `zh-Hant-TW`.
fn region(locale: &str) -> Option<[u8; 2]> {
    let mut rest = locale;
    while let Some((_, after)) = text::split_once(rest, "-") {
        if let Some(found) = code(text::cut(after, "-").0) {
            return Some(found);
        }
        rest = after;
    }
    None
}

/// The country of an IANA time zone; `None` for zones that belong to none, such as `Etc/UTC`.
fn of_zone(zone: &str) -> Option<[u8; 2]> {
    // A name that is in no table could share a hash with one that is: let only real places through.
    if !text::contains(zone, "/") || zone.starts_with("Etc/") {
        return None;
    }
    let wanted = hash(zone);
    let mut rest = ZONES;
    while let [a, b, count, after @ ..] = rest {
        rest = after;
        for _ in 0..*count {
            let [high, low, others @ ..] = rest else { return None };
            if [*high, *low] == wanted {
                return Some([*a, *b]);
            }
            rest = others;
        }
    }
    None
}

/// FNV-1a folded to 16 bits.
fn hash(zone: &str) -> [u8; 2] {
    let full = zone.bytes().fold(SALT, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    ((full ^ (full >> 16)) as u16).to_be_bytes()
}

impl From<&Country> for Value {
    fn from(country: &Country) -> Value {
        country.code().into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use alloc::collections::BTreeMap;
    use std::{path::Path, println};

    fn found(zone: &str) -> String {
        of_zone(zone).map_or(String::new(), |code| String::from_utf8(code.to_vec()).unwrap())
    }

    #[test]
    fn the_best_source_wins() {
        let detect = |host, zone, locale| {
            Country::detect(host, zone, locale).map(|c| (String::from(c.code()), c.source))
        };
        assert_eq!(detect("pe", "Europe/Madrid", "en-US"), Some(("PE".into(), "host")));
        assert_eq!(detect("", "Europe/Madrid", "en-US"), Some(("ES".into(), "timezone")));
        assert_eq!(detect("", "Etc/UTC", "zh-Hant-TW"), Some(("TW".into(), "locale")));
        assert_eq!(detect("nowhere", "UTC", "es"), None);
    }

    #[test]
    fn old_names_hold() {
        for (zone, country) in [
            ("Asia/Calcutta", "IN"),
            ("Europe/Kiev", "UA"),
            ("US/Eastern", "US"),
            ("Atlantic/Canary", "ES"),
            ("America/Argentina/Buenos_Aires", "AR"),
        ] {
            assert_eq!(found(zone), country, "{zone}");
        }
    }

    /// Every zone of the tz database's `zone.tab`, against the facts themselves.
    #[test]
    fn agrees_with_the_tz_database() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/tz/zone.tab");
        let Ok(table) = std::fs::read_to_string(file) else {
            println!("not run: zone.tab is not here");
            return;
        };
        let rows: BTreeMap<&str, &str> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| Some((line.split('\t').nth(2)?, line.split('\t').next()?)))
            .collect();
        assert!(rows.len() > 400);
        for (zone, country) in rows {
            assert_eq!(found(zone), country, "{zone}");
        }
    }
}

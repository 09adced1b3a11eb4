//! `cargo xtask zones`: makes `engine/src/zones.bin`, the table from time zone to country,
//! out of the tz database. The names themselves are absent: a 16-bit hash of each is kept,
//! which is about half the bytes of the names on the wire.

use crate::project;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where the tz database's files are expected, seen from the root of the checkout.
pub const DATA: &str = "../shared/data/tz";

const TABLE: &str = "engine/src/zones.bin";
const READER: &str = "engine/src/country.rs";

/// Zones that were merged over a border in the tz database: their link's target lies in
/// another country. Browsers still report some of these names.
const MERGED: [(&str, &str); 6] = [
    ("Africa/Timbuktu", "ML"),
    ("America/Coral_Harbour", "CA"),
    ("Antarctica/South_Pole", "AQ"),
    ("Atlantic/Jan_Mayen", "SJ"),
    ("Pacific/Johnston", "UM"),
    ("Pacific/Yap", "FM"),
];

/// Zone name to ISO 3166 code, both as the tz database writes them.
type Zones = BTreeMap<String, String>;

/// Reads the tz files in `data` and writes the table into the engine.
///
/// # Errors
/// A file that is missing, and a salt that is not the one the engine reads with.
pub fn generate(data: &Path) -> Result<()> {
    let zones = read(&project::root().join(data))?;
    let (salt, table) = encode(&zones)?;
    check_salt(salt)?;
    fs::write(project::root().join(TABLE), &table)
        .with_context(|| format!("{TABLE} could not be written."))?;
    println!("{TABLE}: {} zones, {} bytes, salt {salt}", zones.len(), table.len());
    Ok(())
}

fn read(data: &Path) -> Result<Zones> {
    let file = |name: &str| project::read_data(data, name);
    Ok(collect(&file("zone.tab")?, &file("zone1970.tab")?, &file("backward")?))
}

fn collect(zone_tab: &str, zone1970_tab: &str, backward: &str) -> Zones {
    let mut zones = Zones::new();
    // The finer table first: zone1970.tab only names the most populous country of a zone.
    for (countries, name) in rows(zone_tab).chain(rows(zone1970_tab)) {
        let first = countries.split(',').next().unwrap_or(countries);
        zones.entry(name.into()).or_insert_with(|| first.into());
    }
    for (name, country) in MERGED {
        zones.insert(name.into(), country.into());
    }
    let links: Vec<_> = backward.lines().filter_map(link).collect();
    // Links may lead to links, in any order: as many passes as the chain is long.
    while links.iter().any(|&(target, name)| follow(&mut zones, target, name)) {}
    zones
}

fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.nth(1)?))
    })
}

/// A link's target and name. The target in the `#=` comment is preferred: it is the place
/// itself, where the link may lead to a neighbour that keeps the same time.
fn link(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (Some("Link"), Some(target), Some(name)) = (words.next(), words.next(), words.next()) else {
        return None;
    };
    let place = line.split_once("#=").map_or(target, |(_, place)| place.trim());
    (!is_abbreviation(name)).then_some((place, name))
}

/// Whether a name such as `EST` or `CST6CDT` says an offset and no place.
fn is_abbreviation(name: &str) -> bool {
    name.ends_with('T') && !name.contains(|c: char| c.is_ascii_lowercase())
}

/// Gives `name` the country of `target`; whether that told anything new.
fn follow(zones: &mut Zones, target: &str, name: &str) -> bool {
    if zones.contains_key(name) {
        return false;
    }
    let country = zones.get(target).cloned();
    country.is_some_and(|country| zones.insert(name.into(), country).is_none())
}

/// The smallest salt that keeps countries apart, and the table made with it.
fn encode(zones: &Zones) -> Result<(u32, Vec<u8>)> {
    for salt in 1..10_000 {
        if let Some(hashes) = keep_apart(zones, salt) {
            return Ok((salt, bytes(&hashes)?));
        }
    }
    bail!("No salt under 10,000 keeps the zones of different countries apart: 16 bits no longer do.")
}

fn keep_apart(zones: &Zones, salt: u32) -> Option<BTreeMap<u16, &str>> {
    let mut hashes = BTreeMap::new();
    for (name, country) in zones {
        let before = hashes.insert(hash(name, salt), country.as_str());
        if before.is_some_and(|other| other != country) {
            return None;
        }
    }
    Some(hashes)
}

/// FNV's step over the bytes of the name, folded to 16 bits; the engine has the same.
fn hash(name: &str, salt: u32) -> u16 {
    let mixed = name.bytes().fold(salt, |x, byte| (x ^ u32::from(byte)).wrapping_mul(16_777_619));
    ((mixed ^ (mixed >> 16)) & 0xffff) as u16
}

fn bytes(hashes: &BTreeMap<u16, &str>) -> Result<Vec<u8>> {
    let mut countries: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
    for (&hash, country) in hashes {
        countries.entry(country).or_default().push(hash);
    }
    let mut table = Vec::new();
    for (country, hashes) in countries {
        table.extend(country.as_bytes());
        table.push(u8::try_from(hashes.len()).context("A country has over 255 time zones.")?);
        table.extend(hashes.iter().flat_map(|hash| hash.to_be_bytes()));
    }
    Ok(table)
}

/// The engine has the salt as a constant; a table made with another one would mislead it.
fn check_salt(needed: u32) -> Result<()> {
    let Ok(source) = fs::read_to_string(project::root().join(READER)) else {
        println!("{READER} is not there yet: it needs `SALT: u32 = {needed}`.");
        return Ok(());
    };
    let written = source.split_once("SALT: u32 = ").and_then(|(_, rest)| rest.split_once(';'));
    match written.map(|(number, _)| number.trim().parse::<u32>()) {
        Some(Ok(salt)) if salt == needed => Ok(()),
        _ => bail!(
            "The table needs the salt {needed}: set `SALT: u32 = {needed};` in {READER}, then run this again."
        ),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const ZONE: &str = "# comment\nIS\t+6409-02151\tAtlantic/Reykjavik\nCI\t+0519-00402\tAfrica/Abidjan\n";
    const ZONE1970: &str = "CI,IS\t+0519-00402\tAfrica/Abidjan\nDE,DK\t+5230+01322\tEurope/Berlin\n";
    const BACKWARD: &str = "Link\tAfrica/Abidjan\tIceland\t#= Atlantic/Reykjavik\nLink\tB\tA\n\
        Link\tEurope/Berlin\tB\nLink\tEurope/Berlin\tMET\nLink\tEtc/GMT\tGreenwich\n";

    fn sample() -> Zones {
        collect(ZONE, ZONE1970, BACKWARD)
    }

    #[test]
    fn a_zone_has_the_country_of_the_finer_table() {
        assert_eq!(sample()["Africa/Abidjan"], "CI");
        assert_eq!(sample()["Europe/Berlin"], "DE");
    }

    #[test]
    fn a_link_takes_the_country_of_the_place_it_means() {
        assert_eq!(sample()["Iceland"], "IS");
        assert_eq!(sample()["A"], "DE", "through another link");
    }

    #[test]
    fn a_name_without_a_place_has_no_country() {
        assert!(!sample().contains_key("MET"));
        assert!(!sample().contains_key("Greenwich"));
    }

    #[test]
    fn countries_and_hashes_are_sorted() {
        let zones = Zones::from([("b", "FR"), ("a", "FR"), ("c", "ES")].map(|(a, b)| (a.into(), b.into())));
        let (salt, table) = encode(&zones).unwrap();
        let mut french = [hash("a", salt), hash("b", salt)];
        french.sort_unstable();
        let mut expected = b"ES\x01".to_vec();
        expected.extend(hash("c", salt).to_be_bytes());
        expected.extend(b"FR\x02");
        expected.extend(french.iter().flat_map(|hash| hash.to_be_bytes()));
        assert_eq!(table, expected);
    }

    #[test]
    fn two_countries_never_share_a_hash() {
        let zones = Zones::from([("a", "FR"), ("b", "ES")].map(|(a, b)| (a.into(), b.into())));
        let clash = Zones::from([("a", "FR")].map(|(a, b)| (a.into(), b.into())));
        assert_eq!(keep_apart(&zones, 1).unwrap().len(), 2);
        assert_eq!(keep_apart(&clash, 1).unwrap().len(), 1);
    }

    #[test]
    fn the_table_in_the_engine_is_the_one_made_here() {
        let data = project::root().join(DATA);
        if !data.exists() {
            println!("Not run: {DATA} is not there, so the table is not made again.");
            return;
        }
        let (_, table) = encode(&read(&data).unwrap()).unwrap();
        assert!(table == fs::read(project::root().join(TABLE)).unwrap(), "run `cargo xtask zones`");
    }
}

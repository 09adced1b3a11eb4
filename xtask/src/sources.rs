//! `cargo xtask sources`: makes `pkg/sources.json`, the long list of known sites, out of Matomo's lists and GA4's.
//! `engine/src/sites.rs` describes its format; a store loads it where the engine's own short list is not enough.

use crate::project;
use anyhow::{Context, Result};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Where the lists are expected, seen from the root of the checkout.
pub const DATA: &str = "../shared/data";

const FILE: &str = "pkg/sources.json";
const GA4: &str = "ga4-channel/ga4_source_categories.csv";
const ABOUT: &str = "Known sites: the lists of Matomo (searchengine-and-social-list, CC0) and the source categories that Google publishes for GA4. Made by `cargo xtask sources`.";

/// The kinds whose sources go by a name; of the others the engine reports the host.
const NAMED: [&str; 2] = ["search", "social"];

/// Webmail that no label before the domain gives away.
const MAIL: &str = "3c.web.de app.fastmail.com app.hey.com com.google.android.gm com.yahoo.mobile.client.android.mail e.mail.ru inbox.google.com navigator.gmx.net navigator.web.de rich-v01.bluewin.ch";

/// Search terms under a name that fewer engines use could be anything, such as the number of a page.
const FEWEST: usize = 4;

/// Pattern to kind and name. A pattern with a dot is a host, one without is a label before a country's ending.
type Sites = BTreeMap<String, Site>;

#[derive(Clone, Debug, PartialEq)]
struct Site {
    kind: &'static str,
    name: String,
}

/// Reads the lists in `data` and writes the file.
///
/// # Errors
/// A list that is missing.
pub fn generate(data: &Path) -> Result<()> {
    let text = make(&project::root().join(data))?;
    fs::write(project::root().join(FILE), &text).with_context(|| format!("{FILE} could not be written."))?;
    println!("{FILE}: {} bytes", text.len());
    Ok(())
}

fn make(data: &Path) -> Result<String> {
    let read = |name: &str| project::read_data(data, name);
    let engines = yaml(&read("referer/SearchEngines.yml")?);
    let mut sites = Sites::new();
    // The later ones win: Matomo has some assistants among the search engines; Google says the kinds.
    take_up(&engines, "search", &mut sites);
    for (list, kind) in [("Socials", "social"), ("AIAssistants", "assistants")] {
        take_up(&yaml(&read(&format!("referer/{list}.yml"))?), kind, &mut sites);
    }
    let bare = categorise(&read(GA4)?, &mut sites);
    leave_out_what_follows(&mut sites);
    Ok(write(&sites, &bare, &terms(&engines)))
}

/// What stands under one name of a list: hosts, and for search engines the parameters with the terms.
#[derive(Debug, Default, PartialEq)]
struct Entry {
    name: String,
    hosts: Vec<String>,
    parameters: Vec<String>,
}

/// Reads as much of YAML as the lists have of it: names at the margin, and below them hosts, or keys over arrays.
fn yaml(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut key = "urls";
    for line in text.lines() {
        if let Some(name) = line.strip_suffix(':').filter(|_| !line.starts_with([' ', '-'])) {
            entries.push(Entry { name: plain(name), ..Entry::default() });
            key = "urls";
        } else if let Some((word, _)) = line.trim_start_matches([' ', '-']).split_once(':') {
            key = word;
        } else if let (Some(entry), Some((_, item))) = (entries.last_mut(), line.split_once("- ")) {
            entry.take(key, item.trim().trim_matches(['\'', '"']));
        }
    }
    entries
}

impl Entry {
    fn take(&mut self, key: &str, item: &str) {
        match key {
            "urls" => self.hosts.push(item.to_lowercase()),
            "params" => self.parameters.push(item.into()),
            _ => {}
        }
    }
}

/// A name as sources are written: `yahoo` for `Yahoo!`.
fn plain(name: &str) -> String {
    let name = name.trim_matches(['"', '\'']).replace("%2B", "+").replace('!', "").to_lowercase();
    name.replace(' ', "-")
}

fn take_up(list: &[Entry], kind: &'static str, sites: &mut Sites) {
    let names: BTreeSet<&str> = list.iter().map(|entry| entry.name.as_str()).collect();
    for entry in list {
        // `google-images` is still Google to whoever counts visits.
        let family = entry.name.split('-').next().filter(|first| names.contains(first));
        let name = family.unwrap_or(&entry.name).to_owned();
        for pattern in entry.hosts.iter().filter_map(|host| pattern(host)) {
            sites.insert(pattern, Site { kind, name: name.clone() });
        }
    }
}

/// The pattern of a host in Matomo's list; `None` for one with a path, which says nothing of the rest of the host.
fn pattern(host: &str) -> Option<String> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = host.strip_prefix("{}.").unwrap_or(host);
    let label = host.strip_suffix(".{}").unwrap_or(host);
    let is_pattern = !label.contains(['/', '{']) && (label == host || !label.contains('.'));
    is_pattern.then(|| label.to_owned())
}

/// Puts Google's categories over what is known; gives the names that stand for no host.
fn categorise(csv: &str, sites: &mut Sites) -> Vec<(String, &'static str)> {
    let rows: Vec<_> = csv.lines().skip(1).filter_map(|row| row.rsplit_once(',')).collect();
    let rows: Vec<_> =
        rows.into_iter().filter_map(|(source, kind)| Some((plain(source), category(kind)?))).collect();
    for site in sites.values_mut().filter(|site| site.kind != "assistants") {
        site.kind = rows.iter().find(|(source, _)| *source == site.name).map_or(site.kind, |(_, kind)| kind);
    }
    for (source, kind) in rows.iter().filter(|(source, _)| source.contains('.')) {
        let known = sites.get(source).filter(|site| site.kind == *kind).map(|site| site.name.clone());
        let name = known.unwrap_or_else(|| own_name(source, kind, &rows));
        sites.insert(source.clone(), Site { kind, name });
    }
    let mut bare: Vec<_> = rows.into_iter().filter(|(source, _)| !source.contains('.')).collect();
    bare.retain(|(name, kind)| !sites.values().any(|site| site.kind == *kind && site.name == *name));
    bare
}

fn category(text: &str) -> Option<&'static str> {
    let kind = text.trim().strip_prefix("SOURCE_CATEGORY_")?;
    ["search", "social", "shopping", "video"].into_iter().find(|known| kind.eq_ignore_ascii_case(known))
}

/// `pinterest` for br.pinterest.com; the host itself where that name means another kind, as naver does.
fn own_name(host: &str, kind: &str, rows: &[(String, &'static str)]) -> String {
    let labels: Vec<&str> = host.rsplit('.').collect();
    let is_short = |at: usize| labels.get(at).is_some_and(|label| label.len() <= 3);
    let at = if labels.len() > 2 && is_short(1) && labels.first().is_some_and(|top| top.len() == 2) {
        2
    } else {
        1
    };
    let name = labels.get(at).copied().unwrap_or(host);
    let is_its_own = rows.iter().any(|(source, own)| *own == kind && *source == name);
    let means_other =
        rows.iter().any(|(source, other)| *other != kind && source.split('.').any(|part| part == name));
    if means_other && !is_its_own { host.into() } else { name.into() }
}

/// Leaves out what a wider pattern says as well, unless a narrower one stands between.
fn leave_out_what_follows(sites: &mut Sites) {
    let all = sites.clone();
    sites.retain(|pattern, site| {
        let wider = all.iter().filter(|(other, _)| *other != pattern && covers(other, pattern));
        let nearest = wider.max_by_key(|(other, _)| other.len());
        let alike = |other: &Site| {
            other.kind == site.kind && (other.name == site.name || !NAMED.contains(&site.kind))
        };
        !nearest.is_some_and(|(_, other)| alike(other))
    });
}

/// Whether the engine finds `host` by `pattern` too.
fn covers(pattern: &str, host: &str) -> bool {
    let rest = host.strip_suffix(pattern).filter(|rest| rest.ends_with('.'));
    let is_label = || {
        let mut labels = host.split('.').skip_while(|label| *label != pattern).skip(1).peekable();
        labels.peek().is_some() && labels.all(|label| label.len() <= 3)
    };
    if pattern.contains('.') { rest.is_some() } else { is_label() }
}

/// The parameters that hold search terms, the most common first.
fn terms(engines: &[Entry]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for parameter in engines.iter().flat_map(|engine| &engine.parameters) {
        if !parameter.contains('/') {
            *counts.entry(parameter).or_default() += 1;
        }
    }
    let mut common: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= FEWEST).collect();
    common.sort_by_key(|(name, count)| (usize::MAX - count, name.to_owned()));
    common.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
}

fn write(sites: &Sites, bare: &[(String, &'static str)], terms: &str) -> String {
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (pattern, site) in sites {
        kinds.entry(site.kind).or_default().push(word(pattern, site));
    }
    for (name, kind) in bare {
        kinds.entry(kind).or_default().push(format!("={name}"));
    }
    let mut out = vec![format!("  \"about\": {}", json!(ABOUT))];
    out.extend(kinds.iter().map(|(kind, words)| format!("  \"{kind}\": {}", json!(words.join(" ")))));
    out.push(format!("  \"mail\": {}", json!(MAIL)));
    out.push(format!("  \"terms\": {}", json!(terms)));
    format!("{{\n{}\n}}\n", out.join(",\n"))
}

/// A site as the engine reads it: its name where that is not the label before the first dot.
fn word(pattern: &str, site: &Site) -> String {
    let first = pattern.split('.').next();
    if first == Some(&site.name) { pattern.into() } else { format!("{pattern}={}", site.name) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const ENGINES: &str = "Google:\n  -\n    urls:\n      - google.{}\n      - www.google.com\n    params:\n      - q\n\
        Google Images:\n  - urls:\n      - images.google.{}\n      - google.com/imgres\n    params:\n      - '/x\\/(.*)/'\n    \
        backlink: 'i?q={k}'\n    hiddenkeyword:\n      - '/'\nYahoo!:\n  -\n    urls:\n      - '{}.search.yahoo.com'\n";

    fn sites() -> Sites {
        let mut sites = Sites::new();
        take_up(&yaml(ENGINES), "search", &mut sites);
        sites
    }

    #[test]
    fn lists_are_read() {
        let list = yaml(ENGINES);
        assert_eq!(list.len(), 3);
        assert_eq!((list[0].hosts.len(), &list[0].parameters), (2, &vec![String::from("q")]));
        assert_eq!((list[1].hosts.len(), list[1].parameters.len()), (2, 1), "what follows is no host");
        assert_eq!(yaml("\"Hacker News\":\n  - news.ycombinator.com\n")[0].name, "hacker-news");
    }

    #[test]
    fn paths_say_nothing_of_a_host() {
        assert_eq!(pattern("www.google.{}"), Some("google".into()));
        assert_eq!(pattern("{}.ask.com"), Some("ask.com".into()));
        assert_eq!(
            (pattern("google.com/imgres"), pattern("images.{}.ask.com"), pattern("a.b.{}")),
            (None, None, None)
        );
    }

    #[test]
    fn what_google_says_of_a_kind_holds() {
        let mut sites = sites();
        let csv = "source,source_category\nblog.yahoo.com,SOURCE_CATEGORY_SOCIAL\nyahoo,SOURCE_CATEGORY_SEARCH\n\
            yahoo.com,SOURCE_CATEGORY_SEARCH\nig,SOURCE_CATEGORY_SOCIAL\n";
        let bare = categorise(csv, &mut sites);
        leave_out_what_follows(&mut sites);
        assert_eq!(bare, [("ig".into(), "social")]);
        assert_eq!(
            write(&sites, &bare, "q"),
            format!(
                "{{\n  \"about\": {},\n  \"search\": \"google yahoo.com\",\n  \"social\": \"blog.yahoo.com=blog.yahoo.com =ig\",\n  \"mail\": {},\n  \"terms\": \"q\"\n}}\n",
                json!(ABOUT),
                json!(MAIL)
            )
        );
    }

    #[test]
    fn the_list_in_the_package_is_the_one_made_here() {
        let data = project::root().join(DATA);
        if !data.exists() {
            println!("Not run: {DATA} is not there, so the list of sites is not made again.");
            return;
        }
        assert!(
            make(&data).unwrap() == fs::read_to_string(project::root().join(FILE)).unwrap(),
            "run `cargo xtask sources`"
        );
    }
}

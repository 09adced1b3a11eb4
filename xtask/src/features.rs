//! What each feature weighs in what a visitor downloads: the code of the wasm by the module that it was written in, and
//! the JavaScript by its file. A feature's share of a file as it is sent is taken to be its share of the code.

use crate::{project, split};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// What no feature has for itself: the languages' own libraries, numbers, texts, JSON.
const SHARED: &str = "shared by all";

/// The features, and the modules of the engine and the files of `pkg` that are theirs. A file is meant by how its path
/// begins; the first that fits counts.
const FEATURES: [(&str, &str, &[&str]); 14] = [
    (
        "who is there",
        "visitor country source sites address bots session cart person journal memory tabs",
        &["pkg/shell/capture", "pkg/shell/tabs"],
    ),
    (
        "who sees what, when",
        "decision condition condition_reader answers operator did version pattern schedule hours experiment bucket goal history trigger arm",
        &[],
    ),
    ("programs", "program progress", &[]),
    ("relationship", "lifecycle score interests exclusion", &[]),
    ("reading the store file", "store place error campaign content block", &[]),
    ("why", "explain reason progress_explained", &[]),
    (
        "messages",
        "speak build view teaser checklist",
        &[
            "pkg/view/style",
            "pkg/view/places",
            "pkg/view/surface",
            "pkg/view/theme",
            "pkg/view/blocks",
            "pkg/view/facts",
        ],
    ),
    (
        "templates and languages",
        "template markup filter expression strftime letters locale format",
        &["pkg/view/intl", "pkg/view/words", "pkg/words"],
    ),
    ("surveys", "survey course answer", &["pkg/view/question"]),
    (
        "forms, preferences and consent",
        "form preferences sha256 consent",
        &["pkg/view/field", "pkg/view/values"],
    ),
    (
        "tours, tooltips, inline",
        "tour",
        &["pkg/view/anchor", "pkg/view/tour", "pkg/view/hotspot", "pkg/view/inline", "pkg/view/seek"],
    ),
    ("chat", "talk agent", &["pkg/view/chat", "pkg/shell/navigate"]),
    (
        "delivery to the CRM",
        "outbox cursor segment deliver sink tell",
        &["pkg/shell/transport", "pkg/shell/sender"],
    ),
    ("drawing any view", "", &["pkg/view"]),
];

/// The weights of features in one file, in bytes of code.
type Weights = BTreeMap<&'static str, usize>;

/// What a feature weighs, in bytes as sent.
pub struct Feature {
    pub name: &'static str,
    /// With each visit.
    pub first: usize,
    /// With the first message.
    pub show: usize,
}

/// What each feature weighs. `sent` is what the two parts of the wasm, the module and the view weigh as they are sent.
///
/// # Errors
/// The package is not built.
pub fn weigh([first, second, module, view]: [usize; 4]) -> Result<Vec<Feature>> {
    let wasm = of_wasm()?;
    let shares = [
        (&wasm[0], first),
        (&wasm[1], second),
        (&of_bundle("index.js")?, module),
        (&of_bundle("view.js")?, view),
    ];
    let names = FEATURES.iter().map(|(name, ..)| *name).chain([SHARED]);
    let weighed = names.map(|name| {
        let [first, second, module, view] = shares.map(|(weights, brotli)| part(weights, name, brotli));
        Feature { name, first: first + module, show: second + view }
    });
    Ok(weighed.collect())
}

/// Prints a line for each.
pub fn print(features: &[Feature]) {
    println!("\n{:<32}{:>9}{:>18}", "By feature, about", "at once", "to show (brotli)");
    for Feature { name, first, show } in features {
        println!("{name:<32}{first:>9}{show:>18}");
    }
}

/// What a feature weighs of `brotli` bytes.
fn part(weights: &Weights, name: &str, brotli: usize) -> usize {
    let total: usize = weights.values().sum();
    brotli * weights.get(name).copied().unwrap_or(0) / total.max(1)
}

/// The code of the first two parts of the wasm, before the last step takes the names of its functions away.
fn of_wasm() -> Result<[Weights; 2]> {
    let path = project::target()?.join(project::WASM).join("wasm/barrio.wasm");
    let bytes = fs::read(&path).context("The wasm is not there: run `cargo xtask build`.")?;
    let (mut sizes, mut names, mut imported) = (Vec::new(), BTreeMap::new(), 0);
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ImportSection(imports) => imported = imports.count() as usize,
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::CustomSection(section) => read_names(&section, &mut names)?,
            _ => {}
        }
    }
    let [speak, why] = split::apart(&bytes)?.map(|apart| apart.functions);
    let [mut first, mut second] = [Weights::new(), Weights::new()];
    for (index, size) in (imported as u32..).zip(sizes) {
        let name = names.get(&index).copied().unwrap_or("");
        if why.contains(&index) {
            continue;
        }
        let part = if speak.contains(&index) { &mut second } else { &mut first };
        *part.entry(of_module(module(name))).or_default() += size;
    }
    Ok([first, second])
}

fn read_names<'a>(
    section: &wasmparser::CustomSectionReader<'a>,
    names: &mut BTreeMap<u32, &'a str>,
) -> Result<()> {
    if let KnownCustom::Name(reader) = section.as_known() {
        for part in reader {
            if let Name::Function(map) = part? {
                for naming in map {
                    let naming = naming?;
                    names.insert(naming.index, naming.name);
                }
            }
        }
    }
    Ok(())
}

/// The module of the engine that a mangled name is from, or for whose type it is; empty where there is none.
fn module(name: &str) -> &str {
    let Some((_, rest)) = name.split_once("13barrio_engine") else {
        let of_type = name.split_once("barrio_engine..").map_or("", |(_, rest)| rest);
        return of_type.split('.').next().unwrap_or("");
    };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = rest.get(..digits).and_then(|number| number.parse().ok()).unwrap_or(0);
    rest.get(digits..digits + length).unwrap_or("")
}

fn of_module(module: &str) -> &'static str {
    let owns = |modules: &str| modules.split(' ').any(|name| !name.is_empty() && name == module);
    FEATURES.iter().find(|(_, modules, _)| owns(modules)).map_or(SHARED, |(name, ..)| name)
}

/// The code of a bundle by its files, as esbuild told it.
fn of_bundle(name: &str) -> Result<Weights> {
    let path = project::target()?.join("wasm").join(name).with_extension("meta.json");
    let text = fs::read_to_string(&path).context("The bundle is not there: run `cargo xtask build`.")?;
    let told: Value = serde_json::from_str(&text)?;
    let mut weights = Weights::new();
    let outputs =
        told.get("outputs").and_then(Value::as_object).into_iter().flat_map(|outputs| outputs.values());
    for (file, input) in outputs.filter_map(|output| output.get("inputs")?.as_object()).flatten() {
        let size = input.get("bytesInOutput").and_then(Value::as_u64).unwrap_or(0) as usize;
        *weights.entry(of_file(file)).or_default() += size;
    }
    Ok(weights)
}

fn of_file(file: &str) -> &'static str {
    // The style sheets of the view are one file by then.
    if file.ends_with("view.css") {
        return "messages";
    }
    let owns = |files: &[&str]| files.iter().any(|start| file.contains(start));
    FEATURES.iter().find(|(.., files)| owns(files)).map_or(SHARED, |(name, ..)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_feature_of_its_module() {
        let turn =
            "_ZN13barrio_engine6survey47_$LT$impl$u20$barrio_engine..engine..Engine$GT$11survey_turn17hf6E";
        assert_eq!(module(turn), "survey");
        assert_eq!(of_module(module(turn)), "surveys");
        assert_eq!(module("_ZN4talc4base17Talc8allocate17h5E"), "");
        assert_eq!(of_module(""), SHARED);
        assert_eq!(
            module("_ZN4core3ptr54drop_in_place$LT$barrio_engine..campaign..Campaign$GT$17h6E"),
            "campaign"
        );
    }

    #[test]
    fn a_file_belongs_to_the_first_feature_that_its_path_fits() {
        assert_eq!(of_file("pkg/view/question-scale.js"), "surveys");
        assert_eq!(of_file("pkg/view/render.js"), "drawing any view");
        assert_eq!(of_file("pkg/shell/capture/exit.js"), "who is there");
        assert_eq!(of_file("pkg/index.js"), SHARED);
    }

    #[test]
    fn every_module_that_a_feature_names_is_there() {
        for (feature, modules, files) in FEATURES {
            for module in modules.split(' ').filter(|module| !module.is_empty()) {
                let file = project::root().join("engine/src").join(module).with_extension("rs");
                assert!(file.exists(), "{feature}: {module}");
            }
            for file in files {
                let (folder, start) = file.rsplit_once('/').unwrap_or_default();
                let there = fs::read_dir(project::root().join(folder)).map(|entries| {
                    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
                });
                assert!(there.unwrap_or(false), "{feature}: {file}");
            }
        }
    }
}

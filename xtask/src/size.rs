//! `cargo xtask size`: what a visitor downloads, and the budgets that it must keep.

use crate::features::{self, Feature};
use crate::package;
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;

/// What a group of files may weigh together, in bytes of brotli.
struct Budget {
    what: &'static str,
    files: &'static [&'static str],
    /// What must hold: a test.
    limit: usize,
    /// What is aimed at; said, not enforced, until it is reached.
    goal: usize,
}

/// The only place where the budgets are written.
const BUDGETS: [Budget; 6] = [
    // The one of `cargo xtask dist` weighs 320 bytes more: a hash, and what holds the module against it in every browser.
    Budget { what: "The loader", files: &["barrio.js"], limit: 1024, goal: 1024 },
    Budget {
        // Every visit pays it, also those to which nothing is said and of which nothing is told.
        what: "The start of a visit",
        files: &["index.js", "barrio_bg.wasm"],
        // As small as it was made so far: it may not grow again without a word here. All that decides (conditions with
        // every operator, triggers, schedules, experiments, tabs, explanations) added 24 KB to the 65 of the main job;
        // what visitors see took the same room as was won by writing the shell and the view in JavaScript. Permission
        // and delivery added 16. A second wasm for what shows and sends took 27 away, a third for what says why 4.
        // 80 KB, whichever way a KB is counted.
        limit: 80_000,
        goal: 60 * 1024,
    },
    Budget {
        // Paid with the first message; its wasm alone with the first request to a CRM.
        what: "What the first message adds",
        files: &["barrio_speak.wasm", "view.js"],
        limit: 52 * 1024,
        goal: 40 * 1024,
    },
    Budget {
        // What is split weighs more than in one: 2 KB of names, and 3 that brotli cannot see across two files.
        what: "All of it together",
        files: &["index.js", "barrio_bg.wasm", "barrio_speak.wasm", "view.js"],
        limit: 129 * 1024,
        goal: 100 * 1024,
    },
    // Loaded when somebody asks why: the store's owner, not a visitor.
    Budget { what: "What says why", files: &["barrio_why.wasm"], limit: 6 * 1024, goal: 6 * 1024 },
    // Loaded with the first message: thirteen formats, ten kinds of question, eight of fields, twelve chats.
    Budget { what: "What shows messages", files: &["view.js"], limit: 19 * 1024, goal: 14 * 1024 },
];

/// The bytes of one file of the package, as it is and as servers send it.
struct Weight {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints the weights, and a sentence for every budget; gives whether each one was kept.
///
/// # Errors
/// The package is not built.
pub fn report(as_json: bool) -> Result<Vec<bool>> {
    let weights = weigh(&package::dist())?;
    let kept = BUDGETS.iter().map(|budget| budget.kept(&weights)).collect();
    let features = features_of(&weights)?;
    if as_json {
        println!("{:#}", to_json(&weights, &features));
    } else {
        print_table(&weights);
        BUDGETS.iter().for_each(|budget| println!("{}", budget.sentence(&weights)));
        features::print(&features);
    }
    Ok(kept)
}

/// The weights, the budgets and the features.
///
/// # Errors
/// The package is not built.
pub fn json() -> Result<Value> {
    let weights = weigh(&package::dist())?;
    Ok(to_json(&weights, &features_of(&weights)?))
}

fn features_of(weights: &[Weight]) -> Result<Vec<Feature>> {
    let sent =
        |name: &str| weights.iter().find(|weight| weight.name == name).map_or(0, |weight| weight.brotli);
    features::weigh(["barrio_bg.wasm", "barrio_speak.wasm", "index.js", "view.js"].map(sent))
}

impl Budget {
    /// The weight of the group; nothing when a file of it is missing.
    fn weight(&self, weights: &[Weight]) -> Option<usize> {
        let one = |name: &&str| weights.iter().find(|weight| weight.name == *name);
        self.files.iter().map(|name| one(name).map(|weight| weight.brotli)).sum()
    }

    fn kept(&self, weights: &[Weight]) -> bool {
        self.weight(weights).is_some_and(|weight| weight < self.limit)
    }

    fn sentence(&self, weights: &[Weight]) -> String {
        let Self { what, limit, .. } = self;
        match self.weight(weights) {
            None => format!("{what} cannot be weighed: {} is not all there.", self.files.join(", ")),
            Some(weight) if weight < self.goal => {
                format!("{what}: {weight} of {limit} bytes (brotli).")
            }
            Some(weight) if weight < *limit => {
                let over = weight - self.goal;
                format!("{what}: {weight} of {limit} bytes (brotli), {over} over the goal of {}.", self.goal)
            }
            Some(weight) => format!(
                "{what}: {weight} bytes (brotli), {} over what fits in {limit}: make it smaller, or change the budget in xtask/src/size.rs and say why.",
                weight - limit + 1
            ),
        }
    }
}

fn weigh(folder: &Path) -> Result<Vec<Weight>> {
    let entries = fs::read_dir(folder).context("pkg/dist is not there: run `cargo xtask build`.")?;
    let mut weights = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            // The rows of CRMs: each is loaded by the shops that name it.
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&path).with_context(|| format!("{name} could not be read."))?;
        let (gzip, brotli) = (gzip(&bytes)?, brotli(&bytes)?);
        weights.push(Weight { name, raw: bytes.len(), gzip, brotli });
    }
    weights.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(weights)
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let best = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &best)?;
    Ok(packed.len())
}

fn print_table(weights: &[Weight]) {
    println!("{:<22}{:>9}{:>9}{:>9}", "pkg/dist", "raw", "gzip", "brotli");
    for Weight { name, raw, gzip, brotli } in weights {
        println!("{name:<22}{raw:>9}{gzip:>9}{brotli:>9}");
    }
}

fn to_json(weights: &[Weight], features: &[Feature]) -> Value {
    let file = |w: &Weight| json!({"name": w.name, "raw": w.raw, "gzip": w.gzip, "brotli": w.brotli});
    let feature = |f: &Feature| json!({"name": f.name, "first": f.first, "show": f.show});
    let budget = |b: &Budget| json!({"what": b.what, "files": b.files, "limit": b.limit, "goal": b.goal, "brotli": b.weight(weights), "kept": b.kept(weights)});
    json!({
        "files": weights.iter().map(file).collect::<Vec<_>>(),
        "budgets": BUDGETS.iter().map(budget).collect::<Vec<_>>(),
        "features": features.iter().map(feature).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const BUDGET: Budget = Budget { what: "The pair", files: &["a", "b"], limit: 10, goal: 8 };

    fn weights(list: &[(&str, usize)]) -> Vec<Weight> {
        let weight = |&(name, brotli): &(&str, usize)| Weight { name: name.into(), raw: 0, gzip: 0, brotli };
        list.iter().map(weight).collect()
    }

    #[test]
    fn a_group_is_weighed_together() {
        let kept = weights(&[("a", 4), ("b", 5), ("c", 99)]);
        assert!(BUDGET.kept(&kept));
        assert!(BUDGET.sentence(&kept).contains("1 over the goal of 8"));
        let over = weights(&[("a", 4), ("b", 6)]);
        assert!(!BUDGET.kept(&over));
        assert!(BUDGET.sentence(&over).contains("1 over"));
    }

    #[test]
    fn a_missing_file_does_not_keep_the_budget() {
        assert!(!BUDGET.kept(&weights(&[("a", 1)])));
    }

    #[test]
    fn compression_is_real() {
        let zeros = [0; 10_000];
        assert!(brotli(&zeros).unwrap() < 100);
        assert!(gzip(&zeros).unwrap() < 100);
    }
}

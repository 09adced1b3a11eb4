//! `cargo xtask deny`: whether all that barrio is made of has a licence, a source and a name that deny.toml allows.

use crate::project::{self, output, run};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::fs;
use toml::Table;

/// What deny.toml says, as far as it can be checked without cargo-deny.
struct Rules {
    licences: Vec<String>,
    banned: Vec<String>,
    registries: Vec<String>,
}

/// Checks every crate of the lock file, and lets cargo-deny do the same where it is installed; gives whether all held.
/// With `advisories` cargo-deny also looks for known faults of the crates, in a database that it fetches.
///
/// # Errors
/// deny.toml or Cargo's metadata cannot be read, or advisories are asked for and cargo-deny is not installed.
pub fn deny(advisories: bool) -> Result<bool> {
    let rules = Rules::read(&fs::read_to_string(project::root().join("deny.toml"))?)?;
    let metadata = project::metadata(&["--all-features", "--locked"])?;
    let crates = packages(&metadata);
    let faults: Vec<_> = crates.iter().flat_map(|package| rules.faults(package)).collect();
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    println!(
        "{} crates: licences, names and sources are as deny.toml says, but for {}.",
        crates.len(),
        faults.len()
    );
    Ok(faults.is_empty() & by_cargo_deny(advisories)?)
}

/// What cargo-deny says. Advisories are asked for by name, since their database comes over the network.
fn by_cargo_deny(advisories: bool) -> Result<bool> {
    if output(project::cargo().args(["deny", "--version"])).is_err() {
        let missing = "cargo-deny is not installed (`cargo install cargo-deny --locked`)";
        ensure!(!advisories, "{missing}: nothing else here knows of advisories.");
        println!("{missing}: its own checks were left out.");
        return Ok(true);
    }
    // Without `--workspace` it looks at what the root crate depends on, and not at the native tools.
    let checks = ["deny", "--workspace", "check", "licenses", "bans", "sources"];
    Ok(run(project::cargo().args(checks).args(advisories.then_some("advisories")))
        .inspect_err(|error| eprintln!("{error:#}"))
        .is_ok())
}

fn packages(metadata: &Value) -> Vec<&Value> {
    metadata.get("packages").and_then(Value::as_array).into_iter().flatten().collect()
}

impl Rules {
    fn read(text: &str) -> Result<Self> {
        let file: Table = text.parse().context("deny.toml cannot be read.")?;
        let part = |name: &str| file.get(name).and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let names = |table: &Table, key: &str| -> Vec<String> {
            let list = table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
            list.filter_map(|entry| entry.as_str().or_else(|| entry.get("crate")?.as_str()))
                .map(str::to_owned)
                .collect()
        };
        Ok(Self {
            licences: names(&part("licenses"), "allow"),
            banned: names(&part("bans"), "deny"),
            registries: names(&part("sources"), "allow-registry"),
        })
    }

    /// What is wrong with a crate, each in a sentence.
    fn faults(&self, package: &Value) -> Vec<String> {
        let text = |key: &str| package.get(key).and_then(Value::as_str);
        let name = text("name").unwrap_or_default();
        let mut faults = Vec::new();
        match text("license") {
            None => faults.push(format!("The crate {name} names no licence.")),
            Some(licence) if !self.allows(licence) => {
                faults.push(format!("The licence of the crate {name}, {licence}, is not in deny.toml."));
            }
            Some(_) => {}
        }
        if self.banned.iter().any(|banned| banned == name) {
            faults.push(format!("The crate {name} is banned in deny.toml."));
        }
        // What has no source is of this workspace.
        let source = text("source").map(|source| source.trim_start_matches("registry+").to_owned());
        if source.is_some_and(|source| !self.registries.contains(&source)) {
            faults.push(format!("The crate {name} does not come from a registry that deny.toml allows."));
        }
        faults
    }

    /// Whether an SPDX expression is met by the licences that are allowed.
    fn allows(&self, licence: &str) -> bool {
        Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|expression| {
            expression.evaluate(|asked| {
                let id = asked.license.id().map_or("", |id| id.name);
                // An exception gives more, and takes nothing.
                self.licences.iter().any(|allowed| allowed == id)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const FILE: &str = r#"
        [licenses]
        allow = ["MIT", "Zlib"]
        [bans]
        deny = [{ crate = "bad" }]
        [sources]
        allow-registry = ["https://registry.example/index"]
    "#;

    fn faults(package: Value) -> Vec<String> {
        Rules::read(FILE).unwrap().faults(&package)
    }

    #[test]
    fn a_crate_that_is_as_it_says_has_no_fault() {
        let good = json!({ "name": "good", "license": "Apache-2.0 OR MIT", "source": "registry+https://registry.example/index" });
        assert!(faults(good).is_empty());
        assert!(faults(json!({ "name": "ours", "license": "MIT/Apache-2.0", "source": null })).is_empty());
        assert!(faults(json!({ "name": "both", "license": "MIT AND Zlib" })).is_empty());
    }

    #[test]
    fn a_licence_that_is_not_allowed_is_a_fault() {
        assert_eq!(faults(json!({ "name": "a", "license": "GPL-3.0-only" })).len(), 1);
        assert_eq!(faults(json!({ "name": "a", "license": "MIT AND Apache-2.0" })).len(), 1);
        assert_eq!(faults(json!({ "name": "a" })), ["The crate a names no licence."]);
    }

    #[test]
    fn a_name_and_a_source_that_are_not_allowed_are_faults() {
        assert_eq!(
            faults(json!({ "name": "bad", "license": "MIT" })),
            ["The crate bad is banned in deny.toml."]
        );
        let fork = json!({ "name": "a", "license": "MIT", "source": "git+https://example.org/fork" });
        assert_eq!(faults(fork).len(), 1);
    }

    #[test]
    fn all_that_barrio_is_made_of_is_allowed() {
        let rules = Rules::read(&fs::read_to_string(project::root().join("deny.toml")).unwrap()).unwrap();
        let metadata = project::metadata(&["--all-features", "--locked"]).unwrap();
        let faults: Vec<_> =
            packages(&metadata).into_iter().flat_map(|package| rules.faults(package)).collect();
        assert!(packages(&metadata).len() > 100 && faults.is_empty(), "{faults:#?}");
    }
}

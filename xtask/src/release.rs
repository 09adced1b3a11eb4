//! What is published of a version: the npm tarball and its bill of materials, once all that names the version agrees.

use crate::project::{self, output};
use crate::{bom, package, tools};
use anyhow::{Result, bail};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// The heading of what has no version yet.
const UNRELEASED: &str = "Unreleased";

/// Makes `barrio-VERSION.tgz` and `barrio-VERSION.cdx.json` of the built package and gives their paths. A `draft` may
/// come of a change log that does not name the version yet.
///
/// # Errors
/// The versions do not agree, or the package cannot be packed.
pub fn release(draft: bool) -> Result<[PathBuf; 2]> {
    let version = version(draft)?;
    let folder = project::target()?.join("dist");
    fs::create_dir_all(&folder)?;
    let bill = folder.join(format!("barrio-{version}.cdx.json"));
    fs::write(&bill, format!("{:#}\n", bom::bill(&version)?))?;
    Ok([pack(&folder, &version)?, bill])
}

/// Packs as npm does, which gives all files one time: the same files give the same bytes.
fn pack(folder: &std::path::Path, version: &str) -> Result<PathBuf> {
    if !package::dist().join("barrio_bg.wasm").exists() {
        bail!("There is nothing to pack: run `cargo xtask build`.");
    }
    let mut npm = tools::npm_command();
    let into = ["pack", "--silent", "--ignore-scripts", "--pack-destination"];
    output(npm.current_dir(project::root().join("pkg")).args(into).arg(folder))?;
    let tarball = folder.join(format!("barrio-{version}.tgz"));
    if !tarball.exists() {
        bail!("npm did not write {}: does pkg/package.json have another name?", tarball.display());
    }
    Ok(tarball)
}

/// The version that all agree on.
fn version(draft: bool) -> Result<String> {
    let root = project::root();
    let version = package::version()?;
    let metadata = project::metadata(&["--no-deps"])?;
    let mut faults = crates_that_differ(&metadata, &version);
    let changelog = fs::read_to_string(root.join("CHANGELOG.md"))?;
    faults.extend(changelog_fault(&changelog, &version, draft));
    if faults.is_empty() { Ok(version) } else { bail!(faults.join("\n")) }
}

/// The crates of the workspace have one version; messages carry that of the engine.
fn crates_that_differ(metadata: &Value, version: &str) -> Vec<String> {
    let crates = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    let text =
        |package: &Value, key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let differs = |package: &&Value| text(package, "version") != version;
    let say = |package: &Value| {
        let (name, other) = (text(package, "name"), text(package, "version"));
        format!(
            "The crate {name} is version {other}, and pkg/package.json says {version}: write one into both."
        )
    };
    crates.filter(differs).map(say).collect()
}

/// What is wrong with the newest heading of the change log.
fn changelog_fault(text: &str, version: &str, draft: bool) -> Option<String> {
    let Some(heading) = text.lines().find_map(|line| line.strip_prefix("## ")) else {
        return Some("CHANGELOG.md has no heading for a version.".into());
    };
    let named = heading.trim_start_matches('[').split([' ', ']']).next().unwrap_or_default();
    if named == version || (draft && named == UNRELEASED) {
        return None;
    }
    Some(format!(
        "The newest heading of CHANGELOG.md is \"{heading}\", and this is version {version}: name the version there, or make a draft (--draft)."
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn all_that_names_the_version_agrees() {
        // The change log may still gather what comes next.
        assert_eq!(version(true).unwrap(), env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn a_crate_of_another_version_is_named() {
        let crates =
            json!({ "packages": [{ "name": "a", "version": "1.0.0" }, { "name": "b", "version": "1.0.1" }] });
        let faults = crates_that_differ(&crates, "1.0.0");
        assert_eq!(
            faults,
            ["The crate b is version 1.0.1, and pkg/package.json says 1.0.0: write one into both."]
        );
    }

    #[test]
    fn the_change_log_names_the_version() {
        let newest = |heading: &str, draft| {
            changelog_fault(&format!("# Changelog\n\n{heading}\n\n## 0.9.0\n"), "1.0.0", draft)
        };
        assert!(newest("## 1.0.0 – 2026-11-23", false).is_none());
        assert!(newest("## [1.0.0] - 2026-11-23", false).is_none());
        assert!(newest("## Unreleased", true).is_none());
        assert!(newest("## Unreleased", false).unwrap().contains("name the version there"));
        assert!(newest("## 1.0.1", true).is_some());
        assert!(changelog_fault("# Changelog\n", "1.0.0", true).is_some());
    }
}

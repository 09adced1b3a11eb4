//! `cargo xtask docs`: the documentation as a static site, made by VitePress out of the pages of docs/.

use crate::project::{self, command, run};
use crate::stamp::Step;
use crate::tools;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// This file: a change of the steps below runs them again.
const RECIPE: &str = include_str!("docs.rs");

/// Files and folders outside docs/ that the site is made of.
const OTHERS: [&str; 12] = [
    "README.md",
    "pkg/README.md",
    "cli/README.md",
    "tests/README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "BENCHMARKS.md",
    "pkg/barrio.schema.json",
    "www/store/barrio.json",
    "www/store/gallery.json",
    "package.json",
];

/// The folder of the built site.
///
/// # Errors
/// Cargo names no target directory.
pub fn folder() -> Result<PathBuf> {
    Ok(project::target()?.join("docs"))
}

/// Builds the site if something of it has changed, and gives its folder.
///
/// # Errors
/// Node.js or npm is missing, the tool cannot be installed, or a page cannot be built: a dead link is one reason.
pub fn build() -> Result<PathBuf> {
    tools::node()?;
    let source = project::target()?.join("docs-source");
    install(&source)?;
    let site = folder()?;
    let outputs =
        ["index.html", "es/index.html", "store-file.html", "hashmap.json"].map(|name| site.join(name));
    Step { name: "docs", inputs: &inputs()?, settings: RECIPE, outputs: &outputs }
        .run(|| make(&source, &site))?;
    Ok(site)
}

/// Installs the tool beside what it builds, so that it burdens no other command.
fn install(source: &Path) -> Result<()> {
    let names = ["package.json", "package-lock.json"];
    let inputs = names.map(|name| project::root().join("docs/site").join(name));
    let outputs = [source.join("node_modules/.package-lock.json")];
    Step { name: "npm ci for the documentation", inputs: &inputs, settings: "", outputs: &outputs }.run(
        || {
            fs::create_dir_all(source)?;
            for (name, from) in names.iter().zip(&inputs) {
                fs::copy(from, source.join(name))
                    .with_context(|| format!("{} could not be copied.", from.display()))?;
            }
            fs::copy(project::root().join(".npmrc"), source.join(".npmrc"))?;
            run(tools::npm_command().args(["ci", "--loglevel=error"]).current_dir(source))
        },
    )
}

fn inputs() -> Result<Vec<PathBuf>> {
    let mut inputs = project::files_below(&project::root().join("docs"), "")?;
    inputs.extend(project::files_below(&project::root().join("pkg/templates"), ".json")?);
    inputs.extend(OTHERS.map(|name| project::root().join(name)));
    Ok(inputs)
}

fn make(source: &Path, site: &Path) -> Result<()> {
    run(command("node").arg(project::root().join("docs/site/assemble.mjs")).arg(source))?;
    let mut node = command("node");
    node.arg(source.join("node_modules/vitepress/bin/vitepress.js")).args(["build", "--outDir"]).arg(site);
    run(node.current_dir(source))
}

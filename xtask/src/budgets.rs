//! `cargo xtask budgets`: what barrio weighs and what it costs the page that it is on, written into BENCHMARKS.md.

use crate::optimise::Kind;
use crate::{package, project, size, start, tools};
use anyhow::{Context, Result};
use std::fs;

/// Measures, writes, and gives whether every goal was reached.
///
/// # Errors
/// A part cannot be built, or no browser is there.
pub fn budgets() -> Result<bool> {
    package::build(Kind::Split)?;
    let shop = package::shop()?;
    let sizes = project::target()?.join("xtask/size.json");
    fs::create_dir_all(project::target()?.join("xtask"))?;
    fs::write(&sizes, size::json()?.to_string())?;
    let mut node = project::command("node");
    node.arg("bench/budgets.mjs").arg(&sizes).arg(project::root().join("BENCHMARKS.md"));
    node.env("BARRIO_CHROMIUM", tools::browser()?).env("BARRIO_SERVER", start::server(false)?);
    let status = node.env("BARRIO_STORE_DIR", shop).status().context("Node.js could not be started.")?;
    Ok(status.success())
}

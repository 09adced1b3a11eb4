//! `cargo xtask gallery`: the pictures of every message, taken from the demo shop's gallery.

use crate::optimise::Kind;
use crate::{package, project, start, tools};
use anyhow::Result;
use std::path::Path;

/// The program that takes them, seen from the root.
const CAMERA: &str = "tests/browser/take-pictures.mjs";

/// The pictures that the browser tests compare with, seen from the root.
const REFERENCES: &str = "tests/browser/references";

/// Takes the pictures of the entries that are named, all if none is, and says where they are.
///
/// # Errors
/// A part cannot be built, no browser is there, or an entry cannot be shown.
pub fn gallery(folder: Option<&Path>, update: bool, names: &[String]) -> Result<()> {
    package::build(Kind::Split)?;
    let shop = package::shop()?;
    let folder = match folder {
        _ if update => project::root().join(REFERENCES),
        Some(folder) => std::env::current_dir()?.join(folder),
        None => project::target()?.join("gallery"),
    };
    let mut camera = project::command("node");
    camera.arg(CAMERA).arg(&folder).args(names);
    camera.env("BARRIO_CHROMIUM", tools::browser()?).env("BARRIO_SERVER", start::server(false)?);
    project::run(camera.env("BARRIO_STORE_DIR", shop).env("BARRIO_PACKAGE_DIR", package::dist()))
}

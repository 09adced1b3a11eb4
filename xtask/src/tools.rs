//! The tools that the build and the tests need, installed where that can be done
//! without asking, named in a sentence where it cannot.

use crate::project::{self, WASM, command, output, run};
use crate::stamp::Step;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's names of a browser, and of fonts that have every sign the shop shows.
const PACKAGES: [&str; 3] = ["chromium", "fonts-dejavu-core", "fonts-noto-color-emoji"];

const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const USUAL_PLACES: [&str; 5] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/opt/google/chrome/chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/// Adds the WebAssembly target to the toolchain if it is not there.
///
/// # Errors
/// It cannot be added.
pub fn wasm_target() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).join("lib").exists() {
        return Ok(());
    }
    rustup(&["target", "add", WASM])
}

/// Adds rustfmt and clippy to the toolchain if they are not there.
///
/// # Errors
/// They cannot be added.
pub fn components() -> Result<()> {
    let has = |name: &str| output(project::cargo().args([name, "--version"])).is_ok();
    if has("fmt") && has("clippy") {
        return Ok(());
    }
    rustup(&["component", "add", "rustfmt", "clippy"])
}

fn rustup(arguments: &[&str]) -> Result<()> {
    if output(command("rustup").arg("--version")).is_err() {
        bail!(
            "`rustup {}` is needed, and rustup is not there: install Rust by https://rustup.rs.",
            arguments.join(" ")
        );
    }
    run(command("rustup").args(arguments))
}

/// Installs the npm tools of the lock file if they are missing or the lock has changed.
///
/// # Errors
/// Node.js is missing or too old, or `npm ci` fails.
pub fn npm() -> Result<()> {
    node()?;
    let root = project::root();
    let inputs = ["package.json", "package-lock.json"].map(|name| root.join(name));
    // npm writes this file last: a half-finished install lacks it.
    let outputs = [root.join("node_modules/.package-lock.json")];
    Step { name: "npm ci", inputs: &inputs, settings: "", outputs: &outputs }.run(|| {
        // The tests use an installed browser; no tool is to fetch one of its own.
        run(npm_command().args(["ci", "--loglevel=error"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
    })
}

/// npm, by the name that it has on this system.
pub fn npm_command() -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// # Errors
/// Node.js is missing or too old.
pub fn node() -> Result<()> {
    let version = output(command("node").arg("--version")).unwrap_or_default();
    match major(&version) {
        Some(20..) => Ok(()),
        Some(_) => bail!("Node.js {} is too old: install version 20 or later.", version.trim()),
        None => bail!("Node.js is not there: install version 20 or later, with npm."),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// A program of the npm tools, run by Node.js itself so that it works on every system.
pub fn npm_program(path: &str) -> Command {
    let mut node = command("node");
    node.arg(project::root().join("node_modules").join(path));
    node
}

/// An installed Chromium or Chrome; installs Debian's where that can be done without asking.
///
/// # Errors
/// None is there and none can be installed: says what to install.
pub fn browser() -> Result<PathBuf> {
    if let Some(path) = installed_browser()? {
        return Ok(path);
    }
    install_browser()?;
    match installed_browser()? {
        Some(path) => Ok(path),
        None => bail!(
            "No browser is there for the browser tests: install Chromium or Google Chrome, or name one in BARRIO_CHROMIUM."
        ),
    }
}

fn installed_browser() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os("BARRIO_CHROMIUM") {
        let path = PathBuf::from(named);
        if !path.is_file() {
            bail!("BARRIO_CHROMIUM names {}, which is not a file.", path.display());
        }
        return Ok(Some(path));
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&folders).collect();
    let on_path = BROWSERS.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    let mut candidates = on_path.chain(USUAL_PLACES.iter().map(PathBuf::from));
    Ok(candidates.find(|path| path.is_file()))
}

fn install_browser() -> Result<()> {
    let root = output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let apt = output(command("apt-get").arg("--version")).is_ok();
    if !root || !apt {
        return Ok(());
    }
    eprintln!("  apt-get install {}", PACKAGES.join(" "));
    run(command("apt-get").args(["update", "-qq"]))?;
    let options = ["install", "-y", "-qq", "--no-install-recommends"];
    run(command("apt-get").args(options).args(PACKAGES).env("DEBIAN_FRONTEND", "noninteractive"))
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn a_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major(""), None);
        assert_eq!(major("node"), None);
    }
}

//! The tools that the build and the tests need, installed where that can be done
//! without asking, named in a sentence where it cannot.

mod browsers;

use crate::project::{self, WASM, command, output, run};
use crate::stamp::Step;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

pub use browsers::{browser, others};

/// Debian's names of PHP and of Smarty, and where it puts the latter.
const PHP: [&str; 2] = ["php-cli", "smarty4"];
const SMARTY: &str = "/usr/share/php/smarty4/Smarty.class.php";

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

/// PHP and Smarty, for the recipes that are written in them; installs Debian's where that can be done without asking.
///
/// # Errors
/// They are not there and cannot be installed: says what to install.
pub fn php() -> Result<()> {
    if !has_php() {
        install(&PHP)?;
    }
    if !has_php() {
        bail!(
            "The recipes need PHP and Smarty: install them (Debian: {}), or name them in BARRIO_PHP and BARRIO_SMARTY.",
            PHP.join(" ")
        );
    }
    Ok(())
}

fn has_php() -> bool {
    let named = |name, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    output(command(&named("BARRIO_PHP", "php")).arg("--version")).is_ok()
        && Path::new(&named("BARRIO_SMARTY", SMARTY)).is_file()
}

/// Installs packages of Debian's, where there is Debian and nobody has to be asked.
fn install(packages: &[&str]) -> Result<()> {
    let root = output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let apt = output(command("apt-get").arg("--version")).is_ok();
    if !root || !apt {
        return Ok(());
    }
    eprintln!("  apt-get install {}", packages.join(" "));
    run(command("apt-get").args(["update", "-qq"]))?;
    let options = ["install", "-y", "-qq", "--no-install-recommends"];
    run(command("apt-get").args(options).args(packages).env("DEBIAN_FRONTEND", "noninteractive"))
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

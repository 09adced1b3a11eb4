//! Where things are, and how a program is run so that its failure reads as a sentence.

use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The target that every visitor's browser runs.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The root of the checkout.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's target directory, wherever the environment or a configuration put it.
///
/// # Errors
/// The manifests cannot be read.
pub fn target() -> Result<&'static Path> {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    if let Some(known) = TARGET.get() {
        return Ok(known);
    }
    let metadata = metadata(&["--no-deps"])?;
    let path = metadata.get("target_directory").and_then(|path| path.as_str());
    let path = path.context("Cargo named no target directory.")?;
    Ok(TARGET.get_or_init(|| PathBuf::from(path)))
}

/// The files below a folder whose names end so, in order.
///
/// # Errors
/// A folder that cannot be read.
pub fn files_below(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path, ending)?);
        } else if path.to_string_lossy().ends_with(ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file that facts are taken from, in the folder that `--data` names.
///
/// # Errors
/// It is missing there.
pub fn read_data(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    fs::read_to_string(&path).with_context(|| {
        format!("{} could not be read: name the folder that has it with --data.", path.display())
    })
}

/// What `cargo metadata` says of the workspace.
///
/// # Errors
/// The manifests cannot be read.
pub fn metadata(arguments: &[&str]) -> Result<serde_json::Value> {
    let text = output(cargo().args(["metadata", "--format-version", "1"]).args(arguments))?;
    serde_json::from_str(&text).context("The answer of `cargo metadata` is not JSON.")
}

/// Cargo, the same one that runs this.
pub fn cargo() -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
}

/// A program that starts in the root of the checkout.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Runs to the end; what the program prints goes to the terminal, on the side of messages,
/// so that a task's own answer can be piped.
///
/// # Errors
/// The program is missing or reports failure.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdout(std::io::stderr()).status().with_context(|| missing(command))?;
    if !status.success() {
        bail!("`{}` failed ({status}).", line(command));
    }
    Ok(())
}

/// Runs to the end and gives what the program printed.
///
/// # Errors
/// The program is missing or reports failure; its own words are in the message.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| missing(command))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}).\n{}", line(command), output.status, words.trim_end());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, shows what the program prints as it comes, and gives it back
/// together with whether the program reported success.
///
/// # Errors
/// The program is missing, or its output cannot be read.
pub fn tee(command: &mut Command) -> Result<(String, bool)> {
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| missing(command))?;
    let pipe = child.stdout.take().context("The program's output could not be taken.")?;
    let mut text = String::new();
    for line in BufReader::new(pipe).lines() {
        let line = line?;
        writeln!(std::io::stdout(), "{line}")?;
        text.push_str(&line);
        text.push('\n');
    }
    Ok((text, child.wait()?.success()))
}

fn missing(command: &Command) -> String {
    format!("`{}` could not be started: is it installed?", command.get_program().display())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

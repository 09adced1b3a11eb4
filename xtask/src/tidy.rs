//! `cargo xtask tidy`: the rules of the house that neither rustfmt nor clippy knows.

use crate::project::{self, command, output};
use crate::purity;
use anyhow::{Context, Result};
use std::fs;

/// Lines that a file may have, without its tests.
const LONGEST: usize = 400;

/// Words that the line saying what a file is for has at least.
const FEWEST_WORDS: usize = 3;

const SOURCES: [&str; 6] = ["rs", "mjs", "js", "ts", "css", "sh"];

/// Folders of the machine that a file was written on; in two parts each, so that this
/// list does not find itself.
const LOCAL: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];

/// The registry that Cargo itself writes into its lock file.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A text file of the project, by its path from the root.
struct Text {
    path: String,
    text: String,
}

/// Runs all checks, says each fault in a sentence, and gives which checks held.
pub fn tidy() -> Vec<bool> {
    let texts = texts();
    let over = |find: fn(&Text) -> Option<String>| {
        let texts = texts.as_ref().map_err(|error| anyhow::anyhow!("{error:#}"))?;
        Ok(texts.iter().filter_map(find).collect())
    };
    let mut held = vec![
        told("every source file says what it is for", over(headless)),
        told("no source file is too long", over(too_long)),
        told("no file names a folder of one machine", over(local)),
        told("lock files name public registries only", over(private_registry)),
    ];
    held.extend(purity::checks().into_iter().map(|(name, faults)| told(name, faults)));
    held
}

/// Whether a check found no fault; what it found is said on the terminal.
fn told(name: &str, faults: Result<Vec<String>>) -> bool {
    let faults = faults.unwrap_or_else(|error| vec![format!("{error:#}")]);
    println!("  {} {name}", if faults.is_empty() { "ok  " } else { "FAIL" });
    faults.iter().for_each(|fault| println!("       {fault}"));
    faults.is_empty()
}

/// Every text file that is tracked or could be; pictures and tables of bytes are left out.
fn texts() -> Result<Vec<Text>> {
    let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let paths = output(command("git").args(list)).context("The files cannot be listed.")?;
    let read = |path: &str| {
        let text = fs::read_to_string(project::root().join(path)).ok()?;
        Some(Text { path: path.to_owned(), text })
    };
    Ok(paths.split_terminator('\0').filter_map(read).collect())
}

impl Text {
    fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    fn is_source(&self) -> bool {
        SOURCES.contains(&self.extension())
    }
}

fn headless(file: &Text) -> Option<String> {
    let marks: &[&str] = match file.extension() {
        "rs" => &["//!"],
        "mjs" | "js" | "ts" => &["//", "/**", "/*"],
        "css" => &["/*"],
        "sh" => &["#"],
        _ => return None,
    };
    let mut lines = file.text.lines().skip_while(|line| line.starts_with("#!"));
    let first = lines.next().unwrap_or_default();
    let said = marks.iter().find_map(|mark| first.strip_prefix(mark)).unwrap_or_default();
    let words = said.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    (words < FEWEST_WORDS)
        .then(|| format!("{}: open it with a comment line that says what it is for.", file.path))
}

fn too_long(file: &Text) -> Option<String> {
    let lines = without_tests(&file.text).lines().count();
    (file.is_source() && lines > LONGEST)
        .then(|| format!("{}: {lines} lines, over {LONGEST}: split it by what its parts do.", file.path))
}

/// A Rust file up to the module of unit tests that closes it.
pub fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\nmod tests").map_or(text, |(code, _)| code)
}

fn local(file: &Text) -> Option<String> {
    let mut lines = file.text.lines().enumerate();
    let (index, _) = lines.find(|(_, line)| LOCAL.iter().any(|folder| line.contains(folder)))?;
    Some(format!("{}:{}: names a folder that only one machine has.", file.path, index + 1))
}

fn private_registry(file: &Text) -> Option<String> {
    let (field, public) = match file.path.rsplit('/').next()? {
        "Cargo.lock" => ("source = \"", REGISTRY),
        // npm needs no addresses: the version and the hash name a package.
        "package-lock.json" => ("\"resolved\": \"", "only the version and the hash"),
        _ => return None,
    };
    let mut sources = file.text.lines().filter_map(|line| line.trim().strip_prefix(field));
    let other = sources.find(|source| !source.starts_with(&format!("{public}\"")))?;
    Some(format!("{}: names `{}`; it may name {public}.", file.path, other.trim_end_matches(['"', ','])))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file(path: &str, text: &str) -> Text {
        Text { path: path.into(), text: text.into() }
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        let good = ["//! Reads what a store says.", "//! Time zone to country."];
        assert!(good.iter().all(|head| headless(&file("a.rs", head)).is_none()));
        let bad = [
            "",
            "use std::fs;",
            "//! Engine.",
            "// A plain comment of many words.",
            "//!\n//! Late it comes here.",
        ];
        assert!(bad.iter().all(|head| headless(&file("a.rs", head)).is_some()));
        assert!(headless(&file("a.mjs", "#!/usr/bin/env node\n// Makes the demo shop.")).is_none());
        assert!(headless(&file("a.css", "/* The look of the shop. */")).is_none());
        assert!(headless(&file("a.css", "body {}")).is_some());
        assert!(headless(&file("a.json", "{}")).is_none());
    }

    #[test]
    fn a_file_has_at_most_400_lines_without_its_tests() {
        let code = "x\n".repeat(400);
        assert!(too_long(&file("a.rs", &code)).is_none());
        assert!(too_long(&file("a.rs", &format!("{code}y\n"))).is_some());
        let tested = format!("{code}#[cfg(test)]\nmod tests {{\n}}\n");
        assert!(too_long(&file("a.rs", &tested)).is_none());
        assert!(too_long(&file("a.md", &format!("{code}y\n"))).is_none());
    }

    #[test]
    fn a_folder_of_one_machine_is_found() {
        let text = format!("fine\nsee {}here\n", LOCAL.first().unwrap());
        assert!(local(&file("a.md", &text)).unwrap().starts_with("a.md:2:"));
        assert!(local(&file("a.md", "fine\n")).is_none());
    }

    #[test]
    fn a_lock_file_with_another_registry_is_found() {
        let cargo = |source: &str| file("Cargo.lock", &format!("source = \"{source}\"\n"));
        assert!(private_registry(&cargo(REGISTRY)).is_none());
        assert!(private_registry(&cargo("sparse+https://mirror.example/")).is_some());
        assert!(private_registry(&cargo("git+https://example.org/fork")).is_some());
        let npm = "  \"resolved\": \"https://mirror.example/a.tgz\",\n";
        assert!(private_registry(&file("tests/package-lock.json", npm)).is_some());
        assert!(private_registry(&file("package-lock.json", "\"version\": \"1.0.0\"")).is_none());
    }
}

//! The proof that the engine reaches no clock, no environment and no files: it has no
//! dependency and no standard library, and code that tries does not compile.

use crate::project::{self, WASM, metadata, output, run};
use crate::tidy::without_tests;
use crate::tools;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// What the engine must not be able to say, each a line that compiles where `std` is.
const PROBES: [(&str, &str); 4] = [
    ("a clock does not compile in the engine", "std::time::SystemTime::now()"),
    ("the environment does not compile in the engine", "std::env::var(\"HOME\")"),
    ("files do not compile in the engine", "std::fs::read(\"file\")"),
    ("the network does not compile in the engine", "std::net::TcpStream::connect(\"localhost:1\")"),
];

type Check = (&'static str, Result<Vec<String>>);

/// All checks of the engine's purity, with the faults each one found.
pub fn checks() -> Vec<Check> {
    let mut checks = vec![
        ("the engine has no dependency", dependencies()),
        ("the engine does not bring in the standard library", standard_library()),
        ("the engine compiles for the browser", for_browser()),
        ("a copy of the engine compiles, as it is", unprobed()),
    ];
    checks.extend(PROBES.iter().map(|&(name, code)| (name, probed(code))));
    checks
}

fn engine() -> PathBuf {
    project::root().join("engine")
}

/// What Cargo says of the engine's manifest.
fn manifest(key: &str) -> Result<Value> {
    let metadata = metadata(&["--no-deps"])?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let named = |package: &&Value| package.get("name").is_some_and(|name| name == "barrio-engine");
    let engine = packages.into_iter().flatten().find(named);
    let value = engine.and_then(|package| package.get(key));
    value.cloned().with_context(|| format!("Cargo names no {key} of the crate `barrio-engine`."))
}

fn dependencies() -> Result<Vec<String>> {
    let all = manifest("dependencies")?;
    // Tests run on this machine and may use what they like.
    // What is optional is for hosts: the browser's build asks for none of it.
    let is_shipped = |one: &&Value| {
        one.get("kind").is_none_or(|kind| kind != "dev") && one.get("optional") != Some(&Value::Bool(true))
    };
    let shipped = all.as_array().into_iter().flatten().filter(is_shipped);
    let name = |one: &Value| one.get("name").map(Value::to_string).unwrap_or_default();
    Ok(shipped.map(|one| format!("engine/Cargo.toml: depends on {}.", name(one))).collect())
}

fn standard_library() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let root = fs::read_to_string(engine().join("src/lib.rs"))?;
    if !root.lines().any(|line| line.trim() == "#![no_std]") {
        faults.push("engine/src/lib.rs: must say `#![no_std]`.".to_owned());
    }
    for path in sources(&engine().join("src"))? {
        let text = fs::read_to_string(&path)?;
        let path = path.strip_prefix(project::root()).unwrap_or(&path).display().to_string();
        faults.extend(reaches_std(&text).map(|line| format!("{path}:{line}: reaches `std`.")));
    }
    Ok(faults)
}

/// The lines, counted from 1, that reach the standard library outside tests and comments.
fn reaches_std(text: &str) -> impl Iterator<Item = usize> {
    let mut tested = false;
    without_tests(text).lines().enumerate().filter_map(move |(index, line)| {
        let code = line.split("//").next().unwrap_or_default();
        let found =
            !tested && ["extern crate std", "use std", "std::"].iter().any(|word| code.contains(word));
        tested = code.trim() == "#[cfg(test)]";
        found.then_some(index + 1)
    })
}

/// The Rust files below a folder, without those that hold only tests.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

fn for_browser() -> Result<Vec<String>> {
    tools::wasm_target()?;
    let arguments = ["build", "--quiet", "-p", "barrio-engine", "--target", WASM];
    run(project::cargo().args(arguments)).map(|()| Vec::new())
}

/// Without this, a copy that fails for another reason would make every probe look banned.
fn unprobed() -> Result<Vec<String>> {
    compile_copy("").map(|()| Vec::new())
}

fn probed(code: &str) -> Result<Vec<String>> {
    let line = format!("/// Reaches out.\npub fn reach_out() {{\n    let _ = {code};\n}}\n");
    match compile_copy(&line) {
        Ok(()) => Ok(vec![format!("`{code}` compiles inside the engine: it must not have `std`.")]),
        Err(error) if is_unresolved_std(&format!("{error:#}")) => Ok(Vec::new()),
        Err(error) => Err(error.context("The probe failed for another reason than a missing `std`.")),
    }
}

/// Whether the compiler's words say that there is no `std` to name.
fn is_unresolved_std(words: &str) -> bool {
    let errors: Vec<_> = words.lines().filter(|line| line.starts_with("error[")).collect();
    !errors.is_empty() && errors.iter().all(|line| line.starts_with("error[E0433]") && line.contains("`std`"))
}

/// Compiles a copy of the engine with `line` added at its end.
fn compile_copy(line: &str) -> Result<()> {
    let copy = project::target()?.join("xtask/purity");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    copy_folder(&engine().join("src"), &copy.join("src"))?;
    let root = copy.join("src/lib.rs");
    let text = fs::read_to_string(&root)?;
    fs::write(&root, format!("{text}\n{line}"))?;
    let manifest_path = copy.join("Cargo.toml");
    fs::write(&manifest_path, copied_manifest()?)?;
    let arguments = ["check", "--quiet", "--offline", "--manifest-path"];
    let mut check = project::cargo();
    check.args(arguments).arg(&manifest_path).arg("--target-dir").arg(copy.join("target"));
    // Warnings of the copy are those of the engine, which clippy has already read.
    output(check.env("RUSTFLAGS", "--cap-lints=allow")).map(drop)
}

/// The manifest of the copy: in a workspace of its own, so that cargo does not look for it
/// in this one.
fn copied_manifest() -> Result<String> {
    let edition = manifest("edition")?;
    Ok(format!("[package]\nname = \"purity\"\nedition = {edition}\n[workspace]\n"))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_library_is_found_outside_tests_and_comments() {
        let text = "//! use std::fs\nuse std::fs;\n#[cfg(test)]\nextern crate std;\nextern crate std;\n\
            fn f() { std::env::vars(); }\n\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        assert_eq!(reaches_std(text).collect::<Vec<_>>(), [2, 5, 6]);
    }

    #[test]
    fn only_a_missing_standard_library_counts_as_banned() {
        let missing =
            "error[E0433]: cannot find module or crate `std` in this scope\nerror: could not compile";
        assert!(is_unresolved_std(missing));
        assert!(!is_unresolved_std("error[E0433]: cannot find `gone` in this scope"));
        assert!(!is_unresolved_std(&format!("{missing}\nerror[E0308]: mismatched types")));
        assert!(!is_unresolved_std("error: could not find `Cargo.toml`"));
    }
}

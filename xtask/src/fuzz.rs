//! `cargo xtask fuzz`: each fuzz target for a while, guided by coverage, with libFuzzer on stable Rust.

use crate::project::{self, command, output, run};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The fuzz targets of `fuzz/`, and what each is given.
const TARGETS: [(&str, &str); 2] = [("store", "store files"), ("inputs", "courses of inputs")];

/// What libFuzzer needs of the compiler: counters at every edge, and both sides of every comparison.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg=fuzzing",
];

/// What one input may take: seconds, MB, bytes.
const LIMITS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=20000"];

/// Words of the store file longer than this are sentences, which need no repeating.
const LONGEST_WORD: usize = 24;

/// No step of a course is further from the one before, in milliseconds.
const FURTHEST: i64 = 2_000_000_000;

/// Runs every target for its share of the seconds, and gives whether all went well. What made one fail is kept
/// below Cargo's target directory, and so is what was learnt for the next time.
///
/// # Errors
/// A compiler is missing, or the targets cannot be built.
pub fn fuzz(seconds: u64) -> Result<bool> {
    let programs = build()?;
    let folder = project::target()?.join("fuzz");
    write_seeds(&folder)?;
    let mut sound = true;
    for (target, what) in TARGETS {
        sound &=
            hunt(&programs.join(target), &folder, target, what, (seconds / TARGETS.len() as u64).max(1))?;
    }
    Ok(sound)
}

/// Builds the targets with coverage and gives their folder.
fn build() -> Result<PathBuf> {
    if output(command("c++").arg("--version")).is_err() {
        bail!("libFuzzer is written in C++: install a C++ compiler, such as Debian's package g++.");
    }
    let host = output(command("rustc").args(["--print", "host-tuple"]))?;
    let host = host.trim();
    let built = project::target()?.join("fuzz/build");
    // Named as the target, so that what only builds is not watched.
    let arguments =
        ["build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target", host];
    let mut cargo = project::cargo();
    cargo
        .args(arguments)
        .env("CARGO_TARGET_DIR", &built)
        .env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\x1f"));
    run(&mut cargo)?;
    Ok(built.join(host).join("release"))
}

/// Lets one target run; gives whether nothing was found.
fn hunt(program: &Path, folder: &Path, target: &str, what: &str, seconds: u64) -> Result<bool> {
    let [corpus, seeds] = ["corpus", "seeds"].map(|name| folder.join(name).join(target));
    let crashes = folder.join("crashes");
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&crashes)?;
    println!("{target}: {seconds} seconds of {what}");
    let mut fuzzer = command(&program.display().to_string());
    fuzzer.arg(&corpus).arg(&seeds).args(LIMITS).arg(format!("-max_total_time={seconds}"));
    fuzzer.arg(format!("-dict={}", folder.join("words.dict").display()));
    fuzzer.arg(format!("-artifact_prefix={}/{target}-", crashes.display())).arg("-print_final_stats=1");
    let found = listen(&mut fuzzer)?;
    println!("{}", found.sentence(target));
    if let Some(file) = &found.artifact {
        println!("  again: {} {file}", program.display());
        minimise(program, file);
    }
    Ok(found.success)
}

/// What a run of libFuzzer told.
#[derive(Default)]
struct Found {
    success: bool,
    executions: u64,
    /// How many edges of the code were reached.
    coverage: u64,
    /// The file with the input that failed.
    artifact: Option<String>,
    /// What the program said when it failed.
    last_words: Vec<String>,
}

impl Found {
    /// Takes a line of libFuzzer's log.
    fn hear(&mut self, line: &str) {
        let number = |text: &str| text.split_whitespace().next().and_then(|word| word.parse().ok());
        if let Some(count) = line.strip_prefix("stat::number_of_executed_units:").and_then(number) {
            self.executions = count;
        } else if let Some(count) = line.split_once(" cov: ").and_then(|(_, rest)| number(rest)) {
            self.coverage = count;
        } else if let Some((_, file)) = line.split_once("Test unit written to ") {
            self.artifact = Some(file.trim().to_owned());
        } else if line.contains("panicked at")
            || line.contains("ERROR: libFuzzer")
            || !self.last_words.is_empty()
        {
            self.last_words.push(line.to_owned());
        }
    }

    fn sentence(&self, target: &str) -> String {
        let ran = format!("{} runs reached {} edges", self.executions, self.coverage);
        if self.success {
            return format!("{target}: {ran}, and nothing failed.");
        }
        let words: Vec<_> = self.last_words.iter().take(4).map(|line| format!("\n  {line}")).collect();
        let kept = self.artifact.as_deref().map(|file| format!("\n  input: {file}")).unwrap_or_default();
        format!("{target}: {ran}, and one FAILED.{}{kept}", words.concat())
    }
}

fn listen(fuzzer: &mut Command) -> Result<Found> {
    let mut child = fuzzer
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("The fuzz target could not be started.")?;
    let pipe = child.stderr.take().context("The fuzz target's log could not be read.")?;
    let mut found = Found::default();
    for line in BufReader::new(pipe).split(b'\n') {
        found.hear(&String::from_utf8_lossy(&line?));
    }
    found.success = child.wait()?.success();
    Ok(found)
}

/// Tries for a few seconds to make an input that fails smaller.
fn minimise(program: &Path, file: &str) {
    let smaller = format!("{file}.min");
    let mut fuzzer = command(&program.display().to_string());
    fuzzer.args(["-minimize_crash=1", "-max_total_time=10"]).arg(format!("-exact_artifact_path={smaller}"));
    // What it says of every try is of no use.
    let _ = fuzzer.arg(file).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if let Ok(bytes) = fs::read(&smaller) {
        println!("  smaller ({} bytes): {smaller}\n{}", bytes.len(), String::from_utf8_lossy(&bytes));
    }
}

/// Writes what the fuzzer starts from: every conformance case, the demo shop's store file, and their words.
fn write_seeds(folder: &Path) -> Result<()> {
    let root = project::root();
    let demo = fs::read_to_string(root.join("www/store/barrio.json"))
        .context("The demo's store file is not there.")?;
    let rich = fs::read_to_string(root.join("engine/tests/data/rich.json"))?;
    let (mut stores, mut courses) = (vec![demo, rich], Vec::new());
    for file in project::files_below(&root.join("tests/cases"), ".json")? {
        let text = fs::read_to_string(&file)?;
        let case: Value =
            serde_json::from_str(&text).with_context(|| format!("{} is not JSON.", file.display()))?;
        stores.push(store_of(&case));
        courses.push(course_of(&case));
    }
    let mut words = BTreeSet::new();
    for text in &stores {
        gather(&serde_json::from_str(text).unwrap_or_default(), &mut words);
    }
    write_all(&folder.join("seeds/store"), &stores)?;
    write_all(&folder.join("seeds/inputs"), &courses)?;
    let lines: Vec<_> = words.iter().map(|word| format!("\"\\\"{word}\\\"\"\n")).collect();
    fs::write(folder.join("words.dict"), lines.concat())?;
    Ok(())
}

/// Puts texts into a folder that holds nothing else.
fn write_all(folder: &Path, texts: &[String]) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for (number, text) in texts.iter().enumerate() {
        fs::write(folder.join(number.to_string()), text)?;
    }
    Ok(())
}

/// The store file of a case, as text.
fn store_of(case: &Value) -> String {
    let text = case.get("store_text").and_then(Value::as_str);
    text.map_or_else(|| case.get("store").unwrap_or(&Value::Null).to_string(), str::to_owned)
}

/// The inputs of a case as a course: the milliseconds since the line before, and the input.
fn course_of(case: &Value) -> String {
    let (mut course, mut before) = (String::new(), None);
    for step in case.get("steps").and_then(Value::as_array).into_iter().flatten() {
        let now = step.get("now").and_then(milliseconds).unwrap_or_default();
        let pause = (now - before.unwrap_or(now)).clamp(-FURTHEST, FURTHEST);
        before = Some(now);
        course.push_str(&format!("{pause} {}\n", step.get("input").unwrap_or(&Value::Null)));
    }
    course
}

/// A time of a case: milliseconds, or such as `2026-11-22T10:00:00Z`, of which the day of the month and the time
/// of day count: what a course needs is how far its steps are from each other.
fn milliseconds(time: &Value) -> Option<i64> {
    let Some(text) = time.as_str() else { return time.as_i64() };
    let part = |from: usize| text.get(from..from + 2)?.parse::<i64>().ok();
    Some((((part(5)? * 30 + part(8)?) * 24 + part(11)?) * 60 + part(14)?) * 60_000 + part(17)? * 1_000)
}

/// Every key and every short text of a store file: what a mutation had better put whole.
fn gather(value: &Value, words: &mut BTreeSet<String>) {
    let mut add = |word: &String| {
        let plain = word.chars().all(|sign| sign.is_ascii_graphic() && sign != '"' && sign != '\\');
        if plain && !word.is_empty() && word.len() <= LONGEST_WORD {
            words.insert(word.clone());
        }
    };
    match value {
        Value::String(word) => add(word),
        Value::Object(entries) => {
            entries.keys().for_each(&mut add);
            entries.values().for_each(|value| gather(value, words));
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, words)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn a_case_becomes_a_course() {
        let case = json!({"steps": [
            {"now": "2026-11-22T10:00:00Z", "input": {"type": "start"}},
            {"now": "2026-11-22T10:00:05Z", "input": {"type": "wake"}},
        ]});
        assert_eq!(course_of(&case), "0 {\"type\":\"start\"}\n5000 {\"type\":\"wake\"}\n");
    }

    #[test]
    fn a_log_is_read() {
        let mut found = Found::default();
        for line in [
            "#12 NEW    cov: 345 ft: 6 corp: 7/8b",
            "thread '<unnamed>' panicked at src/store.rs:1:1:",
            "so it went",
            "artifact_prefix='./'; Test unit written to ./crash-1",
            "stat::number_of_executed_units: 99",
        ] {
            found.hear(line);
        }
        assert_eq!(
            (found.executions, found.coverage, found.artifact.as_deref()),
            (99, 345, Some("./crash-1"))
        );
        assert!(found.sentence("store").contains("so it went"));
    }

    #[test]
    fn words_are_whole() {
        let mut words = BTreeSet::new();
        gather(&json!({"on": ["page_view", "two words", 1]}), &mut words);
        assert_eq!(words.into_iter().collect::<Vec<_>>(), ["on", "page_view"]);
    }
}

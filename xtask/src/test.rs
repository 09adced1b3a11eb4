//! `cargo xtask test`: every suite in order, on after a failure, and one closing line.

use crate::optimise::Kind;
use crate::project::{self, WASM, run, tee};
use crate::tally::{Tally, left_out};
use crate::{dist, docs, package, release, size, start, tidy, tools};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How the names of Node's test files end.
const TESTS: &str = ".test.mjs";

/// A group of checks that can be asked for by name; the order is the order of running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Suite {
    /// Formatting.
    Fmt,
    /// Lints, on this machine and for the browser.
    Clippy,
    /// The rules of the house: file heads and lengths, lock files, the engine's purity.
    Tidy,
    /// Rust's tests.
    Native,
    /// The package and the shop are built.
    Build,
    /// The size budgets.
    Size,
    /// The conformance cases, through the shipped wasm; and the shell's readers by themselves.
    Cases,
    /// What `barrio replay` counts, beside a direct count of the same log.
    Replay,
    /// The shop in a real browser against the real server.
    Browser,
    /// The view alone in a real browser: every place, block, question, field, anchor and tour.
    View,
    /// Every message of the gallery: its picture, axe-core, the keyboard, small screens, layout shift, hostile texts.
    Gallery,
    /// Files, texts and addresses that were made to do harm, in a real browser.
    Hostile,
    /// What the store's own people look at: the debug panel, the reports.
    Staff,
    /// People in the shop's programs over days and visits, in a real browser.
    Programs,
    /// The script tag, from another origin, on strict, hostile and odd pages; files that were tampered with.
    Tag,
    /// 1,000 events in each mode of failure, through a faulty endpoint to the real server; and the receiver `webhook`.
    Delivery,
    /// What barrio costs the page that it is on, against its goals.
    Budgets,
    /// The recipes for platforms, each on pages as that platform serves them.
    Recipes,
    /// The packed package in Vite, webpack, Next.js and Node.js, its types, and the examples of its documents.
    Npm,
    /// The main job, the gallery and delivery in Chromium, Firefox and WebKit, on a desktop and on a phone.
    Browsers,
    /// The documentation: every code sample, link and walk-through of it, and the built site.
    Docs,
    /// n8n, fetched from npm: 1.4 GB and many minutes the first time.
    Receivers,
}

/// The receiver that only the suite of that name waits for.
const RECEIVERS: &str = "n8n.test.mjs";

/// The suites that take a part of the browser tests each, by how the names of their files begin; `browser` has the rest.
const PARTS: [(Suite, &[&str]); 4] = [
    (Suite::Gallery, &["axe", "denied", "gallery", "injection", "keyboard", "shift"]),
    (Suite::Hostile, &["hostile"]),
    (Suite::Staff, &["debug", "reports"]),
    (Suite::Programs, &["programs", "ready-made"]),
];

/// Runs the suites, all but the long ones if none is named; gives whether all of them held.
pub fn test(named: &[Suite]) -> bool {
    let mut results = Vec::new();
    let mut built = true;
    for suite in plan(named) {
        println!("\n== {}", name(suite));
        let began = Instant::now();
        let outcome = if built { execute(suite) } else { unbuilt(suite) };
        let tally = settle(suite, outcome);
        built &= suite != Suite::Build || tally.failed == 0;
        results.push((suite, tally, began.elapsed()));
    }
    summarise(&results)
}

/// The suites to run, in order; those that use the package bring its build along.
fn plan(named: &[Suite]) -> Vec<Suite> {
    let all = Suite::value_variants();
    let mut suites = if named.is_empty() { all.to_vec() } else { named.to_vec() };
    if named.is_empty() {
        suites.retain(|suite| !is_long(*suite));
    }
    if suites.iter().any(|suite| *suite > Suite::Build) {
        suites.push(Suite::Build);
    }
    suites.sort_unstable();
    suites.dedup();
    suites
}

/// Those that run only where they are named: together they take longer than all others.
fn is_long(suite: Suite) -> bool {
    suite > Suite::Browser
}

fn unbuilt(suite: Suite) -> Result<Tally> {
    bail!("The suite `{}` needs the package and the shop, which were not built.", name(suite))
}

/// The tally of a suite: an error is a failure, and so is a suite in which nothing ran.
fn settle(suite: Suite, outcome: Result<Tally>) -> Tally {
    match outcome {
        Err(error) => {
            eprintln!("{error:#}");
            Tally::FAIL
        }
        Ok(tally) if tally.is_empty() => {
            eprintln!("The suite `{}` executed nothing.", name(suite));
            Tally { failed: 1, ..tally }
        }
        Ok(tally) => tally,
    }
}

fn execute(suite: Suite) -> Result<Tally> {
    match suite {
        Suite::Fmt => fmt(),
        Suite::Clippy => clippy(),
        Suite::Tidy => Ok(Tally::of(tidy::tidy())),
        Suite::Native => native(),
        Suite::Build => Ok(Tally::of([told(package::build(Kind::Split)), told(package::shop())])),
        Suite::Size => Ok(Tally::of(size::report(false)?)),
        Suite::Cases => cases(),
        Suite::Replay => replay(),
        Suite::Browser | Suite::Gallery | Suite::Hostile | Suite::Staff | Suite::Programs => browser(suite),
        Suite::View => view(),
        Suite::Tag => tests_with("tag", &[("BARRIO_TAG_DIR", dist::tag_folder()?)]),
        Suite::Delivery => delivery("delivery", |file| !file.ends_with(RECEIVERS)),
        Suite::Budgets => tests_with("budgets", &[]),
        Suite::Recipes => tools::php().and_then(|()| tests_with("recipes", &[])),
        // They look at what is released, too.
        Suite::Npm => release::release(true).and_then(|_| tests_with("npm", &[])),
        Suite::Browsers => tests_with("browsers", &tools::others()?),
        Suite::Docs => tests_with("docs", &[("BARRIO_DOCS_DIR", docs::build()?)]),
        Suite::Receivers => delivery("receivers", |file| file.ends_with(RECEIVERS)),
    }
}

/// Whether it went well; what did not is said on the terminal.
fn told<T>(outcome: Result<T>) -> bool {
    outcome.inspect_err(|error| eprintln!("{error:#}")).is_ok()
}

fn fmt() -> Result<Tally> {
    tools::components()?;
    Ok(Tally::of([told(run(project::cargo().args(["fmt", "--all", "--check"])))]))
}

fn clippy() -> Result<Tally> {
    tools::components()?;
    tools::wasm_target()?;
    let scopes: [&[&str]; 2] = [&["--workspace", "--all-targets"], &["-p", "barrio", "--target", WASM]];
    let deny = ["--", "-D", "warnings"];
    Ok(Tally::of(scopes.map(|scope| told(run(project::cargo().arg("clippy").args(scope).args(deny))))))
}

fn native() -> Result<Tally> {
    let (text, success) = tee(project::cargo().args(["test", "--workspace", "--no-fail-fast"]))?;
    Ok(Tally::from_libtest(&text).with_status(success))
}

fn cases() -> Result<Tally> {
    let folder = project::root().join("tests/cases");
    let mut files = vec![folder.join("run.mjs")];
    files.extend(project::files_below(&folder, TESTS)?);
    files.extend(project::files_below(&project::root().join("tests/shell"), TESTS)?);
    node_tests("cases", &files, &[])
}

fn replay() -> Result<Tally> {
    let files = project::files_below(&project::root().join("tests/replay"), TESTS)?;
    node_tests("replay", &files, &[("BARRIO_SERVER", start::server(false)?)])
}

fn view() -> Result<Tally> {
    let files = project::files_below(&project::root().join("tests/view"), TESTS)?;
    node_tests("view", &files, &[("BARRIO_CHROMIUM", tools::browser()?)])
}

fn browser(suite: Suite) -> Result<Tally> {
    served_tests("browser", &name(suite), |file| owner(file) == suite)
}

/// The suite that a browser test belongs to.
fn owner(file: &Path) -> Suite {
    let named = PARTS.iter().find(|(_, starts)| is_named(file, starts));
    named.map_or(Suite::Browser, |(suite, _)| *suite)
}

fn delivery(name: &str, wanted: fn(&Path) -> bool) -> Result<Tally> {
    served_tests("delivery", name, wanted)
}

/// Those files of the folder that are wanted.
fn served_tests(folder: &str, name: &str, wanted: impl Fn(&Path) -> bool) -> Result<Tally> {
    tests_beside(folder, name, wanted, &[])
}

/// All files of the folder of that name, which need more than the served shop.
fn tests_with(name: &str, more: &[(&'static str, PathBuf)]) -> Result<Tally> {
    tests_beside(name, name, |_| true, more)
}

fn tests_beside(
    folder: &str,
    name: &str,
    wanted: impl Fn(&Path) -> bool,
    more: &[(&'static str, PathBuf)],
) -> Result<Tally> {
    let mut files = project::files_below(&project::root().join("tests").join(folder), TESTS)?;
    files.retain(|file| wanted(file));
    node_tests(name, &files, &[&served()?[..], more].concat())
}

/// What tests of the served shop need: a browser, the server and the shop.
fn served() -> Result<[(&'static str, PathBuf); 3]> {
    Ok([
        ("BARRIO_CHROMIUM", tools::browser()?),
        ("BARRIO_SERVER", start::server(false)?),
        ("BARRIO_STORE_DIR", project::target()?.join("store")),
    ])
}

fn is_named(file: &Path, starts: &[&str]) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    starts.iter().any(|start| name.starts_with(start))
}

/// Runs files under Node's test runner: one report for people, one to count.
fn node_tests(name: &str, files: &[PathBuf], paths: &[(&str, PathBuf)]) -> Result<Tally> {
    if files.is_empty() {
        return Ok(Tally::default());
    }
    let folder = project::target()?.join("xtask");
    fs::create_dir_all(&folder)?;
    let report = folder.join(format!("{name}.tap"));
    // A report of an earlier run must not be counted if this one dies before it writes.
    let _ = fs::remove_file(&report);
    let mut node = project::command("node");
    node.args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"]);
    if Suite::from_str(name, false).is_ok_and(is_long) {
        // Two browsers wait for each other less than one waits for itself; nothing in these depends on being quick.
        node.arg("--test-concurrency=2");
    }
    node.arg("--test-reporter=tap").arg(format!("--test-reporter-destination={}", report.display()));
    node.args(files).env("BARRIO_TARGET_DIR", project::target()?).envs(paths.iter().cloned());
    let success = node.status().context("Node.js could not be started.")?.success();
    let tap = fs::read_to_string(&report).context("Node's test runner left no report.")?;
    let skipped = left_out(&tap);
    if !skipped.is_empty() {
        println!("\nLeft out:\n  {}", skipped.join("\n  "));
    }
    Ok(Tally::from_tap(&tap).with_status(success))
}

fn name(suite: Suite) -> String {
    suite.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Prints the table, with what each suite took, and the closing line; gives whether nothing failed.
fn summarise(results: &[(Suite, Tally, Duration)]) -> bool {
    let mut total = Tally::default();
    println!();
    for &(suite, tally, took) in results {
        println!("{:<10}{:>5} s  {tally}", name(suite), took.as_secs());
        total += tally;
    }
    println!("\n{total}");
    total.failed == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_run_in_order_and_bring_their_build() {
        assert_eq!(plan(&[Suite::Browser, Suite::Fmt]), [Suite::Fmt, Suite::Build, Suite::Browser]);
        assert_eq!(plan(&[Suite::Native]), [Suite::Native]);
        assert_eq!(plan(&[]).last(), Some(&Suite::Browser), "the long ones are asked for by name");
        let all = Suite::value_variants();
        let long = all.iter().filter(|suite| is_long(**suite)).count();
        assert_eq!(plan(&[]).len() + long, all.len(), "each is in the usual run, or is asked for by name");
        assert!(
            [Suite::View, Suite::Gallery, Suite::Hostile, Suite::Programs, Suite::Delivery, Suite::Receivers]
                .map(is_long)
                .iter()
                .all(|long| *long)
        );
    }

    #[test]
    fn a_browser_test_belongs_to_one_suite() {
        let files = project::files_below(&project::root().join("tests/browser"), TESTS).unwrap_or_default();
        for (suite, starts) in PARTS {
            for start in starts {
                assert!(files.iter().any(|file| is_named(file, &[start])), "{start} names no file");
            }
            assert!(is_long(suite) && files.iter().any(|file| owner(file) == suite));
        }
        assert!(files.iter().any(|file| owner(file) == Suite::Browser));
    }

    #[test]
    fn a_suite_that_executes_nothing_has_failed() {
        assert_eq!(settle(Suite::Cases, Ok(Tally::default())), Tally::FAIL);
        assert_eq!(settle(Suite::Cases, Ok(Tally::PASS)), Tally::PASS);
        assert_eq!(settle(Suite::Cases, unbuilt(Suite::Cases)), Tally::FAIL);
    }
}

//! `cargo xtask bench`: how long deciding, explaining, recording, collecting and replaying (visits and orders) take, against what the project wants to reach.

use crate::optimise::Kind;
use crate::project::{self, command, output, run};
use crate::{package, start, tools};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::available_parallelism;
use std::time::Instant;

/// Recorded visits to replay, of ten events each.
const VISITS: usize = 200_000;

/// Orders to replay: all that a good-sized shop has in a year.
const ORDERS: usize = 200_000;

/// Visits per second and core that the replay is to reach.
const WANTED: f64 = 200_000.0;

/// Builds what is shipped, measures it, and gives whether every target was reached.
///
/// # Errors
/// A tool is missing or fails.
pub fn bench() -> Result<bool> {
    package::build(Kind::Split)?;
    let decided = script("bench/decide.mjs")?;
    println!();
    let explained = script("bench/explain.mjs")?;
    println!();
    let recorded = script("bench/record.mjs")?;
    println!();
    let collected = collect()?;
    println!();
    let replayed = replay()?;
    Ok(decided && explained && recorded && collected && replayed)
}

/// Runs a script of Node.js whose answer is for people; gives whether it was content.
fn script(path: &str) -> Result<bool> {
    let mut node = command("node");
    let status = node.arg(path).env("BARRIO_CHROMIUM", tools::browser()?).status();
    Ok(status.context("Node.js could not be started.")?.success())
}

/// Drives `/collect` of the real server, and stops and starts it under load.
fn collect() -> Result<bool> {
    let mut node = command("node");
    node.arg("bench/collect.mjs").env("BARRIO_SERVER", start::server(true)?);
    Ok(node.status().context("Node.js could not be started.")?.success())
}

/// Times `barrio replay`, one visit at a time and then on every core.
fn replay() -> Result<bool> {
    let program = start::server(true)?;
    let program = program.display().to_string();
    let folder = project::target()?.join("bench");
    fs::create_dir_all(&folder)?;
    run(command("node").arg("bench/visits.mjs").arg(&folder).arg(VISITS.to_string()))?;
    let cores = available_parallelism().map_or(1, usize::from);
    let visits = |threads| time_replay(&program, &folder, "visits", "visits.ndjson", threads);
    let (alone, together) = (VISITS as f64 / visits(1)?, VISITS as f64 / visits(cores)?);
    let reached = alone >= WANTED;
    println!(
        "replay of {VISITS} visits of ten events over 50 campaigns: {alone:.0} visits per second on one core \
         (wanted: {WANTED:.0}, {}), {together:.0} on {cores}",
        if reached { "reached" } else { "missed" },
    );
    fs::remove_file(folder.join("visits.ndjson"))?;
    run(command("node").arg("bench/orders.mjs").arg(&folder).arg(ORDERS.to_string()))?;
    let orders = ORDERS as f64 / time_replay(&program, &folder, "orders", "orders.csv", 1)?;
    println!(
        "replay of {ORDERS} orders: {orders:.0} orders per second on one core, {:.2} orders in the time of a visit",
        orders / alone
    );
    fs::remove_file(folder.join("orders.csv"))?;
    Ok(reached)
}

/// How many seconds a file of that kind takes, from start to end, on so many threads.
fn time_replay(program: &str, folder: &Path, kind: &str, file: &str, threads: usize) -> Result<f64> {
    let mut replay = command(program);
    replay.arg("replay").arg("--store").arg(folder.join("barrio.json"));
    replay.arg(format!("--{kind}")).arg(folder.join(file)).args(["--threads", &threads.to_string()]);
    let began = Instant::now();
    // The lines and the summary are not what is looked at here.
    output(replay.stdout(Stdio::null()))?;
    Ok(began.elapsed().as_secs_f64())
}

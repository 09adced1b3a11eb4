//! The task runner: `cargo xtask COMMAND`. Every command does its own set-up first.

mod bench;
mod bom;
mod budgets;
mod deny;
mod dist;
mod docs;
mod features;
mod fuzz;
mod gallery;
mod optimise;
mod package;
mod plain;
mod project;
mod purity;
mod release;
mod size;
mod sources;
mod split;
mod stamp;
mod start;
mod tally;
mod test;
mod tidy;
mod tools;
mod zones;

use anyhow::Result;
use clap::Parser;
use optimise::Kind;
use std::path::PathBuf;
use std::process::ExitCode;

/// Builds, tests and runs barrio. Each command sets up what it needs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Build everything and serve the demo shop.
    Start {
        /// Port on 127.0.0.1; 0 takes a free one.
        #[arg(long, default_value_t = 7007)]
        port: u16,
        /// Compile the server with optimisations.
        #[arg(long)]
        release: bool,
    },
    /// Run all the tests, or the suites that are named.
    Test {
        /// Suites to run.
        #[arg(value_name = "SUITE")]
        suites: Vec<test::Suite>,
    },
    /// Build the npm package into pkg/dist, and the pages of the demo shop.
    Build {
        /// Keep the names of functions, for readable stack traces.
        #[arg(long, conflicts_with = "whole")]
        debug: bool,
        /// Leave the wasm in one module, for tools that need one.
        #[arg(long)]
        whole: bool,
    },
    /// Make what is published, in `dist` of the target directory: the npm tarball, its bill of materials, and the folder
    /// for the script tag with the hashes of its files.
    Dist {
        /// The change log does not name the version yet.
        #[arg(long)]
        draft: bool,
    },
    /// Build the documentation site, and give its folder.
    Docs,
    /// Say what a visitor downloads, and whether it keeps the budgets.
    Size {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Measure deciding, explaining and replaying, beside what others offer.
    Bench,
    /// Measure what barrio weighs and costs the page that it is on, and write BENCHMARKS.md.
    Budgets,
    /// Try store files and inputs that nobody thought of, guided by what code they reach.
    Fuzz {
        /// How long, over all targets, without building.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Take the pictures of every message: eight of each, in light and dark, in both directions, on phone and desktop.
    Gallery {
        /// The folder for them; `gallery` in the target directory if nothing is said.
        #[arg(long, conflicts_with = "update")]
        into: Option<PathBuf>,
        /// Write them as the references that the browser tests compare with.
        #[arg(long)]
        update: bool,
        /// Entries to take; all if none is named.
        #[arg(value_name = "ENTRY")]
        entries: Vec<String>,
    },
    /// Check the rules of the house that no other tool checks.
    Tidy,
    /// Check the licences, names and sources of all crates against deny.toml.
    Deny {
        /// Look for advisories too: needs cargo-deny, and the network for its database.
        #[arg(long)]
        advisories: bool,
    },
    /// Make the long list of search engines, social networks and other sites that visitors come from.
    Sources {
        /// The folder with referer/ and ga4-channel/, seen from the root.
        #[arg(long, default_value = sources::DATA)]
        data: PathBuf,
    },
    /// Make the table from time zone to country out of the tz database.
    Zones {
        /// The folder with zone.tab, zone1970.tab and backward, seen from the root.
        #[arg(long, default_value = zones::DATA)]
        data: PathBuf,
    },
}

fn main() -> ExitCode {
    match perform(Task::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the task found all in order.
fn perform(task: Task) -> Result<bool> {
    match task {
        Task::Start { port, release } => start::start(port, release).map(|()| true),
        Task::Test { suites } => Ok(test::test(&suites)),
        Task::Build { debug, whole } => {
            let kind = match (debug, whole) {
                (true, _) => Kind::Debug,
                (_, true) => Kind::Whole,
                _ => Kind::Split,
            };
            package::build(kind).and_then(|()| package::shop()).map(|_| true)
        }
        Task::Dist { draft } => {
            package::build(Kind::Split)?;
            let made = release::release(draft)?;
            dist::tag_folder()?;
            made.iter().for_each(|path| println!("{}", path.display()));
            Ok(true)
        }
        Task::Docs => docs::build().map(|folder| {
            println!("The documentation is in {}.", folder.display());
            true
        }),
        Task::Size { json } => {
            package::build(Kind::Split)?;
            Ok(size::report(json)?.into_iter().all(|kept| kept))
        }
        Task::Bench => bench::bench(),
        Task::Budgets => budgets::budgets(),
        Task::Fuzz { seconds } => fuzz::fuzz(seconds),
        Task::Gallery { into, update, entries } => {
            gallery::gallery(into.as_deref(), update, &entries).map(|()| true)
        }
        Task::Deny { advisories } => deny::deny(advisories),
        Task::Tidy => Ok(tidy::tidy().into_iter().all(|held| held)),
        Task::Sources { data } => sources::generate(&data).map(|()| true),
        Task::Zones { data } => zones::generate(&data).map(|()| true),
    }
}

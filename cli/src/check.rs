//! `barrio check FILE`: says everything that is wrong with a store file, and what will surprise.

pub(crate) mod score;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::process::ExitCode;

use barrio_engine::{Issue, StoreFile, check};

use crate::args::CheckArgs;
use crate::rows;

/// Checks one file; fails if the file cannot be read or a campaign of it does not run.
pub(crate) fn run(args: &CheckArgs) -> ExitCode {
    let file = args.file.display().to_string();
    let text = match fs::read_to_string(&args.file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{file}: The file cannot be read: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let resolved = rows::resolve(&text);
    let verdict = Verdict::of(&resolved);
    let mut told = verdict.told(&file);
    if let Some(events) = args.score.as_ref().filter(|_| verdict.is_readable()) {
        for line in events.explain(&resolved) {
            // Writing to a string cannot fail.
            let _ = writeln!(told, "{file}: {}", one_line(&line));
        }
    }
    let mut printed = told.as_str();
    if let Some(out) = &args.out {
        if let Err(error) = fs::write(out, &resolved) {
            eprintln!("{}: The file cannot be written: {error}.", out.display());
            return ExitCode::FAILURE;
        }
    } else if args.resolve {
        eprint!("{told}");
        printed = &resolved;
    }
    // Whoever closed the pipe has seen enough; the exit code still tells.
    let _ = io::stdout().write_all(printed.as_bytes());
    if verdict.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What there is to say about a store file.
struct Verdict {
    faults: Vec<Issue>,
    warnings: Vec<Issue>,
    left_out: Vec<String>,
}

impl Verdict {
    fn of(text: &str) -> Self {
        let (store, faults) = StoreFile::parse(text);
        let warnings = check::warnings(&store);
        Self { faults, warnings, left_out: store.left_out }
    }

    fn is_good(&self) -> bool {
        self.left_out.is_empty() && self.is_readable()
    }

    /// A fault without a path is one of the whole file: nothing of it was read.
    fn is_readable(&self) -> bool {
        self.faults.iter().all(|issue| !issue.path.is_empty())
    }

    fn told(&self, file: &str) -> String {
        let mut told = String::new();
        let faults = self.faults.iter().map(|issue| ("", issue));
        let warnings = self.warnings.iter().map(|issue| ("warning: ", issue));
        for (mark, issue) in faults.chain(warnings) {
            let path = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
            // Writing to a string cannot fail.
            let _ = writeln!(told, "{file}: {}", one_line(&format!("{path}{mark}{}", issue.message)));
        }
        let _ = writeln!(told, "{file}: {}", one_line(&self.summary()));
        told
    }

    fn summary(&self) -> String {
        let counts =
            format!("{}, {}", count(self.faults.len(), "fault"), count(self.warnings.len(), "warning"));
        let left_out = self.left_out.join(", ");
        match self.left_out.len() {
            _ if !self.is_readable() => {
                format!("{counts}. Nothing of the file is used.")
            }
            0 => format!("{counts}. Every campaign runs."),
            1 => format!("{counts}. Left out: {left_out}; the others run."),
            many => format!("{counts}. {many} are left out: {left_out}; the others run."),
        }
    }
}

fn count(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// Names in a file may hold anything; on a terminal, control characters would do something.
fn one_line(text: &str) -> String {
    let shown = |letter: char| {
        if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() }
    };
    text.chars().map(shown).collect()
}

//! The command `barrio`: reads the command line and hands it to the library.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    barrio_cli::run(barrio_cli::Cli::parse())
}

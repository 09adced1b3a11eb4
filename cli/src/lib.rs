//! barrio's native tool as a library, so that tests start the real thing in their own process.

mod args;
mod check;
mod collect;
mod crm;
mod database;
mod new;
mod replay;
mod reports;
mod rows;
mod schema;
mod send;
mod serve;

use std::process::ExitCode;

pub use args::{CheckArgs, Cli, Command, NewArgs, ReplayArgs, SendArgs, ServeArgs};
pub use check::score::{Events, EventsError};
pub use database::DatabaseError;
pub use replay::orders::columns::{Columns, ColumnsError};
pub use rows::resolve;
pub use schema::text as schema;
pub use serve::origin::{Origin, OriginError};
pub use serve::{ServeError, Server};

/// Runs one command to its end and says on stderr what went wrong, if anything did.
pub fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Serve(args) => report(serve::run(&args)),
        Command::Check(args) => check::run(&args),
        Command::Send(args) => send::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::New(args) => new::run(&args),
        Command::Schema => {
            print!("{}", schema());
            ExitCode::SUCCESS
        }
    }
}

fn report(outcome: Result<(), ServeError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

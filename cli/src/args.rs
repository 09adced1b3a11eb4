//! The command line of `barrio`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand};

use crate::serve::origin::Origin;

/// barrio's native tool: the demo shop with its reference CRM endpoint, and the store file checker.
#[derive(Parser)]
#[command(name = "barrio", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `barrio` can do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the shop, the package and a small real CRM endpoint
    Serve(ServeArgs),
    /// Say every fault of a store file, and what will surprise
    Check(CheckArgs),
    /// Print the JSON Schema of the store file
    Schema,
}

/// The options of `barrio serve`.
#[derive(Args, Clone)]
pub struct ServeArgs {
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 7007)]
    pub port: u16,
    /// Address to listen on; anything but a loopback address needs --token
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// SQLite file that keeps contacts and events; it is made if it is not there
    #[arg(long, default_value = "target/barrio.db")]
    pub db: PathBuf,
    /// Folder served as the shop, at /
    #[arg(long, default_value = "target/store")]
    pub store_dir: PathBuf,
    /// Folder served as the package, at /barrio/
    #[arg(long, default_value = "pkg/dist")]
    pub package_dir: PathBuf,
    /// Another origin whose pages may post to /collect, such as https://shop.example; may be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    pub allow_origins: Vec<Origin>,
    /// Secret that opens /crm and /crm/api; the environment is the quieter place for it
    #[arg(long, env = "BARRIO_TOKEN", hide_env_values = true, value_parser = NonEmptyStringValueParser::new())]
    pub token: Option<String>,
}

/// The options of `barrio check`.
#[derive(Args, Clone)]
pub struct CheckArgs {
    /// The store file, such as barrio.json
    pub file: PathBuf,
}

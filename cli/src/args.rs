//! The command line of `barrio`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand};

use crate::check::score::Events;
use crate::replay::orders::columns::Columns;
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
    /// Try a CRM without a page: print the request that a browser would make, and make it
    Send(SendArgs),
    /// Run recorded visits through the engine: what would have been shown, sent, and stopped; or an order log
    Replay(ReplayArgs),
    /// Print the JSON Schema of the store file
    Schema,
    /// Write a store file with ready-made programs in it
    New(NewArgs),
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
    /// Folder served as the documentation, at /docs/
    #[arg(long, default_value = "target/docs")]
    pub docs_dir: PathBuf,
    /// Another origin whose pages may post to /collect, such as https://shop.example; may be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    pub allow_origins: Vec<Origin>,
    /// Another origin that the shop's pages may send to, such as that of a CRM; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    pub connect: Vec<Origin>,
    /// Let no page of the shop compile WebAssembly, as strict shops do: barrio then runs as plain JavaScript
    #[arg(long)]
    pub no_wasm: bool,
    /// How many posts to /collect one address may make each second, ten times that at once; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub rate: u32,
    /// Behind a proxy of yours: --rate counts by the last address in X-Forwarded-For, which the proxy writes
    #[arg(long)]
    pub behind_proxy: bool,
    /// Secret that opens /crm and /crm/api; the environment is the quieter place for it
    #[arg(long, env = "BARRIO_TOKEN", hide_env_values = true, value_parser = NonEmptyStringValueParser::new())]
    pub token: Option<String>,
}

/// The options of `barrio check`.
#[derive(Args, Clone)]
pub struct CheckArgs {
    /// The store file, such as barrio.json
    pub file: PathBuf,
    /// Print the store file with the rows of its CRMs written into it, so that the page need not load them
    #[arg(long)]
    pub resolve: bool,
    /// Write it to this file instead, which may be the store file itself
    #[arg(long, value_name = "FILE", requires = "resolve")]
    pub out: Option<PathBuf>,
    /// Explain the lead score of somebody who does this, such as view_item=5,add_to_cart; without events an example
    #[arg(long, value_name = "EVENTS", num_args = 0..=1, default_missing_value = "", conflicts_with = "resolve")]
    pub score: Option<Events>,
}

/// The options of `barrio new`.
#[derive(Args, Clone)]
pub struct NewArgs {
    /// The programs, separated by commas, such as welcome,abroad; all says all of them. Without any, they are listed
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub template: Vec<String>,
    /// Write it to this new file instead of printing it
    #[arg(long, value_name = "FILE", requires = "template")]
    pub out: Option<PathBuf>,
}

/// The options of `barrio send`.
#[derive(Args, Clone)]
#[command(after_long_help = SEND)]
pub struct SendArgs {
    /// The store file, such as barrio.json
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// The CRM, by its name, or its type if it has none; all of the file if nothing is said
    #[arg(long, value_name = "NAME")]
    pub crm: Option<String>,
    /// What happened: opt_in, opt_out, preferences, feedback, generate_lead, identify, or any other event
    #[arg(long, default_value = "opt_in")]
    pub event: String,
    /// What was filled in, answered or known, a JSON object; it goes over a sample, null takes a field out of it
    #[arg(long, value_name = "JSON")]
    pub data: Option<String>,
    /// The page that the visitor is on; its origin is told as the browser would
    #[arg(long, value_name = "URL", default_value = "https://shop.example/")]
    pub page: String,
    /// Only print the request
    #[arg(long)]
    pub dry_run: bool,
}

/// What `barrio send --help` says after its options.
const SEND: &str = r#"A made-up visitor does in the real engine what the event says, in a message made for it: subscribes, answers,
writes. What the engine then wants to send is printed, byte by byte. Without --dry-run it is sent; the CRM gets the
sample (ana@example.com), so give an address of your own with --data '{"email": "me@shop.example"}'.

Exit code 0: every CRM accepted it (with --dry-run: every CRM takes the event). 1: one did not, or nothing was sent."#;

/// The options of `barrio replay`.
#[derive(Args, Clone)]
#[command(after_long_help = REPLAY)]
pub struct ReplayArgs {
    /// The store file, such as barrio.json
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// The recorded visits, one JSON object a line; - is standard input
    #[arg(long, value_name = "FILE", required_unless_present = "orders", conflicts_with = "orders")]
    pub visits: Option<PathBuf>,
    /// Instead of visits an order log, one order a line: CSV, or columns with spaces between; - is standard input
    #[arg(long, value_name = "FILE")]
    pub orders: Option<PathBuf>,
    /// Where the log has what: person, date and perhaps value, quantity and id, by number or by name in its first
    /// line; without this the first line has these names
    #[arg(long, value_name = "person=2,date=3,...", conflicts_with = "visits")]
    pub columns: Option<Columns>,
    /// Add to each visit every campaign with its rules and verdicts at the end of it
    #[arg(long, conflicts_with = "orders")]
    pub explain: bool,
    /// Count people at each month's end: probable, potential, active, inactive. Orders are always counted so
    #[arg(long)]
    pub pyramid: bool,
    /// How many visits are run at once; as many as there are cores unless told
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How much memory people between their visits may take, in MB; beyond it they go to a temporary file
    #[arg(long, value_name = "MB", default_value_t = 200)]
    pub memory: usize,
}

/// What `barrio replay --help` says after its options.
const REPLAY: &str = r#"A visit is one line:
  {"id": "v1", "person": "p1", "visitor": {"country": "ES", "locale": "es-ES"}, "events": [
    {"at": "2026-11-22T10:00:00Z", "event": "page_view", "properties": {"path": "/p/parka"}}]}

visitor     attributes under their names in the store file; what is under consent is answered at the start
page_view   url (or path alone), title, referrer, type, product
identify    id and traits; consent: an object of booleans by purpose; any other event: as it is
person      the visits of one person share their journal and all other memory

Visits run in the order of the file, also where their times do not follow each other. The engine is woken when it
asked for that, for 30 minutes after the last event. A visit is one page that is never reloaded, and nobody closes
what is shown. Whatever is sent is answered with 200 at once.

Each visit gives one line on stdout: {"visit": id, "shown": [campaigns], "sent": [messages]}, with --explain also
"trace"; with --pyramid each month one more, {"month": "2026-11", "probable": 8, "potential": 3, "active": 5,
"inactive": 2}. An order log gives the months alone: each order is a purchase, and a date without a time is taken at
12:00 UTC. A summary goes to stderr. Lines and events that cannot be read are said there and passed over; then the
exit code is 1."#;

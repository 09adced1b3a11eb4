//! `barrio serve`: one listener for the shop, the package, `/collect` and `/crm`.

mod access;
mod connections;
mod documentation;
mod headers;
pub(crate) mod origin;
mod refusal;
mod site;

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::args::ServeArgs;
use crate::database::{Database, DatabaseError};
use crate::{collect, crm};

pub(crate) use access::Access;
pub(crate) use refusal::Refusal;

/// The store file in the shop's folder.
const STORE_FILE: &str = "barrio.json";
/// A request that takes longer than this is given up, so that stalled uploads do not pile up.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Why the server did not start or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another program listens there.
    #[error(
        "Port {port} on {host} is already taken. Stop the program that uses it, or choose another with --port (0 picks a free one)."
    )]
    PortTaken {
        /// Where barrio wanted to listen.
        host: String,
        /// The port that is taken.
        port: u16,
    },
    /// The system does not let us listen there.
    #[error("barrio cannot listen on {host}, port {port}: {source}. Check --host and --port.")]
    Listen {
        /// Where barrio wanted to listen.
        host: String,
        /// On which port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The CRM would be open to other machines.
    #[error(
        "{host} can be reached from other machines, so the contacts at /crm need a token: add --token with a secret of yours, or leave --host out to serve this machine alone."
    )]
    TokenNeeded {
        /// The host that is not a loopback address.
        host: String,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The system failed while serving.
    #[error("The server had to stop: {0}.")]
    Serving(#[from] io::Error),
}

/// A bound server that has not started to answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
}

impl Server {
    /// Opens the database and the port.
    ///
    /// # Errors
    /// When the port is taken, the host is not ours, the database cannot be opened,
    /// or the CRM would be reachable by other machines without a token.
    pub async fn bind(args: &ServeArgs) -> Result<Self, ServeError> {
        let access = access_rule(args).await?;
        let listener = listen(args).await?;
        let address = listener.local_addr()?;
        let database = Arc::new(Database::open(&args.db)?);
        let router = router(args, access, database);
        Ok(Self { listener, address, router })
    }

    /// Where the server listens, with the port that was really taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop` resolves, then finishes those it has begun.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        connections::serve(self.listener, self.router, stop).await;
    }
}

/// Serves until SIGINT or SIGTERM, saying on stdout where.
pub(crate) fn run(args: &ServeArgs) -> Result<(), ServeError> {
    // The writer is let go with the router, and stores what waits before it ends: nothing accepted is lost.
    tokio::runtime::Runtime::new()?.block_on(async {
        let server = Server::bind(args).await?;
        warn_of_missing(&args.store_dir, "the shop");
        warn_of_missing(&args.package_dir, "the package");
        let stop = stop_signal()?;
        announce(server.address(), args.docs_dir.is_dir())?;
        server.run(stop).await;
        Ok(())
    })
}

fn announce(address: SocketAddr, documentation: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "barrio serves the shop at http://{address}/")?;
    writeln!(out, "and its CRM at http://{address}/crm")?;
    if documentation {
        writeln!(out, "The documentation is at http://{address}/docs/")?;
    }
    out.flush()
}

fn warn_of_missing(folder: &Path, what: &str) {
    if !folder.is_dir() {
        eprintln!("There is no folder {}, so {what} is not there yet.", folder.display());
    }
}

/// Listens for the signals at once: one that comes right after the announcement must not be lost.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

async fn access_rule(args: &ServeArgs) -> Result<Access, ServeError> {
    if let Some(token) = &args.token {
        return Ok(Access::with_token(token));
    }
    let addresses = tokio::net::lookup_host((args.host.as_str(), args.port)).await;
    let mut addresses = addresses.map_err(|source| listen_error(args, source))?;
    if addresses.all(|address| address.ip().is_loopback()) {
        Ok(Access::this_machine())
    } else {
        Err(ServeError::TokenNeeded { host: args.host.clone() })
    }
}

async fn listen(args: &ServeArgs) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind((args.host.as_str(), args.port)).await;
    bound.map_err(|source| listen_error(args, source))
}

fn listen_error(args: &ServeArgs, source: io::Error) -> ServeError {
    let (host, port) = (args.host.clone(), args.port);
    if source.kind() == io::ErrorKind::AddrInUse {
        ServeError::PortTaken { host, port }
    } else {
        ServeError::Listen { host, port, source }
    }
}

fn router(args: &ServeArgs, access: Access, database: Arc<Database>) -> Router {
    let policy = headers::shop_policy(&args.connect, !args.no_wasm);
    Router::new()
        .merge(headers::of_answers(collect::router(Arc::clone(&database), args)))
        .merge(headers::of_crm(
            access.guard(crm::router(database, args.store_dir.join(STORE_FILE))).merge(crm::stylesheet()),
        ))
        .nest_service("/barrio", site::package(&args.package_dir, &policy))
        .merge(documentation::router(&args.docs_dir))
        .fallback_service(site::shop(&args.store_dir, &policy))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .layer(middleware::from_fn(headers::complete))
}

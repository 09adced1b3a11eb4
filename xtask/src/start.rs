//! `cargo xtask start`: everything built, and the reference server running with the shop.

use crate::optimise::Kind;
use crate::{docs, package, project};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long the server may take to stop once it was asked to.
const PATIENCE: Duration = Duration::from_secs(5);

/// Builds all there is and serves it until interrupted.
///
/// # Errors
/// A part cannot be built, or the server stops with an error.
pub fn start(port: u16, release: bool) -> Result<()> {
    package::build(Kind::Split)?;
    let shop = package::shop()?;
    let mut server = project::command(&server(release)?.to_string_lossy());
    server.args(["serve", "--port", &port.to_string()]);
    server.arg("--db").arg(project::target()?.join("barrio.db"));
    server.arg("--store-dir").arg(shop).arg("--package-dir").arg(package::dist());
    server.arg("--docs-dir").arg(documentation()?);
    serve(&mut server)
}

/// The folder of the documentation. A shop without it is a shop all the same, so what is wrong with it is only said.
fn documentation() -> Result<PathBuf> {
    if let Err(error) = docs::build() {
        eprintln!("The documentation could not be built, so /docs/ is not there: {error:#}");
    }
    docs::folder()
}

/// Builds the native tool `barrio` and gives its path.
///
/// # Errors
/// It does not compile.
pub fn server(release: bool) -> Result<PathBuf> {
    let profile: &[&str] = if release { &["--release"] } else { &[] };
    project::run(project::cargo().args(["build", "-p", "barrio-cli"]).args(profile))?;
    let folder = if release { "release" } else { "debug" };
    let name = format!("barrio{}", std::env::consts::EXE_SUFFIX);
    Ok(project::target()?.join(folder).join(name))
}

fn serve(command: &mut Command) -> Result<()> {
    let (asked, stop) = channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more once the server has stopped.
        let _ = asked.send(());
    })
    .context("Interrupts cannot be handed on to the server.")?;
    let mut server = command.spawn().context("The server could not be started.")?;
    match wait(&mut server, &stop)? {
        Some(status) if !status.success() => bail!("The server stopped ({status})."),
        _ => Ok(()),
    }
}

/// The status of a server that stopped by itself; nothing when it was asked to.
fn wait(server: &mut Child, stop: &Receiver<()>) -> Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = server.try_wait()? {
            return Ok(Some(status));
        }
        match stop.recv_timeout(Duration::from_millis(200)) {
            Err(RecvTimeoutError::Timeout) => {}
            _ => return end(server).map(|()| None),
        }
    }
}

/// Asks the server to stop, and ends it if it does not.
fn end(server: &mut Child) -> Result<()> {
    // A key press reaches the server by itself, a signal to this process does not.
    #[cfg(unix)]
    let _ = Command::new("kill").arg(server.id().to_string()).status();
    let asked = Instant::now();
    while asked.elapsed() < PATIENCE {
        if server.try_wait()?.is_some() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    server.kill()?;
    server.wait()?;
    Ok(())
}

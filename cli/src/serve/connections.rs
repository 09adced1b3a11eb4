//! Takes connections and answers on them: bounded in number, in time and in the size of what comes first.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_service::Service as _;

/// How many connections are open at once; those after them wait in the system's queue.
const MAX_CONNECTIONS: usize = 2_048;
/// How long the head of a request may take to come, and a connection may lie idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// What is read ahead of a connection, in bytes: a head that is larger than this is refused unread.
const BUFFER: usize = 64 * 1024;
/// How many headers a request may have.
const MAX_HEADERS: usize = 100;
/// How long a stopping server waits for the requests that it is already answering: one client that never finishes must
/// not keep us alive.
const GRACE: Duration = Duration::from_secs(3);
/// How long to wait where the system gives no connection, such as when files run out.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers until `stop` resolves, then finishes what it has begun.
pub(super) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            (stream, peer, place) = accept(&listener, &room) => spawn(stream, peer, place, router.clone(), &graceful),
            () = &mut stop => break,
        }
    }
    drop(listener);
    // Who is not done by then gets no answer, and so sends again.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    loop {
        // Nobody closes the semaphore, so there is always a place in the end.
        let place = Arc::clone(room).acquire_owned().await.ok();
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

fn spawn(
    stream: TcpStream,
    peer: SocketAddr,
    place: Option<OwnedSemaphorePermit>,
    router: Router,
    graceful: &GracefulShutdown,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(BUFFER)
        .max_headers(MAX_HEADERS);
    let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::spawn(async move {
        // A client that breaks off has nothing to hear.
        let _ = connection.await;
        drop(place);
    });
}

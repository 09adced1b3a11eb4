//! Starts the real server in this process, on a free port with a database of its own, and speaks HTTP to it.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::JoinHandle;

use barrio_cli::{ServeArgs, Server};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use ureq::http::{Request, Response};

/// A folder with a shop, a package and a database in it.
pub struct Site {
    folder: TempDir,
}

impl Site {
    pub fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        site.write("store/index.html", "<!doctype html><title>Maple &amp; Main</title>");
        site.write("store/cart.html", "<!doctype html><title>Cart</title>");
        site.write("store/barrio.json", "{\"version\":1}");
        site.write("package/barrio.js", &"/* the loader */ ".repeat(50));
        site.write("package/barrio_bg.wasm", "\0asm");
        site.write("secret.txt", "not for the web");
        site
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn args(&self) -> ServeArgs {
        ServeArgs {
            port: 0,
            host: "127.0.0.1".into(),
            db: self.path("data/barrio.db"),
            store_dir: self.path("store"),
            package_dir: self.path("package"),
            docs_dir: self.path("docs"),
            allow_origins: Vec::new(),
            connect: Vec::new(),
            no_wasm: false,
            rate: 100,
            behind_proxy: false,
            token: None,
        }
    }

    pub fn start(&self) -> Running {
        Running::start(self.args())
    }
}

/// A server that stops when it goes out of scope.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    pub fn start(args: ServeArgs) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let (started, address) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async {
                let server = Server::bind(&args).await.unwrap();
                started.send(server.address()).unwrap();
                let signal = async { stopped.await.unwrap_or_default() };
                server.run(signal).await;
            });
        });
        let address = address.recv().expect("the server did not start");
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    pub fn json(&self, path: &str) -> Value {
        self.get(path).json()
    }

    pub fn collect(&self, body: &Value) -> Answer {
        self.post(&body.to_string())
    }

    pub fn post(&self, body: &str) -> Answer {
        self.send("POST", "/collect", &[("content-type", "application/json")], body)
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        send(method, &self.url(path), headers, body)
    }

    /// How many events are stored.
    pub fn stored(&self) -> usize {
        self.json("/crm/api/events?limit=200")["events"].as_array().unwrap().len()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        let outcome = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            outcome.unwrap().unwrap();
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub text: String,
    response: Response<()>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }
}

pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = agent.run(request.body(body.to_owned()).unwrap()).unwrap();
    let (parts, mut body) = response.into_parts();
    let bytes = body.read_to_vec().unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status.as_u16(), text, response: Response::from_parts(parts, ()) }
}

pub const WORDS: &str = "Sí, quiero recibir ofertas de Maple & Main por correo.";
/// SHA-256 of [`WORDS`], computed by another program (`sha256sum`).
pub const WORDS_HASH: &str = "c96811e7a489314c9b395da531d56d5eeaa09726e07e9ac9e7fb3c313ce4f7af";

/// The opt-in of a visitor from Spain, as the widget sends it.
pub fn opt_in(message_id: &str, device: &str, email: &str) -> Value {
    json!({
        "messageId": message_id, "type": "track", "event": "opt_in",
        "anonymousId": device, "userId": null, "timestamp": "2026-11-22T10:00:00.000Z",
        "properties": {
            "campaign": "newsletter", "variant": "a", "email": email,
            "consent": {
                "purpose": "marketing", "text": WORDS, "text_hash": WORDS_HASH, "locale": "es",
                "method": "form", "double_opt_in": "pending", "campaign": "newsletter",
                "variant": "a", "page": "/product.html?sku=PARKA-1",
                "time": "2026-11-22T09:59:59.000Z", "signals": {}
            },
            "viewing": {
                "path": "/product.html?sku=PARKA-1", "title": "Parka",
                "product": { "sku": "PARKA-1", "name": "Lakeshore parka", "price": 189,
                             "currency": "USD", "category": "Outerwear" }
            },
            "interests": ["outerwear"]
        },
        "context": context()
    })
}

pub fn context() -> Value {
    json!({
        "locale": "es-ES", "timezone": "Europe/Madrid", "country": "ES", "country_source": "timezone",
        "page": { "url": "https://shop.example/product.html", "path": "/product.html", "title": "Parka" },
        "campaign": { "source": "newsletter", "medium": "email", "name": "november", "channel": "Email" },
        "referrer": { "url": "https://mail.example/" },
        "first_touch": {
            "source": "instagram", "medium": "paid_social", "campaign": "autumn", "channel": "Paid Social",
            "landing_page": "/", "referrer": "https://instagram.com/", "time": "2026-11-18T08:00:00.000Z"
        },
        "device": "mobile", "lifecycle": "probable", "visit": { "number": 2 },
        "library": { "name": "barrio", "version": "0.1.0" }
    })
}

pub fn event(message_id: &str, device: &str, name: &str, properties: Value) -> Value {
    json!({ "messageId": message_id, "type": "track", "event": name, "anonymousId": device,
            "timestamp": "2026-11-22T10:05:00.000Z", "properties": properties, "context": context() })
}

pub fn batch(messages: &[Value]) -> Value {
    json!({ "sentAt": "2026-11-22T10:10:00.000Z", "batch": messages })
}

//! `barrio serve` over real HTTP: files, headers, the token, starting and stopping.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use barrio_cli::ServeArgs;
use serde_json::json;
use support::{Answer, Running, Site, event, opt_in};

const SHOP_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

#[test]
fn the_shop_and_the_package_are_served() {
    let site = Site::new();
    let server = site.start();
    let cases = [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/cart", "text/html"),
        ("/cart.html?from=mail", "text/html"),
        ("/barrio.json", "application/json"),
        ("/barrio/barrio.js", "text/javascript"),
        ("/barrio/barrio_bg.wasm", "application/wasm"),
    ];
    for (path, mime) in cases {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, mime), "{path}");
    }
    assert!(server.get("/cart").text.contains("<title>Cart"));
    let missing = server.get("/nothing");
    assert_eq!((missing.status, missing.text.as_str()), (404, "There is nothing at /nothing.\n"));
    assert_eq!(missing.header("content-security-policy"), SHOP_POLICY);
}

#[test]
fn headers_keep_pages_safe() {
    let site = Site::new();
    let server = site.start();
    let shop = server.get("/");
    assert_eq!(shop.header("content-security-policy"), SHOP_POLICY);
    assert_eq!(shop.header("x-content-type-options"), "nosniff");
    assert_eq!(shop.header("referrer-policy"), "strict-origin-when-cross-origin");
    assert_eq!(shop.header("access-control-allow-origin"), "");
    let package = server.get("/barrio/barrio.js");
    assert_eq!(package.header("access-control-allow-origin"), "*");
    assert_eq!(package.header("cross-origin-resource-policy"), "cross-origin");
    for path in ["/crm", "/crm/api/contacts", "/crm/contacts/1"] {
        let crm = server.get(path);
        let policy = crm.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; "), "{policy}");
        assert!(!policy.contains("script-src"));
        assert_eq!(crm.header("x-content-type-options"), "nosniff");
        assert_eq!((crm.header("cache-control"), crm.header("referrer-policy")), ("no-store", "no-referrer"));
    }
}

/// The digest of `go()`, as a policy names it.
const GO: &str = "sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=";

#[test]
fn the_documentation_is_served_under_a_policy_of_its_own() {
    let site = Site::new();
    site.write(
        "docs/index.html",
        "<!doctype html><title>Docs</title><script>go()</script><script src=\"/docs/app.js\"></script>",
    );
    site.write("docs/es/law.html", "<!doctype html><title>Ley</title><script id=\"a\">go()</script>");
    site.write("docs/404.html", "<!doctype html><title>Nothing here</title>");
    let server = site.start();
    let page = server.get("/docs/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'sha256-"), "{policy}");
    assert!(policy.contains(GO), "{policy}");
    assert_eq!(policy.matches("sha256-").count(), 1, "equal scripts are named once: {policy}");
    let script = policy.split("; ").find(|part| part.starts_with("script-src")).unwrap();
    assert!(!script.contains("unsafe"), "{script}");
    assert!(!policy.contains("style-src 'self' 'unsafe-inline'"), "{policy}");
    assert!(server.get("/docs/es/law.html").text.contains("Ley"));
    let missing = server.get("/docs/nothing.html");
    assert_eq!((missing.status, missing.text.contains("Nothing here")), (404, true));
    for path in ["/docs/", "/docs/es/law.html", "/docs/nothing.html"] {
        assert_guarded(&server.get(path), if path.contains("nothing") { 404 } else { 200 }, path);
    }
    assert!(raw_get(&server, "/docs", "127.0.0.1").to_lowercase().contains("location: /docs/"));
    for path in ["/docs/../secret.txt", "/docs/..%2fsecret.txt", "/docs/%2e%2e/secret.txt"] {
        assert!(raw_get(&server, path, "127.0.0.1").starts_with("HTTP/1.1 4"), "{path}");
    }
}

#[test]
fn documentation_that_is_not_built_is_named() {
    let site = Site::new();
    let answer = site.start().get("/docs/law.html");
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("cargo xtask docs"), "{}", answer.text);
}

#[test]
fn the_shop_may_send_to_a_crm_elsewhere_if_told() {
    let site = Site::new();
    let mut args = site.args();
    args.connect = vec!["https://crm.example".parse().unwrap(), "http://127.0.0.1:9".parse().unwrap()];
    let server = Running::start(args);
    let policy = SHOP_POLICY
        .replace("connect-src 'self'", "connect-src 'self' https://crm.example http://127.0.0.1:9");
    assert_eq!(server.get("/").header("content-security-policy"), policy);
    assert!(!server.get("/crm").header("content-security-policy").contains("crm.example"));
}

#[test]
fn the_shop_lets_no_wasm_be_compiled_if_told() {
    let server = Running::start(ServeArgs { no_wasm: true, ..Site::new().args() });
    let policy = SHOP_POLICY.replace(" 'wasm-unsafe-eval'", "");
    assert_eq!(server.get("/").header("content-security-policy"), policy);
}

/// Every route, in every way in which it answers.
#[test]
fn every_answer_has_the_security_headers() {
    let site = Site::new();
    let server = Running::start(ServeArgs { rate: 1, ..site.args() });
    assert_eq!(server.collect(&opt_in("m1", "d1", "ana@example.com")).status, 200);
    let large = "x".repeat(600_000);
    let (json, form) = (("content-type", "application/json"), ("content-type", "text/html"));
    let long = ("x-long", "y".repeat(20_000));
    let cases = [
        ("GET", "/", json, "", 200),
        ("GET", "/cart", json, "", 200),
        ("GET", "/nothing", json, "", 404),
        ("GET", "/barrio/barrio.js", json, "", 200),
        ("GET", "/barrio/nothing.js", json, "", 404),
        ("GET", "/crm", json, "", 200),
        ("GET", "/crm/", json, "", 200),
        ("GET", "/crm/crm.css", json, "", 200),
        ("GET", "/crm/contacts/1", json, "", 200),
        ("GET", "/crm/contacts/99", json, "", 404),
        ("GET", "/crm/api/contacts", json, "", 200),
        ("GET", "/crm/api/contacts/99", json, "", 404),
        ("GET", "/crm/api/events?limit=x", json, "", 400),
        ("GET", "/collect", json, "", 405),
        ("POST", "/collect", form, "{}", 415),
        ("POST", "/collect", json, "{", 400),
        ("POST", "/collect", json, "{}", 422),
        ("POST", "/collect", json, large.as_str(), 413),
        ("GET", "/", (long.0, long.1.as_str()), "", 431),
    ];
    for (method, path, header, body, status) in cases {
        assert_guarded(&server.send(method, path, &[header], body), status, path);
    }
    assert_guarded(
        &server.send("POST", "/collect", &[json, ("origin", "https://a.example")], "{}"),
        403,
        "/collect",
    );
    let refused = (0..30).map(|_| server.collect(&json!({}))).find(|answer| answer.status == 429).unwrap();
    assert_guarded(&refused, 429, "/collect");
}

fn assert_guarded(answer: &Answer, status: u16, path: &str) {
    assert_eq!(answer.status, status, "{path}: {}", answer.text);
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'; "), "{path}");
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    assert!(answer.header("permissions-policy").contains("geolocation=()"), "{path}");
    for name in ["referrer-policy", "cache-control"] {
        assert!(!answer.header(name).is_empty(), "{path} has no {name}");
    }
}

#[test]
fn files_are_asked_for_again_only_when_they_changed() {
    let site = Site::new();
    let server = site.start();
    let first = server.get("/barrio/barrio.js");
    assert_eq!(first.header("cache-control"), "no-cache");
    let etag = first.header("etag").to_owned();
    assert!(!etag.is_empty());
    let again = server.send("GET", "/barrio/barrio.js", &[("if-none-match", &etag)], "");
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    site.write("package/barrio.js", "changed");
    let changed = server.send("GET", "/barrio/barrio.js", &[("if-none-match", &etag)], "");
    assert_eq!((changed.status, changed.text.as_str()), (200, "changed"));
}

#[test]
fn text_is_compressed() {
    let site = Site::new();
    let server = site.start();
    let plain = server.send("GET", "/barrio/barrio.js", &[("accept-encoding", "identity")], "");
    for coding in ["br", "gzip"] {
        let packed = server.send("GET", "/barrio/barrio.js", &[("accept-encoding", coding)], "");
        assert_eq!(packed.header("content-encoding"), coding);
        assert!(packed.text.len() < plain.text.len());
    }
}

/// Sends a path as it is: clients tidy up the ones that these tests are about.
fn raw_get(server: &Running, path: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn no_path_leaves_its_folder() {
    let site = Site::new();
    let server = site.start();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/barrio/../../secret.txt",
        "/barrio/..%2f..%2fsecret.txt",
        "/barrio/%2e%2e%2fstore/index.html",
        "/..%5csecret.txt",
        "//secret.txt",
        "/%00",
    ] {
        let answer = raw_get(&server, path, "127.0.0.1");
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
        assert!(!answer.contains("not for the web") && !answer.contains("Maple"), "{path}");
    }
}

#[test]
fn without_a_token_only_this_machine_reads_the_crm() {
    let site = Site::new();
    let server = site.start();
    for host in ["127.0.0.1:1", "localhost", "[::1]:7007"] {
        assert!(raw_get(&server, "/crm", host).starts_with("HTTP/1.1 200"), "{host}");
    }
    for host in ["evil.example", "localhost.evil.example:80", "192.0.2.1"] {
        assert!(raw_get(&server, "/crm/api/contacts", host).starts_with("HTTP/1.1 403"), "{host}");
    }
}

#[test]
fn a_token_opens_the_crm() {
    let site = Site::new();
    let mut args = site.args();
    args.token = Some("a long secret".into());
    let server = Running::start(args);
    for path in ["/crm", "/crm/contacts/1", "/crm/api/contacts", "/crm/api/events", "/crm?token=wrong"] {
        assert_eq!(server.get(path).status, 401, "{path}");
    }
    assert!(server.json("/crm/api/contacts")["error"].as_str().unwrap().contains("needs its token"));
    let bearer = [("authorization", "Bearer a long secret")];
    assert_eq!(server.send("GET", "/crm/api/contacts", &bearer, "").status, 200);
    assert_eq!(server.send("GET", "/crm", &[("authorization", "Bearer wrong")], "").status, 401);
    assert_eq!(server.collect(&opt_in("m1", "d1", "ana@example.com")).status, 200, "collecting needs none");
}

#[test]
fn a_token_in_the_address_becomes_a_cookie() {
    let site = Site::new();
    let mut args = site.args();
    args.token = Some("a long secret".into());
    let server = Running::start(args);
    let opened = server.get("/crm?token=a%20long%20secret");
    assert_eq!(opened.status, 200);
    let cookie = opened.header("set-cookie");
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains("secret"));
    let pair = cookie.split(';').next().unwrap();
    let other = format!("theme=dark; {pair}");
    assert_eq!(server.send("GET", "/crm", &[("cookie", &other)], "").status, 200);
    assert_eq!(server.send("GET", "/crm", &[("cookie", "barrio_crm=made-up")], "").status, 401);
}

#[test]
fn a_restart_keeps_everything() {
    let site = Site::new();
    let before = {
        let server = site.start();
        server.collect(&opt_in("m1", "d1", "ana@example.com"));
        server.json("/crm/api/contacts/1")
    };
    let server = site.start();
    assert_eq!(server.json("/crm/api/contacts/1"), before);
    let again = server.collect(&opt_in("m1", "d1", "ana@example.com"));
    assert_eq!(again.json(), json!({ "accepted": 0, "duplicates": 1 }));
}

fn barrio(site: &Site, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_barrio"));
    command.current_dir(site.path("")).env_remove("BARRIO_TOKEN");
    command.args(["serve", "--db", "barrio.db", "--store-dir", "store", "--package-dir", "package"]);
    command.args(more).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Ends a program that a failing test leaves behind.
struct Guard(Child);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn refusal(site: &Site, more: &[&str]) -> String {
    let output = barrio(site, more).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_taken_port_is_said_in_a_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = refusal(&Site::new(), &["--port", &port]);
    assert_eq!(
        said,
        format!(
            "Port {port} on 127.0.0.1 is already taken. Stop the program that uses it, or choose another with --port (0 picks a free one).\n"
        )
    );
}

#[test]
fn other_machines_need_a_token() {
    let said = refusal(&Site::new(), &["--port", "0", "--host", "0.0.0.0"]);
    assert!(
        said.starts_with("0.0.0.0 can be reached from other machines, so the contacts at /crm need a token")
    );
}

#[test]
fn a_database_of_a_later_barrio_is_not_touched() {
    let site = Site::new();
    let later = rusqlite::Connection::open(site.path("barrio.db")).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    drop(later);
    let said = refusal(&site, &["--port", "0"]);
    assert!(
        said.starts_with("The database has version 99, and this barrio knows versions up to 4."),
        "{said}"
    );
}

/// The address comes on the first line, and a signal right after an answer loses nothing of it.
#[cfg(unix)]
#[test]
fn a_signal_stops_the_program_without_losing_what_it_accepted() {
    let site = Site::new();
    for (round, signal) in ["-TERM", "-INT"].into_iter().enumerate() {
        let mut child = Guard(barrio(&site, &["--port", "0"]).spawn().unwrap());
        let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.strip_prefix("barrio serves the shop at ").unwrap().to_owned();
        assert_eq!(lines.next().unwrap().unwrap(), format!("and its CRM at {address}crm"));
        let body = event(&format!("m{round}"), "d1", "feedback", json!({})).to_string();
        let headers = [("content-type", "application/json")];
        assert_eq!(support::send("POST", &format!("{address}collect"), &headers, &body).status, 200);
        let killed = Command::new("kill").args([signal, &child.0.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(child.0.wait().unwrap().code(), Some(0));
    }
    let stored = rusqlite::Connection::open(site.path("barrio.db")).unwrap();
    let count: i64 = stored.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2);
}

/// A request whose body is still on its way when the server is told to stop is finished first.
#[test]
fn a_request_under_way_is_finished_before_stopping() {
    let site = Site::new();
    let server = site.start();
    let body = event("m1", "d1", "feedback", json!({})).to_string();
    let (start, rest) = body.split_at(20);
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let length = body.len();
    write!(stream, "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{start}").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let stopping = std::thread::spawn(move || drop(server));
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("{\"accepted\":1,\"duplicates\":0}"),
        "{answer}"
    );
    stopping.join().unwrap();
    assert_eq!(site.start().stored(), 1);
}

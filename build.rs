//! Makes the style sheet small at build time, so that its source can be read.

use std::path::PathBuf;
use std::{env, fs, io};

const SOURCE: &str = "src/view/style.css";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={SOURCE}");
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(folder.join("style.css"), minify(&fs::read_to_string(SOURCE)?))
}

/// Leaves out comments, and white space that means nothing. Around `:` and `+` it may mean something.
fn minify(css: &str) -> String {
    let plain: String =
        css.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest)).collect();
    let mut out = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["{", "}", ";", ",", ">"] {
        out = out.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    // What stands before a colon may be a selector; what stands after it never is.
    out.replace(": ", ":").replace(";}", "}")
}

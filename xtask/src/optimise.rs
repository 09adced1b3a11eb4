//! The last step on the wasm: wasm-opt makes it small, and what only the module and its bindings call by name
//! gets names of a letter or two. Deliberately not in it: anything that changes what the code does.

use crate::project::{self, output};
use crate::stamp::Step;
use crate::{package, split, tools};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The recipe measured smallest; the root manifest gives wasm-pack the same. Rust puts the stack lowest, so
/// no datum lies in the first kilobyte.
const WASM_OPT: [&str; 16] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--one-caller-inline-max-function-size=0",
    "--low-memory-unused",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Prints the new names, as JSON.
const RENAME: &str = "--minify-imports-and-exports-and-modules";

/// For readable stack traces.
const DEBUG: [&str; 3] = ["-O0", "--debuginfo", "--all-features"];

/// The flag that takes away the names of functions.
const STRIP: &str = "--strip-debug";

/// The shipped wasm: what every visit loads, what shows and sends, and what says why.
pub const PARTS: [&str; 3] = ["barrio_bg.wasm", "barrio_speak.wasm", "barrio_why.wasm"];

/// This file: a change of the steps below runs them again.
const RECIPE: &str = include_str!("optimise.rs");

/// What is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is shipped.
    Split,
    /// The same in one module, for tools that need one; the others have nothing in them.
    Whole,
    /// With the names of functions, in one module too.
    Debug,
}

/// Makes the shipped wasm, in parts unless it is to stay `whole`, of what the folder `bindings` holds and of what
/// was `linked`; gives the bindings that know its names.
///
/// # Errors
/// wasm-opt is missing or fails, or the wasm cannot be split.
pub fn optimise(linked: &Path, bindings: &Path, kind: Kind) -> Result<PathBuf> {
    let folder = project::target()?.join("wasm");
    let parts = PARTS.map(|name| package::dist().join(name));
    let (named, glue) = (folder.join("named.wasm"), folder.join("barrio.js"));
    let [module, plain] = ["barrio_bg.wasm", "barrio.js"].map(|name| bindings.join(name));
    let inputs = [module.clone(), plain.clone(), linked.to_path_buf()];
    let outputs = [parts.to_vec(), vec![glue.clone()]].concat();
    let settings = format!("{kind:?} {RECIPE} {}", split::RECIPE);
    Step { name: "wasm-opt", inputs: &inputs, settings: &settings, outputs: &outputs }.run(|| {
        let names = run_wasm_opt(&module, &named, kind)?;
        let optimised = fs::read(&named)?;
        let made = match kind {
            Kind::Split => split::split(&fs::read(linked)?, &optimised)?,
            Kind::Whole | Kind::Debug => [optimised, split::nothing(), split::nothing()],
        };
        for (part, bytes) in parts.iter().zip(made) {
            fs::write(part, bytes)?;
        }
        // Node.js imports the bindings too, and asks the nearest manifest what a `.js` file is.
        fs::write(folder.join("package.json"), "{ \"type\": \"module\" }\n")?;
        Ok(fs::write(&glue, with_loader(rename(fs::read_to_string(&plain)?, &names)))?)
    })?;
    Ok(glue)
}

/// Gives the new names: lists of `[…, old, new]`, for what the wasm imports and what it exports.
fn run_wasm_opt(module: &Path, wasm: &Path, kind: Kind) -> Result<Value> {
    let mut wasm_opt = tools::npm_program("binaryen/bin/wasm-opt");
    wasm_opt.arg(module).arg("-o").arg(wasm);
    match kind {
        Kind::Debug => {
            output(wasm_opt.args(DEBUG))?;
            return Ok(Value::Null);
        }
        // The doors are found by their names, which go when it is split.
        Kind::Split => wasm_opt.args(WASM_OPT.iter().filter(|flag| **flag != STRIP)).arg("--debuginfo"),
        Kind::Whole => wasm_opt.args(WASM_OPT),
    };
    let names = output(wasm_opt.arg(RENAME))?;
    serde_json::from_str(&names).context("wasm-opt did not say how it renamed imports and exports.")
}

/// The bindings for a loader of our own: what the wasm is given, and what is to be done when it is there.
pub fn with_loader(glue: String) -> String {
    glue + "\nexport { __wbg_get_imports as imports, __wbg_finalize_init as begin };\n"
}

/// The bindings with the new names: what they give to the wasm are keys of one object, what they take from
/// it are properties of `wasm`.
fn rename(mut glue: String, names: &Value) -> String {
    for (kind, before, after) in [("imports", "        ", ":"), ("exports", "wasm.", "")] {
        for entry in names.get(kind).and_then(Value::as_array).into_iter().flatten() {
            let mut words = entry.as_array().into_iter().flatten().rev().filter_map(Value::as_str);
            if let (Some(new), Some(old)) = (words.next(), words.next()) {
                let [old, new] = [old, new].map(|name| format!("{before}{name}{after}"));
                glue = replace_whole(&glue, &old, &new);
            }
        }
    }
    // wasm-opt calls every module so, and says nothing of it.
    if names.is_null() { glue } else { glue.replace("\"./barrio_bg.js\"", "\"a\"") }
}

/// Replaces `old` where no longer name begins with it.
fn replace_whole(text: &str, old: &str, new: &str) -> String {
    let mut out = String::new();
    for (index, piece) in text.split(old).enumerate() {
        let goes_on = piece.starts_with(|next: char| next.is_alphanumeric() || next == '_');
        out.push_str(if index == 0 {
            ""
        } else if goes_on {
            old
        } else {
            new
        });
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn wasm_pack_optimises_with_the_same_flags() {
        let manifest = fs::read_to_string(project::root().join("Cargo.toml")).unwrap();
        let (_, list) = manifest.split_once("wasm-opt = [").unwrap();
        let flags: Vec<_> = list.split(']').next().unwrap().split('"').skip(1).step_by(2).collect();
        assert_eq!(flags, WASM_OPT);
    }

    #[test]
    fn both_sides_of_the_bindings_get_the_new_names() {
        let names = json!({
            "imports": [["./barrio_bg.js", "__wbg_get_1", "A"]],
            "exports": [["engine_new", "b"]],
        });
        let glue = "wasm.engine_new(); wasm.engine_newer()\n        __wbg_get_1: function(a) {\n \"./barrio_bg.js\": import0";
        let short = "wasm.b(); wasm.engine_newer()\n        A: function(a) {\n \"a\": import0";
        assert_eq!(rename(glue.into(), &names), short);
        assert_eq!(rename(glue.into(), &Value::Null), glue);
    }
}

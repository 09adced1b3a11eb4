//! The engine without WebAssembly, `barrio_plain.js`: the linked module once more, as JavaScript, for pages whose policy
//! lets no wasm be compiled and for browsers that have none. Deliberately not in it: another way to decide.

use crate::project::{self, run};
use crate::stamp::Step;
use crate::{optimise, package, split, tools};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_encoder::{CustomSection, Module, Section as _};

/// This file: a change of the steps below runs them again.
const RECIPE: &str = include_str!("plain.rs");

/// What JavaScript has no word for becomes what it has; then small.
const LOWER: [&str; 12] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-call-indirect-overlong",
    "--llvm-memory-copy-fill-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--signext-lowering",
    "-Oz",
    "--strip-debug",
    "--strip-producers",
];

/// What is said otherwise in the bindings, and how.
const CHANGES: [(&str, &str); 3] = [
    // When memory grows, WebAssembly's is detached and by that seen to have moved; what is here stays as it was, and
    // would be written to in vain.
    ("cachedUint8ArrayMemory0.byteLength === 0", "cachedUint8ArrayMemory0.buffer !== wasm.memory.buffer"),
    (
        "cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "cachedDataViewMemory0.buffer !== wasm.memory.buffer",
    ),
    // The first place in the list of JavaScript's values that is not a constant's, which the bindings leave to us.
    (
        "import * as import1 from \"__wbindgen_externref_xform__\"",
        "const import1 = { __wbindgen_externref_statics_end: () => 1028 }",
    ),
];

/// The constants with which the list begins that the last change speaks of: 1,024 places and four of them.
const CONSTANTS: &str =
    "let heap = new Array(1024).fill(undefined);\nheap.push(undefined, null, true, false);";

/// The engine as JavaScript, and the bindings that it was made for.
pub struct Plain {
    /// Gives `instantiate(imports)`.
    pub module: PathBuf,
    /// Gives `Engine`, `imports` and `begin`.
    pub glue: PathBuf,
}

/// Makes them of what was `linked`.
///
/// # Errors
/// A tool is missing or fails, or writes something else than we know.
pub fn engine(linked: &Path) -> Result<Plain> {
    let folder = project::target()?.join("wasm/plain");
    let plain = Plain { module: folder.join("module.js"), glue: folder.join("glue.js") };
    let inputs = [linked.to_path_buf()];
    let outputs = [plain.module.clone(), plain.glue.clone()];
    Step { name: "wasm2js", inputs: &inputs, settings: RECIPE, outputs: &outputs }.run(|| {
        package::write_bindings(simplest(&fs::read(linked)?)?, &folder, false)?;
        let glue = adapted(fs::read_to_string(folder.join("barrio.js"))?)?;
        fs::write(&plain.glue, optimise::with_loader(glue))?;
        let lowered = folder.join("lowered.wasm");
        let mut wasm_opt = tools::npm_program("binaryen/bin/wasm-opt");
        run(wasm_opt.arg(folder.join("barrio_bg.wasm")).args(LOWER).arg("-o").arg(&lowered))?;
        let text = folder.join("text.js");
        let mut wasm2js = tools::npm_program("binaryen/bin/wasm2js");
        run(wasm2js.arg(&lowered).arg("-Oz").arg("-o").arg(&text))?;
        Ok(fs::write(&plain.module, as_function(&fs::read_to_string(&text)?)?)?)
    })?;
    Ok(plain)
}

/// The module as if the compiler had no features beyond the first WebAssembly: so the bindings keep JavaScript's values
/// in a list of their own and return two numbers through memory, which can be said in JavaScript too.
fn simplest(linked: &[u8]) -> Result<Vec<u8>> {
    let mut module = split::without(linked, &|name| {
        name == "linking" || name.starts_with("reloc.") || name == "target_features"
    })?;
    let none = CustomSection { name: "target_features".into(), data: (&[0][..]).into() };
    none.append_to(&mut module);
    ensure!(module.starts_with(&Module::HEADER), "What was linked is no wasm.");
    Ok(module)
}

/// The bindings, for what is no WebAssembly.
fn adapted(mut glue: String) -> Result<String> {
    for (before, after) in CHANGES {
        ensure!(
            glue.contains(before),
            "The bindings no longer say `{before}`: see CHANGES in xtask/src/plain.rs."
        );
        glue = glue.replace(before, after);
    }
    ensure!(
        glue.contains(CONSTANTS),
        "The bindings begin with other constants: see CONSTANTS in xtask/src/plain.rs."
    );
    Ok(glue)
}

/// What wasm2js writes imports and instantiates when it is read; here whoever loads it gives the imports.
fn as_function(text: &str) -> Result<String> {
    let parts = text.split_once("\n\n").and_then(|(_, text)| text.split_once("\nvar retasmFunc = asmFunc("));
    let (body, _) = parts
        .context("wasm2js wrote something else than we know: see `as_function` in xtask/src/plain.rs.")?;
    Ok(format!("{body}\nexport {{ asmFunc as instantiate }};\n"))
}

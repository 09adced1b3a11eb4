//! `cargo xtask build`: from the crate `barrio` to the npm package in `pkg/dist`, and the
//! pages of the demo shop. Deliberately not in it: anything that changes what the code does.

use crate::optimise::{Kind, PARTS, optimise};
use crate::plain::Plain;
use crate::project::{self, WASM, command, run};
use crate::stamp::Step;
use crate::{plain, split, tools};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// This file: a change of the steps below runs them again.
const RECIPE: &str = include_str!("package.rs");

/// `||=` and the like are lowered to what every browser with these wasm features reads.
const ESBUILD: [&str; 3] = ["--minify", "--target=es2020", "--legal-comments=none"];

/// The name by which `pkg/index.js` imports the generated bindings.
const GLUE: &str = "barrio-wasm";

/// The name by which a module of its own imports its style sheet.
const STYLE: &str = "barrio-style";

/// Files of `pkg/` that are shipped as they are, and their names beside the modules.
const COPIED: [(&str, &str); 7] = [
    ("index.d.ts", "index.d.ts"),
    ("loader.d.ts", "barrio.d.ts"),
    ("react/index.d.ts", "react.d.ts"),
    (SCHEMA, SCHEMA),
    ("sources.json", "sources.json"),
    ("words.json", "words.json"),
    ("dial.json", "dial.json"),
];

const SCHEMA: &str = "barrio.schema.json";

/// The licences stand beside the package's manifest, where npm looks for them.
pub const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Folders of JSON, in `pkg/` and in what is shipped: the rows of CRMs, each loaded by the shops that name it and by
/// nobody else, and the ready-made programs, which no page loads.
const FOLDERS: [&str; 2] = ["crm", "templates"];

/// A module of its own: the name by which `index.js` imports it, its folder in `pkg/`, and the file in it that holds what
/// others call.
type Apart = (&'static str, &'static str, &'static str);

/// The engine as JavaScript, for pages that let no WebAssembly be compiled.
pub const PLAIN: &str = "barrio_plain.js";

/// The files of `pkg/` by which each bundle loads others.
const CHECKED: [&str; 2] = ["checked.js", "integrity.js"];

/// Modules of their own, which nobody loads who has no use for them.
const APART: [Apart; 2] = [
    // What makes a view visible, for when there is something to show.
    ("view.js", "view", "index.js"),
    // The debug panel, for who asks for it.
    ("debug.js", "debug", "open.js"),
];

/// The module with the addresses of the rows of CRMs, loaded by shops that name one.
const ROWS: &str = "crm.js";

/// The folder of the built package.
pub fn dist() -> PathBuf {
    project::root().join("pkg/dist")
}

/// The version that is published, as pkg/package.json has it.
///
/// # Errors
/// It is not there.
pub fn version() -> Result<String> {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(in_package("package.json"))?)?;
    let version = manifest.get("version").and_then(Value::as_str);
    version.map(str::to_owned).context("pkg/package.json has no version.")
}

/// Builds the package into `pkg/dist`.
///
/// # Errors
/// A tool is missing or fails.
pub fn build(kind: Kind) -> Result<()> {
    tools::wasm_target()?;
    tools::npm()?;
    fs::create_dir_all(dist())?;
    let module = compile(kind)?;
    let bindings = bind(&module, kind)?;
    let glue = optimise(&module, &bindings, kind)?;
    let plain = plain::engine(&module)?;
    bundle(&glue, &dist(), None)?;
    for part in &APART {
        bundle_apart(part, &dist(), None)?;
    }
    bundle_plain(&plain)?;
    bundle_loader(&dist(), None)?;
    bundle_react()?;
    store_types()?;
    copy()?;
    list_rows()
}

/// What is written into a bundle of what it loads: a JSON value, under this name.
pub type Hashes<'a> = Option<&'a str>;

/// Builds those of the package's bundles once more that load others, now with the hashes of what they load: `hashes_of`
/// gives them for what a bundle loads, by name. They are made in the order in which they need each other.
///
/// # Errors
/// A tool fails, or `hashes_of` does.
pub fn build_checked(folder: &Path, hashes_of: &dyn Fn(&[&str]) -> Result<String>) -> Result<()> {
    let glue = project::target()?.join("wasm/barrio.js");
    bundle_apart(&APART[0], folder, Some(&hashes_of(&["words.json", "dial.json"])?))?;
    let loaded =
        [&PARTS[..], &[PLAIN, ROWS, "view.js", "debug.js", "sources.json", "crm/integrity.json"]].concat();
    bundle(&glue, folder, Some(&hashes_of(&loaded)?))?;
    bundle_loader(folder, Some(&hashes_of(&["index.js"])?))
}

/// Makes the static pages of the demo shop and gives their folder.
///
/// # Errors
/// The generator is missing or fails.
pub fn shop() -> Result<PathBuf> {
    let generator = project::root().join("www/store/build.mjs");
    if !generator.exists() {
        bail!("The demo shop cannot be made: www/store/build.mjs is not there.");
    }
    let pages = project::target()?.join("store");
    run(command("node").arg(generator).arg(&pages))?;
    Ok(pages)
}

/// Compiles the crate `barrio`; cargo itself knows what has changed.
fn compile(kind: Kind) -> Result<PathBuf> {
    let profile = if kind == Kind::Debug { "dev" } else { "wasm" };
    let arguments = ["build", "-p", "barrio", "--lib", "--target", WASM, "--profile", profile];
    run(project::cargo().args(arguments).env("CARGO_ENCODED_RUSTFLAGS", rustflags()))?;
    let folder = if kind == Kind::Debug { "debug" } else { profile };
    Ok(project::target()?.join(WASM).join(folder).join("barrio.wasm"))
}

/// Flags that leave the folders of this machine out of the messages that the compiler writes into the wasm, and have
/// the linker say what refers to what, by which the wasm is split.
/// They take the place of `RUSTFLAGS`, so that everybody ships the same bytes.
fn rustflags() -> String {
    let home = std::env::home_dir().unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let mut folders = vec![home, cargo.clone(), project::root().to_path_buf()];
    let registries = fs::read_dir(cargo.join("registry/src")).into_iter().flatten().flatten();
    folders.extend(registries.map(|registry| registry.path()));
    let mut flags = vec!["-Clink-arg=--emit-relocs".to_string()];
    flags.extend(folders.iter().map(|folder| format!("--remap-path-prefix={}=", folder.display())));
    flags.join("\x1f")
}

/// Writes the bindings, `barrio.js` and `barrio_bg.wasm`, and gives their folder.
fn bind(module: &Path, kind: Kind) -> Result<PathBuf> {
    let folder = project::target()?.join("wasm/bindings");
    let inputs = [module.to_path_buf()];
    let outputs = ["barrio.js", "barrio_bg.wasm"].map(|name| folder.join(name));
    let lock = fs::read_to_string(project::root().join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen-cli-support").unwrap_or_default();
    let settings = format!("{version} {kind:?} {RECIPE}");
    let step = Step { name: "wasm-bindgen", inputs: &inputs, settings: &settings, outputs: &outputs };
    step.run(|| {
        write_bindings(split::without_relocations(&fs::read(module)?)?, &folder, kind == Kind::Debug)
    })?;
    Ok(folder)
}

/// Writes `barrio.js` and `barrio_bg.wasm` of a linked module into a folder.
///
/// # Errors
/// It is no module that knows of its bindings, or the folder cannot be written.
pub fn write_bindings(module: Vec<u8>, folder: &Path, debug: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("barrio", module)
        .out_name("barrio")
        .typescript(false)
        .omit_default_module_path(false)
        .keep_debug(debug);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .context("The bindings between wasm and JavaScript could not be written.")
}

/// The version that a lock file gives to a crate.
fn locked_version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, entry) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    entry.split('"').next()
}

/// The module that pages import: the bindings and `pkg/index.js` in one file, which finds
/// the wasm beside itself.
fn bundle(glue: &Path, folder: &Path, hashes: Hashes) -> Result<()> {
    let alias = format!("--alias:{GLUE}={}", glue.display());
    let apart = [APART[0].0, APART[1].0, PLAIN, ROWS].map(|product| format!("--external:./{product}"));
    let define = define("BARRIO_HASHES", hashes);
    let mut flags = vec!["--bundle", "--format=esm", &alias, &define];
    flags.extend(apart.iter().map(String::as_str));
    let mut parts = project::files_below(&in_package("shell"), ".js")?;
    parts.push(glue.to_path_buf());
    parts.extend(CHECKED.map(in_package));
    esbuild(&in_package("index.js"), &folder.join("index.js"), &flags, &parts)
}

/// The engine without WebAssembly.
fn bundle_plain(plain: &Plain) -> Result<()> {
    let aliases = [
        format!("--alias:barrio-plain-bindings={}", plain.glue.display()),
        format!("--alias:barrio-plain={}", plain.module.display()),
    ];
    let flags = ["--bundle", "--format=esm", &aliases[0], &aliases[1]];
    esbuild(&in_package("plain.js"), &dist().join(PLAIN), &flags, &[plain.glue.clone(), plain.module.clone()])
}

/// What esbuild puts in the place of a name.
fn define(name: &str, json: Hashes) -> String {
    format!("--define:{name}={}", json.unwrap_or("null"))
}

/// A module of its own. It imports the style sheet of its folder, `style.css` with all that this imports, under the
/// name of `STYLE`: as one text, made small.
fn bundle_apart((product, source, entry): &Apart, folder: &Path, hashes: Hashes) -> Result<()> {
    let source = in_package(source);
    let style = project::target()?.join("wasm").join(product).with_extension("css");
    esbuild(&source.join("style.css"), &style, &["--bundle"], &project::files_below(&source, ".css")?)?;
    let alias = format!("--alias:{STYLE}={}", style.display());
    let define = define("BARRIO_HASHES", hashes);
    let flags = ["--bundle", "--format=esm", "--loader:.css=text", &alias, &define];
    let mut parts = project::files_below(&source, "")?;
    parts.push(style);
    parts.extend(CHECKED.map(in_package));
    esbuild(&source.join(entry), &folder.join(product), &flags, &parts)
}

/// The script tag: a classic script, alone in its file.
fn bundle_loader(folder: &Path, hash: Hashes) -> Result<()> {
    let define = define("BARRIO_HASH", hash);
    let flags = ["--bundle", "--format=iife", &define];
    esbuild(&in_package("loader.js"), &folder.join("barrio.js"), &flags, &CHECKED.map(in_package))
}

/// What React applications import: it brings neither React nor a second copy of the module that it starts.
fn bundle_react() -> Result<()> {
    let flags = ["--bundle", "--format=esm", "--external:react", "--external:barrio"];
    esbuild(&in_package("react/index.js"), &dist().join("react.js"), &flags, &[])
}

/// The TypeScript types of the store file, made of its JSON Schema.
fn store_types() -> Result<()> {
    let (schema, product) = (in_package(SCHEMA), dist().join("store.d.ts"));
    let flags = [
        "--additionalProperties=false",
        "--bannerComment=// The types of the store file, made of barrio.schema.json.",
    ];
    let settings = format!("{flags:?} {RECIPE}");
    let (inputs, outputs) = ([schema.clone()], [product.clone()]);
    Step { name: "store.d.ts", inputs: &inputs, settings: &settings, outputs: &outputs }.run(|| {
        let mut program = tools::npm_program("json-schema-to-typescript/dist/src/cli.js");
        run(program.arg("-i").arg(&schema).arg("-o").arg(&product).args(flags))
    })
}

fn in_package(name: &str) -> PathBuf {
    project::root().join("pkg").join(name)
}

fn esbuild(input: &Path, product: &Path, flags: &[&str], others: &[PathBuf]) -> Result<()> {
    if !input.exists() {
        bail!("The package cannot be built: {} is not there.", input.display());
    }
    // The same bundle is built in several folders.
    let folder = product.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let name = product.file_name().unwrap_or_default().to_string_lossy();
    let name =
        if folder == "dist" || name.ends_with(".css") { name } else { format!("{folder} {name}").into() };
    let outputs = [product.to_path_buf()];
    let inputs = [&[input.to_path_buf()], others].concat();
    let settings = format!("{flags:?} {RECIPE}");
    let step = Step { name: &name, inputs: &inputs, settings: &settings, outputs: &outputs };
    step.run(|| {
        let mut esbuild = tools::npm_program("esbuild/bin/esbuild");
        let out = format!("--outfile={}", product.display());
        // What each file adds, for `cargo xtask size`.
        let meta = project::target()?.join("wasm").join(&*name).with_extension("meta.json");
        let told = format!("--metafile={}", meta.display());
        run(esbuild.arg(input).args(ESBUILD).args(flags).args(["--log-level=warning", &out, &told]))
    })
}

fn copy() -> Result<()> {
    for (name, product) in COPIED {
        copy_file(&in_package(name), &dist().join(product))?;
    }
    for name in LICENCES {
        copy_file(&project::root().join(name), &in_package(name))?;
    }
    FOLDERS.into_iter().try_for_each(copy_folder)
}

/// Writes the addresses of the rows out one by one: that is how every bundler finds the files.
fn list_rows() -> Result<()> {
    let mut module = String::from("// The addresses of the rows of CRMs.\nexport default {\n");
    for file in project::files_below(&in_package("crm"), ".json")? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        module += &format!("  {name}: new URL('crm/{name}.json', import.meta.url),\n");
    }
    fs::write(dist().join(ROWS), module + "}\n").with_context(|| format!("{ROWS} could not be written."))
}

fn copy_folder(name: &str) -> Result<()> {
    let folder = dist().join(name);
    fs::create_dir_all(&folder)?;
    for file in project::files_below(&in_package(name), ".json")? {
        copy_file(&file, &folder.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("{} could not be copied.", from.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_sides_of_the_bindings_have_one_version() {
        let lock = fs::read_to_string(project::root().join("Cargo.lock")).unwrap();
        let side = |name| locked_version(&lock, name).unwrap();
        assert_eq!(side("wasm-bindgen"), side("wasm-bindgen-cli-support"));
    }
}

//! The folder for the script tag, a part of `cargo xtask dist`, in which every file is held against a hash by the one that loads
//! it: the page's tag knows `barrio.js`, that knows `index.js`, and that all others.

use crate::optimise::Kind;
use crate::{package, project};
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha384};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How the names of files end that no page with a script tag loads: types, the schema, and what is for React.
const UNUSED: [&str; 3] = [".d.ts", "schema.json", "react.js"];

/// Where the hashes are written.
const LIST: &str = "integrity.json";

/// Makes the folder `target/dist/barrio-VERSION`, prints the hashes and the tag, and gives the folder.
///
/// # Errors
/// The package cannot be built, or the folder not be written.
pub fn tag_folder() -> Result<PathBuf> {
    package::build(Kind::Split)?;
    let version = package::version()?;
    let folder = project::target()?.join("dist").join(format!("barrio-{version}"));
    // What an earlier version of this command left must not be published.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy(&folder)?;
    write_json(&folder.join("crm").join(LIST), &json!(hashes_below(&folder, "crm/")?))?;
    package::build_checked(&folder, &|names| hashes_of(&folder, names))?;
    let hashes = hashes_below(&folder, "")?;
    write_json(&folder.join(LIST), &json!({ "version": version, "files": hashes }))?;
    report(&folder, &hashes);
    Ok(folder)
}

/// Everything of the package that pages load.
fn copy(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("crm"))?;
    for entry in fs::read_dir(package::dist())?.chain(fs::read_dir(package::dist().join("crm"))?) {
        let path = entry?.path();
        let name = path.strip_prefix(package::dist())?;
        if path.is_file() && !UNUSED.iter().any(|end| name.to_string_lossy().ends_with(end)) {
            fs::copy(&path, folder.join(name))?;
        }
    }
    Ok(())
}

/// The hashes of these files as JSON: of one alone a text, of several an object by their names.
fn hashes_of(folder: &Path, names: &[&str]) -> Result<String> {
    if let [name] = names {
        return Ok(json!(hash(&folder.join(name))?).to_string());
    }
    let hashes = names.iter().map(|name| Ok((*name, hash(&folder.join(name))?)));
    Ok(json!(hashes.collect::<Result<BTreeMap<_, _>>>()?).to_string())
}

/// The hashes of all files whose names, as seen from the folder, begin so.
fn hashes_below(folder: &Path, start: &str) -> Result<BTreeMap<String, String>> {
    let mut hashes = BTreeMap::new();
    for path in project::files_below(folder, "")? {
        let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        if name.starts_with(start) {
            hashes.insert(name, hash(&path)?);
        }
    }
    Ok(hashes)
}

/// As attributes and `fetch` take it.
fn hash(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("{} is not there to be hashed.", path.display()))?;
    Ok(format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes))))
}

fn write_json(path: &Path, value: &Value) -> Result<()> {
    fs::write(path, format!("{value:#}\n"))
        .with_context(|| format!("{} could not be written.", path.display()))
}

fn report(folder: &Path, hashes: &BTreeMap<String, String>) {
    for (name, hash) in hashes {
        println!("{name:<28}{hash}");
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let hash = hashes.get("barrio.js").map_or("", String::as_str);
    println!("\nServe {} as it is, and put this into your pages:\n", folder.display());
    println!(
        "<script async src=\"https://shop.example/{name}/barrio.js\" data-config=\"/barrio.json\"\n  \
         integrity=\"{hash}\" crossorigin=\"anonymous\"></script>"
    );
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hash_is_as_browsers_take_it() {
        let file = std::env::temp_dir().join(format!("barrio-hash-{}", std::process::id()));
        fs::write(&file, "abc").unwrap();
        let known = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert_eq!(hash(&file).unwrap(), known);
        fs::remove_file(file).unwrap();
    }
}

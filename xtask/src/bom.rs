//! The software bill of materials of a release, in CycloneDX: what visitors run, and what it was built with.

use crate::project::{self, WASM, command, output};
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The version of CycloneDX that is written.
const SPEC: &str = "1.6";

/// What Cargo says of the widget's crate for the browser, in the parts that are asked for here.
struct Graph<'a> {
    packages: BTreeMap<&'a str, &'a Value>,
    nodes: BTreeMap<&'a str, &'a Value>,
}

/// The bill of the package `barrio` at this version. The same sources give the same bill: it has no time and no number.
///
/// # Errors
/// Cargo's metadata, a lock file or the compiler's version cannot be read.
pub fn bill(version: &str) -> Result<Value> {
    let metadata = project::metadata(&["--filter-platform", WASM, "--locked"])?;
    let graph = Graph::new(&metadata);
    let root = graph.root()?;
    let shipped = graph.reached(&[root], is_run);
    let built = graph.reached(&shipped.iter().copied().collect::<Vec<_>>(), |_| true);
    let checksums = checksums(&fs::read_to_string(project::root().join("Cargo.lock"))?);
    let mut components = vec![standard_library()?];
    for id in built.iter().filter(|id| **id != root) {
        components.push(graph.component(id, shipped.contains(id), &checksums)?);
    }
    components.extend(npm_tools()?);
    let package = format!("pkg:npm/barrio@{version}");
    let mut dependencies = vec![json!({ "ref": package, "dependsOn": graph.needs(root, &shipped) })];
    dependencies.extend(
        shipped
            .iter()
            .filter(|id| **id != root)
            .map(|id| json!({ "ref": graph.purl(id), "dependsOn": graph.needs(id, &shipped) })),
    );
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "version": 1,
        "metadata": { "component": {
            "type": "library", "bom-ref": package, "name": "barrio", "version": version, "purl": package,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// Whether a dependency becomes part of what visitors run: those of build scripts and of tests do not.
fn is_run(dependency: &Value) -> bool {
    let kinds = dependency.get("dep_kinds").and_then(Value::as_array);
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind.get("kind").is_some_and(Value::is_null)))
}

impl<'a> Graph<'a> {
    fn new(metadata: &'a Value) -> Self {
        let by_id = |list: Option<&'a Value>| {
            let items = list.and_then(Value::as_array).into_iter().flatten();
            items.filter_map(|item| Some((item.get("id")?.as_str()?, item))).collect()
        };
        Self {
            packages: by_id(metadata.get("packages")),
            nodes: by_id(metadata.get("resolve").and_then(|resolve| resolve.get("nodes"))),
        }
    }

    fn root(&self) -> Result<&'a str> {
        let mut ids = self.packages.iter();
        let found = ids.find(|(_, package)| package.get("name").is_some_and(|name| name == "barrio"));
        found.map(|(id, _)| *id).context("Cargo knows no crate `barrio`.")
    }

    /// All that is reached over dependencies that are `wanted`. A procedural macro runs in the compiler and is not
    /// in what it makes: it is left out of what is run.
    fn reached(&self, from: &[&'a str], wanted: fn(&Value) -> bool) -> BTreeSet<&'a str> {
        let everything = wanted(&Value::Null);
        let mut reached = BTreeSet::new();
        let mut open = from.to_vec();
        while let Some(id) = open.pop() {
            if (!everything && self.is_macro(id)) || !reached.insert(id) {
                continue;
            }
            let found = self.dependencies(id).filter(|one| wanted(one) && !is_for_tests(one));
            open.extend(found.filter_map(|one| one.get("pkg")?.as_str()));
        }
        reached
    }

    fn dependencies(&self, id: &str) -> impl Iterator<Item = &'a Value> {
        let list = self.nodes.get(id).and_then(|node| node.get("deps")?.as_array());
        list.into_iter().flatten()
    }

    fn is_macro(&self, id: &str) -> bool {
        let targets = self.packages.get(id).and_then(|package| package.get("targets")?.as_array());
        let kinds =
            targets.into_iter().flatten().filter_map(|target| target.get("kind")?.as_array()).flatten();
        kinds.into_iter().any(|kind| kind == "proc-macro")
    }

    fn text(&self, id: &str, key: &str) -> &'a str {
        self.packages.get(id).and_then(|package| package.get(key)?.as_str()).unwrap_or_default()
    }

    fn purl(&self, id: &str) -> String {
        format!("pkg:cargo/{}@{}", self.text(id, "name"), self.text(id, "version"))
    }

    /// What of the shipped crates this one needs.
    fn needs(&self, id: &str, shipped: &BTreeSet<&str>) -> Vec<String> {
        let ids = self.dependencies(id).filter(|one| is_run(one)).filter_map(|one| one.get("pkg")?.as_str());
        ids.filter(|id| shipped.contains(id)).map(|id| self.purl(id)).collect()
    }

    fn component(&self, id: &str, is_shipped: bool, checksums: &BTreeMap<String, String>) -> Result<Value> {
        let (name, version) = (self.text(id, "name"), self.text(id, "version"));
        let mut component = described("cargo", name, version, self.text(id, "license"), is_shipped)?;
        if let Some(checksum) = checksums.get(&format!("{name}@{version}")) {
            component.insert("hashes".into(), json!([{ "alg": "SHA-256", "content": checksum }]));
        }
        Ok(component.into())
    }
}

fn is_for_tests(dependency: &Value) -> bool {
    let kinds = dependency.get("dep_kinds").and_then(Value::as_array);
    kinds.is_some_and(|kinds| kinds.iter().all(|kind| kind.get("kind").is_some_and(|kind| kind == "dev")))
}

/// One component: `required` is in what visitors run, `excluded` was needed to make it.
fn described(
    registry: &str,
    name: &str,
    version: &str,
    licence: &str,
    is_shipped: bool,
) -> Result<Map<String, Value>> {
    // The scope of an npm package is a namespace, whose sign is written so.
    let purl = format!("pkg:{registry}/{}@{version}", name.replacen('@', "%40", 1));
    let value = json!({
        "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
        "scope": if is_shipped { "required" } else { "excluded" },
        // Cargo's older way to say `or`.
        "licenses": [{ "expression": licence.replace('/', " OR ") }],
    });
    value.as_object().cloned().context("A component is an object.")
}

/// The part of Rust itself that is in the wasm.
fn standard_library() -> Result<Value> {
    let version = output(command("rustc").arg("--version"))?;
    let version = version.split_whitespace().nth(1).context("rustc does not say its version.")?;
    let mut component = described("generic", "rust-std", version, "MIT OR Apache-2.0", true)?;
    component.insert("description".into(), "The standard library of Rust: core, alloc and std.".into());
    Ok(component.into())
}

/// The tools of package-lock.json that the package is built with, by name; those of the tests are not in it.
const TOOLS: [&str; 3] = ["binaryen", "esbuild", "json-schema-to-typescript"];

fn npm_tools() -> Result<Vec<Value>> {
    let lock: Value = serde_json::from_str(&fs::read_to_string(project::root().join("package-lock.json"))?)?;
    let entry = |name: &str| lock.get("packages").and_then(|all| all.get(format!("node_modules/{name}")));
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = TOOLS.map(str::to_owned).to_vec();
    let mut components = Vec::new();
    while let Some(name) = open.pop() {
        if !found.insert(name.clone()) {
            continue;
        }
        let package = entry(&name).with_context(|| format!("package-lock.json does not have {name}."))?;
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        components.push(described("npm", &name, text("version"), text("license"), false)?.into());
        let needs = package.get("dependencies").and_then(Value::as_object);
        open.extend(needs.into_iter().flatten().map(|(name, _)| name.clone()));
    }
    Ok(components)
}

/// The checksums of a Cargo.lock, by `name@version`.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let value = |entry: &str, key: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
        line.map(|text| text.trim_end_matches('"').to_owned())
    };
    let entries = lock.split("[[package]]");
    entries
        .filter_map(|entry| {
            let key = format!("{}@{}", value(entry, "name")?, value(entry, "version")?);
            Some((key, value(entry, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn names(bill: &Value, scope: &str) -> Vec<String> {
        let list = bill["components"].as_array().unwrap();
        let wanted = list.iter().filter(|one| one["scope"] == scope);
        wanted.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_bill_says_what_visitors_run_and_what_built_it() {
        let bill = bill("1.2.3").unwrap();
        let (run, tools) = (names(&bill, "required"), names(&bill, "excluded"));
        for name in ["rust-std", "barrio-engine", "talc", "wasm-bindgen"] {
            assert!(run.iter().any(|one| one == name), "{name} is run: {run:?}");
        }
        for name in ["wasm-bindgen-macro", "syn", "binaryen", "esbuild", "json-schema-to-typescript"] {
            assert!(tools.iter().any(|one| one == name), "{name} is a tool: {tools:?}");
            assert!(!run.iter().any(|one| one == name), "{name} is not run");
        }
        // The native tool's and the tests' are in neither.
        for name in ["axum", "rusqlite", "proptest", "playwright-core", "typescript"] {
            assert!(
                !run.iter().chain(&tools).any(|one| one == name),
                "{name} has nothing to do with the package"
            );
        }
    }

    #[test]
    fn the_bill_has_the_structure_of_cyclonedx() {
        let bill = bill("1.2.3").unwrap();
        assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&json!("CycloneDX"), &json!(SPEC)));
        assert_eq!(bill["metadata"]["component"]["purl"], "pkg:npm/barrio@1.2.3");
        let components = bill["components"].as_array().unwrap();
        let refs: BTreeSet<_> = components.iter().map(|one| one["bom-ref"].as_str().unwrap()).collect();
        assert_eq!(refs.len(), components.len(), "each has a name of its own");
        for one in components {
            assert!(one["purl"].as_str().unwrap().starts_with("pkg:"), "{one}");
            let licence = one["licenses"][0]["expression"].as_str().unwrap();
            assert!(spdx::Expression::parse(licence).is_ok(), "{one}");
            for hash in one["hashes"].as_array().into_iter().flatten() {
                assert_eq!(hash["content"].as_str().unwrap().len(), 64);
            }
        }
        for one in bill["dependencies"].as_array().unwrap() {
            let needs = one["dependsOn"].as_array().unwrap();
            assert!(needs.iter().all(|need| refs.contains(need.as_str().unwrap())), "{one}");
        }
    }

    #[test]
    fn the_same_sources_give_the_same_bill() {
        assert_eq!(bill("1.2.3").unwrap().to_string(), bill("1.2.3").unwrap().to_string());
    }
}

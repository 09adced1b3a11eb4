//! `barrio new`: a store file with ready-made programs in it, for the store to put its names and words into.

mod layout;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::process::ExitCode;

use serde_json::{Map, Value};

use crate::args::NewArgs;

/// What every store file begins with.
const STORE: &str = include_str!("../../pkg/templates/store.json");

/// The templates by name, from `pkg/templates`.
macro_rules! templates {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../pkg/templates/", $name, ".json")))),*]
    };
}

/// Each template: its name and its JSON text, the part of a store file that it adds.
const TEMPLATES: &[(&str, &str)] = templates![
    "welcome"
    "abroad"
    "abandoned"
    "first-steps"
    "win-back"
    "after-purchase"
    "source-survey"
];

/// Writes the file, or says which templates there are.
pub(crate) fn run(args: &NewArgs) -> ExitCode {
    let text = match store_file(&args.template) {
        Ok(text) => text,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    let Some(out) = &args.out else {
        // Whoever closed the pipe has seen enough.
        let _ = io::stdout().write_all(text.as_bytes());
        return ExitCode::SUCCESS;
    };
    // What somebody has edited is never written over.
    match File::create_new(out).and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            eprintln!("{}: This file is there already. Name another, or move it away first.", out.display());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{}: The file cannot be written: {error}.", out.display());
            ExitCode::FAILURE
        }
    }
}

/// The store file with these templates in it: the same whatever their order, each once.
///
/// # Errors
/// A sentence with a list of all templates, where one is unknown or none is named.
pub fn store_file(names: &[String]) -> Result<String, String> {
    let names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Err(list(
            "Say what the store file is to begin with, such as --template welcome,abroad. There are:",
        ));
    }
    let is_known = |name: &str| name == "all" || TEMPLATES.iter().any(|(known, _)| *known == name);
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        return Err(list(&format!("There is no template `{unknown}`. There are:")));
    }
    let mut file = read(STORE);
    for (name, text) in TEMPLATES {
        if names.contains(&"all") || names.contains(name) {
            add(&mut file, read(text));
        }
    }
    file.retain(|_, value| *value != Value::Array(Vec::new()) && *value != Value::Object(Map::new()));
    Ok(layout::text(&Value::Object(file)))
}

fn list(sentence: &str) -> String {
    let mut told = sentence.to_owned();
    let width = TEMPLATES.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, text) in TEMPLATES {
        let template = read(text);
        let comment = template.get("comment").and_then(Value::as_str).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(told, "\n  {name:width$}  {comment}");
    }
    told
}

fn read(text: &str) -> Map<String, Value> {
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => map,
        // They are part of the program, and a test reads each of them.
        _ => Map::new(),
    }
}

/// Adds a template to the file: lists grow, objects are united. Its comment says what it is, and stays behind.
fn add(file: &mut Map<String, Value>, part: Map<String, Value>) {
    for (key, value) in part {
        if key != "comment" {
            unite(file.entry(key).or_insert(Value::Null), value);
        }
    }
}

fn unite(there: &mut Value, added: Value) {
    match (there, added) {
        (Value::Array(there), Value::Array(added)) => there.extend(added),
        (Value::Object(there), Value::Object(added)) => {
            for (key, value) in added {
                unite(there.entry(key).or_insert(Value::Null), value);
            }
        }
        (there, added) => *there = added,
    }
}

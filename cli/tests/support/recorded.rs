//! `barrio replay` as it is run: a folder with what is to be replayed, and what the run gave.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a store file and what is to be replayed.
pub struct Recorded {
    folder: TempDir,
}

impl Recorded {
    /// The store file, and a file of this name beside it.
    pub fn with(store: &Value, name: &str, text: &str) -> Recorded {
        let recorded = Recorded { folder: tempfile::tempdir().unwrap() };
        std::fs::write(recorded.path("barrio.json"), store.to_string()).unwrap();
        std::fs::write(recorded.path(name), text).unwrap();
        recorded
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_barrio"));
        command.args(["replay", "--store", "barrio.json"]).args(options).current_dir(&self.folder);
        command
    }
}

/// What a run gave.
pub struct Replayed {
    pub code: i32,
    pub text: String,
    pub said: String,
}

impl Replayed {
    pub fn new(output: Output) -> Replayed {
        Replayed {
            code: output.status.code().unwrap(),
            text: String::from_utf8(output.stdout).unwrap(),
            said: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

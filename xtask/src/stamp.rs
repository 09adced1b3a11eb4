//! Steps that are left out when nothing they read or wrote has changed: compared by
//! content, since a checkout or a copy changes every file's time.

use crate::project;
use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// One step of the build: the files it reads, and those it writes.
pub struct Step<'a> {
    /// Names the stamp, and the step on the terminal.
    pub name: &'a str,
    /// Files read; one that is missing counts as empty.
    pub inputs: &'a [PathBuf],
    /// Settings that change the outcome, such as flags and versions.
    pub settings: &'a str,
    /// Files written; a missing or altered one makes the step run again.
    pub outputs: &'a [PathBuf],
}

impl Step<'_> {
    /// Runs `work` unless inputs, settings and outputs are as the last run left them.
    ///
    /// # Errors
    /// Those of `work`, and a stamp that cannot be written.
    pub fn run(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let folder = project::target()?.join("xtask");
        self.run_in(&folder, work)
    }

    fn run_in(&self, folder: &Path, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let stamp = folder.join(format!("{}.stamp", self.name));
        let complete = self.outputs.iter().all(|path| path.exists());
        if complete && fs::read_to_string(&stamp).is_ok_and(|text| text == self.state()) {
            return Ok(());
        }
        eprintln!("  {}", self.name);
        work()?;
        fs::create_dir_all(folder)?;
        fs::write(&stamp, self.state()).with_context(|| format!("{} could not be written.", stamp.display()))
    }

    fn state(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.settings.hash(&mut hasher);
        for path in self.inputs.iter().chain(self.outputs) {
            fs::read(path).unwrap_or_default().hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("barrio-stamp-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// How often a step with this input ran, in two tries with `between` in the middle.
    fn runs(name: &str, between: impl Fn(&Path)) -> u32 {
        let folder = folder(name);
        let (input, out) = (folder.join("in"), folder.join("out"));
        fs::write(&input, "a").unwrap();
        let (inputs, outputs) = ([input], [out]);
        let step = Step { name: "copy", inputs: &inputs, settings: "", outputs: &outputs };
        let mut count = 0;
        for pass in 0..2 {
            step.run_in(&folder, || {
                count += 1;
                fs::copy(folder.join("in"), folder.join("out"))?;
                Ok(())
            })
            .unwrap();
            if pass == 0 {
                between(&folder);
            }
        }
        fs::remove_dir_all(folder).unwrap();
        count
    }

    #[test]
    fn a_second_run_does_nothing() {
        assert_eq!(runs("same", |_| ()), 1);
    }

    #[test]
    fn a_changed_input_runs_again() {
        assert_eq!(runs("input", |folder| fs::write(folder.join("in"), "b").unwrap()), 2);
    }

    #[test]
    fn a_changed_or_missing_output_runs_again() {
        assert_eq!(runs("changed", |folder| fs::write(folder.join("out"), "b").unwrap()), 2);
        assert_eq!(runs("missing", |folder| fs::remove_file(folder.join("out")).unwrap()), 2);
    }
}

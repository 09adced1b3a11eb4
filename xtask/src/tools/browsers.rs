//! The browsers that the tests use: found where they are usually, installed from Debian where that can be done
//! without asking.

use super::install;
use anyhow::{Result, bail};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// A program, where it is found, and what Debian calls it.
struct Program {
    /// The variable that names one, and by which the tests hear of it.
    variable: &'static str,
    /// Its names on the path.
    names: &'static [&'static str],
    /// Where it is beside that.
    places: fn() -> Vec<PathBuf>,
    /// Debian's packages, with fonts that have every sign the shop shows.
    packages: &'static [&'static str],
}

const CHROMIUM: Program = Program {
    variable: "BARRIO_CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    places: || {
        let places = [
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/opt/google/chrome/chrome",
            "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
            "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
        ];
        places.map(PathBuf::from).into()
    },
    packages: &["chromium", "fonts-dejavu-core", "fonts-noto-color-emoji"],
};

/// Firefox, and what WebKit needs: its driver, its browser, and a screen.
const OTHERS: [Program; 4] = [
    Program {
        variable: "BARRIO_FIREFOX",
        names: &["firefox-esr", "firefox"],
        places: || vec![PathBuf::from("/Applications/Firefox.app/Contents/MacOS/firefox")],
        packages: &["firefox-esr"],
    },
    Program {
        variable: "BARRIO_WEBKIT_DRIVER",
        names: &["WebKitWebDriver"],
        places: Vec::new,
        packages: &["webkit2gtk-driver"],
    },
    Program {
        variable: "BARRIO_WEBKIT",
        names: &[],
        places: mini_browsers,
        packages: &["libwebkit2gtk-4.1-0"],
    },
    Program { variable: "BARRIO_XVFB", names: &["Xvfb"], places: Vec::new, packages: &["xvfb"] },
];

/// WebKitGTK's own browser stands in a folder of the system's architecture.
fn mini_browsers() -> Vec<PathBuf> {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser")).collect()
}

/// An installed Chromium or Chrome; installs Debian's where that can be done without asking.
///
/// # Errors
/// None is there and none can be installed: says what to install.
pub fn browser() -> Result<PathBuf> {
    if let Some(path) = installed(&CHROMIUM)? {
        return Ok(path);
    }
    install(CHROMIUM.packages)?;
    match installed(&CHROMIUM)? {
        Some(path) => Ok(path),
        None => bail!(
            "No browser is there for the browser tests: install Chromium or Google Chrome, or name one in BARRIO_CHROMIUM."
        ),
    }
}

/// Firefox and WebKit, as far as they are there or can be installed without asking; the tests say what they miss.
///
/// # Errors
/// A variable names what is no file.
pub fn others() -> Result<Vec<(&'static str, PathBuf)>> {
    let mut missing = Vec::new();
    for program in &OTHERS {
        if installed(program)?.is_none() {
            missing.extend(program.packages);
        }
    }
    if !missing.is_empty()
        && let Err(error) = install(&missing)
    {
        // Those that are there are tried nevertheless.
        eprintln!("{error:#}");
    }
    let mut found = Vec::new();
    for program in &OTHERS {
        found.extend(installed(program)?.map(|path| (program.variable, path)));
    }
    Ok(found)
}

fn installed(program: &Program) -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os(program.variable) {
        return named_file(program.variable, &named).map(Some);
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&folders).collect();
    let on_path = program.names.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    Ok(on_path.chain((program.places)()).find(|path| path.is_file()))
}

fn named_file(variable: &str, named: &OsStr) -> Result<PathBuf> {
    let path = Path::new(named);
    if !path.is_file() {
        bail!("{variable} names {}, which is not a file.", path.display());
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOWHERE: Program =
        Program { variable: "BARRIO_NOWHERE", names: &["no-such-browser"], places: Vec::new, packages: &[] };

    #[test]
    fn a_program_that_is_not_there_is_not_found() {
        assert!(installed(&NOWHERE).is_ok_and(|found| found.is_none()));
    }

    #[test]
    fn a_program_is_found_at_its_place() {
        let here = Program { places: || vec![crate::project::root().join("Cargo.toml")], ..NOWHERE };
        assert!(installed(&here).is_ok_and(|found| found.is_some()));
    }

    #[test]
    fn a_variable_that_names_no_file_is_an_error() {
        let error = named_file("BARRIO_FIREFOX", OsStr::new("/no/such/file"));
        let words = error.err().map(|error| error.to_string());
        assert_eq!(words.as_deref(), Some("BARRIO_FIREFOX names /no/such/file, which is not a file."));
    }
}

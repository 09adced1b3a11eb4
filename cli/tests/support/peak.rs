//! How much memory a program takes while it runs.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The most that it took, in MB.
pub fn of(command: &mut Command) -> usize {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = Path::new("/proc").join(child.id().to_string()).join("status");
    let (mut most, end) = (0, Instant::now() + Duration::from_secs(300));
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < end, "the program does not end");
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<usize>().ok());
        most = most.max(kilobytes.unwrap_or(0) / 1_024);
        std::thread::sleep(Duration::from_millis(5));
    }
    most
}

//! What other people's tools wrote, and the running kernel, opened.

#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on fails the test")]

mod kernels;
mod tools;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A directory that is gone at the end of the test.
struct Dir(PathBuf);

impl Dir {
    fn new() -> Self {
        static N: AtomicUsize = AtomicUsize::new(0);
        let n = N.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("btfly-it-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, path: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a tool in `dir`. `false`, and a line that says so, where the machine does not have it.
fn run(dir: &Path, tool: &str, args: &[&str]) -> bool {
    match Command::new(tool).args(args).current_dir(dir).output() {
        Ok(output) => {
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{tool} {args:?}: {stderr}");
            true
        }
        Err(error) => {
            eprintln!("skipped: {tool} {args:?}: {error}");
            false
        }
    }
}

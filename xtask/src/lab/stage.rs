//! Writing beside and renaming · a closure that fills a folder → that folder under its final name, whole · never leaves a
//! half-made one there: what an interrupted run left lies under a name with its process id and is swept by the next.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

/// Marks names that belong to a running process: `NAME.part-PID-N`.
const MARK: &str = ".part-";

/// A folder of this process's own, removed when dropped unless it was published.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    pub(super) fn new(parent: &Path, name: &str) -> Result<Scratch> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("{name}{MARK}{}-{count}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Scratch { path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Has `fill` write a new folder beside `target` and gives it `target`'s name, in place of an older one if there is any.
pub(super) fn publish(target: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let (parent, name) = split(target)?;
    let new = Scratch::new(parent, name)?;
    fill(new.path())?;
    let old = Scratch::new(parent, name)?;
    if target.exists() {
        let aside = old.path().join("old");
        fs::rename(target, &aside).with_context(|| format!("cannot move {}", target.display()))?;
    }
    fs::rename(new.path(), target).with_context(|| format!("cannot name {}", target.display()))
}

/// As [`publish`], unless `target` is there; who asks for the same at the same time waits.
pub(super) fn publish_once(target: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    // One for all: what is downloaded takes turns, for the package manager locks its lists.
    static FETCHING: Mutex<()> = Mutex::new(());
    let _turn = FETCHING.lock();
    if target.exists() { Ok(()) } else { publish(target, fill) }
}

/// Writes a file beside `target` and renames it.
pub(super) fn publish_file(target: &Path, content: &[u8]) -> Result<()> {
    let (parent, name) = split(target)?;
    let beside = Scratch::new(parent, name)?;
    let file = beside.path().join("file");
    fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))?;
    fs::rename(&file, target).with_context(|| format!("cannot name {}", target.display()))
}

/// Removes what processes that no longer run have left in `root` and its folders of kernels and of what is fetched for them.
pub(super) fn sweep(root: &Path) -> Result<()> {
    let parts = ["kernels", "headers", "debug"].map(|part| root.join(part));
    for folder in parts.into_iter().chain([root.to_path_buf()]) {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry?;
            if owner(&entry.file_name().to_string_lossy()).is_some_and(|pid| !is_running(pid)) {
                // A child that outlived a killed run may still be writing there; a later run gets it.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
    Ok(())
}

fn owner(name: &str) -> Option<u32> {
    let (_, tail) = name.rsplit_once(MARK)?;
    let (pid, _) = tail.split_once('-')?;
    pid.parse().ok()
}

fn is_running(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).exists()
}

fn split(target: &Path) -> Result<(&Path, &str)> {
    let parent = target.parent().context("a target has a parent")?;
    let name = target.file_name().and_then(|name| name.to_str()).context("a target has a name")?;
    Ok((parent, name))
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    fn place() -> Scratch {
        Scratch::new(&std::env::temp_dir(), "btfly-stage-test").unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_appears_whole_and_replaces_the_old_one() {
        let place = place();
        let target = place.path().join("thing");
        for content in ["first", "second"] {
            publish(&target, |new| Ok(fs::write(new.join("file"), content)?)).unwrap();
            assert_eq!(fs::read_to_string(target.join("file")).unwrap(), content);
        }
        assert_eq!(names(place.path()), ["thing"], "nothing else is left behind");
    }

    #[test]
    fn a_failed_attempt_leaves_what_was_there() {
        let place = place();
        let target = place.path().join("thing");
        publish(&target, |new| Ok(fs::write(new.join("file"), "good")?)).unwrap();
        publish(&target, |new| {
            fs::write(new.join("file"), "half")?;
            bail!("interrupted")
        })
        .unwrap_err();
        assert_eq!(fs::read_to_string(target.join("file")).unwrap(), "good");
        assert_eq!(names(place.path()), ["thing"]);
    }

    #[test]
    fn leftovers_of_dead_processes_are_swept_and_those_of_living_ones_kept() {
        let place = place();
        // Process ids end at 4194304 (2 to the 22nd) on Linux: this one cannot run.
        let dead = place.path().join(format!("sid{MARK}4999999-0"));
        fs::create_dir(&dead).unwrap();
        let living = Scratch::new(place.path(), "sid").unwrap();
        sweep(place.path()).unwrap();
        assert!(!dead.exists());
        assert!(living.path().exists());
    }

    #[test]
    fn files_are_published_too() {
        let place = place();
        let target = place.path().join("versions");
        publish_file(&target, b"one").unwrap();
        publish_file(&target, b"two").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"two");
        assert_eq!(names(place.path()), ["versions"]);
    }
}

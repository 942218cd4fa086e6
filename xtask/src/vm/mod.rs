//! Kernels of the lab, running · jobs and files → the lines that the agent says about them · never judges.
//!
//! The agent is `btfly-guest`, one static program: the first process of a guest that has nothing else, or a program on this
//! machine. A guest gets its files in the initramfs and answers on the console, so it needs no drivers; one boot does
//! any number of jobs. QEMU is the lab's own, because older ones break guests now and then; it emulates, so it needs no
//! hardware either.

mod cpio;

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::lab::{Kernel, Lab};
use crate::{command, workspace};
use cpio::Cpio;

/// What lines of results start with; the agent's own constant.
const MARK: &str = "@@ ";
/// What the agent says last.
const END: &str = "end";
/// How long a boot with all its jobs may take. It takes a twentieth of that on an idle machine.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between two looks at whether it is over.
const NAP: Duration = Duration::from_millis(50);
/// The guest's memory in MiB: the kernel, the initramfs twice, and a large BTF.
const MEMORY: &str = "1536";

/// A file for a guest: its path there, and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct GuestFile<'f> {
    /// Absolute.
    pub path: &'f str,
    /// Its content.
    pub bytes: &'f [u8],
}

/// `cargo xtask vm KERNEL [JOB]…`: runs jobs on a kernel of the lab and prints what comes of it. `here` is this machine's.
pub fn run(arguments: &[String]) -> Result<()> {
    let lab = Lab::open()?;
    let Some((label, jobs)) = arguments.split_first() else {
        bail!("which kernel? one of 5.10, 6.1, 6.12, 7.2, or `here`");
    };
    let uname = ["uname".to_owned()];
    let jobs = if jobs.is_empty() { &uname } else { jobs };
    let guest = Guest::build()?;
    let lines = if label == "here" {
        guest.here(&lab, &[], jobs)?
    } else {
        guest.boot(&lab, &lab.kernel(label)?, &[], jobs)?
    };
    for line in lines {
        eprintln!("{line}");
    }
    Ok(())
}

/// The agent, built.
#[derive(Debug)]
pub struct Guest {
    program: PathBuf,
}

impl Guest {
    /// Builds it, statically.
    pub fn build() -> Result<Self> {
        Ok(Self { program: workspace::build("btfly-guest", "debug")? })
    }

    /// Boots `kernel`, runs `jobs` and powers off; what was said, line by line.
    pub fn boot(
        &self,
        lab: &Lab,
        kernel: &Kernel,
        files: &[GuestFile<'_>],
        jobs: &[String],
    ) -> Result<Vec<String>> {
        let scratch = lab.scratch()?;
        let mut cpio = Cpio::new();
        cpio.file("init", 0o755, &fs::read(&self.program)?);
        cpio.file("jobs", 0o644, (jobs.join("\n") + "\n").as_bytes());
        for file in files {
            cpio.file(file.path.trim_start_matches('/'), 0o755, file.bytes);
        }
        let (initrd, console) = (scratch.path().join("initrd"), scratch.path().join("console"));
        fs::write(&initrd, cpio.finish())?;
        // Inside the root, links of the lab lead nowhere.
        let image = fs::canonicalize(kernel.image())?;
        let mut qemu = lab.sid_command("qemu-system-x86_64");
        qemu.args(["-m", MEMORY, "-smp", "1", "-nographic", "-no-reboot", "-nodefaults"])
            .args(["-accel", "tcg", "-cpu", "max", "-nic", "none", "-serial", "stdio"])
            .arg("-kernel")
            .arg(&image)
            .arg("-initrd")
            .arg(&initrd)
            .args([
                "-append",
                "console=ttyS0 loglevel=0 panic=-1 no_timer_check nowatchdog lsm=bpf",
            ])
            .stdin(Stdio::null())
            .stdout(File::create(&console)?)
            .stderr(Stdio::piped());
        let mut child = qemu.spawn().context("cannot start QEMU")?;
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if PATIENCE < start.elapsed() {
                child.kill()?;
                child.wait()?;
                break None;
            }
            std::thread::sleep(NAP);
        };
        let said = String::from_utf8_lossy(&fs::read(&console)?).into_owned();
        lines(&said).with_context(|| {
            let tail = said.lines().rev().take(20).collect::<Vec<_>>();
            let tail = tail.into_iter().rev().collect::<Vec<_>>().join("\n    ");
            let status = status.map_or("ran out of time".to_owned(), |status| status.to_string());
            format!("{} in QEMU ({status}):\n    {tail}", kernel.label)
        })
    }

    /// Runs `jobs` on this machine, as whoever runs this.
    pub fn here(&self, lab: &Lab, files: &[GuestFile<'_>], jobs: &[String]) -> Result<Vec<String>> {
        let scratch = lab.scratch()?;
        let mut jobs = jobs.join("\n") + "\n";
        for file in files {
            let name = file.path.trim_start_matches('/').replace('/', "_");
            let path = scratch.path().join(name);
            fs::write(&path, file.bytes)?;
            jobs = jobs.replace(file.path, &path.to_string_lossy());
        }
        let list = scratch.path().join("jobs");
        fs::write(&list, jobs)?;
        let mut agent = Command::new(&self.program);
        let done = command::finish(agent.arg(&list))?;
        lines(&String::from_utf8_lossy(&done.stdout)).context("the agent on this machine")
    }
}

/// The lines of result, without their marks and the last; an error if that is missing or one of them is an error.
fn lines(said: &str) -> Result<Vec<String>> {
    let mut lines: Vec<String> = said
        .lines()
        .filter_map(|line| line.split_once(MARK))
        .map(|(_, line)| line.trim_end().to_owned())
        .collect();
    if let Some(error) = lines.iter().find(|line| line.starts_with("error ")) {
        bail!("the agent says: {error}");
    }
    ensure!(lines.pop().as_deref() == Some(END), "the agent did not come to its end");
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_says_between_is_left_out() {
        let said =
            "[    0.1] boot\r\n@@ job uname\r\n[    0.2] more\r\n[    0.3] @@ 6.12\r\n@@ end\r\n";
        assert_eq!(lines(said).unwrap(), ["job uname", "6.12"]);
    }

    #[test]
    fn an_end_that_is_missing_is_an_error() {
        assert!(lines("@@ job uname\n@@ 6.12\n").is_err());
        assert!(lines("@@ error x\n@@ end\n").is_err());
    }
}

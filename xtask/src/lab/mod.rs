//! The lab: real kernels, the peers' newest tools and compiled objects, cached outside git · a folder → typed paths and
//! commands · never touches the system's package sources, never leaves a half-made folder under a final name.
//!
//! ```text
//! kernels/LABEL/  debs/ (as downloaded)  tree/ (unpacked)  release  image  vmlinux (ELF, x86 only)  vmlinux.btf  mods/NAME.btf
//! sid/            a debootstrap root with the newest bpftool, pahole, clang, gcc, Go
//! bin/            sid, bpftool, pahole: the same for people and scripts
//! objs/{host,sid}/{el,eb}/NAME.o     fixtures/c compiled for BPF by two clangs
//! selftests/      the kernel's own BPF test programs, compiled in several ways: selftests.rs says where
//! versions        one line for each kernel and tool
//! headers/SUITE/  C headers of a kernel, fetched when needed
//! debug/LABEL/    a vmlinux with DWARF, fetched when needed
//! ```
//!
//! The folder is `$BTFLY_LAB`, or `$XDG_CACHE_HOME/btfly-lab`, or `~/.cache/btfly-lab`.

mod apt;
mod debug;
mod elder;
mod headers;
mod kernel;
mod kernels;
mod objs;
mod outsider;
mod selftests;
mod sid;
mod stage;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

pub use headers::Headers;
pub use kernel::{Endian, Kernel, Module};
pub use objs::BpfObject;
pub use selftests::Selftests;
pub use stage::Scratch;

/// `cargo xtask lab [objects]`: fetches what is missing and says what there is; `objects` makes the selftests only.
pub fn run(arguments: &[String]) -> Result<()> {
    let lab = match arguments {
        [] => Lab::fetch()?,
        [part] if part == "objects" => {
            let (lab, log) = (Lab::open()?, Log { start: Instant::now() });
            return selftests::make(&lab, &log).context("selftests");
        }
        _ => bail!("usage: cargo xtask lab [objects]"),
    };
    for (name, version) in lab.versions()? {
        eprintln!("{name:<24} {version}");
    }
    Ok(())
}

/// The cache folder, and everything in it under its type.
#[derive(Clone, Debug)]
pub struct Lab {
    root: PathBuf,
}

impl Lab {
    /// The lab as it is on disk; an error with a hint when it has not been fetched completely.
    pub fn open() -> Result<Lab> {
        let lab = Lab::locate()?;
        if let Some(missing) = lab.missing() {
            bail!("the lab has no {missing}\nhint: `cargo xtask lab` fetches it");
        }
        Ok(lab)
    }

    /// Fetches whatever is missing. A complete lab is only looked at.
    pub fn fetch() -> Result<Lab> {
        let lab = Lab::locate()?;
        let log = Log { start: Instant::now() };
        fs::create_dir_all(&lab.root)
            .with_context(|| format!("cannot create {}", lab.root.display()))?;
        log.say(&format!("folder: {}", lab.root.display()));
        stage::sweep(&lab.root)?;
        apt::host_tools(&log)?;
        // The root takes a minute of one core, the kernels another minute of the other.
        std::thread::scope(|scope| {
            let root = scope.spawn(|| sid::make(&lab, &log));
            let fetched = kernels::make(&lab, &log);
            let root = root.join().unwrap_or_else(|_| bail!("the thread that made the root broke"));
            root.context("root of sid").and(fetched.context("kernels"))
        })?;
        objs::make(&lab, &log).context("compiled objects")?;
        selftests::make(&lab, &log).context("selftests")?;
        versions::write(&lab).context("versions")?;
        log.say("complete");
        Ok(lab)
    }

    fn locate() -> Result<Lab> {
        let set =
            |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let root = set("BTFLY_LAB")
            .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("btfly-lab")))
            .or_else(|| set("HOME").map(|home| home.join(".cache/btfly-lab")));
        match root {
            Some(root) => Ok(Lab { root: std::path::absolute(root)? }),
            None => bail!("no place for the lab: set `BTFLY_LAB` to a folder"),
        }
    }

    fn missing(&self) -> Option<String> {
        if let Some(source) = kernels::SOURCES.iter().find(|source| !source.is_made(self)) {
            return Some(format!("kernel {}", source.label));
        }
        ["sid", "bin", "objs", "versions"]
            .into_iter()
            .find(|part| !self.path(part).exists())
            .map(str::to_owned)
    }

    /// The kernel under `label`, such as `6.12` or `6.12-s390x`.
    pub fn kernel(&self, label: &str) -> Result<Kernel> {
        match kernels::SOURCES.iter().find(|source| source.label == label) {
            Some(source) => Kernel::open(&self.path("kernels").join(label), source),
            None => bail!("no kernel `{label}` in the lab"),
        }
    }

    /// Every kernel, in the order of the table in `kernels.rs`.
    pub fn kernels(&self) -> Result<Vec<Kernel>> {
        kernels::SOURCES.iter().map(|source| self.kernel(source.label)).collect()
    }

    /// The four x86 kernels that comparisons are made on, oldest first, with all their modules.
    pub fn main_kernels(&self) -> Result<Vec<Kernel>> {
        ["5.10", "6.1", "6.12", "7.2"].into_iter().map(|label| self.kernel(label)).collect()
    }

    /// Every object compiled from `fixtures/c`: two compilers, two byte orders.
    pub fn objects(&self) -> Result<Vec<BpfObject>> {
        objs::list(&self.path("objs"))
    }

    /// The kernel's own BPF test programs; an error with a hint when they have not been made.
    pub fn selftests(&self) -> Result<Selftests> {
        Selftests::open(self)
    }

    /// A tool of the sid root run directly, by that root's own loader: no shell, no mounts, any path as argument.
    /// Right for tools that only read their arguments (`bpftool`, `pahole`, `llvm-objdump`), and for measuring them.
    pub fn peer(&self, tool: &str) -> Result<Command> {
        sid::peer(self, tool)
    }

    /// bpftool of Linux 5.10's time, run as [`Lab::peer`] runs tools; fetched when it is first asked for.
    pub fn elder_bpftool(&self) -> Result<Command> {
        elder::bpftool(self)
    }

    /// A tool of the sid root run inside it: for compilers and whatever looks for files of its own. `/proc`, `/sys` and
    /// `/dev`, the lab, the folder for temporary files and the current folder are reachable there under their own names.
    pub fn sid_command(&self, tool: &str) -> Command {
        let mut command = Command::new(self.path("bin").join("sid"));
        command.arg(tool);
        command
    }

    /// A new empty folder inside the lab, reachable from [`Lab::sid_command`]; removed when dropped.
    pub fn scratch(&self) -> Result<Scratch> {
        Scratch::new(&self.root, "scratch")
    }

    /// Name and version of every kernel and tool, for reports.
    pub fn versions(&self) -> Result<Vec<(String, String)>> {
        versions::read(self)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn path(&self, part: &str) -> PathBuf {
        self.root.join(part)
    }
}

/// Progress on stderr, a line a fact, with seconds since the start.
#[derive(Debug)]
struct Log {
    start: Instant,
}

impl Log {
    fn say(&self, what: &str) {
        eprintln!("lab {:6.1}s  {what}", self.start.elapsed().as_secs_f64());
    }
}

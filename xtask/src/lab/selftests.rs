//! The kernel's own BPF test programs · Debian's `linux-source` → `selftests/`, compiled in several ways · never keeps the
//! rest of the kernel's source, nor debug information that no BPF tool reads.
//!
//! ```text
//! selftests/src/       the kernel's tree, cut down: tools/{include,lib/bpf,testing/selftests/bpf}; include/: vmlinux.h
//! selftests/obj/       every program by sid's clang, little-endian, -mcpu=v3: NAME.bpf.o
//! selftests/VARIANT/   some of them again, see `VARIANTS`; linked/: several made one by bpftool
//! selftests/refused    programs that a compiler refused, and with what words
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::Btf;
use btfly_btf::c::header::{Header, Options};

use super::apt::Apt;
use super::{Lab, Log, kernel, stage, versions};
use crate::command;

/// Counts up when what is done below changes.
const RECIPE: &str = "1";

/// Says what the objects were made from; compared whole.
const STAMP: &str = "made-from";

/// What is kept of the kernel's tree.
const KEPT: &[&str] =
    &["tools/arch/x86", "tools/include", "tools/lib/bpf", "tools/testing/selftests/bpf"];

/// Programs of the selftests that may fail to compile: the newest need a newer clang than sid's. Below this something is
/// wrong with the header or the flags.
const OBJECTS_MIN: usize = 900;

/// Files compiled by one command: entering the root costs as much as a small program.
const BATCH: usize = 12;

/// A way to compile.
struct Variant {
    /// Its folder under `selftests/`.
    folder: &'static str,
    compiler: Compiler,
    flags: &'static [&'static str],
    /// Takes every so-manieth program, besides those of CO-RE.
    one_in: usize,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Compiler {
    SidClang,
    HostClang,
    SidGcc,
}

const VARIANTS: &[Variant] = &[
    Variant {
        folder: "obj",
        compiler: Compiler::SidClang,
        flags: &["--target=bpfel", "-mlittle-endian", "-mcpu=v3"],
        one_in: 1,
    },
    Variant {
        folder: "eb",
        compiler: Compiler::SidClang,
        flags: &["--target=bpfeb", "-mbig-endian", "-mcpu=v3"],
        one_in: 16,
    },
    Variant {
        folder: "v4",
        compiler: Compiler::SidClang,
        flags: &["--target=bpfel", "-mlittle-endian", "-mcpu=v4"],
        one_in: 16,
    },
    Variant {
        folder: "host",
        compiler: Compiler::HostClang,
        flags: &["--target=bpfel", "-mlittle-endian", "-mcpu=v3"],
        one_in: 16,
    },
    Variant {
        folder: "gcc",
        compiler: Compiler::SidGcc,
        flags: &["-mlittle-endian", "-DBPF_NO_PRESERVE_ACCESS_INDEX", "-Wno-attributes"],
        one_in: 8,
    },
];

/// What the kernel's own build links into one object.
const LINKED: &[(&str, &[&str])] = &[
    ("test_static_linked", &["test_static_linked1", "test_static_linked2"]),
    ("linked_funcs", &["linked_funcs1", "linked_funcs2"]),
    ("linked_vars", &["linked_vars1", "linked_vars2"]),
    ("linked_maps", &["linked_maps1", "linked_maps2"]),
    ("test_subskeleton", &["test_subskeleton_lib2", "test_subskeleton_lib", "test_subskeleton"]),
    ("test_usdt", &["test_usdt", "test_usdt_multispec"]),
    ("tracing_multi", &["tracing_multi_attach", "tracing_multi_check"]),
];

/// The kernel's test programs, compiled.
#[derive(Clone, Debug)]
pub struct Selftests {
    folder: PathBuf,
}

impl Selftests {
    pub(super) fn open(lab: &Lab) -> Result<Selftests> {
        let folder = lab.path("selftests");
        if !folder.join(STAMP).exists() {
            bail!("the lab has no selftests\nhint: `cargo xtask lab objects` makes them");
        }
        Ok(Selftests { folder })
    }

    /// The objects of a variant (`obj`, `eb`, `v4`, `host`, `gcc`, `linked`), sorted by name.
    pub fn objects(&self, variant: &str) -> Result<Vec<PathBuf>> {
        kernel::files(&self.folder.join(variant))
    }

    /// The folders of objects.
    pub fn variants() -> impl Iterator<Item = &'static str> {
        VARIANTS.iter().map(|variant| variant.folder).chain(["linked"])
    }

    /// `tools/testing/selftests/bpf` of the kernel.
    pub fn sources(&self) -> PathBuf {
        self.folder.join("src/tools/testing/selftests/bpf")
    }

    /// `tools/lib/bpf` of the kernel: its libbpf, newer than any release.
    pub fn libbpf(&self) -> PathBuf {
        self.folder.join("src/tools/lib/bpf")
    }

    /// The headers that the programs were compiled with: ours of the kernel, and libbpf's in `bpf/`.
    pub fn include(&self) -> PathBuf {
        self.folder.join("include")
    }

    /// `tools/include` of the kernel.
    pub fn tools_include(&self) -> PathBuf {
        self.folder.join("src/tools/include")
    }
}

/// Makes the objects, if they are not there.
pub(super) fn make(lab: &Lab, log: &Log) -> Result<()> {
    let clang = versions::clang_of_sid(lab)?;
    let stamp = format!("{RECIPE}\n{}\n{clang}\n", versions::clang_of_host()?);
    let target = lab.path("selftests");
    if fs::read_to_string(target.join(STAMP)).is_ok_and(|made_from| made_from == stamp) {
        return Ok(());
    }
    stage::publish(&target, |new| {
        let apt = Apt::open(lab.root(), "sid", "amd64")?;
        source(&apt, new, log)?;
        headers(lab, new)?;
        gcc(&apt, new)?;
        let mut refused = String::new();
        for variant in VARIANTS {
            let made = variant.compile(lab, new, &mut refused)?;
            log.say(&format!("selftests: {made} objects in {}", variant.folder));
            let least = if variant.one_in == 1 { OBJECTS_MIN } else { 1 };
            ensure!(least <= made, "only {made} objects in {}:\n{refused}", variant.folder);
        }
        fs::remove_dir_all(new.join("toolchain"))?;
        link(lab, new)?;
        fs::write(new.join("refused"), refused)?;
        Ok(fs::write(new.join(STAMP), &stamp)?)
    })
}

/// The newest source that the archive has, cut down.
fn source(apt: &Apt, new: &Path, log: &Log) -> Result<()> {
    let mut names = apt.names("linux-source-")?;
    names.retain(|name| release(name).is_some());
    let name = names.into_iter().max_by_key(|name| release(name)).context("no linux-source")?;
    log.say(&format!("selftests: download {name}"));
    let (debs, src) = (new.join("debs"), new.join("src"));
    fs::create_dir(&debs)?;
    fs::create_dir(&src)?;
    apt.download(std::slice::from_ref(&name), &debs)?;
    let deb = kernel::files(&debs)?.into_iter().next().context("nothing downloaded")?;
    // Three readers in a row: what is not kept never touches the disk.
    const UNPACK: &str = r#"deb=$1; name=$2; to=$3; shift 3
dpkg-deb --fsys-tarfile "$deb" | tar -xO "./usr/src/$name.tar.xz" | xz -dc -T2 | tar -x -C "$to" --strip-components=1 "$@""#;
    let mut unpack = Command::new("sh");
    unpack.args(["-e", "-c", UNPACK, "sh"]).arg(&deb).arg(&name).arg(&src);
    unpack.args(KEPT.iter().map(|kept| format!("{name}/{kept}")));
    command::quiet(&mut unpack)?;
    Ok(fs::remove_dir_all(&debs)?)
}

/// `7.2` of `linux-source-7.2`.
fn release(name: &str) -> Option<(u32, u32)> {
    let (major, minor) = name.strip_prefix("linux-source-")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// What the sources include: our header of the kernel, and libbpf's.
fn headers(lab: &Lab, new: &Path) -> Result<()> {
    let include = new.join("include");
    fs::create_dir_all(include.join("bpf"))?;
    for header in kernel::files(&new.join("src/tools/lib/bpf"))? {
        if header.extension().is_some_and(|extension| extension == "h") {
            fs::copy(&header, include.join("bpf").join(kernel::file_name(&header)))?;
        }
    }
    // Made from the list of helpers when libbpf is built; sid's is a release older at most.
    let helpers = "bpf_helper_defs.h";
    let of_sid = lab.path("sid").join("usr/include/bpf").join(helpers);
    fs::copy(of_sid, include.join("bpf").join(helpers))?;

    let vmlinux = lab.kernel("7.2")?.vmlinux_btf().context("kernel 7.2 has no BTF")?;
    let btf = Btf::parse(fs::read(vmlinux)?)?;
    let header = Header::new(btf.types(), []);
    let mut writer = header.writer(&Options::default());
    let mut text = Vec::new();
    while writer.write(&mut text) {}
    Ok(fs::write(include.join("vmlinux.h"), text)?)
}

/// gcc for BPF, which runs from wherever it lies; the libraries that it needs are those of sid's own gcc.
fn gcc(apt: &Apt, new: &Path) -> Result<()> {
    let toolchain = new.join("toolchain");
    let debs = toolchain.join("debs");
    fs::create_dir_all(&debs)?;
    apt.download(&["gcc-bpf".to_owned(), "binutils-bpf".to_owned()], &debs)?;
    for deb in kernel::files(&debs)? {
        command::quiet(Command::new("dpkg-deb").arg("-x").args([&deb, &toolchain]))?;
    }
    Ok(())
}

/// Compiles each file of its arguments; says on stdout which were refused, and how.
const COMPILE: &str = r#"out=$1; shift
flags=; while [ "$1" != -- ]; do flags="$flags $1"; shift; done; shift
for source in "$@"; do
  name=$(basename "$source" .c)
  case $name in test_l4lb_noinline|test_xdp_noinline) own=-fno-inline;; *) own=;; esac
  if ! said=$($flags $own -c "$source" -o "$out/$name.bpf.o" 2>&1); then
    echo "$name: $(echo "$said" | grep -m1 error)"
  fi
done"#;

impl Variant {
    /// How many were made.
    fn compile(&self, lab: &Lab, new: &Path, refused: &mut String) -> Result<usize> {
        let out = new.join(self.folder);
        fs::create_dir(&out)?;
        let sources = self.sources(new)?;
        let batches: Vec<&[PathBuf]> = sources.chunks(BATCH).collect();
        let (next, said) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || -> Result<()> {
            while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                let text = command::text(self.command(lab, new, &out).arg("--").args(*batch))?;
                let mut said = said.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                said.extend(text.lines().map(str::to_owned));
            }
            Ok(())
        };
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| {
                worker.join().unwrap_or_else(|_| bail!("a thread that compiled broke"))
            })
        })?;
        let mut said = said.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        said.sort();
        for line in said {
            // Paths of the lab say nothing to a reader.
            let line = line.replace(&format!("{}/", new.display()), "");
            writeln!(refused, "{}: {line}", self.folder)?;
        }
        let objects = kernel::files(&out)?;
        command::quiet(lab.sid_command("llvm-strip").arg("-g").args(&objects))?;
        Ok(objects.len())
    }

    fn sources(&self, new: &Path) -> Result<Vec<PathBuf>> {
        let mut sources = kernel::files(&new.join("src/tools/testing/selftests/bpf/progs"))?;
        sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
        let mut number = 0;
        sources.retain(|path| {
            number += 1;
            kernel::file_name(path).contains("core_reloc") || number % self.one_in == 0
        });
        Ok(sources)
    }

    fn command(&self, lab: &Lab, new: &Path, out: &Path) -> Command {
        let mut command = match self.compiler {
            Compiler::SidClang | Compiler::SidGcc => lab.sid_command("sh"),
            Compiler::HostClang => Command::new("sh"),
        };
        command.args(["-c", COMPILE, "sh"]).arg(out);
        match self.compiler {
            Compiler::SidClang | Compiler::HostClang => command.arg("clang"),
            Compiler::SidGcc => command.arg(new.join("toolchain/usr/bin/bpf-gcc")),
        };
        command.args(self.flags);
        if self.compiler != Compiler::SidGcc {
            command.args(["-Wno-microsoft-anon-tag", "-Wno-compare-distinct-pointer-types"]);
        }
        let tests = new.join("src/tools/testing/selftests/bpf");
        for include in [
            new.join("include"),
            tests.clone(),
            new.join("src/tools/include/uapi"),
            new.join("src/tools/include"),
            tests.join("libarena/include"),
        ] {
            command.arg(format!("-I{}", include.display()));
        }
        let of_sid = lab.path("sid/usr/include");
        for include in [of_sid.join("x86_64-linux-gnu"), of_sid] {
            command.arg("-idirafter").arg(include);
        }
        command.args(["-g", "-O2", "-std=gnu11", "-fno-strict-aliasing", "-fms-extensions"]);
        command.args(["-D__TARGET_ARCH_x86", "-DENABLE_ATOMICS_TESTS"]);
        // Paths enter the line information; these are the same on every machine.
        command.arg(format!("-ffile-prefix-map={}/=", new.display()));
        command
    }
}

fn link(lab: &Lab, new: &Path) -> Result<()> {
    let linked = new.join("linked");
    fs::create_dir(&linked)?;
    for (name, parts) in LINKED {
        let mut bpftool = lab.peer("bpftool")?;
        bpftool.args(["gen", "object"]).arg(linked.join(format!("{name}.bpf.o")));
        bpftool.args(parts.iter().map(|part| new.join("obj").join(format!("{part}.bpf.o"))));
        command::quiet(&mut bpftool)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_source_is_that_of_the_largest_number() {
        assert!(release("linux-source-6.9") < release("linux-source-6.12"));
        assert_eq!(release("linux-source"), None);
    }
}

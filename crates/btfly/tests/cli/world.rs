//! A directory with things to open, made anew for each test, and a way to run the program in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use btfly_btf::{Btf, text};

use crate::{ko, objects};

/// The directory; gone when this is.
pub(crate) struct World {
    pub(crate) dir: PathBuf,
}

/// Of a machine whose user may do everything, and whose tracer is short of some functions.
const FACTS: &str = include_str!("kernel/facts.json");

impl World {
    /// With all inputs in it:
    ///
    /// - `kernel/`: a base and the modules `alpha` and `beta`;
    /// - `newer/`: the same kernel some releases later, without `beta`;
    /// - `sick/`: the same kernel, where `alpha` is sound, `cut` ends too early, `empty` is a header and
    ///   nothing else, `foreign` was built on another kernel;
    /// - `extra/`: modules as files. `driver.ko` is `alpha` on a distilled base, `outgrown.ko` does not fit any more,
    ///   `misfit.ko` is of another kernel and does not show it at once, `alpha.ko` says its release, `plain.ko` has no BTF;
    /// - `alone/alpha.btf`: a module without a kernel; `big.btf`: 20,000 structs;
    /// - `count.o`: a BPF object with a program of that name; `log.txt`: what a verifier may say about it;
    /// - `nics/`: the same base with `e1000` and `e1000e`, of which each has a `struct e1000_adapter` of its own; `any.o`
    ///   reads a member of it wherever it attaches, `e1000.o` and `e1000e.o` attach to a function of the one and the other;
    /// - `guarded.o`: asks whether `task_struct.cpu` exists, and reads it only then;
    /// - `refused.btf`: what no kernel loads, for several reasons; `cut.btf`: the same, without its end;
    /// - `root/`: a host's files, with the same kernel running; `facts.json`: what is known of it;
    /// - `note.txt`: no BTF; `nothing`: no byte.
    pub(crate) fn new() -> Self {
        static N: AtomicUsize = AtomicUsize::new(0);
        let n = N.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("btfly-cli-{}-{n}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let world = Self { dir };
        let kernel = kernel();
        world.write("kernel/vmlinux.btf", &kernel.vmlinux);
        world.write("kernel/mods/alpha.btf", &kernel.alpha);
        world.write("kernel/mods/beta.btf", &kernel.beta);
        world.write("newer/vmlinux.btf", &kernel.newer);
        world.write("newer/mods/alpha.btf", &kernel.newer_alpha);
        world.write("sick/vmlinux.btf", &kernel.vmlinux);
        world.write("sick/mods/alpha.btf", &kernel.alpha);
        world.write("sick/mods/cut.btf", &kernel.beta[..kernel.beta.len() - 7]);
        // What a 24-byte header alone looks like: no types, no strings.
        let mut empty = vec![0x9f, 0xeb, 1, 0, 24, 0, 0, 0];
        empty.resize(24, 0);
        world.write("sick/mods/empty.btf", &empty);
        world.write("sick/mods/foreign.btf", &kernel.foreign);
        world.write("extra/driver.ko", &kernel.driver);
        world.write("extra/outgrown.ko", &kernel.outgrown);
        world.write("extra/misfit.ko", &kernel.misfit);
        let modinfo = b"vermagic=6.1.0-then SMP\0";
        world.write("extra/alpha.ko", &ko::ko(&[(".BTF", &kernel.alpha), (".modinfo", modinfo)]));
        world.write("extra/plain.ko", &ko::ko(&[(".modinfo", modinfo)]));
        world.write("alone/alpha.btf", &kernel.alpha);
        world.write("big.btf", &kernel.big);
        world.write("count.o", &btfly_obj::doc::example_object());
        world.write("log.txt", LOG.as_bytes());
        world.write("nics/vmlinux.btf", &kernel.vmlinux);
        world.write("nics/mods/e1000.btf", &kernel.e1000);
        world.write("nics/mods/e1000e.btf", &kernel.e1000e);
        world.write("any.o", &objects::adapter("kprobe/e1000_reset"));
        world.write("e1000.o", &objects::adapter("fentry/e1000_reset"));
        world.write("e1000e.o", &objects::adapter("fentry/e1000e_reset"));
        world.write("guarded.o", &objects::guarded());
        world.write("refused.btf", &kernel.refused);
        world.write("cut.btf", &kernel.refused[..kernel.refused.len() - 9]);
        for (name, btf) in
            [("vmlinux", &kernel.vmlinux), ("alpha", &kernel.alpha), ("beta", &kernel.beta)]
        {
            world.write(&format!("root/sys/kernel/btf/{name}"), btf);
        }
        world.write("facts.json", FACTS.as_bytes());
        world.write("note.txt", b"hello\n");
        world.write("nothing", b"");
        world
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The program, about to run here: no input, no colours asked for, nothing from the environment.
    pub(crate) fn btfly<A: AsRef<str>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_btfly"));
        command
            .args(arguments.iter().map(AsRef::as_ref))
            .current_dir(&self.dir)
            .env_clear()
            .env("TERM", "xterm-256color")
            .stdin(Stdio::null());
        command
    }

    /// Commands of the program, as its help has them.
    pub(crate) fn commands(&self) -> Vec<String> {
        let help = self.btfly(&["--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let (_, list) = help.split_once("Commands:\n").unwrap();
        list.lines()
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned))
            .filter(|name| !name.is_empty() && name != "help")
            .collect()
    }

    /// Names of all files in a directory, sorted.
    pub(crate) fn files(&self, dir: &str) -> Vec<String> {
        let mut files: Vec<_> = fs::read_dir(self.dir.join(dir))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        files
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Where the golden files and the kernel's listings are.
pub(crate) fn golden_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

/// The bytes of all inputs, made once.
struct Kernel {
    vmlinux: Vec<u8>,
    alpha: Vec<u8>,
    beta: Vec<u8>,
    newer: Vec<u8>,
    newer_alpha: Vec<u8>,
    foreign: Vec<u8>,
    e1000: Vec<u8>,
    e1000e: Vec<u8>,
    driver: Vec<u8>,
    outgrown: Vec<u8>,
    misfit: Vec<u8>,
    big: Vec<u8>,
    refused: Vec<u8>,
}

fn kernel() -> &'static Kernel {
    static KERNEL: OnceLock<Kernel> = OnceLock::new();
    KERNEL.get_or_init(|| {
        let listing = |name: &str| {
            let path = golden_dir().join("kernel").join(format!("{name}.btf.txt"));
            fs::read_to_string(path).unwrap()
        };
        let vmlinux = text::parse(&listing("vmlinux")).unwrap();
        let newer = text::parse(&listing("newer")).unwrap();
        let newer_alpha = text::parse_split(&listing("newer_alpha"), &newer).unwrap();
        let split = |name| text::parse_split(&listing(name), &vmlinux).unwrap();
        Kernel {
            alpha: split("alpha").bytes().to_vec(),
            beta: split("beta").bytes().to_vec(),
            e1000: split("e1000").bytes().to_vec(),
            e1000e: split("e1000e").bytes().to_vec(),
            newer_alpha: newer_alpha.bytes().to_vec(),
            newer: newer.bytes().to_vec(),
            driver: ko::distilled(&split("alpha")),
            outgrown: ko::outgrown(),
            misfit: ko::misfit(),
            foreign: foreign().bytes().to_vec(),
            big: big().bytes().to_vec(),
            refused: refused().bytes().to_vec(),
            vmlinux: vmlinux.bytes().to_vec(),
        }
    })
}

/// A module of a kernel that has more types and names than ours.
fn foreign() -> Btf {
    let mut listing = String::from("[1] INT 'int' size=4\n");
    for id in 2..100 {
        listing += &format!(
            "[{id}] STRUCT 'foreign_{id}' size=4\n\t'member_{id}' type_id=1 bits_offset=0\n"
        );
    }
    let base = text::parse(&listing).unwrap();
    text::parse_split("[100] STRUCT 'own' size=4\n\t'member_99' type_id=99 bits_offset=0", &base)
        .unwrap()
}

/// As a compiler leaves it, and worse.
fn refused() -> Btf {
    let listing = "\
        [1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n\
        [2] VAR 'counter' type_id=1, linkage=global\n\
        [3] DATASEC '.data' size=0 vlen=1\n\
        \ttype_id=2 offset=0 size=4\n\
        [4] STRUCT 'short' size=4 vlen=2\n\
        \t'a' type_id=1 bits_offset=0\n\
        \t'b' type_id=1 bits_offset=8\n\
        [5] FLOAT 'double' size=8\n\
        [6] TYPEDEF 'no name' type_id=5\n\
        [7] TYPEDEF 'not this' type_id=6\n";
    text::parse(listing).unwrap()
}

/// Enough to fill every pipe several times.
fn big() -> Btf {
    let mut listing = String::from("[1] INT 'int' size=4\n");
    for id in 2..20_002 {
        listing +=
            &format!("[{id}] STRUCT 'struct_{id}' size=4\n\t'member' type_id=1 bits_offset=0\n");
    }
    text::parse(&listing).unwrap()
}

const LOG: &str = "\
libbpf: prog 'count': -- BEGIN PROG LOAD LOG --
0: R1=ctx() R10=fp0
0: (18) r1 = 0xffff888100000000       ; R1_w=map_ptr()
2: (18) r2 = 0xffffc90000000000       ; R2_w=map_value()
4: (18) r3 = 0x0                      ; R3_w=0
6: (85) call unknown#195896080
invalid func unknown#195896080
processed 4 insns (limit 1000000)
-- END PROG LOAD LOG --
";

//! Types of the running kernel out of files, for a kernel that shows none.
//!
//! *In:* the release and the build id of the kernel that runs, and the places where kernels and their types are installed.
//! *Out:* a set for CO-RE, which file it is of, and what was passed over and why. *Never:* a file of another release or
//! build; a guess by a distribution's name.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use object::Endianness;
use object::elf::{ELF_NOTE_GNU, FileHeader64, NT_GNU_BUILD_ID};
use object::read::elf::NoteIterator;

use crate::base::{self, running_release};
use crate::error::{Error, ErrorKind};
use crate::{Base, Kmods, Opened, Options, open};

/// Where types that somebody made of a kernel are installed: `RELEASE/vmlinux.btf` and `RELEASE/mods/NAME.btf`, as
/// `btfly extract` and `btfly min` write them.
const OURS: &str = "usr/lib/btf";

/// Types that were found for the running kernel.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stored {
    /// The types: vmlinux's, and those of modules that are loaded and whose types lie there too.
    pub opened: Opened,
    /// The file or directory.
    pub path: PathBuf,
    /// Whether its build id is the running kernel's; where one of the two has none, the release alone is the same.
    pub is_same_build: bool,
    /// Files that are there and were passed over, each with the reason.
    pub passed_over: Vec<(PathBuf, String)>,
}

/// Looks for types of the running kernel in files, in this order, below the root: `usr/lib/btf/RELEASE`, then where
/// distributions install vmlinux, its image and its debug information.
///
/// A file counts only if the release that it names is the running kernel's and its build id, if it has one, too. They are
/// for CO-RE: what a program attaches to has to be known to the kernel itself.
///
/// # Errors
///
/// When there is none, with what was passed over as a hint.
///
/// ```
/// use btfly_source::{Options, stored};
///
/// match stored(&Options::default()) {
///     Ok(found) => println!("{}", found.path.display()),
///     Err(error) => println!("{error}"),
/// }
/// ```
pub fn stored(options: &Options<'_>) -> Result<Stored, Error> {
    let root = options.root();
    let absent = || Error::new(ErrorKind::NoBtf { what: "running kernel" }).in_path(&root);
    let Some(release) = running_release(&root) else {
        return Err(absent().with_hint("procfs does not tell which kernel runs"));
    };
    let options = Options { kmods: loaded(&root, &options.kmods), ..options.clone() };
    let running = running_build_id(&root);
    let mut passed_over = Vec::new();
    let tree = [root.join(OURS).join(&release)];
    for path in tree.into_iter().chain(base::places(&root, &release)) {
        // What the kernel shows itself is not looked for here.
        if !path.exists() || path.starts_with(root.join(base::SYSFS)) {
            continue;
        }
        match candidate(&path, &release, running.as_deref(), &options) {
            Ok((opened, is_same_build)) => {
                let opened = with_kmods(opened, &root, &release, &options);
                return Ok(Stored { opened, path, is_same_build, passed_over });
            }
            Err(why) => passed_over.push((path, why)),
        }
    }
    let mut hint = format!(
        "install its types as `/{OURS}/{release}/vmlinux.btf`, or its debug information; or name a file with `--btf`"
    );
    for (path, why) in &passed_over {
        let _ = write!(hint, "; passed over: {}: {why}", path.display());
    }
    Err(absent().with_hint(hint))
}

/// The types at `path`, and whether they are known to be of the same build; or why they are not taken.
fn candidate(
    path: &Path,
    release: &str,
    running: Option<&[u8]>,
    options: &Options<'_>,
) -> Result<(Opened, bool), String> {
    let options = Options { base: None, ..options.clone() };
    let opened = open(path, &options).map_err(|error| error.to_string())?;
    if let Some(other) = opened.release.as_ref().filter(|other| *other != release) {
        return Err(format!("is of {other}, and {release} runs"));
    }
    match (opened.build_id.as_deref(), running) {
        (Some(id), Some(running)) if id != running => Err(format!(
            "is another build of {release}: its build id is {}, the running kernel's {}",
            hex(id),
            hex(running)
        )),
        (Some(_), Some(_)) => Ok((opened, true)),
        (None, _) | (_, None) => Ok((opened, false)),
    }
}

/// A kernel that was found alone, with the modules that are installed, if these have types.
fn with_kmods(alone: Opened, root: &Path, release: &str, options: &Options<'_>) -> Opened {
    if !alone.set.kmods().is_empty() || options.kmods == Kmods::None {
        return alone;
    }
    let base = Some(Base::Btf(alone.set.base().clone()));
    let options = Options { base, ..options.clone() };
    match open(&root.join("lib/modules").join(release), &options) {
        Ok(tree) => Opened { set: tree.set, ..alone },
        Err(_) => alone,
    }
}

/// Those of `wanted` that are loaded; where nothing tells what is loaded, all of them.
fn loaded(root: &Path, wanted: &Kmods) -> Kmods {
    let Ok(list) = fs::read_to_string(root.join("proc/modules")) else { return wanted.clone() };
    let names: BTreeSet<&str> =
        list.lines().filter_map(|line| line.split_ascii_whitespace().next()).collect();
    let names: Vec<String> =
        names.into_iter().filter(|name| wanted.has(name)).map(str::to_owned).collect();
    if names.is_empty() { Kmods::None } else { Kmods::Named(names) }
}

/// The build that the running kernel says it is.
fn running_build_id(root: &Path) -> Option<Vec<u8>> {
    let notes = fs::read(root.join("sys/kernel/notes")).ok()?;
    let endian = if cfg!(target_endian = "big") { Endianness::Big } else { Endianness::Little };
    let mut notes = NoteIterator::<FileHeader64<Endianness>>::new(endian, 4, &notes).ok()?;
    while let Ok(Some(note)) = notes.next() {
        if note.name() == ELF_NOTE_GNU && note.n_type(endian) == NT_GNU_BUILD_ID {
            return Some(note.desc().to_vec());
        }
    }
    None
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use btfly_btf::doc;
    use object::elf;

    use super::*;
    use crate::make;
    use crate::tree::tests::Dir;

    fn note(id: &[u8; 4]) -> Vec<u8> {
        let words = [4_u32, 4, 3].map(u32::to_le_bytes).concat();
        [&words, &b"GNU\0"[..], id].concat()
    }

    fn vmlinux(id: &[u8; 4]) -> Vec<u8> {
        let types = doc::example_bytes();
        make::elf(
            true,
            false,
            elf::ET_EXEC,
            &[(".notes", elf::SHT_NOTE, 0, &note(id)), (".BTF", elf::SHT_PROGBITS, 0, &types)],
        )
    }

    /// A root where 6.1-test runs, of a build.
    fn root() -> Dir {
        let dir = Dir::new();
        dir.put("proc/sys/kernel/osrelease", b"6.1-test\n");
        dir.put("proc/modules", b"dummy_net 16384 0 - Live 0x0\n");
        dir.put("sys/kernel/notes", &note(b"mine"));
        dir
    }

    fn look(dir: &Dir) -> Result<Stored, Error> {
        stored(&Options { root: Some(dir.0.clone()), ..Options::default() })
    }

    #[test]
    fn another_build_is_passed_over_and_said() {
        let dir = root();
        dir.put("boot/vmlinux-6.1-test", &vmlinux(b"else"));
        let error = look(&dir).unwrap_err();
        assert!(error.is_absence());
        let hint = error.hint().unwrap();
        assert!(hint.contains("another build") && hint.contains("656c7365"), "{hint}");
        let path = dir.put("usr/lib/debug/boot/vmlinux-6.1-test", &vmlinux(b"mine"));
        let found = look(&dir).unwrap();
        assert_eq!((found.path, found.is_same_build), (path, true));
        assert_eq!(found.passed_over.len(), 1);
    }

    #[test]
    fn a_folder_of_types_goes_first_with_the_modules_that_are_loaded() {
        let dir = root();
        dir.put("boot/vmlinux-6.1-test", &vmlinux(b"mine"));
        dir.put("usr/lib/btf/6.1-test/vmlinux.btf", &doc::example_bytes());
        for name in ["dummy-net", "xfs"] {
            dir.put(&format!("usr/lib/btf/6.1-test/mods/{name}.btf"), &doc::example_module_bytes());
        }
        let found = look(&dir).unwrap();
        assert!(found.path.ends_with("usr/lib/btf/6.1-test") && !found.is_same_build);
        let names: Vec<_> = found.opened.set.kmods().iter().map(|kmod| kmod.name()).collect();
        assert_eq!(names, ["dummy_net"]);
    }

    #[test]
    fn a_folder_of_another_release_is_not_looked_at() {
        let dir = root();
        dir.put("usr/lib/btf/6.1-other/vmlinux.btf", &doc::example_bytes());
        assert!(look(&dir).unwrap_err().is_absence());
    }
}

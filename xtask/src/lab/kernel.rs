//! A kernel of the lab · its folder → typed paths · never reads what the files hold.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::kernels::Source;

/// The byte order of a kernel's BTF.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Endian {
    /// Everything but s390x.
    Little,
    /// s390x.
    Big,
}

/// One kernel: the packages it came in, what they hold, and its BTF taken out by other people's tools.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Its name in the lab, such as `6.12` or `6.12-s390x`. What it is exactly, [`Kernel::release`] says.
    pub label: &'static str,
    /// Its release string, as `uname -r` prints it there.
    pub release: String,
    /// Debian's name of its architecture.
    pub architecture: &'static str,
    /// The byte order of its BTF.
    pub endian: Endian,
    /// Its folder.
    pub folder: PathBuf,
}

/// A module of a kernel, and its BTF.
#[derive(Clone, Debug)]
pub struct Module {
    /// As the kernel calls it: with `_`, never `-`.
    pub name: String,
    /// The `.ko` or `.ko.xz` file.
    pub file: PathBuf,
    /// Its raw split BTF; `None` if the module has no `.BTF` section, as in kernels before 5.11.
    pub btf: Option<PathBuf>,
}

impl Kernel {
    pub(super) fn open(folder: &Path, source: &Source) -> Result<Kernel> {
        let path = folder.join("release");
        let release =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Kernel {
            label: source.label,
            release: release.trim().to_owned(),
            architecture: source.architecture,
            endian: if source.architecture == "s390x" { Endian::Big } else { Endian::Little },
            folder: folder.to_owned(),
        })
    }

    /// The boot image as packaged: bzImage, EFI zboot, raw image.
    pub fn image(&self) -> PathBuf {
        self.folder.join("image")
    }

    /// The raw BTF of vmlinux; `None` for a kernel built without.
    pub fn vmlinux_btf(&self) -> Option<PathBuf> {
        existing(self.folder.join("vmlinux.btf"))
    }

    /// vmlinux as an ELF file; `None` where the boot image does not hold one.
    pub fn vmlinux(&self) -> Option<PathBuf> {
        existing(self.folder.join("vmlinux"))
    }

    /// The packages as downloaded.
    pub fn debs(&self) -> Result<Vec<PathBuf>> {
        files(&self.folder.join("debs"))
    }

    /// The folder of the raw BTF of modules, a file `NAME.btf` each.
    pub fn mods(&self) -> PathBuf {
        self.folder.join("mods")
    }

    /// The folder of modules as installed: `/lib/modules/R`.
    pub fn modules_folder(&self) -> Result<PathBuf> {
        modules_folder(&self.folder.join("tree"))
    }

    /// Every module, sorted by its file's path. Kernels that are here for their image only have none.
    pub fn modules(&self) -> Result<Vec<Module>> {
        let mods = self.mods();
        let files = module_files(&self.modules_folder()?)?;
        Ok(files
            .into_iter()
            .map(|file| {
                let name = module_name(&file);
                let btf = existing(mods.join(format!("{name}.btf")));
                Module { name, file, btf }
            })
            .collect())
    }
}

/// `…/snd-hda-intel.ko.xz` → `snd_hda_intel`, the name under which the kernel knows the module.
pub(super) fn module_name(file: &Path) -> String {
    let name = file_name(file);
    let stem = name.split_once(".ko").map_or(name, |(stem, _)| stem);
    stem.replace('-', "_")
}

/// The one release below `lib/modules`, wherever the package puts that.
pub(super) fn modules_folder(tree: &Path) -> Result<PathBuf> {
    for place in ["lib/modules", "usr/lib/modules"] {
        let Ok(mut releases) = files(&tree.join(place)) else { continue };
        if releases.len() == 1
            && let Some(release) = releases.pop()
        {
            return Ok(release);
        }
    }
    bail!("not one release below lib/modules in {}", tree.display())
}

/// Every `.ko`, `.ko.xz` and the like below `folder`, sorted by path.
pub(super) fn module_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        if !folder.exists() {
            continue;
        }
        for path in files(&folder)? {
            let name = file_name(&path);
            if path.is_symlink() {
                continue;
            } else if path.is_dir() {
                left.push(path);
            } else if name.ends_with(".ko") || name.contains(".ko.") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What lies in `folder`, sorted.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = read.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// The last part of a path. Every file in the lab has a name, in ASCII.
pub(super) fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn existing(path: PathBuf) -> Option<PathBuf> {
    path.exists().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, expected: &str) {
        assert_eq!(module_name(Path::new(file)), expected, "module in {file}");
    }

    #[test]
    fn a_module_is_called_as_the_kernel_calls_it() {
        check("kernel/sound/snd-hda-intel.ko", "snd_hda_intel");
        check("kernel/net/nf_conntrack.ko.xz", "nf_conntrack");
        check("usb-storage.ko.zst", "usb_storage");
    }
}

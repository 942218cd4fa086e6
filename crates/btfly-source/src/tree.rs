//! Directories: a tree of modules with its kernel, raw BTF files side by side, `/sys/kernel/btf`, a root
//! file system, a directory of packages.
//!
//! *In:* a path. *Out:* a set whose modules are files that nobody has read yet. *Never:* a walk through a
//! directory that shows no sign of modules, or through a link.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use btfly_btf::Btf;

use crate::base::{self, BaseFrom};
use crate::error::{Error, ErrorKind};
use crate::kmod::LazyKmod;
use crate::open::new_set;
use crate::package::role::kmod_name;
use crate::sniff::Container;
use crate::{Opened, Options, open_packages};

/// Opens the directory at `path`.
pub(crate) fn open(path: &Path, options: &Options<'_>) -> Result<Opened, Error> {
    let listing = Listing::of(path)?;
    if !listing.packages.is_empty() {
        return open_packages(&listing.packages, options);
    }
    let absolute = fs::canonicalize(path).map_err(|e| Error::io(e).in_path(path))?;
    let tree = base::tree_of(&absolute).filter(|_| listing.is_tree);
    if let Some(inner) = single_tree(path, &listing)? {
        return open(&inner, options);
    }
    let mut kmods = listing.raw;
    if listing.is_tree {
        kmods.extend(walk(path)?);
    }
    kmods.retain(|name, _| options.kmods.has(name));
    let release = tree.as_ref().map(|(_, release)| release.clone());
    if kmods.is_empty() && listing.kernels.is_empty() && tree.is_none() {
        return Err(Error::new(ErrorKind::NoBtf { what: "directory" }).in_path(path).with_hint(
            "expected kernel modules, packages, files `NAME.btf`, or `vmlinux` among them",
        ));
    }
    let n_kmods = kmods.len();
    let (base, base_from) =
        base_of(&listing.kernels, tree, n_kmods, options).map_err(|error| error.in_path(path))?;
    let mut set = new_set(base);
    for (name, path) in kmods {
        set.push(Arc::new(LazyKmod::at(name, path, options.limits)));
    }
    Ok(Opened { release, base_from, ..Opened::new(path, vec![Container::Directory], set) })
}

/// What a directory of kernels shows.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Whether it is one kernel itself.
    pub(crate) is_kernel: bool,
    pub(crate) packages: Vec<PathBuf>,
    /// Trees of modules below `lib/modules`.
    pub(crate) trees: Vec<PathBuf>,
    /// Directories, and files of BTF, images, archives.
    pub(crate) others: Vec<PathBuf>,
}

/// Looks at a directory that may be a kernel, or have many.
pub(crate) fn contents(dir: &Path) -> Result<Contents, Error> {
    let Listing { packages, kernels, raw, is_tree, releases } = Listing::of(dir)?;
    // Files of BTF without a kernel beside them are modules, or kernels each.
    let continues = |path: &PathBuf| {
        let bytes = crate::Bytes::from_file(path, &crate::Limits::default());
        bytes.is_ok_and(|bytes| crate::section::is_split(bytes.as_ref()))
    };
    let is_kernel = !kernels.is_empty() || is_tree || raw.values().any(continues);
    let mut found = Contents { is_kernel, packages, ..Contents::default() };
    if is_kernel {
        return Ok(found);
    }
    let is_modules = dir.ends_with("lib/modules");
    let places = if is_modules { vec![dir.to_owned()] } else { releases };
    for place in &places {
        let trees = entries(place)?.into_iter().filter(|(_, _, is_dir)| *is_dir);
        found.trees.extend(trees.map(|(_, path, _)| path));
    }
    if places.is_empty() {
        for (_, path, is_dir) in entries(dir)? {
            let is_meant = is_dir || !found.packages.contains(&path) && is_container(&path);
            if is_meant {
                found.others.push(path);
            }
        }
    }
    Ok(found)
}

/// Whether the first bytes of a file are those of something that can be opened.
fn is_container(path: &Path) -> bool {
    let mut start = [0; 1024];
    let n_read = fs::File::open(path).and_then(|file| crate::map::read_at(&file, &mut start, 0));
    let start = n_read.ok().and_then(|n_read| start.get(..n_read)).unwrap_or(&[]);
    Container::of(start) != Container::Unknown
}

/// The files of the modules in the directory at `path`, by name.
pub(crate) fn kmod_files(path: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    let listing = Listing::of(path)?;
    // No deeper than from a root file system to the one tree in it.
    let (path, listing) = match single_tree(path, &listing)? {
        Some(inner) => (inner.clone(), Listing::of(&inner)?),
        None => (path.to_owned(), listing),
    };
    let mut kmods = listing.raw;
    if listing.is_tree {
        kmods.extend(walk(&path)?);
    }
    Ok(kmods)
}

/// The base of the modules in a directory: given, in the directory, or installed beside it.
fn base_of(
    kernels: &[PathBuf],
    tree: Option<(PathBuf, String)>,
    n_kmods: usize,
    options: &Options<'_>,
) -> Result<(Btf, BaseFrom), Error> {
    if let Some(base) = base::given(options)? {
        return Ok((base, BaseFrom::Given));
    }
    let places = tree.map_or_else(Vec::new, |(root, release)| {
        let root = options.root.as_deref().unwrap_or(&root);
        base::places(root, &release)
    });
    let all = || kernels.iter().chain(&places);
    if let Some((btf, path)) = base::first_of(all().map(PathBuf::as_path), options) {
        return Ok((btf, BaseFrom::File(path)));
    }
    // A kernel that is there and cannot be used says more than the absence of one.
    for kernel in all().filter(|path| path.is_file()) {
        crate::open(kernel, options)?;
    }
    let error = Error::new(ErrorKind::NoKernel { n_kmods });
    if places.is_empty() {
        return Err(error);
    }
    let looked: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    let hint = format!(
        "give the kernel's vmlinux, vmlinuz or package with --base; looked for {}",
        looked.join(", ")
    );
    Err(error.with_hint(hint))
}

/// What a directory shows at first sight.
#[derive(Debug, Default)]
struct Listing {
    packages: Vec<PathBuf>,
    /// Files that should be the base, the surest first.
    kernels: Vec<PathBuf>,
    /// Raw BTF of modules by name, here and in `mods`.
    raw: BTreeMap<String, PathBuf>,
    /// Whether there are modules below.
    is_tree: bool,
    /// Directories `modules` of a root file system.
    releases: Vec<PathBuf>,
}

impl Listing {
    fn of(dir: &Path) -> Result<Self, Error> {
        let mut listing = Self::default();
        let mut plain = Vec::new();
        for (name, path, is_dir) in entries(dir)? {
            match (name.as_str(), is_dir) {
                ("mods", true) => {
                    for (name, path, is_dir) in entries(&path)? {
                        if let (Some(name), false) = (raw_name(&name, &path, true), is_dir) {
                            listing.raw.insert(name, path);
                        }
                    }
                }
                ("kernel" | "updates" | "extra", true)
                | ("modules.dep" | "modules.order", false) => {
                    listing.is_tree = true;
                }
                ("lib" | "usr", true) => {
                    let modules = if name == "usr" { path.join("lib") } else { path };
                    // On most systems `/lib` is a link to `/usr/lib`; both name one directory.
                    listing.releases.extend(fs::canonicalize(modules.join("modules")).ok());
                }
                ("vmlinux", false) => listing.kernels.insert(0, path),
                ("vmlinux.btf" | "vmlinuz", false) => listing.kernels.push(path),
                (file, false) if file.ends_with(".deb") || file.ends_with(".rpm") => {
                    listing.packages.push(path);
                }
                (file, false) if kmod_name(file).is_some() => listing.is_tree = true,
                (_, false) => plain.push((name, path)),
                (_, true) => {}
            }
        }
        let has_plain_kernel = listing.kernels.iter().any(|path| path.ends_with("vmlinux"));
        for (name, path) in plain {
            if let Some(name) = raw_name(&name, &path, has_plain_kernel) {
                listing.raw.insert(name, path);
            }
        }
        listing.releases.sort();
        listing.releases.dedup();
        Ok(listing)
    }
}

/// Entries of a directory by name, and whether each is a directory; links to directories are left out.
fn entries(dir: &Path) -> Result<Vec<(String, PathBuf, bool)>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| Error::io(e).in_path(dir))? {
        let entry = entry.map_err(|e| Error::io(e).in_path(dir))?;
        let kind = entry.file_type().map_err(|e| Error::io(e).in_path(dir))?;
        let path = entry.path();
        if kind.is_symlink() && path.is_dir() && entry.file_name() != OsStr::new("lib") {
            continue;
        }
        let is_dir = kind.is_dir() || kind.is_symlink() && path.is_dir();
        found.push((entry.file_name().to_string_lossy().into_owned(), path, is_dir));
    }
    found.sort();
    Ok(found)
}

/// The module in a file of raw BTF: `NAME.btf` by its name, or, where the base is called `vmlinux` as in
/// `/sys/kernel/btf`, `NAME` alone, if it is BTF.
fn raw_name(file: &str, path: &Path, may_be_plain: bool) -> Option<String> {
    let plain = || {
        // sysfs has nothing else there; anywhere else two bytes of the file tell.
        let is_btf = || {
            let mut start = [0; 3];
            let file = fs::File::open(path).ok()?;
            let n_read = crate::map::read_at(&file, &mut start, 0).ok()?;
            Some(Container::of(start.get(..n_read)?) == Container::Btf)
        };
        let is_sysfs = path.parent().is_some_and(|dir| dir.ends_with(base::SYSFS));
        let fits = may_be_plain && !file.contains('.') && (is_sysfs || is_btf().unwrap_or(false));
        fits.then_some(file)
    };
    let name = file.strip_suffix(".btf").or_else(plain)?;
    (!name.is_empty()).then(|| name.replace('-', "_"))
}

/// The one tree of modules below a root file system or `/lib/modules`, if `path` is such a place.
fn single_tree(path: &Path, listing: &Listing) -> Result<Option<PathBuf>, Error> {
    if listing.is_tree || !listing.raw.is_empty() || !listing.kernels.is_empty() {
        return Ok(None);
    }
    let is_modules = path.ends_with("lib/modules");
    let places = if is_modules { vec![path.to_owned()] } else { listing.releases.clone() };
    let mut trees = BTreeMap::new();
    for place in places {
        for (name, path, is_dir) in entries(&place)? {
            if is_dir {
                trees.insert(name, path);
            }
        }
    }
    if 1 < trees.len() {
        let releases = trees.into_keys().collect();
        let hint = format!("name one: {}", path.join("lib/modules/RELEASE").display());
        let error = Error::new(ErrorKind::SeveralKernels { releases }).in_path(path);
        return Err(if is_modules { error } else { error.with_hint(hint) });
    }
    Ok(trees.into_values().next())
}

/// Directories below a tree of modules: more means a loop that no link makes.
const MAX_DEPTH: usize = 32;

/// All modules below `dir` by name. Of two with one name, the one that `modprobe` would load: `updates`
/// and `extra` come before the kernel's own (depmod.d(5): `search updates built-in`).
fn walk(dir: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    let mut kmods: BTreeMap<String, (u8, PathBuf)> = BTreeMap::new();
    let mut dirs = vec![(dir.to_owned(), 0, 1)];
    while let Some((dir, depth, rank)) = dirs.pop() {
        for (name, path, is_dir) in entries(&dir)? {
            let rank = match (depth, name.as_str()) {
                (0, "updates") => 0,
                (0, "kernel") => 2,
                _ => rank,
            };
            if is_dir && depth < MAX_DEPTH {
                dirs.push((path, depth + 1, rank));
            } else if let Some(kmod) = kmod_name(&name) {
                let better = (rank, path);
                let kept = kmods.entry(kmod).or_insert_with(|| better.clone());
                if better < *kept {
                    *kept = better;
                }
            }
        }
    }
    Ok(kmods.into_iter().map(|(name, (_, path))| (name, path)).collect())
}

#[cfg(test)]
pub(crate) mod tests;

//! Where the base of a module is looked for, and where the kernel of a directory of modules is.
//!
//! *In:* the path of a module or of its directory, a release. *Out:* the base, with the place it came
//! from. *Never:* the running kernel's types for a module that nothing ties to the running kernel.
//!
//! The list of places is libbpf's (`btf.c: btf__load_vmlinux_btf`, v1.7) with the boot images that
//! distributions install, most of which have the types and are always there.

use std::path::{Component, Path, PathBuf};

use btfly_btf::Btf;

use crate::error::{Error, ErrorKind};
use crate::image;
use crate::map::Bytes;
use crate::{Base, Kmods, Options, open, section};

/// Where the base of a set comes from.
///
/// ```
/// use btfly_source::{BaseFrom, Bytes, Options, open_bytes};
///
/// # let bytes = btfly_btf::doc::example_bytes();
/// let kernel = open_bytes("vmlinux", Bytes::from(bytes), &Options::default())?;
/// assert_eq!(kernel.base_from, BaseFrom::Itself);
/// # Ok::<(), btfly_source::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BaseFrom {
    /// The source is whole in itself: a kernel, a BPF object.
    Itself,
    /// The caller gave it.
    Given,
    /// A file found beside the source, or at one of the places where kernels are installed.
    File(PathBuf),
    /// A member of the same package.
    Member(String),
    /// The running kernel.
    Running,
    /// The module's own section `.BTF.base`: the few types of its kernel that it refers to.
    Distilled,
}

/// The running kernel's types, below the root.
pub(crate) const SYSFS: &str = "sys/kernel/btf";

/// The base that the caller gave, if he gave one.
pub(crate) fn given(options: &Options<'_>) -> Result<Option<Btf>, Error> {
    match &options.base {
        None => Ok(None),
        Some(Base::Btf(btf)) => Ok(Some(btf.clone())),
        Some(Base::Path(path)) => {
            let options = Options { base: None, kmods: Kmods::None, ..options.clone() };
            let opened = open(path, &options)?;
            Ok(Some(opened.set.base().clone()))
        }
    }
}

/// The base of the one module in the file at `path`, whose release is `release` if it says so.
pub(crate) fn of_kmod(
    path: &Path,
    release: Option<&str>,
    options: &Options<'_>,
) -> Result<(Btf, BaseFrom), Error> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut beside = Vec::new();
    for dir in absolute.ancestors().skip(1).take(2) {
        beside.extend(["vmlinux", "vmlinux.btf"].map(|name| dir.join(name)));
    }
    let tree = tree_of(&absolute);
    let release = tree.as_ref().map(|(_, release)| release.as_str()).or(release);
    let root = tree.as_ref().map(|(root, _)| root.clone());
    let root = options.root.clone().or(root).unwrap_or_else(|| options.root());
    if let Some(release) = release {
        beside.extend(places(&root, release));
    }
    if let Some((btf, path)) = first_of(beside.iter().map(PathBuf::as_path), options) {
        let is_running = path.starts_with(options.root().join(SYSFS));
        return Ok((btf, if is_running { BaseFrom::Running } else { BaseFrom::File(path) }));
    }
    let error = Error::new(ErrorKind::NoBase);
    Err(match release {
        None => error,
        Some(release) => error.with_hint(format!(
            "the module's kernel is {release}: give its vmlinux, vmlinuz or package with --base"
        )),
    })
}

/// The first of these files that has a whole BTF. One that is there and has none (a boot image without
/// types beside a vmlinux with them) is passed over.
pub(crate) fn first_of<'p>(
    paths: impl Iterator<Item = &'p Path>,
    options: &Options<'_>,
) -> Option<(Btf, PathBuf)> {
    paths.filter(|path| path.is_file()).find_map(|path| {
        let file = Bytes::from_file(path, &options.limits).ok()?;
        let found = image::find(&file, &options.limits).ok()?;
        if section::is_split(found.btf.as_ref()) {
            return None;
        }
        Some((Btf::parse(found.btf.to_storage()).ok()?, path.to_owned()))
    })
}

/// Where the kernel `release` may be installed below `root`, the surest and cheapest first.
pub(crate) fn places(root: &Path, release: &str) -> Vec<PathBuf> {
    let r = release;
    let running = (running_release(root).as_deref() == Some(r)).then(|| format!("{SYSFS}/vmlinux"));
    running
        .into_iter()
        .chain([
            format!("lib/modules/{r}/vmlinux"),
            format!("usr/lib/modules/{r}/vmlinux"),
            format!("boot/vmlinux-{r}"),
            format!("lib/modules/{r}/vmlinux-{r}"),
            format!("lib/modules/{r}/build/vmlinux"),
            format!("usr/lib/modules/{r}/kernel/vmlinux"),
            format!("lib/modules/{r}/vmlinuz"),
            format!("usr/lib/modules/{r}/vmlinuz"),
            format!("boot/vmlinuz-{r}"),
            format!("boot/Image-{r}"),
            format!("boot/kernel-{r}"),
            format!("usr/lib/debug/boot/vmlinux-{r}"),
            format!("usr/lib/debug/boot/vmlinux-{r}.debug"),
            format!("usr/lib/debug/lib/modules/{r}/vmlinux"),
            format!("usr/lib/debug/usr/lib/modules/{r}/vmlinux"),
        ])
        .map(|place| root.join(place))
        .collect()
}

/// The release of the kernel that runs on the system below `root`.
pub(crate) fn running_release(root: &Path) -> Option<String> {
    let release = std::fs::read_to_string(root.join("proc/sys/kernel/osrelease")).ok()?;
    Some(release.trim_end().to_owned())
}

/// Root and release of the module tree that `path` lies in: `ROOT/[usr/]lib/modules/RELEASE/…`.
pub(crate) fn tree_of(path: &Path) -> Option<(PathBuf, String)> {
    let parts: Vec<Component<'_>> = path.components().collect();
    let is = |at: usize, name: &str| {
        parts.get(at).is_some_and(|part| part.as_os_str() == std::ffi::OsStr::new(name))
    };
    let lib = (0..parts.len()).rev().find(|at| is(*at, "lib") && is(at + 1, "modules"))?;
    let release = parts.get(lib + 2)?.as_os_str().to_str()?.to_owned();
    let n_root = if 0 < lib && is(lib - 1, "usr") { lib - 1 } else { lib };
    let root: PathBuf = parts.iter().take(n_root).collect();
    // `/usr/lib/debug/lib/modules/R` belongs to the root above its `usr`.
    let root = root
        .ancestors()
        .find(|dir| dir.ends_with("usr/lib/debug"))
        .map_or_else(|| root.clone(), |debug| debug.ancestors().nth(3).unwrap_or(debug).to_owned());
    Some((root, release))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Option<(&str, &str)>) {
        let expected = expected.map(|(root, release)| (root.into(), release.to_owned()));
        assert_eq!(tree_of(Path::new(path)), expected, "{path}");
    }

    #[test]
    fn the_root_is_what_stands_before_lib_or_usr_lib() {
        check("/lib/modules/6.1/kernel/fs/x.ko", Some(("/", "6.1")));
        check("/usr/lib/modules/6.1", Some(("/", "6.1")));
        check("/mnt/a/usr/lib/modules/6.1/kernel", Some(("/mnt/a", "6.1")));
        check("/mnt/lib/a/lib/modules/6.1", Some(("/mnt/lib/a", "6.1")));
        check("/usr/lib/debug/lib/modules/6.1/kernel/x.ko", Some(("/", "6.1")));
        check("/home/x/modules/6.1", None);
        check("/lib/modules", None);
    }
}

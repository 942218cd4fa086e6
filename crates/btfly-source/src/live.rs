//! The running kernel: `/sys/kernel/btf`, with all loaded modules.
//!
//! *In:* nothing, or the name of a loaded module. *Out:* a set whose modules are read when they are asked
//! for; what was unloaded meanwhile is set aside. *Never:* a system call beyond reading files.

use std::path::Path;

use crate::base::{BaseFrom, SYSFS, running_release};
use crate::error::{Error, ErrorKind};
use crate::sniff::Container;
use crate::{Opened, Options, tree};

/// Opens the types of the running kernel and of the modules that are loaded.
///
/// # Errors
///
/// When the kernel shows no types: it was built without them, or sysfs is not mounted.
///
/// ```
/// use btfly_source::{Options, running};
///
/// match running(&Options::default()) {
///     Ok(kernel) => println!("{} modules", kernel.set.kmods().len()),
///     Err(error) => println!("{error}"),
/// }
/// ```
pub fn running(options: &Options<'_>) -> Result<Opened, Error> {
    let root = options.root();
    let dir = root.join(SYSFS);
    if !dir.join("vmlinux").exists() {
        return Err(absent(&dir));
    }
    let opened = tree::open(&dir, options)?;
    Ok(Opened {
        name: String::from("running kernel"),
        layers: vec![Container::Running],
        release: running_release(&root),
        base_from: BaseFrom::Itself,
        ..opened
    })
}

/// Opens the types of the loaded module `name`, on those of the running kernel.
///
/// # Errors
///
/// As [`running`]; when no module of that name is loaded or it has no types; when its types are broken.
///
/// ```
/// use btfly_source::{Options, running_kmod};
///
/// let error = running_kmod("no_such_module", &Options::default()).unwrap_err();
/// assert!(error.hint().is_some());
/// ```
pub fn running_kmod(name: &str, options: &Options<'_>) -> Result<Opened, Error> {
    let root = options.root();
    let dir = root.join(SYSFS);
    let file = name.replace('-', "_");
    // A name is one word, not a way through the file system.
    let is_name = !file.is_empty() && !file.contains('/') && !file.starts_with('.');
    let path = dir.join(&file);
    if !is_name || !path.is_file() {
        if !dir.join("vmlinux").exists() {
            return Err(absent(&dir));
        }
        let name = name.to_owned();
        return Err(Error::new(ErrorKind::NoSuchKmod { name }).in_path(&dir));
    }
    let opened = crate::open(&path, options)?;
    Ok(Opened { release: running_release(&root), ..opened })
}

fn absent(dir: &Path) -> Error {
    Error::new(ErrorKind::NoBtf { what: "running kernel" }).in_path(dir).with_hint(
        "the kernel must be built with CONFIG_DEBUG_INFO_BTF=y, and sysfs be mounted on /sys; or name a vmlinux or a package",
    )
}

#[cfg(test)]
mod tests;

//! Many kernels: which there are in a place, each to be opened on its own.
//!
//! *In:* a directory of kernels (directories, packages, archives, files of BTF), a pack, or one kernel. *Out:* where
//! each is. *Never:* a kernel opened, or a module taken for one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::map::Bytes;
use crate::pack::Pack;
use crate::sniff::Container;
use crate::{Limits, Opened, Options, open, open_packages, tree};

/// Where one kernel is.
///
/// ```no_run
/// use std::path::Path;
/// use btfly_source::{Limits, Options, kernels};
///
/// for place in kernels(Path::new("kernels/"), &Limits::default())? {
///     let kernel = place.open(&Options::default())?;
///     println!("{}: {} modules", place.name(), kernel.set.kmods().len());
/// }
/// # Ok::<(), btfly_source::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Place {
    name: String,
    at: At,
}

#[derive(Clone, Debug)]
enum At {
    Path(PathBuf),
    /// Packages that are one kernel together.
    Packages(Vec<PathBuf>),
    Packed(Pack, usize),
}

impl Place {
    /// What it is called: its path, or its name in a pack.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Opens it.
    ///
    /// # Errors
    ///
    /// As [`open`](crate::open()).
    pub fn open(&self, options: &Options<'_>) -> Result<Opened, Error> {
        match &self.at {
            At::Path(path) => open(path, options),
            At::Packages(paths) => open_packages(paths, options),
            At::Packed(pack, index) => pack.kernel(*index, options),
        }
    }

    fn at(path: PathBuf) -> Self {
        Self { name: path.display().to_string(), at: At::Path(path) }
    }
}

/// The kernels at `path`, sorted by name; those of a pack in its order. `PACK:NAME` is one of a pack.
///
/// # Errors
///
/// When the path cannot be read, a pack is damaged, or nothing there looks like a kernel.
pub fn kernels(path: &Path, limits: &Limits) -> Result<Vec<Place>, Error> {
    if path.is_dir() {
        let places = in_directory(path, limits)?;
        if places.is_empty() {
            let error = Error::new(ErrorKind::NoBtf { what: "directory" }).in_path(path);
            return Err(error.with_hint("expected kernels in it: directories, packages, BTF files"));
        }
        return Ok(places);
    }
    if let Some((pack, name)) = of_pack(path) {
        let all = of_file(&pack, limits)?;
        let releases = all.iter().map(|place| place.name.clone()).collect();
        let found: Vec<Place> = all.into_iter().filter(|place| place.name == name).collect();
        if found.is_empty() {
            let error = Error::new(ErrorKind::SeveralKernels { releases }).in_path(&pack);
            return Err(error.with_hint(format!("there is no `{name}` among them")));
        }
        return Ok(found);
    }
    of_file(path, limits)
}

/// `kernels.btfpack:6.12.9` → the file and the name, if it is not a file itself.
pub(crate) fn of_pack(path: &Path) -> Option<(PathBuf, &str)> {
    if path.exists() {
        return None;
    }
    let (file, name) = path.to_str()?.rsplit_once(':')?;
    let file = PathBuf::from(file);
    file.is_file().then_some((file, name))
}

fn of_file(path: &Path, limits: &Limits) -> Result<Vec<Place>, Error> {
    let is_pack = || {
        let mut start = [0; 8];
        let file = std::fs::File::open(path).ok()?;
        let n_read = crate::map::read_at(&file, &mut start, 0).ok()?;
        Some(Container::of(start.get(..n_read)?) == Container::Pack)
    };
    if !is_pack().unwrap_or(false) {
        return Ok(vec![Place::at(path.to_owned())]);
    }
    let pack = Pack::open(&path.display().to_string(), &Bytes::from_file(path, limits)?, limits)?;
    let names: Vec<String> = pack.names().map(str::to_owned).collect();
    let place = |(index, name)| Place { name, at: At::Packed(pack.clone(), index) };
    Ok(names.into_iter().enumerate().map(place).collect())
}

/// A directory that is a kernel is one; otherwise each of its entries may be.
fn in_directory(dir: &Path, limits: &Limits) -> Result<Vec<Place>, Error> {
    let contents = tree::contents(dir)?;
    if contents.is_kernel {
        return Ok(vec![Place::at(dir.to_owned())]);
    }
    let mut places = Vec::new();
    let mut groups: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for package in contents.packages {
        groups.entry(release_of(&package)).or_default().push(package);
    }
    for (_, packages) in groups {
        let name = packages.first().map(|path| path.display().to_string()).unwrap_or_default();
        places.push(Place { name, at: At::Packages(packages) });
    }
    for tree in contents.trees {
        places.push(Place::at(tree));
    }
    for entry in contents.others {
        if entry.is_dir() {
            if tree::contents(&entry)?.is_kernel {
                places.push(Place::at(entry));
            }
        } else {
            places.extend(of_file(&entry, limits)?);
        }
    }
    places.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(places)
}

/// What the packages of one kernel have in common: what stands between the kind of package and its version.
fn release_of(package: &Path) -> String {
    const KINDS: [&str; 10] = [
        "linux-image-unsigned-",
        "linux-image-",
        "linux-binary-",
        "linux-modules-extra-",
        "linux-modules-",
        "kernel-modules-core-",
        "kernel-modules-extra-",
        "kernel-modules-",
        "kernel-core-",
        "kernel-",
    ];
    let file = package.file_name().unwrap_or_default().to_string_lossy();
    let rest = KINDS.iter().find_map(|kind| file.strip_prefix(kind)).unwrap_or(&file);
    rest.split('_').next().unwrap_or(rest).to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use btfly_btf::doc;

    use super::*;

    fn names(dir: &Path, path: &str) -> Vec<String> {
        let found = kernels(&dir.join(path), &Limits::default()).unwrap();
        let short = |name: &str| name.replace(&format!("{}/", dir.display()), "");
        found.iter().map(|place| short(place.name())).collect()
    }

    #[test]
    fn a_directory_is_a_kernel_or_has_kernels() {
        let dir = std::env::temp_dir().join(format!("btfly-many-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let write = |path: &str, bytes: &[u8]| {
            let path = dir.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        let (base, module) = (doc::example_bytes(), doc::example_module_bytes());
        write("all/6.1/vmlinux.btf", &base);
        write("all/6.1/mods/dummy.btf", &module);
        write("all/6.12/vmlinux.btf", &base);
        write("all/note.txt", b"no kernel");
        write("all/empty/note.txt", b"nor this");
        write("hub/5.4.0-1-generic.btf", &base);
        write("hub/5.4.0-2-generic.btf", &base);
        write("debs/linux-image-6.1.0-1-amd64_6.1.1_amd64.deb", b"!<arch>\n");
        write("debs/linux-binary-7.2-amd64_7.2.1_amd64.deb", b"!<arch>\n");
        write("debs/linux-modules-7.2-amd64_7.2.1_amd64.deb", b"!<arch>\n");
        assert_eq!(names(&dir, "all"), ["all/6.1", "all/6.12"]);
        assert_eq!(names(&dir, "all/6.1"), ["all/6.1"]);
        assert_eq!(names(&dir, "hub"), ["hub/5.4.0-1-generic.btf", "hub/5.4.0-2-generic.btf"]);
        let debs = names(&dir, "debs");
        assert_eq!(debs.len(), 2, "the binary and the modules of 7.2 are one: {debs:?}");
        assert!(kernels(&dir.join("all/empty"), &Limits::default()).is_err());

        let options = Options::default();
        let mut writer = crate::PackWriter::new(std::io::Cursor::new(Vec::new())).unwrap();
        for place in kernels(&dir.join("all"), &Limits::default()).unwrap() {
            let kernel = place.open(&options).unwrap();
            writer.add(place.name().rsplit('/').next().unwrap(), &kernel.set).unwrap();
        }
        write("kernels.btfpack", &writer.finish().unwrap().into_inner());
        assert_eq!(names(&dir, "kernels.btfpack"), ["6.1", "6.12"]);
        assert_eq!(names(&dir, "kernels.btfpack:6.12"), ["6.12"]);
        let one = open(&dir.join("kernels.btfpack:6.1"), &options).unwrap();
        assert_eq!(one.set.kmods().len(), 1);
        let error = kernels(&dir.join("kernels.btfpack:6.6"), &Limits::default()).unwrap_err();
        assert!(error.hint().unwrap().contains("6.6"), "{error}");
        fs::remove_dir_all(&dir).unwrap();
    }
}

//! `open`: from a path, a stream or bytes to a set of types.
//!
//! *In:* whatever holds BTF. *Out:* [`Opened`]. *Never:* a guess at which of several kernels was meant; a
//! base that nothing ties to the module.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use btfly_btf::{Btf, BtfSet, Slot};

use crate::base::{self, BaseFrom};
use crate::error::{Error, ErrorKind};
use crate::image::{self, Found};
use crate::kmod::{LazyKmod, Single};
use crate::many;
use crate::map::Bytes;
use crate::pack::Pack;
use crate::package::{self, Harvest, role};
use crate::parallel::Threads;
use crate::sniff::Container;
use crate::{Kmods, Options, section, tree};

/// A source that was opened: its types, and what was learned about it.
///
/// ```
/// use btfly_btf::Slot;
/// use btfly_source::{Bytes, Options, open_bytes};
///
/// # let bytes = btfly_btf::doc::example_bytes();
/// let opened = open_bytes("vmlinux.btf", Bytes::from(bytes), &Options::default())?;
/// // A module that was opened alone is in focus; otherwise the whole set is the source.
/// let own = opened.focus.unwrap_or(Slot::BASE);
/// println!("{}: {} types", opened.set.slot_name(own), opened.set.base().iter().len());
/// # Ok::<(), btfly_source::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Opened {
    /// The path or name that was opened.
    pub name: String,
    /// The containers, outermost first: a Debian package, or a gzip stream of a boot image of an ELF file.
    pub layers: Vec<Container>,
    /// The types: a base, and the modules of a directory or package, or the one module that was named.
    pub set: BtfSet,
    /// The slot that the source itself is, where that is not the whole set: a module that was opened alone.
    pub focus: Option<Slot>,
    /// Where the base comes from.
    pub base_from: BaseFrom,
    /// The kernel's release, where something tells it.
    pub release: Option<String>,
    /// The build that an ELF file names.
    pub build_id: Option<Vec<u8>>,
    /// `.BTF.ext` of a BPF object.
    pub ext: Option<Bytes>,
    /// Modules of a package that were read and have no BTF.
    pub n_without_btf: usize,
}

impl Opened {
    pub(crate) fn new(path: &Path, layers: Vec<Container>, set: BtfSet) -> Self {
        Self {
            name: path.display().to_string(),
            layers,
            set,
            focus: None,
            base_from: BaseFrom::Itself,
            release: None,
            build_id: None,
            ext: None,
            n_without_btf: 0,
        }
    }
}

/// Opens what is at `path`: BTF, an ELF file, a kernel image, a compressed one of these, a package, an
/// archive, a directory; `-` is standard input.
///
/// The modules of a directory are read when they are asked for; those of a package are unpacked now, for
/// a package can only be read from its beginning.
///
/// # Errors
///
/// When the source cannot be read, is damaged, has no types, or is a module whose base is not found. The
/// error says where and what to do.
///
/// ```
/// use std::path::Path;
/// use btfly_btf::Kind;
/// use btfly_source::{Options, open};
///
/// # let dir = std::env::temp_dir().join(format!("btfly-doc-open-{}", std::process::id()));
/// # std::fs::create_dir_all(&dir).unwrap();
/// # std::fs::write(dir.join("vmlinux.btf"), btfly_btf::doc::example_bytes()).unwrap();
/// # std::fs::write(dir.join("dummy.btf"), btfly_btf::doc::example_module_bytes()).unwrap();
/// // A directory with `vmlinux.btf` and the BTF of modules, or `/lib/modules/6.12.0`, or a package.
/// let kernel = open(&dir, &Options::default())?;
/// let found = kernel.set.find("dummy_priv", Some(Kind::Struct));
/// assert_eq!(kernel.set.slot_name(found[0].slot), "dummy");
/// # std::fs::remove_dir_all(&dir).unwrap();
/// # Ok::<(), btfly_source::Error>(())
/// ```
pub fn open(path: &Path, options: &Options<'_>) -> Result<Opened, Error> {
    if path == Path::new("-") {
        let input = Bytes::from_reader(std::io::stdin().lock(), &options.limits);
        return open_bytes("-", input.map_err(|error| error.in_file("standard input"))?, options)
            .map_err(|error| error.in_file("standard input"));
    }
    if path.is_dir() {
        return tree::open(path, options);
    }
    if let Some((pack, _)) = many::of_pack(path) {
        let places = many::kernels(path, &options.limits)?;
        let place = places.first().ok_or_else(|| Error::new(ErrorKind::NoBtf { what: "pack" }));
        return place.map_err(|error| error.in_path(&pack))?.open(options);
    }
    let file = Bytes::from_file(path, &options.limits)?;
    open_file(path, &file, options).map_err(|error| error.in_path(path))
}

/// Opens `bytes` that came from elsewhere; `name` stands for a path in messages, and nothing is looked
/// for beside it.
///
/// # Errors
///
/// As [`open`].
///
/// ```
/// use btfly_source::{Bytes, Container, Options, open_bytes};
///
/// # let bytes = btfly_btf::doc::example_bytes();
/// let kernel = open_bytes("from the network", Bytes::from(bytes), &Options::default())?;
/// assert_eq!(kernel.layers, [Container::Btf]);
/// # Ok::<(), btfly_source::Error>(())
/// ```
pub fn open_bytes(name: &str, bytes: Bytes, options: &Options<'_>) -> Result<Opened, Error> {
    if Container::of(bytes.as_ref()) == Container::Pack {
        return Pack::open(name, &bytes, &options.limits)?.only(options);
    }
    let opened = match package::harvest(&bytes, options) {
        Some(harvest) => harvest.and_then(|(container, harvest)| {
            of_harvest(Path::new(name), container, harvest, options)
        }),
        None => image::find(&bytes, &options.limits)
            .and_then(|found| of_found(Path::new(name), None, found, options)),
    };
    opened.map_err(|error| error.in_file(name))
}

/// Opens several packages that are one kernel together: since 7.2, Debian has its image in one and its
/// modules in another.
///
/// # Errors
///
/// As [`open`]; and when the packages are of different releases.
///
/// ```no_run
/// use btfly_source::{Options, open_packages};
///
/// let packages = ["linux-binary-7.2.deb".into(), "linux-modules-7.2.deb".into()];
/// let kernel = open_packages(&packages, &Options::default())?;
/// println!("{:?}: {} modules", kernel.release, kernel.set.kmods().len());
/// # Ok::<(), btfly_source::Error>(())
/// ```
pub fn open_packages(paths: &[PathBuf], options: &Options<'_>) -> Result<Opened, Error> {
    let mut all = Harvest::default();
    let mut container = Container::Deb;
    for path in paths {
        let file = Bytes::from_file(path, &options.limits)?;
        let harvest = package::harvest(&file, options).unwrap_or_else(|| {
            Err(Error::new(ErrorKind::Unsupported { what: "no package".into() }))
        });
        let (kind, harvest) = harvest.map_err(|error| error.in_path(path))?;
        container = kind;
        all.absorb(harvest.within(path));
    }
    let name = match paths {
        [only] => only.clone(),
        [first, ..] => first.parent().map(Path::to_owned).unwrap_or_default(),
        [] => PathBuf::new(),
    };
    of_harvest(&name, container, all, options).map_err(|error| error.in_path(&name))
}

fn open_file(path: &Path, file: &Bytes, options: &Options<'_>) -> Result<Opened, Error> {
    if Container::of(file.as_ref()) == Container::Pack {
        return Pack::open(&path.display().to_string(), file, &options.limits)?.only(options);
    }
    let Some(harvest) = package::harvest(file, options) else {
        let found = image::find(file, &options.limits)?;
        return of_found(path, Some(path), found, options);
    };
    let (container, mut harvest) = harvest?;
    if harvest.kernels.is_empty() && !harvest.kmods.is_empty() && options.base.is_none() {
        for sibling in siblings(path, &harvest) {
            let alone = Options { kmods: Kmods::None, ..options.clone() };
            let file = Bytes::from_file(&sibling, &options.limits)?;
            if let Some(Ok((_, other))) = package::harvest(&file, &alone) {
                harvest.absorb(Harvest { kmods: Vec::new(), ..other }.within(&sibling));
            }
        }
    }
    of_harvest(path, container, harvest, options)
}

/// Packages in the same directory that may have the kernel of a package of modules: named after the
/// same release.
fn siblings(path: &Path, harvest: &Harvest) -> Vec<PathBuf> {
    const KERNELS: [&str; 4] = ["linux-binary-", "linux-image-", "kernel-core-", "kernel-"];
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(release) = harvest.releases.first() else { return Vec::new() };
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_package = name.ends_with(".deb") || name.ends_with(".rpm");
            is_package && name.contains(release) && KERNELS.iter().any(|k| name.starts_with(k))
        })
        .map(|entry| entry.path())
        .filter(|sibling| sibling != path)
        .collect();
    found.sort();
    found
}

/// The set of a package: its kernel and its modules.
fn of_harvest(
    path: &Path,
    container: Container,
    harvest: Harvest,
    options: &Options<'_>,
) -> Result<Opened, Error> {
    let Harvest { mut kernels, kernel_error, kmods, n_without_btf, releases } = harvest;
    let mut releases: Vec<String> = releases.into_iter().collect();
    if releases.is_empty() && 1 < kernels.len() {
        releases = kernels.iter().map(|(member, _)| member.clone()).collect();
    }
    if 1 < releases.len() {
        return Err(Error::new(ErrorKind::SeveralKernels { releases }));
    }
    let given = base::given(options)?;
    let kernel = if kernels.is_empty() { None } else { Some(kernels.swap_remove(0)) };
    let (base, base_from, kernel) = match (given, kernel) {
        (Some(base), _) => (base, BaseFrom::Given, None),
        (None, Some((member, found))) => {
            let base = Btf::parse(found.btf.to_storage());
            let base = base.map_err(|error| Error::from(error).in_member(&member))?;
            (base, BaseFrom::Member(member), Some(found))
        }
        (None, None) => {
            return Err(kernel_error.unwrap_or_else(|| match kmods.len() {
                0 => Error::new(ErrorKind::NoBtf { what: container.name() }),
                n_kmods => Error::new(ErrorKind::NoKernel { n_kmods }),
            }));
        }
    };
    let mut set = new_set(base);
    for (name, found) in kmods {
        set.push(Arc::new(LazyKmod::read(name, found)));
    }
    let (own_release, build_id) =
        kernel.map_or((None, None), |found| (found.release, found.build_id));
    Ok(Opened {
        base_from,
        release: releases.pop().or(own_release),
        build_id,
        n_without_btf,
        ..Opened::new(path, vec![container], set)
    })
}

/// A set of a base alone, with threads for the modules that may come.
pub(crate) fn new_set(base: Btf) -> BtfSet {
    BtfSet::new(base).with_crew(Arc::new(Threads))
}

/// The set of one kernel, program or module; `file` is where it lies, if it lies anywhere.
fn of_found(
    path: &Path,
    file: Option<&Path>,
    found: Found,
    options: &Options<'_>,
) -> Result<Opened, Error> {
    let Found { btf, distilled_base, ext, build_id, release, is_object, layers } = found;
    let name = stem(path);
    let opened = |set, focus, base_from, release| Opened {
        focus,
        base_from,
        release,
        build_id,
        ext,
        ..Opened::new(path, layers, set)
    };
    if let Some(distilled) = distilled_base {
        let base = Btf::parse(distilled.to_storage())
            .map_err(|error| Error::from(error).in_member(".BTF.base"))?;
        let split = Btf::parse_split(btf.to_storage(), &base)?;
        let mut set = new_set(base).with_base_name(".BTF.base");
        let slot = set.push(Arc::new(Single { name, btf: split }));
        return Ok(opened(set, Some(slot), BaseFrom::Distilled, release));
    }
    if !section::is_split(btf.as_ref()) {
        let whole = Btf::parse(btf.to_storage())?;
        let set = new_set(whole);
        // A program keeps its name; a kernel is `vmlinux` whatever its file is called.
        let set = if is_object { set.with_base_name(name) } else { set };
        return Ok(opened(set, None, BaseFrom::Itself, release));
    }
    let (base, base_from) = match (base::given(options)?, file) {
        (Some(base), _) => (base, BaseFrom::Given),
        (None, Some(file)) => base::of_kmod(file, release.as_deref(), options)?,
        (None, None) => return Err(Error::new(ErrorKind::NoBase)),
    };
    let split = Btf::parse_split(btf.to_storage(), &base)?;
    let mut set = new_set(base);
    let slot = set.push(Arc::new(Single { name, btf: split }));
    Ok(opened(set, Some(slot), base_from, release))
}

/// What a module or program is called after its file.
pub(crate) fn stem(path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(name) = role::kmod_name(&file) {
        return name;
    }
    match (file.strip_suffix(".btf"), file.strip_suffix(".o")) {
        (Some(kmod), _) => kmod.replace('-', "_"),
        (None, Some(program)) => program.to_owned(),
        (None, None) => file.into_owned(),
    }
}

#[cfg(test)]
mod tests;

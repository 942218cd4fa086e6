//! The sections of one file, before anything is made of them: what a module says before it is known what it continues.
//!
//! *In:* the path of a module, or of a directory of modules. *Out:* sections and what stands beside them. *Never:* a parse, or
//! a search for a base.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::image;
use crate::map::Bytes;
use crate::open::stem;
use crate::section;
use crate::tree;
use crate::{Limits, image::Found};

/// The BTF sections of a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sections {
    /// What the module or program is called after its file.
    pub name: String,
    /// `.BTF`, or the whole file.
    pub btf: Bytes,
    /// `.BTF.base`.
    pub distilled_base: Option<Bytes>,
    /// The kernel's release, of a module from its `vermagic`.
    pub release: Option<String>,
}

impl Sections {
    /// Finds them in the file at `path`, however it is compressed.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is damaged, an archive, or has no BTF.
    ///
    /// ```
    /// use btfly_source::{Limits, Sections};
    ///
    /// # let path = std::env::temp_dir().join(format!("btfly-doc-sections-{}.btf", std::process::id()));
    /// # std::fs::write(&path, btfly_btf::doc::example_module_bytes()).unwrap();
    /// let sections = Sections::at(&path, &Limits::default())?;
    /// assert!(sections.continues_another() && sections.distilled_base.is_none());
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), btfly_source::Error>(())
    /// ```
    pub fn at(path: &Path, limits: &Limits) -> Result<Self, Error> {
        let found = Bytes::from_file(path, limits).and_then(|file| image::find(&file, limits));
        let Found { btf, distilled_base, release, .. } =
            found.map_err(|error| error.in_path(path))?;
        Ok(Self { name: stem(path), btf, distilled_base, release })
    }

    /// Whether `btf` is split: without what it continues, it cannot be read.
    #[must_use]
    pub fn continues_another(&self) -> bool {
        section::is_split(self.btf.as_ref())
    }
}

/// The files of modules at `path` by name: the one file, or all in a directory of them.
///
/// # Errors
///
/// When the directory cannot be read, holds several kernels' modules, or none.
///
/// ```
/// use std::path::Path;
/// use btfly_source::kmod_files;
///
/// let files = kmod_files(Path::new("extra/my-driver.ko.xz"))?;
/// assert_eq!(files.keys().collect::<Vec<_>>(), ["my_driver"]);
/// # Ok::<(), btfly_source::Error>(())
/// ```
pub fn kmod_files(path: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(BTreeMap::from([(stem(path), path.to_owned())]));
    }
    let files = tree::kmod_files(path)?;
    if files.is_empty() {
        return Err(Error::new(ErrorKind::NoBtf { what: "directory" }).in_path(path));
    }
    Ok(files)
}

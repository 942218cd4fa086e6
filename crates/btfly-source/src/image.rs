//! Down through compression and boot images to the BTF of one kernel, module or program.
//!
//! *In:* the bytes of one file. *Out:* [`Found`]: the section, and what was learned on the way. *Never:*
//! an archive (those hold many files and are opened in `package`), a path, a parse of the types.

use crate::Limits;
use crate::compressed::{self, Streams};
use crate::elf::{self, Elf};
use crate::error::{Error, ErrorKind};
use crate::map::Bytes;
use crate::sniff::Container;
use crate::vmlinuz::{self, Inside};

/// The types of one kernel, module or program.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The section.
    pub(crate) btf: Bytes,
    /// The section that it continues, if it brought one.
    pub(crate) distilled_base: Option<Bytes>,
    /// `.BTF.ext`, of a BPF object.
    pub(crate) ext: Option<Bytes>,
    /// The build that the ELF file names.
    pub(crate) build_id: Option<Vec<u8>>,
    /// The kernel's release.
    pub(crate) release: Option<String>,
    /// Whether it is a module or a program, by the type of its ELF file.
    pub(crate) is_object: bool,
    /// The containers, outermost first.
    pub(crate) layers: Vec<Container>,
}

impl Found {
    /// The sections without the image around them, where that image exists only in memory.
    fn freed(self) -> Self {
        match 1 < self.layers.len() {
            true => self.detached(),
            false => self,
        }
    }

    /// The sections without the file around them.
    pub(crate) fn detached(self) -> Self {
        Self {
            btf: self.btf.detached(),
            distilled_base: self.distilled_base.map(Bytes::detached),
            ext: self.ext.map(Bytes::detached),
            ..self
        }
    }
}

/// Containers inside containers. A compressed file of a boot image of a compressed ELF is four.
const MAX_LAYERS: usize = 8;

/// The BTF in `file`, however it is wrapped.
pub(crate) fn find(file: &Bytes, limits: &Limits) -> Result<Found, Error> {
    let mut layers = Vec::new();
    let mut release = None;
    let mut layer = file.clone();
    while layers.len() < MAX_LAYERS {
        let data = layer.as_ref();
        let container = Container::of(data);
        layers.push(container);
        let inside = match container {
            Container::Btf => Inside::Btf(0..data.len()),
            Container::Elf => return in_elf(&layer, limits, release, layers),
            Container::Compressed(compression) => {
                compressed::decompress(compression, data, Streams::All, limits)
                    .map(|content| Inside::Layer(Bytes::from(content)))?
            }
            Container::BzImage => {
                release = release.or_else(|| vmlinuz::bz_release(data));
                vmlinuz::bz_image(&layer, limits)?
            }
            Container::Zboot => vmlinuz::zboot(&layer, limits)?,
            Container::UImage => vmlinuz::u_image(&layer, limits)?,
            Container::Image | Container::S390Image => vmlinuz::search(data, limits)
                .ok_or_else(|| Error::new(ErrorKind::NoBtf { what: container.name() }))?,
            Container::Unknown => {
                vmlinuz::search(data, limits).ok_or_else(|| vmlinuz::unknown(data))?
            }
            Container::Deb
            | Container::Rpm
            | Container::Tar
            | Container::Pack
            | Container::Directory
            | Container::Running => {
                let what = format!("a {} inside another container", container.name());
                return Err(Error::new(ErrorKind::Unsupported { what }));
            }
        };
        match inside {
            Inside::Layer(next) => layer = next,
            Inside::Btf(range) => {
                if container != Container::Btf {
                    release = release.or_else(|| elf::banner(data));
                }
                let btf = layer.slice(range).ok_or_else(|| Error::truncated("the BTF"))?;
                let (distilled_base, ext, build_id) = (None, None, None);
                let is_object = false;
                let found =
                    Found { btf, distilled_base, ext, build_id, release, is_object, layers };
                return Ok(found.freed());
            }
        }
    }
    Err(Error::new(ErrorKind::Unsupported {
        what: "more than eight containers in one another".into(),
    }))
}

fn in_elf(
    file: &Bytes,
    limits: &Limits,
    release: Option<String>,
    layers: Vec<Container>,
) -> Result<Found, Error> {
    let Elf { btf, distilled_base, ext, build_id, release: own, is_relocatable } =
        Elf::read(file, limits)?;
    let what = match is_relocatable {
        true => "object file or kernel module",
        false => "ELF file",
    };
    let btf = btf.ok_or_else(|| Error::new(ErrorKind::NoBtf { what }))?;
    let release = release.or(own);
    let is_object = is_relocatable;
    Ok(Found { btf, distilled_base, ext, build_id, release, is_object, layers }.freed())
}

#[cfg(test)]
pub(crate) mod tests;

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
    /// The containers, outermost first.
    pub(crate) layers: Vec<Container>,
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
                let btf = compact(btf, &layers, data.len());
                let (distilled_base, ext, build_id) = (None, None, None);
                return Ok(Found { btf, distilled_base, ext, build_id, release, layers });
            }
        }
    }
    Err(Error::new(ErrorKind::Unsupported { what: "more than eight containers in one another".into() }))
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
    let keep = |part: Bytes| compact(part, &layers, file.len());
    Ok(Found {
        btf: keep(btf),
        distilled_base: distilled_base.map(keep),
        ext: ext.map(keep),
        build_id,
        release: release.or(own),
        layers,
    })
}

/// A section of a map costs nothing to keep. One of a decompressed image keeps all of that in memory,
/// ten times its own size and more, so it is copied out.
fn compact(section: Bytes, layers: &[Container], whole: usize) -> Bytes {
    match 1 < layers.len() && section.len() < whole / 2 {
        true => Bytes::from(section.as_ref().to_vec()),
        false => section,
    }
}

#[cfg(test)]
mod tests;

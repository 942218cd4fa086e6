//! A pack: many kernels with their modules in one file, each distinct BTF once.
//!
//! *In:* the bytes of a pack. *Out:* its kernels, opened one by one; a module is unpacked when it is asked for.
//! *Never:* more unpacked than a question needs, or a length that the file merely claims.
//!
//! The file, all numbers little-endian:
//!
//! ```text
//! "BTFPACK" 0x01
//! blocks        zlib streams, each of one or more BTFs, one after the other
//! index         a zlib stream: see `index`
//! trailer       u64 where the index starts, u32 its packed and u32 its unpacked length, "BTFPACK" 0x01
//! ```
//!
//! A base has a block of its own. Modules share blocks, in the order of their names: small ones compress
//! better together, and whoever looks for a name looks at all of them anyway.

mod index;
mod write;

pub use write::{PackWriter, Packed};

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use btfly_btf::Btf;
use flate2::read::ZlibDecoder;

use self::index::{Block, Index};
use crate::base::{self, BaseFrom};
use crate::error::{Error, ErrorKind};
use crate::kmod::LazyKmod;
use crate::map::Bytes;
use crate::open::new_set;
use crate::sniff::Container;
use crate::{Limits, Opened, Options};

/// How a pack begins and ends: the name, and the version of the format.
pub(crate) const MAGIC: [u8; 8] = *b"BTFPACK\x01";
/// Bytes of the trailer.
const TRAILER: usize = 24;
/// What errors call it.
const WHAT: &str = "pack of kernels";

/// A pack that has been opened: its index is read, and nothing else.
///
/// ```
/// use std::io::Cursor;
/// use btfly_source::{Bytes, Limits, Options, Pack, PackWriter, open_bytes};
///
/// # let bytes = btfly_btf::doc::example_bytes();
/// let kernel = open_bytes("vmlinux.btf", Bytes::from(bytes), &Options::default())?;
/// let mut writer = PackWriter::new(Cursor::new(Vec::new()))?;
/// writer.add("6.12.0", &kernel.set)?;
/// let file = writer.finish()?.into_inner();
///
/// let pack = Pack::open("kernels.btfpack", &Bytes::from(file), &Limits::default())?;
/// assert_eq!(pack.names().collect::<Vec<_>>(), ["6.12.0"]);
/// let again = pack.kernel(0, &Options::default())?;
/// assert_eq!(again.set.base().bytes(), kernel.set.base().bytes());
/// # Ok::<(), btfly_source::Error>(())
/// ```
#[derive(Clone)]
pub struct Pack(Arc<Inner>);

struct Inner {
    path: String,
    file: Bytes,
    index: Index,
    limits: Limits,
    /// By block, once somebody needed it.
    unpacked: Vec<OnceLock<Result<Bytes, Error>>>,
}

impl Pack {
    /// Reads and checks the index of a pack; `path` is what errors call it.
    ///
    /// # Errors
    ///
    /// When the bytes are no pack, are cut, or contradict themselves.
    pub fn open(path: &str, file: &Bytes, limits: &Limits) -> Result<Self, Error> {
        Self::read(path, file, limits).map_err(|error| error.in_file(path))
    }

    fn read(path: &str, file: &Bytes, limits: &Limits) -> Result<Self, Error> {
        let data = file.as_ref();
        if !data.starts_with(&MAGIC) {
            return Err(Error::corrupt(WHAT, "no such file, or of another version").at(0));
        }
        let cut = || Error::truncated("the trailer of the pack").at(data.len());
        let (blocks, trailer) = data.split_last_chunk::<TRAILER>().ok_or_else(cut)?;
        let [start @ .., a, b, c, d, e, f, g, h] = *trailer;
        if [a, b, c, d, e, f, g, h] != MAGIC {
            return Err(cut());
        }
        let [start, lengths] = [start.first_chunk::<8>(), start.last_chunk::<8>()]
            .map(|word| u64::from_le_bytes(*word.unwrap_or(&[0; 8])));
        let [packed, len] = [lengths & u64::from(u32::MAX), lengths >> 32];
        let bounds = start.checked_add(packed).filter(|end| *end == blocks.len() as u64);
        let place = (|| Some(usize::try_from(start).ok()?..usize::try_from(bounds?).ok()?))();
        let Some(packed) = place.clone().and_then(|place| blocks.get(place)) else {
            return Err(Error::corrupt(WHAT, "its index lies outside of it").at(blocks.len()));
        };
        let at = place.map_or(0, |place| place.start);
        let index = unpack(packed, len, limits).map_err(|error| error.at(at))?;
        let index = Index::read(&index, at as u64)?;
        let unpacked = index.blocks.iter().map(|_| OnceLock::new()).collect();
        let (path, file) = (path.to_owned(), file.clone());
        Ok(Self(Arc::new(Inner { path, file, index, limits: *limits, unpacked })))
    }

    /// How many kernels it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.index.kernels.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.index.kernels.is_empty()
    }

    /// What its kernels are called: their releases where those were known, in the order in which they were added.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.index.kernels.iter().map(|kernel| kernel.name.as_str())
    }

    /// Opens the kernel at `index`, with those of its modules that `options` wants.
    ///
    /// # Errors
    ///
    /// When there is no such kernel, or its base is damaged. A damaged module is set aside in the set.
    pub fn kernel(&self, index: usize, options: &Options<'_>) -> Result<Opened, Error> {
        let Inner { path, index: all, .. } = &*self.0;
        let Some(kernel) = all.kernels.get(index) else {
            let error = Error::corrupt(WHAT, format!("it has {} kernels, not {index}", self.len()));
            return Err(error.in_file(path));
        };
        let named = |error: Error| error.in_member(&kernel.name).in_file(path);
        let (base, base_from) = match base::given(options)? {
            Some(base) => (base, BaseFrom::Given),
            None => {
                let bytes = self.blob(kernel.base).map_err(named)?;
                let base = Btf::parse(bytes.to_storage()).map_err(|error| named(error.into()))?;
                (base, BaseFrom::Member(kernel.name.clone()))
            }
        };
        let mut set = new_set(base);
        for (name, blob) in kernel.kmods.iter().filter(|(name, _)| options.kmods.has(name)) {
            set.push(Arc::new(LazyKmod::packed(name.clone(), self.clone(), *blob, options.limits)));
        }
        let release = Some(kernel.name.clone());
        Ok(Opened {
            release,
            base_from,
            ..Opened::new(Path::new(path), vec![Container::Pack], set)
        })
    }

    /// The only kernel, for whoever wants one.
    pub(crate) fn only(&self, options: &Options<'_>) -> Result<Opened, Error> {
        match self.len() {
            1 => self.kernel(0, options),
            _ => {
                let releases = self.names().map(str::to_owned).collect();
                let error = Error::new(ErrorKind::SeveralKernels { releases });
                Err(error.in_file(&self.0.path))
            }
        }
    }

    /// One BTF, by its place in the index.
    pub(crate) fn blob(&self, blob: u32) -> Result<Bytes, Error> {
        let Inner { file, index, limits, unpacked, .. } = &*self.0;
        let absent = || Error::corrupt(WHAT, "a BTF that is not in it");
        let blob = index.blobs.get(blob as usize).ok_or_else(absent)?;
        let (block, place) = (blob.block as usize, blob.range());
        let (Some(known), Some(block)) = (unpacked.get(block), index.blocks.get(block)) else {
            return Err(absent());
        };
        let bytes = known.get_or_init(|| {
            let Block { start, packed, len } = *block;
            let range = usize::try_from(start).ok().map(|start| start..start + packed as usize);
            let data = range.and_then(|range| file.as_ref().get(range)).ok_or_else(absent)?;
            let at = usize::try_from(start).unwrap_or(usize::MAX);
            Ok(Bytes::from(unpack(data, u64::from(len), limits).map_err(|error| error.at(at))?))
        });
        bytes.as_ref().map_err(Clone::clone)?.slice(place).ok_or_else(absent)
    }
}

impl fmt::Debug for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pack").field("path", &self.0.path).field("kernels", &self.len()).finish()
    }
}

/// What a zlib stream holds, which has to be `len` bytes.
fn unpack(packed: &[u8], len: u64, limits: &Limits) -> Result<Vec<u8>, Error> {
    if limits.decompressed < len {
        let (what, limit) = ("a block of the pack", limits.decompressed);
        return Err(Error::new(ErrorKind::OverLimit { what, limit }));
    }
    let mut out = Vec::new();
    let read = ZlibDecoder::new(packed).take(len + 1).read_to_end(&mut out);
    read.map_err(|error| Error::corrupt(WHAT, error))?;
    if out.len() as u64 != len {
        let why = format!("a block that should have {len} bytes has {}", out.len());
        return Err(Error::corrupt(WHAT, why));
    }
    Ok(out)
}

#[cfg(test)]
mod tests;

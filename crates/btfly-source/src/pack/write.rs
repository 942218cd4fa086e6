//! Writing a pack: kernel by kernel, each distinct BTF once.
//!
//! *In:* sets. *Out:* a pack, whose bytes depend on the sets and their order alone. *Never:* more than one block in
//! memory; what was written is read again where a BTF may be there already.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Seek, SeekFrom, Write};

use btfly_btf::BtfSet;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::index::{Blob, Block, Index, Kernel};
use super::{MAGIC, WHAT, unpack};
use crate::Limits;
use crate::error::Error;

/// A block of modules is closed when it has this many bytes.
const FULL: usize = 1 << 20;

/// A pack that is being written. See [`Pack`](super::Pack) for an example.
pub struct PackWriter<W> {
    out: W,
    at: u64,
    index: Index,
    /// The block that modules are being collected in.
    open: Vec<u8>,
    /// BTFs by a hash of their bytes: candidates, of which a comparison decides.
    known: HashMap<u64, Vec<u32>>,
    hasher: RandomState,
    /// The block that was read again last: equal modules come one after the other.
    reread: Option<(u32, Vec<u8>)>,
}

/// What became of a kernel.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Packed {
    /// Modules that are in the pack now.
    pub n_kmods: usize,
    /// BTFs, of base and modules, that were there already.
    pub n_known: usize,
    /// Modules that are not, by name with the reason: those that are set aside.
    pub left_out: Vec<(String, String)>,
}

impl<W: Read + Write + Seek> PackWriter<W> {
    /// An empty pack in an empty file.
    ///
    /// # Errors
    ///
    /// Those of the file.
    pub fn new(mut out: W) -> Result<Self, Error> {
        out.write_all(&MAGIC).map_err(Error::io)?;
        Ok(Self {
            out,
            at: MAGIC.len() as u64,
            index: Index::default(),
            open: Vec::new(),
            known: HashMap::new(),
            hasher: RandomState::new(),
            reread: None,
        })
    }

    /// Adds a kernel and its modules under a name, usually its release.
    ///
    /// # Errors
    ///
    /// Those of the file, and when there is more than the format can say.
    pub fn add(&mut self, name: &str, set: &BtfSet) -> Result<Packed, Error> {
        let mut packed = Packed::default();
        let base = self.blob(set.base().bytes(), &mut packed)?;
        self.close()?;
        let mut kmods = Vec::new();
        for slot in set.slots().skip(1) {
            let kmod = set.slot_name(slot).to_owned();
            match set.btf(slot) {
                Ok(btf) => {
                    let blob = self.blob(btf.bytes(), &mut packed)?;
                    kmods.push((kmod, blob));
                }
                Err(reason) => packed.left_out.push((kmod, reason.to_string())),
            }
        }
        self.close()?;
        packed.n_kmods = kmods.len();
        self.index.kernels.push(Kernel { name: name.to_owned(), base, kmods });
        Ok(packed)
    }

    /// Writes the index, and gives the file back.
    ///
    /// # Errors
    ///
    /// Those of the file, and when there is more than the format can say.
    pub fn finish(mut self) -> Result<W, Error> {
        let index = self.index.write().ok_or_else(too_large)?;
        let start = self.at;
        let packed = pack(&index)?;
        let [packed_len, len] = [packed.len(), index.len()].map(u32::try_from);
        let (packed_len, len) =
            (packed_len.map_err(|_| too_large())?, len.map_err(|_| too_large())?);
        let mut tail = packed;
        tail.extend_from_slice(&start.to_le_bytes());
        tail.extend_from_slice(&packed_len.to_le_bytes());
        tail.extend_from_slice(&len.to_le_bytes());
        tail.extend_from_slice(&MAGIC);
        self.out.write_all(&tail).and_then(|()| self.out.flush()).map_err(Error::io)?;
        Ok(self.out)
    }

    /// The place of a BTF in the index, where it is put unless it is there.
    fn blob(&mut self, bytes: &[u8], packed: &mut Packed) -> Result<u32, Error> {
        let hash = self.hasher.hash_one(bytes);
        for candidate in self.known.get(&hash).cloned().unwrap_or_default() {
            if self.is(candidate, bytes)? {
                packed.n_known += 1;
                return Ok(candidate);
            }
        }
        let number = |len: usize| u32::try_from(len).map_err(|_| too_large());
        let blob = Blob {
            block: number(self.index.blocks.len())?,
            start: number(self.open.len())?,
            len: number(bytes.len())?,
        };
        number(self.open.len() + bytes.len())?;
        let place = number(self.index.blobs.len())?;
        self.index.blobs.push(blob);
        self.known.entry(hash).or_default().push(place);
        self.open.extend_from_slice(bytes);
        if FULL <= self.open.len() {
            self.close()?;
        }
        Ok(place)
    }

    /// Whether a BTF of the index has these bytes.
    fn is(&mut self, candidate: u32, bytes: &[u8]) -> Result<bool, Error> {
        let Some(blob) = self.index.blobs.get(candidate as usize).copied() else {
            return Ok(false);
        };
        let Some(block) = self.index.blocks.get(blob.block as usize).copied() else {
            return Ok(self.open.get(blob.range()) == Some(bytes));
        };
        if self.reread.as_ref().is_none_or(|(known, _)| *known != blob.block) {
            let mut packed = vec![0; block.packed as usize];
            let end = SeekFrom::Start(self.at);
            self.out
                .seek(SeekFrom::Start(block.start))
                .and_then(|_| self.out.read_exact(&mut packed))
                .and_then(|()| self.out.seek(end))
                .map_err(Error::io)?;
            let limits = Limits { decompressed: u64::MAX, ..Limits::default() };
            self.reread = Some((blob.block, unpack(&packed, u64::from(block.len), &limits)?));
        }
        let there = self.reread.as_ref().and_then(|(_, block)| block.get(blob.range()));
        Ok(there == Some(bytes))
    }

    /// Writes the open block, if there is something in it.
    fn close(&mut self) -> Result<(), Error> {
        if self.open.is_empty() {
            return Ok(());
        }
        let packed = pack(&self.open)?;
        let number = |len: usize| u32::try_from(len).map_err(|_| too_large());
        let block =
            Block { start: self.at, packed: number(packed.len())?, len: number(self.open.len())? };
        self.out.write_all(&packed).map_err(Error::io)?;
        self.at += packed.len() as u64;
        self.index.blocks.push(block);
        self.open.clear();
        Ok(())
    }
}

impl<W> std::fmt::Debug for PackWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackWriter").field("kernels", &self.index.kernels.len()).finish()
    }
}

fn pack(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(Error::io)
}

fn too_large() -> Error {
    Error::corrupt(WHAT, "more than its format can say: 4 GiB in a block, 65,535 bytes in a name")
}

//! The index of a pack: which kernels there are, and where each BTF lies.
//!
//! ```text
//! u32 blocks    each: u64 start in the file, u32 packed length, u32 length
//! u32 BTFs      each: u32 block, u32 start in it, u32 length
//! u32 kernels   each: name, u32 BTF of the base, u32 modules, each: name, u32 BTF
//! ```
//!
//! A name is a u16 length and UTF-8.
//!
//! *In:* bytes. *Out:* an index whose every number is in bounds. *Never:* an allocation larger than the bytes that
//! back it.

use std::ops::Range;

use super::{MAGIC, WHAT};
use crate::error::Error;

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Index {
    pub(super) blocks: Vec<Block>,
    pub(super) blobs: Vec<Blob>,
    pub(super) kernels: Vec<Kernel>,
}

/// A zlib stream in the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Block {
    pub(super) start: u64,
    pub(super) packed: u32,
    pub(super) len: u32,
}

/// A BTF in a block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Blob {
    pub(super) block: u32,
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Blob {
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

/// A base and its modules.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Kernel {
    pub(super) name: String,
    pub(super) base: u32,
    pub(super) kmods: Vec<(String, u32)>,
}

impl Index {
    /// Reads an index; blocks have to end before byte `end` of the file.
    pub(super) fn read(bytes: &[u8], end: u64) -> Result<Self, Error> {
        let mut reader = Reader { bytes };
        let read = || -> Option<Self> {
            let blocks = reader.list(16, |reader| {
                Some(Block { start: reader.u64()?, packed: reader.u32()?, len: reader.u32()? })
            })?;
            let blobs = reader.list(12, |reader| {
                Some(Blob { block: reader.u32()?, start: reader.u32()?, len: reader.u32()? })
            })?;
            let kernels = reader.list(10, |reader| {
                let (name, base) = (reader.name()?, reader.u32()?);
                let kmods = reader.list(6, |reader| Some((reader.name()?, reader.u32()?)))?;
                Some(Kernel { name, base, kmods })
            })?;
            Some(Self { blocks, blobs, kernels })
        };
        let index = { read }();
        let index = index.ok_or_else(|| Error::truncated("the index of the pack"))?;
        if index.is_sound(end) && reader.bytes.is_empty() {
            Ok(index)
        } else {
            Err(Error::corrupt(WHAT, "its index names what is not in it"))
        }
    }

    fn is_sound(&self, end: u64) -> bool {
        let in_file = |block: &Block| {
            let stop = block.start.checked_add(u64::from(block.packed));
            MAGIC.len() as u64 <= block.start && stop.is_some_and(|stop| stop <= end)
        };
        let in_block = |blob: &Blob| {
            let stop = blob.start.checked_add(blob.len);
            let block = self.blocks.get(blob.block as usize);
            block.zip(stop).is_some_and(|(block, stop)| stop <= block.len)
        };
        let is_blob = |blob: u32| (blob as usize) < self.blobs.len();
        let is_kernel = |kernel: &Kernel| {
            is_blob(kernel.base) && kernel.kmods.iter().all(|(_, blob)| is_blob(*blob))
        };
        self.blocks.iter().all(in_file)
            && self.blobs.iter().all(in_block)
            && self.kernels.iter().all(is_kernel)
    }

    /// The index as bytes; `None` if a name or list is too long for the format.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let count = |out: &mut Vec<u8>, len: usize| {
            out.extend_from_slice(&u32::try_from(len).ok()?.to_le_bytes());
            Some(())
        };
        let name = |out: &mut Vec<u8>, name: &str| {
            out.extend_from_slice(&u16::try_from(name.len()).ok()?.to_le_bytes());
            out.extend_from_slice(name.as_bytes());
            Some(())
        };
        count(&mut out, self.blocks.len())?;
        for Block { start, packed, len } in &self.blocks {
            out.extend_from_slice(&start.to_le_bytes());
            out.extend_from_slice(&packed.to_le_bytes());
            out.extend_from_slice(&len.to_le_bytes());
        }
        count(&mut out, self.blobs.len())?;
        for Blob { block, start, len } in &self.blobs {
            for word in [block, start, len] {
                out.extend_from_slice(&word.to_le_bytes());
            }
        }
        count(&mut out, self.kernels.len())?;
        for kernel in &self.kernels {
            name(&mut out, &kernel.name)?;
            out.extend_from_slice(&kernel.base.to_le_bytes());
            count(&mut out, kernel.kmods.len())?;
            for (kmod, blob) in &kernel.kmods {
                name(&mut out, kmod)?;
                out.extend_from_slice(&blob.to_le_bytes());
            }
        }
        Some(out)
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn name(&mut self) -> Option<String> {
        let len = self.take().map(u16::from_le_bytes)?;
        let (name, rest) = self.bytes.split_at_checked(usize::from(len))?;
        self.bytes = rest;
        Some(std::str::from_utf8(name).ok()?.to_owned())
    }

    /// A list whose entries have at least `size` bytes each: more than there are bytes for are none.
    fn list<T>(
        &mut self,
        size: usize,
        mut entry: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let len = self.u32()? as usize;
        if self.bytes.len() / size < len {
            return None;
        }
        (0..len).map(|_| entry(self)).collect()
    }
}

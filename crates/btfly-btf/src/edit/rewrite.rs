//! Rewrite: what every edit ends with. Some types are kept, each gets a new id, and the sections are written
//! anew with these ids.
//!
//! *In:* a [`Source`], the nodes to keep in their new order, the new id of every node. *Out:* bytes of a `.BTF`, and
//! of each `.BTF.ext` beside it. Records are copied and their words changed in place; no definition is made.
//! *Never:* a decision about what is kept or what is the same.

use alloc::vec::Vec;

use super::error::{Error, ErrorKind};
use super::offsets::{NewNames, Offsets, set};
use super::source::{Part, Place, Source};
use crate::btf::Btf;
use crate::build;
use crate::ext::Ext;
use crate::id::TypeId;
use crate::wire::cursor::{Endian, word};
use crate::wire::header::{LEN_LAYOUT, LEN_SHORT};
use crate::wire::kind::{Info, Kind};

/// What to write.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan<'p, 'b> {
    pub(super) source: &'p Source<'b>,
    /// The base that the result is split on: the part 0, whose nodes keep their ids, or another one.
    pub(super) base: Option<&'p Btf>,
    /// The first part that is no base: it says how the section looks around its types.
    pub(super) own: usize,
    /// The nodes whose records are written, in this order.
    pub(super) keep: &'p [u32],
    /// The new id of each node, by node. 0 stands for `void` and for what is left out.
    pub(super) ids: &'p [u32],
    /// The bytes of the `.BTF.ext` of each part.
    pub(super) exts: &'p [Option<&'p [u8]>],
    /// How many bytes the records take, if that is known.
    pub(super) room: usize,
}

/// What has been written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) exts: Vec<Option<Vec<u8>>>,
}

impl Plan<'_, '_> {
    /// Writes the sections.
    pub(super) fn write(&self, names: NewNames<'_>) -> Result<Written, Error> {
        let endian = self.source.parts.first().map_or(Endian::Little, |part| part.types.endian());
        let own = self.source.parts.get(self.own);
        let mut names = Offsets::new(names, self.base, own, self.source);
        let (flags, hdr_len, layout) = own.map_or((0, LEN_SHORT, &[][..]), |part| {
            let header = &part.types.inner.header;
            let bytes = part.types.inner.storage.bytes();
            let layout = header.layout.start as usize..header.layout.end as usize;
            (header.flags, header.hdr_len, bytes.get(layout).unwrap_or(&[]))
        });
        // One of the two lengths there are: behind any other, types would not be aligned.
        let hdr_len = if LEN_LAYOUT <= hdr_len { LEN_LAYOUT } else { LEN_SHORT };
        let around = build::Around { endian, flags, hdr_len };
        let mut out = around.start(layout);
        if self.room != 0 {
            out.reserve_exact(self.room + layout.len() + names.strings(own).len());
        }
        let mut keep = self.keep;
        let mut last = None;
        while let Some(first) = keep.first() {
            let is_same = |(_, part): &(u32, &Part<'_>)| part.nodes().contains(first);
            last = last.filter(is_same).or_else(|| self.source.part_of(*first));
            let Some((index, part)) = last else {
                // `void` has no record.
                keep = keep.get(1..).unwrap_or(&[]);
                continue;
            };
            // Nodes that stand beside one another are written together.
            let nodes = part.nodes();
            let n = (*first..nodes.end).zip(keep).take_while(|(node, kept)| node == *kept).count();
            let (run, rest) = keep.split_at(n.max(1));
            let fail = |kind| Error::new(kind, index as usize);
            self.run(run, index, part, &mut out, &mut names)?;
            if !rest.first().is_some_and(|next| nodes.contains(next)) {
                names.fill(&mut out, endian).map_err(fail)?;
            }
            keep = rest;
        }
        let exts = (0..)
            .zip(self.exts)
            .map(|(index, ext)| ext.map(|bytes| self.ext(index, bytes, &mut names)).transpose());
        let exts = exts.collect::<Result<Vec<_>, _>>()?;
        let strings = names.strings(own);
        let bytes =
            around.end(out, layout, strings).map_err(|_| Error::new(ErrorKind::TooLarge, 0))?;
        Ok(Written { bytes, exts })
    }

    /// Writes the records of nodes that follow one another in one part.
    fn run(
        &self,
        nodes: &[u32],
        index: u32,
        part: &Part<'_>,
        out: &mut Vec<u8>,
        names: &mut Offsets<'_, '_>,
    ) -> Result<(), Error> {
        let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else { return Ok(()) };
        let endian = part.types.endian();
        let start = out.len();
        let len = (part.bytes(*first).len() - part.bytes(*last).len()) + part.record(*last).len();
        out.extend_from_slice(part.bytes(*first).get(..len).unwrap_or(&[]));
        let is_whole = nodes.len() == part.offsets.len();
        if is_whole && names.are_kept(index) && self.has_its_ids(part) {
            return Ok(());
        }
        let mut at = start;
        for node in nodes {
            let record = part.record(*node);
            let mut result = Ok(());
            part.for_each_place(*node, |offset, place| {
                let old = word(record, offset, endian);
                let new = match place {
                    Place::Name => match names.offset(old, index, part, at + offset) {
                        Ok(offset) => offset,
                        Err(kind) => {
                            result = Err(Error::new(kind, index as usize));
                            return;
                        }
                    },
                    Place::Type => {
                        let to = if old == 0 { 0 } else { part.node(old) };
                        let new = self.id(to);
                        if new == 0 && to != 0 {
                            let (id, to) = (part.id(*node), TypeId(old));
                            result =
                                Err(Error::new(ErrorKind::Dangling { id, to }, index as usize));
                        }
                        new
                    }
                };
                set(out, at + offset, new, endian);
            });
            result?;
            names.fill_some(out, endian).map_err(|kind| Error::new(kind, index as usize))?;
            at += record.len();
        }
        Ok(())
    }

    /// Whether all types that the records of a part refer to keep their ids.
    fn has_its_ids(&self, part: &Part<'_>) -> bool {
        let nodes = part.nodes();
        let ids = self.ids.get(nodes.start as usize..nodes.end as usize).unwrap_or(&[]);
        part.start == part.first
            && part.base_start == part.start
            && ids.iter().zip(nodes).all(|(id, node)| *id == node)
    }

    fn id(&self, node: u32) -> u32 {
        self.ids.get(node as usize).copied().unwrap_or(0)
    }

    /// A `.BTF.ext` with new ids and names.
    fn ext(&self, index: u32, bytes: &[u8], names: &mut Offsets<'_, '_>) -> Result<Vec<u8>, Error> {
        let fail = |kind| Error::new(kind, index as usize);
        let mut out = bytes.to_vec();
        let Some(part) = self.source.parts.get(index as usize) else { return Ok(out) };
        let mut result = Ok(());
        Ext::for_each_place(bytes, |at, place| {
            let endian = part.types.endian();
            let old = word(bytes, at, endian);
            let new = match place {
                crate::ext::Place::Name => names.offset(old, index, part, at),
                crate::ext::Place::Type if old == 0 => Ok(0),
                crate::ext::Place::Type if part.types.end().0 <= old => {
                    Err(ErrorKind::NoSuchType { id: TypeId(old) })
                }
                crate::ext::Place::Type => match self.id(part.node(old)) {
                    0 => Err(ErrorKind::NoSuchType { id: TypeId(old) }),
                    new => Ok(new),
                },
            };
            match new {
                Ok(new) => set(&mut out, at, new, endian),
                Err(kind) => result = Err(fail(kind)),
            }
        })
        .map_err(|error| fail(ErrorKind::Ext(error)))?;
        names.fill(&mut out, part.types.endian()).map_err(fail)?;
        result.map(|()| out)
    }
}

/// The first type of a kind whose references nobody knows, with its part.
pub(super) fn opaque(source: &Source<'_>) -> Option<(u32, TypeId)> {
    for (index, part) in (0..).zip(&source.parts) {
        // Without a layout section parse has refused such kinds.
        if part.types.layout().is_empty() {
            continue;
        }
        for node in part.nodes() {
            let info = Info(word(part.bytes(node), 4, part.types.endian()));
            if Kind::from_number(info.kind_number()).is_none() {
                return Some((index, part.id(node)));
            }
        }
    }
    None
}

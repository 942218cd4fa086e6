//! Gather: the inputs of an edit as one [`Source`].
//!
//! *In:* BTFs, each with its `.BTF.ext` if it has one. *Out:* a source, and the base that the result is split on.
//! *Never:* a reading of the bytes; that is done.

use alloc::vec::Vec;

use super::error::{Error, ErrorKind};
use super::rewrite::{self, Written};
use super::source::Source;
use super::{Edited, Ids, Input};
use crate::btf::Btf;

/// The inputs of an edit.
#[derive(Debug)]
pub(super) struct Gathered<'b> {
    pub(super) source: Source<'b>,
    /// The base that all split inputs share and that is no input itself; the first part then.
    pub(super) base: Option<Btf>,
    exts: Vec<Option<&'b [u8]>>,
}

/// The inputs, after the base that they share if it is not among them.
pub(super) fn gather<'b>(inputs: &[Input<'b>]) -> Result<Gathered<'b>, Error> {
    let endian = inputs.first().ok_or(Error::new(ErrorKind::Nothing, 0))?.btf.endian();
    let mut base: Option<&'b Btf> = None;
    for (index, input) in inputs.iter().enumerate() {
        if input.btf.endian() != endian {
            return Err(Error::new(ErrorKind::EndianMismatch, index));
        }
        let Some(own) = input.btf.base() else { continue };
        if inputs.iter().take(index).any(|input| input.btf.is_same(own)) {
            continue;
        }
        match base {
            None => base = Some(own),
            Some(known) if known.is_same(own) => {}
            Some(_) => return Err(Error::new(ErrorKind::MissingBase, index)),
        }
    }
    let btfs = base.into_iter().chain(inputs.iter().map(|input| input.btf));
    // Bases are there and come first; what is left is a number of types.
    let too_large = Error::new(ErrorKind::TooLarge, inputs.len() - 1);
    let source = Source::new(btfs.map(Btf::types)).ok_or(too_large)?;
    let exts = base.map(|_| None).into_iter().chain(inputs.iter().map(|input| input.ext)).collect();
    Ok(Gathered { source, base: base.cloned(), exts })
}

impl<'b> Gathered<'b> {
    /// The first node that is not of the base that stays as it is.
    pub(super) fn base_end(&self) -> u32 {
        match (&self.base, self.source.parts.first()) {
            (Some(_), Some(base)) => base.nodes().end,
            (Some(_) | None, _) => 1,
        }
    }

    /// The first part that is an input.
    pub(super) fn own(&self) -> usize {
        usize::from(self.base.is_some())
    }

    /// Whether it is known of all types what they refer to.
    pub(super) fn check_kinds(&self) -> Result<(), Error> {
        match rewrite::opaque(&self.source) {
            Some((part, id)) => Err(self.error(ErrorKind::UnknownKind { id }, part)),
            None => Ok(()),
        }
    }

    /// The bytes of the `.BTF.ext` of each part.
    pub(super) fn exts(&self) -> &[Option<&'b [u8]>] {
        &self.exts
    }

    /// An error about a part, as one about an input.
    pub(super) fn error(&self, kind: ErrorKind, part: u32) -> Error {
        self.blame(Error::new(kind, part as usize))
    }

    /// An error whose input is a part, as one about an input.
    pub(super) fn blame(&self, error: Error) -> Error {
        Error::new(error.kind(), error.input().saturating_sub(self.own()))
    }

    /// What has been written, with the new id of each node.
    pub(super) fn edited(&self, written: Written, nodes: Vec<u32>) -> Edited {
        let skip = self.own();
        let parts = self.source.parts.iter().skip(skip);
        let ranges = parts.map(|part| (part.first, part.start, part.base_start)).collect();
        Edited {
            bytes: written.bytes,
            exts: written.exts.into_iter().skip(skip).collect(),
            base: self.base.clone(),
            ids: Ids { nodes, ranges },
        }
    }
}

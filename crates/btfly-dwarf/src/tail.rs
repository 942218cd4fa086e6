//! The tail: what is added to types that have been folded.
//!
//! *In:* a BTF, and records that continue it. *Out:* the bytes of both. *Never:* a change of what is there.

use std::hash::{BuildHasher, RandomState};

use btfly_btf::{Btf, Endian, Kind};
use hashbrown::HashTable;

use crate::error::Reason;
use crate::records::{info, text_at};
use crate::rewrite::{HEADER, types_end};

/// Records behind those of a BTF.
#[derive(Debug)]
pub(crate) struct Tail<'b> {
    btf: &'b Btf,
    endian: Endian,
    words: Vec<u32>,
    next: u32,
    /// New strings, the first behind those of the BTF.
    strings: Vec<u8>,
    by_text: HashTable<u32>,
    hasher: RandomState,
}

impl<'b> Tail<'b> {
    pub(crate) fn new(btf: &'b Btf) -> Self {
        let mut tail = Self {
            btf,
            endian: btf.endian(),
            words: Vec::new(),
            next: btf.types().end().0,
            strings: Vec::new(),
            by_text: HashTable::new(),
            hasher: RandomState::new(),
        };
        let strings = btf.types().strings();
        for (section, start) in [(strings.base(), 0), (strings.own(), strings.own_start())] {
            let mut at = 0;
            while let Some(text) = text_at(section, at) {
                let Ok(offset) = u32::try_from(at) else { break };
                if !text.is_empty() {
                    tail.insert(text, start + offset);
                }
                at += text.len() + 1;
            }
        }
        tail
    }

    fn insert(&mut self, text: &[u8], offset: u32) {
        let Self { btf, strings, by_text, hasher, .. } = self;
        let rehash = |at: &u32| hasher.hash_one(text_of(btf, strings, *at));
        by_text.insert_unique(hasher.hash_one(text), offset, rehash);
    }

    /// The offset of a name.
    pub(crate) fn name(&mut self, text: &[u8]) -> Result<u32, Reason> {
        if text.is_empty() {
            return Ok(0);
        }
        let Self { btf, strings, by_text, hasher, .. } = self;
        let known = by_text.find(hasher.hash_one(text), |at| text_of(btf, strings, *at) == text);
        if let Some(known) = known {
            return Ok(*known);
        }
        if std::str::from_utf8(text).is_err() {
            return Err(Reason::NotUtf8);
        }
        let own = u32::try_from(strings.len()).map_err(|_| Reason::TooLarge)?;
        let offset = btf.types().strings().end().checked_add(own).ok_or(Reason::TooLarge)?;
        strings.extend_from_slice(text);
        strings.push(0);
        self.insert(text, offset);
        Ok(offset)
    }

    /// Appends a type, and tells its id.
    pub(crate) fn add(&mut self, words: &[u32]) -> u32 {
        self.words.extend_from_slice(words);
        self.next += 1;
        self.next - 1
    }

    /// Appends a tag on the declaration of a type, or of a component of it.
    pub(crate) fn tag(&mut self, text: u32, id: u32, component: i32) {
        self.add(&[text, info(Kind::DeclTag, 0, false), id, component.cast_unsigned()]);
    }

    pub(crate) const fn next_id(&self) -> u32 {
        self.next
    }

    /// The section, old and new.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Reason> {
        let old = self.btf.bytes();
        let end = types_end(old, self.endian).ok_or(Reason::TooLarge)?;
        let types = old.get(HEADER..end).ok_or(Reason::TooLarge)?;
        let strings = old.get(end..).ok_or(Reason::TooLarge)?;
        let len = |a: usize, b: usize| u32::try_from(a + b).map_err(|_| Reason::TooLarge);
        let types_len = len(types.len(), self.words.len() * 4)?;
        let strings_len = len(strings.len(), self.strings.len())?;
        let mut out = Vec::with_capacity(old.len() + self.words.len() * 4 + self.strings.len());
        out.extend_from_slice(old.get(..8).ok_or(Reason::TooLarge)?);
        for word in [0, types_len, types_len, strings_len] {
            out.extend_from_slice(&self.endian.bytes32(word));
        }
        out.extend_from_slice(types);
        self.words.iter().for_each(|word| out.extend_from_slice(&self.endian.bytes32(*word)));
        out.extend_from_slice(strings);
        out.extend_from_slice(&self.strings);
        Ok(out)
    }
}

fn text_of<'a>(btf: &'a Btf, strings: &'a [u8], offset: u32) -> &'a [u8] {
    let all = btf.types().strings();
    match offset.checked_sub(all.end()) {
        Some(own) => text_at(strings, own as usize).unwrap_or(&[]),
        None => all.bytes(btfly_btf::NameOff(offset)),
    }
}

//! Records: what a chunk of units says, as the words of a BTF before anything is folded.
//!
//! Names are known by where `.debug_str` has them, so that most are looked up by a number and never read twice.
//!
//! *In:* names, words. *Out:* bytes of a BTF. *Never:* a check of references; readers resolve them.

use std::hash::{BuildHasher, Hasher, RandomState};

use btfly_btf::{Endian, Kind};
use hashbrown::{HashMap, HashTable};

use crate::error::Reason;

/// The words and strings of a BTF that is being made.
#[derive(Debug)]
pub(crate) struct Records {
    /// Of all types one after the other.
    pub(crate) words: Vec<u32>,
    /// How many types there are.
    pub(crate) n_types: u32,
    pub(crate) strings: Strings,
}

impl Records {
    pub(crate) fn new(seed: &Seed) -> Self {
        Self { words: Vec::new(), n_types: 0, strings: Strings::new(seed) }
    }

    /// Appends a type, and tells its id.
    pub(crate) fn add(&mut self, words: &[u32]) -> u32 {
        self.words.extend_from_slice(words);
        self.n_types += 1;
        self.n_types
    }

    /// The section.
    pub(crate) fn bytes(&self, endian: Endian) -> Result<Vec<u8>, Reason> {
        let types = u32::try_from(self.words.len() * 4).map_err(|_| Reason::TooLarge)?;
        let strings = self.strings.bytes.as_slice();
        let len = u32::try_from(strings.len()).map_err(|_| Reason::TooLarge)?;
        let [a, b] = endian.bytes16(MAGIC);
        let mut out = Vec::with_capacity(24 + self.words.len() * 4 + strings.len());
        out.extend_from_slice(&[a, b, 1, 0]);
        for word in [24, 0, types, types, len].into_iter().chain(self.words.iter().copied()) {
            out.extend_from_slice(&endian.bytes32(word));
        }
        out.extend_from_slice(strings);
        Ok(out)
    }
}

/// The first two bytes of every BTF.
const MAGIC: u16 = 0xeb9f;

/// The second word of a record.
pub(crate) const fn info(kind: Kind, vlen: u32, kflag: bool) -> u32 {
    (kflag as u32) << 31 | (kind as u32) << 24 | vlen
}

/// The most entries that a record can have.
pub(crate) const MAX_VLEN: u32 = 0x00ff_ffff;

/// The words of a declared struct or union.
pub(crate) const fn declared(name: u32, is_union: bool) -> [u32; 3] {
    [name, info(Kind::Fwd, 0, is_union), 0]
}

/// A string section, each string once.
#[derive(Debug)]
pub(crate) struct Strings {
    bytes: Vec<u8>,
    /// By offset in `.debug_str`.
    by_place: HashMap<u32, u32, Seed>,
    by_text: HashTable<u32>,
    hasher: RandomState,
}

impl Strings {
    fn new(seed: &Seed) -> Self {
        Self {
            bytes: vec![0],
            by_place: HashMap::with_hasher(seed.clone()),
            by_text: HashTable::new(),
            hasher: RandomState::new(),
        }
    }

    /// The offset of the string at `place` of `section`.
    #[inline]
    pub(crate) fn at(&mut self, place: u32, section: &[u8]) -> Result<u32, Reason> {
        if let Some(known) = self.by_place.get(&place) {
            return Ok(*known);
        }
        let text = text_at(section, place as usize).ok_or(Reason::NoSuchString)?;
        let offset = self.add(text)?;
        self.by_place.insert(place, offset);
        Ok(offset)
    }

    /// The offset of a string.
    pub(crate) fn add(&mut self, text: &[u8]) -> Result<u32, Reason> {
        if text.is_empty() {
            return Ok(0);
        }
        let Self { bytes, by_text, hasher, .. } = self;
        let known =
            by_text.find(hasher.hash_one(text), |at| text_at(bytes, *at as usize) == Some(text));
        if let Some(known) = known {
            return Ok(*known);
        }
        if std::str::from_utf8(text).is_err() {
            return Err(Reason::NotUtf8);
        }
        let offset = u32::try_from(bytes.len()).map_err(|_| Reason::TooLarge)?;
        bytes.extend_from_slice(text);
        bytes.push(0);
        let rehash = |at: &u32| hasher.hash_one(text_at(bytes, *at as usize).unwrap_or(&[]));
        by_text.insert_unique(hasher.hash_one(text), offset, rehash);
        Ok(offset)
    }

    /// The string at an offset.
    pub(crate) fn get(&self, offset: u32) -> &str {
        text_at(&self.bytes, offset as usize)
            .and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or("")
    }
}

/// The string that starts at an offset of a section, up to its end.
pub(crate) fn text_at(section: &[u8], at: usize) -> Option<&[u8]> {
    let rest = section.get(at..)?;
    rest.get(..memchr::memchr(0, rest)?)
}

/// Hashes of numbers that whoever writes DWARF cannot foresee.
#[derive(Clone, Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    pub(crate) fn new() -> Self {
        Self(RandomState::new().hash_one(0_u8))
    }
}

impl BuildHasher for Seed {
    type Hasher = Fold;

    fn build_hasher(&self) -> Fold {
        Fold(self.0)
    }
}

/// A product, folded.
#[derive(Debug)]
pub(crate) struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    #[inline]
    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
        let [a, b, c, d, e, f, g, h, i @ ..] = product.to_le_bytes();
        self.0 = u64::from_le_bytes([a, b, c, d, e, f, g, h]) ^ u64::from_le_bytes(i);
    }
}

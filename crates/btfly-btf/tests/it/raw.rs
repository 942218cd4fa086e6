//! Sections put together word by word, for inputs that no builder makes.

use btfly_btf::{Endian, Kind};

/// A section to be.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) endian: Endian,
    pub(crate) hdr_len: u32,
    pub(crate) types: Vec<u32>,
    pub(crate) layout: Vec<u8>,
    pub(crate) strings: Vec<u8>,
}

impl Raw {
    /// With these strings, each with its zero; the empty one included where it is wanted.
    pub(crate) fn new(strings: &[u8]) -> Self {
        Self {
            endian: Endian::Little,
            hdr_len: 24,
            types: Vec::new(),
            layout: Vec::new(),
            strings: strings.to_vec(),
        }
    }

    /// A record: name offset, kind, vlen, size or type, and what follows.
    pub(crate) fn record(self, name: u32, kind: Kind, vlen: u32, word: u32, rest: &[u32]) -> Self {
        self.words(name, u32::from(kind as u8) << 24 | vlen, word, rest)
    }

    /// A record with its `info` as it is.
    pub(crate) fn words(mut self, name: u32, info: u32, word: u32, rest: &[u32]) -> Self {
        self.types.extend([name, info, word]);
        self.types.extend(rest);
        self
    }

    pub(crate) fn word(&self, word: u32) -> [u8; 4] {
        match self.endian {
            Endian::Little => word.to_le_bytes(),
            Endian::Big => word.to_be_bytes(),
        }
    }

    /// Header, types, layout, strings.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let len = |len: usize| u32::try_from(len).unwrap();
        let (types, layout) = (len(self.types.len() * 4), len(self.layout.len()));
        let magic: [u8; 2] = match self.endian {
            Endian::Little => [0x9f, 0xeb],
            Endian::Big => [0xeb, 0x9f],
        };
        let mut out = vec![magic[0], magic[1], 1, 0];
        let words =
            [self.hdr_len, 0, types, types + layout, len(self.strings.len()), types, layout];
        let fit = if self.hdr_len < 32 { 5 } else { 7 };
        out.extend(words.into_iter().take(fit).flat_map(|word| self.word(word)));
        out.resize(self.hdr_len as usize, 0);
        out.extend(self.types.iter().flat_map(|word| self.word(*word)));
        out.extend(&self.layout);
        out.extend(&self.strings);
        out
    }
}

//! Names: the string section with that of its base.
//!
//! *In:* name offsets. *Out:* borrowed names. Offsets of a split BTF continue where its base's strings
//! end, so a name of a split type may live in the base. *Never:* an allocation or an error: parse has
//! checked every offset, and an offset that it did not see yields the empty name.

use alloc::vec::Vec;
use core::str;

use crate::id::NameOff;

/// The strings that one BTF can name: its base's, then its own.
#[derive(Clone, Copy, Debug)]
pub struct Strings<'b> {
    base: &'b [u8],
    own: &'b [u8],
}

impl<'b> Strings<'b> {
    pub(crate) const fn new(base: &'b [u8], own: &'b [u8]) -> Self {
        Self { base, own }
    }

    /// The name at `off`; empty for anonymous.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// let ty = btf.types().find("list_head", None).next().unwrap();
    /// assert_eq!(btf.types().strings().get(btf.get(ty).unwrap().name_off()), "list_head");
    /// ```
    #[must_use]
    pub fn get(&self, off: NameOff) -> &'b str {
        str::from_utf8(self.bytes(off)).unwrap_or("")
    }

    /// The bytes of the name at `off`, without the zero: what a printer copies.
    #[inline]
    #[must_use]
    pub fn bytes(&self, off: NameOff) -> &'b [u8] {
        let tail = self.tail(off);
        tail.get(..zero_at(tail)).unwrap_or(tail)
    }

    /// Appends the name at `off`: each byte is looked at once, to find the end and to copy it.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// let ty = btf.types().find("list_head", None).next().unwrap();
    /// let mut out = b"struct ".to_vec();
    /// btf.types().strings().append(btf.get(ty).unwrap().name_off(), &mut out);
    /// assert_eq!(out, b"struct list_head");
    /// ```
    #[inline]
    pub fn append(&self, off: NameOff, out: &mut Vec<u8>) {
        let (chunks, rest) = self.tail(off).as_chunks::<8>();
        for chunk in chunks {
            out.extend_from_slice(chunk);
            let zeros = zeros_in(*chunk);
            if zeros != 0 {
                let behind = 8 - zeros.trailing_zeros() as usize / 8;
                out.truncate(out.len() - behind);
                return;
            }
        }
        out.extend(rest.iter().take_while(|byte| **byte != 0));
    }

    /// Whether the name at `off` is `name`; cheaper than getting it.
    #[inline]
    #[must_use]
    pub fn is(&self, off: NameOff, name: &str) -> bool {
        let tail = self.tail(off);
        tail.get(..name.len()) == Some(name.as_bytes()) && tail.get(name.len()) == Some(&0)
    }

    /// The end of all offsets: bytes of the base's strings and of the own ones.
    #[must_use]
    pub fn end(&self) -> u32 {
        u32::try_from(self.base.len() + self.own.len()).unwrap_or(u32::MAX)
    }

    /// The offset at which the own strings start: 0 in a base.
    #[must_use]
    pub fn own_start(&self) -> u32 {
        u32::try_from(self.base.len()).unwrap_or(u32::MAX)
    }

    /// The bytes of the own string section.
    #[must_use]
    pub const fn own(&self) -> &'b [u8] {
        self.own
    }

    /// The bytes of the base's string section; empty in a base.
    #[must_use]
    pub const fn base(&self) -> &'b [u8] {
        self.base
    }

    #[inline]
    fn tail(&self, off: NameOff) -> &'b [u8] {
        let at = off.0 as usize;
        match at.checked_sub(self.base.len()) {
            None => self.base.get(at..),
            Some(at) => self.own.get(at..),
        }
        .unwrap_or(&[])
    }
}

/// Where the first zero byte is, or the end.
///
/// Names have some fifteen bytes: eight at a time in place is done before a call to a vectorised search
/// has started.
#[inline]
fn zero_at(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut at = 0;
    for chunk in chunks {
        let zeros = zeros_in(*chunk);
        if zeros != 0 {
            return at + zeros.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len())
}

/// Where strings of `section` end with `name`, ascending: whole strings and tails.
///
/// A hit says which string to look at, and that string's end decides; so each is looked at once, also
/// where `name` overlaps itself (`aa` in `aaa`).
pub(crate) fn ends<'s>(section: &'s [u8], name: &'s [u8]) -> impl Iterator<Item = usize> + use<'s> {
    let finder = memchr::memmem::Finder::new(name);
    let mut from = 0;
    core::iter::from_fn(move || {
        loop {
            let hit = from + finder.find(section.get(from..)?)?;
            let end = hit + memchr::memchr(0, section.get(hit..)?)?;
            from = end + 1;
            if section.get(hit..end)?.ends_with(name) {
                return Some(end - name.len());
            }
        }
    })
}

/// A high bit for each zero byte, the first byte lowest. Above the first zero there may be bits too many:
/// borrows reach only upwards.
#[inline]
const fn zeros_in(chunk: [u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(chunk);
    word.wrapping_sub(ONES) & !word & HIGHS
}

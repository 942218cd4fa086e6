//! Names: the string section with that of its base.
//!
//! *In:* name offsets. *Out:* borrowed names. Offsets of a split BTF continue where its base's strings
//! end, so a name of a split type may live in the base. *Never:* an allocation or an error: parse has
//! checked every offset, and an offset that it did not see yields the empty name.

use alloc::vec::Vec;
use core::str;

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem;

use crate::id::NameOff;

/// The strings that one BTF can name: its base's, then its own.
///
/// ```
/// use btfly_btf::NameOff;
///
/// # let btf = btfly_btf::doc::example();
/// assert_eq!(btf.types().strings().get(NameOff(34)), "u32");
/// ```
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
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let name_off = btf.get(TypeId(4)).unwrap().name_off();
    /// assert_eq!(btf.types().strings().bytes(name_off), b"u32");
    /// ```
    #[inline]
    #[must_use]
    pub fn bytes(&self, off: NameOff) -> &'b [u8] {
        let tail = self.tail(off);
        tail.get(..zero_at(tail)).unwrap_or(tail)
    }

    /// The bytes from the name at `off` on, for comparisons of many names.
    #[inline]
    pub(crate) fn lead(&self, off: NameOff) -> Lead {
        let tail = self.tail(off);
        tail.first_chunk().map_or_else(|| Lead::of(tail), |bytes| Lead(u128::from_be_bytes(*bytes)))
    }

    /// Whether the name at `a` comes before the name at `b`, in order of bytes.
    #[inline]
    pub(crate) fn is_before(&self, a: NameOff, b: NameOff) -> bool {
        let (a, a_rest) = self.tail(a).as_chunks::<8>();
        let (b, b_rest) = self.tail(b).as_chunks::<8>();
        for (a_chunk, b_chunk) in a.iter().zip(b) {
            let end = zeros_in(*a_chunk).trailing_zeros();
            let difference = u64::from_le_bytes(*a_chunk) ^ u64::from_le_bytes(*b_chunk);
            if difference != 0 || end != u64::BITS {
                // Both end before they differ, or the first byte that differs decides.
                return difference.trailing_zeros() / 8 <= end / 8 && a_chunk < b_chunk;
            }
        }
        let len = a.len().min(b.len());
        let name = |chunks: &'b [[u8; 8]], rest: &'b [u8]| {
            let chunks = chunks.get(len..).unwrap_or(&[]).as_flattened();
            chunks.iter().chain(rest).take_while(|byte| **byte != 0)
        };
        name(a, a_rest).lt(name(b, b_rest))
    }

    /// The first bytes of the name at `off`, at most `max`; the rest is not looked at.
    #[inline]
    pub(crate) fn head(&self, off: NameOff, max: usize) -> &'b [u8] {
        let tail = self.tail(off);
        let tail = tail.get(..max).unwrap_or(tail);
        tail.get(..zero_at(tail)).unwrap_or(tail)
    }

    /// The first eight bytes of the name at `off` as one number, zero behind its end: equal names have equal
    /// ones.
    #[inline]
    pub(crate) fn key(&self, off: NameOff) -> u64 {
        let tail = self.tail(off);
        match tail.first_chunk::<8>() {
            Some(bytes) => key(*bytes),
            None => key_of(tail),
        }
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
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let name_off = btf.get(TypeId(4)).unwrap().name_off();
    /// assert!(btf.types().strings().is(name_off, "u32"));
    /// ```
    #[inline]
    #[must_use]
    pub fn is(&self, off: NameOff, name: &str) -> bool {
        let tail = self.tail(off);
        tail.get(..name.len()) == Some(name.as_bytes()) && tail.get(name.len()) == Some(&0)
    }

    /// The end of all offsets: bytes of the base's strings and of the own ones.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().strings().end() as usize, btf.types().strings().own().len());
    /// ```
    #[must_use]
    pub fn end(&self) -> u32 {
        u32::try_from(self.base.len() + self.own.len()).unwrap_or(u32::MAX)
    }

    /// The offset at which the own strings start: 0 in a base.
    ///
    /// ```
    /// use btfly_btf::Btf;
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// assert_eq!(module.types().strings().own_start(), base.types().strings().end());
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    #[must_use]
    pub fn own_start(&self) -> u32 {
        u32::try_from(self.base.len()).unwrap_or(u32::MAX)
    }

    /// The bytes of the own string section.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(btf.types().strings().own().ends_with(b"\0u32\0"));
    /// ```
    #[must_use]
    pub const fn own(&self) -> &'b [u8] {
        self.own
    }

    /// The bytes of the base's string section; empty in a base.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(btf.types().strings().base().is_empty());
    /// ```
    #[must_use]
    pub const fn base(&self) -> &'b [u8] {
        self.base
    }

    /// Whether a string starts at `off`, and not only the tail of one.
    pub(crate) fn is_start(&self, off: NameOff) -> bool {
        let at = off.0 as usize;
        let (section, at) = match at.checked_sub(self.base.len()) {
            None => (self.base, at),
            Some(at) => (self.own, at),
        };
        at.checked_sub(1).is_none_or(|before| section.get(before) == Some(&0))
    }

    /// The bytes from the name at `off` on.
    #[inline]
    pub(crate) fn tail(&self, off: NameOff) -> &'b [u8] {
        let at = off.0 as usize;
        match at.checked_sub(self.base.len()) {
            None => self.base.get(at..),
            Some(at) => self.own.get(at..),
        }
        .unwrap_or(&[])
    }
}

/// The first bytes from a name on, as one number, with whatever is behind the name.
///
/// Who has the smaller one has the smaller name, or the same: the first byte that differs decides, unless it is
/// behind the zero at which both names end. Who has the same or a larger one has to look.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Lead(u128);

impl Lead {
    /// Of `name`, with nothing behind it.
    pub(crate) fn of(name: &[u8]) -> Self {
        let mut bytes = [0; size_of::<u128>()];
        bytes.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
        Self(u128::from_be_bytes(bytes))
    }
}

/// [`Strings::key`] of a name.
pub(crate) fn key_of(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
    key(bytes)
}

#[inline]
const fn key(bytes: [u8; 8]) -> u64 {
    let zeros = zeros_in(bytes);
    let word = u64::from_le_bytes(bytes);
    if zeros == 0 {
        return word;
    }
    // All bits below the first zero byte.
    word & ((zeros & zeros.wrapping_neg()).wrapping_sub(1) >> 7)
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
/// With its zero a name is found only where it ends a string. Every section ends with a zero: parse has
/// checked it.
pub(crate) fn ends(section: &[u8], name: &[u8]) -> Vec<usize> {
    let mut needle = Vec::with_capacity(name.len() + 1);
    needle.extend_from_slice(name);
    needle.push(0);
    let finder = memmem::FinderBuilder::new().build_forward_with_ranker(Frequency, &needle);
    finder.find_iter(section).collect()
}

/// How often bytes occur among the names of kernels: the search looks for the rarest two of a name first.
/// What is usual in texts is not so here: nothing is as frequent as `_`, and zero comes fourth.
struct Frequency;

/// From frequent to rare, counted in the names of Linux 7.2; what is not here hardly occurs.
const FREQUENT: &[u8; 64] = b"_et\0rasiconpldmufEbgThkvARSIOPyNxCwLDMFqUBGHV4KY62XzW310jQ8Z59J7";

#[expect(clippy::indexing_slicing, reason = "done by the compiler, which would refuse")]
static RANKS: [u8; 256] = {
    let mut ranks = [0; 256];
    let mut at: u8 = 0;
    while (at as usize) < FREQUENT.len() {
        ranks[FREQUENT[at as usize] as usize] = u8::MAX - at;
        at += 1;
    }
    ranks
};

impl HeuristicFrequencyRank for Frequency {
    fn rank(&self, byte: u8) -> u8 {
        RANKS.get(usize::from(byte)).copied().unwrap_or(0)
    }
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

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{Lead, Strings};
    use crate::id::NameOff;

    /// Every pair of tails, some of them with others behind that would decide if they were looked at.
    #[test]
    fn names_compare_as_their_bytes() {
        let mut own = b"\0".to_vec();
        for name in [
            "a",
            "b",
            "ab",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
            "abcdefgz",
            "abcdefghijklmno",
            "abcdefghijklmnop",
            "abcdefghijklmnopq",
            "abcdefghijklmnopz",
            "abcdefgh",
            "a",
            "zz",
            "z",
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop",
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnoq",
        ] {
            own.extend_from_slice(name.as_bytes());
            own.push(0);
        }
        let strings = Strings::new(&[], &own);
        let all: Vec<NameOff> = (0..=strings.end()).map(NameOff).collect();
        for a in &all {
            for b in &all {
                let (a_name, b_name) = (strings.bytes(*a), strings.bytes(*b));
                assert_eq!(strings.is_before(*a, *b), a_name < b_name, "{a_name:?} {b_name:?}");
                let (a_lead, b_lead) = (strings.lead(*a), strings.lead(*b));
                assert!(b_lead <= a_lead || a_name <= b_name, "{a_name:?} {b_name:?}");
                // The lead of a name alone decides in both directions.
                let alone = Lead::of(b_name);
                assert!(alone <= a_lead || a_name < b_name, "{a_name:?} {b_name:?}");
                assert!(a_lead <= alone || b_name <= a_name, "{a_name:?} {b_name:?}");
            }
        }
    }
}

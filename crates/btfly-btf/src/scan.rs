//! Whether a section may define a name, asked before it is decoded.
//!
//! *In:* the bytes of a kernel module's BTF, a name, the base. *Out:* `false` only if no type in it has
//! that name. With a thousand modules, this is what makes "which of them has it" cheap: most say no
//! after one look at their strings.
//!
//! A name of a split type may live in the base's strings, so the module's own strings alone do not
//! decide: if the base has the string too, the record heads are compared.

use alloc::vec::Vec;

use crate::strings;
use crate::table::Types;
use crate::wire::cursor::word;
use crate::wire::header::Header;
use crate::wire::kind::{Info, Kind};
use crate::wire::record;

/// A name to look for in many split BTFs on one base.
///
/// ```
/// use btfly_btf::scan::Wanted;
///
/// # let btf = btfly_btf::doc::example();
/// let wanted = Wanted::new("no_such_type", &btf.types());
/// assert!(!wanted.may_be_in(btf.bytes()));
/// assert!(!wanted.in_base());
/// ```
#[derive(Clone, Debug)]
pub struct Wanted<'n> {
    name: &'n str,
    /// Where the base's strings have it.
    base_offsets: Vec<u32>,
    base_len: u32,
}

impl<'n> Wanted<'n> {
    /// Looks `name` up in the strings of `base`.
    #[must_use]
    pub fn new(name: &'n str, base: &Types<'_>) -> Self {
        Self { name, base_offsets: base.name_offsets(name), base_len: base.strings().end() }
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'n str {
        self.name
    }

    /// Whether the base's strings have the name: then a module need not repeat it, and its strings alone
    /// do not tell.
    #[must_use]
    pub fn in_base(&self) -> bool {
        !self.base_offsets.is_empty()
    }

    /// Whether the strings of a split BTF, given alone, have the name.
    #[must_use]
    pub fn is_string_of(&self, strings: &[u8]) -> bool {
        self.offsets_in(strings).next().is_some()
    }

    /// Whether the split BTF in `section` may have a type of that name. `true` for what cannot be read:
    /// decoding it will tell why.
    #[must_use]
    pub fn may_be_in(&self, section: &[u8]) -> bool {
        let Ok(header) = Header::parse(section) else { return true };
        let cut = |range: &core::ops::Range<u32>| {
            section.get(range.start as usize..range.end as usize).unwrap_or(&[])
        };
        let own = self.offsets_in(cut(&header.strings));
        let mut offsets = self.base_offsets.clone();
        offsets.extend(own.map(|at| at.saturating_add(self.base_len)));
        if offsets.is_empty() {
            return false;
        }
        let types = cut(&header.types);
        let mut at = 0;
        while at < types.len() {
            let Some(head) = types.get(at..at + record::HEAD) else { return true };
            if offsets.binary_search(&word(head, 0, header.endian)).is_ok() {
                return true;
            }
            let info = Info(word(head, 4, header.endian));
            let Some(kind) = Kind::from_number(info.kind_number()) else { return true };
            let entry = record::trailing(kind);
            at += record::HEAD
                + usize::from(entry.info_sz)
                + usize::from(entry.elem_sz) * info.vlen() as usize;
        }
        false
    }

    fn offsets_in<'s>(&'s self, strings: &'s [u8]) -> impl Iterator<Item = u32> + use<'s, 'n> {
        strings::ends(strings, self.name.as_bytes())
            .into_iter()
            .filter_map(|at| u32::try_from(at).ok())
    }
}

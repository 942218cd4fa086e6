//! Whether a section may define a name, asked before it is decoded.
//!
//! *In:* the bytes of a kernel module's BTF, a name, the base. *Out:* `false` only if no type in it has
//! that name. With a thousand modules, this is what makes "which of them has it" cheap: most say no
//! after one look at their strings.
//!
//! A name of a split type may live in the base's strings, so the module's own strings alone do not
//! decide: if the base has the string too, the record heads are compared.
//!
//! Many names at once, as CO-RE looks for them, are [`Essentials`].

mod essentials;

pub use essentials::Essentials;

use alloc::vec::Vec;

use crate::id::NameOff;
use crate::strings::{self, Strings};
use crate::table::Types;
use crate::wire::cursor::{Endian, word};
use crate::wire::header::Header;
use crate::wire::kind::{Info, Kind};
use crate::wire::record;

/// A name, or several, to look for in many split BTFs on one base.
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
    what: What<'n>,
    base_len: u32,
}

#[derive(Clone, Debug)]
enum What<'n> {
    One {
        name: &'n str,
        /// Where the base's strings have it.
        base_offsets: Vec<u32>,
    },
    Many {
        names: &'n Essentials<'n>,
        /// The base's strings.
        base: &'n [u8],
    },
}

impl<'n> Wanted<'n> {
    /// Looks `name` up in the strings of `base`.
    ///
    /// ```
    /// use btfly_btf::scan::Wanted;
    ///
    /// # let base = btfly_btf::doc::example();
    /// let wanted = Wanted::new("dummy_priv", &base.types());
    /// assert!(wanted.may_be_in(&btfly_btf::doc::example_module_bytes()));
    /// ```
    #[must_use]
    pub fn new(name: &'n str, base: &Types<'_>) -> Self {
        let what = What::One { name, base_offsets: base.name_offsets(name) };
        Self { what, base_len: base.strings().end() }
    }

    /// Any of `names`, with or without a flavor.
    ///
    /// ```
    /// use btfly_btf::scan::{Essentials, Wanted};
    ///
    /// # let base = btfly_btf::doc::example();
    /// # let section = btfly_btf::doc::example_module_bytes();
    /// let names = Essentials::new(["no_such_type", "dummy_priv"]);
    /// assert!(Wanted::any(&names, &base.types()).may_be_in(&section));
    /// ```
    #[must_use]
    pub fn any(names: &'n Essentials<'n>, base: &Types<'n>) -> Self {
        let strings = base.strings();
        Self { what: What::Many { names, base: strings.own() }, base_len: strings.end() }
    }

    /// Whether the base's strings may have the name: then a module need not repeat it, and its strings
    /// alone do not tell.
    ///
    /// ```
    /// use btfly_btf::scan::Wanted;
    ///
    /// # let base = btfly_btf::doc::example();
    /// assert!(Wanted::new("list_head", &base.types()).in_base());
    /// assert!(!Wanted::new("dummy_priv", &base.types()).in_base());
    /// ```
    #[must_use]
    pub fn in_base(&self) -> bool {
        match &self.what {
            What::One { base_offsets, .. } => !base_offsets.is_empty(),
            What::Many { .. } => true,
        }
    }

    /// Whether the strings of a split BTF, given alone, have the name; `true` where they alone do not tell.
    ///
    /// ```
    /// use btfly_btf::scan::Wanted;
    ///
    /// # let base = btfly_btf::doc::example();
    /// let wanted = Wanted::new("dummy_priv", &base.types());
    /// assert!(wanted.is_string_of(b"dummy_priv\0") && !wanted.is_string_of(b"dummy\0"));
    /// ```
    #[must_use]
    pub fn is_string_of(&self, strings: &[u8]) -> bool {
        match &self.what {
            What::One { name, .. } => offsets_in(name, strings).next().is_some(),
            What::Many { .. } => true,
        }
    }

    /// Whether the split BTF in `section` may have a type of that name. `true` for what cannot be read:
    /// decoding it will tell why.
    ///
    /// ```
    /// use btfly_btf::scan::Wanted;
    ///
    /// # let base = btfly_btf::doc::example();
    /// // A name of the base that no type of the module has.
    /// let wanted = Wanted::new("list_head", &base.types());
    /// assert!(!wanted.may_be_in(&btfly_btf::doc::example_module_bytes()));
    /// ```
    #[must_use]
    pub fn may_be_in(&self, section: &[u8]) -> bool {
        let Ok(header) = Header::parse(section) else { return true };
        let cut = |range: &core::ops::Range<u32>| {
            section.get(range.start as usize..range.end as usize).unwrap_or(&[])
        };
        let (types, strings) = (cut(&header.types), cut(&header.strings));
        match &self.what {
            What::One { name, base_offsets } => {
                let own = offsets_in(name, strings);
                let mut offsets = base_offsets.clone();
                offsets.extend(own.map(|at| at.saturating_add(self.base_len)));
                if offsets.is_empty() {
                    return false;
                }
                any_name(types, header.endian, |off, _| offsets.binary_search(&off).is_ok())
            }
            What::Many { names, base } => {
                let strings = Strings::new(base, strings);
                let mut previous = 0;
                any_name(types, header.endian, |off, kind| {
                    // Many have none, and neighbours often have the same.
                    names.is_of_kind(kind)
                        && core::mem::replace(&mut previous, off) != off
                        && names.find(&strings, NameOff(off)).is_some()
                })
            }
        }
    }
}

/// Whether a record of a type section has a name offset that is `wanted`, or is not one at all.
#[inline]
fn any_name(types: &[u8], endian: Endian, mut wanted: impl FnMut(u32, Kind) -> bool) -> bool {
    let mut at = 0;
    while at < types.len() {
        let Some(head) = types.get(at..at + record::HEAD) else { return true };
        let info = Info(word(head, 4, endian));
        let Some(kind) = Kind::from_number(info.kind_number()) else { return true };
        if wanted(word(head, 0, endian), kind) {
            return true;
        }
        let entry = record::trailing(kind);
        at += record::HEAD
            + usize::from(entry.info_sz)
            + usize::from(entry.elem_sz) * info.vlen() as usize;
    }
    false
}

fn offsets_in<'s>(name: &str, strings: &'s [u8]) -> impl Iterator<Item = u32> + use<'s> {
    strings::ends(strings, name.as_bytes()).into_iter().filter_map(|at| u32::try_from(at).ok())
}

//! Sizes, alignments, and what is left when modifiers are skipped.
//!
//! *In:* an id. *Out:* a number or an id; `None` where there is none (a function has no size) and where
//! hostile types run in circles. *Never:* recursion, or a walk without a bound.
//!
//! Kernel references: `tools/lib/bpf/btf.c: btf__resolve_size, btf__align_of, determine_ptr_size`, Linux
//! v7.2.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

use crate::id::TypeId;
use crate::table::Types;
use crate::view::{Composite, Int, Type};
use crate::wire::kind::Kind;

/// The longest chain of modifiers, typedefs and arrays that is followed. The kernel stops at 32
/// (`kernel/bpf/btf.c: MAX_RESOLVE_DEPTH`); more room costs nothing, less would refuse odd C++.
const MAX_CHAIN: usize = 256;

/// Pointer size where a BTF has no integer to tell it by: every 64-bit kernel's.
const DEFAULT_POINTER_SIZE: u32 = 8;

impl<'b> Types<'b> {
    /// The type behind typedefs, `const`, `volatile`, `restrict` and type tags: `id` itself if it is none
    /// of these. `None` if they form a circle, or point nowhere.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// let u32_id = types.find("u32", Some(Kind::Typedef)).next().unwrap();
    /// let int = types.skip_modifiers(u32_id).unwrap();
    /// assert_eq!(types.get(int).unwrap().kind(), Kind::Int);
    /// ```
    #[must_use]
    pub fn skip_modifiers(&self, id: TypeId) -> Option<TypeId> {
        let mut at = id;
        for _ in 0..MAX_CHAIN {
            match self.get(at)?.modified() {
                Some(next) => at = next,
                None => return Some(at),
            }
        }
        None
    }

    /// Size in bytes. `None` for what has none: `void`, functions, forward declarations; and where it
    /// does not fit into 64 bits.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
    /// assert_eq!(types.size_of(id), Some(16));
    /// ```
    #[must_use]
    pub fn size_of(&self, id: TypeId) -> Option<u64> {
        let mut count: u64 = 1;
        let mut at = id;
        for _ in 0..MAX_CHAIN {
            let ty = self.get(at)?;
            if let Some(next) = ty.modified() {
                at = next;
                continue;
            }
            let size = match ty {
                Type::Array(array) => {
                    count = count.checked_mul(u64::from(array.len()))?;
                    at = array.elem_type_id();
                    continue;
                }
                Type::Var(var) => {
                    at = var.type_id();
                    continue;
                }
                Type::Int(int) => int.size(),
                Type::Ptr(_) => self.pointer_size(),
                Type::Struct(composite) | Type::Union(composite) => composite.size(),
                Type::Enum(view) => view.size(),
                Type::Enum64(view) => view.size(),
                Type::Float(float) => float.size(),
                Type::Datasec(section) => section.size(),
                Type::Void
                | Type::Fwd(_)
                | Type::Typedef(_)
                | Type::Volatile(_)
                | Type::Const(_)
                | Type::Restrict(_)
                | Type::Func(_)
                | Type::FuncProto(_)
                | Type::DeclTag(_)
                | Type::TypeTag(_)
                | Type::Opaque(_) => return None,
            };
            return count.checked_mul(u64::from(size));
        }
        None
    }

    /// Alignment in bytes, inferred from sizes and offsets, because BTF does not carry it: a struct in
    /// which a member is not where its type would put it counts as packed and has alignment 1.
    ///
    /// For many types use [`Aligns`], which remembers.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().align_of(TypeId(3)), Some(4));
    /// ```
    #[must_use]
    pub fn align_of(&self, id: TypeId) -> Option<u32> {
        Aligns::default().of(self, id)
    }

    /// Size of a pointer in bytes. BTF does not say; the size of `long` does, in any of its spellings.
    /// 8 where there is no `long`.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// // There is no `long` that would say otherwise.
    /// assert_eq!(btf.types().pointer_size(), 8);
    /// ```
    #[must_use]
    pub fn pointer_size(&self) -> u32 {
        if let Some(base) = self.base() {
            return base.pointer_size();
        }
        match self.inner.pointer_size.load(Ordering::Relaxed) {
            0 => {
                let size = self.guess_pointer_size();
                self.inner.pointer_size.store(size, Ordering::Relaxed);
                size
            }
            known => known,
        }
    }

    fn guess_pointer_size(&self) -> u32 {
        // Few types are integers: the rest is passed by without a look at its name.
        self.own_records()
            .filter(|record| record.info().kind_number() == Kind::Int as u8)
            .map(Int)
            .find(|int| matches!(int.size(), 4 | 8) && is_long(int.name()))
            .map(|int| int.size())
            .unwrap_or(DEFAULT_POINTER_SIZE)
    }
}

/// Whether `name` spells `long` or `unsigned long`, in any order and with or without `int`.
pub(crate) fn is_long(name: &str) -> bool {
    let mut longs = 0;
    let only_these = name.split_ascii_whitespace().all(|word| match word {
        "long" => {
            longs += 1;
            true
        }
        "int" | "unsigned" | "signed" => true,
        _ => false,
    });
    only_these && longs == 1
}

impl Type<'_> {
    /// What a typedef, `const`, `volatile`, `restrict` or type tag stands before; `None` for others.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.get(TypeId(4)).unwrap().modified(), Some(TypeId(3)));
    /// assert_eq!(btf.get(TypeId(2)).unwrap().modified(), None);
    /// ```
    #[inline]
    #[must_use]
    pub fn modified(&self) -> Option<TypeId> {
        match self {
            Self::Typedef(view) => Some(view.type_id()),
            Self::Volatile(view) | Self::Const(view) | Self::Restrict(view) => Some(view.type_id()),
            Self::TypeTag(view) => Some(view.type_id()),
            Self::Void
            | Self::Int(_)
            | Self::Ptr(_)
            | Self::Array(_)
            | Self::Struct(_)
            | Self::Union(_)
            | Self::Enum(_)
            | Self::Fwd(_)
            | Self::Func(_)
            | Self::FuncProto(_)
            | Self::Var(_)
            | Self::Datasec(_)
            | Self::Float(_)
            | Self::DeclTag(_)
            | Self::Enum64(_)
            | Self::Opaque(_) => None,
        }
    }
}

/// Alignments, remembered: struct in struct in struct costs each of them once.
///
/// One `Aligns` belongs to one BTF.
///
/// ```
/// use btfly_btf::{Kind, resolve::Aligns};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// assert_eq!(Aligns::default().of(&types, id), Some(8));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Aligns {
    /// Of structs and unions; 0 while one is being computed.
    known: BTreeMap<TypeId, u32>,
}

impl Aligns {
    /// Alignment of `id` in bytes, as [`Types::align_of`].
    ///
    /// ```
    /// use btfly_btf::{TypeId, resolve::Aligns};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let mut aligns = Aligns::default();
    /// assert_eq!([1, 3].map(|id| aligns.of(&btf.types(), TypeId(id))), [Some(8), Some(4)]);
    /// ```
    #[must_use]
    pub fn of(&mut self, types: &Types<'_>, id: TypeId) -> Option<u32> {
        // A stack of composites whose members are still being looked at.
        let mut open: Vec<(TypeId, Composite<'_>)> = Vec::new();
        let mut at = id;
        loop {
            match direct(types, at)? {
                Direct::Known(align) if open.is_empty() => return Some(align),
                Direct::Known(_) => {}
                Direct::Composite(id, composite) => match self.known.get(&id) {
                    Some(0) => return None,
                    Some(align) if open.is_empty() => return Some(*align),
                    Some(_) => {}
                    None => {
                        self.known.insert(id, 0);
                        open.push((id, composite));
                    }
                },
            }
            // Close what has all its members known; stop at the first member that is not.
            loop {
                let Some((id, composite)) = open.last().copied() else {
                    return self.of_known(types, at);
                };
                match self.unknown_member(types, &composite) {
                    Some(member) => {
                        at = member;
                        break;
                    }
                    None => {
                        let align = self.of_members(types, &composite);
                        self.known.insert(id, align);
                        open.pop();
                        at = id;
                    }
                }
            }
        }
    }

    fn of_known(&self, types: &Types<'_>, id: TypeId) -> Option<u32> {
        match direct(types, id)? {
            Direct::Known(align) => Some(align),
            Direct::Composite(id, _) => self.known.get(&id).copied().filter(|align| 0 < *align),
        }
    }

    /// The first member whose own alignment has not been looked at yet.
    fn unknown_member(&self, types: &Types<'_>, composite: &Composite<'_>) -> Option<TypeId> {
        composite.members().find_map(|member| match direct(types, member.type_id())? {
            Direct::Composite(id, _) if !self.known.contains_key(&id) => Some(id),
            Direct::Known(_) | Direct::Composite(..) => None,
        })
    }

    fn of_members(&self, types: &Types<'_>, composite: &Composite<'_>) -> u32 {
        let mut largest = 1;
        for member in composite.members() {
            let Some(align) = self.of_known(types, member.type_id()) else { continue };
            largest = largest.max(align);
            let misplaced = member.offset_bits().0 % (u64::from(align) * 8) != 0;
            // A bitfield, new or old, starts at any bit.
            if misplaced
                && member.bitfield_size().is_none()
                && types.old_bitfield(member.type_id()).is_none()
            {
                return 1;
            }
        }
        if composite.size().is_multiple_of(largest) { largest } else { 1 }
    }
}

enum Direct<'b> {
    Known(u32),
    Composite(TypeId, Composite<'b>),
}

/// The alignment that needs no look at members, or the composite whose members decide.
fn direct<'b>(types: &Types<'b>, id: TypeId) -> Option<Direct<'b>> {
    let mut at = id;
    for _ in 0..MAX_CHAIN {
        let ty = types.get(at)?;
        if let Some(next) = ty.modified() {
            at = next;
            continue;
        }
        let size = match ty {
            Type::Array(array) => {
                at = array.elem_type_id();
                continue;
            }
            Type::Var(var) => {
                at = var.type_id();
                continue;
            }
            Type::Struct(composite) | Type::Union(composite) => {
                return Some(Direct::Composite(at, composite));
            }
            Type::Ptr(_) => types.pointer_size(),
            Type::Int(int) => int.size(),
            Type::Enum(view) => view.size(),
            Type::Enum64(view) => view.size(),
            Type::Float(float) => float.size(),
            Type::Void
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Datasec(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => return None,
        };
        return Some(Direct::Known(size.min(types.pointer_size()).max(1)));
    }
    None
}

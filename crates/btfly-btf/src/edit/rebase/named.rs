//! Named: what a kernel has under the names that a distilled base asks for.
//!
//! *In:* the names, and the kernel's types. *Out:* for each name the types of kinds that may be asked for, by size. One pass
//! over the kernel; a look-up costs what there is of one size, however many there are of a name.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::id::TypeId;
use crate::table::Types;
use crate::view::{Encoding, Type};
use crate::wire::kind::Kind;

/// A type that may be asked for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Named {
    pub(super) id: TypeId,
    pub(super) kind: Kind,
    /// In bytes; 0 for a declaration.
    pub(super) size: u32,
    /// Of an integer.
    pub(super) encoding: u8,
    /// Whether it is or declares a union.
    pub(super) is_union: bool,
    pub(super) kind_flag: bool,
}

impl Named {
    /// `None` for a type that no distilled base has, or without a name.
    pub(super) fn of(id: TypeId, ty: Type<'_>) -> Option<Self> {
        let kind = ty.kind();
        let named = Self { id, kind, size: 0, encoding: 0, is_union: false, kind_flag: false };
        let named = match ty {
            Type::Int(view) => {
                Self { size: view.size(), encoding: Encoding::number(view.encoding()), ..named }
            }
            Type::Float(view) => Self { size: view.size(), ..named },
            Type::Enum(view) => Self { size: view.size(), ..named },
            Type::Enum64(view) => Self { size: view.size(), ..named },
            Type::Struct(view) | Type::Union(view) => Self {
                size: view.size(),
                is_union: view.is_union(),
                kind_flag: view.has_bitfield_sizes(),
                ..named
            },
            Type::Fwd(view) => {
                Self { is_union: view.is_union(), kind_flag: view.is_union(), ..named }
            }
            Type::Void
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => return None,
        };
        Some(named)
    }
}

/// What there is of one name.
#[derive(Debug, Default)]
pub(super) struct OfName {
    /// Everything with a size, by it.
    by_size: BTreeMap<u32, Vec<Named>>,
    /// The first two declarations of structs, and of unions: who finds two needs no third.
    forwards: [Vec<Named>; 2],
    /// The same of definitions, and how many there are of both.
    composites: [Vec<Named>; 2],
    pub(super) n_composites: usize,
    /// The first of all.
    pub(super) first: Option<Named>,
}

/// Keeps the first two of structs and of unions: enough to know that there is more than one.
fn note([structs, unions]: &mut [Vec<Named>; 2], named: Named) {
    let place = if named.is_union { unions } else { structs };
    if place.len() < 2 {
        place.push(named);
    }
}

impl OfName {
    fn add(&mut self, named: Named) {
        self.first = self.first.or(Some(named));
        if named.kind == Kind::Fwd {
            return note(&mut self.forwards, named);
        }
        if named.kind == Kind::Struct || named.kind == Kind::Union {
            self.n_composites += 1;
            note(&mut self.composites, named);
        }
        self.by_size.entry(named.size).or_default().push(named);
    }

    /// What has this size, in the order of ids.
    pub(super) fn of_size(&self, size: u32) -> &[Named] {
        self.by_size.get(&size).map_or(&[], Vec::as_slice)
    }

    /// The first two declarations of unions or of structs.
    pub(super) fn forwards(&self, is_union: bool) -> &[Named] {
        let [structs, unions] = &self.forwards;
        if is_union { unions } else { structs }
    }

    /// The first two unions or structs.
    pub(super) fn composites(&self, is_union: bool) -> &[Named] {
        let [structs, unions] = &self.composites;
        if is_union { unions } else { structs }
    }
}

/// What `onto` has under each of `names`.
pub(super) fn collect<'n>(
    names: impl Iterator<Item = &'n [u8]>,
    onto: &Types<'_>,
) -> BTreeMap<&'n [u8], OfName> {
    let mut all: BTreeMap<&[u8], OfName> = names.map(|name| (name, OfName::default())).collect();
    for (id, ty) in onto.iter() {
        let Some(named) = Named::of(id, ty) else { continue };
        if let Some(of_name) = all.get_mut(ty.name_bytes()) {
            of_name.add(named);
        }
    }
    all
}

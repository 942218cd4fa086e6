//! Where a type of the program may be meant in the target: types of the same essential name and kind, over
//! the base and all modules.
//!
//! *In:* the roots of an object's relocations, all of them. *Out:* for each the types of the set, in order
//! of slot and id. One pass over the base and one look at each module serve all roots together.

use std::collections::HashMap;

use btfly_btf::names::essential_name;
use btfly_btf::scan::Essentials;
use btfly_btf::{BtfSet, Kind, TypeId, TypeLoc, Types};

use super::compat::same_kind;
use super::error::{Error, ErrorKind};

/// How many types of one name are looked at; the largest kernels have a thousand modules, each with one
/// type of a name.
pub(crate) const MAX_CANDIDATES: usize = 4096;

/// The candidates of each root.
pub(crate) struct Candidates {
    of: HashMap<TypeId, Result<Vec<TypeLoc>, Error>>,
}

impl Candidates {
    pub(crate) fn find(
        local: &Types<'_>,
        roots: impl Iterator<Item = TypeId> + Clone,
        set: &BtfSet,
    ) -> Self {
        let name = |root: TypeId| local.get(root).and_then(|ty| ty.name()).unwrap_or_default();
        let kind = |root| local.get(root).map(|ty| ty.kind());
        // An enum may be of either width.
        let both = |kind| {
            if same_kind(kind, Kind::Enum) { [Kind::Enum, Kind::Enum64] } else { [kind, kind] }
        };
        let kinds = roots.clone().filter_map(kind).flat_map(both);
        let names = Essentials::new(roots.clone().map(name)).of_kinds(kinds);
        let mut by_name: Vec<Vec<TypeLoc>> = vec![Vec::new(); names.names().len()];
        for (at, loc) in set.find_any(&names) {
            if let Some(found) = by_name.get_mut(at as usize) {
                found.push(loc);
            }
        }
        let mut of = HashMap::new();
        for root in roots {
            of.entry(root).or_insert_with(|| {
                let at = names.index_of(essential_name(name(root)));
                let Some(at) = at else {
                    return Err(Error::new(ErrorKind::Anonymous { type_id: root }));
                };
                let found = by_name.get(at as usize).map_or(&[][..], Vec::as_slice);
                let kind = kind(root);
                let is_alike = |loc: &&TypeLoc| {
                    let there = set.get(**loc).map(|ty| ty.kind());
                    kind.zip(there).is_some_and(|(kind, there)| same_kind(kind, there))
                };
                let alike: Vec<TypeLoc> = found.iter().filter(is_alike).copied().collect();
                match alike.len() {
                    count if MAX_CANDIDATES < count => {
                        Err(Error::new(ErrorKind::TooManyCandidates { count }))
                    }
                    _ => Ok(alike),
                }
            });
        }
        Self { of }
    }

    pub(crate) fn of(&self, root: TypeId) -> Result<&[TypeLoc], Error> {
        match self.of.get(&root) {
            Some(Ok(found)) => Ok(found),
            Some(Err(error)) => Err(*error),
            None => Ok(&[]),
        }
    }
}

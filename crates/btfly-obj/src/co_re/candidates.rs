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

/// Where types of some names are: one look at a set serves any number of objects.
pub(crate) struct Search<'n> {
    names: Essentials<'n>,
    by_name: Vec<Vec<TypeLoc>>,
}

impl<'n> Search<'n> {
    /// For names as programs have them, and kinds; those of enums stand for both.
    pub(crate) fn new(wanted: impl Iterator<Item = (&'n str, Kind)> + Clone, set: &BtfSet) -> Self {
        // An enum may be of either width.
        let both = |kind| {
            if same_kind(kind, Kind::Enum) { [Kind::Enum, Kind::Enum64] } else { [kind, kind] }
        };
        let kinds = wanted.clone().flat_map(|(_, kind)| both(kind));
        let names = Essentials::new(wanted.map(|(name, _)| name)).of_kinds(kinds);
        let mut by_name: Vec<Vec<TypeLoc>> = vec![Vec::new(); names.names().len()];
        for (at, loc) in set.find_any(&names) {
            if let Some(found) = by_name.get_mut(at as usize) {
                found.push(loc);
            }
        }
        Self { names, by_name }
    }

    /// Types of that name and kind; `None` for a name that was not looked for, as an empty one is not.
    pub(crate) fn of(&self, name: &str, kind: Kind, set: &BtfSet) -> Option<Vec<TypeLoc>> {
        let at = self.names.index_of(essential_name(name))?;
        let found = self.by_name.get(at as usize).map_or(&[][..], Vec::as_slice);
        let is_alike = |loc: &&TypeLoc| set.get(**loc).is_some_and(|ty| same_kind(kind, ty.kind()));
        Some(found.iter().filter(is_alike).copied().collect())
    }
}

/// The name and kind of a type that something is looked for by.
pub(crate) fn wanted<'n>(local: &Types<'n>, root: TypeId) -> (&'n str, Kind) {
    local.get(root).map_or(("", Kind::Void), |ty| (ty.name().unwrap_or_default(), ty.kind()))
}

impl Candidates {
    pub(crate) fn find(
        local: &Types<'_>,
        roots: impl Iterator<Item = TypeId> + Clone,
        set: &BtfSet,
    ) -> Self {
        let search = Search::new(roots.clone().map(|root| wanted(local, root)), set);
        Self::pick(local, roots, set, &search)
    }

    /// Out of what was found before.
    pub(crate) fn pick(
        local: &Types<'_>,
        roots: impl Iterator<Item = TypeId>,
        set: &BtfSet,
        search: &Search<'_>,
    ) -> Self {
        let mut of = HashMap::new();
        for root in roots {
            of.entry(root).or_insert_with(|| {
                let (name, kind) = wanted(local, root);
                match search.of(name, kind, set) {
                    None => Err(Error::new(ErrorKind::Anonymous { type_id: root })),
                    Some(alike) if MAX_CANDIDATES < alike.len() => {
                        Err(Error::new(ErrorKind::TooManyCandidates { count: alike.len() }))
                    }
                    Some(alike) => Ok(alike),
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

//! Equal hits as one: a kernel's modules repeat many types of its own.
//!
//! *In:* hits in any order of slots. *Out:* groups in order of sort and name, each with all its places. *Never:*
//! an order that comes from a hash map or from threads.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use btfly_btf::find::{Hit, Part, Sort, fingerprint};
use btfly_btf::{Kind, TypeLoc, Types};

/// One line of the answer.
pub(super) struct Group<'s> {
    /// The first of the hits, which stands for all.
    pub(super) hit: Hit<'s>,
    /// Where the hits are, in order.
    pub(super) places: Vec<TypeLoc>,
}

/// Groups that are being made.
pub(super) struct Groups<'s> {
    groups: Vec<Group<'s>>,
    /// By fingerprint; `None` if each hit is a group of its own.
    known: Option<HashMap<u64, usize>>,
}

impl<'s> Groups<'s> {
    /// No groups yet; `apart` if each hit shall be its own.
    pub(super) fn new(apart: bool) -> Self {
        Self { groups: Vec::new(), known: (!apart).then(HashMap::new) }
    }

    /// The hits of one BTF, each with what it says as a number.
    pub(super) fn fingerprints(types: &Types<'s>, hits: Vec<Hit<'s>>) -> Vec<(u64, Hit<'s>)> {
        let number = |hit: Hit<'s>| {
            let mut hasher = DefaultHasher::new();
            fingerprint(types, &hit, &mut hasher);
            (hasher.finish(), hit)
        };
        hits.into_iter().map(number).collect()
    }

    pub(super) fn add(&mut self, hits: Vec<(u64, Hit<'s>)>) {
        for (number, hit) in hits {
            let loc = hit.loc;
            let next = self.groups.len();
            let at = match &mut self.known {
                Some(known) => *known.entry(number).or_insert(next),
                None => next,
            };
            match self.groups.get_mut(at) {
                Some(group) => {
                    group.places.push(loc);
                    if loc < group.hit.loc {
                        group.hit = hit;
                    }
                }
                None => self.groups.push(Group { hit, places: vec![loc] }),
            }
        }
    }

    pub(super) fn sorted(mut self) -> Vec<Group<'s>> {
        for group in &mut self.groups {
            group.places.sort_unstable();
        }
        self.groups.sort_by(|a, b| order(&a.hit).cmp(&order(&b.hit)));
        self.groups
    }
}

/// Sorts apart; in each by name, of parts that of the whole; then as they stand in the whole.
fn order<'h>(hit: &'h Hit<'_>) -> (u8, &'h str, TypeLoc, Place, &'h str) {
    let place = match &hit.part {
        Part::Whole => Place::default(),
        Part::Member(found) => {
            // What is behind a pointer has no place in the whole.
            Place { is_behind: found.offset.is_none(), at: found.offset.map_or(0, |bits| bits.0) }
        }
        Part::Variant(found) => Place { is_behind: false, at: found.value().bits() },
    };
    (rank(hit.sort()), hit.ty.name().unwrap_or(""), hit.loc, place, hit.path())
}

/// Where a part stands.
#[derive(Default, Eq, Ord, PartialEq, PartialOrd)]
struct Place {
    is_behind: bool,
    at: u64,
}

/// Types first, then what they are used by, then their parts.
const fn rank(sort: Sort) -> u8 {
    match sort {
        Sort::Type(Kind::DeclTag | Kind::TypeTag) => 5,
        Sort::Type(Kind::Func) => 1,
        Sort::Type(Kind::Var | Kind::Datasec) => 2,
        Sort::Type(_) => 0,
        Sort::Variant => 3,
        Sort::Member => 4,
    }
}

//! Find things by what is known of them: types, functions by what they take and return, members,
//! enumerators, over a kernel and its modules.
//!
//! *In:* a set, and a [`Query`] of tests that the caller brings (a glob, a regular expression, a
//! comparison with a [`TypeText`]). *Out:* [`Hit`]s in order of slot and id. *Never:* a pattern language
//! of its own, text for people, an order by name.

mod fingerprint;
mod members;
mod type_text;

pub use fingerprint::fingerprint;
pub use members::MemberHit;
pub use type_text::{NotAType, TypeText};

use alloc::vec::Vec;
use core::ops::ControlFlow;

use crate::id::{Slot, TypeId, TypeLoc};
use crate::scan::Wanted;
use crate::set::BtfSet;
use crate::table::Types;
use crate::view::{FuncProto, Type, Variant};
use crate::wire::kind::Kind;

/// The longest chain from a type to its prototype: typedefs, pointers and modifiers. Real ones have
/// fewer than ten links.
const MAX_CHAIN: usize = 64;

/// A test of a name's bytes.
///
/// ```
/// use btfly_btf::find::NameTest;
///
/// let test: NameTest<'_> = &|name| name.starts_with(b"tcp_");
/// assert!(test(b"tcp_sock"));
/// ```
pub type NameTest<'q> = &'q (dyn Fn(&[u8]) -> bool + Sync);

/// A test of a type, given with the types that it is one of.
///
/// ```
/// use btfly_btf::{Kind, TypeId, find::TypeTest};
///
/// # let btf = btfly_btf::doc::example();
/// let is_pointer: TypeTest<'_> =
///     &|types, id| types.get(id).is_some_and(|ty| ty.kind() == Kind::Ptr);
/// assert!(is_pointer(&btf.types(), TypeId(2)));
/// ```
pub type TypeTest<'q> = &'q (dyn Fn(&Types<'_>, TypeId) -> bool + Sync);

/// What a hit can be.
///
/// ```
/// use btfly_btf::{Kind, find::{Sort, Sorts}};
///
/// let sorts: Sorts = [Sort::Type(Kind::Func), Sort::Member].into_iter().collect();
/// assert!(sorts.has(Sort::Member) && !sorts.has(Sort::Variant));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Sort {
    /// A type of this kind.
    Type(Kind),
    /// A member of a struct or union.
    Member,
    /// A value of an enumeration.
    Variant,
}

/// A set of [`Sort`]s; by default all that C code can name.
///
/// ```
/// use btfly_btf::{Kind, find::{Sort, Sorts}};
///
/// assert!(Sorts::default().has(Sort::Variant));
/// assert!(!Sorts::default().has(Sort::Type(Kind::DeclTag)));
/// assert!(Sorts::NONE.with(Sort::Member).has(Sort::Member));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Sorts(u32);

impl Sorts {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// The same and `sort`.
    ///
    /// ```
    /// use btfly_btf::find::{Sort, Sorts};
    ///
    /// assert!(Sorts::NONE.with(Sort::Variant).has(Sort::Variant));
    /// ```
    #[must_use]
    pub const fn with(self, sort: Sort) -> Self {
        Self(self.0 | bit(sort))
    }

    /// Whether `sort` is in it.
    ///
    /// ```
    /// use btfly_btf::find::{Sort, Sorts};
    ///
    /// assert!(!Sorts::NONE.has(Sort::Member));
    /// ```
    #[must_use]
    pub const fn has(self, sort: Sort) -> bool {
        self.0 & bit(sort) != 0
    }

    /// Whether types alone are wanted, which are found by looking at no more than their heads.
    const fn are_types(self) -> bool {
        !self.has(Sort::Member) && !self.has(Sort::Variant)
    }
}

impl Default for Sorts {
    fn default() -> Self {
        // The text of a tag is no name that code could use.
        Kind::ALL
            .into_iter()
            .filter(|kind| !matches!(kind, Kind::DeclTag | Kind::TypeTag))
            .map(Sort::Type)
            .chain([Sort::Member, Sort::Variant])
            .collect()
    }
}

impl FromIterator<Sort> for Sorts {
    fn from_iter<I: IntoIterator<Item = Sort>>(sorts: I) -> Self {
        sorts.into_iter().fold(Self::NONE, Self::with)
    }
}

const fn bit(sort: Sort) -> u32 {
    match sort {
        // Numbers of known kinds end at 19.
        Sort::Type(Kind::Opaque) => 1 << 29,
        Sort::Type(kind) => 1 << (kind as u8),
        Sort::Member => 1 << 30,
        Sort::Variant => 1 << 31,
    }
}

/// What to look for: a hit passes every test that is given. What has no name is never one.
///
/// ```
/// use btfly_btf::{BtfSet, find::{Query, TypeText, find}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// // Structs with a member that points at a `struct list_head`.
/// let name = |name: &[u8]| name == b"next";
/// let query = Query { has_member: &[&name], ..Query::default() };
/// let found: Vec<_> = find(&set, &query).collect();
/// assert_eq!(found[0].name(), "list_head");
/// ```
#[derive(Clone, Copy)]
pub struct Query<'q> {
    /// What hits may be.
    pub sorts: Sorts,
    /// Its name: for members and enumerators their own, not that of what they are in.
    pub name: NameTest<'q>,
    /// The one name that `name` accepts, if it accepts one only: modules that cannot have a type of that
    /// name are then not decoded.
    pub only: Option<&'q Wanted<'q>>,
    /// The name of the type that a member or enumerator is in.
    pub within: Option<NameTest<'q>>,
    /// Each is the name of a member that the struct or union has.
    pub has_member: &'q [NameTest<'q>],
    /// Each is passed by a parameter of the function, or of what the type or member points at.
    pub takes: &'q [TypeTest<'q>],
    /// What that function returns.
    pub returns: Option<TypeTest<'q>>,
}

impl Default for Query<'_> {
    fn default() -> Self {
        Self {
            sorts: Sorts::default(),
            name: &|_| true,
            only: None,
            within: None,
            has_member: &[],
            takes: &[],
            returns: None,
        }
    }
}

impl core::fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Query")
            .field("sorts", &self.sorts)
            .field("only", &self.only)
            .finish_non_exhaustive()
    }
}

/// Something that a [`Query`] describes.
///
/// ```
/// use btfly_btf::{BtfSet, Kind, find::{Query, Sort, find}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let query = Query::default();
/// let hit = find(&set, &query).next().unwrap();
/// assert_eq!((hit.name(), hit.sort()), ("list_head", Sort::Type(Kind::Struct)));
/// ```
#[derive(Clone, Debug)]
pub struct Hit<'s> {
    /// The type; of a member or enumerator the one that it is in.
    pub loc: TypeLoc,
    /// The same type, decoded.
    pub ty: Type<'s>,
    /// What of it.
    pub part: Part<'s>,
}

/// Which part of a type a [`Hit`] is.
///
/// ```
/// use btfly_btf::{BtfSet, find::{Part, Query, find}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let query = Query::default();
/// let n_members = find(&set, &query).filter(|hit| matches!(hit.part, Part::Member(_))).count();
/// assert_eq!(n_members, 2);
/// ```
#[derive(Clone, Debug)]
pub enum Part<'s> {
    /// The type itself.
    Whole,
    /// A member.
    Member(MemberHit<'s>),
    /// An enumerator.
    Variant(Variant<'s>),
}

impl<'s> Hit<'s> {
    /// Its name: of a member or enumerator its own.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, find::{Query, find}};
    ///
    /// # let set = BtfSet::new(btfly_btf::doc::example());
    /// assert_eq!(find(&set, &Query::default()).next().unwrap().name(), "list_head");
    /// ```
    #[must_use]
    pub fn name(&self) -> &'s str {
        match &self.part {
            Part::Whole => self.ty.name().unwrap_or(""),
            Part::Member(hit) => hit.member.name(),
            Part::Variant(variant) => variant.name(),
        }
    }

    /// From its type to it, as C would write it: of a member the path through what is anonymous; of
    /// anything else its name.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, find::{Query, Sort, Sorts, find}};
    ///
    /// # let set = BtfSet::new(btfly_btf::doc::example());
    /// let query = Query { sorts: Sorts::NONE.with(Sort::Member), ..Query::default() };
    /// assert!(find(&set, &query).map(|hit| hit.path().to_owned()).eq(["next", "prev"]));
    /// ```
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.part {
            Part::Whole | Part::Variant(_) => self.name(),
            Part::Member(hit) => &hit.path,
        }
    }

    /// What it is.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Kind, find::{Query, Sort, find}};
    ///
    /// # let set = BtfSet::new(btfly_btf::doc::example());
    /// let query = Query { name: &|name| name == b"u32", ..Query::default() };
    /// assert_eq!(find(&set, &query).next().unwrap().sort(), Sort::Type(Kind::Typedef));
    /// ```
    #[must_use]
    pub fn sort(&self) -> Sort {
        match self.part {
            Part::Whole => Sort::Type(self.ty.kind()),
            Part::Member(_) => Sort::Member,
            Part::Variant(_) => Sort::Variant,
        }
    }
}

/// All that `query` describes, over all slots that can be decoded, in order of slot and id.
///
/// ```
/// use btfly_btf::{BtfSet, find::{Query, Sort, Sorts, find}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let name = |name: &[u8]| name.ends_with(b"v");
/// let query = Query { sorts: Sorts::NONE.with(Sort::Member), name: &name, ..Query::default() };
/// let found: Vec<_> = find(&set, &query).map(|hit| hit.name()).collect();
/// assert_eq!(found, ["prev"]);
/// ```
pub fn find<'s>(set: &'s BtfSet, query: &'s Query<'s>) -> impl Iterator<Item = Hit<'s>> + use<'s> {
    set.slots().flat_map(|slot| find_in(set, slot, query))
}

/// As [`find`], in one slot: nothing if it is set aside. Different slots may be asked by different
/// threads.
///
/// ```
/// use btfly_btf::{BtfSet, Slot, find::{Query, find_in}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let query = Query { name: &|name| name == b"u32", ..Query::default() };
/// assert_eq!(find_in(&set, Slot::BASE, &query).count(), 1);
/// ```
pub fn find_in<'s>(
    set: &'s BtfSet,
    slot: Slot,
    query: &'s Query<'s>,
) -> impl Iterator<Item = Hit<'s>> + use<'s> {
    // The heads of a module's types tell what types it has, but nothing of members.
    let wanted = query.only.filter(|_| query.sorts.are_types());
    let kmod = (slot.0 as usize).checked_sub(1).and_then(|at| set.kmods().get(at));
    let may_have = kmod.zip(wanted).is_none_or(|(kmod, wanted)| kmod.may_define(wanted));
    let btf = if may_have { set.btf(slot).ok() } else { None };
    btf.into_iter().flat_map(move |btf| find_own(slot, btf.types(), query))
}

/// Over the own types of one BTF, which is called `slot`.
fn find_own<'b>(
    slot: Slot,
    types: Types<'b>,
    query: &'b Query<'b>,
) -> impl Iterator<Item = Hit<'b>> + use<'b> {
    let mut budget = members::BUDGET;
    types.iter().flat_map(move |(id, ty)| {
        let search = Search { types, query, loc: TypeLoc { slot, id }, ty };
        let mut hits = Vec::new();
        search.whole(&mut budget, &mut hits);
        search.members(&mut budget, &mut hits);
        search.variants(&mut hits);
        hits
    })
}

/// The search in one type.
struct Search<'b> {
    types: Types<'b>,
    query: &'b Query<'b>,
    loc: TypeLoc,
    ty: Type<'b>,
}

impl<'b> Search<'b> {
    fn hit(&self, part: Part<'b>) -> Hit<'b> {
        Hit { loc: self.loc, ty: self.ty, part }
    }

    fn whole(&self, budget: &mut u32, hits: &mut Vec<Hit<'b>>) {
        let query = self.query;
        if !query.sorts.has(Sort::Type(self.ty.kind())) || query.within.is_some() {
            return;
        }
        let name = self.ty.name_bytes();
        if name.is_empty() || !(query.name)(name) {
            return;
        }
        if self.is_called_so(self.loc.id) && self.has_members(budget) {
            hits.push(self.hit(Part::Whole));
        }
    }

    fn members(&self, budget: &mut u32, hits: &mut Vec<Hit<'b>>) {
        let query = self.query;
        if !query.sorts.has(Sort::Member) || !query.has_member.is_empty() || !self.is_within() {
            return;
        }
        let Some(root) = members::root(&self.types, &self.ty) else { return };
        let _ = members::walk(&self.types, root, budget, query.name, |found| {
            if self.is_called_so(found.member.type_id()) {
                hits.push(self.hit(Part::Member(found)));
            }
            ControlFlow::Continue(())
        });
    }

    fn variants(&self, hits: &mut Vec<Hit<'b>>) {
        let query = self.query;
        let is_plain = query.has_member.is_empty() && !query.asks_for_a_function();
        if !query.sorts.has(Sort::Variant) || !is_plain {
            return;
        }
        let mut push = |variant: Variant<'b>| {
            let name = variant.name_bytes();
            if !name.is_empty() && (query.name)(name) {
                hits.push(self.hit(Part::Variant(variant)));
            }
        };
        match self.ty {
            Type::Enum(view) if self.is_within() => view.variants().for_each(&mut push),
            Type::Enum64(view) if self.is_within() => view.variants().for_each(&mut push),
            Type::Enum(_)
            | Type::Enum64(_)
            | Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => {}
        }
    }

    fn is_within(&self) -> bool {
        self.query.within.is_none_or(|test| test(self.ty.name_bytes()))
    }

    /// Whether the function behind `id` takes and returns what is asked for.
    fn is_called_so(&self, id: TypeId) -> bool {
        let Query { takes, returns, .. } = self.query;
        if !self.query.asks_for_a_function() {
            return true;
        }
        let types = &self.types;
        let Some(proto) = proto(types, id) else { return false };
        let takes_it = |test: &TypeTest<'_>| {
            proto.params().any(|param| !param.is_variadic() && test(types, param.type_id()))
        };
        returns.is_none_or(|test| test(types, proto.return_type_id())) && takes.iter().all(takes_it)
    }

    fn has_members(&self, budget: &mut u32) -> bool {
        let wanted = self.query.has_member;
        if wanted.is_empty() {
            return true;
        }
        let Some(root) = members::root(&self.types, &self.ty) else { return false };
        wanted.iter().all(|test| {
            members::walk(&self.types, root, budget, *test, |_| ControlFlow::Break(())).is_break()
        })
    }
}

impl Query<'_> {
    const fn asks_for_a_function(&self) -> bool {
        !self.takes.is_empty() || self.returns.is_some()
    }
}

/// The prototype of a function, or of what a type, variable or member points at.
fn proto<'b>(types: &Types<'b>, id: TypeId) -> Option<FuncProto<'b>> {
    let mut at = id;
    for _ in 0..MAX_CHAIN {
        let ty = types.get(at)?;
        if let Type::FuncProto(proto) = ty {
            return Some(proto);
        }
        at = ty.target()?;
    }
    None
}

#[cfg(test)]
mod tests;

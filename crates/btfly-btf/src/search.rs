//! Find types by name: without an index, by bisection where the kernel has sorted, or with one.
//!
//! *In:* a name, and a kind or none. *Out:* ids, ascending by BTF and then by id; duplicates are all
//! given, because two types of one name are ordinary.
//!
//! Three ways, all with the same answer:
//! - [`Types::find`] looks up where the name stands among the strings, then compares numbers: one pass
//!   over memory, the best for a handful of names.
//! - The types of newer kernels (Linux v7.0, `tools/bpf/resolve_btfids/main.c`) are sorted by name;
//!   [`Types::is_sorted`] checks that once, and then a search takes some seventeen steps.
//! - [`NameIndex`] is explicit: whoever searches for hundreds of names builds it.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::sync::atomic;

use crate::hash::hash;
use crate::id::{NameOff, TypeId};
use crate::strings::{self, Lead};
use crate::table::Types;
use crate::wire::kind::Kind;

/// `Inner::order`: nobody has looked.
const UNKNOWN: u32 = 0;
/// `Inner::order`: looked, and not sorted.
const UNSORTED: u32 = 1;
/// `Inner::order`: sorted; this plus the index of the first own type that has a name.
const SORTED: u32 = 2;

impl<'b> Types<'b> {
    /// Types of this name, and of this kind if one is given: the base's first, then the own.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
    /// assert_eq!(types.get(id).unwrap().name(), Some("list_head"));
    /// assert!(types.find("no_such_type", None).next().is_none());
    /// ```
    pub fn find(&self, name: &str, kind: Option<Kind>) -> impl Iterator<Item = TypeId> + use<'b> {
        let base = self.base().map(|base| base.find_own(name, kind)).unwrap_or_default();
        base.into_iter().chain(self.find_own(name, kind))
    }

    /// As [`Types::find`], without the base.
    ///
    /// ```
    /// use btfly_btf::{Btf, TypeId};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// assert!(module.types().find_own("list_head", None).is_empty());
    /// assert_eq!(module.types().find_own("dummy_priv", None), [TypeId(5)]);
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    #[must_use]
    pub fn find_own(&self, name: &str, kind: Option<Kind>) -> Vec<TypeId> {
        // A name of no characters is no name, and one with a zero inside cannot be stored.
        if name.is_empty() || name.as_bytes().contains(&0) {
            return Vec::new();
        }
        match self.inner.order.load(atomic::Ordering::Relaxed) {
            UNKNOWN | UNSORTED => self.find_by_offset(name, kind),
            sorted => self.find_by_bisection(name, kind, (sorted - SORTED) as usize),
        }
    }

    /// Whether the own types are sorted by name, those without one first; looked up once and
    /// remembered, and from then on [`Types::find`] makes use of it.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(!btf.types().is_sorted());
    /// ```
    #[must_use]
    pub fn is_sorted(&self) -> bool {
        match self.inner.order.load(atomic::Ordering::Relaxed) {
            UNKNOWN => {
                let order = self.check_order();
                self.inner.order.store(order, atomic::Ordering::Relaxed);
                order != UNSORTED
            }
            UNSORTED => false,
            _ => true,
        }
    }

    fn check_order(&self) -> u32 {
        let strings = self.strings();
        let mut named_from = self.len();
        let mut previous = (0, Lead::of(&[]));
        for (at, name_off) in self.own_name_offs().enumerate() {
            if name_off == previous.0 {
                continue;
            }
            let lead = strings.lead(NameOff(name_off));
            // Four of five are told apart by their first bytes, in whatever order of memory they are.
            if lead <= previous.1 && strings.is_before(NameOff(name_off), NameOff(previous.0)) {
                return UNSORTED;
            }
            named_from = named_from.min(at);
            previous = (name_off, lead);
        }
        SORTED.saturating_add(u32::try_from(named_from).unwrap_or(u32::MAX - SORTED))
    }

    fn find_by_bisection(&self, name: &str, kind: Option<Kind>, named_from: usize) -> Vec<TypeId> {
        let strings = self.strings();
        let wanted = Lead::of(name.as_bytes());
        let off = |at: usize| NameOff(self.own_name_off(at));
        let is_before = |at: usize| {
            let lead = strings.lead(off(at));
            lead < wanted || (lead == wanted && strings.bytes(off(at)) < name.as_bytes())
        };
        let (mut low, mut high) = (named_from, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.len())
            .take_while(|at| strings.is(off(*at), name))
            .map(|at| self.own_id(at))
            .filter(|id| self.has_kind(*id, kind))
            .collect()
    }

    fn find_by_offset(&self, name: &str, kind: Option<Kind>) -> Vec<TypeId> {
        let offsets = self.name_offsets(name);
        let mut found = Vec::new();
        if offsets.is_empty() {
            return found;
        }
        let mut keep = |at: usize| {
            let id = self.own_id(at);
            if self.has_kind(id, kind) {
                found.push(id);
            }
        };
        let mut wanted: Vec<u8> = offsets.iter().map(|off| NameOff(*off).mark()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        each_equal(self.own_marks(), &wanted, |at| {
            if offsets.binary_search(&self.own_name_off(at)).is_ok() {
                keep(at);
            }
        });
        found
    }

    /// Every string offset whose name is `name`, ascending: the string itself where it stands alone,
    /// and the tail of each longer string that ends with it.
    #[must_use]
    pub(crate) fn name_offsets(&self, name: &str) -> Vec<u32> {
        let strings = self.strings();
        let mut offsets = Vec::new();
        for (start, section) in [(0, strings.base()), (strings.base().len(), strings.own())] {
            let ends = strings::ends(section, name.as_bytes());
            offsets.extend(ends.iter().filter_map(|at| u32::try_from(start + at).ok()));
        }
        offsets
    }

    fn own_id(&self, at: usize) -> TypeId {
        TypeId(self.first().0.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    fn has_kind(&self, id: TypeId, kind: Option<Kind>) -> bool {
        kind.is_none_or(|kind| self.get(id).is_some_and(|ty| ty.kind() == kind))
    }
}

/// How many bytes are looked for by comparing them.
const AT_ONCE: usize = 8;

/// Calls `hit` with each index at which `values` has one of `wanted`.
///
/// By blocks of 64, first asking whether a block has any at all: that is a loop without a branch, which
/// compilers vectorise.
fn each_equal(values: &[u8], wanted: &[u8], mut hit: impl FnMut(usize)) {
    let mut is_wanted = [false; 256];
    for value in wanted {
        if let Some(is_wanted) = is_wanted.get_mut(usize::from(*value)) {
            *is_wanted = true;
        }
    }
    let is_in = |value: &u8| is_wanted.get(usize::from(*value)).copied().unwrap_or(false);
    for (block, values) in values.chunks(64).enumerate() {
        let may_have =
            |wanted: &u8| values.iter().fold(false, |any, value| any | (value == wanted));
        if AT_ONCE < wanted.len() || wanted.iter().any(may_have) {
            let equal = values.iter().enumerate().filter(|(_, value)| is_in(value));
            equal.for_each(|(at, _)| hit(block * 64 + at));
        }
    }
}

/// Names to ids, for whoever looks up many: build once, then each search costs a hash.
///
/// It covers the own types of one BTF; search a split BTF's base through an index of its own, which
/// every module shares.
///
/// ```
/// use btfly_btf::{Kind, search::NameIndex};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let index = NameIndex::new(&types);
/// let id = index.find(&types, "list_head", Some(Kind::Struct)).next().unwrap();
/// assert_eq!(types.get(id).unwrap().name(), Some("list_head"));
/// ```
#[derive(Clone, Debug)]
pub struct NameIndex {
    /// Open addressing: (upper hash bits, own index + 1); 0 is a free place.
    table: Box<[(u32, u32)]>,
    /// The next type of the same name: own index + 1, or 0.
    next: Box<[u32]>,
    /// What hashes start from.
    seed: u64,
}

impl NameIndex {
    /// Indexes the own types of `types`.
    ///
    /// ```
    /// use btfly_btf::search::NameIndex;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let index = NameIndex::new(&btf.types());
    /// assert_eq!(index.find(&btf.types(), "u32", None).count(), 1);
    /// ```
    #[must_use]
    pub fn new(types: &Types<'_>) -> Self {
        let strings = types.strings();
        // At most half full.
        let places = (types.len() * 2).next_power_of_two().max(4);
        let mut index = Self {
            table: vec![(0, 0); places].into_boxed_slice(),
            next: vec![0; types.len()].into_boxed_slice(),
            // Where the strings lie in memory: nobody who writes a blob knows it, so nobody can write
            // one whose names all collide. No answer depends on it.
            seed: strings.own().as_ptr().addr() as u64,
        };
        // Backwards, so that the chain of one name comes out ascending.
        for (at, name_off) in types.own_name_offs().enumerate().rev() {
            if name_off == 0 {
                continue;
            }
            let name = strings.bytes(NameOff(name_off));
            let hash = hash(index.seed, name);
            let place = index.place(types, hash, name, name_off);
            let me = u32::try_from(at + 1).unwrap_or(0);
            if let (Some(entry), Some(next)) = (index.table.get_mut(place), index.next.get_mut(at))
            {
                *next = entry.1;
                *entry = (hash, me);
            }
        }
        index
    }

    /// Types of this name, and of this kind if one is given, in order of id.
    ///
    /// `types` must be the ones that the index was made of.
    ///
    /// ```
    /// use btfly_btf::{Kind, search::NameIndex};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let index = NameIndex::new(&btf.types());
    /// assert!(index.find(&btf.types(), "u32", Some(Kind::Int)).next().is_none());
    /// ```
    pub fn find<'i>(
        &'i self,
        types: &Types<'i>,
        name: &str,
        kind: Option<Kind>,
    ) -> impl Iterator<Item = TypeId> + use<'i> {
        let types = *types;
        let place = self.place(&types, hash(self.seed, name.as_bytes()), name.as_bytes(), 0);
        let mut at = self.table.get(place).map_or(0, |entry| entry.1);
        core::iter::from_fn(move || {
            let index = (at as usize).checked_sub(1)?;
            at = self.next.get(index).copied().unwrap_or(0);
            Some(types.own_id(index))
        })
        .filter(move |id| types.has_kind(*id, kind))
    }

    /// The place of `name`: where it is, or where it would go.
    fn place(&self, types: &Types<'_>, hash: u32, name: &[u8], name_off: u32) -> usize {
        let strings = types.strings();
        let mask = self.table.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        // The table is at most half full, so a free place is met.
        while let Some((there, at)) = self.table.get(place).copied() {
            let Some(at) = (at as usize).checked_sub(1) else { break };
            let off = types.own_name_off(at);
            if there == hash && (off == name_off || strings.bytes(NameOff(off)) == name) {
                break;
            }
            place = (place + 1) & mask;
        }
        place
    }
}

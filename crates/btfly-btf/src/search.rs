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
use core::cmp::Ordering;
use core::sync::atomic;

use crate::hash::hash;
use crate::id::{NameOff, TypeId};
use crate::strings::{self, Prefix};
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
        let mut previous = (0, Prefix::of(&[]));
        for (at, name_off) in self.own_name_offs().iter().copied().enumerate() {
            if name_off == previous.0 {
                continue;
            }
            let prefix = strings.prefix(NameOff(name_off));
            let is_before = match prefix.cmp(&previous.1) {
                Ordering::Less => true,
                Ordering::Equal if prefix.is_whole() => false,
                Ordering::Equal => {
                    strings.bytes(NameOff(name_off)) < strings.bytes(NameOff(previous.0))
                }
                Ordering::Greater => false,
            };
            if is_before {
                return UNSORTED;
            }
            named_from = named_from.min(at);
            previous = (name_off, prefix);
        }
        SORTED.saturating_add(u32::try_from(named_from).unwrap_or(u32::MAX - SORTED))
    }

    fn find_by_bisection(&self, name: &str, kind: Option<Kind>, named_from: usize) -> Vec<TypeId> {
        let strings = self.strings();
        let wanted = Prefix::of(name.as_bytes());
        let compare = |at: usize| {
            let off = NameOff(self.own_name_offs().get(at).copied().unwrap_or(u32::MAX));
            let prefix = strings.prefix(off);
            if prefix == wanted && !prefix.is_whole() {
                strings.bytes(off).cmp(name.as_bytes())
            } else {
                prefix.cmp(&wanted)
            }
        };
        let (mut low, mut high) = (named_from, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if compare(middle) == Ordering::Less {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.len())
            .take_while(|at| compare(*at) == Ordering::Equal)
            .map(|at| self.own_id(at))
            .filter(|id| self.has_kind(*id, kind))
            .collect()
    }

    fn find_by_offset(&self, name: &str, kind: Option<Kind>) -> Vec<TypeId> {
        let offsets = self.name_offsets(name);
        let mut found = Vec::new();
        let mut keep = |at: usize| {
            let id = self.own_id(at);
            if self.has_kind(id, kind) {
                found.push(id);
            }
        };
        let name_offs = self.own_name_offs();
        if offsets.len() <= AT_ONCE {
            // Nearly always: few strings end with the name, and one of them is the name.
            each_equal(name_offs, &offsets, keep);
        } else {
            // A bit each, by their lower ones, tells nearly all others apart before anything is searched.
            let mut sieve = [0_u64; 1 << 10];
            let place = |off: u32| ((off >> 6 & 0x3ff) as usize, 1_u64 << (off & 63));
            for (word, bit) in offsets.iter().map(|off| place(*off)) {
                if let Some(word) = sieve.get_mut(word) {
                    *word |= bit;
                }
            }
            for (at, off) in name_offs.iter().enumerate() {
                let (word, bit) = place(*off);
                let may_be = sieve.get(word).is_some_and(|word| word & bit != 0);
                if may_be && offsets.binary_search(off).is_ok() {
                    keep(at);
                }
            }
        }
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

/// How many numbers are looked for in one pass.
const AT_ONCE: usize = 8;

/// Calls `hit` with each index at which `values` has one of `wanted`, of which there are [`AT_ONCE`] at most.
///
/// By blocks of 64, first asking whether a block has any at all: that is a loop without a branch, which
/// compilers vectorise.
fn each_equal(values: &[u32], wanted: &[u32], mut hit: impl FnMut(usize)) {
    let Some(first) = wanted.first() else { return };
    let mut filled = [*first; AT_ONCE];
    for (place, wanted) in filled.iter_mut().zip(wanted) {
        *place = *wanted;
    }
    let is_in = |value: &u32| {
        let fold = |any, wanted: &u32| any | (wanted == value);
        if wanted.len() == 1 { value == first } else { filled.iter().fold(false, fold) }
    };
    for (block, values) in values.chunks(64).enumerate() {
        if values.iter().fold(false, |any, value| any | is_in(value)) {
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
        for (at, name_off) in types.own_name_offs().iter().copied().enumerate().rev() {
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
            let off = types.own_name_offs().get(at).copied().unwrap_or(u32::MAX);
            if there == hash && (off == name_off || strings.bytes(NameOff(off)) == name) {
                break;
            }
            place = (place + 1) & mask;
        }
        place
    }
}

//! Many names at once, as CO-RE compares them: flavors cut off on both sides.
//!
//! *In:* the names. *Out:* for each type of a BTF whether it has one of them, and which. One pass over the
//! types for all names together: a look at the first eight bytes of a name passes nearly all others by.
//!
//! Kinds only decide what is worth a look; which of the types found are meant is for whoever asks.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use hashbrown::HashTable;

use crate::hash::hash;
use crate::id::{NameOff, TypeId};
use crate::names::essential_name;
use crate::strings::{Strings, key_of};
use crate::table::Types;
use crate::wire::kind::Kind;

/// Bits of the sieves. With a thousand names a sixteenth of all others gets through, and costs a closer
/// look; more bits cost room in the nearest cache.
const SIEVE_BITS: u32 = 14;

/// Names to look for, all at once.
///
/// ```
/// use btfly_btf::scan::Essentials;
///
/// # let btf = btfly_btf::doc::example();
/// let names = Essentials::new(["no_such_type", "list_head", "u32"]);
/// let found = names.find_own(&btf.types());
/// let name = |at: u32| names.names()[at as usize];
/// let found: Vec<_> = found.into_iter().map(|(at, id)| (name(at), id.0)).collect();
/// assert_eq!(found, [("list_head", 1), ("u32", 4)]);
/// ```
#[derive(Clone, Debug)]
pub struct Essentials<'n> {
    names: Vec<&'n str>,
    /// Index of each name.
    table: HashTable<u32>,
    /// A bit for what the first eight bytes of a name may be, with or without a flavor.
    eight: Box<[u64]>,
    /// The same for the first four bytes, of names too short for a flavor to fit into eight.
    four: Option<Box<[u64]>>,
    /// A bit for each kind that is looked for.
    kinds: u32,
}

impl<'n> Essentials<'n> {
    /// Of these names, without flavors; what is there twice is taken once.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        let words = 1 << (SIEVE_BITS - 6);
        let empty = || vec![0; words].into_boxed_slice();
        let mut all = Self {
            names: Vec::new(),
            table: HashTable::new(),
            eight: empty(),
            four: None,
            kinds: !0,
        };
        for name in names {
            let name = essential_name(name);
            if name.is_empty() || all.index_of(name).is_some() {
                continue;
            }
            let index = u32::try_from(all.names.len()).unwrap_or(u32::MAX);
            all.names.push(name);
            let names = &all.names;
            let rehash = |at: &u32| names.get(*at as usize).map_or(0, |name| hash_of(name));
            all.table.insert_unique(hash_of(name), index, rehash);
            mark(&mut all.eight, key_of(name.as_bytes()));
            let mut flavored = Vec::from(name);
            flavored.extend_from_slice(b"___");
            match flavored.get(..8) {
                Some(start) => mark(&mut all.eight, key_of(start)),
                None => {
                    let start = flavored.get(..4).unwrap_or(&flavored);
                    mark(all.four.get_or_insert_with(empty), key_of(start));
                }
            }
        }
        all
    }

    /// The same, of types of these kinds only: a module is not decoded for a function of that name.
    #[must_use]
    pub fn of_kinds(mut self, kinds: impl IntoIterator<Item = Kind>) -> Self {
        self.kinds = kinds.into_iter().fold(0, |kinds, kind| kinds | bit(kind));
        self
    }

    pub(crate) const fn is_of_kind(&self, kind: Kind) -> bool {
        self.kinds & bit(kind) != 0
    }

    /// The same of a kind's number; kinds that are not known are looked for where all are.
    #[inline]
    const fn is_of_number(&self, number: u8) -> bool {
        self.kinds == !0 || (number as u32) < u32::BITS && self.kinds & (1 << number) != 0
    }

    /// The names in order, each once.
    #[must_use]
    pub fn names(&self) -> &[&'n str] {
        &self.names
    }

    /// The index of a name.
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<u32> {
        let is_it = |at: &u32| self.names.get(*at as usize) == Some(&name);
        self.table.find(hash_of(name), is_it).copied()
    }

    /// The own types that have one of the names, in order of id, each with the index of its name.
    #[must_use]
    pub fn find_own(&self, types: &Types<'_>) -> Vec<(u32, TypeId)> {
        let mut found = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        let strings = types.strings();
        let mut previous = (NameOff(0), None);
        for (id, record) in (types.first().0..).zip(types.own_records()) {
            // Half of all names are those of functions, and each costs a look at a place far away.
            let (name_off, info, _) = record.head();
            if !self.is_of_number(info.kind_number()) {
                continue;
            }
            if name_off != previous.0 {
                previous = (name_off, self.find(&strings, name_off));
            }
            if let Some(index) = previous.1 {
                found.push((index, TypeId(id)));
            }
        }
        found
    }

    /// Which of the names the string at `off` is.
    #[inline]
    pub(crate) fn find(&self, strings: &Strings<'_>, off: NameOff) -> Option<u32> {
        let key = strings.key(off);
        let may_be = is_marked(&self.eight, key)
            || self.four.as_ref().is_some_and(|four| is_marked(four, key & u64::from(u32::MAX)));
        if !may_be {
            return None;
        }
        self.index_of(essential_name(strings.get(off)))
    }
}

const fn bit(kind: Kind) -> u32 {
    1_u32.wrapping_shl(kind as u32)
}

fn hash_of(name: &str) -> u64 {
    u64::from(hash(0, name.as_bytes()))
}

#[inline]
const fn place(key: u64) -> (usize, u64) {
    // The upper bits of a product with an odd number depend on all bits of the key.
    let bit = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SIEVE_BITS);
    ((bit >> 6) as usize, 1 << (bit & 63))
}

fn mark(sieve: &mut [u64], key: u64) {
    let (word, bit) = place(key);
    if let Some(word) = sieve.get_mut(word) {
        *word |= bit;
    }
}

#[inline]
fn is_marked(sieve: &[u64], key: u64) -> bool {
    let (word, bit) = place(key);
    sieve.get(word).is_some_and(|word| word & bit != 0)
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::{Essentials, essential_name};
    use crate::scan::Wanted;
    use crate::text;
    use crate::wire::kind::Kind;

    /// One typedef for each name, found by the slow way and by the fast one.
    #[track_caller]
    fn check(wanted: &[&str], names: &[&str]) {
        let mut listing = String::from("[1] INT 'unit' size=4 encoding=SIGNED\n");
        for (at, name) in names.iter().enumerate() {
            listing.push_str(&format!("[{}] TYPEDEF '{name}' type_id=1\n", at + 2));
        }
        let btf = text::parse(&listing).unwrap();
        let all = Essentials::new(wanted.iter().copied());
        let found: Vec<(&str, u32)> = all
            .find_own(&btf.types())
            .into_iter()
            .map(|(at, id)| (all.names()[at as usize], id.0))
            .collect();
        let expected: Vec<(&str, u32)> = (2..)
            .zip(names)
            .filter_map(|(id, name)| {
                let essential = essential_name(name);
                let is_wanted = wanted.iter().any(|wanted| essential_name(wanted) == essential);
                is_wanted.then_some((essential, id))
            })
            .collect();
        assert_eq!(found, expected, "{wanted:?} among {names:?}");
        // Offsets below the end of the base are the base's: here it is its own.
        let may_be = Wanted::any(&all, &btf.types()).may_be_in(btf.bytes());
        assert!(may_be || expected.is_empty(), "{wanted:?} would be passed over");
    }

    #[test]
    fn other_kinds_of_that_name_are_passed_over() {
        let listing = "[1] INT 'unit' size=4 encoding=SIGNED\n[2] TYPEDEF 'a' type_id=1\n\
                       [3] FWD 'a' fwd_kind=struct\n[4] TYPEDEF 'a___x' type_id=1\n";
        let btf = text::parse(listing).unwrap();
        let found = |kinds: &[Kind]| {
            let names = Essentials::new(["a"]).of_kinds(kinds.iter().copied());
            names.find_own(&btf.types()).iter().map(|(_, id)| id.0).collect::<Vec<_>>()
        };
        assert_eq!(found(&[Kind::Typedef]), [2, 4]);
        assert_eq!(found(&[Kind::Struct, Kind::Fwd]), [3]);
        assert_eq!(found(&[Kind::Func]), [0; 0]);
        assert_eq!(Essentials::new(["a"]).find_own(&btf.types()).len(), 3);
    }

    const NAMES: &[&str] = &[
        "a",
        "ab",
        "abc",
        "abcd",
        "abcde",
        "abcdef",
        "abcdefg",
        "abcdefgh",
        "abcdefghi",
        "b",
        "task_struct",
        "task_struct_rq",
        "rq",
        "rq_",
    ];

    #[test]
    fn names_of_every_length_with_and_without_flavors() {
        let flavored: Vec<String> = NAMES
            .iter()
            .flat_map(|name| {
                ["", "___x", "___flavor", "___a___b", "____x", "___"].map(|f| format!("{name}{f}"))
            })
            .collect();
        let flavored: Vec<&str> = flavored.iter().map(String::as_str).collect();
        for name in NAMES {
            check(&[name], &flavored);
        }
        check(NAMES, &flavored);
        check(&["rq___mine", "task_struct___x"], &flavored);
        check(&[], &flavored);
    }
}

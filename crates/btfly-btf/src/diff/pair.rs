//! Which definition of a name has become which.
//!
//! One name may have several definitions in a kernel: every module has its own `struct priv`. Those that say the same are
//! one. Of the others, first those that live in the same place belong together (vmlinux, or modules of one name), then those
//! that say the same, then those that share any place, then those that are alike.
//!
//! *In:* the nodes of one name on both sides. *Out:* [`Pairing`]. *Never:* more than n log n steps, but for the last few,
//! which are compared each with each.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;
use hashbrown::HashTable;

use super::both::{Both, Values};
use crate::graph::Node;
use crate::hash::Hasher;
use crate::view::Type;

/// Definitions up to this number are compared one by one before hashes are made.
const FEW: usize = 8;
/// How many comparisons are made for likeness. A name with more left over than that is nobody's struct but a trap.
const MAX_LIKENESS: usize = 4096;

/// Definitions of one set that say the same.
#[derive(Clone, Debug)]
pub(super) struct Def {
    /// The first, which speaks for all.
    pub(super) node: Node,
    /// All of them.
    pub(super) nodes: Vec<Node>,
    /// One number for those that say the same in both sets.
    content: u32,
    /// Whether the other set has something of this name.
    pub(super) has_namesake: bool,
}

/// What has become of the definitions of one name.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// Those that are on both sides.
    pub(super) pairs: Vec<(Def, Def)>,
    /// Those that are in the old set only.
    pub(super) gone: Vec<Def>,
    /// Those that are in the new set only.
    pub(super) come: Vec<Def>,
}

/// Pairs the nodes of one name, the old ones with the new ones.
#[inline(never)]
pub(super) fn pair(both: &Both<'_>, olds: &[Node], news: &[Node]) -> Pairing {
    let (olds, news) = distinct(both, olds, news);
    let mut matching = Matching {
        both,
        partner: vec![None; olds.len()],
        is_taken: vec![false; news.len()],
        olds: &olds,
        news: &news,
    };
    if !olds.is_empty() && !news.is_empty() {
        matching.by(|def| (both.slot_name(def.node), def.content));
        matching.by(|def| (both.slot_name(def.node), 0));
        matching.by(|def| ("", def.content));
        matching.by_any_place();
        matching.by_likeness();
    }
    let Matching { partner, is_taken, .. } = matching;
    let mut pairing = Pairing::default();
    let mut news: Vec<Option<Def>> = news.into_iter().map(Some).collect();
    for (old, partner) in olds.into_iter().zip(partner) {
        match partner.and_then(|at| news.get_mut(at)?.take()) {
            Some(new) => pairing.pairs.push((old, new)),
            None => pairing.gone.push(old),
        }
    }
    debug_assert!(is_taken.iter().zip(&news).all(|(taken, left)| *taken == left.is_none()));
    pairing.come = news.into_iter().flatten().collect();
    pairing
}

/// Collects those that say the same.
fn distinct(both: &Both<'_>, olds: &[Node], news: &[Node]) -> (Vec<Def>, Vec<Def>) {
    // The first of each content, with where its definition is in each list.
    let mut firsts: Vec<Node> = Vec::new();
    let mut by_hash: HashTable<(u64, u32)> = HashTable::new();
    let seed = olds.as_ptr().addr() as u64;
    let mut content_of = |node: Node| -> u32 {
        let few = firsts.iter().take(FEW).position(|first| both.is_same(*first, node));
        if let Some(at) = few {
            return u32::try_from(at).unwrap_or(u32::MAX);
        }
        let next = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
        if firsts.len() < FEW {
            firsts.push(node);
            return next;
        }
        let hash = hash(both, node, seed);
        let is_it = |known: &(u64, u32)| {
            let first = firsts.get(known.1 as usize);
            known.0 == hash && first.is_some_and(|first| both.is_same(*first, node))
        };
        if let Some((_, content)) = by_hash.find(hash, is_it) {
            return *content;
        }
        by_hash.insert_unique(hash, (hash, next), |known| known.0);
        firsts.push(node);
        next
    };
    let mut collect = |nodes: &[Node], has_namesake: bool| {
        let mut defs: Vec<Def> = Vec::new();
        // Where the definition of each content is among these.
        let mut places: Vec<Option<usize>> = Vec::new();
        for node in nodes {
            let content = content_of(*node);
            let at = content as usize;
            if places.len() <= at {
                places.resize(at + 1, None);
            }
            match places.get(at).copied().flatten().and_then(|place| defs.get_mut(place)) {
                Some(def) => def.nodes.push(*node),
                None => {
                    if let Some(place) = places.get_mut(at) {
                        *place = Some(defs.len());
                    }
                    defs.push(Def { node: *node, nodes: vec![*node], content, has_namesake });
                }
            }
        }
        defs
    };
    (collect(olds, !news.is_empty()), collect(news, !olds.is_empty()))
}

/// A hash of what a node says of itself; equal for those that say the same.
fn hash(both: &Both<'_>, node: Node, seed: u64) -> u64 {
    let mut hash = Hasher(seed);
    let ty = both.graph.get(node);
    each_name(both, node, &mut |name, word| {
        hash.name(name);
        hash.word(word);
    });
    both.graph.for_each_reference(node, |to| hash.word(u64::from(both.spellings.class(to))));
    hash.word(ty.as_composite().map_or(0, |composite| u64::from(composite.size())));
    hash.0
}

/// Calls `visit` with each name inside a type: of members, enumerators, parameters; and a number that goes with it.
fn each_name<'s>(both: &Both<'s>, node: Node, visit: &mut dyn FnMut(&'s [u8], u64)) {
    let ty = both.graph.get(node);
    if let Some(composite) = ty.as_composite() {
        composite.members().for_each(|member| visit(member.name_bytes(), member.offset_bits().0));
    } else if let Some(values) = Values::of(&ty) {
        values.variants().for_each(|value| visit(value.name_bytes(), value.value().bits()));
    } else if let Type::Func(func) = ty {
        let proto = both.graph.get(both.graph.to(node, func.type_id()));
        if let Type::FuncProto(proto) = proto {
            proto.params().for_each(|param| visit(param.name_bytes(), 0));
        }
    }
}

/// Pairs as they are found.
struct Matching<'d, 's> {
    both: &'d Both<'s>,
    olds: &'d [Def],
    news: &'d [Def],
    /// The new one of each old one.
    partner: Vec<Option<usize>>,
    is_taken: Vec<bool>,
}

impl<'d, 's> Matching<'d, 's> {
    fn free_olds(&self) -> impl Iterator<Item = (usize, &'d Def)> {
        let free = self.olds.iter().enumerate().zip(&self.partner);
        free.filter(|(_, partner)| partner.is_none()).map(|(old, _)| old)
    }

    fn free_news(&self) -> impl Iterator<Item = (usize, &'d Def)> {
        let free = self.news.iter().enumerate().zip(&self.is_taken);
        free.filter(|(_, is_taken)| !**is_taken).map(|(new, _)| new)
    }

    /// `false` if one of them is in a pair already.
    fn take(&mut self, old: usize, new: usize) {
        let (Some(partner @ None), Some(taken @ false)) =
            (self.partner.get_mut(old), self.is_taken.get_mut(new))
        else {
            return;
        };
        *partner = Some(new);
        *taken = true;
    }

    /// Pairs those of one key, in order.
    fn by<K: Ord>(&mut self, key: impl Fn(&'d Def) -> K) {
        let mut olds: Vec<(K, usize)> = self.free_olds().map(|(at, def)| (key(def), at)).collect();
        let mut news: Vec<(K, usize)> = self.free_news().map(|(at, def)| (key(def), at)).collect();
        olds.sort_unstable();
        news.sort_unstable();
        self.merge(&olds, &news);
    }

    /// Pairs those that share a place.
    fn by_any_place(&mut self) {
        let both = self.both;
        let places = |(at, def): (usize, &'d Def)| {
            def.nodes.iter().map(move |node| (both.slot_name(*node), at))
        };
        let mut olds: Vec<(&str, usize)> = self.free_olds().flat_map(places).collect();
        let mut news: Vec<(&str, usize)> = self.free_news().flat_map(places).collect();
        olds.sort_unstable();
        news.sort_unstable();
        self.merge(&olds, &news);
    }

    fn merge<K: Ord>(&mut self, olds: &[(K, usize)], news: &[(K, usize)]) {
        let (mut olds, mut news) = (olds.iter(), news.iter());
        let (mut old, mut new) = (olds.next(), news.next());
        while let (Some((a, old_at)), Some((b, new_at))) = (old, new) {
            match a.cmp(b) {
                core::cmp::Ordering::Less => old = olds.next(),
                core::cmp::Ordering::Greater => new = news.next(),
                core::cmp::Ordering::Equal => {
                    self.take(*old_at, *new_at);
                    old = olds.next();
                    new = news.next();
                }
            }
        }
    }

    /// Pairs those that are alike, the most alike first.
    fn by_likeness(&mut self) {
        let (n_olds, n_news) = (self.free_olds().count(), self.free_news().count());
        if n_olds.saturating_mul(n_news) == 0 || MAX_LIKENESS < n_olds.saturating_mul(n_news) {
            return;
        }
        let names = |(at, def): (usize, &'d Def)| {
            let mut names: Vec<&[u8]> = Vec::new();
            each_name(self.both, def.node, &mut |name, _| names.push(name));
            names.sort_unstable();
            names.dedup();
            (at, names)
        };
        let olds: Vec<_> = self.free_olds().map(names).collect();
        let news: Vec<_> = self.free_news().map(names).collect();
        let mut found = Vec::new();
        for (old, old_names) in &olds {
            for (new, new_names) in &news {
                let score = in_common(old_names, new_names);
                // More than half of the longer one.
                if old_names.len().max(new_names.len()) < 2 * score {
                    found.push((Reverse(score), old + new, old.abs_diff(*new), *old, *new));
                }
            }
        }
        // The same from both sides: two pairs with one in common differ before the last two numbers.
        found.sort_unstable();
        for (.., old, new) in found {
            self.take(old, new);
        }
    }
}

/// How many of two sorted lists are in both.
fn in_common(a: &[&[u8]], b: &[&[u8]]) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut count = 0;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            core::cmp::Ordering::Less => drop(a.next()),
            core::cmp::Ordering::Greater => drop(b.next()),
            core::cmp::Ordering::Equal => {
                count += 1;
                a.next();
                b.next();
            }
        }
    }
    count
}

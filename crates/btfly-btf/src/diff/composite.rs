//! Two structs or unions of one name, member by member.
//!
//! Members are paired by the names that a program uses. What has no name of its own is compared in place: an anonymous union
//! as part of what it is in, `struct { … } x;` as members of `x`. What has a name is compared once, where it is defined.
//!
//! *In:* two nodes. *Out:* details. *Never:* recursion, a pair of types without a name inside itself, or more members than the
//! budget of the whole comparison allows.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::both::Both;
use super::changes::{Detail, Edit, MemberAt, MemberEdit};
use super::members::{Flat, Members};
use super::rule::Rule;
use crate::graph::Node;
use crate::view::Type;

/// How many members without a partner are compared each with each for a new name.
const MAX_GUESSES: usize = 4096;

/// Two types without a name that are still to be compared, and how each is reached.
struct Part {
    old: Node,
    new: Node,
    old_path: String,
    new_path: String,
    /// What it is in, on both sides.
    outer: Vec<(Node, Node)>,
}

/// How often a pair of types without a name is compared for one change: a struct may have several members of it. More
/// would be made by hand.
const MAX_VISITS: u32 = 16;

/// What differs between two structs or unions that are reached by these paths. `budget` is how many members may still be looked at in all.
#[inline(never)]
pub(super) fn compare<'s>(
    both: &Both<'s>,
    old: Node,
    new: Node,
    [old_path, new_path]: [String; 2],
    is_struct_ops: bool,
    budget: &mut u64,
) -> Vec<Detail<'s>> {
    let mut details = Vec::new();
    let mut visits: BTreeMap<(Node, Node), u32> = BTreeMap::new();
    let mut parts = vec![Part { old, new, old_path, new_path, outer: Vec::new() }];
    while let Some(part) = parts.pop() {
        let n_visits = visits.entry((part.old, part.new)).or_default();
        // One that leads back to itself has been said already.
        if MAX_VISITS <= *n_visits || part.outer.contains(&(part.old, part.new)) {
            continue;
        }
        *n_visits += 1;
        let mut inside = Inside {
            both,
            olds: Members::of(both, part.old, budget),
            news: Members::of(both, part.new, budget),
            part: &part,
            is_struct_ops,
            details: &mut details,
        };
        if inside.olds.is_cut || inside.news.is_cut {
            inside.add(Edit::Otherwise, Rule::TooMuch);
            continue;
        }
        inside.size();
        let mut inner = inside.members();
        // The same order from both sides, the first at the end, where it is taken from.
        let paths = |part: &Part| {
            let (a, b) = (&part.old_path, &part.new_path);
            if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) }
        };
        inner.sort_by_cached_key(|part| Reverse(paths(part)));
        parts.extend(inner);
    }
    details
}

/// The inside of one struct or union, on both sides.
struct Inside<'a, 's> {
    both: &'a Both<'s>,
    olds: Members<'s>,
    news: Members<'s>,
    part: &'a Part,
    is_struct_ops: bool,
    details: &'a mut Vec<Detail<'s>>,
}

impl<'s> Inside<'_, 's> {
    fn add(&mut self, edit: Edit<'s>, rule: Rule) {
        self.details.push(Detail { edit, rule });
    }

    fn size(&mut self) {
        let size = |node| self.both.size_of(node).unwrap_or(0);
        let (old, new) = (size(self.part.old), size(self.part.new));
        if old != new {
            let path = self.part.new_path.trim_end_matches(['.', '>', '-']);
            self.add(Edit::Resized { path: path.into(), old, new }, Rule::SizeChanged);
        }
    }

    fn at(&self, flat: &Flat<'s>, is_new: bool) -> MemberAt<'s> {
        let (members, outer) = if is_new {
            (&self.news, &self.part.new_path)
        } else {
            (&self.olds, &self.part.old_path)
        };
        let mut path = outer.clone();
        path.push_str(members.path(flat));
        MemberAt {
            path,
            name: flat.member.name(),
            type_loc: self.both.loc(flat.ty),
            offset: flat.offset,
            bitfield_size: flat.bits,
        }
    }

    /// Compares the members; what is left are types without a name inside.
    fn members(&mut self) -> Vec<Part> {
        let (partner, is_taken) = pair(&self.olds.list, &self.news.list);
        let renamed = self.renamed(&partner, &is_taken);
        let mut inner = Vec::new();
        let olds = core::mem::take(&mut self.olds.list);
        let news = core::mem::take(&mut self.news.list);
        let mut is_new_name = vec![false; news.len()];
        for ((at, old), partner) in olds.iter().enumerate().zip(&partner) {
            let guess = || renamed.binary_search_by_key(&at, |(old, _)| *old).ok();
            if let Some(new) = partner.and_then(|new| news.get(new)) {
                self.member(old, new, &mut inner);
            } else if let Some((_, to)) = guess().and_then(|guess| renamed.get(guess)) {
                let Some(new) = news.get(*to) else { continue };
                if let Some(is_new_name) = is_new_name.get_mut(*to) {
                    *is_new_name = true;
                }
                let (old, new) = (self.at(old, false), self.at(new, true));
                self.add(Edit::Member { what: MemberEdit::Name, old, new }, Rule::MemberRenamed);
            } else {
                let old = self.at(old, false);
                self.add(Edit::MemberRemoved { old }, Rule::MemberRemoved);
            }
        }
        for ((new, is_taken), is_new_name) in news.iter().zip(&is_taken).zip(&is_new_name) {
            if !is_taken && !is_new_name {
                let new = self.at(new, true);
                self.add(Edit::MemberAdded { new }, Rule::MemberAdded);
            }
        }
        inner
    }

    /// Compares two members of one name.
    fn member(&mut self, old: &Flat<'s>, new: &Flat<'s>, inner: &mut Vec<Part>) {
        if old.offset != new.offset || self.olds.path(old) != self.news.path(new) {
            self.edit(MemberEdit::Place, old, new, Rule::MemberMoved);
        }
        match (old.bits, new.bits) {
            (a, b) if a == b => {}
            (None, Some(_)) => self.edit(MemberEdit::Bits, old, new, Rule::BitfieldBecome),
            (Some(_), None) => self.edit(MemberEdit::Bits, old, new, Rule::BitfieldNoMore),
            _ => self.edit(MemberEdit::Bits, old, new, Rule::BitfieldSize),
        }
        if self.both.spellings.class(old.ty) == self.both.spellings.class(new.ty) {
            return;
        }
        match self.both.in_place(old.ty, new.ty) {
            Some(found) => {
                if let Some(rule) = found.rule {
                    self.edit(MemberEdit::Type, old, new, rule);
                }
                let step = |mut at: MemberAt<'s>| {
                    at.path.push_str(at.name);
                    at.path.push_str(&found.step);
                    at.path
                };
                let old_path = step(self.at(old, false));
                let new_path = step(self.at(new, true));
                let mut outer = self.part.outer.clone();
                outer.push((self.part.old, self.part.new));
                inner.push(Part { old: found.old, new: found.new, old_path, new_path, outer });
            }
            None => {
                let rule = self.both.relation(old.ty, new.ty, self.is_struct_ops);
                // Loads of a bitfield are put together from its bits, whatever its type's width.
                let rule = match (rule, old.bits.is_some() || new.bits.is_some()) {
                    (Rule::IntSize | Rule::SignedIntSize | Rule::ScalarSize, true) => {
                        Rule::BitfieldSize
                    }
                    _ => rule,
                };
                self.edit(MemberEdit::Type, old, new, rule);
            }
        }
    }

    fn edit(&mut self, what: MemberEdit, old: &Flat<'s>, new: &Flat<'s>, rule: Rule) {
        let (old, new) = (self.at(old, false), self.at(new, true));
        self.add(Edit::Member { what, old, new }, rule);
    }

    /// Guesses which of those without a partner are the same under another name: (old, new), by the old one.
    fn renamed(&self, partner: &[Option<usize>], is_taken: &[bool]) -> Vec<(usize, usize)> {
        let mut guesses: Vec<(usize, usize)> = Vec::new();
        let olds: Vec<_> = runs(&self.olds.list, |at| partner.get(at).copied().flatten().is_none());
        let news: Vec<_> = runs(&self.news.list, |at| !is_taken.get(at).copied().unwrap_or(true));
        if olds.is_empty() || news.is_empty() || MAX_GUESSES < olds.len().saturating_mul(news.len())
        {
            return guesses;
        }
        let class = |flat: &Flat<'s>| self.both.spellings.class(flat.ty);
        // The best first: names that are alike, then the same place, then the only one of its type between two neighbours.
        let mut found = Vec::new();
        for (i, (old, before, old_at)) in olds.iter().enumerate() {
            let before = before.map(|before| partner.get(before).copied().flatten());
            for (j, (new, new_before, new_at)) in news.iter().enumerate() {
                if class(old) != class(new) || old.bits != new.bits {
                    continue;
                }
                let is_between = before == new_before.map(Some);
                let is_in_place = old.offset == new.offset;
                let score = match (is_alike(old.name, new.name), is_between, is_in_place) {
                    (true, ..) => 0,
                    (false, true, true) => 1,
                    (false, true, false) if !self.is_common(old.ty) => 2,
                    _ => continue,
                };
                found.push((score, i + j, i.abs_diff(j), *old_at, *new_at));
            }
        }
        // The same from both sides: two guesses with one in common differ before the last two numbers.
        found.sort_unstable();
        let mut used_old: BTreeSet<usize> = BTreeSet::new();
        let mut used_new: BTreeSet<usize> = BTreeSet::new();
        for (.., old, new) in found {
            if !used_old.contains(&old) && !used_new.contains(&new) {
                used_old.insert(old);
                used_new.insert(new);
                guesses.push((old, new));
            }
        }
        guesses.sort_unstable();
        guesses
    }

    /// Whether a type says nothing of what it is for.
    fn is_common(&self, ty: Node) -> bool {
        let bare = self.both.graph.get(self.both.bare(ty));
        match bare {
            Type::Int(_) | Type::Float(_) | Type::Void => true,
            Type::Ptr(to) => self.both.graph.to(self.both.bare(ty), to.type_id()) == Node::VOID,
            Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
            | Type::Fwd(_)
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
            | Type::Enum64(_)
            | Type::Opaque(_) => false,
        }
    }
}

/// Those that are wanted, each with the last before it that is not, and its own place.
fn runs<'a, 's>(
    list: &'a [Flat<'s>],
    is_wanted: impl Fn(usize) -> bool,
) -> Vec<(&'a Flat<'s>, Option<usize>, usize)> {
    let mut before = None;
    let mut found = Vec::new();
    for (at, flat) in list.iter().enumerate() {
        if is_wanted(at) {
            found.push((flat, before, at));
        } else {
            before = Some(at);
        }
    }
    found
}

/// Whether one name is the other with more around it: `state` and `__state`.
fn is_alike(a: &[u8], b: &[u8]) -> bool {
    let trim =
        |name: &'_ [u8]| -> Vec<u8> { name.iter().copied().filter(|byte| *byte != b'_').collect() };
    let (a, b) = (trim(a), trim(b));
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    3 <= short.len() && (long.starts_with(short) || long.ends_with(short))
}

/// The partner of each old member by name, and which new ones have one. Of several with one name, which only hands
/// write, the first goes with the first.
fn pair(olds: &[Flat<'_>], news: &[Flat<'_>]) -> (Vec<Option<usize>>, Vec<bool>) {
    let mut partner: Vec<Option<usize>> = vec![None; olds.len()];
    let mut is_taken = vec![false; news.len()];
    let mut take = |old: usize, new: usize| {
        if let (Some(partner), Some(taken)) = (partner.get_mut(old), is_taken.get_mut(new)) {
            *partner = Some(new);
            *taken = true;
        }
    };
    // Most structs differ in the middle.
    let same = olds.iter().zip(news).take_while(|(a, b)| a.name == b.name).count();
    (0..same).for_each(|at| take(at, at));
    let (olds, news) = (by_name(olds, same), by_name(news, same));
    let (mut olds, mut news) = (olds.iter(), news.iter());
    let (mut old, mut new) = (olds.next(), news.next());
    while let (Some((a, old_at)), Some((b, new_at))) = (old, new) {
        match a.cmp(b) {
            core::cmp::Ordering::Less => old = olds.next(),
            core::cmp::Ordering::Greater => new = news.next(),
            core::cmp::Ordering::Equal => {
                take(*old_at, *new_at);
                old = olds.next();
                new = news.next();
            }
        }
    }
    (partner, is_taken)
}

/// The members from `from` on, sorted by name.
fn by_name<'s>(list: &[Flat<'s>], from: usize) -> Vec<(&'s [u8], usize)> {
    let mut rest: Vec<_> =
        list.iter().enumerate().skip(from).map(|(at, flat)| (flat.name, at)).collect();
    rest.sort_unstable();
    rest
}

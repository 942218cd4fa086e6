//! Refine: which types of one signature are the same after all, when a tag has several definitions.
//!
//! *In:* signatures, and what forward declarations stand for. *Out:* classes such that two types of one
//! class refer, place by place, to types of one class. Only classes that mention a tag of several definitions are
//! looked at, and then those that mention what has been split. *Never:* more work than [`BUDGET`]
//! allows: then `Err`, and somebody else does it in n log n steps for all types at once.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;

use hashbrown::HashTable;

use super::signed::{NONE, Signed};
use super::uses::Uses;
use crate::edit::source::Source;
use crate::hash::Hasher;

/// Looks at members of classes, for each node there is. Kernels need less than one.
const BUDGET: u64 = 8;

/// How often everything is looked at before lists are made.
const LOOKS: usize = 2;

/// What a class's members are compared by, beside their signature.
pub(super) struct Refine<'r, 'b> {
    pub(super) source: &'r Source<'b>,
    /// The first node that is not of a base whose declarations stay what they are.
    pub(super) base_end: u32,
    pub(super) signed: &'r mut Signed,
    /// What the class of a forward declaration stands for; itself for other classes.
    pub(super) stands: Vec<u32>,
    /// The class that each was split off.
    pub(super) roots: Vec<u32>,
    /// Forward declarations that stand for a definition of their own choice.
    pub(super) chosen: &'r BTreeMap<u32, u32>,
    /// Who mentions what, once that is worth knowing.
    pub(super) uses: &'r mut Option<Uses>,
}

/// The work was more than the budget.
#[derive(Debug)]
pub(super) struct TooMuch;

impl Refine<'_, '_> {
    /// Splits classes until nothing is left to split, starting with those that mention one of `keys`; tells
    /// which were.
    pub(super) fn run(&mut self, keys: &BTreeSet<u32>) -> Result<BTreeSet<u32>, TooMuch> {
        let mut left = BUDGET * u64::from(self.source.end) + 1024;
        let mut all_split = BTreeSet::new();
        let mut mentioned = keys.clone();
        for pass in 0.. {
            if mentioned.is_empty() {
                break;
            }
            // Most inputs are done after two looks at everything, which lists would cost too.
            if pass == LOOKS {
                self.uses.get_or_insert_with(|| Uses::new(self.signed, &self.roots));
            }
            let mut members = match &*self.uses {
                Some(uses) => self.listed(uses, &mentioned),
                None => self.scanned(&mentioned),
            };
            let cost = u64::from(self.source.end) / 64 + members.len() as u64;
            left = left.checked_sub(cost).ok_or(TooMuch)?;
            members.sort_unstable();
            mentioned.clear();
            let mut renamed = Vec::new();
            for members in members.chunk_by(|a, b| a.0 == b.0).filter(|members| 1 < members.len()) {
                self.split(members, &mut renamed, &mut left)?;
            }
            // Only now, so that what is looked at in one round does not depend on the order.
            for (node, class) in renamed {
                let root = self.roots.get(class as usize).copied().unwrap_or(0);
                if all_split.insert(root) || !mentioned.contains(&self.key(root)) {
                    mentioned.insert(self.key(root));
                }
                if let Some(place) = self.signed.class.get_mut(node as usize) {
                    *place = class;
                }
            }
        }
        Ok(all_split)
    }

    /// The classes and nodes of signatures that mention one of `keys`.
    fn scanned(&self, keys: &BTreeSet<u32>) -> Vec<(u32, u32)> {
        let is_dirty = self.mentioning(keys);
        let mut members = Vec::new();
        for (node, class) in (0..).zip(&self.signed.class) {
            let root = self.roots.get(*class as usize).copied().unwrap_or(0);
            if is_dirty.get(root as usize) == Some(&true) {
                members.push((*class, node));
            }
        }
        members
    }

    /// The same, but for classes of one node.
    fn listed(&self, uses: &Uses, keys: &BTreeSet<u32>) -> Vec<(u32, u32)> {
        let users = keys.iter().flat_map(|key| uses.users(self.signed, *key));
        let mut dirty: Vec<u32> = users.copied().collect();
        dirty.sort_unstable();
        dirty.dedup();
        let nodes = dirty.iter().flat_map(|root| uses.nodes(*root));
        nodes.map(|node| (self.class(*node), *node)).collect()
    }

    fn class(&self, node: u32) -> u32 {
        self.signed.class.get(node as usize).copied().unwrap_or(NONE)
    }

    fn key(&self, root: u32) -> u32 {
        self.signed.keys.get(root as usize).copied().unwrap_or(root)
    }

    /// For each signature whether it mentions one of `keys`.
    fn mentioning(&self, keys: &BTreeSet<u32>) -> Vec<bool> {
        let mut is_dirty = vec![false; self.signed.keys.len()];
        // Most keys are no class, and most classes not among them.
        let mut wanted = vec![false; self.signed.keys.len()];
        let mut tags = Vec::new();
        for key in keys {
            match wanted.get_mut(*key as usize) {
                Some(place) => *place = true,
                None => tags.push(*key),
            }
        }
        for class in self.signed.classes() {
            let mut any = false;
            self.signed.for_each_key(class, |key| {
                any |= match wanted.get(key as usize) {
                    Some(wanted) => *wanted,
                    None => tags.binary_search(&key).is_ok(),
                };
            });
            if let (true, Some(place)) = (any, is_dirty.get_mut(class as usize)) {
                *place = true;
            }
        }
        is_dirty
    }

    /// Gives those of a class that refer to other classes than its first member does classes of their own.
    fn split(
        &mut self,
        members: &[(u32, u32)],
        renamed: &mut Vec<(u32, u32)>,
        left: &mut u64,
    ) -> Result<(), TooMuch> {
        let mut lists: Vec<u32> = Vec::new();
        let mut parts: Vec<(usize, usize, u32)> = Vec::new();
        let mut table: HashTable<(u64, usize)> = HashTable::new();
        for (class, node) in members {
            let start = lists.len();
            self.source.for_each_reference(*node, |to| lists.push(self.target(*node, to)));
            let list = lists.get(start..).unwrap_or(&[]);
            *left = left.checked_sub(list.len() as u64).ok_or(TooMuch)?;
            let mut hash = Hasher(u64::from(*class));
            list.iter().for_each(|class| hash.word(u64::from(*class)));
            let hash = hash.0;
            let known = table.find(hash, |(there, part)| {
                let (from, to, _) = parts.get(*part).copied().unwrap_or((0, 0, 0));
                *there == hash && lists.get(from..to) == Some(list)
            });
            if let Some((_, part)) = known {
                let (_, _, of) = parts.get(*part).copied().unwrap_or((0, 0, *class));
                if of != *class {
                    renamed.push((*node, of));
                }
                lists.truncate(start);
                continue;
            }
            let of = if parts.is_empty() { *class } else { self.split_off(*class) };
            if of != *class {
                renamed.push((*node, of));
            }
            table.insert_unique(hash, (hash, parts.len()), |(hash, _)| *hash);
            parts.push((start, lists.len(), of));
        }
        Ok(())
    }

    /// The class that a reference of `from` leads to.
    fn target(&self, from: u32, to: u32) -> u32 {
        if from < self.base_end {
            return self.class(to);
        }
        let class = self.class(self.chosen.get(&to).copied().unwrap_or(to));
        self.stands.get(class as usize).copied().unwrap_or(class)
    }

    fn split_off(&mut self, class: u32) -> u32 {
        let new = u32::try_from(self.roots.len()).unwrap_or(u32::MAX);
        let root = self.roots.get(class as usize).copied().unwrap_or(class);
        self.roots.push(root);
        self.stands.push(new);
        new
    }
}

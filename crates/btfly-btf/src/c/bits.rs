//! A bit for each node.
//!
//! *In:* nodes. *Out:* whether a node is marked. *Never:* more than the nodes that there are.

use alloc::vec;
use alloc::vec::Vec;

/// Marked nodes.
#[derive(Clone, Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// None of the nodes before `end` is marked.
    pub(super) fn new(end: u32) -> Self {
        Self(vec![0; end as usize / 64 + 1])
    }

    /// All of them are.
    pub(super) fn all(end: u32) -> Self {
        Self(vec![u64::MAX; end as usize / 64 + 1])
    }

    #[inline]
    pub(super) fn set(&mut self, node: u32) {
        if let Some(word) = self.0.get_mut(node as usize / 64) {
            *word |= 1 << (node % 64);
        }
    }

    /// Whether it is marked; what does not exist is not.
    #[inline]
    pub(super) fn has(&self, node: u32) -> bool {
        self.0.get(node as usize / 64).is_some_and(|word| word >> (node % 64) & 1 == 1)
    }

    /// Marks what is marked in another set, too.
    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, more)| *word |= more);
    }
}

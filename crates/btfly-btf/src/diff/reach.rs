//! What some types reach: the types of their members and parameters, what those point at, and so on.
//!
//! *In:* roots, on both sides. *Out:* a mark for each node. *Never:* recursion.

use alloc::vec;
use alloc::vec::Vec;

use super::both::Both;
use crate::graph::Node;
use crate::shape::is_forward;

/// Marks what can be reached from `roots`, with them. A declaration leads to the definitions of its name; `named` are the
/// nodes of one.
pub(super) fn reach<'n>(
    both: &Both<'_>,
    roots: impl Iterator<Item = Node>,
    named: impl Fn(u32) -> &'n [Node],
) -> Vec<bool> {
    let mut is_reached = vec![false; both.graph.len()];
    let mut open: Vec<Node> = roots.collect();
    while let Some(node) = open.pop() {
        let Some(is_reached @ false) = is_reached.get_mut(node.index()) else { continue };
        *is_reached = true;
        both.graph.for_each_reference(node, |to| open.push(to));
        if is_forward(&both.graph.get(node)) {
            let class = both.spellings.class(node);
            let all = if class < both.spellings.names_end() { named(class) } else { &[] };
            let is_definition = |other: &Node| {
                both.is_new(*other) == both.is_new(node) && !is_forward(&both.graph.get(*other))
            };
            let mut side = all.iter().copied().filter(is_definition);
            // Where the declaration is, else in vmlinux, else anywhere: vmlinux comes first.
            let any = side.clone().next();
            let own = side.find(|other| both.slot(*other) == both.slot(node));
            open.extend(own.or(any));
        }
    }
    is_reached
}

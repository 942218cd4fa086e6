//! `--compare`: what is in one of two BTFs alone.
//!
//! *In:* two BTFs. *Out:* kind and name of each type without an equal in the other, and on which side it is. *Never:* ids,
//! which mean nothing from one to the other. A type counts by its layout: one that differs does not make all that point to it
//! differ.

use std::collections::BTreeMap;

use btfly_btf::graph::Graph;
use btfly_btf::shape::{Depth, Forwards, Options, Shapes};
use btfly_btf::{Btf, Kind};

/// Types that only one side has: how many of a kind and name, in their order.
#[derive(Debug, Default)]
pub(super) struct Differences {
    /// By kind and name: on the first side alone, on the second alone.
    pub(super) by_name: BTreeMap<(Kind, String), (usize, usize)>,
    /// How many types of the first side have an equal.
    pub(super) n_paired: usize,
}

/// Compares two BTFs, neither of which is split, or both on one base.
pub(super) fn compare(ours: &Btf, theirs: &Btf) -> Differences {
    let graph = Graph::new([ours.types(), theirs.types()]);
    let options = Options { depth: Depth::Layout, forwards: Forwards::AsDefined };
    let shapes = Shapes::new(&graph, options);
    let (first, second) = match graph.parts() {
        0 | 1 => (0, 0),
        parts => {
            let last = u32::try_from(parts).unwrap_or(u32::MAX) - 1;
            (last - 1, last)
        }
    };
    let mut has = vec![(false, false); graph.len()];
    for node in graph.nodes() {
        if let Some(has) = has.get_mut(shapes.first(node).index()) {
            has.0 |= graph.part(node) == first;
            has.1 |= graph.part(node) == second;
        }
    }
    let mut found = Differences::default();
    for node in graph.nodes() {
        let part = graph.part(node);
        let (here, there) = has.get(shapes.first(node).index()).copied().unwrap_or_default();
        if here && there {
            found.n_paired += usize::from(part == first);
            continue;
        }
        let ty = graph.get(node);
        let key = (ty.kind(), ty.name().unwrap_or_default().to_owned());
        let sides = found.by_name.entry(key).or_default();
        sides.0 += usize::from(part == first);
        sides.1 += usize::from(part == second);
    }
    found.by_name.retain(|_, sides| *sides != (0, 0));
    found
}

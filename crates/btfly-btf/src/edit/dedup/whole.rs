//! Whole: all types compared at once, for inputs on which the quick way ends.
//!
//! C has no circle of types without a struct or union in it that has a name, and no kernel has so many tags of
//! several definitions that looking at their users one after the other takes long. Other writers, and whoever means
//! harm, have both. Then all types are put into classes by what they say alone, and classes split until they are stable.
//!
//! *In:* a [`Source`]. *Out:* the class of each node. *Never:* more than n log n steps. A forward declaration
//! stands for a definition only where its name has one.

use alloc::vec;
use alloc::vec::Vec;

use hashbrown::HashTable;

use super::names::Names;
use crate::edit::source::{Place, Source};
use crate::hash::Hasher;
use crate::shape::{Edges, Partition};
use crate::wire::cursor::word;
use crate::wire::kind::{Info, Kind};

/// The class of each node, and the class that each stands for: another one for what only declares. `base_end` is the
/// first node that is not of a base whose declarations stay what they are.
pub(super) fn classes(
    source: &Source<'_>,
    names: &mut Names,
    base_end: u32,
) -> (Vec<u32>, Vec<u32>) {
    let (labels, count) = labels(source, names);
    let content = content(source, names, &labels, count, base_end);
    let label = |node: u32| at(&labels, at(&content, node));
    let start: Vec<u32> = (0..source.end).map(label).collect();
    // Numbers without a gap, which a declaration that stands for something leaves.
    let mut dense = vec![u32::MAX; count as usize];
    let mut next = 0;
    let start: Vec<u32> = start
        .into_iter()
        .map(|label| match dense.get_mut(label as usize) {
            Some(known) if *known != u32::MAX => *known,
            Some(free) => {
                *free = next;
                next += 1;
                *free
            }
            None => 0,
        })
        .collect();
    let mut partition = Partition::new(&start);
    let edges = Edges::new(source.end as usize, |node, push| {
        source.for_each_reference(at(&content, node), push);
    });
    partition.refine(&edges, &[]);
    let mut class = partition.firsts(|node| at(&content, node) == node);
    // What only declares must not be what its class is known by.
    let mut stands: Vec<u32> = (0..source.end).collect();
    for (_, place) in (0_u32..).zip(&mut class).filter(|(node, _)| at(&content, *node) != *node) {
        let own = u32::try_from(stands.len()).unwrap_or(u32::MAX);
        stands.push(core::mem::replace(place, own));
    }
    (class, stands)
}

/// A number for each node; equal ones for records that are equal but for the types that they refer to.
fn labels(source: &Source<'_>, names: &mut Names) -> (Vec<u32>, u32) {
    let mut labels = vec![0];
    let mut table: HashTable<(u64, u32)> = HashTable::new();
    let mut words: Vec<u32> = Vec::new();
    let mut starts: Vec<usize> = vec![0, 0];
    let mut scratch = Vec::new();
    let seed = labels.as_ptr().addr() as u64;
    for (index, part) in (0..).zip(&source.parts) {
        for node in part.nodes() {
            signature(source, index, node, names, &mut scratch);
            let mut hash = Hasher(seed);
            scratch.iter().for_each(|word| hash.word(u64::from(*word)));
            let is_it = |known: &(u64, u32)| {
                let range =
                    || Some(*starts.get(known.1 as usize)?..*starts.get(known.1 as usize + 1)?);
                known.0 == hash.0 && range().and_then(|range| words.get(range)) == Some(&scratch)
            };
            let label = match table.find(hash.0, is_it) {
                Some((_, label)) => *label,
                None => {
                    let label = u32::try_from(starts.len() - 1).unwrap_or(u32::MAX);
                    words.extend_from_slice(&scratch);
                    starts.push(words.len());
                    table.insert_unique(hash.0, (hash.0, label), |known| known.0);
                    label
                }
            };
            labels.push(label);
        }
    }
    (labels, u32::try_from(starts.len() - 1).unwrap_or(u32::MAX))
}

/// A record's words with names as numbers and without ids.
fn signature(source: &Source<'_>, index: u32, node: u32, names: &mut Names, words: &mut Vec<u32>) {
    words.clear();
    let Some(part) = source.parts.get(index as usize) else { return };
    let (record, endian) = (part.record(node), part.types.endian());
    words.extend(record.as_chunks::<4>().0.iter().map(|chunk| word(chunk, 0, endian)));
    part.for_each_place(node, |at, place| {
        let Some(word) = words.get_mut(at / 4) else { return };
        *word = match place {
            Place::Name => names.number(*word, index, &source.parts),
            Place::Type => 0,
        };
    });
    let kind = Info(words.get(1).copied().unwrap_or(0)).kind_number();
    if kind == Kind::Var as u8 || kind == Kind::Datasec as u8 {
        words.push(node);
    }
}

/// The node whose record speaks for each: itself, or the one definition of what it declares.
fn content(
    source: &Source<'_>,
    names: &mut Names,
    labels: &[u32],
    count: u32,
    base_end: u32,
) -> Vec<u32> {
    let mut content: Vec<u32> = (0..source.end).collect();
    // Key, whether it declares, label, node.
    let mut tags: Vec<(u32, bool, u32, u32)> = Vec::new();
    let mut is_met = vec![false; count as usize];
    for (index, part) in (0..).zip(&source.parts) {
        for node in part.nodes() {
            let bytes = part.bytes(node);
            let endian = part.types.endian();
            let info = word(bytes, 4, endian);
            let name = || names.number(word(bytes, 0, endian), index, &source.parts);
            let Some(key) = super::signed::tag(info, name) else { continue };
            let declares = super::forward::is_forward(Info(info));
            let label = at(labels, node);
            // One node of each definition is enough, and every declaration is needed.
            let Some(met) = is_met.get_mut(label as usize) else { continue };
            if declares || !*met {
                tags.push((key, declares, label, node));
            }
            *met = true;
        }
    }
    tags.sort_unstable();
    for tag in tags.chunk_by(|a, b| a.0 == b.0) {
        let of_base = tag.iter().any(|(_, declares, _, node)| *declares && *node < base_end);
        let declarations = tag.partition_point(|(_, declares, ..)| !declares);
        let (defined, declared) = tag.split_at_checked(declarations).unwrap_or((tag, &[]));
        let [(_, _, _, definition)] = defined else { continue };
        if of_base {
            continue;
        }
        for (_, _, _, node) in declared {
            if let Some(place) = content.get_mut(*node as usize) {
                *place = *definition;
            }
        }
    }
    content
}

#[inline]
fn at(slice: &[u32], index: u32) -> u32 {
    slice.get(index as usize).copied().unwrap_or(0)
}

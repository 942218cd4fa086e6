//! Names that more than one definition may have.
//!
//! *In:* a graph. *Out:* the names whose first user matters, because a later one gets a number. Whoever writes
//! a part of the output needs to know no more of the others. *Never:* a twin overlooked; a name too many costs
//! only time.

use alloc::vec::Vec;

use super::graph::{Graph, NameKey};
use super::names::Counts;
use crate::id::NameOff;
use crate::wire::kind::Kind;
use crate::wire::record;

/// Twins of both sorts of names.
#[derive(Debug)]
pub(super) struct Twins {
    /// Names of structs, unions and enums.
    pub(super) tags: Keys,
    /// Names of typedefs and enumerators.
    pub(super) idents: Keys,
}

/// Some names.
#[derive(Debug)]
pub(super) struct Keys {
    sorted: Vec<NameKey>,
    /// A bit each, by the lower bits of the key: nearly all others are told apart here.
    sieve: Vec<u64>,
}

const SIEVE: usize = 1 << 10;

impl Twins {
    pub(super) fn new(graph: &Graph<'_>) -> Self {
        let nodes = graph.end().0 as usize;
        let seed = graph.seed();
        let (mut tags, mut idents) =
            (Gathered::new(nodes / 8, seed), Gathered::new(nodes / 4, seed));
        for (part, (types, shift)) in graph.part_shifts().enumerate() {
            for (node, record) in graph.own(part).zip(types.own_records()) {
                let (name_off, info, _) = record.head();
                let Some(kind) = Kind::from_number(info.kind_number()) else { continue };
                let named = !name_off.is_anonymous();
                match kind {
                    Kind::Struct | Kind::Union if named && graph.is_canonical(node) => {
                        tags.add(graph, shift.name_key(name_off));
                    }
                    Kind::Enum | Kind::Enum64 if graph.is_canonical(node) => {
                        if named && info.vlen() != 0 {
                            tags.add(graph, shift.name_key(name_off));
                        }
                        let mut add = |off| idents.add(graph, shift.name_key(NameOff(off)));
                        if kind == Kind::Enum {
                            record.words::<{ record::ENUM }>(0).for_each(&mut add);
                        } else {
                            record.words::<{ record::ENUM64 }>(0).for_each(&mut add);
                        }
                    }
                    Kind::Typedef if graph.is_canonical(node) => {
                        idents.add(graph, shift.name_key(name_off));
                    }
                    Kind::Void
                    | Kind::Int
                    | Kind::Ptr
                    | Kind::Array
                    | Kind::Struct
                    | Kind::Union
                    | Kind::Enum
                    | Kind::Fwd
                    | Kind::Typedef
                    | Kind::Volatile
                    | Kind::Const
                    | Kind::Restrict
                    | Kind::Func
                    | Kind::FuncProto
                    | Kind::Var
                    | Kind::Datasec
                    | Kind::Float
                    | Kind::DeclTag
                    | Kind::TypeTag
                    | Kind::Enum64
                    | Kind::Opaque => {}
                }
            }
        }
        Self { tags: tags.finish(), idents: idents.finish() }
    }
}

/// Names so far.
struct Gathered {
    counts: Counts,
    again: Vec<NameKey>,
}

impl Gathered {
    fn new(names: usize, seed: u64) -> Self {
        Self { counts: Counts::new(names, seed), again: Vec::new() }
    }

    fn add(&mut self, graph: &Graph<'_>, key: NameKey) {
        if 1 < self.counts.count(graph, key, graph.name(key)) {
            self.again.push(key);
        }
    }

    fn finish(self) -> Keys {
        let mut sorted = self.again;
        sorted.extend(self.counts.repeated());
        sorted.sort_unstable();
        sorted.dedup();
        let mut sieve = alloc::vec![0; SIEVE];
        for key in &sorted {
            let (word, bit) = place(*key);
            if let Some(word) = sieve.get_mut(word) {
                *word |= bit;
            }
        }
        Keys { sorted, sieve }
    }
}

impl Keys {
    #[inline]
    pub(super) fn has(&self, key: NameKey) -> bool {
        let (word, bit) = place(key);
        self.sieve.get(word).is_some_and(|word| word & bit != 0)
            && self.sorted.binary_search(&key).is_ok()
    }
}

const fn place(key: NameKey) -> (usize, u64) {
    ((key >> 6) as usize & (SIEVE - 1), 1 << (key & 63))
}

//! Which structs have members that kernels manage for programs.
//!
//! *In:* structs as they are found, then all records. *Out:* what makes a struct that has it as a member one that a kernel looks
//! into; and these structs. *Never:* whether they are well: that is `special`. Kernel reference: `kernel/bpf/btf.c:
//! btf_parse_struct_metas`, Linux v6.12.

use alloc::vec;
use alloc::vec::Vec;

use super::names::Names;
use super::record::Records;
use super::special::{self, Field, NAMED};
use super::target::Target;
use crate::wire::kind::Kind;

/// What all their names begin with.
const PREFIX: &[u8] = b"bpf_";

/// The first struct of each name.
pub(super) struct Marks<'c, 'b> {
    names: Names<'b, 'c>,
    target: &'c Target,
    first: [Option<u32>; NAMED.len()],
}

impl<'c, 'b> Marks<'c, 'b> {
    pub(super) const fn new(names: Names<'b, 'c>, target: &'c Target) -> Self {
        Self { names, target, first: [None; NAMED.len()] }
    }

    /// Takes note of a struct. They come in order.
    #[inline(always)]
    pub(super) fn see(&mut self, id: u32, name_off: u32) {
        if self.names.has_prefix(name_off, PREFIX) {
            self.see_name(id, name_off);
        }
    }

    #[cold]
    fn see_name(&mut self, id: u32, name_off: u32) {
        let name = self.names.get(name_off);
        for (row, first) in NAMED.iter().zip(&mut self.first) {
            if row.0 == name {
                *first = first.or(Some(id));
            }
        }
    }

    /// The types that, as a member, make a struct one to look into. Chains of modifiers have to end.
    pub(super) fn types(&self, records: &Records<'_>) -> Vec<u32> {
        if !self.target.is(6, 12) {
            return Vec::new();
        }
        // The newest lock alone does not make a kernel look.
        let named = NAMED
            .iter()
            .zip(self.first)
            .filter(|((_, field, ..), _)| *field != Field::ResSpinLock)
            .filter_map(|(_, first)| first);
        let mut types: Vec<u32> = named.collect();
        // Only a tag makes a kernel pointer of a pointer.
        if records.kinds.contains(&Kind::TypeTag) {
            let all = (records.first..).zip(&records.kinds);
            let may_point = all
                .filter(|(_, kind)| matches!(kind, Kind::Ptr | Kind::Volatile))
                .map(|(id, _)| id);
            types.extend(may_point.filter(|id| {
                matches!(special::pointer(records, self.names, self.target, *id), Ok(Some(_)))
            }));
        }
        types
    }
}

/// The structs that have such members, of records that were not looked at for it.
pub(super) fn holders(records: &Records<'_>, names: Names<'_, '_>, target: &Target) -> Vec<u32> {
    let mut marks = Marks::new(names, target);
    let all = (records.first..).zip(&records.kinds);
    let structs =
        all.filter(|(_, kind)| **kind == Kind::Struct).filter_map(|(id, _)| records.get(id));
    for record in structs.clone() {
        marks.see(record.id, record.name_off);
    }
    let types = marks.types(records);
    if types.is_empty() {
        return types;
    }
    let mut is_wanted = vec![false; records.end() as usize];
    for id in types {
        if let Some(is_wanted) = is_wanted.get_mut(id as usize) {
            *is_wanted = true;
        }
    }
    let is_wanted = |to: u32| is_wanted.get(to as usize).copied().unwrap_or(false);
    structs
        .filter(|record| record.entries::<3>(0).any(|(_, [_, to, _])| is_wanted(to)))
        .map(|record| record.id)
        .collect()
}

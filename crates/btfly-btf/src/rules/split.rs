//! A module's types against the base that it is said to continue.
//!
//! *In:* records and the base's end. *Out:* findings. A kernel does not look at these when it loads a module, and reads
//! nonsense later; every writer refers to whole strings of the base, because it looks them up.

use super::finding::{Finding, Report};
use super::names::Names;
use super::record::{Record, Records};
use super::rule::Rule;
use crate::wire::kind::Kind;

/// Checks that every name and id of a split BTF is one of this base.
pub(super) fn check(
    records: &Records<'_>,
    are_good: &[bool],
    names: Names<'_, '_>,
    report: &mut Report,
) {
    let end = records.end();
    for (record, _) in records.iter().zip(are_good).filter(|(_, is_good)| **is_good) {
        let mut bad = None;
        let mut name = |off: u32| {
            if !names.is_offset(off) || !names.is_start_in_base(off) {
                bad = bad.or(Some((Rule::WrongBase, off)));
            }
        };
        name(record.name_off);
        let mut bad_id = None;
        let mut id = |to: u32| {
            if end <= to {
                bad_id = bad_id.or(Some((Rule::WrongBaseId, to)));
            }
        };
        references(record, &mut name, &mut id);
        for (rule, value) in [bad, bad_id].into_iter().flatten() {
            let finding = Finding::new(rule, record.at).with(u64::from(value), u64::from(end - 1));
            report.add(Finding { id: Some(record.type_id()), kind: record.kind, ..finding });
        }
    }
}

fn references(record: Record<'_>, name: &mut impl FnMut(u32), id: &mut impl FnMut(u32)) {
    let Some(kind) = record.kind else { return };
    match kind {
        Kind::Ptr
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::Var
        | Kind::DeclTag
        | Kind::TypeTag => id(record.third),
        Kind::Array => {
            id(record.word(0));
            id(record.word(1));
        }
        Kind::Struct | Kind::Union => {
            for (_, [name_off, to, _]) in record.entries::<3>(0) {
                name(name_off);
                id(to);
            }
        }
        Kind::Enum => record.entries::<2>(0).for_each(|(_, [name_off, _])| name(name_off)),
        Kind::Enum64 => record.entries::<3>(0).for_each(|(_, [name_off, ..])| name(name_off)),
        Kind::FuncProto => {
            id(record.third);
            for (_, [name_off, to]) in record.entries::<2>(0) {
                name(name_off);
                id(to);
            }
        }
        Kind::Datasec => record.entries::<3>(0).for_each(|(_, [to, ..])| id(to)),
        Kind::Void | Kind::Int | Kind::Fwd | Kind::Float | Kind::Opaque => {}
    }
}

//! Chains of typedefs, qualifiers and tags: how long, and in which order.
//!
//! *In:* records. *Out:* findings. Kernel reference: `kernel/bpf/btf.c: btf_check_type_tags` (Linux v5.19 to v7.1),
//! `btf_check_modifier_chain_length` (Linux v7.2).

use super::finding::{Finding, Report};
use super::record::Records;
use super::resolve::is_modifier;
use super::rule::Rule;
use super::target::Target;
use crate::table::Types;
use crate::wire::kind::Kind;

/// How many modifiers may follow one another.
const MAX_CHAIN: u64 = 32;

/// Whether tags have to come first.
pub(super) fn is_ordered(target: &Target) -> bool {
    has(Rule::TagOrder, target)
}

fn has(rule: Rule, target: &Target) -> bool {
    rule.since().is_none_or(|version| version <= target.version)
        && !rule.until().is_some_and(|feature| target.features.has(feature))
}

/// Checks the chain that starts at each modifier. The kernel stops where it has been before, which bounds the work.
pub(super) fn check(
    records: &Records<'_>,
    base: Option<&Types<'_>>,
    are_good: &[bool],
    target: &Target,
    report: &mut Report,
) {
    let (is_ordered, is_bounded) = (is_ordered(target), has(Rule::Chain, target));
    if !is_bounded {
        return;
    }
    // What is below a type: its kind, and the type behind it.
    let below = |id: u32| match records.get(id) {
        Some(record) => Some((record.kind?, record.third)),
        None => {
            let ty = base?.get(crate::id::TypeId(id))?;
            Some((ty.kind(), ty.target().map_or(0, |id| id.0)))
        }
    };
    let mut good = records.first.saturating_sub(1);
    for ((id, kind), is_good) in (records.first..).zip(&records.kinds).zip(are_good) {
        if !is_modifier(*kind) || !*is_good {
            continue;
        }
        let Some(record) = records.get(id) else { continue };
        // One link is never too many, and in no wrong order.
        if records.kind(record.third).is_some_and(|kind| !is_modifier(kind)) {
            good = id;
            continue;
        }
        let finding = |rule, value, limit| {
            let finding = Finding::new(rule, record.at + 8).with(value, limit);
            Finding { id: Some(record.type_id()), kind: record.kind, ..finding }
        };
        let mut in_tags = record.kind == Some(Kind::TypeTag);
        let mut id = record.id;
        let mut left = MAX_CHAIN;
        while let Some((kind, next)) = below(id).filter(|(kind, _)| is_modifier(*kind)) {
            if left == 0 {
                report.add(finding(Rule::Chain, 0, MAX_CHAIN));
                break;
            }
            left -= 1;
            if kind != Kind::TypeTag {
                in_tags = false;
            } else if !in_tags && is_ordered {
                report.add(finding(Rule::TagOrder, u64::from(id), 0));
                break;
            }
            if id <= good {
                break;
            }
            id = next;
        }
        good = record.id;
    }
}

//! Each record by itself: what a kernel checks before it follows a reference.
//!
//! *In:* the type section. *Out:* where each record starts, which have findings, and these. Kernel reference:
//! `kernel/bpf/btf.c: btf_check_meta` and the `check_meta` of each kind, Linux v5.10, v6.12 and v7.2.

use alloc::vec::Vec;

use super::finding::{Finding, Report};
use super::names::Names;
use super::record::{MAX_TYPE, Record, Records};
use super::rule::Rule;
use super::target::Target;
use crate::feature::Feature;
use crate::wire::kind::{Info, Kind};
use crate::wire::layout::Layout;
use crate::wire::record;

/// What the checks of one record use.
#[derive(Clone, Copy)]
pub(super) struct Metas<'c, 'b> {
    names: Names<'b, 'c>,
    target: &'c Target,
    layout: Layout<'b>,
    /// Bits of the info word that the kernel knows.
    mask: u32,
    /// By its number, whether the kernel knows a kind.
    kinds: u32,
}

impl<'c, 'b> Metas<'c, 'b> {
    pub(super) fn new(names: Names<'b, 'c>, target: &'c Target, layout: Layout<'b>) -> Self {
        let has = |feature| target.features.has(feature);
        let mut mask = match (has(Feature::WideInfo), has(Feature::Float)) {
            (true, _) => u32::MAX,
            (false, true) => 0x9f00_ffff,
            (false, false) => 0x8f00_ffff,
        };
        if !has(Feature::KindFlag) {
            mask &= u32::MAX >> 1;
        }
        let is_known = |kind: &Kind| needed(*kind).is_none_or(has);
        let kinds =
            Kind::ALL.into_iter().filter(is_known).fold(0, |kinds, kind| kinds | 1 << kind as u32);
        Self { names, target, layout, mask, kinds }
    }

    /// Whether the kernel knows all that an info word says.
    #[inline(always)]
    pub(super) fn knows(&self, info: Info) -> bool {
        let is_known = self.kinds.checked_shr(u32::from(info.kind_number()));
        info.0 & !self.mask == 0 && is_known.is_some_and(|known| known & 1 == 1)
    }

    /// Finds and checks all records; what comes back says of each whether nothing is wrong. The walk ends at a record
    /// whose length nobody knows.
    pub(super) fn walk(&self, records: &mut Records<'b>, report: &mut Report) -> Vec<bool> {
        let most = records.section.len() / record::HEAD;
        let mut are_good = Vec::with_capacity(most);
        records.starts.reserve_exact(most);
        records.kinds.reserve_exact(most);
        let mut start = 0;
        while start < records.section.len() {
            // Sections are shorter than 32 bits count, and so are their records.
            let (Ok(place), Ok(idx)) = (u32::try_from(start), u32::try_from(are_good.len())) else {
                break;
            };
            let record = records.at(records.first.saturating_add(idx), place);
            let mut seen = Seen { record, report, is_good: true };
            let left = records.section.len() - start;
            let Some(len) = self.step(&mut seen, left) else { break };
            if seen.is_good {
                self.check(&mut seen);
            }
            are_good.push(seen.is_good);
            records.starts.push(place);
            records.kinds.push(record.kind.unwrap_or(Kind::Opaque));
            start += len;
        }
        records.is_whole = start == records.section.len();
        are_good
    }

    /// The length of a record of which `left` bytes are there.
    fn step(&self, seen: &mut Seen<'_, 'b>, left: usize) -> Option<usize> {
        let record = seen.record;
        if left < record::HEAD {
            seen.add(Rule::RecordCut, 0, record::HEAD as u64, left as u64);
            return None;
        }
        let number = record.info.kind_number();
        self.check_info(seen);
        if !self.names.is_offset(record.name_off) {
            seen.add(self.names.beyond(), 0, u64::from(record.name_off), self.names.end());
        }
        let trailing = match record.kind {
            Some(kind) => record::trailing(kind),
            None => self.layout.entry(number).filter(|_| number != 0)?,
        };
        let len = record::HEAD as u64
            + u64::from(trailing.info_sz)
            + u64::from(trailing.elem_sz) * u64::from(record.vlen());
        match usize::try_from(len) {
            Ok(len) if len <= left => Some(len),
            _ => {
                seen.add(Rule::RecordCut, 4, len, left as u64);
                None
            }
        }
    }

    /// Checks the info word: which bits of it and which kinds the kernel knows.
    #[inline]
    fn check_info(&self, seen: &mut Seen<'_, 'b>) {
        let info = seen.record.info;
        if info.0 & !self.mask != 0 {
            seen.add(Rule::InfoBits, 4, u64::from(info.0), u64::from(self.mask));
        }
        let is_known = self.kinds.checked_shr(u32::from(info.kind_number()));
        if is_known.is_none_or(|known| known & 1 == 0) {
            let last = self.kinds.checked_ilog2().map_or(0, u64::from);
            seen.add(Rule::UnknownKind, 4, u64::from(info.kind_number()), last);
        }
    }

    fn check(&self, seen: &mut Seen<'_, 'b>) {
        let record = seen.record;
        let Some(kind) = record.kind else { return };
        match kind {
            Kind::Int => self.int(seen),
            Kind::Ptr | Kind::Volatile | Kind::Const | Kind::Restrict => {
                reference(seen, false);
                self.no_name(seen);
            }
            Kind::Typedef => {
                reference(seen, false);
                self.identifier(seen, true);
            }
            Kind::TypeTag => {
                reference(seen, self.target.features.has(Feature::TagAttributes));
                if self.names.get(record.name_off).is_empty() {
                    seen.add(Rule::Name, 0, 0, 0);
                }
            }
            Kind::Fwd => {
                no_vlen(seen);
                if record.third != 0 {
                    seen.add(Rule::FwdType, 8, u64::from(record.third), 0);
                }
                self.identifier(seen, true);
            }
            Kind::Array => self.array(seen),
            Kind::Struct | Kind::Union => self.composite(seen, kind == Kind::Union),
            Kind::Enum => self.values::<2>(seen),
            Kind::Enum64 => self.values::<3>(seen),
            Kind::FuncProto => {
                self.no_name(seen);
                no_kflag(seen);
            }
            Kind::Func => self.func(seen),
            Kind::Var => self.var(seen),
            Kind::Datasec => self.datasec(seen),
            Kind::Float => {
                no_vlen(seen);
                no_kflag(seen);
                if !matches!(record.third, 2 | 4 | 8 | 12 | 16) {
                    seen.add(Rule::FloatSize, 8, u64::from(record.third), 16);
                }
            }
            Kind::DeclTag => self.decl_tag(seen),
            Kind::Void | Kind::Opaque => {}
        }
    }

    fn int(&self, seen: &mut Seen<'_, 'b>) {
        no_vlen(seen);
        no_kflag(seen);
        let Record { third: size, .. } = seen.record;
        let data = seen.record.word(0);
        if data & 0xf000_0000 != 0 {
            seen.add(Rule::IntBits, 12, u64::from(data), 0x0fff_ffff);
        }
        let bits = (data & 0xff) + (data >> 16 & 0xff);
        if 128 < bits {
            seen.add(Rule::IntWide, 12, u64::from(bits), 128);
        } else if size < bits.div_ceil(8) {
            seen.add(Rule::IntWide, 8, u64::from(bits), u64::from(size) * 8);
        }
        let encoding = data >> 24 & 0xf;
        if !matches!(encoding, 0 | 1 | 2 | 4) {
            seen.add(Rule::IntEncoding, 12, u64::from(encoding), 4);
        }
    }

    fn array(&self, seen: &mut Seen<'_, 'b>) {
        self.no_name(seen);
        no_vlen(seen);
        no_kflag(seen);
        let record = seen.record;
        if record.third != 0 {
            seen.add(Rule::ArraySize, 8, u64::from(record.third), 0);
        }
        for (at, rule) in [(0, Rule::ArrayElem), (1, Rule::ArrayIndex)] {
            let id = record.word(at as usize);
            if !(1..=MAX_TYPE).contains(&id) {
                seen.add(rule, 12 + at * 4, u64::from(id), u64::from(MAX_TYPE));
            }
        }
    }

    fn composite(&self, seen: &mut Seen<'_, 'b>, is_union: bool) {
        self.identifier(seen, false);
        let record = seen.record;
        let mut last = 0;
        for (idx, [name_off, id, offset]) in record.entries::<3>(0) {
            let mut add = |rule, word: u32, value, limit| {
                let at = record.entry_at(idx, 3).saturating_add(word * 4);
                seen.put(Finding::new(rule, at).part(idx).with(value, limit));
            };
            if !self.names.is_offset(name_off) {
                add(self.names.beyond(), 0, u64::from(name_off), self.names.end());
            } else if name_off != 0 && !self.names.is_identifier(name_off) {
                add(Rule::MemberName, 0, 0, 0);
            }
            if !(1..=MAX_TYPE).contains(&id) {
                add(Rule::TypeIdRange, 1, u64::from(id), u64::from(MAX_TYPE));
            }
            let bit = record.member_bit(offset);
            if (is_union && bit != 0) || bit < last {
                add(Rule::MemberOrder, 2, u64::from(bit), u64::from(last));
            }
            if record.third < bit.div_ceil(8) {
                add(Rule::MemberBeyond, 2, u64::from(bit.div_ceil(8)), u64::from(record.third));
            }
            last = bit;
        }
    }

    fn values<const N: usize>(&self, seen: &mut Seen<'_, 'b>) {
        let record = seen.record;
        if !matches!(record.third, 1 | 2 | 4 | 8) {
            seen.add(Rule::EnumSize, 8, u64::from(record.third), 8);
        }
        if N == 2 && !self.target.features.has(Feature::Enum64) {
            no_kflag(seen);
        }
        self.identifier(seen, false);
        for (idx, words) in record.entries::<N>(0) {
            let [name_off, ..] = words.as_slice() else { return };
            let at = record.entry_at(idx, if N == 2 { 2 } else { 3 });
            if !self.names.is_offset(*name_off) {
                let finding = Finding::new(self.names.beyond(), at).part(idx);
                seen.put(finding.with(u64::from(*name_off), self.names.end()));
            } else if *name_off == 0 || !self.names.is_identifier(*name_off) {
                seen.put(Finding::new(Rule::VariantName, at).part(idx));
            }
        }
    }

    fn func(&self, seen: &mut Seen<'_, 'b>) {
        self.identifier(seen, true);
        if !self.target.features.has(Feature::GlobalFunc) {
            no_vlen(seen);
        } else if 1 < seen.record.vlen() {
            seen.add(Rule::FuncLinkage, 4, u64::from(seen.record.vlen()), 1);
        }
        no_kflag(seen);
    }

    fn var(&self, seen: &mut Seen<'_, 'b>) {
        no_vlen(seen);
        no_kflag(seen);
        let record = seen.record;
        if record.name_off == 0 || !self.names.is_variable(record.name_off) {
            seen.add(Rule::Name, 0, 0, 0);
        }
        if !(1..=MAX_TYPE).contains(&record.third) {
            seen.add(Rule::TypeIdRange, 8, u64::from(record.third), u64::from(MAX_TYPE));
        }
        if 1 < record.word(0) {
            seen.add(Rule::VarLinkage, 12, u64::from(record.word(0)), 1);
        }
    }

    fn datasec(&self, seen: &mut Seen<'_, 'b>) {
        let record = seen.record;
        let size = record.third;
        if record.vlen() == 0 && !self.target.features.has(Feature::EmptyDatasec) {
            seen.add(Rule::DatasecEmpty, 4, 0, 0);
        }
        if size == 0 {
            seen.add(Rule::DatasecSize, 8, 0, 0);
        }
        no_kflag(seen);
        if record.name_off == 0 || !self.names.is_section(record.name_off) {
            seen.add(Rule::Name, 0, 0, 0);
        }
        // Of a section that is not filled in yet, each variable is wrong in the same way.
        if size == 0 {
            return;
        }
        let (mut end, mut sum) = (0, 0);
        for (idx, [id, offset, len]) in record.entries::<3>(0) {
            let mut add = |rule, word: u32, value: u32, limit: u32| {
                let at = record.entry_at(idx, 3).saturating_add(word * 4);
                let finding = Finding::new(rule, at).part(idx);
                seen.put(finding.with(u64::from(value), u64::from(limit)));
            };
            if !(1..=MAX_TYPE).contains(&id) {
                add(Rule::TypeIdRange, 0, id, MAX_TYPE);
            }
            if u64::from(offset) < end || size <= offset {
                add(Rule::DatasecOffset, 1, offset, size);
            }
            if len == 0 || size < len {
                add(Rule::DatasecVarSize, 2, len, size);
            }
            // The kernel adds in 32 bits.
            let this_end = offset.wrapping_add(len);
            if size < this_end {
                add(Rule::DatasecBeyond, 2, this_end, size);
            }
            end = u64::from(this_end);
            sum += u64::from(len);
        }
        if u64::from(size) < sum && seen.is_good {
            seen.add(Rule::DatasecSum, 8, sum, u64::from(size));
        }
    }

    fn decl_tag(&self, seen: &mut Seen<'_, 'b>) {
        if self.names.get(seen.record.name_off).is_empty() {
            seen.add(Rule::TagValue, 0, 0, 0);
        }
        if !self.target.features.has(Feature::TagAttributes) {
            no_kflag(seen);
        }
        no_vlen(seen);
        let idx = seen.record.word(0);
        if idx.cast_signed() < -1 {
            seen.add(Rule::TagIndex, 12, u64::from(idx), 0);
        }
    }

    /// Checks the name of a kind that has one, or may have one.
    fn identifier(&self, seen: &mut Seen<'_, 'b>, is_needed: bool) {
        let name_off = seen.record.name_off;
        if if name_off == 0 { is_needed } else { !self.names.is_identifier(name_off) } {
            seen.add(Rule::Name, 0, 0, 0);
        }
    }

    fn no_name(&self, seen: &mut Seen<'_, 'b>) {
        if seen.record.name_off != 0 {
            seen.add(Rule::Name, 0, 0, 0);
        }
    }
}

/// A record that is looked at, and what was found of it.
struct Seen<'r, 'b> {
    record: Record<'b>,
    report: &'r mut Report,
    is_good: bool,
}

impl Seen<'_, '_> {
    /// A finding `offset` bytes into the record.
    fn add(&mut self, rule: Rule, offset: u32, value: u64, limit: u64) {
        let at = self.record.at.saturating_add(offset);
        self.put(Finding::new(rule, at).with(value, limit));
    }

    fn put(&mut self, finding: Finding) {
        self.is_good = false;
        let (id, kind) = (Some(self.record.type_id()), self.record.kind);
        self.report.add(Finding { id, kind, ..finding });
    }
}

/// The feature that a kernel needs for a kind; `None` for those that all have.
const fn needed(kind: Kind) -> Option<Feature> {
    match kind {
        Kind::Func | Kind::FuncProto => Some(Feature::Func),
        Kind::Var | Kind::Datasec => Some(Feature::Datasec),
        Kind::Float => Some(Feature::Float),
        Kind::DeclTag => Some(Feature::DeclTag),
        Kind::TypeTag => Some(Feature::TypeTag),
        Kind::Enum64 => Some(Feature::Enum64),
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
        | Kind::Opaque => None,
    }
}

fn reference(seen: &mut Seen<'_, '_>, may_have_kflag: bool) {
    no_vlen(seen);
    if !may_have_kflag {
        no_kflag(seen);
    }
    let id = seen.record.third;
    if MAX_TYPE < id {
        seen.add(Rule::TypeIdRange, 8, u64::from(id), u64::from(MAX_TYPE));
    }
}

fn no_vlen(seen: &mut Seen<'_, '_>) {
    if seen.record.vlen() != 0 {
        seen.add(Rule::Vlen, 4, u64::from(seen.record.vlen()), 0);
    }
}

fn no_kflag(seen: &mut Seen<'_, '_>) {
    if seen.record.kflag() {
        seen.add(Rule::KindFlag, 4, 0, 0);
    }
}

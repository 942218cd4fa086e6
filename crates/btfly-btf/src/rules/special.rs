//! Members that kernels manage for programs: locks, lists, trees, reference counts, kernel pointers.
//!
//! *In:* records without findings. *Out:* findings. A kernel reads the structs that have such members when it loads a BTF, and
//! refuses all of it when one makes no sense; it logs nothing then. *Never:* whether a kernel can free what a kernel
//! pointer leads to, which only that kernel knows. Kernel reference: `kernel/bpf/btf.c: btf_parse_struct_metas,
//! btf_parse_fields, btf_check_and_fixup_fields, btf_check_ownership_depth`, Linux v6.12 and v7.2. Kernels from 6.2 to
//! 6.11 have parts of it, which are not told apart here.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::finding::{Finding, Report};
use super::names::Names;
use super::record::{Record, Records};
use super::resolve::is_modifier;
use super::rule::Rule;
use super::target::Target;
use crate::feature::Feature;
use crate::wire::kind::Kind;

/// What a kernel manages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Field {
    SpinLock,
    ResSpinLock,
    ListHead,
    ListNode,
    RbRoot,
    RbNode,
    Refcount,
    /// A pointer with a tag; whether it owns what it leads to, and the struct there.
    Pointer(bool, u32),
}

/// Types by name, with size and alignment in bytes.
pub(super) const NAMED: [(&[u8], Field, u32, u32); 7] = [
    (b"bpf_spin_lock", Field::SpinLock, 4, 4),
    (b"bpf_res_spin_lock", Field::ResSpinLock, 4, 4),
    (b"bpf_list_head", Field::ListHead, 16, 8),
    (b"bpf_list_node", Field::ListNode, 24, 8),
    (b"bpf_rb_root", Field::RbRoot, 16, 8),
    (b"bpf_rb_node", Field::RbNode, 32, 8),
    (b"bpf_refcount", Field::Refcount, 4, 4),
];
/// Bytes of a pointer in a BPF program.
const POINTER: u32 = 8;
/// How many of them a struct may have: `BTF_FIELDS_MAX`.
const MOST: usize = 11;
/// How deep structs and arrays are looked into: `MAX_RESOLVE_DEPTH`.
const MAX_DEPTH: usize = 32;
/// How many structs may own one another: `BTF_MAX_OWNERSHIP_DEPTH`.
const MAX_OWNERS: usize = 8;
/// What the tag of a list or tree begins with.
const CONTAINS: &[u8] = b"contains:";

/// A field that was found: where, and for lists and trees the struct that has it and which of its members it is.
#[derive(Clone, Copy)]
struct Found {
    field: Field,
    offset: u32,
    size: u32,
    of: (u32, u32),
}

/// What a struct came to.
struct Struct {
    id: u32,
    fields: Vec<Found>,
    /// Structs that it owns, and whether by a list or tree.
    owned: Vec<(u32, bool)>,
}

/// A struct that is being looked into.
struct Frame {
    id: u32,
    next: u32,
    inside: Inside,
}

/// What a struct has inside, by its own offsets.
#[derive(Default)]
struct Inside {
    fields: Vec<Found>,
    /// How many structs there are one in another, at most.
    height: usize,
}

/// A member of a struct that a tag may name: how often there is one of that name, its type and its offset.
type Member = (u32, u32, u32);

/// Checks `holders`, the structs that have such members.
pub(super) fn check(
    records: &Records<'_>,
    holders: &[u32],
    names: Names<'_, '_>,
    target: &Target,
    report: &mut Report,
) {
    if holders.is_empty() {
        return;
    }
    let mut special = Special {
        records,
        names,
        target,
        by_name: BTreeMap::new(),
        tags: BTreeMap::new(),
        inside: BTreeMap::new(),
        members: BTreeMap::new(),
    };
    special.gather_tags();
    let mut structs: Vec<Struct> = Vec::new();
    for id in holders {
        let Some(record) = records.get(*id) else { continue };
        let fields = special.fields(record.id);
        match fields.and_then(|fields| special.judge(record, fields)) {
            Ok(of_this) => structs.push(of_this),
            Err(rule) => report.add(of(record, rule)),
        }
    }
    special.owners(&structs, report);
}

fn of(record: Record<'_>, rule: Rule) -> Finding {
    let (id, kind) = (Some(record.type_id()), record.kind);
    Finding { id, kind, ..Finding::new(rule, record.at) }
}

struct Special<'c, 'b> {
    records: &'c Records<'b>,
    names: Names<'b, 'c>,
    target: &'c Target,
    /// The first struct of each name.
    by_name: BTreeMap<&'b [u8], u32>,
    /// By struct and member: the tags that say what a list or tree contains.
    tags: BTreeMap<(u32, u32), Vec<&'b [u8]>>,
    /// Structs that have been looked into, so that none is twice.
    inside: BTreeMap<u32, Inside>,
    /// By struct, and empty name for one that was gathered: its members by name.
    members: BTreeMap<(u32, &'b [u8]), Member>,
}

impl<'b> Special<'_, 'b> {
    /// The structs, of which each is read.
    fn structs(&self) -> impl Iterator<Item = Record<'b>> + use<'_, 'b> {
        let all = (self.records.first..).zip(&self.records.kinds);
        all.filter(|(_, kind)| **kind == Kind::Struct).filter_map(|(id, _)| self.records.get(id))
    }

    /// Tags, and where there are any the names that they may mean: few have them, and there are many names.
    fn gather_tags(&mut self) {
        let records = self.records;
        let all = (records.first..).zip(&records.kinds);
        for (id, _) in all.filter(|(_, kind)| **kind == Kind::DeclTag) {
            let Some(record) = records.get(id) else { continue };
            if let Some(value) = self.names.get(record.name_off).strip_prefix(CONTAINS) {
                self.tags.entry((record.third, record.word(0))).or_default().push(value);
            }
        }
        if self.tags.is_empty() {
            return;
        }
        let named: Vec<_> =
            self.structs().map(|record| (self.names.get(record.name_off), record.id)).collect();
        for (name, id) in named {
            self.by_name.entry(name).or_insert(id);
        }
    }

    /// The fields of a struct and of those in it, in their order.
    fn fields(&mut self, root: u32) -> Result<Vec<Found>, Rule> {
        let new = |id| Frame { id, next: 0, inside: Inside::default() };
        let mut stack = Vec::from([new(root)]);
        while let Some(frame) = stack.last_mut() {
            let Some(record) = self.records.get(frame.id) else { return Err(Rule::SpecialShape) };
            let Some((idx, [_, to, offset])) = record.entries::<3>(frame.next).next() else {
                if let Some(Frame { id, inside, .. }) = stack.pop() {
                    self.inside.insert(id, inside);
                }
                continue;
            };
            let bit = record.member_bit(offset);
            if !bit.is_multiple_of(8) {
                return Err(Rule::SpecialBits);
            }
            let (own, of) = (bit / 8, (frame.id, idx));
            let element = self.element(to)?;
            if let Some((id, Kind::Struct, nelems)) = element
                && self.named(id).is_none()
            {
                let Some(inside) = self.inside.get(&id) else {
                    // Types that are sound are in no circle, and the stack has a place for each.
                    stack.push(new(id));
                    continue;
                };
                frame.inside.height = frame.inside.height.max(inside.height + 1);
                let size = self.records.get(id).map_or(0, |record| record.third);
                self.extend(&mut frame.inside.fields, &inside.fields, own, nelems, size)?;
            } else if let Some((id, kind, nelems)) = element
                && let Some((field, size)) = self.field(id, kind, own, frame)?
            {
                let found = [Found { field, offset: 0, size, of }];
                self.extend(&mut frame.inside.fields, &found, own, nelems, size)?;
            }
            frame.next = idx + 1;
        }
        let inside = self.inside.get(&root).ok_or(Rule::SpecialShape)?;
        if inside.fields.is_empty() || MAX_DEPTH <= inside.height {
            return Err(Rule::SpecialShape);
        }
        Ok(inside.fields.clone())
    }

    /// What a type's name says that it is.
    fn named(&self, id: u32) -> Option<(Field, u32, u32)> {
        let name = self.records.get(id).map_or(&[][..], |record| self.names.get(record.name_off));
        let is_it = |row: &&(&[u8], Field, u32, u32)| {
            row.0 == name && (row.1 != Field::ResSpinLock || self.target.is(6, 15))
        };
        NAMED.iter().find(is_it).map(|(_, field, size, align)| (*field, *size, *align))
    }

    /// What a member that is no ordinary struct is to a kernel, and its size.
    fn field(
        &self,
        id: u32,
        kind: Kind,
        offset: u32,
        frame: &Frame,
    ) -> Result<Option<(Field, u32)>, Rule> {
        let Some((field, size, align)) = self.named(id) else {
            if !offset.is_multiple_of(POINTER) {
                return Ok(None);
            }
            return Ok(pointer(self.records, self.names, self.target, id)?
                .map(|pointer| (pointer, POINTER)));
        };
        // Older kernels count those of each struct by itself, and take two where one is further inside.
        let counts = |found: &&Found| self.counts_all() || found.of.0 == frame.id;
        let mut before = frame.inside.fields.iter().filter(counts);
        if is_single(field) && before.any(|found| found.field == field) {
            return Err(Rule::SpecialTwice);
        }
        let fits =
            kind == Kind::Struct && self.records.get(id).is_some_and(|record| record.third == size);
        Ok((fits && offset.is_multiple_of(align)).then_some((field, size)))
    }

    /// Whether a struct's locks and counts and those of structs inside are counted together.
    fn counts_all(&self) -> bool {
        self.target.is(7, 2)
    }

    /// Adds fields at an offset, as often as an array has them.
    fn extend(
        &self,
        fields: &mut Vec<Found>,
        more: &[Found],
        offset: u32,
        nelems: u32,
        size: u32,
    ) -> Result<(), Rule> {
        let is_twice = |found: &Found| {
            is_single(found.field) && fields.iter().any(|before| before.field == found.field)
        };
        if self.counts_all() && more.iter().any(is_twice) {
            return Err(Rule::SpecialTwice);
        }
        let may_repeat = |found: &Found| {
            matches!(found.field, Field::Pointer(..) | Field::ListHead | Field::RbRoot)
        };
        if 1 < nelems && !more.iter().all(may_repeat) {
            return Err(Rule::SpecialShape);
        }
        if MOST < fields.len() + more.len().saturating_mul(nelems as usize) {
            return Err(Rule::SpecialMany);
        }
        if more.is_empty() {
            return Ok(());
        }
        for n in 0..nelems {
            fields.extend(more.iter().map(|found| {
                let base = offset.wrapping_add(n.wrapping_mul(size));
                Found { offset: found.offset.wrapping_add(base), ..*found }
            }));
        }
        Ok(())
    }

    /// What the elements of an array of arrays are, and how many; `None` for no elements. No array: itself, once.
    fn element(&self, mut id: u32) -> Result<Option<(u32, Kind, u32)>, Rule> {
        let mut nelems = 1_u32;
        for _ in 0..MAX_DEPTH {
            match self.records.kind(id) {
                Some(Kind::Array) => {
                    let Some(array) = self.records.get(id) else { return Ok(None) };
                    nelems = nelems.wrapping_mul(array.word(2));
                    id = array.word(0);
                }
                Some(kind) => return Ok((nelems != 0).then_some((id, kind, nelems))),
                None => return Ok(None),
            }
        }
        Err(Rule::SpecialShape)
    }

    /// Whether the fields of one struct fit together, and what it owns.
    fn judge(&mut self, record: Record<'b>, fields: Vec<Found>) -> Result<Struct, Rule> {
        let mut end = 0;
        let mut owned = Vec::new();
        for found in &fields {
            let this_end = u64::from(found.offset) + u64::from(found.size);
            if u64::from(record.third) < this_end || u64::from(found.offset) < end {
                return Err(Rule::SpecialShape);
            }
            end = this_end;
            let node: &[u8] = match found.field {
                Field::ListHead => b"bpf_list_node",
                Field::RbRoot => b"bpf_rb_node",
                Field::Pointer(true, id) => {
                    owned.push((id, false));
                    continue;
                }
                _ => continue,
            };
            owned.push((self.node(found, node).ok_or(Rule::SpecialContains)?, true));
        }
        let has = |field: Field| fields.iter().any(|found| found.field == field);
        let (lock, newer) = (has(Field::SpinLock), has(Field::ResSpinLock));
        let has_root = has(Field::ListHead) || has(Field::RbRoot);
        if lock == newer && (lock || has_root) {
            return Err(Rule::SpecialLock);
        }
        if !has(Field::Refcount) && has(Field::ListNode) && has(Field::RbNode) {
            return Err(Rule::SpecialShape);
        }
        Ok(Struct { id: record.id, fields, owned })
    }

    /// The struct that a list or tree contains, if its tag names one with such a node.
    fn node(&mut self, root: &Found, node: &[u8]) -> Option<u32> {
        let [tag] = self.tags.get(&root.of)?.as_slice() else { return None };
        let colon = tag.iter().position(|byte| *byte == b':')?;
        let (name, member) = (tag.get(..colon)?, tag.get(colon + 1..)?);
        let id = *self.by_name.get(name)?;
        if member.is_empty() {
            return None;
        }
        if self.members.insert((id, &[]), (0, 0, 0)).is_none() {
            for (_, [name_off, to, offset]) in self.records.get(id)?.entries::<3>(0) {
                let name = self.names.get(name_off);
                let known = self.members.entry((id, name)).or_insert((0, to, offset));
                known.0 += 1;
            }
        }
        let (n, to, offset) = *self.members.get(&(id, member))?;
        let ty = self.records.get(to).filter(|ty| ty.kind == Some(Kind::Struct))?;
        let is_node = self.names.get(ty.name_off) == node;
        // By the flag of the node's own struct, as the kernel does.
        let is_aligned = ty.member_bit(offset).is_multiple_of(64);
        (n == 1 && is_node && is_aligned).then_some(id)
    }

    /// Whether structs that own one another do so in no circle, and not too deep.
    fn owners(&self, structs: &[Struct], report: &mut Report) {
        let is_new = self.target.features.has(Feature::LateTypeTag);
        let places: BTreeMap<u32, usize> =
            structs.iter().enumerate().map(|(at, of_this)| (of_this.id, at)).collect();
        let is_root = |found: &Found| matches!(found.field, Field::ListHead | Field::RbRoot);
        let is_node = |found: &Found| matches!(found.field, Field::ListNode | Field::RbNode);
        let owns_root = |at: usize| structs.get(at).is_some_and(|of| of.fields.iter().any(is_root));
        let mut owned: Vec<Vec<usize>> = Vec::new();
        for of_this in structs {
            let mut to = Vec::new();
            let mut rule = None;
            for (id, is_root) in &of_this.owned {
                match places.get(id) {
                    Some(at) if *is_root || is_new => to.push(*at),
                    None if *is_root => rule = Some(Rule::SpecialShape),
                    Some(_) | None => {}
                }
            }
            let is_owned = of_this.fields.iter().any(is_node);
            if !is_new && is_owned && to.iter().any(|at| owns_root(*at)) {
                rule = Some(Rule::SpecialOwner);
            }
            if let (Some(rule), Some(record)) = (rule, self.records.get(of_this.id)) {
                report.add(of(record, rule));
            }
            owned.push(to);
        }
        if !is_new {
            return;
        }
        // How many follow one another, at most: what is still too deep after so many rounds is a circle.
        let mut depth: Vec<usize> = owned.iter().map(|_| 1).collect();
        for _ in 0..=MAX_OWNERS {
            let below = |at: &usize| depth.get(*at).copied();
            depth =
                owned.iter().map(|to| 1 + to.iter().filter_map(below).max().unwrap_or(0)).collect();
        }
        for (of_this, depth) in structs.iter().zip(depth) {
            if MAX_OWNERS < depth
                && let Some(record) = self.records.get(of_this.id)
            {
                report.add(of(record, Rule::SpecialOwner));
            }
        }
    }
}

/// A kernel pointer, if `id` is one; an error if it is tagged as one and leads to no struct.
pub(super) fn pointer(
    records: &Records<'_>,
    names: Names<'_, '_>,
    target: &Target,
    id: u32,
) -> Result<Option<Field>, Rule> {
    let Some(mut record) = records.get(id) else { return Ok(None) };
    if record.kind == Some(Kind::Volatile) {
        let Some(behind) = records.get(record.third) else { return Ok(None) };
        record = behind;
    }
    if record.kind != Some(Kind::Ptr) {
        return Ok(None);
    }
    let (mut found, mut n_found, mut is_first) = (None, 0, true);
    let mut to = record.third;
    let is_late = target.features.has(Feature::LateTypeTag);
    // Chains are no longer than 32: that was checked before.
    while let Some(behind) = records.get(to).filter(|behind| behind.kind.is_some_and(is_modifier)) {
        if behind.kind == Some(Kind::TypeTag) && !behind.kflag() {
            let owns = match names.get(behind.name_off) {
                b"kptr" | b"percpu_kptr" => Some(true),
                b"kptr_untrusted" => Some(false),
                _ => None,
            };
            if !is_late {
                // Of older kernels, the first tag is the only one.
                let is_second = !is_first;
                if is_second || (is_first && owns.is_none()) {
                    return if found.is_some() || is_first {
                        Err(Rule::SpecialShape)
                    } else {
                        Ok(None)
                    };
                }
            }
            if let Some(owns) = owns {
                n_found += 1;
                found = Some(owns);
            }
        } else if is_first && !is_late {
            return Ok(None);
        }
        is_first = false;
        to = behind.third;
    }
    let Some(owns) = found else { return Ok(None) };
    if 1 < n_found || records.kind(to) != Some(Kind::Struct) {
        return Err(Rule::SpecialShape);
    }
    Ok(Some(Field::Pointer(owns, to)))
}

/// Whether a struct may have one at most.
fn is_single(field: Field) -> bool {
    matches!(field, Field::SpinLock | Field::ResSpinLock | Field::Refcount)
}

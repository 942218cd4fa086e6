//! The header and the sections around the types, as a kernel reads them.
//!
//! *In:* bytes. *Out:* where types, strings and layout are, if that can be said at all; findings. Kernel reference:
//! `kernel/bpf/btf.c: btf_parse_hdr, btf_check_sec_info, btf_parse_str_sec, btf_parse_layout_sec, btf_parse_type_sec`,
//! Linux v5.10 and v7.2.

use core::ops::Range;

use super::finding::{Finding, Report};
use super::rule::Rule;
use super::target::Target;
use crate::feature::Feature;
use crate::wire::cursor::{Endian, word};
use crate::wire::header::{LEN_LAYOUT, LEN_SHORT, MAGIC, VERSION, endian_of};

/// Bytes of the longest BTF that kernels read: `BTF_MAX_SIZE`.
const MAX_SIZE: usize = 16 << 20;
/// The last string offset at which a name may start: `BTF_MAX_NAME_OFFSET`.
pub(super) const MAX_NAME_OFFSET: u32 = 0x00ff_ffff;
/// Bytes up to and with the length of the header.
const LEN_OF_LEN: usize = 8;

/// Where the sections are: bytes from the start.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) endian: Endian,
    pub(super) types: Range<u32>,
    pub(super) strings: Range<u32>,
    pub(super) layout: Range<u32>,
    /// Whether the header is one that readers take, and there is no layout section.
    pub(super) is_plain: bool,
}

/// A section as the header tells of it: offset and length behind the header, and where it tells so.
#[derive(Clone, Copy)]
struct Said {
    offset: u32,
    len: u32,
    at: u32,
}

/// Reads and checks what stands around the types; `None` if they cannot be found.
pub(super) fn check(
    bytes: &[u8],
    is_split: bool,
    target: &Target,
    report: &mut Report,
) -> Option<Head> {
    if MAX_SIZE < bytes.len() {
        report.add(Finding::new(Rule::TooLarge, 0).with(bytes.len() as u64, MAX_SIZE as u64));
    }
    let total = u32::try_from(bytes.len()).ok()?;
    if bytes.len() < LEN_OF_LEN {
        report.add(Finding::new(Rule::HeaderCut, 0).with(u64::from(total), 0));
        return None;
    }
    let of_magic = endian_of(bytes).ok();
    let endian = target.endian.or(of_magic).unwrap_or(Endian::Little);
    if of_magic.is_some_and(|of_magic| of_magic != endian) {
        report.add(Finding::new(Rule::ByteOrder, 0));
        return None;
    }
    let hdr_len = word(bytes, 4, endian);
    if total < hdr_len {
        let finding = Finding::new(Rule::HeaderBeyond, 4);
        report.add(finding.with(u64::from(hdr_len), u64::from(total)));
        return None;
    }
    // What a header is too short for, kernels take as zero.
    let known = if target.features.has(Feature::Layout) { LEN_LAYOUT } else { LEN_SHORT };
    let tail = bytes.get(known as usize..hdr_len as usize).unwrap_or(&[]);
    if let Some((at, byte)) = tail.iter().enumerate().find(|(_, byte)| **byte != 0) {
        let at = known.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        report.add(Finding::new(Rule::HeaderTail, at).with(u64::from(*byte), u64::from(known)));
    }
    let mut header = [0; LEN_LAYOUT as usize];
    let there = bytes.get(..hdr_len.min(known) as usize).unwrap_or(&[]);
    for (to, from) in header.iter_mut().zip(there) {
        *to = *from;
    }
    check_words(&header, endian, report);
    if !is_split && total == hdr_len {
        report.add(Finding::new(Rule::NoData, 4));
    }
    let said = |at: usize| Said {
        offset: word(&header, at, endian),
        len: word(&header, at + 4, endian),
        at: u32::try_from(at).unwrap_or(0),
    };
    let (types, strings, layout) = (said(8), said(16), said(24));
    let has_layout = LEN_LAYOUT <= hdr_len && layout.len != 0;
    check_places(
        &[Some(types), Some(strings), has_layout.then_some(layout)],
        total - hdr_len,
        report,
    );
    let range = |said: Said| {
        let start = hdr_len.checked_add(said.offset)?;
        let end = start.checked_add(said.len)?;
        (end <= total).then_some(start..end)
    };
    let head = Head {
        endian,
        types: range(types)?,
        strings: range(strings)?,
        layout: if has_layout { range(layout)? } else { hdr_len..hdr_len },
        is_plain: hdr_len == LEN_SHORT,
    };
    if !(target.features.has(Feature::Layout) && LEN_LAYOUT <= hdr_len) && head.strings.end != total
    {
        let end = u64::from(head.strings.end - hdr_len);
        report.add(Finding::new(Rule::StringsNotLast, 16).with(end, u64::from(total - hdr_len)));
    }
    check_strings(bytes, &head, is_split, report);
    if has_layout {
        check_layout(layout, report);
    }
    // A module's types are read without these two.
    if !is_split {
        if !types.offset.is_multiple_of(4) {
            report.add(Finding::new(Rule::TypesAlign, 8).with(u64::from(types.offset), 4));
        }
        if types.len == 0 {
            report.add(Finding::new(Rule::NoTypes, 12));
        }
    }
    Some(head)
}

fn check_words(header: &[u8], endian: Endian, report: &mut Report) {
    let first = word(header, 0, endian);
    let [a, b, version, flags] = endian.bytes32(first);
    let magic = endian.u16([a, b]);
    let mut differs = |rule, at, value: u32, right: u32| {
        if value != right {
            report.add(Finding::new(rule, at).with(u64::from(value), u64::from(right)));
        }
    };
    differs(Rule::Magic, 0, u32::from(magic), u32::from(MAGIC));
    differs(Rule::FormatVersion, 2, u32::from(version), u32::from(VERSION));
    differs(Rule::Flags, 3, u32::from(flags), 0);
}

/// Sections follow one another from the end of the header to the end of the input.
fn check_places(sections: &[Option<Said>; 3], available: u32, report: &mut Report) {
    let mut sorted = sections.map(|said| said.unwrap_or(Said { offset: u32::MAX, len: 0, at: 0 }));
    sorted.sort_by_key(|said| (said.offset, said.len));
    let n = sections.iter().flatten().count();
    let mut add = |rule, at, value: u32, limit: u32| {
        report.add(Finding::new(rule, at).with(u64::from(value), u64::from(limit)));
    };
    let (mut total, mut is_beyond) = (0_u32, false);
    for Said { offset, len, at } in sorted.into_iter().take(n) {
        if available < offset {
            return add(Rule::SectionOffset, at, offset, available);
        }
        if total < offset {
            add(Rule::SectionGap, at, offset, total);
        } else if offset < total {
            add(Rule::SectionOverlap, at, offset, total);
        }
        if available - offset < len {
            add(Rule::SectionBeyond, at, len, available - offset);
            is_beyond = true;
        }
        total = total.max(offset.saturating_add(len).min(available));
    }
    if total != available && !is_beyond {
        add(Rule::TrailingBytes, 20, total, available);
    }
}

fn check_strings(bytes: &[u8], head: &Head, is_split: bool, report: &mut Report) {
    let Range { start, end } = head.strings;
    let strings = bytes.get(start as usize..end as usize).unwrap_or(&[]);
    let Some((first, last)) = strings.first().zip(strings.last()) else {
        if !is_split {
            report.add(Finding::new(Rule::StringsMissing, 20));
        }
        return;
    };
    if MAX_NAME_OFFSET < end - start - 1 {
        let finding = Finding::new(Rule::StringsTooLong, 20);
        report.add(finding.with(u64::from(end - start), u64::from(MAX_NAME_OFFSET)));
    }
    if *last != 0 {
        report.add(Finding::new(Rule::StringsUnterminated, end - 1));
    }
    if *first != 0 && !is_split {
        report.add(Finding::new(Rule::StringsStart, start));
    }
}

fn check_layout(said: Said, report: &mut Report) {
    let mut add = |rule, at, value: u32| {
        report.add(Finding::new(rule, at).with(u64::from(value), 4));
    };
    if !said.offset.is_multiple_of(4) {
        add(Rule::LayoutAlign, said.at, said.offset);
    }
    if said.len < 4 {
        add(Rule::LayoutSmall, said.at + 4, said.len);
    } else if !said.len.is_multiple_of(4) {
        add(Rule::LayoutLength, said.at + 4, said.len);
    }
}

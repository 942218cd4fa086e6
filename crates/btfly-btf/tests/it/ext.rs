//! `.BTF.ext`, put together by hand; what compilers write is read by `cargo xtask real`.

use btfly_btf::error::ErrorKind;
use btfly_btf::ext::{CoreRelo, Ext, FuncInfo, LineInfo};
use btfly_btf::{Endian, NameOff, TypeId};

/// Header and blocks: words of func_info, line_info, core_relo.
fn section(endian: Endian, hdr_len: u32, blocks: [&[u32]; 3]) -> Vec<u8> {
    let mut out: Vec<u8> = endian.bytes16(0xeb9f).to_vec();
    out.extend([1, 0]);
    let put = |out: &mut Vec<u8>, word: u32| out.extend(endian.bytes32(word));
    put(&mut out, hdr_len);
    let mut at = 0;
    for (index, block) in blocks.iter().enumerate() {
        let len = u32::try_from(block.len() * 4).unwrap();
        if index < 2 || 32 <= hdr_len {
            put(&mut out, at);
            put(&mut out, len);
        }
        at += len;
    }
    out.resize(hdr_len as usize, 0);
    for word in blocks.concat() {
        put(&mut out, word);
    }
    out
}

const FUNCS: &[u32] = &[8, 1, 2, 0, 7, 16, 8, 2, 1, 0, 9];
const LINES: &[u32] = &[16, 1, 1, 8, 5, 6, 42 << 10 | 3];
const RELOS: &[u32] = &[16, 1, 1, 8, 4, 5, 11];

#[test]
fn records_are_read_in_both_byte_orders() {
    for endian in [Endian::Little, Endian::Big] {
        let ext = Ext::parse(&section(endian, 32, [FUNCS, LINES, RELOS])).unwrap();
        assert_eq!(ext.endian, endian);
        let funcs: Vec<_> = ext
            .func_infos
            .iter()
            .flat_map(|section| section.records.iter().map(|record| (section.name_off.0, *record)))
            .collect();
        let func = |insn_off, id| FuncInfo { insn_off, type_id: TypeId(id) };
        assert_eq!(funcs, [(1, func(0, 7)), (1, func(16, 8)), (2, func(0, 9))]);
        let line = LineInfo {
            insn_off: 8,
            file_name_off: NameOff(5),
            line_off: NameOff(6),
            line: 42,
            column: 3,
        };
        assert_eq!(ext.line_infos[0].records, [line]);
        let relo =
            CoreRelo { insn_off: 8, type_id: TypeId(4), access_str_off: NameOff(5), kind: 11 };
        assert_eq!(ext.core_relos[0].records, [relo]);
    }
}

#[test]
fn an_old_header_has_no_relocations() {
    let ext = Ext::parse(&section(Endian::Little, 24, [FUNCS, LINES, &[]])).unwrap();
    assert_eq!((ext.func_infos.len(), ext.core_relos.len()), (2, 0));
}

#[test]
fn a_record_may_be_longer_than_what_is_known_of_it() {
    let longer = &[12, 1, 1, 0, 7, 0xdead];
    let ext = Ext::parse(&section(Endian::Little, 32, [longer, &[], &[]])).unwrap();
    assert_eq!(ext.func_infos[0].records, [FuncInfo { insn_off: 0, type_id: TypeId(7) }]);
}

#[track_caller]
fn refused(bytes: &[u8], kind: ErrorKind, at: u32) {
    let error = Ext::parse(bytes).unwrap_err();
    assert_eq!((error.kind(), error.at()), (kind, at), "{error}");
}

#[test]
fn what_is_wrong_is_said_with_its_byte() {
    let little = |blocks| section(Endian::Little, 32, blocks);
    let size = |block, size| ErrorKind::RecordSize { block, size };
    refused(&little([&[4, 1, 1, 0], &[], &[]]), size("func_info", 4), 32);
    refused(&little([&[9, 1, 1, 0, 7], &[], &[]]), size("func_info", 9), 32);
    refused(&little([&[], &[8, 1, 1, 0, 7], &[]]), size("line_info", 8), 32);
    refused(&little([&[], &[], &[12, 1, 1, 0, 7, 1]]), size("core_relo", 12), 32);
    refused(&little([&[8, 1, 0], &[], &[]]), ErrorKind::EmptyBlock { block: "func_info" }, 36);
    let records = ErrorKind::Truncated { what: "a section's records" };
    refused(&little([&[8, 1, 2, 0, 7], &[], &[]]), records, 44);
    refused(&little([&[8, 1, u32::MAX, 0, 7], &[], &[]]), records, 44);
    let number = ErrorKind::Truncated { what: "a section's number of records" };
    refused(&little([&[8, 1], &[], &[]]), number, 40);
    let mut moved = little([FUNCS, LINES, RELOS]);
    moved[8] = 2;
    refused(&moved, ErrorKind::Misaligned { section: "func_info" }, 34);
    let mut long = little([FUNCS, LINES, RELOS]);
    long[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    let bounds =
        ErrorKind::SectionBounds { section: "func_info", offset: 0, len: u32::MAX, available: 100 };
    refused(&long, bounds, 8);
}

#[test]
fn prefixes_and_changed_bytes_are_read_or_refused() {
    for endian in [Endian::Little, Endian::Big] {
        let bytes = section(endian, 32, [FUNCS, LINES, RELOS]);
        for len in 0..bytes.len() {
            // A block that is cut off is missed by its length.
            assert!(Ext::parse(&bytes[..len]).is_err(), "{len} bytes");
        }
        for at in 0..bytes.len() {
            for new in 0..=u8::MAX {
                let mut changed = bytes.clone();
                changed[at] = new;
                if let Ok(ext) = Ext::parse(&changed) {
                    let records: usize =
                        ext.func_infos.iter().map(|section| section.records.len()).sum();
                    assert!(records <= bytes.len() / 8);
                }
            }
        }
    }
}

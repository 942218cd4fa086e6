//! A small object, made byte by byte, for the examples and tests of this crate and for the fuzzer; not part of the API.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "all of the input is below")]

use btfly_btf::{Btf, Endian, text};

use crate::insn::{Insn, Opcode};

/// A section, or its relocations.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// `SHT_PROGBITS` (1), `SHT_NOBITS` (8) and so on.
    pub kind: u32,
    /// `SHF_EXECINSTR` (4) and so on.
    pub flags: u64,
    /// Its bytes; for `SHT_NOBITS` only their number counts.
    pub bytes: Vec<u8>,
    /// For relocations: the number of the section that they apply to.
    pub info: u32,
}

/// A symbol: name, kind and binding as in the file, section number, place, size.
pub type Name = (&'static str, u8, u16, u64, u64);

/// What an object is put together from. Sections are numbered from 1 in their order.
#[derive(Clone, Debug)]
pub struct Maker {
    /// Byte order.
    pub endian: Endian,
    /// Sections but those of symbols and names, which come behind.
    pub parts: Vec<Part>,
    /// Symbols from number 1.
    pub names: Vec<Name>,
}

/// What the types of the example are.
pub const TYPES: &str = "
[1] INT 'int' size=4 encoding=SIGNED
[2] ARRAY type_id=1 index_type_id=1 nr_elems=2
[3] PTR type_id=2
[4] ARRAY type_id=1 index_type_id=1 nr_elems=4
[5] PTR type_id=4
[6] PTR type_id=1
[7] STRUCT '(anon)' size=32
	'type' type_id=3 bits_offset=0
	'max_entries' type_id=5 bits_offset=64
	'key' type_id=6 bits_offset=128
	'value' type_id=6 bits_offset=192
[8] VAR 'counts' type_id=7 linkage=global
[9] DATASEC '.maps' size=0
	type_id=8 offset=0 size=32
[10] FUNC_PROTO ret_type_id=1
	'context' type_id=6
[11] FUNC 'count' type_id=10 linkage=global
[12] FUNC 'helper' type_id=10 linkage=static
[13] VAR 'seen' type_id=1 linkage=global
[14] DATASEC '.bss' size=0
	type_id=13 offset=0 size=4
[15] CONST type_id=0
[16] VAR 'jiffies' type_id=15 linkage=extern
[17] FUNC 'bpf_kfunc' type_id=10 linkage=extern
[18] DATASEC '.ksyms' size=0
	type_id=16 offset=0 size=0
	type_id=17 offset=0 size=0
[19] VAR 'CONFIG_HZ' type_id=1 linkage=extern
[20] DATASEC '.kconfig' size=0
	type_id=19 offset=0 size=4
[21] STRUCT 'task' size=4
	'pid' type_id=1 bits_offset=0
[22] TYPEDEF 'xdp' type_id=1
[23] TYPEDEF '.text' type_id=1
[24] TYPEDEF 'program.c' type_id=1
[25] TYPEDEF '0:0' type_id=1
";

const PROGBITS: u32 = 1;
const SYMTAB: u32 = 2;
const STRTAB: u32 = 3;
const NOBITS: u32 = 8;
const REL: u32 = 9;

/// An object with the program `count` of the section `xdp`, a function, a map, a variable and externs.
#[must_use]
pub fn example_object() -> Vec<u8> {
    example(Endian::Little).make()
}

/// [`example_object`], to be changed before it is made.
#[must_use]
pub fn example(endian: Endian) -> Maker {
    example_of(endian, TYPES)
}

/// [`example`] with other types.
#[must_use]
pub fn example_of(endian: Endian, types: &str) -> Maker {
    let words = |words: &[u32]| -> Vec<u8> {
        words.iter().flat_map(|word| endian.bytes32(*word)).collect()
    };
    let part = |name: &str, kind, flags, bytes| Part {
        name: name.to_owned(),
        kind,
        flags,
        bytes,
        info: 0,
    };
    let relos = |name: &str, info, relos: &[(u64, u64, u64)]| Part {
        name: name.to_owned(),
        kind: REL,
        flags: 0,
        bytes: relos
            .iter()
            .flat_map(|(at, symbol, kind)| [wide(*at, endian), wide(symbol << 32 | kind, endian)])
            .flatten()
            .collect(),
        info,
    };
    let head = match endian {
        Endian::Little => "",
        Endian::Big => "btf endian=big",
    };
    let btf = text::parse(&format!("{head}{types}")).unwrap();
    Maker {
        endian,
        parts: vec![
            part(".text", PROGBITS, 6, code(endian, &[(0xb7, 0, 0, 0), (0x95, 0, 0, 0)])),
            part("xdp", PROGBITS, 6, code(endian, PROGRAM)),
            relos(".relxdp", 2, &[(0, 4, 1), (16, 5, 1), (32, 8, 1), (56, 1, 10), (64, 7, 10)]),
            part(".maps", PROGBITS, 3, vec![0; 32]),
            part(".bss", NOBITS, 3, vec![0; 4]),
            part("license", PROGBITS, 3, b"GPL\0".to_vec()),
            part(".BTF.ext", PROGBITS, 0, words(&records(&btf))),
            part(".BTF", PROGBITS, 0, btf.bytes().to_vec()),
        ],
        names: vec![
            ("", 3, 1, 0, 0),
            ("helper", 2, 1, 0, 16),
            ("count", 0x12, 2, 0, 80),
            ("counts", 0x11, 4, 0, 32),
            ("seen", 0x11, 5, 0, 4),
            ("jiffies", 0x10, 0, 0, 0),
            ("bpf_kfunc", 0x20, 0, 0, 0),
            ("CONFIG_HZ", 0x10, 0, 0, 0),
        ],
    }
}

/// A relocation of CO-RE: instruction, type, access string, kind.
pub type Core = (u32, u32, &'static str, u32);

/// An object of one program and nothing else, made of `insns` in `section`. `types` go on at 5; the program has the
/// relocations `relos`, and instruction 0 is in line 10 of its source, instruction 1 in line 11, and so on.
#[must_use]
pub fn program_of(section: &str, types: &str, insns: &[Insn], relos: &[Core]) -> Vec<u8> {
    const START: &str = "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] PTR type_id=1
        [3] FUNC_PROTO ret_type_id=1
        	'context' type_id=2
        [4] FUNC 'look' type_id=3 linkage=global
    ";
    let texts = [section, "program.c"].into_iter().chain(relos.iter().map(|relo| relo.2));
    let next = types.lines().filter(|line| line.trim_start().starts_with('[')).count() + 5;
    let texts: Vec<String> = (next..)
        .zip(texts)
        .map(|(id, text)| format!("[{id}] TYPEDEF '{text}' type_id=1"))
        .collect();
    let btf = text::parse(&format!("{START}{types}\n{}", texts.join("\n"))).unwrap();
    let count = |n: usize| u32::try_from(n).unwrap();
    let name = |text: &str| name_off(&btf, text);
    let (section_off, file) = (name(section), name("program.c"));
    let mut lines = vec![16, section_off, count(insns.len())];
    for at in 0..count(insns.len()) {
        lines.extend([at * 8, file, file, (10 + at) << 10 | 1]);
    }
    let mut records = vec![16, section_off, count(relos.len())];
    for (at, type_id, access, kind) in relos {
        records.extend([at * 8, *type_id, name(access), *kind]);
    }
    let words = ext(&btf, [&[8, section_off, 1, 0, 4], &lines, &records]);
    let part = |name: &str, flags, bytes| Part {
        name: name.to_owned(),
        kind: PROGBITS,
        flags,
        bytes,
        info: 0,
    };
    let code = insns.iter().flat_map(|insn| insn.to_bytes(Endian::Little)).collect();
    let parts = vec![
        part(section, 6, code),
        part("license", 3, b"GPL\0".to_vec()),
        part(".BTF.ext", 0, words.into_iter().flat_map(|word| word.to_le_bytes()).collect()),
        part(".BTF", 0, btf.bytes().to_vec()),
    ];
    let names =
        vec![("", 3, 1, 0, 0), ("", 3, 1, 0, 0), ("look", 0x12, 1, 0, insns.len() as u64 * 8)];
    Maker { endian: Endian::Little, parts, names }.make()
}

/// Opcode, `dst`, `src`, `imm`.
type Code = (u8, u8, u8, i32);

const PROGRAM: &[Code] = &[
    (0x18, 1, 0, 0),
    (0, 0, 0, 0),
    (0x18, 2, 0, 0),
    (0, 0, 0, 0),
    (0x18, 3, 0, 0),
    (0, 0, 0, 0),
    (0x61, 3, 1, 0),
    (0x85, 0, 1, -1),
    (0x85, 0, 1, -1),
    (0x95, 0, 0, 0),
];

fn code(endian: Endian, insns: &[Code]) -> Vec<u8> {
    let insn =
        |&(opcode, dst, src, imm): &Code| Insn { opcode: Opcode(opcode), dst, src, off: 0, imm };
    insns.iter().flat_map(|code| insn(code).to_bytes(endian)).collect()
}

/// Where a name is among the strings.
fn name_off(btf: &Btf, name: &str) -> u32 {
    let strings = btf.types().strings().own();
    let found = strings.split(|byte| *byte == 0).scan(0_u32, |at, text| {
        let start = *at;
        *at += u32::try_from(text.len()).unwrap() + 1;
        Some((start, text))
    });
    found.into_iter().find(|(_, text)| *text == name.as_bytes()).map_or(0, |(at, _)| at)
}

/// The records of the example: functions, lines, CO-RE.
fn records(btf: &Btf) -> Vec<u32> {
    let name = |name: &str| name_off(btf, name);
    let (xdp, text, file) = (name("xdp"), name(".text"), name("program.c"));
    let funcs = [8, text, 1, 0, 12, xdp, 1, 0, 11];
    let lines = [16, xdp, 2, 0, file, file, 3 << 10 | 5, 56, file, file, 4 << 10];
    let relos = [16, xdp, 1, 48, 21, name("0:0"), 0];
    ext(btf, [&funcs, &lines, &relos])
}

/// The words of `.BTF.ext`.
fn ext(btf: &Btf, tables: [&[u32]; 3]) -> Vec<u32> {
    let magic = match btf.endian() {
        Endian::Little => 0x0001_eb9f,
        Endian::Big => 0xeb9f_0100,
    };
    let mut words = vec![magic, 32];
    let mut at = 0;
    for table in tables {
        let len = u32::try_from(table.len() * 4).unwrap();
        words.extend([at, len]);
        at += len;
    }
    words.extend(tables.concat());
    words
}

fn wide(number: u64, endian: Endian) -> [u8; 8] {
    match endian {
        Endian::Little => number.to_le_bytes(),
        Endian::Big => number.to_be_bytes(),
    }
}

impl Maker {
    /// The section of a name.
    pub fn part(&mut self, name: &str) -> &mut Part {
        self.parts.iter_mut().find(|part| part.name == name).unwrap()
    }

    /// The file.
    #[must_use]
    pub fn make(&self) -> Vec<u8> {
        const HEADER: usize = 64;
        let endian = self.endian;
        let mut strings = vec![0];
        let mut text = |name: &str| {
            let at = u32::try_from(strings.len()).unwrap();
            strings.extend(name.bytes().chain([0]));
            if name.is_empty() { 0 } else { at }
        };
        let mut symbols = vec![0; 24];
        for (name, info, section, value, size) in &self.names {
            symbols.extend(endian.bytes32(text(name)));
            symbols.extend([*info, 0]);
            symbols.extend(endian.bytes16(*section));
            symbols.extend(wide(*value, endian));
            symbols.extend(wide(*size, endian));
        }
        let n_parts = u32::try_from(self.parts.len()).unwrap();
        let (symtab, strtab) = (n_parts + 1, n_parts + 2);
        let names: Vec<u32> = self.parts.iter().map(|part| text(&part.name)).collect();
        let own = [text(".symtab"), text(".strtab")];
        let mut out = vec![0; HEADER];
        let mut headers = vec![0; HEADER];
        let mut section = |name: u32, kind: u32, flags: u64, bytes: &[u8], link: u32, info: u32| {
            headers.extend([endian.bytes32(name), endian.bytes32(kind)].concat());
            for number in [flags, 0, out.len() as u64, bytes.len() as u64] {
                headers.extend(wide(number, endian));
            }
            headers.extend([endian.bytes32(link), endian.bytes32(info)].concat());
            let size = match kind {
                SYMTAB => 24,
                REL => 16,
                _ => 0,
            };
            headers.extend([wide(8, endian), wide(size, endian)].concat());
            if kind != NOBITS {
                out.extend(bytes);
            }
        };
        for (part, name) in self.parts.iter().zip(names) {
            let link = if part.kind == REL { symtab } else { 0 };
            section(name, part.kind, part.flags, &part.bytes, link, part.info);
        }
        section(own[0], SYMTAB, 0, &symbols, strtab, 3);
        section(own[1], STRTAB, 0, &strings, 0, 0);
        let order = match endian {
            Endian::Little => 1,
            Endian::Big => 2,
        };
        let mut header = vec![0x7f, b'E', b'L', b'F', 2, order, 1];
        header.resize(16, 0);
        header.extend([endian.bytes16(1), endian.bytes16(247)].concat());
        header.extend(endian.bytes32(1));
        for number in [0, 0, out.len() as u64] {
            header.extend(wide(number, endian));
        }
        header.extend(endian.bytes32(0));
        let n_sections = u16::try_from(strtab + 1).unwrap();
        for number in [64, 0, 0, 64, n_sections, n_sections - 1] {
            header.extend(endian.bytes16(number));
        }
        out.splice(..HEADER, header);
        out.extend(headers);
        out
    }
}

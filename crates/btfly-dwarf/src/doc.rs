//! Debug information for examples, tests and fuzzing: entries as plain values → an ELF file.
//!
//! *In:* entries with their depth. *Out:* bytes, of the smallest file that holds them. *Never:* a check: what is wrong with the
//! result is for the reader to say.

/// The value of an attribute.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text, here.
    Text(&'static str),
    /// A number.
    Number(u64),
    /// A number with a sign.
    Signed(i64),
    /// A flag that is set.
    Flag,
    /// Another entry of the unit, by its index.
    Entry(usize),
    /// An offset in the unit, whatever stands there.
    Offset(u32),
    /// An offset in the section, whatever stands there.
    Section(u32),
}

/// An entry: how deep it is, its tag, its attributes.
pub type Entry = (usize, gimli::DwTag, Vec<(gimli::DwAt, Value)>);

/// An ELF file, 64 bits and little-endian, with a unit of DWARF 4 for each list of entries. The first entry is the unit's.
#[must_use]
pub fn elf(units: &[Vec<Entry>]) -> Vec<u8> {
    let (mut info, mut abbrev) = (Vec::new(), Vec::new());
    for entries in units {
        let start = abbrev.len();
        add_abbreviations(&mut abbrev, entries);
        add_unit(&mut info, entries, start);
    }
    file(&[(".debug_info", info), (".debug_abbrev", abbrev)])
}

/// Two units that know more of one another's types than either.
#[must_use]
pub fn example() -> Vec<u8> {
    let unit =
        || (0, gimli::DW_TAG_compile_unit, vec![(gimli::DW_AT_language, Value::Number(0x0c))]);
    let int = || {
        let size = (gimli::DW_AT_byte_size, Value::Number(4));
        let encoding = (gimli::DW_AT_encoding, Value::Number(5));
        (1, gimli::DW_TAG_base_type, vec![(gimli::DW_AT_name, Value::Text("int")), size, encoding])
    };
    let point = |to| (1, gimli::DW_TAG_pointer_type, vec![(gimli::DW_AT_type, Value::Entry(to))]);
    let name = |name| (gimli::DW_AT_name, Value::Text(name));
    let declares = vec![
        unit(),
        (1, gimli::DW_TAG_structure_type, vec![name("s"), (gimli::DW_AT_declaration, Value::Flag)]),
        point(1),
        (1, gimli::DW_TAG_typedef, vec![name("handle"), (gimli::DW_AT_type, Value::Entry(2))]),
    ];
    let at = |offset| (gimli::DW_AT_data_member_location, Value::Number(offset));
    let ty = |to| (gimli::DW_AT_type, Value::Entry(to));
    let defines = vec![
        unit(),
        int(),
        (
            1,
            gimli::DW_TAG_structure_type,
            vec![name("s"), (gimli::DW_AT_byte_size, Value::Number(32))],
        ),
        (2, gimli::DW_TAG_member, vec![name("self"), ty(6), at(0)]),
        (
            2,
            gimli::DW_TAG_member,
            vec![
                name("bits"),
                ty(1),
                (gimli::DW_AT_bit_size, Value::Number(3)),
                (gimli::DW_AT_data_bit_offset, Value::Number(69)),
            ],
        ),
        (2, gimli::DW_TAG_member, vec![name("many"), ty(7), at(12)]),
        point(2),
        (1, gimli::DW_TAG_array_type, vec![ty(1)]),
        (2, gimli::DW_TAG_subrange_type, vec![(gimli::DW_AT_upper_bound, Value::Number(1))]),
        (2, gimli::DW_TAG_subrange_type, vec![(gimli::DW_AT_count, Value::Number(2))]),
        (
            1,
            gimli::DW_TAG_enumeration_type,
            vec![name("e"), (gimli::DW_AT_byte_size, Value::Number(4))],
        ),
        (
            2,
            gimli::DW_TAG_enumerator,
            vec![name("MINUS"), (gimli::DW_AT_const_value, Value::Signed(-1))],
        ),
    ];
    elf(&[declares, defines])
}

fn add_abbreviations(out: &mut Vec<u8>, entries: &[Entry]) {
    for (at, (depth, tag, attributes)) in entries.iter().enumerate() {
        uleb(out, at as u64 + 1);
        uleb(out, u64::from(tag.0));
        out.push(u8::from(entries.get(at + 1).is_some_and(|(next, ..)| depth < next)));
        for (name, value) in attributes {
            uleb(out, u64::from(name.0));
            uleb(out, u64::from(form(value).0));
        }
        out.extend_from_slice(&[0, 0]);
    }
    out.push(0);
}

fn form(value: &Value) -> gimli::DwForm {
    match value {
        Value::Text(_) => gimli::DW_FORM_string,
        Value::Number(_) => gimli::DW_FORM_data8,
        Value::Signed(_) => gimli::DW_FORM_sdata,
        Value::Flag => gimli::DW_FORM_flag_present,
        Value::Entry(_) | Value::Offset(_) => gimli::DW_FORM_ref4,
        Value::Section(_) => gimli::DW_FORM_ref_addr,
    }
}

fn add_unit(out: &mut Vec<u8>, entries: &[Entry], abbreviations: usize) {
    let start = out.len();
    out.extend_from_slice(&[0, 0, 0, 0, 4, 0]);
    word(out, abbreviations);
    out.push(8);
    let mut offsets = Vec::new();
    let mut references = Vec::new();
    let mut open = 0;
    for (at, (depth, _, attributes)) in entries.iter().enumerate() {
        while *depth < open {
            out.push(0);
            open -= 1;
        }
        offsets.push(out.len() - start);
        uleb(out, at as u64 + 1);
        for (_, value) in attributes {
            match value {
                Value::Text(text) => {
                    out.extend_from_slice(text.as_bytes());
                    out.push(0);
                }
                Value::Number(number) => out.extend_from_slice(&number.to_le_bytes()),
                Value::Signed(number) => sleb(out, *number),
                Value::Flag => {}
                Value::Entry(to) => {
                    references.push((out.len(), *to));
                    word(out, 0);
                }
                Value::Offset(offset) | Value::Section(offset) => word(out, *offset as usize),
            }
        }
        open = entries.get(at + 1).map_or(*depth, |(next, ..)| *next).max(*depth);
    }
    out.resize(out.len() + open, 0);
    for (at, to) in references {
        set(out, at, offsets.get(to).copied().unwrap_or(0));
    }
    let len = out.len() - start - 4;
    set(out, start, len);
}

fn uleb(out: &mut Vec<u8>, mut number: u64) {
    while 0x7f < number {
        out.push((number & 0x7f).to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn sleb(out: &mut Vec<u8>, mut number: i64) {
    while !(-64..64).contains(&number) {
        out.push((number & 0x7f).to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f).to_le_bytes()[0]);
}

fn word(out: &mut Vec<u8>, word: usize) {
    out.extend_from_slice(&u32::try_from(word).unwrap_or(u32::MAX).to_le_bytes());
}

fn set(out: &mut [u8], at: usize, word: usize) {
    let bytes = u32::try_from(word).unwrap_or(u32::MAX).to_le_bytes();
    out.iter_mut().skip(at).zip(bytes).for_each(|(place, byte)| *place = byte);
}

/// An ELF file of some sections and their names.
fn file(sections: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = vec![0; 64];
    let mut names = vec![0];
    let mut headers = vec![[0; 64]];
    let name_of_names = (".shstrtab", Vec::new());
    for (at, (name, bytes)) in sections.iter().chain([&name_of_names]).enumerate() {
        let is_names = at == sections.len();
        let (name_at, start) = (names.len(), out.len());
        names.extend_from_slice(name.as_bytes());
        names.push(0);
        let bytes = if is_names { &names } else { bytes };
        out.extend_from_slice(bytes);
        let mut header = [0; 64];
        set(&mut header, 0, name_at);
        set(&mut header, 4, if is_names { 3 } else { 1 });
        set(&mut header, 24, start);
        set(&mut header, 32, bytes.len());
        set(&mut header, 48, 1);
        headers.push(header);
    }
    let table = out.len();
    headers.iter().for_each(|header| out.extend_from_slice(header));
    let ident = [0x7f, b'E', b'L', b'F', 2, 1, 1];
    out.iter_mut().zip(ident).for_each(|(place, byte)| *place = byte);
    // An executable for x86-64, whose section headers follow.
    for (at, value) in [(16, 2 | 62 << 16), (20, 1), (40, table), (52, 64), (56, 64 << 16)] {
        set(&mut out, at, value);
    }
    set(&mut out, 60, headers.len() | (headers.len() - 1) << 16);
    out
}

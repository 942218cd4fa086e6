//! Inputs that get far, for mutations to start from.

use btfly_btf::doc;

/// A base.
pub(crate) fn btf() -> Vec<Vec<u8>> {
    vec![doc::example_bytes()]
}

/// A base and a module on it, as [`crate::split`] takes them.
pub(crate) fn split() -> Vec<Vec<u8>> {
    let base = doc::example_bytes();
    let len = u16::try_from(base.len()).unwrap_or(u16::MAX).to_le_bytes();
    vec![[&len[..], &base, &doc::example_module_bytes()].concat()]
}

/// A `.BTF.ext` with one record of each block.
pub(crate) fn ext() -> Vec<Vec<u8>> {
    let words =
        |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let funcs = words(&[8, 1, 1, 0, 4]);
    let lines = words(&[16, 1, 1, 0, 9, 9, 1034]);
    let relos = words(&[16, 1, 1, 8, 4, 5, 0]);
    let header = [&[0x9f, 0xeb, 1, 0][..], &words(&[32, 0, 20, 20, 28, 48, 28])].concat();
    vec![[header, funcs, lines, relos].concat()]
}

/// BTF that stands alone, and one on a base.
pub(crate) fn verify() -> Vec<Vec<u8>> {
    btf().into_iter().chain(split()).collect()
}

/// The fixtures that need no base, as text.
pub(crate) fn text() -> Vec<Vec<u8>> {
    FIXTURES.iter().map(|fixture| fixture.as_bytes().to_vec()).collect()
}

/// The same as bytes.
pub(crate) fn round_trip() -> Vec<Vec<u8>> {
    FIXTURES
        .iter()
        .filter_map(|fixture| Some(btfly_btf::text::parse(fixture).ok()?.bytes().to_vec()))
        .collect()
}

const FIXTURES: [&str; 6] = [
    include_str!("../../fixtures/text/every-kind.btf.txt"),
    include_str!("../../fixtures/text/stray.btf.txt"),
    include_str!("../../fixtures/text/opaque.btf.txt"),
    include_str!("../../fixtures/text/big-endian.btf.txt"),
    include_str!("../../fixtures/text/shapes.btf.txt"),
    include_str!("../../fixtures/text/sorted.btf.txt"),
];

/// Whole ones, a base with a module, and one whose types are there twice, of which one only declares.
pub(crate) fn edit() -> Vec<Vec<u8>> {
    let listing = "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 's' size=16
                'self' type_id=3 bits_offset=0
                'x' type_id=1 bits_offset=64
        [3] PTR type_id=2
        [4] INT 'int' size=4 encoding=SIGNED
        [5] STRUCT 's' size=16
                'self' type_id=6 bits_offset=0
                'x' type_id=4 bits_offset=64
        [6] PTR type_id=5
        [7] FWD 's' fwd_kind=struct
        [8] PTR type_id=7
        [9] STRUCT 'user' size=8
                's' type_id=8 bits_offset=0
        [10] STRUCT 'user' size=8
                's' type_id=3 bits_offset=0
        [11] STRUCT 's' size=4
                'x' type_id=4 bits_offset=0
        [12] DECL_TAG 'tag' type_id=9 component_idx=0
    ";
    let twice = btfly_btf::text::parse(listing).map(|btf| btf.bytes().to_vec());
    [round_trip(), split(), twice.into_iter().collect()].concat()
}

/// A base, a module that needs one type of each kind of it, and that base in another order; and each fixture as a base.
pub(crate) fn rebase() -> Vec<Vec<u8>> {
    let base = "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 's' size=8
                'a' type_id=1 bits_offset=0
        [3] FWD 'f' fwd_kind=struct
        [4] PTR type_id=3
        [5] ENUM64 'e' size=8
                'E' val=4294967296ULL
        [6] FLOAT 'double' size=8
        [7] TYPE_TAG 'user' type_id=2
        [8] UNION '(anon)' size=8
                'e' type_id=5 bits_offset=0
                'd' type_id=6 bits_offset=0";
    let module = "
        [9] STRUCT 'm' size=24
                's' type_id=2 bits_offset=0
                'f' type_id=4 bits_offset=64
                'u' type_id=8 bits_offset=128
        [10] TYPEDEF 't' type_id=7";
    let other = "
        [1] FLOAT 'double' size=8
        [2] ENUM 'e' size=8
                'E' val=1
        [3] STRUCT 's' size=8
        [4] STRUCT 's' size=4
        [5] STRUCT 'f' size=4
                'bit' type_id=6 bits_offset=0 bitfield_size=1
        [6] INT 'int' size=4 encoding=SIGNED";
    let with_len = |bytes: &[u8]| {
        let len = u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_le_bytes();
        [&len[..], bytes].concat()
    };
    let made = || {
        let base = btfly_btf::text::parse(base).ok()?;
        let module = btfly_btf::text::parse_split(module, &base).ok()?;
        let other = btfly_btf::text::parse(other).ok()?;
        let (base, module) = (with_len(base.bytes()), with_len(module.bytes()));
        Some([&base, &module, other.bytes()].concat())
    };
    let alone = round_trip().into_iter().map(|base| [with_len(&base), vec![0, 0, 0x5a]].concat());
    made().into_iter().chain(alone).collect()
}

/// Structs with bitfields of both encodings, anonymous members, arrays, prototypes, typedefs.
pub(crate) fn layout() -> Vec<Vec<u8>> {
    let listing = "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] INT 'old' size=4 bits_offset=3 nr_bits=7 encoding=(none)
        [3] STRUCT 's' size=32
                'a' type_id=1 bits_offset=0 bitfield_size=3
                '(anon)' type_id=4 bits_offset=64
                'f' type_id=7 bits_offset=128
                'c' type_id=2 bits_offset=192
                'self' type_id=9 bits_offset=224
        [4] UNION '(anon)' size=8
                'x' type_id=1 bits_offset=0
                'y' type_id=5 bits_offset=0
        [5] ARRAY type_id=10 index_type_id=1 nr_elems=2
        [6] FUNC_PROTO ret_type_id=0
                'p' type_id=7
                '(anon)' type_id=0
        [7] PTR type_id=6
        [8] PTR type_id=3
        [9] TYPEDEF 'link' type_id=8
        [10] STRUCT 'pair' size=4
                'l' type_id=11 bits_offset=0
                'r' type_id=11 bits_offset=16
        [11] INT 'short' size=2 encoding=SIGNED
        [12] ENUM 'e' size=4
                'A' val=0
        [13] VAR 'v' type_id=3, linkage=static
        [14] DATASEC '.data' size=32
                type_id=13 offset=0 size=32
        [15] FUNC 'run' type_id=6 linkage=static
    ";
    let parsed = btfly_btf::text::parse(listing);
    parsed.map(|btf| btf.bytes().to_vec()).into_iter().collect()
}

/// A type as C text, a line break, a base, as [`crate::find`] takes them.
pub(crate) fn find() -> Vec<Vec<u8>> {
    let bases = layout();
    let texts = ["const struct list_head *", "unsigned", "link", "union s **restrict"];
    let of = |base: &Vec<u8>| texts.map(|text| [text.as_bytes(), b"\n", base].concat());
    bases.iter().flat_map(of).collect()
}

/// What the layout is tried with, and the fixtures of the printer.
pub(crate) fn c() -> Vec<Vec<u8>> {
    let of = |listing: &str| Some(btfly_btf::text::parse(listing).ok()?.bytes().to_vec());
    layout().into_iter().chain(PRINTED.iter().filter_map(|listing| of(listing))).collect()
}

const PRINTED: [&str; 1] = [include_str!("../../fixtures/text/shapes.btf.txt")];

/// A base and two modules that have the same names for other types.
pub(crate) fn header() -> Vec<Vec<u8>> {
    let listing = "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 's' size=4
                'a' type_id=1 bits_offset=0
        [3] FUNC_PROTO ret_type_id=1
                's' type_id=4
        [4] PTR type_id=2
        [5] FUNC 'f' type_id=3 linkage=static
        [6] DECL_TAG 'bpf_kfunc' type_id=5 component_idx=-1
        [7] ENUM size=4
                'A' val=0
        [8] TYPEDEF 't' type_id=7
    ";
    let module = "
        [9] STRUCT 's' size=8
                'b' type_id=10 bits_offset=0
        [10] PTR type_id=9
        [11] FWD 'later' fwd_kind=struct
        [12] PTR type_id=11
        [13] ENUM 'e' size=4
                'A' val=1
        [14] TYPEDEF 't' type_id=12
        [15] FUNC 'f' type_id=16 linkage=static
        [16] FUNC_PROTO ret_type_id=0
                'e' type_id=13
        [17] DECL_TAG 'bpf_kfunc' type_id=15 component_idx=-1
    ";
    let Ok(base) = btfly_btf::text::parse(listing) else { return Vec::new() };
    let split = |listing: &str| btfly_btf::text::parse_split(listing, &base).ok();
    let other = module.replace("val=1", "val=2").replace("'b'", "'c'").replace("'later'", "'s'");
    let (Some(a), Some(b)) = (split(module), split(&other)) else { return Vec::new() };
    let len = |btf: &btfly_btf::Btf| u16::try_from(btf.bytes().len()).unwrap_or(0).to_le_bytes();
    vec![[&len(&base)[..], base.bytes(), &len(&a)[..], a.bytes(), b.bytes()].concat()]
}

/// Pairs: each of the seeds of edits with the next, and one with a module on top of it.
pub(crate) fn diff() -> Vec<Vec<u8>> {
    let all = edit();
    let pairs = all.iter().zip(all.iter().skip(1)).chain(all.iter().zip(&all)).map(|(old, new)| {
        let length = u16::try_from(old.len()).unwrap_or(u16::MAX).to_le_bytes();
        [&length[..], old, new].concat()
    });
    split().into_iter().chain(pairs).collect()
}

//! Kernel modules as files: an ELF file around sections, and what the tests need of such.

use btfly_btf::edit::distill::distill;
use btfly_btf::{Btf, text};

/// A relocatable ELF file of 64 bits, little-endian, with these sections and nothing else.
pub(crate) fn ko(sections: &[(&str, &[u8])]) -> Vec<u8> {
    const HEADER: usize = 64;
    let mut names = vec![0];
    let mut content = Vec::new();
    // Name, offset, length of each; the first is none.
    let mut places = vec![[0; 3]];
    for (name, bytes) in sections {
        places.push([names.len(), HEADER + content.len(), bytes.len()]);
        names.extend(name.bytes().chain([0]));
        content.extend_from_slice(bytes);
    }
    places.push([0, HEADER + content.len(), names.len()]);
    content.extend(&names);
    content.resize(content.len().next_multiple_of(8), 0);
    let put = |out: &mut Vec<u8>, number: usize, size: usize| {
        out.extend(&(number as u64).to_le_bytes()[..size]);
    };
    let mut out = b"\x7fELF\x02\x01\x01".to_vec();
    out.resize(16, 0);
    // Relocatable, x86-64, version; entry, program headers, section headers; flags; sizes and counts.
    let n = places.len();
    let fields = [(1, 2), (62, 2), (1, 4), (0, 8), (0, 8), (HEADER + content.len(), 8), (0, 4)];
    let sizes = [(HEADER, 2), (0, 2), (0, 2), (64, 2), (n, 2), (n - 1, 2)];
    fields.iter().chain(&sizes).for_each(|(number, size)| put(&mut out, *number, *size));
    out.extend(&content);
    for (at, [name, offset, len]) in places.into_iter().enumerate() {
        // Nothing, contents, or the names of sections.
        let kind = if at == 0 {
            0
        } else if at == n - 1 {
            3
        } else {
            1
        };
        for (number, size) in [(name, 4), (kind, 4), (0, 8), (0, 8), (offset, 8), (len, 8)] {
            put(&mut out, number, size);
        }
        out.resize(out.len() + 24, 0);
    }
    out
}

/// A module with its base, distilled from `split`.
pub(crate) fn distilled(split: &Btf) -> Vec<u8> {
    let distilled = distill(split.into()).unwrap();
    ko(&[
        (".BTF", distilled.bytes()),
        (".BTF.base", distilled.base().unwrap().bytes()),
        (".modinfo", b"license=GPL\0vermagic=6.1.0-then SMP\0"),
    ])
}

/// A module that holds a `sk_buff` by value, of a kernel where that was larger, and knows a type that is gone.
pub(crate) fn outgrown() -> Vec<u8> {
    let then = "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 'sk_buff' size=32
                'len' type_id=1 bits_offset=0
        [3] STRUCT 'gone' size=8
                'x' type_id=1 bits_offset=0
        [4] PTR type_id=3";
    let own = "
        [5] STRUCT 'holder' size=40
                'skb' type_id=2 bits_offset=0
                'gone' type_id=4 bits_offset=256";
    distilled(&text::parse_split(own, &text::parse(then).unwrap()).unwrap())
}

/// A module whose numbers are all in range on the kernel of the tests, where 24 is a function.
pub(crate) fn misfit() -> Vec<u8> {
    let listing: String =
        (1..41).map(|id| format!("[{id}] INT 'int' size=4 encoding=SIGNED\n")).collect();
    let base = text::parse(&listing).unwrap();
    let split = text::parse_split("[41] PTR type_id=24", &base).unwrap();
    ko(&[(".BTF", split.bytes())])
}

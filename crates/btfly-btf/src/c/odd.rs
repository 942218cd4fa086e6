//! Names that are no names in C: what BTF allows, or a hostile file has, and what is written in their place.
//!
//! *In:* a name as it is in the BTF. *Out:* the same if C takes it; else a name that C takes: every byte that
//! is no letter, digit or underscore as `_x2e`, so is a digit at the start, and a word of the language gets an
//! underscore behind it. *Never:* a byte in the output that ends a name, a string or a comment; a second look at
//! the many names that are in order.
//!
//! bpftool prints such names as they are; this is for the correct form only, which says where it did so.

use alloc::vec;
use alloc::vec::Vec;

use super::graph::{Graph, NameKey};
use super::pen::Pen;
use super::report::Defect;
use crate::view::{Encoding, Int, Type};

/// Where in the strings of a graph there may be names with bytes that C's have not.
#[derive(Clone, Debug)]
pub(super) struct Odd {
    /// A bit for each block of the strings.
    blocks: Vec<u64>,
    wanted: bool,
}

/// The logarithm of a block's bytes: small enough that an odd string does not cast suspicion on many, large
/// enough that the bits of a kernel stay in the nearest cache.
const BLOCK: u32 = 6;

impl Odd {
    /// Looks once at all strings; at none if nobody wants to know.
    pub(super) fn new(graph: &Graph<'_>, wanted: bool) -> Self {
        let mut odd = Self { blocks: Vec::new(), wanted };
        if wanted {
            odd.blocks = vec![0; (graph.names_end() >> BLOCK) as usize / 64 + 1];
            for (first, strings) in graph.string_parts() {
                odd.look(first, strings);
            }
        }
        odd
    }

    /// Looks through strings of which the first has the key `first`.
    fn look(&mut self, first: NameKey, strings: &[u8]) {
        let mut at = 0;
        while let Some(rest) = strings.get(at..).filter(|rest| !rest.is_empty()) {
            let (chunk, _) = rest.split_at_checked(1 << BLOCK).unwrap_or((rest, &[]));
            // No branch, so that many bytes are looked at together.
            if !chunk.iter().fold(false, |odd, byte| odd | !(is_word(*byte) | (*byte == 0))) {
                at += chunk.len();
                continue;
            }
            let byte =
                at + chunk.iter().position(|byte| !is_word(*byte) && *byte != 0).unwrap_or(0);
            // The whole string, and so each of its tails, which are names too.
            let start = memchr::memrchr(0, strings.get(..byte).unwrap_or(&[]));
            let len = memchr::memchr(0, strings.get(byte..).unwrap_or(&[]));
            let end = len.map_or(strings.len(), |len| byte + len);
            self.suspect(first, start.map_or(0, |zero| zero + 1), end);
            at = end + 1;
        }
    }

    fn suspect(&mut self, first: NameKey, start: usize, end: usize) {
        let block = |at: usize| (first as usize).saturating_add(at) >> BLOCK;
        for block in block(start)..=block(end) {
            if let Some(word) = self.blocks.get_mut(block / 64) {
                *word |= 1 << (block % 64);
            }
        }
    }

    /// Whether the name may have an odd byte. If not, it has none.
    #[inline]
    pub(super) fn may_be(&self, key: NameKey) -> bool {
        let block = (key >> BLOCK) as usize;
        self.blocks.get(block / 64).is_some_and(|word| word >> (block % 64) & 1 == 1)
    }

    /// Whether a name that starts like this may be one that C does not take.
    #[inline]
    pub(super) fn is_worth_a_look(&self, key: NameKey, prefix: Prefix) -> bool {
        self.wanted && (prefix.may_be_reserved() || self.may_be(key))
    }

    /// Whether there is a name that C does not take as it is. Most are let through by a glance.
    #[inline]
    pub(super) fn is(&self, key: NameKey, name: &[u8]) -> bool {
        self.wanted
            && key != 0
            && (self.may_be(key) || Prefix::of(name).may_be_reserved())
            && !is_identifier(name)
    }
}

impl Pen<'_> {
    /// Whether there is a name that C does not take as it is.
    #[inline]
    pub(super) fn is_odd(&self, key: NameKey, name: &[u8]) -> bool {
        self.names.odd.is(key, name)
    }

    /// Writes `name` in a way that C takes, and says so.
    #[cold]
    pub(super) fn write_odd(&mut self, name: &[u8], out: &mut Vec<u8>) {
        self.find(Defect::OddName);
        append(name, out);
    }

    /// The name of a number whose own is not made of words.
    pub(super) fn plain_number(&self, node: u32) -> &'static [u8] {
        let ty = self.graph.at(node).0;
        if let Type::Float(float) = ty {
            return match float.size() {
                4 => b"float",
                8 => b"double",
                _ => b"long double",
            };
        }
        if let Type::Int(int) = ty { plain_int(&int) } else { b"void" }
    }
}

fn plain_int(int: &Int<'_>) -> &'static [u8] {
    match (int.size(), int.encoding() == Encoding::Signed) {
        (1, true) => b"signed char",
        (1, false) => b"unsigned char",
        (2, true) => b"short",
        (2, false) => b"unsigned short",
        (8, true) => b"long long",
        (8, false) => b"unsigned long long",
        (16, true) => b"__int128",
        (16, false) => b"unsigned __int128",
        (_, true) => b"int",
        (_, false) => b"unsigned int",
    }
}

/// Whether C takes `name` as the name of anything, in any version from 1989 to 2023 but for `bool`, `true` and
/// `false`, which kernels define.
pub(super) fn is_identifier(name: &[u8]) -> bool {
    !name.is_empty()
        && !name.first().is_some_and(u8::is_ascii_digit)
        && name.iter().all(|byte| is_word(*byte))
        && RESERVED.binary_search_by(|word| word.as_bytes().cmp(name)).is_err()
}

/// Whether `name` is words with single spaces between them, as those of numbers are: `unsigned int`.
pub(super) fn is_words(name: &[u8]) -> bool {
    let is_plain = |word: &[u8]| !word.is_empty() && word.iter().all(|byte| is_word(*byte));
    !name.first().is_some_and(u8::is_ascii_digit) && name.split(|byte| *byte == b' ').all(is_plain)
}

#[inline]
pub(super) const fn is_word(byte: u8) -> bool {
    // Without a branch, so that many can be looked at together.
    ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10) | (byte == b'_')
}

/// The form of an odd name that C takes.
pub(super) fn form(name: &[u8]) -> Vec<u8> {
    let mut form = Vec::new();
    append(name, &mut form);
    form
}

/// Appends the form of an odd name that C takes. Names that differ stay different, unless they are made to
/// look like such a form.
fn append(name: &[u8], out: &mut Vec<u8>) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value & 0xf)).copied().unwrap_or(b'0');
    let starts_as_number = name.first().is_some_and(u8::is_ascii_digit);
    for (at, byte) in name.iter().enumerate() {
        if is_word(*byte) && !(at == 0 && starts_as_number) {
            out.push(*byte);
        } else {
            out.extend_from_slice(&[b'_', b'x', digit(*byte >> 4), digit(*byte)]);
        }
    }
    // Nothing, or a word of the language.
    if !starts_as_number && name.iter().all(|byte| is_word(*byte)) {
        out.push(b'_');
    }
}

/// The first bytes of a name, zeros behind it: what tells a name from a word of the language at a glance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prefix(u64);

impl Prefix {
    /// Of a name that starts with `bytes` and has `len`, or as many as there are.
    #[inline]
    pub(super) const fn new(bytes: &[u8; 8], len: usize) -> Self {
        let keep = if len < 8 { (1 << (len * 8)) - 1 } else { u64::MAX };
        Self(u64::from_le_bytes(*bytes) & keep)
    }

    pub(super) const fn of(name: &[u8]) -> Self {
        let mut bytes = [0; 8];
        let mut rest = name;
        let mut place: &mut [u8] = &mut bytes;
        while let ([first, tail @ ..], [to, others @ ..]) = (rest, place) {
            *to = *first;
            (rest, place) = (tail, others);
        }
        Self(u64::from_le_bytes(bytes))
    }

    /// Whether it may be that of a word in [`RESERVED`] or [`KEYWORDS_OF_C23`], of nothing, or starts as no name
    /// does.
    #[inline]
    pub(super) fn may_be_reserved(self) -> bool {
        let is_number = self.0.to_le_bytes()[0].is_ascii_digit();
        is_number || PREFIXES.get(self.place()) == Some(&self.0)
    }

    /// Its place in the table: the factor is one under which no two of the words have the same, and none that of
    /// nothing.
    #[inline]
    const fn place(self) -> usize {
        (self.0.wrapping_mul(0x3811_ed15_6068_d653) >> 56) as usize
    }
}

/// The first bytes of each reserved word; nothing in all other places.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, which would say so")]
static PREFIXES: [u64; 256] = {
    let mut prefixes = [0; 256];
    let lists: [&[&str]; 2] = [&RESERVED, &KEYWORDS_OF_C23];
    let mut list = 0;
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            let prefix = Prefix::of(lists[list][at].as_bytes());
            let there = &mut prefixes[prefix.place()];
            assert!(*there == 0 || *there == prefix.0, "two words have the same place");
            *there = prefix.0;
            at += 1;
        }
        list += 1;
    }
    assert!(prefixes[0] == 0, "a word has the place of nothing");
    prefixes
};

/// Words that are keywords in C23 and in no C before it, or were macros there.
pub(super) const KEYWORDS_OF_C23: [&str; 10] = [
    "alignas",
    "alignof",
    "bool",
    "constexpr",
    "false",
    "nullptr",
    "static_assert",
    "thread_local",
    "true",
    "typeof_unqual",
];

/// Words that nothing can be called in some C from 1989 to 2023, sorted.
const RESERVED: [&str; 53] = [
    "_Alignas",
    "_Alignof",
    "_Atomic",
    "_Bool",
    "_Complex",
    "_Generic",
    "_Imaginary",
    "_Noreturn",
    "_Static_assert",
    "_Thread_local",
    "alignas",
    "alignof",
    "asm",
    "auto",
    "break",
    "case",
    "char",
    "const",
    "constexpr",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "nullptr",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "struct",
    "switch",
    "thread_local",
    "typedef",
    "typeof",
    "typeof_unqual",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
];

#[cfg(test)]
mod tests {
    use super::{KEYWORDS_OF_C23, Prefix, RESERVED, append, is_identifier, is_words};
    use alloc::vec::Vec;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let mut out = Vec::new();
        append(name.as_bytes(), &mut out);
        assert_eq!(str::from_utf8(&out), Ok(expected), "{name:?}");
        assert!(is_identifier(&out) && !is_identifier(name.as_bytes()), "{name:?}");
    }

    #[test]
    fn what_is_written_is_a_name() {
        check("", "_");
        check("a b", "a_x20b");
        check("*/ int x; /*", "_x2a_x2f_x20int_x20x_x3b_x20_x2f_x2a");
        check("9p", "_x39p");
        check("7", "_x37");
        check("-", "_x2d");
        check("while", "while_");
        check("\u{e9}\n", "_xc3_xa9_x0a");
    }

    #[test]
    fn a_glance_misses_no_word() {
        assert!(RESERVED.is_sorted());
        let may_be_reserved = |name: &[u8]| Prefix::of(name).may_be_reserved();
        for word in RESERVED {
            assert!(may_be_reserved(word.as_bytes()) && !is_identifier(word.as_bytes()), "{word}");
        }
        assert!(KEYWORDS_OF_C23.iter().all(|word| may_be_reserved(word.as_bytes())));
        assert!(is_identifier(b"class") && is_identifier(b"_x9") && is_identifier(b"bool"));
        assert!(may_be_reserved(b"") && may_be_reserved(b"0"));
    }

    #[test]
    fn numbers_have_words() {
        assert!(is_words(b"long long unsigned int") && is_words(b"_Bool") && is_words(b"u8"));
        for name in ["", " ", "int ", "a  b", "int;", "8", "in\u{e9}"] {
            assert!(!is_words(name.as_bytes()), "{name:?}");
        }
    }
}

//! Fixed text: what stands before and after the types, numbers, indentation.
//!
//! *In:* a buffer. *Out:* bytes appended to it. The prologue and epilogue are bpftool's
//! (`tools/bpf/bpftool/btf.c: dump_btf_c`, Linux v7.2); the correct form guards what only clang for BPF
//! understands.

use alloc::vec::Vec;

use super::odd::is_word;
use crate::view::{TypeTag, Value};
use crate::wire::kind::Kind;

/// Tabs; deeper nesting is not indented further, as in libbpf.
const TABS: &[u8] = b"\n\t\t\t\t\t\t\t\t\t\t\t\t\t";

pub(super) const GUARD: &[u8] = b"#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n";

pub(super) const PUSH_ACCESS_INDEX: &[u8] = b"#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
#endif

";

/// Other compilers warn of the pragma, and clang warns of the attribute where the target is not BPF.
pub(super) const PUSH_ACCESS_INDEX_GUARDED: &[u8] =
    b"#if defined(__clang__) && defined(__bpf__) && !defined(BPF_NO_PRESERVE_ACCESS_INDEX)
#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
#endif

";

pub(super) const MACROS: &[u8] = b"#ifndef __ksym
#define __ksym __attribute__((section(\".ksyms\")))
#endif

#ifndef __weak
#define __weak __attribute__((weak))
#endif

#ifndef __bpf_fastcall
#if __has_attribute(bpf_fastcall)
#define __bpf_fastcall __attribute__((bpf_fastcall))
#else
#define __bpf_fastcall
#endif
#endif

";

pub(super) const BEFORE_KFUNCS: &[u8] = b"\n/* BPF kfuncs */\n#ifndef BPF_NO_KFUNC_PROTOTYPES\n";
pub(super) const AFTER_KFUNCS: &[u8] = b"#endif\n\n";

pub(super) const POP_ACCESS_INDEX: &[u8] = b"#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute pop
#endif

";

pub(super) const POP_ACCESS_INDEX_GUARDED: &[u8] =
    b"#if defined(__clang__) && defined(__bpf__) && !defined(BPF_NO_PRESERVE_ACCESS_INDEX)
#pragma clang attribute pop
#endif

";

pub(super) const END: &[u8] = b"#endif /* __VMLINUX_H__ */\n";

/// `bool`, `true` and `false` are words of the language in C23 and in C++.
pub(super) const BEFORE_C23: &[u8] =
    b"#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L)\n";
pub(super) const AFTER_C23: &[u8] = b";\n#endif\n\n";

/// What comes before the name of a struct, union or enum; nothing for what needs none.
#[inline]
pub(super) fn keyword(kind: Kind, out: &mut Vec<u8>) {
    // Each with its length known, so that it is written as one or two words.
    match kind {
        Kind::Struct | Kind::Fwd => out.extend_from_slice(b"struct "),
        Kind::Union => out.extend_from_slice(b"union "),
        Kind::Enum | Kind::Enum64 => out.extend_from_slice(b"enum "),
        Kind::Void
        | Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::FuncProto
        | Kind::Var
        | Kind::Datasec
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Opaque => {}
    }
}

/// A line's end and the next one's indentation.
#[inline]
pub(super) fn new_line(level: u32, out: &mut Vec<u8>) {
    match level {
        0 => return out.push(b'\n'),
        1 => return out.extend_from_slice(b"\n\t"),
        2 => return out.extend_from_slice(b"\n\t\t"),
        _ => {}
    }
    let len = (level as usize).saturating_add(1).min(TABS.len());
    out.extend_from_slice(TABS.get(..len).unwrap_or(TABS));
}

/// `[6]`
pub(super) fn brackets(elements: u32, out: &mut Vec<u8>) {
    out.push(b'[');
    number(u64::from(elements), out);
    out.push(b']');
}

/// A number in decimal.
#[inline]
pub(super) fn number(value: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut rest = value;
    let mut len = 0;
    for digit in digits.iter_mut().rev() {
        // Less than ten: the conversion loses nothing.
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        len += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len() - len..).unwrap_or(&[]));
}

#[inline]
pub(super) fn value(value: Value, out: &mut Vec<u8>) {
    match value {
        Value::Signed(value) => {
            if value < 0 {
                out.push(b'-');
            }
            number(value.unsigned_abs(), out);
        }
        Value::Unsigned(value) => number(value, out),
    }
}

/// What tells the nth use of a name from the first.
#[inline]
pub(super) fn nth(n: u32, out: &mut Vec<u8>) {
    if 1 < n {
        out.extend_from_slice(b"___");
        number(u64::from(n), out);
    }
}

/// A tag as a macro that is empty where a compiler does not know the attribute.
pub(super) fn guarded_tag(tag: &TypeTag<'_>, out: &mut Vec<u8>) {
    let text = tag.name().as_bytes();
    if !tag.is_attribute() {
        out.extend_from_slice(b" __btf_type_tag(\"");
        text.iter().for_each(|byte| quoted(*byte, out));
        out.extend_from_slice(b"\")");
    } else if attribute_name(text).is_some() {
        out.extend_from_slice(b" __btf_attr_");
        out.extend_from_slice(text);
    }
}

/// A byte as it stands in a string of C: neither the end of it nor of a line.
fn quoted(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        b' '..=b'~' => out.push(byte),
        // Three octal digits, so that none of what follows is taken for a fourth.
        _ => out.extend([b'\\', b'0' + (byte >> 6), b'0' + (byte >> 3 & 7), b'0' + (byte & 7)]),
    }
}

/// The longest attribute that is written; those of compilers have some twenty bytes.
const MAX_ATTRIBUTE: usize = 64;

/// The name of an attribute such as `address_space(1)`; `None` if the text is no attribute: its arguments are
/// words and numbers in parentheses that match.
pub(super) fn attribute_name(text: &[u8]) -> Option<&[u8]> {
    if MAX_ATTRIBUTE < text.len() || !closes_at_end(text) {
        return None;
    }
    let len = text.iter().position(|byte| !is_word(*byte)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(len)?;
    let plain = !name.is_empty() && !name.first().is_some_and(u8::is_ascii_digit);
    let closed = rest.is_empty() || (rest.first() == Some(&b'(') && rest.last() == Some(&b')'));
    (plain && closed).then_some(name)
}

/// Whether the parentheses in `text` match, the last of them at its end, and all else in it are words.
fn closes_at_end(text: &[u8]) -> bool {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1 == text.len(),
            b')' if depth == 0 => return false,
            b')' => depth -= 1,
            b' ' | b',' => {}
            byte if !is_word(*byte) => return false,
            _ => {}
        }
    }
    depth == 0
}

/// Defines what [`guarded_tag`] writes for the attribute `name`.
pub(super) fn define_attribute(name: &[u8], has_arguments: bool, out: &mut Vec<u8>) {
    let arguments: &[u8] = if has_arguments { b"(...)" } else { b"" };
    let passed: &[u8] = if has_arguments { b"(__VA_ARGS__)" } else { b"" };
    for part in [
        b"#ifndef __btf_attr_".as_slice(),
        name,
        b"\n#if __has_attribute(",
        name,
        b")\n#define __btf_attr_",
        name,
        arguments,
        b" __attribute__((",
        name,
        passed,
        b"))\n#else\n#define __btf_attr_",
        name,
        arguments,
        b"\n#endif\n#endif\n\n",
    ] {
        out.extend_from_slice(part);
    }
}

/// Defines what [`guarded_tag`] writes for a tag.
pub(super) const TYPE_TAG: &[u8] = b"#ifndef __btf_type_tag
#if __has_attribute(btf_type_tag)
#define __btf_type_tag(text) __attribute__((btf_type_tag(text)))
#else
#define __btf_type_tag(text)
#endif
#endif

";

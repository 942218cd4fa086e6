//! Constants as the header that is committed · groups of constants → C text · never writes a name without its guard.
//!
//! A literal of the kernel's headers keeps its spelling (`0x0800`, `00040000`); an expression becomes a number in the base of
//! its operands, with the suffix of its type. Where architectures differ, libbpf's `__TARGET_ARCH_…` macros choose.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::collect::{Constant, Filled, Found, On};
use super::groups::FUNCTIONS;
use super::probe::{ARCHES, Arch, Ty, Value};
use crate::lab::Headers;

/// The whole header.
pub(super) fn table(headers: &[Headers], found: &Found) -> String {
    let mut out = String::new();
    out.push_str(&preface(headers));
    out.push_str("#ifndef __BTFLY_DEFINES_H__\n#define __BTFLY_DEFINES_H__\n");
    for group in &found.groups {
        heading(&mut out, group);
        for constant in &group.constants {
            guarded(&mut out, constant);
        }
    }
    out.push_str("\n/* macros with arguments, and NULL */\n\n");
    out.push_str("#ifndef NULL\n#define NULL ((void *)0)\n#endif\n");
    for function in FUNCTIONS {
        let (name, text) = (function.name, function.text);
        let _ = write!(out, "#ifndef {name}\n#define {name}{text}\n#endif\n");
    }
    out.push_str("\n#endif /* __BTFLY_DEFINES_H__ */\n");
    out
}

fn preface(headers: &[Headers]) -> String {
    let versions: Vec<String> =
        headers.iter().map(|kernel| format!("{} ({})", kernel.version, kernel.suite)).collect();
    let newest = versions.last().cloned().unwrap_or_default();
    let older = versions.split_last().map(|(_, older)| older.join(", ")).unwrap_or_default();
    format!(
        "\
/*
 * Constants that eBPF programs use and that BTF cannot carry, because the kernel defines them as
 * macros. Names and values only; made by `cargo xtask defines`, do not edit.
 *
 * From Debian's kernel headers {newest}; left out is what has another
 * value in {older}.
 *
 * Include it beside vmlinux.h, before or after; after any other header that may define the same.
 * What differs between architectures is chosen by the __TARGET_ARCH_... macro that libbpf's
 * bpf_tracing.h uses. Where x86, arm64, s390, powerpc, riscv and loongarch agree, no such macro is
 * needed for them; where they do not, the name is defined only with one.
 */
"
    )
}

fn heading(out: &mut String, group: &Filled) {
    let kind = if group.internal {
        "not UAPI, but the same in every kernel above that has it: "
    } else {
        ""
    };
    let _ = write!(out, "\n/* {}: {kind}{} */\n\n", group.title, group.headers.join(", "));
}

fn guarded(out: &mut String, constant: &Constant) {
    let _ = writeln!(out, "#ifndef {}", constant.name);
    let branches = branches(constant);
    for (at, (condition, on)) in branches.iter().enumerate() {
        match (at, condition) {
            (0, None) => {}
            (0, Some(condition)) => out.push_str(&format!("#if {condition}\n")),
            (_, Some(condition)) => out.push_str(&format!("#elif {condition}\n")),
            (_, None) => out.push_str("#else\n"),
        }
        let _ = writeln!(out, "#define {} {}", constant.name, literal(&constant.name, on));
    }
    if branches.iter().any(|(condition, _)| condition.is_some()) {
        out.push_str("#endif\n");
    }
    out.push_str("#endif\n");
}

/// Under which condition a constant is what; no condition is "otherwise".
fn branches(constant: &Constant) -> Vec<(Option<String>, &On)> {
    let on = |arch: &Arch| constant.on.iter().find(|on| on.arch.name == arch.name);
    let agrees = |a: &On, b: Option<&On>| b.is_some_and(|b| a.value.bits == b.value.bits);
    let Some(first) = constant.on.first() else { return Vec::new() };
    let mut branches = Vec::new();
    if !ARCHES.iter().filter(|arch| arch.common).all(|arch| agrees(first, on(arch))) {
        let mut values: Vec<(&On, Vec<&'static Arch>)> = Vec::new();
        for on in &constant.on {
            match values.iter_mut().find(|(known, _)| agrees(known, Some(on))) {
                Some((_, arches)) => arches.push(on.arch),
                None => values.push((on, vec![on.arch])),
            }
        }
        branches.extend(values.into_iter().map(|(on, arches)| (Some(any_of(&arches)), on)));
        return branches;
    }
    let mut lacking = Vec::new();
    for arch in ARCHES.iter().filter(|arch| !agrees(first, on(arch))) {
        match on(arch) {
            Some(other) => branches.push((Some(any_of(&[arch])), other)),
            None => lacking.push(format!("!{}", any_of(&[arch]))),
        }
    }
    branches.push(((!lacking.is_empty()).then(|| lacking.join(" && ")), first));
    branches
}

fn any_of(arches: &[&Arch]) -> String {
    let defined: Vec<String> =
        arches.iter().map(|arch| format!("defined(__TARGET_ARCH_{})", arch.name)).collect();
    defined.join(" || ")
}

/// The number as C text: as the header spells it if that is one literal of this value, else in the
/// base of its operands.
fn literal(name: &str, on: &On) -> String {
    let value = on.value;
    let bare = strip_parens(&on.spelling);
    if parse(bare) == Some(value.bits) && natural(bare) == Some(value.ty) {
        return if bare.starts_with('-') { format!("({bare})") } else { bare.to_owned() };
    }
    let suffix = suffix(value.ty);
    if value.is_negative() {
        // The lowest number of a type has no literal of its own.
        let lowest = match value.ty {
            Ty::Int => value.bits == i64::from(i32::MIN),
            _ => value.bits == i64::MIN,
        };
        return if lowest {
            format!("(-{}{suffix} - 1)", value.bits.unsigned_abs() - 1)
        } else {
            format!("({}{suffix})", value.bits)
        };
    }
    match base(name, &on.spelling, value) {
        16 => format!("{:#x}{suffix}", value.bits),
        8 => format!("0{:o}{suffix}", value.bits),
        _ => format!("{}{suffix}", value.bits.cast_unsigned()),
    }
}

fn strip_parens(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        text = inner.trim();
    }
    text
}

/// The digits, base and suffix of one literal without its sign.
fn split_literal(text: &str) -> Option<(&str, u32, &str)> {
    let end = text.find(['u', 'U', 'l', 'L']).unwrap_or(text.len());
    let (digits, suffix) = text.split_at_checked(end)?;
    let lower = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    Some(match lower {
        Some(hex) => (hex, 16, suffix),
        None if digits.len() > 1 && digits.starts_with('0') => (digits, 8, suffix),
        None => (digits, 10, suffix),
    })
}

fn parse(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest.trim()));
    let (digits, base, _) = split_literal(text)?;
    let number = u64::from_str_radix(digits, base).ok()?;
    Some(number.cast_signed().wrapping_mul(sign))
}

/// The type that C gives one literal, where a long has 64 bits.
fn natural(text: &str) -> Option<Ty> {
    let (digits, base, suffix) = split_literal(text.strip_prefix('-').unwrap_or(text).trim())?;
    let number = u64::from_str_radix(digits, base).ok()?;
    let fits_int = i32::try_from(number).is_ok();
    let fits_uint = u32::try_from(number).is_ok();
    Some(match suffix.to_ascii_lowercase().as_str() {
        "" if fits_int => Ty::Int,
        "" if fits_uint && base != 10 => Ty::UInt,
        "" if i64::try_from(number).is_ok() => Ty::Long,
        "u" if fits_uint => Ty::UInt,
        "u" | "ul" | "lu" => Ty::ULong,
        "l" => Ty::Long,
        "ll" => Ty::LongLong,
        "ull" | "llu" => Ty::ULongLong,
        _ => return None,
    })
}

fn suffix(ty: Ty) -> &'static str {
    match ty {
        Ty::Int => "",
        Ty::UInt => "U",
        Ty::Long => "L",
        Ty::ULong => "UL",
        Ty::LongLong => "LL",
        Ty::ULongLong => "ULL",
    }
}

/// The base that an expression is thought in: that of its literals; bits are thought of in hex.
fn base(name: &str, spelled: &str, value: Value) -> u32 {
    let words = spelled.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let bases: BTreeSet<u32> = words
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .filter_map(|word| split_literal(word).map(|(_, base, _)| base))
        .collect();
    let flags = FLAGS.iter().any(|prefix| name.starts_with(prefix));
    if bases.contains(&8) && !bases.contains(&16) {
        8
    } else if bases.contains(&16)
        || spelled.contains(['<', '~', '|', '&'])
        || flags
        || value.bits < 0
    {
        16
    } else {
        10
    }
}

/// Flags that the headers define by enumerators, which say nothing of a base.
const FLAGS: [&str; 1] = ["IFF_"];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_literal(spelling: &str, bits: i64, ty: Ty, expected: &str) {
        let on = On { arch: &ARCHES[0], value: Value { bits, ty }, spelling: spelling.to_owned() };
        assert_eq!(literal("NAME", &on), expected, "{spelling:?}");
    }

    #[test]
    fn a_literal_keeps_its_spelling() {
        check_literal("0x0800", 0x800, Ty::Int, "0x0800");
        check_literal("00040000", 0o40000, Ty::Int, "00040000");
        check_literal("(-100)", -100, Ty::Int, "(-100)");
        check_literal("-1", -1, Ty::Int, "(-1)");
        check_literal("0xFFFF0000U", 0xffff_0000, Ty::UInt, "0xFFFF0000U");
        check_literal("0x80000000", 0x8000_0000, Ty::UInt, "0x80000000");
    }

    #[test]
    fn an_expression_becomes_a_number_in_the_base_of_its_operands() {
        check_literal("(1 << 6)", 64, Ty::Int, "0x40");
        check_literal("(00700|00070|00007)", 0o777, Ty::Int, "0777");
        check_literal("(1024 + 7)", 1031, Ty::Int, "1031");
        check_literal("IPPROTO_TCP", 6, Ty::UInt, "6U");
        check_literal("(1ULL << 63)", i64::MIN, Ty::ULongLong, "0x8000000000000000ULL");
    }

    #[test]
    fn a_literal_under_a_cast_gets_the_suffix_of_its_type() {
        check_literal("((unsigned long int) 0x00000000)", 0, Ty::ULong, "0x0UL");
        check_literal("1000000000L", 1_000_000_000, Ty::Long, "1000000000L");
    }

    #[test]
    fn the_lowest_numbers_are_written_as_c_can_read_them() {
        check_literal("(1 << 31)", i64::from(i32::MIN), Ty::Int, "(-2147483647 - 1)");
        check_literal("(~LONG_MAX)", i64::MIN, Ty::Long, "(-9223372036854775807L - 1)");
    }

    fn constant(of: impl Fn(&Arch) -> Option<i64>) -> Constant {
        let on = ARCHES.iter().filter_map(|arch| {
            let value = Value { bits: of(arch)?, ty: Ty::Int };
            Some(On { arch, value, spelling: value.bits.to_string() })
        });
        Constant { name: "N".to_owned(), on: on.collect() }
    }

    #[track_caller]
    fn check_branches(of: impl Fn(&Arch) -> Option<i64>, expected: &str) {
        let mut out = String::new();
        guarded(&mut out, &constant(of));
        assert_eq!(out, expected);
    }

    #[test]
    fn where_all_agree_there_is_one_line() {
        check_branches(|_| Some(1), "#ifndef N\n#define N 1\n#endif\n");
    }

    #[test]
    fn rare_architectures_that_differ_or_lack_it_are_exceptions() {
        check_branches(
            |arch| match arch.name {
                "mips" => Some(2),
                "sparc" => None,
                _ => Some(1),
            },
            "#ifndef N\n#if defined(__TARGET_ARCH_mips)\n#define N 2\n#elif !defined(__TARGET_ARCH_sparc)\n\
             #define N 1\n#endif\n#endif\n",
        );
        check_branches(
            |arch| Some(if arch.name == "mips" { 2 } else { 1 }),
            "#ifndef N\n#if defined(__TARGET_ARCH_mips)\n#define N 2\n#else\n#define N 1\n#endif\n#endif\n",
        );
    }

    #[test]
    fn where_common_architectures_differ_one_has_to_be_named() {
        check_branches(
            |arch| match arch.name {
                "x86" | "s390" => Some(1),
                "arm64" => Some(2),
                _ => None,
            },
            "#ifndef N\n#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390)\n#define N 1\n\
             #elif defined(__TARGET_ARCH_arm64)\n#define N 2\n#endif\n#endif\n",
        );
    }
}

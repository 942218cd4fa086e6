//! An outcome applied to an instruction: another number, another size, or poison.
//!
//! *In:* instructions, which of them, and the [`Outcome`]. *Out:* the instruction changed in place, or why it
//! cannot be: then nothing has changed. *Never:* an instruction whose old number is not what the record and
//! the types say, or a number that is cut off.
//!
//! Kernel reference: `tools/lib/bpf/relo_core.c: bpf_core_patch_insn`, Linux v7.2. Different here: a number
//! that does not fit into an immediate is refused (there its upper half is dropped), and enumerators of 32
//! bits are sign-extended only where they are signed (there always, so that unsigned ones from 2³¹ on are
//! refused).

use std::fmt;

use super::solve::Outcome;
use super::value::{Change, Width};
use crate::insn::{Class, Insn, Opcode, Size, Source};

/// What a poisoned instruction calls: no helper has this number, so that the verifier refuses a program in
/// which the instruction can be reached. The number is libbpf's.
pub const POISON: i32 = 0xbad_2310;

/// What has become of an instruction.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Patched {
    /// It has the new number.
    Done {
        /// The number before.
        before: u64,
        /// The number after.
        after: u64,
    },
    /// It is a call of [`POISON`].
    Poisoned,
}

/// Why an instruction is not what its relocation is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mismatch {
    /// There is no such instruction.
    NoInsn,
    /// The outcome is ambiguous: there is no number to write.
    Ambiguous,
    /// It has no number that could be changed.
    NoNumber {
        /// Its opcode.
        opcode: Opcode,
    },
    /// A 64-bit constant that refers to something, or whose second half is missing or is none.
    MalformedWide,
    /// It has another number than the program's own types say.
    OtherNumber {
        /// What it has.
        found: u64,
        /// What the types say.
        expected: u64,
    },
    /// The new number does not fit into it.
    OutOfRange {
        /// The number.
        value: u64,
    },
    /// It loads or stores another number of bytes than the program's own types say.
    OtherSize {
        /// What it loads or stores.
        found: u32,
        /// What the types say.
        expected: u64,
    },
    /// Nothing loads or stores so many bytes.
    NoSuchSize {
        /// How many.
        bytes: u64,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInsn => f.write_str("no instruction there"),
            Self::Ambiguous => f.write_str("the target's types do not agree on a value"),
            Self::NoNumber { opcode } => {
                write!(f, "an instruction with opcode {:#04x} has no number to change", opcode.0)
            }
            Self::MalformedWide => f.write_str("a 64-bit constant that is malformed"),
            Self::OtherNumber { found, expected } => {
                let (found, expected) = (found.cast_signed(), expected.cast_signed());
                write!(f, "the instruction has {found} where the program's types say {expected}")
            }
            Self::OutOfRange { value } => {
                write!(f, "{} does not fit into the instruction", value.cast_signed())
            }
            Self::OtherSize { found, expected } => write!(
                f,
                "the instruction accesses {found} bytes where the program's types say {expected}"
            ),
            Self::NoSuchSize { bytes } => {
                write!(f, "no instruction accesses {bytes} bytes at once")
            }
        }
    }
}

impl std::error::Error for Mismatch {}

/// Applies `outcome` to the instruction at index `at`.
///
/// # Errors
///
/// When the instruction is not one that the relocation can be for; nothing is changed then.
///
/// ```
/// use btfly_obj::co_re::{Change, Outcome, Width, patch};
/// use btfly_obj::insn::{Insn, Opcode};
///
/// // r0 = *(u32 *)(r1 + 8), and the field is at 12 there.
/// let mut code = [Insn { opcode: Opcode(0x61), src: 1, off: 8, ..Insn::default() }];
/// let change = Change { local: 8, target: 12, is_exact: true, is_narrow: false, width: Width::Same };
/// patch(&mut code, 0, &Outcome::Resolved(change))?;
/// assert_eq!(code[0].off, 12);
/// # Ok::<(), btfly_obj::co_re::Mismatch>(())
/// ```
pub fn patch(insns: &mut [Insn], at: usize, outcome: &Outcome) -> Result<Patched, Mismatch> {
    let insn = *insns.get(at).ok_or(Mismatch::NoInsn)?;
    let change = match outcome {
        Outcome::Resolved(change) => change,
        Outcome::Poisoned(_) => return poison(insns, at),
        Outcome::Ambiguous => return Err(Mismatch::Ambiguous),
    };
    match insn.opcode.class() {
        Class::Alu | Class::Alu64 => immediate(insns, at, change),
        Class::Ldx | Class::St | Class::Stx => memory(insns, at, change),
        Class::Ld => wide(insns, at, change),
        Class::Jmp | Class::Jmp32 => Err(Mismatch::NoNumber { opcode: insn.opcode }),
    }
}

fn poison(insns: &mut [Insn], at: usize) -> Result<Patched, Mismatch> {
    let poison = Insn { opcode: Opcode::CALL, imm: POISON, ..Insn::default() };
    let first = insns.get_mut(at).ok_or(Mismatch::NoInsn)?;
    let is_wide = first.is_wide();
    *first = poison;
    // Half a constant would be refused as an opcode that does not exist, which explains nothing.
    if let Some(second) = insns.get_mut(at + 1).filter(|_| is_wide) {
        *second = poison;
    }
    Ok(Patched::Poisoned)
}

/// What is there and what is to be: both sign-extended, if the instruction shows that narrow enumerators
/// are meant so.
fn numbers(change: &Change, found: u64) -> Result<(u64, u64), Mismatch> {
    let extend = |value: u64| {
        let low = value & u64::from(u32::MAX);
        if low == value && low >> 31 == 1 { low | u64::from(u32::MAX) << 32 } else { value }
    };
    let is_extended = change.is_narrow && found != change.local && found == extend(change.local);
    let is_same = found == change.local || is_extended;
    if change.is_exact && !is_same {
        return Err(Mismatch::OtherNumber { found, expected: change.local });
    }
    Ok((found, if is_extended { extend(change.target) } else { change.target }))
}

fn immediate(insns: &mut [Insn], at: usize, change: &Change) -> Result<Patched, Mismatch> {
    let insn = insns.get_mut(at).ok_or(Mismatch::NoInsn)?;
    if insn.opcode.source() != Source::Imm {
        return Err(Mismatch::NoNumber { opcode: insn.opcode });
    }
    let found = i64::from(insn.imm).cast_unsigned();
    let (before, after) = numbers(change, found)?;
    let out_of_range = Mismatch::OutOfRange { value: after };
    let is_32 = insn.opcode.class() == Class::Alu;
    insn.imm = match (i32::try_from(after.cast_signed()), u32::try_from(after)) {
        (Ok(imm), _) => imm,
        // Of 32 bits the upper half does not exist.
        (Err(_), Ok(imm)) if is_32 => imm.cast_signed(),
        (Err(_), _) => return Err(out_of_range),
    };
    Ok(Patched::Done { before, after })
}

fn memory(insns: &mut [Insn], at: usize, change: &Change) -> Result<Patched, Mismatch> {
    let insn = insns.get_mut(at).ok_or(Mismatch::NoInsn)?;
    let found = i64::from(insn.off).cast_unsigned();
    let (before, after) = numbers(change, found)?;
    let off = i16::try_from(after.cast_signed())
        .ok()
        .filter(|off| 0 <= *off)
        .ok_or(Mismatch::OutOfRange { value: after })?;
    let opcode = match change.width {
        Width::Same => insn.opcode,
        Width::Unfit { .. } => return poison(insns, at),
        Width::Resized { local, target } => {
            let has = insn.opcode.size().bytes();
            if u64::from(has) != local {
                return Err(Mismatch::OtherSize { found: has, expected: local });
            }
            let size = Size::of_bytes(target).ok_or(Mismatch::NoSuchSize { bytes: target })?;
            insn.opcode.with_size(size)
        }
    };
    (insn.off, insn.opcode) = (off, opcode);
    Ok(Patched::Done { before, after })
}

fn wide(insns: &mut [Insn], at: usize, change: &Change) -> Result<Patched, Mismatch> {
    let Some([first, second, ..]) = insns.get_mut(at..) else {
        return Err(Mismatch::MalformedWide);
    };
    let is_half = |insn: &Insn| *insn == Insn { imm: insn.imm, ..Insn::default() };
    if !first.is_wide() || first.src != 0 || first.off != 0 || !is_half(second) {
        return Err(Mismatch::MalformedWide);
    }
    let (before, after) = numbers(change, first.wide_value(second))?;
    (first.imm, second.imm) = Insn::wide_halves(after);
    Ok(Patched::Done { before, after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::co_re::Poison;

    fn change(local: u64, target: u64) -> Change {
        Change { local, target, is_exact: true, is_narrow: false, width: Width::Same }
    }

    fn op(opcode: u8, off: i16, imm: i32) -> Insn {
        Insn { opcode: Opcode(opcode), dst: 1, src: 2, off, imm }
    }

    fn wide_insn(value: u64) -> [Insn; 2] {
        let (low, high) = Insn::wide_halves(value);
        [Insn { src: 0, ..op(0x18, 0, low) }, Insn { imm: high, ..Insn::default() }]
    }

    #[track_caller]
    fn check(insn: Insn, change: Change, expected: Result<Insn, Mismatch>) {
        let mut code = [insn];
        let done = patch(&mut code, 0, &Outcome::Resolved(change)).map(|_| code[0]);
        assert_eq!(done, expected);
        if expected.is_err() {
            assert_eq!(code, [insn], "changed in spite of an error");
        }
    }

    #[test]
    fn numbers_lie_where_the_class_has_them() {
        check(op(0xb7, 0, 8), change(8, 12), Ok(op(0xb7, 0, 12)));
        check(op(0x07, 0, 8), change(8, 12), Ok(op(0x07, 0, 12)));
        check(op(0x61, 8, 0), change(8, 12), Ok(op(0x61, 12, 0)));
        check(op(0x62, 8, 5), change(8, 12), Ok(op(0x62, 12, 5)));
        check(op(0x63, 8, 0), change(8, 12), Ok(op(0x63, 12, 0)));
        let mut code = wide_insn(5);
        let outcome = Outcome::Resolved(change(5, 1 << 40 | 7));
        assert_eq!(
            patch(&mut code, 0, &outcome),
            Ok(Patched::Done { before: 5, after: 1 << 40 | 7 })
        );
        assert_eq!(code, wide_insn(1 << 40 | 7));
    }

    #[test]
    fn what_the_compiler_did_not_write_is_left_alone() {
        let other = Mismatch::OtherNumber { found: 9, expected: 8 };
        check(op(0xb7, 0, 9), change(8, 12), Err(other));
        check(op(0x61, 9, 0), change(8, 12), Err(other));
        check(op(0xbf, 0, 0), change(0, 12), Err(Mismatch::NoNumber { opcode: Opcode(0xbf) }));
        check(op(0x05, 0, 0), change(0, 12), Err(Mismatch::NoNumber { opcode: Opcode(0x05) }));
        check(op(0x18, 0, 0), change(0, 12), Err(Mismatch::MalformedWide));
        assert_eq!(patch(&mut [], 0, &Outcome::Ambiguous), Err(Mismatch::NoInsn));
        assert_eq!(patch(&mut [op(0xb7, 0, 0)], 0, &Outcome::Ambiguous), Err(Mismatch::Ambiguous));
        // A constant that refers to a map is none.
        let mut code = wide_insn(5);
        code[0].src = 1;
        let done = patch(&mut code, 0, &Outcome::Resolved(change(5, 6)));
        assert_eq!(done, Err(Mismatch::MalformedWide));
    }

    // libbpf writes the lower half of what does not fit.
    #[test]
    fn a_number_is_never_cut_off() {
        let too_large = |value| Err(Mismatch::OutOfRange { value });
        check(op(0x61, 8, 0), change(8, 0x8000), too_large(0x8000));
        check(op(0xb7, 0, 8), change(8, 1 << 31), too_large(1 << 31));
        check(op(0xb4, 0, 8), change(8, 1 << 31), Ok(op(0xb4, 0, i32::MIN)));
        check(op(0xb4, 0, 8), change(8, 1 << 32), too_large(1 << 32));
        check(op(0xb7, 0, -1), change(u64::MAX, u64::MAX - 1), Ok(op(0xb7, 0, -2)));
    }

    // libbpf and the kernel sign-extend all 32-bit enumerators, expect 0xffffffffffffffff here, and refuse
    // the object.
    #[test]
    fn unsigned_enumerators_from_two_to_the_31_on() {
        let mut code = wide_insn(0xffff_ffff);
        let narrow = Change { is_narrow: true, ..change(0xffff_ffff, 0xffff_fffe) };
        patch(&mut code, 0, &Outcome::Resolved(narrow)).unwrap();
        assert_eq!(code, wide_insn(0xffff_fffe));
        // A compiler that does not say which enums are signed has sign-extended it.
        let mut code = wide_insn(u64::MAX);
        patch(&mut code, 0, &Outcome::Resolved(narrow)).unwrap();
        assert_eq!(code, wide_insn(u64::MAX - 1));
    }

    #[test]
    fn loads_follow_the_size_of_the_field() {
        let resized =
            |local, target| Change { width: Width::Resized { local, target }, ..change(8, 12) };
        check(op(0x61, 8, 0), resized(4, 8), Ok(op(0x79, 12, 0)));
        check(op(0x79, 8, 0), resized(8, 1), Ok(op(0x71, 12, 0)));
        let other = Mismatch::OtherSize { found: 4, expected: 8 };
        check(op(0x61, 8, 0), resized(8, 4), Err(other));
        check(op(0x61, 8, 0), resized(4, 16), Err(Mismatch::NoSuchSize { bytes: 16 }));
        // An offset alone stays right.
        check(op(0xb7, 0, 8), resized(4, 8), Ok(op(0xb7, 0, 12)));
    }

    #[test]
    fn poison_is_a_call_that_nobody_answers() {
        let poison = Insn { opcode: Opcode(0x85), imm: POISON, ..Insn::default() };
        let outcome = Outcome::Poisoned(Poison::NoMatch);
        let mut code = [op(0xb7, 0, 1), op(0xb7, 0, 2)];
        assert_eq!(patch(&mut code, 0, &outcome), Ok(Patched::Poisoned));
        assert_eq!(code, [poison, op(0xb7, 0, 2)]);
        let mut code = wide_insn(5);
        patch(&mut code, 0, &outcome).unwrap();
        assert_eq!(code, [poison; 2]);
        let unfit = Change { width: Width::Unfit { local: 4, target: 8 }, ..change(8, 12) };
        let mut code = [op(0x61, 8, 0)];
        patch(&mut code, 0, &Outcome::Resolved(unfit)).unwrap();
        assert_eq!(code, [poison]);
        check(op(0xb7, 0, 8), unfit, Ok(op(0xb7, 0, 12)));
    }
}

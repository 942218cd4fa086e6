//! What is known of a value before a program runs, and what arithmetic and comparisons make of it.
//!
//! *In:* values. *Out:* values; `None` of a comparison that can come out either way. *Never:* a number that a verifier
//! would not know as well: quotients, negations and other byte orders count as unknown, as verifiers had them for years.

use crate::insn::{AluOp, JmpOp};

/// What is known of a register or of eight bytes of stack.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Value {
    /// The number itself.
    Const(u64),
    /// An address that is not null.
    NonNull,
    /// Where the program's arguments are.
    Context,
    /// What the eight bytes of this number hold there.
    Argument(u8),
    /// A number that is fixed when the program is loaded, and that only the loader knows: a constant variable, or one of
    /// the kernel's configuration; or the address of one.
    Setting,
    /// Nothing.
    Unknown,
}

impl Value {
    /// What is known if it is one or the other.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Setting, Self::Const(_)) | (Self::Const(_), Self::Setting) => Self::Setting,
            _ => Self::Unknown,
        }
    }
}

/// Arithmetic. `width` is 32 or 64; `off` is the instruction's, which makes some operations other ones.
pub(super) fn compute(op: AluOp, width: u32, off: i16, left: Value, right: Value) -> Value {
    let (left, right) = match (op, left, right) {
        (AluOp::Mov, _, right) if off == 0 && width == 64 => return right,
        (AluOp::Mov, _, Value::Const(right)) => (0, right),
        (AluOp::Mov, _, Value::Setting) => return Value::Setting,
        (_, Value::Const(left), Value::Const(right)) => (left, right),
        (_, Value::Setting | Value::Const(_), Value::Setting | Value::Const(_)) => {
            return Value::Setting;
        }
        _ => return Value::Unknown,
    };
    let cut = |value: u64| if width == 32 { value & u64::from(u32::MAX) } else { value };
    let (left, right) = (cut(left), cut(right));
    let shift = u32::try_from(right).ok().filter(|shift| *shift < width);
    let number = match (op, off) {
        (AluOp::Mov, 8 | 16 | 32) => {
            let above = 64 - u32::from(off.unsigned_abs());
            Some(((right << above).cast_signed() >> above).cast_unsigned())
        }
        (_, off) if off != 0 => None,
        (AluOp::Mov, _) => Some(right),
        (AluOp::Add, _) => Some(left.wrapping_add(right)),
        (AluOp::Sub, _) => Some(left.wrapping_sub(right)),
        (AluOp::Mul, _) => Some(left.wrapping_mul(right)),
        (AluOp::Or, _) => Some(left | right),
        (AluOp::And, _) => Some(left & right),
        (AluOp::Xor, _) => Some(left ^ right),
        (AluOp::Lsh, _) => shift.map(|shift| left << shift),
        (AluOp::Rsh, _) => shift.map(|shift| left >> shift),
        (AluOp::Arsh, _) => shift.map(|shift| (signed(left, width) >> shift).cast_unsigned()),
        (AluOp::Div | AluOp::Mod | AluOp::Neg | AluOp::End, _) => None,
    };
    number.map_or(Value::Unknown, |number| Value::Const(cut(number)))
}

/// What comes of a comparison.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Comparison {
    /// It is so, or not.
    Known(bool),
    /// The loader knows.
    BySetting,
    /// It can be either.
    Either,
}

/// Compares. `width` is 32 or 64.
pub(super) fn compare(op: JmpOp, width: u32, left: Value, right: Value) -> Comparison {
    let (left, right) = match (left, right) {
        (Value::Const(left), Value::Const(right)) => (left, right),
        (Value::NonNull, Value::Const(0)) | (Value::Const(0), Value::NonNull) if width == 64 => {
            return match op {
                JmpOp::Eq => Comparison::Known(false),
                JmpOp::Ne => Comparison::Known(true),
                _ => Comparison::Either,
            };
        }
        (Value::Setting | Value::Const(_), Value::Setting | Value::Const(_)) => {
            return Comparison::BySetting;
        }
        _ => return Comparison::Either,
    };
    let cut = |value: u64| if width == 32 { value & u64::from(u32::MAX) } else { value };
    let (left, right) = (cut(left), cut(right));
    let (low, high) = (signed(left, width), signed(right, width));
    Comparison::Known(match op {
        JmpOp::Eq => left == right,
        JmpOp::Ne => left != right,
        JmpOp::Gt => left > right,
        JmpOp::Ge => left >= right,
        JmpOp::Lt => left < right,
        JmpOp::Le => left <= right,
        JmpOp::Sgt => low > high,
        JmpOp::Sge => low >= high,
        JmpOp::Slt => low < high,
        JmpOp::Sle => low <= high,
        JmpOp::Set => left & right != 0,
        JmpOp::Ja | JmpOp::Call | JmpOp::Exit | JmpOp::Cond => return Comparison::Either,
    })
}

fn signed(value: u64, width: u32) -> i64 {
    let above = 64 - width;
    (value << above).cast_signed() >> above
}

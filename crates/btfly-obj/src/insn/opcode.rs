//! Opcodes as data: class, operation, source, size and mode out of one byte.
//!
//! *In:* the byte. *Out:* its parts; `None` where a part has no meaning. Nothing here allocates or fails.

/// The first byte of an instruction.
///
/// ```
/// use btfly_obj::insn::{Class, Mode, Opcode, Size};
///
/// let load = Opcode(0x79);
/// assert_eq!((load.class(), load.mode(), load.size()), (Class::Ldx, Mode::Mem, Size::Dw));
/// assert_eq!(load.with_size(Size::W), Opcode(0x61));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Opcode(pub u8);

/// What an instruction is about: the low three bits of its opcode. Complete: there are eight.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Class {
    /// A load of a constant, or of a packet's bytes.
    Ld,
    /// A load from memory.
    Ldx,
    /// A store of a constant.
    St,
    /// A store of a register, or an atomic operation.
    Stx,
    /// Arithmetic on 32 bits.
    Alu,
    /// A jump that compares 64 bits, a call, an exit.
    Jmp,
    /// A jump that compares 32 bits.
    Jmp32,
    /// Arithmetic on 64 bits.
    Alu64,
}

/// How many bytes are loaded or stored. Complete: there are two bits for it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Size {
    /// Four.
    W,
    /// Two.
    H,
    /// One.
    B,
    /// Eight.
    Dw,
}

/// Where a load or store finds its bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Mode {
    /// In the instruction.
    Imm,
    /// In the packet, at a constant.
    Abs,
    /// In the packet, at a register and a constant.
    Ind,
    /// In memory.
    Mem,
    /// In memory, with the sign extended.
    MemSx,
    /// In memory, atomically; `imm` says what is done (see [`atomic`]).
    Atomic,
    /// Not known.
    Other,
}

/// Where the second operand is. Complete: there is one bit for it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Source {
    /// In the instruction's `imm`.
    Imm,
    /// In the register `src`.
    Reg,
}

/// What is computed.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(missing_docs, reason = "arithmetic explains itself")]
pub enum AluOp {
    Add,
    Sub,
    Mul,
    Div,
    Or,
    And,
    Lsh,
    Rsh,
    Neg,
    Mod,
    Xor,
    Mov,
    Arsh,
    /// Another byte order.
    End,
}

/// What a jump depends on, or what else an instruction of its class is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(missing_docs, reason = "comparisons explain themselves")]
pub enum JmpOp {
    /// Nothing.
    Ja,
    Eq,
    Gt,
    Ge,
    /// Bits in common.
    Set,
    Ne,
    /// Signed, as the others that start with an `S`.
    Sgt,
    Sge,
    Call,
    Exit,
    Lt,
    Le,
    Slt,
    Sle,
    /// `may_goto`: a bound that the verifier keeps.
    Cond,
}

/// The `imm` of atomic operations.
///
/// Source: `Documentation/bpf/standardization/instruction-set.rst`, Linux v7.2.
pub mod atomic {
    /// The old value comes back in `src`.
    pub const FETCH: i32 = 0x01;
    /// Add.
    pub const ADD: i32 = 0x00;
    /// Or.
    pub const OR: i32 = 0x40;
    /// And.
    pub const AND: i32 = 0x50;
    /// Exclusive or.
    pub const XOR: i32 = 0xa0;
    /// Exchange.
    pub const XCHG: i32 = 0xe0 | FETCH;
    /// Compare with `r0` and exchange.
    pub const CMPXCHG: i32 = 0xf0 | FETCH;
    /// A load that later ones cannot overtake.
    pub const LOAD_ACQUIRE: i32 = 0x100;
    /// A store that does not overtake earlier ones.
    pub const STORE_RELEASE: i32 = 0x110;
}

impl Size {
    /// In bytes.
    #[must_use]
    pub const fn bytes(self) -> u32 {
        match self {
            Self::W => 4,
            Self::H => 2,
            Self::B => 1,
            Self::Dw => 8,
        }
    }

    /// The size of so many bytes, if there is one.
    ///
    /// ```
    /// use btfly_obj::insn::Size;
    ///
    /// assert_eq!(Size::of_bytes(8), Some(Size::Dw));
    /// assert_eq!(Size::of_bytes(3), None);
    /// ```
    #[must_use]
    pub const fn of_bytes(bytes: u64) -> Option<Self> {
        match bytes {
            4 => Some(Self::W),
            2 => Some(Self::H),
            1 => Some(Self::B),
            8 => Some(Self::Dw),
            _ => None,
        }
    }
}

impl Opcode {
    /// The first half of a 64-bit constant.
    pub const LD_IMM64: Self = Self(0x18);
    /// A call.
    pub const CALL: Self = Self(0x85);

    /// The low three bits.
    #[must_use]
    pub const fn class(self) -> Class {
        match self.0 & 7 {
            0 => Class::Ld,
            1 => Class::Ldx,
            2 => Class::St,
            3 => Class::Stx,
            4 => Class::Alu,
            5 => Class::Jmp,
            6 => Class::Jmp32,
            _ => Class::Alu64,
        }
    }

    /// The size of a load or store.
    #[must_use]
    pub const fn size(self) -> Size {
        match self.0 & 0x18 {
            0 => Size::W,
            0x08 => Size::H,
            0x10 => Size::B,
            _ => Size::Dw,
        }
    }

    /// The same load or store with another size.
    #[must_use]
    pub const fn with_size(self, size: Size) -> Self {
        let bits = match size {
            Size::W => 0,
            Size::H => 0x08,
            Size::B => 0x10,
            Size::Dw => 0x18,
        };
        Self(self.0 & !0x18 | bits)
    }

    /// The mode of a load or store.
    #[must_use]
    pub const fn mode(self) -> Mode {
        match self.0 >> 5 {
            0 => Mode::Imm,
            1 => Mode::Abs,
            2 => Mode::Ind,
            3 => Mode::Mem,
            4 => Mode::MemSx,
            6 => Mode::Atomic,
            _ => Mode::Other,
        }
    }

    /// The second operand of arithmetic and jumps.
    #[must_use]
    pub const fn source(self) -> Source {
        if self.0 & 8 == 0 { Source::Imm } else { Source::Reg }
    }

    /// The operation of arithmetic.
    #[must_use]
    pub const fn alu(self) -> Option<AluOp> {
        Some(match self.0 >> 4 {
            0x0 => AluOp::Add,
            0x1 => AluOp::Sub,
            0x2 => AluOp::Mul,
            0x3 => AluOp::Div,
            0x4 => AluOp::Or,
            0x5 => AluOp::And,
            0x6 => AluOp::Lsh,
            0x7 => AluOp::Rsh,
            0x8 => AluOp::Neg,
            0x9 => AluOp::Mod,
            0xa => AluOp::Xor,
            0xb => AluOp::Mov,
            0xc => AluOp::Arsh,
            0xd => AluOp::End,
            _ => return None,
        })
    }

    /// The operation of a jump.
    #[must_use]
    pub const fn jmp(self) -> Option<JmpOp> {
        Some(match self.0 >> 4 {
            0x0 => JmpOp::Ja,
            0x1 => JmpOp::Eq,
            0x2 => JmpOp::Gt,
            0x3 => JmpOp::Ge,
            0x4 => JmpOp::Set,
            0x5 => JmpOp::Ne,
            0x6 => JmpOp::Sgt,
            0x7 => JmpOp::Sge,
            0x8 => JmpOp::Call,
            0x9 => JmpOp::Exit,
            0xa => JmpOp::Lt,
            0xb => JmpOp::Le,
            0xc => JmpOp::Slt,
            0xd => JmpOp::Sle,
            0xe => JmpOp::Cond,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Opcode, Size};

    #[test]
    fn sizes_come_back() {
        for size in [Size::W, Size::H, Size::B, Size::Dw] {
            assert_eq!(Opcode(0x61).with_size(size).size(), size);
            assert_eq!(Size::of_bytes(u64::from(size.bytes())), Some(size));
        }
    }
}

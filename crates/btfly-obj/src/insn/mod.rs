//! Instructions: what the eight bytes of each say, in both byte orders.
//!
//! *In:* the bytes of a section with code. *Out:* [`Insn`]s, plain data that can be changed and written
//! back; [`listing`] shows them as `llvm-objdump` does. *Never:* an opinion on what a verifier would say:
//! every eight bytes are an instruction, and one that nobody knows is shown as `<unknown>`.
//!
//! Format: `Documentation/bpf/standardization/instruction-set.rst`, Linux v7.2.

mod display;
mod opcode;

pub use display::{Line, listing};
pub use opcode::{AluOp, Class, JmpOp, Mode, Opcode, Size, Source, atomic};

use btfly_btf::Endian;

/// Bytes of an instruction. A `ld_imm64` takes two of them.
pub const SIZE: usize = 8;

/// `src` of a `ld_imm64`: what its value stands for.
///
/// Source: `include/uapi/linux/bpf.h: BPF_PSEUDO_*`, Linux v7.2.
pub mod pseudo {
    /// A map, by file descriptor.
    pub const MAP_FD: u8 = 1;
    /// A place in the value of a map, by file descriptor.
    pub const MAP_VALUE: u8 = 2;
    /// A variable of the kernel, by its type's id.
    pub const BTF_ID: u8 = 3;
    /// A function of the program.
    pub const FUNC: u8 = 4;
    /// A map, by its index in a table of file descriptors.
    pub const MAP_IDX: u8 = 5;
    /// A place in the value of a map, by its index in a table of file descriptors.
    pub const MAP_IDX_VALUE: u8 = 6;
    /// `src` of a call: a function of the program.
    pub const CALL: u8 = 1;
    /// `src` of a call: a function of the kernel, by its type's id.
    pub const KFUNC_CALL: u8 = 2;
}

/// One instruction, or one half of a `ld_imm64`.
///
/// ```
/// use btfly_btf::Endian;
/// use btfly_obj::insn::{Insn, Opcode};
///
/// // r0 = *(u64 *)(r1 + 0x38)
/// let bytes = [0x79, 0x10, 0x38, 0, 0, 0, 0, 0];
/// let insn = Insn::from_bytes(bytes, Endian::Little);
/// assert_eq!(insn, Insn { opcode: Opcode(0x79), dst: 0, src: 1, off: 0x38, imm: 0 });
/// assert_eq!(insn.to_bytes(Endian::Big), [0x79, 0x01, 0, 0x38, 0, 0, 0, 0]);
/// assert_eq!(insn.to_string(), "r0 = *(u64 *)(r1 + 0x38)");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Insn {
    /// What it does.
    pub opcode: Opcode,
    /// The register that it writes, 0 to 15; more bits are cut off when it is written.
    pub dst: u8,
    /// The register that it reads, 0 to 15, or a number that says what its value stands for.
    pub src: u8,
    /// A distance: bytes of memory, or instructions to jump.
    pub off: i16,
    /// A value.
    pub imm: i32,
}

impl Insn {
    /// Reads an instruction.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; SIZE], endian: Endian) -> Self {
        let [opcode, regs, off0, off1, imm0, imm1, imm2, imm3] = bytes;
        let (off, imm) = ([off0, off1], [imm0, imm1, imm2, imm3]);
        let (low, high) = (regs & 0xf, regs >> 4);
        let opcode = Opcode(opcode);
        // The byte order of the file is that of the bit fields too: the first of the two is `dst`.
        match endian {
            Endian::Little => Self {
                opcode,
                dst: low,
                src: high,
                off: i16::from_le_bytes(off),
                imm: i32::from_le_bytes(imm),
            },
            Endian::Big => Self {
                opcode,
                dst: high,
                src: low,
                off: i16::from_be_bytes(off),
                imm: i32::from_be_bytes(imm),
            },
        }
    }

    /// Writes it.
    #[must_use]
    pub const fn to_bytes(self, endian: Endian) -> [u8; SIZE] {
        let (dst, src) = (self.dst & 0xf, self.src & 0xf);
        let (regs, [o0, o1], [i0, i1, i2, i3]) = match endian {
            Endian::Little => (src << 4 | dst, self.off.to_le_bytes(), self.imm.to_le_bytes()),
            Endian::Big => (dst << 4 | src, self.off.to_be_bytes(), self.imm.to_be_bytes()),
        };
        [self.opcode.0, regs, o0, o1, i0, i1, i2, i3]
    }

    /// Reads all instructions of a section. Bytes left over at the end are not read.
    ///
    /// ```
    /// use btfly_btf::Endian;
    /// use btfly_obj::insn::Insn;
    ///
    /// let exit = Insn::read_all(&[0x95, 0, 0, 0, 0, 0, 0, 0], Endian::Little);
    /// assert_eq!(exit[0].to_string(), "exit");
    /// ```
    #[must_use]
    pub fn read_all(bytes: &[u8], endian: Endian) -> Vec<Self> {
        bytes.as_chunks::<SIZE>().0.iter().map(|chunk| Self::from_bytes(*chunk, endian)).collect()
    }

    /// Appends the bytes of all of `insns` to `out`.
    ///
    /// ```
    /// use btfly_btf::Endian;
    /// use btfly_obj::insn::Insn;
    ///
    /// let bytes = [0x95, 0, 0, 0, 0, 0, 0, 0];
    /// let mut out = Vec::new();
    /// Insn::write_all(&Insn::read_all(&bytes, Endian::Big), Endian::Big, &mut out);
    /// assert_eq!(out, bytes);
    /// ```
    pub fn write_all(insns: &[Self], endian: Endian, out: &mut Vec<u8>) {
        out.extend(insns.iter().flat_map(|insn| insn.to_bytes(endian)));
    }

    /// Whether it is the first half of a `ld_imm64`: the next instruction then is the second half.
    ///
    /// ```
    /// use btfly_obj::insn::{Insn, Opcode};
    ///
    /// assert!(Insn { opcode: Opcode(0x18), ..Insn::default() }.is_wide());
    /// ```
    #[must_use]
    pub const fn is_wide(&self) -> bool {
        self.opcode.0 == Opcode::LD_IMM64.0
    }

    /// The value of a `ld_imm64`, of which this is the first half.
    ///
    /// ```
    /// use btfly_obj::insn::Insn;
    ///
    /// let (low, high) = Insn::wide_halves(1 << 32 | 2);
    /// let first = Insn { imm: low, ..Insn::default() };
    /// assert_eq!(first.wide_value(&Insn { imm: high, ..Insn::default() }), 1 << 32 | 2);
    /// ```
    #[must_use]
    pub const fn wide_value(&self, second: &Self) -> u64 {
        (self.imm.cast_unsigned() as u64) | (second.imm.cast_unsigned() as u64) << 32
    }

    /// The `imm` of the first and of the second half of a `ld_imm64` of this value.
    #[must_use]
    pub const fn wide_halves(value: u64) -> (i32, i32) {
        let [a, b, c, d, e, f, g, h] = value.to_le_bytes();
        (i32::from_le_bytes([a, b, c, d]), i32::from_le_bytes([e, f, g, h]))
    }
}

#[cfg(test)]
mod tests {
    use super::{Insn, Opcode};
    use btfly_btf::Endian;

    #[test]
    fn every_byte_string_comes_back() {
        for start in 0..=u8::MAX {
            let bytes: [u8; 8] =
                std::array::from_fn(|at| start.wrapping_mul([31, 5, 7, 3, 99, 1, 255, 64][at]));
            for endian in [Endian::Little, Endian::Big] {
                assert_eq!(Insn::from_bytes(bytes, endian).to_bytes(endian), bytes);
            }
        }
    }

    #[test]
    fn bytes_left_over_are_no_instruction() {
        assert_eq!(Insn::read_all(&[0x95; 15], Endian::Little).len(), 1);
    }

    #[test]
    fn registers_beyond_four_bits_do_not_spill() {
        let insn = Insn { opcode: Opcode(0xbf), dst: 0x1f, src: 0x21, off: 0, imm: 0 };
        assert_eq!(insn.to_bytes(Endian::Little)[1], 0x1f);
        assert_eq!(insn.to_bytes(Endian::Big)[1], 0xf1);
    }
}

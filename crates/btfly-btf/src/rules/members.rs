//! Members: whether what a struct says of one fits its type.
//!
//! *In:* a struct, a member and what its type came to. *Out:* the rule it breaks, with numbers. Kernel reference:
//! `kernel/bpf/btf.c`: the `check_member` and `check_kflag_member` of each kind, Linux v7.2; all kernels agree.

use super::rule::Rule;
use crate::wire::kind::Kind;

/// What the type of a member came to, without its modifiers.
#[derive(Clone, Copy)]
pub(super) struct Of {
    pub(super) kind: Kind,
    /// Its size in bytes.
    pub(super) size: u32,
    /// The word that describes an INT.
    pub(super) int: u32,
}

/// A member in a struct of `struct_size` bytes with or without the kind flag.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) struct_size: u32,
    pub(super) kflag: bool,
    pub(super) offset: u32,
}

/// A rule that is broken, and its numbers.
pub(super) type Broken = (Rule, u64, u64);

/// Whether an INT fills whole bytes: no bitfield of the old way, and 1, 2, 4, 8 or 16 of them.
pub(super) const fn is_whole(int: u32) -> bool {
    let bits = int & 0xff;
    let bytes = bits.div_ceil(8);
    bits.is_multiple_of(8) && int >> 16 & 0xff == 0 && bytes <= 16 && bytes.is_power_of_two()
}

impl Member {
    pub(super) fn check(self, of: Of, pointer_size: u32) -> Result<(), Broken> {
        // Beside a bitfield size, an offset has 24 bits.
        let bits = if self.kflag { self.offset >> 24 } else { 0 };
        let start = if self.kflag { self.offset & 0x00ff_ffff } else { self.offset };
        match of.kind {
            Kind::Int if self.kflag => self.flagged_int(of.int, start, bits),
            Kind::Int => self.int(of.int),
            Kind::Enum | Kind::Enum64 if self.kflag => self.flagged_enum(start, bits),
            Kind::Ptr
            | Kind::Array
            | Kind::Struct
            | Kind::Union
            | Kind::Enum
            | Kind::Enum64
            | Kind::Float
                if bits != 0 =>
            {
                Err((Rule::MemberBits, u64::from(bits), 0))
            }
            Kind::Ptr => self.plain(start, pointer_size),
            Kind::Array | Kind::Struct | Kind::Union | Kind::Enum | Kind::Enum64 => {
                self.plain(start, of.size)
            }
            Kind::Float => self.float(start, of.size, pointer_size),
            Kind::Void
            | Kind::Fwd
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::FuncProto
            | Kind::Var
            | Kind::Datasec
            | Kind::DeclTag
            | Kind::TypeTag
            | Kind::Opaque => Err((Rule::MemberType, 0, 0)),
        }
    }

    /// What starts at a byte and has whole bytes.
    fn plain(self, start: u32, size: u32) -> Result<(), Broken> {
        if !start.is_multiple_of(8) {
            return Err((Rule::MemberAlign, u64::from(start), 8));
        }
        if self.struct_size.wrapping_sub(start / 8) < size {
            return Err(self.beyond(u64::from(start / 8) + u64::from(size)));
        }
        Ok(())
    }

    fn float(self, start: u32, size: u32, pointer_size: u32) -> Result<(), Broken> {
        let align = pointer_size.min(size).saturating_mul(8).max(1);
        if !start.is_multiple_of(align) {
            return Err((Rule::FloatAlign, u64::from(start), u64::from(align)));
        }
        let end = u64::from(start / 8) + u64::from(size);
        if u64::from(self.struct_size) < end { Err(self.beyond(end)) } else { Ok(()) }
    }

    fn int(self, int: u32) -> Result<(), Broken> {
        let (bits, more) = (int & 0xff, int >> 16 & 0xff);
        let Some(start) = self.offset.checked_add(more) else {
            return Err((Rule::MemberOverflow, u64::from(self.offset), u64::from(more)));
        };
        self.bits(start, bits)
    }

    fn flagged_int(self, int: u32, start: u32, bits: u32) -> Result<(), Broken> {
        if !is_whole(int) {
            return Err((Rule::MemberBase, 0, 0));
        }
        let most = int & 0xff;
        if bits == 0 && !start.is_multiple_of(8) {
            return Err((Rule::MemberByte, u64::from(start), 8));
        }
        if most < bits {
            return Err((Rule::MemberBits, u64::from(bits), u64::from(most)));
        }
        self.bits(start, if bits == 0 { most } else { bits })
    }

    fn bits(self, start: u32, bits: u32) -> Result<(), Broken> {
        let copied = bits + start % 8;
        if 128 < copied {
            return Err((Rule::MemberCopy, u64::from(copied), 128));
        }
        let (first, bytes) = (start / 8, copied.div_ceil(8));
        if self.struct_size < first || self.struct_size - first < bytes {
            return Err(self.beyond(u64::from(first) + u64::from(bytes)));
        }
        Ok(())
    }

    fn flagged_enum(self, start: u32, bits: u32) -> Result<(), Broken> {
        // The kernel takes each for an `int`, whatever its size.
        const MOST: u32 = 32;
        if bits == 0 && !start.is_multiple_of(8) {
            return Err((Rule::MemberAlign, u64::from(start), 8));
        }
        if MOST < bits {
            return Err((Rule::MemberBits, u64::from(bits), u64::from(MOST)));
        }
        let end = (start + if bits == 0 { MOST } else { bits }).div_ceil(8);
        if self.struct_size < end { Err(self.beyond(u64::from(end))) } else { Ok(()) }
    }

    fn beyond(self, end: u64) -> Broken {
        (Rule::MemberEnd, end, u64::from(self.struct_size))
    }
}

//! Padding: what to write between two members so that a compiler leaves the gap that the BTF has.
//!
//! *In:* a gap in bits, and how the next member is aligned. *Out:* unnamed bitfields, each a unit and a
//! number of bits. *Never:* text.
//!
//! The choice of units is libbpf's (`tools/lib/bpf/btf_dump.c: btf_dump_emit_bit_padding`, Linux v7.2):
//! the largest unit that lies in the gap sets the pace, and what a compiler pads by itself is left out.

/// A type that unnamed bitfields are made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Unit {
    pub(super) name: &'static [u8],
    pub(super) bits: u32,
}

/// The place between two members.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// In bits, from the start of the struct.
    pub(super) from: u64,
    pub(super) to: u64,
    /// Alignment in bytes of what comes next.
    pub(super) align: u32,
    /// Whether there are bitfields on both sides.
    pub(super) in_bits: bool,
    /// Bits of a pointer, and of a `long`.
    pub(super) long_bits: u32,
}

impl Gap {
    const fn units(&self) -> [Unit; 4] {
        [
            Unit { name: b"long", bits: self.long_bits },
            Unit { name: b"int", bits: 32 },
            Unit { name: b"short", bits: 16 },
            Unit { name: b"char", bits: 8 },
        ]
    }

    /// Calls `write` with a unit, a number of bits in it, and how often in a row.
    pub(super) fn fill<E>(
        &self,
        mut write: impl FnMut(Unit, u32, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.to <= self.from {
            return Ok(());
        }
        let units = self.units();
        let reached = |unit: &Unit| self.from.next_multiple_of(u64::from(unit.bits));
        // Not even a `char` boundary lies in the gap: the smallest unit will do.
        let [.., smallest] = units;
        let unit = units.into_iter().find(|unit| reached(unit) <= self.to).unwrap_or(smallest);
        let mut at = self.from;
        let boundary = reached(&unit);
        if self.from < boundary && boundary <= self.to {
            if self.needs_mark(boundary) {
                // Between bitfields the number of bits says more than an alignment mark.
                let bits = if self.in_bits { narrow(boundary - self.from) } else { 0 };
                write(unit, bits, 1)?;
            }
            at = boundary;
        }
        self.fill_from(at, unit, &mut write)
    }

    /// As [`Gap::fill`], without a mark that aligns: exact to the bit in a packed struct.
    pub(super) fn fill_exactly<E>(
        &self,
        mut write: impl FnMut(Unit, u32, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let [long, ..] = self.units();
        self.fill_from(self.from, long, &mut write)
    }

    fn fill_from<E>(
        &self,
        at: u64,
        unit: Unit,
        write: &mut impl FnMut(Unit, u32, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let left = self.to.saturating_sub(at);
        let bits = u64::from(unit.bits);
        let whole = left / bits;
        if whole != 0 {
            write(unit, unit.bits, whole)?;
        }
        let rest = left % bits;
        if rest == 0 {
            return Ok(());
        }
        // The smallest unit that holds the rest tells a reader how large it is.
        let smallest = self.units().into_iter().rev().find(|unit| rest <= u64::from(unit.bits));
        write(smallest.unwrap_or(unit), narrow(rest), 1)
    }

    /// Whether the compiler would not go to `boundary` by itself.
    fn needs_mark(&self, boundary: u64) -> bool {
        let natural = self.from.next_multiple_of(u64::from(self.align.max(1)) * 8);
        self.in_bits
            || (boundary == self.to && natural != boundary)
            // What follows would fit before the boundary, and be put there.
            || (boundary != self.to && self.to - boundary <= boundary - self.from)
    }
}

/// A number of bits within one unit.
fn narrow(bits: u64) -> u32 {
    u32::try_from(bits).unwrap_or(u32::MAX)
}

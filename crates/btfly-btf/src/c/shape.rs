//! How a compiler lays out what is printed: alignments, and which structs need `packed`.
//!
//! *In:* a struct or union whose members are measured. *Out:* its alignment, and whether C puts its
//! members where the BTF has them. BTF carries neither: both are inferred from offsets and sizes.
//!
//! Two answers are kept. libbpf's (`tools/lib/bpf/btf.c: btf__align_of`, `btf_dump.c:
//! btf_is_struct_packed`, Linux v7.2) is what is printed for comparison. The other is what gcc and clang
//! do for x86-64 and BPF, found by doing it: members are placed one after the other as the compiler
//! would, and where one ends up elsewhere, the struct must be packed.

use super::Printer;
use super::cells::{Cells, Class, Marks};
use super::pad::{Gap, Unit};
use crate::view::{Composite, Member, Type};
use crate::wire::kind::Kind;

/// The largest alignment that C gives a type by itself: that of `__int128` and `long double`.
const MAX_NATURAL: u32 = 16;

/// The largest alignment that a union is given to reach its size; more is written as a filler.
/// Eight bits hold it.
const MAX_GIVEN: u32 = 128;

/// A member as far as layout goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// In bits.
    pub(super) offset: u64,
    /// Bits of a bitfield; 0 for others.
    pub(super) bits: u32,
    /// Bits of its type.
    pub(super) size: u64,
}

impl Place {
    /// The first bit behind it.
    pub(super) fn end(&self) -> u64 {
        self.offset + if self.bits == 0 { self.size } else { u64::from(self.bits) }
    }
}

/// Whose alignment: libbpf's guess, or what a compiler gives to the printed text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Rule {
    Libbpf,
    Compiler,
}

/// Alignments of a struct or union in bytes, one by each rule; 0 for none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aligns {
    libbpf: u8,
    compiler: u8,
}

impl Aligns {
    /// None, by either rule.
    pub(super) const NONE: Self = Self { libbpf: 0, compiler: 0 };

    /// Both, each at most [`MAX_GIVEN`].
    fn new(libbpf: u32, compiler: u32) -> Self {
        let small = |align: u32| u8::try_from(align).unwrap_or(u8::MAX);
        Self { libbpf: small(libbpf), compiler: small(compiler) }
    }

    fn by(self, rule: Rule) -> u32 {
        u32::from(match rule {
            Rule::Libbpf => self.libbpf,
            Rule::Compiler => self.compiler,
        })
    }
}

impl Cells {
    /// Alignment in bytes of what is printed for `node`; 0 for what has none. Structs and unions must be
    /// measured.
    pub(super) fn align_of(&self, node: u32, rule: Rule, pointer_size: u32) -> u32 {
        let mut at = node;
        // What was ordered has no circles; the bound is for what was not.
        for _ in 0..self.len() {
            let cell = self.get(at);
            match cell.class() {
                Class::Modifier | Class::Array | Class::Typedef => at = self.target(at),
                Class::Ptr => return pointer_size,
                Class::Word if cell.kind == Kind::Void => return 0,
                Class::Word | Class::Enum => {
                    return match rule {
                        Rule::Libbpf => cell.word.min(pointer_size),
                        Rule::Compiler if cell.word.is_power_of_two() => cell.word.min(MAX_NATURAL),
                        Rule::Compiler => 1,
                    };
                }
                Class::Composite => return cell.aligns.by(rule),
                Class::Fwd | Class::Proto | Class::Other => return 0,
            }
        }
        0
    }

    /// Size in bytes of `node`; 0 for what has none.
    pub(super) fn size_of(&self, node: u32, pointer_size: u32) -> u64 {
        let mut at = node;
        let mut count: u64 = 1;
        for _ in 0..self.len() {
            let cell = self.get(at);
            match cell.class() {
                Class::Array => {
                    count = count.saturating_mul(u64::from(cell.word));
                    at = self.target(at);
                }
                Class::Modifier | Class::Typedef => at = self.target(at),
                Class::Ptr => return count.saturating_mul(u64::from(pointer_size)),
                Class::Word | Class::Enum | Class::Composite => {
                    return count.saturating_mul(u64::from(cell.word));
                }
                Class::Fwd | Class::Proto | Class::Other => return 0,
            }
        }
        0
    }
}

impl Printer<'_> {
    /// Where `member`, which is of type `ty`, lies.
    pub(super) fn place(&self, member: &Member<'_>, ty: u32) -> Place {
        let size = self.cells.size_of(ty, self.pointer_size).saturating_mul(8);
        let mut offset = member.offset_bits().0;
        let mut bits = member.bitfield_size().map_or(0, u32::from);
        if bits == 0 && !self.options.compat {
            let (inner, _) = self.without_modifiers(ty);
            if self.cells.get(inner).has(Marks::PARTIAL)
                && let (Type::Int(int), _) = self.graph.at(inner)
            {
                offset = offset.saturating_add(u64::from(int.offset_bits()));
                bits = u32::from(int.size_bits());
            }
        }
        // Sizes beyond what any machine has must not overflow what is computed with them.
        Place { offset, bits, size: size.min(u64::from(u32::MAX) << 8) }
    }

    /// What is left of `node` without modifiers and typedefs, and whether a typedef was among them.
    pub(super) fn without_modifiers(&self, node: u32) -> (u32, bool) {
        let mut at = node;
        let mut named = false;
        for _ in 0..self.cells.len() {
            match self.cells.get(at).class() {
                Class::Typedef => named = true,
                Class::Modifier => {}
                Class::Word
                | Class::Ptr
                | Class::Array
                | Class::Composite
                | Class::Enum
                | Class::Fwd
                | Class::Proto
                | Class::Other => break,
            }
            at = self.cells.target(at);
        }
        (at, named)
    }

    /// Finds the alignments of a struct or union and whether it must be packed; its members are measured.
    pub(super) fn measure(&mut self, node: u32) {
        let (Type::Struct(view) | Type::Union(view), _) = self.graph.at(node) else { return };
        let (libbpf, packed) = self.measure_as_libbpf(node, &view);
        if packed {
            self.cells.mark(node, Marks::LIBBPF_PACKED);
        }
        let compiler = if self.options.compat {
            if packed {
                self.cells.mark(node, Marks::PACKED);
            }
            libbpf
        } else {
            let (align, marks) = self.measure_as_compiler(node, &view);
            self.cells.mark(node, marks);
            align
        };
        self.cells.set_aligns(node, Aligns::new(libbpf, compiler));
    }

    /// Alignment, and whether a struct is printed as packed.
    fn measure_as_libbpf(&self, node: u32, view: &Composite<'_>) -> (u32, bool) {
        let mut largest = 1;
        let mut packed = false;
        let mut unknown = false;
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            let align = self.cells.align_of(*ty, Rule::Libbpf, self.pointer_size);
            // The first member that is misplaced or has no alignment decides.
            unknown |= align == 0 && !packed;
            let bits = u64::from(align) * 8;
            packed |=
                bits != 0 && member.bitfield_size().is_none() && member.offset_bits().0 % bits != 0;
            largest = largest.max(align);
        }
        packed |= !view.size().is_multiple_of(largest);
        let align = match (unknown, packed) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => largest,
        };
        (align, packed && !view.is_union())
    }

    /// Alignment, and the marks that make a compiler agree with the BTF.
    fn measure_as_compiler(&self, node: u32, view: &Composite<'_>) -> (u32, Marks) {
        if view.is_union() {
            return self.measure_union(node, view);
        }
        let natural = self.try_struct(node, view, Style::Natural);
        if let Some(align) = natural {
            return (align, Marks::NONE);
        }
        match self.try_struct(node, view, Style::Packed) {
            Some(_) => (1, Marks::PACKED),
            None => (1, Marks::PACKED.with(Marks::EXACT)),
        }
    }

    /// The alignment of a struct printed in one way, if a compiler then puts everything where it is.
    fn try_struct(&self, node: u32, view: &Composite<'_>, style: Style) -> Option<u32> {
        let mut layout = Layout { at: 0, align: 1, packed: style == Style::Packed };
        let mut at = 0;
        let mut after_bits = false;
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            let place = self.place(&member, *ty);
            let align = self.cells.align_of(*ty, Rule::Compiler, self.pointer_size).max(1);
            let is_bits = place.bits != 0;
            let gap = Gap {
                from: at,
                to: place.offset,
                align: if layout.packed { 1 } else { align },
                in_bits: after_bits && is_bits,
                long_bits: self.pointer_size * 8,
            };
            layout.pad(&gap);
            let named = !member.name_off().is_anonymous();
            if layout.member(&place, align, named) != place.offset {
                return None;
            }
            at = place.end();
            after_bits = is_bits;
        }
        let end = u64::from(view.size()) * 8;
        let long_bits = self.pointer_size * 8;
        layout.pad(&Gap { from: at, to: end, align: layout.align, in_bits: false, long_bits });
        (layout.end() == end).then_some(layout.align)
    }

    fn measure_union(&self, node: u32, view: &Composite<'_>) -> (u32, Marks) {
        let (mut largest, mut longest) = (1, 0);
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            let place = self.place(&member, *ty);
            let align = self.cells.align_of(*ty, Rule::Compiler, self.pointer_size);
            if place.bits == 0 || !member.name_off().is_anonymous() {
                largest = largest.max(align);
            }
            longest = longest.max(place.end().div_ceil(8));
        }
        let size = u64::from(view.size());
        let reaches = |align: u32| longest.next_multiple_of(u64::from(align)) == size;
        if reaches(largest) {
            return (largest, Marks::NONE);
        }
        if longest == size {
            return (1, Marks::PACKED);
        }
        // More than its members take: it was given an alignment, or else something is not seen.
        let mut given = largest;
        while given < MAX_GIVEN {
            given = given.next_power_of_two() * if given.is_power_of_two() { 2 } else { 1 };
            if reaches(given) {
                return (given, Marks::ALIGNED);
            }
        }
        let align = if size.is_multiple_of(u64::from(largest)) { largest } else { 1 };
        let packed = if align == largest { Marks::NONE } else { Marks::PACKED };
        (align, packed.with(Marks::EXACT))
    }
}

/// How a struct is printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Style {
    Natural,
    Packed,
}

/// A struct as gcc and clang lay it out, member by member.
struct Layout {
    /// The first free bit.
    at: u64,
    /// Alignment of the struct in bytes.
    align: u32,
    packed: bool,
}

impl Layout {
    /// Places a member and tells where it went.
    fn member(&mut self, place: &Place, align: u32, named: bool) -> u64 {
        if place.bits == 0 {
            let align = if self.packed { 1 } else { align };
            self.align = self.align.max(align);
            let offset = self.at.next_multiple_of(u64::from(align) * 8);
            self.at = offset + place.size;
            return offset;
        }
        if !self.packed {
            self.at = self.bitfield_start(u64::from(place.bits), place.size);
            // A bitfield without a name does not align the struct that it is in.
            self.align = self.align.max(if named { align } else { 1 });
        }
        let offset = self.at;
        self.at += u64::from(place.bits);
        offset
    }

    fn pad(&mut self, gap: &Gap) {
        // The sink cannot fail, so neither does this.
        let _: Result<(), ()> = gap.fill(|Unit { bits: unit, .. }, bits, times| {
            let (unit, bits) = (u64::from(unit), u64::from(bits));
            if bits == 0 {
                // A mark of no bits aligns even in a packed struct.
                self.at = self.at.next_multiple_of(unit);
                return Ok(());
            }
            if !self.packed {
                self.at = self.bitfield_start(bits, unit);
            }
            self.at += bits * times;
            Ok(())
        });
    }

    /// Where a bitfield goes: right here, unless it would lie across two units of its type.
    fn bitfield_start(&self, bits: u64, unit: u64) -> u64 {
        let last = self.at + bits - 1;
        if unit == 0 || self.at / unit == last / unit {
            self.at
        } else {
            self.at.next_multiple_of(unit)
        }
    }

    /// The size of the struct in bits.
    fn end(&self) -> u64 {
        self.at.next_multiple_of(u64::from(self.align) * 8)
    }
}

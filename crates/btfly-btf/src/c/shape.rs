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
use super::cells::{Cell, Cells, Class, Marks};
use super::pad::{Gap, Unit};
use crate::view::{Composite, Member, Type};
use crate::wire::kind::Kind;

/// The largest alignment that C gives a type by itself: that of `__int128` and `long double`.
const MAX_NATURAL: u32 = 16;

/// The largest alignment that a union is given to reach its size; eight bits hold it. More is written as a
/// filler.
const MAX_GIVEN: u32 = 128;

/// What sizes of arrays stop at, in bits, so that nothing computed with them can overflow.
const MAX_SIZE: u64 = 1 << 48;

/// A type as far as layout goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// Bits; 0 for what has no size.
    pub(super) size: u64,
    aligns: Aligns,
    /// Whether it is an integer of fewer bits than its bytes.
    pub(super) is_partial: bool,
}

impl Form {
    /// Of a type that fills its bytes.
    #[inline]
    pub(super) const fn new(bytes: u32, aligns: Aligns) -> Self {
        Self { size: bytes as u64 * 8, aligns, is_partial: false }
    }

    /// Alignments by both rules.
    pub(super) const fn aligns(&self) -> Aligns {
        self.aligns
    }

    /// Alignment in bytes; 0 for what has none.
    #[inline]
    pub(super) const fn align(&self, rule: Rule) -> u32 {
        self.aligns.by(rule)
    }
}

/// Where a member lies.
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

/// Alignments of a struct or union in bytes, one by each rule: powers of two, or 0 for none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aligns(u8);

impl Aligns {
    /// None, by either rule.
    pub(super) const NONE: Self = Self(0);

    /// Those of a number of so many bytes.
    pub(super) const fn of_number(size: u32, pointer_size: u32) -> Self {
        let libbpf = if size < pointer_size { size } else { pointer_size };
        // No machine aligns numbers of odd sizes.
        let natural = if !size.is_power_of_two() {
            1
        } else if MAX_NATURAL < size {
            MAX_NATURAL
        } else {
            size
        };
        Self::new(libbpf, natural)
    }

    /// Both, each at most [`MAX_GIVEN`].
    const fn new(libbpf: u32, compiler: u32) -> Self {
        Self(Self::code(libbpf) << 4 | Self::code(compiler))
    }

    /// The logarithm and 1, or 0 for none.
    const fn code(align: u32) -> u8 {
        // At most eight bits, so the logarithm fits; 0 has none.
        let bits = u32::BITS - (align & 0xff).leading_zeros();
        bits.to_le_bytes()[0]
    }

    const fn by(self, rule: Rule) -> u32 {
        let code = match rule {
            Rule::Libbpf => self.0 >> 4,
            Rule::Compiler => self.0 & 0xf,
        };
        1_u32.wrapping_shl(code as u32) >> 1
    }
}

impl Cells {
    /// The form of a type. Typedefs, structs and unions in it must be settled.
    #[inline(always)]
    pub(super) fn form(&self, ty: u32) -> Form {
        let cell = self.get(ty);
        match cell.class() {
            Class::Modifier | Class::Array => self.form_behind(ty),
            Class::Word
            | Class::Ptr
            | Class::Composite
            | Class::Enum
            | Class::Fwd
            | Class::Typedef
            | Class::Proto
            | Class::Other => self.form_of(cell),
        }
    }

    /// The form that is in a cell.
    #[inline(always)]
    fn form_of(&self, cell: &Cell) -> Form {
        let bytes = match cell.class() {
            Class::Typedef | Class::Word | Class::Enum | Class::Composite => cell.word,
            Class::Ptr => self.pointer_size,
            Class::Modifier | Class::Array | Class::Fwd | Class::Proto | Class::Other => 0,
        };
        let is_number = matches!(cell.kind, Kind::Int | Kind::Typedef);
        Form {
            size: u64::from(bytes) * 8,
            aligns: cell.aligns,
            is_partial: is_number && cell.has(Marks::PARTIAL),
        }
    }

    /// The form of an array, or of what has modifiers.
    #[inline(never)]
    fn form_behind(&self, ty: u32) -> Form {
        let mut count: u64 = 1;
        let mut at = ty;
        // What was ordered has no circles; the bound is for what was not.
        for _ in 0..self.len() {
            let cell = self.get(at);
            match cell.class() {
                Class::Array => count = count.saturating_mul(u64::from(cell.word)),
                Class::Modifier => {}
                Class::Typedef
                | Class::Word
                | Class::Ptr
                | Class::Enum
                | Class::Composite
                | Class::Fwd
                | Class::Proto
                | Class::Other => {
                    let form = self.form_of(cell);
                    let size = form.size.saturating_mul(count).min(MAX_SIZE);
                    return Form { size, ..form };
                }
            }
            at = self.target(at);
        }
        NO_FORM
    }
}

const NO_FORM: Form = Form { size: 0, aligns: Aligns::NONE, is_partial: false };

impl Printer<'_> {
    /// Where `member`, whose type is `ty` and has `form`, lies.
    #[inline(always)]
    pub(super) fn place(&self, member: &Member<'_>, ty: u32, form: &Form) -> Place {
        let offset = member.offset_bits().0;
        let bits = member.bitfield_size().map_or(0, u32::from);
        let place = Place { offset, bits, size: form.size };
        if bits == 0 && form.is_partial && !self.options.compat {
            self.place_of_partial(ty, place)
        } else {
            place
        }
    }

    /// Old encoders wrote a bitfield as an integer of few bits, and the rest of its place into it.
    fn place_of_partial(&self, ty: u32, place: Place) -> Place {
        let Type::Int(int) = self.graph.at(self.without_modifiers(ty).0).0 else { return place };
        let offset = place.offset.saturating_add(u64::from(int.offset_bits()));
        Place { offset, bits: u32::from(int.size_bits()), ..place }
    }

    /// What is left of `node` without modifiers and typedefs, and whether a typedef was among them.
    pub(super) fn without_modifiers(&self, node: u32) -> (u32, bool) {
        let mut at = node;
        let mut is_typedef = false;
        for _ in 0..self.cells.len() {
            match self.cells.get(at).class() {
                Class::Typedef => is_typedef = true,
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
        (at, is_typedef)
    }

    /// Remembers the form of a typedef; what it leads to is settled.
    pub(super) fn settle(&mut self, node: u32) {
        let form = self.cells.form(self.cells.target(node));
        self.cells.set_aligns(node, form.aligns);
        self.cells.set_size(node, u32::try_from(form.size / 8).unwrap_or(u32::MAX));
        if form.is_partial {
            self.cells.mark(node, Marks::PARTIAL);
        }
    }

    /// Finds the alignments of a struct or union and whether it must be packed; its members are measured.
    pub(super) fn measure(&mut self, node: u32) {
        let (Type::Struct(view) | Type::Union(view), _) = self.graph.at(node) else { return };
        let mut guess = Guess { align: 1, is_packed: false, is_unknown: false };
        let (compiler, marks) = if self.options.compat {
            for (member, ty) in view.members().zip(self.cells.edges(node)) {
                guess.add(&member, &self.cells.form(*ty));
            }
            (0, Marks::NONE)
        } else if view.is_union() {
            self.measure_union(node, &view, &mut guess)
        } else {
            self.measure_struct(node, &view, &mut guess)
        };
        let (libbpf, packed) = guess.finish(&view);
        let marks = match (packed, self.options.compat) {
            (true, true) => Marks::PACKED,
            (true, false) => marks.with(Marks::LIBBPF_PACKED),
            (false, _) => marks,
        };
        self.cells.mark(node, marks);
        self.cells.set_aligns(node, Aligns::new(libbpf, compiler));
    }

    /// Alignment, and the marks that make a compiler agree with the BTF.
    fn measure_struct(&self, node: u32, view: &Composite<'_>, guess: &mut Guess) -> (u32, Marks) {
        if let Some(align) = self.try_struct(node, view, false, guess) {
            return (align, Marks::NONE);
        }
        match self.try_struct(node, view, true, &mut Guess { ..*guess }) {
            Some(_) => (1, Marks::PACKED),
            None => (1, Marks::PACKED.with(Marks::EXACT)),
        }
    }

    /// The alignment of a struct printed packed or not, if a compiler then puts everything where it is.
    fn try_struct(
        &self,
        node: u32,
        view: &Composite<'_>,
        packed: bool,
        guess: &mut Guess,
    ) -> Option<u32> {
        let mut layout = Layout { at: 0, align: 1, packed };
        let long_bits = self.cells.pointer_size * 8;
        let mut at = 0;
        let mut after_bits = false;
        let mut fits = true;
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            let form = self.cells.form(*ty);
            guess.add(&member, &form);
            let place = self.place(&member, *ty, &form);
            let align = form.align(Rule::Compiler).max(1);
            let is_bits = place.bits != 0;
            if !is_bits && !packed && layout.goes_to(&place, align) && layout.at == at {
                // Where the compiler would put it, nothing is written before it.
                layout.member(&place, align, true);
                at = place.end();
                after_bits = false;
                continue;
            }
            if at < place.offset {
                layout.pad(&Gap {
                    from: at,
                    to: place.offset,
                    align: if packed { 1 } else { align },
                    in_bits: after_bits && is_bits,
                    long_bits,
                });
            }
            let named = !member.name_off().is_anonymous();
            fits &= layout.member(&place, align, named) == place.offset;
            at = place.end();
            after_bits = is_bits;
        }
        let end = u64::from(view.size()) * 8;
        layout.pad(&Gap { from: at, to: end, align: layout.align, in_bits: false, long_bits });
        (fits && layout.end() == end).then_some(layout.align)
    }

    fn measure_union(&self, node: u32, view: &Composite<'_>, guess: &mut Guess) -> (u32, Marks) {
        let (mut largest, mut longest) = (1, 0);
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            let form = self.cells.form(*ty);
            guess.add(&member, &form);
            let place = self.place(&member, *ty, &form);
            if place.bits == 0 || !member.name_off().is_anonymous() {
                largest = largest.max(form.align(Rule::Compiler));
            }
            longest = longest.max(place.end().div_ceil(8));
        }
        let size = u64::from(view.size());
        let reaches = |align: u32| round_up(longest, align) == size;
        if reaches(largest) {
            return (largest, Marks::NONE);
        }
        if longest == size {
            return (1, Marks::PACKED);
        }
        // More than its members take: it was given an alignment, or else something is not seen.
        let mut given = largest;
        while given < MAX_GIVEN {
            given *= 2;
            if reaches(given) {
                return (given, Marks::ALIGNED);
            }
        }
        if size.is_multiple_of(u64::from(largest)) {
            (largest, Marks::EXACT)
        } else {
            (1, Marks::PACKED.with(Marks::EXACT))
        }
    }
}

/// Whether an offset in bits is a multiple of an alignment in bytes; any is, where there is none.
fn is_aligned(offset: u64, align: u32) -> bool {
    if align.is_power_of_two() {
        offset & (u64::from(align) * 8 - 1) == 0
    } else {
        align == 0 || offset.is_multiple_of(u64::from(align) * 8)
    }
}

/// The next multiple of a power of two.
#[inline]
pub(super) fn round_up(value: u64, unit: u32) -> u64 {
    let mask = u64::from(unit).wrapping_sub(1);
    value.saturating_add(mask) & !mask
}

/// libbpf's idea of a struct or union, member by member.
struct Guess {
    align: u32,
    is_packed: bool,
    /// Whether a member without an alignment came before any that is misplaced: then there is none.
    is_unknown: bool,
}

impl Guess {
    #[inline]
    fn add(&mut self, member: &Member<'_>, form: &Form) {
        let align = form.align(Rule::Libbpf);
        self.is_unknown |= align == 0 && !self.is_packed;
        self.is_packed |=
            member.bitfield_size().is_none() && !is_aligned(member.offset_bits().0, align);
        self.align = self.align.max(align);
    }

    /// Alignment, and whether a struct is printed as packed.
    fn finish(&self, view: &Composite<'_>) -> (u32, bool) {
        let packed = self.is_packed || !view.size().is_multiple_of(self.align);
        let align = match (self.is_unknown, packed) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => self.align,
        };
        (align, packed && !view.is_union())
    }
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
    /// Whether a member that is no bitfield is where it goes by itself.
    #[inline]
    fn goes_to(&self, place: &Place, align: u32) -> bool {
        place.offset == round_up(self.at, align * 8)
    }

    /// Places a member and tells where it went.
    #[inline]
    fn member(&mut self, place: &Place, align: u32, named: bool) -> u64 {
        if place.bits == 0 {
            let align = if self.packed { 1 } else { align };
            self.align = self.align.max(align);
            let offset = round_up(self.at, align * 8);
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
        // A size that is no power of two is none of C's.
        let fits = !unit.is_power_of_two() || (self.at ^ last) & !(unit - 1) == 0;
        if fits { self.at } else { (self.at | (unit - 1)) + 1 }
    }

    /// The size of the struct in bits.
    fn end(&self) -> u64 {
        round_up(self.at, self.align * 8)
    }
}

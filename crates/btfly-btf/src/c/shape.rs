//! How a compiler lays out what is printed: alignments, and which structs need `packed`.
//!
//! *In:* a struct or union whose members are measured. *Out:* its alignment, and whether C puts its
//! members where the BTF has them. BTF carries neither: both are inferred from offsets and sizes.
//!
//! Two answers are kept. libbpf's (`tools/lib/bpf/btf.c: btf__align_of`, `btf_dump.c:
//! btf_is_struct_packed`, Linux v7.2) is what is printed for comparison. The other is what gcc and clang
//! do for x86-64 and BPF, found by doing it: members are placed one after the other as the compiler
//! would, and where one ends up elsewhere, the struct must be packed.

use super::cells::{Cells, Class};
use super::graph::Graph;
use super::measure::Forms;
use super::pad::{Gap, Unit};
use crate::view::{Composite, Member, Type};

/// The largest alignment that C gives a type by itself: that of `__int128` and `long double`.
const MAX_NATURAL: u32 = 16;

/// The largest alignment that a union is given to reach its size; eight bits hold it. More is written as a
/// filler.
const MAX_GIVEN: u32 = 128;

/// What sizes of arrays stop at, in bits, so that nothing computed with them can overflow.
const MAX_SIZE: u64 = 1 << 48;

/// A type as far as layout goes: size, alignments, and the marks of a struct or union.
///
/// One word, because forms are met in no order and should be many to a cache line: bytes in the lower 46
/// bits, then alignments, then marks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form(pub(super) u64);

/// Something to say about a form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Mark(u64);

const BYTES: u64 = MAX_SIZE / 8 * 2 - 1;
const ALIGNS: u32 = 48;

impl Mark {
    /// An integer of fewer bits than its bytes: a bitfield as old encoders wrote it.
    pub(super) const PARTIAL: Self = Self(1 << 56);
    /// A struct or union whose members are not where C would put them.
    pub(super) const PACKED: Self = Self(1 << 57);
    /// A struct or union that libbpf prints as packed.
    pub(super) const LIBBPF_PACKED: Self = Self(1 << 58);
    /// A struct or union whose gaps are filled to the bit, because marks that align would miss.
    pub(super) const EXACT: Self = Self(1 << 59);
    /// A union that is given an alignment to reach its size.
    pub(super) const ALIGNED: Self = Self(1 << 60);
    /// Not known yet.
    pub(super) const OPEN: Self = Self(1 << 61);
    /// What it is made of is being looked at.
    pub(super) const OPENED: Self = Self(1 << 62);
    /// A struct or union between whose members nothing is written, and none of which is a bitfield.
    pub(super) const PLAIN: Self = Self(1 << 63);
    pub(super) const NONE: Self = Self(0);

    pub(super) const fn with(self, mark: Self) -> Self {
        Self(self.0 | mark.0)
    }
}

impl Form {
    /// Of a type that fills its bytes.
    #[inline]
    pub(super) const fn new(bytes: u64, aligns: Aligns) -> Self {
        let bytes = if MAX_SIZE / 8 < bytes { MAX_SIZE / 8 } else { bytes };
        Self(bytes | (aligns.0 as u64) << ALIGNS)
    }

    #[inline]
    pub(super) const fn with(self, mark: Mark) -> Self {
        Self(self.0 | mark.0)
    }

    /// Whether it has any of these marks.
    #[inline]
    pub(super) const fn has(self, mark: Mark) -> bool {
        self.0 & mark.0 != 0
    }

    /// Bits; 0 for what has no size.
    #[inline]
    pub(super) const fn size(self) -> u64 {
        (self.0 & BYTES) * 8
    }

    /// What a typedef or modifier of it has.
    pub(super) const fn without_packing(self) -> Self {
        let packing = Mark::PACKED.with(Mark::LIBBPF_PACKED).with(Mark::EXACT).with(Mark::ALIGNED);
        let mask = packing.with(Mark::PLAIN);
        Self(self.0 & !mask.0)
    }

    /// That many of it in a row.
    pub(super) const fn times(self, count: u32) -> Self {
        let bytes = (self.0 & BYTES).saturating_mul(count as u64);
        let Self(form) = Self::new(bytes, Aligns::NONE);
        Self(self.0 & !BYTES | form)
    }

    /// Alignment in bits, if it has one, by both rules the same, and fills its bytes.
    #[inline]
    const fn plain_align(self) -> Option<u64> {
        let aligns = (self.0 >> ALIGNS) & 0xff;
        let is_plain = aligns != 0 && aligns >> 4 == aligns & 0xf && !self.has(Mark::PARTIAL);
        if is_plain { Some(4 << (aligns & 0xf)) } else { None }
    }

    /// Alignment in bytes; 0 for what has none.
    #[inline]
    pub(super) const fn align(self, rule: Rule) -> u32 {
        Aligns((self.0 >> ALIGNS).to_le_bytes()[0]).by(rule)
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

/// Measures what is made of known parts.
pub(super) struct Ruler<'a, 'g> {
    pub(super) graph: &'a Graph<'g>,
    pub(super) cells: &'a Cells,
    pub(super) forms: &'a Forms,
    pub(super) compat: bool,
}

impl Ruler<'_, '_> {
    /// Where `member`, whose type is `ty` and has `form`, lies.
    #[inline(always)]
    pub(super) fn place(&self, member: &Member<'_>, ty: u32, form: Form) -> Place {
        let offset = member.offset_bits().0;
        let bits = member.bitfield_size().map_or(0, u32::from);
        let place = Place { offset, bits, size: form.size() };
        if bits == 0 && form.has(Mark::PARTIAL) && !self.compat {
            self.place_of_partial(ty, place)
        } else {
            place
        }
    }

    /// Old encoders wrote a bitfield as an integer of few bits, and the rest of its place into it.
    #[cold]
    fn place_of_partial(&self, ty: u32, place: Place) -> Place {
        let (inner, _) = self.cells.without_modifiers(ty);
        let Type::Int(int) = self.graph.at(inner).0 else { return place };
        let offset = place.offset.saturating_add(u64::from(int.offset_bits()));
        Place { offset, bits: u32::from(int.size_bits()), ..place }
    }

    /// The form of a struct that nothing has to be done about, as most are: no bitfields, each member where it
    /// goes by itself, and no more padding at the end than that.
    fn measure_plain(&self, node: u32, view: &Composite<'_>) -> Option<Form> {
        let (mut at, mut largest) = (0_u64, 8);
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            let form = self.forms.get(*ty);
            let align = form.plain_align()?;
            let offset = member.offset_bits().0;
            let goes_there = offset == at.saturating_add(align - 1) & !(align - 1);
            if !goes_there || member.bitfield_size().is_some() {
                return None;
            }
            // A member that C has no words for leaves a gap.
            if member.name_off().is_anonymous() && self.cells.get(*ty).class() != Class::Composite {
                return None;
            }
            at = offset.saturating_add(form.size());
            largest = largest.max(align);
        }
        let size = u64::from(view.size());
        let is_filled = size * 8 == at.saturating_add(largest - 1) & !(largest - 1);
        // Units of padding are no larger than a `long`: what is aligned to more needs a look.
        if !is_filled || u64::from(self.cells.pointer_size) * 8 < largest {
            return None;
        }
        let align = u32::try_from(largest / 8).ok()?;
        Some(Form::new(size, Aligns::new(align, align)).with(Mark::PLAIN))
    }

    /// The form of a struct or union, with the marks that make a compiler agree with the BTF.
    pub(super) fn measure(&self, node: u32, view: &Composite<'_>) -> Form {
        let may_be_plain = !self.compat && !view.is_union();
        if let Some(form) = may_be_plain.then(|| self.measure_plain(node, view)).flatten() {
            return form;
        }
        let mut guess = Guess { align: 1, is_packed: false, is_unknown: false };
        let (compiler, marks) = if self.compat {
            for (member, ty) in view.members().zip(self.cells.edges(node)) {
                guess.add(&member, self.forms.get(*ty));
            }
            (0, Mark::NONE)
        } else if view.is_union() {
            self.measure_union(node, view, &mut guess)
        } else {
            self.measure_struct(node, view, &mut guess)
        };
        let (libbpf, packed) = guess.finish(view);
        let marks = match (packed, self.compat) {
            (true, true) => Mark::PACKED,
            (true, false) => marks.with(Mark::LIBBPF_PACKED),
            (false, _) => marks,
        };
        Form::new(u64::from(view.size()), Aligns::new(libbpf, compiler)).with(marks)
    }

    /// Alignment, and the marks that make a compiler agree with the BTF.
    fn measure_struct(&self, node: u32, view: &Composite<'_>, guess: &mut Guess) -> (u32, Mark) {
        if let Some(align) = self.try_struct(node, view, false, guess) {
            return (align, Mark::NONE);
        }
        match self.try_struct(node, view, true, &mut Guess { ..*guess }) {
            Some(_) => (1, Mark::PACKED),
            None => (1, Mark::PACKED.with(Mark::EXACT)),
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
            let form = self.forms.get(*ty);
            guess.add(&member, form);
            let place = self.place(&member, *ty, form);
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

    fn measure_union(&self, node: u32, view: &Composite<'_>, guess: &mut Guess) -> (u32, Mark) {
        let (mut largest, mut longest) = (1, 0);
        let mut is_plain = true;
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            let form = self.forms.get(*ty);
            guess.add(&member, form);
            let place = self.place(&member, *ty, form);
            is_plain &= place.bits == 0 && place.offset == 0;
            if place.bits == 0 || !member.name_off().is_anonymous() {
                largest = largest.max(form.align(Rule::Compiler));
            }
            longest = longest.max(place.end().div_ceil(8));
        }
        let size = u64::from(view.size());
        let reaches = |align: u32| round_up(longest, align) == size;
        if reaches(largest) {
            return (largest, if is_plain { Mark::PLAIN } else { Mark::NONE });
        }
        if longest == size {
            return (1, Mark::PACKED);
        }
        // More than its members take: it was given an alignment, or else something is not seen.
        let mut given = largest;
        while given < MAX_GIVEN {
            given *= 2;
            if reaches(given) {
                return (given, Mark::ALIGNED);
            }
        }
        if size.is_multiple_of(u64::from(largest)) {
            (largest, Mark::EXACT)
        } else {
            (1, Mark::PACKED.with(Mark::EXACT))
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
    fn add(&mut self, member: &Member<'_>, form: Form) {
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

//! Definitions: what stands between the braces of a struct, union or enum, and typedefs.
//!
//! *In:* a node whose members have been measured. *Out:* text: members with the padding between them,
//! values of an enum, and the attributes that make a compiler agree on the size. *Never:* recursion: a
//! struct inside of a struct is a frame (see `decl.rs`).
//!
//! As libbpf (`tools/lib/bpf/btf_dump.c: btf_dump_emit_struct_def`, Linux v7.2), but for the classes of
//! [`Defect`].

use alloc::vec::Vec;

use super::cells::Class;
use super::decl::{Frame, Name};
use super::graph::Shift;
use super::line::Word;
use super::pad::{Gap, Unit};
use super::pen::{Marks, Pen};
use super::report::{Defect, Unprintable};
use super::shape::{Form, Mark, Place, Rule, Ruler, round_up};
use super::{odd, text};
use crate::view::{Composite, Member, Type, Value};
use crate::wire::kind::Kind;

/// A struct or union that is being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body<'g> {
    view: Composite<'g>,
    shift: Shift,
    node: u32,
    form: Form,
    level: u32,
    /// The next member, and how many there are.
    next: u32,
    len: u32,
    /// The bit behind the last member.
    at: u64,
    after_bits: bool,
    /// Where the last member lies, if it still needs its number of bits and its semicolon.
    unfinished: Option<Place>,
}

impl Body<'_> {
    /// The number of bits, the semicolon, and where the next member can start.
    #[inline]
    fn finish_member(&mut self, place: &Place, out: &mut Vec<u8>) {
        if place.bits != 0 {
            out.extend_from_slice(b": ");
            text::number(u64::from(place.bits), out);
        }
        out.push(b';');
        self.at = place.end();
        self.after_bits = place.bits != 0;
    }
}

/// What is behind the values of an enum.
static NOTHING: Word = Word::new("");
static SIGNED: Word = Word::new("LL");
static UNSIGNED: Word = Word::new("ULL");

/// Bytes of a line of padding, at least: `char: 8;`.
const SHORTEST_PADDING: u64 = 8;

/// A typedef that every compiler has built in, and none lets be defined.
pub(super) const BUILTIN_VA_LIST: &[u8] = b"__builtin_va_list";
/// A typedef that old versions of gcc record as `void`.
const GNUC_VA_LIST: &[u8] = b"__gnuc_va_list";

impl<'g> Pen<'g> {
    /// Writes the definition of `node` with a semicolon and an empty line, or nothing on an error.
    pub(super) fn define(&mut self, node: u32, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let start = out.len();
        self.turn_to(node);
        let result = self.define_here(node, out);
        if result.is_err() {
            out.truncate(start);
            self.abandon();
        }
        self.define_words(start, out);
        result
    }

    fn define_here(&mut self, node: u32, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let cell = self.cells.get(node);
        self.check_room(node, out)?;
        let guarded = !self.options.compat && self.is_word_of_c23(node);
        if guarded {
            self.find(Defect::KeywordOfC23);
            out.extend_from_slice(text::BEFORE_C23);
        }
        match cell.class() {
            Class::Typedef => {
                let name = self.graph.name(self.cells.get(node).name);
                if name == BUILTIN_VA_LIST {
                    return Ok(());
                }
                out.extend_from_slice(b"typedef ");
                let target = self.cells.target(node);
                if target == 0 && name == GNUC_VA_LIST {
                    out.extend_from_slice(b"__builtin_va_list __gnuc_va_list");
                } else {
                    // The typedef's own name is counted before those in its target.
                    self.count(node);
                    self.declaration(target, Name::Node(node), 0, out)?;
                }
            }
            Class::Composite => {
                if let Some(body) = self.open_body(node, 0, false, out) {
                    self.frames.push(Frame::Body(body));
                    self.run(out)?;
                }
            }
            Class::Enum => self.enum_body(node, 0, out)?,
            Class::Fwd => self.tag_name(node, out),
            Class::Word
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Proto
            | Class::Other => return Ok(()),
        }
        out.extend_from_slice(if guarded { text::AFTER_C23 } else { b";\n\n" });
        Ok(())
    }

    /// `struct x {`, and the members as a frame.
    pub(super) fn open_body(
        &mut self,
        node: u32,
        level: u32,
        in_place: bool,
        out: &mut Vec<u8>,
    ) -> Option<Body<'g>> {
        let (Type::Struct(view) | Type::Union(view), shift) = self.graph.at(node) else {
            return None;
        };
        if in_place {
            // Written out where it stands, it must not define its name again.
            out.extend_from_slice(if view.is_union() { b"union" } else { b"struct" });
        } else {
            self.tag_name(node, out);
        }
        out.extend_from_slice(b" {");
        let (start, end) = self.cells.edge_range(node);
        let len = end.saturating_sub(start);
        let (next, at) = (0, 0);
        let form = self.forms.get(node);
        Some(Body {
            view,
            shift,
            node,
            form,
            level,
            next,
            len,
            at,
            after_bits: false,
            unfinished: None,
        })
    }

    pub(super) fn body(
        &mut self,
        mut body: Body<'g>,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        if let Some(place) = body.unfinished.take() {
            body.finish_member(&place, out);
        }
        let (start, _) = self.cells.edge_range(body.node);
        let packed = body.form.has(Mark::PACKED);
        for member in body.view.members_from(body.next) {
            self.check_room(body.node, out)?;
            let ty = self.cells.edge_at(start + body.next);
            let name = member.name_off();
            if !name.is_anonymous()
                && let Some(end) = self.short_end(&body, &member, ty)
                && self.short_line(ty, body.shift.name_key(name), body.level + 1, out)
            {
                (body.at, body.after_bits) = (end, false);
                body.next += 1;
                continue;
            }
            let form = self.forms.get(ty);
            let place = self.ruler().place(&member, ty, form);
            body.next += 1;
            let mut in_place = false;
            if member.name_off().is_anonymous() && !self.options.compat {
                match self.nameless(&member, ty) {
                    Nameless::No => {}
                    Nameless::InPlace => in_place = true,
                    Nameless::Unsayable => continue,
                }
            }
            if body.at < place.offset && !body.form.has(Mark::PLAIN) {
                let align = if packed { 1 } else { form.align(self.rule()) };
                let in_bits = body.after_bits && place.bits != 0;
                let gap = self.gap(body.at, place.offset, align, in_bits);
                self.pad(&body, &gap, form.align(Rule::Libbpf), out)?;
            }
            if place.bits != 0 && member.bitfield_size().is_none() {
                self.find(Defect::OldBitfield);
            }
            text::new_line(body.level + 1, out);
            let name = Name::Key(body.shift.name_key(member.name_off()));
            let below = self.frames.len();
            if !self.begin(ty, name, body.level + 1, in_place, out)? {
                body.unfinished = Some(place);
                self.frames.insert(below, Frame::Body(body));
                return Ok(());
            }
            body.finish_member(&place, out);
        }
        self.close_body(&body, out)
    }

    /// Where a member ends that is no bitfield and before which nothing is written, if a glance tells that.
    #[inline]
    fn short_end(&self, body: &Body<'g>, member: &Member<'g>, ty: u32) -> Option<u64> {
        if body.form.has(Mark::PLAIN) {
            // Nobody asks where.
            return Some(0);
        }
        let form = self.forms.get(ty);
        if member.bitfield_size().is_some() || form.has(Mark::PARTIAL) {
            return None;
        }
        let packed = body.form.has(Mark::PACKED);
        let align = if packed { 8 } else { form.align(self.rule()) * 8 };
        let offset = member.offset_bits().0;
        // Units of padding are no larger than a `long`: what is aligned to more needs a look.
        let goes_there = align.is_power_of_two()
            && align <= self.cells.pointer_size * 8
            && round_up(body.at, align) == offset;
        // Where libbpf sees another alignment, it may fill the gap.
        let is_told = body.at != offset
            && !self.options.compat
            && form.align(Rule::Libbpf) != form.align(Rule::Compiler);
        (goes_there && !is_told).then(|| offset + form.size())
    }

    fn close_body(&mut self, body: &Body<'g>, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let form = body.form;
        let size = u64::from(body.view.size());
        if body.view.is_union() {
            if form.has(Mark::EXACT) {
                self.filler(body, size * 8, out)?;
            }
        } else if !form.has(Mark::PLAIN) {
            let gap = self.gap(body.at, size * 8, form.align(self.rule()), false);
            self.pad(body, &gap, form.align(Rule::Libbpf), out)?;
        }
        // What is empty stays on one line.
        if body.len != 0 || size != 0 {
            text::new_line(body.level, out);
        }
        out.push(b'}');
        if form.has(Mark::PACKED) {
            out.extend_from_slice(b" __attribute__((packed))");
        }
        if form.has(Mark::ALIGNED) {
            let align = form.align(Rule::Compiler);
            out.extend_from_slice(b" __attribute__((aligned(");
            text::number(u64::from(align), out);
            out.extend_from_slice(b")))");
        }
        let extra = Mark::EXACT.with(Mark::ALIGNED);
        if form.has(Mark::PACKED) != form.has(Mark::LIBBPF_PACKED) || form.has(extra) {
            self.find(Defect::Packed);
        }
        Ok(())
    }
}
impl<'g> Pen<'g> {
    /// `enum x { … }` with what fixes its size; a name alone where there are no values.
    pub(super) fn enum_body(
        &mut self,
        node: u32,
        level: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        if !self.is_at(node) && self.is_returned_enum(node) {
            self.find(Defect::ReturnedEnum);
        }
        self.tag_name(node, out);
        let (range, len) = match self.graph.at(node) {
            (Type::Enum(view), shift) => {
                let mut range = Range::default();
                for (at, variant) in view.variants().enumerate() {
                    let key = shift.name_key(variant.name_off());
                    self.variant(node, at, key, variant.value(), level, out)?;
                    range.add(variant.value());
                }
                (range, view.variants().len())
            }
            (Type::Enum64(view), shift) => {
                let mut range = Range::default();
                for (at, variant) in view.variants().enumerate() {
                    let key = shift.name_key(variant.name_off());
                    self.variant(node, at, key, variant.value(), level, out)?;
                    range.add(variant.value());
                }
                (range, view.variants().len())
            }
            _ => return Ok(()),
        };
        // Not before: until here it tells whether the enumerators were written elsewhere already.
        self.mark(node, Marks::PRINTED);
        if len == 0 {
            return Ok(());
        }
        text::new_line(level, out);
        out.push(b'}');
        self.enum_mode(node, &range, out);
        Ok(())
    }

    fn variant(
        &mut self,
        node: u32,
        at: usize,
        key: u32,
        value: Value,
        level: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        self.spend(node)?;
        self.check_room(node, out)?;
        if at == 0 {
            out.extend_from_slice(b" {");
        }
        let is_long = self.cells.get(node).kind == Kind::Enum64;
        if !self.names.shared.has(node) && value != Value::Signed(i64::MIN) {
            let suffix = match value {
                _ if !is_long => &NOTHING,
                Value::Signed(_) => &SIGNED,
                Value::Unsigned(_) => &UNSIGNED,
            };
            if self.short_variant(key, value, suffix, level + 1, out) {
                return Ok(());
            }
        }
        text::new_line(level + 1, out);
        self.variant_name(node, at, key, out);
        out.extend_from_slice(b" = ");
        if value == Value::Signed(i64::MIN) && !self.options.compat {
            // The number without its sign is no number of C.
            self.find(Defect::LeastValue);
            out.extend_from_slice(b"-9223372036854775807LL - 1,");
            return Ok(());
        }
        text::value(value, out);
        if is_long {
            out.extend_from_slice(match value {
                Value::Signed(_) => b"LL",
                Value::Unsigned(_) => b"ULL",
            });
        }
        out.push(b',');
        Ok(())
    }

    /// The name of an enumerator. An anonymous enum that is part of several types is written in each of
    /// them, and its enumerators need other names from the second time on.
    fn variant_name(&mut self, node: u32, at: usize, key: u32, out: &mut Vec<u8>) {
        if !self.names.shared.has(node) {
            return self.graph.append(key, out);
        }
        if self.ahead {
            self.later = true;
            return;
        }
        let index = u32::try_from(at).unwrap_or(u32::MAX);
        let given = self.graph.given_variant_name(super::Node(node), index);
        let is_again = self.has(node, Marks::PRINTED);
        if let (Some(given), false) = (given, is_again) {
            out.extend_from_slice(given.as_bytes());
            return;
        }
        let name = self.graph.name(key);
        // Enumerators share their names with typedefs.
        let number = if self.is_odd(key, name) {
            self.write_odd(name, out);
            self.idents.count_odd(self.graph, odd::form(name))
        } else {
            out.extend_from_slice(name);
            self.idents.count(self.graph, key, name)
        };
        if is_again && self.graph.has_given_names() {
            // Apart from `___2`, which may be the given name of another.
            out.extend_from_slice(b"___again");
            text::number(u64::from(number), out);
        } else {
            text::nth(number, out);
        }
    }

    /// The attribute without which a compiler would give an enum another size.
    fn enum_mode(&mut self, node: u32, range: &Range, out: &mut Vec<u8>) {
        let cell = self.cells.get(node);
        let of_libbpf: &[u8] = match cell.word {
            1 => b"byte",
            8 if self.cells.pointer_size == 8
                && (cell.kind == Kind::Enum || !range.has_high_bits) =>
            {
                b"word"
            }
            _ => b"",
        };
        let right: &[u8] = match cell.word {
            1 => b"byte",
            2 => b"HI",
            8 if range.fits_in_32() && self.cells.pointer_size == 8 => b"word",
            8 if range.fits_in_32() => b"DI",
            _ => b"",
        };
        let mode = if self.options.compat { of_libbpf } else { right };
        if !self.options.compat && right != of_libbpf {
            self.find(Defect::EnumSize);
        }
        if !mode.is_empty() {
            out.extend_from_slice(b" __attribute__((mode(");
            out.extend_from_slice(mode);
            out.extend_from_slice(b")))");
        }
    }

    /// Whether an anonymous enum or a typedef defines what C23 has as a word of the language.
    fn is_word_of_c23(&self, node: u32) -> bool {
        let cell = self.cells.get(node);
        match cell.class() {
            Class::Typedef => self.graph.name(cell.name) == b"bool",
            Class::Enum if !cell.is_named() => {
                let (Type::Enum(view), shift) = self.graph.at(node) else { return false };
                view.variants().any(|variant| {
                    // Where a name ends is not looked for.
                    let tail = self.graph.tail(shift.name_key(variant.name_off()));
                    tail.starts_with(b"true\0") || tail.starts_with(b"false\0")
                })
            }
            Class::Enum
            | Class::Word
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Composite
            | Class::Fwd
            | Class::Proto
            | Class::Other => false,
        }
    }
}

/// What the values of an enum need.
#[derive(Clone, Copy, Debug, Default)]
struct Range {
    has_negative: bool,
    /// Whether a value does not fit into 31 bits and a sign, or into 32 bits.
    over_signed: bool,
    over_unsigned: bool,
    /// Whether any of the upper 32 bits of any value is set.
    has_high_bits: bool,
}

impl Range {
    fn add(&mut self, value: Value) {
        self.has_high_bits |= value.bits() >> 32 != 0;
        match value {
            Value::Signed(value) => {
                self.has_negative |= value < 0;
                self.over_signed |= i32::try_from(value).is_err();
                self.over_unsigned |= i64::from(u32::MAX) < value;
            }
            Value::Unsigned(value) => {
                self.over_signed |= i32::try_from(value).is_err();
                self.over_unsigned |= u32::try_from(value).is_err();
            }
        }
    }

    /// Whether C makes do with four bytes.
    const fn fits_in_32(&self) -> bool {
        if self.has_negative { !self.over_signed } else { !self.over_unsigned }
    }
}

/// What a member without a name is to C.
enum Nameless {
    /// Something that C has words for.
    No,
    /// A struct or union with a name of its own: its members are written out.
    InPlace,
    /// Nothing that C can say; its place is padding.
    Unsayable,
}

impl<'g> Pen<'g> {
    fn nameless(&mut self, member: &Member<'_>, ty: u32) -> Nameless {
        let (inner, is_typedef) = self.cells.without_modifiers(ty);
        let cell = self.cells.get(inner);
        match cell.class() {
            Class::Composite if !cell.is_named() && !is_typedef => Nameless::No,
            Class::Composite => {
                self.find(Defect::AnonymousMember);
                Nameless::InPlace
            }
            Class::Word | Class::Enum if member.bitfield_size().is_some() => Nameless::No,
            Class::Word
            | Class::Enum
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Fwd
            | Class::Typedef
            | Class::Proto
            | Class::Other => {
                self.find(Defect::NamelessMember);
                Nameless::Unsayable
            }
        }
    }

    fn ruler(&self) -> Ruler<'_, 'g> {
        let compat = self.options.compat;
        Ruler { graph: self.graph, cells: &self.cells, forms: &self.forms, compat }
    }

    const fn rule(&self) -> Rule {
        if self.options.compat { Rule::Libbpf } else { Rule::Compiler }
    }

    fn gap(&self, from: u64, to: u64, align: u32, in_bits: bool) -> Gap {
        Gap { from, to, align, in_bits, long_bits: self.cells.pointer_size * 8 }
    }

    /// Writes what fills a gap before something that libbpf takes to be aligned to `libbpf` bytes.
    fn pad(
        &mut self,
        body: &Body<'g>,
        gap: &Gap,
        libbpf: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        let form = self.forms.get(body.node);
        let start = out.len();
        self.write_gap(body, gap, form.has(Mark::EXACT), out)?;
        let packed = form.has(Mark::PACKED.with(Mark::LIBBPF_PACKED));
        if libbpf != gap.align && !packed && !self.options.compat {
            let end = out.len();
            self.write_gap(body, &Gap { align: libbpf, ..*gap }, false, out)?;
            if out.get(start..end) != out.get(end..) {
                self.find(Defect::Padding);
            }
            out.truncate(end);
        }
        Ok(())
    }

    fn write_gap(
        &mut self,
        body: &Body<'g>,
        gap: &Gap,
        exact: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        let level = body.level + 1;
        let write = |unit: Unit, bits: u32, times: u64| {
            // What there is no room for is not begun.
            self.check_room_for(body.node, times.saturating_mul(SHORTEST_PADDING), out)?;
            for _ in 0..times {
                self.check_room(body.node, out)?;
                text::new_line(level, out);
                out.extend_from_slice(unit.name);
                out.extend_from_slice(b": ");
                text::number(u64::from(bits), out);
                out.push(b';');
            }
            Ok(())
        };
        if exact { gap.fill_exactly(write) } else { gap.fill(write) }
    }

    /// What makes a union as large as it is where no member and no alignment does.
    fn filler(&mut self, body: &Body<'g>, bits: u64, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let inner = Body { level: body.level + 1, ..*body };
        text::new_line(inner.level, out);
        out.extend_from_slice(b"struct {");
        self.write_gap(&inner, &self.gap(0, bits, 1, false), true, out)?;
        text::new_line(inner.level, out);
        out.extend_from_slice(b"};");
        Ok(())
    }
}

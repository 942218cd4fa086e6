//! Types as they begin: what stands alone becomes a record, the rest is opened.
//!
//! *In:* an entry. *Out:* a record, or something open. *Never:* children; see `close`.

use btfly_btf::Kind;
use gimli::DwTag;

use super::die::{Constant, Die, Target};
use super::open::{Frame, Open, Tag};
use super::{Here, Reader, Unit};
use crate::error::Reason;
use crate::records::{declared, info};

impl<'d> Reader<'_, 'd> {
    /// A type begins.
    pub(super) fn ty(
        &mut self,
        unit: &Unit<'d>,
        tag: DwTag,
        die: &Die<'d>,
        here: Here,
    ) -> Result<(), Reason> {
        let place = self.places.reserve(here.offset);
        match tag {
            gimli::DW_TAG_base_type => return self.scalar(unit, place, die),
            gimli::DW_TAG_structure_type | gimli::DW_TAG_class_type => {
                return self.composite(unit, place, die, here, Kind::Struct);
            }
            gimli::DW_TAG_union_type => {
                return self.composite(unit, place, die, here, Kind::Union);
            }
            gimli::DW_TAG_enumeration_type => {
                if die.signature != Target::None {
                    self.places.alias(place, self.target(unit, die.signature)?);
                    return Ok(());
                }
                let name = self.name(unit, die.name)?;
                let is_signed = self.is_signed(unit, die)?;
                // Declared only: C has given it no size, and kernels refuse an enum without one.
                let size = die.byte_size.unwrap_or(4);
                self.open(here, Open::Enum { place, name, size, is_signed });
                return Ok(());
            }
            // Nothing, with a name: `void`, `decltype(nullptr)`.
            gimli::DW_TAG_unspecified_type => return Ok(()),
            _ => {}
        }
        let target = self.target(unit, die.ty)?;
        match tag {
            gimli::DW_TAG_array_type => {
                self.open(here, Open::Array { place, element: target });
            }
            gimli::DW_TAG_subroutine_type => self.open(here, Open::Proto { place, ret: target }),
            gimli::DW_TAG_const_type => self.modifier(place, Kind::Const, target)?,
            gimli::DW_TAG_volatile_type => self.modifier(place, Kind::Volatile, target)?,
            gimli::DW_TAG_restrict_type => self.modifier(place, Kind::Restrict, target)?,
            gimli::DW_TAG_typedef => {
                let name = self.name(unit, die.name)?;
                let words = [name, info(Kind::Typedef, 0, false), target];
                let id = self.add(place, &words, &[2])?;
                if here.has_children {
                    self.open(here, Open::Added { id });
                }
            }
            // BTF has no kind for it: it is what it modifies.
            gimli::DW_TAG_atomic_type if target != 0 => self.places.alias(place, target),
            gimli::DW_TAG_atomic_type => {}
            _ if here.has_children => self.open(here, Open::Pointer { place, target }),
            _ => self.modifier(place, Kind::Ptr, target)?,
        }
        Ok(())
    }

    fn modifier(&mut self, place: usize, kind: Kind, target: u32) -> Result<(), Reason> {
        self.add(place, &[0, info(kind, 0, false), target], &[2]).map(|_| ())
    }

    fn composite(
        &mut self,
        unit: &Unit<'d>,
        place: usize,
        die: &Die<'d>,
        here: Here,
        kind: Kind,
    ) -> Result<(), Reason> {
        let name = self.name(unit, die.name)?;
        if die.signature != Target::None {
            self.places.alias(place, self.target(unit, die.signature)?);
            return Ok(());
        }
        if die.is_declaration {
            self.add(place, &declared(name, kind == Kind::Union), &[])?;
            return Ok(());
        }
        let size = u32::try_from(die.byte_size.unwrap_or(0)).map_err(|_| Reason::TooLarge)?;
        self.open(here, Open::Composite { place, kind, name, size });
        Ok(())
    }

    /// Integers, booleans, characters, and numbers with a point.
    fn scalar(&mut self, unit: &Unit<'d>, place: usize, die: &Die<'d>) -> Result<(), Reason> {
        let size = die.byte_size.unwrap_or(0);
        let name = self.name(unit, die.name)?;
        let encoding = gimli::DwAte(die.encoding);
        let is_float = encoding == gimli::DW_ATE_float;
        let fits = size <= 16 && (size.is_power_of_two() || is_float && size == 12);
        let (name, size) = match u8::try_from(size) {
            Ok(size) if fits => (name, u32::from(size)),
            // What no reader of BTF knows the like of: numbers of 3 or 32 bytes.
            _ => (self.records.strings.add(b"__SANITIZED_FAKE_INT__")?, 4),
        };
        if is_float && fits && self.options.features.float {
            self.add(place, &[name, info(Kind::Float, 0, false), size], &[])?;
            return Ok(());
        }
        let bits = match encoding {
            gimli::DW_ATE_boolean => BOOL,
            gimli::DW_ATE_signed | gimli::DW_ATE_signed_char => SIGNED,
            _ => 0,
        };
        let id = self.add(
            place,
            &[name, info(Kind::Int, 0, false), size, (bits << 24) | (size * 8)],
            &[],
        )?;
        if self.int.is_none()
            && bits == SIGNED
            && size == 4
            && self.records.strings.get(name) == INT
        {
            self.int = Some(id);
        }
        Ok(())
    }

    /// The type of indices, for a unit that has none: it folds with that of others.
    pub(super) fn make_int(&mut self) -> Result<u32, Reason> {
        let name = self.records.strings.add(INT.as_bytes())?;
        Ok(self.records.add(&[name, info(Kind::Int, 0, false), 4, SIGNED << 24 | 32]))
    }

    /// Whether an enumeration's values are signed: if what they are stored in is.
    fn is_signed(&mut self, unit: &Unit<'d>, die: &Die<'d>) -> Result<bool, Reason> {
        let is_signed = |encoding: u8| {
            matches!(gimli::DwAte(encoding), gimli::DW_ATE_signed | gimli::DW_ATE_signed_char)
        };
        if is_signed(die.encoding) {
            return Ok(true);
        }
        // Below 64 bits the values themselves say it.
        if die.ty == Target::None || die.byte_size.is_none_or(|size| size <= 4) {
            return Ok(false);
        }
        let target = self.target(unit, die.ty)?;
        Ok(is_signed(self.die(unit, target)?.1.encoding))
    }

    /// Part of what is open around it; of nothing else there are parts.
    pub(super) fn part(
        &mut self,
        unit: &Unit<'d>,
        tag: DwTag,
        die: &Die<'d>,
        here: Here,
    ) -> Result<(), Reason> {
        let Some(frame) = self.frames.last().filter(|frame| frame.depth == here.depth - 1) else {
            return Ok(());
        };
        let start = frame.pending;
        match (tag, &frame.open) {
            (gimli::DW_TAG_member, Open::Composite { .. }) => {
                // Of C++: it lies elsewhere.
                if die.is_external || die.is_declaration {
                    return Ok(());
                }
                let (offset, bits) = self.place_of(die)?;
                let (name, ty) = (self.name(unit, die.name)?, self.target(unit, die.ty)?);
                self.pending.extend_from_slice(&[name, ty, offset, bits]);
                self.component(here, start, MEMBER_WORDS);
            }
            (gimli::DW_TAG_enumerator, Open::Enum { .. }) => {
                let name = self.name(unit, die.name)?;
                let value = match die.const_value {
                    Some(Constant::Signed(value)) => value.cast_unsigned(),
                    Some(Constant::Unsigned(value)) => value,
                    Some(Constant::Text(_)) | None => 0,
                };
                let [low, high] = halves(value);
                self.pending.extend_from_slice(&[name, low, high]);
            }
            (gimli::DW_TAG_subrange_type, Open::Array { .. }) => {
                // The largest index wraps to no element where the compiler says -1.
                let len =
                    die.count.or(die.upper_bound.map(|last| last.wrapping_add(1))).unwrap_or(0);
                self.pending.push(halves(len)[0]);
            }
            (gimli::DW_TAG_formal_parameter, Open::Proto { .. }) => {
                let (name, ty) = (self.name(unit, die.name)?, self.target(unit, die.ty)?);
                self.pending.extend_from_slice(&[name, ty]);
            }
            (gimli::DW_TAG_formal_parameter, Open::Function(_)) => {
                self.parameter(unit, die)?;
                self.component(here, start, PARAM_WORDS);
            }
            (gimli::DW_TAG_unspecified_parameters, Open::Proto { .. } | Open::Function(_)) => {
                self.pending.extend_from_slice(&[0, 0])
            }
            (super::LLVM_ANNOTATION | super::GNU_ANNOTATION, _) => self.annotation(unit, die)?,
            _ => {}
        }
        Ok(())
    }

    /// A member or parameter may have tags.
    fn component(&mut self, here: Here, start: usize, words: usize) {
        if here.has_children {
            let idx = (self.pending.len().saturating_sub(start) / words).saturating_sub(1);
            self.open(here, Open::Component { idx: i32::try_from(idx).unwrap_or(i32::MAX) });
        }
    }

    /// A tag on what is open: kept until that closes.
    fn annotation(&mut self, unit: &Unit<'d>, die: &Die<'d>) -> Result<(), Reason> {
        let Some(Constant::Text(text)) = die.const_value else { return Ok(()) };
        let what = self.name(unit, die.name)?;
        let features = &self.options.features;
        let (is_decl, is_type) = match self.records.strings.get(what) {
            "btf_decl_tag" => (features.decl_tag, false),
            "btf_type_tag" => (false, features.type_tag),
            _ => (false, false),
        };
        let component = match self.frames.last().map(|frame| &frame.open) {
            Some(Open::Pointer { .. }) if is_type => -1,
            Some(Open::Component { idx }) if is_decl => *idx,
            Some(Open::Pointer { .. } | Open::Component { .. }) | None => return Ok(()),
            Some(_) if is_decl => -1,
            Some(_) => return Ok(()),
        };
        let name = self.name(unit, text.into())?;
        self.tags.push(Tag { name, component });
        Ok(())
    }

    pub(super) fn open(&mut self, here: Here, open: Open) {
        let (pending, tags) = (self.pending.len(), self.tags.len());
        self.frames.push(Frame { depth: here.depth, open, pending, tags });
    }

    /// Where a member starts, and how many bits it has if it is a bitfield; all in bits.
    fn place_of(&self, die: &Die<'d>) -> Result<(u32, u32), Reason> {
        let bytes = die.member_location.wrapping_mul(8);
        let bits = die.bit_size.unwrap_or(0);
        let offset = match (die.data_bit_offset, die.bit_offset) {
            (Some(offset), _) => bytes.wrapping_add(offset),
            // Counted from the most significant bit of what it is stored in.
            (None, Some(offset)) if self.debug.is_little => {
                let storage = die.byte_size.unwrap_or(4).wrapping_mul(8);
                bytes.wrapping_add(storage).wrapping_sub(offset).wrapping_sub(bits)
            }
            (None, Some(offset)) => bytes.wrapping_add(offset),
            (None, None) => bytes,
        };
        let far = Reason::MemberOffset(offset);
        let offset = u32::try_from(offset).map_err(|_| far)?;
        Ok((offset, u32::try_from(bits).ok().filter(|bits| *bits <= 0xff).unwrap_or(0)))
    }
}

/// What waits of a member: name, type, offset, bits.
pub(super) const MEMBER_WORDS: usize = 4;
/// What waits of a parameter: name, type.
pub(super) const PARAM_WORDS: usize = 2;

const INT: &str = "int";
const SIGNED: u32 = 1;
const BOOL: u32 = 4;

/// The low and the high half.
pub(super) fn halves(value: u64) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = value.to_le_bytes();
    [u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])]
}

//! Members where they really are: offsets and sizes in bits, with bitfields of both encodings.
//!
//! *In:* a struct or union. *Out:* its fields. The new encoding of a bitfield is in the member (kind
//! flag); the old one is in the member's `INT`, which has an offset and a number of bits of its own.
//!
//! Kernel reference: `include/linux/btf.h: __btf_member_bit_offset` and
//! `Documentation/bpf/btf.rst` 2.2.4, Linux v7.2.

use crate::id::{Bits, TypeId};
use crate::table::Types;
use crate::view::{Composite, Member, Type};
use crate::wire::cursor::Endian;

/// A member with its place.
///
/// ```
/// use btfly_btf::{Bits, Kind, view::Type};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// let composite = types.get(id).and_then(|ty| ty.as_composite()).unwrap();
/// let prev = types.fields(composite).nth(1).unwrap();
/// assert_eq!((prev.member.name(), prev.offset, prev.size), ("prev", Bits(64), Some(Bits(64))));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Field<'b> {
    /// The member as it is written.
    pub member: Member<'b>,
    /// Where its first bit is, from the start of the struct.
    pub offset: Bits,
    /// How many bits it takes; `None` where its type has no size.
    pub size: Option<Bits>,
    /// Whether it is a bitfield, in either encoding.
    pub is_bitfield: bool,
}

/// Where a bitfield is loaded from: whole bytes that hold all of it.
///
/// Load `size` bytes at `offset` in the byte order of the types, shift right by `shift`, keep as many
/// bits as the field has.
///
/// ```
/// use btfly_btf::fields::Unit;
///
/// // `unsigned int a:3, b:7;` on a little-endian machine: `b` is bits 3 to 9 of the first word.
/// let b = Unit { offset: 0, size: 4, shift: 3 };
/// assert_eq!(0b1011111_101u32 >> b.shift & 0x7f, 0b1011111);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Unit {
    /// Bytes from the start of the struct.
    pub offset: u64,
    /// Bytes to load: the size of the bitfield's type.
    pub size: u32,
    /// Bits to drop at the low end.
    pub shift: u32,
}

impl Field<'_> {
    /// Where this bitfield is loaded from: the storage unit of its type, or where that does not hold it
    /// (a packed struct), the bytes from the one that it starts in. `None` for what is no bitfield, and
    /// where a load of its type's size cannot hold it.
    ///
    /// `types` must be the ones that the field is of.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
    /// let composite = types.get(id).and_then(|ty| ty.as_composite()).unwrap();
    /// assert!(types.fields(composite).all(|field| field.unit(&types).is_none()));
    /// ```
    #[must_use]
    pub fn unit(&self, types: &Types<'_>) -> Option<Unit> {
        if !self.is_bitfield {
            return None;
        }
        let size = u32::try_from(types.size_of(self.member.type_id())?).ok()?;
        let (start, bits) = (self.offset.0, self.size?.0);
        let end = start.checked_add(bits)?;
        let unit_bits = u64::from(size) * 8;
        let aligned = start.checked_div(unit_bits)? * unit_bits;
        let holds = |from: u64| end <= from.saturating_add(unit_bits);
        let from = [aligned, start / 8 * 8].into_iter().find(|from| holds(*from))?;
        let shift = match types.endian() {
            Endian::Little => start - from,
            // Bits count from the most significant one.
            Endian::Big => from + unit_bits - end,
        };
        Some(Unit { offset: from / 8, size, shift: u32::try_from(shift).ok()? })
    }
}

impl<'b> Types<'b> {
    /// The fields of `composite`, in order.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// let list_head = types.get(TypeId(1)).and_then(|ty| ty.as_composite()).unwrap();
    /// assert!(types.fields(list_head).map(|field| field.member.name()).eq(["next", "prev"]));
    /// ```
    pub fn fields(
        &self,
        composite: Composite<'b>,
    ) -> impl ExactSizeIterator<Item = Field<'b>> + Clone + use<'b> {
        let types = *self;
        composite.members().map(move |member| types.field(member))
    }

    pub(crate) fn field(&self, member: Member<'b>) -> Field<'b> {
        let offset = member.offset_bits();
        if let Some(bits) = member.bitfield_size() {
            let size = Some(Bits(u64::from(bits)));
            return Field { member, offset, size, is_bitfield: true };
        }
        if let Some((extra, bits)) = self.old_bitfield(member.type_id()) {
            let offset = Bits(offset.0.saturating_add(extra));
            return Field { member, offset, size: Some(Bits(bits)), is_bitfield: true };
        }
        let size = self.size_of(member.type_id()).map(Bits::from_bytes);
        Field { member, offset, size, is_bitfield: false }
    }

    /// Offset and size in bits of an `INT` that does not fill its bytes.
    pub(crate) fn old_bitfield(&self, id: TypeId) -> Option<(u64, u64)> {
        let Type::Int(int) = self.get(self.skip_modifiers(id)?)? else { return None };
        let (offset, bits) = (u64::from(int.offset_bits()), u64::from(int.size_bits()));
        let whole = u64::from(int.size()) * 8;
        if offset == 0 && bits == whole { None } else { Some((offset, bits)) }
    }
}

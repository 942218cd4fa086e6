//! Views of integers, floats, arrays, forward declarations and references.

use super::{Record, debug_as_name};
use crate::id::TypeId;
use crate::wire::cursor::Endian;
use crate::wire::layout::{Layout, LayoutEntry};
use crate::wire::record;

/// `INT`: an integer, a boolean or a character.
#[derive(Clone, Copy)]
pub struct Int<'b>(pub(crate) Record<'b>);

/// What the bits of an integer mean. The word has room for combinations that no kernel accepts;
/// those are [`Encoding::Other`].
///
/// ```
/// use btfly_btf::view::Encoding;
///
/// assert_eq!(Encoding::Signed.as_str(), "SIGNED");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Encoding {
    /// Unsigned.
    None,
    /// Two's complement.
    Signed,
    /// A character.
    Char,
    /// A boolean.
    Bool,
    /// Four bits with another value.
    Other(u8),
}

impl Encoding {
    /// The name that listings use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "(none)",
            Self::Signed => "SIGNED",
            Self::Char => "CHAR",
            Self::Bool => "BOOL",
            Self::Other(_) => "UNKN",
        }
    }

    /// The four bits of the word.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Signed => 1,
            Self::Char => 2,
            Self::Bool => 4,
            Self::Other(number) => number,
        }
    }

    /// The encoding with this number.
    #[must_use]
    pub const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::None,
            1 => Self::Signed,
            2 => Self::Char,
            4 => Self::Bool,
            other => Self::Other(other),
        }
    }
}

impl<'b> Int<'b> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.0.size_or_type()
    }

    /// What its bits mean.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        // Four bits: the conversion cannot lose any.
        Encoding::from_number(u8::try_from((self.0.extra(0) >> 24) & 0xf).unwrap_or(0))
    }

    /// How many bits it has.
    #[must_use]
    pub fn size_bits(&self) -> u8 {
        self.0.extra(0).to_le_bytes()[0]
    }

    /// At which bit of its storage it starts: 0 except in old encodings of bitfields.
    #[must_use]
    pub fn offset_bits(&self) -> u8 {
        self.0.extra(0).to_le_bytes()[2]
    }

    /// The word that holds encoding, offset and bits, with bits that have no meaning.
    #[must_use]
    pub fn data(&self) -> u32 {
        self.0.extra(0)
    }
}

/// `PTR`, `VOLATILE`, `CONST`, `RESTRICT`: another type, pointed at or qualified.
#[derive(Clone, Copy)]
pub struct Ref<'b>(pub(crate) Record<'b>);

impl Ref<'_> {
    /// The type behind it.
    #[inline]
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.0.size_or_type())
    }
}

/// `TYPEDEF`: a name for another type.
#[derive(Clone, Copy)]
pub struct Typedef<'b>(pub(crate) Record<'b>);

impl<'b> Typedef<'b> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// The type that it names.
    #[inline]
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.0.size_or_type())
    }
}

/// `ARRAY`: a number of elements of one type.
#[derive(Clone, Copy)]
pub struct Array<'b>(pub(crate) Record<'b>);

impl Array<'_> {
    /// The type of an element.
    #[inline]
    #[must_use]
    pub fn elem_type_id(&self) -> TypeId {
        TypeId(self.0.extra(0))
    }

    /// The type of an index.
    #[must_use]
    pub fn index_type_id(&self) -> TypeId {
        TypeId(self.0.extra(4))
    }

    /// How many elements; 0 for a flexible array.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an array of no elements is a flexible one")]
    pub fn len(&self) -> u32 {
        self.0.extra(8)
    }
}

/// `FWD`: a struct or union that is declared and not defined here.
#[derive(Clone, Copy)]
pub struct Fwd<'b>(pub(crate) Record<'b>);

impl<'b> Fwd<'b> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Whether a union is declared, not a struct.
    #[must_use]
    pub fn is_union(&self) -> bool {
        self.0.info().kflag()
    }
}

/// `FLOAT`: a floating point number.
#[derive(Clone, Copy)]
pub struct Float<'b>(pub(crate) Record<'b>);

impl<'b> Float<'b> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its size in bytes: 2, 4, 8, 12 or 16.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.0.size_or_type()
    }
}

/// A type of a kind that is newer than this crate. Its record is kept byte for byte, because the layout
/// section tells how long it is; what it means is unknown.
#[derive(Clone, Copy)]
pub struct Opaque<'b> {
    pub(crate) record: Record<'b>,
    pub(crate) layout: &'b [u8],
}

impl<'b> Opaque<'b> {
    /// The number of its kind.
    #[must_use]
    pub fn kind_number(&self) -> u8 {
        self.record.info().kind_number()
    }

    /// What its name offset points at.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.record.name()
    }

    /// The kind flag.
    #[must_use]
    pub fn kflag(&self) -> bool {
        self.record.info().kflag()
    }

    /// How many entries follow, by the common header.
    #[must_use]
    pub fn vlen(&self) -> u32 {
        self.record.info().vlen()
    }

    /// The word that is a size or a type for other kinds.
    #[must_use]
    pub fn size_or_type(&self) -> u32 {
        self.record.size_or_type()
    }

    /// What follows the head: as many bytes as the layout section says, in the section's byte order.
    #[must_use]
    pub fn extra(&self) -> &'b [u8] {
        let entry = self.layout_entry();
        let len = usize::from(entry.info_sz) + usize::from(entry.elem_sz) * self.vlen() as usize;
        self.record.bytes.get(record::HEAD..record::HEAD + len).unwrap_or(&[])
    }

    /// What the layout section says about its kind.
    #[must_use]
    pub fn layout_entry(&self) -> LayoutEntry {
        let layout = Layout::new(self.layout, self.record.endian);
        layout.entry(self.kind_number()).unwrap_or_default()
    }

    /// The byte order of [`Opaque::extra`].
    #[must_use]
    pub const fn endian(&self) -> Endian {
        self.record.endian
    }
}

impl core::fmt::Debug for Opaque<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Opaque").field("kind", &self.kind_number()).finish_non_exhaustive()
    }
}

debug_as_name!(Int Ref Typedef Array Fwd Float);

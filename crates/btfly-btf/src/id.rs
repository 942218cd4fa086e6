//! The numbers of the format, each a type of its own so that they cannot be mixed up.
//!
//! *Never:* arithmetic between different numbers; a bare `u32` in the API where one of these fits.

use core::fmt;

/// A type's number inside one BTF. 0 is `void`. It means nothing without its [`Btf`](crate::Btf):
/// two kernel modules use the same id for different types (see [`TypeLoc`]).
///
/// ```
/// use btfly_btf::TypeId;
///
/// assert_eq!(TypeId::VOID, TypeId(0));
/// assert_eq!(TypeId(7).to_string(), "7");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TypeId(pub u32);

impl TypeId {
    /// The id of `void`, which has no record.
    pub const VOID: Self = Self(0);
}

impl fmt::Display for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A byte offset into the string section; a split BTF's offsets continue after its base's strings.
///
/// ```
/// use btfly_btf::NameOff;
///
/// assert!(NameOff(0).is_anonymous());
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct NameOff(pub u32);

impl NameOff {
    /// Whether this is the offset of the empty string that stands for "no name".
    ///
    /// ```
    /// use btfly_btf::NameOff;
    ///
    /// assert!(NameOff(0).is_anonymous());
    /// ```
    #[must_use]
    pub const fn is_anonymous(self) -> bool {
        self.0 == 0
    }

    /// A byte that tells most offsets apart; that of the many types without a name is shared by few others.
    #[inline]
    pub(crate) const fn mark(self) -> u8 {
        let [low, high, ..] = self.0.to_le_bytes();
        low ^ high
    }
}

/// Position of a BTF in a [`BtfSet`](crate::BtfSet): 0 is the base, kernel modules follow.
///
/// ```
/// use btfly_btf::Slot;
///
/// assert!(Slot::BASE.is_base());
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Slot(pub u32);

impl Slot {
    /// The slot of the base BTF.
    pub const BASE: Self = Self(0);

    /// Whether this is the base's slot.
    ///
    /// ```
    /// use btfly_btf::Slot;
    ///
    /// assert!(Slot::BASE.is_base() && !Slot(1).is_base());
    /// ```
    #[must_use]
    pub const fn is_base(self) -> bool {
        self.0 == 0
    }
}

/// A type of a [`BtfSet`](crate::BtfSet): which BTF, and which type in it.
///
/// Normal form: an id below the end of the base always has slot 0, whichever module it was met in.
/// [`BtfSet::loc`](crate::BtfSet::loc) makes it so; two locs of one set are the same type exactly when
/// they are equal.
///
/// ```
/// use btfly_btf::{Slot, TypeId, TypeLoc};
///
/// let loc = TypeLoc { slot: Slot(3), id: TypeId(120_001) };
/// assert_eq!(loc.to_string(), "3:120001");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TypeLoc {
    /// Which BTF of the set.
    pub slot: Slot,
    /// Which type of that BTF.
    pub id: TypeId,
}

impl fmt::Display for TypeLoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.slot.0, self.id)
    }
}

/// A number of bits. BTF counts members in bits and types in bytes; forgetting the factor of eight
/// must not compile.
///
/// ```
/// use btfly_btf::Bits;
///
/// assert_eq!(Bits::from_bytes(3), Bits(24));
/// assert_eq!(Bits(24).whole_bytes(), Some(3));
/// assert_eq!(Bits(25).whole_bytes(), None);
/// assert_eq!(Bits(25).floor_bytes(), 3);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Bits(pub u64);

impl Bits {
    /// Eight bits a byte.
    ///
    /// ```
    /// use btfly_btf::Bits;
    ///
    /// assert_eq!(Bits::from_bytes(3), Bits(24));
    /// ```
    #[must_use]
    pub const fn from_bytes(bytes: u64) -> Self {
        Self(bytes.saturating_mul(8))
    }

    /// The number of bytes, if it is a whole one.
    ///
    /// ```
    /// use btfly_btf::Bits;
    ///
    /// assert_eq!((Bits(24).whole_bytes(), Bits(25).whole_bytes()), (Some(3), None));
    /// ```
    #[must_use]
    pub const fn whole_bytes(self) -> Option<u64> {
        if self.0.is_multiple_of(8) { Some(self.0 / 8) } else { None }
    }

    /// The number of whole bytes; bits left over are dropped.
    ///
    /// ```
    /// use btfly_btf::Bits;
    ///
    /// assert_eq!(Bits(25).floor_bytes(), 3);
    /// ```
    #[must_use]
    pub const fn floor_bytes(self) -> u64 {
        self.0 / 8
    }
}

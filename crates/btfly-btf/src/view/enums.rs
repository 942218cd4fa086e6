//! Views of enumerations, and of their values.

use super::{Entry, Record, debug_as_name};
use crate::id::NameOff;
use crate::wire::record;

/// `ENUM`: values of up to 32 bits. Without values it is a forward declaration.
#[derive(Clone, Copy)]
pub struct Enum<'b>(pub(crate) Record<'b>);

/// `ENUM64`: values of up to 64 bits.
#[derive(Clone, Copy)]
pub struct Enum64<'b>(pub(crate) Record<'b>);

/// The value of an enumerator: its bits, and whether they are signed.
///
/// ```
/// use btfly_btf::view::Value;
///
/// assert_eq!(Value::Signed(-1).to_string(), "-1");
/// assert_eq!(Value::Unsigned(u64::MAX).bits(), Value::Signed(-1).bits());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Value {
    /// Of a signed enumeration, sign-extended.
    Signed(i64),
    /// Of an unsigned one, zero-extended.
    Unsigned(u64),
}

impl Value {
    /// The 64 bits.
    #[must_use]
    pub const fn bits(self) -> u64 {
        match self {
            Self::Signed(value) => value.cast_unsigned(),
            Self::Unsigned(value) => value,
        }
    }
}

impl core::fmt::Display for Value {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Signed(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
        }
    }
}

/// An enumerator: a name and a value.
#[derive(Clone, Copy)]
pub struct Variant<'b> {
    entry: Entry<'b>,
    value: Value,
}

impl<'b> Variant<'b> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.entry.strings.get(self.name_off())
    }

    /// The bytes of its name: what a printer copies.
    #[inline]
    #[must_use]
    pub fn name_bytes(&self) -> &'b [u8] {
        self.entry.strings.bytes(self.name_off())
    }

    /// The offset of its name.
    #[inline]
    #[must_use]
    pub fn name_off(&self) -> NameOff {
        NameOff(self.entry.words[0])
    }

    /// Its value.
    #[inline]
    #[must_use]
    pub fn value(&self) -> Value {
        self.value
    }
}

impl<'b> Enum<'b> {
    /// Its name; empty where it has none.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its size in bytes: 1, 2, 4 or 8.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.0.size_or_type()
    }

    /// Whether values are signed.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.0.info().kflag()
    }

    /// The values in order.
    pub fn variants(&self) -> impl ExactSizeIterator<Item = Variant<'b>> + Clone + use<'b> {
        let signed = self.is_signed();
        self.0.entries::<{ record::ENUM }>().map(move |entry| {
            let word = entry.words[1];
            let value = if signed {
                Value::Signed(i64::from(word.cast_signed()))
            } else {
                Value::Unsigned(u64::from(word))
            };
            Variant { entry, value }
        })
    }
}

impl<'b> Enum64<'b> {
    /// Its name; empty where it has none.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its size in bytes: 1, 2, 4 or 8.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.0.size_or_type()
    }

    /// Whether values are signed.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.0.info().kflag()
    }

    /// The values in order.
    pub fn variants(&self) -> impl ExactSizeIterator<Item = Variant<'b>> + Clone + use<'b> {
        let signed = self.is_signed();
        self.0.entries::<{ record::ENUM64 }>().map(move |entry| {
            let bits = u64::from(entry.words[2]) << 32 | u64::from(entry.words[1]);
            let value =
                if signed { Value::Signed(bits.cast_signed()) } else { Value::Unsigned(bits) };
            Variant { entry, value }
        })
    }
}

impl core::fmt::Debug for Variant<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} = {}", self.name(), self.value)
    }
}

debug_as_name!(Enum Enum64);

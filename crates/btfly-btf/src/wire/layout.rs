//! The layout section: how to step over a kind that is newer than the reader.
//!
//! *In:* the section's bytes. *Out:* entries by kind number. Kernel reference:
//! `include/uapi/linux/btf.h: struct btf_layout`, Linux v7.2.

use super::cursor::Endian;

/// Bytes of one entry.
pub(crate) const ENTRY: usize = 4;

/// How long a record of one kind is: 12 bytes, then `info_sz`, then `vlen` times `elem_sz`.
///
/// ```
/// use btfly_btf::wire::layout::LayoutEntry;
///
/// // A record of a newer kind with three entries.
/// let entry = LayoutEntry { info_sz: 4, elem_sz: 8, flags: 0 };
/// assert_eq!(12 + usize::from(entry.info_sz) + 3 * usize::from(entry.elem_sz), 40);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct LayoutEntry {
    /// Bytes that follow the head once.
    pub info_sz: u8,
    /// Bytes that follow for each of `vlen`.
    pub elem_sz: u8,
    /// No flag is defined today.
    pub flags: u16,
}

/// The layout section, indexed by kind number.
///
/// ```
/// use btfly_btf::{Endian, wire::layout::Layout};
///
/// let layout = Layout::new(&[0, 0, 0, 0, 4, 0, 0, 0], Endian::Little);
/// assert_eq!(layout.entry(1).map(|entry| entry.info_sz), Some(4));
/// assert_eq!(layout.entry(2), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Layout<'b> {
    bytes: &'b [u8],
    endian: Endian,
}

impl<'b> Layout<'b> {
    /// Over the bytes of a layout section.
    ///
    /// ```
    /// use btfly_btf::{Endian, wire::layout::Layout};
    ///
    /// assert_eq!(Layout::new(&[0; 8], Endian::Little).len(), 2);
    /// ```
    #[must_use]
    pub const fn new(bytes: &'b [u8], endian: Endian) -> Self {
        Self { bytes, endian }
    }

    /// The entry of kind number `kind`, if the section reaches that far.
    ///
    /// ```
    /// use btfly_btf::{Endian, wire::layout::Layout};
    ///
    /// let layout = Layout::new(&[0, 0, 0, 0, 4, 0, 0, 0], Endian::Little);
    /// assert_eq!(layout.entry(1).map(|entry| entry.info_sz), Some(4));
    /// ```
    #[must_use]
    pub fn entry(&self, kind: u8) -> Option<LayoutEntry> {
        let [info_sz, elem_sz, a, b] =
            *self.bytes.get(usize::from(kind) * ENTRY..)?.first_chunk::<ENTRY>()?;
        Some(LayoutEntry { info_sz, elem_sz, flags: self.endian.u16([a, b]) })
    }

    /// The section's bytes; empty when there is none.
    ///
    /// ```
    /// use btfly_btf::{Endian, wire::layout::Layout};
    ///
    /// assert_eq!(Layout::new(&[0; 8], Endian::Big).bytes().len(), 8);
    /// ```
    #[must_use]
    pub const fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// How many kinds the section describes, with kind 0.
    ///
    /// ```
    /// use btfly_btf::{Endian, wire::layout::Layout};
    ///
    /// assert_eq!(Layout::new(&[0; 80], Endian::Big).len(), 20);
    /// ```
    #[must_use]
    pub const fn len(&self) -> usize {
        self.bytes.len() / ENTRY
    }

    /// Whether there is no layout section.
    ///
    /// ```
    /// use btfly_btf::{Endian, wire::layout::Layout};
    ///
    /// assert!(Layout::new(&[], Endian::Big).is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

//! `Types`: one BTF as slices, the table that questions are asked of.
//!
//! *In:* ids. *Out:* `Copy` views that borrow the section. Taking the slices once and asking often is
//! what makes a walk over a kernel cost nanoseconds a type.

use crate::btf::{Btf, Inner};
use crate::id::TypeId;
use crate::strings::Strings;
use crate::view::{Record, Type};
use crate::wire::cursor::{Endian, word};
use crate::wire::layout::Layout;

/// The types of one BTF, and of its base below them.
///
/// ```
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// assert!(types.get(types.end()).is_none());
/// assert_eq!(types.iter().len(), types.len());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Types<'b> {
    own: Part<'b>,
    base: Part<'b>,
    strings: Strings<'b>,
    endian: Endian,
    pub(crate) inner: &'b Inner,
}

/// One section's records and where each starts.
#[derive(Clone, Copy, Debug)]
struct Part<'b> {
    records: &'b [u8],
    offsets: &'b [u32],
    layout: &'b [u8],
}

const NO_PART: Part<'static> = Part { records: &[], offsets: &[], layout: &[] };

impl<'b> Types<'b> {
    pub(crate) fn new(inner: &'b Inner) -> Self {
        let (mut own, own_strings) = part(inner);
        let (base, base_strings) = match &inner.base {
            Some(base) => part(base.types().inner),
            None => (NO_PART, &[][..]),
        };
        if own.layout.is_empty() {
            own.layout = base.layout;
        }
        Self {
            own,
            base,
            strings: Strings::new(base_strings, own_strings),
            endian: inner.header.endian,
            inner,
        }
    }

    /// The type `id`, of this BTF or of its base; id 0 is [`Type::Void`].
    ///
    /// ```
    /// use btfly_btf::{Kind, TypeId};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().get(TypeId(2)).map(|ty| ty.kind()), Some(Kind::Ptr));
    /// ```
    #[inline]
    #[must_use]
    pub fn get(&self, id: TypeId) -> Option<Type<'b>> {
        let Some(at) = (id.0 as usize).checked_sub(1) else {
            return Some(Type::Void);
        };
        match at.checked_sub(self.base.offsets.len()) {
            None => self.base.get(at, self.strings, self.endian),
            Some(at) => self.own.get(at, self.strings, self.endian),
        }
    }

    /// The own types in order of id.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert!(btf.types().iter().map(|(id, _)| id).eq((1..=4).map(TypeId)));
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TypeId, Type<'b>)> + Clone + use<'b> {
        let first = self.first().0;
        let (own, strings, endian) = (self.own, self.strings, self.endian);
        // The index is a u32 because parse refuses sections that are longer than u32.
        (0..self.own.offsets.len()).map(move |at| {
            let id = TypeId(first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)));
            (id, own.get(at, strings, endian).unwrap_or(Type::Void))
        })
    }

    /// The records of the own types, for walks that decode no more of each than they need.
    #[inline]
    pub(crate) fn own_records(&self) -> impl ExactSizeIterator<Item = Record<'b>> + use<'b> {
        self.records_in(0..self.own.offsets.len())
    }

    /// The records of the own types at these indices.
    #[inline]
    pub(crate) fn records_in(
        &self,
        indices: core::ops::Range<usize>,
    ) -> impl ExactSizeIterator<Item = Record<'b>> + use<'b> {
        let (records, strings, endian) = (self.own.records, self.strings, self.endian);
        self.own.offsets.get(indices).unwrap_or(&[]).iter().map(move |start| {
            let bytes = records.get(*start as usize..).unwrap_or(&[]);
            Record { bytes, strings, endian }
        })
    }

    /// The id of the first own type: 1 in a base, the base's end in a split BTF.
    ///
    /// ```
    /// use btfly_btf::{Btf, TypeId};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// assert_eq!((base.types().first(), module.types().first()), (TypeId(1), TypeId(5)));
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    #[must_use]
    pub fn first(&self) -> TypeId {
        TypeId(u32::try_from(self.base.offsets.len() + 1).unwrap_or(u32::MAX))
    }

    /// The first id that does not exist.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().end(), TypeId(5));
    /// ```
    #[must_use]
    pub fn end(&self) -> TypeId {
        let end = self.base.offsets.len() + self.own.offsets.len() + 1;
        TypeId(u32::try_from(end).unwrap_or(u32::MAX))
    }

    /// How many own types there are.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().len(), 4);
    /// ```
    #[must_use]
    pub const fn len(&self) -> usize {
        self.own.offsets.len()
    }

    /// Whether there are no own types.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(!btf.types().is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.own.offsets.is_empty()
    }

    /// The types of the base alone, if this is a split BTF.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(btf.types().base().is_none());
    /// ```
    #[must_use]
    pub fn base(&self) -> Option<Self> {
        self.inner.base.as_ref().map(Btf::types)
    }

    /// The names.
    ///
    /// ```
    /// use btfly_btf::NameOff;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().strings().get(NameOff(1)), "list_head");
    /// ```
    #[must_use]
    pub const fn strings(&self) -> Strings<'b> {
        self.strings
    }

    /// Byte order.
    ///
    /// ```
    /// use btfly_btf::Endian;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().endian(), Endian::Little);
    /// ```
    #[must_use]
    pub const fn endian(&self) -> Endian {
        self.endian
    }

    /// The layout section, or the base's where a split BTF has none; empty when there is neither.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(btf.types().layout().is_empty());
    /// ```
    #[must_use]
    pub const fn layout(&self) -> Layout<'b> {
        Layout::new(self.own.layout, self.endian)
    }

    /// The byte of the own type section at which the record of `id` starts.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// // A struct of two members takes 36 bytes.
    /// assert_eq!(btf.types().record_offset(TypeId(2)), Some(36));
    /// ```
    #[must_use]
    pub fn record_offset(&self, id: TypeId) -> Option<u32> {
        let at = (id.0 as usize).checked_sub(self.base.offsets.len() + 1)?;
        self.own.offsets.get(at).copied()
    }

    /// The bytes of the own type section, and where in them each record starts.
    #[inline]
    pub(crate) const fn own_section(&self) -> (&'b [u8], &'b [u32]) {
        (self.own.records, self.own.offsets)
    }

    /// The marks of the own types' name offsets, by index, for searches.
    #[inline]
    pub(crate) fn own_marks(&self) -> &'b [u8] {
        &self.inner.marks
    }

    /// The name offsets of the own types, in order of index.
    #[inline]
    pub(crate) fn own_name_offs(
        &self,
    ) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + use<'b> {
        let (records, endian) = (self.own.records, self.endian);
        self.own.offsets.iter().map(move |start| word(records, *start as usize, endian))
    }

    /// The name offset of the own type at `index`; one that no name has, where there is no such type.
    #[inline]
    pub(crate) fn own_name_off(&self, index: usize) -> u32 {
        let start = self.own.offsets.get(index);
        start.map_or(u32::MAX, |start| word(self.own.records, *start as usize, self.endian))
    }
}

impl<'b> Part<'b> {
    #[inline]
    fn get(&self, at: usize, strings: Strings<'b>, endian: Endian) -> Option<Type<'b>> {
        let start = *self.offsets.get(at)? as usize;
        let bytes = self.records.get(start..)?;
        Some(Type::new(bytes, strings, endian, self.layout))
    }
}

fn part(inner: &Inner) -> (Part<'_>, &[u8]) {
    let bytes = inner.storage.bytes();
    let cut = |range: &core::ops::Range<u32>| {
        bytes.get(range.start as usize..range.end as usize).unwrap_or(&[])
    };
    let part = Part {
        records: cut(&inner.header.types),
        offsets: &inner.offsets,
        layout: cut(&inner.header.layout),
    };
    (part, cut(&inner.header.strings))
}

impl core::fmt::Debug for Inner {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?}", self.storage)
    }
}

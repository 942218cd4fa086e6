//! New BTF: definitions in, a section out.
//!
//! *In:* [`Def`]s, one after the other, and a base if the result is to be split. *Out:* bytes in either byte
//! order, or a [`Btf`]. Limits of the format are checked when a definition is added; whether every
//! reference leads somewhere, at the end, because types refer forward. *Never:* what the kernel would
//! refuse beyond that: whoever builds tests for a checker needs that too.

mod def;
mod encode;
mod error;
mod read;
mod stray;
mod strings;

pub use def::{
    ArrayDef, CompositeDef, DatasecDef, DeclTagDef, Def, EnumDef, FloatDef, FuncDef, FuncProtoDef,
    FwdDef, IntDef, MemberDef, Name, OpaqueDef, ParamDef, RefDef, TypeTagDef, TypedefDef, VarDef,
    VariantDef,
};
pub(crate) use encode::Around;
pub use error::{Error, ErrorKind};
pub use stray::Stray;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::btf::Btf;
use crate::id::TypeId;
use crate::wire::cursor::{Endian, put};
use crate::wire::header::LEN_SHORT;
use crate::wire::kind::{Info, Kind};
use crate::wire::layout::LayoutEntry;
pub(crate) use strings::{Refused, StringTable};

/// What a section is to look like around its types.
///
/// The default is what every kernel and tool reads: a header of 24 bytes and no layout section.
///
/// ```
/// use btfly_btf::build::{Builder, Options};
/// use btfly_btf::Endian;
///
/// let bytes = Builder::new(Endian::Big).encode(&Options { layout: true, ..Options::default() })?;
/// assert_eq!(bytes[7], 32);
/// # Ok::<(), btfly_btf::build::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Options {
    /// Whether to add the layout section (Linux v7.1), which tells readers how long a record of each kind
    /// is. With a type of unknown kind it is added in any case.
    pub layout: bool,
    /// Length of the header in bytes: 24, 32 or more. Made longer if the layout section needs it.
    pub hdr_len: u32,
    /// The header's flags; none is defined today.
    pub flags: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self { layout: false, hdr_len: LEN_SHORT, flags: 0 }
    }
}

/// Takes definitions and makes a BTF of them. Ids are given in the order of [`Builder::add`].
///
/// ```
/// use btfly_btf::build::{Builder, Def, IntDef, Options, RefDef};
/// use btfly_btf::{Endian, TypeId, view::Encoding};
///
/// let mut builder = Builder::new(Endian::Little);
/// // A pointer to the type that comes next: references may lead forward.
/// let pointer = builder.add(&Def::Ptr(RefDef { type_id: TypeId(2) }))?;
/// let int = builder.add(&Def::Int(IntDef {
///     name: "int".into(),
///     size: 4,
///     encoding: Encoding::Signed,
///     offset_bits: 0,
///     size_bits: 32,
/// }))?;
/// let btf = builder.build(&Options::default())?;
/// assert_eq!(btf.get(pointer).unwrap().target(), Some(int));
/// # Ok::<(), btfly_btf::build::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    endian: Endian,
    base: Option<Btf>,
    first: TypeId,
    next: TypeId,
    types: Vec<u8>,
    strings: StringTable,
    /// What was said about kinds that are not known.
    layout: BTreeMap<u8, LayoutEntry>,
    /// The largest id that is referred to, and the first type that does so.
    furthest: (TypeId, TypeId),
}

impl Builder {
    /// For a BTF that stands alone.
    ///
    /// ```
    /// use btfly_btf::{Endian, TypeId, build::Builder};
    ///
    /// assert_eq!(Builder::new(Endian::Big).next_id(), TypeId(1));
    /// ```
    #[must_use]
    pub fn new(endian: Endian) -> Self {
        Self::on(endian, None)
    }

    /// For the split BTF of a kernel module on top of `base`, in its byte order.
    ///
    /// # Errors
    ///
    /// When `base` is itself split.
    ///
    /// ```
    /// use btfly_btf::build::{Builder, Def, Options, RefDef};
    /// use btfly_btf::TypeId;
    ///
    /// # let base = btfly_btf::doc::example();
    /// let mut builder = Builder::split(&base)?;
    /// let id = builder.add(&Def::Const(RefDef { type_id: TypeId(1) }))?;
    /// assert_eq!(id, base.types().end());
    /// assert_eq!(builder.build(&Options::default())?.iter().len(), 1);
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    pub fn split(base: &Btf) -> Result<Self, Error> {
        if base.base().is_some() {
            return Err(Error::new(ErrorKind::BaseIsSplit, TypeId::VOID));
        }
        Ok(Self::on(base.endian(), Some(base.clone())))
    }

    fn on(endian: Endian, base: Option<Btf>) -> Self {
        let first = base.as_ref().map_or(TypeId(1), |base| base.types().end());
        Self {
            endian,
            first,
            next: first,
            types: Vec::new(),
            strings: StringTable::new(base.as_ref()),
            base,
            layout: BTreeMap::new(),
            furthest: (TypeId::VOID, TypeId::VOID),
        }
    }

    /// For what is made of `btf` type by type, in its order: with its strings where they are.
    pub(crate) fn continuing(btf: &Btf) -> Self {
        let strings = StringTable::continuing(btf);
        Self { strings, ..Self::on(btf.endian(), btf.base().cloned()) }
    }

    /// Adds the record of a type of the BTF that this continues, as it is.
    pub(crate) fn copy(&mut self, record: &[u8]) {
        self.types.extend_from_slice(record);
        self.next = TypeId(self.next.0.saturating_add(1));
    }

    /// How many bytes the own strings have.
    pub(crate) fn strings_len(&self) -> usize {
        self.strings.bytes().len()
    }

    /// Adds a type and tells its id.
    ///
    /// # Errors
    ///
    /// When the definition does not fit the format; nothing is added then.
    ///
    /// ```
    /// use btfly_btf::build::{Builder, Def, RefDef};
    /// use btfly_btf::{Endian, TypeId};
    ///
    /// let mut builder = Builder::new(Endian::Little);
    /// assert_eq!(builder.add(&Def::Ptr(RefDef { type_id: TypeId::VOID }))?, TypeId(1));
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    pub fn add(&mut self, def: &Def<'_>) -> Result<TypeId, Error> {
        self.add_stray(def, &Stray::default())
    }

    /// As [`Builder::add`], with bits set that have no meaning.
    ///
    /// # Errors
    ///
    /// As [`Builder::add`].
    ///
    /// ```
    /// use btfly_btf::build::{Builder, Def, Options, RefDef, Stray};
    /// use btfly_btf::{Endian, TypeId};
    ///
    /// let mut builder = Builder::new(Endian::Little);
    /// let stray = Stray { name: "p".into(), ..Stray::default() };
    /// builder.add_stray(&Def::Ptr(RefDef { type_id: TypeId::VOID }), &stray)?;
    /// assert!(builder.encode(&Options::default())?.ends_with(b"\0p\0"));
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    pub fn add_stray(&mut self, def: &Def<'_>, stray: &Stray<'_>) -> Result<TypeId, Error> {
        let (id, len, furthest) = (self.next, self.types.len(), self.furthest);
        let next = id.0.checked_add(1).ok_or(Error::new(ErrorKind::TooLarge, id))?;
        let stray = stray.clone().of_kind(def.kind());
        if let Err(kind) = check_stray(&stray).and_then(|()| self.write(def, &stray)) {
            // Strings that came with it stay; nobody refers to them.
            self.types.truncate(len);
            self.furthest = furthest;
            return Err(Error::new(kind, id));
        }
        self.next = TypeId(next);
        Ok(id)
    }

    /// The id that the next type gets, for types that refer to themselves.
    ///
    /// ```
    /// use btfly_btf::build::{Builder, Def, RefDef};
    /// use btfly_btf::Endian;
    ///
    /// // A pointer to itself.
    /// let mut builder = Builder::new(Endian::Little);
    /// let type_id = builder.next_id();
    /// assert_eq!(builder.add(&Def::Ptr(RefDef { type_id }))?, type_id);
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    #[must_use]
    pub const fn next_id(&self) -> TypeId {
        self.next
    }

    /// The id of the first type that is added: 1, or the base's end.
    ///
    /// ```
    /// use btfly_btf::build::Builder;
    ///
    /// # let base = btfly_btf::doc::example();
    /// assert_eq!(Builder::split(&base)?.first_id(), base.types().end());
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    #[must_use]
    pub const fn first_id(&self) -> TypeId {
        self.first
    }

    /// Says how long a record of a kind is that this crate does not know, for the layout section.
    ///
    /// # Errors
    ///
    /// When the kind is known, the entry impossible, or another one was given before; the error's id is
    /// that of the next type.
    ///
    /// ```
    /// use btfly_btf::{Endian, build::Builder, wire::layout::LayoutEntry};
    ///
    /// let mut builder = Builder::new(Endian::Little);
    /// builder.add_layout(25, LayoutEntry { info_sz: 4, elem_sz: 8, flags: 0 })?;
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    pub fn add_layout(&mut self, kind_number: u8, entry: LayoutEntry) -> Result<(), Error> {
        self.describe(kind_number, entry).map_err(|kind| Error::new(kind, self.next))
    }

    /// The section as bytes.
    ///
    /// # Errors
    ///
    /// When a type refers to one that was never added, the section is too large, or its header has a
    /// length that cannot be written: below 24 it is made so, above 1,024 or no multiple of four it cannot.
    ///
    /// ```
    /// use btfly_btf::build::{Builder, Options};
    /// use btfly_btf::Endian;
    ///
    /// let bytes = Builder::new(Endian::Little).encode(&Options::default())?;
    /// assert_eq!(bytes[..2], [0x9f, 0xeb]);
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    pub fn encode(&self, options: &Options) -> Result<Vec<u8>, Error> {
        let (to, from) = self.furthest;
        if self.next <= to {
            return Err(Error::new(ErrorKind::DanglingId { to, limit: self.next }, from));
        }
        self.section(options)
    }

    /// The section, read back.
    ///
    /// # Errors
    ///
    /// As [`Builder::encode`].
    ///
    /// ```
    /// use btfly_btf::build::{Builder, Options};
    /// use btfly_btf::Endian;
    ///
    /// let btf = Builder::new(Endian::Little).build(&Options::default())?;
    /// assert_eq!(btf.iter().len(), 0);
    /// # Ok::<(), btfly_btf::build::Error>(())
    /// ```
    pub fn build(&self, options: &Options) -> Result<Btf, Error> {
        let bytes = self.encode(options)?;
        let read = match &self.base {
            Some(base) => Btf::parse_split(bytes, base),
            None => Btf::parse(bytes),
        };
        read.map_err(|error| Error::new(ErrorKind::Parse(error), TypeId::VOID))
    }

    fn describe(&mut self, kind_number: u8, entry: LayoutEntry) -> Result<(), ErrorKind> {
        if kind_number <= Kind::Enum64 as u8 || 0x7f < kind_number {
            return Err(ErrorKind::OpaqueKind { kind_number });
        }
        if !entry.info_sz.is_multiple_of(4) || !entry.elem_sz.is_multiple_of(4) {
            return Err(ErrorKind::LayoutEntry { kind_number });
        }
        if *self.layout.entry(kind_number).or_insert(entry) != entry {
            return Err(ErrorKind::LayoutConflict { kind_number });
        }
        Ok(())
    }

    /// Notes that the type being written refers to `to`.
    fn reference(&mut self, to: TypeId) -> u32 {
        if self.furthest.0 < to {
            self.furthest = (to, self.next);
        }
        to.0
    }

    /// Appends the offset of a name.
    fn name(&mut self, name: &str) -> Result<(), ErrorKind> {
        let offset =
            self.strings.intern(name, self.base.as_ref()).map_err(|refused| match refused {
                Refused::NulInName => ErrorKind::NulInName,
                Refused::TooLarge => ErrorKind::TooLarge,
            })?;
        put(&mut self.types, offset, self.endian);
        Ok(())
    }
}

fn check_stray(stray: &Stray<'_>) -> Result<(), ErrorKind> {
    if Info::MAX_VLEN < stray.vlen {
        return Err(ErrorKind::TooManyEntries { len: u64::from(stray.vlen) });
    }
    Ok(())
}

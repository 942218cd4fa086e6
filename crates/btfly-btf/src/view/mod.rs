//! Views: what one type record says, by kind. All `Copy`, borrowed, infallible, allocation-free.
//!
//! *In:* a checked record. *Out:* [`Type`] and one view per kind. *Never:* a look at another type: that is
//! a question (`resolve`, `fields`, `walk`).
//!
//! To add a kind: a variant of [`Kind`] and its size in `wire/record.rs`, a view here, a variant of
//! [`Type`]; the compiler then names every consumer.

mod composite;
mod datasec;
mod enums;
mod func;
mod scalar;
mod tag;

pub use composite::{Composite, Member};
pub use datasec::{Datasec, SecVar, Var};
pub use enums::{Enum, Enum64, Value, Variant};
pub use func::{Func, FuncLinkage, FuncProto, Param, VarLinkage};
pub use scalar::{Array, Encoding, Float, Fwd, Int, Opaque, Ref, Typedef};
pub use tag::{DeclTag, TypeTag};

use crate::id::{NameOff, TypeId};
use crate::strings::Strings;
use crate::wire::cursor::{Endian, word};
use crate::wire::kind::{Info, Kind};
use crate::wire::record;

/// A record whose bounds parse has checked.
#[derive(Clone, Copy)]
pub(crate) struct Record<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) strings: Strings<'b>,
    pub(crate) endian: Endian,
}

impl<'b> Record<'b> {
    /// Name offset, info, and the word that is a size or a type: all that every record has.
    #[inline]
    pub(crate) fn head(&self) -> (NameOff, Info, u32) {
        let at = |at| {
            word(
                self.bytes.first_chunk::<{ record::HEAD }>().map_or(&[], |head| head),
                at,
                self.endian,
            )
        };
        (NameOff(at(0)), Info(at(4)), at(8))
    }

    #[inline]
    pub(crate) fn name_off(&self) -> NameOff {
        NameOff(word(self.bytes, 0, self.endian))
    }

    #[inline]
    pub(crate) fn info(&self) -> Info {
        Info(word(self.bytes, 4, self.endian))
    }

    #[inline]
    pub(crate) fn size_or_type(&self) -> u32 {
        word(self.bytes, 8, self.endian)
    }

    /// The word at byte `at` behind the head.
    #[inline]
    pub(crate) fn extra(&self, at: usize) -> u32 {
        word(self.bytes, record::HEAD + at, self.endian)
    }

    /// The `vlen` entries of `SIZE` bytes behind the head.
    #[inline]
    pub(crate) fn entries<const SIZE: usize>(&self) -> Entries<'b, SIZE> {
        self.entries_from(0)
    }

    /// The entries from index `at` on.
    #[inline]
    pub(crate) fn entries_from<const SIZE: usize>(&self, at: u32) -> Entries<'b, SIZE> {
        let start = record::HEAD + at as usize * SIZE;
        let end = record::HEAD + self.info().vlen() as usize * SIZE;
        let bytes = self.bytes.get(start..end).unwrap_or(&[]);
        Entries { chunks: bytes.chunks_exact(SIZE), strings: self.strings, endian: self.endian }
    }

    /// The word at byte `at` of each of the entries of `SIZE` bytes.
    #[inline]
    pub(crate) fn words<const SIZE: usize>(
        &self,
        at: usize,
    ) -> impl ExactSizeIterator<Item = u32> + Clone + use<'b, SIZE> {
        let endian = self.endian;
        let len = self.info().vlen() as usize * SIZE;
        let bytes = self.bytes.get(record::HEAD..record::HEAD + len).unwrap_or(&[]);
        bytes.as_chunks::<SIZE>().0.iter().map(move |chunk| word(chunk, at, endian))
    }

    #[inline]
    pub(crate) fn name(&self) -> &'b str {
        self.strings.get(self.name_off())
    }
}

/// Entries of one size behind a record's head.
#[derive(Clone)]
pub(crate) struct Entries<'b, const SIZE: usize> {
    chunks: core::slice::ChunksExact<'b, u8>,
    strings: Strings<'b>,
    endian: Endian,
}

/// One entry: up to three words.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'b> {
    pub(crate) words: [u32; 3],
    pub(crate) strings: Strings<'b>,
}

impl<'b, const SIZE: usize> Entries<'b, SIZE> {
    #[inline]
    fn entry(&self, chunk: &[u8]) -> Entry<'b> {
        let at = |at| word(chunk, at, self.endian);
        let third = if SIZE == 12 { at(8) } else { 0 };
        Entry { words: [at(0), at(4), third], strings: self.strings }
    }
}

impl<'b, const SIZE: usize> Iterator for Entries<'b, SIZE> {
    type Item = Entry<'b>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'b>> {
        self.chunks.next().map(|chunk| self.entry(chunk))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.chunks.size_hint()
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Entry<'b>> {
        self.chunks.nth(n).map(|chunk| self.entry(chunk))
    }
}

impl<const SIZE: usize> DoubleEndedIterator for Entries<'_, SIZE> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.chunks.next_back().map(|chunk| self.entry(chunk))
    }
}

impl<const SIZE: usize> ExactSizeIterator for Entries<'_, SIZE> {}

/// One type. Complete on purpose, and no consumer has a catch-all arm: a new kind fails to compile until
/// each of them handles it.
///
/// ```
/// use btfly_btf::{TypeId, view::Type};
///
/// # let btf = btfly_btf::doc::example();
/// for (id, ty) in btf.iter() {
///     if let Type::Struct(composite) = ty {
///         for member in composite.members() {
///             println!("{}.{}: type {}", composite.name(), member.name(), member.type_id());
///         }
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Type<'b> {
    /// Id 0.
    Void,
    /// Integer, boolean or character.
    Int(Int<'b>),
    /// Pointer.
    Ptr(Ref<'b>),
    /// Array.
    Array(Array<'b>),
    /// Structure.
    Struct(Composite<'b>),
    /// Union.
    Union(Composite<'b>),
    /// Enumeration with values of up to 32 bits.
    Enum(Enum<'b>),
    /// Forward declaration.
    Fwd(Fwd<'b>),
    /// Type definition.
    Typedef(Typedef<'b>),
    /// `volatile`.
    Volatile(Ref<'b>),
    /// `const`.
    Const(Ref<'b>),
    /// `restrict`.
    Restrict(Ref<'b>),
    /// Function.
    Func(Func<'b>),
    /// Function prototype.
    FuncProto(FuncProto<'b>),
    /// Variable.
    Var(Var<'b>),
    /// Data section.
    Datasec(Datasec<'b>),
    /// Floating point number.
    Float(Float<'b>),
    /// Tag on a declaration.
    DeclTag(DeclTag<'b>),
    /// Tag on a type.
    TypeTag(TypeTag<'b>),
    /// Enumeration with values of up to 64 bits.
    Enum64(Enum64<'b>),
    /// A kind newer than this crate, kept byte for byte.
    Opaque(Opaque<'b>),
}

impl<'b> Type<'b> {
    #[inline]
    pub(crate) fn new(
        bytes: &'b [u8],
        strings: Strings<'b>,
        endian: Endian,
        layout: &'b [u8],
    ) -> Self {
        let record = Record { bytes, strings, endian };
        let Some(kind) = Kind::from_number(record.info().kind_number()) else {
            return Self::Opaque(Opaque { record, layout });
        };
        match kind {
            Kind::Void => Self::Void,
            Kind::Int => Self::Int(Int(record)),
            Kind::Ptr => Self::Ptr(Ref(record)),
            Kind::Array => Self::Array(Array(record)),
            Kind::Struct => Self::Struct(Composite(record)),
            Kind::Union => Self::Union(Composite(record)),
            Kind::Enum => Self::Enum(Enum(record)),
            Kind::Fwd => Self::Fwd(Fwd(record)),
            Kind::Typedef => Self::Typedef(Typedef(record)),
            Kind::Volatile => Self::Volatile(Ref(record)),
            Kind::Const => Self::Const(Ref(record)),
            Kind::Restrict => Self::Restrict(Ref(record)),
            Kind::Func => Self::Func(Func(record)),
            Kind::FuncProto => Self::FuncProto(FuncProto(record)),
            Kind::Var => Self::Var(Var(record)),
            Kind::Datasec => Self::Datasec(Datasec(record)),
            Kind::Float => Self::Float(Float(record)),
            Kind::DeclTag => Self::DeclTag(DeclTag(record)),
            Kind::TypeTag => Self::TypeTag(TypeTag(record)),
            Kind::Enum64 => Self::Enum64(Enum64(record)),
            Kind::Opaque => Self::Opaque(Opaque { record, layout }),
        }
    }

    /// Its kind.
    ///
    /// ```
    /// use btfly_btf::{Kind, TypeId};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.get(TypeId(1)).unwrap().kind(), Kind::Struct);
    /// ```
    #[inline]
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Void => Kind::Void,
            Self::Int(_) => Kind::Int,
            Self::Ptr(_) => Kind::Ptr,
            Self::Array(_) => Kind::Array,
            Self::Struct(_) => Kind::Struct,
            Self::Union(_) => Kind::Union,
            Self::Enum(_) => Kind::Enum,
            Self::Fwd(_) => Kind::Fwd,
            Self::Typedef(_) => Kind::Typedef,
            Self::Volatile(_) => Kind::Volatile,
            Self::Const(_) => Kind::Const,
            Self::Restrict(_) => Kind::Restrict,
            Self::Func(_) => Kind::Func,
            Self::FuncProto(_) => Kind::FuncProto,
            Self::Var(_) => Kind::Var,
            Self::Datasec(_) => Kind::Datasec,
            Self::Float(_) => Kind::Float,
            Self::DeclTag(_) => Kind::DeclTag,
            Self::TypeTag(_) => Kind::TypeTag,
            Self::Enum64(_) => Kind::Enum64,
            Self::Opaque(_) => Kind::Opaque,
        }
    }

    #[inline]
    pub(crate) const fn record(&self) -> Option<&Record<'b>> {
        match self {
            Self::Void => None,
            Self::Int(Int(record))
            | Self::Ptr(Ref(record))
            | Self::Array(Array(record))
            | Self::Struct(Composite(record))
            | Self::Union(Composite(record))
            | Self::Enum(Enum(record))
            | Self::Fwd(Fwd(record))
            | Self::Typedef(Typedef(record))
            | Self::Volatile(Ref(record))
            | Self::Const(Ref(record))
            | Self::Restrict(Ref(record))
            | Self::Func(Func(record))
            | Self::FuncProto(FuncProto(record))
            | Self::Var(Var(record))
            | Self::Datasec(Datasec(record))
            | Self::Float(Float(record))
            | Self::DeclTag(DeclTag(record))
            | Self::TypeTag(TypeTag(record))
            | Self::Enum64(Enum64(record))
            | Self::Opaque(Opaque { record, .. }) => Some(record),
        }
    }

    /// Its name, or `None` where it has none. The text of a tag counts as its name.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!([1, 2].map(|id| btf.get(TypeId(id)).unwrap().name()), [Some("list_head"), None]);
    /// ```
    #[must_use]
    pub fn name(&self) -> Option<&'b str> {
        let record = self.record()?;
        if record.name_off().is_anonymous() { None } else { Some(record.name()) }
    }

    /// The offset of its name; 0 where it has none.
    ///
    /// ```
    /// use btfly_btf::{NameOff, TypeId};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.get(TypeId(1)).unwrap().name_off(), NameOff(1));
    /// ```
    #[inline]
    #[must_use]
    pub fn name_off(&self) -> NameOff {
        self.record().map_or(NameOff(0), Record::name_off)
    }

    /// The bytes of its name, without the zero; empty where it has none: what a printer copies.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.get(TypeId(1)).unwrap().name_bytes(), b"list_head");
    /// ```
    #[inline]
    #[must_use]
    pub fn name_bytes(&self) -> &'b [u8] {
        match self.record() {
            Some(record) => record.strings.bytes(record.name_off()),
            None => &[],
        }
    }

    /// The type that it wraps, points at, or is made of one of: pointers, modifiers, typedefs, tags,
    /// functions (their prototype), variables, arrays (their element), prototypes (what they return).
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.get(TypeId(2)).unwrap().target(), Some(TypeId(1)));
    /// ```
    #[inline]
    #[must_use]
    pub fn target(&self) -> Option<TypeId> {
        match self {
            Self::Ptr(view) | Self::Volatile(view) | Self::Const(view) | Self::Restrict(view) => {
                Some(view.type_id())
            }
            Self::Typedef(view) => Some(view.type_id()),
            Self::TypeTag(view) => Some(view.type_id()),
            Self::DeclTag(view) => Some(view.type_id()),
            Self::Func(view) => Some(view.type_id()),
            Self::Var(view) => Some(view.type_id()),
            Self::Array(view) => Some(view.elem_type_id()),
            Self::FuncProto(view) => Some(view.return_type_id()),
            Self::Void
            | Self::Int(_)
            | Self::Struct(_)
            | Self::Union(_)
            | Self::Enum(_)
            | Self::Fwd(_)
            | Self::Datasec(_)
            | Self::Float(_)
            | Self::Enum64(_)
            | Self::Opaque(_) => None,
        }
    }

    /// The struct or union, if it is one.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.get(TypeId(1)).unwrap().as_composite().unwrap().members().len(), 2);
    /// assert!(btf.get(TypeId(2)).unwrap().as_composite().is_none());
    /// ```
    #[must_use]
    pub const fn as_composite(&self) -> Option<Composite<'b>> {
        match self {
            Self::Struct(composite) | Self::Union(composite) => Some(*composite),
            Self::Void
            | Self::Int(_)
            | Self::Ptr(_)
            | Self::Array(_)
            | Self::Enum(_)
            | Self::Fwd(_)
            | Self::Typedef(_)
            | Self::Volatile(_)
            | Self::Const(_)
            | Self::Restrict(_)
            | Self::Func(_)
            | Self::FuncProto(_)
            | Self::Var(_)
            | Self::Datasec(_)
            | Self::Float(_)
            | Self::DeclTag(_)
            | Self::TypeTag(_)
            | Self::Enum64(_)
            | Self::Opaque(_) => None,
        }
    }
}

/// Debug output that names the view and not the whole section behind it.
macro_rules! debug_as_name {
    ($($view:ident)*) => {$(
        impl core::fmt::Debug for $view<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_tuple(stringify!($view)).field(&self.0.name()).finish()
            }
        }
    )*};
}
pub(crate) use debug_as_name;

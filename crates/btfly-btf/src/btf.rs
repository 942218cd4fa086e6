//! `Btf`: one section, owned, checked once, cheap to clone, `Send + Sync`.
//!
//! *In:* storage that someone else filled (a `Vec`, a map of a file). *Out:* [`Types`], a copy of the
//! slices that every question is asked of. *Never:* a file, a path, a lifetime parameter.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::AtomicU32;

use crate::error::Error;
use crate::id::TypeId;
use crate::parse;
use crate::table::Types;
use crate::view::Type;
use crate::wire::cursor::Endian;
use crate::wire::header::Header;

/// The bytes of a section, wherever they live: shared, so that a `Btf` and its clones keep them alive.
///
/// ```
/// use std::sync::Arc;
/// use btfly_btf::Storage;
///
/// let owned: Storage = vec![1, 2, 3].into();
/// let mapped: Storage = Storage::from(Arc::new([1_u8, 2, 3]) as Arc<dyn AsRef<[u8]> + Send + Sync>);
/// # let _ = (owned, mapped);
/// ```
#[derive(Clone)]
pub struct Storage(Arc<dyn AsRef<[u8]> + Send + Sync>);

impl Storage {
    pub(crate) fn bytes(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl From<Vec<u8>> for Storage {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(bytes))
    }
}

impl From<&'static [u8]> for Storage {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Arc::new(bytes))
    }
}

impl From<Arc<dyn AsRef<[u8]> + Send + Sync>> for Storage {
    fn from(bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes().len())
    }
}

/// One BTF section: a base such as vmlinux, or a *split* one (a kernel module's) on top of its base.
///
/// Everything was checked when it was made, so views on it are infallible. Cloning costs one reference
/// count.
///
/// ```
/// use btfly_btf::{Btf, Kind};
///
/// # let bytes = btfly_btf::doc::example_bytes();
/// let btf = Btf::parse(bytes)?;
/// for (id, ty) in btf.iter() {
///     println!("[{id}] {} {:?}", ty.kind(), ty.name());
/// }
/// let id = btf.types().find("list_head", Some(Kind::Struct)).next().unwrap();
/// assert_eq!(btf.types().size_of(id), Some(16));
/// # Ok::<(), btfly_btf::error::Error>(())
/// ```
#[derive(Clone)]
pub struct Btf {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) storage: Storage,
    pub(crate) header: Header,
    /// Byte offset of each own type's record in the type section.
    pub(crate) offsets: Box<[u32]>,
    /// A byte of the name offset of each own type (see `NameOff::mark`), side by side: a search that reads
    /// nothing else of nearly all types is several times faster than one over the records.
    pub(crate) marks: Box<[u8]>,
    pub(crate) base: Option<Btf>,
    /// Whether own types are sorted by name, once someone has looked (see `search.rs`).
    pub(crate) order: AtomicU32,
    /// Bytes of a pointer, once someone has looked (see `resolve.rs`); 0 before.
    pub(crate) pointer_size: AtomicU32,
}

impl Btf {
    /// Checks `bytes` as a whole BTF: vmlinux, or that of a BPF object.
    ///
    /// # Errors
    ///
    /// When the bytes are not BTF or anything in them points outside of them; the error has the
    /// offset. A split BTF without its base is recognised and named.
    ///
    /// ```
    /// use btfly_btf::Btf;
    ///
    /// let btf = Btf::parse(btfly_btf::doc::example_bytes())?;
    /// assert_eq!(btf.iter().len(), 4);
    /// assert!(Btf::parse(b"no BTF".as_slice()).is_err());
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    pub fn parse(bytes: impl Into<Storage>) -> Result<Self, Error> {
        parse::parse(bytes.into(), None)
    }

    /// Checks `bytes` as the split BTF of a kernel module on top of `base`.
    ///
    /// # Errors
    ///
    /// As [`Btf::parse`]; and when `base` is itself split, has the other byte order, or is not the base
    /// that the section was made for.
    ///
    /// ```
    /// use btfly_btf::Btf;
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// assert_eq!(module.iter().len(), 1);
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    pub fn parse_split(bytes: impl Into<Storage>, base: &Self) -> Result<Self, Error> {
        parse::parse(bytes.into(), Some(base.clone()))
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// The slices that every question is asked of: get it once, then ask many times.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// assert_eq!(types.size_of(TypeId(1)), Some(16));
    /// ```
    #[must_use]
    pub fn types(&self) -> Types<'_> {
        Types::new(&self.inner)
    }

    /// The type `id`, of this BTF or of its base.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.get(TypeId(4)).and_then(|ty| ty.name()), Some("u32"));
    /// assert!(btf.get(TypeId(5)).is_none());
    /// ```
    #[must_use]
    pub fn get(&self, id: TypeId) -> Option<Type<'_>> {
        self.types().get(id)
    }

    /// The own types in order of id: all of a base, or those of a split BTF without its base's.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// let names: Vec<_> = btf.iter().filter_map(|(_, ty)| ty.name()).collect();
    /// assert_eq!(names, ["list_head", "unsigned int", "u32"]);
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TypeId, Type<'_>)> + Clone + use<'_> {
        self.types().iter()
    }

    /// The base, if this is a split BTF.
    ///
    /// ```
    /// use btfly_btf::Btf;
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// assert!(base.base().is_none() && module.base().is_some());
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    #[must_use]
    pub fn base(&self) -> Option<&Self> {
        self.inner.base.as_ref()
    }

    /// Byte order of the section.
    ///
    /// ```
    /// use btfly_btf::Endian;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.endian(), Endian::Little);
    /// ```
    #[must_use]
    pub fn endian(&self) -> Endian {
        self.inner.header.endian
    }

    /// The header as it stands in the section.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// let header = btf.header();
    /// assert_eq!(header.strings.end as usize, btf.bytes().len());
    /// ```
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.inner.header
    }

    /// The whole section, as it was given.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.bytes(), btfly_btf::doc::example_bytes());
    /// ```
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.inner.storage.bytes()
    }

    /// Whether `other` is a clone of this very BTF.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(btf.is_same(&btf.clone()));
    /// assert!(!btf.is_same(&btfly_btf::doc::example()));
    /// ```
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }
}

impl fmt::Debug for Btf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Btf")
            .field("storage", &self.inner.storage)
            .field("types", &self.inner.offsets.len())
            .field("split", &self.inner.base.is_some())
            .finish()
    }
}

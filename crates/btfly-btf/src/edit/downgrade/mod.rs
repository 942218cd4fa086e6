//! Downgrade: a BTF that an older reader takes.
//!
//! *In:* a BTF and what its reader knows. *Out:* the same types, where it does not know one another in its place, and a list of
//! what became what. Every type keeps its id, and every string its offset: a `.BTF.ext`, ids in an ELF file and, unless
//! something was added, modules that continue it stay right. *Never:* a type left out; a type that has no smaller
//! likeness is an error.
//!
//! What becomes of what is mostly what loaders do before they give a program's BTF to an old kernel
//! (`tools/lib/bpf/libbpf.c: bpf_object__sanitize_btf`, Linux v7.2):
//!
//! | not known | was | becomes |
//! |---|---|---|
//! | `layout` | header of 32 bytes, layout section | header of 24 bytes |
//! | `late-type-tag`, `tag-attributes`, `type-tag` | such a `TYPE_TAG` | `CONST` |
//! | `tag-attributes`, `decl-tag` | such a `DECL_TAG` | `INT` of one byte |
//! | `enum64` | `ENUM64` whose values are small | `ENUM` |
//! | | another `ENUM64` | `UNION` with a member for each value |
//! | | signed `ENUM` | `ENUM` |
//! | `float` | `FLOAT` | `STRUCT` without name and members |
//! | `global-func` | `FUNC` that is global or external | static |
//! | `datasec` | `VAR` | `INT` of one byte |
//! | | `DATASEC` | `STRUCT` with a member for each variable |
//! | `section-names`, `dot-names` | a character in a name | `_` |
//! | `func` | `FUNC` | `TYPEDEF` |
//! | | `FUNC_PROTO` | `ENUM` with a value for each parameter that has a name |
//! | `kind-flag` | bitfield | member whose type is an `INT` of so many bits |
//! | | `FWD` of a union | of a struct |
//! | `wide-info` | type with more than 65,535 entries | an error |

mod lower;
mod needs;

pub use needs::needs;

use alloc::vec::Vec;

use super::rewrite::Written;
use super::{Edited, Error, ErrorKind, Input, gather};
use crate::build::{self, Builder};
use crate::feature::{Feature, Features};
use crate::id::TypeId;
use crate::wire::header::LEN_SHORT;
use crate::wire::kind::Kind;
use lower::Lower;

/// What a downgrade has made.
///
/// ```
/// use btfly_btf::{Kind, edit::downgrade::downgrade, feature::Features};
///
/// let btf = btfly_btf::text::parse("[1] FLOAT 'double' size=8\n[2] PTR type_id=1")?;
/// let old = downgrade((&btf).into(), Features::of_kernel("5.10").unwrap())?;
/// assert_eq!(old.edited().to_btf().iter().next().unwrap().1.kind(), Kind::Struct);
/// assert_eq!(old.changes().len(), 1);
/// // 5.15 knows floats.
/// let same = downgrade((&btf).into(), Features::of_kernel("5.15").unwrap())?;
/// assert_eq!(same.edited().bytes(), btf.bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Downgraded {
    edited: Edited,
    changes: Vec<Change>,
    header_changed: bool,
    grown: bool,
}

/// A type that a reader would not have known, and what it is now.
///
/// ```
/// use btfly_btf::{Kind, edit::downgrade::downgrade, feature::{Feature, Features}, text};
///
/// let btf = text::parse("[1] FLOAT 'double' size=8")?;
/// let old = downgrade((&btf).into(), Features::of_kernel("5.10").unwrap())?;
/// let change = old.changes()[0];
/// assert_eq!((change.feature, change.from, change.to), (Feature::Float, Kind::Float, Kind::Struct));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Change {
    /// The type; it has its id still.
    pub id: TypeId,
    /// What the reader does not know. Of several things the first in the order of kernels.
    pub feature: Feature,
    /// Of what kind it was.
    pub from: Kind,
    /// Of what kind it is; if it is the same, something else about it has changed.
    pub to: Kind,
}

impl Downgraded {
    /// The sections.
    ///
    /// ```
    /// use btfly_btf::{edit::downgrade::downgrade, feature::Features};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let same = downgrade((&btf).into(), Features::newest())?;
    /// assert_eq!(same.edited().bytes(), btf.bytes());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub const fn edited(&self) -> &Edited {
        &self.edited
    }

    /// The sections, for whoever wants nothing else.
    ///
    /// ```
    /// use btfly_btf::{edit::downgrade::downgrade, feature::Features};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let bytes = downgrade((&btf).into(), Features::newest())?.into_edited().into_bytes();
    /// assert_eq!(bytes, btf.bytes());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn into_edited(self) -> Edited {
        self.edited
    }

    /// What has changed, in the order of ids.
    ///
    /// ```
    /// use btfly_btf::{edit::downgrade::downgrade, feature::Features};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert!(downgrade((&btf).into(), Features::of_kernel("5.10").unwrap())?.changes().is_empty());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether the header is shorter than it was, and a layout section gone.
    ///
    /// ```
    /// use btfly_btf::{edit::downgrade::downgrade, feature::Features};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// // It has 24 bytes already.
    /// assert!(!downgrade((&btf).into(), Features::NONE)?.header_changed());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub const fn header_changed(&self) -> bool {
        self.header_changed
    }

    /// Whether types or strings stand behind those that were there. Of a base, modules that continue it then do not fit
    /// any more.
    ///
    /// ```
    /// use btfly_btf::{edit::downgrade::downgrade, feature::Features};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert!(!downgrade((&btf).into(), Features::newest())?.has_grown());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub const fn has_grown(&self) -> bool {
        self.grown
    }
}

/// Makes of `input` what a reader that knows `features` reads. What it knows stays as it is.
///
/// # Errors
///
/// When a type has more entries than the reader counts, or is of a kind that this crate does not know and the reader neither.
///
/// ```
/// use btfly_btf::{edit::downgrade::downgrade, feature::Features, text};
///
/// let btf = text::parse("[1] FLOAT 'double' size=8")?;
/// assert_eq!(downgrade((&btf).into(), Features::of_kernel("5.10").unwrap())?.changes().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn downgrade(input: Input<'_>, features: Features) -> Result<Downgraded, Error> {
    let btf = input.btf;
    let gathered = gather::gather(&[input])?;
    let types = btf.types();
    let header_changed = needs::has_new_header(btf) && !features.has(Feature::Layout);
    let mut lower = Lower::new(&types, features);
    let mut builder = Builder::continuing(btf);
    let mut changes = Vec::new();
    let part = gathered.source.parts.get(gathered.own());
    for ((id, ty), node) in types.iter().zip(part.map_or(0..0, |part| part.nodes())) {
        let Some(feature) = lower.unknown(id, ty) else {
            builder.copy(part.map_or(&[], |part| part.record(node)));
            continue;
        };
        let kind = |kind| Error::new(kind, 0);
        let def = lower.lower(id, ty).map_err(kind)?;
        builder.add(&def).map_err(|_| kind(ErrorKind::TooLarge))?;
        changes.push(Change { id, feature, from: ty.kind(), to: def.kind() });
    }
    for def in lower.added() {
        builder.add(def).map_err(|_| Error::new(ErrorKind::TooLarge, 0))?;
    }
    let grown = !lower.added().is_empty()
        || types.strings().own().len().max(usize::from(btf.base().is_none()))
            < builder.strings_len();
    let bytes = match changes.is_empty() && !header_changed {
        true => btf.bytes().to_vec(),
        false => {
            // Without a changed type the records are not looked at, so those of unknown kinds need nothing said.
            gathered.check_kinds()?;
            let header = btf.header();
            let has_layout = !header_changed && !header.layout.is_empty();
            let hdr_len = if header_changed { LEN_SHORT } else { header.hdr_len };
            let options = build::Options { layout: has_layout, hdr_len, flags: header.flags };
            builder.encode(&options).map_err(|_| Error::new(ErrorKind::TooLarge, 0))?
        }
    };
    let exts = gathered.exts().iter().map(|ext| ext.map(<[u8]>::to_vec)).collect();
    let ids = (0..gathered.source.end).collect();
    let edited = gathered.edited(Written { bytes, exts }, ids);
    Ok(Downgraded { edited, changes, header_changed, grown })
}

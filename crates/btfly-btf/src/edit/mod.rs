//! Edits: a BTF out of others, without a definition being taken apart.
//!
//! Every edit decides which types to keep and what each is called in the result; one writer does the rest, for the
//! types and for the `.BTF.ext` beside them. The result knows the new id of every old type.
//!
//! *In:* [`Input`]s. *Out:* [`Edited`]. *Never:* half a result: an edit succeeds or says why not.

pub mod dedup;
pub mod distill;
pub mod downgrade;
mod error;
mod gather;
pub mod merge;
pub mod minimize;
mod offsets;
pub mod rebase;
pub mod renumber;
mod rewrite;
mod source;
pub mod strip;

pub use error::{Error, ErrorKind};

use alloc::vec::Vec;

use crate::btf::Btf;
use crate::id::TypeId;

/// A BTF to edit, with its `.BTF.ext` if it is one of an object.
///
/// ```
/// use btfly_btf::edit::Input;
///
/// # let btf = btfly_btf::doc::example();
/// let kernel: Input<'_> = (&btf).into();
/// assert!(kernel.ext.is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Input<'b> {
    /// The types.
    pub btf: &'b Btf,
    /// The bytes of the `.BTF.ext` beside them: it is written anew with the new ids.
    pub ext: Option<&'b [u8]>,
}

impl<'b> From<&'b Btf> for Input<'b> {
    fn from(btf: &'b Btf) -> Self {
        Self { btf, ext: None }
    }
}

/// What an edit has made.
///
/// ```
/// use btfly_btf::edit::dedup::dedup;
///
/// # let btf = btfly_btf::doc::example();
/// let edited = dedup(&[(&btf).into()])?;
/// assert_eq!(edited.bytes(), btf.bytes());
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Edited {
    bytes: Vec<u8>,
    exts: Vec<Option<Vec<u8>>>,
    base: Option<Btf>,
    ids: Ids,
}

impl Edited {
    /// The section `.BTF`.
    ///
    /// ```
    /// use btfly_btf::edit::dedup::dedup;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(dedup(&[(&btf).into(), (&btf).into()])?.bytes(), btf.bytes());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The section `.BTF`, for whoever wants nothing else.
    ///
    /// ```
    /// use btfly_btf::edit::dedup::dedup;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(dedup(&[(&btf).into()])?.into_bytes(), btf.bytes());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The section `.BTF.ext` of one of the inputs, if it had one.
    ///
    /// ```
    /// use btfly_btf::edit::dedup::dedup;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert!(dedup(&[(&btf).into()])?.ext(0).is_none());
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn ext(&self, input: usize) -> Option<&[u8]> {
        self.exts.get(input)?.as_deref()
    }

    /// The base that the result is split on.
    ///
    /// ```
    /// use btfly_btf::{Btf, edit::dedup::dedup};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// assert!(dedup(&[(&module).into()])?.base().is_some_and(|there| there.is_same(&base)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn base(&self) -> Option<&Btf> {
        self.base.as_ref()
    }

    /// Where every type of the inputs is now.
    ///
    /// ```
    /// use btfly_btf::{TypeId, edit::dedup::dedup};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let once = dedup(&[(&btf).into(), (&btf).into()])?;
    /// assert_eq!(once.ids().get(0, TypeId(4)), once.ids().get(1, TypeId(4)));
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub const fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The result, read.
    ///
    /// # Panics
    ///
    /// Never: what is written out of checked sections can be read.
    ///
    /// ```
    /// use btfly_btf::edit::dedup::dedup;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(dedup(&[(&btf).into()])?.to_btf().iter().len(), 4);
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn to_btf(&self) -> Btf {
        let read = match &self.base {
            Some(base) => Btf::parse_split(self.bytes.clone(), base),
            None => Btf::parse(self.bytes.clone()),
        };
        #[allow(clippy::expect_used, reason = "a law that is tested, not input")]
        read.expect("an edit writes what can be read")
    }
}

/// New ids of old types.
///
/// ```
/// use btfly_btf::{TypeId, edit::dedup::dedup};
///
/// # let btf = btfly_btf::doc::example();
/// let edited = dedup(&[(&btf).into()])?;
/// assert_eq!(edited.ids().get(0, TypeId::VOID), Some(TypeId::VOID));
/// assert_eq!(edited.ids().get(0, TypeId(99)), None);
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ids {
    /// By node; 0 for what is left out.
    nodes: Vec<u32>,
    /// Of each input the first own id, its node, and the node of the first type of the base.
    ranges: Vec<(u32, u32, u32)>,
}

impl Ids {
    /// The new id of `id` as it is met in an input: of its own types or of its base's. `None` for a type that
    /// does not exist or was left out.
    ///
    /// ```
    /// use btfly_btf::{TypeId, edit::dedup::dedup};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let once = dedup(&[(&btf).into(), (&btf).into()])?;
    /// assert_eq!(once.ids().get(1, TypeId(2)), Some(TypeId(2)));
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn get(&self, input: usize, id: TypeId) -> Option<TypeId> {
        let (first, start, base_start) = *self.ranges.get(input)?;
        if id == TypeId::VOID {
            return Some(id);
        }
        let node = match id.0.checked_sub(first) {
            Some(own) => {
                let node = start.checked_add(own)?;
                let end = self.ranges.get(input + 1).map_or(u32::MAX, |(_, start, _)| *start);
                if end <= node {
                    return None;
                }
                node
            }
            None => base_start.checked_add(id.0 - 1)?,
        };
        self.nodes.get(node as usize).filter(|id| **id != 0).map(|id| TypeId(*id))
    }
}

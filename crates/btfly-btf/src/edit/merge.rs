//! Merge: a kernel and its modules as one flat BTF, for readers that take only one.
//!
//! *In:* a [`BtfSet`]. *Out:* one BTF that stands alone, and where each type of the set is in it. All of the
//! modules or none: a set of which one is set aside is refused with the reason.
//! *Never:* an id that a kernel knows. A merged type has no id in any running kernel, and [`MergedId`] is not a
//! [`TypeId`], so that nobody hands one to `bpf(2)` by accident.

use alloc::vec::Vec;
use core::fmt;

use super::{Edited, Error, Input, dedup, gather, offsets, rewrite};
use crate::btf::Btf;
use crate::id::{Slot, TypeId, TypeLoc};
use crate::set::{BtfSet, SetAside};
use offsets::NewNames;
use rewrite::Plan;

/// What happens to types that several slots have.
///
/// ```
/// use btfly_btf::{BtfSet, edit::merge::{Repeated, merge}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// assert_eq!(merge(&set, Repeated::Kept)?.to_btf().iter().len(), 4);
/// # Ok::<(), btfly_btf::edit::merge::MergeError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Repeated {
    /// Each is there as often as it was.
    Kept,
    /// Each is there once, as [`dedup`](super::dedup::dedup) says.
    Once,
}

/// The id of a type in a merged BTF: no kernel's id.
///
/// ```
/// use btfly_btf::{TypeId, edit::merge::MergedId};
///
/// assert_eq!(MergedId(TypeId(7)).to_string(), "7");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct MergedId(pub TypeId);

impl fmt::Display for MergedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A kernel and its modules in one BTF.
///
/// ```
/// use std::sync::Arc;
/// use btfly_btf::{BtfSet, Kind, edit::merge::{Repeated, merge}, set::Ready};
///
/// # let base = btfly_btf::doc::example();
/// # let bytes = btfly_btf::doc::example_module_bytes();
/// let mut set = BtfSet::new(base.clone());
/// set.push(Arc::new(Ready::parse("dummy", bytes, &base)));
/// let merged = merge(&set, Repeated::Kept)?;
/// let loc = set.find("dummy_priv", Some(Kind::Struct))[0];
/// let id = merged.id(loc).unwrap();
/// assert_eq!(merged.to_btf().get(id.0).unwrap().name(), Some("dummy_priv"));
/// # Ok::<(), btfly_btf::edit::merge::MergeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Merged {
    edited: Edited,
}

impl Merged {
    /// The section `.BTF`.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, edit::merge::{Repeated, merge}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let merged = merge(&BtfSet::new(btf.clone()), Repeated::Kept)?;
    /// assert_eq!(merged.bytes(), btf.bytes());
    /// # Ok::<(), btfly_btf::edit::merge::MergeError>(())
    /// ```
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.edited.bytes()
    }

    /// The section `.BTF`, for whoever wants nothing else.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, edit::merge::{Repeated, merge}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let bytes = merge(&BtfSet::new(btf.clone()), Repeated::Kept)?.into_bytes();
    /// assert_eq!(bytes, btf.bytes());
    /// # Ok::<(), btfly_btf::edit::merge::MergeError>(())
    /// ```
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.edited.into_bytes()
    }

    /// The result, read.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, edit::merge::{Repeated, merge}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let merged = merge(&BtfSet::new(btf.clone()), Repeated::Kept)?;
    /// assert_eq!(merged.to_btf().iter().len(), btf.iter().len());
    /// # Ok::<(), btfly_btf::edit::merge::MergeError>(())
    /// ```
    #[must_use]
    pub fn to_btf(&self) -> Btf {
        self.edited.to_btf()
    }

    /// Where a type of the set is now.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot, TypeId, TypeLoc, edit::merge::{Repeated, merge}};
    ///
    /// # let set = BtfSet::new(btfly_btf::doc::example());
    /// let merged = merge(&set, Repeated::Kept)?;
    /// let id = |id| merged.id(TypeLoc { slot: Slot::BASE, id: TypeId(id) }).map(|id| id.0);
    /// assert_eq!((id(4), id(99)), (Some(TypeId(4)), None));
    /// # Ok::<(), btfly_btf::edit::merge::MergeError>(())
    /// ```
    #[must_use]
    pub fn id(&self, loc: TypeLoc) -> Option<MergedId> {
        self.edited.ids().get(usize::try_from(loc.slot.0).ok()?, loc.id).map(MergedId)
    }
}

/// Why a set cannot be merged.
///
/// ```
/// use std::sync::Arc;
/// use btfly_btf::{BtfSet, edit::merge::{MergeError, Repeated, merge}, set::Ready};
///
/// # let base = btfly_btf::doc::example();
/// let mut set = BtfSet::new(base.clone());
/// let slot = set.push(Arc::new(Ready::parse("broken", b"no BTF".as_slice(), &base)));
/// let error = merge(&set, Repeated::Kept).unwrap_err();
/// assert!(matches!(error, MergeError::SetAside { slot: there, .. } if there == slot));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MergeError {
    /// A module is set aside.
    SetAside {
        /// Which one.
        slot: Slot,
        /// Why.
        reason: SetAside,
    },
    /// The BTFs do not go together; the error's input is the slot.
    Edit(Error),
}

impl From<Error> for MergeError {
    fn from(error: Error) -> Self {
        Self::Edit(error)
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetAside { slot, reason } => write!(f, "slot {}: {reason}", slot.0),
            Self::Edit(error) => write!(f, "slot {}: {error}", error.input()),
        }
    }
}

impl core::error::Error for MergeError {}

/// Makes one flat BTF of a set.
///
/// # Errors
///
/// When a module is set aside, or as the edits.
///
/// ```
/// use btfly_btf::{BtfSet, edit::merge::{Repeated, merge}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// assert_eq!(merge(&set, Repeated::Kept)?.to_btf().iter().len(), 4);
/// # Ok::<(), btfly_btf::edit::merge::MergeError>(())
/// ```
pub fn merge(set: &BtfSet, repeated: Repeated) -> Result<Merged, MergeError> {
    set.decode_all();
    let mut inputs: Vec<Input<'_>> = Vec::new();
    for slot in set.slots() {
        let btf = if slot.is_base() {
            Ok(set.base())
        } else {
            let kmod = set.kmods().get(slot.0 as usize - 1);
            kmod.map_or(Ok(set.base()), |kmod| kmod.btf(set.base()))
        };
        match btf {
            Ok(btf) => inputs.push(btf.into()),
            Err(reason) => return Err(MergeError::SetAside { slot, reason: reason.clone() }),
        }
    }
    let edited = match repeated {
        Repeated::Once => dedup::dedup(&inputs)?,
        Repeated::Kept => concatenate(&inputs)?,
    };
    Ok(Merged { edited })
}

/// One BTF with all types of the inputs, one after the other. What the inputs are split on together and is not
/// among them, the result is split on too.
///
/// # Errors
///
/// When the inputs do not belong together, have types of unknown kinds, or are too large together.
///
/// ```
/// use btfly_btf::edit::merge::concatenate;
///
/// # let (a, b) = (btfly_btf::doc::example(), btfly_btf::doc::example());
/// let both = concatenate(&[(&a).into(), (&b).into()])?;
/// assert_eq!(both.to_btf().iter().len(), a.iter().len() + b.iter().len());
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
pub fn concatenate(inputs: &[Input<'_>]) -> Result<Edited, Error> {
    let gathered = gather::gather(inputs)?;
    gathered.check_kinds()?;
    let source = &gathered.source;
    let ids: Vec<u32> = (0..source.end).collect();
    let keep = ids.get(gathered.base_end() as usize..).unwrap_or(&[]);
    let (base, own) = (gathered.base.as_ref(), gathered.own());
    let room = source.parts.iter().skip(own).map(|part| part.records.len()).sum();
    let plan = Plan { source, base, own, keep, ids: &ids, exts: gathered.exts(), room };
    let names = if inputs.len() == 1 { NewNames::Kept } else { NewNames::Joined };
    let written = plan.write(names).map_err(|error| gathered.blame(error))?;
    Ok(gathered.edited(written, ids))
}

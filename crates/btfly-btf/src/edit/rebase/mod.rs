//! Rebase: a module's BTF from its distilled base onto a kernel's.
//!
//! *In:* a split BTF on a distilled base ([`distill`](super::distill) makes one), and the base that it is to be on. *Out:*
//! the same types on that. Own types keep their order; references into the distilled base become references to the types
//! of the same kind, name and size. *Never:* a guess: a type that is not found, or found twice, is an error that names it.
//!
//! The kernel does this to the BTF of a module that it loads, since Linux v6.11 (`tools/lib/bpf/btf_relocate.c:
//! btf_relocate`), and gives the ids in its `.BTF_ids` their new numbers; [`Edited::ids`] has them.

mod error;
mod named;
mod pair;

pub use error::{Holder, RebaseError, Unmatched, Why};

use alloc::vec;
use alloc::vec::Vec;

use super::offsets::NewNames;
use super::rewrite::Plan;
use super::{Edited, Error, ErrorKind, Input, gather};
use crate::btf::Btf;
use crate::id::{NameOff, TypeId};
use crate::table::Types;
use crate::view::Type;

/// By whose rules types are found again.
///
/// ```
/// use btfly_btf::Btf;
/// use btfly_btf::edit::{distill::distill, rebase::{Matching, rebase}};
///
/// # let base = btfly_btf::doc::example();
/// # let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
/// let distilled = distill((&module).into())?.to_btf();
/// // The same kernel again: both say the same.
/// for matching in [Matching::Sound, Matching::Kernel] {
///     let rebased = rebase((&distilled).into(), &base, matching)?.to_btf();
///     assert!(rebased.base().is_some_and(|there| there.is_same(&base)));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Matching {
    /// By kind, name and size, as it is meant.
    ///
    /// Integers also by their encoding. A struct or union may have grown, unless the module holds one by value, or the
    /// kernel has several of the name: then the size has to be the same. One that is only pointed at may have
    /// become a declaration, and a declaration a definition.
    Sound,
    /// As Linux v7.2 and libbpf 1.7 do it, to know what they will say. They take the kind flag of what they found for
    /// that of the declaration they look for, so that a declared struct is not found if it has bitfields, and a
    /// declared union only then; they do not look whether what they found for a struct or union is one; and they refuse
    /// a type for which there is both a definition and a declaration.
    Kernel,
}

/// Puts `split` from its distilled base onto `onto`.
///
/// On its own base it already is: that changes nothing, whatever the base.
///
/// # Errors
///
/// When `split` stands alone or its base is not a distilled one, `onto` is itself split or of the other byte order; and
/// when types of the distilled base are not found in `onto`, with all of them.
///
/// ```
/// use btfly_btf::edit::{distill::distill, rebase::{Matching, rebase}};
/// use btfly_btf::{Btf, text};
///
/// # let base = btfly_btf::doc::example();
/// # let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
/// let distilled = distill((&module).into())?.to_btf();
/// // Another kernel has other ids.
/// let kernel = text::parse("
///     [1] INT 'char' size=1 encoding=CHAR
///     [2] INT 'unsigned int' size=4
/// ")?;
/// let rebased = rebase((&distilled).into(), &kernel, Matching::Sound)?;
/// let old = distilled.types().find("unsigned int", None).next().unwrap();
/// assert_eq!(rebased.ids().get(0, old), kernel.types().find("unsigned int", None).next());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rebase(split: Input<'_>, onto: &Btf, matching: Matching) -> Result<Edited, RebaseError> {
    let fail = |kind| RebaseError::Edit(Error::new(kind, 0));
    let base = split.btf.base().ok_or(fail(ErrorKind::NotSplit))?;
    if onto.base().is_some() {
        return Err(fail(ErrorKind::BaseIsSplit));
    }
    if onto.endian() != base.endian() {
        return Err(fail(ErrorKind::EndianMismatch));
    }
    let gathered = gather::gather(&[split])?;
    gathered.check_kinds()?;
    let base_end = gathered.base_end();
    let (mut ids, from_base) = if onto.is_same(base) || onto.bytes() == base.bytes() {
        ((0..base_end).collect(), None)
    } else {
        check_distilled(&base.types())?;
        let pairs = pair::pair(&split.btf.types(), &onto.types(), matching);
        let ids = pairs.map_err(RebaseError::Unmatched)?;
        let names = moved_names(&base.types(), &onto.types(), &ids);
        (ids, Some(names))
    };
    let keep: Vec<u32> = (base_end..gathered.source.end).collect();
    let end = onto.types().end().0;
    let room = u32::MAX.checked_sub(end).ok_or(fail(ErrorKind::TooLarge))?;
    if (room as usize) < keep.len() {
        return Err(fail(ErrorKind::TooLarge));
    }
    ids.extend((end..).take(keep.len()));
    let plan = Plan {
        source: &gathered.source,
        base: Some(onto),
        own: gathered.own(),
        keep: &keep,
        ids: &ids,
        exts: gathered.exts(),
        room: 0,
    };
    let names = match &from_base {
        Some(from_base) => NewNames::Moved { from_base },
        None => NewNames::Kept,
    };
    let written = plan.write(names).map_err(|error| gathered.blame(error))?;
    Ok(Edited { base: Some(onto.clone()), ..gathered.edited(written, ids) })
}

/// Whether a BTF can be the distilled base of a module: integers, floats, structs, unions, enums and declarations, each
/// with a name.
///
/// ```
/// use btfly_btf::edit::rebase::is_distilled;
///
/// # let kernel = btfly_btf::doc::example();
/// assert!(!is_distilled(&kernel.types()));
/// ```
#[must_use]
pub fn is_distilled(base: &Types<'_>) -> bool {
    check_distilled(base).is_ok()
}

fn check_distilled(base: &Types<'_>) -> Result<(), RebaseError> {
    for (id, ty) in base.iter() {
        let may_be = match ty {
            Type::Int(_)
            | Type::Float(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
            | Type::Fwd(_) => true,
            Type::Void
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Enum64(_)
            | Type::Opaque(_) => false,
        };
        if !may_be || ty.name_bytes().is_empty() {
            return Err(RebaseError::NotDistilled { id, kind: ty.kind() });
        }
    }
    Ok(())
}

/// Where the names of a distilled base's types are among the strings of the other: own names may share them.
fn moved_names(base: &Types<'_>, onto: &Types<'_>, ids: &[u32]) -> Vec<(u32, u32)> {
    let mut names = vec![];
    for (id, ty) in base.iter() {
        let new = ids.get(id.0 as usize).and_then(|id| onto.get(TypeId(*id)));
        let offset = new.map_or(NameOff(0), |ty| ty.name_off());
        // A split BTF names only whole strings of its base.
        if !offset.is_anonymous() && onto.strings().is_start(offset) {
            names.push((ty.name_off().0, offset.0));
        }
    }
    names.sort_unstable();
    names.dedup_by_key(|(old, _)| *old);
    names
}

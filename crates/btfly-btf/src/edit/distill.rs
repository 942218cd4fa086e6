//! Distill: a module's BTF on a base of its own, small enough to travel with it.
//!
//! *In:* a split BTF. *Out:* the section `.BTF.base`, with the name, kind and size of what the module needs of its
//! kernel, and the module's types on it. What has no name to be found by (pointers, arrays, prototypes, modifiers,
//! anonymous structs) and typedefs come along as own types, behind those that were own. With
//! [`rebase`](super::rebase::rebase) the module is put onto the kernel that it is loaded into, built from other sources
//! perhaps. *Never:* a member of a named struct: it is the kernel's to change.
//!
//! The kernel's build does the same for modules that are built apart from it, since Linux v6.11 (`tools/lib/bpf/btf.c:
//! btf__distill_base`), and with the same ids.

use alloc::vec;
use alloc::vec::Vec;

use super::offsets::NewNames;
use super::rewrite::Plan;
use super::{Edited, Error, ErrorKind, Input, gather};
use crate::btf::Btf;
use crate::build::{self, Builder, CompositeDef, Def, EnumDef, Stray};
use crate::id::TypeId;
use crate::table::Types;
use crate::view::Type;

/// Puts `split` on the few types of its base that it needs: [`Edited::base`] is the distilled base.
///
/// # Errors
///
/// When `split` stands alone, refers to a function, variable, data section or tag of its base, or has types of unknown
/// kinds.
///
/// ```
/// use btfly_btf::{Btf, edit::distill::distill};
///
/// # let base = btfly_btf::doc::example();
/// # let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
/// // A struct with a `u32`: of the kernel's types the integer is left, and the typedef has come along.
/// let distilled = distill((&module).into())?;
/// let needed: Vec<_> = distilled.base().unwrap().iter().map(|(_, ty)| ty.name()).collect();
/// assert_eq!(needed, [Some("unsigned int")]);
/// assert_eq!(distilled.to_btf().iter().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn distill(split: Input<'_>) -> Result<Edited, Error> {
    if split.btf.base().is_none() {
        return Err(Error::new(ErrorKind::NotSplit, 0));
    }
    let gathered = gather::gather(&[split])?;
    gathered.check_kinds()?;
    let types = split.btf.types();
    let needed = needed(&types)?;
    let base_end = gathered.base_end();
    let mut builder = Builder::new(types.endian());
    let mut ids = vec![0; gathered.source.end as usize];
    let set = |ids: &mut Vec<u32>, node: u32, id: u32| {
        if let Some(place) = ids.get_mut(node as usize) {
            *place = id;
        }
    };
    // Below the base's end, a node is an id.
    let mut along = Vec::new();
    for (id, ty) in (1..base_end).filter_map(|id| Some((id, types.get(TypeId(id))?))) {
        if !needed.get(id as usize).copied().unwrap_or(false) {
            continue;
        }
        match essence(ty) {
            Some((def, stray)) => {
                let new = builder.add_stray(&def, &stray);
                let new = new.map_err(|_| Error::new(ErrorKind::TooLarge, 0))?;
                set(&mut ids, id, new.0);
            }
            None => along.push(id),
        }
    }
    let base = builder.build(&build::Options::default());
    let base: Btf = base.map_err(|_| Error::new(ErrorKind::TooLarge, 0))?;
    let keep: Vec<u32> = (base_end..gathered.source.end).chain(along).collect();
    for (new, node) in (base.types().end().0..).zip(&keep) {
        set(&mut ids, *node, new);
    }
    let plan = Plan {
        source: &gathered.source,
        base: Some(&base),
        own: gathered.own(),
        keep: &keep,
        ids: &ids,
        exts: gathered.exts(),
        room: 0,
    };
    let written = plan.write(NewNames::Used).map_err(|error| gathered.blame(error))?;
    Ok(Edited { base: Some(base), ..gathered.edited(written, ids) })
}

/// Which types of the base a split BTF needs, by id: what it refers to, and what that refers to, without the members of
/// structs and unions that have a name.
fn needed(types: &Types<'_>) -> Result<Vec<bool>, Error> {
    let first = types.first();
    let mut needed = vec![false; first.0 as usize];
    let mut open: Vec<TypeId> = Vec::new();
    let mut result = Ok(());
    let mut look = |from: TypeId, ty: Type<'_>, open: &mut Vec<TypeId>| {
        ty.for_each_reference(|to| {
            let place = needed.get_mut(to.0 as usize);
            let Some(place @ false) = place.filter(|_| to != TypeId::VOID) else { return };
            *place = true;
            let ty = types.get(to).unwrap_or(Type::Void);
            if may_be_needed(ty) {
                open.push(to);
            } else if result.is_ok() {
                let kind = ErrorKind::Undistillable { id: from, to, kind: ty.kind() };
                result = Err(Error::new(kind, 0));
            }
        });
    };
    for (id, ty) in types.iter() {
        look(id, ty, &mut open);
    }
    while let Some(id) = open.pop() {
        let Some(ty) = types.get(id) else { continue };
        if ty.as_composite().is_none() || ty.name_bytes().is_empty() {
            look(id, ty, &mut open);
        }
    }
    result.map(|()| needed)
}

/// Whether a type of the base may be what a module refers to.
fn may_be_needed(ty: Type<'_>) -> bool {
    match ty {
        Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Union(_)
        | Type::Enum(_)
        | Type::Fwd(_)
        | Type::Typedef(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::FuncProto(_)
        | Type::Float(_)
        | Type::TypeTag(_)
        | Type::Enum64(_) => true,
        Type::Void
        | Type::Func(_)
        | Type::Var(_)
        | Type::Datasec(_)
        | Type::DeclTag(_)
        | Type::Opaque(_) => false,
    }
}

/// What a distilled base says of a type; `None` for one that it cannot say anything of, which comes along whole.
///
/// libbpf also puts integers and declarations without a name there, and then refuses what it has made.
fn essence(ty: Type<'_>) -> Option<(Def<'_>, Stray<'_>)> {
    let name = ty.name().filter(|name| !name.is_empty())?;
    let composite = |size| CompositeDef {
        name: name.into(),
        size,
        members: Vec::new(),
        has_bitfield_sizes: false,
    };
    // Relocation finds one of either kind.
    let enumeration = |size| {
        Def::Enum(EnumDef { name: name.into(), size, is_signed: false, variants: Vec::new() })
    };
    let def = match ty {
        Type::Int(_) | Type::Float(_) | Type::Fwd(_) => return Some((ty.to_def()?, ty.stray())),
        Type::Struct(view) => Def::Struct(composite(view.size())),
        Type::Union(view) => Def::Union(composite(view.size())),
        Type::Enum(view) => enumeration(view.size()),
        Type::Enum64(view) => enumeration(view.size()),
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
        | Type::Opaque(_) => return None,
    };
    Some((def, Stray::default()))
}

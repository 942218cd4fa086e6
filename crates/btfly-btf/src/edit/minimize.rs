//! Minimize: of a kernel and its modules only what somebody needs, member by member.
//!
//! *In:* a [`BtfSet`] and a [`Keep`]: types, and of each the members, enumerators or pointee that are needed. *Out:* a
//! base and split BTFs on it, with new ids; modules of which nothing is needed are not there. Structs keep their size,
//! members their place. Where a kept type refers to one that has a size, that one is kept too, without its own members;
//! a pointer of which nothing more is needed leads to `void`. References lead past typedefs and modifiers: these stay
//! only where they were asked for themselves, as relocations see through them everywhere else. *Never:* a type that was
//! not there, two that have become one (but for pointers to `void`), an order other than the old one.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Error, ErrorKind};
use crate::btf::Btf;
use crate::build::{self, Builder, Def};
use crate::id::{Slot, TypeId, TypeLoc};
use crate::resolve::is_long;
use crate::set::{BtfSet, Ready};
use crate::table::Types;
use crate::view::Type;

/// What is kept of one type.
///
/// Its parts are members of a struct or union, enumerators, or, of a pointer, what it points to.
///
/// ```
/// use btfly_btf::edit::minimize::Parts;
///
/// let parts = Parts { is_whole: false, some: [0, 3].into() };
/// assert!(!parts.is_whole && parts.some.contains(&3));
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Parts {
    /// Every part.
    pub is_whole: bool,
    /// These, by their place in the type.
    pub some: BTreeSet<u32>,
}

impl Parts {
    fn has(&self, part: u32) -> bool {
        self.is_whole || self.some.contains(&part)
    }
}

/// What to keep of a set: types by slot and id in normal form, and the parts of each.
///
/// ```
/// use btfly_btf::edit::minimize::Keep;
/// use btfly_btf::{Slot, TypeId, TypeLoc};
///
/// let mut keep = Keep::default();
/// let task = TypeLoc { slot: Slot::BASE, id: TypeId(120) };
/// keep.part(task, 3);
/// keep.part(task, 3);
/// assert_eq!(keep.iter().next().unwrap().1.some.len(), 1);
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Keep {
    types: BTreeMap<TypeLoc, Parts>,
}

impl Keep {
    /// Keeps a type: its kind, name and size.
    ///
    /// ```
    /// use btfly_btf::{Slot, TypeId, TypeLoc, edit::minimize::Keep};
    ///
    /// let (mut keep, loc) = (Keep::default(), TypeLoc { slot: Slot::BASE, id: TypeId(7) });
    /// keep.outline(loc);
    /// assert!(keep.has(loc));
    /// ```
    pub fn outline(&mut self, loc: TypeLoc) {
        self.types.entry(loc).or_default();
    }

    /// Keeps a type and one of its parts.
    ///
    /// ```
    /// use btfly_btf::{Slot, TypeId, TypeLoc, edit::minimize::Keep};
    ///
    /// let (mut keep, loc) = (Keep::default(), TypeLoc { slot: Slot::BASE, id: TypeId(7) });
    /// keep.part(loc, 2);
    /// assert!(keep.iter().next().unwrap().1.some.contains(&2));
    /// ```
    pub fn part(&mut self, loc: TypeLoc, part: u32) {
        self.types.entry(loc).or_default().some.insert(part);
    }

    /// Keeps a type and all of its parts. Whether it was not known to be whole.
    ///
    /// ```
    /// use btfly_btf::{Slot, TypeId, TypeLoc, edit::minimize::Keep};
    ///
    /// let (mut keep, loc) = (Keep::default(), TypeLoc { slot: Slot::BASE, id: TypeId(7) });
    /// assert!(keep.whole(loc) && !keep.whole(loc));
    /// ```
    pub fn whole(&mut self, loc: TypeLoc) -> bool {
        !core::mem::replace(&mut self.types.entry(loc).or_default().is_whole, true)
    }

    /// Each type with its parts, in order of slot and id.
    ///
    /// ```
    /// use btfly_btf::{Slot, TypeId, TypeLoc, edit::minimize::Keep};
    ///
    /// let mut keep = Keep::default();
    /// [9, 7].map(|id| keep.outline(TypeLoc { slot: Slot::BASE, id: TypeId(id) }));
    /// assert_eq!(keep.iter().map(|(loc, _)| loc.id.0).collect::<Vec<_>>(), [7, 9]);
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TypeLoc, &Parts)> {
        self.types.iter().map(|(loc, parts)| (*loc, parts))
    }

    /// Whether a type is kept.
    ///
    /// ```
    /// use btfly_btf::{Slot, TypeId, TypeLoc, edit::minimize::Keep};
    ///
    /// assert!(!Keep::default().has(TypeLoc { slot: Slot::BASE, id: TypeId(7) }));
    /// ```
    #[must_use]
    pub fn has(&self, loc: TypeLoc) -> bool {
        self.types.contains_key(&loc)
    }

    /// Adds the types that what is kept cannot be without: of members, elements, parameters.
    ///
    /// ```
    /// use btfly_btf::edit::minimize::Keep;
    /// use btfly_btf::{BtfSet, Slot, TypeId, text};
    ///
    /// let set = BtfSet::new(text::parse("
    ///     [1] INT 'int' size=4 encoding=SIGNED
    ///     [2] STRUCT 's' size=4
    ///             'x' type_id=1 bits_offset=0
    /// ").unwrap());
    /// let mut keep = Keep::default();
    /// keep.part(set.loc(Slot::BASE, TypeId(2)), 0);
    /// keep.close(&set);
    /// assert!(keep.has(set.loc(Slot::BASE, TypeId(1))));
    /// ```
    pub fn close(&mut self, set: &BtfSet) {
        let mut open: Vec<TypeLoc> = self.types.keys().copied().collect();
        while let Some(loc) = open.pop() {
            let (Ok(btf), Some(parts)) = (set.btf(loc.slot), self.types.get(&loc)) else {
                continue;
            };
            let types = btf.types();
            let mut needed = Vec::new();
            if let Some(ty) = types.get(loc.id) {
                each_reference(ty, parts, |to| needed.push(past_modifiers(&types, to)));
            }
            for id in needed {
                let loc = set.loc(loc.slot, id);
                if id != TypeId::VOID && !self.types.contains_key(&loc) {
                    self.outline(loc);
                    open.push(loc);
                }
            }
        }
    }
}

/// A kernel and its modules, minimised.
///
/// ```
/// use btfly_btf::edit::minimize::{Keep, minimize};
/// use btfly_btf::{BtfSet, Slot, TypeId};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let mut keep = Keep::default();
/// keep.whole(set.loc(Slot::BASE, TypeId(3)));
/// let small = minimize(&set, keep)?;
/// assert_eq!((small.base.iter().len(), small.kmods.len()), (1, 0));
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Minimized {
    /// The base.
    pub base: Btf,
    /// The modules of which something is left, with their slots in the set that they are of.
    pub kmods: Vec<(Slot, String, Btf)>,
    ids: BTreeMap<TypeLoc, TypeId>,
}

impl Minimized {
    /// The id of a type now, in the BTF of its slot; `None` if it was left out.
    ///
    /// ```
    /// use btfly_btf::edit::minimize::{Keep, minimize};
    /// use btfly_btf::{BtfSet, Slot, TypeId};
    ///
    /// # let set = BtfSet::new(btfly_btf::doc::example());
    /// let (mut keep, int) = (Keep::default(), set.loc(Slot::BASE, TypeId(3)));
    /// keep.whole(int);
    /// let small = minimize(&set, keep)?;
    /// assert_eq!(small.id(int), Some(TypeId(1)));
    /// assert_eq!(small.id(set.loc(Slot::BASE, TypeId(1))), None);
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn id(&self, loc: TypeLoc) -> Option<TypeId> {
        self.ids.get(&loc).copied()
    }

    /// The base and its modules as a set; their slots are their own.
    ///
    /// ```
    /// use btfly_btf::edit::minimize::{Keep, minimize};
    /// use btfly_btf::{BtfSet, Slot, TypeId};
    ///
    /// # let set = BtfSet::new(btfly_btf::doc::example());
    /// let mut keep = Keep::default();
    /// keep.whole(set.loc(Slot::BASE, TypeId(3)));
    /// assert_eq!(minimize(&set, keep)?.to_set().find("unsigned int", None).len(), 1);
    /// # Ok::<(), btfly_btf::edit::Error>(())
    /// ```
    #[must_use]
    pub fn to_set(&self) -> BtfSet {
        let mut set = BtfSet::new(self.base.clone());
        for (_, name, btf) in &self.kmods {
            set.push(Arc::new(Ready::parse(name.as_str(), btf.bytes().to_vec(), &self.base)));
        }
        set
    }
}

/// Keeps of `set` what `keep` says, and what that cannot be without.
///
/// # Errors
///
/// When something that is kept is of an unknown kind.
///
/// ```
/// use btfly_btf::edit::minimize::{Keep, minimize};
/// use btfly_btf::{BtfSet, Slot, TypeId, text};
///
/// let set = BtfSet::new(text::parse("
///     [1] INT 'int' size=4 encoding=SIGNED
///     [2] STRUCT 's' size=12
///             'x' type_id=1 bits_offset=0
///             'y' type_id=1 bits_offset=32
///             'z' type_id=1 bits_offset=64
/// ").unwrap());
/// let mut keep = Keep::default();
/// keep.part(set.loc(Slot::BASE, TypeId(2)), 1);
/// let small = minimize(&set, keep)?;
/// let s = small.base.get(TypeId(2)).unwrap().as_composite().unwrap();
/// assert_eq!((s.size(), s.members().next().unwrap().offset_bits().0), (12, 32));
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
pub fn minimize(set: &BtfSet, mut keep: Keep) -> Result<Minimized, Error> {
    // Nothing in BTF says how large a pointer is but the size of `long`.
    if !keep.types.is_empty()
        && let Some(loc) = first_long(set)
    {
        keep.outline(loc);
    }
    keep.close(set);
    let mut writer = Writer { set, keep: &keep, ids: BTreeMap::new(), void_pointer: None };
    let base = writer.slot(Slot::BASE, Builder::new(set.base().endian()))?;
    let mut kmods = Vec::new();
    let mut slots: Vec<Slot> = keep.types.keys().map(|loc| loc.slot).collect();
    slots.dedup();
    let in_base = writer.void_pointer;
    for slot in slots.into_iter().filter(|slot| !slot.is_base()) {
        writer.void_pointer = in_base;
        let builder = Builder::split(&base).map_err(|_| too_large(slot))?;
        kmods.push((slot, set.slot_name(slot).into(), writer.slot(slot, builder)?));
    }
    Ok(Minimized { base, kmods, ids: writer.ids })
}

/// The integer that tells the size of pointers.
fn first_long(set: &BtfSet) -> Option<TypeLoc> {
    let types = set.base().types();
    let is_it = |ty: &Type<'_>| matches!(ty, Type::Int(int) if matches!(int.size(), 4 | 8) && is_long(int.name()));
    let whole = types.base().unwrap_or(types);
    let (id, _) = whole.iter().find(|(_, ty)| is_it(ty))?;
    Some(set.loc(Slot::BASE, id))
}

/// The type behind typedefs and modifiers; where these run in circles, they are all there is.
fn past_modifiers(types: &Types<'_>, id: TypeId) -> TypeId {
    types.skip_modifiers(id).unwrap_or(id)
}

/// What the kept parts of a type refer to.
fn each_reference(ty: Type<'_>, parts: &Parts, mut visit: impl FnMut(TypeId)) {
    match ty {
        Type::Struct(view) | Type::Union(view) => {
            for (_, member) in (0..).zip(view.members()).filter(|(at, _)| parts.has(*at)) {
                visit(member.type_id());
            }
        }
        Type::Ptr(view) => {
            if parts.is_whole {
                visit(view.type_id());
            }
        }
        Type::Void
        | Type::Int(_)
        | Type::Array(_)
        | Type::Enum(_)
        | Type::Fwd(_)
        | Type::Typedef(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::Func(_)
        | Type::FuncProto(_)
        | Type::Var(_)
        | Type::Datasec(_)
        | Type::Float(_)
        | Type::DeclTag(_)
        | Type::TypeTag(_)
        | Type::Enum64(_)
        | Type::Opaque(_) => ty.for_each_reference(visit),
    }
}

struct Writer<'s> {
    set: &'s BtfSet,
    keep: &'s Keep,
    ids: BTreeMap<TypeLoc, TypeId>,
    /// The one pointer to `void` that stands for all of which nothing more is needed.
    void_pointer: Option<TypeId>,
}

impl Writer<'_> {
    fn slot(&mut self, slot: Slot, mut builder: Builder) -> Result<Btf, Error> {
        let set = self.set;
        let Ok(btf) = set.btf(slot) else { return Err(too_large(slot)) };
        let types = btf.types();
        let keep = self.keep;
        let from = TypeLoc { slot, id: TypeId::VOID };
        let kept = || keep.types.range(from..).take_while(|(loc, _)| loc.slot == slot);
        // Ids first: types refer forward.
        let mut next = builder.next_id();
        for (loc, parts) in kept() {
            let ty = types.get(loc.id);
            if matches!(ty, Some(Type::Opaque(_))) {
                let kind = ErrorKind::UnknownKind { id: loc.id };
                return Err(Error::new(kind, slot.0 as usize));
            }
            let is_plain = matches!(ty, Some(Type::Ptr(_))) && !parts.is_whole;
            let id = match self.void_pointer.filter(|_| is_plain) {
                Some(known) => known,
                None => {
                    let id = next;
                    next = TypeId(next.0.checked_add(1).ok_or(too_large(slot))?);
                    id
                }
            };
            if is_plain {
                self.void_pointer = Some(id);
            }
            self.ids.insert(*loc, id);
        }
        for (loc, parts) in kept() {
            let Some(ty) = types.get(loc.id) else { continue };
            if self.ids.get(loc) != Some(&builder.next_id()) {
                continue;
            }
            let Some(def) = self.def(ty, parts, slot, &types) else { continue };
            builder.add_stray(&def, &ty.stray()).map_err(|_| too_large(slot))?;
        }
        builder.build(&build::Options::default()).map_err(|_| too_large(slot))
    }

    /// A type as it will be.
    fn def<'b>(
        &self,
        ty: Type<'b>,
        parts: &Parts,
        slot: Slot,
        types: &Types<'_>,
    ) -> Option<Def<'b>> {
        let new = |id: TypeId| {
            let loc = self.set.loc(slot, past_modifiers(types, id));
            self.ids.get(&loc).copied().unwrap_or(TypeId::VOID)
        };
        let mut def = ty.to_def()?;
        match &mut def {
            Def::Ptr(ptr) => {
                ptr.type_id = if parts.is_whole { new(ptr.type_id) } else { TypeId::VOID };
            }
            Def::Volatile(view) | Def::Const(view) | Def::Restrict(view) => {
                view.type_id = new(view.type_id);
            }
            Def::Array(array) => {
                array.elem_type_id = new(array.elem_type_id);
                array.index_type_id = new(array.index_type_id);
            }
            Def::Struct(composite) | Def::Union(composite) => {
                let mut at = 0..;
                composite.members.retain(|_| at.next().is_some_and(|at| parts.has(at)));
                for member in &mut composite.members {
                    member.type_id = new(member.type_id);
                }
            }
            Def::Enum(view) | Def::Enum64(view) => {
                let mut at = 0..;
                view.variants.retain(|_| at.next().is_some_and(|at| parts.has(at)));
            }
            Def::Typedef(typedef) => typedef.type_id = new(typedef.type_id),
            Def::TypeTag(tag) => tag.type_id = new(tag.type_id),
            Def::DeclTag(tag) => tag.type_id = new(tag.type_id),
            Def::Func(func) => func.type_id = new(func.type_id),
            Def::FuncProto(proto) => {
                proto.return_type_id = new(proto.return_type_id);
                for param in &mut proto.params {
                    param.type_id = new(param.type_id);
                }
            }
            Def::Var(var) => var.type_id = new(var.type_id),
            Def::Datasec(section) => {
                for var in &mut section.vars {
                    var.type_id = new(var.type_id);
                }
            }
            Def::Int(_) | Def::Fwd(_) | Def::Float(_) | Def::Opaque(_) => {}
        }
        Some(def)
    }
}

fn too_large(slot: Slot) -> Error {
    Error::new(ErrorKind::TooLarge, slot.0 as usize)
}

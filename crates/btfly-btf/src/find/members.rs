//! Members by name, as C code reaches them: `a.b` where `a` is an anonymous struct, `b` alone where the
//! anonymous struct has no member name either.
//!
//! *In:* a struct, union, or a typedef or variable of one without a name. *Out:* each wanted member with its
//! path and offset. *Never:* recursion, or more than [`BUDGET`] looks into what is nested: a DAG of
//! anonymous structs has more paths than memory has room for.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use core::ops::ControlFlow;

use super::NameTest;
use crate::id::{Bits, TypeId};
use crate::table::Types;
use crate::view::{Composite, Member, Type};

/// How many members of nested anonymous structs are looked at in one BTF; then nothing nested is. A
/// kernel with all its types needs a tenth of it; more would let a hostile file take gigabytes.
pub(super) const BUDGET: u32 = 1 << 18;

/// How deep anonymous structs are followed. The kernel's go six deep.
const MAX_DEPTH: usize = 32;

/// The longest chain of modifiers, arrays and pointers before an anonymous struct.
const MAX_CHAIN: usize = 32;

/// A member, and how to get there from the type that it was found in.
///
/// ```
/// use btfly_btf::{Bits, BtfSet, find::{Part, Query, find}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let query = Query { name: &|name| name == b"prev", ..Query::default() };
/// let hit = find(&set, &query).next().unwrap();
/// let Part::Member(found) = &hit.part else { panic!("a member has that name") };
/// assert_eq!((found.path.as_str(), found.offset), ("prev", Some(Bits(64))));
/// ```
#[derive(Clone, Debug)]
pub struct MemberHit<'b> {
    /// The member.
    pub member: Member<'b>,
    /// From the outer type to it, as C would write it: `prev`, `se.load`, `slots[].key`.
    pub path: String,
    /// Where it starts, from the start of the outer type; `None` behind a pointer.
    pub offset: Option<Bits>,
}

/// The composite whose members belong to the name of `ty`: its own if it is one, or the one without a
/// name that it names. A composite without a name has no members here: they are its users'.
pub(super) fn root<'b>(types: &Types<'b>, ty: &Type<'b>) -> Option<Composite<'b>> {
    if ty.name_off().is_anonymous() {
        return None;
    }
    match ty {
        Type::Struct(composite) | Type::Union(composite) => Some(*composite),
        Type::Typedef(_) | Type::Var(_) => {
            let nested = Nested::behind(types, ty.target()?)?;
            (nested.is_direct() && nested.is_anonymous()).then_some(nested.composite)
        }
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Enum(_)
        | Type::Enum64(_)
        | Type::Fwd(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::Func(_)
        | Type::FuncProto(_)
        | Type::Datasec(_)
        | Type::Float(_)
        | Type::DeclTag(_)
        | Type::TypeTag(_)
        | Type::Opaque(_) => None,
    }
}

/// A struct or union inside another.
struct Nested<'b> {
    composite: Composite<'b>,
    /// What C writes between a name and the dot or arrow: `[]` for each array; empty if nothing.
    joint: String,
    has_pointer: bool,
}

impl<'b> Nested<'b> {
    /// The composite behind qualifiers, tags, arrays and pointers; not behind a typedef, whose members
    /// are its own.
    fn behind(types: &Types<'b>, id: TypeId) -> Option<Self> {
        let mut joint = String::new();
        let mut has_pointer = false;
        let mut at = id;
        for _ in 0..MAX_CHAIN {
            let ty = types.get(at)?;
            match ty {
                Type::Struct(composite) | Type::Union(composite) => {
                    return Some(Self { composite, joint, has_pointer });
                }
                Type::Array(_) => joint.push_str("[]"),
                Type::Ptr(_) => has_pointer = true,
                Type::Volatile(_) | Type::Const(_) | Type::Restrict(_) | Type::TypeTag(_) => {}
                Type::Void
                | Type::Int(_)
                | Type::Enum(_)
                | Type::Enum64(_)
                | Type::Fwd(_)
                | Type::Typedef(_)
                | Type::Func(_)
                | Type::FuncProto(_)
                | Type::Var(_)
                | Type::Datasec(_)
                | Type::Float(_)
                | Type::DeclTag(_)
                | Type::Opaque(_) => return None,
            }
            at = ty.target()?;
        }
        None
    }

    fn is_direct(&self) -> bool {
        self.joint.is_empty() && !self.has_pointer
    }

    fn is_anonymous(&self) -> bool {
        self.composite.name().is_empty()
    }
}

/// A composite whose members are being looked at.
struct Frame<I> {
    members: I,
    /// How much of the path leads here.
    prefix: usize,
    offset: Option<Bits>,
}

/// Calls `visit` with each member of `root` whose name passes `wanted`, until it breaks.
pub(super) fn walk<'b>(
    types: &Types<'b>,
    root: Composite<'b>,
    budget: &mut u32,
    wanted: NameTest<'_>,
    mut visit: impl FnMut(MemberHit<'b>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut path = String::new();
    let mut open = vec![Frame { members: root.members(), prefix: 0, offset: Some(Bits(0)) }];
    while let Some(Frame { members, prefix, offset }) = open.last_mut() {
        let (prefix, offset) = (*prefix, *offset);
        let Some(member) = members.next() else {
            open.pop();
            continue;
        };
        path.truncate(prefix);
        let name = member.name_bytes();
        let place = |bits: Bits| offset.map(|offset| Bits(offset.0.saturating_add(bits.0)));
        if !name.is_empty() && wanted(name) {
            let path = format!("{path}{}", member.name());
            visit(MemberHit { member, path, offset: place(types.field(member).offset) })?;
        }
        let Some(nested) = nested(types, &member) else { continue };
        let looks = u32::try_from(nested.composite.members().len()).unwrap_or(u32::MAX);
        if *budget < looks || MAX_DEPTH <= open.len() {
            continue;
        }
        *budget -= looks;
        if !name.is_empty() {
            path.push_str(member.name());
            path.push_str(&nested.joint);
            path.push_str(if nested.has_pointer { "->" } else { "." });
        }
        open.push(Frame {
            members: nested.composite.members(),
            prefix: path.len(),
            offset: place(member.offset_bits()).filter(|_| !nested.has_pointer),
        });
    }
    ControlFlow::Continue(())
}

/// The composite whose members are reached through `member` and nothing else: one without a name, or
/// one with a name in a member without, which the kernel's compilers allow (`-fms-extensions`).
fn nested<'b>(types: &Types<'b>, member: &Member<'b>) -> Option<Nested<'b>> {
    if member.name_off().is_anonymous() {
        let id = types.skip_modifiers(member.type_id())?;
        let composite = types.get(id)?.as_composite()?;
        return Some(Nested { composite, joint: String::new(), has_pointer: false });
    }
    Nested::behind(types, member.type_id()).filter(Nested::is_anonymous)
}

//! An access followed through a candidate: member by member, by name.
//!
//! *In:* a [`Spec`] and a type of the target. *Out:* where the field is there, or why the candidate is not
//! what is meant. *Never:* recursion into anonymous members, or more of them than a type can sensibly have.

use btfly_btf::names::essential_name;
use btfly_btf::view::{Composite, Member, Type, Value, Variant};
use btfly_btf::{Bits, TypeId, Types};

use super::access::{MAX_STEPS, Spec, Step, is_last};
use super::compat::{fields_are_compat, types_are_compat, types_match};
use super::kind::{About, ReloKind};

/// Why a candidate is not what a relocation means. `step` counts from 0 in [`Spec::steps`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// It has no member of that name.
    NoMember {
        /// Which step.
        step: u32,
        /// The struct or union that was searched.
        type_id: TypeId,
    },
    /// It has a member of that name, of a type that cannot be meant.
    OtherMember {
        /// Which step.
        step: u32,
        /// The member's type in the target.
        type_id: TypeId,
    },
    /// Where the program has a struct or an array, it has something else.
    OtherKind {
        /// Which step.
        step: u32,
        /// The type there.
        type_id: TypeId,
    },
    /// Its array is shorter.
    ShortArray {
        /// Which step.
        step: u32,
        /// How many elements it has.
        len: u32,
    },
    /// It has no enumerator of that name.
    NoEnumerator,
    /// It is another kind of type.
    Incompatible,
    /// It lacks something that the program's type has.
    Unmatched,
    /// Its types have no size, run in circles, or are larger than types can be.
    Unusable,
    /// No load of eight bytes holds its bitfield.
    WideBitfield,
}

/// What was found in a candidate.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'t> {
    /// The type itself.
    Type(TypeId),
    /// A member, and where it is from the start of the root.
    Member(Member<'t>, Bits),
    /// An element of an array, or of the row that a pointer points to.
    Element(TypeId, Bits),
    /// An enumerator's value; whether it is one of 32 bits.
    Value(Value, bool),
}

impl Found<'_> {
    /// Where it is, for what is somewhere.
    pub(crate) fn offset(&self) -> Bits {
        match self {
            Self::Member(_, offset) | Self::Element(_, offset) => *offset,
            Self::Type(_) | Self::Value(..) => Bits(0),
        }
    }
}

/// What the spec itself is about, in the program's own types.
pub(crate) fn own<'l>(types: &Types<'l>, spec: &Spec<'l>) -> Option<Found<'l>> {
    let Some(last) = spec.steps.last() else { return Some(Found::Type(spec.root)) };
    match spec.kind.about() {
        About::Enumval => each_variant(types, last.type_id, |at, variant| {
            (at == last.index).then_some(variant.value())
        })
        .map(|(value, is_narrow)| Found::Value(value, is_narrow)),
        About::Field | About::Type => match last.name {
            None => Some(Found::Element(last.type_id, spec.offset)),
            Some(_) => {
                let composite = types.get(last.type_id)?.as_composite()?;
                let member = composite.members_from(last.index).next()?;
                Some(Found::Member(member, spec.offset))
            }
        },
    }
}

/// Who wants to know what of a candidate an answer depends on.
pub(crate) trait Passing {
    /// A member that the way leads through, or would lead on from; or an enumerator.
    fn part(&mut self, of: TypeId, index: u32);
}

/// Nobody.
impl Passing for () {
    fn part(&mut self, _: TypeId, _: u32) {}
}

/// What the spec is about in the type `root` of the target.
pub(crate) fn locate<'t>(
    local: &Types<'_>,
    spec: &Spec<'_>,
    target: &Types<'t>,
    root: TypeId,
    passing: &mut impl Passing,
) -> Result<Found<'t>, Refusal> {
    match spec.kind.about() {
        About::Type => {
            let pair = ((local, spec.root), (target, root));
            let (answer, refusal) = if spec.kind == ReloKind::TypeMatches {
                (types_match(pair.0, pair.1), Refusal::Unmatched)
            } else {
                (types_are_compat(pair.0, pair.1), Refusal::Incompatible)
            };
            match answer {
                Some(true) => Ok(Found::Type(root)),
                Some(false) => Err(refusal),
                None => Err(Refusal::Unusable),
            }
        }
        About::Enumval => {
            let name = spec.steps.first().and_then(|step| step.name).unwrap_or_default();
            let name = essential_name(name);
            let id = target.skip_modifiers(root).ok_or(Refusal::Unusable)?;
            if !target.get(id).is_some_and(|ty| matches!(ty, Type::Enum(_) | Type::Enum64(_))) {
                return Err(Refusal::Incompatible);
            }
            each_variant(target, id, |at, variant| {
                let is_it = essential_name(variant.name()) == name;
                is_it.then(|| {
                    passing.part(id, at);
                    variant.value()
                })
            })
            .map(|(value, is_narrow)| Found::Value(value, is_narrow))
            .ok_or(Refusal::NoEnumerator)
        }
        About::Field => field(local, spec, target, root, passing),
    }
}

/// The first value that `wanted` has of an enum's enumerators, and whether they have 32 bits.
fn each_variant<'t>(
    types: &Types<'t>,
    id: TypeId,
    mut wanted: impl FnMut(u32, Variant<'t>) -> Option<Value>,
) -> Option<(Value, bool)> {
    match types.get(id)? {
        Type::Enum(view) => (0..)
            .zip(view.variants())
            .find_map(|(at, variant)| wanted(at, variant))
            .map(|value| (value, true)),
        Type::Enum64(view) => (0..)
            .zip(view.variants())
            .find_map(|(at, variant)| wanted(at, variant))
            .map(|value| (value, false)),
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Union(_)
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
        | Type::Opaque(_) => None,
    }
}

fn field<'t>(
    local: &Types<'_>,
    spec: &Spec<'_>,
    target: &Types<'t>,
    root: TypeId,
    passing: &mut impl Passing,
) -> Result<Found<'t>, Refusal> {
    let mut id = root;
    let mut offset = 0_u64;
    // The member that the last step went to: composite and index.
    let mut last: Option<(TypeId, u32)> = None;
    let mut found = Err(Refusal::Unusable);
    // Members and elements that may still be gone into, anonymous ones too: as many as libbpf allows.
    let mut room = MAX_STEPS;
    for (at, step) in (0..).zip(&spec.steps) {
        id = target.skip_modifiers(id).ok_or(Refusal::Unusable)?;
        let ty = target.get(id).ok_or(Refusal::Unusable)?;
        match step.name {
            Some(name) => {
                let other = Refusal::OtherKind { step: at, type_id: id };
                let composite = ty.as_composite().ok_or(other)?;
                let there = member(target, (id, composite), name, (at, room), passing)?;
                room = room.saturating_sub(there.depth);
                let own = own_type(local, step).ok_or(Refusal::Unusable)?;
                let type_id = there.member.type_id();
                match fields_are_compat((local, own), (target, type_id)) {
                    Some(true) => {}
                    Some(false) => return Err(Refusal::OtherMember { step: at, type_id }),
                    None => return Err(Refusal::Unusable),
                }
                offset = offset.checked_add(there.offset).ok_or(Refusal::Unusable)?;
                last = Some((there.composite, there.index));
                found = Ok(Found::Member(there.member, Bits(offset)));
                id = type_id;
            }
            None => {
                // The first step is into the row that the root is an element of.
                if at != 0 {
                    let Type::Array(array) = ty else {
                        return Err(Refusal::OtherKind { step: at, type_id: id });
                    };
                    let len = array.len();
                    let is_flexible = len == 0
                        && last.is_some_and(|(composite, index)| {
                            is_last_passing(target, composite, index, passing)
                        });
                    if !is_flexible && len <= step.index {
                        return Err(Refusal::ShortArray { step: at, len });
                    }
                    id = target.skip_modifiers(array.elem_type_id()).ok_or(Refusal::Unusable)?;
                }
                room = room.checked_sub(1).ok_or(Refusal::Unusable)?;
                let size = target.size_of(id).ok_or(Refusal::Unusable)?;
                offset = u64::from(step.index)
                    .checked_mul(size)
                    .and_then(|bytes| bytes.checked_mul(8))
                    .and_then(|bits| bits.checked_add(offset))
                    .ok_or(Refusal::Unusable)?;
                last = None;
                found = Ok(Found::Element(id, Bits(offset)));
            }
        }
    }
    found
}

/// Whether a member is the last; if it is not, the one that shows it counts.
fn is_last_passing(
    target: &Types<'_>,
    composite: TypeId,
    index: u32,
    passing: &mut impl Passing,
) -> bool {
    if is_last(target, composite, index) {
        return true;
    }
    passing.part(composite, index + 1);
    false
}

/// The type of the member that a step goes to.
fn own_type(types: &Types<'_>, step: &Step<'_>) -> Option<TypeId> {
    let composite = types.get(step.type_id)?.as_composite()?;
    Some(composite.members_from(step.index).next()?.type_id())
}

/// A member that was found, perhaps in an anonymous one.
struct There<'t> {
    member: Member<'t>,
    /// Bits from the start of the composite that was searched.
    offset: u64,
    composite: TypeId,
    index: u32,
    /// How many members lead to it, with itself.
    depth: usize,
}

/// How many anonymous members are looked into before it counts as no type that a compiler wrote.
const MAX_ANONYMOUS: usize = 4096;

/// The first member called `name`, in the order in which C declares them, those of anonymous members where
/// these stand.
fn member<'t>(
    types: &Types<'t>,
    (id, composite): (TypeId, Composite<'t>),
    name: &str,
    (step, room): (u32, usize),
    passing: &mut impl Passing,
) -> Result<There<'t>, Refusal> {
    let (strings, root) = (types.strings(), id);
    // Where to go on: composite, its next member, and where it starts.
    let mut open: Vec<(TypeId, Composite<'t>, u32, u64)> = Vec::new();
    let mut seen: Vec<TypeId> = Vec::new();
    let mut here = (id, composite, 0_u32, 0_u64);
    loop {
        let (id, composite, from, start) = here;
        let depth = open.len() + 1;
        if room < depth {
            return Err(Refusal::Unusable);
        }
        let mut inside = None;
        for (index, member) in (from..).zip(composite.members_from(from)) {
            let name_off = member.name_off();
            if !name_off.is_anonymous() {
                if strings.is(name_off, name) {
                    let offset = start.saturating_add(member.offset_bits().0);
                    open.iter().for_each(|(outer, _, next, _)| {
                        passing.part(*outer, next.saturating_sub(1))
                    });
                    passing.part(id, index);
                    return Ok(There { member, offset, composite: id, index, depth });
                }
                continue;
            }
            let Some(within) = types.skip_modifiers(member.type_id()) else { continue };
            let Some(anonymous) = types.get(within).and_then(|ty| ty.as_composite()) else {
                continue;
            };
            // What was looked into already does not have it.
            if seen.contains(&within) {
                continue;
            }
            if MAX_ANONYMOUS <= seen.len() {
                return Err(Refusal::Unusable);
            }
            seen.push(within);
            open.push((id, composite, index + 1, start));
            let start = start.saturating_add(member.offset_bits().0);
            inside = Some((within, anonymous, 0, start));
            break;
        }
        here = match inside.or_else(|| open.pop()) {
            Some(next) => next,
            None => return Err(Refusal::NoMember { step, type_id: root }),
        };
    }
}

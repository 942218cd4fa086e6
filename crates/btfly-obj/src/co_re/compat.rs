//! The two relations between a type of the program and one of the target, and the one between fields.
//!
//! - [`types_are_compat`]: the same kind of thing, as far as kinds go (`type_exists`, `type_size`).
//! - [`types_match`]: everything that the program's type has is in the target's, by name and type
//!   (`type_matches`).
//! - `fields_are_compat`: a member of that name can be what is meant.
//!
//! *Never:* recursion; an endless walk: pairs of types that were compared are not compared again.
//!
//! Kernel reference: `tools/lib/bpf/relo_core.c: __bpf_core_types_are_compat, __bpf_core_types_match,
//! bpf_core_fields_are_compat`, Linux v7.2. Different here: floating point types are compared like others
//! (there they are never compatible and never match).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use btfly_btf::names::essential_name;
use btfly_btf::view::{Composite, Encoding, FuncProto, Int, Type, Variant};
use btfly_btf::{Kind, NameOff, TypeId, Types};

/// How many pairs of types are compared before it counts as no answer: real ones need some hundreds.
const MAX_PAIRS: usize = 100_000;

/// Whether two kinds are the same for CO-RE: enums of both widths are.
pub(crate) fn same_kind(local: Kind, target: Kind) -> bool {
    let plain = |kind| if kind == Kind::Enum64 { Kind::Enum } else { kind };
    plain(local) == plain(target)
}

/// Whether a member of type `target` can be the one that the program knows as a `local`. Sizes and signs
/// do not count: a load can be made to fit.
pub(crate) fn fields_are_compat(
    local: (&Types<'_>, TypeId),
    target: (&Types<'_>, TypeId),
) -> Option<bool> {
    let (mut local_id, mut target_id) = (local.1, target.1);
    // Arrays of arrays, and no more of them than an access can have steps.
    for _ in 0..super::access::MAX_STEPS {
        let local_type = local.0.get(local.0.skip_modifiers(local_id)?)?;
        let target_type = target.0.get(target.0.skip_modifiers(target_id)?)?;
        if local_type.as_composite().is_some() && target_type.as_composite().is_some() {
            return Some(true);
        }
        if !same_kind(local_type.kind(), target_type.kind()) {
            return Some(false);
        }
        let same_name = || match (local_type.name(), target_type.name()) {
            (Some(local), Some(target)) => essential_name(local) == essential_name(target),
            (None, _) | (_, None) => true,
        };
        match (local_type, target_type) {
            (Type::Array(local), Type::Array(target)) => {
                (local_id, target_id) = (local.elem_type_id(), target.elem_type_id());
            }
            (Type::Int(local), Type::Int(target)) => return Some(are_whole(&local, &target)),
            (local, _) => {
                return Some(match local.kind() {
                    Kind::Ptr | Kind::Float => true,
                    Kind::Fwd | Kind::Enum | Kind::Enum64 => same_name(),
                    Kind::Void
                    | Kind::Int
                    | Kind::Array
                    | Kind::Struct
                    | Kind::Union
                    | Kind::Typedef
                    | Kind::Volatile
                    | Kind::Const
                    | Kind::Restrict
                    | Kind::Func
                    | Kind::FuncProto
                    | Kind::Var
                    | Kind::Datasec
                    | Kind::DeclTag
                    | Kind::TypeTag
                    | Kind::Opaque => false,
                });
            }
        }
    }
    None
}

/// Neither is the inside of an old bitfield.
fn are_whole(local: &Int<'_>, target: &Int<'_>) -> bool {
    local.offset_bits() == 0 && target.offset_bits() == 0
}

/// Whether `target` is the kind of type that `local` is: structs, unions and enums whatever their members,
/// pointers and arrays by what they are of, prototypes by their parameters. Names do not count.
///
/// `None` where types run in circles.
///
/// ```
/// use btfly_btf::{TypeId, text};
/// use btfly_obj::co_re::types_are_compat;
///
/// let types = text::parse("
///     [1] STRUCT 'a' size=0
///     [2] STRUCT 'b' size=0
///     [3] PTR '(anon)' type_id=1
///     [4] PTR '(anon)' type_id=2
///     [5] PTR '(anon)' type_id=0
/// ").unwrap();
/// let types = types.types();
/// let compat = |a, b| types_are_compat((&types, TypeId(a)), (&types, TypeId(b)));
/// assert_eq!(compat(3, 4), Some(true));
/// assert_eq!(compat(3, 5), Some(false));
/// ```
#[must_use]
pub fn types_are_compat(local: (&Types<'_>, TypeId), target: (&Types<'_>, TypeId)) -> Option<bool> {
    // The roots themselves are of one kind: a typedef is no struct.
    if !same_kind(local.0.get(local.1)?.kind(), target.0.get(target.1)?.kind()) {
        return Some(false);
    }
    let mut seen = HashMap::new();
    let mut open = vec![(local.1, target.1)];
    while let Some((local_id, target_id)) = open.pop() {
        let local_id = local.0.skip_modifiers(local_id)?;
        let target_id = target.0.skip_modifiers(target_id)?;
        match seen.entry((local_id, target_id)) {
            Entry::Occupied(_) => continue,
            Entry::Vacant(place) => place.insert(()),
        };
        if MAX_PAIRS < seen.len() {
            return None;
        }
        let (local_type, target_type) = (local.0.get(local_id)?, target.0.get(target_id)?);
        if !same_kind(local_type.kind(), target_type.kind()) {
            return Some(false);
        }
        match (local_type, target_type) {
            (Type::Int(local), Type::Int(target)) if !are_whole(&local, &target) => {
                return Some(false);
            }
            (Type::Ptr(local), Type::Ptr(target)) => open.push((local.type_id(), target.type_id())),
            (Type::Array(local), Type::Array(target)) => {
                open.push((local.elem_type_id(), target.elem_type_id()));
            }
            (Type::FuncProto(local), Type::FuncProto(target)) => {
                if local.params().len() != target.params().len() {
                    return Some(false);
                }
                open.extend(signature(&local).zip(signature(&target)));
            }
            (local, _) => match local.kind() {
                Kind::Void
                | Kind::Int
                | Kind::Struct
                | Kind::Union
                | Kind::Enum
                | Kind::Enum64
                | Kind::Fwd
                | Kind::Float => {}
                Kind::Ptr
                | Kind::Array
                | Kind::Typedef
                | Kind::Volatile
                | Kind::Const
                | Kind::Restrict
                | Kind::Func
                | Kind::FuncProto
                | Kind::Var
                | Kind::Datasec
                | Kind::DeclTag
                | Kind::TypeTag
                | Kind::Opaque => return Some(false),
            },
        }
    }
    Some(true)
}

/// What it takes, then what it returns.
fn signature<'b>(proto: &FuncProto<'b>) -> impl Iterator<Item = TypeId> + use<'b> {
    let returned = proto.return_type_id();
    proto.params().map(|param| param.type_id()).chain(std::iter::once(returned))
}

/// Whether `target` has everything that `local` has: members by name and matching type, enumerators by
/// name, sizes and signs of integers, lengths of arrays, parameters. Behind a pointer, structs count by
/// their names.
///
/// `None` where types run in circles.
///
/// ```
/// use btfly_btf::{TypeId, text};
/// use btfly_obj::co_re::types_match;
///
/// let types = text::parse("
///     [1] INT 'int' size=4 encoding=SIGNED
///     [2] STRUCT 's___mine' size=4
///             'x' type_id=1 bits_offset=0
///     [3] STRUCT 's' size=8
///             'w' type_id=1 bits_offset=0
///             'x' type_id=1 bits_offset=32
/// ").unwrap();
/// let types = types.types();
/// assert_eq!(types_match((&types, TypeId(2)), (&types, TypeId(3))), Some(true));
/// assert_eq!(types_match((&types, TypeId(3)), (&types, TypeId(2))), Some(false));
/// ```
#[must_use]
pub fn types_match(local: (&Types<'_>, TypeId), target: (&Types<'_>, TypeId)) -> Option<bool> {
    Matching { local: local.0, target: target.0, known: HashMap::new(), budget: MAX_NAMES }
        .run(Pair { local: local.1, target: target.1, is_behind_pointer: false })
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Pair {
    local: TypeId,
    target: TypeId,
    is_behind_pointer: bool,
}

/// What a pair comes down to.
enum Look<'t> {
    Known(bool),
    /// All of these have to match.
    All(Vec<Pair>),
    /// Each member of the first has to match one of the second.
    Members(Composite<'t>, Composite<'t>),
}

/// A pair whose answer waits for others'.
struct Frame<'t> {
    pair: Pair,
    waits_for: Waits<'t>,
}

enum Waits<'t> {
    /// All of these.
    All(Vec<Pair>),
    Members {
        local: Composite<'t>,
        target: Composite<'t>,
        /// The member that is looked for.
        at_local: u32,
        /// The first that may be it.
        at_target: u32,
    },
}

/// What to do next.
enum Next {
    Compare(Pair),
    Answer(bool),
    /// Look for the next member of the topmost frame.
    Resume,
}

struct Matching<'t> {
    local: &'t Types<'t>,
    target: &'t Types<'t>,
    /// Answers; none yet for a pair that is being compared.
    known: HashMap<Pair, Option<bool>>,
    /// Names that may still be compared.
    budget: usize,
}

/// How many names are compared before it counts as no answer: two structs of three thousand members in
/// opposite order.
const MAX_NAMES: usize = 10_000_000;

impl<'t> Matching<'t> {
    fn run(&mut self, root: Pair) -> Option<bool> {
        let mut frames: Vec<Frame<'t>> = Vec::new();
        let mut next = Next::Compare(root);
        loop {
            next = match next {
                Next::Compare(pair) => match self.known.get(&pair).copied() {
                    Some(known) => Next::Answer(known?),
                    None => {
                        if MAX_PAIRS < self.known.len() {
                            return None;
                        }
                        self.known.insert(pair, None);
                        match self.look(pair)? {
                            Look::Known(answer) => self.done(pair, answer),
                            Look::All(pairs) => {
                                frames.push(Frame { pair, waits_for: Waits::All(pairs) });
                                Next::Answer(true)
                            }
                            Look::Members(local, target) => {
                                let (at_local, at_target) = (0, 0);
                                let waits_for =
                                    Waits::Members { local, target, at_local, at_target };
                                frames.push(Frame { pair, waits_for });
                                Next::Resume
                            }
                        }
                    }
                },
                Next::Answer(answer) => {
                    let Some(frame) = frames.last_mut() else { return Some(answer) };
                    let pair = frame.pair;
                    match &mut frame.waits_for {
                        Waits::All(pairs) => match pairs.pop().filter(|_| answer) {
                            Some(pair) => Next::Compare(pair),
                            None => {
                                frames.pop();
                                self.done(pair, answer)
                            }
                        },
                        Waits::Members { at_local, at_target, .. } => {
                            if answer {
                                (*at_local, *at_target) = (*at_local + 1, 0);
                            } else {
                                *at_target += 1;
                            }
                            Next::Resume
                        }
                    }
                }
                Next::Resume => {
                    let frame = frames.last_mut()?;
                    let pair = frame.pair;
                    match self.next_member(frame)? {
                        Ok(member) => Next::Compare(member),
                        Err(answer) => {
                            frames.pop();
                            self.done(pair, answer)
                        }
                    }
                }
            };
        }
    }

    fn done(&mut self, pair: Pair, answer: bool) -> Next {
        self.known.insert(pair, Some(answer));
        Next::Answer(answer)
    }

    /// The next two members that may be the same; or the answer, if there are none.
    fn next_member(&mut self, frame: &mut Frame<'t>) -> Option<Result<Pair, bool>> {
        let Waits::Members { local, target, at_local, at_target } = &mut frame.waits_for else {
            return None;
        };
        let Some(wanted) = local.members_from(*at_local).next() else { return Some(Err(true)) };
        for member in target.members_from(*at_target) {
            self.budget = self.budget.checked_sub(1)?;
            if self.names_match(wanted.name_off(), member.name_off()) {
                return Some(Ok(Pair {
                    local: wanted.type_id(),
                    target: member.type_id(),
                    is_behind_pointer: frame.pair.is_behind_pointer,
                }));
            }
            *at_target += 1;
        }
        Some(Err(false))
    }

    /// Compares two types as far as they themselves go.
    fn look(&self, pair: Pair) -> Option<Look<'t>> {
        let local = self.local.get(self.local.skip_modifiers(pair.local)?)?;
        let target = self.target.get(self.target.skip_modifiers(pair.target)?)?;
        let behind = pair.is_behind_pointer;
        let known = |answer| Some(Look::Known(answer));
        let one = |local, target, is_behind_pointer| {
            Some(Look::All(vec![Pair { local, target, is_behind_pointer }]))
        };
        if !self.names_match(local.name_off(), target.name_off()) {
            return known(false);
        }
        match (local, target) {
            (Type::Void, Type::Void) => known(true),
            (Type::Int(local), Type::Int(target)) => {
                known(local.size() == target.size() && is_signed(&local) == is_signed(&target))
            }
            (Type::Float(local), Type::Float(target)) => known(local.size() == target.size()),
            (Type::Ptr(local), Type::Ptr(target)) => one(local.type_id(), target.type_id(), true),
            (Type::Array(local), Type::Array(target)) => {
                if local.len() != target.len() {
                    return known(false);
                }
                one(local.elem_type_id(), target.elem_type_id(), behind)
            }
            (Type::Struct(local), Type::Struct(target))
            | (Type::Union(local), Type::Union(target)) => {
                if behind {
                    return known(true);
                }
                if target.members().len() < local.members().len() {
                    return known(false);
                }
                Some(Look::Members(local, target))
            }
            // A declaration stands for what it declares, where only a pointer needs it.
            (Type::Fwd(local), Type::Fwd(target)) => known(local.is_union() == target.is_union()),
            (Type::Fwd(fwd), Type::Struct(_)) | (Type::Struct(_), Type::Fwd(fwd)) => {
                known(behind && !fwd.is_union())
            }
            (Type::Fwd(fwd), Type::Union(_)) | (Type::Union(_), Type::Fwd(fwd)) => {
                known(behind && fwd.is_union())
            }
            (Type::Enum(local), Type::Enum(target)) => known(
                local.size() == target.size() && self.has_all(local.variants(), target.variants()),
            ),
            (Type::Enum(local), Type::Enum64(target)) => known(
                local.size() == target.size() && self.has_all(local.variants(), target.variants()),
            ),
            (Type::Enum64(local), Type::Enum(target)) => known(
                local.size() == target.size() && self.has_all(local.variants(), target.variants()),
            ),
            (Type::Enum64(local), Type::Enum64(target)) => known(
                local.size() == target.size() && self.has_all(local.variants(), target.variants()),
            ),
            (Type::FuncProto(local), Type::FuncProto(target)) => {
                if local.params().len() != target.params().len() {
                    return known(false);
                }
                let pairs = signature(&local).zip(signature(&target));
                let pairs =
                    pairs.map(|(local, target)| Pair { local, target, is_behind_pointer: behind });
                Some(Look::All(pairs.collect()))
            }
            // Of two kinds, or of one that no type of C has.
            (_, _) => known(false),
        }
    }

    /// Whether each enumerator of the program is in the target, whatever its value.
    fn has_all<'e>(
        &self,
        local: impl ExactSizeIterator<Item = Variant<'e>>,
        target: impl ExactSizeIterator<Item = Variant<'e>> + Clone,
    ) -> bool {
        let names: HashSet<&str> = if target.len() < local.len() {
            return false;
        } else {
            target.map(|variant| essential_name(variant.name())).collect()
        };
        local.into_iter().all(|variant| names.contains(essential_name(variant.name())))
    }

    fn names_match(&self, local: NameOff, target: NameOff) -> bool {
        if local.is_anonymous() || target.is_anonymous() {
            return local == target;
        }
        essential_name(self.local.strings().get(local))
            == essential_name(self.target.strings().get(target))
    }
}

fn is_signed(int: &Int<'_>) -> bool {
    int.encoding().number() & Encoding::Signed.number() != 0
}

#[cfg(test)]
mod tests {
    use btfly_btf::{Btf, TypeId, text};

    use super::{types_are_compat, types_match};

    fn root(btf: &Btf) -> TypeId {
        let types = btf.types();
        let end = types.end().0;
        (1..end)
            .rev()
            .map(TypeId)
            .find(|id| {
                types.get(*id).is_some_and(|ty| ty.name().is_some_and(|n| n.starts_with("root")))
            })
            .unwrap()
    }

    /// `root` of the program with `root` of the target.
    #[track_caller]
    fn check(local: &str, target: &str, is_compat: Option<bool>, is_match: Option<bool>) {
        let (local, target) = (text::parse(local).unwrap(), text::parse(target).unwrap());
        let (a, b) = (local.types(), target.types());
        let pair = ((&a, root(&local)), (&b, root(&target)));
        assert_eq!(types_are_compat(pair.0, pair.1), is_compat, "compatible");
        assert_eq!(types_match(pair.0, pair.1), is_match, "match");
    }

    // libbpf and the kernel have no case for floating point types: such a struct never matches there, and
    // such a typedef never exists.
    #[test]
    fn floats_are_types_like_others() {
        let plain =
            "[1] FLOAT 'double' size=8\n[2] STRUCT 'root' size=8\n\t'x' type_id=1 bits_offset=0";
        check(plain, plain, Some(true), Some(true));
        let other =
            "[1] FLOAT 'double' size=4\n[2] STRUCT 'root' size=4\n\t'x' type_id=1 bits_offset=0";
        check(plain, other, Some(true), Some(false));
        let alias = "[1] FLOAT 'double' size=8\n[2] TYPEDEF 'root' type_id=1";
        check(alias, alias, Some(true), Some(true));
    }

    #[test]
    fn members_count_by_name_and_not_by_place() {
        let local = "[1] INT 'int' size=4 encoding=SIGNED\n[2] STRUCT 'root' size=8\n\t'b' type_id=1 bits_offset=0\n\t'a' type_id=1 bits_offset=32";
        let target = "[1] INT 'int' size=4 encoding=SIGNED\n[2] STRUCT 'root' size=12\n\t'a' type_id=1 bits_offset=0\n\t'x' type_id=1 bits_offset=32\n\t'b' type_id=1 bits_offset=64";
        check(local, target, Some(true), Some(true));
        check(target, local, Some(true), Some(false));
    }

    #[test]
    fn an_anonymous_member_may_be_any_of_several() {
        let local = "[1] INT 'int' size=4 encoding=SIGNED\n[2] UNION '(anon)' size=4\n\t'b' type_id=1 bits_offset=0\n[3] STRUCT 'root' size=4\n\t'(anon)' type_id=2 bits_offset=0";
        let target = "[1] INT 'int' size=4 encoding=SIGNED\n[2] UNION '(anon)' size=4\n\t'a' type_id=1 bits_offset=0\n[3] UNION '(anon)' size=4\n\t'b' type_id=1 bits_offset=0\n[4] STRUCT 'root' size=8\n\t'(anon)' type_id=2 bits_offset=0\n\t'(anon)' type_id=3 bits_offset=32";
        check(local, target, Some(true), Some(true));
    }

    #[test]
    fn behind_a_pointer_names_are_enough() {
        let local = "[1] FWD 'q' fwd_kind=struct\n[2] PTR '(anon)' type_id=1\n[3] STRUCT 'root' size=8\n\t'p' type_id=2 bits_offset=0";
        let target = "[1] STRUCT 'q' size=0\n[2] PTR '(anon)' type_id=1\n[3] STRUCT 'root' size=8\n\t'p' type_id=2 bits_offset=0";
        check(local, target, Some(true), Some(true));
        check(target, local, Some(true), Some(true));
        let union = "[1] UNION 'q' size=0\n[2] PTR '(anon)' type_id=1\n[3] STRUCT 'root' size=8\n\t'p' type_id=2 bits_offset=0";
        check(local, union, Some(true), Some(false));
    }

    #[test]
    fn a_struct_inside_itself_is_no_answer() {
        let circle = "[1] STRUCT 'root' size=4\n\t'(anon)' type_id=1 bits_offset=0";
        check(circle, circle, Some(true), None);
        let pointers = "[1] PTR '(anon)' type_id=1\n[2] TYPEDEF 'root' type_id=1";
        check(pointers, pointers, Some(true), None);
    }

    #[test]
    fn kinds_are_told_apart() {
        let local = "[1] INT 'root' size=4 encoding=SIGNED";
        let target = "[1] STRUCT 'root' size=4";
        check(local, target, Some(false), Some(false));
    }
}

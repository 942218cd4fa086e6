//! What references say, up to the next name: which types are written alike.
//!
//! `struct list_head *` is written alike in two kernels, whatever `struct list_head` has become; so are two structs without a
//! name whose members are. A name ends the comparison, so what has changed is found once, at the type that bears the name,
//! and not again at everything that mentions it.
//!
//! *In:* a [`Graph`]. *Out:* [`Spellings`]: a class for each node. *Never:* a hash that decides, or recursion: what has no name is
//! numbered from its references upwards with a stack, and circles without a name, which no compiler makes, are left to
//! refinement.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::label::{Labels, Table, seed};
use crate::graph::{Graph, Node};
use crate::hash::Hasher;
use crate::id::TypeId;
use crate::view::Type;

/// What a name is a name of: two types of one space and name are written alike.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) enum Space {
    /// `struct`, defined or declared.
    Struct,
    /// `union`, defined or declared.
    Union,
    /// `enum` of either size.
    Enum,
    Typedef,
    Int,
    Float,
    Func,
    Var,
    Datasec,
    /// A kind that nobody knows: all of its record is its name.
    Opaque,
}

impl Space {
    /// Of a type that has a name to end the comparison at.
    pub(crate) fn of(ty: &Type<'_>) -> Option<Self> {
        let space = match ty {
            Type::Struct(_) => Self::Struct,
            Type::Union(_) => Self::Union,
            Type::Fwd(fwd) if fwd.is_union() => Self::Union,
            Type::Fwd(_) => Self::Struct,
            Type::Enum(_) | Type::Enum64(_) => Self::Enum,
            Type::Typedef(_) => Self::Typedef,
            Type::Int(_) => Self::Int,
            Type::Float(_) => Self::Float,
            Type::Func(_) => Self::Func,
            Type::Var(_) => Self::Var,
            Type::Datasec(_) => Self::Datasec,
            Type::Opaque(_) => return Some(Self::Opaque),
            Type::Void
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::FuncProto(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_) => return None,
        };
        (!ty.name_off().is_anonymous()).then_some(space)
    }
}

/// The classes of nodes that are written alike. Numbers are dense: `void`, then the names, then what has none.
#[derive(Clone, Debug)]
pub(crate) struct Spellings {
    class: Box<[u32]>,
    /// The first class of what has no name.
    names_end: u32,
}

impl Spellings {
    /// Compares all types of `graph`.
    pub(crate) fn new(graph: &Graph<'_>) -> Self {
        let mut class = vec![UNKNOWN; graph.len()];
        let names_end = name(graph, &mut class);
        if !number(graph, &mut class, names_end) {
            circles(graph, &mut class, names_end);
        }
        Self { class: class.into_boxed_slice(), names_end }
    }

    /// The class of a node; 0 for `void`.
    #[inline]
    pub(crate) fn class(&self, node: Node) -> u32 {
        self.class.get(node.index()).copied().unwrap_or(0)
    }

    /// The first class of what has no name; those before, from 1 on, have one.
    pub(crate) const fn names_end(&self) -> u32 {
        self.names_end
    }
}

const UNKNOWN: u32 = u32::MAX;
/// Something that it leads to is being numbered.
const OPEN: u32 = u32::MAX - 1;

/// Numbers the names from 1 on, and tells where they end.
fn name(graph: &Graph<'_>, class: &mut [u32]) -> u32 {
    if let Some(void) = class.first_mut() {
        *void = 0;
    }
    let seed = seed(class.as_ptr());
    let mut table = Table::default();
    // What each name's number is of.
    let mut spaces: Vec<Space> = vec![Space::Opaque];
    // For each base, by the offset of a name: the last number of such a name. Modules say again what their base says,
    // with the base's own names.
    let mut known: Vec<(u32, Vec<u32>)> = Vec::new();
    for part in 0..u32::try_from(graph.parts()).unwrap_or(u32::MAX) {
        let (Some(types), Some(start)) = (graph.types(part), graph.starts(part)) else { continue };
        let base = graph.base_part(part);
        if base.is_none() {
            known.push((part, vec![0; types.strings().end() as usize]));
        }
        let at = known.iter().position(|(there, _)| *there == base.unwrap_or(part));
        let mut by_off = at.and_then(|at| known.get_mut(at)).map(|(_, by_off)| by_off);
        for (node, (_, ty)) in (start..).map(Node).zip(types.iter()) {
            let Some(space) = Space::of(&ty) else { continue };
            let off = ty.name_off().0 as usize;
            let mut last = by_off.as_deref_mut().and_then(|by_off| by_off.get_mut(off));
            let number = match last.as_deref() {
                Some(number)
                    if space != Space::Opaque && spaces.get(*number as usize) == Some(&space) =>
                {
                    *number
                }
                _ => {
                    let mut hash = Hasher(seed ^ space as u64);
                    hash.name(ty.name_bytes());
                    let is_same = |other| {
                        let other = graph.get(Node(other));
                        Space::of(&other) == Some(space)
                            && other.name_bytes() == ty.name_bytes()
                            && is_same_record(&other, &ty)
                    };
                    1 + table.number(hash.0, node.0, is_same)
                }
            };
            if spaces.len() == number as usize {
                spaces.push(space);
            }
            if let Some(last) = &mut last {
                **last = number;
            }
            if let Some(class) = class.get_mut(node.index()) {
                *class = number;
            }
        }
    }
    1 + table.len()
}

/// Of a kind that nobody knows all bytes count.
fn is_same_record(a: &Type<'_>, b: &Type<'_>) -> bool {
    let (Type::Opaque(a), Type::Opaque(b)) = (a, b) else { return true };
    let head = |view: &crate::view::Opaque<'_>| {
        (view.kind_number(), view.kflag(), view.vlen(), view.size_or_type())
    };
    head(a) == head(b) && a.extra() == b.extra()
}

/// Numbers of what is one word before another type, by that type's class: there is nothing else to compare.
#[derive(Default)]
struct Words([Vec<u32>; 4]);

impl Words {
    /// Where the number of such a type is, 0 if it has none yet, and what it refers to.
    fn of<'w>(
        &'w mut self,
        ty: &Type<'_>,
        class_of: impl Fn(TypeId) -> u32,
    ) -> Option<&'w mut u32> {
        let Self([ptr, konst, volatile, restrict]) = self;
        let (list, to) = match ty {
            Type::Ptr(to) => (ptr, to),
            Type::Const(to) => (konst, to),
            Type::Volatile(to) => (volatile, to),
            Type::Restrict(to) => (restrict, to),
            Type::Void
            | Type::Int(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Enum64(_)
            | Type::Opaque(_) => return None,
        };
        // A name on one would count.
        let class = class_of(to.type_id());
        if OPEN <= class || !ty.name_off().is_anonymous() {
            return None;
        }
        let at = class as usize;
        if list.len() <= at {
            list.resize(at + 1, 0);
        }
        list.get_mut(at)
    }
}

/// What has a class by its label and the classes of its references.
struct Known {
    node: Node,
    /// Where its references' classes are in the list of all.
    start: usize,
    end: usize,
}

/// Numbers what has no name, from `first` on; `false` if there is a circle of it.
#[inline(never)]
fn number(graph: &Graph<'_>, class: &mut [u32], first: u32) -> bool {
    let labels = Labels { graph, content: &[], given: &[], exact: false };
    let seed = seed(class.as_ptr());
    let mut table = Table::default();
    let mut known: Vec<Known> = Vec::new();
    let mut lists: Vec<u32> = Vec::new();
    let mut stack: Vec<Node> = Vec::new();
    let mut words = Words::default();
    let get = |class: &[u32], node: Node| class.get(node.index()).copied().unwrap_or(0);
    for root in graph.nodes() {
        if get(class, root) == UNKNOWN {
            stack.push(root);
        }
        while let Some(node) = stack.last().copied() {
            let before = get(class, node);
            if before < OPEN {
                stack.pop();
                continue;
            }
            let ty = graph.get(node);
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            if let Some(number) = words.of(&ty, |id| get(class, graph.to(node, id))) {
                if *number == 0 {
                    known.push(Known { node, start: lists.len(), end: lists.len() });
                    *number = first.saturating_add(next).min(OPEN - 1);
                }
                if let Some(class) = class.get_mut(node.index()) {
                    *class = *number;
                }
                stack.pop();
                continue;
            }
            // The list of this one, if all its classes are known; it is dropped if it is not new.
            let start = lists.len();
            let is_first_visit = before == UNKNOWN;
            let mut is_circle = false;
            let height = stack.len();
            labels.for_each_reference(node, |to| {
                let there = get(class, to);
                lists.push(there);
                if there == UNKNOWN {
                    stack.push(to);
                }
                is_circle |= OPEN <= there && (there == OPEN || !is_first_visit);
            });
            if is_circle {
                return false;
            }
            if height < stack.len() {
                lists.truncate(start);
                if let Some(class) = class.get_mut(node.index()) {
                    *class = OPEN;
                }
                continue;
            }
            stack.pop();
            let end = lists.len();
            let list = lists.get(start..end).unwrap_or(&[]);
            let mut hash = Hasher(labels.hash(node, seed));
            list.iter().for_each(|class| hash.word(u64::from(*class)));
            let found = table.of(hash.0, next, |other| {
                known.get(other as usize).is_some_and(|other| {
                    lists.get(other.start..other.end) == Some(list) && labels.same(other.node, node)
                })
            });
            if found == next {
                known.push(Known { node, start, end });
            } else {
                lists.truncate(start);
            }
            if let Some(class) = class.get_mut(node.index()) {
                *class = first.saturating_add(found).min(OPEN - 1);
            }
        }
    }
    true
}

/// The same by refinement, for types that lead to themselves without a name on the way.
fn circles(graph: &Graph<'_>, class: &mut [u32], first: u32) {
    let given: Vec<u32> =
        class.iter().map(|class| if *class < first { *class } else { 0 }).collect();
    let found = super::classes(&Labels { graph, content: &[], given: &given, exact: false });
    for ((class, given), found) in class.iter_mut().zip(&given).zip(found).skip(1) {
        // Classes are nodes here.
        *class = if *given != 0 { *given } else { first.saturating_add(found).min(OPEN - 1) };
    }
}

#[cfg(test)]
mod tests {
    use super::Spellings;
    use crate::graph::Graph;
    use crate::id::TypeId;
    use crate::text;

    /// Whether `a` of one listing and `b` of another are written alike.
    #[track_caller]
    fn check(old: &str, a: u32, new: &str, b: u32, expected: bool) {
        let (old, new) = (text::parse(old).unwrap(), text::parse(new).unwrap());
        let graph = Graph::new([old.types(), new.types()]);
        let spellings = Spellings::new(&graph);
        let class = |part, id| spellings.class(graph.node(part, TypeId(id)));
        assert_eq!(class(0, a) == class(1, b), expected);
    }

    #[test]
    fn a_name_ends_the_comparison() {
        let old = "[1] STRUCT 'a' size=4\n[2] PTR type_id=1";
        let new = "[1] PTR type_id=2\n[2] STRUCT 'a' size=8";
        check(old, 2, new, 1, true);
        check(old, 2, "[1] PTR type_id=2\n[2] UNION 'a' size=4", 1, false);
        check(old, 2, "[1] PTR type_id=2\n[2] FWD 'a' fwd_kind=struct", 1, true);
    }

    #[test]
    fn what_has_no_name_is_what_is_in_it() {
        let row = |size| {
            alloc::format!(
                "[1] STRUCT '(anon)' size={size}\n\t'x' type_id=2 bits_offset=0\n[2] INT 'int' size=4"
            )
        };
        check(&row(4), 1, &row(4), 1, true);
        check(&row(4), 1, &row(8), 1, false);
        let other = row(4).replace("'x'", "'y'");
        check(&row(4), 1, &other, 1, false);
    }

    #[test]
    fn circles_without_a_name_are_compared_too() {
        let one = "[1] PTR type_id=1";
        let two = "[1] PTR type_id=2\n[2] PTR type_id=1";
        check(one, 1, two, 1, true);
        check(one, 1, "[1] PTR type_id=2\n[2] CONST type_id=1", 1, false);
    }

    #[test]
    fn a_kind_that_nobody_knows_is_its_bytes() {
        let table = "[1] PTR type_id=2\n[2] CONST type_id=0";
        check(table, 1, table, 1, true);
    }
}

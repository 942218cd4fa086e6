//! Two types that are written differently: what the difference does to a read of a member.
//!
//! *In:* the old type and the new one. *Out:* a [`Rule`], by what CO-RE calls compatible. *Never:* a step beyond a bound:
//! pointers to pointers and prototypes in prototypes are followed a few hundred times, then they differ.
//!
//! Kernel reference: `tools/lib/bpf/relo_core.c: bpf_core_fields_are_compat`, and `bpf_core_patch_insn` for widths, Linux v7.2.

use alloc::string::String;
use alloc::vec::Vec;

use super::both::{Both, Values};
use super::rule::Rule;
use crate::graph::Node;
use crate::names::essential_name;
use crate::view::{Int, Type};

/// How many steps are taken through pointers, arrays, modifiers and prototypes.
const MAX_STEPS: usize = 256;

/// Two types without a name that are compared in place, as parts of what they are in.
pub(super) struct InPlace {
    pub(super) old: Node,
    pub(super) new: Node,
    /// How the parts are reached from the member: `.`, `[].`, `->`.
    pub(super) step: String,
    /// What has become of the arrays on the way.
    pub(super) rule: Option<Rule>,
}

impl<'s> Both<'s> {
    /// What is left of a type without typedefs, `const` and the like.
    pub(super) fn bare(&self, node: Node) -> Node {
        self.strip(node, true)
    }

    /// The same, but a typedef stays: it has a name.
    fn plain(&self, node: Node) -> Node {
        self.strip(node, false)
    }

    fn strip(&self, node: Node, typedefs: bool) -> Node {
        let mut at = node;
        for _ in 0..MAX_STEPS {
            let ty = self.graph.get(at);
            match ty.modified() {
                Some(to) if typedefs || !matches!(ty, Type::Typedef(_)) => {
                    at = self.graph.to(at, to);
                }
                Some(_) | None => break,
            }
        }
        at
    }

    /// Structs or unions without a name at the ends of two types that are built the same way.
    pub(super) fn in_place(&self, old: Node, new: Node) -> Option<InPlace> {
        let (mut a, mut b) = (old, new);
        let mut arrays = String::new();
        let mut is_behind = false;
        let mut rule = None;
        for _ in 0..MAX_STEPS {
            (a, b) = (self.plain(a), self.plain(b));
            match (self.graph.get(a), self.graph.get(b)) {
                (Type::Ptr(x), Type::Ptr(y)) => {
                    is_behind = true;
                    (a, b) = (self.graph.to(a, x.type_id()), self.graph.to(b, y.type_id()));
                }
                (Type::Array(x), Type::Array(y)) => {
                    arrays.push_str("[]");
                    rule = rule.max(length(x.len(), y.len()));
                    (a, b) =
                        (self.graph.to(a, x.elem_type_id()), self.graph.to(b, y.elem_type_id()));
                }
                (x, y) => {
                    let is_unnamed = |ty: &Type<'_>| ty.name_off().is_anonymous();
                    let (Some(_), Some(_)) = (x.as_composite(), y.as_composite()) else {
                        return None;
                    };
                    if !is_unnamed(&x) || !is_unnamed(&y) || x.kind() != y.kind() {
                        return None;
                    }
                    arrays.push_str(if is_behind { "->" } else { "." });
                    return Some(InPlace { old: a, new: b, step: arrays, rule });
                }
            }
        }
        None
    }

    /// Whether two types are the same bytes with the same meaning, however they are written.
    pub(super) fn is_alike(&self, old: Node, new: Node) -> bool {
        let mut open = alloc::vec![(old, new)];
        let mut steps = 0;
        while let Some((a, b)) = open.pop() {
            steps += 1;
            if MAX_STEPS < steps {
                return false;
            }
            let (a, b) = (self.bare(a), self.bare(b));
            if self.spellings.class(a) == self.spellings.class(b) {
                continue;
            }
            let (x, y) = (self.graph.get(a), self.graph.get(b));
            match (x, y) {
                (Type::Int(x), Type::Int(y))
                    if x.size() == y.size() && is_signed(&x) == is_signed(&y) => {}
                (Type::Float(x), Type::Float(y)) if x.size() == y.size() => {}
                (Type::Ptr(x), Type::Ptr(y)) => {
                    open.push((self.graph.to(a, x.type_id()), self.graph.to(b, y.type_id())));
                }
                (Type::Array(x), Type::Array(y)) if x.len() == y.len() => {
                    open.push((
                        self.graph.to(a, x.elem_type_id()),
                        self.graph.to(b, y.elem_type_id()),
                    ));
                }
                (Type::FuncProto(x), Type::FuncProto(y))
                    if x.params().len() == y.params().len() =>
                {
                    let to = |node, id| self.graph.to(node, id);
                    open.push((to(a, x.return_type_id()), to(b, y.return_type_id())));
                    let params = x.param_type_ids().zip(y.param_type_ids());
                    open.extend(params.take(MAX_STEPS).map(|(x, y)| (to(a, x), to(b, y))));
                    if MAX_STEPS < x.params().len() {
                        return false;
                    }
                }
                // Their enumerators are compared as constants.
                (x, y) => match (Values::of(&x), Values::of(&y)) {
                    (Some(v), Some(w))
                        if x.name_off().is_anonymous()
                            && y.name_off().is_anonymous()
                            && v.size == w.size => {}
                    _ => return false,
                },
            }
        }
        true
    }

    /// What reading a member comes to whose type was `old` and is `new`.
    pub(super) fn relation(&self, old: Node, new: Node, is_struct_ops: bool) -> Rule {
        let (mut a, mut b) = (old, new);
        let mut of_array = None;
        for _ in 0..MAX_STEPS {
            if self.is_alike(a, b) {
                return of_array.unwrap_or(Rule::SameType);
            }
            (a, b) = (self.bare(a), self.bare(b));
            let (x, y) = (self.graph.get(a), self.graph.get(b));
            let (Type::Array(x), Type::Array(y)) = (x, y) else { break };
            of_array = of_array.max(length(x.len(), y.len())).or(Some(Rule::SameType));
            (a, b) = (self.graph.to(a, x.elem_type_id()), self.graph.to(b, y.elem_type_id()));
        }
        let rule = self.relation_of_bare(a, b, is_struct_ops);
        match (of_array, rule) {
            (Some(_), Rule::IntSize | Rule::SignedIntSize | Rule::ScalarSize) => Rule::ArrayElement,
            (Some(length), rule) if rule.grade() < length.grade() => length,
            _ => rule,
        }
    }

    fn relation_of_bare(&self, a: Node, b: Node, is_struct_ops: bool) -> Rule {
        let (x, y) = (self.graph.get(a), self.graph.get(b));
        match (x, y) {
            (Type::Ptr(x), Type::Ptr(y)) => {
                let pointee = |from, id| self.graph.get(self.bare(self.graph.to(from, id)));
                match (pointee(a, x.type_id()), pointee(b, y.type_id())) {
                    (Type::FuncProto(_), Type::FuncProto(_)) if is_struct_ops => Rule::StructOps,
                    (Type::FuncProto(_), Type::FuncProto(_)) => Rule::Operation,
                    _ => Rule::OtherPointee,
                }
            }
            (Type::Int(x), Type::Int(y)) => {
                match (is_signed(&x) || is_signed(&y), x.size() == y.size()) {
                    (_, true) => Rule::ScalarSign,
                    (true, false) => Rule::SignedIntSize,
                    (false, false) => Rule::IntSize,
                }
            }
            (Type::Float(_), Type::Float(_)) => Rule::ScalarSize,
            (x, y) => {
                if let (Some(_), Some(_)) = (x.as_composite(), y.as_composite()) {
                    return Rule::OtherComposite;
                }
                let (Some(v), Some(w)) = (Values::of(&x), Values::of(&y)) else {
                    return Rule::Incompatible;
                };
                let (old, new) = (x.name().unwrap_or(""), y.name().unwrap_or(""));
                let is_compatible =
                    old.is_empty() || new.is_empty() || essential_name(old) == essential_name(new);
                match (is_compatible, v.size == w.size) {
                    (false, _) => Rule::OtherEnum,
                    (true, false) => Rule::ScalarSize,
                    (true, true) => Rule::SameType,
                }
            }
        }
    }

    /// What an argument or result comes to whose type was `old` and is `new`: the same, a number all the same, or neither.
    pub(super) fn passed(&self, old: Node, new: Node) -> Passed {
        if self.is_alike(old, new) {
            return Passed::Same;
        }
        let is_number = |node: Node| {
            let ty = self.graph.get(self.bare(node));
            matches!(ty, Type::Int(_)) || Values::of(&ty).is_some()
        };
        if is_number(old) && is_number(new) { Passed::Number } else { Passed::Other }
    }

    /// The types of the parts of a prototype: what is returned, then the parameters with their names.
    pub(super) fn proto(&self, func: Node) -> Option<(Node, Vec<(&'s str, Node)>)> {
        let Type::Func(view) = self.graph.get(func) else { return None };
        let at = self.graph.to(func, view.type_id());
        let Type::FuncProto(proto) = self.graph.get(at) else { return None };
        let params = proto.params().map(|param| (param.name(), self.graph.to(at, param.type_id())));
        Some((self.graph.to(at, proto.return_type_id()), params.collect()))
    }
}

/// What an argument or a result is to the program that reads it.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Passed {
    Same,
    Number,
    Other,
}

fn length(old: u32, new: u32) -> Option<Rule> {
    match (old, new) {
        _ if old == new => None,
        // Indices into a flexible array are not checked.
        (_, 0) => Some(Rule::ArrayGrew),
        (0, _) => Some(Rule::ArrayShrank),
        _ if old < new => Some(Rule::ArrayGrew),
        _ => Some(Rule::ArrayShrank),
    }
}

pub(super) fn is_signed(int: &Int<'_>) -> bool {
    /// The bit of a signed integer.
    const SIGNED: u8 = 1;
    int.encoding().number() & SIGNED != 0
}

//! What differs inside a pair of one name: by kind, each to its own comparison.
//!
//! *In:* two nodes that are a pair. *Out:* details, in the order of what is compared. *Never:* nothing at all for two that
//! differ: what no rule is about is said to be so.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::both::{Both, KFUNC, Values};
use super::changes::{Detail, Edit, ParamAt, What};
use super::composite;
use super::relation::{Passed, is_signed};
use super::rule::Rule;
use super::values;
use crate::graph::Node;
use crate::shape::is_forward;
use crate::view::Type;

/// What the comparisons share.
pub(super) struct Inside<'a, 's> {
    pub(super) both: &'a Both<'s>,
    /// Names of structs that programs can implement.
    pub(super) struct_ops: BTreeSet<&'s str>,
    /// How many members may still be looked at.
    pub(super) budget: u64,
}

/// What makes the struct that programs can implement known: one of this prefix and its name.
const STRUCT_OPS: &str = "bpf_struct_ops_";

impl<'a, 's> Inside<'a, 's> {
    /// `structs` are named structs, one a name.
    pub(super) fn new(both: &'a Both<'s>, structs: impl Iterator<Item = Node>) -> Self {
        let struct_ops =
            structs.filter_map(|node| both.name(node).strip_prefix(STRUCT_OPS)).collect();
        // A kernel's types have some ten members each; types made by hand to have members without end have no more
        // than this.
        let budget = 64 * both.graph.len() as u64 + (1 << 20);
        Self { both, struct_ops, budget }
    }

    /// What differs between `old` and `new`, if they do.
    pub(super) fn compare(
        &mut self,
        what: What,
        old: Node,
        new: Node,
        details: &mut Vec<Detail<'s>>,
    ) {
        if self.both.is_same(old, new) {
            return;
        }
        let start = details.len();
        match what {
            What::Struct | What::Union => self.composites(old, new, details),
            What::Enum => self.enums(old, new, details),
            What::Typedef | What::Var => self.targets(old, new, details),
            What::Int | What::Float => self.scalars(old, new, details),
            What::Func => self.funcs(old, new, details),
            What::Constant => {}
        }
        self.tags(old, new, details);
        if details.len() == start {
            details.push(Detail { edit: Edit::Otherwise, rule: Rule::Otherwise });
        }
    }

    fn declared(&self, old: Node, new: Node, details: &mut Vec<Detail<'s>>) -> bool {
        let is_forward = |node| is_forward(&self.both.graph.get(node));
        let (was, is) = (!is_forward(old), !is_forward(new));
        if was != is {
            let rule = if is { Rule::TypeDeclared } else { Rule::TypeUndefined };
            details.push(Detail { edit: Edit::Defined { is_now: is }, rule });
        }
        was && is
    }

    fn composites(&mut self, old: Node, new: Node, details: &mut Vec<Detail<'s>>) {
        if self.declared(old, new, details) {
            let is_struct_ops = self.struct_ops.contains(self.both.name(old));
            let start = [String::new(), String::new()];
            details.extend(composite::compare(
                self.both,
                old,
                new,
                start,
                is_struct_ops,
                &mut self.budget,
            ));
        }
    }

    fn enums(&self, old: Node, new: Node, details: &mut Vec<Detail<'s>>) {
        let (a, b) = (self.both.graph.get(old), self.both.graph.get(new));
        let (Some(a), Some(b)) = (Values::of(&a), Values::of(&b)) else { return };
        if !self.declared(old, new, details) {
            return;
        }
        if a.size != b.size {
            let edit =
                Edit::Resized { path: String::new(), old: a.size.into(), new: b.size.into() };
            details.push(Detail { edit, rule: Rule::ScalarSize });
        }
        if a.is_signed != b.is_signed {
            details
                .push(Detail { edit: Edit::Sign { is_now: b.is_signed }, rule: Rule::ScalarSign });
        }
        values::compare(a, b, details);
    }

    /// A typedef or variable: what it is of.
    fn targets(&mut self, old: Node, new: Node, details: &mut Vec<Detail<'s>>) {
        let target = |node: Node| {
            let id = self.both.graph.get(node).target()?;
            Some(self.both.graph.to(node, id))
        };
        let (Some(a), Some(b)) = (target(old), target(new)) else { return };
        if self.both.spellings.class(a) == self.both.spellings.class(b) {
            return;
        }
        let is_unnamed_enum = |node: Node| {
            let ty = self.both.graph.get(node);
            Values::of(&ty).is_some() && ty.name_off().is_anonymous()
        };
        if is_unnamed_enum(a) && is_unnamed_enum(b) {
            return self.enums(a, b, details);
        }
        let mut retyped = |rule| {
            let edit = Edit::Retyped { old: self.both.loc(a), new: self.both.loc(b) };
            details.push(Detail { edit, rule });
        };
        match self.both.in_place(a, b) {
            Some(found) => {
                if let Some(rule) = found.rule {
                    retyped(rule);
                }
                let step = if found.step == "." { String::new() } else { found.step };
                let start = [step.clone(), step];
                let budget = &mut self.budget;
                details.extend(composite::compare(
                    self.both, found.old, found.new, start, false, budget,
                ));
            }
            None => retyped(self.both.relation(a, b, false)),
        }
    }

    fn scalars(&self, old: Node, new: Node, details: &mut Vec<Detail<'s>>) {
        let size = |node| self.both.size_of(node).unwrap_or(0);
        if size(old) != size(new) {
            let edit = Edit::Resized { path: String::new(), old: size(old), new: size(new) };
            details.push(Detail { edit, rule: Rule::ScalarSize });
        }
        let (Type::Int(a), Type::Int(b)) = (self.both.graph.get(old), self.both.graph.get(new))
        else {
            return;
        };
        if is_signed(&a) != is_signed(&b) {
            details.push(Detail {
                edit: Edit::Sign { is_now: is_signed(&b) },
                rule: Rule::ScalarSign,
            });
        }
    }

    fn funcs(&self, old: Node, new: Node, details: &mut Vec<Detail<'s>>) {
        let (Some((old_return, olds)), Some((new_return, news))) =
            (self.both.proto(old), self.both.proto(new))
        else {
            return;
        };
        let class = |node| self.both.spellings.class(node);
        if class(old_return) != class(new_return) {
            let rule = match self.both.passed(old_return, new_return) {
                Passed::Same => Rule::ReturnSame,
                Passed::Number => Rule::ReturnNumber,
                Passed::Other if old_return == Node::VOID => Rule::ReturnNumber,
                Passed::Other => Rule::ReturnType,
            };
            let edit =
                Edit::Retyped { old: self.both.loc(old_return), new: self.both.loc(new_return) };
            details.push(Detail { edit, rule });
        }
        let at = |idx: usize, params: &[(&'s str, Node)]| {
            let (name, node) = params.get(idx).copied().unwrap_or(("", Node::VOID));
            let idx = u32::try_from(idx).unwrap_or(u32::MAX);
            ParamAt { idx, name, type_loc: self.both.loc(node) }
        };
        let partner = pair_params(&olds, &news, class);
        let is_shift = partner.iter().any(Option::is_none) || olds.len() != news.len();
        let mut is_taken = alloc::vec![false; news.len()];
        for (idx, ((name, node), to)) in olds.iter().zip(&partner).enumerate() {
            let old = at(idx, &olds);
            let Some((to, (new_name, new_node))) = to.and_then(|to| Some((to, news.get(to)?)))
            else {
                details.push(Detail { edit: Edit::ParamRemoved { old }, rule: Rule::ParamRemoved });
                continue;
            };
            if let Some(taken) = is_taken.get_mut(to) {
                *taken = true;
            }
            let rule = match self.both.passed(*node, *new_node) {
                Passed::Other => Rule::ParamType,
                _ if to != idx && !is_shift => Rule::ParamMoved,
                Passed::Number => Rule::ParamNumber,
                Passed::Same if class(*node) != class(*new_node) => Rule::ParamSame,
                Passed::Same if name != new_name => Rule::ParamRenamed,
                Passed::Same => continue,
            };
            details.push(Detail { edit: Edit::Param { old, new: at(to, &news) }, rule });
        }
        for (idx, _) in is_taken.iter().enumerate().filter(|(_, is_taken)| !**is_taken) {
            let edit = Edit::ParamAdded { new: at(idx, &news) };
            details.push(Detail { edit, rule: Rule::ParamAdded });
        }
    }

    fn tags(&self, old: Node, new: Node, details: &mut Vec<Detail<'s>>) {
        let texts = |node| self.both.tags(node).iter().map(|tag| (tag.1, tag.2));
        let olds: BTreeSet<(i32, &'s [u8])> = texts(old).collect();
        let news: BTreeSet<(i32, &'s [u8])> = texts(new).collect();
        let name = |text: &'s [u8]| core::str::from_utf8(text).unwrap_or("");
        for (_, text) in olds.difference(&news) {
            // A kernel that tags no kfunc at all does not say which it has.
            let is_kfunc = *text == KFUNC && self.both.has_kfuncs(new);
            let rule = if is_kfunc { Rule::KfuncRemoved } else { Rule::Tag };
            details.push(Detail { edit: Edit::TagRemoved { name: name(text) }, rule });
        }
        for (_, text) in news.difference(&olds) {
            let rule = if *text == KFUNC { Rule::KfuncAdded } else { Rule::Tag };
            details.push(Detail { edit: Edit::TagAdded { name: name(text) }, rule });
        }
    }
}

/// The new parameter of each old one: by name, else by place or by type.
fn pair_params(
    olds: &[(&str, Node)],
    news: &[(&str, Node)],
    class: impl Fn(Node) -> u32,
) -> Vec<Option<usize>> {
    let mut partner: Vec<Option<usize>> = alloc::vec![None; olds.len()];
    let mut is_taken = alloc::vec![false; news.len()];
    let by_name = |params: &[(&str, Node)]| -> Vec<(String, usize)> {
        let named = params.iter().enumerate().filter(|(_, (name, _))| !name.is_empty());
        let mut named: Vec<_> = named.map(|(at, (name, _))| (String::from(*name), at)).collect();
        named.sort_unstable();
        named
    };
    let mut take = |old: usize, new: usize| {
        if let (Some(partner @ None), Some(taken @ false)) =
            (partner.get_mut(old), is_taken.get_mut(new))
        {
            *partner = Some(new);
            *taken = true;
        }
    };
    let (named_olds, named_news) = (by_name(olds), by_name(news));
    let (mut a, mut b) = (named_olds.iter().peekable(), named_news.iter().peekable());
    while let (Some((x, old)), Some((y, new))) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            core::cmp::Ordering::Less => drop(a.next()),
            core::cmp::Ordering::Greater => drop(b.next()),
            core::cmp::Ordering::Equal => {
                take(*old, *new);
                a.next();
                b.next();
            }
        }
    }
    if olds.len() == news.len() {
        (0..olds.len()).for_each(|at| take(at, at));
        return partner;
    }
    // Some have come or gone: of what is left, those go together that are the only ones of their type.
    let alone = |params: &[(&str, Node)], is_paired: &dyn Fn(usize) -> bool| {
        let left = params.iter().enumerate().filter(|(at, _)| !is_paired(*at));
        let mut left: Vec<(u32, usize)> = left.map(|(at, (_, node))| (class(*node), at)).collect();
        left.sort_unstable();
        let alone = left.chunk_by(|a, b| a.0 == b.0).filter(|chunk| chunk.len() == 1);
        alone.flatten().copied().collect::<Vec<_>>()
    };
    let old_left = alone(olds, &|at| partner.get(at).is_some_and(Option::is_some));
    let new_left = alone(news, &|at| is_taken.get(at).copied().unwrap_or(true));
    for (class, old) in old_left {
        let Ok(at) = new_left.binary_search_by_key(&class, |(class, _)| *class) else { continue };
        if let (Some(partner), Some((_, new))) = (partner.get_mut(old), new_left.get(at)) {
            *partner = Some(*new);
        }
    }
    partner
}

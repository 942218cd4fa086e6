//! Labels: what a type says by itself, without the types that it refers to.
//!
//! *In:* nodes. *Out:* a number a label; equal labels have equal numbers. A hash finds the candidates, a
//! comparison of the records decides.

use alloc::vec;
use alloc::vec::Vec;
use hashbrown::HashTable;

use crate::graph::{Graph, Node};
use crate::hash::Hasher;
use crate::view::{Member, Param, SecVar, Type, Variant};
use crate::wire::kind::Kind;

/// What to take for a label.
#[derive(Clone, Copy)]
pub(super) struct Labels<'g, 'b> {
    pub(super) graph: &'g Graph<'b>,
    /// The node whose record speaks for each node: itself, or a definition for what is declared.
    pub(super) content: &'g [Node],
    /// Where it is not 0, the label is this number, and no reference of the type counts.
    pub(super) given: &'g [u32],
    /// Whether names of parameters and types of indices count.
    pub(super) exact: bool,
}

impl Labels<'_, '_> {
    /// A class for each node, by label alone.
    pub(super) fn classes(&self) -> Vec<u32> {
        let seed = seed(self.content.as_ptr());
        let mut table = Table::default();
        let first = self.given.iter().max().map_or(0, |max| max + 1);
        let mut classes = vec![0; self.graph.len()];
        for (node, class) in (0..).map(Node).zip(&mut classes) {
            *class = match self.given(node) {
                0 => {
                    let same = |other| self.same(Node(other), node);
                    first.saturating_add(table.number(self.hash(node, seed), node.0, same))
                }
                given => given,
            };
        }
        classes
    }

    /// The nodes at which every circle of a kernel's types can be cut: structs and unions with a name.
    pub(super) fn ends(&self) -> Vec<bool> {
        let nodes = (0..).map(Node).take(self.graph.len());
        nodes
            .map(|node| {
                let ty = self.graph.get(self.content(node));
                ty.as_composite().is_some() && !ty.name_off().is_anonymous()
            })
            .collect()
    }

    /// Calls `visit` with each node whose class tells `node` from others, in the order of the record.
    pub(super) fn for_each_reference(&self, node: Node, mut visit: impl FnMut(Node)) {
        if self.given(node) != 0 {
            return;
        }
        let content = self.content(node);
        if let (false, Type::Array(array)) = (self.exact, self.graph.get(content)) {
            visit(self.graph.to(content, array.elem_type_id()));
        } else {
            self.graph.for_each_reference(content, visit);
        }
    }

    fn given(&self, node: Node) -> u32 {
        self.given.get(node.index()).copied().unwrap_or(0)
    }

    pub(super) fn content(&self, node: Node) -> Node {
        self.content.get(node.index()).copied().unwrap_or(node)
    }

    pub(super) fn hash(&self, node: Node, seed: u64) -> u64 {
        let mut hash = Hash(Hasher(seed));
        let content = self.content(node);
        let ty = self.graph.get(content);
        hash.head(&Head::new(content, &ty));
        hash.entries(&ty, self.exact);
        hash.0.0
    }

    pub(super) fn same(&self, a: Node, b: Node) -> bool {
        let (a, b) = (self.content(a), self.content(b));
        let (x, y) = (self.graph.get(a), self.graph.get(b));
        a == b || Head::new(a, &x) == Head::new(b, &y) && same_entries(&x, &y, self.exact)
    }
}

/// What of a label has one length for all kinds.
#[derive(Eq, PartialEq)]
struct Head<'b> {
    kind: Kind,
    name: &'b [u8],
    /// Sizes, counts and flags, in an order that the kind decides.
    words: [u64; 3],
}

impl<'b> Head<'b> {
    fn new(node: Node, ty: &Type<'b>) -> Self {
        let words = match ty {
            Type::Int(int) => [
                u64::from(int.size()),
                u64::from(int.size_bits()) << 8 | u64::from(int.offset_bits()),
                u64::from(int.encoding().number()),
            ],
            Type::Array(array) => [u64::from(array.len()), 0, 0],
            Type::Struct(view) | Type::Union(view) => {
                [u64::from(view.size()), view.members().len() as u64, 0]
            }
            Type::Enum(view) => {
                let signed = u64::from(view.is_signed());
                [u64::from(view.size()), view.variants().len() as u64, signed]
            }
            Type::Enum64(view) => {
                let signed = u64::from(view.is_signed());
                [u64::from(view.size()), view.variants().len() as u64, signed]
            }
            Type::Fwd(fwd) => [u64::from(fwd.is_union()), 0, 0],
            Type::Func(func) => [u64::from(func.linkage().number()), 0, 0],
            Type::FuncProto(proto) => [proto.params().len() as u64, 0, 0],
            Type::Var(var) => [u64::from(var.linkage().number()), 0, 0],
            Type::Datasec(section) => [u64::from(section.size()), section.vars().len() as u64, 0],
            Type::Float(float) => [u64::from(float.size()), 0, 0],
            Type::DeclTag(tag) => {
                [u64::from(tag.component_idx().cast_unsigned()), tag.is_attribute().into(), 0]
            }
            Type::TypeTag(tag) => [tag.is_attribute().into(), 0, 0],
            // Nobody knows what it refers to, so it is equivalent to itself only.
            Type::Opaque(_) => [u64::from(node.0), 0, 0],
            Type::Void
            | Type::Ptr(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_) => [0; 3],
        };
        Self { kind: ty.kind(), name: ty.name_bytes(), words }
    }
}

/// One entry behind a record's head, without what it refers to.
#[derive(Eq, PartialEq)]
struct Entry<'b>(&'b [u8], u64, u64);

fn member(member: Member<'_>) -> Entry<'_> {
    let bits = member.bitfield_size().map_or(0, u64::from);
    Entry(member.name_bytes(), member.offset_bits().0, bits)
}

fn variant(variant: Variant<'_>) -> Entry<'_> {
    Entry(variant.name_bytes(), variant.value().bits(), 0)
}

fn param(param: Param<'_>) -> Entry<'_> {
    Entry(param.name_bytes(), 0, 0)
}

fn sec_var(var: SecVar) -> Entry<'static> {
    Entry(&[], u64::from(var.offset), u64::from(var.size))
}

/// Whether the entries of two types with one head are the same.
fn same_entries(a: &Type<'_>, b: &Type<'_>, exact: bool) -> bool {
    match a {
        Type::Struct(a) | Type::Union(a) => {
            b.as_composite().is_some_and(|b| a.members().map(member).eq(b.members().map(member)))
        }
        Type::Enum(a) => {
            let Type::Enum(b) = b else { return false };
            a.variants().map(variant).eq(b.variants().map(variant))
        }
        Type::Enum64(a) => {
            let Type::Enum64(b) = b else { return false };
            a.variants().map(variant).eq(b.variants().map(variant))
        }
        Type::FuncProto(a) if exact => {
            let Type::FuncProto(b) = b else { return false };
            a.params().map(param).eq(b.params().map(param))
        }
        Type::Datasec(a) => {
            let Type::Datasec(b) = b else { return false };
            a.vars().map(sec_var).eq(b.vars().map(sec_var))
        }
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Fwd(_)
        | Type::Typedef(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::Func(_)
        | Type::FuncProto(_)
        | Type::Var(_)
        | Type::Float(_)
        | Type::DeclTag(_)
        | Type::TypeTag(_)
        | Type::Opaque(_) => true,
    }
}

/// Numbers for things that are the same.
#[derive(Default)]
pub(super) struct Table {
    /// The hash, the first of its kind, and the number.
    known: HashTable<(u64, u32, u32)>,
}

impl Table {
    /// How many numbers there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.known.len()).unwrap_or(u32::MAX)
    }

    /// The first thing that is the same as `thing`, or `thing`, which is remembered then.
    pub(super) fn of(&mut self, hash: u64, thing: u32, same: impl Fn(u32) -> bool) -> u32 {
        let is_it = |known: &(u64, u32, u32)| known.0 == hash && same(known.1);
        match self.known.find(hash, is_it) {
            Some((_, first, _)) => *first,
            None => {
                self.known.insert_unique(hash, (hash, thing, 0), |known| known.0);
                thing
            }
        }
    }

    /// The number of `thing`: dense from 0, in the order in which things are met. `same` tells whether one
    /// of the same hash is the same.
    pub(super) fn number(&mut self, hash: u64, thing: u32, same: impl Fn(u32) -> bool) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let is_it = |known: &(u64, u32, u32)| known.0 == hash && same(known.1);
        match self.known.find(hash, is_it) {
            Some((_, _, number)) => *number,
            None => {
                self.known.insert_unique(hash, (hash, thing, next), |known| known.0);
                next
            }
        }
    }
}

/// What hashes start from: an address, which nobody who writes a BTF knows, so that nobody can write one
/// whose labels all collide. No answer depends on it.
pub(super) fn seed<T>(heap: *const T) -> u64 {
    heap.addr() as u64
}

struct Hash(Hasher);

impl Hash {
    fn head(&mut self, head: &Head<'_>) {
        self.0.word(head.kind as u64);
        self.0.name(head.name);
        head.words.into_iter().for_each(|word| self.0.word(word));
    }

    fn entry(&mut self, Entry(name, a, b): Entry<'_>) {
        self.0.name(name);
        self.0.word(a ^ b << 40);
    }

    fn entries(&mut self, ty: &Type<'_>, exact: bool) {
        match ty {
            Type::Struct(view) | Type::Union(view) => {
                view.members().map(member).for_each(|entry| self.entry(entry));
            }
            Type::Enum(view) => view.variants().map(variant).for_each(|entry| self.entry(entry)),
            Type::Enum64(view) => view.variants().map(variant).for_each(|entry| self.entry(entry)),
            Type::FuncProto(view) if exact => {
                view.params().map(param).for_each(|entry| self.entry(entry));
            }
            Type::Datasec(view) => view.vars().map(sec_var).for_each(|entry| self.entry(entry)),
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => {}
        }
    }
}

/// What C calls a tag: the name of a struct, union or enum, defined or declared.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Tag {
    Struct,
    Union,
    Enum,
}

fn tag(ty: &Type<'_>) -> Option<Tag> {
    if ty.name_off().is_anonymous() {
        return None;
    }
    match ty {
        Type::Struct(_) => Some(Tag::Struct),
        Type::Union(_) => Some(Tag::Union),
        Type::Fwd(fwd) => Some(if fwd.is_union() { Tag::Union } else { Tag::Struct }),
        Type::Enum(_) | Type::Enum64(_) => Some(Tag::Enum),
        Type::Void
        | Type::Int(_)
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
        | Type::Float(_)
        | Type::DeclTag(_)
        | Type::TypeTag(_)
        | Type::Opaque(_) => None,
    }
}

/// Whether it declares and does not define: a forward declaration, or an enum without values.
pub(crate) fn is_forward(ty: &Type<'_>) -> bool {
    match ty {
        Type::Fwd(_) => true,
        Type::Enum(view) => view.variants().len() == 0,
        Type::Enum64(view) => view.variants().len() == 0,
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Union(_)
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
        | Type::Opaque(_) => false,
    }
}

/// Structs, unions and enums by name.
pub(super) struct Tags {
    /// A number a name and kind of tag, from 1; 0 for what has none.
    groups: Vec<u32>,
}

impl Tags {
    pub(super) fn new(graph: &Graph<'_>) -> Self {
        let mut groups = vec![0; graph.len()];
        let mut table = Table::default();
        let seed = seed(groups.as_ptr());
        let key = |node: u32| {
            let ty = graph.get(Node(node));
            (tag(&ty), ty.name_bytes())
        };
        for (node, group) in (0..).zip(&mut groups) {
            let (Some(tag), name) = key(node) else { continue };
            let mut hash = Hasher(seed);
            hash.word(tag as u64);
            hash.name(name);
            *group = 1 + table.number(hash.0, node, |other| key(other) == (Some(tag), name));
        }
        Self { groups }
    }

    pub(super) fn groups(&self) -> &[u32] {
        &self.groups
    }

    /// For each node the one that says what it is: itself, or for a declaration the definition it
    /// stands for: in its own BTF, else in its base, else the first of all.
    pub(super) fn definitions(&self, graph: &Graph<'_>) -> Vec<Node> {
        let mut content: Vec<Node> = (0..).map(Node).take(graph.len()).collect();
        let mut defined: Vec<(u32, Node)> = Vec::new();
        let mut forwards: Vec<(u32, Node)> = Vec::new();
        for (node, group) in (0..).map(Node).zip(&self.groups).filter(|(_, group)| **group != 0) {
            let list = if is_forward(&graph.get(node)) { &mut forwards } else { &mut defined };
            list.push((*group, node));
        }
        defined.sort_unstable();
        // The first definition of `group` from `start` on, if it is one of `part`.
        let first_in = |group: u32, part: u32| {
            let start = Node(graph.starts(part)?);
            let at = defined.partition_point(|known| *known < (group, start));
            let (_, node) = defined.get(at).filter(|(found, _)| *found == group)?;
            (graph.part(*node) == part).then_some(*node)
        };
        for (group, node) in forwards {
            let part = graph.part(node);
            let own = first_in(group, part);
            let base = || first_in(group, graph.base_part(part)?);
            let any = || {
                let at = defined.partition_point(|known| known.0 < group);
                defined.get(at).filter(|known| known.0 == group).map(|known| known.1)
            };
            if let (Some(found), Some(content)) =
                (own.or_else(base).or_else(any), content.get_mut(node.index()))
            {
                *content = found;
            }
        }
        content
    }
}

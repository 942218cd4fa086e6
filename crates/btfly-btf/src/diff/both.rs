//! Both sets as one graph: where a node is, and whether two of them say the same.
//!
//! *In:* two sets. *Out:* [`Both`], which every part of the comparison asks. *Never:* a look past a name: what it stands for
//! is compared where it is defined.

use alloc::vec;
use alloc::vec::Vec;

use super::changes::What;
use crate::graph::{Graph, Node};
use crate::id::{NameOff, Slot, TypeId, TypeLoc};
use crate::set::BtfSet;
use crate::shape::{Space, Spellings};
use crate::table::Types;
use crate::view::{Composite, Member, Type, Variant};
use crate::wire::kind::Kind;

/// Two sets, side by side.
pub(super) struct Both<'s> {
    pub(super) graph: Graph<'s>,
    pub(super) spellings: Spellings,
    /// The first node of the new set.
    new_start: u32,
    /// The slot of each part.
    slots: Vec<Slot>,
    sets: [&'s BtfSet; 2],
    /// All typedefs.
    pub(super) typedefs: Vec<Node>,
    /// All enums without a name.
    pub(super) unnamed_enums: Vec<Node>,
    /// Where the strings of each set's base end: below, names are the same if their offsets are.
    strings_ends: [u32; 2],
    /// Tags on declarations: what they are on, which component of it, the text. Sorted.
    tags: Vec<(Node, i32, &'s [u8])>,
    /// Which nodes have tags.
    tagged: Vec<bool>,
    /// Whether there are kfuncs among them, in each set.
    has_kfuncs: [bool; 2],
}

/// The tag of a function that programs may call.
pub(super) const KFUNC: &[u8] = b"bpf_kfunc";

impl<'s> Both<'s> {
    pub(super) fn new(old: &'s BtfSet, new: &'s BtfSet) -> Self {
        let mut parts: Vec<Types<'s>> = Vec::new();
        let mut slots = Vec::new();
        let mut n_old = 0;
        for set in [old, new] {
            n_old = parts.len();
            // A set's base may be split itself; its base's types count as its own.
            if let Some(base) = set.base().types().base() {
                parts.push(base);
                slots.push(Slot::BASE);
            }
            for (slot, btf) in set.btfs() {
                parts.push(btf.types());
                slots.push(slot);
            }
        }
        let graph = Graph::new(parts);
        let new_start =
            u32::try_from(n_old).ok().and_then(|part| graph.starts(part)).unwrap_or(u32::MAX);
        let spellings = Spellings::new(&graph);
        let mut both = Self {
            graph,
            spellings,
            new_start,
            slots,
            sets: [old, new],
            typedefs: Vec::new(),
            unnamed_enums: Vec::new(),
            strings_ends: [old, new].map(|set| set.base().types().strings().end()),
            tags: Vec::new(),
            tagged: Vec::new(),
            has_kfuncs: [false; 2],
        };
        both.scan();
        both
    }

    #[inline(never)]
    /// One pass over all types for what is looked for by kind.
    fn scan(&mut self) {
        for part in 0..u32::try_from(self.graph.parts()).unwrap_or(u32::MAX) {
            let (Some(types), Some(start)) = (self.graph.types(part), self.graph.starts(part))
            else {
                continue;
            };
            for (node, record) in (start..).map(Node).zip(types.own_records()) {
                let is = |kind: Kind| record.info().kind_number() == kind as u8;
                if is(Kind::DeclTag) {
                    let Type::DeclTag(tag) = self.graph.get(node) else { continue };
                    let on = self.graph.to(node, tag.type_id());
                    self.tags.push((
                        on,
                        tag.component_idx(),
                        record.strings.bytes(record.name_off()),
                    ));
                } else if is(Kind::Typedef) {
                    self.typedefs.push(node);
                } else if record.name_off().is_anonymous() && (is(Kind::Enum) || is(Kind::Enum64)) {
                    self.unnamed_enums.push(node);
                }
            }
        }
        self.tags.sort_unstable();
        self.tags.dedup();
        let mut kfuncs = self.tags.iter().filter(|(_, _, text)| *text == KFUNC).map(|(on, ..)| *on);
        let (first, last) = (kfuncs.next(), kfuncs.next_back());
        self.has_kfuncs = [
            first.is_some_and(|on| !self.is_new(on)),
            last.or(first).is_some_and(|on| self.is_new(on)),
        ];
        if !self.tags.is_empty() {
            self.tagged = vec![false; self.graph.len()];
            for (on, ..) in &self.tags {
                if let Some(tagged) = self.tagged.get_mut(on.index()) {
                    *tagged = true;
                }
            }
        }
    }

    /// Whether a node is of the new set.
    #[inline]
    pub(super) const fn is_new(&self, node: Node) -> bool {
        self.new_start <= node.0
    }

    /// The slot that a node is of.
    pub(super) fn slot(&self, node: Node) -> Slot {
        self.slots.get(self.graph.part(node) as usize).copied().unwrap_or(Slot::BASE)
    }

    /// Where a node is in its set.
    pub(super) fn loc(&self, node: Node) -> TypeLoc {
        TypeLoc { slot: self.slot(node), id: self.graph.id(node) }
    }

    /// What the slot of a node is called; empty for the base, whatever it is called.
    pub(super) fn slot_name(&self, node: Node) -> &'s str {
        let slot = self.slot(node);
        if slot.is_base() { "" } else { self.set(node).slot_name(slot) }
    }

    /// The set that a node is of.
    pub(super) fn set(&self, node: Node) -> &'s BtfSet {
        let [old, new] = self.sets;
        if self.is_new(node) { new } else { old }
    }

    /// The size in bytes.
    pub(super) fn size_of(&self, node: Node) -> Option<u64> {
        self.graph.types(self.graph.part(node))?.size_of(self.graph.id(node))
    }

    /// How `id`, met in the record of `from`, is written.
    #[inline]
    pub(super) fn class(&self, from: Node, id: TypeId) -> u32 {
        self.spellings.class(self.graph.to(from, id))
    }

    /// The text of a name of the node's own section.
    pub(super) fn name(&self, node: Node) -> &'s str {
        self.graph.get(node).name().unwrap_or("")
    }

    /// The tags on a declaration: which component, and the text.
    pub(super) fn tags(&self, node: Node) -> &[(Node, i32, &'s [u8])] {
        if !self.tagged.get(node.index()).copied().unwrap_or(false) {
            return &[];
        }
        let start = self.tags.partition_point(|tag| tag.0 < node);
        let end = self.tags.partition_point(|tag| tag.0 <= node);
        self.tags.get(start..end).unwrap_or(&[])
    }

    /// Whether the set that `node` is of says which functions programs may call.
    pub(super) const fn has_kfuncs(&self, node: Node) -> bool {
        let [old, new] = self.has_kfuncs;
        if self.is_new(node) { new } else { old }
    }

    /// Whether two types of one space say the same of themselves.
    pub(super) fn is_same(&self, a: Node, b: Node) -> bool {
        if a == b {
            return true;
        }
        let is_same = match self.graph.get(a) {
            Type::Struct(x) | Type::Union(x) => {
                let ty = self.graph.get(b);
                ty.as_composite().is_some_and(|y| self.is_same_composite((a, x), (b, y)))
            }
            Type::Enum(_) | Type::Enum64(_) => self.is_same_enum(a, b),
            Type::Func(x) => {
                let Type::Func(y) = self.graph.get(b) else { return false };
                self.is_same_proto(self.graph.to(a, x.type_id()), self.graph.to(b, y.type_id()))
            }
            Type::Typedef(x) => {
                let Type::Typedef(y) = self.graph.get(b) else { return false };
                self.class(a, x.type_id()) == self.class(b, y.type_id())
            }
            Type::Var(x) => {
                let Type::Var(y) = self.graph.get(b) else { return false };
                self.class(a, x.type_id()) == self.class(b, y.type_id())
            }
            Type::Int(x) => {
                let Type::Int(y) = self.graph.get(b) else { return false };
                x.size() == y.size() && x.data() == y.data()
            }
            Type::Float(x) => {
                let Type::Float(y) = self.graph.get(b) else { return false };
                x.size() == y.size()
            }
            Type::Fwd(_) => matches!(self.graph.get(b), Type::Fwd(_)),
            Type::Void
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::FuncProto(_)
            | Type::Datasec(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => true,
        };
        is_same && self.has_same_tags(a, b)
    }

    fn has_same_tags(&self, a: Node, b: Node) -> bool {
        let texts = |node| self.tags(node).iter().map(|(_, component, text)| (*component, *text));
        texts(a).eq(texts(b))
    }

    fn is_same_composite(
        &self,
        (a, x): (Node, Composite<'s>),
        (b, y): (Node, Composite<'s>),
    ) -> bool {
        x.is_union() == y.is_union()
            && x.size() == y.size()
            && x.members().len() == y.members().len()
            && x.members().zip(y.members()).all(|(m, n)| self.is_same_member((a, m), (b, n)))
    }

    fn is_same_member(&self, (a, m): (Node, Member<'s>), (b, n): (Node, Member<'s>)) -> bool {
        m.offset_bits() == n.offset_bits()
            && m.bitfield_size() == n.bitfield_size()
            && self.class(a, m.type_id()) == self.class(b, n.type_id())
            && (self.has_one_name((a, m.name_off()), (b, n.name_off()))
                || m.name_bytes() == n.name_bytes())
    }

    /// Whether two names are the same because they are one.
    fn has_one_name(&self, (a, m): (Node, NameOff), (b, n): (Node, NameOff)) -> bool {
        let [old, new] = self.strings_ends;
        m == n && self.is_new(a) == self.is_new(b) && m.0 < if self.is_new(a) { new } else { old }
    }

    fn is_same_enum(&self, a: Node, b: Node) -> bool {
        let (x, y) = (self.graph.get(a), self.graph.get(b));
        let (Some(x), Some(y)) = (Values::of(&x), Values::of(&y)) else { return false };
        let value = |variant: Variant<'s>| (variant.name_bytes(), variant.value().bits());
        x.size == y.size
            && x.is_signed == y.is_signed
            && x.variants().map(value).eq(y.variants().map(value))
    }

    fn is_same_proto(&self, a: Node, b: Node) -> bool {
        let (Type::FuncProto(x), Type::FuncProto(y)) = (self.graph.get(a), self.graph.get(b))
        else {
            return self.spellings.class(a) == self.spellings.class(b);
        };
        let names =
            |proto: crate::view::FuncProto<'s>| proto.params().map(|param| param.name_bytes());
        self.spellings.class(a) == self.spellings.class(b) && names(x).eq(names(y))
    }
}

/// An enum of either size.
#[derive(Clone, Copy)]
pub(super) struct Values<'s> {
    pub(super) size: u32,
    pub(super) is_signed: bool,
    ty: Type<'s>,
}

impl<'s> Values<'s> {
    pub(super) fn of(ty: &Type<'s>) -> Option<Self> {
        let (size, is_signed) = match ty {
            Type::Enum(view) => (view.size(), view.is_signed()),
            Type::Enum64(view) => (view.size(), view.is_signed()),
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
            | Type::Opaque(_) => return None,
        };
        Some(Self { size, is_signed, ty: *ty })
    }

    pub(super) fn variants(self) -> impl Iterator<Item = Variant<'s>> {
        let (small, large) = match self.ty {
            Type::Enum(view) => (Some(view.variants()), None),
            Type::Enum64(view) => (None, Some(view.variants())),
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
            | Type::Opaque(_) => (None, None),
        };
        small.into_iter().flatten().chain(large.into_iter().flatten())
    }
}

/// What a named type is to a report; `None` for what is compared with what it belongs to.
pub(super) fn what(ty: &Type<'_>) -> Option<What> {
    match Space::of(ty)? {
        Space::Struct => Some(What::Struct),
        Space::Union => Some(What::Union),
        Space::Enum => Some(What::Enum),
        Space::Typedef => Some(What::Typedef),
        Space::Int => Some(What::Int),
        Space::Float => Some(What::Float),
        Space::Func => Some(What::Func),
        Space::Var => Some(What::Var),
        // Where a variable lies is the linker's affair; what nobody knows cannot be compared.
        Space::Datasec | Space::Opaque => None,
    }
}

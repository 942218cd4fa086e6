//! Where printing starts: every type in order of id, or in an order that does not change when ids do.
//!
//! *In:* the cells of a printer. *Out:* roots. *Never:* a root that could write nothing; most of the types
//! of a kernel are functions, or pointers to what has a name.
//!
//! The sorted order is bpftool's (`tools/bpf/bpftool/btf.c: sort_btf_c`, Linux v7.2): by rank, by the name
//! that a type is known under, by its own name, by a hash of what it is made of, by id. It is the order in
//! which types are asked for; what a type needs still comes before it.

use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::cells::{Cell, Cells, Class};
use super::graph::{Graph, NameKey, Node};
use crate::view::Type;
use crate::wire::kind::Kind;

/// The rank of what is asked for last: what has no name, and what is only declared.
const LAST: u8 = 10;

/// What decides about the place of a root, but for the hash, which few need.
#[derive(Clone, Copy, Debug)]
struct Key {
    /// The rank, then the first bytes of the name, so that most comparisons need not look for it.
    prefix: [u64; 2],
    node: u32,
    /// The name it is known under: its own or that of what it leads to.
    name: NameKey,
}

/// What is asked for, in order.
#[derive(Debug)]
pub(super) struct Roots {
    pub(super) nodes: Vec<Node>,
    /// Whether bpftool loses the first of them.
    pub(super) loses_first: bool,
}

impl Roots {
    /// What is asked for, and what bpftool would lose of it, unless it is lost here too: `void` has the last
    /// rank, so whatever is first is lost if anything comes before that.
    pub(super) fn split(mut self, compat: bool) -> (Vec<Node>, Option<Node>) {
        let lost = self.nodes.first().copied().filter(|_| self.loses_first);
        if compat && lost.is_some() {
            self.nodes.remove(0);
        }
        (self.nodes, lost.filter(|_| !compat))
    }
}

/// Sorts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sorter<'a, 'g> {
    pub(super) graph: &'a Graph<'g>,
    pub(super) cells: &'a Cells,
    pub(super) compat: bool,
}

impl Sorter<'_, '_> {
    pub(super) fn roots(&self) -> Roots {
        let lists = &self.cells.lists;
        // Those known under their own names first, by rank: newer kernels have each rank in order already.
        let own = [
            (0, &lists.anonymous_enums),
            (1, &lists.enums),
            (2, &lists.numbers),
            (3, &lists.composites),
        ];
        let mut keys: Vec<Key> = Vec::with_capacity(
            own.iter().map(|(_, list)| list.len()).sum::<usize>() + lists.typedefs.len(),
        );
        for (rank, list) in own {
            keys.extend(list.iter().map(|node| self.key_of(*node, rank, self.own_name(*node))));
        }
        let led = [&lists.typedefs, &lists.type_tags, &lists.decl_tags];
        for node in led.into_iter().flatten() {
            let rank = self.rank(*node);
            if rank < LAST {
                keys.push(self.key(*node, rank));
            }
        }
        self.sort(&mut keys);
        let mut nodes: Vec<Node> = keys.iter().map(|key| Node(key.node)).collect();
        let loses_first = !nodes.is_empty();
        let lost = nodes.first().copied().filter(|_| self.compat).map(|node| node.0);
        let mut keys: Vec<Key> =
            self.only_declared(lost).into_iter().map(|node| self.key(node, LAST)).collect();
        self.sort(&mut keys);
        nodes.extend(keys.iter().map(|key| Node(key.node)));
        Roots { nodes, loses_first }
    }

    fn key(&self, node: u32, rank: u8) -> Key {
        self.key_of(node, rank, self.known_as(node))
    }

    #[inline]
    fn key_of(&self, node: u32, rank: u8, name: NameKey) -> Key {
        let [start, rest] = self.graph.start(name);
        // The rank takes the place of the last byte.
        let prefix = [u64::from(rank) << 56 | start >> 8, start << 56 | rest >> 8];
        Key { prefix, node, name }
    }

    fn sort(&self, keys: &mut [Key]) {
        // Stable, because that makes use of what is in order already.
        keys.sort_by(|a, b| self.compare(a, b));
        // Few are told apart by what they are made of: those are hashed once each.
        for same in keys.chunk_by_mut(|a, b| self.compare(a, b).is_eq()) {
            if 1 < same.len() {
                same.sort_by_cached_key(|key| (self.hash(key.node), key.node));
            }
        }
    }

    fn compare(&self, a: &Key, b: &Key) -> Ordering {
        a.prefix
            .cmp(&b.prefix)
            .then_with(|| self.compare_names(a.name, b.name))
            .then_with(|| self.compare_names(self.own(a), self.own(b)))
    }

    fn own(&self, key: &Key) -> NameKey {
        self.cells.get(key.node).name
    }

    fn compare_names(&self, a: NameKey, b: NameKey) -> Ordering {
        if a == b { Ordering::Equal } else { self.head(a).cmp(self.head(b)) }
    }

    /// As much of a name as decides about its place.
    fn head(&self, name: NameKey) -> &[u8] {
        self.graph.head(name, MAX_NAME)
    }

    /// The rank of a type: that of what it leads to, if it or anything on the way has a name.
    fn rank(&self, node: u32) -> u8 {
        let cell = self.cells.get(node);
        // Most are functions, and pointers and prototypes without a name.
        let is_nameless = !cell.is_named() && (leads_on(cell) || cell.class() == Class::Proto);
        if is_nameless || (cell.class() == Class::Other && !leads_on(cell)) {
            return LAST;
        }
        let mut named = false;
        for at in self.path(node) {
            let cell = self.cells.get(at);
            named |= cell.is_named();
            match cell.kind {
                Kind::Enum | Kind::Enum64 => return u8::from(named),
                Kind::Int | Kind::Float => return 2,
                Kind::Struct | Kind::Union => return if named { 3 } else { LAST },
                Kind::FuncProto => return if named { 4 } else { LAST },
                Kind::Void
                | Kind::Ptr
                | Kind::Array
                | Kind::Fwd
                | Kind::Typedef
                | Kind::Volatile
                | Kind::Const
                | Kind::Restrict
                | Kind::Func
                | Kind::Var
                | Kind::Datasec
                | Kind::DeclTag
                | Kind::TypeTag
                | Kind::Opaque => {
                    if !named || !leads_on(cell) {
                        return LAST;
                    }
                }
            }
        }
        LAST
    }

    /// The name that a type is known under: that of what it leads to, whatever it is called itself.
    fn known_as(&self, node: u32) -> NameKey {
        let Some(at) = self.path(node).find(|at| !leads_on(self.cells.get(*at))) else { return 0 };
        let cell = self.cells.get(at);
        // An anonymous enum is known by its first value, but not to what leads to it.
        if at == node { self.own_name(at) } else { cell.name }
    }

    /// The name that a type which leads nowhere is known under.
    #[inline]
    fn own_name(&self, node: u32) -> NameKey {
        let cell = self.cells.get(node);
        let is_anonymous_enum = !cell.is_named() && cell.class() == Class::Enum;
        if is_anonymous_enum { self.first_variant(node) } else { cell.name }
    }

    fn first_variant(&self, node: u32) -> NameKey {
        match self.graph.at(node) {
            (Type::Enum(view), shift) => {
                view.variants().next().map(|first| shift.name_key(first.name_off()))
            }
            (Type::Enum64(view), shift) => {
                view.variants().next().map(|first| shift.name_key(first.name_off()))
            }
            _ => None,
        }
        .unwrap_or(0)
    }

    /// `node`, what it leads to, and so on; bounded, because hostile types run in circles.
    fn path(&self, node: u32) -> impl Iterator<Item = u32> {
        let mut at = node;
        (0..self.cells.len().min(MAX_PATH)).map(move |step| {
            if step != 0 {
                at = self.cells.target(at);
            }
            at
        })
    }

    /// A hash over what a type is made of: 31 times the hash so far plus the next, 64 bits wide.
    fn hash(&self, node: u32) -> u64 {
        let mut hash: u64 = 0;
        // What a type leads to is hashed behind it: the sum over a path, each step's part times 31.
        let mut parts: Vec<u64> = Vec::new();
        for at in self.path(node) {
            let cell = self.cells.get(at);
            hash = self.add_name(0, self.cells.get(at).name);
            match cell.class() {
                Class::Enum => hash = self.add_variants(hash, at),
                Class::Composite => hash = self.add_members(hash, at),
                Class::Word
                | Class::Ptr
                | Class::Modifier
                | Class::Array
                | Class::Fwd
                | Class::Typedef
                | Class::Proto
                | Class::Other => {}
            }
            if cell.kind == Kind::Array {
                hash = add(hash, u64::from(self.cells.elements(at)));
            }
            if !leads_on(cell) {
                break;
            }
            parts.push(hash);
        }
        while let Some(outer) = parts.pop() {
            hash = add(outer, hash);
        }
        hash
    }

    fn add_members(&self, mut hash: u64, node: u32) -> u64 {
        let (Type::Struct(view) | Type::Union(view), shift) = self.graph.at(node) else {
            return hash;
        };
        for (member, ty) in view.members().zip(self.cells.edges(node)) {
            hash = self.add_name(hash, shift.name_key(member.name_off()));
            hash = add(hash, self.hash_without_members(*ty));
        }
        hash
    }

    fn hash_without_members(&self, node: u32) -> u64 {
        let mut hash: u64 = 0;
        let mut parts: Vec<u64> = Vec::new();
        for at in self.path(node) {
            let cell = self.cells.get(at);
            hash = self.add_name(0, self.cells.get(at).name);
            if cell.class() == Class::Enum {
                hash = self.add_variants(hash, at);
            }
            if cell.kind == Kind::Array {
                hash = add(hash, u64::from(self.cells.elements(at)));
            }
            if !leads_on(cell) {
                break;
            }
            parts.push(hash);
        }
        while let Some(outer) = parts.pop() {
            hash = add(outer, hash);
        }
        hash
    }

    fn add_variants(&self, mut hash: u64, node: u32) -> u64 {
        match self.graph.at(node) {
            (Type::Enum(view), shift) => {
                for variant in view.variants() {
                    hash = self.add_name(hash, shift.name_key(variant.name_off()));
                }
            }
            (Type::Enum64(view), shift) => {
                for variant in view.variants() {
                    hash = self.add_name(hash, shift.name_key(variant.name_off()));
                }
            }
            _ => {}
        }
        hash
    }

    fn add_name(&self, hash: u64, name: NameKey) -> u64 {
        if name == 0 {
            return hash;
        }
        let of_name = self.head(name).iter().fold(0, |sum, byte| {
            // A `char` is signed where bpftool runs.
            add(sum, i64::from(byte.cast_signed()).cast_unsigned())
        });
        add(hash, of_name)
    }

    /// The types of the last rank that can still write something when all others are written: what is
    /// only declared, typedefs of it, and what leads there without passing a named struct.
    /// What leads to the type that is `lost` is asked for too: it comes out that way.
    fn only_declared(&self, lost: Option<u32>) -> Vec<u32> {
        let lists = &self.cells.lists;
        let mut found = lists.fwds.clone();
        found.extend(lists.typedefs.iter().filter(|node| self.rank(**node) == LAST));
        let mut ends = vec![End::Elsewhere; self.cells.len() as usize];
        let mut set = |node: u32, end| {
            if let Some(there) = ends.get_mut(node as usize) {
                *there = end;
            }
        };
        let mut chains = Cow::Borrowed(lists.chains.as_slice());
        let mut groups = Cow::Borrowed(lists.groups.as_slice());
        chains.iter().chain(groups.iter()).for_each(|node| set(*node, End::Unknown));
        found.iter().chain(&lost).for_each(|node| set(*node, End::Declared));

        // In kernels three sweeps find all there is. More are not worth it: to ask for a type that writes
        // nothing is harmless.
        for _ in 0..MAX_SWEEPS {
            let by_cell = |node, ends: &[End]| end_of(self.cells.get(node).word, ends);
            if sweep(&mut chains, &mut ends, &mut found, by_cell) {
                continue;
            }
            let by_reference = |node, ends: &[End]| {
                let of_each = self.cells.edges(node).iter().map(|to| end_of(*to, ends));
                of_each.max().unwrap_or(End::Elsewhere)
            };
            if !sweep(&mut groups, &mut ends, &mut found, by_reference) {
                return found;
            }
        }
        found.extend_from_slice(&chains);
        found.extend_from_slice(&groups);
        found
    }
}

/// Where a type leads to without passing a named struct.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum End {
    /// Nowhere that matters.
    Elsewhere,
    /// It is not known yet.
    Unknown,
    /// To a declaration.
    Declared,
}

#[inline]
fn end_of(node: u32, ends: &[End]) -> End {
    ends.get(node as usize).copied().unwrap_or(End::Elsewhere)
}

/// Moves from `open` to `found` what leads to a declaration, and drops what leads elsewhere; tells whether
/// anything was found.
fn sweep(
    open: &mut Cow<'_, [u32]>,
    ends: &mut [End],
    found: &mut Vec<u32>,
    look: impl Fn(u32, &[End]) -> End,
) -> bool {
    let before = found.len();
    // Most are known at once, so that those which are left are few.
    let mut left = Vec::new();
    for node in open.iter() {
        let end = look(*node, ends);
        if end == End::Unknown {
            left.push(*node);
            continue;
        }
        if let Some(there) = ends.get_mut(*node as usize) {
            *there = end;
        }
        if end == End::Declared {
            found.push(*node);
        }
    }
    *open = Cow::Owned(left);
    before < found.len()
}

/// Sweeps over all types after which those that lead to a declaration are not told from others any more.
const MAX_SWEEPS: u32 = 32;

/// Steps from a type to what it leads to after which it has no rank. Kernels need a dozen; each type may take
/// so many.
const MAX_PATH: u32 = 256;

/// Bytes of a name that are compared. Kernels refuse names of more than 512.
const MAX_NAME: usize = 1024;

/// Whether a type is ranked and named by what it leads to.
fn leads_on(cell: Cell) -> bool {
    match cell.class() {
        Class::Ptr | Class::Modifier | Class::Array | Class::Typedef => true,
        Class::Other => cell.kind == Kind::DeclTag,
        Class::Word | Class::Composite | Class::Enum | Class::Fwd | Class::Proto => false,
    }
}

const fn add(hash: u64, value: u64) -> u64 {
    hash.wrapping_mul(31).wrapping_add(value)
}

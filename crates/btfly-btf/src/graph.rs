//! One numbering for the types of several BTFs: a base, its modules, or two kernels side by side.
//!
//! *In:* tables of types. *Out:* [`Node`]s, dense from 0, and the way back. An algorithm that follows
//! references across modules keeps its marks in plain slices indexed by node. *Never:* a decision about
//! which types are the same; that is `shape`.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::id::TypeId;
use crate::table::Types;
use crate::view::Type;

/// A type of a [`Graph`]. 0 is `void`, for all of its parts.
///
/// ```
/// use btfly_btf::graph::Node;
///
/// assert_eq!(Node::VOID.index(), 0);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Node(pub u32);

impl Node {
    /// `void`.
    pub const VOID: Self = Self(0);

    /// The place of this node in a slice that has one element a node.
    ///
    /// ```
    /// use btfly_btf::graph::Node;
    ///
    /// assert_eq!(Node(7).index(), 7);
    /// ```
    #[inline]
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The types of several BTFs as one graph.
///
/// The parts are numbered in the order in which they were given. In the first part, if it is no split
/// BTF, a node is the type's id.
///
/// ```
/// use btfly_btf::{Btf, graph::{Graph, Node}};
///
/// # let base = btfly_btf::doc::example();
/// # let bytes = btfly_btf::doc::example_module_bytes();
/// let module = Btf::parse_split(bytes, &base)?;
/// let graph = Graph::new([base.types(), module.types()]);
/// let dummy = Node(graph.starts(1).unwrap());
/// assert_eq!(graph.get(dummy).name(), Some("dummy_priv"));
/// assert_eq!(graph.part(dummy), 1);
/// # Ok::<(), btfly_btf::error::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Graph<'b> {
    parts: Vec<Part<'b>>,
    /// The part of each node.
    part_of: Box<[u32]>,
}

#[derive(Clone, Copy, Debug)]
struct Part<'b> {
    types: Types<'b>,
    /// Where its own types start among the nodes.
    start: u32,
    /// Where the types of its base start among the nodes; the id 1 is there.
    base_start: u32,
}

impl<'b> Graph<'b> {
    /// Numbers the own types of each of `parts`. A split BTF comes after its base; if its base is not
    /// among the parts before it, references into that base become `void`.
    ///
    /// ```
    /// use btfly_btf::graph::Graph;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Graph::new([btf.types(), btf.types()]).parts(), 2);
    /// ```
    #[must_use]
    pub fn new(parts: impl IntoIterator<Item = Types<'b>>) -> Self {
        let mut graph = Self { parts: Vec::new(), part_of: Box::default() };
        let mut part_of = alloc::vec![0];
        for types in parts {
            let part = u32::try_from(graph.parts.len()).unwrap_or(u32::MAX);
            let start = u32::try_from(part_of.len()).unwrap_or(u32::MAX);
            let base_start = match types.base() {
                None => start,
                Some(base) => graph
                    .parts
                    .iter()
                    // One that is there twice, as in a set beside itself, is the base of what follows it.
                    .rfind(|part| core::ptr::eq(part.types.inner, base.inner))
                    .map_or(0, |part| part.start),
            };
            graph.parts.push(Part { types, start, base_start });
            part_of.resize(part_of.len() + types.len(), part);
        }
        graph.part_of = part_of.into_boxed_slice();
        graph
    }

    /// How many nodes there are, with `void`.
    ///
    /// ```
    /// use btfly_btf::graph::Graph;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Graph::new([btf.types()]).len(), 1 + btf.iter().len());
    /// ```
    #[must_use]
    pub const fn len(&self) -> usize {
        self.part_of.len()
    }

    /// Whether there are no types at all.
    ///
    /// ```
    /// use btfly_btf::graph::Graph;
    ///
    /// assert!(Graph::new([]).is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.part_of.len() <= 1
    }

    /// All nodes but `void`, in order.
    ///
    /// ```
    /// use btfly_btf::graph::{Graph, Node};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Graph::new([btf.types()]).nodes().next(), Some(Node(1)));
    /// ```
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node> + DoubleEndedIterator + use<> {
        // The number of nodes fits: `Graph::new` counts in u32.
        (1..u32::try_from(self.part_of.len()).unwrap_or(u32::MAX)).map(Node)
    }

    /// The types of a part.
    ///
    /// ```
    /// use btfly_btf::graph::Graph;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new([btf.types()]);
    /// assert!(graph.types(0).is_some() && graph.types(1).is_none());
    /// ```
    #[must_use]
    pub fn types(&self, part: u32) -> Option<Types<'b>> {
        self.parts.get(part as usize).map(|part| part.types)
    }

    /// How many parts there are.
    ///
    /// ```
    /// use btfly_btf::graph::Graph;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Graph::new([btf.types()]).parts(), 1);
    /// ```
    #[must_use]
    pub const fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The node at which the own types of a part start.
    ///
    /// ```
    /// use btfly_btf::graph::Graph;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new([btf.types(), btf.types()]);
    /// assert_eq!((graph.starts(0), graph.starts(1)), (Some(1), Some(5)));
    /// ```
    #[must_use]
    pub fn starts(&self, part: u32) -> Option<u32> {
        self.parts.get(part as usize).map(|part| part.start)
    }

    /// The part that has the base of a split part; `None` for others.
    ///
    /// ```
    /// use btfly_btf::{Btf, graph::Graph};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// let graph = Graph::new([base.types(), module.types()]);
    /// assert_eq!((graph.base_part(0), graph.base_part(1)), (None, Some(0)));
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    #[must_use]
    pub fn base_part(&self, part: u32) -> Option<u32> {
        let Part { start, base_start, .. } = *self.parts.get(part as usize)?;
        (base_start != start && base_start != 0).then(|| self.part(Node(base_start)))
    }

    /// The part that a node is of; 0 for `void`.
    ///
    /// ```
    /// use btfly_btf::graph::{Graph, Node};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new([btf.types(), btf.types()]);
    /// assert_eq!([Node(1), Node(5)].map(|node| graph.part(node)), [0, 1]);
    /// ```
    #[inline]
    #[must_use]
    pub fn part(&self, node: Node) -> u32 {
        self.part_of.get(node.index()).copied().unwrap_or(0)
    }

    /// The type of a node; [`Type::Void`] for a node of another graph.
    ///
    /// ```
    /// use btfly_btf::graph::{Graph, Node};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Graph::new([btf.types()]).get(Node(1)).name(), Some("list_head"));
    /// ```
    #[inline]
    #[must_use]
    pub fn get(&self, node: Node) -> Type<'b> {
        if node == Node::VOID {
            return Type::Void;
        }
        self.parts
            .get(self.part(node) as usize)
            .and_then(|part| part.types.get(part.id(node)))
            .unwrap_or(Type::Void)
    }

    /// The id that a node has in its BTF.
    ///
    /// ```
    /// use btfly_btf::{TypeId, graph::{Graph, Node}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Graph::new([btf.types(), btf.types()]).id(Node(5)), TypeId(1));
    /// ```
    #[inline]
    #[must_use]
    pub fn id(&self, node: Node) -> TypeId {
        match self.parts.get(self.part(node) as usize) {
            Some(part) if node != Node::VOID => part.id(node),
            _ => TypeId::VOID,
        }
    }

    /// The node of `id` as it is met in the BTF of `part`: of its own types or of its base's.
    ///
    /// ```
    /// use btfly_btf::{TypeId, graph::{Graph, Node}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Graph::new([btf.types(), btf.types()]).node(1, TypeId(1)), Node(5));
    /// ```
    #[inline]
    #[must_use]
    pub fn node(&self, part: u32, id: TypeId) -> Node {
        self.parts.get(part as usize).map_or(Node::VOID, |part| part.node(id))
    }

    /// The node of `id` as it is met in the record of `from`.
    ///
    /// ```
    /// use btfly_btf::{TypeId, graph::{Graph, Node}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// // The pointer of the second part points within the second part.
    /// let graph = Graph::new([btf.types(), btf.types()]);
    /// assert_eq!(graph.to(Node(6), TypeId(1)), Node(5));
    /// ```
    #[inline]
    #[must_use]
    pub fn to(&self, from: Node, id: TypeId) -> Node {
        self.node(self.part(from), id)
    }

    /// Calls `visit` with each node that `from` refers to, in the order of the record; `void` too.
    ///
    /// ```
    /// use btfly_btf::graph::{Graph, Node};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let mut to = Vec::new();
    /// Graph::new([btf.types()]).for_each_reference(Node(1), |node| to.push(node));
    /// assert_eq!(to, [Node(2), Node(2)]);
    /// ```
    #[inline]
    pub fn for_each_reference(&self, from: Node, mut visit: impl FnMut(Node)) {
        if let Some(part) = self.parts.get(self.part(from) as usize) {
            self.get(from).for_each_reference(|id| visit(part.node(id)));
        }
    }
}

impl Part<'_> {
    #[inline]
    fn id(&self, node: Node) -> TypeId {
        TypeId(node.0.wrapping_sub(self.start).wrapping_add(self.types.first().0))
    }

    #[inline]
    fn node(&self, id: TypeId) -> Node {
        if id == TypeId::VOID {
            return Node::VOID;
        }
        let first = self.types.first().0;
        match id.0.checked_sub(first) {
            Some(own) => Node(self.start.saturating_add(own)),
            None if self.base_start == 0 => Node::VOID,
            None => Node(self.base_start.saturating_add(id.0 - 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Graph, Node};
    use crate::btf::Btf;
    use crate::doc;
    use crate::id::TypeId;

    #[test]
    fn one_id_in_two_modules_is_two_nodes() {
        let base = doc::example();
        let module = || Btf::parse_split(doc::example_module_bytes(), &base).unwrap();
        let (a, b) = (module(), module());
        let graph = Graph::new([base.types(), a.types(), b.types()]);
        let id = TypeId(5);
        assert_eq!(graph.node(1, id), Node(5));
        assert_eq!(graph.node(2, id), Node(6));
        assert_eq!((graph.id(Node(5)), graph.id(Node(6))), (id, id));
        assert_eq!((graph.part(Node(5)), graph.part(Node(6))), (1, 2));
        // Both refer to the one `u32` of the base.
        for node in [Node(5), Node(6)] {
            let mut to = alloc::vec::Vec::new();
            graph.for_each_reference(node, |node| to.push(node));
            assert_eq!(to, [Node(4)]);
        }
    }

    #[test]
    fn two_bases_stand_side_by_side() {
        let (a, b) = (doc::example(), doc::example());
        let graph = Graph::new([a.types(), b.types()]);
        assert_eq!(graph.node(1, TypeId(1)), Node(5));
        assert_eq!(graph.get(Node(5)).name(), Some("list_head"));
        assert_eq!(graph.to(Node(8), TypeId(3)), Node(7));
        assert_eq!(graph.node(1, TypeId::VOID), Node::VOID);
    }

    #[test]
    fn a_base_that_is_missing_leaves_void() {
        let base = doc::example();
        let module = Btf::parse_split(doc::example_module_bytes(), &base).unwrap();
        let graph = Graph::new([module.types()]);
        assert_eq!(graph.to(Node(1), TypeId(4)), Node::VOID);
        assert_eq!(graph.get(Node(99)).name(), None);
    }
}

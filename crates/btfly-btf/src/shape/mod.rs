//! Shapes: which types of several BTFs say the same.
//!
//! Equivalence is the coarsest one under which two types of one class have the same label (kind, name,
//! size, names and offsets of members, values …) and refer, place by place, to types of one class.
//! Circles need no special case: two types are equivalent unless something they reach tells them apart.
//!
//! *In:* a [`Graph`]. *Out:* [`Shapes`]: a class for each node, as the first node of it. *Never:* a hash
//! that decides (labels and references are compared), recursion, or more than n log n steps: every time
//! a class splits, only its smaller parts get a new number (Hopcroft's idea).

mod label;
mod refine;
mod spelled;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use crate::graph::{Graph, Node};
use crate::view::Type;
pub(crate) use label::is_forward;
use label::{Labels, Tags};
pub(crate) use refine::{Edges, Partition};
pub(crate) use spelled::{Space, Spellings};

/// How far equivalence looks.
///
/// ```
/// use btfly_btf::{graph::{Graph, Node}, shape::{Depth, Forwards, Options, Shapes}, text};
///
/// // Structs that differ behind a pointer have one layout.
/// let btf = text::parse("[1] STRUCT 's' size=8\n\t'p' type_id=2 bits_offset=0\n[2] PTR type_id=0
///     [3] STRUCT 's' size=8\n\t'p' type_id=4 bits_offset=0\n[4] PTR type_id=5\n[5] INT 'int' size=4")?;
/// let same = |depth| {
///     let options = Options { depth, forwards: Forwards::AsDefined };
///     Shapes::new(&Graph::new([btf.types()]), options).same(Node(1), Node(3))
/// };
/// assert!(!same(Depth::All));
/// # Ok::<(), text::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Depth {
    /// At everything that can be reached.
    All,
    /// At what lies in memory: sizes, offsets, values. Behind a pointer and in a prototype, a struct,
    /// union or enum that has a name counts by its name alone, as it does for CO-RE; names of
    /// parameters do not count.
    Layout,
}

/// What a forward declaration is equivalent to.
///
/// ```
/// use btfly_btf::{graph::{Graph, Node}, shape::{Depth, Forwards, Options, Shapes}, text};
///
/// let btf = text::parse("[1] STRUCT 's' size=8\n[2] FWD 's' fwd_kind=struct")?;
/// let options = Options { depth: Depth::All, forwards: Forwards::AsDefined };
/// assert!(Shapes::new(&Graph::new([btf.types()]), options).same(Node(1), Node(2)));
/// # Ok::<(), text::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Forwards {
    /// To forward declarations of the same name only.
    Apart,
    /// To the definition of that name: in its own BTF, else in the base, else the first in the graph.
    /// An enum without values counts as a forward declaration.
    AsDefined,
}

/// How to compare.
///
/// ```
/// use btfly_btf::shape::{Depth, Forwards, Options};
///
/// // What a header wants: one definition for what has one layout.
/// let options = Options { depth: Depth::Layout, forwards: Forwards::AsDefined };
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Options {
    /// How far equivalence looks.
    pub depth: Depth,
    /// What a forward declaration is equivalent to.
    pub forwards: Forwards,
}

/// The classes of equivalent types of a graph.
///
/// ```
/// use btfly_btf::{Kind, graph::{Graph, Node}, shape::{Depth, Forwards, Options, Shapes}};
///
/// // The same kernel twice.
/// # let (old, new) = (btfly_btf::doc::example(), btfly_btf::doc::example());
/// let graph = Graph::new([old.types(), new.types()]);
/// let options = Options { depth: Depth::All, forwards: Forwards::AsDefined };
/// let shapes = Shapes::new(&graph, options);
/// let id = |types: btfly_btf::Types<'_>| types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// let a = graph.node(0, id(old.types()));
/// let b = graph.node(1, id(new.types()));
/// assert!(a != b && shapes.same(a, b));
/// assert_eq!(shapes.first(b), a);
/// ```
#[derive(Clone, Debug)]
pub struct Shapes {
    first: Box<[u32]>,
}

impl Shapes {
    /// Compares all types of `graph`.
    ///
    /// ```
    /// use btfly_btf::{graph::Graph, shape::{Depth, Forwards, Options, Shapes}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let options = Options { depth: Depth::All, forwards: Forwards::AsDefined };
    /// let shapes = Shapes::new(&Graph::new([btf.types(), btf.types()]), options);
    /// assert_eq!(shapes.count(), 1 + btf.iter().len());
    /// ```
    #[must_use]
    pub fn new(graph: &Graph<'_>, options: Options) -> Self {
        let tags = Tags::new(graph);
        let content = match options.forwards {
            Forwards::Apart => graph_order(graph),
            Forwards::AsDefined => tags.definitions(graph),
        };
        let first = match options.depth {
            Depth::All => {
                let given = vec![0; graph.len()];
                classes(&Labels { graph, content: &content, given: &given, exact: true })
            }
            Depth::Layout => {
                let named = Labels { graph, content: &content, given: tags.groups(), exact: false };
                let behind = behind_pointers(graph, &classes(&named));
                classes(&Labels { given: &behind, ..named })
            }
        };
        Self { first: first.into_boxed_slice() }
    }

    /// The first node that is equivalent to `node` and no declaration of another: it stands for its class.
    ///
    /// ```
    /// use btfly_btf::{graph::{Graph, Node}, shape::{Depth, Forwards, Options, Shapes}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let options = Options { depth: Depth::All, forwards: Forwards::AsDefined };
    /// let shapes = Shapes::new(&Graph::new([btf.types(), btf.types()]), options);
    /// assert_eq!(shapes.first(Node(5)), Node(1));
    /// ```
    #[inline]
    #[must_use]
    pub fn first(&self, node: Node) -> Node {
        self.first.get(node.index()).copied().map_or(node, Node)
    }

    /// Whether two nodes are equivalent.
    ///
    /// ```
    /// use btfly_btf::{graph::{Graph, Node}, shape::{Depth, Forwards, Options, Shapes}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let options = Options { depth: Depth::All, forwards: Forwards::AsDefined };
    /// let shapes = Shapes::new(&Graph::new([btf.types(), btf.types()]), options);
    /// assert!(shapes.same(Node(1), Node(5)) && !shapes.same(Node(1), Node(2)));
    /// ```
    #[inline]
    #[must_use]
    pub fn same(&self, a: Node, b: Node) -> bool {
        self.first(a) == self.first(b)
    }

    /// How many classes there are, with that of `void`.
    ///
    /// ```
    /// use btfly_btf::{graph::Graph, shape::{Depth, Forwards, Options, Shapes}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let options = Options { depth: Depth::All, forwards: Forwards::AsDefined };
    /// assert_eq!(Shapes::new(&Graph::new([btf.types()]), options).count(), 5);
    /// ```
    #[must_use]
    pub fn count(&self) -> usize {
        (0_u32..).zip(&self.first).filter(|(node, first)| node == *first).count()
    }
}

fn graph_order(graph: &Graph<'_>) -> Vec<Node> {
    core::iter::once(Node::VOID).chain(graph.nodes()).collect()
}

/// The classes under these labels and the references that they leave to be followed, each as the first
/// node of it that speaks for itself.
fn classes(labels: &Labels<'_, '_>) -> Vec<u32> {
    let edges = Edges::new(labels.graph.len(), |node, push| {
        labels.for_each_reference(Node(node), |to| push(to.0));
    });
    let (start, settled) = refine::start(&labels.classes(), &edges, &labels.ends());
    let mut partition = Partition::new(&start);
    partition.refine(&edges, &settled);
    partition.firsts(|node| labels.content(Node(node)) == Node(node))
}

/// For the second half of [`Depth::Layout`]: what pointers, prototypes and functions are equivalent to is
/// settled by names, so their class is all there is to say about them.
fn behind_pointers(graph: &Graph<'_>, by_name: &[u32]) -> Vec<u32> {
    let class = |node: Node| match graph.get(node) {
        Type::Ptr(_) | Type::FuncProto(_) | Type::Func(_) => {
            by_name.get(node.index()).copied().unwrap_or(0)
        }
        Type::Void
        | Type::Int(_)
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Union(_)
        | Type::Enum(_)
        | Type::Fwd(_)
        | Type::Typedef(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::Var(_)
        | Type::Datasec(_)
        | Type::Float(_)
        | Type::DeclTag(_)
        | Type::TypeTag(_)
        | Type::Enum64(_)
        | Type::Opaque(_) => 0,
    };
    core::iter::once(0).chain(graph.nodes().map(class)).collect()
}

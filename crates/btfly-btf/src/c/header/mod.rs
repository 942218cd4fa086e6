//! A header of a kernel and its modules: one C text in which all their types can be used side by side.
//!
//! *In:* the types of a base and of modules, under names. *Out:* [`Header`], which knows what is equal in
//! layout and what everything is called; [`Writer`], which prints it piece by piece. *Never:* a type that is
//! dropped without a word: what gets another name or no C is in the [`Header::renamed`] and
//! [`Writer::left_out`] lists, and in a comment at the end.
//!
//! What is equal in layout (see [`Depth::Layout`]) is printed once, for the base if it has it, else for the
//! first module by name. A declaration means the definition that the header has. Everything else follows
//! from names: see `names`.
//!
//! ```
//! use btfly_btf::c::header::{Header, Options};
//!
//! # let base = btfly_btf::doc::example();
//! # let bytes = btfly_btf::doc::example_module_bytes();
//! let module = btfly_btf::Btf::parse_split(bytes, &base)?;
//! let header = Header::new(base.types(), [("dummy", module.types())]);
//! let mut writer = header.writer(&Options::default());
//! let mut out = Vec::new();
//! while writer.write(&mut out) {}
//! let text = String::from_utf8(out).unwrap();
//! assert!(text.contains("/* module dummy */\n\nstruct dummy_priv {\n\tu32 next;\n};\n"));
//! # Ok::<(), btfly_btf::error::Error>(())
//! ```

mod names;
mod write;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::graph::{Graph, Node};
use crate::shape::{Depth, Forwards, Options as ShapeOptions, Shapes};
use crate::table::Types;
use crate::view::Type;
pub use names::Renamed;
pub use write::{LeftOut, Options, Why, Writer};

/// What a header of a base and modules consists of, decided before anything is printed.
///
/// ```
/// use btfly_btf::{TypeId, c::header::Header};
///
/// # let btf = btfly_btf::doc::example();
/// let header = Header::new(btf.types(), []);
/// assert_eq!(header.name(header.graph().node(0, TypeId(4))), "u32");
/// ```
#[derive(Clone, Debug)]
pub struct Header<'b> {
    graph: Graph<'b>,
    shapes: Shapes,
    /// What parts are called; the first is the base.
    parts: Vec<&'b str>,
    renamed: Vec<Renamed>,
    /// Typedefs that are not printed because compilers have their own.
    builtins: Vec<Node>,
    printed: super::Graph<'b>,
}

impl<'b> Header<'b> {
    /// Compares all types and gives them names. Modules are taken by name, in whatever order they come; one
    /// whose base is not `base` is left out.
    ///
    /// ```
    /// use btfly_btf::c::header::Header;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert!(Header::new(btf.types(), []).renamed().is_empty());
    /// ```
    pub fn new(base: Types<'b>, modules: impl IntoIterator<Item = (&'b str, Types<'b>)>) -> Self {
        let mut modules: Vec<(&str, Types<'_>)> = modules.into_iter().collect();
        modules.sort_by_key(|(name, _)| *name);
        let mut printed = super::Graph::new(base);
        modules.retain(|(_, types)| printed.push(*types).is_some());
        let graph =
            Graph::new(core::iter::once(base).chain(modules.iter().map(|(_, types)| *types)));
        let parts: Vec<&str> =
            core::iter::once("vmlinux").chain(modules.iter().map(|(name, _)| *name)).collect();

        let options = ShapeOptions { depth: Depth::Layout, forwards: Forwards::AsDefined };
        let shapes = Shapes::new(&graph, options);
        let builtins = builtins(&graph, &shapes);
        let canonical = |node| {
            let first = shapes.first(node);
            builtins.iter().find(|builtin| builtin.0 == first).map_or(first, |builtin| builtin.1).0
        };
        printed.set_canonical(
            core::iter::once(Node::VOID).chain(graph.nodes()).map(canonical).collect(),
        );
        let renamed = names::decide(&graph, &shapes, &parts);
        for Renamed { node, variant, name } in &renamed {
            let node = super::Node(node.0);
            match variant {
                Some(index) => printed.set_variant_name(node, *index, name.as_str()),
                None => printed.set_name(node, name.as_str()),
            }
        }
        let builtins = builtins.into_iter().map(|(node, _)| node).collect();
        Self { graph, shapes, parts, renamed, builtins, printed }
    }

    /// The types of all parts: the base's, then the modules' by name.
    ///
    /// ```
    /// use btfly_btf::c::header::Header;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Header::new(btf.types(), []).graph().len(), 1 + btf.iter().len());
    /// ```
    #[must_use]
    pub const fn graph(&self) -> &Graph<'b> {
        &self.graph
    }

    /// What a part is called: `vmlinux`, or the name of a module.
    ///
    /// ```
    /// use btfly_btf::{Btf, c::header::Header};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// let header = Header::new(base.types(), [("dummy", module.types())]);
    /// assert_eq!([0, 1].map(|part| header.part_name(part)), ["vmlinux", "dummy"]);
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    #[must_use]
    pub fn part_name(&self, part: u32) -> &'b str {
        self.parts.get(part as usize).copied().unwrap_or("")
    }

    /// The node that is printed for `node`: the first that is equal in layout.
    ///
    /// ```
    /// use btfly_btf::{TypeId, c::header::Header};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let header = Header::new(btf.types(), []);
    /// let node = header.graph().node(0, TypeId(1));
    /// assert_eq!(header.stands_for(node), node);
    /// ```
    #[must_use]
    pub fn stands_for(&self, node: Node) -> Node {
        self.shapes.first(node)
    }

    /// What the header calls a struct, union, enum, typedef or kfunc; empty for what has no name.
    ///
    /// ```
    /// use btfly_btf::{TypeId, c::header::Header};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let header = Header::new(btf.types(), []);
    /// assert_eq!(header.name(header.graph().node(0, TypeId(1))), "list_head");
    /// ```
    #[must_use]
    pub fn name(&self, node: Node) -> Cow<'_, str> {
        let first = self.shapes.first(node);
        match self.find_renamed(first, None) {
            Some(renamed) => Cow::Borrowed(&renamed.name),
            None => Cow::Borrowed(self.graph.get(first).name().unwrap_or("")),
        }
    }

    /// Everything that is not called as its BTF has it, in order of node.
    ///
    /// ```
    /// use btfly_btf::c::header::Header;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// // Of one BTF without clashes, nothing.
    /// assert!(Header::new(btf.types(), []).renamed().is_empty());
    /// ```
    #[must_use]
    pub fn renamed(&self) -> &[Renamed] {
        &self.renamed
    }

    /// The names that the header takes up beside tags: typedefs, enumerators and kfuncs, as they are
    /// printed, sorted.
    ///
    /// ```
    /// use btfly_btf::c::header::Header;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(Header::new(btf.types(), []).ordinary_names(), ["u32"]);
    /// ```
    #[must_use]
    pub fn ordinary_names(&self) -> Vec<&str> {
        names::ordinary(&self.graph, &self.shapes, |node, variant| {
            self.find_renamed(node, variant).map(|renamed| renamed.name.as_str())
        })
    }

    /// A writer of this header.
    ///
    /// ```
    /// use btfly_btf::c::header::{Header, Options};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let header = Header::new(btf.types(), []);
    /// let writer = header.writer(&Options::default());
    /// # let _ = writer;
    /// ```
    #[must_use]
    pub fn writer(&self, options: &Options<'_>) -> Writer<'_> {
        Writer::new(self, options)
    }

    fn find_renamed(&self, node: Node, variant: Option<u32>) -> Option<&Renamed> {
        let key = (node, variant);
        let at = self.renamed.binary_search_by(|known| (known.node, known.variant).cmp(&key));
        self.renamed.get(at.ok()?)
    }
}

/// Types that every compiler has built in, and each in a form of its own: no header can define them, and
/// what is made of them must have the kernel's form, not that of the compiler's target.
const BUILTINS: [&str; 1] = ["__builtin_va_list"];

/// The typedefs of [`BUILTINS`], with what stands for each.
fn builtins(graph: &Graph<'_>, shapes: &Shapes) -> Vec<(Node, Node)> {
    let mut found = Vec::new();
    for node in graph.nodes() {
        if let Type::Typedef(view) = graph.get(node)
            && BUILTINS.contains(&view.name())
            && shapes.first(node) == node
        {
            let target = shapes.first(graph.to(node, view.type_id()));
            // A circle, or one behind the other, is no kernel's.
            if target != node && !found.iter().any(|(known, _)| *known == target) {
                found.push((node, target));
            }
        }
    }
    found
}

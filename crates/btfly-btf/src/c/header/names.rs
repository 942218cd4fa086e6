//! Names of a header: C knows one struct `foo`, a kernel with its modules may have several.
//!
//! *In:* a graph and its classes of equal layout. *Out:* a name for everything that cannot keep its own.
//! *Never:* a name that depends on ids, on the order in which modules were loaded, or on what else is
//! printed.
//!
//! The rule. C has two spaces of names that matter here: tags (of structs, unions and enums), and the
//! rest (typedefs, enumerators, functions). In each, the first to come keeps the name: the base before the
//! modules, the modules by name. A later one of the base gets `___2`, `___3`, … behind its name, one of a
//! module `___module`, then `___module__2`, …: flavors, which CO-RE cuts off again. What is equal in
//! layout is one, and needs one name.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::c::odd::is_identifier;
use crate::graph::{Graph, Node};
use crate::shape::Shapes;
use crate::view::Type;

/// A name that something gets because its own is taken, or is none in C.
///
/// ```
/// use btfly_btf::c::header::Renamed;
/// use btfly_btf::graph::Node;
///
/// let renamed = Renamed { node: Node(7), variant: None, name: "slave___eql".into() };
/// assert_eq!(btfly_btf::names::essential_name(&renamed.name), "slave");
/// ```
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Renamed {
    /// The type, or the enum of the enumerator, or the function.
    pub node: Node,
    /// Which enumerator, if it is one.
    pub variant: Option<u32>,
    /// What it is called instead.
    pub name: String,
}

/// Decides the names of all first nodes of their class. `parts` are the names of the graph's parts; the
/// base's is not used.
///
/// The answer is in order of node and enumerator.
pub(super) fn decide(graph: &Graph<'_>, shapes: &Shapes, parts: &[&str]) -> Vec<Renamed> {
    let mut items = collect(graph, shapes);
    items.sort_unstable();
    let mut given = BTreeSet::new();
    let mut renamed = Vec::new();
    for same_name in items.chunk_by(|a, b| (a.space, a.name) == (b.space, b.name)) {
        let Some(first) = same_name.first() else { continue };
        let is_taken = usize::from(!is_identifier(first.name.as_bytes()));
        if same_name.len() + is_taken < 2 {
            continue;
        }
        // Few get here, so that looking at their contents costs little.
        let mut order: Vec<(u32, Vec<u8>, &Item<'_>)> =
            same_name.iter().map(|item| (item.part, content(graph, item), item)).collect();
        order.sort_unstable();
        let mut before_in_part = 0;
        let mut last_part = None;
        for (index, (part, _, item)) in order.iter().enumerate() {
            if last_part.replace(*part) != Some(*part) {
                before_in_part = 0;
            }
            if 0 < index + is_taken {
                let module = if *part == 0 { None } else { parts.get(*part as usize).copied() };
                // Ends, because there are fewer names than numbers.
                let name = (before_in_part..)
                    .map(|before| (item.space, flavored(item.name, module, before)))
                    .find(|name| !is_known(&items, name) && !given.contains(name));
                let Some((space, name)) = name else { continue };
                given.insert((space, name.clone()));
                renamed.push(Renamed { node: item.node, variant: item.variant, name });
            }
            before_in_part += 1;
        }
    }
    renamed.sort_unstable();
    renamed
}

/// The spaces of names that C keeps apart.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Space {
    /// Names of structs, unions and enums.
    Tag,
    /// Typedefs, enumerators, functions.
    Ordinary,
}

/// Something that has a name in a header.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Item<'b> {
    space: Space,
    name: &'b str,
    part: u32,
    node: Node,
    variant: Option<u32>,
}

fn collect<'b>(graph: &Graph<'b>, shapes: &Shapes) -> Vec<Item<'b>> {
    let mut items = Vec::new();
    let mut add = |space, name: &'b str, node, variant| {
        if !name.is_empty() {
            items.push(Item { space, name, part: graph.part(node), node, variant });
        }
    };
    for node in graph.nodes().filter(|node| shapes.first(*node) == *node) {
        match graph.get(node) {
            Type::Struct(view) | Type::Union(view) => add(Space::Tag, view.name(), node, None),
            Type::Fwd(view) => add(Space::Tag, view.name(), node, None),
            Type::Typedef(view) => add(Space::Ordinary, view.name(), node, None),
            Type::Enum(view) => {
                add(Space::Tag, view.name(), node, None);
                for (index, variant) in (0..).zip(view.variants()) {
                    add(Space::Ordinary, variant.name(), node, Some(index));
                }
            }
            Type::Enum64(view) => {
                add(Space::Tag, view.name(), node, None);
                for (index, variant) in (0..).zip(view.variants()) {
                    add(Space::Ordinary, variant.name(), node, Some(index));
                }
            }
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => {}
            Type::DeclTag(tag) if tag.name() == KFUNC && tag.component_idx() == -1 => {
                let function = shapes.first(graph.to(node, tag.type_id()));
                if let Type::Func(view) = graph.get(function) {
                    add(Space::Ordinary, view.name(), function, None);
                }
            }
            Type::DeclTag(_) => {}
        }
    }
    items
}

/// What the kernel's build tags the functions with that BPF programs may call.
const KFUNC: &str = "bpf_kfunc";

/// The names of the ordinary space as they are printed, sorted.
pub(super) fn ordinary<'n>(
    graph: &Graph<'n>,
    shapes: &Shapes,
    renamed: impl Fn(Node, Option<u32>) -> Option<&'n str>,
) -> Vec<&'n str> {
    let items = collect(graph, shapes);
    let ordinary = items.iter().filter(|item| item.space == Space::Ordinary);
    let mut names: Vec<&str> =
        ordinary.map(|item| renamed(item.node, item.variant).unwrap_or(item.name)).collect();
    names.sort_unstable();
    names
}

/// `name` with the flavor of the `before + 1`-th of its name in the base or in `module`.
fn flavored(name: &str, module: Option<&str>, before: u32) -> String {
    let number = before + 1;
    let name = identifier(name);
    match module.map(flavor) {
        None => format!("{name}___{number}"),
        Some(module) if before == 0 => format!("{name}___{module}"),
        // Not three underscores: CO-RE cuts at the last three.
        Some(module) => format!("{name}___{module}__{number}"),
    }
}

/// What is left of longer names. The kernel refuses those of more than 512 bytes; one that many types share
/// would fill memory.
const MAX_NAME: usize = 512;

/// `name` with an underscore for every character that no name in C has.
fn identifier(name: &str) -> String {
    let chars = name.chars().take(MAX_NAME);
    chars.map(|char| if char.is_ascii_alphanumeric() { char } else { '_' }).collect()
}

/// The name of a module as a flavor: no underscores at its ends, nor three of them in a row.
fn flavor(module: &str) -> String {
    let words = module.split(|char: char| !char.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

fn is_known(items: &[Item<'_>], name: &(Space, String)) -> bool {
    items.binary_search_by(|item| (item.space, item.name).cmp(&(name.0, &name.1))).is_ok()
}

/// What tells `item` from others of its name in its part, whatever their ids.
fn content(graph: &Graph<'_>, item: &Item<'_>) -> Vec<u8> {
    let ty = graph.get(item.node);
    let mut out = alloc::vec![ty.kind() as u8];
    let mut entry = |name: &str, number: u64| {
        out.extend(name.bytes().take(MAX_NAME));
        out.push(0);
        out.extend_from_slice(&number.to_be_bytes());
    };
    match ty {
        Type::Struct(view) | Type::Union(view) => {
            entry("", view.members().len() as u64);
            entry("", u64::from(view.size()));
            for member in view.members() {
                entry(member.name(), member.offset_bits().0);
                entry(spelled(graph, graph.to(item.node, member.type_id())), 0);
            }
        }
        Type::Enum(view) => {
            entry("", view.variants().len() as u64);
            view.variants().for_each(|variant| entry(variant.name(), variant.value().bits()));
        }
        Type::Enum64(view) => {
            entry("", view.variants().len() as u64);
            view.variants().for_each(|variant| entry(variant.name(), variant.value().bits()));
        }
        Type::Typedef(view) => entry(spelled(graph, graph.to(item.node, view.type_id())), 0),
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Fwd(_)
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
        | Type::Opaque(_) => {}
    }
    out
}

/// The first name on the way from `node`; empty if there is none within a few steps.
fn spelled<'b>(graph: &Graph<'b>, node: Node) -> &'b str {
    let mut at = node;
    for _ in 0..8 {
        let ty = graph.get(at);
        match (ty.name(), ty.target()) {
            (Some(name), _) => return name,
            (None, Some(target)) => at = graph.to(at, target),
            (None, None) => break,
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::flavored;
    use crate::names::essential_name;

    #[track_caller]
    fn check(name: &str, module: Option<&str>, before: u32, expected: &str) {
        let flavored = flavored(name, module, before);
        assert_eq!(flavored, expected);
        assert_eq!(essential_name(&flavored), name, "CO-RE must see the name behind {flavored:?}");
    }

    #[test]
    fn a_flavor_is_what_core_cuts_off() {
        check("console", None, 1, "console___2");
        check("slave", Some("eql"), 0, "slave___eql");
        check("workspace", Some("btrfs"), 2, "workspace___btrfs__3");
        check("vlan", Some("8021q"), 0, "vlan___8021q");
        check("a___b", Some("m"), 0, "a___b___m");
        check("x", Some("__odd___name_"), 0, "x___odd_name");
        check("x", Some("odd-name"), 1, "x___odd_name__2");
    }
}

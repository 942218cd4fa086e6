//! Two descriptions of a type, one of a kernel, one of a compiler that read a header of it: do they say the same? ·
//! graphs → sizes, members and values with types spelled as text · never through the code that made the header.

use std::fmt::Write as _;

use btfly_btf::graph::{Graph, Node};
use btfly_btf::names::essential_name;
use btfly_btf::view::{Composite, Type};

/// The one type that no header can define.
pub(super) const BUILTIN: &str = "__builtin_va_list";

/// Anonymous types inside one another deeper than this are no kernel's.
const DEEPEST: u32 = 64;

/// What a struct, union, enum or typedef says.
#[derive(Clone, Debug)]
pub(super) enum Described {
    /// Bytes, and members.
    Composite(u32, Vec<Place>),
    /// Bytes, and values by name.
    Enum(u32, Vec<(String, u64)>),
    /// The target with its size where it has one, and without.
    Typedef(String, String),
    Other,
}

/// A member as memory has it: those of anonymous members are the container's own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Place {
    name: String,
    offset: u64,
    /// 0 for what is no bitfield.
    bits: u64,
    ty: String,
}

impl Described {
    pub(super) fn new(graph: &Graph<'_>, node: Node) -> Self {
        let ty = graph.get(node);
        match ty {
            Type::Struct(view) | Type::Union(view) => {
                Self::Composite(view.size(), places(graph, node, view))
            }
            Type::Enum(_) | Type::Enum64(_) => {
                let (size, values) = values(&ty).unwrap_or_default();
                Self::Enum(size, values)
            }
            Type::Typedef(view) => {
                let target = graph.to(node, view.type_id());
                let mut unsized_ = String::new();
                spell(graph, target, &mut unsized_, true, 0);
                Self::Typedef(spelled(graph, target), unsized_)
            }
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
            | Type::Opaque(_) => Self::Other,
        }
    }

    /// How many members or values there are to compare.
    pub(super) fn entries(&self) -> u64 {
        match self {
            Self::Composite(_, places) => places.len() as u64,
            Self::Enum(_, values) => values.len() as u64,
            Self::Typedef(..) | Self::Other => 0,
        }
    }

    /// The same with no more of each value than compilers wrote down before there was a kind for more.
    pub(super) fn in_32_bits(self) -> Self {
        match self {
            Self::Enum(size, values) => {
                let low = |(name, value)| (name, value & u64::from(u32::MAX));
                Self::Enum(size, values.into_iter().map(low).collect())
            }
            other => other,
        }
    }

    /// In what `back` differs from this.
    pub(super) fn differs(&self, back: &Self) -> Result<(), String> {
        match (self, back) {
            (Self::Composite(size, places), Self::Composite(there, places_there)) => {
                same("size", size, there)?;
                same("members", &places.len(), &places_there.len())?;
                places.iter().zip(places_there).try_for_each(|(a, b)| same("member", a, b))
            }
            (Self::Enum(size, values), Self::Enum(there, values_there)) => {
                same("size", size, there)?;
                same("values", &values.len(), &values_there.len())?;
                values.iter().zip(values_there).try_for_each(|(a, b)| same("value", a, b))
            }
            // A module that only declares a struct has a typedef without a size, and the header the definition;
            // a compiler that was not asked for the struct declares it. Its size is compared where it is defined.
            (Self::Typedef(target, declared), Self::Typedef(there, declared_there))
                if target == declared || there == declared_there =>
            {
                same("target", declared, declared_there)
            }
            (Self::Typedef(target, _), Self::Typedef(there, _)) => same("target", target, there),
            _ => Err(format!("{self:?} is {back:?}")),
        }
    }
}

fn same<T: std::fmt::Debug + PartialEq>(what: &str, a: &T, b: &T) -> Result<(), String> {
    if a == b { Ok(()) } else { Err(format!("{what} {a:?} is {b:?}")) }
}

/// The members of a struct or union, anonymous ones replaced by theirs.
fn places(graph: &Graph<'_>, node: Node, composite: Composite<'_>) -> Vec<Place> {
    let mut out = Vec::new();
    flatten(graph, node, composite, 0, 0, &mut out);
    out
}

fn flatten(
    graph: &Graph<'_>,
    node: Node,
    composite: Composite<'_>,
    start: u64,
    depth: u32,
    out: &mut Vec<Place>,
) {
    let Some(types) = graph.types(graph.part(node)) else { return };
    for field in types.fields(composite) {
        let to = graph.to(node, field.member.type_id());
        let offset = start + field.offset.0;
        if field.member.name().is_empty() {
            let inner = unmodified(graph, to);
            if let (Some(composite), true) = (graph.get(inner).as_composite(), depth < DEEPEST) {
                flatten(graph, inner, composite, offset, depth + 1, out);
            }
            // Else it is padding, of which compilers say nothing.
            continue;
        }
        let bits = if field.is_bitfield { field.size.map_or(0, |size| size.0) } else { 0 };
        let ty = spelled(graph, to);
        out.push(Place { name: field.member.name().to_owned(), offset, bits, ty });
    }
}

/// The values of an enum, by name; without the signs that compilers choose.
fn values(ty: &Type<'_>) -> Option<(u32, Vec<(String, u64)>)> {
    let mask = |size: u32| if 8 <= size { u64::MAX } else { (1 << (size * 8)) - 1 };
    let value = |size, name: &str, bits: u64| (essential_name(name).to_owned(), bits & mask(size));
    match ty {
        Type::Enum(view) => {
            let size = view.size();
            let all = view.variants().map(|v| value(size, v.name(), v.value().bits()));
            Some((size, all.collect()))
        }
        Type::Enum64(view) => {
            let size = view.size();
            let all = view.variants().map(|v| value(size, v.name(), v.value().bits()));
            Some((size, all.collect()))
        }
        _ => None,
    }
}

/// A type in words that every compiler agrees on.
fn spelled(graph: &Graph<'_>, node: Node) -> String {
    let mut out = String::new();
    spell(graph, node, &mut out, false, 0);
    out
}

fn spell(graph: &Graph<'_>, node: Node, out: &mut String, is_behind: bool, depth: u32) {
    let (mut at, mut cv) = (node, [false; 3]);
    // Qualifiers in any order are the same, and those of an array are its elements'.
    loop {
        let ty = graph.get(at);
        match ty {
            Type::Const(_) => cv[0] = true,
            Type::Volatile(_) => cv[1] = true,
            Type::Restrict(_) => cv[2] = true,
            Type::TypeTag(_) => {}
            // Compilers have their own, so the header says what it stands for.
            Type::Typedef(view) if view.name() == BUILTIN => {}
            Type::Array(array) => {
                let _ = write!(out, "[{}]", array.len());
                // gcc forgets the name of an array type of which it makes an array.
                let element = graph.to(at, array.elem_type_id());
                let inner = unmodified(graph, element);
                if matches!(graph.get(inner), Type::Array(_)) {
                    at = inner;
                    continue;
                }
            }
            _ => break,
        }
        let Some(target) = ty.target() else { break };
        at = graph.to(at, target);
    }
    for (word, has) in ["const ", "volatile ", "restrict "].into_iter().zip(cv) {
        if has {
            out.push_str(word);
        }
    }
    let ty = graph.get(at);
    let size = || match graph.types(graph.part(at)).and_then(|types| types.size_of(graph.id(at))) {
        Some(size) if !is_behind => format!(":{size}"),
        _ => String::new(),
    };
    if DEEPEST < depth {
        out.push_str("...");
        return;
    }
    let _ = match ty {
        Type::Void => write!(out, "void"),
        Type::Int(int) => {
            write!(out, "{}:{}:{}", words(int.name()), int.size(), int.size_bits())
        }
        Type::Float(float) => write!(out, "{}:{}", words(float.name()), float.size()),
        Type::Ptr(view) => {
            out.push('*');
            spell(graph, graph.to(at, view.type_id()), out, true, depth + 1);
            Ok(())
        }
        Type::Typedef(view) => write!(out, "{}{}", essential_name(view.name()), size()),
        Type::Fwd(fwd) => {
            let word = if fwd.is_union() { "union" } else { "struct" };
            write!(out, "{word} {}", essential_name(fwd.name()))
        }
        Type::Struct(view) | Type::Union(view) if view.name().is_empty() => {
            let _ = write!(out, "{}{}{{", ty.kind(), size());
            for place in places(graph, at, view) {
                let _ = write!(out, "{}@{}:{} {};", place.name, place.offset, place.bits, place.ty);
            }
            write!(out, "}}")
        }
        Type::Struct(view) => write!(out, "struct {}{}", essential_name(view.name()), size()),
        Type::Union(view) => write!(out, "union {}{}", essential_name(view.name()), size()),
        Type::Enum(_) | Type::Enum64(_) => match ty.name() {
            Some(name) => write!(out, "enum {}{}", essential_name(name), size()),
            None => write!(out, "enum {:?}", values(&ty)),
        },
        Type::FuncProto(proto) => {
            out.push('(');
            for param in proto.params() {
                spell(graph, graph.to(at, param.type_id()), out, true, depth + 1);
                out.push(',');
            }
            out.push_str(")->");
            spell(graph, graph.to(at, proto.return_type_id()), out, true, depth + 1);
            Ok(())
        }
        other => write!(out, "{}", other.kind()),
    };
}

/// The words of an integer's name in one order, because gcc says `long unsigned int` and clang `unsigned
/// long`.
fn words(name: &str) -> String {
    let mut words: Vec<&str> = name.split_ascii_whitespace().collect();
    if 1 < words.len() {
        words.retain(|word| *word != "int");
    }
    words.sort_unstable();
    words.join(" ")
}

fn unmodified(graph: &Graph<'_>, node: Node) -> Node {
    let mut at = node;
    while let Type::Const(_)
    | Type::Volatile(_)
    | Type::Restrict(_)
    | Type::TypeTag(_)
    | Type::Typedef(_) = graph.get(at)
    {
        let Some(target) = graph.get(at).target() else { break };
        at = graph.to(at, target);
    }
    at
}

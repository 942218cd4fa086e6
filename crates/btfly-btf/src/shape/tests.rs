//! Equivalence against its quadratic twin, and on shapes that would make a careless one run for ever.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Depth, Forwards, Options, Shapes};
use crate::btf::Btf;
use crate::graph::{Graph, Node};
use crate::id::TypeId;
use crate::view::Type;
use crate::wire::cursor::{Endian, put};
use crate::wire::kind::{Info, Kind};

/// A section under construction; names and ids continue those of the base, if there is one.
#[derive(Default)]
struct Section {
    types: Vec<u8>,
    strings: Vec<u8>,
    first_string: u32,
}

impl Section {
    fn base() -> Self {
        Self { strings: vec![0], ..Self::default() }
    }

    fn on(base: &Btf) -> Self {
        Self { first_string: base.types().strings().end(), ..Self::default() }
    }

    fn name(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return 0;
        }
        let at = self.first_string + u32::try_from(self.strings.len()).unwrap();
        self.strings.extend_from_slice(name.as_bytes());
        self.strings.push(0);
        at
    }

    fn add(&mut self, name: &str, kind: Kind, vlen: u32, flag: bool, rest: &[u32]) {
        let head = [self.name(name), Info::pack(kind as u8, vlen, flag).0];
        for word in head.iter().chain(rest) {
            put(&mut self.types, *word, Endian::Little);
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = vec![0x9f, 0xeb, 1, 0];
        let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
        for word in [24, 0, len(&self.types), len(&self.types), len(&self.strings)] {
            put(&mut out, word, Endian::Little);
        }
        out.extend_from_slice(&self.types);
        out.extend_from_slice(&self.strings);
        out
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap()
    }

    fn pick(&mut self, names: &[&'static str]) -> &'static str {
        names[self.below(u32::try_from(names.len()).unwrap()) as usize]
    }
}

/// Types of all kinds that refer to one another in any way, with few names, so that many are the same.
fn generated(dice: &mut Dice, mut section: Section, first: u32, len: u32) -> Vec<u8> {
    for _ in 0..len {
        let mut to = || dice.below(first + len);
        let (a, b, c) = (to(), to(), to());
        let tag = dice.pick(&["", "s", "t", "u"]);
        let name = dice.pick(&["a", "b"]);
        match dice.below(14) {
            0 => section.add(name, Kind::Int, 0, false, &[4, 32]),
            1 | 2 => section.add("", Kind::Ptr, 0, false, &[a]),
            3 => section.add("", Kind::Const, 0, false, &[a]),
            4 => section.add(name, Kind::Typedef, 0, false, &[a]),
            5 => section.add("", Kind::Array, 0, false, &[0, a, b, 2]),
            6 => section.add(tag, Kind::Struct, 0, false, &[8]),
            7 => {
                let member = section.name(name);
                section.add(tag, Kind::Struct, 1, false, &[8, member, a, 0]);
            }
            8 | 9 => {
                let (x, y) = (section.name("x"), section.name("y"));
                section.add(tag, Kind::Struct, 2, false, &[8, x, a, 0, y, b, 32]);
            }
            10 => {
                let member = section.name(name);
                section.add(tag, Kind::Union, 1, false, &[8, member, a, 0]);
            }
            11 => section.add(dice.pick(&["s", "t", "u"]), Kind::Fwd, 0, c % 2 == 0, &[0]),
            12 => {
                let (one, two) = (section.name(name), section.name("p"));
                section.add("", Kind::FuncProto, 2, false, &[a, one, b, two, c]);
            }
            _ => {
                let value = section.name(name);
                let values = [4, value, a % 2];
                let count = b % 2;
                let used = if count == 0 { &values[..1] } else { &values[..] };
                section.add(tag, Kind::Enum, count, false, used);
            }
        }
    }
    section.bytes()
}

/// The same relation by definition: start from "all are", and take away what is not until nothing is.
struct Naive<'g, 'b> {
    graph: &'g Graph<'b>,
    options: Options,
}

impl Naive<'_, '_> {
    fn tag(&self, node: Node) -> Option<String> {
        let ty = self.graph.get(node);
        let kind = match ty {
            Type::Fwd(fwd) if fwd.is_union() => Kind::Union,
            Type::Fwd(_) => Kind::Struct,
            Type::Struct(_) | Type::Union(_) | Type::Enum(_) => ty.kind(),
            _ => return None,
        };
        Some(format!("{kind} {}", ty.name()?))
    }

    fn declares(&self, node: Node) -> bool {
        match self.graph.get(node) {
            Type::Fwd(_) => true,
            Type::Enum(view) => view.variants().len() == 0,
            _ => false,
        }
    }

    fn meant(&self, node: Node) -> Node {
        let Some(tag) = self.tag(node) else { return node };
        if self.options.forwards == Forwards::Apart || !self.declares(node) {
            return node;
        }
        let part = self.graph.part(node);
        let found = |wanted: Option<u32>| {
            self.graph.nodes().find(|other| {
                self.tag(*other).as_deref() == Some(&tag)
                    && !self.declares(*other)
                    && wanted.is_none_or(|part| self.graph.part(*other) == part)
            })
        };
        found(Some(part)).or_else(|| found(Some(0))).or_else(|| found(None)).unwrap_or(node)
    }

    fn label(&self, node: Node) -> String {
        let ty = self.graph.get(node);
        let exact = self.options.depth == Depth::All;
        let head = format!("{} {:?} ", ty.kind(), ty.name());
        head + &match ty {
            Type::Struct(view) | Type::Union(view) => {
                let member = |m: crate::view::Member<'_>| (String::from(m.name()), m.offset_bits());
                format!("{} {:?}", view.size(), view.members().map(member).collect::<Vec<_>>())
            }
            Type::Enum(view) => format!("{:?}", view.variants().collect::<Vec<_>>()),
            Type::Fwd(fwd) => format!("{}", fwd.is_union()),
            Type::Array(array) => format!("{}", array.len()),
            Type::FuncProto(view) => {
                let name =
                    |p: crate::view::Param<'_>| if exact { p.name().into() } else { String::new() };
                format!("{:?}", view.params().map(name).collect::<Vec<_>>())
            }
            _ => String::new(),
        }
    }

    fn references(&self, node: Node) -> Vec<Node> {
        let mut to = Vec::new();
        match self.graph.get(node) {
            Type::Array(array) if self.options.depth == Depth::Layout => {
                to.push(self.graph.to(node, array.elem_type_id()));
            }
            _ => self.graph.for_each_reference(node, |node| to.push(node)),
        }
        to
    }

    /// `weak` is the relation behind pointers, `strong` the one that is asked for.
    fn relation(&self) -> Vec<Vec<bool>> {
        let len = self.graph.len();
        let nodes: Vec<Node> = (0..).map(Node).take(len).collect();
        let labels: Vec<String> = nodes.iter().map(|n| self.label(self.meant(*n))).collect();
        let refs: Vec<Vec<Node>> = nodes.iter().map(|n| self.references(self.meant(*n))).collect();
        let ends = |n: Node| {
            self.options.depth == Depth::Layout
                && matches!(self.graph.get(n), Type::Ptr(_) | Type::FuncProto(_))
        };
        let (mut weak, mut strong) = (vec![vec![true; len]; len], vec![vec![true; len]; len]);
        loop {
            let mut stable = true;
            for (a, b) in nodes.iter().flat_map(|a| nodes.iter().map(|b| (*a, *b))) {
                let (i, j) = (a.index(), b.index());
                let all = |table: &Vec<Vec<bool>>| {
                    labels[i] == labels[j]
                        && refs[i].iter().zip(&refs[j]).all(|(x, y)| table[x.index()][y.index()])
                };
                let is_weak = match (self.tag(a), self.tag(b)) {
                    (None, None) => all(&weak),
                    (a, b) => a == b,
                };
                let is_strong = match (ends(a), ends(b)) {
                    (true, true) => weak[i][j],
                    (false, false) => all(&strong),
                    _ => false,
                };
                for (table, now) in [(&mut weak, is_weak), (&mut strong, is_strong)] {
                    stable &= table[i][j] == now;
                    table[i][j] = now;
                }
            }
            if stable {
                return strong;
            }
        }
    }
}

const ALL_OPTIONS: [Options; 4] = [
    Options { depth: Depth::All, forwards: Forwards::Apart },
    Options { depth: Depth::All, forwards: Forwards::AsDefined },
    Options { depth: Depth::Layout, forwards: Forwards::Apart },
    Options { depth: Depth::Layout, forwards: Forwards::AsDefined },
];

#[test]
fn the_quadratic_twin_agrees_on_generated_graphs() {
    let (mut same, mut different) = (0_u32, 0_u32);
    for seed in 0..150 {
        let mut dice = Dice(seed);
        let base = Btf::parse(generated(&mut dice, Section::base(), 1, 24)).unwrap();
        let module = |dice: &mut Dice| {
            Btf::parse_split(generated(dice, Section::on(&base), 25, 12), &base).unwrap()
        };
        let mut again = Dice(dice.0);
        let a = module(&mut dice);
        // Every other time the second module repeats the first.
        let b = module(if seed % 2 == 0 { &mut again } else { &mut dice });
        let graph = Graph::new([base.types(), a.types(), b.types()]);
        for options in ALL_OPTIONS {
            let shapes = Shapes::new(&graph, options);
            let relation = Naive { graph: &graph, options }.relation();
            for (x, row) in (0..).map(Node).zip(&relation) {
                for (y, expected) in (0..).map(Node).zip(row) {
                    assert_eq!(
                        shapes.same(x, y),
                        *expected,
                        "seed {seed}, {options:?}: {:?} and {:?}",
                        (x, graph.get(x)),
                        (y, graph.get(y)),
                    );
                    *(if *expected && x < y { &mut same } else { &mut different }) += 1;
                }
            }
        }
    }
    // Both answers were asked for, many times.
    assert!(5_000 < same && 5_000 < different, "{same} {different}");
}

#[track_caller]
fn check(section: &Section, options: Options, expected_classes: usize) {
    let btf = Btf::parse(section.bytes()).unwrap();
    let shapes = Shapes::new(&Graph::new([btf.types()]), options);
    assert_eq!(shapes.count(), expected_classes + 1, "classes, not counting void");
}

#[test]
fn a_hundred_thousand_equal_shapes_are_one_class() {
    let mut section = Section::base();
    let (name, member) = (section.name("node"), section.name("next"));
    for id in (1..200_000).step_by(2) {
        for word in [name, Info::pack(Kind::Struct as u8, 1, false).0, 8, member, id + 1, 0] {
            put(&mut section.types, word, Endian::Little);
        }
        section.add("", Kind::Ptr, 0, false, &[id]);
    }
    for options in ALL_OPTIONS {
        check(&section, options, 2);
    }
}

#[test]
fn a_long_chain_of_pointers_is_told_apart_link_by_link() {
    let mut section = Section::base();
    section.add("int", Kind::Int, 0, false, &[4, 32]);
    for id in 1..100_000 {
        section.add("", Kind::Ptr, 0, false, &[id]);
    }
    check(&section, ALL_OPTIONS[0], 100_000);
    check(&section, ALL_OPTIONS[3], 100_000);
}

#[test]
fn a_wide_struct_over_a_long_chain_is_looked_at_once_a_member() {
    // Two structs that have the whole chain as members: were they compared in full each time that a
    // link of the chain splits off, this would take hours.
    let mut section = Section::base();
    section.add("int", Kind::Int, 0, false, &[4, 32]);
    let count = 30_000;
    for id in 1..=count {
        section.add("", Kind::Ptr, 0, false, &[id]);
    }
    let member = section.name("m");
    for last in [count, count + 1] {
        let members =
            (0..count).flat_map(|m| [member, if m + 1 == count { last } else { m + 2 }, m]);
        let rest: Vec<u32> = core::iter::once(8).chain(members).collect();
        section.add("wide", Kind::Struct, count, false, &rest);
    }
    check(&section, ALL_OPTIONS[0], count as usize + 3);
}

#[test]
fn circles_without_names_end() {
    // typedef → pointer → typedef, twice: nothing tells the two apart.
    let mut section = Section::base();
    for id in [1, 3] {
        section.add("t", Kind::Typedef, 0, false, &[id + 1]);
        section.add("", Kind::Ptr, 0, false, &[id]);
    }
    for options in ALL_OPTIONS {
        check(&section, options, 2);
    }
}

#[test]
fn a_declaration_means_the_definition_of_its_own_module() {
    let mut section = Section::base();
    section.add("s", Kind::Fwd, 0, false, &[0]);
    section.add("", Kind::Ptr, 0, false, &[1]);
    let base = Btf::parse(section.bytes()).unwrap();
    let module = |size| {
        let mut section = Section::on(&base);
        section.add("s", Kind::Struct, 0, false, &[size]);
        section.add("s", Kind::Fwd, 0, false, &[0]);
        Btf::parse_split(section.bytes(), &base).unwrap()
    };
    let (a, b) = (module(8), module(16));
    let graph = Graph::new([base.types(), a.types(), b.types()]);
    let shapes = Shapes::new(&graph, ALL_OPTIONS[3]);
    let node = |part, id| graph.node(part, TypeId(id));
    assert!(shapes.same(node(1, 4), node(1, 3)));
    assert!(shapes.same(node(2, 4), node(2, 3)));
    assert!(!shapes.same(node(1, 3), node(2, 3)));
    // The base's own declaration stands for the first that there is, which speaks for both.
    assert_eq!(shapes.first(node(0, 1)), node(1, 3));
    assert_eq!(shapes.first(node(1, 3)), node(1, 3));
    assert!(!Shapes::new(&graph, ALL_OPTIONS[2]).same(node(0, 1), node(1, 3)));
}

//! A graph is read the same in however many pieces, and wherever its names are.

use std::convert::Infallible;

use btfly_btf::Btf;
use btfly_btf::c::{Graph, Node, Options, Order, Outline, Piece, Reading};

use super::dump;
use super::parts::many;
use crate::fixtures;

/// The text of what was read.
fn write(outline: &Outline<'_>, order: Order<'_>) -> String {
    let (draft, mut press) = outline.draft(outline.plan(order), outline.measure());
    let (mut hand, mut text) = (draft.hand(), Vec::new());
    let mut flush = |chunk: &mut Vec<u8>| {
        text.append(chunk);
        Ok::<(), Infallible>(())
    };
    for at in 0..draft.parts() {
        let Ok(_) = press.put(hand.write(at, Vec::new()), &mut flush);
    }
    let Ok(_) = press.finish(&mut flush);
    String::from_utf8(text).unwrap()
}

/// Reads in so many pieces, the last first.
fn in_pieces(graph: &Graph<'_>, options: Options, pieces: usize) -> (String, usize) {
    let mut reading = Reading::new(graph, options, pieces);
    let mut all: Vec<Piece<'_>> = reading.pieces().collect();
    let n_pieces = all.len();
    while let Some(piece) = all.pop() {
        piece.read();
    }
    let outline = reading.outline();
    (write(&outline, Order::Sorted) + &write(&outline, Order::ById), n_pieces)
}

#[track_caller]
fn check_graph(graph: &Graph<'_>) {
    for compat in [false, true] {
        let options = Options { compat };
        let outline = Outline::new(graph, options);
        let whole = write(&outline, Order::Sorted) + &write(&outline, Order::ById);
        for pieces in [0, 1, 2, 3, 17, usize::MAX] {
            let (text, n_pieces) = in_pieces(graph, options, pieces);
            assert_eq!(n_pieces, pieces.clamp(1, 64));
            assert!(text == whole, "another text, {n_pieces} pieces, compat {compat}");
        }
    }
}

#[test]
fn pieces_make_what_one_reads_alone() {
    check_graph(&Graph::new(many().types()));
    for (_, base) in fixtures::bases() {
        check_graph(&Graph::new(base.types()));
    }
    let base = fixtures::base("base");
    let modules: Vec<Btf> = fixtures::modules(&base).map(|(_, btf)| btf).collect();
    let mut graph = Graph::new(base.types());
    for module in &modules {
        graph.push(module.types()).unwrap();
    }
    check_graph(&graph);
    // Of the modules' types each second stands for the one before it: none of the copies is read.
    let first = base.types().end().0;
    let to = |node| if node < first { node } else { node - (node - first) % 2 };
    graph.set_canonical((0..graph.end().0).map(to).collect());
    assert_eq!(graph.canonical(Node(first + 1)), Node(first));
    check_graph(&graph);
}

/// A struct of each name, with a pointer to the one before, where the strings start with that many zeros.
fn chain(names: &[&str], zeros: usize) -> Btf {
    let mut strings = vec![0; zeros];
    let mut offsets = Vec::new();
    for name in names {
        offsets.push(u32::try_from(strings.len()).unwrap());
        strings.extend(name.bytes().chain([0]));
    }
    let mut types: Vec<u32> = vec![offsets[0], 1 << 24, 4, 32];
    for (at, pair) in offsets.windows(2).enumerate() {
        let id = 2 + 2 * u32::try_from(at).unwrap();
        // A pointer to what is before; a struct with it as a member of its own name.
        types.extend([0, 2 << 24, id - 1]);
        types.extend([pair[1], 4 << 24 | 1, 8, pair[1], id, 0]);
    }
    let [types_len, strings_len] =
        [types.len() * 4, strings.len()].map(|len| u32::try_from(len).unwrap());
    let mut bytes = vec![0x9f, 0xeb, 1, 0];
    for word in [24, 0, types_len, types_len, strings_len].iter().chain(&types) {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(strings);
    Btf::parse(bytes).unwrap()
}

#[test]
fn names_behind_64_megabytes_of_strings_are_the_same_names() {
    let names = ["int", "a", "b", "c", "d", "e", "f"];
    let near = chain(&names, 1);
    // 2^26 - 1 is the first that cells do not hold: some are below it, some above.
    let far = chain(&names, (1 << 26) - 8);
    for order in [Order::Sorted, Order::ById] {
        let (text, _) = dump(&near, true, order);
        assert!(text.contains("struct f {\n\tstruct e *f;\n};"), "{text}");
        assert_eq!(dump(&far, true, order).0, text);
    }
    let (graph, options) = (Graph::new(far.types()), Options { compat: true });
    let outline = Outline::new(&graph, options);
    let whole = write(&outline, Order::Sorted) + &write(&outline, Order::ById);
    assert_eq!(in_pieces(&graph, options, 3), (whole, 3));
}

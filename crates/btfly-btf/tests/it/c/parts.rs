//! Parts of a text, by however many hands and in whatever order: the text is the one that a printer makes who
//! writes one type after the other.

use std::convert::Infallible;
use std::fmt::Write as _;

use btfly_btf::Btf;
use btfly_btf::c::{Graph, Options, Order, Outline, Printer, Unprintable};

use super::dump;
use crate::fixtures::parse;

/// Enough for a dozen parts.
const MANY: u32 = 4000;

/// Structs that refer to one another, with all that makes one definition depend on those before it.
pub(super) fn many() -> Btf {
    let mut listing = String::from(
        "[1] INT 'int' size=4 encoding=SIGNED
[2] ENUM size=4 encoding=UNSIGNED vlen=1
\t'inside' val=1
[3] STRUCT 'circle' size=4
\t'x' type_id=3 bits_offset=0
[4] STRUCT 'a b' size=4
\t'while' type_id=1 bits_offset=0
",
    );
    for at in 0..MANY {
        let id = 5 + at * 3;
        // One name in seven is had by others, some kinds have names in common, and some names are none in C.
        let name = if at % 7 == 0 { at % 70 } else { at };
        let kind = if at % 5 == 0 { "UNION" } else { "STRUCT" };
        let member = match at % 40 {
            11 => 2,
            12 => 3,
            13 => 4,
            _ if at == 0 => 1,
            _ => id - 3,
        };
        let word = if at % 401 == 400 { "bool" } else { "member" };
        let value = if at % 9 == 0 { at % 90 } else { at };
        write!(
            listing,
            "[{id}] PTR '(anon)' type_id={member}
[{}] {kind} 's{name}' size=16
\t'{word}' type_id={} bits_offset=0
\t'next' type_id={id} bits_offset={}
[{}] ENUM 'e{name}' encoding=UNSIGNED size=4 vlen=1
\t'v{value}' val={at}
",
            id + 1,
            if at % 40 == 11 { 2 } else { 1 },
            if at % 5 == 0 { 0 } else { 64 },
            id + 2,
        )
        .unwrap();
    }
    parse(&listing)
}

/// What a printer writes one root after the other.
fn one_by_one(graph: &Graph<'_>, options: Options, sorted: bool) -> (String, Vec<Unprintable>) {
    let mut printer = Printer::new(graph, options);
    let mut out = Vec::new();
    printer.prologue(&mut out);
    let roots =
        if sorted { printer.roots_sorted() } else { printer.roots_by_id().collect::<Vec<_>>() };
    let mut unprintable: Vec<Unprintable> =
        roots.into_iter().filter_map(|root| printer.emit(root, &mut out).err()).collect();
    unprintable.extend(printer.remaining_enums(&mut out).err());
    unprintable.extend(printer.kfuncs(&mut out).err());
    printer.epilogue(&mut out);
    (String::from_utf8(out).unwrap(), unprintable)
}

/// What two hands write, parts put from last to first.
fn backwards(graph: &Graph<'_>, options: Options, order: Order<'_>) -> (String, usize) {
    let outline = Outline::new(graph, options);
    let (draft, mut press) = outline.draft(outline.plan(order), outline.measure());
    let mut hands = [draft.hand(), draft.hand()];
    let mut text = Vec::new();
    let mut flush = |chunk: &mut Vec<u8>| {
        text.append(chunk);
        Ok::<(), Infallible>(())
    };
    for at in (0..draft.parts()).rev() {
        let Ok(_) = press.put(hands[at % 2].write(at, Vec::new()), &mut flush);
    }
    let Ok(_) = press.finish(&mut flush);
    (String::from_utf8(text).unwrap(), draft.parts())
}

#[test]
fn parts_make_the_text_that_one_makes_alone() {
    let btf = many();
    let graph = Graph::new(btf.types());
    for compat in [false, true] {
        for order in [Order::Sorted, Order::ById] {
            let options = Options { compat };
            let (alone, unprintable) = one_by_one(&graph, options, order == Order::Sorted);
            assert!(alone.contains("___2 {") && !unprintable.is_empty(), "names and circles");
            assert_eq!(compat, !alone.contains("__btf_word(bool)"));
            let (text, report) = dump(&btf, compat, order);
            assert!(text == alone, "another text, compat {compat}, {order:?}");
            assert_eq!(report.unprintable, unprintable);
            let (text, parts) = backwards(&graph, options, order);
            assert!(4 < parts && text == alone, "{parts} parts, compat {compat}, {order:?}");
        }
    }
}

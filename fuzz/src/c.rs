//! C: of one BTF in both orders and forms, of single types, and of a base with modules as a header.

use std::collections::BTreeSet;
use std::convert::Infallible;

use btfly_btf::Btf;
use btfly_btf::c::header::{Header, Options as HeaderOptions};
use btfly_btf::c::{self, Graph, Node, Options, Order, Printer, Report};

/// Text for each byte of BTF, and what small inputs get on top.
const MOST: usize = 100;
const ON_TOP: usize = 2 << 20;

/// Roots that are printed by a printer of their own.
const ALONE: u32 = 16;

/// A base: every form of it is the same twice, and no longer than it may be; the correct one is in order.
pub fn c(data: &[u8]) {
    let Ok(btf) = Btf::parse(data.to_vec()) else { return };
    let graph = Graph::new(btf.types());
    for order in [Order::ById, Order::Sorted] {
        for compat in [false, true] {
            let (text, report) = dump(&graph, Options { compat }, order);
            assert_eq!(text, dump(&graph, Options { compat }, order).0, "another text");
            assert!(text.len() <= data.len() * MOST + ON_TOP, "{} bytes of text", text.len());
            if !compat {
                let text = String::from_utf8(text).unwrap_or_else(|error| panic!("{error}"));
                assert!(text.is_ascii());
                let tags = in_order(&text);
                every_tag(&btf, &tags, &report);
            }
        }
    }
    for node in (1..graph.end().0).take(ALONE as usize) {
        for compat in [false, true] {
            let mut printer = Printer::new(&graph, Options { compat });
            let mut out = Vec::new();
            let alone = printer.emit(Node(node), &mut out);
            let len = out.len();
            let again = printer.emit(Node(node), &mut out);
            assert!(again.is_err() || alone.is_err() || len == out.len(), "a type twice");
            assert!(out.len() <= data.len() * MOST + ON_TOP);
        }
    }
}

/// A base, two bytes of length before it, and up to two modules, the first after its length: in whatever order
/// they come, the header is the same, in order, and has no name twice.
pub fn header(data: &[u8]) {
    let Some((base, modules)) = crate::halves(data) else { return };
    let Ok(base) = Btf::parse(base.to_vec()) else { return };
    let (a, b) = crate::halves(modules).unwrap_or((modules, &[]));
    let split = |bytes: &[u8]| Btf::parse_split(bytes.to_vec(), &base).ok();
    let modules: Vec<(&str, Btf)> = [("a", split(a)), ("*/b", split(b))]
        .into_iter()
        .filter_map(|(n, b)| Some((n, b?)))
        .collect();
    let parts = modules.iter().map(|(name, btf)| (*name, btf.types()));
    let there = Header::new(base.types(), parts.clone());
    let back = Header::new(base.types(), parts.rev());
    let some = |name: &str| name.len() % 2 == 1;
    let about = ["made by */ int x; /*".to_owned()];
    for wanted in [None, Some(&some as &dyn Fn(&str) -> bool)] {
        let options = HeaderOptions { about: &about, wanted, no_kfuncs: false };
        let text = whole(&there, &options);
        assert_eq!(text, whole(&back, &options), "another order, another header");
        assert!(text.len() <= data.len() * MOST * 2 + ON_TOP, "{} bytes of text", text.len());
        let tags = in_order(&without_comments(&text));
        let unique: BTreeSet<&String> = tags.iter().collect();
        assert_eq!(unique.len(), tags.len(), "a name twice: {text}");
    }
}

fn dump(graph: &Graph<'_>, options: Options, order: Order<'_>) -> (Vec<u8>, Report) {
    let mut text = Vec::new();
    let Ok(report) = c::dump(graph, options, order, |chunk| {
        text.append(chunk);
        Ok::<(), Infallible>(())
    });
    (text, report)
}

fn whole(header: &Header<'_>, options: &HeaderOptions<'_>) -> String {
    let mut writer = header.writer(options);
    let mut out = Vec::new();
    while writer.write(&mut out) {}
    String::from_utf8(out).unwrap_or_else(|error| panic!("{error}"))
}

/// Nothing that is open stays open, whatever the names; returns the tags that are defined.
fn in_order(text: &str) -> Vec<String> {
    let mut depth = [0_i64; 3];
    let mut tags = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut is_text = false;
        let mut is_escape = false;
        if depth == [0; 3] {
            tags.extend(tag(line));
        }
        for byte in line.bytes() {
            match byte {
                _ if is_escape => is_escape = false,
                b'\\' => is_escape = is_text,
                b'"' => is_text = !is_text,
                _ if is_text => {}
                b'{' => depth[0] += 1,
                b'}' => depth[0] -= 1,
                b'(' => depth[1] += 1,
                b')' => depth[1] -= 1,
                b'[' => depth[2] += 1,
                b']' => depth[2] -= 1,
                _ => {}
            }
        }
        assert!(!is_text && depth.iter().all(|depth| 0 <= *depth), "{line}\nin {text}");
    }
    assert_eq!(depth, [0; 3], "{text}");
    tags
}

/// The tag that a line starts to define.
fn tag(line: &str) -> Option<String> {
    let (word, rest) = line.split_once(' ')?;
    let (name, rest) = rest.split_once(' ')?;
    let is_tag = matches!(word, "struct" | "union" | "enum") && name != "{";
    (is_tag && rest.starts_with('{')).then(|| name.to_owned())
}

fn without_comments(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    plain + rest
}

/// Every struct, union and enum with a name is defined once, unless something has no C.
fn every_tag(btf: &Btf, tags: &[String], report: &Report) {
    let mut expected = 0;
    for (_, ty) in btf.iter().filter(|(_, ty)| !ty.name_off().is_anonymous()) {
        expected += usize::from(match ty {
            btfly_btf::view::Type::Struct(_) | btfly_btf::view::Type::Union(_) => true,
            btfly_btf::view::Type::Enum(view) => view.variants().len() != 0,
            btfly_btf::view::Type::Enum64(view) => view.variants().len() != 0,
            _ => false,
        });
    }
    if report.unprintable.is_empty() {
        assert_eq!(tags.len(), expected, "{tags:?}");
    }
    assert!(tags.len() <= expected, "{tags:?}");
    // Two of one name have numbers, which a third may have from the start.
    let has_numbers = btf.iter().any(|(_, ty)| ty.name().is_some_and(|name| name.contains("___")));
    let unique: BTreeSet<&String> = tags.iter().collect();
    assert!(has_numbers || unique.len() == tags.len(), "a name twice: {tags:?}");
}

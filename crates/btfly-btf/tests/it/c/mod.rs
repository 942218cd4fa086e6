//! C: what is printed is what was reviewed, and ends for whatever input.

mod header;
mod hostile;
mod parts;
mod pieces;
mod printed;

use std::convert::Infallible;

use btfly_btf::Btf;
use btfly_btf::c::{self, Graph, Options, Order, Report};

/// All of a BTF as C.
fn dump(btf: &Btf, compat: bool, order: Order<'_>) -> (String, Report) {
    let graph = Graph::new(btf.types());
    let mut text = Vec::new();
    let Ok(report) = c::dump(&graph, Options { compat }, order, |chunk| {
        text.append(chunk);
        Ok::<(), Infallible>(())
    });
    (String::from_utf8(text).unwrap(), report)
}

/// The definitions of the correct form, without what stands around them in every header.
fn definitions(btf: &Btf) -> (String, Report) {
    let (text, report) = dump(btf, false, Order::ById);
    (inside(&text).to_owned(), report)
}

/// What is between the fixed text at the start and at the end.
fn inside(text: &str) -> &str {
    let start = text.find("#define __bpf_fastcall\n#endif\n#endif\n\n").unwrap();
    let behind = text.get(start..).unwrap().find("\n\n").unwrap() + start + 2;
    let end = text.rfind("\n/* BPF kfuncs */").unwrap();
    text.get(behind..end).unwrap()
}

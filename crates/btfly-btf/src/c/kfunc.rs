//! Prototypes of kfuncs: the kernel's functions that BPF programs may call.
//!
//! *In:* the tags of the graph. *Out:* `extern … __weak __ksym;`, by name. *Never:* a guess at what is a
//! kfunc: the kernel's build has tagged them (`bpf_kfunc`, and `bpf_fastcall` for those that keep
//! registers).

use alloc::vec::Vec;

use super::Printer;
use super::decl::Name;
use super::graph::Node;
use super::report::Unprintable;
use super::text;
use crate::view::Type;
use crate::wire::kind::Kind;

/// A kfunc of a graph.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Kfunc<'b> {
    /// Its `FUNC`.
    pub node: Node,
    /// Its name.
    pub name: &'b str,
    /// Whether it keeps the registers that other calls destroy.
    pub is_fastcall: bool,
}

impl<'g> Printer<'g> {
    /// The kfuncs of all parts, by name, and within one name in order of node.
    #[must_use]
    pub fn find_kfuncs(&self) -> Vec<Kfunc<'g>> {
        let mut found: Vec<Kfunc<'g>> = Vec::new();
        let mut fastcalls: Vec<u32> = Vec::new();
        for at in &self.pen.cells.lists.decl_tags {
            let (Type::DeclTag(tag), _) = self.pen.graph.at(*at) else { continue };
            let node = self.pen.cells.target(*at);
            let (Type::Func(func), _) = self.pen.graph.at(node) else { continue };
            if tag.component_idx() != -1 || tag.is_attribute() {
                continue;
            }
            match tag.name() {
                "bpf_kfunc" => {
                    let name = func.name();
                    found.push(Kfunc { node: Node(node), name, is_fastcall: false });
                }
                "bpf_fastcall" => fastcalls.push(node),
                _ => {}
            }
        }
        fastcalls.sort_unstable();
        for kfunc in &mut found {
            kfunc.is_fastcall = fastcalls.binary_search(&kfunc.node.0).is_ok();
        }
        found.sort_by(|a, b| a.name.cmp(b.name).then(a.node.cmp(&b.node)));
        found.dedup_by_key(|kfunc| kfunc.node);
        found
    }

    /// Writes the section of kfuncs: all that the graph has.
    ///
    /// # Errors
    ///
    /// When a prototype has no C; those before it are written.
    pub fn kfuncs(&mut self, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let kfuncs = self.find_kfuncs();
        if !self.pen.options.compat {
            for kfunc in &kfuncs {
                self.declare_for_kfunc(kfunc.node, out)?;
            }
        }
        out.extend_from_slice(text::BEFORE_KFUNCS);
        for kfunc in &kfuncs {
            self.kfunc(kfunc, out)?;
        }
        out.extend_from_slice(text::AFTER_KFUNCS);
        Ok(())
    }

    /// Writes what the prototype of a function needs declared and no type that was printed did.
    ///
    /// # Errors
    ///
    /// When the prototype has no C.
    pub fn declare_for_kfunc(&mut self, func: Node, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let cell = self.pen.cells.get(func.0);
        if cell.kind != Kind::Func {
            return Ok(());
        }
        let proto = self.pen.cells.target(func.0);
        self.emit(Node(proto), out)?;
        let planned = self.planner.emit_in(proto, func.0);
        planned.and(self.write_steps(out))
    }

    /// Writes one prototype as `extern … __weak __ksym;`.
    ///
    /// # Errors
    ///
    /// When the prototype has no C.
    pub fn kfunc(&mut self, kfunc: &Kfunc<'g>, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        self.pen.start(out);
        self.pen.check_room(kfunc.node.0, out)?;
        self.pen.turn_to(kfunc.node.0);
        let start = out.len();
        out.extend_from_slice(b"extern ");
        if kfunc.is_fastcall {
            out.extend_from_slice(b"__bpf_fastcall ");
        }
        let proto = self.pen.cells.target(kfunc.node.0);
        let name = match self.pen.graph.given_name(kfunc.node) {
            Some(_) => Name::Node(kfunc.node.0),
            None => Name::Key(self.pen.cells.get(kfunc.node.0).name),
        };
        if let Err(error) = self.pen.declaration(proto, name, 0, out) {
            out.truncate(start);
            self.pen.abandon();
            return Err(error);
        }
        out.extend_from_slice(b" __weak __ksym;\n");
        self.pen.define_words(start, out);
        self.pen.stop(out);
        Ok(())
    }
}

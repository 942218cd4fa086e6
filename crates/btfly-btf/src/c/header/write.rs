//! Printing a header, piece by piece: comment, prologue, base, modules by name, kfuncs, report.
//!
//! *In:* a [`Header`] and what is wanted of it. *Out:* text appended to a buffer, a little with each call, so
//! that whoever calls can empty the buffer and tell how far it is. *Never:* an end before the end: what has
//! no C is put on a list.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Header, Renamed};
use crate::c::{self, Defect, Kfunc, Printer, Unprintable, text};
use crate::graph::Node;
use crate::view::{Type, Variant};

/// What to print of a header.
#[derive(Clone, Copy, Default)]
pub struct Options<'o> {
    /// Lines for the first comment: what the header is made from.
    pub about: &'o [String],
    /// Which names to print, with what they need; all, if there is none. An enum is also asked for by its
    /// enumerators, and printed for itself even if it has no name and is part of another type.
    pub wanted: Option<&'o dyn Fn(&str) -> bool>,
    /// Whether to leave out the prototypes of kfuncs. Wanted names leave them out too.
    pub no_kfuncs: bool,
}

impl core::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Options")
            .field("about", &self.about)
            .field("wanted", &self.wanted.is_some())
            .field("no_kfuncs", &self.no_kfuncs)
            .finish()
    }
}

/// Something that the header lacks, or has in another form than the BTF.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LeftOut {
    /// The type or function.
    pub node: Node,
    /// Why.
    pub why: Why,
}

/// Why something is not in a header as it is in the BTF.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// It has no C.
    Unprintable(Unprintable),
    /// It has members without a name that are no struct or union: they take their place and cannot be
    /// named.
    NamelessMember,
    /// It is called, or has members that are called, what became a word of the language in C23.
    WordOfC23,
    /// It has, or has something inside that has, a name that is none in C.
    OddName,
    /// It is a type that compilers have built in: what is made of it is made of its parts here.
    Builtin,
}

impl core::fmt::Display for Why {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Unprintable(error) => error.fmt(f),
            Self::NamelessMember => f.write_str("has a member that has no name: its place is empty"),
            Self::OddName => f.write_str("is or has something of a name that is none in C"),
            Self::Builtin => f.write_str("is built into compilers: what it stands for is written instead"),
            Self::WordOfC23 => f.write_str(
                "uses `bool`, `true` or another word of C23: there it is left out, or has `_` behind it",
            ),
        }
    }
}

/// Prints a [`Header`].
#[derive(Debug)]
pub struct Writer<'h> {
    header: &'h Header<'h>,
    printer: Printer<'h>,
    about: Vec<String>,
    stage: Stage,
    /// What is printed for itself, in order.
    roots: Vec<Node>,
    kfuncs: Vec<Kfunc<'h>>,
    /// The part that was printed last.
    part: u32,
    is_whole: bool,
    piece: Vec<u8>,
    left_out: Vec<LeftOut>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    Start,
    Root(usize),
    Enums,
    DeclareForKfunc(usize),
    Kfunc(usize),
    End,
    Done,
}

impl<'h> Writer<'h> {
    pub(super) fn new(header: &'h Header<'h>, options: &Options<'_>) -> Self {
        let mut printer = Printer::new(&header.printed, c::Options { compat: false });
        let roots = printer.roots_sorted();
        let nodes = || roots.iter().map(|root| Node(root.0));
        let mut roots: Vec<Node> = match options.wanted {
            Some(is_wanted) => nodes().filter(|node| header.is_wanted(*node, is_wanted)).collect(),
            None => nodes().collect(),
        };
        // The order of each part stays.
        roots.sort_by_key(|node| header.graph.part(*node));
        let is_whole = options.wanted.is_none();
        let kfuncs =
            if options.no_kfuncs || !is_whole { Vec::new() } else { header.kfuncs(&printer) };
        Self {
            header,
            printer,
            about: options.about.to_vec(),
            stage: Stage::Start,
            roots,
            kfuncs,
            part: 0,
            is_whole,
            piece: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// How many types and functions are printed for themselves.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.roots.len() + self.kfuncs.len()
    }

    /// Whether nothing is.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends the next piece; `false` when there is none.
    pub fn write(&mut self, out: &mut Vec<u8>) -> bool {
        self.stage = match self.stage {
            Stage::Start => {
                self.about(out);
                self.printer.prologue(out);
                Stage::Root(0)
            }
            Stage::Root(at) => match self.roots.get(at).copied() {
                Some(root) => {
                    self.root(root, out);
                    Stage::Root(at + 1)
                }
                None => Stage::Enums,
            },
            Stage::Enums => {
                let enums = if self.is_whole {
                    self.printer.remaining_enums(out)
                } else {
                    // Those that another type has inside have no definition of their own yet.
                    self.printer.enums_among(self.roots.iter().map(|root| c::Node(root.0)), out)
                };
                if let Err(error) = enums {
                    self.leave_out(Node(error.node.0), error);
                }
                if self.kfuncs.is_empty() { Stage::End } else { Stage::DeclareForKfunc(0) }
            }
            Stage::DeclareForKfunc(at) => match self.kfuncs.get(at).copied() {
                Some(kfunc) => {
                    if let Err(error) = self.printer.declare_for_kfunc(kfunc.node, out) {
                        self.leave_out(Node(kfunc.node.0), error);
                    }
                    Stage::DeclareForKfunc(at + 1)
                }
                None => {
                    out.extend_from_slice(text::BEFORE_KFUNCS);
                    Stage::Kfunc(0)
                }
            },
            Stage::Kfunc(at) => match self.kfuncs.get(at).copied() {
                Some(kfunc) => {
                    if let Err(error) = self.printer.kfunc(&kfunc, out) {
                        self.leave_out(Node(kfunc.node.0), error);
                    }
                    Stage::Kfunc(at + 1)
                }
                None => {
                    out.extend_from_slice(text::AFTER_KFUNCS);
                    Stage::End
                }
            },
            Stage::End => {
                self.note_findings();
                self.report(out);
                self.printer.epilogue(out);
                Stage::Done
            }
            Stage::Done => return false,
        };
        true
    }

    /// What the header printed so far lacks.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// What is in the header, as far as it is printed, under another name than in its BTF, in order of node.
    #[must_use]
    pub fn renamed(&self) -> Vec<&'h Renamed> {
        let is_there =
            |renamed: &&Renamed| self.is_whole || self.printer.is_there(c::Node(renamed.node.0));
        self.header.renamed.iter().filter(is_there).collect()
    }

    fn root(&mut self, root: Node, out: &mut Vec<u8>) {
        self.piece.clear();
        if let Err(error) = self.printer.emit(c::Node(root.0), &mut self.piece) {
            self.leave_out(root, error);
        }
        let part = self.header.graph.part(root);
        if part != self.part && !self.piece.is_empty() {
            self.part = part;
            comment(&format!("module {}", self.header.part_name(part)), out);
        }
        out.extend_from_slice(&self.piece);
    }

    fn leave_out(&mut self, node: Node, error: Unprintable) {
        let why = Why::Unprintable(error);
        if !self.left_out.iter().any(|known| known.node == node) {
            self.left_out.push(LeftOut { node, why });
        }
    }

    fn note_findings(&mut self) {
        let builtins = self.header.builtins.iter();
        self.left_out.extend(builtins.map(|node| LeftOut { node: *node, why: Why::Builtin }));
        for finding in self.printer.findings() {
            let why = match finding.defect {
                Defect::NamelessMember => Why::NamelessMember,
                Defect::KeywordOfC23 => Why::WordOfC23,
                Defect::OddName => Why::OddName,
                // These are right here, and wrong elsewhere.
                _ => continue,
            };
            self.left_out.push(LeftOut { node: Node(finding.node.0), why });
        }
    }

    fn about(&self, out: &mut Vec<u8>) {
        for line in &self.about {
            comment_line(line, line == self.about.first().unwrap_or(line), out);
        }
        if !self.about.is_empty() {
            out.extend_from_slice(b" */\n\n");
        }
    }

    /// What has another name or no C, as a comment.
    fn report(&self, out: &mut Vec<u8>) {
        let header = self.header;
        let mut lines = Vec::new();
        let renamed = self.renamed();
        if !renamed.is_empty() {
            lines.push(String::from("Names that clash, and what is called what here:"));
            lines.extend(renamed.into_iter().map(|renamed| header.describe(renamed)));
        }
        if !self.left_out.is_empty() {
            lines.push(String::from("What C has no words for:"));
            lines.extend(
                self.left_out
                    .iter()
                    .map(|left| format!("{}: {}", header.describe_node(left.node), left.why)),
            );
        }
        for (at, line) in lines.iter().enumerate() {
            comment_line(line, at == 0, out);
        }
        if !lines.is_empty() {
            out.extend_from_slice(b" */\n\n");
        }
    }
}

impl<'b> Header<'b> {
    fn is_wanted(&self, node: Node, is_wanted: &dyn Fn(&str) -> bool) -> bool {
        let ty = self.graph.get(node);
        // A declaration is written where something needs it.
        let counts = match ty {
            Type::Struct(_) | Type::Union(_) | Type::Typedef(_) => true,
            Type::Enum(_) | Type::Enum64(_) => true,
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
            | Type::Opaque(_) => false,
        };
        let is_named =
            || ty.name().is_some_and(|name| is_wanted(name) | is_wanted(&self.name(node)));
        let has_variant = || {
            if let Type::Enum(view) = ty {
                self.has_variant(node, view.variants(), is_wanted)
            } else if let Type::Enum64(view) = ty {
                self.has_variant(node, view.variants(), is_wanted)
            } else {
                false
            }
        };
        // Both are asked: whoever wants to know which names were found must hear of all.
        counts && (is_named() | has_variant())
    }

    fn has_variant<'v>(
        &self,
        node: Node,
        variants: impl Iterator<Item = Variant<'v>>,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> bool {
        let mut found = false;
        for (index, variant) in (0..).zip(variants) {
            found |= is_wanted(variant.name());
            if let Some(renamed) = self.find_renamed(node, Some(index)) {
                found |= is_wanted(&renamed.name);
            }
        }
        found
    }

    fn kfuncs<'h>(&'h self, printer: &Printer<'h>) -> Vec<Kfunc<'h>> {
        let mut kfuncs = printer.find_kfuncs();
        for kfunc in &mut kfuncs {
            if let Some(renamed) = self.find_renamed(Node(kfunc.node.0), None) {
                kfunc.name = &renamed.name;
            }
        }
        kfuncs
    }

    /// `vfio: struct console: console___2`.
    fn describe(&self, renamed: &Renamed) -> String {
        let ty = self.graph.get(renamed.node);
        let variant = match (ty, renamed.variant) {
            (Type::Enum(view), Some(index)) => view.variants().nth(index as usize),
            (Type::Enum64(view), Some(index)) => view.variants().nth(index as usize),
            _ => None,
        };
        let what = self.describe_node(renamed.node);
        match variant {
            Some(variant) => format!("{what}: {} is {}", variant.name(), renamed.name),
            None => format!("{what} is {}", renamed.name),
        }
    }

    /// Where a type or function lives and what it is: `vfio: struct console`.
    #[must_use]
    pub fn describe_node(&self, node: Node) -> String {
        let ty = self.graph.get(node);
        let word = match ty {
            Type::Struct(_) => "struct",
            Type::Union(_) => "union",
            Type::Enum(_) | Type::Enum64(_) => "enum",
            Type::Fwd(fwd) if fwd.is_union() => "union",
            Type::Fwd(_) => "struct",
            Type::Typedef(_) => "typedef",
            Type::Func(_) => "kfunc",
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => "type",
        };
        let module = self.part_name(self.graph.part(node));
        match ty.name() {
            Some(name) => format!("{module}: {word} {}", name.get(..MAX_LINE).unwrap_or(name)),
            None => format!("{module}: {word} without a name"),
        }
    }
}

fn comment(line: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"/* ");
    plain(line, out);
    out.extend_from_slice(b" */\n\n");
}

fn comment_line(line: &str, is_first: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if is_first { b"/* " } else { b" * " });
    plain(line, out);
    out.push(b'\n');
}

/// What is left of longer lines of a comment. Lines about types have their names in them, and one long name may
/// be that of many.
const MAX_LINE: usize = 4096;

/// Text that does not end a comment, whoever wrote it.
fn plain(text: &str, out: &mut Vec<u8>) {
    let mut before = ' ';
    for char in text.chars().take(MAX_LINE).map(|char| if char.is_control() { ' ' } else { char }) {
        if before == '*' && char == '/' || before == '/' && char == '*' {
            out.push(b' ');
        }
        out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        before = char;
    }
}

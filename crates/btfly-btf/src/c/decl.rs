//! Declarations: `const char *(*name)[3]`, which C writes from the inside out.
//!
//! *In:* a type and a name. *Out:* text. The types from the outer one to the innermost word are put on a
//! chain; then the chain is written from its end, and what C writes behind the name (`[3]`, parameters)
//! is put aside until the name is out. *Never:* recursion: parameters, and structs written in place, are
//! frames on a stack.
//!
//! As libbpf (`tools/lib/bpf/btf_dump.c: btf_dump_emit_type_chain`, Linux v7.2), to the space.

use alloc::vec::Vec;

use super::body::Body;
use super::cells::Class;
use super::graph::{NameKey, Node, Shift};
use super::odd;
use super::pen::Pen;
use super::report::{Defect, Reason, Unprintable};
use super::text;
use crate::view::{FuncProto, Type};
use crate::wire::kind::Kind;

/// What is declared.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name {
    /// A member, a parameter, a function; 0 for an abstract declaration.
    Key(NameKey),
    /// A typedef, or a function that was given a name, by its node.
    Node(u32),
}

impl Name {
    const fn is_empty(self) -> bool {
        match self {
            Self::Key(key) => key == 0,
            Self::Node(_) => false,
        }
    }
}

/// A declaration that is being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decl {
    name: Name,
    level: u32,
    /// Where its part of the chain and of the tails starts.
    chain: usize,
    tails: usize,
    /// Whether a space is not needed before what comes next.
    after_ptr: bool,
    /// Whether the name is out, so that only tails are left.
    named: bool,
    /// Whether its struct or union is written out although it has a name.
    in_place: bool,
}

/// What comes behind the name: brackets or parameters, with a closing parenthesis before them or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    node: u32,
    closes: bool,
}

/// Parameters that are being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Params<'g> {
    proto: FuncProto<'g>,
    shift: Shift,
    node: u32,
    next: u32,
    len: u32,
    level: u32,
}

/// Something that was left in the middle.
#[derive(Clone, Debug)]
pub(super) enum Frame<'g> {
    Decl(Decl),
    Params(Params<'g>),
    Body(Body<'g>),
}

impl<'g> Pen<'g> {
    /// Writes the declaration of `name` as a `ty`, to the end.
    pub(super) fn declaration(
        &mut self,
        ty: u32,
        name: Name,
        level: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        if self.begin(ty, name, level, false, out)? { Ok(()) } else { self.run(out) }
    }

    /// Writes what frames are left.
    pub(super) fn run(&mut self, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        while let Some(frame) = self.frames.pop() {
            match frame {
                Frame::Decl(decl) => {
                    self.go_on(decl, out)?;
                }
                Frame::Params(params) => self.params(params, out)?,
                Frame::Body(body) => self.body(body, out)?,
            }
        }
        Ok(())
    }

    /// Starts a declaration and tells whether it is finished; if not, what is left is on the frames.
    pub(super) fn begin(
        &mut self,
        ty: u32,
        name: Name,
        level: u32,
        in_place: bool,
        out: &mut Vec<u8>,
    ) -> Result<bool, Unprintable> {
        if let Name::Key(key) = name
            && !in_place
            && self.short(ty, key, out)
        {
            return Ok(true);
        }
        let decl = Decl {
            name,
            level,
            chain: self.chain.len(),
            tails: self.tails.len(),
            after_ptr: true,
            named: false,
            in_place,
        };
        let mut at = ty;
        loop {
            self.spend(at)?;
            match self.cells.get(at).class() {
                Class::Ptr | Class::Modifier | Class::Array | Class::Proto => {
                    self.chain.push(at);
                }
                Class::Typedef if in_place => {}
                Class::Word
                | Class::Composite
                | Class::Enum
                | Class::Fwd
                | Class::Typedef
                | Class::Other => {
                    self.chain.push(at);
                    break;
                }
            }
            at = self.cells.target(at);
        }
        self.go_on(decl, out)
    }

    /// Writes what is left of a declaration and tells whether it is finished.
    fn go_on(&mut self, mut decl: Decl, out: &mut Vec<u8>) -> Result<bool, Unprintable> {
        while decl.chain < self.chain.len() {
            let Some(at) = self.chain.pop() else { break };
            if let Some(body) = self.link(at, &mut decl, out)? {
                self.frames.push(Frame::Decl(decl));
                self.frames.push(Frame::Body(body));
                return Ok(false);
            }
        }
        if !decl.named {
            if !decl.after_ptr && !decl.name.is_empty() {
                out.push(b' ');
            }
            match decl.name {
                Name::Key(key) => self.plain_name(key, out),
                Name::Node(node) => {
                    let cell = self.cells.get(node);
                    self.write_name(node, &cell, out);
                }
            }
            decl.named = true;
        }
        while decl.tails < self.tails.len() {
            let Some(tail) = self.tails.pop() else { break };
            if tail.closes {
                out.push(b')');
            }
            let cell = self.cells.get(tail.node);
            if cell.class() == Class::Array {
                text::brackets(self.cells.elements(tail.node), out);
            } else if let Some(params) = self.parameters(tail.node, decl.level, out) {
                self.frames.push(Frame::Decl(decl));
                self.frames.push(Frame::Params(params));
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes one type of the chain, unless it is put aside or comes first as a frame.
    fn link(
        &mut self,
        at: u32,
        decl: &mut Decl,
        out: &mut Vec<u8>,
    ) -> Result<Option<Body<'g>>, Unprintable> {
        let cell = self.cells.get(at);
        match cell.class() {
            Class::Word => {
                self.modifiers(decl, out);
                self.word(at, out);
            }
            Class::Typedef => {
                self.modifiers(decl, out);
                self.write_name(at, &cell, out);
            }
            Class::Composite => {
                self.modifiers(decl, out);
                if !cell.is_named() || decl.in_place {
                    decl.after_ptr = false;
                    return Ok(self.open_body(at, decl.level, decl.in_place, out));
                }
                self.tag_name(at, out);
            }
            Class::Enum => {
                self.modifiers(decl, out);
                if !cell.is_named() {
                    self.enum_body(at, decl.level, out)?;
                } else {
                    self.tag_name(at, out);
                }
            }
            Class::Fwd => {
                self.modifiers(decl, out);
                self.tag_name(at, out);
            }
            Class::Ptr => {
                out.extend_from_slice(if decl.after_ptr { b"*" } else { b" *" });
            }
            Class::Modifier if cell.kind == Kind::TypeTag => {
                if self.options.compat {
                    self.modifiers(decl, out);
                }
                self.check_room(at, out)?;
                self.type_tag(at, out);
            }
            Class::Modifier => {
                if !self.options.compat && !decl.after_ptr {
                    self.find(Defect::QualifierBehindTag);
                }
                out.push(b' ');
                out.extend_from_slice(qualifier(cell.kind));
            }
            Class::Array | Class::Proto => {
                self.put_aside(at, cell.class(), decl, out);
                return Ok(None);
            }
            Class::Other => {
                self.chain.truncate(decl.chain);
                if !self.options.compat {
                    let node = Node(at);
                    return Err(Unprintable { node, reason: Reason::NotAType });
                }
                // libbpf says so on standard error and leaves the declaration unfinished.
                self.tails.truncate(decl.tails);
                decl.named = true;
                return Ok(None);
            }
        }
        decl.after_ptr = cell.kind == Kind::Ptr;
        Ok(None)
    }

    /// Brackets and parameters come behind the name; what points at them goes in parentheses.
    fn put_aside(&mut self, at: u32, class: Class, decl: &mut Decl, out: &mut Vec<u8>) {
        // gcc marks arrays `const` and prototypes `volatile` where C means their element or `noreturn`.
        while decl.chain < self.chain.len()
            && self.chain.last().is_some_and(|at| self.cells.get(*at).class() == Class::Modifier)
        {
            self.chain.pop();
        }
        let mut closes = false;
        if decl.chain < self.chain.len() {
            let outer = self.chain.last().map_or(Class::Word, |at| self.cells.get(*at).class());
            if class == Class::Proto {
                out.extend_from_slice(b" (");
                closes = true;
            } else {
                if !decl.after_ptr && !decl.name.is_empty() {
                    out.push(b' ');
                }
                // An array of arrays needs none.
                if outer != Class::Array {
                    out.push(b'(');
                    closes = true;
                }
            }
            decl.after_ptr = true;
        }
        self.tails.push(Tail { node: at, closes });
    }

    /// Qualifiers of the innermost word come before it.
    fn modifiers(&mut self, decl: &Decl, out: &mut Vec<u8>) {
        while decl.chain < self.chain.len() {
            let Some(at) = self.chain.last() else { return };
            let kind = self.cells.get(*at).kind;
            if !matches!(kind, Kind::Volatile | Kind::Const | Kind::Restrict) {
                return;
            }
            self.chain.pop();
            out.extend_from_slice(qualifier(kind));
            out.push(b' ');
        }
    }

    fn type_tag(&mut self, at: u32, out: &mut Vec<u8>) {
        let (Type::TypeTag(tag), _) = self.graph.at(at) else { return };
        if !self.options.compat {
            self.find(Defect::Tag);
            text::guarded_tag(&tag, out);
        } else if tag.is_attribute() {
            out.extend_from_slice(b" __attribute__((");
            out.extend_from_slice(tag.name().as_bytes());
            out.extend_from_slice(b"))");
        } else {
            out.extend_from_slice(b" __attribute__((btf_type_tag(\"");
            out.extend_from_slice(tag.name().as_bytes());
            out.extend_from_slice(b"\")))");
        }
    }

    /// Opens a list of parameters, and closes it if it is empty.
    fn parameters(&mut self, node: u32, level: u32, out: &mut Vec<u8>) -> Option<Params<'g>> {
        out.push(b'(');
        let (Type::FuncProto(proto), shift) = self.graph.at(node) else { return None };
        let (start, end) = self.cells.edge_range(node);
        let len = end.saturating_sub(start).saturating_sub(1);
        // clang writes `()` as one parameter of type void.
        let is_void = len == 1 && self.cells.edge_at(start + 1) == 0;
        if len == 0 || is_void {
            out.extend_from_slice(b"void)");
            return None;
        }
        Some(Params { proto, shift, node, next: 0, len, level })
    }

    /// Writes parameters; where one is not finished at once, the rest is on the frames.
    fn params(&mut self, mut params: Params<'g>, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let (start, _) = self.cells.edge_range(params.node);
        for param in params.proto.params_from(params.next) {
            self.check_room(params.node, out)?;
            let at = params.next;
            params.next += 1;
            if at != 0 {
                out.extend_from_slice(b", ");
            }
            let ty = self.cells.edge_at(start + 1 + at);
            if ty == 0 && params.next == params.len {
                out.extend_from_slice(b"...");
                break;
            }
            let name = Name::Key(params.shift.name_key(param.name_off()));
            let below = self.frames.len();
            if !self.begin(ty, name, params.level, false, out)? {
                self.frames.insert(below, Frame::Params(params));
                return Ok(());
            }
        }
        out.push(b')');
        Ok(())
    }

    /// An integer, a float or `void`.
    pub(super) fn word(&self, node: u32, out: &mut Vec<u8>) {
        if node == 0 {
            out.extend_from_slice(b"void");
        } else {
            let name = self.graph.name(self.cells.get(node).name);
            let is_usual = self.options.compat || odd::is_words(name);
            out.extend_from_slice(if is_usual { name } else { self.plain_number(node) });
        }
    }
}

const fn qualifier(kind: Kind) -> &'static [u8] {
    match kind {
        Kind::Volatile => b"volatile",
        Kind::Const => b"const",
        Kind::Restrict => b"restrict",
        Kind::Void
        | Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Struct
        | Kind::Union
        | Kind::Enum
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Func
        | Kind::FuncProto
        | Kind::Var
        | Kind::Datasec
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Enum64
        | Kind::Opaque => b"",
    }
}

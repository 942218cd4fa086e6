//! The short way to declare a member or parameter: `const struct x *name`, `u8 name[6]`.
//!
//! *In:* a type and a name. *Out:* a declaration that is put together in one go. Five of six members of a kernel are of
//! such types. *Never:* what has parentheses or members of its own, a name that C does not take, or one that has to
//! be counted: that is `decl.rs`, which would write the same.

use alloc::vec::Vec;

use super::cells::Class;
use super::graph::NameKey;
use super::line::Word;
use super::pen::Pen;
use crate::view::Value;
use crate::wire::kind::Kind;

/// What comes before the name of a type: by qualifier, then by kind.
static BEFORE: [[Word; 4]; 3] = [
    [Word::new(""), Word::new("struct "), Word::new("union "), Word::new("enum ")],
    [
        Word::new("const "),
        Word::new("const struct "),
        Word::new("const union "),
        Word::new("const enum "),
    ],
    [
        Word::new("volatile "),
        Word::new("volatile struct "),
        Word::new("volatile union "),
        Word::new("volatile enum "),
    ],
];
static VOID: Word = Word::new("void");
/// A space and up to three stars.
static STARS: [u8; 16] = *b" ***            ";
const MAX_STARS: usize = 3;
/// A line's end and tabs, up to as many as libbpf writes.
static NEW_LINE: [u8; 16] = *b"\n\t\t\t\t\t\t\t\t\t\t\t\t\t  ";
const MAX_TABS: usize = 13;
static EQUALS: Word = Word::new(" = ");

impl Pen<'_> {
    /// Writes a member as a line of its own, with its semicolon. Tells whether there is a short way.
    #[inline]
    pub(super) fn short_line(
        &mut self,
        ty: u32,
        name: NameKey,
        level: u32,
        out: &mut Vec<u8>,
    ) -> bool {
        self.start_line(level);
        if self.put_declaration(ty, name).is_none() {
            return false;
        }
        self.line.byte(b';');
        self.line.append_to(out);
        true
    }

    /// Writes a declaration inside of a line, of nothing if there is no name. Tells whether there is a short way.
    #[inline]
    pub(super) fn short(&mut self, ty: u32, name: NameKey, out: &mut Vec<u8>) -> bool {
        self.line.clear();
        let is_put = self.put_declaration(ty, name).is_some();
        if is_put {
            self.line.append_to(out);
        }
        is_put
    }

    /// Writes an enumerator, with its comma. Tells whether there is a short way.
    #[inline]
    pub(super) fn short_variant(
        &mut self,
        name: NameKey,
        value: Value,
        suffix: &Word,
        level: u32,
        out: &mut Vec<u8>,
    ) -> bool {
        self.start_line(level);
        if self.line.name(self.graph.tail(name)).is_none() {
            return false;
        }
        self.line.word(&EQUALS);
        if let Value::Signed(value) = value
            && value < 0
        {
            self.line.byte(b'-');
        }
        self.line.number(match value {
            Value::Signed(value) => value.unsigned_abs(),
            Value::Unsigned(value) => value,
        });
        self.line.word(suffix);
        self.line.byte(b',');
        self.line.append_to(out);
        true
    }

    #[inline]
    fn start_line(&mut self, level: u32) {
        self.line.clear();
        self.line.chunk(&NEW_LINE, 1 + (level as usize).min(MAX_TABS));
    }

    #[inline(always)]
    fn put_declaration(&mut self, ty: u32, name: NameKey) -> Option<()> {
        let Self { line, cells, names, graph, .. } = self;
        let mut at = ty;
        let mut cell = cells.get(at);
        let mut elements = None;
        if cell.kind == Kind::Array {
            elements = Some(cells.elements(at));
            at = cells.target(at);
            cell = cells.get(at);
        }
        let mut stars = 0;
        while cell.kind == Kind::Ptr {
            stars += 1;
            at = cell.word;
            cell = cells.get(at);
            if MAX_STARS < stars {
                return None;
            }
        }
        let qualifier = if cell.kind == Kind::Const {
            1
        } else if cell.kind == Kind::Volatile {
            2
        } else {
            0
        };
        if qualifier != 0 {
            at = cell.word;
            cell = cells.get(at);
        }
        let tag = match cell.class() {
            Class::Word | Class::Typedef => 0,
            Class::Composite if cell.is_named() => 1 + usize::from(cell.kind == Kind::Union),
            Class::Enum if cell.is_named() => 3,
            Class::Composite
            | Class::Enum
            // There are two sorts of declarations; the cell does not say which.
            | Class::Fwd
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Proto
            | Class::Other => return None,
        };
        if names.shared.has(at) {
            return None;
        }
        line.word(BEFORE.get(qualifier)?.get(tag)?);
        if at == 0 {
            line.word(&VOID);
        } else {
            line.name(graph.tail(cell.name))?;
        }
        if name == 0 {
            if stars != 0 {
                line.chunk(&STARS, 1 + stars);
            }
        } else {
            line.chunk(&STARS, 1 + stars);
            let prefix = line.name(graph.tail(name))?;
            if names.odd.is_worth_a_look(name, prefix) {
                return None;
            }
        }
        if let Some(elements) = elements {
            line.byte(b'[');
            line.number(u64::from(elements));
            line.byte(b']');
        }
        Some(())
    }
}

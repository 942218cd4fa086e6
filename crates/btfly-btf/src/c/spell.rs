//! The short way to declare a member: what stands before and behind its name, kept by type.
//!
//! *In:* a type. *Out:* `const struct x *` and nothing, `u8 ` and `[6]`, with size and alignment. Five of six
//! members of a kernel are of such types, and most types come up many times. *Never:* what has parentheses
//! or members of its own: that is `decl.rs`, which would write the same.

use alloc::vec;
use alloc::vec::Vec;

use super::cells::Class;
use super::graph::NameKey;
use super::pen::{Marks, Pen};
use super::shape::{Form, Mark};
use super::text;
use crate::wire::kind::Kind;

/// How a type is written round a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling {
    /// Where its text starts: [`LEAD`], what is before the name, what is behind it.
    start: u32,
    before: u8,
    behind: u8,
    /// Whether the last byte before the name is a space, which a declaration without a name has not.
    ends_in_space: bool,
    form: Form,
}

/// What a member of a struct that is not inside of another starts with.
const LEAD: &[u8] = b"\n\t";

/// Spellings by node.
#[derive(Clone, Debug)]
pub(super) struct Spellings {
    text: Vec<u8>,
    list: Vec<Spelling>,
    /// The place in the list and 1; 0 where nobody has asked, [`NONE`] where there is none.
    places: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Spellings {
    pub(super) fn new(nodes: u32) -> Self {
        Self { text: Vec::new(), list: Vec::new(), places: vec![0; nodes as usize] }
    }

    #[inline]
    fn text(&self, start: u32, len: u8) -> &[u8] {
        let start = start as usize;
        self.text.get(start..start + usize::from(len)).unwrap_or(&[])
    }
}

impl Spelling {
    /// Size and alignment, if they say all about where a member ends.
    #[inline]
    pub(super) const fn form(&self) -> Option<Form> {
        if self.form.has(Mark::PARTIAL) { None } else { Some(self.form) }
    }
}

impl Pen<'_> {
    /// How `ty` is written, if there is a short way.
    #[inline]
    pub(super) fn spelling(&mut self, ty: u32) -> Option<Spelling> {
        match self.spellings.places.get(ty as usize).copied() {
            Some(NONE) | None => None,
            Some(0) => self.spell(ty),
            Some(place) => self.spellings.list.get(place as usize - 1).copied(),
        }
    }

    /// Writes a member as a line of its own, with its semicolon.
    #[inline]
    pub(super) fn member_line(
        &mut self,
        spelling: &Spelling,
        name: NameKey,
        level: u32,
        out: &mut Vec<u8>,
    ) {
        let before = self.spellings.text(spelling.start, spelling.before);
        if level == 1 {
            out.extend_from_slice(before);
        } else {
            text::new_line(level, out);
            out.extend_from_slice(before.get(LEAD.len()..).unwrap_or(&[]));
        }
        self.plain_name(name, out);
        self.behind(spelling, out);
        out.push(b';');
    }

    /// Writes a declaration inside of a line, of nothing if there is no name.
    #[inline]
    pub(super) fn spelled(&mut self, spelling: &Spelling, name: NameKey, out: &mut Vec<u8>) {
        let before = self.spellings.text(spelling.start, spelling.before);
        out.extend_from_slice(before.get(LEAD.len()..).unwrap_or(&[]));
        if name != 0 {
            self.plain_name(name, out);
        } else if spelling.ends_in_space {
            out.pop();
        }
        self.behind(spelling, out);
    }

    #[inline]
    fn behind(&self, spelling: &Spelling, out: &mut Vec<u8>) {
        if spelling.behind != 0 {
            let start = spelling.start + u32::from(spelling.before);
            out.extend_from_slice(self.spellings.text(start, spelling.behind));
        }
    }

    /// Finds the spelling of a type and keeps it.
    #[inline(never)]
    fn spell(&mut self, ty: u32) -> Option<Spelling> {
        let mut text = core::mem::take(&mut self.spellings.text);
        let start = text.len();
        let spelling = self.spell_into(ty, &mut text);
        if spelling.is_none() {
            text.truncate(start);
        }
        let list = &mut self.spellings.list;
        list.extend(spelling);
        let place =
            if spelling.is_some() { u32::try_from(list.len()).unwrap_or(NONE) } else { NONE };
        if let Some(entry) = self.spellings.places.get_mut(ty as usize) {
            *entry = place;
        }
        self.spellings.text = text;
        spelling
    }

    fn spell_into(&mut self, ty: u32, text: &mut Vec<u8>) -> Option<Spelling> {
        let start = u32::try_from(text.len()).ok()?;
        text.extend_from_slice(LEAD);
        let mut at = ty;
        // The element of the array, through all its dimensions.
        for _ in 0..self.cells.len() {
            if self.cells.get(at).kind != Kind::Array {
                break;
            }
            at = self.cells.target(at);
        }
        let elem = at;
        let mut stars = 0;
        while self.cells.get(at).kind == Kind::Ptr && stars < 3 {
            stars += 1;
            at = self.cells.get(at).word;
        }
        let modifier = self.cells.get(at).kind;
        if matches!(modifier, Kind::Const | Kind::Volatile) {
            at = self.cells.get(at).word;
        }
        let cell = *self.cells.get(at);
        match cell.class() {
            Class::Word | Class::Typedef => {}
            Class::Composite | Class::Enum | Class::Fwd if cell.is_named() => {}
            Class::Composite
            | Class::Enum
            | Class::Fwd
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Proto
            | Class::Other => return None,
        }
        if modifier == Kind::Const {
            text.extend_from_slice(b"const ");
        } else if modifier == Kind::Volatile {
            text.extend_from_slice(b"volatile ");
        }
        match cell.class() {
            Class::Word => self.word(at, text),
            Class::Typedef => self.write_name(at, &cell, text),
            Class::Composite
            | Class::Enum
            | Class::Fwd
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Proto
            | Class::Other => self.tag_name(at, text),
        }
        if self.has(at, Marks::RENAMED) && self.is_worth_telling(cell.name) {
            return None;
        }
        text.push(b' ');
        text.extend(core::iter::repeat_n(b'*', stars));
        let before = u8::try_from(text.len() - start as usize).ok()?;

        let behind = text.len();
        let mut at = ty;
        while at != elem {
            text::brackets(self.cells.get(at).word, text);
            at = self.cells.target(at);
        }
        let behind = u8::try_from(text.len() - behind).ok()?;

        Some(Spelling {
            start,
            before,
            behind,
            ends_in_space: stars == 0,
            form: self.forms.get(ty),
        })
    }
}

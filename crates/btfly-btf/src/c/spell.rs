//! The short way to declare a member: what stands before and behind its name, kept by type.
//!
//! *In:* a type. *Out:* `const struct x *` and nothing, `u8 ` and `[6]`, with size and alignment. Five of six
//! members of a kernel are of such types, and most types come up many times. *Never:* what has parentheses
//! or members of its own: that is `decl.rs`, which would write the same.

use alloc::vec;
use alloc::vec::Vec;

use super::cells::Class;
use super::graph::NameKey;
use super::line::{Line, ROUND};
use super::pen::{Marks, Pen};
use super::shape::{Form, Mark};
use super::text;
use crate::wire::kind::Kind;

/// How a type is written round a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling {
    /// [`LEAD`], what is before the name, what is behind it; if that is longer, where its text starts.
    round: [u8; ROUND],
    start: u32,
    before: u8,
    behind: u8,
    /// Whether the last byte before the name is a space, which a declaration without a name has not.
    ends_in_space: bool,
    form: Form,
}

/// What a member of a struct that is not inside of another starts with.
pub(super) const LEAD: &[u8] = b"\n\t";

/// Spellings by node.
#[derive(Clone, Debug)]
pub(super) struct Spellings {
    /// Of those that are too long for a place of their own.
    text: Vec<u8>,
    list: Vec<Spelling>,
    /// The place in the list and 1; 0 where nobody has asked, [`NONE`] where there is none.
    places: Vec<u32>,
    /// The line that is being put together.
    line: Line,
}

const NONE: u32 = u32::MAX;

impl Spellings {
    pub(super) fn new(nodes: u32) -> Self {
        let places = vec![0; nodes as usize];
        Self { text: Vec::new(), list: Vec::new(), places, line: Line::new() }
    }

    /// What is before the name and what is behind it.
    fn parts<'s>(&'s self, spelling: &'s Spelling) -> (&'s [u8], &'s [u8]) {
        let round = match spelling.round() {
            Some((round, ..)) => round,
            None => self.text.get(spelling.start as usize..).unwrap_or(&[]),
        };
        let (before, rest) = round.split_at_checked(spelling.before.into()).unwrap_or((&[], &[]));
        (before, rest.get(..spelling.behind.into()).unwrap_or(&[]))
    }
}

impl Spelling {
    /// Size and alignment, if they say all about where a member ends.
    #[inline]
    pub(super) const fn form(&self) -> Option<Form> {
        if self.form.has(Mark::PARTIAL) { None } else { Some(self.form) }
    }

    /// The text round the name, and how much of it is before and behind; `None` if it is long.
    #[inline]
    pub(super) fn round(&self) -> Option<(&[u8; ROUND], usize, usize)> {
        let (before, behind) = (usize::from(self.before), usize::from(self.behind));
        (before + behind <= ROUND).then_some((&self.round, before, behind))
    }
}

impl Pen<'_> {
    /// The place of how `ty` is written, if there is a short way.
    #[inline]
    pub(super) fn spelling(&mut self, ty: u32) -> Option<u32> {
        match self.spellings.places.get(ty as usize).copied() {
            Some(NONE) | None => None,
            Some(0) => self.spell(ty),
            Some(place) => Some(place - 1),
        }
    }

    /// The spelling at such a place.
    #[inline]
    pub(super) fn spelling_at(&self, place: u32) -> Option<&Spelling> {
        self.spellings.list.get(place as usize)
    }

    /// Writes a member as a line of its own, with its semicolon.
    #[inline]
    pub(super) fn member_line(&mut self, place: u32, name: NameKey, level: u32, out: &mut Vec<u8>) {
        if self.quick_line(place, name, level, out).is_none() {
            text::new_line(level, out);
            self.spelled(place, name, out);
            out.push(b';');
        }
    }

    /// The same, if there is nothing about the name or its length that takes a second look.
    #[inline]
    fn quick_line(
        &mut self,
        place: u32,
        name: NameKey,
        level: u32,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        let Spellings { list, line, .. } = &mut self.spellings;
        let prefix = line.declare(list.get(place as usize)?, self.graph.tail(name))?;
        if !self.options.compat && (prefix.may_be_reserved() || self.names.odd.may_be(name)) {
            return None;
        }
        if level != 1 {
            text::new_line(level, out);
        }
        out.extend_from_slice(line.text(level == 1));
        Some(())
    }

    /// Writes a declaration inside of a line, of nothing if there is no name.
    #[inline]
    pub(super) fn spelled(&mut self, place: u32, name: NameKey, out: &mut Vec<u8>) {
        let Some(spelling) = self.spellings.list.get(place as usize) else { return };
        let (before, _) = self.spellings.parts(spelling);
        out.extend_from_slice(before.get(LEAD.len()..).unwrap_or(&[]));
        if name == 0 && spelling.ends_in_space {
            out.pop();
        }
        if name != 0 {
            self.plain_name(name, out);
        }
        if let Some(spelling) = self.spellings.list.get(place as usize) {
            out.extend_from_slice(self.spellings.parts(spelling).1);
        }
    }

    /// Finds the spelling of a type and keeps it.
    #[inline(never)]
    fn spell(&mut self, ty: u32) -> Option<u32> {
        let mut text = core::mem::take(&mut self.spellings.text);
        let start = text.len();
        let spelling = self.spell_into(ty, &mut text);
        if spelling.is_none_or(|spelling| spelling.round().is_some()) {
            text.truncate(start);
        }
        self.spellings.text = text;
        let list = &mut self.spellings.list;
        list.extend(spelling);
        let place = spelling.and_then(|_| u32::try_from(list.len()).ok()).unwrap_or(NONE);
        if let Some(entry) = self.spellings.places.get_mut(ty as usize) {
            *entry = place;
        }
        spelling.map(|_| place - 1)
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
        if self.ahead && !matches!(cell.class(), Class::Word) && self.names.shared.has(at) {
            return None;
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

        let mut round = [0; ROUND];
        let text = text.get(start as usize..).unwrap_or(&[]);
        round.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
        Some(Spelling {
            round,
            start,
            before,
            behind,
            ends_in_space: stars == 0,
            form: self.forms.get(ty),
        })
    }
}

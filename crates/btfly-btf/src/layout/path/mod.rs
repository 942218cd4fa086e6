//! One place in a struct: `se.cfs_rq`, `mm->pgd`, `cpus_mask.bits[1]`.
//!
//! *In:* a struct or union and a path as C would write it. *Out:* [`Access`]: type, offset, size, bitfield.
//! Members of anonymous structs and unions are found from outside, as in C. An index may be out of no
//! array but a flexible one.
//!
//! A pointer ends what one offset can tell: behind it another object begins. So `.` does not go through
//! it, and `->` does, with the offset of the pointer kept and counting begun anew: [`Access::through`].
//!
//! *Never:* a guess. What fails is said with the segment, the struct it was looked up in, and what may
//! have been meant.

mod error;
mod search;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub use error::{Error, Reason};
use search::{lookup, search};

use crate::fields::Unit;
use crate::id::{Bits, TypeId};
use crate::similar;
use crate::table::Types;
use crate::view::{Composite, Type};

/// How many similar names and other places an error names.
const MAX_HINTS: usize = 3;
/// How deep a hint's search goes.
const MAX_HINT_DEPTH: usize = 4;

/// A place in a struct.
///
/// ```
/// use btfly_btf::{Bits, layout::path};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", None).next().unwrap();
/// let place = path::find(&types, id, "prev")?.place;
/// assert_eq!((place.within, place.offset, place.is_bitfield), (id, Bits(64), false));
/// # Ok::<(), path::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// The struct or union that the offset counts from.
    pub within: TypeId,
    /// The type of what is there.
    pub type_id: TypeId,
    /// From the start of `within`.
    pub offset: Bits,
    /// What it takes; `None` where its type has no size.
    pub size: Option<Bits>,
    /// Whether it is a bitfield.
    pub is_bitfield: bool,
    /// What to load for a bitfield.
    pub unit: Option<Unit>,
}

/// Where a path leads.
///
/// ```
/// use btfly_btf::{Bits, Kind, layout::path};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let list_head = types.find("list_head", Some(Kind::Struct)).next().unwrap();
///
/// let access = path::find(&types, list_head, "prev")?;
/// assert_eq!(access.place.offset, Bits::from_bytes(8));
///
/// // To the next one, then its predecessor: a pointer is loaded from byte 0 first.
/// let access = path::find(&types, list_head, "next->prev")?;
/// assert_eq!(access.through[0].offset, Bits(0));
/// assert_eq!(access.place.offset, Bits::from_bytes(8));
///
/// let error = path::find(&types, list_head, "next.prev").unwrap_err();
/// assert_eq!(error.to_string(), "`next` is a pointer: struct list_head *");
/// assert_eq!(error.hint().unwrap(), "`next->prev` goes on behind it, where offsets start at 0 again");
/// # Ok::<(), path::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Access {
    /// The pointers that are loaded on the way, in order; empty where the path has no `->`.
    pub through: Vec<Place>,
    /// Where it ends.
    pub place: Place,
}

/// The place that `path` leads to from `root`, a struct or union or a typedef of one.
///
/// ```
/// use btfly_btf::layout::path;
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", None).next().unwrap();
/// assert_eq!(path::find(&types, id, "prev")?.place.offset.floor_bytes(), 8);
/// # Ok::<(), path::Error>(())
/// ```
///
/// # Errors
///
/// The segment that fails, why, and where there is one, a hint.
pub fn find(types: &Types<'_>, root: TypeId, path: &str) -> Result<Access, Error> {
    let mut walk = Walk::new(types, root, path);
    let mut reader = Reader { path, at: 0 };
    // The first segment may be written with its dot: `.se`.
    let _ = reader.take(".");
    loop {
        if !(reader.at == 0 && reader.rest().starts_with('[')) {
            let (name, at) = reader.name()?;
            walk.member(name, at)?;
        }
        while reader.take("[") {
            let (index, at) = reader.index()?;
            walk.element(index, at, reader.at)?;
        }
        if reader.rest().is_empty() {
            return Ok(Access { through: walk.through, place: walk.place });
        }
        let end = reader.at;
        if reader.take("->") {
            walk.dereference(end)?;
        } else if reader.take(".") {
            walk.enter(end)?;
        } else {
            return Err(reader.expected("`.`, `->`, `[` or the end"));
        }
    }
}

/// The path as text.
struct Reader<'p> {
    path: &'p str,
    at: usize,
}

impl<'p> Reader<'p> {
    fn rest(&self) -> &'p str {
        self.path.get(self.at..).unwrap_or("")
    }

    fn take(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        self.at += if is_next { text.len() } else { 0 };
        is_next
    }

    fn name(&mut self) -> Result<(&'p str, usize), Error> {
        let (rest, at) = (self.rest(), self.at);
        let ends = |c: char| matches!(c, '.' | '[' | ']') || c == '-' || c.is_whitespace();
        let len = rest.find(ends).unwrap_or(rest.len());
        let name = rest.get(..len).unwrap_or(rest);
        if name.is_empty() {
            return Err(self.expected("the name of a member"));
        }
        self.at += len;
        Ok((name, at))
    }

    /// The number behind a `[`, with its `]`.
    fn index(&mut self) -> Result<(u32, usize), Error> {
        let (rest, at) = (self.rest(), self.at);
        let len = rest.find(']').ok_or_else(|| self.expected("`]`"))?;
        let digits = rest.get(..len).unwrap_or("").trim();
        let number = match digits.strip_prefix("0x") {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        let number = number.map_err(|_| self.expected("a number"))?;
        self.at += len + 1;
        // The segment of an index is `[4]`.
        Ok((number, at.saturating_sub(1)))
    }

    fn expected(&self, expected: &'static str) -> Error {
        Error {
            segment: self.rest().to_string(),
            at: self.at,
            reason: Reason::Syntax { expected },
            hint: None,
        }
    }
}

/// Where the path has led so far.
struct Walk<'t, 'b> {
    types: &'t Types<'b>,
    path: &'t str,
    through: Vec<Place>,
    place: Place,
    /// Where the last segment started.
    segment_at: usize,
}

impl<'t, 'b> Walk<'t, 'b> {
    fn new(types: &'t Types<'b>, root: TypeId, path: &'t str) -> Self {
        let size = types.size_of(root).map(Bits::from_bytes);
        let place = Place {
            within: root,
            type_id: root,
            offset: Bits(0),
            size,
            is_bitfield: false,
            unit: None,
        };
        Self { types, path, through: Vec::new(), place, segment_at: 0 }
    }

    fn member(&mut self, name: &str, at: usize) -> Result<(), Error> {
        let composite = self.composite(at)?;
        let Some((field, offset)) = lookup(self.types, composite, name) else {
            return Err(self.no_member(composite, name, at));
        };
        let base = self.place.offset.0;
        let unit = field.unit(self.types).map(|unit| {
            let shifted = base.saturating_add(offset).saturating_sub(field.offset.0) / 8;
            Unit { offset: unit.offset.saturating_add(shifted), ..unit }
        });
        self.place = Place {
            type_id: field.member.type_id(),
            offset: Bits(base.saturating_add(offset)),
            size: field.size,
            is_bitfield: field.is_bitfield,
            unit,
            ..self.place
        };
        self.segment_at = at;
        Ok(())
    }

    fn element(&mut self, index: u32, at: usize, end: usize) -> Result<(), Error> {
        let fail = |reason| Err(self.error(self.cut(at, end), at, reason, None));
        let Some(Type::Array(array)) = self.resolved() else {
            let reason = Reason::NotAnArray { is: self.describe() };
            return Err(self.error(self.cut(self.segment_at, at), at, reason, None));
        };
        // An array of no elements is a flexible one, or a marker: what follows it is not known.
        if 0 < array.len() && array.len() <= index {
            return fail(Reason::OutOfRange { len: array.len() });
        }
        let size = self.types.size_of(array.elem_type_id()).map(Bits::from_bytes);
        let skipped = size.unwrap_or_default().0.saturating_mul(u64::from(index));
        self.place = Place {
            type_id: array.elem_type_id(),
            offset: Bits(self.place.offset.0.saturating_add(skipped)),
            size,
            ..self.place
        };
        Ok(())
    }

    /// `.`: what is here must have members.
    fn enter(&self, end: usize) -> Result<(), Error> {
        let is = self.describe();
        let (before, after) = (self.cut(0, end), self.cut(end + 1, self.path.len()));
        let resolved = self.resolved();
        let (reason, hint) = if let Some(Type::Ptr(_)) = resolved {
            let behind = format!("`{before}->{after}` goes on behind it");
            (Reason::Pointer { is }, format!("{behind}, where offsets start at 0 again"))
        } else if let Some(Type::Array(_)) = resolved {
            (Reason::Array { is }, format!("say which element: `{before}[0].{after}`"))
        } else {
            return Ok(());
        };
        Err(self.error(self.cut(self.segment_at, end), self.segment_at, reason, Some(hint)))
    }

    /// `->`: what is here must be a pointer; what it points at is the new start.
    fn dereference(&mut self, end: usize) -> Result<(), Error> {
        let Some(Type::Ptr(pointer)) = self.resolved() else {
            let (before, after) = (self.cut(0, end), self.cut(end + 2, self.path.len()));
            let hint = Some(format!("`{before}.{after}`"));
            let reason = Reason::NotAPointer { is: self.describe() };
            let segment = self.cut(self.segment_at, end);
            return Err(self.error(segment, self.segment_at, reason, hint));
        };
        self.through.push(self.place);
        let within = pointer.type_id();
        self.place = Self::new(self.types, within, self.path).place;
        Ok(())
    }

    /// The struct or union that is here.
    fn composite(&mut self, at: usize) -> Result<Composite<'b>, Error> {
        let resolved = self.types.skip_modifiers(self.place.type_id);
        let ty = resolved.and_then(|id| self.types.get(id));
        if let Some(composite) = ty.and_then(|ty| ty.as_composite()) {
            if self.place.within == self.place.type_id {
                // Offsets count from the struct, not from a typedef of it.
                self.place.within = resolved.unwrap_or(self.place.within);
            }
            return Ok(composite);
        }
        let is = self.describe();
        let segment = self.cut(self.segment_at, at).trim_end_matches(['.', '-', '>']);
        // What was just reached through a pointer is `*pointer`.
        let is_behind = !self.through.is_empty() && self.place.within == self.place.type_id;
        let segment = format!("{}{segment}", if is_behind { "*" } else { "" });
        let is_declared = matches!(ty, Some(Type::Fwd(_)));
        let hint = is_declared.then(|| String::from("another module may define it"));
        let reason =
            if is_declared { Reason::Incomplete { is } } else { Reason::NotAStruct { is } };
        Err(self.error(&segment, self.segment_at, reason, hint))
    }

    fn no_member(&self, composite: Composite<'b>, name: &str, at: usize) -> Error {
        let reason = Reason::NoMember { within: self.describe() };
        let mut names = Vec::new();
        let mut deeper = Vec::new();
        search(self.types, composite, MAX_HINT_DEPTH, |field, _, trail| {
            if trail.is_empty() {
                names.push(field.member.name());
            } else if field.member.name() == name && deeper.len() < MAX_HINTS {
                deeper.push(format!("{}.{name}", trail.join(".")));
            }
            false
        });
        let mut found: Vec<String> =
            similar::nearest(name, names, MAX_HINTS).into_iter().map(ToString::to_string).collect();
        found.extend(deeper);
        let quoted: Vec<String> = found.iter().map(|name| format!("`{name}`")).collect();
        let hint = (!quoted.is_empty()).then(|| format!("there is {}", quoted.join(", ")));
        self.error(name, at, reason, hint)
    }

    fn resolved(&self) -> Option<Type<'b>> {
        self.types.get(self.types.skip_modifiers(self.place.type_id)?)
    }

    fn describe(&self) -> String {
        self.types.declaration(self.place.type_id, "").to_string()
    }

    fn cut(&self, from: usize, to: usize) -> &'t str {
        self.path.get(from..to).unwrap_or("")
    }

    fn error(&self, segment: &str, at: usize, reason: Reason, hint: Option<String>) -> Error {
        Error { segment: segment.to_string(), at, reason, hint }
    }
}

#[cfg(test)]
mod tests;

//! What a record of each kind holds, as tables: which of its words are types, and which are names.
//!
//! *In:* a kind's number, and the layout section for kinds that are newer than this crate. *Out:* a record's
//! length, and its references and name offsets one after the other. *Never:* a branch on the kind.

use crate::wire::cursor::{Endian, word};
use crate::wire::kind::{Info, Kind};
use crate::wire::layout::{Layout, LayoutEntry};
use crate::wire::record;

/// What a record of one kind holds, as one table look-up.
///
/// Kinds come in no order that a processor could foresee, so a branch on them costs more than the work
/// behind it. Hence masks: each word that may be a reference or a name is taken, and made 0, which is always
/// in range, where it is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Whether anybody knows the kind.
    pub(crate) is_known: bool,
    /// Bytes behind the head.
    pub(crate) info_sz: u8,
    /// Bytes behind that, for each of `vlen`.
    pub(crate) elem_sz: u8,
    /// Whether the third word of the head is a type.
    pub(crate) target: u32,
    /// Whether the first word of an entry is a name.
    pub(crate) entry_name: u32,
    /// Whether the first word of an entry is a type.
    pub(crate) entry_first: u32,
    /// Whether the second word of an entry is a type.
    pub(crate) entry_second: u32,
    /// Which words of its records are what.
    pub(super) group: Group,
}

/// Kinds whose records have references and names in the same places.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Group {
    /// None but the own name.
    Plain,
    /// The third word is a type.
    Target,
    /// Entries of three words: a name, a type.
    Members,
    /// The third word is a type; entries of two words: a name, a type.
    Params,
    /// Entries of two words: a name.
    Values,
    /// Entries of three words: a name.
    LongValues,
    /// Entries of three words: a type.
    Variables,
    /// Two types behind the head.
    Element,
}

impl Group {
    /// In the order of their numbers.
    pub(super) const ALL: [Self; 8] = [
        Self::Plain,
        Self::Target,
        Self::Members,
        Self::Params,
        Self::Values,
        Self::LongValues,
        Self::Variables,
        Self::Element,
    ];
}

/// A mask that keeps a word.
const KEEP: u32 = u32::MAX;

/// The shape of every kind that the seven bits can say.
#[derive(Clone, Debug)]
pub(crate) struct Shapes(pub(crate) [Shape; 128]);

impl Shapes {
    pub(crate) fn new(layout: &Layout<'_>) -> Self {
        let mut number = 0;
        Self([(); 128].map(|()| {
            let shape = shape(number, layout);
            number += 1;
            shape
        }))
    }
}

fn shape(number: u8, layout: &Layout<'_>) -> Shape {
    let kind = Kind::from_number(number);
    let entry = match kind {
        Some(kind) => Some(record::trailing(kind)),
        // `UNKN` has no record, whatever a layout section says of it.
        None => layout.entry(number).filter(|_| number != 0),
    };
    let LayoutEntry { info_sz, elem_sz, .. } = entry.unwrap_or_default();
    let group = match kind.unwrap_or(Kind::Opaque) {
        Kind::Ptr
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::Var
        | Kind::DeclTag
        | Kind::TypeTag => Group::Target,
        Kind::Array => Group::Element,
        Kind::Struct | Kind::Union => Group::Members,
        Kind::FuncProto => Group::Params,
        Kind::Enum => Group::Values,
        Kind::Enum64 => Group::LongValues,
        Kind::Datasec => Group::Variables,
        Kind::Void | Kind::Int | Kind::Fwd | Kind::Float | Kind::Opaque => Group::Plain,
    };
    let is_one_of = |groups: &[Group]| if groups.contains(&group) { KEEP } else { 0 };
    let is_known = entry.is_some();
    Shape {
        is_known,
        info_sz,
        elem_sz,
        target: is_one_of(&[Group::Target, Group::Params]),
        entry_name: is_one_of(&[Group::Members, Group::Params, Group::Values, Group::LongValues]),
        entry_first: is_one_of(&[Group::Variables, Group::Element]),
        entry_second: is_one_of(&[Group::Members, Group::Params, Group::Element]),
        group,
    }
}

/// A record's head and what follows it.
#[derive(Clone, Copy)]
pub(super) struct Raw<'b> {
    pub(super) head: &'b [u8; record::HEAD],
    pub(super) tail: &'b [u8],
}

/// The first record of `bytes`, its shape, and the bytes behind it; `None` if it does not fit or nobody
/// knows its length.
#[inline(always)]
pub(super) fn split<'b, 's, const BIG: bool>(
    bytes: &'b [u8],
    shapes: &'s Shapes,
) -> Option<(Raw<'b>, &'s Shape, &'b [u8])> {
    let (head, rest) = bytes.split_first_chunk::<{ record::HEAD }>()?;
    let info = Info(word(head, 4, order::<BIG>()));
    let shape = shapes.0.get(usize::from(info.kind_number()))?;
    let len = usize::from(shape.info_sz) + info.vlen() as usize * usize::from(shape.elem_sz);
    let (tail, rest) = rest.split_at_checked(len)?;
    shape.is_known.then_some((Raw { head, tail }, shape, rest))
}

/// Calls `id` and `name` with every reference and name offset of a record, and with 0s.
#[inline(always)]
pub(super) fn visit<const BIG: bool>(
    Raw { head, tail }: Raw<'_>,
    shape: &Shape,
    mut id: impl FnMut(u32),
    mut name: impl FnMut(u32),
) {
    let mut entry = |first: u32, second: u32| {
        name(first & shape.entry_name);
        id(first & shape.entry_first);
        id(second & shape.entry_second);
    };
    // An array has one entry of twelve bytes and no vlen; the four bytes of others hold neither.
    if shape.elem_sz == 8 {
        for words in tail.as_chunks::<8>().0 {
            entry(word(words, 0, order::<BIG>()), word(words, 4, order::<BIG>()));
        }
    } else {
        for words in tail.as_chunks::<12>().0 {
            entry(word(words, 0, order::<BIG>()), word(words, 4, order::<BIG>()));
        }
    }
    name(word(head, 0, order::<BIG>()));
    id(word(head, 8, order::<BIG>()) & shape.target);
}

#[inline(always)]
pub(super) const fn order<const BIG: bool>() -> Endian {
    if BIG { Endian::Big } else { Endian::Little }
}

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
    /// What to keep of the words behind the head, by the number of entries.
    masks: &'static [Words; FEW + 1],
    /// Which of these words are names.
    pub(super) sense: Sense,
}

/// So many entries are taken at once, or fewer.
const FEW: usize = 4;
/// The words that they have, at most.
pub(super) type Words = [u32; FEW * 3];

/// Which words of entries are names, if any are kept; all others are types.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sense {
    /// The first of three.
    OfThree,
    /// The first of two.
    OfTwo,
    /// None.
    None,
}

impl Sense {
    pub(super) const ALL: [Self; 3] = [Self::OfThree, Self::OfTwo, Self::None];

    /// Whether the `at`th word is a name.
    pub(super) const fn is_name(self, at: usize) -> bool {
        match self {
            Self::OfThree => at.is_multiple_of(3),
            Self::OfTwo => at.is_multiple_of(2),
            Self::None => false,
        }
    }
}

impl Shape {
    /// What to keep of the words behind the head; `None` for too many entries.
    #[inline(always)]
    pub(super) fn masks(&self, vlen: u32) -> Option<&Words> {
        self.masks.get(vlen as usize)
    }
}

/// Nothing.
static NOTHING: [Words; FEW + 1] = masks(3, 0, 0);
/// Entries of three words: a name and a type.
static MEMBERS: [Words; FEW + 1] = masks(3, KEEP, KEEP);
/// Entries of two words: a name and a type.
static PARAMS: [Words; FEW + 1] = masks(2, KEEP, KEEP);
/// Entries of two words: a name.
static VALUES: [Words; FEW + 1] = masks(2, KEEP, 0);
/// Entries of three words: a name, or a type.
static FIRSTS: [Words; FEW + 1] = masks(3, KEEP, 0);
/// One entry of two types and a number, whatever `vlen` says.
static ELEMENT: [Words; FEW + 1] = [masks(3, KEEP, KEEP)[1]; FEW + 1];

/// Masks for each number of entries.
#[expect(clippy::indexing_slicing, reason = "done by the compiler, which would refuse")]
const fn masks(each: usize, first: u32, second: u32) -> [Words; FEW + 1] {
    let mut all = [[0; FEW * 3]; FEW + 1];
    let mut n = 0;
    while n <= FEW {
        let mut entry = 0;
        while entry < n {
            all[n][entry * each] = first;
            all[n][entry * each + 1] = second;
            entry += 1;
        }
        n += 1;
    }
    all
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
    let (target, entry_name, entry_first, entry_second) = match kind.unwrap_or(Kind::Opaque) {
        Kind::Ptr
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::Var
        | Kind::DeclTag
        | Kind::TypeTag => (KEEP, 0, 0, 0),
        Kind::Array => (0, 0, KEEP, KEEP),
        Kind::Struct | Kind::Union => (0, KEEP, 0, KEEP),
        Kind::FuncProto => (KEEP, KEEP, 0, KEEP),
        Kind::Enum | Kind::Enum64 => (0, KEEP, 0, 0),
        Kind::Datasec => (0, 0, KEEP, 0),
        Kind::Void | Kind::Int | Kind::Fwd | Kind::Float | Kind::Opaque => (0, 0, 0, 0),
    };
    let is_known = entry.is_some();
    let (masks, sense) = match kind.unwrap_or(Kind::Opaque) {
        Kind::Struct | Kind::Union => (&MEMBERS, Sense::OfThree),
        Kind::FuncProto => (&PARAMS, Sense::OfTwo),
        Kind::Enum => (&VALUES, Sense::OfTwo),
        Kind::Enum64 => (&FIRSTS, Sense::OfThree),
        Kind::Datasec => (&FIRSTS, Sense::None),
        Kind::Array => (&ELEMENT, Sense::None),
        Kind::Void
        | Kind::Int
        | Kind::Ptr
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::Var
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Opaque => (&NOTHING, Sense::None),
    };
    Shape {
        is_known,
        info_sz,
        elem_sz,
        target,
        entry_name,
        entry_first,
        entry_second,
        masks,
        sense,
    }
}

/// A record's head and what follows it.
#[derive(Clone, Copy)]
pub(super) struct Raw<'b> {
    pub(super) head: &'b [u8; record::HEAD],
    tail: &'b [u8],
}

impl Raw<'_> {
    #[inline(always)]
    pub(super) fn vlen<const BIG: bool>(&self) -> u32 {
        Info(word(self.head, 4, order::<BIG>())).vlen()
    }
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
    visit_head::<BIG>(Raw { head, tail }, shape, id, name);
}

/// The same for the head alone.
#[inline(always)]
pub(super) fn visit_head<const BIG: bool>(
    Raw { head, .. }: Raw<'_>,
    shape: &Shape,
    mut id: impl FnMut(u32),
    mut name: impl FnMut(u32),
) {
    name(word(head, 0, order::<BIG>()));
    id(word(head, 8, order::<BIG>()) & shape.target);
}

#[inline(always)]
pub(super) const fn order<const BIG: bool>() -> Endian {
    if BIG { Endian::Big } else { Endian::Little }
}

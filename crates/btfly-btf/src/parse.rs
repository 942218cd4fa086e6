//! All validation, once: bytes → `Btf`, whose views never fail.
//!
//! *In:* storage and, for a split BTF, its base. *Out:* an index of record offsets, or the first thing
//! that is wrong with its byte. One pass walks the records and keeps the largest id and name offset it
//! meets; only when one of them is out of range does a second pass look for the culprit.
//! *Never:* what the kernel's verifier would refuse beyond that (a struct that is too small for its
//! members is still safe to read).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::str;
use core::sync::atomic::AtomicU32;

use crate::btf::{Btf, Inner, Storage};
use crate::error::{Error, ErrorKind};
use crate::id::TypeId;
use crate::wire::cursor::{Endian, word};
use crate::wire::header::Header;
use crate::wire::kind::{Info, Kind};
use crate::wire::layout::{Layout, LayoutEntry};
use crate::wire::record;

pub(crate) fn parse(storage: Storage, base: Option<Btf>) -> Result<Btf, Error> {
    let bytes = storage.bytes();
    let header = Header::parse(bytes)?;
    let mut layout = Layout::new(section(bytes, &header.layout), header.endian);
    check_layout(&layout, header.layout.start)?;
    let base_layout = base.as_ref().map(|base| base.types().layout());
    if let Some(base) = &base {
        if base.base().is_some() {
            return Err(Error::new(ErrorKind::BaseIsSplit, 0));
        }
        if base.endian() != header.endian {
            return Err(Error::new(ErrorKind::EndianMismatch, 0));
        }
        // A split BTF normally has no layout of its own; its base's holds for both.
        if let (true, Some(from_base)) = (layout.is_empty(), base_layout) {
            layout = from_base;
        }
    }
    let strings = section(bytes, &header.strings);
    let types = section(bytes, &header.types);
    let is_ascii = strings.is_ascii();
    // On a base without strings, a split BTF would have its first name at offset 0, which means none.
    let continues = base.as_ref().is_some_and(|base| !base.types().strings().own().is_empty());
    check_strings(strings, &header, continues, types.is_empty(), is_ascii)?;
    let context = Context {
        types,
        types_at: header.types.start,
        layout,
        first_id: base.as_ref().map_or(1, |base| base.types().end().0),
        own_strings: strings,
        base_strings: base.as_ref().map_or(&[], |base| base.types().strings().own()),
        is_split: base.is_some(),
        is_ascii,
    };
    let (offsets, name_offs) = match header.endian {
        Endian::Little => context.walk::<false>(),
        Endian::Big => context.walk::<true>(),
    }?;
    Ok(Btf::new(Inner {
        storage,
        header,
        offsets,
        name_offs,
        base,
        order: AtomicU32::new(0),
        pointer_size: AtomicU32::new(0),
    }))
}

fn section<'b>(bytes: &'b [u8], range: &core::ops::Range<u32>) -> &'b [u8] {
    bytes.get(range.start as usize..range.end as usize).unwrap_or(&[])
}

fn check_layout(layout: &Layout<'_>, at: u32) -> Result<(), Error> {
    if !layout.bytes().len().is_multiple_of(4) {
        return Err(Error::new(ErrorKind::Misaligned { section: "layout" }, at));
    }
    for kind in 0..=0x7f {
        let Some(entry) = layout.entry(kind) else { break };
        if entry.info_sz % 4 != 0 || entry.elem_sz % 4 != 0 {
            let at = at.saturating_add(u32::from(kind) * 4);
            return Err(Error::new(ErrorKind::LayoutEntry { kind }, at));
        }
    }
    Ok(())
}

fn check_strings(
    strings: &[u8],
    header: &Header,
    continues: bool,
    no_types: bool,
    is_ascii: bool,
) -> Result<(), Error> {
    let Some((first, last)) = strings.first().zip(strings.last()) else {
        // Kernels give modules without types a header and nothing else.
        if continues || no_types {
            return Ok(());
        }
        return Err(Error::new(ErrorKind::StringsNoLeadingNul, header.strings.start));
    };
    if *last != 0 {
        return Err(Error::new(ErrorKind::StringsUnterminated, header.strings.end - 1));
    }
    if *first != 0 && !continues {
        // The strings of a split BTF continue its base's and start with a name at once.
        return Err(Error::new(ErrorKind::MissingBase { id: TypeId(1) }, header.strings.start));
    }
    // The names of real kernels are ASCII, which is quicker to see.
    if is_ascii {
        return Ok(());
    }
    match str::from_utf8(strings) {
        Ok(_) => Ok(()),
        Err(error) => {
            let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
            Err(Error::new(ErrorKind::StringsNotUtf8, header.strings.start.saturating_add(at)))
        }
    }
}

/// Where each record starts, and the offset of its name.
type Index = (Box<[u32]>, Box<[u32]>);

struct Context<'b> {
    types: &'b [u8],
    types_at: u32,
    layout: Layout<'b>,
    first_id: u32,
    own_strings: &'b [u8],
    base_strings: &'b [u8],
    is_split: bool,
    is_ascii: bool,
}

/// The largest numbers that a pass has met: enough to know that none is out of range.
#[derive(Default)]
struct Largest {
    id: u32,
    name_off: u32,
    /// The same of records with few entries, by the place of the word behind the head.
    ids: [u32; WORDS],
    name_offs: [u32; WORDS],
}

impl Largest {
    /// Takes the words behind a head, those that `masks` keep.
    #[inline(always)]
    fn block<const BIG: bool>(&mut self, words: &[u8; WORDS * 4], masks: &Masks) {
        // Three loops over arrays of one length, each of which compilers make into a few vector
        // instructions.
        let mut values = [0; WORDS];
        for (value, word) in values.iter_mut().zip(words.as_chunks::<4>().0) {
            *value = order::<BIG>().u32(*word);
        }
        for ((largest, value), mask) in self.ids.iter_mut().zip(&values).zip(&masks.ids) {
            *largest = (*largest).max(value & mask);
        }
        for ((largest, value), mask) in self.name_offs.iter_mut().zip(&values).zip(&masks.name_offs)
        {
            *largest = (*largest).max(value & mask);
        }
    }

    fn id(&self) -> u32 {
        self.ids.iter().fold(self.id, |largest, id| largest.max(*id))
    }

    fn name_off(&self) -> u32 {
        self.name_offs.iter().fold(self.name_off, |largest, off| largest.max(*off))
    }
}

impl Context<'_> {
    fn walk<const BIG: bool>(&self) -> Result<Index, Error> {
        let shapes = Shapes::new(&self.layout);
        // A record has at least 12 bytes, so the bound comes from the input that is there; what is
        // not used is never touched and given back.
        let most = self.types.len() / record::HEAD;
        let mut offsets = Vec::with_capacity(most);
        let mut name_offs = Vec::with_capacity(most);
        let mut largest = Largest::default();
        let mut rest = self.types;
        while !rest.is_empty() {
            let at = self.types.len() - rest.len();
            let Some((record, shape, tail)) = split::<BIG>(rest, &shapes) else {
                return Err(self.bad_record::<BIG>(at, offsets.len()));
            };
            // Offsets fit because header.rs refuses sections longer than u32.
            offsets.push(u32::try_from(at).unwrap_or(u32::MAX));
            name_offs.push(word(record.head, 0, order::<BIG>()));
            let id = |id: u32| largest.id = largest.id.max(id);
            let name = |name_off: u32| largest.name_off = largest.name_off.max(name_off);
            let behind = rest.get(record::HEAD..).and_then(|rest| rest.first_chunk());
            // Where the words of a few entries end is not worth a guess of the processor.
            match (behind, shape.masks(record.vlen::<BIG>())) {
                (Some(words), Some(masks)) => {
                    visit_head::<BIG>(record, shape, id, name);
                    largest.block::<BIG>(words, masks);
                }
                _ => visit::<BIG>(record, shape, id, name),
            }
            rest = tail;
        }
        let end = u64::from(self.first_id) + offsets.len() as u64;
        let strings_end = (self.base_strings.len() + self.own_strings.len()).max(1) as u64;
        let suspicious = u64::from(u32::MAX) < end
            || end <= u64::from(largest.id())
            || strings_end <= u64::from(largest.name_off())
            || self.is_split
            || !self.is_ascii;
        if suspicious {
            self.check_each::<BIG>(&offsets, &shapes, end, strings_end)?;
        }
        Ok((offsets.into_boxed_slice(), name_offs.into_boxed_slice()))
    }

    #[cold]
    fn bad_record<const BIG: bool>(&self, at: usize, index: usize) -> Error {
        let byte = self.types_at.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        let id = self.id(index);
        let rest = self.types.get(at..).unwrap_or(&[]);
        let available = u32::try_from(rest.len()).unwrap_or(u32::MAX);
        let bounds = |needed: usize| {
            Error::new(ErrorKind::RecordBounds { id, needed: needed as u64, available }, byte)
        };
        if rest.len() < record::HEAD {
            return bounds(record::HEAD);
        }
        let info = Info(word(rest, 4, order::<BIG>()));
        let number = info.kind_number();
        let entry = match Kind::from_number(number) {
            Some(kind) => record::trailing(kind),
            None => match self.layout.entry(number) {
                Some(entry) => entry,
                None => return Error::new(ErrorKind::UnknownKind { id, kind: number }, byte),
            },
        };
        bounds(
            record::HEAD
                + usize::from(entry.info_sz)
                + info.vlen() as usize * usize::from(entry.elem_sz),
        )
    }

    /// Looks at every reference of every record: the second pass, for split BTFs and bad ones.
    #[cold]
    fn check_each<const BIG: bool>(
        &self,
        offsets: &[u32],
        shapes: &Shapes,
        end: u64,
        strings_end: u64,
    ) -> Result<(), Error> {
        for (index, at) in offsets.iter().enumerate() {
            let rest = self.types.get(*at as usize..).unwrap_or(&[]);
            let Some((record, shape, _)) = split::<BIG>(rest, shapes) else { break };
            let mut bad_id = None;
            let mut bad_name = None;
            visit::<BIG>(
                record,
                shape,
                |to| {
                    if end <= u64::from(to) {
                        bad_id = bad_id.or(Some(to));
                    }
                },
                |name_off| {
                    if !self.is_name(name_off, strings_end) {
                        bad_name = bad_name.or(Some(name_off));
                    }
                },
            );
            let byte = self.types_at.saturating_add(*at);
            let id = self.id(index);
            if let Some(name_off) = bad_name {
                return Err(Error::new(self.blame_name(id, name_off, strings_end), byte));
            }
            if let Some(to) = bad_id {
                let limit = TypeId(u32::try_from(end).unwrap_or(u32::MAX));
                let kind = if self.looks_split(offsets) {
                    ErrorKind::MissingBase { id }
                } else {
                    ErrorKind::DanglingId { id, to: TypeId(to), limit }
                };
                return Err(Error::new(kind, byte));
            }
        }
        if u64::from(u32::MAX) < end {
            return Err(Error::new(ErrorKind::TooLarge { len: end }, self.types_at));
        }
        Ok(())
    }

    /// Whether `off` is a place where a name may start.
    ///
    /// In a base any offset inside the strings will do, as long as it does not cut a character: a
    /// writer may share the tail of a string. A split BTF that was made for this base names only whole
    /// strings of it, because every writer looks the string up; an offset into the middle of one is how
    /// a wrong base shows itself.
    fn is_name(&self, off: u32, strings_end: u64) -> bool {
        if off == 0 {
            return true;
        }
        if strings_end <= u64::from(off) {
            return false;
        }
        let at = off as usize;
        match at.checked_sub(self.base_strings.len()) {
            None => self.base_strings.get(at - 1) == Some(&0),
            Some(0) => true,
            // A byte 0b10xxxxxx continues a character.
            Some(at) => self.own_strings.get(at).is_some_and(|byte| byte & 0xc0 != 0x80),
        }
    }

    fn blame_name(&self, id: TypeId, name_off: u32, strings_end: u64) -> ErrorKind {
        if self.is_split {
            return ErrorKind::WrongBase { id, name_off };
        }
        if u64::from(name_off) < strings_end {
            return ErrorKind::StringsNotUtf8;
        }
        let limit = u32::try_from(strings_end).unwrap_or(u32::MAX);
        ErrorKind::DanglingName { id, name_off, limit }
    }

    /// Whether the records read like a split BTF that was opened alone: it has an empty first string
    /// only by accident, and refers far beyond its own types.
    fn looks_split(&self, offsets: &[u32]) -> bool {
        !self.is_split && self.own_strings.first() != Some(&0) && !offsets.is_empty()
    }

    fn id(&self, index: usize) -> TypeId {
        TypeId(self.first_id.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
    }
}

/// What a record of one kind holds, as one table look-up.
///
/// Kinds come in no order that a processor could foresee, so a branch on them costs more than the work
/// behind it. Hence masks: each word that may be a reference or a name is taken, and made 0, which is always
/// in range, where it is none.
#[derive(Clone, Copy)]
struct Shape {
    /// Whether anybody knows the kind.
    is_known: bool,
    /// Bytes behind the head.
    info_sz: u8,
    /// Bytes behind that, for each of `vlen`.
    elem_sz: u8,
    /// Whether the third word of the head is a type.
    target: u32,
    /// Whether the first word of an entry is a name.
    entry_name: u32,
    /// Whether the first word of an entry is a type.
    entry_first: u32,
    /// Whether the second word of an entry is a type.
    entry_second: u32,
    /// What to keep of the words behind the head, by the number of entries.
    masks: &'static [Masks; FEW + 1],
}

/// So many entries are taken at once, or fewer.
const FEW: usize = 4;
/// Words that they have, at most.
const WORDS: usize = FEW * 3;

/// Which words are a type, and which a name.
#[derive(Clone, Copy)]
struct Masks {
    ids: [u32; WORDS],
    name_offs: [u32; WORDS],
}

impl Shape {
    /// What to keep of the words behind the head; `None` for too many entries.
    #[inline(always)]
    fn masks(&self, vlen: u32) -> Option<&Masks> {
        self.masks.get(vlen as usize)
    }
}

/// Nothing.
static NONE: [Masks; FEW + 1] = masks(3, 0, 0, 0);
/// Entries of three words: a name and a type.
static MEMBERS: [Masks; FEW + 1] = masks(3, KEEP, 0, KEEP);
/// Entries of two words: a name and a type.
static PARAMS: [Masks; FEW + 1] = masks(2, KEEP, 0, KEEP);
/// Entries of two words: a name.
static VALUES: [Masks; FEW + 1] = masks(2, KEEP, 0, 0);
/// Entries of three words: a name.
static LONG_VALUES: [Masks; FEW + 1] = masks(3, KEEP, 0, 0);
/// Entries of three words: a type.
static VARIABLES: [Masks; FEW + 1] = masks(3, 0, KEEP, 0);
/// One entry of two types and a number, whatever `vlen` says.
static ELEMENT: [Masks; FEW + 1] = [masks(3, 0, KEEP, KEEP)[1]; FEW + 1];

/// Masks for each number of entries.
#[expect(clippy::indexing_slicing, reason = "done by the compiler, which would refuse")]
const fn masks(each: usize, name: u32, first: u32, second: u32) -> [Masks; FEW + 1] {
    let mut all = [Masks { ids: [0; WORDS], name_offs: [0; WORDS] }; FEW + 1];
    let mut n = 0;
    while n <= FEW {
        let mut entry = 0;
        while entry < n {
            all[n].name_offs[entry * each] = name;
            all[n].ids[entry * each] = first;
            all[n].ids[entry * each + 1] = second;
            entry += 1;
        }
        n += 1;
    }
    all
}

/// A mask that keeps a word.
const KEEP: u32 = u32::MAX;

/// The shape of every kind that the seven bits can say.
struct Shapes([Shape; 128]);

impl Shapes {
    fn new(layout: &Layout<'_>) -> Self {
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
    let masks = match kind.unwrap_or(Kind::Opaque) {
        Kind::Struct | Kind::Union => &MEMBERS,
        Kind::FuncProto => &PARAMS,
        Kind::Enum => &VALUES,
        Kind::Enum64 => &LONG_VALUES,
        Kind::Datasec => &VARIABLES,
        Kind::Array => &ELEMENT,
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
        | Kind::Opaque => &NONE,
    };
    Shape { is_known, info_sz, elem_sz, target, entry_name, entry_first, entry_second, masks }
}

/// A record's head and what follows it.
#[derive(Clone, Copy)]
struct Raw<'b> {
    head: &'b [u8; record::HEAD],
    tail: &'b [u8],
}

impl Raw<'_> {
    #[inline(always)]
    fn vlen<const BIG: bool>(&self) -> u32 {
        Info(word(self.head, 4, order::<BIG>())).vlen()
    }
}

/// The first record of `bytes`, its shape, and the bytes behind it; `None` if it does not fit or nobody
/// knows its length.
#[inline(always)]
fn split<'b, 's, const BIG: bool>(
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
fn visit<const BIG: bool>(
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
fn visit_head<const BIG: bool>(
    Raw { head, .. }: Raw<'_>,
    shape: &Shape,
    mut id: impl FnMut(u32),
    mut name: impl FnMut(u32),
) {
    name(word(head, 0, order::<BIG>()));
    id(word(head, 8, order::<BIG>()) & shape.target);
}

#[inline(always)]
const fn order<const BIG: bool>() -> Endian {
    if BIG { Endian::Big } else { Endian::Little }
}

//! Whether all references and names of records are in range, many words at once.
//!
//! *In:* records whose bounds were checked, how many types there are, and where strings end. *Out:* whether
//! nothing is out of range. *Never:* which one is: that is for a second look.
//!
//! Kinds come in no order that a processor could foresee, so a branch on them costs more than the work
//! behind it. Instead the words behind name and info are compared with as many limits, whatever they are,
//! and the limit of what is no reference and no name is the largest number. Loops over arrays of one length
//! become a few vector instructions, if numbers have a sign: hence all are moved by half of their range.

use super::shapes::{Group, Shapes, order, split, visit};
use crate::id::NameOff;
use crate::wire::cursor::word;
use crate::wire::kind::Info;

/// Words that are compared at once, the first of them the last of the head.
const WORDS: usize = 12;
/// Bytes before them: name and info.
const BEFORE: usize = 8;
/// All of them.
const BYTES: usize = BEFORE + WORDS * 4;
/// Records that are looked at before those that have many entries.
const BLOCK: usize = 256;
/// Entries that they have, at most: five of two words.
const FEW: u8 = 5;

/// The limit of what is neither a reference nor a name.
const ANY: i32 = i32::MAX;

/// How large each word may be. Each row has a line of the cache for itself, wherever the stack happens to be.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row([i32; WORDS]);

/// What there is to know of a kind.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The first row of its group, that of no entries.
    start: u8,
    /// How many entries there are rows for.
    few: u8,
}

pub(super) struct Limits<'s> {
    shapes: &'s Shapes,
    /// The largest name offset and the largest id that there may be.
    name: u32,
    id: u32,
    places: [Place; 128],
    /// A row for each number of entries, group by group.
    rows: [[Row; FEW as usize + 1]; Group::ALL.len()],
    /// The limits of entries alone, as many as there is room for.
    entries: [Row; Group::ALL.len()],
}

impl<'s> Limits<'s> {
    pub(super) fn new(shapes: &'s Shapes, name: u32, id: u32) -> Self {
        let places = shapes
            .0
            .map(|shape| Place { start: shape.group as u8 * (FEW + 1), few: few(shape.group) });
        let rows = Group::ALL.map(|group| rows(group, name, id));
        let entries = Group::ALL.map(|group| {
            let mut limits = entries(group, name, id);
            Row([(); WORDS].map(|()| limits.next().unwrap_or(ANY)))
        });
        Self { shapes, name, id, places, rows, entries }
    }

    /// Whether every record that `offsets` lead to keeps to the limits; on the way, the mark of each one's
    /// name is put into its place in `marks`.
    pub(super) fn hold<const BIG: bool>(
        &self,
        types: &[u8],
        offsets: &[u32],
        marks: &mut [u8],
    ) -> bool {
        // The last few records are too near to the end to take all words at once.
        let is_far_from_end = |at: &u32| BYTES <= types.len().saturating_sub(*at as usize);
        let (most, last) = offsets.split_at(offsets.partition_point(is_far_from_end));
        let (most_marks, last_marks) = marks.split_at_mut(most.len().min(marks.len()));
        put_marks::<BIG>(types, last, last_marks);
        let mut blocks = most.chunks(BLOCK).zip(most_marks.chunks_mut(BLOCK));
        blocks.all(|(offsets, marks)| self.hold_in_block::<BIG>(types, offsets, marks))
            && last.iter().all(|at| self.hold_in_one::<BIG>(types, *at))
    }

    /// The same for so many records that those with many entries can be put aside: whether there is one
    /// is not worth a guess of the processor.
    fn hold_in_block<const BIG: bool>(
        &self,
        types: &[u8],
        offsets: &[u32],
        marks: &mut [u8],
    ) -> bool {
        let rows = self.rows.as_flattened();
        let mut is_over = [0; WORDS];
        let mut largest_name = 0;
        let (mut long, mut longs) = ([0; BLOCK], 0);
        for (at, mark) in offsets.iter().zip(marks) {
            let rest = types.get(*at as usize..);
            let Some(bytes) = rest.and_then(|rest| rest.first_chunk::<BYTES>()) else {
                return false;
            };
            let info = Info(word(bytes, 4, order::<BIG>()));
            let place = self.places.get(usize::from(info.kind_number()));
            let Some(Place { start, few }) = place.copied() else { return false };
            let is_long = u32::from(few) < info.vlen();
            if let Some(long) = long.get_mut(longs) {
                *long = *at;
            }
            longs += usize::from(is_long);
            let entries = if is_long { 0 } else { info.vlen() };
            let Some(row) = rows.get(usize::from(start) + entries as usize) else { return false };
            let name_off = word(bytes, 0, order::<BIG>());
            *mark = NameOff(name_off).mark();
            largest_name = name_off.max(largest_name);
            let Some(words) = bytes.last_chunk() else { return false };
            compare::<BIG>(&mut is_over, words, row);
        }
        // Looked at in no way that the compiler knows of, they stay vectors all the time.
        let is_over = core::hint::black_box(is_over);
        let long = long.get(..longs).unwrap_or(&[]);
        largest_name <= self.name
            && is_over.iter().all(|is_over| *is_over == 0)
            && self.hold_in_long::<BIG>(types, long)
    }

    /// The same for the entries of records with many: from the first on and up to the last, some of them
    /// twice, so that there is no rest to count.
    fn hold_in_long<const BIG: bool>(&self, types: &[u8], offsets: &[u32]) -> bool {
        let mut is_over = [0; WORDS];
        for at in offsets {
            let rest = types.get(*at as usize..).unwrap_or(&[]);
            let Some((record, shape, _)) = split::<BIG>(rest, self.shapes) else { return false };
            let Some(limits) = self.entries.get(shape.group as usize) else { return false };
            let (chunks, _) = record.tail.as_chunks::<{ WORDS * 4 }>();
            // What has none at all was seen with its head.
            for chunk in chunks.iter().chain(record.tail.last_chunk()) {
                compare::<BIG>(&mut is_over, chunk, limits);
            }
        }
        core::hint::black_box(is_over).iter().all(|is_over| *is_over == 0)
    }

    /// The same for the record at `at`, word by word.
    fn hold_in_one<const BIG: bool>(&self, types: &[u8], at: u32) -> bool {
        let rest = types.get(at as usize..).unwrap_or(&[]);
        let Some((record, shape, _)) = split::<BIG>(rest, self.shapes) else { return false };
        let (mut largest_id, mut largest_name) = (0, 0);
        visit::<BIG>(
            record,
            shape,
            |id| largest_id = largest_id.max(id),
            |name| largest_name = largest_name.max(name),
        );
        largest_id <= self.id && largest_name <= self.name
    }
}

/// Puts the mark of each record's name into its place.
pub(super) fn put_marks<const BIG: bool>(types: &[u8], offsets: &[u32], marks: &mut [u8]) {
    for (at, mark) in offsets.iter().zip(marks) {
        *mark = NameOff(word(types, *at as usize, order::<BIG>())).mark();
    }
}

/// Remembers in which places a word is over its limit.
#[inline(always)]
fn compare<const BIG: bool>(is_over: &mut [i32; WORDS], words: &[u8; WORDS * 4], limits: &Row) {
    for ((is_over, word), limit) in is_over.iter_mut().zip(words.as_chunks::<4>().0).zip(&limits.0)
    {
        *is_over |= -i32::from(*limit < moved(order::<BIG>().u32(*word)));
    }
}

/// The rows of a group.
fn rows(group: Group, name: u32, id: u32) -> [Row; FEW as usize + 1] {
    let target = if matches!(group, Group::Target | Group::Params) { moved(id) } else { ANY };
    let mut vlen = 0;
    [(); FEW as usize + 1].map(|()| {
        // An array has one, whatever it says.
        let len = if group == Group::Element { 1 } else { vlen };
        vlen += 1;
        let mut limits =
            core::iter::once(target).chain(entries(group, name, id).take(len * words(group)));
        Row([(); WORDS].map(|()| limits.next().unwrap_or(ANY)))
    })
}

/// The limits of the words of entries, one entry after the other.
fn entries(group: Group, name: u32, id: u32) -> impl Iterator<Item = i32> {
    let (name, id) = (moved(name), moved(id));
    let [first, second] = match group {
        Group::Plain | Group::Target => [ANY, ANY],
        Group::Members | Group::Params => [name, id],
        Group::Values | Group::LongValues => [name, ANY],
        Group::Variables => [id, ANY],
        Group::Element => [id, id],
    };
    [first, second, ANY].into_iter().take(words(group)).cycle()
}

/// The words of an entry.
const fn words(group: Group) -> usize {
    match group {
        Group::Params | Group::Values => 2,
        Group::Members | Group::LongValues | Group::Variables | Group::Element => 3,
        Group::Plain | Group::Target => 1,
    }
}

/// Up to how many entries all that counts is among the words.
const fn few(group: Group) -> u8 {
    match group {
        Group::Params | Group::Values | Group::Plain | Group::Target | Group::Element => 5,
        Group::Members | Group::LongValues | Group::Variables => 4,
    }
}

/// A number moved by half of the range, so that signed numbers compare as these do.
#[inline(always)]
const fn moved(value: u32) -> i32 {
    (value ^ 1 << 31).cast_signed()
}

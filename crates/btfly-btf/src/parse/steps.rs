//! Where records start: several walks over one section at a time.
//!
//! *In:* a type section and the shapes of its records. *Out:* the offset of every record, or of the first that
//! does not fit. *Never:* an offset that a walk from the first record on would not find.
//!
//! A record's length stands in the record, so a walk waits for memory at each step and does nothing
//! meanwhile. So two more start further on, at what looks like a record. When the walk before arrives
//! exactly there, what they found is what it would have found; when it does not, it is thrown away.

use alloc::vec::Vec;

use super::shapes::{Shapes, order};
use crate::wire::cursor::word;
use crate::wire::kind::Info;
use crate::wire::record;

/// Walks at a time. A fourth is not worth its registers.
const WALKS: usize = 3;
/// Bytes between their starts.
const STRETCH: u64 = 8 << 10;
/// Bytes that all of them go through before they are put together.
const ROUND: u64 = STRETCH * WALKS as u64;
/// Records in such a stretch, at most.
const MOST: usize = 8 * 1024 / record::HEAD + 1;
/// So many in a row look like records before a walk starts at them.
const IN_A_ROW: u32 = 4;
/// A step that leads behind every section: nobody knows how long the record is.
const FAR: u64 = 1 << 40;

/// How long a record is: `once`, and `each` for each of `vlen`.
#[derive(Clone, Copy, Debug)]
struct Step {
    once: u64,
    each: u64,
}

/// One walk: where it is, and where the next one started.
#[derive(Clone, Copy, Debug)]
struct Walk {
    at: u64,
    end: u64,
}

pub(super) struct Steps<'b> {
    types: &'b [u8],
    steps: [Step; 128],
}

impl<'b> Steps<'b> {
    pub(super) fn new(types: &'b [u8], shapes: &Shapes) -> Self {
        let steps = shapes.0.map(|shape| Step {
            once: if shape.is_known {
                (record::HEAD + usize::from(shape.info_sz)) as u64
            } else {
                FAR
            },
            each: u64::from(shape.elem_sz),
        });
        Self { types, steps }
    }

    /// The offset of each record; or those before one that does not fit, and its own as the last.
    pub(super) fn find<const BIG: bool>(&self) -> Result<Vec<u32>, Vec<u32>> {
        // A record has at least 12 bytes, so the bound comes from the input that is there; what is not used is
        // never touched and given back.
        let mut offsets = Vec::with_capacity(self.types.len() / record::HEAD);
        let end = self.types.len() as u64;
        let mut at = 0;
        let mut found = [[0; WALKS]; MOST];
        while at + ROUND <= end {
            at = self.walk_ahead::<BIG>(at, &mut found, &mut offsets);
        }
        at = self.walk::<BIG>(Walk { at, end }, &mut offsets);
        if at == end { Ok(offsets) } else { Err(offsets) }
    }

    /// Walks on from `from`, a record, by a stretch or more; tells where it is then.
    ///
    /// What is in `found` does not matter before and after.
    #[inline(never)]
    fn walk_ahead<const BIG: bool>(
        &self,
        from: u64,
        found: &mut [[u32; WALKS]; MOST],
        offsets: &mut Vec<u32>,
    ) -> u64 {
        let second = self.look_for::<BIG>(from + STRETCH);
        let third = self.look_for::<BIG>(from + STRETCH * 2);
        let starts = [
            Walk { at: from, end: second },
            Walk { at: second, end: third },
            Walk { at: third, end: from + ROUND },
        ];
        let mut walks = starts;

        let mut rows = 0;
        for row in found.iter_mut() {
            if walks.iter().any(|walk| walk.end <= walk.at) {
                break;
            }
            for (place, walk) in row.iter_mut().zip(&mut walks) {
                *place = narrow(walk.at);
                walk.at = self.next::<BIG>(walk.at);
            }
            rows += 1;
        }

        let found = found.get(..rows).unwrap_or(&[]);
        let mut at = from;
        for (nth, (walk, start)) in walks.into_iter().zip(starts).enumerate() {
            if at != start.at {
                break;
            }
            offsets.extend(found.iter().map(|row| row.get(nth).copied().unwrap_or(0)));
            at = self.walk::<BIG>(walk, offsets);
        }
        at
    }

    /// Walks to the end, or behind it.
    fn walk<const BIG: bool>(&self, Walk { mut at, end }: Walk, offsets: &mut Vec<u32>) -> u64 {
        while at < end {
            offsets.push(narrow(at));
            at = self.next::<BIG>(at);
        }
        at
    }

    /// Where the record behind the one at `at` starts.
    #[inline(always)]
    fn next<const BIG: bool>(&self, at: u64) -> u64 {
        let Step { once, each } = self.step(self.info::<BIG>(at));
        at + once + each * u64::from(self.info::<BIG>(at).vlen())
    }

    #[inline(always)]
    fn step(&self, info: Info) -> Step {
        let unknown = Step { once: FAR, each: 0 };
        self.steps.get(usize::from(info.kind_number())).copied().unwrap_or(unknown)
    }

    /// The info of the record at `at`; past the end that of no kind.
    #[inline(always)]
    fn info<const BIG: bool>(&self, at: u64) -> Info {
        let rest = usize::try_from(at).ok().and_then(|at| self.types.get(at..));
        let head = rest.and_then(|rest| rest.first_chunk::<8>());
        Info(head.map_or(0, |head| word(head, 4, order::<BIG>())))
    }

    /// The first place from `from` on, within a stretch, that looks like records; or `from`, where none does.
    fn look_for<const BIG: bool>(&self, from: u64) -> u64 {
        let looks_like_records = |start: &u64| {
            let mut at = *start;
            (0..IN_A_ROW).all(|_| {
                let info = self.info::<BIG>(at);
                at = self.next::<BIG>(at);
                // Hardly anything has more entries than two bytes can say.
                at < FAR && info.vlen() <= 0xffff
            })
        };
        (from..from + STRETCH).step_by(4).find(looks_like_records).unwrap_or(from)
    }
}

/// Offsets fit, because header.rs refuses sections longer than that.
#[inline(always)]
fn narrow(at: u64) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

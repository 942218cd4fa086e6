//! The quick passes against their plain twins, on sections that nobody would write.

use alloc::vec;
use alloc::vec::Vec;
use core::cell::Cell;

use super::limits::{self, Limits};
use super::shapes::{Shapes, order, split, visit};
use super::steps::Steps;
use crate::id::NameOff;
use crate::wire::cursor::{put, word};
use crate::wire::kind::{Info, Kind};
use crate::wire::layout::Layout;
use crate::wire::record;

/// Numbers without a pattern, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 20) % u64::from(below)).unwrap()
    }
}

fn shapes<const BIG: bool>() -> Shapes {
    // Kind 20 is known from here alone.
    let mut layout = vec![0; 80];
    layout.extend([8, 20, 0, 0]);
    Shapes::new(&Layout::new(&layout, order::<BIG>()))
}

/// Appends a record whose words behind the info are `words`, and as many more of them as it needs.
fn push<const BIG: bool>(
    kind: u8,
    vlen: u32,
    mut words: impl FnMut(usize) -> u32,
    out: &mut Vec<u8>,
) {
    let shape = shapes::<BIG>().0[usize::from(kind)];
    let len =
        record::HEAD + usize::from(shape.info_sz) + usize::from(shape.elem_sz) * vlen as usize;
    for at in 0..len / 4 {
        let value = if at == 1 { Info::pack(kind, vlen, false).0 } else { words(at) };
        put(out, value, order::<BIG>());
    }
}

/// A section of so many records, some of them long, whose words often look like heads.
fn section<const BIG: bool>(numbers: &mut Numbers, records: u32) -> Vec<u8> {
    let mut types = Vec::new();
    for _ in 0..records {
        let kind = u8::try_from(1 + numbers.next(20)).unwrap();
        let vlen = match numbers.next(50) {
            0 => numbers.next(3000),
            n => n % 7,
        };
        let words = |_| match numbers.next(3) {
            0 => 0,
            1 => Info::pack(u8::try_from(numbers.next(24)).unwrap(), numbers.next(9), false).0,
            _ => numbers.next(u32::MAX),
        };
        push::<BIG>(kind, vlen, words, &mut types);
    }
    types
}

/// One record after the other.
fn find_plainly<const BIG: bool>(types: &[u8]) -> Result<Vec<u32>, Vec<u32>> {
    let (shapes, mut offsets, mut rest) = (shapes::<BIG>(), Vec::new(), types);
    while !rest.is_empty() {
        offsets.push(u32::try_from(types.len() - rest.len()).unwrap());
        let Some((_, _, tail)) = split::<BIG>(rest, &shapes) else { return Err(offsets) };
        rest = tail;
    }
    Ok(offsets)
}

fn check_steps<const BIG: bool>(types: &[u8]) -> bool {
    let found = Steps::new(types, &shapes::<BIG>()).find::<BIG>();
    assert_eq!(found, find_plainly::<BIG>(types));
    found.is_ok()
}

fn check_sections<const BIG: bool>() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut good, mut bad) = (0, 0);
    for round in 0..60 {
        let mut types = section::<BIG>(&mut numbers, round * 90);
        assert!(check_steps::<BIG>(&types));
        let len = u32::try_from(types.len()).unwrap();
        for _ in 0..8 {
            let cut = numbers.next(len + 1) as usize;
            let is_good = check_steps::<BIG>(&types[..cut]);
            *(if is_good { &mut good } else { &mut bad }) += 1;
        }
        for _ in 0..8 {
            if let Some(byte) = types.get_mut(numbers.next(len + 1) as usize) {
                *byte = byte.wrapping_add(1 + u8::try_from(numbers.next(200)).unwrap());
            }
            let is_good = check_steps::<BIG>(&types);
            *(if is_good { &mut good } else { &mut bad }) += 1;
        }
    }
    assert!(50 < good && 50 < bad, "{good} good, {bad} bad");
}

#[test]
fn walks_at_a_time_find_what_one_finds() {
    check_sections::<false>();
    check_sections::<true>();
}

#[test]
fn what_looks_like_records_everywhere_and_nowhere() {
    // An enum whose values are heads of pointers: each walk but the first starts inside of it.
    let pointer = Info::pack(Kind::Ptr as u8, 0, false).0;
    let mut types = Vec::new();
    push::<false>(Kind::Enum as u8, 20_000, |_| pointer, &mut types);
    assert!(check_steps::<false>(&types));
    for _ in 0..9000 {
        push::<false>(Kind::Ptr as u8, 0, |_| pointer, &mut types);
    }
    assert!(check_steps::<false>(&types));
    // Pointers with more entries than anybody would say they have.
    let mut types = Vec::new();
    for _ in 0..20_000 {
        push::<false>(Kind::Ptr as u8, 0xff_0000, |_| 0, &mut types);
    }
    assert!(check_steps::<false>(&types));
}

const LAST_NAME: u32 = 5000;
const LAST_ID: u32 = 70;

/// Whether a section keeps to the limits, word by word.
fn holds_plainly<const BIG: bool>(types: &[u8], offsets: &[u32]) -> bool {
    let (shapes, holds) = (shapes::<BIG>(), &Cell::new(true));
    for at in offsets {
        let (record, shape, _) = split::<BIG>(&types[*at as usize..], &shapes).unwrap();
        let keep = |is_fine: bool| holds.set(holds.get() && is_fine);
        visit::<BIG>(record, shape, |id| keep(id <= LAST_ID), |name| keep(name <= LAST_NAME));
    }
    holds.get()
}

fn check_limits<const BIG: bool>(types: &[u8]) -> bool {
    let offsets = find_plainly::<BIG>(types).unwrap();
    let shapes = shapes::<BIG>();
    let mut marks = vec![0; offsets.len()];
    let limits = Limits::new(&shapes, LAST_NAME, LAST_ID);
    let holds = limits.hold::<BIG>(types, &offsets, &mut marks);
    assert_eq!(holds, holds_plainly::<BIG>(types, &offsets));
    if holds {
        let mut plain = vec![0; offsets.len()];
        limits::put_marks::<BIG>(types, &offsets, &mut plain);
        assert_eq!(marks, plain);
        let name = |at: &u32| NameOff(word(types, *at as usize, order::<BIG>()));
        assert!(offsets.iter().map(|at| name(at).mark()).eq(marks));
    }
    holds
}

fn check_every_word<const BIG: bool>() {
    let (mut good, mut bad) = (0, 0);
    for kind in 1..=20 {
        for vlen in (0..=26).chain([99, 1000]) {
            let mut one = Vec::new();
            push::<BIG>(kind, vlen, |_| 0, &mut one);
            let step = if one.len() < 400 { 1 } else { 37 };
            for at in (0..one.len() / 4).filter(|at| *at != 1).step_by(step) {
                for value in [LAST_ID, LAST_ID + 1, LAST_NAME, LAST_NAME + 1, 1 << 31, u32::MAX] {
                    let mut types = Vec::new();
                    let words = |word| if word == at { value } else { 0 };
                    push::<BIG>(kind, vlen, words, &mut types);
                    // As the last one, and far from the end.
                    let is_good = check_limits::<BIG>(&types);
                    *(if is_good { &mut good } else { &mut bad }) += 1;
                    for _ in 0..6 {
                        push::<BIG>(Kind::Ptr as u8, 0, |_| 0, &mut types);
                    }
                    assert_eq!(check_limits::<BIG>(&types), is_good);
                }
            }
        }
    }
    assert!(1000 < good && 1000 < bad, "{good} good, {bad} bad");
}

#[test]
fn limits_hold_for_every_word_that_counts_and_for_no_other() {
    check_every_word::<false>();
    check_every_word::<true>();
}

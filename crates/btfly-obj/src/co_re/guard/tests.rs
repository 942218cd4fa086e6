//! Small programs whose reach is plain.

use super::*;
use crate::co_re::POISON;
use crate::insn::{Insn, Opcode, pseudo};

pub(super) fn op(opcode: u8, dst: u8, src: u8, off: i16, imm: i32) -> Insn {
    Insn { opcode: Opcode(opcode), dst, src, off, imm }
}

pub(super) fn mov(dst: u8, imm: i32) -> Insn {
    op(0xb7, dst, 0, 0, imm)
}

pub(super) fn copy(dst: u8, src: u8) -> Insn {
    op(0xbf, dst, src, 0, 0)
}

/// Jumps if `dst` is `imm`.
pub(super) fn if_eq(dst: u8, imm: i32, off: i16) -> Insn {
    op(0x15, dst, 0, off, imm)
}

fn if_ne(dst: u8, imm: i32, off: i16) -> Insn {
    op(0x55, dst, 0, off, imm)
}

fn spill(off: i16, src: u8) -> Insn {
    op(0x7b, 10, src, off, 0)
}

fn fill(dst: u8, off: i16) -> Insn {
    op(0x79, dst, 10, off, 0)
}

pub(super) fn helper() -> Insn {
    op(0x85, 0, 0, 0, 5)
}

pub(super) fn call(distance: i32) -> Insn {
    op(0x85, 0, pseudo::CALL, 0, distance)
}

pub(super) const EXIT: Insn = Insn { opcode: Opcode(0x95), dst: 0, src: 0, off: 0, imm: 0 };
const POISONED: Insn = Insn { opcode: Opcode(0x85), dst: 0, src: 0, off: 0, imm: POISON };

pub(super) fn guards_of(
    insns: &[Insn],
    known: &[(usize, Value)],
    globals: &[usize],
) -> Result<Vec<Guard>, Doubt> {
    let flow = Flow::new(insns, known.iter().copied().collect(), globals.iter().copied())?;
    let called = flow.called();
    let entries: Vec<usize> = globals.iter().copied().filter(|at| !called.contains(at)).collect();
    run_all(&flow, &entries, globals, &mut Vec::new())
}

/// What is said of the poisoned instructions.
#[track_caller]
fn check_with(insns: &[Insn], known: &[(usize, Value)], globals: &[usize], expected: Guard) {
    let guards = guards_of(insns, known, globals);
    let mut n_poisoned = 0;
    for (at, _) in insns.iter().enumerate().filter(|(_, insn)| **insn == POISONED) {
        let found = match &guards {
            Ok(guards) => guards[at],
            Err(doubt) => Guard::Unknown(*doubt),
        };
        assert_eq!(found, expected, "instruction {at}");
        n_poisoned += 1;
    }
    assert_ne!(n_poisoned, 0);
}

#[track_caller]
fn check(insns: &[Insn], expected: Guard) {
    check_with(insns, &[], &[], expected);
}

#[test]
fn a_question_that_is_answered_closes_its_branch() {
    // if (exists) poison;
    check(&[mov(1, 0), if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT], Guard::Guarded);
    check(&[mov(1, 1), if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT], Guard::Reached);
    check(&[mov(1, 0), if_ne(1, 0, 2), mov(0, 0), EXIT, POISONED, EXIT], Guard::Guarded);
    check(&[mov(1, 7), if_ne(1, 0, 2), mov(0, 0), EXIT, POISONED, EXIT], Guard::Reached);
    // Nobody knows what a context holds.
    let load = op(0x79, 1, 1, 0, 0);
    check(&[load, if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT], Guard::Reached);
    check(&[POISONED, EXIT], Guard::Reached);
}

#[test]
fn questions_are_followed_through_arithmetic() {
    // w1 = 0; w1 &= 1; w1 ^= 1; if w1 != 0 skip
    let insns = [op(0xb4, 1, 0, 0, 0), op(0x54, 1, 0, 0, 1), op(0xa4, 1, 0, 0, 1)];
    let insns = [&insns[..], &[op(0x56, 1, 0, 1, 0), POISONED, mov(0, 0), EXIT]].concat();
    check(&insns, Guard::Guarded);
    // What verifiers do not know: a quotient.
    let insns = [mov(1, 8), op(0x37, 1, 0, 0, 8), if_eq(1, 1, 1), POISONED, mov(0, 0), EXIT];
    check(&insns, Guard::Reached);
}

#[test]
fn ways_that_meet_keep_what_they_have_in_common() {
    let diamond = |other| {
        [
            mov(2, 0),
            op(0x79, 1, 1, 0, 0),
            if_eq(1, 0, 1),
            mov(2, other),
            if_eq(2, 0, 1),
            POISONED,
            mov(0, 0),
            EXIT,
        ]
    };
    check(&diamond(0), Guard::Guarded);
    check(&diamond(1), Guard::Reached);
}

#[test]
fn loops_come_to_an_end() {
    // r2 is 0 at first, and something else later.
    let insns = [
        mov(2, 0),
        helper(),
        if_eq(0, 0, 3),
        if_eq(2, 0, 1),
        POISONED,
        op(0x05, 0, 0, -5, 0),
        mov(0, 0),
        EXIT,
    ];
    check(&insns, Guard::Reached);
    // r6 survives the call, and is never changed.
    let kept = [
        mov(6, 0),
        helper(),
        if_eq(0, 0, 3),
        if_eq(6, 0, 1),
        POISONED,
        op(0x05, 0, 0, -5, 0),
        mov(0, 0),
        EXIT,
    ];
    check(&kept, Guard::Guarded);
}

#[test]
fn what_is_put_aside_is_known_until_somebody_may_write_to_it() {
    let around = |between: &[Insn]| {
        let after = [fill(1, -8), if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT];
        [&[mov(1, 0), spill(-8, 1)], between, &after].concat()
    };
    check(&around(&[]), Guard::Guarded);
    check(&around(&[helper()]), Guard::Guarded);
    let address = copy(2, 10);
    check(&around(&[address, helper()]), Guard::Reached);
    check(&around(&[address, op(0x62, 2, 0, -8, 1)]), Guard::Reached);
    check(&around(&[op(0x62, 10, 0, -4, 1)]), Guard::Reached);
    check(&around(&[op(0x62, 10, 0, -12, 1)]), Guard::Guarded);
    check(&around(&[op(0xdb, 10, 2, -8, 0)]), Guard::Reached);
}

#[test]
fn functions_are_followed_with_their_arguments_and_results() {
    // f(0), and f: if (r1) poison
    let insns = [mov(1, 0), call(1), EXIT, if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT];
    check(&insns, Guard::Guarded);
    // A second call with 1.
    let insns =
        [mov(1, 0), call(3), mov(1, 1), call(1), EXIT, if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT];
    check(&insns, Guard::Reached);
    // if (g()) poison, and g returns 0
    let insns = [call(4), if_eq(0, 0, 1), POISONED, mov(0, 0), EXIT, mov(0, 0), EXIT];
    check(&insns, Guard::Guarded);
    // A function that only a closed branch calls.
    let insns = [mov(1, 0), if_eq(1, 0, 1), call(2), mov(0, 0), EXIT, POISONED, EXIT];
    check(&insns, Guard::Guarded);
    // A callback: somebody calls it, with anything.
    let [first, second] = [op(0x18, 2, pseudo::FUNC, 0, 4), Insn::default()];
    let insns = [first, second, helper(), mov(0, 0), EXIT, if_eq(1, 0, 1), POISONED, EXIT];
    check(&insns, Guard::Reached);
}

#[test]
fn global_functions_are_checked_on_their_own() {
    // Called with 0, but that does not count.
    let insns = [mov(1, 0), call(1), EXIT, if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT];
    check_with(&insns, &[], &[3], Guard::Reached);
    let insns = [mov(1, 0), if_eq(1, 0, 1), call(2), mov(0, 0), EXIT, POISONED, EXIT];
    check_with(&insns, &[], &[5], Guard::Unknown(Doubt::GlobalFunction));
    // Nobody calls it but the kernel.
    let insns = [mov(0, 0), EXIT, POISONED, EXIT];
    check_with(&insns, &[], &[2], Guard::Reached);
}

#[test]
fn what_only_the_loader_knows_is_a_doubt() {
    let [first, second] = [op(0x18, 1, 2, 0, 0), Insn::default()];
    let insns = [first, second, op(0x71, 1, 1, 0, 0), if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT];
    check_with(&insns, &[(0, Value::Setting)], &[], Guard::Unknown(Doubt::Setting));
    check_with(&insns, &[(0, Value::Unknown)], &[], Guard::Reached);
    // The address of what is there is not null, and of what is not there it is.
    let insns = [first, second, if_eq(1, 0, 1), POISONED, mov(0, 0), EXIT];
    check_with(&insns, &[(0, Value::NonNull)], &[], Guard::Reached);
    check_with(&insns, &[(0, Value::Const(0))], &[], Guard::Guarded);
    let insns = [first, second, if_ne(1, 0, 1), POISONED, mov(0, 0), EXIT];
    check_with(&insns, &[(0, Value::NonNull)], &[], Guard::Guarded);
}

#[test]
fn what_cannot_be_followed_is_said() {
    let indirect = op(0x0d, 1, 0, 0, 0);
    check(&[mov(1, 0), if_eq(1, 0, 1), POISONED, indirect, EXIT], Guard::Unknown(Doubt::Indirect));
    let malformed = Guard::Unknown(Doubt::Malformed);
    check(&[mov(1, 0), if_eq(1, 0, 1), POISONED], malformed);
    check(&[POISONED, op(0x05, 0, 0, 100, 0)], malformed);
    check(&[POISONED, op(0x05, 0, 0, -100, 0)], malformed);
    check(&[call(0), POISONED], malformed);
    check(&[POISONED, op(0x18, 1, 0, 0, 0)], malformed);
}

#[test]
fn loads_through_arguments_are_known() {
    let load = |dst, src, off| op(0x79, dst, src, off, 0);
    // r6 = ctx; r2 = ctx[1]; r0 = r2->8; helper; r0 = ctx[2] by the copy; and f(ctx) loads ctx[0].
    let insns = [
        copy(6, 1),
        load(2, 1, 8),
        load(0, 2, 16),
        call(3),
        load(0, 6, 16),
        load(0, 1, 0),
        EXIT,
        load(0, 1, 0),
        EXIT,
    ];
    let flow = Flow::new(&insns, HashMap::new(), std::iter::empty()).unwrap();
    let mut loads = Vec::new();
    run_all(&flow, &[], &[], &mut loads).unwrap();
    let loads: Vec<_> = loads.iter().map(|load| (load.insn_idx, load.argument, load.off)).collect();
    // After a call r1 is nobody's.
    assert_eq!(loads, [(1, None, 8), (2, Some(1), 16), (4, None, 16), (7, None, 0)]);
}

#[test]
fn what_is_too_large_is_not_followed() {
    // So many branches that what is known at each would not fit into memory.
    let mut insns = vec![op(0x79, 1, 1, 0, 0)];
    insns.extend(std::iter::repeat_n(if_eq(1, 0, 1), 1 << 17));
    insns.extend([POISONED, mov(0, 0), EXIT]);
    check(&insns, Guard::Unknown(Doubt::TooLarge));
}

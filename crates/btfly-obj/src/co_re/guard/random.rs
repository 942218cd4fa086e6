//! Random programs that are run: what is called unreachable is never executed.

#![expect(
    clippy::cast_possible_truncation,
    reason = "random numbers, and registers that have halves"
)]

use super::Guard;
use super::tests::{EXIT, call, copy, guards_of, helper, mov, op};
use crate::insn::{Insn, pseudo};

/// xorshift64*: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Functions of random instructions; the first is the program.
fn program(dice: &mut Dice) -> Vec<Insn> {
    let lens: Vec<usize> = (0..=dice.below(3)).map(|_| 6 + dice.below(14)).collect();
    let starts: Vec<usize> =
        lens.iter().scan(0, |at, len| Some(std::mem::replace(at, *at + len))).collect();
    let mut insns: Vec<Insn> = Vec::new();
    for (len, start) in lens.iter().zip(&starts) {
        let end = start + len;
        while insns.len() < end - 2 {
            let at = insns.len();
            let small = dice.one(&[0, 0, 1, 1, 2, 8, -1, 64]);
            let (dst, src) = (dice.below(6) as u8, dice.below(6) as u8);
            let slot = dice.one(&[-8, -8, -16, -12]);
            if dice.below(5) == 0 && at + 9 <= end {
                // What is put aside, somebody may write to, and is asked again.
                insns.extend([
                    mov(1, small & 1),
                    op(0x7b, 10, 1, slot, 0),
                    dice.one(&[copy(2, 10), mov(2, 0)]),
                    dice.one(&[helper(), op(0x7b, 2, 3, -8, 0), mov(4, 1)]),
                    op(0x79, 3, 10, slot, 0),
                    op(dice.one(&[0x15, 0x55]), 3, 0, 1, small & 1),
                    mov(4, 1),
                ]);
                continue;
            }
            let distance = |to: usize| to as i64 - at as i64 - 1;
            let jump_off = distance(start + dice.below(*len)) as i16;
            let alu =
                dice.one(&[0x04, 0x14, 0x24, 0x34, 0x44, 0x54, 0x64, 0x74, 0x84, 0x94, 0xa4, 0xc4]);
            let cmp = dice.one(&[0x15, 0x25, 0x35, 0x45, 0x55, 0x65, 0x75, 0xa5, 0xb5, 0xc5, 0xd5]);
            let (is_64, is_reg) = (dice.one(&[0, 3]), dice.one(&[0, 8]));
            insns.push(match dice.below(16) {
                0..4 => mov(dst, small),
                4 => op(0xbf, dst, src, dice.one(&[0, 0, 8, 16]), 0),
                5 => op(0xb4, dst, 0, 0, small),
                6 | 7 => op(alu | is_64 | is_reg, dst, src, 0, small),
                8..11 => op(cmp | dice.one(&[0, 1]) | is_reg, dst, src, jump_off, small),
                11 => op(dice.one(&[0x7b, 0x7b, 0x63, 0x7a, 0xdb]), 10, src, slot, small & 1),
                12 => op(dice.one(&[0x79, 0x79, 0x61]), dst, 10, slot, 0),
                13 => dice.one(&[helper(), copy(dst, 10), op(0x79, dst, src, 0, 0)]),
                14 => call(distance(dice.one(&starts)) as i32),
                _ => op(0x7b, src, dst, 0, 0),
            });
        }
        insns.push(mov(0, dice.one(&[0, 1])));
        insns.push(EXIT);
    }
    insns
}

/// Runs a program on random input; which instructions were executed. Values are numbers of 64 bits, and an
/// address of a stack is a number that a load or store understands. It was written from the instruction set's
/// description, and shares nothing with what is tested.
fn execute(insns: &[Insn], dice: &mut Dice, visited: &mut [bool]) {
    struct Frame {
        back: usize,
        kept: [u64; 4],
    }
    const STACK: u64 = 1 << 40;
    let mut memory = vec![0_u8; 8 * 512];
    memory.iter_mut().for_each(|byte| *byte = dice.next() as u8);
    let random = |dice: &mut Dice| dice.one(&[0, 1, 2, u64::MAX, 1 << 31, 77]);
    let mut regs = [0_u64; 10];
    regs.iter_mut().for_each(|reg| *reg = random(dice));
    let mut frames: Vec<Frame> = Vec::new();
    let mut at = 0;
    for _ in 0..300 {
        let Some(insn) = insns.get(at) else { return };
        visited[at] = true;
        let frame = STACK + (frames.len() as u64 + 1) * 512;
        let get = |regs: &[u64; 10], reg: u8| if reg == 10 { frame } else { regs[reg as usize] };
        let place = |address: u64| {
            let at = address.wrapping_sub(STACK) as usize;
            (STACK <= address && at <= 8 * 511).then_some(at)
        };
        let code = insn.opcode.0;
        let is_reg = code & 8 != 0;
        let imm = insn.imm as i64 as u64;
        let (dst, right) = (insn.dst as usize, if is_reg { get(&regs, insn.src) } else { imm });
        let off = insn.off as i64 as u64;
        match code & 7 {
            4 | 7 => {
                let is_64 = code & 7 == 7;
                let left = get(&regs, insn.dst);
                let (l32, r32) = (left as u32, right as u32);
                macro_rules! by_width {
                    (|$l:ident, $r:ident| $e:expr) => {
                        if is_64 {
                            let ($l, $r) = (left, right);
                            $e
                        } else {
                            let ($l, $r) = (l32, r32);
                            u64::from($e)
                        }
                    };
                }
                regs[dst] = match code & 0xf0 {
                    0x00 => by_width!(|l, r| l.wrapping_add(r)),
                    0x10 => by_width!(|l, r| l.wrapping_sub(r)),
                    0x20 => by_width!(|l, r| l.wrapping_mul(r)),
                    0x30 => by_width!(|l, r| l.checked_div(r).unwrap_or(0)),
                    0x40 => by_width!(|l, r| l | r),
                    0x50 => by_width!(|l, r| l & r),
                    0x60 => by_width!(|l, r| l.wrapping_shl(r as u32)),
                    0x70 => by_width!(|l, r| l.wrapping_shr(r as u32)),
                    0x80 => by_width!(|l, _r| l.wrapping_neg()),
                    0x90 => by_width!(|l, r| if r == 0 { l } else { l % r }),
                    0xa0 => by_width!(|l, r| l ^ r),
                    0xb0 => {
                        let wide = match insn.off {
                            8 => right as i8 as u64,
                            16 => right as i16 as u64,
                            _ => right,
                        };
                        if is_64 { wide } else { u64::from(wide as u32) }
                    }
                    _ if is_64 => (left as i64).wrapping_shr(right as u32) as u64,
                    _ => u64::from((l32 as i32).wrapping_shr(r32) as u32),
                };
            }
            1 => {
                let address = get(&regs, insn.src).wrapping_add(off);
                regs[dst] = match place(address) {
                    Some(at) => {
                        let whole = u64::from_le_bytes(memory[at..at + 8].try_into().unwrap());
                        if code == 0x61 { whole & 0xffff_ffff } else { whole }
                    }
                    None => random(dice),
                };
            }
            2 | 3 => {
                let address = get(&regs, insn.dst).wrapping_add(off);
                let value = if code & 7 == 3 { get(&regs, insn.src) } else { imm };
                let Some(at) = place(address) else {
                    at += 1;
                    continue;
                };
                let old = u64::from_le_bytes(memory[at..at + 8].try_into().unwrap());
                let value = if code == 0xdb { old.wrapping_add(value) } else { value };
                let n = if code == 0x63 { 4 } else { 8 };
                memory[at..at + n].copy_from_slice(&value.to_le_bytes()[..n]);
                // `imm` 1 is FETCH.
                if code == 0xdb && insn.imm & 1 == 1 && insn.src != 10 {
                    regs[insn.src as usize] = old;
                }
            }
            _ if code == 0x85 && insn.src == pseudo::CALL => {
                if 6 <= frames.len() {
                    return;
                }
                frames.push(Frame { back: at + 1, kept: regs[6..].try_into().unwrap() });
                at = (at as i64 + 1 + i64::from(insn.imm)) as usize;
                continue;
            }
            _ if code == 0x85 => {
                // A helper may write to any stack whose address it is given.
                for address in &regs[1..=5] {
                    if let Some(at) = place(address.wrapping_sub(8)) {
                        memory[at..at + 8].copy_from_slice(&random(dice).to_le_bytes());
                    }
                    if let Some(at) = place(*address) {
                        memory[at] = random(dice) as u8;
                    }
                }
                (0..6).for_each(|reg| regs[reg] = random(dice));
            }
            _ if code == 0x95 => {
                let Some(frame) = frames.pop() else { return };
                regs[6..].copy_from_slice(&frame.kept);
                (1..6).for_each(|reg| regs[reg] = random(dice));
                at = frame.back;
                continue;
            }
            _ => {
                let left = get(&regs, insn.dst);
                let is_32 = code & 7 == 6;
                let cut = |value: u64| if is_32 { value & 0xffff_ffff } else { value };
                let sign = |v: u64| if is_32 { v as i32 as i64 } else { v as i64 };
                let (l, r) = (cut(left), cut(right));
                let jumps = match code & 0xf0 {
                    0x10 => l == r,
                    0x20 => l > r,
                    0x30 => l >= r,
                    0x40 => l & r != 0,
                    0x50 => l != r,
                    0x60 => sign(left) > sign(right),
                    0x70 => sign(left) >= sign(right),
                    0xa0 => l < r,
                    0xb0 => l <= r,
                    0xc0 => sign(left) < sign(right),
                    _ => sign(left) <= sign(right),
                };
                if jumps {
                    at = (at as i64 + i64::from(insn.off)) as usize;
                }
            }
        }
        // A jump to the start comes from the instruction before it.
        at = at.wrapping_add(1);
    }
}

#[test]
fn what_is_called_unreachable_is_never_executed() {
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let (mut n_guarded, mut n_reached, mut n_never) = (0, 0, 0);
    for round in 0..6_000 {
        let insns = program(&mut dice);
        let mut visited = vec![false; insns.len()];
        for _ in 0..12 {
            execute(&insns, &mut dice, &mut visited);
        }
        let starts: Vec<usize> = insns
            .iter()
            .enumerate()
            .filter(|(_, insn)| insn.opcode.0 == 0x85 && insn.src == pseudo::CALL)
            .map(|(at, insn)| (at as i64 + 1 + i64::from(insn.imm)) as usize)
            .collect();
        // Half of the functions that are called, as globals.
        let globals: Vec<usize> =
            starts.into_iter().filter(|at| *at != 0 && round % 2 == 0 && at % 2 == 0).collect();
        let Ok(guards) = guards_of(&insns, &[], &globals) else { continue };
        for (at, (guard, visited)) in guards.iter().zip(&visited).enumerate() {
            let is_closed = *guard != Guard::Reached;
            assert!(
                !is_closed || !visited,
                "round {round}: instruction {at} was executed\n{insns:#?}"
            );
            n_guarded += usize::from(is_closed);
            n_reached += usize::from(*visited);
            n_never += usize::from(!is_closed && !visited);
        }
    }
    // It is about something: much is closed, most is executed, and little is called reachable in vain.
    assert!(2_000 < n_guarded && 20_000 < n_reached, "{n_guarded} {n_reached} {n_never}");
    assert!(n_never < n_reached / 2, "{n_guarded} {n_reached} {n_never}");
}

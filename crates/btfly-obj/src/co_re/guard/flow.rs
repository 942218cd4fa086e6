//! Which instructions can be reached, by following all branches whose outcome is not known.
//!
//! *In:* linked instructions, what references stand for, where to begin. *Out:* for each instruction whether it is reached.
//! *Never:* recursion, or more steps than [`MAX_STEPS`]: a program that needs more, or that no verifier would take, has no
//! answer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Doubt;
use super::state::{FRAME, State};
use super::value::{Comparison, Value, compare, compute};
use crate::co_re::POISON;
use crate::insn::{AluOp, Class, Insn, JmpOp, Mode, Size, Source, pseudo};

/// How many instructions are looked at, the same one again included. The largest programs have a million.
const MAX_STEPS: usize = 8 << 20;

/// At how many places what is known is kept: some 100 MiB at worst. A program with 300,000 instructions has some ten thousand.
const MAX_PLACES: usize = 1 << 16;

/// A program to be followed.
pub(super) struct Flow<'p> {
    pub(super) insns: &'p [Insn],
    /// What a constant at an instruction stands for.
    pub(super) known: HashMap<usize, Value>,
    /// Where functions start, sorted; the first at 0.
    starts: Vec<usize>,
    /// The ways of several instructions meet here, or it is asked for again.
    is_leader: Vec<bool>,
}

/// Which way to follow.
#[derive(Clone, Copy)]
pub(super) struct Ways<'f> {
    /// The functions that are checked on their own, whatever they are called with.
    pub(super) globals: &'f [usize],
    /// The functions that are entered from outside, beside the first.
    pub(super) entries: &'f [usize],
    /// Whether branches that a setting decides are followed, both ways.
    pub(super) by_settings: bool,
}

/// What a run finds.
pub(super) struct Found {
    /// Whether each instruction is reached.
    pub(super) is_reached: Vec<bool>,
    /// Loads from a program's context, and from what its arguments point at; by instruction.
    pub(super) loads: BTreeMap<usize, Value>,
}

/// Where it goes on.
enum Next {
    To(usize),
    /// There, or at the instruction behind.
    Either(usize, State),
    Nowhere,
}

impl<'p> Flow<'p> {
    pub(super) fn new(
        insns: &'p [Insn],
        known: HashMap<usize, Value>,
        parts: impl Iterator<Item = usize>,
    ) -> Result<Self, Doubt> {
        let mut starts: BTreeSet<usize> = parts.collect();
        starts.insert(0);
        let mut is_leader = vec![false; insns.len()];
        let mut lead = |at: usize| match is_leader.get_mut(at) {
            Some(place) => {
                *place = true;
                Ok(())
            }
            None => Err(Doubt::Malformed),
        };
        let mut at = 0;
        while let Some(insn) = insns.get(at) {
            if let Some(called) = called(insn, at) {
                let called = called?;
                starts.insert(called);
                lead(called)?;
                lead(at)?;
            } else if let Some(target) = jump(insn, at) {
                lead(target?)?;
            }
            at += if insn.is_wide() { 2 } else { 1 };
        }
        Ok(Self { insns, known, starts: starts.into_iter().collect(), is_leader })
    }

    /// Follows it.
    pub(super) fn run(&self, ways: Ways<'_>) -> Result<Found, Doubt> {
        let mut run = Run {
            flow: self,
            ways,
            states: BTreeMap::new(),
            work: BTreeSet::new(),
            returned: BTreeMap::new(),
            callers: BTreeMap::new(),
            found: Found { is_reached: vec![false; self.insns.len()], loads: BTreeMap::new() },
        };
        run.merge(0, State::program());
        for start in ways.entries {
            run.merge(*start, State::unknown());
        }
        let mut n_steps = 0_usize;
        while let Some(start) = run.work.pop_first() {
            let Some(mut state) = run.states.get(&start).cloned() else { continue };
            let mut at = start;
            loop {
                n_steps += 1;
                if MAX_STEPS < n_steps || MAX_PLACES < run.states.len() {
                    return Err(Doubt::TooLarge);
                }
                at = match run.step(at, &mut state)? {
                    Next::To(next) => next,
                    Next::Either(target, there) => {
                        self.inside(at, target)?;
                        self.inside(at, at + 1)?;
                        run.merge(target, there);
                        at + 1
                    }
                    Next::Nowhere => break,
                };
                if self.is_leader.get(at).copied().unwrap_or(false) {
                    run.merge(at, state);
                    break;
                }
            }
        }
        Ok(run.found)
    }

    /// The functions that something calls or takes the address of.
    pub(super) fn called(&self) -> BTreeSet<usize> {
        let each = self.insns.iter().enumerate();
        each.filter_map(|(at, insn)| called(insn, at)?.ok()).collect()
    }

    /// The function that an instruction belongs to, by its start.
    fn function(&self, at: usize) -> usize {
        let behind = self.starts.partition_point(|start| *start <= at);
        behind.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0)
    }

    /// Nothing but calls leads from one function into another.
    fn inside(&self, from: usize, to: usize) -> Result<(), Doubt> {
        let is_inside = to < self.insns.len() && self.function(from) == self.function(to);
        if is_inside { Ok(()) } else { Err(Doubt::Malformed) }
    }
}

/// The instruction that another goes on at, `distance` behind the one after it.
fn target(at: usize, distance: i64) -> Result<usize, Doubt> {
    let target = i64::try_from(at).ok().and_then(|at| at.checked_add(distance + 1));
    target.and_then(|target| usize::try_from(target).ok()).ok_or(Doubt::Malformed)
}

/// The function of the program that an instruction calls or takes the address of.
fn called(insn: &Insn, at: usize) -> Option<Result<usize, Doubt>> {
    let is_call = insn.opcode == crate::insn::Opcode::CALL && insn.src == pseudo::CALL;
    let is_address = insn.is_wide() && insn.src == pseudo::FUNC;
    (is_call || is_address).then(|| target(at, i64::from(insn.imm)))
}

/// Where an instruction jumps to, if it jumps.
fn jump(insn: &Insn, at: usize) -> Option<Result<usize, Doubt>> {
    let distance = match (insn.opcode.class(), insn.opcode.jmp()) {
        (Class::Jmp | Class::Jmp32, Some(JmpOp::Call | JmpOp::Exit)) => return None,
        (Class::Jmp32, Some(JmpOp::Ja)) => i64::from(insn.imm),
        (Class::Jmp, Some(JmpOp::Ja)) if insn.opcode.source() == Source::Reg => {
            return Some(Err(Doubt::Indirect));
        }
        (Class::Jmp | Class::Jmp32, Some(_)) => i64::from(insn.off),
        _ => return None,
    };
    Some(target(at, distance))
}

struct Run<'r> {
    flow: &'r Flow<'r>,
    ways: Ways<'r>,
    /// What is known at leaders and at starts of functions.
    states: BTreeMap<usize, State>,
    work: BTreeSet<usize>,
    /// What functions return, of those that do.
    returned: BTreeMap<usize, Value>,
    /// Who calls a function.
    callers: BTreeMap<usize, BTreeSet<usize>>,
    found: Found,
}

impl Run<'_> {
    fn merge(&mut self, at: usize, state: State) {
        let is_news = match self.states.get_mut(&at) {
            Some(known) => known.join(&state),
            None => {
                self.states.insert(at, state);
                true
            }
        };
        if is_news {
            self.work.insert(at);
        }
    }

    /// One instruction.
    fn step(&mut self, at: usize, state: &mut State) -> Result<Next, Doubt> {
        let insn = *self.flow.insns.get(at).ok_or(Doubt::Malformed)?;
        if let Some(is_reached) = self.found.is_reached.get_mut(at) {
            *is_reached = true;
        }
        let next = match insn.opcode.class() {
            Class::Ld => return self.load_constant(at, &insn, state),
            Class::Ldx => {
                // The last time that it is looked at, what is known is what holds every time.
                match state.get(insn.src) {
                    base @ (Value::Context | Value::Argument(_)) => {
                        self.found.loads.insert(at, base);
                    }
                    Value::Const(_) | Value::NonNull | Value::Setting | Value::Unknown => {
                        self.found.loads.remove(&at);
                    }
                }
                load(&insn, state);
                Next::To(at + 1)
            }
            Class::St | Class::Stx => {
                store(&insn, state);
                Next::To(at + 1)
            }
            Class::Alu | Class::Alu64 => {
                arithmetic(&insn, state);
                Next::To(at + 1)
            }
            Class::Jmp | Class::Jmp32 => self.jump(at, &insn, state)?,
        };
        if let Next::To(next) = next {
            self.flow.inside(at, next)?;
        }
        Ok(next)
    }

    fn load_constant(&mut self, at: usize, insn: &Insn, state: &mut State) -> Result<Next, Doubt> {
        if !insn.is_wide() {
            // Out of a packet; if that is too short, the function is over.
            if !matches!(insn.opcode.mode(), Mode::Abs | Mode::Ind) {
                return Err(Doubt::Malformed);
            }
            self.leave(at, Value::Unknown);
            state.after_call(Value::Unknown);
            self.flow.inside(at, at + 1)?;
            return Ok(Next::To(at + 1));
        }
        let second = self.flow.insns.get(at + 1).ok_or(Doubt::Malformed)?;
        if let Some(function) = called(insn, at) {
            // Somebody will call it with something.
            self.merge(function?, State::unknown());
        }
        let value = match (self.flow.known.get(&at), insn.src) {
            (Some(value), _) => *value,
            (None, 0) => Value::Const(insn.wide_value(second)),
            (None, _) => Value::Unknown,
        };
        state.set(insn.dst, value);
        self.flow.inside(at, at + 2)?;
        Ok(Next::To(at + 2))
    }

    fn jump(&mut self, at: usize, insn: &Insn, state: &mut State) -> Result<Next, Doubt> {
        let op = insn.opcode.jmp().ok_or(Doubt::Malformed)?;
        match op {
            JmpOp::Exit => {
                self.leave(at, state.get(0));
                return Ok(Next::Nowhere);
            }
            JmpOp::Call => return self.call(at, insn, state),
            _ => {}
        }
        let target = jump(insn, at).unwrap_or(Err(Doubt::Malformed))?;
        let width = if insn.opcode.class() == Class::Jmp { 64 } else { 32 };
        let left = state.get(insn.dst);
        let right = operand(insn, state);
        match op {
            JmpOp::Ja => return Ok(Next::To(target)),
            JmpOp::Cond => return Ok(Next::Either(target, state.clone())),
            _ => {}
        }
        Ok(match compare(op, width, left, right) {
            Comparison::Known(true) => Next::To(target),
            Comparison::Known(false) => Next::To(at + 1),
            Comparison::BySetting if !self.ways.by_settings => Next::Nowhere,
            Comparison::BySetting | Comparison::Either => {
                let mut there = state.clone();
                // What is equal to a number is that number.
                if let (Value::Const(_), 64) = (right, width) {
                    match op {
                        JmpOp::Eq => there.set(insn.dst, right),
                        JmpOp::Ne => state.set(insn.dst, right),
                        _ => {}
                    }
                }
                Next::Either(target, there)
            }
        })
    }

    fn call(&mut self, at: usize, insn: &Insn, state: &mut State) -> Result<Next, Doubt> {
        let Some(function) = called(insn, at) else {
            if insn.src == 0 && insn.imm == POISON {
                // It stands for an instruction that is not known.
                state.forget_all();
            } else {
                state.after_call(Value::Unknown);
            }
            return Ok(Next::To(at + 1));
        };
        let function = function?;
        if self.ways.globals.contains(&function) {
            self.merge(function, State::unknown());
            state.after_call(Value::Unknown);
            return Ok(Next::To(at + 1));
        }
        self.merge(function, state.called());
        self.callers.entry(function).or_default().insert(at);
        Ok(match self.returned.get(&function) {
            Some(value) => {
                state.after_call(*value);
                Next::To(at + 1)
            }
            // When it does, this is looked at again.
            None => Next::Nowhere,
        })
    }

    /// A function returns.
    fn leave(&mut self, at: usize, value: Value) {
        let function = self.flow.function(at);
        let known = self.returned.get(&function).copied();
        let joined = known.map_or(value, |known| known.join(value));
        if known != Some(joined) {
            self.returned.insert(function, joined);
            self.work.extend(self.callers.get(&function).into_iter().flatten());
        }
    }
}

/// The second operand.
fn operand(insn: &Insn, state: &State) -> Value {
    match insn.opcode.source() {
        Source::Imm => Value::Const(i64::from(insn.imm).cast_unsigned()),
        Source::Reg => state.get(insn.src),
    }
}

fn arithmetic(insn: &Insn, state: &mut State) {
    let width = if insn.opcode.class() == Class::Alu64 { 64 } else { 32 };
    if insn.opcode.source() == Source::Reg && insn.src == FRAME {
        state.escape();
    }
    let value = match insn.opcode.alu() {
        // Its source bit is a byte order.
        None | Some(AluOp::End) => Value::Unknown,
        Some(op) => compute(op, width, insn.off, state.get(insn.dst), operand(insn, state)),
    };
    state.set(insn.dst, value);
}

fn load(insn: &Insn, state: &mut State) {
    let is_whole = insn.opcode.mode() == Mode::Mem && insn.opcode.size() == Size::Dw;
    let value = match state.get(insn.src) {
        _ if insn.src == FRAME && is_whole => state.slot(insn.off),
        Value::Setting => Value::Setting,
        Value::Context if is_whole && insn.off % 8 == 0 => {
            u8::try_from(insn.off / 8).map_or(Value::Unknown, Value::Argument)
        }
        _ => Value::Unknown,
    };
    state.set(insn.dst, value);
}

fn store(insn: &Insn, state: &mut State) {
    let is_register = insn.opcode.class() == Class::Stx;
    if is_register && insn.src == FRAME {
        state.escape();
    }
    let is_plain = is_register && insn.opcode.mode() == Mode::Mem;
    // What verifiers know of constants that are stored without a register differs with their age.
    let value = if is_plain { state.get(insn.src) } else { Value::Unknown };
    if insn.dst == FRAME {
        state.store(insn.off, insn.opcode.size().bytes(), value);
    } else {
        state.forget_shared();
    }
    if insn.opcode.mode() == Mode::Atomic {
        // Some give a value back, in one register or another; as a load some read what `src` points at.
        [0, insn.src, insn.dst].into_iter().for_each(|reg| state.set(reg, Value::Unknown));
    }
}

//! What is known at one place of a program: registers, and the stack where registers were put aside.
//!
//! *In:* what instructions do. *Out:* values. *Never:* a claim about memory that somebody else may have written: once the
//! stack's address is in other hands, calls and stores through other registers forget all of it.

use super::value::Value;

/// The frame pointer, which nobody writes.
pub(super) const FRAME: u8 = 10;
/// Bytes of a slot; what is put aside in parts is not followed.
const SLOT: i16 = 8;
/// Where a stack ends.
const STACK_END: i16 = -512;

/// Registers and stack.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct State {
    regs: [Value; FRAME as usize],
    /// By distance from the frame pointer, sorted; only what is known.
    slots: Vec<(i16, Value)>,
    /// Whether a register or memory may hold an address of this stack.
    is_escaped: bool,
}

impl State {
    /// Nothing is known.
    pub(super) const fn unknown() -> Self {
        Self { regs: [Value::Unknown; FRAME as usize], slots: Vec::new(), is_escaped: false }
    }

    /// At the start of a program.
    pub(super) fn program() -> Self {
        let mut state = Self::unknown();
        state.set(1, Value::Context);
        state
    }

    /// At the start of a function that is called from here with this.
    pub(super) fn called(&self) -> Self {
        let mut callee = Self::unknown();
        for reg in 1..=5 {
            callee.set(reg, self.get(reg));
        }
        callee
    }

    pub(super) fn get(&self, reg: u8) -> Value {
        self.regs.get(usize::from(reg)).copied().unwrap_or(Value::Unknown)
    }

    pub(super) fn set(&mut self, reg: u8, value: Value) {
        if let Some(place) = self.regs.get_mut(usize::from(reg)) {
            *place = value;
        }
    }

    /// The stack's address is somewhere else as well.
    pub(super) fn escape(&mut self) {
        self.is_escaped = true;
    }

    /// After a call that returned `value`.
    pub(super) fn after_call(&mut self, value: Value) {
        (1..=5).for_each(|reg| self.set(reg, Value::Unknown));
        self.set(0, value);
        self.forget_shared();
    }

    /// After something that may have written to all that it can reach.
    pub(super) fn forget_shared(&mut self) {
        if self.is_escaped {
            self.slots.clear();
        }
    }

    /// After something that may have done anything.
    pub(super) fn forget_all(&mut self) {
        *self = Self { is_escaped: true, ..Self::unknown() };
    }

    /// The eight bytes at a distance from the frame pointer.
    pub(super) fn slot(&self, off: i16) -> Value {
        let found = self.slots.iter().find(|(at, _)| *at == off);
        found.map_or(Value::Unknown, |(_, value)| *value)
    }

    /// After a store of `bytes` there; `value` if it is a whole slot.
    pub(super) fn store(&mut self, off: i16, bytes: u32, value: Value) {
        let (start, end) = (i32::from(off), i32::from(off) + i32::try_from(bytes).unwrap_or(512));
        let is_apart = |at: i16| end <= i32::from(at) || i32::from(at + SLOT) <= start;
        self.slots.retain(|(at, _)| is_apart(*at));
        let is_slot = bytes == 8 && off % SLOT == 0 && (STACK_END..0).contains(&off);
        if is_slot && value != Value::Unknown {
            let at = self.slots.partition_point(|(at, _)| *at < off);
            self.slots.insert(at, (off, value));
        }
    }

    /// Makes this what is known on both ways that lead here; whether that is less than it was.
    pub(super) fn join(&mut self, other: &Self) -> bool {
        let mut joined = self.clone();
        for (reg, with) in joined.regs.iter_mut().zip(other.regs) {
            *reg = reg.join(with);
        }
        joined.slots.retain_mut(|(at, value)| {
            *value = value.join(other.slot(*at));
            *value != Value::Unknown
        });
        joined.is_escaped |= other.is_escaped;
        let is_less = joined != *self;
        *self = joined;
        is_less
    }
}

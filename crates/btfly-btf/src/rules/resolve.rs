//! What types lead to: sizes, circles, depth, and whether a type can stand where it stands.
//!
//! *In:* records that are each well by themselves. *Out:* findings. A kernel walks from each type in order, with a stack of
//! 32, and in one of three moods that decide where it stops; whether it accepts a chain depends on what it has
//! walked before. So this walks the same way. What is found to be broken counts as settled, and no type is blamed
//! for leading there. Kernel reference: `kernel/bpf/btf.c: btf_resolve` and the `resolve` of each kind, Linux v7.2.

use alloc::vec;
use alloc::vec::Vec;

use super::finding::{Finding, Report};
use super::members::{Member, Of, is_whole};
use super::names::Names;
use super::record::{Record, Records};
use super::rule::Rule;
use super::target::Target;
use crate::wire::kind::Kind;

/// How many types a kernel follows into one another: `MAX_RESOLVE_DEPTH`.
const MAX_DEPTH: usize = 32;

/// Where a walk stops.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Mood {
    /// At types that need nothing.
    Undecided,
    /// Below a pointer: at whatever is no modifier or pointer.
    Pointer,
    /// Inside a struct or array: at pointers too.
    Composite,
}

/// How far the walk has come with a type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    New,
    Entered,
    Settled,
    /// Settled, but something about it is wrong, which was said.
    Broken,
}

/// What to do next with the type on top of the stack.
enum Step {
    Enter(u32),
    /// Done with it; what it leads to, and the size in bytes that kernels note.
    Settle(u32, u32),
    /// Something below it is broken.
    Taint,
    Fail(Finding),
}

/// What a type came to.
enum Sized {
    Yes { id: u32, kind: Kind, size: u32 },
    No,
    Broken,
}

pub(super) struct Resolver<'c, 'b> {
    records: &'c Records<'b>,
    names: Names<'b, 'c>,
    target: &'c Target,
    states: Vec<State>,
    /// By id: the type behind modifiers.
    ids: Vec<u32>,
    /// By id: bytes of an array.
    sizes: Vec<u32>,
    mood: Mood,
    stack: Vec<(u32, u32)>,
    /// Whether functions are walked as other types are.
    walks_funcs: bool,
}

impl<'c, 'b> Resolver<'c, 'b> {
    pub(super) fn new(
        records: &'c Records<'b>,
        are_good: &[bool],
        names: Names<'b, 'c>,
        target: &'c Target,
    ) -> Self {
        let state = |is_good: &bool| if *is_good { State::New } else { State::Broken };
        let states: Vec<State> =
            [State::New].into_iter().chain(are_good.iter().map(state)).collect();
        let n = states.len();
        Self {
            records,
            names,
            target,
            states,
            ids: vec![0; n],
            sizes: vec![0; n],
            mood: Mood::Undecided,
            stack: Vec::with_capacity(MAX_DEPTH),
            walks_funcs: target.is(5, 18),
        }
    }

    /// Walks from every type in order; what comes back says of each whether nothing is wrong.
    pub(super) fn walk(mut self, report: &mut Report) -> Vec<bool> {
        let records = self.records;
        for (id, kind) in (records.first..).zip(records.kinds.iter().copied()) {
            if kind == Kind::Ptr && self.points_to_end(id) {
                continue;
            }
            if kind == Kind::Func && self.walks_funcs && self.is_plain_func(id) {
                continue;
            }
            let needs_walk = self.needs_walk(kind);
            if needs_walk
                && self.state(id) == State::New
                && let Some(record) = records.get(id)
            {
                self.resolve(record, kind, report);
            }
            if kind != Kind::FuncProto && (kind != Kind::Func || self.walks_funcs) {
                continue;
            }
            let Some(record) = records.get(id).filter(|_| self.state(id) != State::Broken) else {
                continue;
            };
            if kind == Kind::FuncProto {
                self.check_proto(record, report);
            } else if kind == Kind::Func
                && !self.walks_funcs
                && let Err(finding) = self.check_func(record)
            {
                report.add(finding);
            }
        }
        self.states.iter().skip(1).map(|state| *state != State::Broken).collect()
    }

    /// Settles a pointer to something at which every walk from a pointer stops at once, as most pointers are.
    fn points_to_end(&mut self, id: u32) -> bool {
        let Some(record) = self.records.get(id).filter(|_| self.state(id) == State::New) else {
            return false;
        };
        let to = record.third;
        let is_end = matches!(
            self.kind(to),
            Some(
                Kind::Int
                    | Kind::Struct
                    | Kind::Union
                    | Kind::Enum
                    | Kind::Float
                    | Kind::Enum64
                    | Kind::Void
                    | Kind::Fwd
                    | Kind::FuncProto,
            )
        ) && self.state(to) != State::Broken;
        if is_end {
            self.settle(id, State::Settled, to, 0);
        }
        is_end
    }

    /// Settles a function without a fault, whose walk goes nowhere.
    fn is_plain_func(&mut self, id: u32) -> bool {
        let func = self.records.get(id).filter(|_| self.state(id) == State::New);
        let Some(func) = func.filter(|func| self.check_func(*func).is_ok()) else { return false };
        self.settle(id, State::Settled, func.third, 0);
        true
    }

    fn resolve(&mut self, root: Record<'b>, kind: Kind, report: &mut Report) {
        self.mood = Mood::Undecided;
        self.enter(root.id, kind);
        while let Some((id, next)) = self.stack.last().copied() {
            let Some(top) = self.records.get(id) else { break };
            let failed = match self.step(top, next) {
                Step::Enter(to) => {
                    let broken = |rule, value, limit: usize| {
                        Some(finding(root, rule, 8).with(value, limit as u64))
                    };
                    if self.stack.len() == MAX_DEPTH {
                        broken(Rule::Depth, u64::from(to), MAX_DEPTH)
                    } else if self.state(to) != State::New {
                        broken(Rule::Loop, u64::from(to), 0)
                    } else {
                        let kind = self.kind(to).unwrap_or(Kind::Opaque);
                        self.enter(to, kind);
                        None
                    }
                }
                Step::Settle(to, size) => {
                    self.stack.pop();
                    self.settle(id, State::Settled, to, size);
                    None
                }
                Step::Taint => {
                    self.stack.pop();
                    self.settle(id, State::Broken, 0, 0);
                    None
                }
                Step::Fail(finding) => Some(finding),
            };
            if let Some(finding) = failed {
                report.add(finding);
                // Each is settled for good, so that no type is walked twice however often walks fail.
                while let Some((id, _)) = self.stack.pop() {
                    self.settle(id, State::Broken, 0, 0);
                }
                return;
            }
        }
        if self.state(root.id) == State::Settled && !self.is_sane(root, kind) {
            report.add(finding(root, Rule::ResolveState, 8));
            self.settle(root.id, State::Broken, 0, 0);
        }
    }

    fn enter(&mut self, id: u32, kind: Kind) {
        if let Some(state) = self.states.get_mut(id as usize) {
            *state = State::Entered;
        }
        self.stack.push((id, 0));
        if self.mood == Mood::Undecided {
            match kind {
                Kind::Ptr => self.mood = Mood::Pointer,
                Kind::Struct | Kind::Union | Kind::Array => self.mood = Mood::Composite,
                Kind::Void
                | Kind::Int
                | Kind::Enum
                | Kind::Fwd
                | Kind::Typedef
                | Kind::Volatile
                | Kind::Const
                | Kind::Restrict
                | Kind::Func
                | Kind::FuncProto
                | Kind::Var
                | Kind::Datasec
                | Kind::Float
                | Kind::DeclTag
                | Kind::TypeTag
                | Kind::Enum64
                | Kind::Opaque => {}
            }
        }
    }

    fn settle(&mut self, id: u32, state: State, to: u32, size: u32) {
        let at = id as usize;
        if let (Some(of), Some(ids)) = (self.states.get_mut(at), self.ids.get_mut(at)) {
            (*of, *ids) = (state, to);
        }
        // Zero is there from the start, and what is not written is no memory: most have no size to note.
        if size != 0
            && let Some(of) = self.sizes.get_mut(at)
        {
            *of = size;
        }
    }

    fn step(&mut self, top: Record<'b>, next: u32) -> Step {
        let Some(kind) = top.kind else { return Step::Taint };
        match kind {
            Kind::Typedef | Kind::Volatile | Kind::Const | Kind::Restrict | Kind::TypeTag => {
                self.modifier(top)
            }
            Kind::Ptr => self.pointer(top),
            Kind::Array => self.array(top),
            Kind::Struct | Kind::Union => self.composite(top, next),
            Kind::Var => self.var(top),
            Kind::Datasec => self.datasec(top, next),
            Kind::DeclTag => self.decl_tag(top),
            Kind::Func => match self.check_func(top) {
                Ok(()) => Step::Settle(top.third, 0),
                Err(finding) => Step::Fail(finding),
            },
            Kind::Void
            | Kind::Int
            | Kind::Enum
            | Kind::Fwd
            | Kind::FuncProto
            | Kind::Float
            | Kind::Enum64
            | Kind::Opaque => Step::Settle(0, 0),
        }
    }

    /// Whether the walk has to go on into `to` before its source can be judged.
    fn goes_into(&self, to: u32, kind: Kind) -> bool {
        !self.is_sink(kind) && !self.is_settled(to)
    }

    fn modifier(&self, top: Record<'b>) -> Step {
        let to = top.third;
        let Some(kind) = self.kind(to).filter(|kind| !is_source_only(*kind)) else {
            return Step::Fail(finding(top, Rule::Reference, 8).with(u64::from(to), 0));
        };
        if self.goes_into(to, kind) {
            return Step::Enter(to);
        }
        self.through(top, to)
    }

    /// What a modifier or pointer settles on, which may also be nothing that has a size.
    fn through(&self, top: Record<'b>, to: u32) -> Step {
        match self.size(to) {
            Sized::Yes { id, .. } => Step::Settle(id, 0),
            Sized::Broken => Step::Taint,
            Sized::No => {
                if self.state(to) == State::Broken {
                    return Step::Taint;
                }
                let to = if self.is_settled(to) { self.resolved(to) } else { to };
                if matches!(self.kind(to), Some(Kind::Void | Kind::Fwd | Kind::FuncProto)) {
                    Step::Settle(to, 0)
                } else {
                    Step::Fail(finding(top, Rule::Reference, 8).with(u64::from(top.third), 0))
                }
            }
        }
    }

    /// The pointer behind a modifier that was settled where pointers are sinks, if it has not been walked.
    fn pointer_behind(&self, to: u32, kind: Kind) -> Option<u32> {
        if !is_modifier(kind) || self.state(to) == State::Broken {
            return None;
        }
        let behind = self.resolved(to);
        let kind = self.kind(behind)?;
        (kind == Kind::Ptr && self.goes_into(behind, kind)).then_some(behind)
    }

    fn pointer(&self, top: Record<'b>) -> Step {
        let to = top.third;
        let Some(kind) = self.kind(to).filter(|kind| !is_source_only(*kind)) else {
            return Step::Fail(finding(top, Rule::Reference, 8).with(u64::from(to), 0));
        };
        if self.goes_into(to, kind) {
            return Step::Enter(to);
        }
        match self.pointer_behind(to, kind) {
            Some(behind) => Step::Enter(behind),
            None => self.through(top, to),
        }
    }

    fn var(&self, top: Record<'b>) -> Step {
        let to = top.third;
        let wrong = || Step::Fail(finding(top, Rule::Reference, 8).with(u64::from(to), 0));
        let Some(kind) = self.kind(to).filter(|kind| !is_source_only(*kind)) else {
            return wrong();
        };
        if self.goes_into(to, kind) {
            return Step::Enter(to);
        }
        if let Some(behind) = self.pointer_behind(to, kind) {
            return Step::Enter(behind);
        }
        match self.size(to) {
            Sized::Yes { id, .. } => Step::Settle(id, 0),
            Sized::Broken => Step::Taint,
            Sized::No => wrong(),
        }
    }

    fn array(&self, top: Record<'b>) -> Step {
        let (elem, index, len) = (top.word(0), top.word(1), top.word(2));
        let wrong = |rule, offset, value: u32| {
            Step::Fail(finding(top, rule, offset).with(u64::from(value), 0))
        };
        let has_size = |kind: &Kind| !has_no_size(*kind) && !is_source_only(*kind);
        let Some(kind) = self.kind(index).filter(has_size) else {
            return wrong(Rule::ArrayIndex, 16, index);
        };
        if self.goes_into(index, kind) {
            return Step::Enter(index);
        }
        match self.size(index) {
            Sized::Yes { id, kind: Kind::Int, .. } if is_whole(self.int(id)) => {}
            Sized::Broken => return Step::Taint,
            Sized::Yes { .. } | Sized::No => return wrong(Rule::ArrayIndex, 16, index),
        }
        let Some(kind) = self.kind(elem).filter(has_size) else {
            return wrong(Rule::ArrayElem, 12, elem);
        };
        if self.goes_into(elem, kind) {
            return Step::Enter(elem);
        }
        let (id, kind, size) = match self.size(elem) {
            Sized::Yes { id, kind, size } => (id, kind, size),
            Sized::Broken => return Step::Taint,
            Sized::No => return wrong(Rule::ArrayElem, 12, elem),
        };
        if kind == Kind::Int && !is_whole(self.int(id)) {
            return wrong(Rule::ArrayOfBits, 12, elem);
        }
        match size.checked_mul(len) {
            Some(all) => Step::Settle(id, all),
            None => Step::Fail(
                finding(top, Rule::ArrayTooLarge, 20).with(u64::from(len), u64::from(size)),
            ),
        }
    }

    fn composite(&mut self, top: Record<'b>, next: u32) -> Step {
        // The member before is the one that was walked into.
        let from = next.saturating_sub(1);
        for (idx, [_, to, offset]) in top.entries::<3>(from) {
            let part = |rule, word: u32, value, limit| {
                let at = top.entry_at(idx, 3).saturating_add(word * 4);
                let finding = finding(top, rule, 0).part(idx).with(value, limit);
                Step::Fail(Finding { at, ..finding })
            };
            let is_back = idx < next;
            let kind = self.kind(to).filter(|kind| !has_no_size(*kind) && !is_source_only(*kind));
            let Some(kind) = kind else { return part(Rule::MemberType, 1, u64::from(to), 0) };
            if !is_back && self.goes_into(to, kind) {
                if let Some((_, next)) = self.stack.last_mut() {
                    *next = idx + 1;
                }
                return Step::Enter(to);
            }
            let of = match self.size(to) {
                Sized::Yes { id, kind, size } => {
                    Of { kind, size, int: if kind == Kind::Int { self.int(id) } else { 0 } }
                }
                // What is wrong there was said.
                Sized::Broken => continue,
                Sized::No => return part(Rule::MemberType, 1, u64::from(to), 0),
            };
            let member = Member { struct_size: top.third, kflag: top.kflag(), offset };
            if let Err((rule, value, limit)) = member.check(of, self.target.pointer_size) {
                return part(rule, 2, value, limit);
            }
        }
        Step::Settle(0, 0)
    }

    fn datasec(&mut self, top: Record<'b>, next: u32) -> Step {
        self.mood = Mood::Undecided;
        for (idx, [to, _, len]) in top.entries::<3>(next) {
            let part = |rule, word: u32, value: u32, limit: u32| {
                let at = top.entry_at(idx, 3).saturating_add(word * 4);
                let finding = finding(top, rule, 0).part(idx);
                Step::Fail(Finding { at, ..finding.with(u64::from(value), u64::from(limit)) })
            };
            let var = self.records.get(to).filter(|var| var.kind == Some(Kind::Var));
            let Some(var) = var else { return part(Rule::DatasecEntry, 0, to, 0) };
            if self.goes_into(to, Kind::Var) {
                if let Some((_, next)) = self.stack.last_mut() {
                    *next = idx + 1;
                }
                return Step::Enter(to);
            }
            // The size of a variable that was walked into is not looked at: its turn is over.
            match self.size(var.third) {
                Sized::Yes { size, .. } if len < size => {
                    return part(Rule::DatasecSmall, 2, len, size);
                }
                // A variable that is settled has a size, and one that has none was blamed.
                Sized::Yes { .. } | Sized::Broken | Sized::No => {}
            }
        }
        Step::Settle(0, 0)
    }

    fn decl_tag(&self, top: Record<'b>) -> Step {
        let to = top.third;
        let target = self.records.get(to);
        let has_tags = |target: &Record<'_>| {
            matches!(
                target.kind,
                Some(Kind::Struct | Kind::Union | Kind::Func | Kind::Var | Kind::Typedef)
            )
        };
        let Some(target) = target.filter(has_tags) else {
            return Step::Fail(finding(top, Rule::Reference, 8).with(u64::from(to), 0));
        };
        let kind = target.kind.unwrap_or(Kind::Opaque);
        if self.goes_into(to, kind) {
            return Step::Enter(to);
        }
        let idx = top.word(0);
        if idx.cast_signed() == -1 {
            return Step::Settle(to, 0);
        }
        if self.state(to) == State::Broken {
            return Step::Taint;
        }
        let parts = match kind {
            Kind::Var | Kind::Typedef => 0,
            Kind::Func => self.records.get(target.third).map_or(0, |proto| proto.vlen()),
            Kind::Struct | Kind::Union => target.vlen(),
            Kind::Void
            | Kind::Int
            | Kind::Ptr
            | Kind::Array
            | Kind::Enum
            | Kind::Fwd
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::FuncProto
            | Kind::Datasec
            | Kind::Float
            | Kind::DeclTag
            | Kind::TypeTag
            | Kind::Enum64
            | Kind::Opaque => 0,
        };
        if idx < parts {
            return Step::Settle(to, 0);
        }
        Step::Fail(finding(top, Rule::TagIndex, 12).with(u64::from(idx), u64::from(parts)))
    }

    /// A function has a prototype, whose arguments have names.
    fn check_func(&self, func: Record<'b>) -> Result<(), Finding> {
        let proto = self.records.get(func.third);
        let Some(proto) = proto.filter(|proto| proto.kind == Some(Kind::FuncProto)) else {
            return Err(finding(func, Rule::FuncType, 8).with(u64::from(func.third), 0));
        };
        for (idx, [name_off, id]) in proto.entries::<2>(0) {
            if name_off == 0 && id != 0 {
                return Err(finding(func, Rule::ArgumentName, 8).part(idx));
            }
        }
        Ok(())
    }

    fn check_proto(&mut self, proto: Record<'b>, report: &mut Report) {
        let returns = proto.third;
        if returns != 0 {
            let old = !self.target.is(6, 1);
            let kind = self.kind(returns).filter(|kind| old || !is_source_only(*kind));
            let has_size = kind.is_some_and(|kind| self.settled_size(returns, kind, report));
            if !has_size {
                report.add(finding(proto, Rule::ReturnType, 8).with(u64::from(returns), 0));
            }
        }
        let last = proto.vlen().saturating_sub(1);
        for (idx, [name_off, id]) in proto.entries::<2>(0) {
            let is_good = if id == 0 && idx == last {
                name_off == 0
            } else {
                let is_name = name_off == 0
                    || (self.names.is_offset(name_off) && self.names.is_identifier(name_off));
                let kind = self.kind(id).filter(|kind| is_name && !is_source_only(*kind));
                kind.is_some_and(|kind| self.settled_size(id, kind, report))
            };
            if !is_good {
                let finding = finding(proto, Rule::Argument, 0).part(idx).with(u64::from(id), 0);
                report.add(Finding { at: proto.entry_at(idx, 2), ..finding });
            }
        }
    }

    /// Whether a type has a size, after it has been walked. One that is broken was blamed for it.
    fn settled_size(&mut self, id: u32, kind: Kind, report: &mut Report) -> bool {
        if self.needs_walk(kind)
            && self.state(id) == State::New
            && let Some(record) = self.records.get(id)
        {
            self.resolve(record, kind, report);
        }
        match self.size(id) {
            Sized::Yes { .. } | Sized::Broken => true,
            Sized::No => self.state(id) == State::Broken,
        }
    }

    /// What the kernel asks of a walk that went well.
    fn is_sane(&self, root: Record<'b>, kind: Kind) -> bool {
        let to = self.resolved(root.id);
        match kind {
            Kind::DeclTag | Kind::Func => to != 0,
            Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::TypeTag
            | Kind::Ptr
            | Kind::Var => self.kind(to).is_some_and(|kind| {
                !is_modifier(kind) && kind != Kind::Var && kind != Kind::Datasec
            }),
            // What an array and a struct settle on is made to fit.
            Kind::Void
            | Kind::Int
            | Kind::Array
            | Kind::Struct
            | Kind::Union
            | Kind::Enum
            | Kind::Fwd
            | Kind::FuncProto
            | Kind::Datasec
            | Kind::Float
            | Kind::Enum64
            | Kind::Opaque => true,
        }
    }

    /// The word that describes an INT.
    fn int(&self, id: u32) -> u32 {
        self.records.get(id).map_or(0, |record| record.word(0))
    }

    #[inline]
    fn size(&self, id: u32) -> Sized {
        let Some(kind) = self.records.kind(id) else { return Sized::No };
        if !is_modifier(kind) && kind != Kind::Var {
            return self.own_size(id, kind);
        }
        if self.state(id) == State::Broken {
            return Sized::Broken;
        }
        let to = self.resolved(id);
        match self.records.kind(to) {
            Some(kind) => self.own_size(to, kind),
            None => Sized::No,
        }
    }

    /// The size of a type that is no modifier.
    #[inline]
    fn own_size(&self, id: u32, kind: Kind) -> Sized {
        match kind {
            Kind::Int
            | Kind::Struct
            | Kind::Union
            | Kind::Enum
            | Kind::Datasec
            | Kind::Float
            | Kind::Enum64 => {
                let size = self.records.get(id).map_or(0, |record| record.third);
                Sized::Yes { id, kind, size }
            }
            Kind::Ptr => Sized::Yes { id, kind, size: self.target.pointer_size },
            Kind::Array if self.state(id) == State::Broken => Sized::Broken,
            Kind::Array => {
                let size = self.sizes.get(id as usize).copied().unwrap_or(0);
                Sized::Yes { id, kind, size }
            }
            // What it is, nobody here knows.
            Kind::Opaque => Sized::Broken,
            Kind::Void
            | Kind::Fwd
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::FuncProto
            | Kind::Var
            | Kind::DeclTag
            | Kind::TypeTag => Sized::No,
        }
    }

    fn kind(&self, id: u32) -> Option<Kind> {
        if id == 0 { Some(Kind::Void) } else { self.records.kind(id) }
    }

    fn state(&self, id: u32) -> State {
        self.states.get(id as usize).copied().unwrap_or(State::New)
    }

    fn is_settled(&self, id: u32) -> bool {
        match self.state(id) {
            State::Settled | State::Broken => true,
            State::New | State::Entered => false,
        }
    }

    fn resolved(&self, id: u32) -> u32 {
        self.ids.get(id as usize).copied().unwrap_or(0)
    }

    fn needs_walk(&self, kind: Kind) -> bool {
        match kind {
            Kind::Func => self.walks_funcs,
            Kind::Ptr
            | Kind::Array
            | Kind::Struct
            | Kind::Union
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Var
            | Kind::Datasec
            | Kind::DeclTag
            | Kind::TypeTag => true,
            Kind::Void
            | Kind::Int
            | Kind::Enum
            | Kind::Fwd
            | Kind::FuncProto
            | Kind::Float
            | Kind::Enum64
            | Kind::Opaque => false,
        }
    }

    fn is_sink(&self, kind: Kind) -> bool {
        match self.mood {
            Mood::Undecided => !self.needs_walk(kind),
            Mood::Pointer => !is_modifier(kind) && kind != Kind::Ptr,
            Mood::Composite => {
                let is_composite = kind == Kind::Struct || kind == Kind::Union;
                !is_modifier(kind) && kind != Kind::Array && !is_composite
            }
        }
    }
}

fn finding(record: Record<'_>, rule: Rule, offset: u32) -> Finding {
    let finding = Finding::new(rule, record.at.saturating_add(offset));
    Finding { id: Some(record.type_id()), kind: record.kind, ..finding }
}

/// Whether a kind's size is that of the type behind it.
pub(super) const fn is_modifier(kind: Kind) -> bool {
    matches!(kind, Kind::Typedef | Kind::Volatile | Kind::Const | Kind::Restrict | Kind::TypeTag)
}

/// Whether nothing may refer to a kind but tags, and sections to their variables.
const fn is_source_only(kind: Kind) -> bool {
    matches!(kind, Kind::Var | Kind::Datasec | Kind::DeclTag)
}

const fn has_no_size(kind: Kind) -> bool {
    matches!(kind, Kind::Void | Kind::Fwd | Kind::Func | Kind::FuncProto | Kind::DeclTag)
}

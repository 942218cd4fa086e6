//! Functions and variables of a unit: those that the symbol table has.
//!
//! A function is met once where it is compiled, and once more where it is described for those that inline it. Both are kept,
//! with their prototype and what is known of their parameters; which of them counts is decided when all units are read.
//!
//! *In:* entries. *Out:* [`FunctionAt`]s, [`VariableAt`]s. *Never:* a decision; see `select`.

use std::rc::Rc;
use std::sync::Arc;

use gimli::AttributeValue;

use super::die::{Die, NameAt, Target};
use super::linked::{self, Linked, Placed};
use super::location::Location;
use super::open::Open;
use super::{Here, Reader, Unit, root_bases};
use crate::chunk::{Doubts, FunctionAt, VariableAt};
use crate::error::Reason;
use crate::input::Debug;

/// A function whose parameters are being read.
#[derive(Debug)]
pub(super) struct OpenFunction {
    symbol: u32,
    ret: u32,
    low_pc: Option<u64>,
    offset: u32,
    /// What is not right about it, as far as is known.
    doubts: Doubts,
    /// How many of the registers for parameters those so far have taken.
    n_registers: usize,
    /// The parameters as they were written, by their offsets, if this is a copy of what is described elsewhere.
    formals: Option<Vec<u32>>,
    is_altered: bool,
    is_unnamed: bool,
    /// Whether a parameter takes more than one register or none: pahole trusts no position then, and asks no more.
    has_misfit: bool,
}

/// A parameter of the open function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter {
    /// Which of those that were written it is.
    origin: Option<u32>,
    is_dropped: bool,
}

/// How many entries may say "see there" one after the other; compilers write two.
const MAX_ORIGINS: usize = 8;

impl<'d> Reader<'_, 'd> {
    /// The entry at an offset.
    pub(super) fn die(
        &self,
        unit: &Unit<'d>,
        offset: u32,
    ) -> Result<(gimli::DwTag, Die<'d>), Reason> {
        if let Some(owner) = unit.owner(self.debug, offset)? {
            let (tag, mut die) = owner.die(offset)?;
            // What is said in the words of that unit.
            for target in
                [&mut die.ty, &mut die.origin].into_iter().filter(|to| **to != Target::None)
            {
                *target = Target::Placed(self.target(&owner, *target)?);
            }
            if !die.name.is_none() {
                die.name = NameAt::Inline(self.debug.text(die.name, &owner)?);
            }
            return Ok((tag, die));
        }
        unit.die(offset)
    }

    /// The offsets of the parameters of the function at an offset.
    fn formals(&self, unit: &Unit<'d>, offset: u32) -> Result<Vec<u32>, Reason> {
        match unit.owner(self.debug, offset)? {
            Some(owner) => owner.formals(offset),
            None => unit.formals(offset),
        }
    }
}

impl<'d> Unit<'d> {
    /// Makes ready to read a unit; `None` for a language whose types are not C's.
    pub(super) fn open(
        debug: &Debug<'d>,
        placed: &Placed<'d>,
        linked: Option<&Arc<Linked<'d>>>,
    ) -> Result<Option<Self>, Reason> {
        let header = placed.header;
        let abbreviations = debug.abbreviations(&header, placed.is_alternate)?;
        let mut raw = header.entries_raw(&abbreviations, None)?;
        let Some(root) = raw.read_abbreviation()? else { return Ok(None) };
        let Some(bases) = root_bases(&mut raw, root.attributes())? else { return Ok(None) };
        Ok(Some(Self {
            offset: header.offset().0 as u64,
            header,
            abbreviations,
            start: placed.start,
            is_alternate: placed.is_alternate,
            bases,
            linked: linked.cloned(),
            last: linked::Last::default(),
        }))
    }

    /// The other unit that an offset is in; `None` if it is in this one, or if there are no others.
    fn owner(&self, debug: &Debug<'d>, offset: u32) -> Result<Option<Rc<Self>>, Reason> {
        let Some(linked) = &self.linked else { return Ok(None) };
        let dangling = Reason::DanglingType(u64::from(offset));
        let placed = linked.owner(offset).ok_or(dangling.clone())?;
        if placed.start == self.start {
            return Ok(None);
        }
        let mut last = self.last.borrow_mut();
        if let Some(last) = last.as_ref().filter(|last| last.start == placed.start) {
            return Ok(Some(Rc::clone(last)));
        }
        let unit = Rc::new(Self::open(debug, placed, Some(linked))?.ok_or(dangling)?);
        *last = Some(Rc::clone(&unit));
        Ok(Some(unit))
    }

    /// Where an offset is in this unit.
    fn inside(&self, offset: u32) -> Option<gimli::UnitOffset> {
        Some(gimli::UnitOffset(offset.checked_sub(self.start)? as usize))
    }

    /// The entry at an offset of this unit.
    fn die(&self, offset: u32) -> Result<(gimli::DwTag, Die<'d>), Reason> {
        let at = self.inside(offset);
        let mut raw = self.header.entries_raw(&self.abbreviations, at)?;
        let dangling = Reason::DanglingType(self.offset + u64::from(offset));
        let abbreviation = raw.read_abbreviation()?.ok_or(dangling)?;
        Ok((abbreviation.tag(), Die::read(&mut raw, abbreviation.attributes())?))
    }

    /// The offsets of the parameters of the function at an offset of this unit.
    fn formals(&self, offset: u32) -> Result<Vec<u32>, Reason> {
        let at = self.inside(offset);
        let mut raw = self.header.entries_raw(&self.abbreviations, at)?;
        let mut formals = Vec::new();
        let Some(function) = raw.read_abbreviation()?.filter(|entry| entry.has_children()) else {
            return Ok(formals);
        };
        raw.skip_attributes(function.attributes())?;
        loop {
            let (at, depth) = (raw.next_offset().0, raw.next_depth());
            let Some(entry) = raw.read_abbreviation()? else { break };
            // Parameters come first.
            if entry.tag() != gimli::DW_TAG_formal_parameter || depth != 1 {
                break;
            }
            raw.skip_attributes(entry.attributes())?;
            let at = u32::try_from(at).map_err(|_| Reason::TooLarge)?;
            formals.push(self.start.saturating_add(at));
            if entry.has_children() {
                break;
            }
        }
        Ok(formals)
    }
}

impl<'d> Reader<'_, 'd> {
    /// How many registers a parameter of a type takes; none for what is passed in memory.
    fn registers_of(&self, unit: &Unit<'d>, mut ty: u32) -> Result<usize, Reason> {
        for _ in 0..MAX_ORIGINS {
            if ty == 0 {
                break;
            }
            let (tag, die) = self.die(unit, ty)?;
            match tag {
                gimli::DW_TAG_typedef
                | gimli::DW_TAG_const_type
                | gimli::DW_TAG_volatile_type
                | gimli::DW_TAG_atomic_type => {
                    ty = self.target(unit, die.ty)?;
                }
                gimli::DW_TAG_structure_type
                | gimli::DW_TAG_union_type
                | gimli::DW_TAG_base_type => {
                    return Ok(match die.byte_size.unwrap_or(0) {
                        0 => 0,
                        1..=8 => 1,
                        9..=16 => 2,
                        _ => 0,
                    });
                }
                _ => break,
            }
        }
        Ok(1)
    }
}

impl<'d> Reader<'_, 'd> {
    /// Completes an entry by those that it refers to for the rest.
    fn complete(&self, unit: &Unit<'d>, die: &Die<'d>) -> Result<Die<'d>, Reason> {
        let mut whole = *die;
        let mut origin = die.origin;
        for _ in 0..MAX_ORIGINS {
            if origin == Target::None {
                break;
            }
            let (_, more) = self.die(unit, self.target(unit, origin)?)?;
            if whole.name.is_none() {
                whole.name = more.name;
            }
            if whole.ty == Target::None {
                whole.ty = more.ty;
            }
            whole.decl_line = whole.decl_line.or(more.decl_line);
            whole.is_external |= more.is_external;
            whole.is_artificial |= more.is_artificial;
            origin = more.origin;
        }
        Ok(whole)
    }

    /// A function begins.
    pub(super) fn function(
        &mut self,
        unit: &Unit<'d>,
        die: &Die<'d>,
        here: Here,
    ) -> Result<(), Reason> {
        if die.is_declaration || self.debug.symbols.is_empty() {
            return Ok(());
        }
        let whole = self.complete(unit, die)?;
        let Some(symbol) = self.symbol(unit, whole.name)? else { return Ok(()) };
        let ret = self.target(unit, whole.ty)?;
        let low_pc = die.low_pc.as_ref().and_then(|value| self.debug.address(value, unit.bases));
        let mut doubts = Doubts::default();
        doubts.set(Doubts::NO_CALL, die.calling_convention == gimli::DW_CC_nocall.0);
        doubts.set(Doubts::ABSTRACT, low_pc.is_none());
        let formals = match die.origin {
            Target::None => None,
            origin => Some(self.formals(unit, self.target(unit, origin)?)?),
        };
        let is_altered = doubts.has(Doubts::NO_CALL)
            || low_pc.is_some_and(|pc| self.debug.symbols.is_altered_at(symbol, pc));
        doubts.set(Doubts::ALTERED, is_altered);
        let open = OpenFunction {
            symbol,
            ret,
            low_pc,
            offset: here.offset,
            doubts,
            n_registers: 0,
            has_misfit: false,
            formals: formals.filter(|formals| !formals.is_empty()),
            is_altered,
            is_unnamed: false,
        };
        self.parameters.clear();
        self.open(here, Open::Function(open));
        Ok(())
    }

    /// The number of the symbol that a function's name has.
    fn symbol(&mut self, unit: &Unit<'d>, name: NameAt<'d>) -> Result<Option<u32>, Reason> {
        // The alternate file has other strings.
        if let NameAt::Str(at) = name
            && !unit.is_alternate
            && let Some(known) = self.known.get(&at)
        {
            return Ok(*known);
        }
        let text = self.debug.text(name, unit)?;
        let symbol = self.debug.symbols.find(text);
        if let NameAt::Str(at) = name
            && !unit.is_alternate
        {
            self.known.insert(at, symbol);
        }
        Ok(symbol)
    }

    /// A parameter of the open function.
    pub(super) fn parameter(&mut self, unit: &Unit<'d>, die: &Die<'d>) -> Result<(), Reason> {
        let whole = self.complete(unit, die)?;
        let (name, ty) = (self.name(unit, whole.name)?, self.target(unit, whole.ty)?);
        let mut n_taken = self.registers_of(unit, ty)?;
        let is_misfit = n_taken != 1;
        let origin = match die.origin {
            Target::None => None,
            origin => Some(self.target(unit, origin)?),
        };
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let Open::Function(function) = &mut frame.open else { return Ok(()) };
        function.is_unnamed |= name == 0;
        function.has_misfit |= is_misfit;
        // What does not fit into the registers that are left goes into memory as a whole.
        if 1 < n_taken && self.debug.registers.len() < function.n_registers + n_taken {
            n_taken = 0;
        }
        let expected = match n_taken {
            // Callers put it into memory.
            0 => None,
            _ => self.debug.registers.get(function.n_registers).copied(),
        };
        let location = match (&die.location, die.const_value) {
            (Some(value), _) => Location::of(self.debug, unit, value, expected)?,
            (None, Some(_)) => Location::Nowhere,
            (None, None) => Location::Unsaid,
        };
        let is_dropped = match (location, expected) {
            (Location::Unsaid, _) => true,
            (Location::Nowhere, None) => die.location.is_none(),
            (Location::Nowhere | Location::Memory, Some(_)) => true,
            (Location::Register(_), _) | (Location::Memory, None) => false,
        };
        if let (Location::Register(register), Some(expected)) = (location, expected) {
            function.doubts.set(Doubts::REGISTER, register != expected);
        }
        if !(is_dropped && function.is_altered) {
            function.n_registers += n_taken;
        }
        self.parameters.push(Parameter { origin, is_dropped });
        self.pending.extend_from_slice(&[name, ty]);
        Ok(())
    }

    /// The open function ends.
    pub(super) fn end_function(
        &mut self,
        unit: &Unit<'d>,
        function: OpenFunction,
        pending: usize,
        tags: usize,
    ) -> Result<(), Reason> {
        let mut function = function;
        if let Some(formals) = function.formals.take() {
            self.as_written(unit, &formals, &mut function, pending)?;
        }
        // What has no names for its parameters is of no use to whoever traces it.
        if function.is_unnamed {
            self.tags.truncate(tags);
            return Ok(());
        }
        let mut doubts = function.doubts;
        if function.has_misfit {
            doubts.clear(Doubts::REGISTER);
        }
        let is_dropped = self.parameters.iter().any(|parameter| parameter.is_dropped);
        doubts.set(Doubts::OPTIMIZED, is_dropped && !doubts.has(Doubts::ABSTRACT));
        let proto = self.prototype(function.ret, pending)?;
        let tags = self.take_tags(tags);
        self.functions.push(FunctionAt {
            symbol: function.symbol,
            proto,
            low_pc: function.low_pc,
            doubts,
            die: unit.offset + u64::from(function.offset.saturating_sub(unit.start)),
            unit: unit.offset,
            tags,
        });
        Ok(())
    }

    /// Puts the parameters of a copy into the order in which they were written, with those that it has no more.
    fn as_written(
        &mut self,
        unit: &Unit<'d>,
        formals: &[u32],
        function: &mut OpenFunction,
        pending: usize,
    ) -> Result<(), Reason> {
        let waiting = self.pending.split_off(pending);
        let words = waiting.as_chunks::<2>().0;
        // Offsets rise in the order in which parameters were written; compilers put what is dropped last.
        let is_sorted = self.parameters.iter().filter_map(|parameter| parameter.origin).is_sorted();
        function.doubts.set(Doubts::REORDERED, !is_sorted);
        for formal in formals {
            let known = self.parameters.iter().position(|at| at.origin == Some(*formal));
            match known.and_then(|at| words.get(at)) {
                Some(words) => self.pending.extend_from_slice(words),
                None => {
                    let (_, die) = self.die(unit, *formal)?;
                    let whole = self.complete(unit, &die)?;
                    let (name, ty) = (self.name(unit, whole.name)?, self.target(unit, whole.ty)?);
                    function.is_unnamed |= name == 0;
                    self.pending.extend_from_slice(&[name, ty]);
                    self.parameters.push(Parameter { origin: Some(*formal), is_dropped: true });
                }
            }
        }
        // Three points at the end, which are no parameter.
        if words.last() == Some(&[0, 0]) {
            self.pending.extend_from_slice(&[0, 0]);
        }
        Ok(())
    }

    /// A variable begins: kept if it lies in a section that is asked for.
    pub(super) fn variable(
        &mut self,
        unit: &Unit<'d>,
        die: &Die<'d>,
        here: Here,
    ) -> Result<(), Reason> {
        // Below the unit itself: what functions have inside is theirs.
        if here.depth != 1 || die.is_artificial || self.debug.sections.is_empty() {
            return Ok(());
        }
        let expression = match &die.location {
            Some(AttributeValue::Exprloc(expression)) => expression.0,
            Some(AttributeValue::Block(bytes)) => *bytes,
            _ => return Ok(()),
        };
        let Some(address) = self.debug.address_of(expression, unit)? else { return Ok(()) };
        if self.debug.section_of(address).is_none() {
            return Ok(());
        }
        let whole = self.complete(unit, die)?;
        let (name, ty) = (self.name(unit, whole.name)?, self.target(unit, whole.ty)?);
        if name == 0 || ty == 0 {
            return Ok(());
        }
        self.variables.push(VariableAt {
            name: self.records.strings.get(name).to_owned(),
            ty,
            is_offset: true,
            address,
            is_global: whole.is_external,
            tags: Vec::new(),
        });
        if here.has_children {
            let number = self.variables.len() - 1;
            self.open(here, Open::Variable { number });
        }
        Ok(())
    }

    /// The open variable ends.
    pub(super) fn end_variable(&mut self, number: usize, tags: usize) {
        let tags = self.take_tags(tags);
        if let Some(variable) = self.variables.get_mut(number) {
            variable.tags = tags;
        }
    }

    /// The tags of what ends, with their texts.
    fn take_tags(&mut self, start: usize) -> Vec<(String, i32)> {
        let Self { tags, records, .. } = self;
        let text = |name| records.strings.get(name).to_owned();
        tags.drain(start..).map(|tag| (text(tag.name), tag.component)).collect()
    }
}

//! Units: one at a time, entry after entry, into records.
//!
//! Entries nest, and types stand anywhere in them; what is open is on a stack, and what belongs to an open type waits on
//! another until that closes. A reference is the target's offset until the unit ends, when all its types have ids.
//!
//! *In:* the header of a unit. *Out:* records, functions and variables. *Never:* recursion, and nothing of a unit that
//! cannot be read: its records are taken back, and the reason is kept.

mod close;
pub(crate) mod die;
mod function;
pub(crate) mod linked;
pub(crate) mod location;
mod open;
mod places;
mod types;

use std::sync::Arc;

use gimli::{Abbreviations, DwTag, UnitHeader};
use hashbrown::HashMap;

use crate::chunk::{FunctionAt, VariableAt};
use crate::error::{Error, Reason};
use crate::input::Debug;
use crate::options::Options;
use crate::records::{Records, Seed};
use die::{Bytes, Die, NameAt, Raw, Target};
use linked::{Linked, Placed};
use open::Frame;
use places::Places;

/// What reads the units of a chunk, one after the other.
#[derive(Debug)]
pub(crate) struct Reader<'c, 'd> {
    pub(crate) debug: &'c Debug<'d>,
    pub(crate) options: &'c Options,
    pub(crate) records: Records,
    pub(crate) functions: Vec<FunctionAt>,
    pub(crate) variables: Vec<VariableAt>,
    places: Places,
    /// Words of `records` that are offsets of types yet.
    references: Vec<u32>,
    /// What is open.
    frames: Vec<Frame>,
    /// What belongs to what is open, word by word.
    pending: Vec<u32>,
    /// Tags on declarations: their words but for the name, which comes first.
    tags: Vec<open::Tag>,
    /// What a function's parameters were found to be, for the open function.
    parameters: Vec<function::Parameter>,
    /// The type that arrays are indexed by.
    int: Option<u32>,
    /// Words of `records` that wait for it.
    indices: Vec<u32>,
    /// The symbols of functions, by where their name is.
    known: HashMap<u32, Option<u32>, Seed>,
}

/// What a unit needs to be read.
#[derive(Debug)]
pub(crate) struct Unit<'d> {
    pub(crate) header: UnitHeader<Bytes<'d>>,
    pub(crate) abbreviations: Arc<Abbreviations>,
    /// In its section.
    pub(crate) offset: u64,
    /// In what all linked units share; 0 if it is on its own.
    pub(crate) start: u32,
    pub(crate) is_alternate: bool,
    pub(crate) bases: Bases,
    linked: Option<Arc<Linked<'d>>>,
    last: linked::Last<'d>,
}

/// Where a unit's own parts of other sections start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bases {
    pub(crate) str_offsets: usize,
    pub(crate) addr: usize,
    pub(crate) loclists: usize,
}

impl<'c, 'd> Reader<'c, 'd> {
    pub(crate) fn new(debug: &'c Debug<'d>, options: &'c Options, records: Records) -> Self {
        Self {
            debug,
            options,
            records,
            functions: Vec::new(),
            variables: Vec::new(),
            places: Places::default(),
            references: Vec::new(),
            frames: Vec::new(),
            pending: Vec::new(),
            tags: Vec::new(),
            parameters: Vec::new(),
            int: None,
            indices: Vec::new(),
            known: HashMap::with_hasher(Seed::new()),
        }
    }

    /// Reads a unit, whole or not at all; whether it is one in a language whose types are C's.
    pub(crate) fn read(&mut self, header: UnitHeader<Bytes<'d>>) -> Result<bool, Error> {
        let start = (self.records.words.len(), self.records.n_types);
        let (functions, variables) = (self.functions.len(), self.variables.len());
        let offset = header.debug_info_offset().map_or(0, |offset| offset.0 as u64);
        let mut at = 0;
        self.clear(header.length_including_self());
        let placed = Placed { start: 0, header, is_alternate: false };
        let read = self.try_read(&placed, None, &mut at).and_then(|is_read| {
            at = 0;
            if is_read {
                self.finish(offset)?;
            }
            Ok(is_read)
        });
        read.map_err(|reason| {
            self.records.words.truncate(start.0);
            self.records.n_types = start.1;
            self.functions.truncate(functions);
            self.variables.truncate(variables);
            Error::of_unit(offset, (at != 0).then_some(offset + at), reason)
        })
    }

    /// Reads all units of a file as one; how many are in languages whose types are not C's.
    pub(crate) fn read_linked(&mut self, linked: &Arc<Linked<'d>>) -> Result<usize, Error> {
        self.clear(linked.end);
        let mut n_foreign = 0;
        for unit in &linked.units {
            let mut at = 0;
            let offset = u64::from(unit.start);
            let is_read = self.try_read(unit, Some(linked), &mut at).map_err(|reason| {
                Error::of_unit(offset, (at != 0).then_some(offset + at), reason)
            })?;
            n_foreign += usize::from(!is_read);
        }
        self.finish(0).map_err(Error::of_file)?;
        Ok(n_foreign)
    }

    fn try_read(
        &mut self,
        placed: &Placed<'d>,
        linked: Option<&Arc<Linked<'d>>>,
        at: &mut u64,
    ) -> Result<bool, Reason> {
        if MAX_UNIT < placed.header.length_including_self() {
            return Err(Reason::TooLarge);
        }
        let Some(unit) = Unit::open(self.debug, placed, linked)? else { return Ok(false) };
        let abbreviations = Arc::clone(&unit.abbreviations);
        let mut raw = unit.header.entries_raw(&abbreviations, None)?;
        if let Some(root) = raw.read_abbreviation()? {
            raw.skip_attributes(root.attributes())?;
        }
        self.entries(&unit, &mut raw, at)?;
        while let Some(frame) = self.frames.pop() {
            self.close(&unit, frame)?;
        }
        Ok(true)
    }

    /// Forgets the unit before.
    fn clear(&mut self, len: usize) {
        // What is longer is refused before anything of it is read.
        self.places.clear(len.min(MAX_UNIT));
        self.references.clear();
        self.frames.clear();
        self.pending.clear();
        self.tags.clear();
        self.parameters.clear();
        self.indices.clear();
        self.int = None;
    }

    fn entries<'a>(
        &mut self,
        unit: &'a Unit<'d>,
        raw: &mut Raw<'a, 'd>,
        at: &mut u64,
    ) -> Result<(), Reason> {
        // What has been jumped over makes the reader forget how deep it is.
        let mut surface = 0;
        while !raw.is_empty() {
            let (offset, depth) = (raw.next_offset().0, raw.next_depth() + surface);
            *at = offset as u64;
            let Some(abbreviation) = raw.read_abbreviation()? else { continue };
            while let Some(frame) = self.frames.pop_if(|frame| depth <= frame.depth) {
                self.close(unit, frame)?;
            }
            let (tag, specs) = (abbreviation.tag(), abbreviation.attributes());
            let class = class_of(tag);
            if matches!(class, Class::Passed | Class::Inside) {
                if abbreviation.has_children() && class == Class::Passed {
                    let sibling = Die::read_sibling(raw, specs)?;
                    let Some(sibling) = sibling.filter(|to| offset < *to as usize) else {
                        continue;
                    };
                    let sibling = gimli::UnitOffset(sibling as usize);
                    *raw = unit.header.entries_raw(&unit.abbreviations, Some(sibling))?;
                    surface = depth;
                } else {
                    raw.skip_attributes(specs)?;
                }
                continue;
            }
            let die = Die::read(raw, specs)?;
            let offset = u32::try_from(offset).map_err(|_| Reason::TooLarge)?;
            let offset = unit.start.saturating_add(offset);
            let here = Here { offset, depth, has_children: abbreviation.has_children() };
            match class {
                Class::Passed | Class::Inside => {}
                Class::Type => self.ty(unit, tag, &die, here)?,
                Class::Part => self.part(unit, tag, &die, here)?,
                Class::Function => self.function(unit, &die, here)?,
                Class::Variable => self.variable(unit, &die, here)?,
            }
        }
        Ok(())
    }

    /// All types have ids: references are theirs now.
    fn finish(&mut self, start: u64) -> Result<(), Reason> {
        self.places.finish()?;
        let dangling = |to: u32| Reason::DanglingType(start + u64::from(to));
        for at in &self.references {
            let Some(word) = self.records.words.get_mut(*at as usize) else { continue };
            *word = self.places.get(*word).ok_or(dangling(*word))?;
        }
        if !self.indices.is_empty() {
            let int = match self.int {
                Some(int) => int,
                None => self.make_int()?,
            };
            for at in &self.indices {
                if let Some(word) = self.records.words.get_mut(*at as usize) {
                    *word = int;
                }
            }
        }
        for variable in self.variables.iter_mut().filter(|variable| variable.is_offset) {
            variable.ty = match variable.ty {
                0 => 0,
                to => self.places.get(to).ok_or(dangling(to))?,
            };
            variable.is_offset = false;
        }
        Ok(())
    }

    /// The offset of what is referred to, in the unit or in what all linked units share; 0 for nothing.
    #[inline]
    fn target(&self, unit: &Unit<'d>, target: Target) -> Result<u32, Reason> {
        match (target, &unit.linked) {
            (Target::None, _) => Ok(0),
            (Target::Placed(at), _) => Ok(at),
            (Target::Here(at), _) => Ok(unit.start.saturating_add(at)),
            (Target::Section(at), Some(linked)) => {
                let start = if unit.is_alternate { linked.alternate } else { None };
                u32::try_from(at)
                    .ok()
                    .and_then(|at| at.checked_add(start.unwrap_or(0)))
                    .ok_or(Reason::OtherUnit(at))
            }
            (Target::Signature(signature), Some(linked)) => {
                linked.signatures.get(&signature).copied().ok_or(Reason::TypeUnit(signature))
            }
            (Target::Alternate(at), Some(linked)) => {
                let at = u32::try_from(at).map_err(|_| Reason::OtherFile)?;
                linked.alternate.and_then(|start| start.checked_add(at)).ok_or(Reason::OtherFile)
            }
            (Target::Section(at), None) => at
                .checked_sub(unit.offset)
                .filter(|at| *at < unit.header.length_including_self() as u64)
                .and_then(|at| u32::try_from(at).ok())
                .ok_or(Reason::OtherUnit(at)),
            (Target::Signature(signature), None) => Err(Reason::TypeUnit(signature)),
            (Target::Alternate(_), None) | (Target::Elsewhere, _) => Err(Reason::OtherFile),
        }
    }

    /// The offset in the records' strings of a name.
    #[inline]
    fn name(&mut self, unit: &Unit<'d>, name: NameAt<'d>) -> Result<u32, Reason> {
        let strings = &mut self.records.strings;
        match name {
            NameAt::None => Ok(0),
            NameAt::Str(at) if !unit.is_alternate => strings.at(at, self.debug.str()),
            NameAt::Inline(text) => strings.add(text),
            NameAt::Str(_) | NameAt::LineStr(_) | NameAt::Index(_) | NameAt::Alternate(_) => {
                let text = self.debug.text(name, unit)?;
                strings.add(text)
            }
        }
    }

    /// Appends a type at `place`; the words of `references`, counted in the type, are offsets.
    #[inline]
    fn add(&mut self, place: usize, words: &[u32], references: &[u32]) -> Result<u32, Reason> {
        let start = u32::try_from(self.records.words.len()).map_err(|_| Reason::TooLarge)?;
        for at in references {
            // What is 0 is void, and there is nothing to resolve.
            if words.get(*at as usize).is_some_and(|word| *word != 0) {
                self.references.push(start + at);
            }
        }
        let id = self.records.add(words);
        self.places.set(place, id);
        Ok(id)
    }
}

/// The longest unit, in bytes: offsets in it have a bit to spare.
const MAX_UNIT: usize = 0x7fff_ffff;

/// Where an entry is.
#[derive(Clone, Copy, Debug)]
struct Here {
    offset: u32,
    depth: isize,
    has_children: bool,
}

/// What there is to do about an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Class {
    /// A type.
    Type,
    /// What belongs to what is open around it.
    Part,
    /// A function.
    Function,
    /// A variable.
    Variable,
    /// Nothing, but what is inside counts.
    Inside,
    /// Nothing, and nothing inside counts.
    Passed,
}

const fn class_of(tag: DwTag) -> Class {
    match tag {
        gimli::DW_TAG_base_type
        | gimli::DW_TAG_pointer_type
        | gimli::DW_TAG_const_type
        | gimli::DW_TAG_volatile_type
        | gimli::DW_TAG_restrict_type
        | gimli::DW_TAG_atomic_type
        | gimli::DW_TAG_typedef
        | gimli::DW_TAG_structure_type
        | gimli::DW_TAG_class_type
        | gimli::DW_TAG_union_type
        | gimli::DW_TAG_enumeration_type
        | gimli::DW_TAG_array_type
        | gimli::DW_TAG_subroutine_type
        | gimli::DW_TAG_unspecified_type
        | gimli::DW_TAG_reference_type
        | gimli::DW_TAG_rvalue_reference_type => Class::Type,
        gimli::DW_TAG_member
        | gimli::DW_TAG_enumerator
        | gimli::DW_TAG_subrange_type
        | gimli::DW_TAG_formal_parameter
        | gimli::DW_TAG_unspecified_parameters
        | LLVM_ANNOTATION
        | GNU_ANNOTATION => Class::Part,
        gimli::DW_TAG_subprogram => Class::Function,
        gimli::DW_TAG_variable => Class::Variable,
        gimli::DW_TAG_inlined_subroutine
        | gimli::DW_TAG_call_site
        | gimli::DW_TAG_call_site_parameter
        | gimli::DW_TAG_GNU_call_site
        | gimli::DW_TAG_GNU_call_site_parameter
        | gimli::DW_TAG_label => Class::Passed,
        _ => Class::Inside,
    }
}

/// What clang tags declarations and types with; no header of gimli's has it.
const LLVM_ANNOTATION: DwTag = DwTag(0x6000);
/// The same of gcc.
const GNU_ANNOTATION: DwTag = DwTag(0x6001);

/// Reads the unit's own entry: where its parts of other sections start. `None` for a language whose types are not C's.
fn root_bases(
    raw: &mut Raw<'_, '_>,
    specs: &[gimli::AttributeSpecification],
) -> Result<Option<Bases>, Reason> {
    let mut bases = Bases::default();
    let mut is_c = true;
    for spec in specs {
        let value = raw.read_attribute(*spec)?.raw_value();
        let offset = value.offset_value().unwrap_or(0);
        match spec.name() {
            gimli::DW_AT_str_offsets_base => bases.str_offsets = offset,
            gimli::DW_AT_addr_base => bases.addr = offset,
            gimli::DW_AT_loclists_base => bases.loclists = offset,
            gimli::DW_AT_language => {
                let language = value.udata_value().and_then(|n| u16::try_from(n).ok());
                is_c = language.is_none_or(|language| is_c_like(gimli::DwLang(language)));
            }
            _ => {}
        }
    }
    Ok(is_c.then_some(bases))
}

/// Whether all types of a language are C's. Assembly has none.
const fn is_c_like(language: gimli::DwLang) -> bool {
    matches!(
        language,
        gimli::DW_LANG_C89
            | gimli::DW_LANG_C
            | gimli::DW_LANG_C99
            | gimli::DW_LANG_C11
            | gimli::DW_LANG_C17
            | C23
            | gimli::DW_LANG_Mips_Assembler
    )
}

/// C23, which DWARF 5 got a number for after it was published.
const C23: gimli::DwLang = gimli::DwLang(0x3e);

//! Chunks: some units after one another, read and folded, so that a kernel is never in memory unfolded.
//!
//! Where chunks end depends on nothing but the lengths of units: any number of threads makes the same ones.
//!
//! *In:* headers of units. *Out:* a folded BTF, and what is to be decided when all are known. *Never:* a look at another chunk.

use std::sync::Arc;

use btfly_btf::edit::dedup::dedup;
use btfly_btf::{Btf, TypeId};
use gimli::UnitHeader;

use crate::error::{Error, Reason};
use crate::input::Debug;
use crate::options::Options;
use crate::records::{Records, Seed};
use crate::rewrite::{Shift, rewrite};
use crate::unit::Reader;
use crate::unit::die::Bytes;
use crate::unit::linked::Linked;

/// A function that a unit describes.
#[derive(Clone, Debug)]
pub(crate) struct FunctionAt {
    /// Its number among the symbols.
    pub(crate) symbol: u32,
    /// Its prototype.
    pub(crate) proto: u32,
    pub(crate) low_pc: Option<u64>,
    pub(crate) doubts: Doubts,
    /// Where it is described.
    pub(crate) die: u64,
    pub(crate) unit: u64,
    /// Tags on it, and on its parameters.
    pub(crate) tags: Vec<(String, i32)>,
}

/// A variable that a unit defines.
#[derive(Clone, Debug)]
pub(crate) struct VariableAt {
    pub(crate) name: String,
    pub(crate) ty: u32,
    /// Whether `ty` is an offset of the unit yet.
    pub(crate) is_offset: bool,
    pub(crate) address: u64,
    pub(crate) is_global: bool,
    pub(crate) tags: Vec<(String, i32)>,
}

/// What is not right about a function.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Doubts(u8);

impl Doubts {
    /// A parameter in another register than callers put it.
    pub(crate) const REGISTER: u8 = 1;
    /// A parameter that is nowhere.
    pub(crate) const OPTIMIZED: u8 = 2;
    /// Marked by the compiler as having another signature than was written.
    pub(crate) const NO_CALL: u8 = 4;
    /// Described for those that inline it: nobody says where its parameters are.
    pub(crate) const ABSTRACT: u8 = 8;

    /// A copy that the compiler has given a longer name.
    pub(crate) const ALTERED: u8 = 16;
    /// Parameters in another order than they were written.
    pub(crate) const REORDERED: u8 = 32;

    pub(crate) const fn set(&mut self, bit: u8, is_set: bool) {
        if is_set {
            self.0 |= bit;
        }
    }

    pub(crate) const fn clear(&mut self, bit: u8) {
        self.0 &= !bit;
    }

    pub(crate) const fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}

/// What a chunk came to.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) btf: Btf,
    /// Of each type whether it is one in its own right, or a function's prototype.
    pub(crate) is_type: Vec<bool>,
    pub(crate) functions: Vec<FunctionAt>,
    pub(crate) variables: Vec<VariableAt>,
    /// Units that could not be read.
    pub(crate) problems: Vec<Error>,
    /// Units in other languages.
    pub(crate) n_foreign: usize,
    /// How many types the units had.
    pub(crate) n_unfolded: usize,
}

/// How long a chunk's units are together, in bytes. Longer ones fold better and need more memory.
const CHUNK_BYTES: usize = 6 << 20;

/// The units of the file, some at a time.
pub(crate) fn split<'d>(debug: &Debug<'d>) -> (Vec<Vec<UnitHeader<Bytes<'d>>>>, Vec<Error>) {
    let mut chunks = vec![Vec::new()];
    let mut problems = Vec::new();
    let mut len = 0;
    let mut end = 0;
    let mut units = debug.info.units();
    loop {
        match units.next() {
            Ok(Some(header)) => {
                let offset = header.debug_info_offset().map_or(0, |offset| offset.0);
                end = offset + header.length_including_self();
                len += header.length_including_self();
                if let Some(chunk) = chunks.last_mut() {
                    chunk.push(header);
                }
                if CHUNK_BYTES <= len {
                    chunks.push(Vec::new());
                    len = 0;
                }
            }
            Ok(None) => break,
            // Where the next one would start is unknown.
            Err(error) => {
                problems.push(Error::of_unit(end as u64, None, error.into()));
                break;
            }
        }
    }
    chunks.retain(|chunk| !chunk.is_empty());
    (chunks, problems)
}

/// Reads the units of a chunk and folds what they say. Its ids and names start where `shift` says.
pub(crate) fn read<'d>(
    debug: &Debug<'d>,
    headers: Vec<UnitHeader<Bytes<'d>>>,
    options: &Options,
    shift: Shift<'_>,
) -> Result<Chunk, Error> {
    let mut reader = Reader::new(debug, options, Records::new(&Seed::new()));
    let mut problems = Vec::new();
    let mut n_foreign = 0;
    for header in headers {
        match reader.read(header) {
            Ok(true) => {}
            Ok(false) => n_foreign += 1,
            Err(error) if options.is_strict || error.reason().is_elsewhere() => return Err(error),
            Err(error) => problems.push(error),
        }
    }
    fold(reader, problems, n_foreign, shift)
}

/// Reads all units of a file as one.
pub(crate) fn read_linked(
    debug: &Debug<'_>,
    options: &Options,
    shift: Shift<'_>,
) -> Result<Chunk, Error> {
    let linked = Arc::new(Linked::read(debug)?);
    let mut reader = Reader::new(debug, options, Records::new(&Seed::new()));
    let n_foreign = reader.read_linked(&linked)?;
    fold(reader, Vec::new(), n_foreign, shift)
}

/// Folds what units have said.
fn fold(
    reader: Reader<'_, '_>,
    problems: Vec<Error>,
    n_foreign: usize,
    shift: Shift<'_>,
) -> Result<Chunk, Error> {
    let Reader { records, mut functions, mut variables, .. } = reader;
    let n_unfolded = records.n_types;
    let bytes = records.bytes(shift.endian).map_err(Error::of_file)?;
    drop(records);
    let failed = |why: String| Error::of_file(Reason::Btf(why));
    let btf = Btf::parse(bytes).map_err(|error| failed(error.to_string()))?;
    let edited = dedup(&[(&btf).into()]).map_err(|error| failed(error.to_string()))?;
    drop(btf);
    let new = |id: u32| edited.ids().get(0, TypeId(id)).map_or(0, |id| id.0);
    let mut is_type = vec![false; 1];
    let mut protos = functions.iter().map(|function| function.proto).peekable();
    for id in 1..=n_unfolded {
        let at = new(id) as usize;
        if is_type.len() <= at {
            is_type.resize(at + 1, false);
        }
        if protos.next_if_eq(&id).is_none()
            && let Some(is_type) = is_type.get_mut(at)
        {
            *is_type = true;
        }
    }
    drop(protos);
    for function in &mut functions {
        function.proto = shift.id(new(function.proto));
    }
    for variable in &mut variables {
        variable.ty = shift.id(new(variable.ty));
    }
    let mut bytes = edited.into_bytes();
    rewrite(&mut bytes, shift).map_err(Error::of_file)?;
    let btf = match shift.base {
        Some(base) => Btf::parse_split(bytes, base),
        None => Btf::parse(bytes),
    };
    let btf = btf.map_err(|error| failed(error.to_string()))?;
    let n_unfolded = n_unfolded as usize;
    Ok(Chunk { btf, is_type, functions, variables, problems, n_foreign, n_unfolded })
}

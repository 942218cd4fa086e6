//! A program and everything that it calls, as one run of instructions.
//!
//! *In:* an object and one of its programs. *Out:* [`Linked`]: the program, then each function that it needs, once, in the
//! order in which they are first met; calls and addresses of functions say how far it is; records are moved along. *Never:*
//! maps, variables and externs: those references stay what they are, for whoever has a kernel.
//!
//! Rules: `tools/lib/bpf/libbpf.c: bpf_object__reloc_code`, Linux v7.2.

use std::collections::HashMap;

use btfly_btf::ext::{CoreRelo, FuncInfo, LineInfo};
use btfly_btf::view::Type;
use btfly_btf::{Btf, TypeId};

use crate::elf::{Binding, Visibility};
use crate::error::{Error, ErrorKind};
use crate::insn::{self, Insn, pseudo};
use crate::spec::{FunctionSpec, ObjectSpec, Placed, ProgramSpec, Reference, Target};

/// A program with the functions that it calls.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Linked {
    /// The instructions, as a kernel takes them but for the references.
    pub insns: Vec<Insn>,
    /// What instructions refer to that is not among them: no calls and addresses of the object's own functions.
    pub references: Vec<Reference>,
    /// A type for each part; none at all where one part has none, as a kernel wants all or none.
    pub func_infos: Vec<Placed<FuncInfo>>,
    /// Lines of source; none at all where the program itself has none.
    pub line_infos: Vec<Placed<LineInfo>>,
    /// CO-RE relocations. A function that two programs call has its own in each of them.
    pub core_relos: Vec<Placed<CoreRelo>>,
    /// Which functions, in this order, the program first.
    pub parts: Vec<Part>,
}

/// A function in a linked program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Part {
    /// Which of [`ObjectSpec::functions`].
    pub function: usize,
    /// Its first instruction.
    pub insn_idx: u32,
}

/// Links a program.
///
/// ```
/// use btfly_obj::{link::link, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// // let bytes = std::fs::read("program.o")?;
/// let object = read(&bytes)?;
/// let linked = link(&object, &object.programs[0])?;
/// assert_eq!(linked.parts.len(), 2, "the program and what it calls");
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
///
/// # Errors
///
/// When what it calls is not there (only if `object` was changed by hand), or its exception callback is not.
pub fn link(object: &ObjectSpec, program: &ProgramSpec) -> Result<Linked, Error> {
    let mut linker = Linker {
        object,
        linked: Linked {
            insns: Vec::new(),
            references: Vec::new(),
            func_infos: Vec::new(),
            line_infos: Vec::new(),
            core_relos: Vec::new(),
            parts: Vec::new(),
        },
        starts: HashMap::new(),
    };
    linker.append_all(program.function)?;
    if let Some(callback) = exception_callback(object, program)?
        && !linker.starts.contains_key(&callback)
    {
        linker.append_all(callback)?;
    }
    linker.resolve()?;
    let mut linked = linker.linked;
    let is_typed = |part: &Part| {
        object.functions.get(part.function).is_some_and(|function| !function.func_infos.is_empty())
    };
    if !linked.parts.iter().all(is_typed) {
        linked.func_infos.clear();
    }
    let program = object.functions.get(program.function);
    if program.is_none_or(|function| function.line_infos.is_empty()) {
        linked.line_infos.clear();
    }
    Ok(linked)
}

struct Linker<'o> {
    object: &'o ObjectSpec,
    linked: Linked,
    /// Where each function starts that has a place already.
    starts: HashMap<usize, u32>,
}

impl<'o> Linker<'o> {
    /// A function, then those that it calls and that are not there yet, each followed by its own.
    fn append_all(&mut self, function: usize) -> Result<(), Error> {
        let mut stack = vec![self.append(function)?.references.iter()];
        while let Some(references) = stack.last_mut() {
            let Some(reference) = references.next() else {
                stack.pop();
                continue;
            };
            let (Target::Call { function } | Target::FunctionAddress { function }) =
                reference.target
            else {
                continue;
            };
            if !self.starts.contains_key(&function) {
                stack.push(self.append(function)?.references.iter());
            }
        }
        Ok(())
    }

    fn append(&mut self, at: usize) -> Result<&'o FunctionSpec, Error> {
        let function = self.object.functions.get(at).ok_or_else(missing)?;
        let linked = &mut self.linked;
        let start = u32::try_from(linked.insns.len()).map_err(|_| missing())?;
        self.starts.insert(at, start);
        linked.parts.push(Part { function: at, insn_idx: start });
        linked.insns.extend_from_slice(&function.insns);
        let moved = |insn_idx: u32| insn_idx.saturating_add(start);
        linked.references.extend(function.references.iter().map(|reference| Reference {
            insn_idx: moved(reference.insn_idx),
            target: reference.target,
        }));
        fn along<T: Copy>(from: &[Placed<T>], start: u32) -> impl Iterator<Item = Placed<T>> {
            from.iter().map(move |placed| Placed {
                insn_idx: placed.insn_idx.saturating_add(start),
                record: placed.record,
            })
        }
        linked.func_infos.extend(along(&function.func_infos, start));
        linked.line_infos.extend(along(&function.line_infos, start));
        linked.core_relos.extend(along(&function.core_relos, start));
        Ok(function)
    }

    /// Writes how far it is to each function, and keeps the references to everything else.
    fn resolve(&mut self) -> Result<(), Error> {
        let mut kept = Vec::new();
        for reference in std::mem::take(&mut self.linked.references) {
            let (function, is_address) = match reference.target {
                Target::Call { function } => (function, false),
                Target::FunctionAddress { function } => (function, true),
                Target::Map { .. }
                | Target::Data { .. }
                | Target::JumpTable { .. }
                | Target::Extern { .. }
                | Target::ExternCall { .. } => {
                    kept.push(reference);
                    continue;
                }
            };
            let start = self.starts.get(&function).copied().ok_or_else(missing)?;
            let at = usize::try_from(reference.insn_idx).map_err(|_| missing())?;
            let insn = self.linked.insns.get_mut(at).ok_or_else(missing)?;
            // Distances count from the instruction behind.
            let distance = i64::from(start) - i64::from(reference.insn_idx) - 1;
            insn.imm = i32::try_from(distance).map_err(|_| missing())?;
            if is_address {
                insn.src = pseudo::FUNC;
            }
        }
        self.linked.references = kept;
        Ok(())
    }
}

/// The function that a program names in a tag, to be called when it throws.
fn exception_callback(object: &ObjectSpec, program: &ProgramSpec) -> Result<Option<usize>, Error> {
    const TAG: &str = "exception_callback:";
    let Some(btf) = &object.btf else { return Ok(None) };
    let Some(own) = object.code(program).and_then(|code| code.func_infos.first()) else {
        return Ok(None);
    };
    let mut names = tags(btf, own.record.type_id, TAG);
    // A program that names two is refused by the verifier, which says so better.
    let (Some(name), None) = (names.next(), names.next()) else { return Ok(None) };
    let is_it = |function: &FunctionSpec| {
        let is_seen =
            function.binding != Binding::Local && function.visibility != Visibility::Hidden;
        function.name == name && !function.is_program && is_seen
    };
    match object.functions.iter().position(is_it) {
        Some(found) => Ok(Some(found)),
        None => {
            let why =
                format!("the exception callback `{name}` is no global function of the object");
            let error = Error::new(ErrorKind::BadTypes { why });
            Err(error.in_section(&program.section).of_symbol(&program.name))
        }
    }
}

/// What follows `prefix` in tags of a whole function.
fn tags<'b>(
    btf: &'b Btf,
    function: TypeId,
    prefix: &'b str,
) -> impl Iterator<Item = &'b str> + use<'b> {
    btf.iter().filter_map(move |(_, ty)| {
        let Type::DeclTag(tag) = ty else { return None };
        let is_of_it = tag.type_id() == function && tag.component_idx() == -1;
        is_of_it.then(|| tag.name().strip_prefix(prefix)).flatten()
    })
}

/// The bytes of a linked program, in the byte order of its object.
///
/// ```
/// use btfly_obj::{link, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// let object = read(&bytes)?;
/// let linked = link::link(&object, &object.programs[0])?;
/// assert_eq!(link::bytes(&object, &linked).len(), 12 * 8);
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[must_use]
pub fn bytes(object: &ObjectSpec, linked: &Linked) -> Vec<u8> {
    let mut out = Vec::with_capacity(linked.insns.len() * insn::SIZE);
    Insn::write_all(&linked.insns, object.endian, &mut out);
    out
}

fn missing() -> Error {
    let why = "a reference to a function that the object does not have".to_owned();
    Error::new(ErrorKind::BadTypes { why })
}

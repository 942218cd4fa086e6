//! Merging: chunks in the order of the file, folded once more, and what is decided when all are known.
//!
//! *In:* chunks. *Out:* the BTF, and what was left out of it. *Never:* an order that threads have made.

use btfly_btf::edit::dedup::dedup;
use btfly_btf::edit::strip::strip;
use btfly_btf::{Btf, Kind, TypeId};

use crate::chunk::{Chunk, FunctionAt, VariableAt};
use crate::encoded::Encoded;
use crate::error::{Error, Reason};
use crate::input::Debug;
use crate::options::Options;
use crate::records::info;
use crate::rewrite::Shift;
use crate::select::select;
use crate::symbols::FASTCALL;
use crate::tail::Tail;

/// Makes one BTF of all chunks.
pub(crate) fn merge(
    debug: &Debug<'_>,
    mut chunks: Vec<Chunk>,
    mut problems: Vec<Error>,
    options: &Options,
    shift: Shift<'_>,
) -> Result<Encoded, Error> {
    let failed = |why: String| Error::of_file(Reason::Btf(why));
    let (n_foreign, n_unfolded) =
        chunks.iter().fold((0, 0), |(a, b), chunk| (a + chunk.n_foreign, b + chunk.n_unfolded));
    let (mut functions, mut variables) = (Vec::new(), Vec::new());
    for chunk in &mut chunks {
        problems.append(&mut chunk.problems);
    }
    let inputs: Vec<_> = chunks.iter().map(|chunk| (&chunk.btf).into()).collect();
    let edited = dedup(&inputs).map_err(|error| failed(error.to_string()))?;
    drop(inputs);
    let first = shift.id(1);
    let mut is_type = Vec::new();
    for (input, chunk) in chunks.iter_mut().enumerate() {
        let new = |id: u32| edited.ids().get(input, TypeId(id)).map_or(0, |id| id.0);
        for (id, _) in chunk.is_type.iter().enumerate().skip(1).filter(|(_, is_type)| **is_type) {
            let id = u32::try_from(id).map_err(|_| Error::of_file(Reason::TooLarge))?;
            // What a base has is kept there.
            let Some(at) = new(shift.id(id)).checked_sub(first) else { continue };
            let at = at as usize;
            if is_type.len() <= at {
                is_type.resize(at + 1, false);
            }
            if let Some(is_type) = is_type.get_mut(at) {
                *is_type = true;
            }
        }
        functions
            .extend(chunk.functions.drain(..).map(|at| FunctionAt { proto: new(at.proto), ..at }));
        variables.extend(chunk.variables.drain(..).map(|at| VariableAt { ty: new(at.ty), ..at }));
    }
    drop(chunks);
    let parse = |bytes: Vec<u8>| match shift.base {
        Some(base) => Btf::parse_split(bytes, base),
        None => Btf::parse(bytes),
    };
    let types = parse(edited.into_bytes()).map_err(|error| failed(error.to_string()))?;
    let (selected, skipped) = select(&types, &debug.symbols, functions, options.features);
    let (n_functions, n_types) = (selected.len(), types.types().len());
    let mut tail = Tail::new(&types);
    add_variables(debug, &types, variables, &mut tail).map_err(Error::of_file)?;
    add_functions(debug, &selected, options, &mut tail).map_err(Error::of_file)?;
    let start = first;
    let mut roots: Vec<TypeId> = (start..)
        .zip(0..n_types)
        .filter(|(_, at)| is_type.get(*at).copied().unwrap_or(false))
        .map(|(id, _)| TypeId(id))
        .collect();
    let end = tail.next_id();
    let from = start.saturating_add(u32::try_from(n_types).unwrap_or(u32::MAX));
    roots.extend((from..end).map(TypeId));
    let bytes = tail.bytes().map_err(Error::of_file)?;
    drop(types);
    let whole = parse(bytes).map_err(|error| failed(error.to_string()))?;
    let n_types = whole.types().len();
    let bytes = if roots.len() == n_types {
        whole.bytes().to_vec()
    } else {
        strip((&whole).into(), &roots).map_err(|error| failed(error.to_string()))?.into_bytes()
    };
    Ok(Encoded { bytes, problems, skipped, n_foreign, n_unfolded, n_functions })
}

/// Functions and their tags.
fn add_functions(
    debug: &Debug<'_>,
    selected: &[FunctionAt],
    options: &Options,
    tail: &mut Tail<'_>,
) -> Result<(), Reason> {
    for function in selected {
        let Some(symbol) = debug.symbols.functions.get(function.symbol as usize) else { continue };
        let name = tail.name(symbol.name)?;
        let id = tail.add(&[name, info(Kind::Func, 0, false), function.proto]);
        for (text, component) in &function.tags {
            let text = tail.name(text.as_bytes())?;
            tail.tag(text, id, *component);
        }
        if !options.features.decl_tag_kfuncs {
            continue;
        }
        let kfuncs = &debug.symbols.kfuncs;
        let from = kfuncs.partition_point(|(name, _)| *name < symbol.name);
        let flags = kfuncs
            .get(from..)
            .unwrap_or(&[])
            .iter()
            .take_while(|(name, _)| *name == symbol.name)
            .map(|(_, flags)| *flags)
            .reduce(|a, b| a | b);
        if let Some(flags) = flags {
            let text = tail.name(b"bpf_kfunc")?;
            tail.tag(text, id, -1);
            if flags & FASTCALL != 0 {
                let text = tail.name(b"bpf_fastcall")?;
                tail.tag(text, id, -1);
            }
        }
    }
    Ok(())
}

/// Variables, and the sections that they lie in.
fn add_variables(
    debug: &Debug<'_>,
    types: &Btf,
    variables: Vec<VariableAt>,
    tail: &mut Tail<'_>,
) -> Result<(), Reason> {
    let mut placed: Vec<(usize, VariableAt)> = variables
        .into_iter()
        .filter(|variable| is_name(&variable.name) && !is_noise(&variable.name))
        .filter_map(|variable| Some((debug.section_of(variable.address)?, variable)))
        .filter(|(section, variable)| debug.is_there(*section, variable))
        .collect();
    placed.sort_by(|(a, first), (b, second)| {
        (a, first.address, &first.name).cmp(&(b, second.address, &second.name))
    });
    for same in placed.chunk_by(|(a, _), (b, _)| a == b) {
        let Some(section) = same.first().and_then(|(at, _)| debug.sections.get(*at)) else {
            continue;
        };
        let mut entries = Vec::new();
        let mut end = 0;
        for (_, variable) in same {
            let size = types.types().size_of(TypeId(variable.ty));
            let Some(size) =
                size.and_then(|size| u32::try_from(size).ok()).filter(|size| *size != 0)
            else {
                continue;
            };
            let offset = variable.address.wrapping_sub(section.start);
            let Ok(offset) = u32::try_from(offset) else { continue };
            let name = tail.name(variable.name.as_bytes())?;
            let linkage = u32::from(variable.is_global);
            let id = tail.add(&[name, info(Kind::Var, 0, false), variable.ty, linkage]);
            for (text, component) in &variable.tags {
                let text = tail.name(text.as_bytes())?;
                tail.tag(text, id, *component);
            }
            entries.extend_from_slice(&[id, offset, size]);
            end = end.max(offset.saturating_add(size));
        }
        if entries.is_empty() {
            continue;
        }
        let n_vars = u32::try_from(entries.len() / 3).map_err(|_| Reason::TooLarge)?;
        if crate::records::MAX_VLEN < n_vars {
            return Err(Reason::TooLarge);
        }
        let name = tail.name(section.name.as_bytes())?;
        let mut words = vec![name, info(Kind::Datasec, n_vars, false), end];
        words.append(&mut entries);
        tail.add(&words);
    }
    Ok(())
}

/// Whether the kernel takes a name for a variable's.
fn is_name(name: &str) -> bool {
    let mut chars = name.bytes();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, b'_' | b'.'))
        && chars.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

/// Whether a variable is one of those that macros of the kernel make for the linker alone.
fn is_noise(name: &str) -> bool {
    NOISE.iter().any(|start| name.starts_with(start))
}

const NOISE: [&str; 5] = [
    "__UNIQUE_ID",
    "__tpstrtab_",
    "__exitcall_",
    "__gendwarfksyms_ptr_",
    "__func_stack_frame_non_standard_",
];

//! The object's own types, with what compilers leave to others: how large sections of variables are and where in them the
//! variables lie.
//!
//! *In:* `.BTF` and the symbols. *Out:* [`Types`]. *Never:* another id or name: records are patched where they stand.

use std::collections::{HashMap, HashSet};

use btfly_btf::view::{SecVar, Type, VarLinkage};
use btfly_btf::{Btf, NameOff, TypeId};

use crate::elf::{Binding, Elf, NAME_MAX, Section, Symbol, SymbolKind, Visibility};
use crate::error::{Error, ErrorKind};

/// Types, and what symbols say about them.
pub(super) struct Types {
    pub(super) btf: Btf,
    /// Variables that other objects may not see although they are no `static` ones.
    pub(super) hidden: HashSet<TypeId>,
    /// Sections of variables by name, the first of each.
    datasecs: HashMap<String, TypeId>,
}

/// Sections of externs: they are in no file, and have no places until somebody gives them some.
const EXTERN_SECTIONS: [&str; 2] = [".kconfig", ".ksyms"];

pub(super) fn read(elf: &Elf<'_>) -> Result<Option<Types>, Error> {
    let Some(section) = elf.find(".BTF") else { return Ok(None) };
    let bad = |error| Error::new(ErrorKind::BadBtf(error)).in_section(section.name);
    let btf = Btf::parse(section.data.to_vec()).map_err(bad)?;
    if btf.endian() != elf.endian {
        let why = "types have another byte order than the file".to_owned();
        return Err(Error::new(ErrorKind::BadTypes { why }).in_section(section.name));
    }
    let is_variable = |symbol: &&Symbol<'_>| {
        symbol.kind == SymbolKind::Object
            && matches!(symbol.binding, Binding::Global | Binding::Weak)
    };
    let symbols: HashMap<&str, &Symbol<'_>> = (elf.symbols.iter().filter(is_variable).rev())
        .map(|symbol| (symbol.name, symbol))
        .collect();
    let mut sections: HashMap<&str, &Section<'_>> = HashMap::new();
    for section in elf.sections.iter().skip(1) {
        sections.entry(section.name).or_insert(section);
    }
    let (mut hidden, mut datasecs) = (HashSet::new(), HashMap::new());
    let mut patches = Vec::new();
    for (id, ty) in btf.iter() {
        if !is_short(&btf, ty.name_off()) {
            return Err(Error::new(ErrorKind::BadName).in_section(section.name));
        }
        let Type::Datasec(datasec) = ty else { continue };
        datasecs.entry(datasec.name().to_owned()).or_insert(id);
        if EXTERN_SECTIONS.contains(&datasec.name()) {
            continue;
        }
        let wrong =
            |why: String| Error::new(ErrorKind::BadTypes { why }).in_section(datasec.name());
        let is_placed = datasec.size() != 0;
        let size = if is_placed {
            datasec.size()
        } else {
            let size = sections.get(datasec.name()).map_or(0, |section| section.size);
            match u32::try_from(size) {
                Ok(0) => return Err(wrong("types name a section that is not there".to_owned())),
                Ok(size) => size,
                Err(_) => return Err(wrong("section is larger than 4 GiB".to_owned())),
            }
        };
        let mut vars: Vec<SecVar> = datasec.vars().collect();
        for var in &mut vars {
            let Some(Type::Var(declared)) = btf.get(var.type_id) else {
                return Err(wrong(format!("type {} is no variable", var.type_id)));
            };
            if declared.linkage() != VarLinkage::Global {
                continue;
            }
            let Some(symbol) = symbols.get(declared.name()) else {
                let error = wrong("variable has no symbol".to_owned());
                return Err(error.of_symbol(declared.name()));
            };
            // A linker has placed variables already, but forgets those that were an extern in its first input: relocations
            // go by the symbol.
            let section = symbol.section().and_then(|idx| elf.section(idx));
            if section.is_some_and(|section| section.name == datasec.name()) {
                var.offset = u32::try_from(symbol.value)
                    .map_err(|_| wrong("variable lies beyond 4 GiB".to_owned()))?;
            }
            if symbol.visibility == Visibility::Hidden {
                hidden.insert(var.type_id);
            }
        }
        vars.sort_by_key(|var| var.offset);
        if !is_placed || !vars.iter().copied().eq(datasec.vars()) {
            patches.push((id, size, vars));
        }
    }
    let btf = if patches.is_empty() { btf } else { patch(&btf, &patches).map_err(bad)? };
    Ok(Some(Types { btf, hidden, datasecs }))
}

/// Whether a name ends within the length that any name may have. Lines of source may be longer; they are in the same
/// strings, and a type could call itself the end of one.
pub(super) fn is_short(btf: &Btf, off: NameOff) -> bool {
    let strings = btf.types().strings().own();
    let rest = usize::try_from(off.0).ok().and_then(|at| strings.get(at..)).unwrap_or_default();
    rest.iter().take(NAME_MAX + 1).any(|byte| *byte == 0)
}

/// Writes sizes and variables of sections where they stand.
fn patch(
    btf: &Btf,
    patches: &[(TypeId, u32, Vec<SecVar>)],
) -> Result<Btf, btfly_btf::error::Error> {
    /// A record begins with its name, its kind, and for a section its size; then come the variables.
    const SIZE_AT: usize = 8;
    let header = btf.header();
    let types_at = header.types.start as usize;
    let mut bytes = btf.bytes().to_vec();
    for (id, size, vars) in patches {
        let Some(record) = btf.types().record_offset(*id) else { continue };
        let words = [*size].into_iter();
        let words = words.chain(vars.iter().flat_map(|var| [var.type_id.0, var.offset, var.size]));
        let start = types_at + record as usize + SIZE_AT;
        let places = bytes.get_mut(start..).unwrap_or_default().chunks_exact_mut(4);
        for (place, word) in places.zip(words) {
            place.copy_from_slice(&btf.endian().bytes32(word));
        }
    }
    Btf::parse(bytes)
}

impl Types {
    /// The section of variables of a name.
    pub(super) fn datasec(&self, name: &str) -> Option<TypeId> {
        self.datasecs.get(name).copied()
    }

    /// The variables of a section.
    pub(super) fn vars(&self, datasec: TypeId) -> Vec<SecVar> {
        match self.btf.get(datasec) {
            Some(Type::Datasec(datasec)) => datasec.vars().collect(),
            _ => Vec::new(),
        }
    }

    /// A type without modifiers, and its id.
    pub(super) fn bare(&self, id: TypeId) -> Option<(TypeId, Type<'_>)> {
        let id = self.btf.types().skip_modifiers(id)?;
        Some((id, self.btf.get(id)?))
    }
}

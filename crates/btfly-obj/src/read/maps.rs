//! Maps: variables of `.maps` whose types say what the map is.
//!
//! *In:* the section, its types, the relocations of static initialisers. *Out:* a [`MapSpec`] for each variable, in order.
//! *Never:* a key passed over: one that nobody knows is an error, since it was written for a reason.
//!
//! A number is the length of an array behind a pointer (`__uint`), a type what a pointer points to (`__type`), a 64-bit
//! number the one value of an enum (`__ulong`), values a flexible array at the end (`__array`).

use std::collections::HashMap;

use btfly_btf::view::{Composite, Member, SecVar, Type, VarLinkage};
use btfly_btf::{Btf, TypeId};

use super::types::{Types, is_short};
use crate::elf::Elf;
use crate::error::{Error, ErrorKind};
use crate::spec::{InnerMap, MapSpec, MapType, ObjectSpec, Pinning, Slot};

const SECTION: &str = ".maps";

/// Where maps are: number of the section and offset → position in the list.
#[derive(Default)]
pub(super) struct Positions {
    pub(super) by_place: HashMap<(u32, u64), usize>,
    /// Start, end, position, sorted.
    ranges: Vec<(u64, u64, usize)>,
}

pub(super) fn read(
    elf: &Elf<'_>,
    types: Option<&Types>,
) -> Result<(Vec<MapSpec>, Positions), Error> {
    let (mut maps, mut positions) = (Vec::new(), Positions::default());
    let Some(section) = elf.find(SECTION) else { return Ok((maps, positions)) };
    let wrong = |kind| Error::new(kind).in_section(SECTION);
    let types = types.ok_or_else(|| wrong(ErrorKind::NoTypes { wanted_by: "maps" }))?;
    let datasec = types.datasec(SECTION);
    let datasec = datasec.ok_or_else(|| wrong(ErrorKind::NoTypes { wanted_by: "maps" }))?;
    for var in types.vars(datasec) {
        let name = types.btf.get(var.type_id).and_then(|ty| ty.name()).unwrap_or_default();
        let offset = u64::from(var.offset);
        let in_place = |error: Error| error.in_section(SECTION).at(offset).of_symbol(name);
        let map = map(types, name, &var, section.size).map_err(in_place)?;
        positions.by_place.insert((section.idx, offset), maps.len());
        positions.ranges.push((offset, offset + u64::from(var.size), maps.len()));
        maps.push(map);
    }
    Ok((maps, positions))
}

fn map(types: &Types, name: &str, var: &SecVar, section_size: u64) -> Result<MapSpec, Error> {
    let Some(Type::Var(declared)) = types.btf.get(var.type_id) else {
        return Err(bad("type is no variable"));
    };
    if name.is_empty() {
        return Err(bad("map has no name"));
    }
    if declared.linkage() != VarLinkage::Global {
        return Err(bad("map is `static` or only declared; loaders take global ones"));
    }
    if section_size < u64::from(var.offset) + u64::from(var.size) {
        return Err(bad("map reaches out of its section"));
    }
    let (def_type_id, def) = definition(types, declared.type_id())?;
    if var.size < def.size() {
        return Err(bad("map is smaller than its type"));
    }
    let mut keys = Keys::default();
    keys.read(types, &def)?;
    let inner = match keys.values {
        Some(Values::Maps(id)) => {
            let (_, def) = definition(types, id)?;
            let mut inner = Keys { is_inner: true, ..Keys::default() };
            inner.read(types, &def)?;
            Some(Box::new(inner.map))
        }
        Some(Values::Programs) | None => None,
    };
    let map = keys.map;
    Ok(MapSpec {
        name: name.to_owned(),
        offset: var.offset,
        map_type: map.map_type,
        key_size: map.key_size,
        value_size: map.value_size,
        max_entries: map.max_entries,
        flags: map.flags,
        numa_node: map.numa_node,
        map_extra: map.map_extra,
        pinning: keys.pinning,
        key_type_id: map.key_type_id,
        value_type_id: map.value_type_id,
        inner,
        slots: Vec::new(),
        def_type_id,
        is_legacy: false,
    })
}

fn definition(types: &Types, id: TypeId) -> Result<(TypeId, Composite<'_>), Error> {
    let found = types.bare(id).and_then(|(id, ty)| Some((id, ty.as_composite()?)));
    found.filter(|(_, def)| !def.is_union()).ok_or_else(|| bad("map's type is no struct"))
}

/// What a map's definition says.
#[derive(Default)]
struct Keys {
    map: InnerMap,
    pinning: Pinning,
    values: Option<Values>,
    is_inner: bool,
}

/// What a flexible array of values holds.
enum Values {
    /// Maps of this type.
    Maps(TypeId),
    Programs,
}

impl Keys {
    fn read(&mut self, types: &Types, def: &Composite<'_>) -> Result<(), Error> {
        let mut seen: Vec<&str> = Vec::new();
        let n_members = def.members().len();
        for (position, member) in def.members().enumerate() {
            if !is_short(&types.btf, member.name_off()) {
                return Err(Error::new(ErrorKind::BadName));
            }
            // Else one struct of many members, used by many maps, would be read for hours.
            if seen.contains(&member.name()) {
                return Err(bad(&format!("key `{}` is there twice", member.name())));
            }
            seen.push(member.name());
            let of_key = |error: Error| match error.kind() {
                ErrorKind::BadMap { why } => bad(&format!("key `{}`: {why}", member.name())),
                _ => error,
            };
            self.key(types, &member, position + 1 == n_members).map_err(of_key)?;
        }
        if self.map.map_type == MapType::UNSPEC {
            return Err(bad("map has no type"));
        }
        Ok(())
    }

    fn key(&mut self, types: &Types, member: &Member<'_>, is_last: bool) -> Result<(), Error> {
        let id = member.type_id();
        match member.name() {
            "type" => self.map.map_type = MapType(uint(types, id)?),
            "max_entries" => self.map.max_entries = uint(types, id)?,
            "map_flags" => self.map.flags = uint(types, id)?,
            "numa_node" => self.map.numa_node = uint(types, id)?,
            "key_size" => agree(&mut self.map.key_size, uint(types, id)?)?,
            "value_size" => agree(&mut self.map.value_size, uint(types, id)?)?,
            "key" => {
                let (target, size) = pointed(types, id)?;
                agree(&mut self.map.key_size, size)?;
                self.map.key_type_id = Some(target);
            }
            "value" => {
                let (target, size) = pointed(types, id)?;
                agree(&mut self.map.value_size, size)?;
                self.map.value_type_id = Some(target);
            }
            "map_extra" => self.map.map_extra = ulong(types, id)?,
            "pinning" if self.is_inner => return Err(bad("an inner map cannot be pinned")),
            "pinning" => {
                self.pinning = match uint(types, id)? {
                    0 => Pinning::None,
                    1 => Pinning::ByName,
                    other => return Err(bad(&format!("{other} is no way to pin"))),
                }
            }
            "values" => self.values = Some(self.values(types, id, is_last)?),
            other => return Err(Error::new(ErrorKind::UnknownMapKey { key: other.to_owned() })),
        }
        Ok(())
    }

    fn values(&mut self, types: &Types, id: TypeId, is_last: bool) -> Result<Values, Error> {
        if self.is_inner {
            return Err(bad("an inner map has no maps in it"));
        }
        if !is_last {
            return Err(bad("values come last"));
        }
        agree(&mut self.map.value_size, 4)?;
        let Some(Type::Array(array)) = types.btf.get(id).filter(|_| true) else {
            return Err(bad("no array"));
        };
        if array.len() != 0 {
            return Err(bad("array has a length"));
        }
        let Some((_, Type::Ptr(pointer))) = types.bare(array.elem_type_id()) else {
            return Err(bad("no array of pointers"));
        };
        let target = types.bare(pointer.type_id());
        if self.map.map_type == MapType::PROG_ARRAY {
            return match target {
                Some((_, Type::FuncProto(_))) => Ok(Values::Programs),
                _ => Err(bad("no array of pointers to functions")),
            };
        }
        if !self.map.map_type.has_inner() {
            return Err(bad("only maps of maps and of programs have values"));
        }
        match target {
            Some((id, Type::Struct(_))) => Ok(Values::Maps(id)),
            _ => Err(bad("no array of pointers to maps")),
        }
    }
}

/// Sets a size that may have been said already, and then has to be the same.
fn agree(size: &mut u32, new: u32) -> Result<(), Error> {
    if *size != 0 && *size != new {
        return Err(bad(&format!("size is {new}, and elsewhere {size}")));
    }
    *size = new;
    Ok(())
}

/// `__uint`: the length of an array behind a pointer.
fn uint(types: &Types, id: TypeId) -> Result<u32, Error> {
    let Some((_, Type::Ptr(pointer))) = types.bare(id) else {
        return Err(bad("no pointer to an array, whose length is the number"));
    };
    match types.btf.get(pointer.type_id()) {
        Some(Type::Array(array)) => Ok(array.len()),
        _ => Err(bad("no pointer to an array, whose length is the number")),
    }
}

/// `__ulong`: the one value of an enum; or a `__uint`.
fn ulong(types: &Types, id: TypeId) -> Result<u64, Error> {
    let variants = match types.bare(id) {
        Some((_, Type::Enum(view))) => {
            view.variants().next().filter(|_| view.variants().len() == 1)
        }
        Some((_, Type::Enum64(view))) => {
            view.variants().next().filter(|_| view.variants().len() == 1)
        }
        _ => return uint(types, id).map(u64::from),
    };
    variants.map(|variant| variant.value().bits()).ok_or_else(|| bad("no enum of one value"))
}

/// `__type`: what a pointer points to, and its size.
fn pointed(types: &Types, id: TypeId) -> Result<(TypeId, u32), Error> {
    let Some(Type::Ptr(pointer)) = types.btf.get(id) else {
        return Err(bad("no pointer to a type"));
    };
    let target = pointer.type_id();
    let size = types.btf.types().size_of(target).and_then(|size| u32::try_from(size).ok());
    Ok((target, size.ok_or_else(|| bad("type has no size"))?))
}

fn bad(why: &str) -> Error {
    Error::new(ErrorKind::BadMap { why: why.to_owned() })
}

/// Static initialisers: which maps and programs stand in a map from the start.
pub(super) fn slots(
    elf: &Elf<'_>,
    types: Option<&Types>,
    positions: &Positions,
    object: &mut ObjectSpec,
) -> Result<(), Error> {
    let (Some(section), Some(types)) = (elf.find(SECTION), types) else { return Ok(()) };
    let mut programs: HashMap<(u32, u64, &str), usize> = HashMap::new();
    for (at, program) in object.programs.iter().enumerate() {
        if let Some(function) = object.functions.get(program.function) {
            let place = (function.section_idx, u64::from(function.offset), program.name.as_str());
            programs.entry(place).or_insert(at);
        }
    }
    let mut found = Vec::new();
    for relo in elf.relos_of(section)? {
        let wrong = |why| {
            let kind = ErrorKind::BadRelocation { kind: relo.kind.number(), why };
            Error::new(kind).in_section(SECTION).at(relo.offset)
        };
        let Some(symbol) = elf.symbol(relo.symbol_idx) else { continue };
        let at = positions.ranges.partition_point(|(start, ..)| *start <= relo.offset);
        let range = at.checked_sub(1).and_then(|at| positions.ranges.get(at));
        let range = range.filter(|(_, end, _)| relo.offset.saturating_add(8) <= *end);
        let &(start, _, position) = range.ok_or_else(|| wrong("no map is there"))?;
        let Some(map) = object.maps.get(position) else { continue };
        let values = values_offset(&types.btf, map.def_type_id);
        let values = values.ok_or_else(|| wrong("the map there has no values"))?;
        let key = (relo.offset - start).checked_sub(values).filter(|bytes| bytes % 8 == 0);
        let key = key.and_then(|bytes| u32::try_from(bytes / 8).ok());
        let key = key.ok_or_else(|| wrong("no value of the map is there"))?;
        let slot = if map.map_type == MapType::PROG_ARRAY {
            let place = symbol.section().map(|idx| (idx, symbol.value, symbol.name));
            let program = place.and_then(|place| programs.get(&place)).copied();
            Slot::Program { key, program: program.ok_or_else(|| wrong("it is no program"))? }
        } else {
            let place = symbol.section().map(|idx| (idx, symbol.value));
            let target = place.and_then(|place| positions.by_place.get(&place));
            Slot::Map { key, map: *target.ok_or_else(|| wrong("it is no map"))? }
        };
        found.push((position, slot));
    }
    for (position, slot) in found {
        if let Some(map) = object.maps.get_mut(position) {
            map.slots.push(slot);
        }
    }
    Ok(())
}

/// Bytes from the start of a map to its values.
fn values_offset(btf: &Btf, def: TypeId) -> Option<u64> {
    let last = btf.get(def)?.as_composite()?.members().last()?;
    (last.name() == "values").then(|| last.offset_bits().floor_bytes())
}

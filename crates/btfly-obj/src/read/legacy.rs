//! Maps without types: variables of `maps` that are five numbers, as Rust programs still declare them.
//!
//! *In:* the section and its symbols. *Out:* a [`MapSpec`] for each variable. *Never:* a type of key or value: there is none.
//!
//! The numbers: type, size of key, size of value, entries, flags; then, where there are seven, an id that nobody reads, and
//! whether the map is pinned by name. libbpf has refused such maps since 1.0; cilium/ebpf and aya take them.

use btfly_btf::{Endian, TypeId};

use super::maps::Positions;
use crate::elf::{Elf, Section, Symbol, SymbolKind};
use crate::error::{Error, ErrorKind};
use crate::spec::{MapSpec, MapType, Pinning};

/// Whether variables of a section are such maps.
pub(super) fn is_section(section: &Section<'_>) -> bool {
    section.is_program_data() && (section.name == "maps" || section.name.starts_with("maps/"))
}

/// Appends them.
pub(super) fn read(
    elf: &Elf<'_>,
    maps: &mut Vec<MapSpec>,
    positions: &mut Positions,
) -> Result<(), Error> {
    let mut found: Vec<(&Section<'_>, &Symbol<'_>)> = Vec::new();
    for symbol in elf.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Object) {
        let section = symbol.section().and_then(|idx| elf.section(idx));
        found
            .extend(section.filter(|section| is_section(section)).map(|section| (section, symbol)));
    }
    found.sort_by_key(|(section, symbol)| (section.idx, symbol.value));
    for (section, symbol) in found {
        let wrong = |why: &str| {
            let error = Error::new(ErrorKind::BadMap { why: why.to_owned() });
            error.in_section(section.name).at(symbol.value).of_symbol(symbol.name)
        };
        let place = (section.idx, symbol.value);
        let start = usize::try_from(symbol.value).ok();
        let end = symbol.value.checked_add(symbol.size).and_then(|end| usize::try_from(end).ok());
        let bytes = start.zip(end).and_then(|(start, end)| section.data.get(start..end));
        let bytes = bytes.ok_or_else(|| wrong("map reaches out of its section"))?;
        let words = bytes.as_chunks::<4>().0.iter().take(MAX_WORDS);
        let words: Vec<u32> = words
            .map(|word| match elf.endian {
                Endian::Little => u32::from_le_bytes(*word),
                Endian::Big => u32::from_be_bytes(*word),
            })
            .collect();
        let [map_type, key_size, value_size, max_entries, flags, more @ ..] = words.as_slice()
        else {
            return Err(wrong("map has less than five numbers"));
        };
        let pinning = match more {
            [] | [_] | [_, 0] => Pinning::None,
            [_, 1] => Pinning::ByName,
            [_, ..] => return Err(wrong("map is pinned in a way that is not known")),
        };
        if positions.by_place.insert(place, maps.len()).is_some() {
            return Err(wrong("two maps are in one place"));
        }
        maps.push(MapSpec {
            name: symbol.name.to_owned(),
            offset: u32::try_from(symbol.value).map_err(|_| wrong("map lies beyond 4 GiB"))?,
            map_type: MapType(*map_type),
            key_size: *key_size,
            value_size: *value_size,
            max_entries: *max_entries,
            flags: *flags,
            numa_node: 0,
            map_extra: 0,
            pinning,
            key_type_id: None,
            value_type_id: None,
            inner: None,
            slots: Vec::new(),
            def_type_id: TypeId(0),
            is_legacy: true,
        });
    }
    Ok(())
}

/// Numbers of which somebody knows what they say.
const MAX_WORDS: usize = 7;

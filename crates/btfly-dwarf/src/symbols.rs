//! Symbols: which functions there are, and where; which of them BPF programs may call.
//!
//! A compiler that changes a copy of a function calls it by a longer name: `f.isra.0`, `f.constprop.0`. All of these are `f`
//! here. What it has split off, `f.cold` and `f.part.0`, is not.
//!
//! *In:* the symbol table and `.BTF_ids`. *Out:* names, addresses, flags. *Never:* debug information.

use std::collections::HashMap;

use object::{Object as _, ObjectSection as _, ObjectSymbol as _, SymbolKind};

use crate::input::Sections;

/// Functions by name.
#[derive(Debug, Default)]
pub(crate) struct Symbols<'d> {
    by_name: HashMap<&'d [u8], u32>,
    pub(crate) functions: Vec<Symbol<'d>>,
    /// Where variables start, with their names, sorted: those at the start of a section.
    pub(crate) first_objects: Vec<(u64, &'d [u8])>,
    /// What BPF programs may call, with its flags.
    pub(crate) kfuncs: Vec<(&'d [u8], u32)>,
}

/// A function by its name up to the first point.
#[derive(Clone, Debug)]
pub(crate) struct Symbol<'d> {
    pub(crate) name: &'d [u8],
    /// All its addresses, sorted, each once.
    pub(crate) addresses: Vec<u64>,
    /// Those of copies with a longer name, sorted.
    altered: Vec<u64>,
}

impl<'d> Symbols<'d> {
    pub(crate) fn read(sections: &'d Sections<'d>) -> Self {
        let mut all = Self::default();
        let ids = sections.object.section_by_name(".BTF_ids");
        let ids_index = ids.as_ref().map(object::ObjectSection::index);
        let (mut sets, mut members) = (Vec::new(), Vec::new());
        for symbol in sections.object.symbols() {
            let Ok(name) = symbol.name_bytes() else { continue };
            let index = symbol.section_index();
            let base = index.and_then(|index| sections.bases.get(index.0)).copied().unwrap_or(0);
            let is_linked = sections.object.kind() != object::ObjectKind::Relocatable;
            let address =
                if is_linked { symbol.address() } else { symbol.address().wrapping_add(base) };
            if index.is_some() && index == ids_index {
                let at = address.wrapping_sub(base);
                if name.starts_with(SET8) {
                    sets.push((at, symbol.size()));
                } else if let Some(name) = function_of(name) {
                    members.push((at, name));
                }
            } else if symbol.kind() == SymbolKind::Text && symbol.is_definition() {
                all.add(name, address);
            } else if symbol.kind() == SymbolKind::Data && address == base {
                all.first_objects.push((address, name));
            }
        }
        for function in &mut all.functions {
            function.addresses.sort_unstable();
            function.addresses.dedup();
            function.altered.sort_unstable();
        }
        all.first_objects.sort_unstable();
        if let Some(data) = ids.and_then(|ids| ids.data().ok()) {
            all.kfuncs = kfuncs(data, &sets, &members, sections.object.is_little_endian());
        }
        all
    }

    fn add(&mut self, name: &'d [u8], address: u64) {
        let (stem, rest) = match memchr::memchr(b'.', name) {
            Some(at) => name.split_at(at),
            None => (name, &[][..]),
        };
        if stem.is_empty() || contains(rest, b".cold") || contains(rest, b".part") {
            return;
        }
        let next = u32::try_from(self.functions.len()).unwrap_or(u32::MAX);
        let number = *self.by_name.entry(stem).or_insert(next);
        if number == next {
            self.functions.push(Symbol { name: stem, addresses: Vec::new(), altered: Vec::new() });
        }
        if let Some(symbol) = self.functions.get_mut(number as usize) {
            symbol.addresses.push(address);
            if contains(rest, b".isra") || contains(rest, b".constprop") {
                symbol.altered.push(address);
            }
        }
    }

    /// Whether what lies at an address is a copy of a function with a longer name.
    pub(crate) fn is_altered_at(&self, number: u32, address: u64) -> bool {
        let symbol = self.functions.get(number as usize);
        symbol.is_some_and(|symbol| symbol.altered.binary_search(&address).is_ok())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// The number of a function.
    pub(crate) fn find(&self, name: &[u8]) -> Option<u32> {
        self.by_name.get(name).copied()
    }
}

fn contains(name: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(name, part).is_some()
}

const SET8: &[u8] = b"__BTF_ID__set8__";
const FUNC: &[u8] = b"__BTF_ID__func__";

/// The function that an id's symbol names: `__BTF_ID__func__NAME__N`, with any number behind.
fn function_of(name: &[u8]) -> Option<&[u8]> {
    let rest = name.strip_prefix(FUNC)?;
    let end = memchr::memmem::rfind(rest, b"__")?;
    rest.get(..end).filter(|name| !name.is_empty())
}

/// The members of those sets that are marked as functions for BPF programs, in order.
fn kfuncs<'d>(
    data: &[u8],
    sets: &[(u64, u64)],
    members: &[(u64, &'d [u8])],
    is_little: bool,
) -> Vec<(&'d [u8], u32)> {
    let word = |at: u64| {
        let at = usize::try_from(at).ok()?;
        let bytes = *data.get(at..)?.first_chunk::<4>()?;
        Some(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let mut members = members.to_vec();
    members.sort_unstable();
    let mut found = Vec::new();
    for (start, size) in sets {
        // A count, flags, and a pair of an id and flags for each.
        if word(start + 4).is_none_or(|flags| flags & KFUNCS == 0) {
            continue;
        }
        let end = start.saturating_add(*size);
        let from = members.partition_point(|(at, _)| *at < start + 8);
        for (at, name) in members.get(from..).unwrap_or(&[]).iter().take_while(|(at, _)| *at < end)
        {
            found.push((*name, word(at + 4).unwrap_or(0)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// `BTF_SET8_KFUNCS`, include/linux/btf_ids.h, Linux v6.9.
const KFUNCS: u32 = 1;
/// `KF_FASTCALL`, include/linux/btf.h, Linux v6.12.
pub(crate) const FASTCALL: u32 = 1 << 12;

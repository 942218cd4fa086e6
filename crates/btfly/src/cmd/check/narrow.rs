//! The part of a kernel that objects ask about: its base, and the modules that have a name of theirs.
//!
//! *In:* all objects, a kernel with all its modules. *Out:* a set in which every question has the answer that it has in
//! the whole. One look at each module serves all objects; without it, each would look into a thousand files of its own.
//! *Never:* a module left out that has a wanted name, is named, or could not be read.

use std::collections::{BTreeSet, HashMap};

use btfly_btf::names::essential_name;
use btfly_btf::scan::Essentials;
use btfly_btf::{BtfSet, Kind, Slot, TypeLoc};
use btfly_obj::spec::ObjectSpec;

use super::target::noted;

/// What objects ask for.
#[derive(Default)]
pub(super) struct Wanted {
    /// Types, functions and variables, without flavors.
    names: BTreeSet<String>,
    /// Modules that targets name.
    kmods: BTreeSet<String>,
}

impl Wanted {
    pub(super) fn of(objects: &[ObjectSpec]) -> Self {
        let mut wanted = Self::default();
        objects.iter().for_each(|object| wanted.add(object));
        wanted
    }

    fn add(&mut self, object: &ObjectSpec) {
        let mut add = |name: &str| {
            let name = essential_name(name);
            if !name.is_empty() && !self.names.contains(name) {
                self.names.insert(name.to_owned());
            }
        };
        if let Some(btf) = &object.btf {
            let types = btf.types();
            let relos = object.functions.iter().flat_map(|function| &function.core_relos);
            let roots: BTreeSet<_> = relos.map(|relo| relo.record.type_id).collect();
            let names = roots.into_iter().filter_map(|root| types.get(root)?.name());
            names.for_each(&mut add);
        }
        object.externs.iter().for_each(|one| add(&one.name));
        for spec in &object.struct_ops {
            add(&spec.type_name);
            add(&format!("bpf_struct_ops_{}", essential_name(&spec.type_name)));
        }
        for program in &object.programs {
            if let Some((name, _)) = noted(program) {
                add(&name);
            }
            if let Some(target) = program.typed_target() {
                add(&target.name);
                self.kmods.extend(target.kmod.map(str::to_owned));
            }
        }
    }

    /// The part of `set`, of those modules that `has` admits.
    pub(super) fn narrow(&self, set: &BtfSet, has: impl Fn(&str) -> bool) -> BtfSet {
        let names = Essentials::new(self.names.iter().map(String::as_str));
        let found = set.find_any(&names).into_iter().map(|(_, loc)| loc.slot);
        let mut slots: BTreeSet<Slot> = found.collect();
        slots.extend(self.kmods.iter().filter_map(|name| set.slot(name)));
        let mut narrow = set.without_kmods();
        for (slot, kmod) in set.slots().skip(1).zip(set.kmods()) {
            let is_unread = || kmod.is_decoded() && kmod.btf(set.base()).is_err();
            if has(kmod.name()) && (slots.contains(&slot) || is_unread()) {
                narrow.push(kmod.clone());
            }
        }
        narrow
    }
}

/// Where the wanted names are in a set: asked for once, and answered for every program.
pub(super) struct Index<'s> {
    pub(super) set: &'s BtfSet,
    found: HashMap<String, Vec<TypeLoc>>,
}

impl<'s> Index<'s> {
    pub(super) fn new(wanted: &Wanted, set: &'s BtfSet) -> Self {
        let names = Essentials::new(wanted.names.iter().map(String::as_str));
        let mut found: HashMap<String, Vec<TypeLoc>> = HashMap::new();
        for (_, loc) in set.find_any(&names) {
            if let Some(name) = set.get(loc).and_then(|ty| ty.name()) {
                found.entry(name.to_owned()).or_default().push(loc);
            }
        }
        Self { set, found }
    }

    /// As [`BtfSet::find`] of a name that is wanted.
    pub(super) fn find(&self, name: &str, kind: Kind) -> Vec<TypeLoc> {
        let found = self.found.get(name).into_iter().flatten().copied();
        found.filter(|loc| self.set.get(*loc).is_some_and(|ty| ty.kind() == kind)).collect()
    }
}

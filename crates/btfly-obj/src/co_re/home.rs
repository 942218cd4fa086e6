//! Where programs attach to by type, and so whose types they mean.
//!
//! *In:* an object and a set. *Out:* for each program the function or typedef that it attaches to, and for each function
//! of the object the module that is preferred in it. *Never:* a guess: who attaches to one of several is told of all.

use std::collections::{BTreeSet, HashMap};

use btfly_btf::{BtfSet, Slot, TypeLoc};

use crate::link::link;
use crate::spec::{FunctionSpec, ObjectSpec, ProgramSpec};

/// What a program attaches to by type, in the order of slots: the base's if it has one, else those of all modules, of
/// which the caller has to choose. Nothing for a program that attaches otherwise, or to what is not there.
///
/// ```
/// use btfly_btf::BtfSet;
/// use btfly_obj::{co_re, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// let object = read(&bytes)?;
/// let set = BtfSet::new(object.btf.clone().unwrap());
/// // A program for packets attaches to a device.
/// assert!(co_re::targets(&object.programs[0], &set).is_empty());
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[must_use]
pub fn targets(program: &ProgramSpec, set: &BtfSet) -> Vec<TypeLoc> {
    let Some(target) = program.typed_target() else { return Vec::new() };
    let named = target.kmod.map(|name| match name {
        "vmlinux" => Some(Slot::BASE),
        _ => set.slot(name),
    });
    let mut found = set.find(&target.name, Some(target.kind));
    found.retain(|loc| named.is_none_or(|slot| slot == Some(loc.slot)));
    // The kernel's own comes first, and modules are only asked for what it does not have.
    if found.first().is_some_and(|loc| loc.slot.is_base()) {
        found.retain(|loc| loc.slot.is_base());
    }
    found
}

/// Which slot's types each function of an object means where types of one name differ.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Homes {
    /// By section and name.
    of: HashMap<(String, String), Slot>,
}

impl Homes {
    /// A function means the types of the slot that its program attaches to; one that several programs call, only if they
    /// all attach there.
    ///
    /// ```
    /// use btfly_btf::BtfSet;
    /// use btfly_obj::{co_re, read::read};
    ///
    /// # let bytes = btfly_obj::doc::example_object();
    /// let mut object = read(&bytes)?;
    /// let set = BtfSet::new(object.btf.clone().unwrap());
    /// let homes = co_re::Homes::of(&object, &set);
    /// co_re::fit(&mut object, &set, &co_re::Options::default(), |function| homes.prefer(function));
    /// # Ok::<(), btfly_obj::error::Error>(())
    /// ```
    #[must_use]
    pub fn of(object: &ObjectSpec, set: &BtfSet) -> Self {
        let mut slots: HashMap<usize, BTreeSet<Slot>> = HashMap::new();
        for program in &object.programs {
            let targets = targets(program, set);
            if targets.is_empty() {
                continue;
            }
            let functions = match link(object, program) {
                Ok(linked) => linked.parts.iter().map(|part| part.function).collect(),
                Err(_) => BTreeSet::from([program.function]),
            };
            for function in functions {
                slots.entry(function).or_default().extend(targets.iter().map(|loc| loc.slot));
            }
        }
        let only = |(function, slots): (usize, BTreeSet<Slot>)| {
            let slot = *slots.first().filter(|_| slots.len() == 1)?;
            Some((key(object.functions.get(function)?), slot))
        };
        Self { of: slots.into_iter().filter_map(only).collect() }
    }

    /// The slot that is preferred in a function, if there is one.
    #[must_use]
    pub fn prefer(&self, function: &FunctionSpec) -> Option<Slot> {
        self.of.get(&key(function)).copied()
    }
}

fn key(function: &FunctionSpec) -> (String, String) {
    (function.section.clone(), function.name.clone())
}

//! Where programs attach to by type, and so whose types they mean.
//!
//! *In:* an object and a set. *Out:* for each program the function or typedef that it attaches to, and for each function
//! of the object the module that is preferred in it. *Never:* a guess: who attaches to one of several is told of all.

use std::collections::{BTreeSet, HashMap};

use btfly_btf::{BtfSet, Slot, TypeLoc};

use crate::link::link;
use crate::spec::{FunctionSpec, ObjectSpec, ProgramSpec, TypedTarget};

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
    let mut found = set.find(&target.name, Some(target.kind));
    target.retain(set, &mut found);
    found
}

impl TypedTarget<'_> {
    /// Of all types that `set` has of the name and kind, leaves those that the program may attach to.
    pub fn retain(&self, set: &BtfSet, found: &mut Vec<TypeLoc>) {
        let named = self.kmod.map(|name| match name {
            "vmlinux" => Some(Slot::BASE),
            _ => set.slot(name),
        });
        found.retain(|loc| named.is_none_or(|slot| slot == Some(loc.slot)));
        // The kernel's own comes first, and modules are only asked for what it does not have.
        if found.iter().any(|loc| loc.slot.is_base()) {
            found.retain(|loc| loc.slot.is_base());
        }
    }
}

/// Which slot's types each function of an object means where types of one name differ.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Homes {
    /// By section and place in it.
    of: HashMap<(u32, u32), Slot>,
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
        let each = object.programs.iter().map(|program| (program, targets(program, set)));
        let attached = each.filter(|(_, targets)| !targets.is_empty()).map(|(program, targets)| {
            let functions = match link(object, program) {
                Ok(linked) => linked.parts.iter().map(|part| part.function).collect(),
                Err(_) => vec![program.function],
            };
            (functions, targets)
        });
        Self::of_attached(object, attached)
    }

    /// As [`Homes::of`], for who knows already of each program which functions it consists of, and its [`targets`].
    pub fn of_attached<F, T>(
        object: &ObjectSpec,
        attached: impl IntoIterator<Item = (F, T)>,
    ) -> Self
    where
        F: IntoIterator<Item = usize>,
        T: AsRef<[TypeLoc]>,
    {
        let mut slots: HashMap<usize, BTreeSet<Slot>> = HashMap::new();
        for (functions, targets) in attached {
            let targets = targets.as_ref();
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

/// Names are no key: an object that was linked of several may have two static functions of one name in a section.
fn key(function: &FunctionSpec) -> (u32, u32) {
    (function.section_idx, function.offset)
}

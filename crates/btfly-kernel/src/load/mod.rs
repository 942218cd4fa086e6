//! Plans executed: maps, types and programs in the kernel, as owned descriptors.
//!
//! *In:* a [`LoadPlan`], the targets of its programs, and [`Lookup`] for what only the running kernel knows. *Out:*
//! [`Loaded`], or a [`LoadError`] and nothing left behind. *Never:* a decision: whatever depends on the kernel is in the plan,
//! except for what a refusal teaches (types that have to be simpler, a log that has to be longer).

mod error;
mod fixups;
mod log;
mod lookup;
mod maps;
mod programs;
mod ring;
mod types;

pub use error::LoadError;
pub use lookup::{known, target, target_in};
pub use maps::Map;
pub use programs::Program;
pub use ring::{RingReader, wait};

use std::os::fd::AsFd as _;
use std::path::PathBuf;
use std::sync::Arc;

use btfly_btf::Btf;

use crate::kernel_btf::BtfObject;

use crate::plan::{Content, LoadPlan};
use crate::target::RunningProgram;

/// A type of the running kernel, and whose it is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The id, as the kernel counts: a module's own behind those of vmlinux.
    pub type_id: u32,
    /// The BTF object of the module; nothing for vmlinux.
    pub btf: Option<Arc<BtfObject>>,
    /// The program that has it, if it is one of a program's own; then `btf` is nothing.
    pub program: Option<Arc<RunningProgram>>,
    /// The module's or program's name, or `vmlinux`.
    pub home: String,
}

/// What only the running kernel knows. An error is words for people; nothing that is not there is one.
pub trait Lookup {
    /// A variable of the kernel or a module, by name.
    ///
    /// # Errors
    ///
    /// When it cannot be looked up.
    fn variable(&self, name: &str) -> Result<Option<Place>, String>;
    /// A function that programs may call.
    ///
    /// # Errors
    ///
    /// When it cannot be looked up.
    fn kfunc(&self, name: &str) -> Result<Option<Place>, String>;
    /// The address of a symbol.
    ///
    /// # Errors
    ///
    /// When it cannot be looked up, or several symbols have that name.
    fn address(&self, name: &str) -> Result<Option<u64>, String>;
    /// Whether modules are loaded of which none has BTF.
    fn are_kmods_untyped(&self) -> bool {
        false
    }
}

/// How to load.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Where maps are found and stay that are pinned by name; `/sys/fs/bpf` if nothing is said.
    pub pin_root: Option<PathBuf>,
}

/// An object in the kernel. Dropped, it is gone, but for what is pinned or attached.
#[derive(Debug)]
#[non_exhaustive]
pub struct Loaded {
    /// What the object is called.
    pub name: String,
    /// Its types.
    pub btf: Option<Btf>,
    /// Its maps, in the order of the plan; nothing where none is made.
    pub maps: Vec<Option<Map>>,
    /// Its programs, in the order of the plan.
    pub programs: Vec<Program>,
    /// What had to be done otherwise than planned.
    pub notes: Vec<String>,
    /// The kernel's copy of the types.
    _types: Option<BtfObject>,
}

impl Loaded {
    /// The map of a name.
    #[must_use]
    pub fn map(&self, name: &str) -> Option<&Map> {
        self.maps.iter().flatten().find(|map| map.plan.name == name)
    }

    /// The program of a name.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.spec.name == name)
    }
}

/// Executes `plan`. `targets` has an entry for each of its programs: what it attaches to by type.
///
/// # Errors
///
/// What the kernel refuses first; everything that was made before is freed.
pub fn execute(
    plan: &LoadPlan,
    targets: &[Option<Place>],
    lookup: &dyn Lookup,
    options: &Options,
) -> Result<Loaded, LoadError> {
    let mut notes = Vec::new();
    let types = types::load(plan, &mut notes);
    let types_fd = types.as_ref().map(|types| types.object.as_fd());
    let maps = maps::create_all(plan, types_fd, options, &mut notes)?;
    maps::fill_with_maps(&maps)?;
    let externs = fixups::resolve(plan, lookup)?;
    let mut programs = Vec::with_capacity(plan.programs.len());
    for (at, program) in plan.programs.iter().enumerate() {
        let target = targets.get(at).and_then(Option::as_ref);
        let types = types.as_ref();
        programs.push(programs::load(plan, program, target, &maps, &externs, types, lookup)?);
    }
    for map in maps.iter().flatten() {
        if let Content::Slots(slots) = &map.plan.content {
            maps::fill_with_programs(map, slots, plan, &programs)?;
        }
    }
    let fd = types.map(|types| types.object);
    Ok(Loaded { name: plan.name.clone(), btf: plan.btf.clone(), maps, programs, notes, _types: fd })
}

//! What is going to be done to load an object, before any of it is done.
//!
//! *In:* an object, the types of a kernel that CO-RE goes by, and [`Known`]. *Out:* a [`LoadPlan`]: maps to make, programs as
//! linked instructions that say what they still need, types for the kernel to read. *Never:* a system call, or a type id of
//! the kernel: whoever executes the plan looks those up.

mod error;
mod kconfig;
mod maps;
mod programs;
#[cfg(test)]
mod tests;
mod types;
mod variables;

pub use error::PlanError;
pub use maps::{Content, Fill, InnerPlan, MapPlan};
pub use programs::{Fixup, Need, ProgramPlan};
pub use variables::{Value, format_value, set_variable};

use std::collections::HashMap;

use crate::facts::Kconfig;
use btfly_btf::{BtfSet, Slot};
use btfly_obj::co_re::{self, Fit};
use btfly_obj::spec::{ExternKind, ExternSpec, ObjectSpec, ProgramSpec};

/// What has to be known of a kernel to plan.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Known {
    /// Bytes of a page: ring buffers are whole ones.
    pub page_size: u32,
    /// CPUs that may ever be there: perf event arrays have an entry for each.
    pub n_cpus: u32,
    /// The kernel's version as programs ask for it: `major << 16 | minor << 8 | patch`.
    pub version: u32,
    /// Whether programs of perf events can have cookies.
    pub has_cookies: bool,
    /// The kernel's configuration, if it is needed and known.
    pub kconfig: Option<Kconfig>,
}

impl Known {
    /// Of a kernel with pages of 4 KiB, one CPU, and nothing known of its configuration.
    #[must_use]
    pub fn new(version: u32) -> Self {
        Self { page_size: 4096, n_cpus: 1, version, has_cookies: false, kconfig: None }
    }
}

/// Whether `object` asks for the kernel's configuration.
#[must_use]
pub fn needs_kconfig(object: &ObjectSpec) -> bool {
    object.externs.iter().any(|extern_| matches!(extern_.kind, ExternKind::Kconfig { .. }))
}

/// What is going to be done, in this order: types, maps, what is in them, programs, programs in maps.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoadPlan {
    /// What the object is called; maps of global variables are called after it.
    pub name: String,
    /// The licence that helpers are allowed by.
    pub license: String,
    /// The version that old kernels ask of kprobes.
    pub version: u32,
    /// The object's types, so that a kernel reads them: places in `.kconfig`, nothing external.
    pub btf: Option<btfly_btf::Btf>,
    /// Maps, in the order of [`ObjectSpec::maps`], then those of [`ObjectSpec::data`].
    pub maps: Vec<MapPlan>,
    /// Programs that are to be loaded, in the order of the object.
    pub programs: Vec<ProgramPlan>,
    /// What somebody else has to have, as in [`ObjectSpec::externs`].
    pub externs: Vec<ExternSpec>,
    /// What CO-RE has made of each relocation.
    pub fits: Vec<Fit>,
}

/// Plans the load of `object`, which is fitted to `types`. `home` tells of a program in which slot its target is, if that is
/// known: where types of one name differ, those of that slot are meant.
///
/// ```
/// use btfly_btf::BtfSet;
/// use btfly_kernel::facts::Kconfig;
/// use btfly_kernel::plan::{Known, plan};
/// use btfly_obj::read::read;
///
/// # let bytes = btfly_obj::doc::example_object();
/// let mut object = read(&bytes)?;
/// let types = BtfSet::new(object.btf.clone().unwrap());
/// let mut known = Known::new(6 << 16);
/// let options = [("CONFIG_HZ".to_owned(), "250".to_owned())].into();
/// known.kconfig = Some(Kconfig { path: "/boot/config-6.0".to_owned(), options });
/// let plan = plan(&mut object, "example", Some(&types), &known, |_| None)?;
/// assert_eq!(plan.programs[0].insns.len(), 12, "the program and what it calls");
/// assert_eq!(plan.maps[0].name, "counts");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When the object needs what no kernel could give: a relocation without `types`, or with several answers, in a program that
/// is to be loaded; a strong extern of the configuration that is not there; a map that makes no sense.
pub fn plan(
    object: &mut ObjectSpec,
    name: &str,
    types: Option<&BtfSet>,
    known: &Known,
    home: impl Fn(&ProgramSpec) -> Option<Slot>,
) -> Result<LoadPlan, PlanError> {
    kconfig::fill(object, known)?;
    let homes = homes(object, home);
    let fits = match types {
        Some(set) => {
            let prefer = |function: &btfly_obj::spec::FunctionSpec| {
                homes.get(&(function.section_idx, function.offset)).copied().flatten()
            };
            co_re::fit(object, set, &co_re::Options::default(), prefer)
        }
        None => Vec::new(),
    };
    let programs = programs::plan(object, types, &fits)?;
    Ok(LoadPlan {
        name: name.to_owned(),
        license: object.license.clone().unwrap_or_default(),
        version: object.version.unwrap_or(known.version),
        btf: types::for_kernel(object)?,
        maps: maps::plan(object, name, known)?,
        programs,
        externs: object.externs.clone(),
        fits,
    })
}

/// Which slot each function's program is at home in; none where two programs that call it disagree.
fn homes(
    object: &ObjectSpec,
    home: impl Fn(&ProgramSpec) -> Option<Slot>,
) -> HashMap<(u32, u32), Option<Slot>> {
    let mut homes: HashMap<(u32, u32), Option<Slot>> = HashMap::new();
    for program in object.programs.iter().filter(|program| program.is_autoloaded) {
        let slot = home(program);
        let Ok(linked) = btfly_obj::link::link(object, program) else { continue };
        for part in &linked.parts {
            let Some(function) = object.functions.get(part.function) else { continue };
            let known = homes.entry((function.section_idx, function.offset)).or_insert(slot);
            if *known != slot {
                *known = None;
            }
        }
    }
    homes
}

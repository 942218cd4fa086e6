//! What an object holds, as plain data.
//!
//! *In:* nothing: [`read`](crate::read) fills it. *Out:* [`ObjectSpec`] and what it is made of, with public fields, so that
//! whoever wants another map size or attach target writes it there. *Never:* a look at a kernel, or at the file it came
//! from: references between the parts are by position, and types by id in [`ObjectSpec::btf`].

mod data;
mod extern_;
mod function;
mod map;
mod numbers;
mod program;
mod section_name;
mod target;

pub use data::{DataKind, DataSpec};
pub use extern_::{ExternKind, ExternSpec, KconfigType};
pub use function::{FunctionSpec, Placed, Reference, Target};
pub use map::{InnerMap, MapSpec, Pinning, Slot, StructOpsSpec};
pub use numbers::{AttachType, MapType, ProgramType};
pub use program::ProgramSpec;
pub use section_name::{Rule, section_rule};
pub use target::TypedTarget;

use btfly_btf::{Btf, Endian};

/// What an object holds: nothing of it is loaded, nothing is looked up.
///
/// ```
/// use btfly_obj::read::read;
///
/// # let bytes = btfly_obj::doc::example_object();
/// // let bytes = std::fs::read("program.o")?;
/// let object = read(&bytes)?;
/// for program in &object.programs {
///     println!("{} is a {}", program.name, program.program_type);
/// }
/// # assert_eq!(object.programs[0].name, "count");
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObjectSpec {
    /// Byte order of the instructions, the data and the types.
    pub endian: Endian,
    /// What the section `license` says; helpers for GPL programs only are refused without.
    pub license: Option<String>,
    /// The kernel version in the section `version`, as old kernels asked of kprobes.
    pub version: Option<u32>,
    /// All code, by section and place in it.
    pub functions: Vec<FunctionSpec>,
    /// Which functions are programs, in the same order.
    pub programs: Vec<ProgramSpec>,
    /// Maps, in the order of `.maps`; behind them those of `maps`, without types.
    pub maps: Vec<MapSpec>,
    /// Global variables, a section each; a loader makes a map of each but the last two kinds.
    pub data: Vec<DataSpec>,
    /// What somebody else has to have: the values of `.kconfig` by place, then the rest by name.
    pub externs: Vec<ExternSpec>,
    /// Sets of functions that the kernel calls, in the order of their sections.
    pub struct_ops: Vec<StructOpsSpec>,
    /// The object's own types. Sections of variables have their sizes and places, which compilers leave out.
    pub btf: Option<Btf>,
    /// Sections that nothing here is about, and records that belong to no function; sorted.
    pub set_aside: Vec<SetAside>,
}

/// Something that was not read, and why that changes nothing.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum SetAside {
    /// A section that no loader knows.
    Section {
        /// Its name.
        name: String,
        /// In bytes.
        size: u64,
    },
    /// Relocations of data that loaders take as it is: pointers in it stay what they are.
    Relocations {
        /// The section of the data.
        section: String,
        /// How many.
        n_relos: usize,
    },
    /// Records and relocations of code that belongs to no function: a weak one that lost.
    Records {
        /// The section.
        section: String,
        /// How many.
        n_records: usize,
    },
}

impl ObjectSpec {
    /// The program of a name.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<&ProgramSpec> {
        self.programs.iter().find(|program| program.name == name)
    }

    /// The map of a name.
    #[must_use]
    pub fn map(&self, name: &str) -> Option<&MapSpec> {
        self.maps.iter().find(|map| map.name == name)
    }

    /// The instructions and records of a program.
    #[must_use]
    pub fn code(&self, program: &ProgramSpec) -> Option<&FunctionSpec> {
        self.functions.get(program.function)
    }

    /// Functions that are no programs, by their position in [`ObjectSpec::functions`].
    pub fn subprograms(&self) -> impl Iterator<Item = (usize, &FunctionSpec)> {
        self.functions.iter().enumerate().filter(|(_, function)| !function.is_program)
    }
}

//! What this kernel, container and user can do.
//!
//! *In:* the live system, or a file that was saved from one. *Out:* [`Facts`], plain data. *Never:* a version compared;
//! something attached for longer than a probe takes.

mod btf_features;
mod functions;
mod json;
mod probe;
mod system;

pub use btf_features::btf_features;
pub use functions::{Functions, Symbol};
pub use json::JsonError;
pub use probe::{Probe, Support, probe_all};
pub use system::{Capability, Kconfig, System};

use btfly_btf::feature::Features;

use crate::kernel_btf::KernelTypes;

/// What is known of a kernel and of who asks.
///
/// ```
/// use btfly_kernel::{KernelTypes, facts::Facts};
///
/// let facts = Facts::gather(&KernelTypes::new());
/// let saved = facts.to_json();
/// assert_eq!(Facts::from_json(&saved).unwrap().to_json(), saved);
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Facts {
    /// Release, settings, capabilities.
    pub system: System,
    /// What BTF may say to the kernel; nothing if that could not be asked.
    pub btf: Option<Features>,
    /// What was tried, and what came of it.
    pub probes: Vec<Probe>,
    /// Functions: which there are, and which can be traced. Only [`Facts::gather_all`] fills it.
    pub functions: Functions,
}

impl Facts {
    /// Asks the running kernel. Whatever cannot be asked is said so in its place.
    #[must_use]
    pub fn gather(kernel: &KernelTypes) -> Self {
        Self {
            system: System::gather(),
            btf: btf_features().ok(),
            probes: probe_all(kernel),
            functions: Functions::default(),
        }
    }

    /// The same with the lists of all functions: some megabytes.
    #[must_use]
    pub fn gather_all(kernel: &KernelTypes) -> Self {
        let facts = Self::gather(kernel);
        Self { functions: Functions::gather(&facts.system), ..facts }
    }

    /// What came of a probe.
    #[must_use]
    pub fn probe(&self, name: &str) -> Option<&Support> {
        self.probes.iter().find(|probe| probe.name == name).map(|probe| &probe.support)
    }
}

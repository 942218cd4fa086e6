//! The object's types, given to the kernel.
//!
//! *In:* the plan. *Out:* the kernel's copy, or nothing and a note: programs that need none load without. *Never:* an error:
//! what needs them says so itself.

use btfly_btf::Kind;

use crate::error::{Error, ErrorKind};
use crate::kernel_btf::{self, BtfObject};
use crate::plan::LoadPlan;
use crate::sys::memlock;

/// The kernel's copy.
pub(super) struct Types {
    pub(super) object: BtfObject,
    /// Whether functions are still functions in it, so that records can name them.
    pub(super) has_functions: bool,
}

pub(super) fn load(plan: &LoadPlan, notes: &mut Vec<String>) -> Option<Types> {
    let btf = plan.btf.as_ref()?;
    let mut loaded = kernel_btf::load(btf);
    if matches!(&loaded, Err(error) if is_denied(error)) && memlock::raise() {
        loaded = kernel_btf::load(btf);
    }
    match loaded {
        Ok(accepted) => {
            let lost = |change: &btfly_btf::edit::downgrade::Change| {
                change.from == Kind::Func && change.to != Kind::Func
            };
            let has_functions = !accepted.changes.iter().any(lost);
            Some(Types { object: accepted.object, has_functions })
        }
        Err(error) => {
            let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
            notes.push(format!("the kernel does not take the object's types: {error}{hint}"));
            None
        }
    }
}

fn is_denied(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Call { cause, .. } if cause.raw_os_error() == Some(libc::EPERM))
}

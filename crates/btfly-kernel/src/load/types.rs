//! The object's types, given to the kernel in the newest form that it takes.
//!
//! *In:* the plan. *Out:* a descriptor, or nothing and a note: programs that need none load without. *Never:* a version
//! asked: the kernel itself says what it does not take.

use std::os::fd::OwnedFd;

use btfly_btf::edit::downgrade::downgrade;
use btfly_btf::feature::{Feature, Features};

use crate::plan::LoadPlan;
use crate::sys;

/// The kernel's copy.
pub(super) struct Types {
    pub(super) fd: OwnedFd,
    /// Whether functions are still functions in it, so that records can name them.
    pub(super) has_functions: bool,
}

/// What kernels did not always know, the newest first: with each step down, one less is used.
const STEPS: &[&str] =
    &["7.1", "6.14", "6.8", "6.4", "5.19", "5.16", "5.15", "5.12", "5.11", "5.5", "5.1", "4.20"];

pub(super) fn load(plan: &LoadPlan, notes: &mut Vec<String>) -> Option<Types> {
    let btf = plan.btf.as_ref()?;
    let first = match sys::btf::load(btf.bytes(), &mut []) {
        Ok(fd) => return Some(Types { fd, has_functions: true }),
        Err(error) => error,
    };
    if first.raw_os_error() == Some(libc::EPERM)
        && sys::memlock::raise()
        && let Ok(fd) = sys::btf::load(btf.bytes(), &mut [])
    {
        return Some(Types { fd, has_functions: true });
    }
    let mut before = btf.bytes().to_vec();
    for step in STEPS {
        let Some(features) = Features::of_kernel(step) else { continue };
        let Ok(lower) = downgrade(btf.into(), features) else { continue };
        let edited = lower.into_edited();
        if edited.bytes() == before {
            continue;
        }
        if let Ok(fd) = sys::btf::load(edited.bytes(), &mut []) {
            return Some(Types { fd, has_functions: features.has(Feature::Func) });
        }
        before = edited.bytes().to_vec();
    }
    notes.push(format!("the kernel does not take the object's types: {first}"));
    None
}

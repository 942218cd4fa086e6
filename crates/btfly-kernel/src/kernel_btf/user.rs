//! Types given to the kernel: a program's own.
//!
//! *In:* a BTF. *Out:* a BTF object, made simpler only if the kernel refuses it as it is. *Never:* a guess by the kernel's
//! version: what it knows is probed, and only then.

use btfly_btf::Btf;
use btfly_btf::edit::downgrade::{Change, downgrade};

use super::object::BtfObject;
use crate::error::{Error, ErrorKind};
use crate::facts;
use crate::sys;

const LOAD: &str = "BPF_BTF_LOAD";

/// Types that the kernel has taken.
#[derive(Debug)]
#[non_exhaustive]
pub struct Accepted {
    /// The kernel's object.
    pub object: BtfObject,
    /// The types as the kernel has them; ids are those that they had before.
    pub btf: Btf,
    /// What had to be made simpler.
    pub changes: Vec<Change>,
}

/// Gives `btf` to the kernel: as it is, or, if the kernel refuses that and does not know all of it, in words that it knows.
///
/// # Errors
///
/// When the kernel refuses, or cannot be given something as simple as it needs.
pub fn load(btf: &Btf) -> Result<Accepted, Error> {
    let cause = match sys::btf::load(btf.bytes(), &mut []) {
        Ok(fd) => {
            let (object, btf) = (BtfObject::of(fd)?, btf.clone());
            return Ok(Accepted { object, btf, changes: Vec::new() });
        }
        Err(cause) => cause,
    };
    if cause.raw_os_error() == Some(libc::EPERM) {
        return Err(Error::call(LOAD, "types", cause));
    }
    let known = facts::btf_features()?;
    let lower = downgrade(btf.into(), known);
    let lower = lower.map_err(|error| {
        Error::new(ErrorKind::Malformed { what: format!("types cannot be made simpler: {error}") })
    })?;
    if lower.changes().is_empty() && !lower.header_changed() {
        return Err(refused(btf.bytes(), cause));
    }
    let changes = lower.changes().to_vec();
    let simpler = lower.into_edited().to_btf();
    let fd = sys::btf::load(simpler.bytes(), &mut [])
        .map_err(|cause| refused(simpler.bytes(), cause))?;
    Ok(Accepted { object: BtfObject::of(fd)?, btf: simpler, changes })
}

/// The error with the last line that the kernel says about it.
fn refused(bytes: &[u8], cause: std::io::Error) -> Error {
    let mut log = vec![0; 1 << 16];
    // The first answer counts; this one is for the words, and may itself be that the log is too short.
    let _ = sys::btf::load(bytes, &mut log);
    let said = sys::object::text(&log);
    let last = said.lines().rev().map(str::trim).find(|line| !line.is_empty());
    let error = Error::call(LOAD, "types", cause);
    match last {
        Some(line) => error.with_hint(format!("the kernel says: {line}")),
        None => error,
    }
}

//! `SOURCE` on the command line → a set of BTFs.

use std::fs;

use anyhow::{Context, Result};
use btfly_btf::{Btf, BtfSet};

/// Opens `source`: nothing for the running kernel, or a path.
pub(crate) fn open(source: Option<&str>) -> Result<BtfSet> {
    let path = source.unwrap_or("/sys/kernel/btf/vmlinux");
    let bytes = fs::read(path).with_context(|| format!("cannot read `{path}`"))?;
    let btf = Btf::parse(bytes).with_context(|| format!("cannot read BTF from `{path}`"))?;
    Ok(BtfSet::new(btf))
}

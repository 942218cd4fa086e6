//! A loaded module of the cache: which loading of it this is, and that it was decoded once.
//!
//! *In:* the lazy module of `btfly-source`. *Out:* the same, counted. *Never:* a second reading.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use btfly_btf::Btf;
use btfly_btf::scan::Wanted;
use btfly_btf::set::{Kmod, SetAside};

/// What tells one loading of a module from the next: sysfs makes its file anew.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Stamp {
    inode: u64,
    len: u64,
    changed: (i64, i64),
}

impl Stamp {
    /// Of the file at `path`; `None` if it is not there.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let meta = std::fs::metadata(path).ok()?;
        Some(Self {
            inode: meta.ino(),
            len: meta.len(),
            changed: (meta.ctime(), meta.ctime_nsec()),
        })
    }
}

/// A module, and how often any was decoded.
#[derive(Debug)]
pub(super) struct Counted {
    inner: Arc<dyn Kmod>,
    decoded: Once,
    counter: Arc<AtomicUsize>,
}

impl Counted {
    pub(super) fn new(inner: Arc<dyn Kmod>, counter: Arc<AtomicUsize>) -> Self {
        Self { inner, decoded: Once::new(), counter }
    }
}

impl Kmod for Counted {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn btf(&self, base: &Btf) -> Result<&Btf, &SetAside> {
        self.decoded.call_once(|| {
            self.counter.fetch_add(1, Ordering::Relaxed);
        });
        self.inner.btf(base)
    }

    fn is_decoded(&self) -> bool {
        self.inner.is_decoded()
    }

    fn may_define(&self, wanted: &Wanted<'_>) -> bool {
        self.inner.may_define(wanted)
    }
}

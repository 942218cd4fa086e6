//! `KernelTypes`: the types of vmlinux and the loaded modules, each decoded once, for any number of threads.
//!
//! *In:* `/sys/kernel/btf`, looked at again by [`KernelTypes::refresh`]; for descriptors, `bpf(2)`. *Out:* a lazy
//! [`BtfSet`], and handles of modules' BTF objects. *Never:* a descriptor asked for that no target needs; types of a module
//! that was loaded anew taken for those of its former self.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use btfly_btf::search::NameIndex;
use btfly_btf::set::Kmod;
use btfly_btf::{Btf, BtfSet, Kind, TypeId};
use btfly_source::{Base, Options, Stored};

use super::kmod::{Counted, Stamp};
use super::object::{self, BtfObject};
use crate::error::{Error, ErrorKind};

const SYSFS: &str = "sys/kernel/btf";
/// After so many names looked up in vmlinux, an index of all of them has paid for itself.
const INDEX_AFTER: usize = 8;

/// What has been done so far.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Counts {
    /// How often vmlinux was decoded.
    pub vmlinux: usize,
    /// How often a module was.
    pub kmods: usize,
    /// How often the ids of all BTF objects were gone through.
    pub id_walks: usize,
}

/// The types of the running kernel, shared by all that ask.
///
/// ```
/// use btfly_kernel::KernelTypes;
///
/// let kernel = KernelTypes::new();
/// if let Ok(set) = kernel.set() {
///     println!("{} modules loaded, {} decoded", set.kmods().len(), kernel.counts().kmods);
/// }
/// ```
#[derive(Debug, Default)]
pub struct KernelTypes {
    root: Option<PathBuf>,
    base: OnceLock<Btf>,
    index: OnceLock<NameIndex>,
    n_lookups: AtomicUsize,
    n_vmlinux: AtomicUsize,
    n_kmods: Arc<AtomicUsize>,
    n_id_walks: AtomicUsize,
    state: Mutex<State>,
}

/// What is known of the modules.
#[derive(Debug, Default)]
struct State {
    set: Option<BtfSet>,
    kmods: BTreeMap<String, (Stamp, Arc<dyn Kmod>)>,
    handles: BTreeMap<String, (Stamp, Arc<BtfObject>)>,
    /// Ids of modules' objects, as of the last walk; each is asked for its name again.
    ids: BTreeMap<String, u32>,
}

impl KernelTypes {
    /// Of the running kernel. Nothing is read before it is asked for.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with `sys` below `root`: for a container that has its host's there, and for tests.
    #[must_use]
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self { root: Some(root.into()), ..Self::default() }
    }

    /// vmlinux's types.
    ///
    /// # Errors
    ///
    /// When the kernel shows none.
    pub fn base(&self) -> Result<&Btf, Error> {
        if let Some(base) = self.base.get() {
            return Ok(base);
        }
        // One thread at a time: whoever comes second finds it done.
        let _state = self.state();
        self.base_locked()
    }

    fn base_locked(&self) -> Result<&Btf, Error> {
        if let Some(base) = self.base.get() {
            return Ok(base);
        }
        let options = Options { kmods: btfly_source::Kmods::None, ..self.options(None) };
        let opened = btfly_source::running(&options)?;
        self.n_vmlinux.fetch_add(1, Ordering::Relaxed);
        Ok(self.base.get_or_init(|| opened.set.base().clone()))
    }

    /// vmlinux and the modules that were loaded when this was last looked at.
    ///
    /// # Errors
    ///
    /// When the kernel shows no types.
    pub fn set(&self) -> Result<BtfSet, Error> {
        let known = self.state().set.clone();
        known.map_or_else(|| self.refresh(), Ok)
    }

    /// Looks at which modules are loaded now. What was decoded and is still there stays so; of a module that was loaded anew
    /// nothing does.
    ///
    /// # Errors
    ///
    /// When the kernel shows no types.
    pub fn refresh(&self) -> Result<BtfSet, Error> {
        let mut state = self.state();
        let base = self.base_locked()?;
        let opened = btfly_source::running(&self.options(Some(base)))?;
        let mut set = opened.set.without_kmods();
        let mut kmods = BTreeMap::new();
        for kmod in opened.set.kmods() {
            let name = kmod.name().to_owned();
            // Gone since the directory was read.
            let Some(stamp) = self.stamp(&name) else { continue };
            let known = state.kmods.remove(&name).filter(|(known, _)| *known == stamp);
            if known.is_none() {
                // Somebody may hold the object of its former self, which an id of before would open.
                state.ids.remove(&name);
            }
            let kmod = known.map_or_else(
                || -> Arc<dyn Kmod> {
                    Arc::new(Counted::new(Arc::clone(kmod), Arc::clone(&self.n_kmods)))
                },
                |(_, kmod)| kmod,
            );
            set.push(Arc::clone(&kmod));
            kmods.insert(name, (stamp, kmod));
        }
        state
            .handles
            .retain(|name, (stamp, _)| kmods.get(name).is_some_and(|(loaded, _)| loaded == stamp));
        state.kmods = kmods;
        state.set = Some(set.clone());
        Ok(set)
    }

    /// Types for CO-RE: the kernel's own; of a kernel that shows none, those that are stored in files for it, and where. These
    /// are of no use for targets.
    ///
    /// # Errors
    ///
    /// When there are neither.
    pub fn for_co_re(&self) -> Result<(BtfSet, Option<Stored>), Error> {
        match self.set() {
            Ok(set) => Ok((set, None)),
            Err(error) if error.is_absence() => {
                let stored = btfly_source::stored(&self.options(None))?;
                Ok((stored.opened.set.clone(), Some(stored)))
            }
            Err(error) => Err(error),
        }
    }

    /// Ids of vmlinux's types of this name and kind.
    ///
    /// # Errors
    ///
    /// When the kernel shows no types.
    pub fn find_in_base(&self, name: &str, kind: Kind) -> Result<Vec<TypeId>, Error> {
        let types = self.base()?.types();
        if types.is_sorted() || self.n_lookups.fetch_add(1, Ordering::Relaxed) < INDEX_AFTER {
            return Ok(types.find(name, Some(kind)).collect());
        }
        let index = self.index.get_or_init(|| NameIndex::new(&types));
        Ok(index.find(&types, name, Some(kind)).collect())
    }

    /// The BTF object of the loaded module `name`, for a program that attaches to it.
    ///
    /// # Errors
    ///
    /// When there is none, or the kernel refuses: without CAP_SYS_ADMIN it does.
    pub fn kmod_handle(&self, name: &str) -> Result<Arc<BtfObject>, Error> {
        let mut state = self.state();
        let stamp = self.stamp(name);
        if let (Some(stamp), Some((known, handle))) = (stamp, state.handles.get(name))
            && *known == stamp
        {
            return Ok(Arc::clone(handle));
        }
        let is_it = |object: &BtfObject| object.is_kernel() && object.name() == name;
        let known = state.ids.get(name).copied();
        let opened = known.map(BtfObject::open).transpose()?.flatten().filter(is_it);
        let object = match opened {
            Some(object) => Some(object),
            None => {
                self.n_id_walks.fetch_add(1, Ordering::Relaxed);
                let all = object::objects()?;
                let of_kernel = all.iter().filter(|object| object.is_kernel());
                state.ids = newest(of_kernel.map(|object| (object.name(), object.id())));
                let id = state.ids.get(name).copied();
                all.into_iter().find(|object| Some(object.id()) == id)
            }
        };
        let Some(object) = object else {
            let error = Error::new(ErrorKind::NoObject { name: name.to_owned() });
            return Err(error.with_hint("the module is not loaded, has no BTF, or is built in"));
        };
        let object = Arc::new(object);
        // Without sysfs nothing tells when the module has gone; the descriptor is then asked for each time.
        if let Some(stamp) = stamp {
            state.handles.insert(name.to_owned(), (stamp, Arc::clone(&object)));
        }
        Ok(object)
    }

    /// Whether the module has not gone, nor come anew, since it had this handle: as of the last [`KernelTypes::refresh`].
    pub(crate) fn is_current(&self, name: &str, object: &Arc<BtfObject>) -> bool {
        self.state().handles.get(name).is_some_and(|(_, handle)| Arc::ptr_eq(handle, object))
    }

    /// What has been done so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            vmlinux: self.n_vmlinux.load(Ordering::Relaxed),
            kmods: self.n_kmods.load(Ordering::Relaxed),
            id_walks: self.n_id_walks.load(Ordering::Relaxed),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What a thread that panicked left is whole: every change is one assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stamp(&self, name: &str) -> Option<Stamp> {
        let root = self.root.clone().unwrap_or_else(|| PathBuf::from("/"));
        Stamp::of(&root.join(SYSFS).join(name))
    }

    fn options(&self, base: Option<&Btf>) -> Options<'static> {
        Options {
            root: self.root.clone(),
            base: base.map(|base| Base::Btf(base.clone())),
            ..Options::default()
        }
    }
}

/// The last id of each name, ids being in order: a module's former object lives for as long as anybody holds it, under its
/// name, and attaches nothing.
fn newest<'n>(ids: impl Iterator<Item = (&'n str, u32)>) -> BTreeMap<String, u32> {
    ids.map(|(name, id)| (name.to_owned(), id)).collect()
}

#[cfg(test)]
mod tests {
    use super::newest;

    #[test]
    fn an_object_that_outlived_its_module_is_not_taken_for_that_of_the_module_loaded_anew() {
        let ids = newest([("vmlinux", 1), ("dummy", 7), ("veth", 8), ("dummy", 12)].into_iter());
        assert_eq!((ids.get("dummy"), ids.get("veth")), (Some(&12), Some(&8)));
    }
}

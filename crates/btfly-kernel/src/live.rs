//! The running kernel, as plans need it.
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::Arc;

use btfly_btf::{BtfSet, Kind, Slot, TypeLoc};
use btfly_obj::spec::ProgramSpec;

use crate::load::{Lookup, Place};
use crate::sys::{self, btf, object};

/// The running kernel.
#[derive(Debug, Default)]
pub struct Live {
    set: OnceCell<Result<BtfSet, String>>,
    fds: RefCell<HashMap<String, Arc<OwnedFd>>>,
}

impl Live {
    /// nothing read yet
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// types
    pub fn types(&self) -> Result<&BtfSet, String> {
        let open = || {
            let opened = btfly_source::running(&btfly_source::Options::default());
            opened.map(|opened| opened.set).map_err(|error| error.to_string())
        };
        self.set.get_or_init(open).as_ref().map_err(Clone::clone)
    }

    fn fd(&self, name: &str) -> Result<Arc<OwnedFd>, String> {
        if let Some(fd) = self.fds.borrow().get(name) {
            return Ok(fd.clone());
        }
        let mut id = 0;
        let failed = |error: std::io::Error| format!("module `{name}`: {error}");
        while let Some(next) = object::next_id(btf::BY_ID, id).map_err(failed)? {
            id = next;
            let Some(fd) = object::open(btf::BY_ID, id).map_err(failed)? else { continue };
            let Ok(info) = btf::info(fd.as_fd(), &mut []) else { continue };
            if info.is_kernel && info.name == name {
                let fd = Arc::new(fd);
                self.fds.borrow_mut().insert(name.to_owned(), fd.clone());
                return Ok(fd);
            }
        }
        Err(format!("module `{name}` is not loaded"))
    }

    fn place(&self, loc: TypeLoc) -> Result<Place, String> {
        let home =
            if loc.slot == Slot::BASE { "vmlinux" } else { self.types()?.slot_name(loc.slot) };
        let btf = if loc.slot == Slot::BASE { None } else { Some(self.fd(home)?) };
        Ok(Place { type_id: loc.id.0, btf, home: home.to_owned() })
    }

    /// target of a program
    pub fn target(&self, program: &ProgramSpec) -> Result<Option<Place>, String> {
        let Some(wanted) = program.typed_target() else { return Ok(None) };
        let found = self.types()?.find(&wanted.name, Some(wanted.kind));
        let set = self.types()?;
        let found = found.into_iter().find(|loc| match wanted.kmod {
            None => true,
            Some("vmlinux") => loc.slot == Slot::BASE,
            Some(name) => set.slot(name) == Some(loc.slot),
        });
        let loc = found.ok_or_else(|| format!("no `{}` in the kernel's types", wanted.name))?;
        Ok(Some(self.place(loc)?))
    }
}

impl Lookup for Live {
    fn variable(&self, name: &str) -> Result<Option<Place>, String> {
        let found = self.types()?.find(name, Some(Kind::Var));
        found.first().map(|loc| self.place(*loc)).transpose()
    }
    fn kfunc(&self, name: &str) -> Result<Option<Place>, String> {
        let found = self.types()?.find(name, Some(Kind::Func));
        found.first().map(|loc| self.place(*loc)).transpose()
    }
    fn address(&self, _name: &str) -> Result<Option<u64>, String> {
        Ok(None)
    }
}

/// facts
pub fn facts() -> std::io::Result<crate::plan::Facts> {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let mut numbers = release.split(['.', '-']).map(|word| word.trim().parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    let version = next() << 16 | next() << 8 | next().min(255);
    let mut facts = crate::plan::Facts::new(version);
    facts.n_cpus = sys::map::possible_cpus()?;
    facts.page_size = u32::try_from(sys::perf::page_size()).unwrap_or(4096);
    let text =
        std::fs::read_to_string(format!("/boot/config-{}", release.trim())).unwrap_or_default();
    facts.kconfig = crate::plan::Kconfig::parse(&text);
    Ok(facts)
}

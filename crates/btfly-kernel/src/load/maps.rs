//! Maps made, filled, read.
//!
//! *In:* plans of maps. *Out:* [`Map`]s with owned descriptors. *Never:* a map whose size nobody checked against the slices
//! that are read and written.

use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;

use super::{LoadError, Options, Program};
use crate::plan::{Content, Fill, LoadPlan, MapPlan};
use crate::sys::{link, map, memlock};

/// A map in the kernel.
#[derive(Debug)]
#[non_exhaustive]
pub struct Map {
    /// What it was to be.
    pub plan: MapPlan,
    /// Whether it was there before.
    pub is_reused: bool,
    handle: map::Handle,
}

impl AsFd for Map {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }
}

const MAP_CREATE: &str = "BPF_MAP_CREATE";
const MAP_UPDATE: &str = "BPF_MAP_UPDATE_ELEM";

/// Made by the first of these ways that the kernel takes.
const BPF_F_MMAPABLE: u32 = 1 << 10;

pub(super) fn create_all(
    plan: &LoadPlan,
    types: Option<BorrowedFd<'_>>,
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<Vec<Option<Map>>, LoadError> {
    let made = plan.maps.iter().map(|map| {
        if !map.is_made {
            return Ok(None);
        }
        create(map, types, options, notes).map(Some)
    });
    made.collect()
}

fn create(
    plan: &MapPlan,
    types: Option<BorrowedFd<'_>>,
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<Map, LoadError> {
    let what = || format!("map `{}`", plan.name);
    let path = plan.is_pinned.then(|| {
        let root = options.pin_root.as_deref().unwrap_or(Path::new("/sys/fs/bpf"));
        root.join(&plan.name)
    });
    let path = match path {
        Some(path) => Some(
            CString::new(path.into_os_string().into_encoded_bytes())
                .map_err(|_| LoadError::own(what(), "BPF_OBJ_GET", "a zero in its name"))?,
        ),
        None => None,
    };
    if let Some(fd) = path.as_deref().and_then(|path| link::open_pinned(path).ok()) {
        // Its sizes have to be those that programs were compiled for: else what is read and written is too long.
        let (handle, said) = map::Handle::of(fd)
            .map_err(|error| LoadError::new(what(), "BPF_OBJ_GET_INFO_BY_FD", error))?;
        let [map_type, _, key_size, value_size, max_entries, _] = said;
        let info = (map_type, key_size, value_size, max_entries);
        let planned = (plan.map_type.0, plan.key_size, plan.value_size, plan.max_entries);
        if info != planned {
            let why = format!(
                "another map is pinned under its name: type, key, value, entries {info:?}, not {planned:?}"
            );
            return Err(LoadError::own(what(), "BPF_OBJ_GET", why));
        }
        return Ok(Map { plan: plan.clone(), is_reused: true, handle });
    }
    let inner = match &plan.inner {
        Some(inner) => {
            let template = map::Create {
                map_type: inner.map_type.0,
                key_size: inner.key_size,
                value_size: inner.value_size,
                max_entries: inner.max_entries,
                flags: inner.flags,
                numa_node: inner.numa_node,
                map_extra: inner.map_extra,
                ..map::Create::default()
            };
            let mut made = map::create(&template);
            if is_denied(&made) && memlock::raise() {
                made = map::create(&template);
            }
            Some(made.map_err(|error| {
                LoadError::new(format!("what map `{}` holds", plan.name), MAP_CREATE, error)
            })?)
        }
        None => None,
    };
    let has_types = plan.key_type_id != 0 || plan.value_type_id != 0;
    let mut wanted = map::Create {
        map_type: plan.map_type.0,
        key_size: plan.key_size,
        value_size: plan.value_size,
        max_entries: plan.max_entries,
        flags: plan.flags,
        inner: inner.as_ref().map(AsFd::as_fd),
        numa_node: plan.numa_node,
        name: &plan.name,
        btf: types.filter(|_| has_types),
        key_type_id: if types.is_some() { plan.key_type_id } else { 0 },
        value_type_id: if types.is_some() { plan.value_type_id } else { 0 },
        kernel_value_type_id: 0,
        map_extra: plan.map_extra,
        kernel_btf: None,
    };
    let mut made = map::create(&wanted);
    if is_denied(&made) && memlock::raise() {
        made = map::create(&wanted);
    }
    if made.is_err() && wanted.btf.is_some() {
        // Many types of maps take no types, and which do has changed.
        wanted.btf = None;
        (wanted.key_type_id, wanted.value_type_id) = (0, 0);
        let again = map::create(&wanted);
        if again.is_ok() {
            notes.push(format!("map `{}` has no types in this kernel", plan.name));
            made = again;
        }
    }
    if made.is_err()
        && matches!(plan.content, Content::Bytes(_) | Content::Empty)
        && plan.max_entries == 1
        && plan.flags & BPF_F_MMAPABLE != 0
    {
        // A section of variables can be read through the system call where it cannot be mapped.
        wanted.flags &= !BPF_F_MMAPABLE;
        made = map::create(&wanted).or(made);
    }
    let handle = made.map_err(|error| {
        let is_denied = error.raw_os_error() == Some(libc::EPERM);
        let failed = LoadError::new(what(), MAP_CREATE, error);
        if is_denied {
            failed.hint("CAP_BPF is needed, and on kernels before 5.11 a larger RLIMIT_MEMLOCK")
        } else {
            failed
        }
    })?;
    let made = Map { plan: plan.clone(), is_reused: false, handle };
    if let Content::Bytes(bytes) = &plan.content {
        made.update(&0_u32.to_ne_bytes(), bytes, 0)
            .map_err(|error| LoadError::new(what(), MAP_UPDATE, error))?;
    }
    if plan.is_frozen
        && let Err(error) = map::freeze(made.as_fd())
    {
        // Programs load without, but their branches on constants are not cut off.
        notes.push(format!("map `{}` is not frozen: {error}", plan.name));
    }
    if let Some(path) = path {
        link::pin(made.as_fd(), &path)
            .map_err(|error| LoadError::new(what(), "BPF_OBJ_PIN", error))?;
    }
    Ok(made)
}

/// Whether a kernel may have counted what is made against a limit.
pub(super) fn is_denied<T>(made: &io::Result<T>) -> bool {
    matches!(made, Err(error) if error.raw_os_error() == Some(libc::EPERM))
}

/// Puts maps into maps.
pub(super) fn fill_with_maps(maps: &[Option<Map>]) -> Result<(), LoadError> {
    for outer in maps.iter().flatten() {
        let Content::Slots(slots) = &outer.plan.content else { continue };
        for slot in slots {
            let Fill::Map { key, map } = slot else { continue };
            let what = || format!("map `{}`", outer.plan.name);
            let inner = maps.get(*map).and_then(Option::as_ref);
            let inner = inner.ok_or_else(|| {
                LoadError::own(what(), MAP_UPDATE, "it holds a map that is not made")
            })?;
            outer
                .put(*key, inner.as_fd())
                .map_err(|error| LoadError::new(what(), MAP_UPDATE, error))?;
        }
    }
    Ok(())
}

/// Puts programs into a map of programs.
pub(super) fn fill_with_programs(
    map: &Map,
    slots: &[Fill],
    plan: &LoadPlan,
    programs: &[Program],
) -> Result<(), LoadError> {
    for slot in slots {
        let Fill::Program { key, program } = *slot else { continue };
        let at = plan.programs.iter().position(|planned| planned.index == program);
        // One that is not loaded leaves its place empty: a tail call to it falls through.
        let Some(program) = at.and_then(|at| programs.get(at)) else { continue };
        map.put(key, program.as_fd()).map_err(|error| {
            LoadError::new(format!("map `{}`", map.plan.name), MAP_UPDATE, error)
        })?;
    }
    Ok(())
}

impl Map {
    /// Puts a descriptor under a key.
    fn put(&self, key: u32, fd: BorrowedFd<'_>) -> io::Result<()> {
        use std::os::fd::AsRawFd as _;
        self.update(&key.to_ne_bytes(), &fd.as_raw_fd().to_ne_bytes(), 0)
    }

    /// Bytes of all values of a key together: those of maps with a value for each CPU are aligned to 8 bytes.
    #[must_use]
    pub const fn values_size(&self) -> usize {
        self.handle.values_size()
    }

    /// Writes a value, or a value for each CPU.
    ///
    /// # Errors
    ///
    /// When key or value are too short, or the kernel refuses.
    pub fn update(&self, key: &[u8], value: &[u8], flags: u64) -> io::Result<()> {
        self.handle.update(key, value, flags)
    }

    /// Reads a value, or a value for each CPU; nothing if the key has none.
    ///
    /// # Errors
    ///
    /// When the key is too short, or the kernel refuses.
    pub fn lookup(&self, key: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let size = self.values_size();
        let mut value = Vec::new();
        value.try_reserve_exact(size).map_err(io::Error::other)?;
        value.resize(size, 0);
        Ok(self.handle.lookup(key, &mut value)?.then_some(value))
    }

    /// The key behind `key`, or the first.
    ///
    /// # Errors
    ///
    /// When the key is too short, or the kernel refuses.
    pub fn next_key(&self, key: Option<&[u8]>) -> io::Result<Option<Vec<u8>>> {
        let mut next = vec![0; self.handle.key_size()];
        Ok(self.handle.next_key(key, &mut next)?.then_some(next))
    }
}

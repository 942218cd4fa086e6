//! Maps of an object, and its global variables → maps to make.
//!
//! *In:* the object, its `.kconfig` filled. *Out:* a [`MapPlan`] each: sizes rounded as kernels want them, what is in it
//! from the start. *Never:* a map made.

use btfly_obj::spec::{DataKind, DataSpec, MapSpec, MapType, ObjectSpec, Pinning, Slot};

use super::{Known, PlanError};

/// A map to make.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MapPlan {
    /// Its name, whole.
    pub name: String,
    /// What it is.
    pub map_type: MapType,
    /// In bytes.
    pub key_size: u32,
    /// In bytes.
    pub value_size: u32,
    /// Entries; of a ring buffer, bytes.
    pub max_entries: u32,
    /// `BPF_F_…`.
    pub flags: u32,
    /// The memory node, if `flags` ask for one.
    pub numa_node: u32,
    /// What else its type has to know.
    pub map_extra: u64,
    /// The type of its keys, 0 for none.
    pub key_type_id: u32,
    /// The type of its values, 0 for none.
    pub value_type_id: u32,
    /// The type of its records or values as the object declares it, even where the kernel takes none.
    pub declared_value: Option<btfly_btf::TypeId>,
    /// What stands for the maps in it.
    pub inner: Option<InnerPlan>,
    /// What is in it from the start.
    pub content: Content,
    /// Whether user space cannot write to it once it is filled.
    pub is_frozen: bool,
    /// Whether it is to be found under its name, and to stay.
    pub is_pinned: bool,
    /// Whether it is made at all: sections of data that no loader makes a map of keep their place.
    pub is_made: bool,
}

/// The map that stands for all maps in a map of maps.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct InnerPlan {
    /// What it is.
    pub map_type: MapType,
    /// In bytes.
    pub key_size: u32,
    /// In bytes.
    pub value_size: u32,
    /// Entries; of a ring buffer, bytes.
    pub max_entries: u32,
    /// `BPF_F_…`.
    pub flags: u32,
    /// The memory node, if `flags` ask for one.
    pub numa_node: u32,
    /// What else its type has to know.
    pub map_extra: u64,
}

/// What is in a map from the start.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// Global variables: the value of key 0.
    Bytes(Vec<u8>),
    /// Maps and programs, by key.
    Slots(Vec<Fill>),
}

/// One entry of a map that holds maps or programs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fill {
    /// A map: which of [`LoadPlan::maps`](super::LoadPlan::maps).
    Map {
        /// The key.
        key: u32,
        /// Which map.
        map: usize,
    },
    /// A program: which of [`ObjectSpec::programs`].
    Program {
        /// The key.
        key: u32,
        /// Which program.
        program: usize,
    },
}

pub(super) fn plan(
    object: &ObjectSpec,
    object_name: &str,
    known: &Known,
) -> Result<Vec<MapPlan>, PlanError> {
    let own = object.maps.iter().map(|map| of_map(map, object, known));
    let data = object.data.iter().map(|data| of_data(data, object_name));
    own.chain(data).collect()
}

fn of_map(map: &MapSpec, object: &ObjectSpec, known: &Known) -> Result<MapPlan, PlanError> {
    let what = || format!("map `{}`", map.name);
    let slots: Vec<Fill> = map
        .slots
        .iter()
        .map(|slot| match *slot {
            Slot::Map { key, map } => Fill::Map { key, map },
            Slot::Program { key, program } => Fill::Program { key, program },
        })
        .collect();
    let max_entries = entries(map.map_type, map.max_entries, known)
        .ok_or_else(|| PlanError::new(what(), "is larger than 2 GiB"))?;
    let inner = match &map.inner {
        Some(inner) => Some(InnerPlan {
            map_type: inner.map_type,
            key_size: inner.key_size,
            value_size: inner.value_size,
            max_entries: entries(inner.map_type, inner.max_entries, known)
                .ok_or_else(|| PlanError::new(what(), "holds maps larger than 2 GiB"))?,
            flags: inner.flags,
            numa_node: inner.numa_node,
            map_extra: inner.map_extra,
        }),
        None if map.map_type.has_inner() => {
            return Err(PlanError::new(what(), "does not say what the maps in it look like"));
        }
        None => None,
    };
    let takes_types = object.btf.is_some() && takes_types(map.map_type);
    let type_id = |id: Option<btfly_btf::TypeId>| id.filter(|_| takes_types).map_or(0, |id| id.0);
    Ok(MapPlan {
        name: map.name.clone(),
        map_type: map.map_type,
        key_size: map.key_size,
        value_size: value_size(map),
        max_entries,
        flags: map.flags,
        numa_node: map.numa_node,
        map_extra: map.map_extra,
        key_type_id: type_id(map.key_type_id),
        value_type_id: type_id(map.value_type_id),
        declared_value: map.value_type_id,
        inner,
        content: if slots.is_empty() { Content::Empty } else { Content::Slots(slots) },
        is_frozen: false,
        is_pinned: match map.pinning {
            Pinning::ByName => true,
            Pinning::None => false,
            _ => return Err(PlanError::new(what(), "is pinned in a way that is not known here")),
        },
        is_made: true,
    })
}

/// Ring buffers have no values: a type that is declared for them is that of their records.
fn value_size(map: &MapSpec) -> u32 {
    match map.map_type {
        MapType::RINGBUF | MapType::USER_RINGBUF => 0,
        map_type if map_type.has_inner() => 4,
        _ => map.value_size,
    }
}

fn of_data(data: &DataSpec, object_name: &str) -> Result<MapPlan, PlanError> {
    let what = || format!("section `{}`", data.section);
    let size = u32::try_from(data.size).ok().filter(|size| *size <= i32::MAX.cast_unsigned());
    let size = size.ok_or_else(|| PlanError::new(what(), "is larger than 2 GiB"))?;
    if data.kind == DataKind::Arena {
        return Err(PlanError::new(what(), "variables of an arena are not loaded by this version"));
    }
    let content = match data.bytes.is_empty() {
        true => Content::Empty,
        false => Content::Bytes(data.bytes.clone()),
    };
    Ok(MapPlan {
        name: data.map_name(object_name),
        map_type: MapType::ARRAY,
        key_size: 4,
        value_size: size,
        max_entries: 1,
        flags: data.flags(),
        numa_node: 0,
        map_extra: 0,
        key_type_id: 0,
        value_type_id: data.datasec.map_or(0, |id| id.0),
        declared_value: data.datasec,
        inner: None,
        content,
        is_frozen: matches!(data.kind, DataKind::Rodata | DataKind::Kconfig),
        is_pinned: false,
        is_made: data.is_map() && size != 0,
    })
}

/// How many entries a map has, where its type has an opinion: ring buffers are whole pages, a power of two of them, and
/// perf event arrays have an entry for each CPU unless told otherwise.
fn entries(map_type: MapType, wanted: u32, known: &Known) -> Option<u32> {
    match map_type {
        MapType::RINGBUF | MapType::USER_RINGBUF if wanted != 0 => {
            wanted.max(known.page_size).checked_next_power_of_two()
        }
        MapType::PERF_EVENT_ARRAY if wanted == 0 => Some(known.n_cpus),
        _ => Some(wanted),
    }
}

/// Whether a kernel takes types of keys and values of such a map. Those whose keys or values are descriptors, and those
/// that have none, it refuses with types.
fn takes_types(map_type: MapType) -> bool {
    !matches!(
        map_type,
        MapType::PERF_EVENT_ARRAY
            | MapType::CGROUP_ARRAY
            | MapType::STACK_TRACE
            | MapType::ARRAY_OF_MAPS
            | MapType::HASH_OF_MAPS
            | MapType::DEVMAP
            | MapType::DEVMAP_HASH
            | MapType::CPUMAP
            | MapType::XSKMAP
            | MapType::SOCKMAP
            | MapType::SOCKHASH
            | MapType::PROG_ARRAY
            | MapType::RINGBUF
            | MapType::USER_RINGBUF
            | MapType::QUEUE
            | MapType::STACK
            | MapType::ARENA
    )
}

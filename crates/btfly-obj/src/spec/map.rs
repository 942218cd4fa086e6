//! Maps, and sets of functions that the kernel calls.

use btfly_btf::TypeId;

use super::MapType;

/// A map of `.maps`, or one without types of `maps`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct MapSpec {
    /// Its name, whole; a kernel keeps 15 bytes of it.
    pub name: String,
    /// Bytes from the start of its section.
    pub offset: u32,
    /// What it is.
    pub map_type: MapType,
    /// In bytes.
    pub key_size: u32,
    /// In bytes.
    pub value_size: u32,
    /// As written: a loader rounds up the size of ring buffers, and counts processors for perf event arrays.
    pub max_entries: u32,
    /// `BPF_F_…`.
    pub flags: u32,
    /// The memory node, if `flags` ask for one.
    pub numa_node: u32,
    /// What else its type has to know: the hash functions of a bloom filter, the address of an arena.
    pub map_extra: u64,
    /// Whether it outlives the loader.
    pub pinning: Pinning,
    /// The type of its keys.
    pub key_type_id: Option<TypeId>,
    /// The type of its values.
    pub value_type_id: Option<TypeId>,
    /// What its values look like, for a map of maps.
    pub inner: Option<Box<InnerMap>>,
    /// Values that it starts with: maps or programs.
    pub slots: Vec<Slot>,
    /// The struct that declares it; 0 for one without types.
    pub def_type_id: TypeId,
    /// Whether it is one of `maps`, without types, which libbpf refuses and other loaders take.
    pub is_legacy: bool,
}

/// The map that stands for all maps in a map of maps.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct InnerMap {
    /// What it is.
    pub map_type: MapType,
    /// In bytes.
    pub key_size: u32,
    /// In bytes.
    pub value_size: u32,
    /// As [`MapSpec::max_entries`].
    pub max_entries: u32,
    /// `BPF_F_…`.
    pub flags: u32,
    /// As [`MapSpec::numa_node`].
    pub numa_node: u32,
    /// As [`MapSpec::map_extra`].
    pub map_extra: u64,
    /// The type of its keys.
    pub key_type_id: Option<TypeId>,
    /// The type of its values.
    pub value_type_id: Option<TypeId>,
}

/// Whether a map outlives its loader.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Pinning {
    /// No.
    #[default]
    None,
    /// Yes, under its name, and one that is there already is taken.
    ByName,
}

/// A value that a map starts with. Complete: nothing else can be written down.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Slot {
    /// In a map of maps.
    Map {
        /// The key.
        key: u32,
        /// Which of [`ObjectSpec::maps`](super::ObjectSpec::maps).
        map: usize,
    },
    /// In a map of programs.
    Program {
        /// The key.
        key: u32,
        /// Which of [`ObjectSpec::programs`](super::ObjectSpec::programs).
        program: usize,
    },
}

/// A variable of `.struct_ops` or `.struct_ops.link`: functions that the kernel calls, under the names of members.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct StructOpsSpec {
    /// The variable's name.
    pub name: String,
    /// Its section, without the `?` that [`StructOpsSpec::is_autocreated`] stands for.
    pub section: String,
    /// Bytes from the start of the section.
    pub offset: u32,
    /// Whether it is made without being asked for.
    pub is_autocreated: bool,
    /// Whether it is attached by a link (`BPF_F_LINK`).
    pub has_link: bool,
    /// Its struct, whose essential name the kernel knows.
    pub type_id: TypeId,
    /// The struct's name.
    pub type_name: String,
    /// What the variable starts with.
    pub bytes: Vec<u8>,
    /// Members that are functions: bytes from the start of the variable, and which of
    /// [`ObjectSpec::functions`](super::ObjectSpec::functions).
    pub functions: Vec<(u32, usize)>,
}

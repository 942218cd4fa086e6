//! Global variables: a section, and what a loader makes of it.

use btfly_btf::TypeId;

/// A section of global variables.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DataSpec {
    /// The section's name.
    pub section: String,
    /// What it is for.
    pub kind: DataKind,
    /// In bytes.
    pub size: u64,
    /// What it starts with; nothing where all is zero.
    pub bytes: Vec<u8>,
    /// The `DATASEC` that lists its variables. Strings that the compiler made up are in sections without one.
    pub datasec: Option<TypeId>,
    /// Whether a variable in it is for others to see, so that a loader maps it into their memory.
    pub is_mmapable: bool,
}

/// What a section of variables is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DataKind {
    /// `.data`, `.data.*`.
    Data,
    /// `.rodata`, `.rodata.*`: nobody writes to it once it is loaded.
    Rodata,
    /// `.bss`, `.bss.*`: all zero.
    Bss,
    /// `.kconfig`: what a loader fills in, see [`ExternSpec`](super::ExternSpec).
    Kconfig,
    /// `.addr_space.1`: what the object's arena starts with.
    Arena,
    /// `.jumptables`: places in functions that an indirect jump goes to.
    JumpTables,
}

impl DataSpec {
    /// The flags that a loader makes the map with: `BPF_F_RDONLY_PROG` and `BPF_F_MMAPABLE`.
    #[must_use]
    pub const fn flags(&self) -> u32 {
        const BPF_F_RDONLY_PROG: u32 = 1 << 7;
        const BPF_F_MMAPABLE: u32 = 1 << 10;
        let read_only = match self.kind {
            DataKind::Rodata | DataKind::Kconfig => BPF_F_RDONLY_PROG,
            DataKind::Data | DataKind::Bss | DataKind::Arena | DataKind::JumpTables => 0,
        };
        read_only | if self.is_mmapable { BPF_F_MMAPABLE } else { 0 }
    }

    /// Whether a loader makes a map of its own of it.
    #[must_use]
    pub const fn is_map(&self) -> bool {
        !matches!(self.kind, DataKind::Arena | DataKind::JumpTables)
    }

    /// The name of its map, of which the kernel keeps 15 bytes: so much of the object's name as there is room for beside
    /// the section's; the section's alone if that has a dot of its own.
    ///
    /// Source: `tools/lib/bpf/libbpf.c: internal_map_name`, Linux v7.2.
    #[must_use]
    pub fn map_name(&self, object_name: &str) -> String {
        const NAME_MAX: usize = 15;
        const SECTION_MIN: usize = 7;
        let section = self.section.as_bytes();
        let has_own_dot = section.iter().skip(1).any(|byte| *byte == b'.');
        let suffix = section.len().clamp(SECTION_MIN, NAME_MAX);
        let prefix = if has_own_dot { 0 } else { NAME_MAX - suffix };
        let bytes = object_name.bytes().take(prefix).chain(section.iter().copied().take(suffix));
        bytes
            .map(|byte| match byte {
                b'_' | b'.' => char::from(byte),
                byte if byte.is_ascii_alphanumeric() => char::from(byte),
                _ => '_',
            })
            .collect()
    }
}

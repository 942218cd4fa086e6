//! Which container: told by the bytes, never by the name.
//!
//! *In:* the start of a file (a boot image shows itself within 64 KiB). *Out:* [`Container`]. *Never:* a
//! check that the container is sound; that is its reader's work.

use crate::compressed::Compression;
use crate::peek;

/// What holds the BTF.
///
/// ```
/// use btfly_source::Container;
///
/// assert_eq!(Container::of(b"\x7fELF\x02\x01\x01"), Container::Elf);
/// assert_eq!(Container::of(b"!<arch>\ndebian-binary").name(), "Debian package");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Container {
    /// A bare BTF section, of either byte order.
    Btf,
    /// An ELF file: vmlinux, a kernel module, a BPF object.
    Elf,
    /// A compressed stream of any of the others.
    Compressed(Compression),
    /// A boot image of x86 (`arch/x86/boot/header.S`).
    BzImage,
    /// An EFI application that unpacks itself, of arm64, riscv and loongarch
    /// (`drivers/firmware/efi/libstub/zboot-header.S`).
    Zboot,
    /// A boot image of arm64, riscv or loongarch, not compressed.
    Image,
    /// A boot image of s390 (`arch/s390/boot/head.S`).
    S390Image,
    /// A boot image with U-Boot's header.
    UImage,
    /// A Debian package.
    Deb,
    /// An RPM package.
    Rpm,
    /// A tar archive.
    Tar,
    /// A pack of kernels: see [`Pack`](crate::Pack).
    Pack,
    /// A directory.
    Directory,
    /// The BTF objects of a running kernel.
    Running,
    /// None of these; a kernel may still be found inside.
    Unknown,
}

impl Container {
    /// The container that `data` begins.
    #[must_use]
    pub fn of(data: &[u8]) -> Self {
        match data {
            [0x9f, 0xeb, 1, ..] | [0xeb, 0x9f, 1, ..] => return Self::Btf,
            [0x7f, b'E', b'L', b'F', ..] => return Self::Elf,
            [0xed, 0xab, 0xee, 0xdb, ..] => return Self::Rpm,
            [0x27, 0x05, 0x19, 0x56, ..] => return Self::UImage,
            [b'M', b'Z', _, _, b'z', b'i', b'm', b'g', ..] => return Self::Zboot,
            _ if data.starts_with(b"!<arch>\n") => return Self::Deb,
            _ if data.starts_with(&crate::pack::MAGIC) => return Self::Pack,
            _ => {}
        }
        if let Some(compression) = Compression::of(data) {
            return Self::Compressed(compression);
        }
        if peek::is_at(data, 0x202, b"HdrS") {
            return Self::BzImage;
        }
        if is_image(data) {
            return Self::Image;
        }
        if peek::is_at(data, 0x1_0008, b"S390EP") {
            return Self::S390Image;
        }
        if is_tar(data) {
            return Self::Tar;
        }
        Self::Unknown
    }

    /// What it is called in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Btf => "BTF",
            Self::Elf => "ELF file",
            Self::Compressed(compression) => compression.name(),
            Self::BzImage => "x86 boot image",
            Self::Zboot => "EFI zboot image",
            Self::Image => "boot image",
            Self::S390Image => "s390 boot image",
            Self::UImage => "U-Boot image",
            Self::Deb => "Debian package",
            Self::Rpm => "RPM package",
            Self::Tar => "tar archive",
            Self::Pack => "pack of kernels",
            Self::Directory => "directory",
            Self::Running => "running kernel",
            Self::Unknown => "file",
        }
    }
}

/// The header that arm64, riscv and loongarch share in shape: a magic at byte 56
/// (`arch/arm64/include/asm/image.h`, `arch/riscv/include/asm/image.h`,
/// `arch/loongarch/kernel/head.S`, Linux v6.12).
fn is_image(data: &[u8]) -> bool {
    const LOONGARCH: [u8; 4] = 0x8182_23cd_u32.to_le_bytes();
    [*b"ARM\x64", *b"RSC\x05", LOONGARCH].iter().any(|magic| peek::is_at(data, 56, magic))
}

/// The checksum of the first header, which also tells the archives that came before `ustar`.
pub(crate) fn is_tar(data: &[u8]) -> bool {
    data.first_chunk::<512>().is_some_and(|header| {
        header.first() != Some(&0) && crate::package::tar::checksum_holds(header)
    })
}

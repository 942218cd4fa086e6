//! An initramfs · files → a cpio archive in the `newc` form, as the kernel unpacks it at boot · never touches the file system,
//! so it needs no root. Reference: the kernel's `Documentation/driver-api/early-userspace/buffer-format.rst`.

use std::collections::BTreeSet;

/// The kinds of files: the upper bits of a mode.
const FOLDER: u32 = 0o040_000;
const DEVICE: u32 = 0o020_000;
const FILE: u32 = 0o100_000;

/// An archive in the making.
#[derive(Debug, Default)]
pub(super) struct Cpio {
    bytes: Vec<u8>,
    entries: u32,
    folders: BTreeSet<String>,
}

impl Cpio {
    /// With what every guest needs: folders to mount on, and the console that the first process writes to.
    pub(super) fn new() -> Self {
        let mut cpio = Self::default();
        for folder in ["dev", "proc", "sys", "tmp"] {
            cpio.folder(folder);
        }
        cpio.entry("dev/console", DEVICE | 0o600, (5, 1), &[]);
        cpio
    }

    /// A file, and before it the folders that it is in: the kernel passes over a file without one.
    pub(super) fn file(&mut self, name: &str, mode: u32, content: &[u8]) {
        for (end, _) in name.match_indices('/') {
            self.folder(name.get(..end).unwrap_or_default());
        }
        self.entry(name, FILE | mode, (0, 0), content);
    }

    fn folder(&mut self, name: &str) {
        if self.folders.insert(name.to_owned()) {
            self.entry(name, FOLDER | 0o755, (0, 0), &[]);
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.entry("TRAILER!!!", 0, (0, 0), &[]);
        self.bytes
    }

    fn entry(&mut self, name: &str, mode: u32, device: (u32, u32), content: &[u8]) {
        self.entries += 1;
        let len = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        // Inode, mode, owner, group, links, time, size, device of the file, device that it is, name, checksum.
        let fields = [
            self.entries,
            mode,
            0,
            0,
            1,
            0,
            len(content.len()),
            0,
            0,
            device.0,
            device.1,
            len(name.len() + 1),
            0,
        ];
        self.bytes.extend_from_slice(b"070701");
        for field in fields {
            self.bytes.extend_from_slice(format!("{field:08x}").as_bytes());
        }
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(0);
        self.pad();
        self.bytes.extend_from_slice(content);
        self.pad();
    }

    fn pad(&mut self) {
        let len = self.bytes.len().next_multiple_of(4);
        self.bytes.resize(len, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_110_bytes_and_contents_start_at_words() {
        let mut cpio = Cpio::default();
        cpio.file("a", 0o644, b"text");
        let bytes = cpio.finish();
        // The head and `a` with its zero are 112 bytes, which is a whole number of words.
        assert_eq!(&bytes[112..116], b"text");
        assert_eq!(&bytes[116..122], b"070701");
        assert_eq!(bytes.len() % 4, 0);
    }

    #[test]
    fn a_file_comes_after_its_folders_each_once() {
        let mut cpio = Cpio::default();
        cpio.file("mods/net/a.ko", 0o644, b"");
        cpio.file("mods/b.ko", 0o644, b"");
        let bytes = cpio.finish();
        let text = String::from_utf8_lossy(&bytes);
        let names: Vec<&str> = text
            .split("070701")
            .skip(1)
            .filter_map(|entry| entry.get(104..)?.split('\0').next())
            .collect();
        assert_eq!(names, ["mods", "mods/net", "mods/net/a.ko", "mods/b.ko", "TRAILER!!!"]);
    }
}

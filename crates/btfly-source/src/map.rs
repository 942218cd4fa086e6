//! Bytes of a file: mapped where that pays, read where it does not, shared and cut without a copy.
//!
//! *In:* a path or a stream. *Out:* [`Bytes`]. *Never:* a look at what the bytes mean.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use memmap2::{Mmap, MmapOptions};

use crate::Limits;
use crate::error::{Error, ErrorKind};

/// A file below this many bytes is read. A map costs two system calls and a page fault for each piece
/// that is touched, which is more than copying so little; and a module's BTF is usually below it.
const MAP_FROM: u64 = 128 << 10;

/// A piece of shared, immutable storage: a mapped file, what was read from a pipe, what came out of a
/// decompressor. Cloning and cutting cost a reference count, never a copy.
///
/// ```
/// use btfly_source::Bytes;
///
/// let file = Bytes::from(b"header.section".to_vec());
/// let section = file.slice(7..14).unwrap();
/// assert_eq!(section.as_ref(), b"section");
/// assert!(file.slice(7..15).is_none());
/// ```
#[derive(Clone)]
pub struct Bytes {
    storage: Arc<dyn AsRef<[u8]> + Send + Sync>,
    range: Range<usize>,
}

impl Bytes {
    /// The bytes of the file at `path`: a private, read-only map of a large regular file, otherwise
    /// (a small file, a pipe, a device, a file of sysfs or procfs that cannot be mapped) its content
    /// up to [`Limits::decompressed`].
    ///
    /// A mapped file should be replaced, as package managers do, and not be overwritten in place while
    /// it is in use: its readers would see the new bytes, or be stopped by the system (SIGBUS) where a
    /// shortened file no longer has any.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or read, or is longer than the limit and cannot be mapped.
    pub fn from_file(path: &Path, limits: &Limits) -> Result<Self, Error> {
        let file = File::open(path).map_err(|e| Error::io(e).in_path(path))?;
        let meta = file.metadata().map_err(|e| Error::io(e).in_path(path))?;
        if meta.is_file()
            && MAP_FROM <= meta.len()
            && let Some(map) = map(&file)
        {
            return Ok(Self::from_storage(Arc::new(map)));
        }
        let len = meta.len().min(MAP_FROM);
        Self::from_sized(file, limits, if meta.is_file() { len } else { 0 })
            .map_err(|e| e.in_path(path))
    }

    /// Everything that `reader` gives, up to [`Limits::decompressed`].
    ///
    /// # Errors
    ///
    /// When the reader fails, or gives more than the limit.
    pub fn from_reader(reader: impl Read, limits: &Limits) -> Result<Self, Error> {
        Self::from_sized(reader, limits, 0)
    }

    /// The same where it is said that there are `len` bytes: so much is read in one call, and never copied.
    fn from_sized(reader: impl Read, limits: &Limits, len: u64) -> Result<Self, Error> {
        let len = usize::try_from(len.min(MAP_FROM)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(len);
        let limit = limits.decompressed;
        let n_read =
            reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::io)?;
        if limit < n_read as u64 {
            return Err(Error::new(ErrorKind::OverLimit { what: "the input", limit }));
        }
        Ok(Self::from(bytes))
    }

    pub(crate) fn from_storage(storage: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Self {
        let range = 0..(*storage).as_ref().len();
        Self { storage, range }
    }

    /// The part `range`, counted from the start of this piece; `None` if it reaches past its end.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Option<Self> {
        let start = self.range.start.checked_add(range.start)?;
        let end = self.range.start.checked_add(range.end)?;
        (start <= end && end <= self.range.end)
            .then(|| Self { storage: Arc::clone(&self.storage), range: start..end })
    }

    /// The same bytes, holding on to no more than twice their number: a section of a decompressed kernel
    /// would keep all of it in memory, ten times the section and more. Not for a section of a map, which
    /// costs nothing to keep.
    pub(crate) fn detached(self) -> Self {
        match self.len() < (*self.storage).as_ref().len() / 2 {
            true => Self::from(self.as_ref().to_vec()),
            false => self,
        }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// The storage as [`btfly_btf::Storage`] takes it; a whole piece hands over what it holds.
    pub(crate) fn to_storage(&self) -> btfly_btf::Storage {
        let whole = self.range == (0..(*self.storage).as_ref().len());
        let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = match whole {
            true => Arc::clone(&self.storage),
            false => Arc::new(self.clone()),
        };
        btfly_btf::Storage::from(shared)
    }
}

/// A whole file of raw BTF, parsed where it is mapped.
///
/// ```no_run
/// use btfly_btf::Btf;
/// use btfly_source::{Bytes, Limits};
///
/// let bytes = Bytes::from_file("/sys/kernel/btf/vmlinux".as_ref(), &Limits::default())?;
/// let btf = Btf::parse(bytes)?;
/// assert!(btf.types().find("task_struct", None).next().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl From<Bytes> for btfly_btf::Storage {
    fn from(bytes: Bytes) -> Self {
        bytes.to_storage()
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        (*self.storage).as_ref().get(self.range.clone()).unwrap_or_default()
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(mut bytes: Vec<u8>) -> Self {
        bytes.shrink_to_fit();
        Self::from_storage(Arc::new(bytes))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

/// A map of the whole file, or `None` where the system has none to give: sysfs before Linux 6.16, procfs.
fn map(file: &File) -> Option<Mmap> {
    // /sys/kernel/btf/vmlinux accepts a private, read-only map of the whole file and no other
    // (kernel/bpf/sysfs_btf.c: btf_sysfs_vmlinux_mmap, Linux 6.16); for other files this costs nothing.
    // SAFETY: the map is private and read-only and nothing in this process can write to it, so its bytes
    // are constant unless another process changes the file in place. Files of the kernel and of package
    // managers are replaced by renaming; `Bytes::from_file` documents the rule for all others.
    unsafe { MmapOptions::new().map_copy_read_only(file) }.ok()
}

/// Fills `buffer` from byte `at` of `file`: as much as there is, in as many calls as it takes (sysfs
/// answers one page a call).
pub(crate) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match read_some_at(file, rest, at + filled as u64) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// One call's worth of that.
#[cfg(unix)]
pub(crate) fn read_some_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(not(unix))]
pub(crate) fn read_some_at(mut file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    use std::io::{Seek, SeekFrom};
    file.seek(SeekFrom::Start(at))?;
    file.read(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_of_a_slice_counts_from_its_own_start() {
        let bytes = Bytes::from(b"0123456789".to_vec());
        let inner = bytes.slice(2..8).and_then(|b| b.slice(1..3)).unwrap();
        assert_eq!(inner.as_ref(), b"34");
        assert!(bytes.slice(2..8).unwrap().slice(0..7).is_none(), "past the end of the slice");
        assert!(bytes.slice(usize::MAX..usize::MAX).is_none(), "an offset that overflows");
    }

    #[test]
    fn a_stream_longer_than_the_limit_is_refused() {
        let limits = Limits { decompressed: 4, ..Limits::default() };
        assert_eq!(Bytes::from_reader(&b"1234"[..], &limits).unwrap().len(), 4);
        let error = Bytes::from_reader(&b"12345"[..], &limits).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OverLimit { limit: 4, .. }));
    }

    #[test]
    fn a_file_too_small_to_map_and_one_to_map_give_the_same_bytes() {
        let dir = std::env::temp_dir().join(format!("btfly-map-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        for len in [0, 5, MAP_FROM as usize, MAP_FROM as usize + 1] {
            let content: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
            let path = dir.join(len.to_string());
            std::fs::write(&path, &content).unwrap();
            assert_eq!(Bytes::from_file(&path, &Limits::default()).unwrap().as_ref(), content);
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }
}

//! cpio archives in the "new ASCII" format, as RPM packages carry them.
//!
//! *In:* a reader. *Out:* one member after another, its content only if asked for. *Never:* a seek, an
//! allocation from a size that a header promises.
//!
//! Reference: `Documentation/driver-api/early-userspace/buffer-format.rst`, Linux v6.12; RPM's own variant
//! for files of 4 GiB and more (`07070X`) gives no sizes and is refused.

use std::io::Read;

use super::{Archive, Member, Stream};
use crate::Limits;
use crate::error::{Error, ErrorKind};

const HEADER: usize = 110;
const MAX_NAME: u64 = 64 << 10;
const TRAILER: &str = "TRAILER!!!";

/// A cpio archive that is being read.
pub(crate) struct Cpio<R> {
    stream: Stream<R>,
    left: u64,
    padding: u64,
}

impl<R: Read> Cpio<R> {
    pub(crate) fn new(reader: R, what: &'static str, limits: &Limits) -> Self {
        Self { stream: Stream::new(reader, what, limits), left: 0, padding: 0 }
    }
}

impl<R: Read> Archive for Cpio<R> {
    fn next(&mut self) -> Result<Option<Member>, Error> {
        let rest = self.left.saturating_add(self.padding);
        (self.left, self.padding) = (0, 0);
        self.stream.skip(rest)?;
        let mut header = [0; HEADER];
        if !self.stream.fill(&mut header)? {
            return Err(self.stream.ended());
        }
        match header.first_chunk::<6>() {
            Some(b"070701" | b"070702") => {}
            Some(b"07070X") => {
                let what = "an RPM payload with files of 4 GiB and more".to_owned();
                return Err(Error::new(ErrorKind::Unsupported { what }));
            }
            _ => return Err(self.stream.corrupt("no cpio header where a member should begin")),
        }
        let word = |idx: usize| hex(header.get(6 + 8 * idx..)?.get(..8)?);
        let (mode, size, name_len) = (word(1), word(6), word(11));
        let (Some(mode), Some(size), Some(name_len)) = (mode, size, name_len) else {
            return Err(self.stream.corrupt("a cpio header has what is no number"));
        };
        if MAX_NAME < name_len {
            return Err(self.stream.corrupt(format!("a name of {name_len} bytes")));
        }
        let name = self.stream.content(name_len)?;
        self.stream.skip(padding_of(HEADER as u64 + name_len))?;
        let path = crate::peek::text(&name).unwrap_or_default().to_owned();
        if path == TRAILER {
            return Ok(None);
        }
        (self.left, self.padding) = (size, padding_of(size));
        let is_file = mode & 0o170_000 == 0o100_000;
        Ok(Some(Member { path, is_file, size }))
    }

    fn content(&mut self) -> Result<Vec<u8>, Error> {
        let size = std::mem::take(&mut self.left);
        self.stream.content(size)
    }
}

fn padding_of(len: u64) -> u64 {
    len.next_multiple_of(4) - len
}

fn hex(digits: &[u8]) -> Option<u64> {
    // `from_str_radix` would take a sign.
    let digits = std::str::from_utf8(digits).ok().filter(|d| !d.starts_with('+'))?;
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    pub(crate) use crate::make::cpio;

    fn read(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut cpio = Cpio::new(archive, "cpio archive", &Limits::default());
        let mut found = Vec::new();
        while let Some(member) = cpio.next()? {
            let content = if found.len() % 2 == 0 { cpio.content()? } else { Vec::new() };
            found.push((member.path, content));
        }
        Ok(found)
    }

    #[test]
    fn members_come_in_order_and_unread_ones_are_skipped() {
        let archive = cpio(&[("./a", b"12345"), ("./b", b"678"), ("./c", b"9")]);
        let found = read(&archive).unwrap();
        let expected = [("./a", &b"12345"[..]), ("./b", b""), ("./c", b"9")];
        assert_eq!(found, expected.map(|(name, content)| (name.into(), content.to_vec())));
    }

    #[test]
    fn every_prefix_is_read_or_fails() {
        let archive = cpio(&[("./a", b"12345"), ("./b", b"678")]);
        for len in 0..archive.len() {
            if let Ok(found) = read(&archive[..len]) {
                assert!(found.len() == 2 && archive.len() < len + 4, "cut at {len}: {found:?}");
            }
        }
    }

    #[test]
    fn headers_that_lie_are_errors() {
        let archive = cpio(&[("./a", b"12345")]);
        // A size, a name length, a digit, the magic.
        for (at, bytes) in [(54, "ffffffff"), (94, "ffffffff"), (54, "+fffffff"), (0, "07070X")] {
            let mut lying = archive.clone();
            lying[at..at + bytes.len()].copy_from_slice(bytes.as_bytes());
            assert!(read(&lying).is_err(), "{bytes} at {at}");
        }
    }
}

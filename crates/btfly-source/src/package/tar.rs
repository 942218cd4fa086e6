//! tar archives, read as a stream: ustar, GNU and pax headers.
//!
//! *In:* a reader. *Out:* one member after another, its content only if asked for. *Never:* a seek, an
//! allocation from a size that a header promises, a file written.
//!
//! Reference: POSIX.1-2017 `pax`, and the GNU tar manual, "Basic Tar Format".

use std::io::Read;

use super::{Archive, Member, Stream};
use crate::Limits;
use crate::error::Error;
use crate::peek;

const BLOCK: usize = 512;
/// A name or a pax header longer than this is none.
const MAX_HEADER: u64 = 1 << 20;

/// A tar archive that is being read.
pub(crate) struct Tar<R> {
    stream: Stream<R>,
    /// Bytes of the current member and of its padding that were not read yet.
    left: u64,
    padding: u64,
}

impl<R: Read> Tar<R> {
    pub(crate) fn new(reader: R, what: &'static str, limits: &Limits) -> Self {
        Self { stream: Stream::new(reader, what, limits), left: 0, padding: 0 }
    }

    fn header_content(&mut self, size: u64) -> Result<Vec<u8>, Error> {
        if MAX_HEADER < size {
            return Err(self.stream.corrupt(format!("a header of {size} bytes")));
        }
        let content = self.stream.content(size)?;
        self.stream.skip(padding_of(size))?;
        Ok(content)
    }
}

impl<R: Read> Archive for Tar<R> {
    fn next(&mut self) -> Result<Option<Member>, Error> {
        let rest = self.left.saturating_add(self.padding);
        (self.left, self.padding) = (0, 0);
        self.stream.skip(rest)?;
        let (mut long_name, mut long_size) = (None, None);
        loop {
            let mut header = [0; BLOCK];
            if !self.stream.fill(&mut header)? || header.iter().all(|byte| *byte == 0) {
                return Ok(None);
            }
            if !checksum_holds(&header) {
                return Err(self.stream.corrupt("the checksum of a member's header differs"));
            }
            let size = field(&header, 124, 12)
                .and_then(number)
                .ok_or_else(|| self.stream.corrupt("a member's size is no number"))?;
            match header.get(156).copied().unwrap_or_default() {
                b'L' => {
                    let name = self.header_content(size)?;
                    long_name = peek::text(&name).map(str::to_owned);
                }
                b'x' => {
                    let records = self.header_content(size)?;
                    long_name = pax(&records, b"path").and_then(peek::text).map(str::to_owned);
                    long_size = pax(&records, b"size").and_then(decimal);
                }
                b'K' | b'g' => drop(self.header_content(size)?),
                kind => {
                    let size = long_size.unwrap_or(size);
                    let is_file = matches!(kind, 0 | b'0' | b'7');
                    // Links and directories have no content, whatever their size says.
                    let has_content = !matches!(kind, b'1'..=b'6');
                    self.left = if has_content { size } else { 0 };
                    self.padding = padding_of(self.left);
                    let path = long_name.take().or_else(|| name_of(&header)).unwrap_or_default();
                    return Ok(Some(Member { path, is_file, size: self.left }));
                }
            }
        }
    }

    fn content(&mut self) -> Result<Vec<u8>, Error> {
        let size = std::mem::take(&mut self.left);
        self.stream.content(size)
    }
}

fn padding_of(size: u64) -> u64 {
    size.checked_next_multiple_of(BLOCK as u64).map_or(0, |end| end - size)
}

fn field(header: &[u8], at: usize, len: usize) -> Option<&[u8]> {
    header.get(at..)?.get(..len)
}

/// `prefix/name` of ustar, or the name alone.
fn name_of(header: &[u8]) -> Option<String> {
    let name = field(header, 0, 100).and_then(peek::text)?;
    let is_posix = field(header, 257, 6) == Some(b"ustar\0");
    let prefix = field(header, 345, 155).and_then(peek::text).filter(|p| is_posix && !p.is_empty());
    Some(match prefix {
        Some(prefix) => format!("{prefix}/{name}"),
        None => name.to_owned(),
    })
}

/// Octal digits, or from a set top bit on a big-endian number (GNU, for what does not fit).
fn number(field: &[u8]) -> Option<u64> {
    if let Some((first @ 0x80.., rest)) = field.split_first() {
        // The bits above the 64th are zero in every size there is.
        let (high, low) = rest.split_at_checked(rest.len().saturating_sub(8))?;
        let is_small = first & 0x7f == 0 && high.iter().all(|byte| *byte == 0);
        return is_small.then(|| peek::array(low, 0).map(u64::from_be_bytes)).flatten();
    }
    let digits = peek::text(field)?.trim_start();
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// The value of `key` in records of the form `length key=value\n`; the last one counts.
fn pax<'a>(mut records: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let mut found = None;
    while let Some(blank) = memchr::memchr(b' ', records) {
        let len = decimal(records.get(..blank)?).and_then(|len| usize::try_from(len).ok())?;
        let (record, rest) = records.split_at_checked(len)?;
        let pair = record.get(blank + 1..)?.strip_suffix(b"\n")?;
        if let Some(value) = pair.strip_prefix(key).and_then(|rest| rest.strip_prefix(b"=")) {
            found = Some(value);
        }
        records = rest;
    }
    found
}

fn decimal(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Whether the checksum field holds the sum of the header's bytes, itself taken as blanks.
pub(crate) fn checksum_holds(header: &[u8; BLOCK]) -> bool {
    const FIELD: std::ops::Range<usize> = 148..156;
    let promised = header.get(FIELD).and_then(number);
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| if FIELD.contains(&at) { u64::from(b' ') } else { u64::from(*byte) })
        .sum();
    promised == Some(sum)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    pub(crate) use crate::make::tar;
    use crate::make::{tar_member as member, tar_seal as seal};

    fn read(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut tar = Tar::new(archive, "tar archive", &Limits::default());
        let mut found = Vec::new();
        while let Some(member) = tar.next()? {
            // Every second content is skipped, so that both ways are taken.
            let content = if found.len() % 2 == 0 { tar.content()? } else { Vec::new() };
            found.push((member.path, content));
        }
        Ok(found)
    }

    fn is(found: &[(String, Vec<u8>)], expected: &[(&str, &[u8])]) {
        let found: Vec<_> = found.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn members_come_in_order_and_unread_ones_are_skipped() {
        let archive =
            tar(&[("a", &[1; 700]), ("b", &[2; 512]), ("c", b""), ("d", b"x"), ("e", b"y")]);
        is(
            &read(&archive).unwrap(),
            &[("a", &[1; 700]), ("b", b""), ("c", b""), ("d", b""), ("e", b"y")],
        );
    }

    #[test]
    fn long_names_of_gnu_and_pax_are_read() {
        let long = "n".repeat(200);
        let pax = format!("{} path={long}\n", long.len() + 10);
        assert_eq!(pax.len(), long.len() + 10);
        let archive = [
            member("././@LongLink", b'L', format!("{long}\0").as_bytes()),
            member("cut", b'0', b"gnu"),
            member("other", b'0', b""),
            member("PaxHeaders/x", b'x', pax.as_bytes()),
            member("cut", b'0', b"pax"),
        ]
        .concat();
        is(&read(&archive).unwrap(), &[(&long, b"gnu"), ("other", b""), (&long, b"pax")]);
    }

    #[test]
    fn links_and_directories_have_no_content() {
        let mut link = member("link", b'2', b"");
        link[124..136].copy_from_slice(b"00000001000\0");
        let mut header: [u8; BLOCK] = link[..BLOCK].try_into().unwrap();
        seal(&mut header);
        let archive = [header.to_vec(), member("file", b'0', b"")].concat();
        is(&read(&archive).unwrap(), &[("link", b""), ("file", b"")]);
    }

    #[test]
    fn sizes_in_base_256_are_numbers() {
        assert_eq!(number(&[0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]), Some((1 << 32) + 2));
        assert_eq!(number(&[0xff; 12]), None, "a negative size");
        assert_eq!(number(b"00000000017\0"), Some(15));
        assert_eq!(number(b"8"), None);
    }

    #[test]
    fn every_prefix_is_read_or_fails_and_a_cut_content_is_an_error() {
        let archive = tar(&[("a", &[1; 700]), ("b", &[2; 10]), ("c", &[3; 10])]);
        for len in 0..archive.len() {
            let found = read(&archive[..len]);
            let complete = found.as_ref().is_ok_and(|found| {
                found.iter().all(|(name, content)| name == "b" || content.len() >= 10)
            });
            assert!(found.is_err() || complete, "cut at {len}: {found:?}");
        }
    }

    #[test]
    fn a_size_that_lies_is_an_error_and_reserves_nothing() {
        let mut lying = member("a", b'0', b"short");
        lying[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0]);
        let mut header: [u8; BLOCK] = lying[..BLOCK].try_into().unwrap();
        seal(&mut header);
        lying[..BLOCK].copy_from_slice(&header);
        assert!(read(&lying).is_err());
        lying[0] = b'z';
        assert!(read(&lying).unwrap_err().to_string().contains("checksum"));
    }

    #[test]
    fn a_size_near_the_end_of_numbers_is_an_error() {
        for size in [u64::MAX, u64::MAX - 1, u64::MAX - 511, 1 << 63] {
            let mut header: [u8; BLOCK] = member("a", b'0', b"")[..BLOCK].try_into().unwrap();
            header[124..128].copy_from_slice(&[0x80, 0, 0, 0]);
            header[128..136].copy_from_slice(&size.to_be_bytes());
            seal(&mut header);
            // Read, and skipped.
            let mut tar = Tar::new(&header[..], "tar archive", &Limits::default());
            assert_eq!(tar.next().unwrap().unwrap().size, size);
            assert!(tar.content().is_err());
            let mut tar = Tar::new(&header[..], "tar archive", &Limits::default());
            tar.next().unwrap();
            assert!(tar.next().is_err(), "{size}");
        }
    }
}

//! Debian packages: an `ar` archive with `data.tar`, usually compressed.
//!
//! *In:* the package's bytes. *Out:* the place of its data archive. *Never:* its control files.
//!
//! Reference: deb(5).

use std::ops::Range;

use crate::error::Error;
use crate::peek;

const MAGIC: &[u8] = b"!<arch>\n";
const HEADER: usize = 60;

/// Where `data.tar*` lies in `package`, with its name.
pub(crate) fn data_member(package: &[u8]) -> Result<(&str, Range<usize>), Error> {
    let mut at = MAGIC.len();
    while at < package.len() {
        let truncated = || Error::truncated("a member of the package").at(at);
        let header = package.get(at..).and_then(|rest| rest.get(..HEADER)).ok_or_else(truncated)?;
        if header.get(58..) != Some(b"`\n") {
            return Err(Error::corrupt("ar archive", "a member's header has no end mark").at(at));
        }
        // Some archivers put a slash behind the name.
        let name = header.get(..16).and_then(peek::text).unwrap_or_default().trim_end_matches('/');
        let size = header.get(48..58).and_then(peek::text).and_then(|size| size.parse().ok());
        let size: usize = size
            .ok_or_else(|| Error::corrupt("ar archive", "a member's size is no number").at(at))?;
        let start = at + HEADER;
        let end = start.checked_add(size).filter(|end| *end <= package.len());
        let end = end.ok_or_else(truncated)?;
        if name.starts_with("data.tar") {
            return Ok((name, start..end));
        }
        at = end + size % 2;
    }
    Err(Error::truncated("the data archive (`data.tar`)").at(package.len()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    pub(crate) use crate::make::ar;

    #[test]
    fn the_data_archive_is_found_behind_odd_members() {
        let package =
            ar(&[("debian-binary", b"2.0"), ("control.tar.xz", b"c"), ("data.tar.zst/", b"data")]);
        let (name, range) = data_member(&package).unwrap();
        assert_eq!((name, &package[range]), ("data.tar.zst", &b"data"[..]));
    }

    #[test]
    fn every_prefix_is_an_error_at_its_end() {
        let package = ar(&[("debian-binary", b"2.0"), ("data.tar", b"data")]);
        for len in MAGIC.len()..package.len() {
            let error = data_member(&package[..len]).unwrap_err();
            assert!(error.to_string().contains("ends before"), "{len}: {error}");
        }
    }

    #[test]
    fn a_size_that_lies_is_an_error() {
        for size in ["9999999999", "-1        ", "          ", "x         "] {
            let mut package = ar(&[("data.tar", b"data")]);
            package[MAGIC.len() + 48..MAGIC.len() + 58].copy_from_slice(size.as_bytes());
            assert!(data_member(&package).is_err(), "{size:?}");
        }
    }
}

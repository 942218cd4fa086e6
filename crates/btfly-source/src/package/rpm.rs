//! RPM packages: a lead, two headers, and a cpio archive, usually compressed.
//!
//! *In:* the package's bytes. *Out:* the place of its payload. *Never:* a tag of the headers: the
//! compression shows in the payload itself, and the release in the paths.
//!
//! Reference: the RPM file format, version 4 (rpm.org, "Package Format").

use std::ops::Range;

use crate::error::Error;
use crate::peek;

const LEAD: usize = 96;
const HEADER_MAGIC: &[u8] = b"\x8e\xad\xe8\x01";
const HEADER_INTRO: usize = 16;
const INDEX_ENTRY: usize = 16;

/// Where the payload lies in `package`.
pub(crate) fn payload(package: &[u8]) -> Result<Range<usize>, Error> {
    let signature = header_end(package, LEAD)?;
    let main = header_end(package, signature.next_multiple_of(8))?;
    match main < package.len() {
        true => Ok(main..package.len()),
        false => Err(Error::truncated("the payload").at(package.len())),
    }
}

/// One past the last byte of the header that begins at `at`.
fn header_end(package: &[u8], at: usize) -> Result<usize, Error> {
    let truncated = || Error::truncated("the end of a package header").at(at);
    if package.len() < at.saturating_add(HEADER_INTRO) {
        return Err(truncated());
    }
    if !peek::is_at(package, at, HEADER_MAGIC) {
        return Err(Error::corrupt("RPM package", "no header where one should begin").at(at));
    }
    let word = |at| peek::u32_be(package, at).ok_or_else(truncated);
    let (n_entries, data) = (word(at + 8)?, word(at + 12)?);
    n_entries
        .checked_mul(INDEX_ENTRY)
        .and_then(|index| index.checked_add(data)?.checked_add(at + HEADER_INTRO))
        .filter(|end| *end <= package.len())
        .ok_or_else(truncated)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    pub(crate) use crate::make::rpm;

    #[test]
    fn the_payload_is_what_follows_both_headers() {
        let package = rpm(b"payload");
        assert_eq!(&package[payload(&package).unwrap()], b"payload");
    }

    #[test]
    fn every_prefix_and_every_length_that_lies_is_an_error() {
        let package = rpm(b"");
        for len in 0..=package.len() {
            assert!(payload(&package[..len]).is_err(), "cut at {len}");
        }
        let package = rpm(b"payload");
        for at in [LEAD + 8, LEAD + 12] {
            let mut lying = package.clone();
            lying[at..at + 4].fill(0xff);
            assert!(payload(&lying).is_err(), "length at {at}");
        }
    }
}

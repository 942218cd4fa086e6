//! Which kernel: what it knows, and how old its checks are.
//!
//! *In:* a version or a list of features, or both. *Out:* [`Target`]. A kernel differs from another in two ways: it
//! knows more of the format, which are its features; and it has checks that older ones lack, which go by its
//! version.

use crate::feature::{Features, UnknownFeature, Version};
use crate::wire::cursor::Endian;

/// A kernel to verify for.
///
/// ```
/// use btfly_btf::feature::Feature;
/// use btfly_btf::rules::Target;
///
/// let debian = Target::parse("5.10,dot-names").unwrap();
/// assert!(debian.features.has(Feature::DotNames) && !debian.features.has(Feature::Float));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Target {
    /// What it knows of the format.
    pub features: Features,
    /// Its version, for checks that came later than what they are about.
    pub version: Version,
    /// Its byte order; `None` for that of the BTF, whichever it is.
    pub endian: Option<Endian>,
    /// Bytes of a pointer.
    pub pointer_size: u32,
}

impl Default for Target {
    /// The newest kernel there is, of 64 bits, in the byte order of the BTF.
    fn default() -> Self {
        let newest = Version { major: u16::MAX, minor: u16::MAX };
        Self { features: Features::newest(), version: newest, endian: None, pointer_size: 8 }
    }
}

impl Target {
    /// From a list as of [`Features::parse`]: `6.1`, or `5.10,dot-names`. The last kernel version in it is the
    /// target's; without one, its checks are the newest.
    ///
    /// # Errors
    ///
    /// The first part that is no version and no feature.
    pub fn parse(text: &str) -> Result<Self, UnknownFeature<'_>> {
        let features = Features::parse(text)?;
        let version = text.split(',').filter_map(|part| Version::parse(part.trim())).next_back();
        let newest = Self::default();
        Ok(Self { features, version: version.unwrap_or(newest.version), ..newest })
    }

    /// Whether it is at least that version.
    pub(super) fn is(&self, major: u16, minor: u16) -> bool {
        Version { major, minor } <= self.version
    }
}

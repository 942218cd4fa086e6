//! What a reader of BTF knows: kinds and other additions to the format, each with its first kernel and libbpf.
//!
//! *In:* a kernel's or libbpf's version, or names of features. *Out:* a set of features. This table is the only place
//! where a version stands for what a reader can do; everything else asks for the feature. *Never:* what a
//! running kernel has: distributions backport, so a list of names can say what a version cannot.

use core::fmt;

/// Something that not every reader of BTF knows.
///
/// The order is that of the kernels that brought them.
///
/// ```
/// use btfly_btf::feature::Feature;
///
/// assert_eq!(Feature::from_name("enum64"), Some(Feature::Enum64));
/// assert_eq!(Feature::Enum64.kernel().to_string(), "6.0");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Feature {
    /// The kinds `FUNC` and `FUNC_PROTO`.
    Func,
    /// The kind flag: bitfield sizes beside member offsets, and forward declarations of unions.
    KindFlag,
    /// The kinds `VAR` and `DATASEC`.
    Datasec,
    /// A linkage in `FUNC`: global beside static.
    GlobalFunc,
    /// A `DATASEC` without variables.
    EmptyDatasec,
    /// The kind `FLOAT`.
    Float,
    /// The kind `DECL_TAG`.
    DeclTag,
    /// The kind `TYPE_TAG`.
    TypeTag,
    /// The kind `ENUM64`, and the kind flag of `ENUM`, which makes its values signed.
    Enum64,
    /// Dots in names of types, members and functions, not only in those of variables and sections.
    DotNames,
    /// Any printable character in the name of a `DATASEC`, such as the `?` of `?.struct_ops`.
    SectionNames,
    /// The kind flag of `DECL_TAG` and `TYPE_TAG`: any attribute, not only `btf_decl_tag` and `btf_type_tag`.
    TagAttributes,
    /// A header of 32 bytes, and the layout section that it describes.
    Layout,
    /// A `vlen` of 24 bits and a kind of 7, where there were 16 and 5.
    WideInfo,
    /// A `TYPE_TAG` behind other modifiers, not only before them.
    LateTypeTag,
}

/// A version of which only the first two numbers count.
///
/// ```
/// use btfly_btf::feature::Version;
///
/// assert_eq!(Version::parse("6.1.0-50-cloud-amd64"), Some(Version { major: 6, minor: 1 }));
/// assert!(Version::parse("v5.10") < Version::parse("6.0"));
/// assert_eq!(Version::parse("six"), None);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

/// A row of the table.
struct Row {
    feature: Feature,
    name: &'static str,
    kernel: Version,
    /// The first libbpf that reads it; 0.0 for what no released version lacks.
    libbpf: Version,
    says: &'static str,
}

const fn row(
    feature: Feature,
    name: &'static str,
    kernel: (u16, u16),
    libbpf: (u16, u16),
    says: &'static str,
) -> Row {
    let kernel = Version { major: kernel.0, minor: kernel.1 };
    let libbpf = Version { major: libbpf.0, minor: libbpf.1 };
    Row { feature, name, kernel, libbpf, says }
}

/// Kernel versions are those of the releases that first have the commit; libbpf's are of `libbpf.map`, where the
/// function that writes the kind appears.
const TABLE: [Row; 15] = [
    row(Feature::Func, "func", (5, 0), (0, 0), "kinds FUNC and FUNC_PROTO"),
    row(Feature::KindFlag, "kind-flag", (5, 0), (0, 0), "bitfield sizes beside member offsets"),
    row(Feature::Datasec, "datasec", (5, 2), (0, 0), "kinds VAR and DATASEC"),
    row(Feature::GlobalFunc, "global-func", (5, 6), (0, 0), "FUNC of global linkage"),
    row(Feature::EmptyDatasec, "empty-datasec", (5, 12), (0, 0), "DATASEC without variables"),
    row(Feature::Float, "float", (5, 13), (0, 4), "kind FLOAT"),
    row(Feature::DeclTag, "decl-tag", (5, 16), (0, 6), "kind DECL_TAG"),
    row(Feature::TypeTag, "type-tag", (5, 17), (0, 6), "kind TYPE_TAG"),
    row(Feature::Enum64, "enum64", (6, 0), (1, 0), "kind ENUM64, and signed ENUM"),
    row(Feature::DotNames, "dot-names", (6, 5), (0, 0), "dots in names of types and functions"),
    row(Feature::SectionNames, "section-names", (6, 9), (0, 0), "any printable name of a DATASEC"),
    row(Feature::TagAttributes, "tag-attributes", (6, 15), (1, 6), "tags that are any attribute"),
    row(Feature::Layout, "layout", (7, 1), (1, 8), "header of 32 bytes with a layout section"),
    row(Feature::WideInfo, "wide-info", (7, 2), (1, 8), "more than 65,535 entries in a type"),
    row(Feature::LateTypeTag, "late-type-tag", (7, 2), (0, 6), "TYPE_TAG behind other modifiers"),
];

impl Feature {
    /// All of them, in the order of the kernels that brought them.
    ///
    /// ```
    /// use btfly_btf::feature::Feature;
    ///
    /// assert_eq!(Feature::all().next(), Some(Feature::Func));
    /// ```
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        TABLE.iter().map(|row| row.feature)
    }

    /// Its name: `decl-tag`.
    ///
    /// ```
    /// use btfly_btf::feature::Feature;
    ///
    /// assert_eq!(Feature::DeclTag.as_str(), "decl-tag");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// What it is, in a few words.
    ///
    /// ```
    /// use btfly_btf::feature::Feature;
    ///
    /// assert_eq!(Feature::Float.says(), "kind FLOAT");
    /// ```
    #[must_use]
    pub fn says(self) -> &'static str {
        self.row().says
    }

    /// The first kernel whose release has it.
    ///
    /// ```
    /// use btfly_btf::feature::Feature;
    ///
    /// assert_eq!(Feature::Float.kernel().to_string(), "5.13");
    /// ```
    #[must_use]
    pub fn kernel(self) -> Version {
        self.row().kernel
    }

    /// The first libbpf that reads it; 0.0 where none refuses it.
    ///
    /// ```
    /// use btfly_btf::feature::Feature;
    ///
    /// assert_eq!(Feature::Enum64.libbpf().to_string(), "1.0");
    /// ```
    #[must_use]
    pub fn libbpf(self) -> Version {
        self.row().libbpf
    }

    /// The feature of that name, with `-` or `_` between its words, in any case.
    ///
    /// ```
    /// use btfly_btf::feature::Feature;
    ///
    /// assert_eq!(Feature::from_name("Decl_Tag"), Some(Feature::DeclTag));
    /// assert_eq!(Feature::from_name("tags"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
        TABLE.iter().find(|row| row.name.bytes().eq(name.bytes().map(plain))).map(|row| row.feature)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }

    fn row(self) -> &'static Row {
        // In the order of the variants, which a test holds it to.
        TABLE.get(self as usize).unwrap_or(&TABLE[0])
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Version {
    /// The first two numbers of a version or release, with or without a `v` before them.
    ///
    /// ```
    /// use btfly_btf::feature::Version;
    ///
    /// assert_eq!(Version::parse("v6.12.9-amd64"), Some(Version { major: 6, minor: 12 }));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let (major, rest) = text.split_once('.')?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let minor = rest.get(..digits)?;
        let number = |text: &str| {
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse().ok()).flatten()
        };
        Some(Self { major: number(major)?, minor: number(minor)? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A set of features: what one reader knows.
///
/// ```
/// use btfly_btf::feature::{Feature, Features};
///
/// let old = Features::of_kernel("5.10").unwrap();
/// assert!(old.has(Feature::Datasec) && !old.has(Feature::Float));
/// // Debian's 5.10 has what 6.5 brought.
/// assert!(Features::parse("5.10,dot-names").unwrap().has(Feature::DotNames));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Features(u32);

impl Features {
    /// Of a reader that knows what Linux 4.18 knew.
    pub const NONE: Self = Self(0);

    /// Everything in the table: the newest kernel.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// assert!(Feature::all().all(|feature| Features::newest().has(feature)));
    /// ```
    #[must_use]
    pub fn newest() -> Self {
        Feature::all().collect()
    }

    /// What a kernel of that version knows, as released by its makers: `6.1`, or all of `uname -r`. `None` if this is no
    /// version.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// let knows = |version| Features::of_kernel(version).unwrap().has(Feature::Enum64);
    /// assert!(!knows("5.19") && knows("6.0"));
    /// ```
    #[must_use]
    pub fn of_kernel(version: &str) -> Option<Self> {
        let version = Version::parse(version)?;
        Some(Feature::all().filter(|feature| feature.kernel() <= version).collect())
    }

    /// What libbpf of that version reads: `1.4`. `None` if this is no version.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// assert!(!Features::of_libbpf("0.8").unwrap().has(Feature::Enum64));
    /// ```
    #[must_use]
    pub fn of_libbpf(version: &str) -> Option<Self> {
        let version = Version::parse(version)?;
        Some(Feature::all().filter(|feature| feature.libbpf() <= version).collect())
    }

    /// A list with commas, from left to right: a kernel version or `libbpf-` and its version adds all that it knows, a
    /// name (or `+` and a name) adds a feature, `-` and a name takes one away; `none` and `newest` stand for themselves.
    ///
    /// # Errors
    ///
    /// The first part that is none of these.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// let of = |text| Features::parse(text).unwrap();
    /// assert_eq!(of("6.15,-float").iter().count(), of("6.15").iter().count() - 1);
    /// assert_eq!(of("datasec,func").iter().next(), Some(Feature::Func));
    /// assert_eq!(Features::parse("6.1,tags").unwrap_err().to_string(), "no kernel version or feature: `tags`");
    /// ```
    pub fn parse(text: &str) -> Result<Self, UnknownFeature<'_>> {
        Self::from_names(text.split(',').map(str::trim))
    }

    /// The same of parts that were split before.
    ///
    /// # Errors
    ///
    /// As [`Features::parse`].
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// assert!(Features::from_names(["5.2", "-datasec"]).is_ok_and(|all| !all.has(Feature::Datasec)));
    /// ```
    pub fn from_names<'n>(
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Self, UnknownFeature<'n>> {
        let mut all = Self::NONE;
        for name in names {
            let known = |name| Feature::from_name(name).ok_or(UnknownFeature { name });
            if let Some(name) = name.strip_prefix('-') {
                all = all.without(known(name)?);
            } else if let Some(name) = name.strip_prefix('+') {
                all = all.with(known(name)?);
            } else if name == "newest" {
                all = Self::newest();
            } else if name == "none" {
                all = Self::NONE;
            } else if let Some(more) =
                name.strip_prefix("libbpf-").map_or_else(|| Self::of_kernel(name), Self::of_libbpf)
            {
                all.0 |= more.0;
            } else {
                all = all.with(known(name)?);
            }
        }
        Ok(all)
    }

    /// Whether the reader knows it.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// assert!(!Features::NONE.has(Feature::Func));
    /// ```
    #[must_use]
    pub const fn has(self, feature: Feature) -> bool {
        self.0 & feature.bit() != 0
    }

    /// The same and one more.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// assert!(Features::NONE.with(Feature::Float).has(Feature::Float));
    /// ```
    #[must_use]
    pub const fn with(self, feature: Feature) -> Self {
        Self(self.0 | feature.bit())
    }

    /// The same without one.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// assert!(!Features::newest().without(Feature::Float).has(Feature::Float));
    /// ```
    #[must_use]
    pub const fn without(self, feature: Feature) -> Self {
        Self(self.0 & !feature.bit())
    }

    /// Each, in the order of the table.
    ///
    /// ```
    /// use btfly_btf::feature::{Feature, Features};
    ///
    /// let two = Features::NONE.with(Feature::Float).with(Feature::Func);
    /// assert!(two.iter().eq([Feature::Func, Feature::Float]));
    /// ```
    pub fn iter(self) -> impl Iterator<Item = Feature> + Clone {
        Feature::all().filter(move |feature| self.has(*feature))
    }
}

impl FromIterator<Feature> for Features {
    fn from_iter<T: IntoIterator<Item = Feature>>(all: T) -> Self {
        all.into_iter().fold(Self::NONE, Self::with)
    }
}

/// A part of a list that names neither a version nor a feature.
///
/// ```
/// use btfly_btf::feature::Features;
///
/// assert_eq!(Features::parse("6.1,tags").unwrap_err().name, "tags");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownFeature<'n> {
    /// What it says.
    pub name: &'n str,
}

impl fmt::Display for UnknownFeature<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no kernel version or feature: `{}`", self.name)
    }
}

impl core::error::Error for UnknownFeature<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_features_and_of_the_kernels() {
        for (idx, row) in TABLE.iter().enumerate() {
            assert_eq!(row.feature as usize, idx, "{}", row.name);
            assert_eq!(Feature::from_name(row.name), Some(row.feature));
        }
        assert!(TABLE.is_sorted_by_key(|row| row.kernel));
    }

    #[test]
    fn a_version_is_two_numbers_and_whatever_follows() {
        let check = |text, expected: Option<(u16, u16)>| {
            let expected = expected.map(|(major, minor)| Version { major, minor });
            assert_eq!(Version::parse(text), expected, "{text}");
        };
        check("7.2.13+deb14-cloud-amd64", Some((7, 2)));
        check("6.18-rc3", Some((6, 18)));
        check("6", None);
        check("6.", None);
        check("+6.1", None);
        check("6.99999", None);
    }
}

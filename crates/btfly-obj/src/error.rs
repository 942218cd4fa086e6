//! Why an object cannot be read, and where.
//!
//! *In:* what a reader found. *Out:* one value with a kind, the section, the offset in it and the symbol, printed as a
//! sentence with a hint. Nothing else leaves [`read`](crate::read) or [`elf`](crate::elf).

use core::fmt;

/// Why an object cannot be read, and where.
///
/// ```
/// use btfly_obj::error::ErrorKind;
/// use btfly_obj::read::read;
///
/// let error = read(b"#!/bin/sh\n").unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::NotAnObject { .. }));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    kind: ErrorKind,
    section: Option<String>,
    offset: Option<u64>,
    symbol: Option<String>,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind) -> Self {
        Self { kind, section: None, offset: None, symbol: None }
    }

    pub(crate) fn in_section(self, section: &str) -> Self {
        Self { section: Some(section.to_owned()), ..self }
    }

    pub(crate) fn at(self, offset: u64) -> Self {
        Self { offset: Some(offset), ..self }
    }

    pub(crate) fn of_symbol(self, symbol: &str) -> Self {
        Self { symbol: Some(symbol.to_owned()), ..self }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The section where it is wrong, if it is one's.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        self.section.as_deref()
    }

    /// Bytes from the start of the section.
    #[must_use]
    pub const fn offset(&self) -> Option<u64> {
        self.offset
    }

    /// The function, variable or map that it is about.
    #[must_use]
    pub fn symbol(&self) -> Option<&str> {
        self.symbol.as_deref()
    }

    /// What to do next, where there is something to do.
    #[must_use]
    pub const fn hint(&self) -> Option<&'static str> {
        Some(match self.kind {
            ErrorKind::NotAnObject { .. } => {
                "give the `.o` file that a compiler for BPF writes, before anything is linked to a program"
            }
            ErrorKind::NoSymbols => {
                "symbols tell programs apart: strip with `-g`, or `bpftool gen object`, not with `-s`"
            }
            ErrorKind::NoTypes { .. } => "compile with `-g`, and keep `.BTF` when stripping",
            ErrorKind::RelaSection => {
                "no compiler for BPF writes relocations with addends; was the object converted?"
            }
            ErrorKind::BadReference { .. } => {
                "code refers to variables in `.data*`, `.rodata*`, `.bss*`, to maps in `.maps` and to functions"
            }
            ErrorKind::NotLinked => "link the objects first: `bpftool gen object OUT.o A.o B.o`",
            ErrorKind::UnknownMapKey { .. } => {
                "`btfly` knows the keys of Linux 7.2; a misspelt one would be lost silently"
            }
            _ => return None,
        })
    }
}

/// What is wrong with an object.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An ELF file, but not a BPF object.
    NotAnObject {
        /// What it is instead.
        is: &'static str,
    },
    /// Its headers or tables contradict themselves.
    DamagedElf {
        /// How.
        why: String,
    },
    /// No table of symbols.
    NoSymbols,
    /// More than one table of symbols.
    TwoSymbolTables,
    /// Sections lie over one another.
    SectionsOverlap,
    /// A name of section or symbol that is not UTF-8, or longer than 4095 bytes.
    BadName,
    /// Relocations in a form that BPF objects do not have.
    RelaSection,
    /// A relocation names a symbol that is not there.
    NoSuchSymbol {
        /// The number that it names.
        symbol_idx: u32,
    },
    /// A relocation of a kind that this place cannot have.
    BadRelocation {
        /// The kind's number.
        kind: u32,
        /// What it was applied to.
        why: &'static str,
    },
    /// An instruction refers to a place that code cannot refer to.
    BadReference {
        /// The section of that place, or what else it is.
        to: String,
    },
    /// A function that is empty, reaches out of its section, or is no whole number of instructions.
    BadFunction {
        /// How.
        why: &'static str,
    },
    /// Two functions share some of their instructions.
    FunctionsOverlap {
        /// The other.
        other: String,
    },
    /// A call or an address of a function where none starts.
    NoFunctionThere {
        /// The instruction, from the start of the section called into.
        insn_idx: i64,
    },
    /// Types are needed and there are none.
    NoTypes {
        /// What needs them.
        wanted_by: &'static str,
    },
    /// `.BTF` or `.BTF.ext` cannot be read.
    BadBtf(btfly_btf::error::Error),
    /// Types describe something that is not in the section, or not so.
    BadTypes {
        /// How.
        why: String,
    },
    /// An extern that no loader looks for: another object defines it.
    NotLinked,
    /// A map has a key that nobody knows.
    UnknownMapKey {
        /// Which.
        key: String,
    },
    /// A map's definition contradicts itself.
    BadMap {
        /// How.
        why: String,
    },
    /// A record of `.BTF.ext` for a place that is no instruction.
    BadRecord {
        /// Which block.
        block: &'static str,
    },
    /// `.BTF.ext` has records for a section of whose name there are two.
    TwoSections,
    /// A section that has to have a size of its own has another.
    BadSize {
        /// The size that it has.
        size: u64,
        /// The size that it should have.
        expected: u64,
    },
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject { is } => write!(f, "not a BPF object: {is}"),
            Self::DamagedElf { why } => write!(f, "not a sound ELF file: {why}"),
            Self::NoSymbols => f.write_str("there are no symbols"),
            Self::TwoSymbolTables => f.write_str("there are two tables of symbols"),
            Self::SectionsOverlap => f.write_str("sections lie over one another"),
            Self::BadName => f.write_str("a name is not UTF-8 or longer than 4095 bytes"),
            Self::RelaSection => f.write_str("relocations with addends"),
            Self::NoSuchSymbol { symbol_idx } => {
                write!(f, "relocation to symbol {symbol_idx}, which is not there")
            }
            Self::BadRelocation { kind, why } => write!(f, "relocation of kind {kind}: {why}"),
            Self::BadReference { to } => write!(f, "code refers to {to}"),
            Self::BadFunction { why } => write!(f, "function {why}"),
            Self::FunctionsOverlap { other } => {
                write!(f, "function shares instructions with `{other}`")
            }
            Self::NoFunctionThere { insn_idx } => {
                write!(f, "no function starts at instruction {insn_idx}")
            }
            Self::NoTypes { wanted_by } => write!(f, "no type information, needed by {wanted_by}"),
            Self::BadBtf(error) => write!(f, "{error}"),
            Self::BadTypes { why } | Self::BadMap { why } => f.write_str(why),
            Self::NotLinked => f.write_str("is defined in another object"),
            Self::UnknownMapKey { key } => write!(f, "map has an unknown key `{key}`"),
            Self::BadRecord { block } => {
                write!(f, "{block} record for a place that is no instruction")
            }
            Self::TwoSections => {
                f.write_str("`.BTF.ext` names a section of whose name there are two")
            }
            Self::BadSize { size, expected } => write!(f, "size is {size} bytes, not {expected}"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(section) = &self.section {
            write!(f, "section `{section}`")?;
            if let Some(offset) = self.offset {
                write!(f, " at {offset:#x}")?;
            }
            f.write_str(": ")?;
        }
        if let Some(symbol) = &self.symbol {
            write!(f, "`{symbol}`: ")?;
        }
        write!(f, "{}", self.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::BadBtf(error) => Some(error),
            _ => None,
        }
    }
}

//! Findings: a rule, the type and the byte that break it, and the numbers that show it.
//!
//! *In:* what a check saw. *Out:* one value, printed as a sentence; a report that lists the first of them and counts the
//! rest. *Never:* memory beyond that list, however much is wrong.

use alloc::vec::Vec;
use core::fmt;

use super::rule::Rule;
use crate::error::Error;
use crate::id::TypeId;
use crate::wire::kind::Kind;

/// A place in a BTF that breaks a rule.
///
/// As text: where, what is wrong, and the rule's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// The type, unless it is about the section as a whole.
    pub id: Option<TypeId>,
    /// The type's kind, if it is known.
    pub kind: Option<Kind>,
    /// Which member, enumerator, parameter or variable of it, counted from 0.
    pub part_idx: Option<u32>,
    /// Where: bytes from the start of the BTF.
    pub at: u32,
    /// What is there.
    pub value: u64,
    /// What would be allowed.
    pub limit: u64,
    /// What a reader says, for [`Rule::Unreadable`].
    pub error: Option<Error>,
}

impl Finding {
    pub(super) const fn new(rule: Rule, at: u32) -> Self {
        Self { rule, id: None, kind: None, part_idx: None, at, value: 0, limit: 0, error: None }
    }

    pub(super) const fn with(mut self, value: u64, limit: u64) -> Self {
        self.value = value;
        self.limit = limit;
        self
    }

    pub(super) const fn part(mut self, idx: u32) -> Self {
        self.part_idx = Some(idx);
        self
    }

    /// What is wrong, without where.
    #[must_use]
    pub fn what(&self) -> impl fmt::Display + use<'_> {
        What(self)
    }

    /// Where, without what is wrong: `type 3 STRUCT 'list', member 1`, with the name if there is one.
    #[must_use]
    pub const fn place<'f>(&'f self, name: Option<&'f str>) -> impl fmt::Display + use<'f> {
        Place(self, name)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (byte {:#x})", Place(self, None), What(self), self.at)
    }
}

struct Place<'f>(&'f Finding, Option<&'f str>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(finding, name) = self;
        let Some(id) = finding.id else { return f.write_str("section") };
        write!(f, "type {id}")?;
        if let Some(kind) = finding.kind {
            write!(f, " {kind}")?;
        }
        if let Some(name) = name {
            write!(f, " '{}'", name.escape_default())?;
        }
        match finding.part_idx {
            Some(idx) => write!(f, ", {} {idx}", part(finding.kind)),
            None => Ok(()),
        }
    }
}

/// What the parts of a kind are called.
const fn part(kind: Option<Kind>) -> &'static str {
    let Some(kind) = kind else { return "entry" };
    match kind {
        Kind::Struct | Kind::Union => "member",
        Kind::Enum | Kind::Enum64 => "value",
        Kind::Func | Kind::FuncProto => "argument",
        Kind::Datasec => "variable",
        Kind::Void
        | Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Var
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Opaque => "entry",
    }
}

struct What<'f>(&'f Finding);

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(finding) = self;
        let mut rest = finding.rule.what();
        while let Some((before, behind)) = rest.split_once('{') {
            let (field, behind) = behind.split_once('}').unwrap_or((behind, ""));
            f.write_str(before)?;
            match field {
                "value" => write!(f, "{}", finding.value),
                "value:x" => write!(f, "{:#x}", finding.value),
                "limit:x" => write!(f, "{:#x}", finding.limit),
                _ => write!(f, "{}", finding.limit),
            }?;
            rest = behind;
        }
        f.write_str(rest)?;
        match &finding.error {
            Some(error) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

/// Everything that a kernel would refuse about one BTF.
///
/// In the order in which the kernel looks: it stops at the first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Report {
    findings: Vec<Finding>,
    n_more: u64,
    limit: usize,
    /// Bytes of the BTF.
    end: u32,
}

impl Report {
    pub(super) const fn new(limit: usize, end: u32) -> Self {
        Self { findings: Vec::new(), n_more: 0, limit, end }
    }

    pub(super) fn add(&mut self, finding: Finding) {
        // A header may be too short for what it says.
        let finding = Finding { at: finding.at.min(self.end), ..finding };
        if self.findings.len() < self.limit.max(1) {
            self.findings.push(finding);
        } else {
            self.n_more += 1;
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether the kernel would load it: what is wrong, if anything, is a matter of readers.
    #[must_use]
    pub fn is_loadable(&self) -> bool {
        !self.findings.iter().any(|finding| finding.rule.is_kernels())
    }

    /// The first of what is wrong.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many more there are.
    #[must_use]
    pub const fn n_more(&self) -> u64 {
        self.n_more
    }
}

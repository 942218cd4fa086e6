//! What there is to say about a program on a kernel, as data.
//!
//! *In:* nothing. *Out:* a [`Verdict`]: its findings, and the word that they come to. *Never:* an order but that in which
//! things were found.

use btfly_obj::co_re::Line;

/// How much a finding matters; the worst comes first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Level {
    /// The program cannot be loaded, or reads something else.
    Breaks,
    /// It cannot be told whether it matters.
    Unknown,
    /// Something is missing, and the program asks before it counts on it.
    Guarded,
    /// Worth knowing; changes no verdict.
    Note,
}

impl Level {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Breaks => "breaks",
            Self::Unknown => "unknown",
            Self::Guarded => "guarded",
            Self::Note => "note",
        }
    }
}

/// What a finding is about. The words are part of the output.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum About {
    CoRe,
    Target,
    Prototype,
    Kfunc,
    Ksym,
    Kconfig,
    StructOps,
    Object,
    Btf,
}

impl About {
    pub(super) const ALL: [Self; 9] = [
        Self::CoRe,
        Self::Target,
        Self::Prototype,
        Self::Kfunc,
        Self::Ksym,
        Self::Kconfig,
        Self::StructOps,
        Self::Object,
        Self::Btf,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::CoRe => "co-re",
            Self::Target => "target",
            Self::Prototype => "prototype",
            Self::Kfunc => "kfunc",
            Self::Ksym => "ksym",
            Self::Kconfig => "kconfig",
            Self::StructOps => "struct-ops",
            Self::Object => "object",
            Self::Btf => "btf",
        }
    }

    /// What a break of this sort means.
    pub(super) const fn says(self) -> &'static str {
        match self {
            Self::CoRe => "A CO-RE relocation has no single answer in the kernel's types.",
            Self::Target => "What the program attaches to is not there, or not the only one.",
            Self::Prototype => "What the program attaches to has other parameters.",
            Self::Kfunc => "A kfunc is missing, or has another prototype.",
            Self::Ksym => "A variable of the kernel is missing, or has another type.",
            Self::Kconfig => "A value of the kernel's configuration is needed.",
            Self::StructOps => "A struct of functions that the kernel calls is missing.",
            Self::Object => "The object cannot be linked.",
            Self::Btf => "The kernel is too old for the object's own types as they are.",
        }
    }
}

/// A line of source.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u16,
    pub(super) text: String,
}

impl From<Line<'_>> for Place {
    fn from(line: Line<'_>) -> Self {
        let Line { file, text, line, column } = line;
        Self { file: file.to_owned(), line, column, text: text.to_owned() }
    }
}

/// Something found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Finding {
    pub(super) level: Level,
    pub(super) about: About,
    pub(super) place: Option<Place>,
    /// What the program wants: `byte_off task_struct.state`.
    pub(super) what: String,
    /// What is wrong with that.
    pub(super) why: String,
    pub(super) hints: Vec<String>,
}

impl Finding {
    pub(super) fn new(
        level: Level,
        about: About,
        what: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        let (what, why) = (what.into(), why.into());
        Self { level, about, place: None, what, why, hints: Vec::new() }
    }

    /// `prog.c:12:3: byte_off task_struct.pid: …`.
    pub(super) fn line(&self) -> String {
        let place = self.place.as_ref();
        let place = place.map(|at| format!("{}:{}:{}: ", at.file, at.line, at.column));
        format!("{}{}: {}", place.unwrap_or_default(), self.what, self.why)
    }
}

/// A program on a kernel.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    pub(super) findings: Vec<Finding>,
    /// Where the target is.
    pub(super) homes: Vec<String>,
}

/// Everything has an answer.
pub(super) const FITS: &str = "fits";

impl Verdict {
    /// The worst of its findings.
    pub(super) fn level(&self) -> Option<Level> {
        let levels = self.findings.iter().map(|finding| finding.level);
        levels.min().filter(|level| *level != Level::Note)
    }

    pub(super) fn word(&self) -> &'static str {
        self.level().map_or(FITS, Level::word)
    }

    /// Adds a finding, unless it is known.
    pub(super) fn add(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

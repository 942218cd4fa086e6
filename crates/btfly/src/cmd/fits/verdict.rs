//! One module and one kernel → whether they fit.
//!
//! *In:* the sections of a file, and the kernel's types. *Out:* a [`Verdict`] with its reasons. *Never:* an error for what is
//! wrong with a module; that is the answer.

use std::path::Path;

use anyhow::Result;
use btfly_btf::edit::rebase::{Matching, RebaseError, rebase};
use btfly_btf::{Btf, Kind};
use btfly_source::{ErrorKind, Limits, Opened, Sections};

use crate::cmd::rebase::REBUILD;
use crate::plural::count;

/// What is known of the kernel.
pub(super) struct Kernel {
    btf: Btf,
    release: Option<String>,
    /// Whether it puts modules with a distilled base onto its own types.
    relocates: bool,
}

/// What to say of a module.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// How it fits, if it does.
    pub(super) how: Option<How>,
    /// The release that it was built for, if it says so.
    pub(super) release: Option<String>,
    /// Why it does not fit, a line each.
    pub(super) reasons: Vec<String>,
    /// What to do.
    pub(super) hint: Option<String>,
}

/// How a module fits.
#[derive(Debug)]
pub(super) enum How {
    /// It has no BTF, so the kernel finds nothing to say against it.
    NoBtf,
    /// Its types continue the kernel's.
    AsBuilt,
    /// So many types of its own base are found in the kernel.
    Relocated(usize),
}

impl How {
    pub(super) fn text(&self) -> String {
        match self {
            Self::NoBtf => "it has no BTF".to_owned(),
            Self::AsBuilt => "its types continue this kernel's".to_owned(),
            Self::Relocated(n) => format!("{} of its `.BTF.base` found again", count(*n, "type")),
        }
    }

    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::NoBtf => "no BTF",
            Self::AsBuilt => "as built",
            Self::Relocated(_) => "relocated",
        }
    }
}

impl Verdict {
    pub(super) const fn fits(&self) -> bool {
        self.how.is_some()
    }

    fn yes(how: How) -> Self {
        Self { how: Some(how), ..Self::default() }
    }

    fn no(reasons: Vec<String>, hint: &str) -> Self {
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        Self { reasons, hint, ..Self::default() }
    }
}

impl Kernel {
    pub(super) fn of(opened: &Opened) -> Self {
        let btf = opened.set.base().clone();
        let has = |name| btf.types().find(name, Some(Kind::Func)).next().is_some();
        // Both came as functions that no compiler takes apart; a BTF without the first says nothing of the second.
        let relocates = !has("btf_parse_module") || has("btf_relocate");
        Self { btf, release: opened.release.clone(), relocates }
    }
}

/// Whether the module in the file at `path` fits. An error is one of the file, not of the module.
pub(super) fn judge(path: &Path, kernel: &Kernel, limits: &Limits) -> Result<Verdict> {
    let sections = match Sections::at(path, limits) {
        Ok(sections) => sections,
        Err(error) if matches!(error.kind(), ErrorKind::NoBtf { .. }) => {
            return Ok(Verdict::yes(How::NoBtf));
        }
        Err(error) => return Err(error.into()),
    };
    let verdict = match &sections.distilled_base {
        Some(base) => on_its_own(&sections, base.as_ref(), kernel),
        None => on_kernel(&sections, kernel),
    };
    Ok(Verdict { release: sections.release, ..verdict })
}

const DAMAGED: &str = "the file is damaged: get it anew";

/// A module with a base of its own.
fn on_its_own(sections: &Sections, base: &[u8], kernel: &Kernel) -> Verdict {
    let damaged = |section: &str, error| {
        Verdict::no(vec![format!("its section `{section}` cannot be read: {error}")], DAMAGED)
    };
    let base = match Btf::parse(base.to_vec()) {
        Ok(base) => base,
        Err(error) => return damaged(".BTF.base", error),
    };
    let split = match Btf::parse_split(sections.btf.as_ref().to_vec(), &base) {
        Ok(split) => split,
        Err(error) => return damaged(".BTF", error),
    };
    let found = |matching| rebase((&split).into(), &kernel.btf, matching).map(drop);
    let lines = |error: &RebaseError| error.to_string().lines().map(str::to_owned).collect();
    match (found(Matching::Sound), found(Matching::Kernel)) {
        (Err(error), Err(_)) => Verdict::no(lines(&error), REBUILD),
        (Err(error), Ok(())) => {
            let mut reasons: Vec<String> = lines(&error);
            reasons.push("the kernel does not notice, and takes other types for these".to_owned());
            Verdict::no(reasons, REBUILD)
        }
        (Ok(()), Err(error)) => {
            let mut reasons: Vec<String> = lines(&error);
            reasons.push("all is there, but kernels as of 7.2 do not find it".to_owned());
            Verdict::no(reasons, "build the module against this kernel, without `.BTF.base`")
        }
        (Ok(()), Ok(())) if !kernel.relocates => {
            let reason = "this kernel does not read `.BTF.base`, which came with Linux 6.11";
            let hint =
                "put the types onto this kernel's with `btfly rebase`, and write them into `.BTF`";
            Verdict::no(vec![reason.to_owned()], hint)
        }
        (Ok(()), Ok(())) => Verdict::yes(How::Relocated(base.iter().len())),
    }
}

/// A module that continues the kernel that it was built with.
fn on_kernel(sections: &Sections, kernel: &Kernel) -> Verdict {
    let bytes = sections.btf.as_ref().to_vec();
    if !sections.continues_another()
        && Btf::parse(bytes.clone()).is_ok_and(|btf| !btf.types().is_empty())
    {
        let reason =
            "its BTF stands alone: what the kernel takes for its own types are the module's";
        let hint = "encode it with the kernel as the base: `pahole -J --btf_base vmlinux`";
        return Verdict::no(vec![reason.to_owned()], hint);
    }
    let other = match &sections.release {
        Some(release) => format!(
            "use the kernel that it was built for, {release}; or build it with this one, or with a `.BTF.base`"
        ),
        None => {
            "use the kernel that it was built for; or build it with this one, or with a `.BTF.base`"
                .to_owned()
        }
    };
    let split = match Btf::parse_split(bytes, &kernel.btf) {
        Ok(split) => split,
        Err(error) => {
            use btfly_btf::error::ErrorKind::{DanglingId, EndianMismatch, WrongBase};
            let is_other =
                matches!(error.kind(), DanglingId { .. } | EndianMismatch | WrongBase { .. });
            return Verdict::no(vec![error.to_string()], if is_other { &other } else { DAMAGED });
        }
    };
    if let Some(misfit) = split.types().misfit() {
        return Verdict::no(vec![format!("it was built on another base: {misfit}")], &other);
    }
    match (&sections.release, &kernel.release) {
        (Some(module), Some(kernel)) if module != kernel && !split.types().is_empty() => {
            let reason = format!(
                "it was built for {module}, and this is {kernel}: its numbers may mean other types"
            );
            Verdict::no(vec![reason], &other)
        }
        _ => Verdict::yes(How::AsBuilt),
    }
}

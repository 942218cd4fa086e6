//! The table of constants behind `btfly header --defines` · kernel headers of four Debian suites → `table.h` of the CLI ·
//! never holds a value typed in by hand.
//!
//! Lists of headers and name patterns say what belongs in the table (`groups`); the compiler lists the macros and
//! evaluates them for each architecture (`probe`); what kernels disagree on is left out (`collect`); the rest is written
//! (`render`). Then, and in CI, the compilers compare the committed file with the headers again (`check`): what is right
//! is not decided by the code that wrote it.

mod check;
mod collect;
mod groups;
mod kernel;
mod probe;
mod render;

use std::fs;

use anyhow::{Context, Result, bail};

pub use check::{beside, values};

use crate::lab::{Headers, Lab};
use crate::workspace;

/// The committed table, from the root of the workspace.
const TABLE: &str = "crates/btfly/src/defines/table.h";

/// `cargo xtask defines [--check]`: writes the table and compares it with the headers, or only compares it.
pub fn run(arguments: &[String]) -> Result<()> {
    let lab = Lab::open()?;
    match arguments {
        [] => write(&lab)?,
        [option] if option == "--check" => {}
        _ => bail!("usage: cargo xtask defines [--check]"),
    }
    let compared = values(&lab)?;
    eprintln!(
        "{} names: {} comparisons by compilers, all equal",
        compared.names, compared.comparisons
    );
    Ok(())
}

fn write(lab: &Lab) -> Result<()> {
    let headers = Headers::fetch(lab)?;
    let found = collect::all(&headers)?;
    let path = workspace::root().join(TABLE);
    fs::write(&path, render::table(&headers, &found))
        .with_context(|| format!("cannot write {}", path.display()))?;
    // For whoever reviews the change: what is in, and what was looked at and left out.
    for group in &found.groups {
        eprintln!("{:5}  {}", group.constants.len(), group.title);
    }
    for (name, reason) in &found.left_out {
        eprintln!("left out: `{name}`: {reason}");
    }
    Ok(())
}

/// The table as it is committed.
fn committed() -> Result<String> {
    let path = workspace::root().join(TABLE);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

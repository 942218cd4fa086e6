//! DWARF to BTF: the types, functions and variables of a kernel, a module or any program in C.
//!
//! Compilers describe a program in DWARF, once for each unit, a hundred times over. [`encode`] reads the units side by side, a
//! few megabytes at a time, folds what each says into what is known, and decides at the end which functions and variables
//! are encoded. The result is that of pahole, which kernels are built with, but for what `docs/decisions/0008-dwarf.md` and `cargo xtask real dwarf::` say; it is the
//! same bytes for any number of threads.
//!
//! ```no_run
//! use btfly_dwarf::{Options, encode};
//!
//! let vmlinux = std::fs::read("vmlinux").unwrap();
//! let encoded = encode(&vmlinux, None, &Options::default())?;
//! println!("{} bytes, {} functions left out", encoded.bytes.len(), encoded.skipped.len());
//! # Ok::<(), btfly_dwarf::Error>(())
//! ```
//!
//! In the order in which one builds on the other: `input` and `symbols` find what is in the file, `unit` reads one unit into
//! `records`, `chunk` folds some units, `merge` all of them, with the functions that `select` lets pass, in the `tail`.
//!
//! No I/O, no `unsafe`: whoever has the bytes brings them.

#![forbid(unsafe_code)]

mod chunk;
#[doc(hidden)]
pub mod doc;
mod encoded;
mod error;
mod input;
mod merge;
mod options;
mod records;
mod rewrite;
mod select;
mod symbols;
mod tail;
#[cfg(test)]
mod tests;
mod unit;

pub use encoded::Encoded;
pub use error::{Error, Reason};
pub use options::{Dimensions, Features, Options};
pub use select::{Skip, Skipped};

use btfly_btf::Btf;
use rayon::prelude::*;

use input::{Debug, Sections};
use rewrite::Shift;

/// Makes a BTF of the debug information in an ELF file. With a base it is split: what the base has is taken from there.
///
/// # Errors
///
/// When the file is no ELF object or has no DWARF, and with [`Options::is_strict`] when a unit cannot be read. Otherwise such
/// units are left out and named in [`Encoded::problems`].
pub fn encode(elf: &[u8], base: Option<&Btf>, options: &Options) -> Result<Encoded, Error> {
    encode_with_alternate(elf, None, base, options)
}

/// As [`encode`], for a file that `dwz` has taken things out of; they are in the file that [`alternate_of`] names.
///
/// Units that refer to one another are read as one, by one thread, and an error in any of them is one of the file: so it is
/// here, with link-time optimisation, and with type units.
///
/// # Errors
///
/// As for [`encode`], of either file.
pub fn encode_with_alternate(
    elf: &[u8],
    alternate: Option<&[u8]>,
    base: Option<&Btf>,
    options: &Options,
) -> Result<Encoded, Error> {
    let sections = Sections::read(elf)?;
    let alternate = alternate.map(Sections::read).transpose()?;
    let debug = Debug::new(&sections, alternate.as_ref(), options.features);
    let shift = Shift::new(sections.endian(), base);
    if alternate.is_some() {
        let chunk = chunk::read_linked(&debug, options, shift)?;
        return merge::merge(&debug, vec![chunk], Vec::new(), options, shift);
    }
    match units_alone(&debug, options, shift) {
        Err(error) if error.reason().is_elsewhere() => {
            let chunk = chunk::read_linked(&debug, options, shift)?;
            merge::merge(&debug, vec![chunk], Vec::new(), options, shift)
        }
        encoded => encoded,
    }
}

/// The path of the file that `dwz` has moved things to, as an ELF file has it: absolute, or relative to the file's folder.
///
/// ```
/// assert_eq!(btfly_dwarf::alternate_of(b"no ELF"), None);
/// ```
#[must_use]
pub fn alternate_of(elf: &[u8]) -> Option<&[u8]> {
    let object = object::File::parse(elf).ok()?;
    Some(object::Object::gnu_debugaltlink(&object).ok()??.0)
}

/// Units that do not refer to one another.
fn units_alone(debug: &Debug<'_>, options: &Options, shift: Shift<'_>) -> Result<Encoded, Error> {
    let (headers, problems) = chunk::split(debug);
    if let Some(problem) = problems.first().filter(|_| options.is_strict) {
        return Err(problem.clone());
    }
    let chunks = if options.jobs.get() == 1 {
        headers
            .into_iter()
            .map(|headers| chunk::read(debug, headers, options, shift))
            .collect::<Result<Vec<_>, _>>()?
    } else {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(options.jobs.get())
            .build()
            .map_err(|error| Error::of_file(Reason::Threads(error.to_string())))?;
        pool.install(|| {
            headers
                .into_par_iter()
                .map(|headers| chunk::read(debug, headers, options, shift))
                .collect::<Result<Vec<_>, _>>()
        })?
    };
    merge::merge(debug, chunks, problems, options, shift)
}

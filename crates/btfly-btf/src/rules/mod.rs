//! Would a kernel load it? Every check of the kernel's BTF verifier, as findings.
//!
//! *In:* the bytes of a BTF, its base if it is a module's, and which kernel. *Out:* a [`Report`]: what the kernel would
//! refuse, each with its type, its byte and what to change. Parsing asks whether BTF is safe to read; this asks
//! whether `BPF_BTF_LOAD` takes it, or for a split BTF whether the module loader does. So it starts from bytes:
//! there are sections that kernels refuse and readers do not, and some the other way round. *Never:* what a kernel
//! checks later, when a program or map uses the types.
//!
//! A kernel stops at the first thing that is wrong; this goes on, in the kernel's order, and blames no type for
//! what it leads to. The bounds are the kernel's own, and the work is one walk over the types.
//!
//! ```
//! use btfly_btf::rules::{self, Options, Rule};
//! use btfly_btf::text;
//!
//! // As a compiler leaves it, before a loader fills in the size.
//! let btf = text::parse("
//!     [1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
//!     [2] VAR 'counter' type_id=1 linkage=global
//!     [3] DATASEC '.data' size=0 vlen=1
//!             type_id=2 offset=0 size=4
//! ")?;
//! let report = rules::verify(btf.bytes(), None, &Options::default());
//! let finding = report.findings()[0];
//! assert_eq!((finding.rule, finding.id), (Rule::DatasecSize, Some(btfly_btf::TypeId(3))));
//! # Ok::<(), btfly_btf::text::Error>(())
//! ```

mod chain;
mod finding;
mod head;
mod marks;
mod members;
mod meta;
mod names;
mod plain;
mod record;
mod resolve;
mod rule;
mod special;
mod split;
mod target;

pub use finding::{Finding, Report};
pub use rule::Rule;
pub use target::Target;

use alloc::vec::Vec;

use crate::btf::Btf;
use crate::error::ErrorKind;
use crate::id::TypeId;
use crate::wire::layout::Layout;
use finding::Finding as F;
use meta::Metas;
use names::{Names, Table};
use plain::{Plain, Types};
use record::Records;
use resolve::Resolver;

/// How to verify.
///
/// ```
/// use btfly_btf::rules::{Options, Target};
///
/// let options = Options { target: Target::parse("6.1").unwrap(), ..Options::default() };
/// assert_eq!(options.limit, 1000);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Which kernel.
    pub target: Target,
    /// How many findings to keep; more are only counted.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { target: Target::default(), limit: 1000 }
    }
}

/// Checks the bytes of a BTF as a kernel does before it loads it.
///
/// A split BTF is checked as the module loader does, and against its base beyond that; any other as `BPF_BTF_LOAD`
/// does. A BTF without findings can be parsed.
///
/// ```
/// use btfly_btf::rules::{Options, verify};
///
/// let report = verify(b"no BTF", None, &Options::default());
/// assert!(!report.findings().is_empty());
/// ```
#[must_use]
pub fn verify(bytes: &[u8], base: Option<&Btf>, options: &Options) -> Report {
    let mut report = Report::new(options.limit, u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    let is_readable = check(bytes, base, &options.target, &mut report);
    if report.is_clean() && !is_readable {
        let read = match base {
            Some(base) => Btf::parse_split(bytes.to_vec(), base),
            None => Btf::parse(bytes.to_vec()),
        };
        if let Err(error) = read {
            let rule = match error.kind() {
                ErrorKind::BaseIsSplit | ErrorKind::EndianMismatch => Rule::BadBase,
                _ => Rule::Unreadable,
            };
            report.add(F { error: Some(error), ..F::new(rule, error.at()) });
        }
    }
    report
}

/// What comes back says whether readers take whatever passes: their checks of types are among the kernel's, those of
/// layouts and of bytes that are no UTF-8 are not.
fn check(bytes: &[u8], base: Option<&Btf>, target: &Target, report: &mut Report) -> bool {
    let Some(head) = head::check(bytes, base.is_some(), target, report) else { return false };
    let cut = |range: &core::ops::Range<u32>| {
        bytes.get(range.start as usize..range.end as usize).unwrap_or(&[])
    };
    let base_types = base.map(Btf::types);
    let base_strings = base_types.as_ref().map_or(&[][..], |types| types.strings().own());
    let table = Table::new(cut(&head.strings), target);
    let names = Names::new(base_strings, cut(&head.strings), &table, target);
    let mut records = Records {
        section: cut(&head.types),
        at: head.types.start,
        endian: head.endian,
        first: base_types.as_ref().map_or(TypeId(1), |types| types.end()).0,
        starts: Vec::new(),
        kinds: Vec::new(),
        is_whole: false,
    };
    let layout = Layout::new(cut(&head.layout), head.endian);
    let metas = Metas::new(names, target, layout);
    let may_be_plain = base.is_none() && report.is_clean();
    let holders = may_be_plain.then(|| {
        let is_ordered = chain::is_ordered(target);
        let plain = Plain { metas: &metas, names, target, is_ordered, types: Types::default() };
        plain.holds(&mut records)
    });
    let holders = if let Some(holders) = holders.flatten() {
        debug_assert!(
            {
                let mut again = Report::new(1, 0);
                let mut records = records.unread();
                walk(&metas, &mut records, None, (names, target), &mut again)
                    && again.is_clean()
                    && marks::holders(&records, names, target) == holders
            },
            "a BTF is plainly well and not well"
        );
        holders
    } else {
        records = records.unread();
        if !walk(&metas, &mut records, base_types.as_ref(), (names, target), report) {
            return false;
        }
        // What follows types is safe only where all of them are sound.
        let is_sound = base.is_none() && report.is_clean();
        if is_sound { marks::holders(&records, names, target) } else { Vec::new() }
    };
    special::check(&records, &holders, names, target, report);
    head.is_plain && base.is_none() && cut(&head.strings).is_ascii()
}

/// Goes through types as a kernel does, type by type; `false` if nobody knows where they end.
fn walk<'b>(
    metas: &Metas<'_, 'b>,
    records: &mut Records<'b>,
    base: Option<&crate::table::Types<'_>>,
    (names, target): (Names<'b, '_>, &Target),
    report: &mut Report,
) -> bool {
    let mut are_good = metas.walk(records, report);
    if !records.is_whole {
        // What cannot be counted cannot be referred to.
        return false;
    }
    if base.is_some() {
        split::check(records, &are_good, names, report);
    } else {
        are_good = Resolver::new(records, &are_good, names, target).walk(report);
    }
    chain::check(records, base, &are_good, target, report);
    true
}

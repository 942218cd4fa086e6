//! CO-RE: a program compiled once is fitted to the types of the kernel it meets, and of all its modules.
//!
//! *In:* an object's types and its relocation records, and a [`BtfSet`](btfly_btf::BtfSet). *Out:* for
//! each record an [`Outcome`], which [`patch()`] applies to an instruction. *Never:* a look at an
//! instruction while solving, or at types while patching; a log; a guess between two layouts.
//!
//! ```
//! use btfly_btf::{BtfSet, TypeId, text};
//! use btfly_obj::co_re::{Access, Options, Outcome, Relo, solve};
//!
//! // What the compiler knew, and what the kernel has.
//! let local = text::parse("
//!     [1] INT 'int' size=4 encoding=SIGNED
//!     [2] STRUCT 'task' size=4
//!             'pid' type_id=1 bits_offset=0
//! ").unwrap();
//! let kernel = text::parse("
//!     [1] INT 'int' size=4 encoding=SIGNED
//!     [2] STRUCT 'task' size=16
//!             'flags' type_id=1 bits_offset=0
//!             'pid' type_id=1 bits_offset=96
//! ").unwrap();
//! // `&task->pid`: member 0 of element 0.
//! let access = Access { root: TypeId(2), text: "0:0", kind: 0 };
//! let relo = Relo { access, prefer: None };
//! let solved = solve(&local, &[relo], &BtfSet::new(kernel), &Options::default());
//! let Ok(Outcome::Resolved(change)) = solved[0].outcome else { panic!() };
//! assert_eq!((change.local, change.target), (0, 12));
//! ```
//!
//! What lies where: [`access`](Spec) reads what a record means, `candidates` finds where it may be meant,
//! `compat` has the relations between types, `locate` follows an access through a candidate, `value`
//! makes a number of it, [`solve()`] decides, [`patch()`] applies; [`fit()`] does all of it to an object, [`explain()`]
//! says why, [`reach()`] and [`guards()`] whether it matters, and [`needs()`] of what the answers depend.
//!
//! Kernel reference: `tools/lib/bpf/relo_core.c` and `libbpf.c: bpf_object__relocate_core`, Linux v7.2;
//! where this is knowingly different, the place says so.

mod access;
mod candidates;
mod compat;
mod error;
mod explain;
mod fit;
mod guard;
mod hint;
mod home;
mod kind;
mod locate;
mod needs;
mod patch;
mod proof;
mod solve;
#[cfg(test)]
mod tests;
mod value;

pub use access::{Spec, Step};
pub use compat::{types_are_compat, types_match};
pub use error::{Error, ErrorKind};
pub use explain::{Candidate, Explanation, Line, explain, line_of};
pub use fit::{Fit, Trouble, fit};
pub use guard::{ContextLoad, Doubt, Guard, Reach, guards, reach};
pub use hint::Hint;
pub use home::{Homes, targets};
pub use kind::ReloKind;
pub use locate::Refusal;
pub use needs::{Needs, needs};
pub use patch::{Mismatch, POISON, Patched, patch};
pub use proof::{Difference, differences};
pub use solve::{Access, Options, Outcome, Poison, Relo, Solved, TargetPolicy, solve};
pub use value::{Change, Width};

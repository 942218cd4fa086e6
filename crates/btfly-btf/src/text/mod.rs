//! Listings: what a BTF says, one type after the other, as people read it; and back.
//!
//! *In:* types, or text. *Out:* text, or a BTF. By default the listing is that of `bpftool btf dump format
//! raw` (7.8), byte for byte. With [`Options::full`] it also says what bpftool drops, and is then the
//! language that tests and fixtures are written in: [`parse`] reads it back. `docs/format.md` describes it.

mod error;
mod head;
mod line;
mod parse;
mod print;

pub use error::{Error, ErrorKind};
pub use parse::{parse, parse_split};
pub use print::{Options, to_string, write, write_header, write_type};

//! Listings read, and everything that parses printed, read back and built anew.

use btfly_btf::build::{Builder, Options};
use btfly_btf::{Btf, json, text};

/// A listing: what is read can be printed and read again to the same bytes.
pub fn text(data: &[u8]) {
    let Ok(listing) = std::str::from_utf8(data) else { return };
    let Ok(btf) = text::parse(listing) else { return };
    let again = text::parse(&full(&btf)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(again.bytes(), btf.bytes(), "another BTF after printing");
}

/// A BTF: through a full listing, and through definitions, it stays what it is.
pub fn round_trip(data: &[u8]) {
    let Ok(btf) = Btf::parse(data.to_vec()) else { return };
    // Deep inside a large header the builder has a limit, and says so.
    if 1024 < btf.header().hdr_len || btf.header().hdr_len % 4 != 0 {
        return;
    }
    let listing = full(&btf);
    let again = text::parse(&listing).unwrap_or_else(|error| panic!("{error}\n{listing}"));
    assert_eq!(full(&again), listing, "another listing after reading");
    let mut builder = Builder::new(btf.endian());
    for (_, ty) in again.iter() {
        let Some(def) = ty.to_def() else { panic!("a type that nobody can define") };
        builder.add_stray(&def, &ty.stray()).unwrap_or_else(|error| panic!("{error}"));
    }
    let built = builder.build(&Options::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(plain(&built), plain(&again), "other types after building");
    let json = json::to_string(&btf, &json::Options::default());
    assert!(json.starts_with("{\"types\":[") && json.ends_with("]}\n"));
    // What JSON never has as it is.
    assert!(!json.trim_end().bytes().any(|byte| byte < b' '), "a control character");
}

fn full(btf: &Btf) -> String {
    text::to_string(btf, &text::Options { full: true })
}

fn plain(btf: &Btf) -> String {
    text::to_string(btf, &text::Options::default())
}

//! The fixtures and what every test does with them.

use std::fs;
use std::path::PathBuf;

use btfly_btf::text::{self, Options};
use btfly_btf::{Btf, Kind, TypeId, json};

/// The folder that the fixtures are in.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/text"))
}

/// The text of a fixture.
pub(crate) fn text_of(name: &str) -> String {
    let path = folder().join(format!("{name}.btf.txt"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A fixture that stands alone.
pub(crate) fn base(name: &str) -> Btf {
    parse(&text_of(name))
}

/// A fixture on top of another.
pub(crate) fn split(name: &str, base: &Btf) -> Btf {
    text::parse_split(&text_of(name), base).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every fixture that stands alone.
pub(crate) fn bases() -> impl Iterator<Item = (&'static str, Btf)> {
    ["every-kind", "stray", "opaque", "big-endian", "shapes", "sorted", "base"]
        .into_iter()
        .map(|name| (name, base(name)))
}

/// Every fixture on top of `base`.
pub(crate) fn modules(base: &Btf) -> impl Iterator<Item = (&'static str, Btf)> {
    ["module-a", "module-b", "module-empty"].into_iter().map(|name| (name, split(name, base)))
}

#[track_caller]
pub(crate) fn parse(text: &str) -> Btf {
    text::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub(crate) fn full(btf: &Btf) -> String {
    text::to_string(btf, &Options { full: true })
}

pub(crate) fn plain(btf: &Btf) -> String {
    text::to_string(btf, &Options::default())
}

/// The type of that name and kind, of which there must be one.
#[track_caller]
pub(crate) fn id(btf: &Btf, name: &str, kind: Kind) -> TypeId {
    let found: Vec<TypeId> = btf.types().find(name, Some(kind)).collect();
    assert_eq!(found.len(), 1, "{kind} {name}");
    found[0]
}

/// Everything that can be printed or asked of what parsed: for inputs of which only this is expected, that
/// nothing breaks.
pub(crate) fn use_all(btf: &Btf) {
    let types = btf.types();
    let listing = full(btf);
    let again = match btf.base() {
        Some(base) => text::parse_split(&listing, base),
        None => text::parse(&listing),
    };
    let again = again.unwrap_or_else(|error| panic!("{error}\n{listing}"));
    assert_eq!(full(&again), listing, "a full listing says everything");
    let value: serde_json::Value =
        serde_json::from_str(&json::to_string(btf, &json::Options::default())).unwrap();
    assert_eq!(value["types"].as_array().map(Vec::len), Some(types.len()));
    assert_eq!(plain(btf).lines().filter(|line| line.starts_with('[')).count(), types.len());
    assert!(
        json::to_string(btf, &json::Options { pretty: true, ..json::Options::default() })
            .ends_with("]\n}\n")
    );
    let mut aligns = btfly_btf::resolve::Aligns::default();
    for (id, ty) in types.iter() {
        let _ = (types.size_of(id), aligns.of(&types, id), types.skip_modifiers(id));
        ty.for_each_reference(|to| assert!(types.get(to).is_some(), "{id} refers to nothing"));
        if let Some(composite) = ty.as_composite() {
            assert_eq!(types.fields(composite).count(), composite.members().len());
        }
    }
}

//! The search: every question over everything, and types as C text.

use std::hash::DefaultHasher;

use btfly_btf::find::{Query, TypeText, find as hits, fingerprint};
use btfly_btf::{Btf, BtfSet, Kind, TypeId, Types};

/// A line of C, then a base.
pub fn find(data: &[u8]) {
    let Some(at) = data.iter().position(|byte| *byte == b'\n') else { return };
    let (text, base) = data.split_at(at);
    let Ok(base) = Btf::parse(base.get(1..).unwrap_or(&[]).to_vec()) else { return };
    let types = base.types();
    let set = BtfSet::new(base.clone());
    let mut n_types = 0;
    for (at, hit) in hits(&set, &Query::default()).enumerate() {
        assert!(!hit.name().is_empty() && !hit.path().is_empty());
        // Each is bounded; a hostile nest has a quarter of a million.
        if at < 256 {
            fingerprint(&types, &hit, &mut DefaultHasher::new());
        }
        let whole = matches!(hit.part, btfly_btf::find::Part::Whole);
        n_types += usize::from(whole);
    }
    let named = |kind: Kind| !matches!(kind, Kind::DeclTag | Kind::TypeTag | Kind::Opaque);
    let expected =
        types.iter().filter(|(_, ty)| named(ty.kind()) && !ty.name_bytes().is_empty()).count();
    assert_eq!(n_types, expected, "every type with a name is found once");
    let Ok(wanted) = TypeText::parse(&String::from_utf8_lossy(text)) else { return };
    let test = |types: &Types<'_>, id: TypeId| wanted.is_like(types, id);
    let query = Query { takes: &[&test], returns: Some(&test), ..Query::default() };
    assert!(hits(&set, &query).count() <= hits(&set, &Query::default()).count());
}

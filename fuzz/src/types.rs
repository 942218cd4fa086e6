//! Parsing, and every question that can be asked of what parses.

use btfly_btf::ext::Ext;
use btfly_btf::resolve::Aligns;
use btfly_btf::scan::Wanted;
use btfly_btf::search::NameIndex;
use btfly_btf::view::Type;
use btfly_btf::{Btf, TypeId};

/// A base.
pub fn btf(data: &[u8]) {
    if let Ok(btf) = Btf::parse(data.to_vec()) {
        ask(&btf);
    }
}

/// A split BTF on a base: two bytes of length, the base, the rest.
pub fn split(data: &[u8]) {
    let Some((base, split)) = crate::halves(data) else { return };
    let Ok(base) = Btf::parse(base.to_vec()) else { return };
    let Ok(btf) = Btf::parse_split(split.to_vec(), &base) else { return };
    ask(&btf);
    // What the quick look denies, the thorough one must not find.
    for (_, ty) in btf.iter() {
        let Some(name) = ty.name() else { continue };
        let wanted = Wanted::new(name, &base.types());
        assert!(
            name.is_empty() || wanted.may_be_in(split),
            "{name:?} is defined, and the scan denies it"
        );
    }
}

/// A `.BTF.ext`.
pub fn ext(data: &[u8]) {
    if let Ok(ext) = Ext::parse(data) {
        let records = ext.core_relos.iter().map(|section| section.records.len()).sum::<usize>();
        assert!(records <= data.len() / 16, "more records than bytes");
    }
}

/// Every question, of every type.
fn ask(btf: &Btf) {
    let types = btf.types();
    let index = NameIndex::new(&types);
    let mut aligns = Aligns::default();
    for (at, (id, ty)) in types.iter().enumerate() {
        let _ = (types.size_of(id), aligns.of(&types, id), types.skip_modifiers(id));
        ty.for_each_reference(|to| assert!(types.get(to).is_some(), "{id} refers to nothing"));
        if let Some(composite) = ty.as_composite() {
            assert_eq!(types.fields(composite).count(), composite.members().len());
        }
        if let Type::Enum64(view) = ty {
            view.variants().for_each(|variant| drop(variant.value().to_string()));
        }
        // Searching costs a pass each: enough of them to see.
        if at < 64
            && let Some(name) = ty.name().filter(|name| !name.is_empty())
        {
            let naive: Vec<TypeId> = types
                .iter()
                .filter(|(_, other)| other.name() == Some(name))
                .map(|(id, _)| id)
                .collect();
            assert_eq!(types.find_own(name, None), naive, "find {name:?}");
            assert_eq!(index.find(&types, name, None).collect::<Vec<_>>(), naive, "index {name:?}");
        }
    }
    if types.is_sorted() {
        for (_, ty) in types.iter().take(64) {
            let Some(name) = ty.name().filter(|name| !name.is_empty()) else { continue };
            let found = types.find_own(name, None);
            let indexed: Vec<TypeId> = index.find(&types, name, None).collect();
            assert_eq!(found, indexed, "bisection for {name:?}");
        }
    }
    let all = types.reachable((1..types.end().0).map(TypeId));
    assert_eq!(all.len() + 1, types.end().0 as usize);
}

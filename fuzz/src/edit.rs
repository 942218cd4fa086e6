//! Edits: of a BTF, and of one that is split on another.

use btfly_btf::edit::dedup::dedup;
use btfly_btf::edit::merge::concatenate;
use btfly_btf::edit::renumber::renumber;
use btfly_btf::edit::strip::strip;
use btfly_btf::edit::{Edited, Error, ErrorKind, Input};
use btfly_btf::{Btf, Kind, TypeId};

/// A base; or, if it is none, a split BTF on a base: two bytes of length, the base, the rest.
pub fn edit(data: &[u8]) {
    if let Ok(btf) = Btf::parse(data.to_vec()) {
        return every_edit(&btf);
    }
    let Some((base, split)) = crate::halves(data) else { return };
    let Ok(base) = Btf::parse(base.to_vec()) else { return };
    let Ok(split) = Btf::parse_split(split.to_vec(), &base) else { return };
    every_edit(&split);
    // With its base beside it, the result stands alone.
    let both = [(&base).into(), (&split).into()];
    if let Some(once) = made(dedup(&both)) {
        assert!(once.base().is_none());
        is_kept(&both, &once);
    }
    if let Some(merged) = made(concatenate(&both)) {
        assert_eq!(merged.to_btf().iter().len(), base.iter().len() + split.iter().len());
        is_kept(&both, &merged);
    }
}

fn every_edit(btf: &Btf) {
    let ids: Vec<TypeId> = btf.iter().map(|(id, _)| id).collect();
    once(btf, ids.len());
    there_and_back(btf, &ids);
    let roots: Vec<TypeId> = ids.iter().step_by(3).copied().collect();
    for roots in [roots.as_slice(), &ids] {
        let Some(stripped) = made(strip(btf.into(), roots)) else { continue };
        let small = stripped.to_btf();
        let expected = btf.types().reachable(roots.iter().copied());
        let n_own = expected.iter().filter(|id| ids.binary_search(id).is_ok()).count();
        assert!(n_own <= small.iter().len() && small.iter().len() <= ids.len());
        for root in roots {
            let new = stripped.ids().get(0, *root);
            assert_eq!(new.and_then(|id| small.get(id)).map(|ty| ty.kind()), kind(btf, *root));
        }
    }
}

/// Every type once, and once more, and twice.
fn once(btf: &Btf, n_types: usize) {
    let Some(first) = made(dedup(&[btf.into()])) else { return };
    is_kept(&[btf.into()], &first);
    let deduped = first.to_btf();
    assert!(deduped.iter().len() <= n_types);
    let Some(again) = made(dedup(&[(&deduped).into()])) else { panic!("a second time is refused") };
    assert_eq!(again.bytes(), first.bytes(), "once more is something else");
    let stays_apart = |kind: Kind| matches!(kind, Kind::Var | Kind::Datasec);
    if !btf.iter().any(|(_, ty)| stays_apart(ty.kind()))
        && let Some(twice) = made(dedup(&[btf.into(), btf.into()]))
    {
        assert_eq!(twice.to_btf().iter().len(), deduped.iter().len(), "twice is more");
    }
}

/// Backwards and back is what was there.
fn there_and_back(btf: &Btf, ids: &[TypeId]) {
    let Some(same) = made(renumber(btf.into(), ids)) else { return };
    let backwards: Vec<TypeId> = ids.iter().rev().copied().collect();
    let Some(there) = made(renumber(btf.into(), &backwards)) else { return };
    let order: Vec<TypeId> = ids.iter().filter_map(|id| there.ids().get(0, *id)).collect();
    let turned = there.to_btf();
    let back = made(renumber((&turned).into(), &order));
    assert_eq!(back.map(Edited::into_bytes), Some(same.into_bytes()), "there and back");
}

/// Every type is somewhere, under its name; only what declares may have become another kind.
fn is_kept(inputs: &[Input<'_>], edited: &Edited) {
    let result = edited.to_btf();
    for (at, input) in inputs.iter().enumerate() {
        for (id, ty) in input.btf.iter() {
            let new = edited.ids().get(at, id).and_then(|id| result.get(id));
            let Some(new) = new else { panic!("{id} of input {at} is gone") };
            assert_eq!(new.name_bytes(), ty.name_bytes(), "{id} of input {at}");
            let declares = matches!(ty.kind(), Kind::Fwd | Kind::Enum | Kind::Enum64);
            assert!(new.kind() == ty.kind() || declares, "{id} of input {at}");
        }
    }
}

/// What an edit has made. All that it may refuse of one BTF and its base is a kind that nobody knows.
fn made(edited: Result<Edited, Error>) -> Option<Edited> {
    match edited {
        Ok(edited) => Some(edited),
        Err(error) => {
            let kind = error.kind();
            assert!(matches!(kind, ErrorKind::UnknownKind { .. }), "refused: {error}");
            None
        }
    }
}

fn kind(btf: &Btf, id: TypeId) -> Option<Kind> {
    btf.get(id).map(|ty| ty.kind())
}

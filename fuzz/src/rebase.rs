//! Modules that change their base, and BTF for older readers.

use btfly_btf::Btf;
use btfly_btf::edit::distill::distill;
use btfly_btf::edit::downgrade::{downgrade, needs};
use btfly_btf::edit::rebase::{Matching, is_distilled, rebase as onto};
use btfly_btf::edit::{Error, ErrorKind};
use btfly_btf::feature::{Feature, Features};

/// Two bytes of length, a base, two bytes of length, a split BTF on it, and another base; what the last byte says is what a
/// reader does not know.
pub fn rebase(data: &[u8]) {
    let Some((base, rest)) = crate::halves(data) else { return };
    let Some((split, other)) = crate::halves(rest) else { return };
    let Ok(base) = Btf::parse(base.to_vec()) else { return };
    older(&base, other);
    let Ok(split) = Btf::parse_split(split.to_vec(), &base) else { return };
    older(&split, other);
    let _ = split.types().misfit();
    let distilled = match distill((&split).into()) {
        Ok(distilled) => distilled,
        Err(error) => {
            let may_be = matches!(
                error.kind(),
                ErrorKind::UnknownKind { .. } | ErrorKind::Undistillable { .. }
            );
            assert!(may_be, "refused: {error}");
            return;
        }
    };
    let Some(small) = distilled.base() else { panic!("no distilled base") };
    assert!(is_distilled(&small.types()), "no distilled base comes out");
    let module = distilled.to_btf();
    assert!(split.iter().len() <= module.iter().len());
    // Once more is the same, and so is its own base.
    if let Ok(again) = distill((&module).into()) {
        assert_eq!(again.bytes(), distilled.bytes());
    }
    match onto((&module).into(), small, Matching::Sound) {
        Ok(same) => assert_eq!(same.bytes(), module.bytes()),
        Err(error) => panic!("its own base is refused: {error}"),
    }
    let others = [Btf::parse(other.to_vec()).ok(), Btf::parse(base.bytes().to_vec()).ok()];
    for other in others.into_iter().flatten() {
        for matching in [Matching::Sound, Matching::Kernel] {
            let Ok(moved) = onto((&module).into(), &other, matching) else { continue };
            let now = moved.to_btf();
            for (id, ty) in module.iter().chain(small.iter()) {
                let new = moved.ids().get(0, id).and_then(|id| now.get(id));
                assert_eq!(new.map(|ty| ty.name_bytes()), Some(ty.name_bytes()), "{id}");
            }
        }
    }
}

fn older(btf: &Btf, seed: &[u8]) {
    let bits = seed.last().copied().unwrap_or(0);
    let is_known = |at: usize| bits.rotate_left(u32::try_from(at % 8).unwrap_or(0)) & 1 == 1;
    let some: Features =
        Feature::all().enumerate().filter(|(at, _)| is_known(*at)).map(|(_, one)| one).collect();
    for features in [some, Features::NONE, Features::newest()] {
        let made = match downgrade(btf.into(), features) {
            Ok(made) => made,
            Err(error) => {
                assert!(is_honest(&error), "refused: {error}");
                continue;
            }
        };
        let now = made.edited().to_btf();
        assert!(needs(&now).iter().all(|feature| features.has(feature)), "{features:?}");
        assert!(btf.iter().len() <= now.iter().len());
        match downgrade((&now).into(), features) {
            Ok(again) => assert_eq!(again.edited().bytes(), now.bytes()),
            Err(error) => panic!("what was made is refused: {error}"),
        }
    }
}

/// Whether it is a kind that nobody knows, or a number of entries.
fn is_honest(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::UnknownKind { .. } | ErrorKind::TooManyEntries { .. })
}

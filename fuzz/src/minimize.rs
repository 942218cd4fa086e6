//! Minimise: a base, a module on it, and an object, all hostile: whatever it is fitted to, it comes out the same.

use std::sync::Arc;

use btfly_btf::edit::ErrorKind;
use btfly_btf::edit::minimize;
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet, Endian, Slot};
use btfly_obj::co_re::{self, Options, TargetPolicy};
use btfly_obj::doc::example;
use btfly_obj::read::read;

use super::halves;

/// Two bytes of length, a base (the object's own types if it is empty), two bytes of length, a module, an object.
pub fn minimize(data: &[u8]) {
    let Some((base, rest)) = halves(data) else { return };
    let Some((kmod, object)) = halves(rest) else { return };
    let Ok(object) = read(object) else { return };
    let Some(local) = object.btf.clone() else { return };
    let base = match base {
        [] => local,
        bytes => match Btf::parse(bytes.to_vec()) {
            Ok(base) => base,
            Err(_) => return,
        },
    };
    let mut set = BtfSet::new(base.clone());
    set.push(Arc::new(Ready::parse("kmod", kmod.to_vec(), &base)));
    let needs = co_re::needs(&[&object], &set);
    let small = match minimize::minimize(&set, needs.keep) {
        Ok(small) => small,
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::UnknownKind { .. }), "refused: {error}");
            return;
        }
    };
    for policy in [TargetPolicy::Superset, TargetPolicy::BaseFirst] {
        for prefer in [None, Some(Slot::BASE), Some(Slot(1))] {
            let options = Options { policy };
            let differences =
                co_re::differences(&[&object], &set, &small, &[options], |_, _| prefer);
            assert!(differences.is_empty(), "comes out differently: {:?}", differences.first());
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [Endian::Little, Endian::Big].into_iter().flat_map(of).collect()
}

/// An object with itself as the kernel: alone; with a module that has all of it again; with one that is broken.
fn of(endian: Endian) -> Vec<Vec<u8>> {
    let object = example(endian).make();
    let Some(local) = read(&object).ok().and_then(|object| object.btf) else { return Vec::new() };
    let again = again(&local);
    let with = |kmod: &[u8]| {
        let len = u16::try_from(kmod.len()).unwrap_or(0).to_le_bytes();
        [&[0, 0], &len[..], kmod, &object].concat()
    };
    vec![with(&[]), with(&again), with(again.get(..again.len() / 2).unwrap_or(&[]))]
}

/// A module whose types are those of the base, another time.
fn again(base: &Btf) -> Vec<u8> {
    use btfly_btf::build::{Builder, Options};
    let Ok(mut builder) = Builder::split(base) else { return Vec::new() };
    for (_, ty) in base.iter() {
        if let Some(def) = ty.to_def() {
            // References stay those to the base.
            let _ = builder.add(&def);
        }
    }
    builder.encode(&Options::default()).unwrap_or_default()
}

//! Relocations: hostile records, instructions and targets.

use btfly_btf::{Btf, BtfSet, Endian};
use btfly_obj::co_re::{self, Access, Options, Patched, Relo, TargetPolicy, Trouble};
use btfly_obj::doc::example;
use btfly_obj::read::read;

use super::halves;

/// An object, and the types to fit it to; its own where there are none.
pub fn co_re(data: &[u8]) {
    let Some((types, object)) = halves(data) else { return };
    let Ok(original) = read(object) else { return };
    let Some(local) = original.btf.clone() else { return };
    let target = match types {
        [] => local.clone(),
        bytes => match Btf::parse(bytes.to_vec()) {
            Ok(target) => target,
            Err(_) => return,
        },
    };
    let set = BtfSet::new(target);
    for policy in [TargetPolicy::Superset, TargetPolicy::BaseFirst] {
        let mut fitted = original.clone();
        let fits = co_re::fit(&mut fitted, &set, &Options { policy }, |_| None);
        for fit in &fits {
            match fit.done {
                Err(Trouble::Record(_) | Trouble::Insn(_)) => {
                    assert_eq!(fit.before, fit.after, "changed in spite of trouble");
                }
                Ok(Patched::Poisoned | Patched::Done { .. }) => {}
            }
        }
        // What no relocation names is as it was; a constant has two halves.
        for (at, (before, after)) in original.functions.iter().zip(&fitted.functions).enumerate() {
            for (insn_idx, (was, is)) in before.insns.iter().zip(&after.insns).enumerate() {
                let is_named = fits.iter().any(|fit| {
                    let named = fit.insn_idx as usize;
                    fit.function == at && (named == insn_idx || named + 1 == insn_idx)
                });
                assert!(was == is || is_named, "an instruction that nothing names has changed");
            }
        }
    }
    let strings = local.types().strings();
    let placed = original.functions.iter().flat_map(|function| &function.core_relos);
    for placed in placed.take(8) {
        let relo = Relo { access: Access::of(&placed.record, &strings), prefer: None };
        let _ = co_re::explain(&local, &relo, &set, None);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [Endian::Little, Endian::Big]
        .map(|endian| [vec![0, 0], example(endian).make()].concat())
        .to_vec()
}

//! Poisoned instructions of an object → whether any of its programs comes to them.
//!
//! *In:* an object that was fitted, and what has become of its relocations. *Out:* a [`Guard`] for each poisoned one.
//! *Never:* a word about externs: that one is missing is not known here, and closes no way.

use super::{Doubt, Guard, reach};
use crate::co_re::{Fit, Patched};
use crate::link::link;
use crate::spec::ObjectSpec;

/// For each of `fits`, which came of fitting `object`: whether the poisoned instruction can be reached in any program that
/// has it. `None` where nothing was poisoned, and for functions that no program calls.
///
/// ```
/// use btfly_btf::{BtfSet, text};
/// use btfly_obj::{co_re, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// let mut object = read(&bytes)?;
/// // A kernel without the type that the program reads.
/// let set = BtfSet::new(text::parse("[1] INT 'int' size=4 encoding=SIGNED").unwrap());
/// let fits = co_re::fit(&mut object, &set, &co_re::Options::default(), |_| None);
/// assert_eq!(co_re::guards(&object, &fits), [Some(co_re::Guard::Reached)]);
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[must_use]
pub fn guards(object: &ObjectSpec, fits: &[Fit]) -> Vec<Option<Guard>> {
    let is_poisoned = |fit: &Fit| fit.done == Ok(Patched::Poisoned);
    let mut guards = vec![None; fits.len()];
    if !fits.iter().any(is_poisoned) {
        return guards;
    }
    for program in &object.programs {
        // What cannot be linked is not loaded either.
        let Ok(linked) = link(object, program) else { continue };
        let has = |fit: &Fit| linked.parts.iter().any(|part| part.function == fit.function);
        if !fits.iter().any(|fit| is_poisoned(fit) && has(fit)) {
            continue;
        }
        let reach = reach(object, &linked, |_| None);
        for (fit, guard) in fits.iter().zip(&mut guards).filter(|(fit, _)| is_poisoned(fit)) {
            for part in linked.parts.iter().filter(|part| part.function == fit.function) {
                let here = reach.of(part.insn_idx.saturating_add(fit.insn_idx));
                *guard = Some(guard.map_or(here, |known| wider(known, here)));
            }
        }
    }
    guards
}

/// The one of two that is less of a comfort.
fn wider(left: Guard, right: Guard) -> Guard {
    let rank = |guard: Guard| match guard {
        Guard::Guarded => 0,
        Guard::Unknown(Doubt::GlobalFunction) => 1,
        Guard::Unknown(Doubt::Setting | Doubt::Indirect | Doubt::TooLarge | Doubt::Malformed) => 2,
        Guard::Reached => 3,
    };
    if rank(left) < rank(right) { right } else { left }
}

#[cfg(test)]
mod tests {
    use btfly_btf::{BtfSet, text};

    use super::*;
    use crate::co_re::guard::tests::{EXIT, if_eq, mov, op};
    use crate::co_re::{Options, fit};
    use crate::doc::program_of;
    use crate::insn::Insn;
    use crate::read::read;

    /// What is said of a load of a member that is not there, behind `before`.
    #[track_caller]
    fn check(before: &[Insn], kind: u32, expected: Guard) {
        let types = "[5] STRUCT 's' size=4\n'x' type_id=1 bits_offset=0";
        let at = u32::try_from(before.len()).unwrap();
        let insns = [before, &[op(0x61, 0, 1, 0, 0), EXIT]].concat();
        let relos = [(0, 5, "0:0", kind), (at, 5, "0:0", 0)];
        let bytes = program_of("kprobe/any", types, &insns, &relos);
        let mut object = read(&bytes).unwrap();
        let set = BtfSet::new(text::parse("[1] STRUCT 's' size=4").unwrap());
        let fits = fit(&mut object, &set, &Options::default(), |_| None);
        assert_eq!(guards(&object, &fits), [None, Some(expected)]);
    }

    #[test]
    fn who_asks_first_does_not_come_to_it() {
        const EXISTS: u32 = 2;
        check(&[mov(0, 1), if_eq(0, 0, 1)], EXISTS, Guard::Guarded);
        // Asked the wrong way round, and asked in vain.
        check(&[mov(0, 1), if_eq(0, 1, 1)], EXISTS, Guard::Reached);
        check(&[mov(0, 1)], EXISTS, Guard::Reached);
    }
}

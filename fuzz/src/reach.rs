//! What of a program can be reached: hostile instructions, fitted to a kernel that has nothing.

use btfly_btf::{Btf, BtfSet, Endian, text};
use btfly_obj::co_re::{self, Guard, Options, reach};
use btfly_obj::doc::{example, program_of};
use btfly_obj::insn::{Insn, Opcode};
use btfly_obj::link::link;
use btfly_obj::read::read;

/// Any bytes, as an object.
pub fn reach_of(data: &[u8]) {
    let Ok(mut object) = read(data) else { return };
    let Some(set) = nothing().map(BtfSet::new) else { return };
    let fits = co_re::fit(&mut object, &set, &Options::default(), |_| None);
    let guards = co_re::guards(&object, &fits);
    assert_eq!(guards.len(), fits.len());
    for program in object.programs.iter().take(4) {
        let Ok(linked) = link(&object, program) else { continue };
        let unknown = reach(&object, &linked, |_| None);
        for load in unknown.context_loads() {
            assert_eq!(unknown.of(load.insn_idx), Guard::Reached, "loads where it never comes");
        }
        // Who knows more closes more ways, and opens none.
        for is_there in [true, false] {
            let known = reach(&object, &linked, |_| Some(is_there));
            for at in (0..).take(linked.insns.len()) {
                if unknown.of(at) == Guard::Guarded {
                    assert_eq!(known.of(at), Guard::Guarded, "instruction {at}: {is_there}");
                }
            }
        }
    }
}

fn nothing() -> Option<Btf> {
    text::parse("[1] INT 'int' size=4 encoding=SIGNED").ok()
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let op = |opcode, dst, src, off, imm| Insn { opcode: Opcode(opcode), dst, src, off, imm };
    // Asks, spills the answer, and goes round a loop.
    let insns = [
        op(0xb7, 0, 0, 0, 1),
        op(0x7b, 10, 0, -8, 0),
        op(0x15, 0, 0, 4, 0),
        op(0x79, 1, 1, 0, 0),
        op(0x61, 0, 1, 0, 0),
        op(0x79, 2, 10, -8, 0),
        op(0x55, 2, 0, -5, 0),
        op(0x95, 0, 0, 0, 0),
    ];
    let types = "[5] STRUCT 's' size=4\n'x' type_id=1 bits_offset=0";
    let asks = program_of("fentry/f", types, &insns, &[(0, 5, "0:0", 2), (4, 5, "0:0", 0)]);
    let mut seeds = vec![asks];
    seeds.extend([Endian::Little, Endian::Big].map(|endian| example(endian).make()));
    seeds
}

//! Objects: read, linked, and what their parts point at.

use btfly_btf::Endian;
use btfly_obj::doc::example;
use btfly_obj::link::link;
use btfly_obj::read::read;
use btfly_obj::spec::{Slot, Target};

/// Any bytes, as an object.
pub fn object(data: &[u8]) {
    let Ok(object) = read(data) else { return };
    let n_insns: usize = object.functions.iter().map(|function| function.insns.len()).sum();
    assert!(n_insns * 8 <= data.len(), "more code than there are bytes");
    let n_bytes: usize = object.data.iter().map(|data| data.bytes.len()).sum();
    assert!(n_bytes <= data.len(), "more variables than there are bytes");
    for function in &object.functions {
        for reference in &function.references {
            assert!((reference.insn_idx as usize) < function.insns.len());
            let is_there = match reference.target {
                Target::Map { map } => map < object.maps.len(),
                Target::Data { data, .. } | Target::JumpTable { data, .. } => {
                    data < object.data.len()
                }
                Target::Extern { extern_ } | Target::ExternCall { extern_ } => {
                    extern_ < object.externs.len()
                }
                Target::Call { function } | Target::FunctionAddress { function } => {
                    function < object.functions.len()
                }
                _ => true,
            };
            assert!(is_there, "{reference:?} leads nowhere");
        }
        let placed = function.core_relos.iter().map(|placed| placed.insn_idx);
        for insn_idx in placed.chain(function.line_infos.iter().map(|placed| placed.insn_idx)) {
            assert!((insn_idx as usize) < function.insns.len());
        }
    }
    for slot in object.maps.iter().flat_map(|map| &map.slots) {
        match *slot {
            Slot::Map { map, .. } => assert!(map < object.maps.len()),
            Slot::Program { program, .. } => assert!(program < object.programs.len()),
        }
    }
    // A hundred programs may call all the rest.
    for program in object.programs.iter().take(4) {
        let Ok(linked) = link(&object, program) else { continue };
        assert!(linked.insns.len() <= n_insns, "a function twice");
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [Endian::Little, Endian::Big].map(|endian| example(endian).make()).to_vec()
}

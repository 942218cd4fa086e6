//! Objects that golden files speak of, instruction by instruction.
//!
//! *In:* where a program attaches. *Out:* an object, as a compiler would write it.

use btfly_obj::doc::program_of;
use btfly_obj::insn::{Insn, Opcode};

fn op(opcode: u8, dst: u8, src: u8, off: i16, imm: i32) -> Insn {
    Insn { opcode: Opcode(opcode), dst, src, off, imm }
}

const EXIT: Insn = Insn { opcode: Opcode(0x95), dst: 0, src: 0, off: 0, imm: 0 };

// Kinds of relocations, as `.BTF.ext` numbers them.
const BYTE_OFFSET: u32 = 0;
const FIELD_EXISTS: u32 = 2;
const TYPE_EXISTS: u32 = 8;

/// `if (bpf_core_type_exists(struct e1000_adapter)) return adapter->msg_enable;`, and `adapter` is the first argument.
/// As the program knows the struct, its member is at byte 0.
pub(crate) fn adapter(section: &str) -> Vec<u8> {
    let types = "
        [5] STRUCT 'e1000_adapter' size=4
        \t'msg_enable' type_id=1 bits_offset=0
    ";
    let insns = [
        op(0xb7, 0, 0, 0, 1),
        op(0x15, 0, 0, 2, 0),
        op(0x79, 1, 1, 0, 0),
        op(0x61, 0, 1, 0, 0),
        EXIT,
    ];
    program_of(section, types, &insns, &[(0, 5, "0", TYPE_EXISTS), (3, 5, "0:0", BYTE_OFFSET)])
}

/// `if (bpf_core_field_exists(task->cpu)) return task->cpu;`, and `task` is the first argument.
pub(crate) fn guarded() -> Vec<u8> {
    let types = "
        [5] STRUCT 'task_struct' size=4
        \t'cpu' type_id=1 bits_offset=0
    ";
    let insns = [
        op(0xb7, 0, 0, 0, 1),
        op(0x15, 0, 0, 2, 0),
        op(0x79, 1, 1, 0, 0),
        op(0x61, 0, 1, 0, 0),
        EXIT,
    ];
    let relos = [(0, 5, "0:0", FIELD_EXISTS), (3, 5, "0:0", BYTE_OFFSET)];
    program_of("kprobe/find_task", types, &insns, &relos)
}

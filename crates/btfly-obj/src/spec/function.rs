//! Code: a function's instructions, what they refer to, and the records about them.

use btfly_btf::ext::{CoreRelo, FuncInfo, LineInfo};

use crate::elf::{Binding, Visibility};
use crate::insn::Insn;

/// A function: a program, or one that programs call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FunctionSpec {
    /// Its name.
    pub name: String,
    /// The section that it is in, as the file names it: with a `?`.
    pub section: String,
    /// That section's number, as two may have one name.
    pub section_idx: u32,
    /// Bytes from the start of the section.
    pub offset: u32,
    /// Whether [`ObjectSpec::programs`](super::ObjectSpec::programs) has it; else it is called only.
    pub is_program: bool,
    /// Who sees it: `static` functions nobody else.
    pub binding: Binding,
    /// A hidden global function is verified as if it were `static`.
    pub visibility: Visibility,
    /// Its instructions, as the compiler wrote them.
    pub insns: Vec<Insn>,
    /// What they refer to, by instruction: one reference for each at most.
    pub references: Vec<Reference>,
    /// Its type, by instruction; more than one where the compiler put functions together.
    pub func_infos: Vec<Placed<FuncInfo>>,
    /// Lines of source, by instruction.
    pub line_infos: Vec<Placed<LineInfo>>,
    /// CO-RE relocations, by instruction.
    pub core_relos: Vec<Placed<CoreRelo>>,
}

/// A record of `.BTF.ext`, placed in a function.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Placed<T> {
    /// The instruction, from the start of the function.
    pub insn_idx: u32,
    /// The record as it stands: its own offset is in bytes from the start of the section.
    pub record: T,
}

/// An instruction that refers to something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reference {
    /// The instruction, from the start of the function: a call, or the first half of a `ld_imm64`.
    pub insn_idx: u32,
    /// What it refers to.
    pub target: Target,
}

/// What an instruction refers to. Positions are those in the lists of [`ObjectSpec`](super::ObjectSpec).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Target {
    /// `ld_imm64`: a map.
    Map {
        /// Which of [`ObjectSpec::maps`](super::ObjectSpec::maps).
        map: usize,
    },
    /// `ld_imm64`: a place among global variables.
    Data {
        /// Which of [`ObjectSpec::data`](super::ObjectSpec::data).
        data: usize,
        /// Bytes from its start.
        offset: u32,
    },
    /// `ld_imm64`: a table that an indirect jump goes by.
    JumpTable {
        /// Which of [`ObjectSpec::data`](super::ObjectSpec::data).
        data: usize,
        /// Bytes from its start.
        offset: u32,
        /// In bytes.
        size: u64,
    },
    /// `ld_imm64`: a value of `.kconfig`, a variable of the kernel, or the address of one of its functions.
    Extern {
        /// Which of [`ObjectSpec::externs`](super::ObjectSpec::externs).
        extern_: usize,
    },
    /// A call of a function of the kernel.
    ExternCall {
        /// Which of [`ObjectSpec::externs`](super::ObjectSpec::externs).
        extern_: usize,
    },
    /// A call of a function of the object.
    Call {
        /// Which of [`ObjectSpec::functions`](super::ObjectSpec::functions).
        function: usize,
    },
    /// `ld_imm64`: the address of a function of the object, as callbacks need it.
    FunctionAddress {
        /// Which of [`ObjectSpec::functions`](super::ObjectSpec::functions).
        function: usize,
    },
}

impl FunctionSpec {
    /// The end of its bytes in the section.
    #[must_use]
    pub fn end(&self) -> u64 {
        u64::from(self.offset) + self.insns.len() as u64 * crate::insn::SIZE as u64
    }

    /// What an instruction refers to.
    #[must_use]
    pub fn reference(&self, insn_idx: u32) -> Option<Target> {
        let at = self.references.binary_search_by_key(&insn_idx, |reference| reference.insn_idx);
        at.ok().and_then(|at| self.references.get(at)).map(|reference| reference.target)
    }

    /// The line of source that an instruction comes from: that of the last record at or before it.
    #[must_use]
    pub fn line(&self, insn_idx: u32) -> Option<&LineInfo> {
        let end = self.line_infos.partition_point(|placed| placed.insn_idx <= insn_idx);
        self.line_infos.get(end.checked_sub(1)?).map(|placed| &placed.record)
    }
}
